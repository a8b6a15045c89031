//! The index over its life: built, brought up to date, broken off, moved on by generations.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test itself")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use whosaid::engine::{Engine, LocalEngine};
use whosaid::error::ErrorKind;
use whosaid::model::{
    FileRule, FileSettings, IndexRequest, IndexSummary, SearchAnswer, SearchRequest, ShowRequest, Silent,
};
use whosaid::people::People;

/// A folder with interviews and an index beside it.
struct Archive {
    dir: tempfile::TempDir,
}

impl Archive {
    fn new(files: &[(&str, &str)]) -> Self {
        let archive = Self { dir: tempfile::tempdir().unwrap() };
        fs::create_dir(archive.root()).unwrap();
        for (name, text) in files {
            archive.write(name, text);
        }
        archive
    }

    fn root(&self) -> PathBuf {
        self.dir.path().join("corpus")
    }

    fn home(&self) -> PathBuf {
        self.dir.path().join("index")
    }

    fn engine(&self) -> LocalEngine {
        LocalEngine::new(self.home())
    }

    /// Writes a file and makes it look old, so that its time can be relied on.
    fn write(&self, name: &str, text: &str) {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        self.age(name, 100);
    }

    fn age(&self, name: &str, seconds: u64) {
        let file = fs::File::options().write(true).open(self.root().join(name)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(seconds)).unwrap();
    }

    fn index(&self) -> IndexSummary {
        self.run(&[self.root()]).unwrap()
    }

    fn run(&self, paths: &[PathBuf]) -> whosaid::Result<IndexSummary> {
        let request = IndexRequest { paths: paths.to_vec(), ..IndexRequest::default() };
        self.engine().index(&request, &Silent)
    }

    fn search(&self, query: &str) -> SearchAnswer {
        let request = SearchRequest {
            query: query.into(),
            limit: 100,
            snippet_columns: 80,
            ..SearchRequest::default()
        };
        self.engine().search(&request).unwrap()
    }

    fn addresses(&self, query: &str) -> Vec<String> {
        let hits = self.search(query).hits;
        hits.iter().map(|h| format!("{}#{}", h.interview.id, h.turn.n)).collect()
    }
}

fn counts(summary: &IndexSummary) -> [usize; 6] {
    let s = summary;
    [s.added, s.changed, s.gone, s.unchanged, s.skipped.len(), s.failed.len()]
}

const FERRY: &str = "Anna Berg: Why do the ferries run late in winter?\n\n\
    Tom Reyes: Ice. The harbour froze twice, and the ferries waited.\n\n\
    Anna Berg: Who decides when the pier is closed?\n\n\
    Tom Reyes: The harbour office decides. I only drive the ferry across.\n";
const CANAL: &str = "Anna Berg: When was the canal opened again?\n\n\
    Li Mei: In spring, after the locks were repaired.\n\n\
    Anna Berg: And the barges?\n\n\
    Li Mei: They came back within a week.\n";

