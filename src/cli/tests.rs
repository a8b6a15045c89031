//! The command line against an engine that only remembers what it was asked.

use std::cell::RefCell;
use std::rc::Rc;

use super::*;
use crate::Result;
use crate::error::{Error, ErrorKind};
use crate::model::{
    FilterFlag, Hit, IndexRequest, IndexSummary, Listed, ParseRequest, Parsed, PeopleAnswer, PeopleRequest,
    Progress, SearchAnswer, SearchRequest, ShowRequest, Shown, SpeakerListing,
};

/// What the engine was asked, and what it is to answer.
#[derive(Default, Clone)]
struct Fake {
    folder: Rc<RefCell<PathBuf>>,
    searches: Rc<RefCell<Vec<SearchRequest>>>,
    indexings: Rc<RefCell<Vec<IndexRequest>>>,
    exists: Rc<RefCell<bool>>,
    total: usize,
    kind: Option<ErrorKind>,
    failed: bool,
}

impl Engine for Fake {
    fn search(&self, request: &SearchRequest) -> Result<SearchAnswer> {
        if !*self.exists.borrow() {
            return Err(Error::new(ErrorKind::NoIndex, "there is no index"));
        }
        self.searches.borrow_mut().push(request.clone());
        match self.kind {
            Some(kind) => Err(Error::new(kind, "it went wrong").with_hint("do it right")),
            None => {
                let hits = vec![Hit { rank: 1, ..Hit::default() }; self.total.min(1)];
                Ok(SearchAnswer { hits, total: self.total, ..SearchAnswer::default() })
            }
        }
    }

    fn show(&self, _: &ShowRequest) -> Result<Shown> {
        Ok(Shown::default())
    }

    fn list(&self) -> Result<Vec<Listed>> {
        Ok(Vec::new())
    }

    fn speakers(&self) -> Result<Vec<SpeakerListing>> {
        Ok(Vec::new())
    }

    fn people(&self, _: &PeopleRequest) -> Result<PeopleAnswer> {
        Ok(PeopleAnswer::default())
    }

    fn parse(&self, request: &ParseRequest) -> Result<Vec<Parsed>> {
        let skipped = |path: &PathBuf| Parsed::Skipped {
            path: path.clone(),
            rel: path.display().to_string(),
            reason: "no transcript".into(),
        };
        Ok(request.files.iter().map(skipped).collect())
    }

    fn index(&self, request: &IndexRequest, _: &dyn Progress) -> Result<IndexSummary> {
        self.indexings.borrow_mut().push(request.clone());
        *self.exists.borrow_mut() = true;
        let failed = if self.failed { vec![("bad.txt".into(), "not text".into())] } else { Vec::new() };
        let skipped = vec![("pic.png".into(), "an image".into())];
        Ok(IndexSummary {
            interviews: 2,
            turns: 1204,
            words: 9,
            added: 2,
            skipped,
            failed,
            ..Default::default()
        })
    }

    fn remove(&self, ids: &[String]) -> Result<Vec<String>> {
        Ok(ids.to_vec())
    }

    fn exists(&self) -> Result<bool> {
        Ok(*self.exists.borrow())
    }
}

