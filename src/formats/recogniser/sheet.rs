//! Tables (CSV, TSV, also with semicolons or bars) whose header names a column of text and one of speakers or times.

use csv::{ReaderBuilder, StringRecord};
use serde_json::Value;

use super::super::{Document, Format, Refusal, Sniff, Source};
use super::columns::Columns;
use super::fields::speaker;
use super::list::conversation;
use super::rows::{self, Row};
use super::script;
use crate::model::FileSettings;

/// Tables of turns.
pub(crate) struct Sheet;

impl Format for Sheet {
    fn name(&self) -> &'static str {
        "csv"
    }
    fn version(&self) -> u32 {
        1
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["csv", "tsv", "tab"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        if self.extensions().contains(&source.extension().as_str()) {
            return Sniff::Likely;
        }
        let Some(first) = source.text.lines().next().filter(|l| l.len() < 500) else { return Sniff::No };
        let names_columns = || {
            let columns = header(first, delimiter(first));
            columns.text.is_some() && columns.surely_speaker
        };
        // A line of prose may hold these words: only tabs make a table of a file of another name.
        if first.contains('\t') && names_columns() { Sniff::Sure } else { Sniff::No }
    }
    fn read(&self, source: &Source<'_>, _: &FileSettings) -> Result<Vec<Document>, Refusal> {
        let no_table = || Refusal::Skip(String::from("a table without speaker and text columns"));
        let first = source.text.lines().find(|l| !l.trim().is_empty()).ok_or_else(no_table)?;
        let delimiter = delimiter(first);
        let columns = header(first, delimiter);
        let text = columns.text.ok_or_else(no_table)?;
        if columns.speaker.is_empty() && columns.start.is_none() {
            return Err(no_table());
        }
        let mut document = Document { dialect: None, ..Document::default() };
        let rows = records(&mut document, source, delimiter, &columns, text);
        if !conversation(&rows, &columns, rows.len()) {
            return Err(no_table());
        }
        script::speak(&mut document, source, rows::pieces(rows, columns.unit));
        Ok(vec![document])
    }
}