#[test]
fn a_folder_is_indexed_and_searched() {
    let archive = Archive::new(&[("ferry.txt", FERRY), ("deep/canal.txt", CANAL), ("picture.jpg", "x")]);
    let summary = archive.index();
    assert_eq!(counts(&summary), [2, 0, 0, 0, 1, 0]);
    assert_eq!((summary.interviews, summary.turns), (2, 8));
    let answer = archive.search("ferry harbour");
    assert_eq!(answer.total, 2);
    let hit = answer.hits.iter().find(|h| h.turn.n == 4).unwrap();
    assert_eq!(hit.turn.speaker.as_deref(), Some("Tom Reyes"));
    let marked: Vec<_> = hit.highlights.iter().map(|r| &hit.turn.text[r.clone()]).collect();
    assert_eq!(marked, ["harbour", "ferry"]);
    let asked = hit.asked.as_ref().unwrap();
    assert_eq!((asked.n, asked.speaker.as_deref()), (3, Some("Anna Berg")));
    assert_eq!((hit.interview_hits, hit.interview_turns), (2, 4));
    assert_eq!(archive.addresses("\"locks were repaired\""), ["deep/canal#2"]);
    let shown = archive.engine().show(&ShowRequest { address: "canal#2".into(), context: 1 }).unwrap();
    assert_eq!(shown.turns.iter().map(|t| t.n).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn only_what_changed_is_read_again() {
    let archive = Archive::new(&[("ferry.txt", FERRY), ("canal.txt", CANAL)]);
    archive.index();
    assert_eq!(counts(&archive.index()), [0, 0, 0, 2, 0, 0]);
    archive.age("ferry.txt", 50);
    assert_eq!(counts(&archive.index()), [0, 0, 0, 2, 0, 0], "touched");
    archive.write("ferry.txt", &FERRY.replace("twice", "thrice"));
    assert_eq!(counts(&archive.index()), [0, 1, 0, 1, 0, 0], "edited");
    assert_eq!(archive.addresses("thrice"), ["ferry#2"]);
    assert!(archive.addresses("twice").is_empty());
    fs::rename(archive.root().join("canal.txt"), archive.root().join("lock.txt")).unwrap();
    assert_eq!(counts(&archive.index()), [1, 0, 1, 1, 0, 0], "renamed");
    assert_eq!(archive.addresses("barges"), ["lock#3"]);
    fs::remove_file(archive.root().join("lock.txt")).unwrap();
    let summary = archive.index();
    assert_eq!(counts(&summary), [0, 0, 1, 1, 0, 0], "removed");
    assert_eq!((summary.interviews, summary.turns), (1, 4));
    assert!(archive.addresses("barges").is_empty());
}

/// Neither its bytes nor their hash are looked at while size and time are the same.
#[test]
fn an_unchanged_file_is_not_opened() {
    let archive = Archive::new(&[("ferry.txt", FERRY), ("canal.txt", CANAL), ("deep/canal.txt", CANAL)]);
    archive.index();
    let path = archive.root().join("ferry.txt");
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    fs::write(&path, FERRY.replace("twice", "never")).unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    assert_eq!(counts(&archive.index()), [0, 0, 0, 3, 0, 0]);
    archive.write("lock.txt", &CANAL.replace("barges", "boats"));
    assert_eq!(counts(&archive.run(&[archive.root().join("lock.txt")]).unwrap()), [1, 0, 0, 0, 0, 0]);
    assert_eq!(counts(&archive.index()), [0, 0, 0, 4, 0, 0]);
    assert_eq!((archive.search("twice").total, archive.search("never").total), (1, 0));
    archive.age("ferry.txt", 50);
    assert_eq!(counts(&archive.index()), [0, 1, 0, 3, 0, 0], "another time");
    assert_eq!((archive.search("twice").total, archive.search("never").total), (0, 1));
}

#[test]
fn a_root_that_is_gone_or_empty_is_no_purge() {
    let archive = Archive::new(&[("ferry.txt", FERRY)]);
    archive.index();
    fs::remove_file(archive.root().join("ferry.txt")).unwrap();
    assert_eq!(archive.run(&[]).unwrap_err().kind(), ErrorKind::Io);
    fs::remove_dir(archive.root()).unwrap();
    assert_eq!(archive.run(&[]).unwrap_err().kind(), ErrorKind::Io);
    assert_eq!(archive.addresses("harbour").len(), 2);
}

#[test]
fn a_path_below_a_root_judges_only_that_part() {
    let archive = Archive::new(&[("a/ferry.txt", FERRY), ("b/canal.txt", CANAL)]);
    archive.index();
    fs::remove_file(archive.root().join("a/ferry.txt")).unwrap();
    fs::remove_file(archive.root().join("b/canal.txt")).unwrap();
    assert_eq!(counts(&archive.run(&[archive.root().join("a")]).unwrap())[2], 1);
    assert_eq!(archive.addresses("barges"), ["b/canal#3"]);
}

#[test]
fn files_that_share_an_id_keep_their_extension_also_later() {
    let archive = Archive::new(&[("ferry.txt", FERRY)]);
    archive.index();
    archive.write("ferry.md", CANAL);
    let summary = archive.run(&[archive.root().join("ferry.md")]).unwrap();
    assert_eq!(counts(&summary), [1, 1, 0, 0, 0, 0]);
    assert_eq!(archive.addresses("barges"), ["ferry.md#3"]);
    assert_eq!(archive.addresses("froze"), ["ferry.txt#2"]);
}

#[test]
fn further_roots_are_prefixed() {
    let archive = Archive::new(&[("ferry.txt", FERRY)]);
    let other = archive.dir.path().join("more");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("canal.txt"), CANAL).unwrap();
    archive.run(&[archive.root(), other]).unwrap();
    assert_eq!(archive.addresses("barges"), ["more/canal#3"]);
    assert_eq!(archive.search("path:canal.txt locks").total, 1);
}

#[test]
fn a_second_writer_waits_and_a_foreign_folder_stays_as_it_is() {
    let archive = Archive::new(&[("ferry.txt", FERRY)]);
    archive.index();
    let lock = fs::File::options().write(true).open(archive.home().join("lock")).unwrap();
    lock.try_lock().unwrap();
    assert_eq!(archive.run(&[]).unwrap_err().kind(), ErrorKind::Busy);
    drop(lock);
    let foreign = LocalEngine::new(archive.root());
    let request = IndexRequest { paths: vec![archive.root()], ..IndexRequest::default() };
    assert_eq!(foreign.index(&request, &Silent).unwrap_err().kind(), ErrorKind::Usage);
    assert_eq!(fs::read_dir(archive.root()).unwrap().count(), 1);
}

#[test]
fn a_rebuild_is_a_new_generation() {
    let archive = Archive::new(&[("ferry.txt", FERRY)]);
    archive.index();
    assert!(archive.home().join("gen-1").exists());
    let request = IndexRequest { rebuild: true, ..IndexRequest::default() };
    assert_eq!(counts(&archive.engine().index(&request, &Silent).unwrap()), [1, 0, 0, 0, 0, 0]);
    assert!(!archive.home().join("gen-1").exists());
    assert_eq!(fs::read_to_string(archive.home().join("current")).unwrap().trim(), "gen-2");
    assert_eq!(archive.addresses("froze"), ["ferry#2"]);
}

/// Without a finished generation there is nothing to read, and the next writer takes over.
#[test]
fn an_unfinished_index_is_none_and_is_taken_over() {
    let archive = Archive::new(&[("ferry.txt", FERRY)]);
    archive.index();
    fs::remove_file(archive.home().join("current")).unwrap();
    assert!(!archive.engine().exists().unwrap());
    assert_eq!(counts(&archive.index()), [0, 0, 0, 1, 0, 0], "resumed from its last commit");
    fs::remove_file(archive.home().join("current")).unwrap();
    fs::remove_file(archive.home().join("gen-1/meta.json")).unwrap();
    assert_eq!(counts(&archive.index()), [1, 0, 0, 0, 0, 0], "what cannot be opened is built anew");
    assert_eq!(archive.addresses("froze"), ["ferry#2"]);
}

/// Files of segments that were merged away stayed until the next run, so that an index took twice its place.
#[test]
fn what_was_merged_away_is_gone_when_the_run_ends() {
    let archive = Archive::new(&[("0.txt", "Ada: We crossed before the ice came.\n\nBo: Who steered?\n")]);
    archive.index();
    let mut most = 0;
    for i in 1..16 {
        archive.write(&format!("{i}.txt"), "Ada: The ferry waited.\n\nBo: For how long?\n");
        archive.index();
        let generation = archive.home().join("gen-1");
        let names =
            fs::read_dir(&generation).unwrap().flatten().map(|e| e.file_name().into_string().unwrap());
        let written = names.filter(|name| name.ends_with(".segment")).count();
        let meta = fs::read_to_string(generation.join("meta.json")).unwrap();
        assert_eq!(written, meta.matches("\"segment_id\"").count(), "after {i}");
        most = most.max(written);
    }
    assert_eq!(most, 10);
}

/// It could not be repaired at all.
#[test]
fn an_index_whose_name_of_the_live_generation_is_damaged_is_taken_over() {
    let archive = Archive::new(&[("ferry.txt", FERRY)]);
    archive.index();
    fs::write(archive.home().join("current"), "").unwrap();
    assert!(!archive.engine().exists().unwrap());
    assert_eq!(counts(&archive.index()), [0, 0, 0, 1, 0, 0], "resumed from its last commit");
    assert_eq!(archive.addresses("froze"), ["ferry#2"]);
}

/// The roots had to be named, though they could be read.
#[test]
fn a_damaged_segment_is_named_and_a_rebuild_knows_its_roots() {
    for damage in [|path: &Path| fs::remove_file(path), |path: &Path| fs::write(path, "cut")] {
        let archive = Archive::new(&[("ferry.txt", FERRY)]);
        archive.index();
        let files = fs::read_dir(archive.home().join("gen-1")).unwrap().flatten().map(|entry| entry.path());
        let segment = files.into_iter().find(|path| path.extension() == Some("segment".as_ref())).unwrap();
        damage(&segment).unwrap();
        let ask = SearchRequest { query: "ferry".into(), ..SearchRequest::default() };
        let error = archive.engine().search(&ask).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Index);
        let (told, name) = (error.to_string(), segment.file_stem().unwrap().to_str().unwrap());
        assert!(told.starts_with(&format!("the index cannot be used: its file {name}")), "{told}");
        let request = IndexRequest { rebuild: true, ..IndexRequest::default() };
        archive.engine().index(&request, &Silent).unwrap();
        assert_eq!(archive.addresses("froze"), ["ferry#2"]);
    }
}

