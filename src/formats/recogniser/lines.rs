//! JSON Lines: each line a turn of one transcript, or a transcript of its own.
//!
//! A line that is no JSON is a warning; what the other lines hold is kept.

use serde_json::Value;

use super::super::{Document, Format, Refusal, Sniff, Source};
use super::json::{head, member, opens, parse, transcript};
use super::{list, script, unique};
use crate::model::{FileSettings, Warning};

/// JSON Lines.
pub(crate) struct JsonLines;

/// So many warnings of one sort name their lines; the rest is counted.
const NAMED: usize = 20;

impl Format for JsonLines {
    fn name(&self) -> &'static str {
        "jsonl"
    }
    fn version(&self) -> u32 {
        1
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["jsonl", "ndjson", "jsonlines"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        if !opens(head(&source.text)) {
            let named = self.extensions().contains(&source.extension().as_str());
            return if named { Sniff::Likely } else { Sniff::No };
        }
        let mut lines = source.text.lines().filter(|l| !l.trim().is_empty());
        let whole = lines.next().is_some_and(|l| object(l) && l.len() < 1 << 24);
        if whole && lines.next().is_some_and(|l| l.trim_start().starts_with('{')) {
            Sniff::Sure
        } else {
            Sniff::No
        }
    }
    fn read(&self, source: &Source<'_>, _: &FileSettings) -> Result<Vec<Document>, Refusal> {
        let mut rows: Vec<(u32, Value)> = Vec::new();
        let mut documents = Vec::new();
        let mut broken = Vec::new();
        for (number, line) in (1..).zip(source.text.lines()).filter(|(_, l)| !l.trim().is_empty()) {
            let value = match parse(line) {
                Ok(value) => value,
                Err(e) => {
                    broken.push((number, e));
                    continue;
                }
            };
            // A line of nothing but text is a turn, not a transcript.
            let whole = Some(&value).filter(|v| !list::is_record(v)).and_then(transcript);
            match whole.filter(|(dialect, _)| *dialect != "whisper" || value.get("segments").is_some()) {
                Some((dialect, mut pieces)) => {
                    pieces.iter_mut().for_each(|p| p.line = Some(number));
                    let document = script::document(source, &value, dialect, pieces);
                    documents.push(Document { member: member(&value, number as usize), ..document });
                }
                None => rows.push((number, value)),
            }
        }
        if documents.len() < rows.len() {
            documents = one(source, rows).into_iter().collect();
        }
        documents.retain(|d| !d.turns.is_empty());
        if documents.is_empty() {
            return Err(Refusal::Skip(String::from("JSON Lines, but no transcript of a known shape")));
        }
        unique(&mut documents);
        if let Some(last) = documents.last_mut() {
            last.warnings.extend(warnings(&broken));
        }
        Ok(documents)
    }
}

/// True for a line that is a JSON object as far as can be seen at its ends.
fn object(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('{') && line.ends_with('}')
}

/// All lines as the turns of one transcript.
fn one(source: &Source<'_>, rows: Vec<(u32, Value)>) -> Option<Document> {
    let (numbers, values): (Vec<u32>, Vec<Value>) = rows.into_iter().unzip();
    let pieces = list::records_at(&values, Some(&numbers))?;
    let mut document = Document { dialect: Some("list"), ..Document::default() };
    script::speak(&mut document, source, pieces);
    Some(document)
}

fn warnings(broken: &[(u32, serde_json::Error)]) -> Vec<Warning> {
    let warning = |(line, e): &(u32, serde_json::Error)| {
        let message = if e.is_eof() {
            String::from("this line ends too early and is left out: the file may be cut off")
        } else {
            format!("this line is no JSON and is left out (column {})", e.column())
        };
        Warning { line: Some(*line), message }
    };
    let mut all: Vec<Warning> = broken.iter().take(NAMED).map(warning).collect();
    if let Some((line, _)) = broken.get(NAMED) {
        let message =
            format!("{} more lines from here on are no JSON and are left out", broken.len() - NAMED);
        all.push(Warning { line: Some(*line), message });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, NoteSort};

    fn source(text: &str) -> Source<'static> {
        Source { path: "a.txt", text: text.to_owned().into(), encoding: "utf-8", bytes: &[], sidecars: &[] }
    }

    fn read(text: &str) -> Result<Vec<Document>, Refusal> {
        JsonLines.read(&source(text), &FileSettings::default())
    }

    #[test]
    fn lines_are_turns_with_their_line_numbers() {
        let text =
            "{\"speaker\": \"Ann\", \"text\": \"Why?\"}\n\n{\"speaker\": \"Bo\", \"text\": \"Wood.\"}\n";
        assert_eq!(JsonLines.sniff(&source(text)), Sniff::Sure);
        let got = read(text).unwrap();
        let seen: Vec<_> = got[0].turns.iter().map(|t| (t.speaker.as_deref(), t.line, &*t.text)).collect();
        assert_eq!(seen, [(Some("Ann"), Some(1), "Why?"), (Some("Bo"), Some(3), "Wood.")]);
        assert_eq!((got.len(), got[0].member.as_str()), (1, ""));
    }

    #[test]
    fn lines_may_be_transcripts_and_a_cut_line_is_a_warning() {
        let text = "{\"id\": \"13_0\", \"agenda\": \"旧船\", \"discussion\": \"木头便宜。\", \"context\": [[\"为什么？\"], [\"便宜。\", \"也好找。\"]], \"speaker\": [1, 2]}\n\
                    {\"id\": \"13_1\", \"context\": [[\"是吗？\"]], \"speaker\": [1]}\n{\"id\": \"13_2\", \"cont";
        let got = read(text).unwrap();
        assert_eq!(got.iter().map(|d| &*d.member).collect::<Vec<_>>(), ["13_0", "13_1"]);
        let turns = &got[0].turns;
        assert_eq!((turns[0].kind, turns[0].note), (Kind::Note, Some(NoteSort::Abstract)));
        assert_eq!((turns[2].speaker.as_deref(), &*turns[2].text), (Some("2"), "便宜。也好找。"));
        assert_eq!(got[0].meta.title.as_deref(), Some("旧船"));
        assert_eq!(got[1].warnings[0].line, Some(3));
    }

    #[test]
    fn segments_with_their_words_are_turns_of_one_transcript() {
        let row = |who: &str, at: f64| {
            serde_json::json!({"start": at, "end": 9.5, "text": "Hm.", "speaker": who,
                "words": [{"word": "Hm.", "start": at, "speaker": who}]})
        };
        let got = read(&format!("{}\n{}\n", row("A", 0.5), row("B", 1.5))).unwrap();
        assert_eq!((got.len(), got[0].turns.len(), got[0].turns[1].start_ms), (1, 2, Some(1500)));
    }

    #[test]
    fn other_lines_are_skipped() {
        assert!(matches!(read("{\"level\": \"info\"}\n{\"level\": \"warn\"}\n"), Err(Refusal::Skip(_))));
        assert_eq!(JsonLines.sniff(&source("{\n\"a\": 1\n}\n")), Sniff::No);
    }
}
