//! Who opens a cue: voice tags, identifiers, inline labels, brackets, `- ` and `>>`.
//!
//! The convention is learnt from the whole file. Deliberately absent: how long a label holds (`turns`), and
//! what makes an inline label (`crate::turns::Labels`).

use std::collections::HashSet;

use super::brackets::{self, Brackets};
use super::changes::{self, Changes, Raw};
use super::cue::{Cue, Item, join};
use super::ids;
use crate::analysis::fold_name;
use crate::formats::captions::turns::{Opens, Part, Step};
use crate::model::FileSettings;
use crate::turns::Labels;

/// The texts that may open with a label: all contributions, and lines inside one that open as another one does.
fn openings<'a>(raws: impl Iterator<Item = &'a Raw> + Clone) -> Vec<String> {
    // A dash that is no change by itself may still stand before a label.
    let undashed = |text: String| changes::after_dash(&text).map(str::to_owned).unwrap_or(text);
    let label = |text: &str| text.split_once([':', '：']).map(|(label, _)| label.trim().to_owned());
    let known: HashSet<String> = raws.clone().filter_map(|raw| label(&raw.lines.first()?.1)).collect();
    let opens = |line: &str| {
        label(line).is_some_and(|l| {
            known.contains(&l)
                || l.len() < 40 && l.len() > 1 && l == l.to_uppercase() && l != l.to_lowercase()
        })
    };
    let mut texts = Vec::new();
    for raw in raws {
        let mut from = 0;
        for to in (1..raw.lines.len()).filter(|&n| opens(&raw.lines[n].1)).chain([raw.lines.len()]) {
            texts.push(undashed(joined(&raw.lines[from..to])));
            from = to;
        }
    }
    texts
}

fn joined(lines: &[(Option<u32>, String)]) -> String {
    let mut text = String::new();
    lines.iter().for_each(|(_, line)| join(&mut text, line));
    text
}

/// Divides all cues into parts that one speaker says, and tells how sure that is, from 0 to 1.
pub(super) fn attribute(items: Vec<Item>, settings: &FileSettings) -> (Vec<Step>, f32) {
    let (convention, cut) = Convention::learn(&items, settings);
    let mut cut = cut.into_iter();
    let mut steps = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Item::Border => steps.push(Step::Border),
            Item::Note(note) => steps.push(Step::Note(note)),
            Item::Cue(cue) => convention.divide(&cue, cut.next().unwrap_or_default(), &mut steps),
        }
    }
    let surest = steps.iter().fold(0.0_f32, |sure, step| match step {
        Step::Part(Part { opens: Opens::Name(_), .. }) => sure.max(if convention.voices { 1.0 } else { 0.9 }),
        Step::Part(Part { opens: Opens::Change, .. }) => sure.max(0.4),
        _ => sure,
    });
    (steps, surest)
}

/// How a file marks its speakers.
struct Convention {
    voices: bool,
    ids: bool,
    labels: Labels,
    brackets: Brackets,
    given: Vec<String>,
}

impl Convention {
    /// Learns the convention, and cuts all cues by it into what one speaker says in each.
    fn learn(items: &[Item], settings: &FileSettings) -> (Self, Vec<Vec<Raw>>) {
        let cues: Vec<&Cue> =
            items.iter().filter_map(|i| if let Item::Cue(cue) = i { Some(cue) } else { None }).collect();
        let voiced = cues.iter().filter(|c| c.pieces.iter().any(|p| p.voice.is_some())).count();
        let voices = voiced > 0 && voiced * 5 >= cues.len();
        let mut learnt = Self {
            voices,
            ids: ids::are_names(cues.iter().copied()),
            labels: Labels::default(),
            brackets: Brackets::given(&settings.speakers),
            given: settings.speakers.iter().map(|name| fold_name(name)).collect(),
        };
        let cut = Changes::of(&cues, voices).cut(&cues);
        if !learnt.voices && !learnt.ids && learnt.given.is_empty() {
            let texts = openings(cut.iter().flatten());
            learnt.brackets = Brackets::learn(texts.iter().map(String::as_str));
            let texts: Vec<&str> = texts.iter().map(|text| behind_stage(&learnt.brackets, text).1).collect();
            let labels = Labels::learn(texts.iter().copied());
            let count = |opens: &dyn Fn(&str) -> bool| texts.iter().filter(|text| opens(text)).count();
            // Where names stand in brackets, a word before a colon is prose.
            if count(&|text| labels.split(text).is_some())
                >= count(&|text| learnt.brackets.split(text).is_some())
            {
                learnt.labels = labels;
            }
        }
        (learnt, cut)
    }

    /// Appends the parts of a cue.
    fn divide(&self, cue: &Cue, raws: Vec<Raw>, steps: &mut Vec<Step>) {
        let mut id = cue.id.as_deref().filter(|_| self.ids).and_then(ids::name);
        for raw in raws {
            let mut marked = raw.marked;
            let mut from = 0;
            for to in 1..=raw.lines.len() {
                if to < raw.lines.len() && (raw.voice.is_some() || self.name(&raw.lines[to].1).is_none()) {
                    continue;
                }
                let text = joined(&raw.lines[from..to]);
                let part = |text: &str, opens| Part {
                    line: raw.lines[from].0,
                    start_ms: cue.start_ms,
                    end_ms: cue.end_ms,
                    text: text.to_owned(),
                    opens,
                };
                let stated = raw.voice.as_deref().or(id.take()).filter(|name| self.allows(name));
                let (stage, rest) = behind_stage(&self.brackets, &text);
                let named = self.name(rest).or_else(|| self.set_off(&raw.lines[from..to], rest));
                let (opens, said) = match (stated, named) {
                    (Some(name), _) => (Opens::Name(name.to_owned()), without(name, &text)),
                    (None, Some((name, said))) => {
                        if !stage.is_empty() {
                            steps.push(Step::Part(part(stage, Opens::Nothing)));
                        }
                        (Opens::Name(name.to_owned()), said)
                    }
                    (None, None) if marked => (Opens::Change, text.as_str()),
                    (None, None) => (Opens::Nothing, text.as_str()),
                };
                steps.push(Step::Part(part(said, opens)));
                (marked, from) = (false, to);
            }
        }
    }