/// What a commit had written before it failed stayed, so that on a full disk no other could ever be made.
#[test]
fn of_a_commit_that_fails_nothing_stays() {
    let archive = Archive::new(&[("ferry.txt", FERRY)]);
    archive.index();
    let names = || {
        let files = fs::read_dir(archive.home().join("gen-1")).unwrap().flatten();
        files.map(|entry| entry.file_name()).collect::<std::collections::BTreeSet<_>>()
    };
    let before = names();
    let in_the_way = archive.home().join("gen-1/meta.json.new");
    fs::create_dir(&in_the_way).unwrap();
    archive.write("canal.txt", CANAL);
    assert_eq!(archive.run(&[]).unwrap_err().kind(), ErrorKind::Index);
    fs::remove_dir(&in_the_way).unwrap();
    assert_eq!(names(), before);
    assert_eq!(counts(&archive.index())[0], 1);
}

/// Segments that were written but not committed are not seen and do no harm.
#[test]
fn files_of_a_killed_writer_are_ignored() {
    let archive = Archive::new(&[("ferry.txt", FERRY)]);
    archive.index();
    let generation = archive.home().join("gen-1");
    let copy = |from: &Path| {
        let name = from.file_name().unwrap().to_string_lossy().into_owned();
        let (_, ext) = name.split_once('.').unwrap();
        fs::copy(from, generation.join(format!("00000000000000000000000000000000.{ext}"))).unwrap();
    };
    let segment: Vec<PathBuf> = fs::read_dir(&generation)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.file_stem().is_some_and(|s| s.len() == 32))
        .collect();
    segment.iter().for_each(|p| copy(p));
    fs::write(generation.join(".tantivy-writer.lock"), "").unwrap();
    archive.write("canal.txt", CANAL);
    assert_eq!(counts(&archive.index()), [1, 0, 0, 1, 0, 0]);
    assert_eq!(archive.search("the").total, 7);
    let left = fs::read_dir(&generation).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    assert!(!left.into_iter().any(|name| name.starts_with("0000")), "they are cleared away");
}

