//! How fast each format is read, in MB of file a second: `cargo bench --bench formats`.
//!
//! Text formats are written by the bench; documents are those of `tests/documents`, with what stands between two
//! marks repeated until they are large, and stored without compression. A PDF is read as it is.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench fails by panicking; criterion makes the main function"
)]

use std::fs;
use std::hint::black_box;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use whosaid::formats::{File, Outcome, read};
use whosaid::model::FileSettings;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

/// How large a file of each format is, about, in bytes.
const SIZE: usize = 1 << 20;

/// Where the text stands in a document: its extension, its member, the marks before and after.
const DOCUMENTS: &[(&str, &str, &str, &str)] = &[
    ("docx", "word/document.xml", "<w:body>", "<w:sectPr"),
    ("odt", "content.xml", "</text:sequence-decls>", "</office:text>"),
    ("epub", "OEBPS/sections/section0001.xhtml", "ops\">", "</body>"),
    ("html", "", "<p", "</body>"),
    ("rtf", "", "\\pard", "}"),
];

const SAID: [&str; 4] = [
    "Why was she built of wood, when everybody else had changed to steel?",
    "Because it was cheap, and because Henning the boatbuilder would not touch anything else. He used to say: steel rusts from the inside.",
    "您为什么要修这条没人要的渡船？",
    "因为它还在那里，木头没有坏，坏的是人心。我们几个人商量了一个冬天，决定开春就动手。",
];

/// So many turns as to fill the size, each written by a function of number, speaker and text, between head and foot.
fn written(head: &str, turn: impl Fn(usize, &str, &str) -> String, between: &str, foot: &str) -> Vec<u8> {
    let mut text = head.to_owned();
    for i in 0.. {
        if i > 0 {
            text += between;
        }
        text += &turn(i, ["Mara Quist", "Ole Brandt"][i % 2], SAID[i / 2 % 2 * 2 + i % 2]);
        if text.len() > SIZE {
            break;
        }
    }
    (text + foot).into_bytes()
}

fn clock(seconds: usize, mark: char) -> String {
    format!("{:02}:{:02}:{:02}{mark}000", seconds / 3600 % 60, seconds / 60 % 60, seconds % 60)
}

fn generated() -> Vec<(&'static str, Vec<u8>)> {
    let mut files = texts();
    files.extend(timed());
    files.extend(researched());
    files.push(("zip", archive()));
    files
}

/// Labels in text.
fn texts() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("txt", written("A Talk\n\n", |_, s, t| format!("{s}: {t}"), "\n\n", "\n")),
        ("md", written("# A Talk\n\n", |_, s, t| format!("**{s}:** {t}"), "\n\n", "\n")),
        ("csv", written("speaker,text\n", |_, s, t| format!("{s},\"{t}\""), "\n", "\n")),
    ]
}

/// Captions and what recognisers write.
fn timed() -> Vec<(&'static str, Vec<u8>)> {
    let cue = |i, mark| format!("{} --> {}", clock(i * 4, mark), clock(i * 4 + 3, mark));
    let ttml =
        |i: usize, s: &str, t: &str| format!("<p begin=\"{}s\" end=\"{}s\">{s}: {t}</p>\n", i * 4, i * 4 + 3);
    let json = |i: usize, s: &str, t: &str| {
        let (start, end) = (i * 4, i * 4 + 3);
        format!("{{\"start\": {start}.0, \"end\": {end}.5, \"speaker\": \"{s}\", \"text\": \"{t}\"}}")
    };
    let head = "<?xml version=\"1.0\"?>\n<tt xmlns=\"http://www.w3.org/ns/ttml\"><body><div>";
    vec![
        ("srt", written("", |i, s, t| format!("{}\n{}\n{s}: {t}\n", i + 1, cue(i, ',')), "\n", "")),
        ("vtt", written("WEBVTT\n\n", |i, s, t| format!("{}\n<v {s}>{t}\n", cue(i, '.')), "\n", "")),
        ("ttml", written(head, ttml, "", "</div></body></tt>")),
        ("json", written("{\"segments\": [", json, ",\n", "]}")),
        ("jsonl", written("", json, "\n", "\n")),
    ]
}

