//! CHAT, the format of TalkBank and CHILDES (MacWhinney, "Tools for Analyzing Talk", part 1).
//!
//! Lines of speakers are speech, `chat_codes` renders them; headers tell of people, dates and scenes. Deliberately
//! absent: dependent tiers (`%mor`), which are about the speech.

use super::cast::Cast;
use super::chat_codes;
use super::finish;
use super::pieces::in_order;
use crate::formats::recogniser::Piece;
use crate::formats::{Document, Format, Refusal, Sniff, Source};
use crate::model::{FileSettings, NoteSort, Role};
use crate::turns::find_date;

/// CHAT.
pub(in crate::formats) struct Chat;

impl Format for Chat {
    fn name(&self) -> &'static str {
        "chat"
    }
    fn version(&self) -> u32 {
        1
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["cha"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        let mut head = source.text.lines().take(12).map(str::trim_end);
        match head.any(|line| line == "@Begin") {
            true => Sniff::Sure,
            false if source.extension() == "cha" => Sniff::Likely,
            false => Sniff::No,
        }
    }
    fn read(&self, source: &Source<'_>, _: &FileSettings) -> Result<Vec<Document>, Refusal> {
        let mut reader = Reader::default();
        for (line, text) in whole_lines(&source.text) {
            reader.read(line, &text);
        }
        let mut document = reader.document;
        document.turns = in_order(reader.pieces);
        document.meta.participants = reader.cast.finish(&mut document.turns);
        finish(document, None)
    }
}

/// Lines with those that continue them, which begin with white space.
fn whole_lines(text: &str) -> Vec<(u32, String)> {
    let mut found: Vec<(u32, String)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        match found.last_mut() {
            Some((_, last)) if line.starts_with(['\t', ' ']) => {
                last.push(' ');
                last.push_str(line.trim());
            }
            _ => found.push((number, line.trim_end().to_owned())),
        }
    }
    found
}

#[derive(Default)]
struct Reader {
    document: Document,
    cast: Cast,
    pieces: Vec<Piece>,
}

impl Reader {
    fn read(&mut self, line: u32, text: &str) {
        let (key, value) = text.split_once(':').unwrap_or((text, ""));
        let value = value.trim();
        match text.chars().next() {
            Some('*') if text.contains(':') => self.utterance(line, key[1..].trim(), value),
            Some('@') => self.header(line, &key[1..], value),
            Some('%') | None => {}
            // A line that is none of CHAT's is kept, as it may be the rest of one.
            Some(_) => {
                self.document.warn(Some(line), "a line that is neither speech nor a header");
                self.note(line, NoteSort::Other, text);
            }
        }
    }

    fn header(&mut self, line: u32, key: &str, value: &str) {
        let meta = &mut self.document.meta;
        match key {
            "Participants" => {
                // Where a child is observed, those who investigate are not the ones who are answered.
                let asks = !value.contains("Target_Child");
                value.split(',').for_each(|person| self.participant(person, asks));
            }
            "Date" if meta.date.is_none() => meta.date = find_date(value),
            "Title" => meta.title = Some(value.to_owned()).filter(|t| !t.is_empty()),
            "Media" => meta.source = value.split(',').next().map(|m| m.trim().trim_matches('"').to_owned()),
            "Situation" | "Room Layout" => self.note(line, NoteSort::Introduction, value),
            "Activities" | "Bg" | "G" | "New Episode" => self.note(line, NoteSort::Heading, value),
            "Comment" | "Warning" | "Location" | "Bck" => self.note(line, NoteSort::Editor, value),
            _ => {}
        }
    }

    /// `CHI Adam Target_Child`: a code, a name if it is known, a role.
    fn participant(&mut self, text: &str, asks: bool) {
        let words: Vec<String> = text.split_whitespace().map(|word| word.replace('_', " ")).collect();
        let investigates = words.last().is_some_and(|role| role == "Investigator");
        let host = (asks && investigates).then_some(Role::Host);
        match words.as_slice() {
            [code] => self.cast.add(code, "", &[], None),
            [code, role] => self.cast.add(code, role, &[], host),
            [code, name @ .., role] => self.cast.add(code, &name.join(" "), &[role], host),
            [] => {}
        }
    }

    fn utterance(&mut self, line: u32, code: &str, value: &str) {
        let (start_ms, end_ms, text) = chat_codes::timed(value);
        self.pieces.push(Piece {
            text: chat_codes::spoken(&text),
            // `*CHI-SPA:` is the code with a language.
            speaker: self.cast.one(code.split('-').next().unwrap_or(code)),
            start_ms,
            end_ms,
            line: Some(line),
            ..Piece::default()
        });
    }

    fn note(&mut self, line: u32, sort: NoteSort, text: &str) {
        let text = chat_codes::timed(text).2;
        self.pieces.push(Piece {
            text,
            note: Some(sort),
            line: Some(line),
            paragraph: true,
            ..Piece::default()
        });
    }
}