#[test]
fn what_was_skipped_or_failed_is_remembered() {
    let archive = Archive::new(&[("ferry.txt", FERRY), ("empty.txt", "")]);
    let first = archive.index();
    let second = archive.index();
    assert_eq!(first.skipped.len() + first.failed.len(), 1);
    assert_eq!((first.skipped, first.failed), (second.skipped, second.failed));
    assert_eq!(second.unchanged, 1);
}

/// Asks to stop once a file was read.
struct Impatient(std::sync::atomic::AtomicU64);

impl whosaid::model::Progress for Impatient {
    fn begin(&self, _: &str, _: Option<u64>) {}
    fn advance(&self, items: u64) {
        self.0.fetch_add(items, std::sync::atomic::Ordering::SeqCst);
    }
    fn end(&self) {}
    fn cancelled(&self) -> bool {
        self.0.load(std::sync::atomic::Ordering::SeqCst) > 0
    }
}

#[test]
fn a_run_that_was_stopped_goes_on_where_it_was() {
    let archive = Archive::new(&[("canal.txt", CANAL), ("ferry.txt", FERRY)]);
    let request = IndexRequest { paths: vec![archive.root()], ..IndexRequest::default() };
    let stopped = archive.engine().index(&request, &Impatient(0.into())).unwrap_err();
    assert_eq!(stopped.kind(), ErrorKind::Cancelled);
    assert!(!archive.engine().exists().unwrap());
    assert_eq!(counts(&archive.index()), [1, 0, 0, 1, 0, 0]);
    assert_eq!(archive.addresses("froze"), ["ferry#2"]);
    let again = IndexRequest { rebuild: true, ..request };
    let stopped = archive.engine().index(&again, &Impatient(0.into())).unwrap_err();
    assert_eq!(stopped.to_string(), "stopped; the index is as it was before");
    assert_eq!(archive.addresses("froze"), ["ferry#2"]);
}

