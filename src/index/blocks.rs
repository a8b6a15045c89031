//! The property on which neighbours, questions and filters on records stand: blocks stay blocks.

use std::fs;
use std::path::Path;

use tantivy::DocAddress;

use super::compound;
use super::manifest::{Fate, FileState, Known, known, known_by};
use super::merges::MOST;
use super::payload::Payload;
use super::plan::Job;
use super::prepare::prepare;
use super::reader::{Snapshot, column};
use super::update;
use super::writer::{MOST_UNDER_WAY, Writer};
use crate::corpus::Found;
use crate::model::FileSettings;
use crate::model::{IndexRequest, Silent};

fn interview(turns: usize, word: &str) -> String {
    (0..turns).map(|i| format!("{}: {word} number {i}\n\n", ["Anna Berg", "Tom Reyes"][i % 2])).collect()
}

/// Every record is followed by its own turns, numbered from 1, and by nothing else of its own.
fn assert_blocks(generation: &Path, interviews: usize) {
    let snapshot = Snapshot::open_generation(generation).unwrap();
    let records = snapshot.records().unwrap();
    assert_eq!(records.len(), interviews);
    let mut documents = 0;
    for (id, at) in records {
        let record = snapshot.record(at).unwrap();
        let segment = snapshot.searcher().segment_reader(at.segment_ord);
        let n = column(segment, "n").unwrap().unwrap();
        for i in 1..=record.turns {
            assert_eq!(n.first(at.doc_id + i), Some(u64::from(i)), "{id}");
            assert!(!segment.is_deleted(at.doc_id + i), "{id}");
            let turn = snapshot.turn(DocAddress::new(at.segment_ord, at.doc_id + i)).unwrap();
            assert_eq!(turn.n, i);
            assert!(turn.text.starts_with(&id), "{} in {id}", turn.text);
        }
        documents += 1 + record.turns as usize;
    }
    assert_eq!(snapshot.totals().unwrap(), snapshot.count().unwrap());
    let files = interviews;
    let living: u32 = snapshot.searcher().segment_readers().iter().map(|segment| segment.num_docs()).sum();
    assert_eq!(living as usize, documents + files);
}

/// Files that are looked up by how their keys begin are those of the whole list.
fn assert_known(generation: &Path, beginning: &str) {
    let snapshot = Snapshot::open_generation(generation).unwrap();
    let told = |files: Vec<Known>| files.into_iter().map(|file| (file.key(), file.seen)).collect::<Vec<_>>();
    let mut all = told(known(&snapshot).unwrap());
    all.retain(|(key, _)| key.starts_with(beginning));
    assert!(!all.is_empty());
    assert_eq!(told(known_by(&snapshot, &[beginning.to_owned(), beginning.to_owned()]).unwrap()), all);
}

/// How many segments there are.
fn segments(generation: &Path) -> usize {
    Snapshot::open_generation(generation).unwrap().searcher().segment_readers().len()
}

/// Makes one segment of all, by adding an interview that is longer than they are together.
fn merge(home: &Path, request: &IndexRequest, turns: usize) {
    fs::write(request.paths[0].join("all.txt"), interview(turns, "all")).unwrap();
    let summary = update(home, request, &Silent).unwrap();
    assert_eq!((summary.added, summary.warnings), (1, vec![]));
    assert_eq!(segments(&home.join("gen-1")), 1);
}

/// A file that is new to the index.
fn job(root: &Path, name: &str, turns: usize) -> Job {
    let (rel, path) = (format!("{name}.txt"), root.join(format!("{name}.txt")));
    fs::write(&path, interview(turns, name)).unwrap();
    let state = FileState {
        root: 0,
        rel: rel.clone(),
        id: name.to_owned(),
        size: 1,
        mtime: None,
        hash: None,
        settings: String::new(),
        fate: Fate::Read,
        members: Vec::new(),
        left: Vec::new(),
    };
    let found = Found { rel, path, size: 1, mtime: None, sidecars: Vec::new() };
    Job { found, state, old: None, settings: FileSettings::default() }
}

/// A long run hands many segments over, commits amid it, and leaves one segment, or all of them if it was stopped.
#[test]
fn what_a_run_hands_over_is_merged_and_committed_on_the_way() {
    for stopped in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let (root, generation) = (dir.path().join("corpus"), dir.path().join("gen-1"));
        [&root, &generation].into_iter().for_each(|folder| fs::create_dir(folder).unwrap());
        let segments = || segments(&generation);
        let writer = Writer::open(&generation, Payload::new(), 2).unwrap();
        for i in 0..60 {
            let mut job = job(&root, &format!("talk{i}."), 2 + i % 5);
            let prepared = prepare(&job, writer.fields(), |_| ());
            // So much that what was written so far is made safe.
            job.found.size = if i % 20 == 19 { 1 << 30 } else { 1 };
            let mut part = writer.part();
            part.write(prepared, &job).unwrap();
            part.hand_over().unwrap();
            match i {
                19 => assert_eq!(segments(), 20),
                59 => assert!(segments() <= MOST_UNDER_WAY),
                _ => continue,
            }
            assert_blocks(&generation, i + 1);
        }
        assert_eq!(writer.close(stopped).unwrap().totals.interviews, 60);
        assert_eq!(segments() == 1, !stopped);
        assert_blocks(&generation, 60);
        let files = fs::read_dir(&generation).unwrap().flatten().map(|entry| entry.path());
        assert_eq!(files.filter(|path| path.extension() == Some("segment".as_ref())).count(), segments());
    }
}