    /// The name a text opens with, and what is said.
    fn name<'a>(&self, text: &'a str) -> Option<(&'a str, &'a str)> {
        let text = changes::after_dash(text).unwrap_or(text);
        if let Some(found) = self.brackets.split(text) {
            return Some(found);
        }
        if self.given.is_empty() {
            return self.labels.split(text);
        }
        let (label, said) = text.split_once([':', '：'])?;
        self.given.contains(&fold_name(label)).then(|| (label.trim(), said.trim_start()))
    }

    /// A name in capitals that has the first of several lines to itself.
    fn set_off<'a>(&self, lines: &[(Option<u32>, String)], text: &'a str) -> Option<(&'a str, &'a str)> {
        let label = lines.first().filter(|_| lines.len() > 1)?.1.strip_suffix([':', '：'])?;
        let capitals = label.to_uppercase() == label && label.to_lowercase() != label;
        let short = label.split_whitespace().count() <= 4 && label.chars().count() <= 40;
        let said = text.strip_prefix(label)?.trim_start_matches([':', '：']).trim_start();
        (self.given.is_empty() && capitals && short).then(|| (&text[..label.len()], said))
    }

    fn allows(&self, name: &str) -> bool {
        self.given.is_empty() || self.given.contains(&fold_name(name))
    }
}

/// A sound in brackets before the label, and the text behind it.
fn behind_stage<'a>(names: &Brackets, text: &'a str) -> (&'a str, &'a str) {
    match brackets::leading(text) {
        Some((_, rest))
            if !rest.is_empty() && !rest.starts_with([':', '：']) && names.split(text).is_none() =>
        {
            (text[..text.len() - rest.len()].trim(), rest)
        }
        _ => ("", text),
    }
}

/// A text without the name that a voice tag has stated already.
fn without<'a>(name: &str, text: &'a str) -> &'a str {
    text.strip_prefix(name)
        .and_then(|t| t.trim_start().strip_prefix([':', '：']))
        .map_or(text, str::trim_start)
}

#[cfg(test)]
mod tests {
    use super::super::reader::{Dialect, read};
    use super::*;

    fn parts(dialect: Dialect, text: &str) -> Vec<(String, String)> {
        let (steps, _) = attribute(read(text, dialect).items, &FileSettings::default());
        let parts = steps.into_iter().filter_map(|s| if let Step::Part(p) = s { Some(p) } else { None });
        parts
            .map(|p| match p.opens {
                Opens::Name(name) => (name, p.text),
                Opens::Change => (">".into(), p.text),
                Opens::Nothing => (String::new(), p.text),
            })
            .collect()
    }

    fn srt(cues: &[&str]) -> Vec<(String, String)> {
        let text = (0..)
            .zip(cues)
            .map(|(n, c)| format!("{}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{c}\n\n", n + 1));
        parts(Dialect::Srt, &text.collect::<String>())
    }

    fn is(got: Vec<(String, String)>, want: &[(&str, &str)]) {
        let got: Vec<_> = got.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn voices_name_speakers_and_prose_colons_stay() {
        let text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>One rule: row.\n\n00:02.000 --> 00:03.000\n<v Bo>Bo: Yes.</v>\n<v Ann>No.</v>\n";
        is(parts(Dialect::Vtt, text), &[("Ann", "One rule: row."), ("Bo", "Yes."), ("Ann", "No.")]);
    }

    #[test]
    fn two_dashes_are_two_speakers() {
        is(
            srt(&["Where?", "- There,\nby the oak.\n- Ah.", "-5 degrees.", "---"]),
            &[("", "Where?"), (">", "There, by the oak."), (">", "Ah."), ("", "-5 degrees.")],
        );
    }

    #[test]
    fn chevrons_change_the_speaker_also_inside() {
        is(
            srt(&[">> Hello there. >> Hi.", "a>>b shifts", "&gt;&gt;&gt; Next."]),
            &[(">", "Hello there."), (">", "Hi."), ("", "a>>b shifts"), (">", "Next.")],
        );
    }

    #[test]
    fn labels_open_cues_and_lines() {
        is(
            srt(&["ANN:\nWhere were you?", "BO: On the river.\nANN: All day?", "[sighs] BO: All day."]),
            &[
                ("ANN", "Where were you?"),
                ("BO", "On the river."),
                ("ANN", "All day?"),
                ("", "[sighs]"),
                ("BO", "All day."),
            ],
        );
    }

    #[test]
    fn names_given_by_hand_are_the_only_labels() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\nann: Hi\n\n2\n00:00:02,000 --> 00:00:03,000\nNote: x\n";
        let settings = FileSettings { speakers: vec!["Ann".into()], ..FileSettings::default() };
        let (steps, sure) = attribute(read(text, Dialect::Srt).items, &settings);
        let opens: Vec<_> =
            steps.iter().map(|s| matches!(s, Step::Part(Part { opens: Opens::Name(_), .. }))).collect();
        assert_eq!((opens, sure), (vec![true, false], 0.9));
    }
}