#[test]
fn filters_relations_and_orders_agree() {
    let archive = Archive::new(&[("b/ferry.txt", FERRY), ("a/canal.txt", CANAL)]);
    archive.index();
    for (query, expected) in [
        ("speaker:reyes", &["b/ferry#2", "b/ferry#4"][..]),
        ("speaker:\"Anna Berg\" path:a", &["a/canal#1", "a/canal#3"]),
        ("speaker:=\"Anna\"", &[]),
        ("speaker:reyes speaker:mei the", &["a/canal#2", "b/ferry#2", "b/ferry#4"]),
        ("-speaker:berg in:canal", &["a/canal#2", "a/canal#4"]),
        ("answering:(barges)", &["a/canal#4"]),
        ("answered:(ice)", &["b/ferry#1"]),
        ("interview:(barges) opened", &["a/canal#1"]),
        ("\"ferries waited\" OR \"canal again\"~1", &["a/canal#1", "b/ferry#2"]),
        ("ferries NEAR/3 waited", &["b/ferry#2"]),
        ("waited ADJ/3 ferries", &[]),
        ("harb*", &["b/ferry#2", "b/ferry#4"]),
        ("w*", &["a/canal#1", "a/canal#2", "a/canal#4", "b/ferry#1", "b/ferry#2", "b/ferry#3"]),
        ("w* NEAR/2 the", &["a/canal#1", "a/canal#2", "b/ferry#1", "b/ferry#2", "b/ferry#3"]),
        ("(w* | froze) ADJ/3 (twice | again)", &["b/ferry#2"]),
        ("harbor~1 froze", &["b/ferry#2"]),
        ("=ferry", &["b/ferry#4"]),
        ("path:*.txt lang:zh", &[]),
    ] {
        let mut found = archive.addresses(query);
        found.sort();
        assert_eq!(found, expected, "{query}");
    }
    assert_eq!(archive.addresses("-zeppelin")[0], "a/canal#1", "document order");
    let ask = |request: SearchRequest| archive.engine().search(&request).unwrap();
    let the = SearchRequest { query: "the".into(), limit: 2, ..SearchRequest::default() };
    let first = ask(the.clone());
    let next = ask(SearchRequest { offset: 2, ..the.clone() });
    assert_eq!((first.total, first.hits[1].rank, next.hits[0].rank), (7, 2, 3));
    let files = ask(SearchRequest { interviews_only: true, ..the.clone() });
    assert_eq!((files.total, files.interviews.len()), (2, 2));
    let capped = ask(SearchRequest { per_interview: Some(1), ..the.clone() });
    assert_ne!(capped.hits[0].interview.id, capped.hits[1].interview.id);
    let around = ask(SearchRequest { query: "barges".into(), before: 5, after: 1, ..the });
    let hit = &around.hits[0];
    assert_eq!(hit.before.iter().map(|t| t.n).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(hit.after.iter().map(|t| t.n).collect::<Vec<_>>(), [4]);
}

#[test]
fn a_query_without_hits_is_told_what_to_try() {
    let archive = Archive::new(&[("ferry.txt", FERRY), ("canal.txt", CANAL)]);
    archive.index();
    let notices = archive.search("harbuor barges").notices.join("\n");
    assert!(notices.contains("harbuor in 0 turns, barges in 1 turn"), "{notices}");
    assert!(notices.contains("try harbour"), "{notices}");
    assert!(archive.search("froze barges").notices.join("\n").contains("--any"));
    assert!(archive.search("reyes").notices.join("\n").contains("1 speaker (speaker:)"));
    let long = archive.search(&format!("\"{}\"", "ferry ".repeat(5000)));
    assert!(long.total == 0 && long.notices.join("\n").len() < 200, "{:?}", long.notices);
}

/// A recogniser's segments without speakers, and who spoke when beside them.
const SEGMENTS: &str = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nWhy do the ferries run late?\n\n\
    00:00:05.000 --> 00:00:09.000\nBecause the harbour froze.\n";
const SPANS: &str = "SPEAKER talk 1 1.000 3.000 <NA> <NA> ANNA <NA> <NA>\n\
    SPEAKER talk 1 5.000 4.000 <NA> <NA> TOM <NA> <NA>\n";

#[test]
fn a_sidecar_is_part_of_its_transcript_however_small_the_path() {
    let archive = Archive::new(&[("talk.vtt", SEGMENTS), ("talk.rttm", SPANS)]);
    archive.index();
    assert_eq!(archive.addresses("speaker:tom froze"), ["talk#2"], "the sidecar takes no id");
    let alone = archive.run(&[archive.root().join("talk.vtt")]).unwrap();
    assert_eq!(counts(&alone)[..4], [0, 0, 0, 1], "also when the transcript alone is named");
    archive.write("talk.md", FERRY);
    archive.run(&[archive.root().join("talk.md")]).unwrap();
    assert_eq!(
        archive.addresses("speaker:tom froze in:talk.vtt"),
        ["talk.vtt#2"],
        "and when it is displaced"
    );
    archive.write("talk.rttm", &SPANS.replace("TOM", "LI"));
    assert_eq!(counts(&archive.index())[..4], [0, 2, 0, 0], "a sidecar of both");
    assert_eq!(archive.addresses("speaker:li"), ["talk.vtt#2"]);
}

#[test]
fn the_prefix_of_a_further_root_is_no_folder_of_the_first() {
    let archive = Archive::new(&[("more/canal.txt", FERRY)]);
    let other = archive.dir.path().join("more");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("canal.txt"), CANAL).unwrap();
    archive.run(&[archive.root(), other]).unwrap();
    assert_eq!(archive.addresses("in:more/canal froze"), ["more/canal#2"]);
    assert_eq!(archive.addresses("in:more-2/canal locks"), ["more-2/canal#2"]);
}