/// A segment that cannot be read does not keep others from being added, and is told of.
#[test]
fn what_cannot_be_merged_is_told_and_what_was_read_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let (root, home) = (dir.path().join("corpus"), dir.path().join("index"));
    fs::create_dir(&root).unwrap();
    let request = IndexRequest { paths: vec![root.clone()], ..IndexRequest::default() };
    let write =
        |name: &str, turns| fs::write(root.join(format!("{name}.txt")), interview(turns, name)).unwrap();
    write("old", 2);
    // So long ago that its state need not be read.
    let old = fs::File::options().write(true).open(root.join("old.txt")).unwrap();
    old.set_modified(std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000))
        .unwrap();
    assert_eq!(update(&home, &request, &Silent).unwrap().warnings, []);
    let generation = home.join("gen-1");
    let segment = fs::read_dir(&generation).unwrap().flatten().map(|entry| entry.path());
    let segment = segment.into_iter().find(|path| path.extension() == Some("segment".as_ref())).unwrap();
    let whole = fs::read(&segment).unwrap();
    let mut damaged = whole.clone();
    let store = compound::find(&whole, whole.len(), &segment.with_extension("store")).unwrap();
    damaged[store][..99].fill(0xff);
    fs::write(&segment, damaged).unwrap();
    // More than there was: all would become one segment.
    write("new", 20);
    let summary = update(&home, &request, &Silent).unwrap();
    assert_eq!((summary.added, summary.warnings.len()), (1, 1));
    let (place, told) = &summary.warnings[0];
    assert_eq!(place, &generation);
    assert!(told.starts_with("segments could not be merged, which the next run tries again: "), "{told}");
    fs::write(&segment, &whole).unwrap();
    write("next", 40);
    assert_eq!(update(&home, &request, &Silent).unwrap().warnings, []);
    assert_eq!(segments(&generation), 1);
    assert_blocks(&generation, 3);
}

/// What is known of an interview may be longer than a value in a column can be.
#[test]
fn long_records_stay_whole() {
    let dir = tempfile::tempdir().unwrap();
    let (root, home) = (dir.path().join("corpus"), dir.path().join("index"));
    fs::create_dir(&root).unwrap();
    let request = IndexRequest { paths: vec![root.clone()], ..IndexRequest::default() };
    let name = |file: &str, i: usize| format!("{file} {i} of the house of {}", "Ü".repeat(20));
    let cue = |file: &str, i: usize| {
        let (minute, second) = (i / 60, i % 60);
        let times = format!("00:{minute:02}:{second:02}.000 --> 00:{minute:02}:{second:02}.900");
        format!("{times}\n<v {}>number {i}\n\n", name(file, i))
    };
    let files = ["anna", "berta", "clara"];
    for file in files {
        let cues: String = (0..1200).map(|i| cue(file, i)).collect();
        fs::write(root.join(format!("{file}.vtt")), format!("WEBVTT\n\n{cues}")).unwrap();
        fs::write(root.join(format!("{file}.txt")), interview(4, file)).unwrap();
        update(&home, &request, &Silent).unwrap();
    }
    let generation = home.join("gen-1");
    for merged in 0..2 {
        let snapshot = Snapshot::open_generation(&generation).unwrap();
        let records = snapshot.records().unwrap();
        assert_eq!(records.len(), 2 * files.len() + merged);
        for (id, at) in records.into_iter().filter(|(id, _)| id.ends_with("vtt")) {
            let meta = snapshot.record(at).unwrap().meta;
            assert_eq!(meta.id, id);
            let names: Vec<String> = meta.participants.into_iter().map(|one| one.name).collect();
            assert_eq!(names, (0..1200).map(|i| name(id.trim_end_matches(".vtt"), i)).collect::<Vec<_>>());
        }
        drop(snapshot);
        if merged == 0 {
            merge(&home, &request, 6000);
        }
    }
}

#[test]
fn blocks_stay_blocks_after_deletes_and_merges() {
    let dir = tempfile::tempdir().unwrap();
    let (root, home) = (dir.path().join("corpus"), dir.path().join("index"));
    fs::create_dir(&root).unwrap();
    let request = IndexRequest { paths: vec![root.clone()], ..IndexRequest::default() };
    let write =
        |name: &str, turns| fs::write(root.join(format!("{name}.txt")), interview(turns, name)).unwrap();
    for i in 0..6 {
        write(&format!("first{i}"), 4 + i);
    }
    update(&home, &request, &Silent).unwrap();
    let generation = home.join("gen-1");
    let interviews = 6 + 18 - 6;
    let mut merged = false;
    let mut before = 1;
    // Every round is a segment and deletes in earlier ones; when there are too many, some of them are merged.
    for round in 0..18 {
        write(&format!("first{}", round % 6), 5 + round);
        write(&format!("round{round}"), 3 + round % 4);
        if round % 3 == 2 {
            fs::remove_file(root.join(format!("round{}.txt", round - 1))).unwrap();
        }
        update(&home, &request, &Silent).unwrap();
        let now = segments(&generation);
        assert!(now <= MOST);
        merged |= now <= before;
        before = now;
    }
    assert!(merged);
    ["0/round1", "0/first3.", "0/"].into_iter().for_each(|beginning| assert_known(&generation, beginning));
    assert_blocks(&generation, interviews);
    merge(&home, &request, 3000);
    assert_blocks(&generation, interviews + 1);
    let summary = update(&home, &request, &Silent).unwrap();
    assert_eq!((summary.unchanged, summary.changed), (interviews + 1, 0), "the payload survives a merge");
}
