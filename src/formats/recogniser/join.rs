//! Pieces of speech, words or segments, become turns: joined while the speaker stays the same.
//!
//! Running speech is joined by a blank, by nothing between Han characters. Deliberately absent: any vendor's
//! shape, and merging across formats' paragraphs, which is `turns`' work.

use crate::analysis::is_han;
use crate::model::{Kind, NoteSort, Turn};

/// A silence this long, in milliseconds, ends a paragraph of speech without speakers.
const PAUSE_MS: u64 = 2_000;

/// A word or a segment as a recogniser gave it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) speaker: Option<String>,
    pub(crate) start_ms: Option<u64>,
    pub(crate) end_ms: Option<u64>,
    /// The line of the source, from 1, where it has lines.
    pub(crate) line: Option<u32>,
    /// The text brings its own blanks, or is a mark that hangs on the word before it.
    pub(crate) tight: bool,
    /// A paragraph starts here.
    pub(crate) paragraph: bool,
    /// This is matter around the speech.
    pub(crate) note: Option<NoteSort>,
}

/// The turns of pieces of which some have a speaker.
pub(crate) fn turns(pieces: Vec<Piece>) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for piece in pieces {
        match turns.last_mut() {
            Some(last) if last.speaker == piece.speaker && last.note == piece.note => append(last, piece),
            _ => turns.push(open(piece)),
        }
    }
    finish(turns)
}

/// The notes of pieces of which none has a speaker: a note a paragraph, cut at long silences.
pub(crate) fn notes(pieces: Vec<Piece>) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for piece in pieces {
        let note = Some(piece.note.unwrap_or(NoteSort::Other));
        let piece = Piece { note, ..piece };
        match turns.last_mut() {
            Some(last) if last.note == note && !piece.paragraph && !pauses(last, &piece) => {
                append(last, piece);
            }
            _ => turns.push(open(piece)),
        }
    }
    finish(turns)
}

fn pauses(last: &Turn, next: &Piece) -> bool {
    last.end_ms.zip(next.start_ms).is_some_and(|(end, start)| start >= end.saturating_add(PAUSE_MS))
}

fn open(piece: Piece) -> Turn {
    Turn {
        kind: if piece.note.is_some() { Kind::Note } else { Kind::Speech },
        note: piece.note,
        speaker: piece.speaker,
        start_ms: piece.start_ms,
        end_ms: piece.end_ms,
        line: piece.line,
        text: if piece.tight { piece.text } else { paragraphs(&piece.text) },
        ..Turn::default()
    }
}

fn append(last: &mut Turn, piece: Piece) {
    if piece.tight {
        last.text.push_str(&piece.text);
    } else {
        let text = paragraphs(&piece.text);
        let gap = if piece.paragraph { "\n\n" } else { between(&last.text, &text) };
        last.text.push_str(gap);
        last.text.push_str(&text);
    }
    last.start_ms = last.start_ms.or(piece.start_ms);
    last.end_ms = piece.end_ms.max(last.end_ms);
}

fn finish(mut turns: Vec<Turn>) -> Vec<Turn> {
    for turn in &mut turns {
        turn.text = turn.text.trim().to_owned();
        if turn.end_ms < turn.start_ms {
            turn.end_ms = None;
        }
    }
    turns.retain(|t| !t.text.is_empty());
    turns
}

/// What stands between two stretches of running speech.
pub(crate) fn between(left: &str, right: &str) -> &'static str {
    let (Some(l), Some(r)) = (left.chars().next_back(), right.chars().next()) else { return "" };
    let hangs = closes(r) && !right.contains(char::is_alphanumeric);
    let tight = l.is_whitespace() || wide(l) && wide(r) || full_width_mark(l) || full_width_mark(r) || hangs;
    if tight { "" } else { " " }
}

/// Characters of scripts written without blanks.
fn wide(c: char) -> bool {
    is_han(c) || full_width_mark(c) || matches!(c, '\u{3040}'..='\u{30ff}')
}

fn full_width_mark(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{ff01}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
}

/// Marks that hang on the word before them.
fn closes(c: char) -> bool {
    matches!(c, '.' | ',' | '!' | '?' | ';' | ':' | '…' | '%' | ')' | ']' | '}' | '”' | '’')
}

/// Text with its white space squeezed: blank lines part paragraphs, other line ends are blanks, or nothing
/// between Han characters.
pub(crate) fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for line in text.lines() {
        let mut words = line.split_whitespace().peekable();
        if words.peek().is_none() {
            blank = true;
            continue;
        }
        for (i, word) in words.enumerate() {
            let gap = match i {
                0 if out.is_empty() => "",
                0 if blank => "\n\n",
                0 => between(&out, word),
                _ => " ",
            };
            out.push_str(gap);
            out.push_str(word);
        }
        blank = false;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn piece(speaker: &str, start: u64, text: &str) -> Piece {
        Piece {
            speaker: Some(speaker.to_owned()),
            start_ms: Some(start),
            end_ms: Some(start + 500),
            text: text.to_owned(),
            ..Piece::default()
        }
    }

    #[test]
    fn segments_of_one_speaker_are_one_turn_from_the_first_start_to_the_last_end() {
        let got = turns(vec![
            piece("A", 0, " We took the"),
            piece("A", 500, "old ferry."),
            piece("B", 1000, "为什么"),
            piece("B", 1500, "是渡船？"),
            piece("B", 2000, "OK"),
        ]);
        let seen: Vec<_> =
            got.iter().map(|t| (t.speaker.as_deref(), t.start_ms, t.end_ms, t.text.as_str())).collect();
        assert_eq!(
            seen,
            [
                (Some("A"), Some(0), Some(1000), "We took the old ferry."),
                (Some("B"), Some(1000), Some(2500), "为什么是渡船？OK")
            ]
        );
    }

    #[test]
    fn marks_hang_on_the_word_before_them() {
        let got = turns(["Yes", ",", "well", "...", "95", "%"].map(|w| piece("A", 0, w)).to_vec());
        assert_eq!(got[0].text, "Yes, well... 95%");
    }

    #[test]
    fn without_speakers_a_long_silence_ends_the_note() {
        let mut pieces = vec![piece("A", 0, "One."), piece("A", 600, "Two."), piece("A", 9000, "Three.")];
        pieces.iter_mut().for_each(|p| p.speaker = None);
        let got = notes(pieces);
        let seen: Vec<_> = got.iter().map(|t| (t.note, t.start_ms, t.text.as_str())).collect();
        let other = Some(NoteSort::Other);
        assert_eq!(seen, [(other, Some(0), "One. Two."), (other, Some(9000), "Three.")]);
    }

    #[test]
    fn white_space_is_squeezed_and_paragraphs_are_kept() {
        assert_eq!(paragraphs(" a \r\n b\n\n\n第一\n第二 "), "a b\n\n第一第二");
    }

    proptest! {
        #[test]
        fn no_word_is_lost_or_added(rows in prop::collection::vec(
            ("[AB]", "[a-z ,.\n我们他。]{0,12}", any::<bool>(), any::<bool>()), 0..12))
        {
            let said = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            let pieces: Vec<Piece> = rows.iter().map(|(who, text, tight, paragraph)| Piece {
                tight: *tight, paragraph: *paragraph, ..piece(who, 0, text) }).collect();
            let all: String = pieces.iter().map(|p| said(&p.text)).collect();
            let kept: String = turns(pieces.clone()).iter().map(|t| said(&t.text)).collect();
            prop_assert_eq!(&all, &kept);
            let noted: String = notes(pieces).iter().map(|t| said(&t.text)).collect();
            prop_assert_eq!(&all, &noted);
        }
    }
}