/// Exit code, stdout and stderr of a run.
fn run_with(fake: &Fake, env: &Environment, args: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let make = |folder, _| -> Box<dyn Engine> {
        *fake.folder.borrow_mut() = folder;
        Box::new(fake.clone())
    };
    let args = ["whosaid"].iter().chain(args).map(OsString::from);
    let code = run_on(&make, args, env, &mut out, &mut err);
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

/// An empty folder to be in.
fn nowhere() -> (tempfile::TempDir, Environment) {
    let dir = tempfile::tempdir().unwrap();
    let env = Environment { folder: dir.path().to_owned(), ..Environment::default() };
    (dir, env)
}

fn ready(total: usize) -> Fake {
    Fake { exists: Rc::new(RefCell::new(true)), total, ..Fake::default() }
}

/// The request a search command line becomes.
fn asked(args: &[&str]) -> SearchRequest {
    let fake = ready(1);
    let (_dir, env) = nowhere();
    let (code, _, err) = run_with(&fake, &env, &[&["search"], args].concat());
    assert_eq!(code, 0, "{err}");
    fake.searches.take().remove(0)
}

#[test]
fn after_its_first_word_everything_is_query() {
    assert_eq!(asked(&["trust", "-n", "3", "--json"]).query, "trust -n 3 --json");
    assert_eq!(asked(&["-n", "3", "trust", "-ferry", "--", "x"]).query, "trust -ferry -- x");
    assert_eq!(asked(&["--", "-ferry", "boat"]).query, "-ferry boat");
    assert_eq!(asked(&["speaker:\"Lu Wei\"", "生态"]).query, "speaker:\"Lu Wei\" 生态");
}

#[test]
fn flags_become_the_request() {
    let request = asked(&["-n5", "--offset=10", "-C2", "-A", "0", "--any", "-F", "--sort", "date", "x"]);
    assert_eq!((request.limit, request.offset, request.before, request.after), (5, 10, 2, 0));
    assert!(request.any && request.plain);
    assert_eq!(request.sort, crate::model::Sort::Date);
    assert_eq!(asked(&["--rank", "plain", "--per-interview", "2", "x"]).per_interview, Some(2));
}

#[test]
fn every_field_is_a_flag_taken_as_it_stands() {
    let flag = |field: &str, value: &str| FilterFlag { field: field.into(), value: value.into() };
    let request = asked(&["--speaker", "Lu \"W\"", "--lang", "zh", "--speaker", "Chen"]);
    assert_eq!(request.query, "");
    assert_eq!(request.filters, [flag("speaker", "Lu \"W\""), flag("speaker", "Chen"), flag("lang", "zh")]);
}

#[test]
fn usage_errors_exit_2_and_help_is_data() {
    let (_dir, env) = nowhere();
    let usage = |args: &[&str]| run_with(&ready(1), &env, args);
    for args in
        [&["search", "--jsn", "x"][..], &["serch"], &["search", "--json", "--tsv", "x"], &["show"], &[]]
    {
        let (code, out, err) = usage(args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}");
        assert!(!err.is_empty());
    }
    let (code, out, err) = usage(&["search", "--help"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("--speaker <NAME>") && !out.contains('\u{1b}'), "{out}");
    let headings = ["Options:", "Filters (", "Everywhere:", "Query (whosaid help query"];
    assert!(headings.map(|heading| out.find(heading)).is_sorted(), "{out}");
    assert_eq!(usage(&["help", "search"]).1, out);
    assert_eq!(usage(&["search", "-vh"]).1, out);
    let (code, _, err) = usage(&["search"]);
    assert_eq!((code, err.lines().next()), (2, Some("error: nothing to search for")));
}

#[test]
fn exit_codes_tell_hits_from_none_and_from_failures() {
    let (_dir, env) = nowhere();
    let code = |fake: &Fake| run_with(fake, &env, &["search", "x"]).0;
    assert_eq!(code(&ready(1)), 0);
    assert_eq!(code(&ready(0)), 1);
    for (kind, expected) in [(ErrorKind::Query, 2), (ErrorKind::Stale, 3), (ErrorKind::Busy, 75)] {
        let fake = Fake { kind: Some(kind), ..ready(1) };
        let (code, out, err) = run_with(&fake, &env, &["search", "x"]);
        assert_eq!(
            (code, out.as_str(), err.as_str()),
            (expected, "", "error: it went wrong\nhint: do it right\n")
        );
    }
}

#[test]
fn what_is_not_shown_is_said_on_stderr() {
    let (_dir, env) = nowhere();
    let said = |args: &[&str]| run_with(&ready(143), &env, args).2;
    assert_eq!(said(&["search", "x"]), "showing 1 of 143 turns\n");
    assert_eq!(said(&["search", "--offset", "9", "x"]), "showing 10 to 10 of 143 turns\n");
    assert_eq!(said(&["search", "--json", "x"]), "");
    let (_, out, err) = run_with(&ready(143), &env, &["search", "-c", "x"]);
    assert_eq!((out.as_str(), err.as_str()), ("143\n", ""));
}

#[test]
fn without_an_index_a_search_builds_one_from_what_there_is() {
    let (dir, env) = nowhere();
    let fake = Fake { total: 1, ..Fake::default() };
    let (code, _, err) = run_with(&fake, &env, &["search", "x"]);
    assert_eq!(code, 2);
    assert!(err.contains("whosaid index FOLDER"), "{err}");
    std::fs::create_dir(dir.path().join("corpus")).unwrap();
    let (code, _, err) = run_with(&fake, &env, &["search", "x"]);
    assert_eq!(code, 0);
    assert_eq!(err, "indexed 2 interviews, 1,204 turns, 9 words in 0.0 s: 2 added, 1 skipped, 0 failed\n");
    assert_eq!(fake.indexings.borrow()[0].paths, [dir.path().join("corpus")]);
    run_with(&fake, &env, &["search", "x"]);
    assert_eq!(fake.indexings.borrow().len(), 1, "once there is an index, it is asked");
}

#[test]
fn index_without_a_path_takes_settings_then_the_index_then_corpus() {
    let (dir, env) = nowhere();
    let paths = |fake: &Fake| {
        let (code, _, err) = run_with(fake, &env, &["index"]);
        (code, fake.indexings.take().pop().map(|r| r.paths), err)
    };
    let (code, request, err) = paths(&Fake::default());
    assert_eq!((code, request), (2, None), "{err}");
    assert_eq!(paths(&ready(0)).1, Some(vec![]), "its own roots");
    std::fs::create_dir(dir.path().join("corpus")).unwrap();
    assert_eq!(paths(&Fake::default()).1, Some(vec![dir.path().join("corpus")]));
    std::fs::write(dir.path().join("whosaid.toml"), "roots = [\"talks\"]").unwrap();
    assert_eq!(paths(&ready(0)).1, Some(vec![dir.path().join("talks")]));
}

#[test]
fn the_summary_is_data_and_files_are_named_as_asked() {
    let (_dir, env) = nowhere();
    let (code, out, err) = run_with(&Fake::default(), &env, &["index", "talks"]);
    assert_eq!((code, err.as_str()), (0, "-v names the files that were skipped\n"));
    assert_eq!(out, "2 interviews, 1,204 turns, 9 words in 0.0 s: 2 added, 1 skipped, 0 failed\n");
    let (_, _, err) = run_with(&Fake::default(), &env, &["index", "-v", "talks"]);
    assert_eq!(err, "skipped pic.png: an image\n");
    let failing = Fake { failed: true, ..Fake::default() };
    let (code, _, err) = run_with(&failing, &env, &["index", "talks"]);
    assert_eq!((code, err.lines().next()), (2, Some("error: bad.txt: not text")));
}

#[test]
fn the_index_is_where_flag_variable_or_settings_say() {
    let (dir, mut env) = nowhere();
    let fake = ready(1);
    let folder = |env: &Environment, args: &[&str]| {
        assert_eq!(run_with(&fake, env, args).0, 0);
        fake.folder.take()
    };
    assert_eq!(folder(&env, &["list"]), dir.path().join("index"));
    std::fs::write(dir.path().join("whosaid.toml"), "index = \"idx\"").unwrap();
    assert_eq!(folder(&env, &["list"]), dir.path().join("idx"));
    env.index = Some("/var".into());
    assert_eq!(folder(&env, &["list"]), PathBuf::from("/var"));
    assert_eq!(folder(&env, &["list", "--index", "mine"]), dir.path().join("mine"));
}

#[test]
fn settings_that_cannot_be_read_stop_the_run() {
    let (dir, env) = nowhere();
    std::fs::write(dir.path().join("whosaid.toml"), "roots = []\nrots = []\n").unwrap();
    let (code, _, err) = run_with(&ready(1), &env, &["list"]);
    assert_eq!(code, 2);
    assert!(err.contains("whosaid.toml:2: unknown field `rots`"), "{err}");
}

#[test]
fn files_that_yield_nothing_are_named_in_place() {
    let (_dir, env) = nowhere();
    let (code, out, err) = run_with(&ready(1), &env, &["parse", "a.png"]);
    assert_eq!((code, out.as_str(), err.as_str()), (2, "", "error: a.png: skipped, no transcript\n"));
    let (code, out, err) = run_with(&ready(1), &env, &["parse", "--json", "a.png"]);
    assert_eq!((code, err.as_str()), (2, "error: a.png: skipped, no transcript\n"));
    assert_eq!(
        out,
        "{\"v\":1,\"type\":\"error\",\"path\":\"a.png\",\"line\":null,\"message\":\"no transcript\"}\n"
    );
}

/// A reader that went away.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_closed_pipe_is_success() {
    let (_dir, env) = nowhere();
    for args in [["whosaid", "search", "x"], ["whosaid", "search", "--help"]] {
        let mut err = Vec::new();
        let make = |_, _| -> Box<dyn Engine> { Box::new(ready(5)) };
        let code = run_on(&make, args.map(OsString::from), &env, &mut Closed, &mut err);
        assert_eq!((code, err.as_slice()), (0, &b""[..]));
    }
}