#[test]
fn a_rule_reads_only_its_files_again() {
    let archive = Archive::new(&[("a/ferry.txt", FERRY), ("b/canal.txt", CANAL)]);
    archive.index();
    let settings = FileSettings { footers: vec!["All rights".into()], ..FileSettings::default() };
    let rules = vec![FileRule { glob: "a".into(), settings }];
    let request = IndexRequest { rules, ..IndexRequest::default() };
    let again = || counts(&archive.engine().index(&request, &Silent).unwrap());
    assert_eq!(again(), [0, 1, 0, 1, 0, 0]);
    assert_eq!(again(), [0, 0, 0, 2, 0, 0]);
}

#[test]
fn a_file_that_broke_keeps_its_last_good_version() {
    let archive = Archive::new(&[("ferry.txt", FERRY), ("canal.txt", CANAL)]);
    archive.index();
    let path = archive.root().join("canal.txt");
    let huge = fs::File::options().write(true).open(&path).unwrap();
    huge.set_len(65 << 20).unwrap();
    for _ in 0..2 {
        assert_eq!(counts(&archive.index()), [0, 0, 0, 1, 0, 1]);
        assert_eq!(archive.addresses("barges"), ["canal#3"]);
    }
    archive.write("canal.txt", &CANAL.replace("barges", "tugs"));
    assert_eq!(counts(&archive.index())[3..], [1, 0, 0]);
    assert_eq!((archive.addresses("barges").len(), archive.addresses("tugs").len()), (0, 1));
}

#[test]
fn a_path_above_the_roots_replaces_them() {
    let archive = Archive::new(&[("a/ferry.txt", FERRY), ("b/canal.txt", CANAL)]);
    archive.run(&[archive.root().join("a"), archive.root().join("b")]).unwrap();
    assert_eq!(archive.addresses("barges"), ["b/canal#3"]);
    assert_eq!(archive.addresses("froze"), ["ferry#2"]);
    let above = archive.index();
    assert_eq!((above.interviews, above.turns), (2, 8));
    assert_eq!(archive.addresses("froze barges"), Vec::<String>::new());
    assert_eq!(archive.addresses("froze"), ["a/ferry#2"]);
}

