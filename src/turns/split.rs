//! The whole way from lines to raw turns.

use rustc_hash::{FxHashMap, FxHashSet};

use super::alias::{self, Aliases};
use super::candidates::Candidates;
use super::decode::{self, Plan};
use super::evidence::Evidence;
use super::header::Header;
use super::joint::{self, Voices};
use super::lexicon::{Label, Lexicon};
use super::line::Line;
use super::paragraph::{self, Wrap};
use super::people::Cast;
use super::score::{self, Verdict};
use super::{furniture, given, metadata, notes, runin, setoff, shape};
use crate::model::{FileSettings, Meta, NoteSort, Role, Turn, Warning};

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
pub fn split(mut lines: Vec<Line>, meta: Meta, settings: &FileSettings) -> Split {
    let mut split = Split { meta, ..Split::default() };
    let lexicon = Lexicon::default();
    runin::split(&mut lines, &shape::is_mark);
    let mut candidates = Candidates::of(&lines, &lexicon);
    read_head(&lines, &candidates, &mut split.meta);
    let names: Vec<String> = split.meta.participants.iter().map(|p| p.name.clone()).collect();
    candidates = given::add(&lines, candidates, &settings.speakers);
    let verdict = if settings.speakers.is_empty() {
        score::judge(&lines, &candidates, &Evidence::of(&lines, lexicon.keys(), &names))
    } else {
        Verdict::forced(&candidates, &settings.speakers)
    };
    let known = verdict.run_in_labels(&candidates);
    if runin::split(&mut lines, &|label| known.contains(shape::key(label).as_str())) {
        candidates = given::add(&lines, Candidates::of(&lines, &lexicon), &settings.speakers);
    }
    let mut headers = pick(&candidates, &verdict);
    drop(candidates);
    furniture::take_back(&lines, &mut headers);
    let Some(first) = headers.iter().position(Option::is_some) else {
        return setoff::split(&lines, split);
    };
    let wrap = paragraph::wrap(&lines, &|i| headers[i].is_some());
    let voices = voices(&headers, &lines[..first], &names, &mut split.meta);
    let mut turns = head(&lines[..first], wrap, &mut split.meta);
    let plan = Plan { headers: &headers, voices: &voices, footers: &settings.footers, wrap };
    turns.extend(decode::decode(&plan, lines, first));
    split.turns = turns;
    split.confidence = verdict.confidence;
    split
}

/// Metadata of the lines before the first thing that can be a recurring label.
fn read_head(lines: &[Line], candidates: &Candidates, meta: &mut Meta) {
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    for header in candidates.all() {
        *seen.entry(&header.label.key).or_default() += 1;
    }
    let recurs = |h: &Header| seen.get(&*h.label.key).is_some_and(|&n| n > 1);
    for (line, candidates) in lines.iter().zip(candidates.lines()).take(40) {
        if metadata::is_pair(&line.text) || super::date::is_dated(&line.text) {
            if !candidates.iter().any(recurs) || line.text.chars().count() < 40 {
                metadata::read(&line.text, meta);
            }
        } else if candidates.iter().any(|h| recurs(h) && h.label.shape > shape::Shape::Odd) {
            break;
        }
    }
}

/// The real header of every line; a metadata pair before the first other header is none.
fn pick(candidates: &Candidates, verdict: &Verdict) -> Vec<Option<Header>> {
    let real = verdict.keys();
    let is_joint = |label: &Label| joint::is_joint(&label.text, |key| real.contains(key));
    let one = |hs: &[Header]| {
        let joint = |h: &&Header| Some(h.grammar) == verdict.primary && is_joint(&h.label);
        verdict.pick(hs).or_else(|| hs.iter().find(joint)).cloned()
    };
    candidates.lines().map(one).collect()
}

/// Who speaks under each label, by the label as written. A role label takes the one name that the metadata gives for the role.
fn voices(
    headers: &[Option<Header>],
    head: &[Line],
    names: &[String],
    meta: &mut Meta,
) -> FxHashMap<String, Voices> {
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    let labels: Vec<&Label> =
        headers.iter().flatten().map(|h| &*h.label).filter(|label| seen.insert(&label.text)).collect();
    let real: FxHashSet<&str> = labels.iter().map(|label| &*label.key).collect();
    let is_joint = |label: &Label| joint::is_joint(&label.text, |key| real.contains(key));
    let single: Vec<String> =
        labels.iter().filter(|label| !is_joint(label)).map(|label| label.text.clone()).collect();
    let spelt = alias::spelt_out(head.iter().map(|l| l.text.as_str()));
    let mut aliases = Aliases::resolve(&single, names, &spelt);
    for role in [Role::Host, Role::Guest] {
        let mut named = meta.participants.iter().filter(|p| p.role == Some(role)).map(|p| p.name.clone());
        let mut marked = single.iter().filter(|l| super::roles::of_label(l) == Some(role));
        if let (Some(name), None, Some(label), None) =
            (named.next(), named.next(), marked.next(), marked.next())
            && !single.iter().any(|l| shape::key(l) == shape::key(&name))
        {
            aliases.rename(&aliases.name(label), &name);
        }
    }
    let mut cast = Cast::new(&mut meta.participants);
    for label in &single {
        let person = cast.add(&aliases.name(label), label);
        person.role = person.role.or(super::roles::of_label(label));
    }
    labels.iter().map(|label| (label.text.clone(), Voices::of(&label.text, &aliases))).collect()
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
