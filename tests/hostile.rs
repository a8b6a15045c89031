//! Hostile input: bombs, deep nesting, truncations, flipped bytes, odd names. Each is a clear answer in seconds.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use whosaid::engine::{Engine, LocalEngine};
use whosaid::formats::{File, Outcome, names, read};
use whosaid::model::{FileSettings, IndexRequest, SearchRequest, Silent};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

/// Unoptimised, on a busy machine.
const SECONDS: Duration = Duration::from_secs(60);

/// Small files of the formats that have none in `tests/documents`.
const SAMPLES: &[(&str, &str)] = &[
    ("a.txt", "Ann: Why a ferry?\n\nBo: It was there.\n\nAnn: And now?\n\nBo: It is not.\n"),
    ("a.md", "---\ntitle: T\n---\n\n**Ann:** Why a *ferry*?\n\n**Bo:** It was there.\n"),
    (
        "a.vtt",
        "WEBVTT\n\n1\n00:01.000 --> 00:02.000\n<v Ann>Why &amp; how?\n\n00:02.000 --> 00:03.000\n<v Bo>It was.\n",
    ),
    ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nANN: Why?\n\n2\n00:00:02,000 --> 00:00:03,000\n- It was.\n"),
    ("a.sbv", "0:00:01.000,0:00:02.000\n>> Why?\n\n0:00:02.000,0:00:03.000\n>> It was.\n"),
    (
        "a.ttml",
        "<?xml version=\"1.0\"?>\n<tt xmlns=\"http://www.w3.org/ns/ttml\"><body><div><p begin=\"1s\" end=\"2s\">Why?<br/>How?</p></div></body></tt>",
    ),
    (
        "a.json3",
        r#"{"wireMagic":"pb3","events":[{"tStartMs":0,"dDurationMs":900,"segs":[{"utf8":"Why"},{"utf8":" not"}]}]}"#,
    ),
    (
        "a.json",
        r#"{"segments":[{"start":0.0,"end":1.0,"text":"Why?","speaker":"A"},{"start":1.0,"end":2.0,"text":"It was.","speaker":"B"}]}"#,
    ),
    ("a.jsonl", "{\"speaker\":\"Ann\",\"text\":\"Why?\"}\n{\"speaker\":\"Bo\",\"text\":\"It was.\"}\n"),
    ("a.csv", "speaker,text\nAnn,Why?\nBo,\"It was, once.\"\n"),
    ("a.rttm", "SPEAKER a 1 0.0 2.0 <NA> <NA> ann <NA> <NA>\n"),
    (
        "a.html",
        "<!doctype html><html><body><article><p><b>Ann:</b> Why?</p><p><b>Bo:</b> It was.</p></article></body></html>",
    ),
    (
        "a.eaf",
        "<?xml version=\"1.0\"?>\n<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID=\"t1\" TIME_VALUE=\"0\"/><TIME_SLOT TIME_SLOT_ID=\"t2\" TIME_VALUE=\"900\"/></TIME_ORDER><TIER TIER_ID=\"x\" PARTICIPANT=\"Ann\"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a1\" TIME_SLOT_REF1=\"t1\" TIME_SLOT_REF2=\"t2\"><ANNOTATION_VALUE>Why?</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>",
    ),
    (
        "a.TextGrid",
        "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0\nxmax = 2\ntiers? <exists>\nsize = 1\nitem []:\n    item [1]:\n        class = \"IntervalTier\"\n        name = \"Ann\"\n        xmin = 0\n        xmax = 2\n        intervals: size = 1\n        intervals [1]:\n            xmin = 0\n            xmax = 2\n            text = \"Why \"\"not\"\"?\"\n",
    ),
    (
        "a.cha",
        "@UTF8\n@Begin\n@Participants:\tANN Ann Investigator, BO Bo Adult\n*ANN:\twhy ? \u{15}0_900\u{15}\n*BO:\tit was .\n%com:\tlaughs\n@End\n",
    ),
    (
        "a.trs",
        "<?xml version=\"1.0\"?>\n<Trans><Speakers><Speaker id=\"s1\" name=\"Ann\"/></Speakers><Episode><Section type=\"report\" startTime=\"0\" endTime=\"2\"><Turn speaker=\"s1\" startTime=\"0\" endTime=\"2\"><Sync time=\"0\"/>Why?</Turn></Section></Episode></Trans>",
    ),
    (
        "a.exb",
        "<?xml version=\"1.0\"?>\n<basic-transcription><head><speakertable><speaker id=\"s1\"><abbreviation>Ann</abbreviation></speaker></speakertable></head><basic-body><common-timeline><tli id=\"T0\" time=\"0\"/><tli id=\"T1\" time=\"1\"/></common-timeline><tier id=\"t\" speaker=\"s1\" type=\"t\"><event start=\"T0\" end=\"T1\">Why?</event></tier></basic-body></basic-transcription>",
    ),
    (
        "a.xml",
        "<?xml version=\"1.0\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><text><body><u who=\"#ann\">Why?</u><u who=\"#bo\">It was.</u></body></text></TEI>",
    ),
    (
        "b.xml",
        "<?xml version=\"1.0\"?>\n<ROOT xmlns=\"https://www.weareavp.com/nunncenter/ohms\"><record><title>T</title><interviewer>Ann</interviewer><transcript>ANN: Why?\n\nBO: It was.</transcript></record></ROOT>",
    ),
];