#[test]
fn a_reader_keeps_its_generation_while_another_replaces_it() {
    let archive = Archive::new(&[("ferry.txt", FERRY)]);
    archive.index();
    let open = whosaid::index::Snapshot::open(&archive.home()).unwrap();
    archive.write("canal.txt", CANAL);
    let request = IndexRequest { rebuild: true, ..IndexRequest::default() };
    archive.engine().index(&request, &Silent).unwrap();
    let ast = whosaid::query::parse("kind:any").ast.unwrap();
    let ask = SearchRequest { query: "kind:any".into(), limit: 100, ..SearchRequest::default() };
    assert_eq!(whosaid::search::search(&open, &ast, &ask, &People::default()).unwrap().total, 4);
    assert_eq!(archive.search("kind:any").total, 8);
}

#[test]
fn an_index_of_another_analysis_must_be_rebuilt() {
    let archive = Archive::new(&[("ferry.txt", FERRY)]);
    archive.index();
    let rewrite = |from: &str, to: &str| {
        let meta = archive.home().join("gen-1/meta.json");
        let text = fs::read_to_string(&meta).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(&meta, text.replace(from, to)).unwrap();
    };
    let stale = |error: whosaid::error::Error| {
        assert_eq!(error.kind(), ErrorKind::Stale, "{error}");
        assert!(error.hint().unwrap().contains("--rebuild"));
    };
    let ask = SearchRequest { query: "ferry".into(), ..SearchRequest::default() };
    rewrite("frostem", "snowball");
    stale(archive.engine().search(&ask).unwrap_err());
    stale(archive.run(&[]).unwrap_err());
    // A later version may say other things in other words.
    rewrite("fingerprint", "analysis");
    stale(archive.engine().search(&ask).unwrap_err());
    let request = IndexRequest { rebuild: true, ..IndexRequest::default() };
    let error = archive.engine().index(&request, &Silent).unwrap_err();
    assert!(error.hint().unwrap().contains("PATH"), "the roots are not known: {:?}", error.hint());
    let request = IndexRequest { rebuild: true, paths: vec![archive.root()], ..IndexRequest::default() };
    archive.engine().index(&request, &Silent).unwrap();
    assert_eq!(archive.addresses("froze"), ["ferry#2"]);
}

#[test]
fn any_leaves_negations_as_they_are() {
    let archive = Archive::new(&[("ferry.txt", FERRY)]);
    archive.index();
    let ask = |query: &str| {
        let request = SearchRequest { query: query.into(), any: true, limit: 9, ..SearchRequest::default() };
        let hits = archive.engine().search(&request).unwrap().hits;
        hits.iter()
            .map(|h| h.turn.n)
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
    };
    assert_eq!(ask("ice ferry -(harbour froze)"), [1, 4], "one has neither, one has harbour alone");
    assert_eq!(ask("late -zeppelin"), [1]);
}

/// The real program, killed by the system at several moments, of a first run and of a later one.
#[test]
fn a_killed_run_leaves_the_last_commit_and_the_next_one_completes() {
    let archive = Archive::new(&[("ferry.txt", FERRY)]);
    let long = |i: usize| format!("{CANAL}\n").repeat(6).replace("barges", &format!("barges of pier {i}"));
    let kill_after = |millis| {
        let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_whosaid"))
            .arg("--index")
            .args([archive.home(), "index".into(), archive.root()])
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(millis));
        run.kill().unwrap();
        run.wait().unwrap();
    };
    kill_after(20);
    assert!(!archive.engine().exists().unwrap() || archive.search("kind:any").total == 4);
    archive.index();
    let mut known = archive.search("kind:any").total;
    assert_eq!(known, 4);
    for (round, millis) in [40, 160].into_iter().enumerate() {
        (0..30).for_each(|i| archive.write(&format!("{round}/canal{i}.txt"), &long(i)));
        fs::remove_file(archive.root().join(format!("{round}/canal29.txt"))).unwrap();
        kill_after(millis);
        let left = archive.search("kind:any").total;
        let whole = known + 29 * 6 * 4;
        assert!(left == known || left == whole, "{left} turns of {known} or {whole}");
        let summary = archive.index();
        assert_eq!((summary.interviews, summary.turns), (1 + 29 * (round + 1), whole));
        assert_eq!(archive.search("\"pier 28\"").total, 6 * (round + 1));
        known = whole;
    }
}
