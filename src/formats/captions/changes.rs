//! Changes of speaker without a name: `- ` and `>>` before what the next one says.
//!
//! A dash is also punctuation. It marks a change where it opens a line, a sentence ended before it, and the file does
//! so more than once.

use super::cue::{Cue, Piece};

/// The lines of one contribution to a cue.
#[derive(Debug, Default)]
pub(super) struct Raw {
    /// The speaker that markup states.
    pub(super) voice: Option<String>,
    /// A dash or `>>` stood before it.
    pub(super) marked: bool,
    /// Numbers and texts.
    pub(super) lines: Vec<(Option<u32>, String)>,
}

/// Which marks of a change a file uses.
#[derive(Debug, Clone, Copy)]
pub(super) struct Changes {
    chevrons: bool,
    dashes: bool,
}

impl Changes {
    /// Looks at all cues. Where voice tags name the speakers, a dash is punctuation.
    pub(super) fn of(cues: &[&Cue], voices: bool) -> Self {
        Self { chevrons: chevrons(cues), dashes: !voices && dashes(cues) }
    }

    /// Cuts every cue where the voice changes and at the marks.
    pub(super) fn cut(self, cues: &[&Cue]) -> Vec<Vec<Raw>> {
        let mut before = None;
        cues.iter()
            .map(|cue| {
                let mut raws: Vec<Raw> = Vec::new();
                for (n, piece) in cue.pieces.iter().enumerate() {
                    let dashed = if self.dashes { opened(cue, n, before) } else { None };
                    before = Some(piece);
                    let text = dashed.unwrap_or(&piece.text);
                    let parts = if self.chevrons { at_chevrons(text) } else { vec![(false, text)] };
                    for (i, (marked, text)) in parts.into_iter().enumerate() {
                        let marked = marked || i == 0 && dashed.is_some();
                        let line = (piece.line, text.trim().to_owned());
                        match raws.last_mut() {
                            Some(raw) if !marked && raw.voice == piece.voice => raw.lines.push(line),
                            _ => raws.push(Raw { voice: piece.voice.clone(), marked, lines: vec![line] }),
                        }
                    }
                }
                raws
            })
            .collect()
    }
}

const CHEVRONS: [&str; 2] = [">>", "＞＞"];

/// True if `>>` marks changes of speaker here.
fn chevrons(cues: &[&Cue]) -> bool {
    let (mut opens, mut inside) = (0, 0);
    for text in cues.iter().flat_map(|cue| &cue.pieces).map(|piece| &piece.text) {
        opens += usize::from(CHEVRONS.iter().any(|mark| text.starts_with(mark)));
        inside += usize::from(text.contains(" >> "));
    }
    opens >= 1 || inside >= 2
}

/// A text cut at every `>>`; true for what follows one.
fn at_chevrons(text: &str) -> Vec<(bool, &str)> {
    let mut parts = Vec::new();
    let (mut rest, mut marked, mut from) = (text, false, 0);
    while let Some(at) = CHEVRONS.iter().filter_map(|mark| rest[from..].find(mark)).min().map(|at| at + from)
    {
        let mark = if rest[at..].starts_with('>') { '>' } else { '＞' };
        let after = rest[at..].trim_start_matches(mark);
        if at > 0 && !rest[..at].ends_with(char::is_whitespace) {
            from = rest.len() - after.len();
            continue;
        }
        if !rest[..at].trim().is_empty() {
            parts.push((marked, rest[..at].trim()));
        }
        (rest, marked, from) = (after, true, 0);
    }
    if !rest.trim().is_empty() {
        parts.push((marked, rest.trim()));
    }
    parts
}

/// True if a dash marks changes of speaker here: two in one cue, or most lines that open with one.
fn dashes(cues: &[&Cue]) -> bool {
    let (mut all, mut changes, mut before) = (0usize, 0usize, None);
    for cue in cues {
        let dashed = |p: &Piece| after_dash(&p.text).is_some();
        if cue.pieces.first().is_some_and(dashed) && cue.pieces[1..].iter().any(dashed) {
            return true;
        }
        for (n, piece) in cue.pieces.iter().enumerate() {
            all += usize::from(dashed(piece));
            changes += usize::from(opened(cue, n, before).is_some());
            before = Some(piece);
        }
    }
    changes >= 2 && changes * 2 >= all
}

/// What follows the dash by which a line of a cue opens a contribution: the line before it ended a sentence, or the
/// cue opens with a dash itself.
fn opened<'a>(cue: &'a Cue, n: usize, before: Option<&Piece>) -> Option<&'a str> {
    let rest = after_dash(&cue.pieces[n].text)?;
    let listed = n > 0 && after_dash(&cue.pieces[0].text).is_some();
    let over = before
        .is_none_or(|p| !p.text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '，' | '-')));
    ((listed || over) && !rest.starts_with(char::is_lowercase)).then_some(rest)
}

/// What follows a dash that opens a line: not of a number, and a long one only before a blank.
pub(super) fn after_dash(text: &str) -> Option<&str> {
    let rest = match text.strip_prefix(['-', '‐', '‑', '－']) {
        Some(rest) => rest,
        None => text.strip_prefix(['–', '—', '−']).filter(|rest| rest.starts_with(' '))?,
    };
    let word = rest.trim_start().chars().next()?;
    let number = word.is_numeric() && !rest.starts_with(' ');
    (!number && !matches!(word, '-' | '–' | '—' | '>')).then(|| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(cues: &[&str]) -> Vec<Vec<(bool, String)>> {
        let cue = |text: &&str| Cue {
            pieces: text.split('|').map(|t| Piece { text: t.to_owned(), ..Piece::default() }).collect(),
            ..Cue::default()
        };
        let cues: Vec<Cue> = cues.iter().map(cue).collect();
        let cues: Vec<&Cue> = cues.iter().collect();
        let raws = Changes::of(&cues, false).cut(&cues);
        let show =
            |raw: &Raw| (raw.marked, raw.lines.iter().map(|(_, t)| t.as_str()).collect::<Vec<_>>().join("|"));
        raws.iter().map(|raws| raws.iter().map(show).collect()).collect()
    }

    #[test]
    fn a_dash_inside_a_sentence_is_punctuation() {
        let cues = ["It was late", "- I mean, very late.", "He rowed", "- and sang", "— alone — all night."];
        assert!(cut(&cues).iter().flatten().all(|(marked, _)| !marked));
        let got = cut(&["Where?", "-There.", "The oak?", "- and so on.", "-Yes.", "-5 degrees."]);
        let marks: Vec<_> = got.iter().map(|raws| raws[0].0).collect();
        assert_eq!(marks, [false, true, false, false, true, false]);
        assert_eq!(got[1][0].1, "There.");
    }

    #[test]
    fn chevrons_cut_anywhere_but_in_a_word() {
        let got = cut(&[">> Hello. >> Hi.|you", "a>>b", "＞＞好"]);
        let is = |marked, text: &str| (marked, text.to_owned());
        assert_eq!(
            got,
            [vec![is(true, "Hello."), is(true, "Hi.|you")], vec![is(false, "a>>b")], vec![is(true, "好")]]
        );
    }
}