/// The panics of our own code; those of libraries are caught and named, and no concern here.
static OURS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn watch_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        if place.starts_with("src/") {
            let message = info.payload().downcast_ref::<String>().cloned().unwrap_or_default();
            OURS.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{place}: {message}"));
        }
    }));
}

/// Reads a file, as whatever it is or as a format named by hand; never for long, and never into more than it holds.
fn outcome(path: &str, bytes: &[u8], format: Option<&str>) -> Outcome {
    let settings = FileSettings { format: format.map(str::to_owned), ..FileSettings::default() };
    let start = Instant::now();
    let outcome = read(&File { path, bytes, sidecars: &[] }, &settings);
    assert!(start.elapsed() < SECONDS, "{path} as {format:?} took {:?}", start.elapsed());
    if let Outcome::Read(interviews) = &outcome {
        let words: usize = interviews.iter().flat_map(|i| &i.turns).map(|t| t.text.len()).sum();
        assert!(words < (1 << 20) + 4 * bytes.len(), "{path} as {format:?} grew to {words} bytes");
    }
    let ours = OURS.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(ours.is_empty(), "{path} as {format:?}: {ours:?}");
    outcome
}

fn message(outcome: Outcome) -> String {
    match outcome {
        Outcome::Failed { message, .. } => message,
        Outcome::Skipped { reason } => reason,
        Outcome::Archive(members) => {
            members.into_iter().map(|(name, o)| format!("{name}: {}\n", message(o))).collect()
        }
        Outcome::Read(interviews) => format!("{} interviews", interviews.len()),
    }
}

/// Every file in `tests/documents` and every sample: its name and bytes.
fn samples() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|e| e != "fodt"));
    let mut all: Vec<_> = files
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    all.sort();
    all.extend(SAMPLES.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())));
    all
}

/// Does work on all cores.
fn each<T: Sync>(items: &[T], work: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(item);
                }
            });
        }
    });
}