/// Research formats.
fn researched() -> Vec<(&'static str, Vec<u8>)> {
    let line = |i: usize, _: &str, t: &str| {
        let (code, start) = (["MAR", "OLE"][i % 2], i * 4000);
        format!("*{code}:\t{t} \u{15}{start}_{}\u{15}\n", start + 3000)
    };
    let annotation = |i: usize, _: &str, t: &str| {
        let (from, to) = (2 * i, 2 * i + 1);
        format!(
            "<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a{i}\" TIME_SLOT_REF1=\"t{from}\" \
             TIME_SLOT_REF2=\"t{to}\"><ANNOTATION_VALUE>{t}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>\n"
        )
    };
    let slot = |i: usize| format!("<TIME_SLOT TIME_SLOT_ID=\"t{i}\" TIME_VALUE=\"{}\"/>", i * 1000);
    let slots: String = (0..9_000).map(slot).collect();
    let head = format!(
        "<?xml version=\"1.0\"?>\n<ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER><TIER TIER_ID=\"x\" PARTICIPANT=\"Ann\">"
    );
    let participants = "@UTF8\n@Begin\n@Participants:\tMAR Mara Investigator, OLE Ole Adult\n";
    vec![
        ("cha", written(participants, line, "", "@End\n")),
        ("eaf", written(&head, annotation, "", "</TIER></ANNOTATION_DOCUMENT>")),
    ]
}

/// A zip of texts.
fn archive() -> Vec<u8> {
    let talk = written("", |_, s, t| format!("{s}: {t}"), "\n\n", "\n");
    let pieces = talk.chunks(64 << 10).map(|c| String::from_utf8_lossy(c).into_owned().into_bytes());
    let members: Vec<_> = pieces.enumerate().map(|(i, text)| (format!("{i}.txt"), text)).collect();
    packed(&members)
}

fn packed(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        zip.start_file(name.as_str(), stored).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// What stands between the marks, repeated up to the size.
fn enlarged(content: Vec<u8>, before: &str, after: &str) -> Vec<u8> {
    let text = String::from_utf8(content).unwrap();
    let start =
        text.find(before).unwrap() + if before == "<p" || before == "\\pard" { 0 } else { before.len() };
    let end = start + text[start..].rfind(after).unwrap();
    let body = &text[start..end];
    [&text[..start], &body.repeat(SIZE / body.len() + 1), &text[end..]].concat().into_bytes()
}

/// A document of `tests/documents`, made large.
fn document(extension: &str) -> Vec<u8> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/wooden-ferry").with_extension(extension);
    let bytes = fs::read(path).unwrap();
    let Some((_, main, before, after)) = DOCUMENTS.iter().find(|d| d.0 == extension) else { return bytes };
    if main.is_empty() {
        return enlarged(bytes, before, after);
    }
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut members = Vec::new();
    for i in 0..zip.len() {
        let mut member = zip.by_index(i).unwrap();
        let (name, mut content) = (member.name().unwrap().into_owned(), Vec::new());
        member.read_to_end(&mut content).unwrap();
        members.push(if name == *main { (name, enlarged(content, before, after)) } else { (name, content) });
    }
    packed(&members)
}

fn formats(criterion: &mut Criterion) {
    let mut files = generated();
    files.extend(
        ["docx", "odt", "rtf", "epub", "html", "pdf"].map(|extension| (extension, document(extension))),
    );
    let mut group = criterion.benchmark_group("formats");
    group.sample_size(10);
    for (extension, bytes) in &files {
        let path = format!("a.{extension}");
        let file = File { path: &path, bytes, sidecars: &[] };
        match read(&file, &FileSettings::default()) {
            Outcome::Read(interviews) => {
                let text: usize = interviews.iter().flat_map(|i| &i.turns).map(|t| t.text.len()).sum();
                assert!(text * 20 > bytes.len() || *extension == "pdf", "{path}: {text} bytes of text");
            }
            Outcome::Archive(members) => assert!(members.len() > 10, "{path}"),
            other => panic!("{path}: {other:?}"),
        }
        group.throughput(Throughput::BytesDecimal(bytes.len() as u64));
        group.bench_function(*extension, |b| {
            b.iter(|| black_box(read(black_box(&file), &FileSettings::default())))
        });
    }
    group.finish();
}

criterion_group!(benches, formats);
criterion_main!(benches);