/// The mark between the cells of a header line: the commonest, tabs before all.
fn delimiter(line: &str) -> u8 {
    let count = |mark: &u8| line.bytes().filter(|b| b == mark).count();
    if line.contains('\t') {
        return b'\t';
    }
    [b'|', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    let mut builder = ReaderBuilder::new();
    builder
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .quoting(delimiter != b'\t' || is_quoted(text));
    builder.from_reader(text.as_bytes())
}

/// Whether quotes enclose cells of a table with tabs. Most writers of such tables leave quotes alone, and a cell that
/// merely opens with one would swallow what follows: rows of one width, and a cell open at its end, tell.
fn is_quoted(text: &str) -> bool {
    let mut rows = text.lines().filter(|l| !l.trim().is_empty());
    let tabs = |l: &str| l.bytes().filter(|&b| b == b'\t').count();
    let width = rows.next().map_or(0, tabs);
    let enclosed = |cell: &str| !cell.starts_with('"') || cell.len() > 1 && cell.ends_with('"');
    let (mut even, mut closed) = (true, true);
    for row in rows {
        even &= tabs(row) == width;
        closed &= row.split('\t').all(|cell| enclosed(cell.trim()));
    }
    !even || closed
}

fn header(line: &str, delimiter: u8) -> Columns {
    let mut record = StringRecord::new();
    match reader(line, delimiter).read_record(&mut record) {
        Ok(true) => Columns::find(&record.iter().collect::<Vec<_>>()),
        _ => Columns::default(),
    }
}

fn records(
    document: &mut Document,
    source: &Source<'_>,
    delimiter: u8,
    columns: &Columns,
    text: usize,
) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut reader = reader(&source.text, delimiter);
    let mut record = StringRecord::new();
    let mut header = true;
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return rows,
            Err(e) => {
                let line = e.position().map(|p| p.line() as u32);
                document.warn(line, "this row cannot be read and is left out");
                continue;
            }
            Ok(true) => {}
        }
        if std::mem::take(&mut header) {
            continue;
        }
        let line = record.position().map(|p| p.line() as u32);
        let cell = |i: usize| record.get(i).map(str::trim).filter(|c| !c.is_empty());
        let value = |column: Option<usize>| cell(column?).map(Value::from);
        let Some(words) = cell(text) else {
            if record.get(text).is_none() {
                document.warn(line, "this row ends before its text and is left out");
            }
            continue;
        };
        rows.push(Row {
            text: words.to_owned(),
            speaker: columns.speaker.iter().find_map(|&i| speaker(&Value::from(cell(i)?))),
            start: value(columns.start),
            end: value(columns.end),
            length: value(columns.length),
            line,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Seen = Vec<(Option<String>, Option<u64>, Option<u32>, String)>;

    fn source(path: &'static str, text: &str) -> Source<'static> {
        Source { path, text: text.to_owned().into(), encoding: "utf-8", bytes: &[], sidecars: &[] }
    }

    fn read(text: &str) -> Result<Vec<Document>, Refusal> {
        Sheet.read(&source("a.csv", text), &FileSettings::default())
    }

    fn seen(text: &str) -> Seen {
        let turns = read(text).unwrap().remove(0).turns;
        turns.into_iter().map(|t| (t.speaker, t.start_ms, t.line, t.text)).collect()
    }

    fn said(who: &str, start: Option<u64>, line: u32, text: &str) -> Seen {
        vec![(Some(who.to_owned()), start, Some(line), text.to_owned())]
    }

    #[test]
    fn tables_in_both_languages_and_with_any_mark() {
        assert_eq!(seen("speaker,text\nAnn,\"Why, then?\"\n"), said("Ann", None, 2, "Why, then?"));
        assert_eq!(
            seen("发言人;开始时间;内容\n林知远;00:00:05;木头。\n"),
            said("林知远", Some(5000), 2, "木头。")
        );
        assert_eq!(
            seen("Start\tSpeaker\tText\n1.5\tBo\tSaid \"no\n"),
            said("Bo", Some(1500), 2, "Said \"no")
        );
        let text = "start,end,speaker,text\n0.0,1.0,A,Old\n1.0,2.0,A,wood.\n2.0,3.0,B,Yes.\n";
        assert_eq!(
            seen(text),
            [said("A", Some(0), 2, "Old wood."), said("B", Some(2000), 4, "Yes.")].concat()
        );
    }

    #[test]
    fn quotes_in_tables_with_tabs_are_text_unless_they_enclose_cells() {
        let got = seen("speaker\ttext\nAnn\t\"No\" he said.\nBo\tSo?\n");
        assert_eq!(got, [said("Ann", None, 2, "\"No\" he said."), said("Bo", None, 3, "So?")].concat());
        let got = seen("speaker\ttext\nAnn\t\"One\ntwo\"\nBo\tSo?\n");
        assert_eq!(got, [said("Ann", None, 2, "One two"), said("Bo", None, 4, "So?")].concat());
    }

    #[test]
    fn other_tables_are_skipped_with_a_reason() {
        for text in ["name,price\nHammer,12\n", "a,b\n1,2\n", "speaker,age\nAnn,40\n", "text\nhello\n"] {
            let want = Refusal::Skip(String::from("a table without speaker and text columns"));
            assert_eq!(read(text).err(), Some(want), "{text}");
        }
    }

    #[test]
    fn whisper_tables_have_no_speakers_and_count_milliseconds() {
        let got = read("start\tend\ttext\n0\t2400\tWhy was it built of wood?\n").unwrap();
        assert_eq!((got[0].confidence, got[0].turns[0].end_ms), (0.0, Some(2400)));
    }

    #[test]
    fn a_row_without_its_text_is_a_warning() {
        let got = read("speaker,text\nAnn,Why?\nBo\nAnn,Oh.\n").unwrap();
        assert_eq!(got[0].warnings[0].line, Some(3));
    }

    #[test]
    fn a_table_of_another_name_is_known_by_its_tabs() {
        assert_eq!(Sheet.sniff(&source("a.txt", "Speaker\tText\nAnn\tHi\n")), Sniff::Sure);
        assert_eq!(Sheet.sniff(&source("a.txt", "The speaker, text in hand, rose.\n")), Sniff::No);
        assert_eq!(Sheet.sniff(&source("a.csv", "x,y\n")), Sniff::Likely);
    }

    proptest! {
        #[test]
        fn no_table_panics_and_no_word_is_lost(cells in prop::collection::vec(("[AB]", "[a-z ,;\"\n\t我]{0,10}"), 1..9)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["speaker", "text"]).unwrap();
            for (who, text) in &cells {
                writer.write_record([who, text]).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let words = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            let all: String = cells.iter().map(|(_, t)| words(t)).collect();
            if let Ok(got) = read(&text) {
                let kept: String = got[0].turns.iter().map(|t| words(&t.text)).collect();
                prop_assert_eq!(all, kept);
            }
            let cut = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(i, _)| i);
            let _ = read(&text[..cut]);
        }
    }
}
