//! Praat's TextGrid, in its long and its short text form.
//!
//! Both are read alike: as Praat does, whatever is no quoted text, number or flag is passed over. Deliberately absent:
//! point tiers, whose marks are no speech, and the binary and the chronological form.

use super::pieces::in_time;
use super::tiers::{self, Tier};
use super::{Break, finish};
use crate::formats::recogniser::{Piece, Unit, written};
use crate::formats::{Document, Format, Refusal, Sniff, Source};
use crate::model::{FileSettings, Participant};

/// Marks of aligners for silence.
const SILENCES: &[&str] = &["sil", "sp", "<p:>", "<sil>", "<sp>", "SIL"];

/// Praat's TextGrid.
pub(in crate::formats) struct TextGrid;

impl Format for TextGrid {
    fn name(&self) -> &'static str {
        "textgrid"
    }
    fn version(&self) -> u32 {
        1
    }
    fn is_binary(&self) -> bool {
        true
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["textgrid"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        let head = source.head(400);
        let stated = head.contains("\"ooTextFile") && head.contains("\"TextGrid\"");
        match () {
            () if stated || source.bytes.starts_with(b"ooBinaryFile\x08TextGrid") => Sniff::Sure,
            () if source.extension() == "textgrid" => Sniff::Likely,
            () => Sniff::No,
        }
    }
    fn read(&self, source: &Source<'_>, _: &FileSettings) -> Result<Vec<Document>, Refusal> {
        if !source.is_text() {
            let reason = "a binary TextGrid; open it in Praat and save it as a text file";
            return Err(Refusal::Skip(String::from(reason)));
        }
        if source.text.trim_start().starts_with("\"Praat chronological") {
            let reason = "a chronological TextGrid; open it in Praat and save it as a text file";
            return Err(Refusal::Skip(String::from(reason)));
        }
        let (tiers, broken) = tiers(&source.text);
        let (pieces, aliases) = tiers::speech(tiers);
        let mut document = Document { turns: in_time(pieces), ..Document::default() };
        let person = |(name, aliases)| Participant { name, aliases, ..Participant::default() };
        document.meta.participants = aliases.into_iter().map(person).collect();
        finish(document, broken)
    }
}

/// The interval tiers of a file, and where it breaks off.
fn tiers(text: &str) -> (Vec<Tier>, Option<Break>) {
    let mut tokens = Tokens { text, at: 0, line: 1 }.peekable();
    let mut found: Vec<Tier> = Vec::new();
    let mut line = 1;
    // Whatever stands before the first tier tells nothing that is needed.
    while let Some((token, _)) = tokens.next() {
        let Token::Text(class) = token else { continue };
        let points = class == "TextTier";
        if !points && class != "IntervalTier" {
            continue;
        }
        let Some((Token::Text(name), _)) = tokens.next() else { break };
        let mut tier = Tier { name, ..Tier::default() };
        // Its start, its end, the number of its intervals.
        for _ in 0..3 {
            tokens.next_if(|(token, _)| matches!(token, Token::Number(_)));
        }
        while let Some((Token::Number(start), _)) =
            tokens.next_if(|(token, _)| matches!(token, Token::Number(_)))
        {
            let end = tokens.next_if(|(token, _)| !points && matches!(token, Token::Number(_)));
            let Some((Token::Text(said), at)) = tokens.next_if(|(token, _)| matches!(token, Token::Text(_)))
            else {
                found.push(tier);
                return (found, Some((line, String::from("an interval without a text"))));
            };
            line = at;
            if points || SILENCES.contains(&said.trim()) {
                continue;
            }
            let end_ms = end.and_then(|(token, _)| token.millis());
            let start_ms = Token::Number(start).millis();
            tier.pieces.push(Piece { text: said, start_ms, end_ms, line: Some(line), ..Piece::default() });
        }
        found.push(tier);
    }
    let broken = found.is_empty().then(|| (line, String::from("there is no tier in the whole file")));
    (found, broken)
}

/// What Praat reads of a file.
enum Token {
    Text(String),
    Number(String),
    Flag,
}

impl Token {
    fn millis(&self) -> Option<u64> {
        let Self::Number(seconds) = self else { return None };
        written(seconds, Unit::Seconds)
    }
}

/// The tokens of a text and the lines they begin on, from 1.
struct Tokens<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Tokens<'_> {
    /// Takes text up to this place below the one reached.
    fn take(&mut self, length: usize) -> &str {
        let taken = &self.text[self.at..self.at + length];
        self.at += length;
        self.line = self.line.saturating_add(taken.bytes().filter(|&b| b == b'\n').count() as u32);
        taken
    }

    /// Text in quotes; two of them are one in the text.
    fn quoted(&mut self) -> String {
        self.take(1);
        let rest = &self.text[self.at..];
        let mut end = 0;
        while let Some(quote) = rest[end..].find('"') {
            end += quote + 1;
            if !rest[end..].starts_with('"') {
                let said = rest[..end - 1].replace("\"\"", "\"");
                self.take(end);
                return said;
            }
            end += 1;
        }
        self.take(rest.len()).replace("\"\"", "\"")
    }
}

impl Iterator for Tokens<'_> {
    type Item = (Token, u32);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = &self.text[self.at..];
            self.take(rest.len() - rest.trim_start().len());
            let (line, rest) = (self.line, &self.text[self.at..]);
            let up_to = |end: char| rest.find(end).map_or(rest.len(), |at| at + 1);
            match rest.chars().next()? {
                '"' => return Some((Token::Text(self.quoted()), line)),
                '!' => {
                    self.take(up_to('\n'));
                }
                '<' => {
                    self.take(up_to('>'));
                    return Some((Token::Flag, line));
                }
                _ => {
                    let end = rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len());
                    let word = self.take(end);
                    let number = word.rsplit('=').next().unwrap_or(word);
                    if number.parse::<f64>().is_ok_and(f64::is_finite) {
                        return Some((Token::Number(number.to_owned()), line));
                    }
                }
            }
        }
    }
}
