//! The whole way from lines to raw turns.

use std::collections::HashSet;

use super::alias::{self, Aliases};
use super::decode::{self, Plan};
use super::evidence::Evidence;
use super::header::{self, Header};
use super::line::Line;
use super::paragraph::{self, Wrap};
use super::score::{self, Verdict};
use super::{furniture, given, joint, metadata, notes, runin, setoff, shape};
use crate::model::{FileSettings, Meta, NoteSort, Participant, Role, Turn, Warning};

/// What the splitter made of a document.
#[derive(Debug, Clone, Default)]
pub struct Split {
    /// Raw turns in order, unnumbered.
    pub turns: Vec<Turn>,
    /// What the document says of itself, added to what was known before.
    pub meta: Meta,
    /// How sure the labels are, 0 to 1; 0 if there are none.
    pub confidence: f32,
    /// What was noticed.
    pub warnings: Vec<Warning>,
}

/// Splits rendered lines into turns. `meta` holds what is known beforehand (front matter, page head): the names
/// of its participants help to find labels and to resolve them.
pub fn split(lines: &[Line], meta: Meta, settings: &FileSettings) -> Split {
    let mut split = Split { meta, ..Split::default() };
    let marks = runin::split(lines, &runin::is_pair_mark);
    let mut lines = marks.unwrap_or_else(|| lines.to_vec());
    let mut candidates = candidates(&lines);
    read_head(&lines, &candidates, &mut split.meta);
    let names: Vec<String> = split.meta.participants.iter().map(|p| p.name.clone()).collect();
    given::add(&lines, &mut candidates, &settings.speakers);
    let verdict = if settings.speakers.is_empty() {
        score::judge(&lines, &candidates, &Evidence::gather(&lines, &names))
    } else {
        Verdict::forced(&candidates, &settings.speakers)
    };
    let known = verdict.run_in_labels(&candidates);
    if let Some(more) = runin::split(&lines, &|label| known.contains(&shape::key(label))) {
        lines = more;
        candidates = self::candidates(&lines);
        given::add(&lines, &mut candidates, &settings.speakers);
    }
    let mut headers = pick(&candidates, &verdict);
    furniture::take_back(&lines, &mut headers);
    let Some(first) = headers.iter().position(Option::is_some) else {
        return setoff::split(&lines, split);
    };
    let wrap = paragraph::wrap(&lines, &|i| headers[i].is_some());
    let aliases = aliases(&headers, &lines[..first], &names, &mut split.meta);
    let mut turns = head(&lines[..first], wrap, &mut split.meta);
    let plan = Plan { lines: &lines, headers: &headers, aliases: &aliases, footers: &settings.footers, wrap };
    turns.extend(decode::decode(&plan, first));
    split.turns = turns;
    split.confidence = verdict.confidence;
    split
}

fn candidates(lines: &[Line]) -> Vec<Vec<Header>> {
    let follows = |i: usize| lines.get(i + 1).is_some_and(|next| !next.gap);
    lines.iter().enumerate().map(|(i, line)| header::candidates(line, follows(i))).collect()
}

/// Metadata of the lines before the first thing that can be a recurring label.
fn read_head(lines: &[Line], candidates: &[Vec<Header>], meta: &mut Meta) {
    let mut seen: HashSet<&str> = HashSet::new();
    let recurring: HashSet<&str> =
        candidates.iter().flatten().filter(|h| !seen.insert(&h.key)).map(|h| h.key.as_str()).collect();
    for (line, candidates) in lines.iter().zip(candidates).take(40) {
        if metadata::is_pair(&line.text) || super::date::is_dated(&line.text) {
            if candidates.iter().all(|h| !recurring.contains(h.key.as_str()))
                || line.text.chars().count() < 40
            {
                metadata::read(&line.text, meta);
            }
        } else if candidates.iter().any(|h| recurring.contains(h.key.as_str()) && h.shape > shape::Shape::Odd)
        {
            break;
        }
    }
}

/// The real header of every line; a metadata pair before the first other header is none.
fn pick(candidates: &[Vec<Header>], verdict: &Verdict) -> Vec<Option<Header>> {
    let real: HashSet<String> = verdict.keys();
    let one = |hs: &Vec<Header>| {
        verdict.pick(hs).cloned().or_else(|| {
            hs.iter()
                .find(|h| Some(h.grammar) == verdict.primary && joint::is_joint(&h.label, &real))
                .cloned()
        })
    };
    candidates.iter().map(one).collect()
}

/// Names of all labels; role labels take the one name that the metadata gives for the role.
fn aliases(headers: &[Option<Header>], head: &[Line], names: &[String], meta: &mut Meta) -> Aliases {
    let mut labels: Vec<String> = Vec::new();
    let real: HashSet<String> = headers.iter().flatten().map(|h| h.key.clone()).collect();
    for header in headers.iter().flatten() {
        if !labels.contains(&header.label) && !joint::is_joint(&header.label, &real) {
            labels.push(header.label.clone());
        }
    }
    let spelt = alias::spelt_out(head.iter().map(|l| l.text.as_str()));
    let mut aliases = Aliases::resolve(&labels, names, &spelt);
    for role in [Role::Host, Role::Guest] {
        let mut named = meta.participants.iter().filter(|p| p.role == Some(role)).map(|p| p.name.clone());
        let mut marked = labels.iter().filter(|l| super::roles::of_label(l) == Some(role));
        if let (Some(name), None, Some(label), None) =
            (named.next(), named.next(), marked.next(), marked.next())
            && !labels.iter().any(|l| shape::key(l) == shape::key(&name))
        {
            aliases.rename(&aliases.name(label), &name);
        }
    }
    for label in &labels {
        let name = aliases.name(label);
        let role = super::roles::of_label(label);
        let at = meta.participants.iter().position(|p| p.name == name).unwrap_or_else(|| {
            meta.participants.push(Participant { name: name.clone(), ..Participant::default() });
            meta.participants.len() - 1
        });
        let p = &mut meta.participants[at];
        p.role = p.role.or(role);
        if *label != name && !p.aliases.contains(label) {
            p.aliases.push(label.clone());
        }
    }
    aliases
}

/// The notes before the first turn, and what they say of the document.
pub(super) fn head(lines: &[Line], wrap: Wrap, meta: &mut Meta) -> Vec<Turn> {
    let mut before: Option<NoteSort> = None;
    let mut first = true;
    paragraph::notes(lines, wrap, |text, line| {
        let sort = notes::head(text, line.style.heading, first, before);
        if sort == NoteSort::Title && meta.title.is_none() {
            meta.title = Some(text.to_owned());
        }
        (first, before) = (first && super::date::is_dated(text), Some(sort));
        Some(sort)
    })
}