/// A zip file whose members are written by these.
fn packed(members: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The document with its main part changed; the whole of it if it is no zip file.
fn changed(bytes: &[u8], change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let Ok(mut zip) = zip::ZipArchive::new(Cursor::new(bytes)) else { return change(bytes.to_vec()) };
    let mut members = Vec::new();
    for i in 0..zip.len() {
        let mut member = zip.by_index(i).unwrap();
        let mut content = Vec::new();
        member.read_to_end(&mut content).unwrap();
        members.push((member.name().unwrap().into_owned(), content));
    }
    const MAIN: [&str; 3] = ["word/document.xml", "content.xml", "OEBPS/sections/section0001.xhtml"];
    let members: Vec<_> = members
        .into_iter()
        .map(
            |(name, content)| {
                if MAIN.contains(&name.as_str()) { (name, change(content)) } else { (name, content) }
            },
        )
        .collect();
    let members: Vec<_> = members.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    packed(&members, CompressionMethod::Stored)
}

/// Numbers that are the same in each run (a linear congruential generator).
fn random(seed: usize) -> impl Iterator<Item = usize> {
    let step =
        |x: &usize| Some(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
    std::iter::successors(step(&seed), step).map(|x| x >> 33)
}

/// So many truncations and flips of the bytes of a file, and of the main part of a document.
fn damaged(bytes: &[u8], rounds: usize) -> Vec<Vec<u8>> {
    let mut numbers = random(bytes.len());
    let mut all = Vec::new();
    for i in 0..rounds {
        let (at, bit) = (numbers.next().unwrap(), numbers.next().unwrap() % 8);
        let cut = |content: Vec<u8>| content[..at % content.len().max(1)].to_vec();
        let flip = |mut content: Vec<u8>| {
            let place = at % content.len().max(1);
            content.get_mut(place).into_iter().for_each(|byte| *byte ^= 1 << bit);
            content
        };
        all.push(match i % 4 {
            0 => cut(bytes.to_vec()),
            1 => changed(bytes, cut),
            2 => flip(bytes.to_vec()),
            _ => changed(bytes, flip),
        });
    }
    all
}

#[test]
fn damaged_files_are_read_or_refused() {
    watch_panics();
    each(&samples(), |(path, bytes)| {
        outcome(path, bytes, None);
        for damaged in damaged(bytes, 16) {
            outcome(path, &damaged, None);
        }
    });
}

#[test]
#[ignore = "takes minutes"]
fn files_damaged_in_a_thousand_ways_are_read_or_refused() {
    watch_panics();
    each(&samples(), |(path, bytes)| {
        for damaged in damaged(bytes, 1000) {
            outcome(path, &damaged, None);
        }
    });
}

#[test]
fn every_format_reads_every_file_without_panic() {
    watch_panics();
    let formats: Vec<_> = names().collect();
    each(&formats, |format| {
        for (path, text) in SAMPLES {
            outcome(path, text.as_bytes(), Some(format));
            outcome(path, &text.as_bytes()[..text.len() / 2], Some(format));
        }
    });
}

/// The text with something put before its last closing tag, and the name of that tag.
fn put(content: Vec<u8>, what: impl Fn(&str) -> String) -> Vec<u8> {
    let text = String::from_utf8(content).unwrap();
    let Some(at) = text.match_indices("</").map(|(at, _)| at).nth(1) else { return text.into_bytes() };
    let name: String = text[at + 2..].chars().take_while(|c| *c != '>').collect();
    format!("{}{}{}", &text[..at], what(&name), &text[at..]).into_bytes()
}

/// The samples that are XML or HTML, or hold it.
fn marked_up() -> Vec<(String, Vec<u8>)> {
    let is = |path: &str, bytes: &[u8]| {
        bytes.starts_with(b"<") || [".docx", ".odt", ".epub"].iter().any(|e| path.ends_with(e))
    };
    samples().into_iter().filter(|(path, bytes)| is(path, bytes)).collect()
}

#[test]
fn entities_that_grow_are_not_followed() {
    watch_panics();
    let mut doctype = String::from("<!DOCTYPE r [<!ENTITY e0 \"ferry ferry ferry ferry \">");
    (1..12).for_each(|i| doctype += &format!("<!ENTITY e{i} \"{}\">", format!("&e{};", i - 1).repeat(10)));
    doctype += "]>";
    each(&marked_up(), |(path, bytes)| {
        let bomb = changed(bytes, |content| {
            let text = String::from_utf8(put(content, |_| "&e11;".repeat(100))).unwrap();
            let start = if text.starts_with("<?xml") { text.find("?>").unwrap() + 2 } else { 0 };
            format!("{}{doctype}{}", &text[..start], &text[start..]).into_bytes()
        });
        outcome(path, &bomb, None);
    });
}

#[test]
fn ten_thousand_nested_elements_are_no_trouble() {
    watch_panics();
    each(&marked_up(), |(path, bytes)| {
        for tag in ["", "x", "div", "b"] {
            let deep = |content| {
                put(content, |name| format!("<{}>", if tag.is_empty() { name } else { tag }).repeat(10_000))
            };
            outcome(path, &changed(bytes, deep), None);
        }
    });
}

#[test]
fn a_document_of_500_megabytes_is_refused() {
    let bytes =
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/wooden-ferry.docx")).unwrap();
    let mut old = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..old.len() {
        let member = old.by_index_raw(i).unwrap();
        if member.name().unwrap() != "word/document.xml" {
            zip.raw_copy_file(member).unwrap();
        }
    }
    zip.start_file("word/document.xml", SimpleFileOptions::default().compression_level(Some(1))).unwrap();
    zip.write_all(
        b"<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>",
    )
    .unwrap();
    let paragraphs = "<w:p><w:r><w:t>Ann: It was there.</w:t></w:r></w:p>\n".repeat(20_000);
    (0..500).for_each(|_| zip.write_all(paragraphs.as_bytes()).unwrap());
    zip.write_all(b"</w:body></w:document>").unwrap();
    let bomb = zip.finish().unwrap().into_inner();
    let said = message(outcome("a.docx", &bomb, None));
    assert!(said.contains("word/document.xml unpacks to more than 64 MB"), "{said}");
}

#[test]
fn a_zip_bomb_is_given_up_on() {
    // One block of zeros that a thousand members share.
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("a.txt", SimpleFileOptions::default()).unwrap();
    (0..59).for_each(|_| zip.write_all(&vec![0; 1 << 20]).unwrap());
    zip.write_all(&[0]).unwrap();
    (0..1000).for_each(|i| zip.shallow_copy_file("a.txt", &format!("b{i}.txt")).unwrap());
    let said = message(outcome("talks.zip", &zip.finish().unwrap().into_inner(), None));
    assert!(said.contains("as much as is read of one zip file (256 MB"), "{said}");
    assert!(said.lines().count() < 10, "{said}");
    // Zip files in zip files.
    let mut nested = packed(&[("a.txt", b"Ann: Why?")], CompressionMethod::Stored);
    for i in 0..20 {
        nested = packed(
            &[(&format!("{i}.zip"), &nested), (&format!("{i}b.zip"), &nested)],
            CompressionMethod::Deflated,
        );
    }
    let said = message(outcome("talks.zip", &nested, None));
    assert!(said.contains("19.zip: a zip file inside a zip file"), "{said}");
}

#[test]
fn a_zip_of_a_hundred_thousand_members_is_refused() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    (0..100_000).for_each(|i| zip.start_file(format!("{i}.txt"), stored).unwrap());
    let said = message(outcome("talks.zip", &zip.finish().unwrap().into_inner(), None));
    assert!(said.contains("100000 members"), "{said}");
}

#[test]
fn members_of_one_name_are_no_trouble() {
    let talk = b"Ann: Why a ferry?\n\nBo: It was there.\n\nAnn: And now?\n\nBo: It is not.\n";
    let mut bytes = packed(&[("a.txt", talk), ("b.txt", talk)], CompressionMethod::Stored);
    while let Some(at) = bytes.windows(5).position(|w| w == b"b.txt") {
        bytes[at] = b'a';
    }
    assert!(message(outcome("talks.zip", &bytes, None)).contains("a.txt: 1 interviews"));
}

#[test]
fn a_folder_of_mixed_files_with_names_in_any_script() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("corpus");
    let samples = samples();
    let names = ["plain", "with blanks", "旧渡头", "cafe\u{301}", "caf\u{e9}", "⛴ ferry", "Ølberg", "渡し"];
    let mut files = 0;
    for (i, (sample, bytes)) in samples.iter().enumerate() {
        let (_, extension) = sample.rsplit_once('.').unwrap();
        if ["rttm", "pdf"].contains(&extension) {
            continue;
        }
        let path = root
            .join(names[i % names.len()])
            .join(format!("{} {i}.{extension}", names[(i + 3) % names.len()]));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        files += 1;
    }
    for (name, content) in
        [("photo.png", "x"), ("broken.json", "{\"a\": "), (".hidden.txt", "Ann: Why?"), ("empty.txt", "")]
    {
        fs::write(root.join(name), content).unwrap();
    }
    let engine = LocalEngine::new(folder.path().join("index"));
    let request = IndexRequest { paths: vec![root], ..IndexRequest::default() };
    let summary = engine.index(&request, &Silent).unwrap();
    let failed: Vec<_> =
        summary.failed.iter().map(|(path, _)| path.file_name().unwrap().to_owned()).collect();
    assert_eq!(failed, ["broken.json"], "{:?}", summary.failed);
    assert_eq!((summary.added, summary.skipped.len()), (files, 2), "{:?}", summary.skipped);
    assert_eq!(summary.interviews, files);
    let ids: Vec<_> = engine.list().unwrap().into_iter().map(|l| l.interview.id).collect();
    assert!(ids.iter().all(|id| !id.contains('\u{301}')), "ids are NFC: {ids:?}");
    let request =
        SearchRequest { query: "path:caf\u{e9}/** -zzz".into(), limit: 100, ..SearchRequest::default() };
    assert!(engine.search(&request).unwrap().total > 0);
}
