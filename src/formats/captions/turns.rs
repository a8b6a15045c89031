//! Parts of cues become turns: labels hold on, sounds and credits at the ends are notes.
//!
//! A file without any label is speech of nobody known: notes, cut where it falls silent, or at the end of a
//! sentence about once a minute, so that each can be addressed. Nothing is cut elsewhere, so that phrases stay whole.

use super::brackets::is_stage;
use super::credits::is_credit;
use super::cue::{join, note};
use crate::model::{NoteSort, Turn};

/// A silence that ends a note of unlabelled speech, in milliseconds.
const SILENCE: u64 = 2500;
/// How long a note of unlabelled speech runs before it ends with a sentence, and how long at most, in milliseconds.
const LONG: u64 = 60_000;
const LONGEST: u64 = 180_000;

/// Who says a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Opens {
    /// Whoever spoke before.
    Nothing,
    /// Somebody else, without a name.
    Change,
    /// The speaker of this label.
    Name(String),
}

/// What one speaker says in one cue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) line: Option<u32>,
    pub(super) start_ms: Option<u64>,
    pub(super) end_ms: Option<u64>,
    pub(super) text: String,
    pub(super) opens: Opens,
}

/// The sequence that turns are made of.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    /// Something said.
    Part(Part),
    /// Nobody holds on behind this.
    Border,
    /// Text beside the speech.
    Note(Turn),
}

/// Makes turns. `footers` are texts that open the footer.
pub(super) fn build(steps: Vec<Step>, footers: &[String]) -> Vec<Turn> {
    let matter = matter(&steps, footers);
    let labelled = steps.iter().any(|s| matches!(s, Step::Part(p) if p.opens != Opens::Nothing));
    let mut builder = Builder { turns: Vec::new(), open: false };
    for (step, sort) in steps.into_iter().zip(matter) {
        match (step, sort) {
            (Step::Border, _) => builder.open = false,
            (Step::Note(note), _) => {
                builder.settle();
                builder.turns.push(note);
                builder.open = false;
            }
            (Step::Part(part), Some(sort)) => builder.matter(part, sort),
            (Step::Part(part), None) if labelled => builder.speech(part),
            (Step::Part(part), None) => builder.unlabelled(part),
        }
    }
    builder.settle();
    builder.turns
}

/// For every step, the sort of note it is if it is none of the speech.
fn matter(steps: &[Step], footers: &[String]) -> Vec<Option<NoteSort>> {
    let sort = |step: &Step| match step {
        Step::Part(p) if p.opens != Opens::Nothing => None,
        Step::Part(p) if is_credit(&p.text) => Some(Some(NoteSort::Footer)),
        Step::Part(p) if is_stage(&p.text) => Some(Some(NoteSort::Stage)),
        Step::Part(_) => None,
        Step::Border | Step::Note(_) => Some(None),
    };
    let mut sorts = vec![None; steps.len()];
    for (n, found) in steps.iter().map(sort).enumerate().map_while(|(n, s)| Some((n, s?))) {
        sorts[n] = found;
    }
    for (n, found) in steps.iter().enumerate().rev().map_while(|(n, step)| Some((n, sort(step)?))) {
        sorts[n] = found;
    }
    let opens = |step: &Step| matches!(step, Step::Part(p) if footers.iter().any(|f| !f.trim().is_empty() && p.text.starts_with(f.trim())));
    if let Some(footer) = steps.iter().position(opens) {
        sorts[footer..].fill(Some(NoteSort::Footer));
    }
    sorts
}

struct Builder {
    turns: Vec<Turn>,
    /// More may be added to the last turn.
    open: bool,
}

impl Builder {
    fn matter(&mut self, part: Part, sort: NoteSort) {
        match self.turns.last_mut() {
            Some(last) if self.open && last.note == Some(sort) => {
                last.text.push_str("\n\n");
                last.text.push_str(&part.text);
                last.end_ms = part.end_ms.max(last.end_ms);
            }
            _ => self.push(note(sort, part.line, ""), part),
        }
    }

    fn speech(&mut self, part: Part) {
        let last = self.turns.last_mut().filter(|last| self.open && last.is_speech());
        let speaker = match &part.opens {
            Opens::Name(name) => Some(name.clone()),
            _ => None,
        };
        match last {
            Some(last) if part.opens == Opens::Nothing || speaker.is_some() && last.speaker == speaker => {
                extend(last, &part);
            }
            _ => self.push(Turn { line: part.line, speaker, ..Turn::default() }, part),
        }
    }

    fn unlabelled(&mut self, part: Part) {
        match self.turns.last_mut() {
            Some(last) if self.open && last.note == Some(NoteSort::Other) && !ends(last, &part) => {
                extend(last, &part)
            }
            _ => self.push(note(NoteSort::Other, part.line, ""), part),
        }
    }

    /// A label that no words follow was none: it is text of the turn before.
    fn settle(&mut self) {
        let Some(label) = self.turns.pop_if(|t| t.text.trim().is_empty()) else { return };
        let Some(text) = label.speaker.map(|name| format!("{name}:")) else { return };
        match self.turns.last_mut().filter(|last| last.is_speech()) {
            Some(last) => join(&mut last.text, &text),
            None => self.turns.push(Turn { speaker: None, text, ..label }),
        }
    }

    fn push(&mut self, mut turn: Turn, part: Part) {
        self.settle();
        (turn.start_ms, turn.end_ms, turn.text) = (part.start_ms, part.end_ms, part.text);
        self.turns.push(turn);
        self.open = true;
    }
}

fn extend(last: &mut Turn, part: &Part) {
    if last.text.trim().is_empty() {
        last.line = part.line;
    }
    join(&mut last.text, &part.text);
    last.start_ms = last.start_ms.or(part.start_ms);
    last.end_ms = part.end_ms.max(last.end_ms);
}

/// True if a note of unlabelled speech ends before this part.
fn ends(last: &Turn, part: &Part) -> bool {
    let (Some(begun), Some(start)) = (last.start_ms, part.start_ms) else { return false };
    let silent = last.end_ms.is_some_and(|end| start >= end.saturating_add(SILENCE));
    let closing = |c: char| matches!(c, '"' | '”' | '’' | '」' | ')' | '）' | ']');
    let sentence = last.text.trim_end_matches(closing).ends_with(['.', '?', '!', '。', '？', '！', '…']);
    let lasted = start.saturating_sub(begun);
    silent || lasted >= LONGEST || sentence && lasted >= LONG
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(start: u64, opens: &str, text: &str) -> Step {
        let opens = match opens {
            "" => Opens::Nothing,
            ">" => Opens::Change,
            name => Opens::Name(name.to_owned()),
        };
        let (line, start) = (Some(start as u32), start * 1000);
        Step::Part(Part {
            line,
            start_ms: Some(start),
            end_ms: Some(start + 1000),
            text: text.to_owned(),
            opens,
        })
    }

    fn built(steps: Vec<Step>) -> Vec<(String, String)> {
        let who = |t: &Turn| match (&t.speaker, t.note) {
            (_, Some(sort)) => format!("{sort:?}"),
            (name, None) => name.clone().unwrap_or_default(),
        };
        build(steps, &[String::from("END OF")]).iter().map(|t| (who(t), t.text.clone())).collect()
    }

    fn is(got: Vec<(String, String)>, want: &[(&str, &str)]) {
        let got: Vec<_> = got.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn a_label_holds_until_the_next_one_and_never_across_a_border() {
        let steps = vec![
            part(1, "", "Hello."),
            part(2, "Ann", "Where"),
            part(3, "", "were you?"),
            part(4, "Bo", "Out."),
            Step::Border,
            part(5, "", "Who?"),
            part(6, ">", "Me."),
            part(7, "Ann", "You."),
        ];
        let turns = build(steps.clone(), &[]);
        assert_eq!((turns[1].start_ms, turns[1].end_ms, turns[1].line), (Some(2000), Some(4000), Some(2)));
        is(
            built(steps),
            &[
                ("", "Hello."),
                ("Ann", "Where were you?"),
                ("Bo", "Out."),
                ("", "Who?"),
                ("", "Me."),
                ("Ann", "You."),
            ],
        );
    }

    #[test]
    fn sounds_and_credits_at_the_ends_are_notes() {
        let steps = vec![
            part(1, "", "[Music]"),
            part(2, "Ann", "Hello."),
            part(3, "", "(laughs)"),
            part(4, "", "Bye."),
            part(5, "", "[Music]"),
            part(6, "", "Thanks for watching!"),
        ];
        is(
            built(steps),
            &[
                ("Stage", "[Music]"),
                ("Ann", "Hello. (laughs) Bye."),
                ("Stage", "[Music]"),
                ("Footer", "Thanks for watching!"),
            ],
        );
        let steps = vec![part(1, "Ann", "Hello."), part(2, "", "END OF tape"), part(3, "Bo", "x")];
        is(built(steps), &[("Ann", "Hello."), ("Footer", "END OF tape\n\nx")]);
    }

    #[test]
    fn unlabelled_speech_is_cut_at_silence_and_after_a_minute_of_sentences() {
        let steps = vec![
            part(1, "", "One"),
            part(2, "", "two."),
            part(9, "", "Three"),
            part(10, "", "four."),
            part(11, "", "Five."),
        ];
        is(built(steps), &[("Other", "One two."), ("Other", "Three four. Five.")]);
        let steps: Vec<_> = (0..400).map(|n| part(n, "", if n % 7 == 0 { "so." } else { "and" })).collect();
        let turns = build(steps, &[]);
        assert_eq!(
            turns.iter().map(|t| t.start_ms.unwrap() / 1000).collect::<Vec<_>>(),
            [0, 64, 127, 190, 253, 316, 379]
        );
        assert!(turns[..6].iter().all(|t| t.text.ends_with("so.")));
    }
}
