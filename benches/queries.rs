//! Bad queries against a linear scan: none may take longer than one thread needs to read every stored text.
//!
//! `cargo bench --bench queries [-- INDEX [QUERY...]]` prints for each query the turns found, the least time of
//! three to count them and to answer with the best ten, and the share of the latter in the scan's. Without an index
//! one is made of the sample interviews, which shows only that it works.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that fails is told on the terminal"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tantivy::schema::Value;
use tantivy::{Index, TantivyDocument};
use whosaid::engine::{Engine, LocalEngine};
use whosaid::model::{IndexRequest, SearchRequest, Silent};

/// Queries that are hard for one reason or another; with `--any` in front, in that mode.
const QUERIES: &[&str] = &[
    "the",
    "的",
    "和",
    "我们的",
    "a*",
    "*e*",
    "*的*",
    "e*e",
    "t?e",
    "a?????e",
    "=the",
    "the~",
    "the~2",
    "in~2 the~2 of~2",
    "/e/",
    "/the/",
    "/\\bthe\\b/",
    "/(a|b)*c/",
    "/x*/",
    "/./",
    "/^$/",
    "/zzzz/",
    "/[^a-z]{5}/",
    "/我.{0,20}你/",
    "/\\w+ing\\b.*\\w+ed\\b/",
    "(的 | the | /zq+/) -/e/",
    "interview:(/ferry|boat/)",
    "\"of the\"",
    "\"the the\"~300",
    "\"the of and to\"~50",
    "\"我们 的 是\"~100",
    "the NEAR/5 of",
    "的 NEAR/10 是",
    "the ADJ/100 the",
    "*e* NEAR/3 *a*",
    "(the | a | of) NEAR/5 (and | to | in)",
    "-the",
    "-的 -the",
    "kind:any",
    "lang:en",
    "at:0s..",
    "role:guest",
    "interview:(the)",
    "answering:(the)",
    "answered:(的)",
    "interview:(answering:(answered:(the)))",
    "title:the",
    "path:**",
    "2008",
    "2008年",
    "一百",
    "中?国",
    "是??的",
    "the | of | and | to | a | in | that | is | it | you | we | for | i | this | on | so | be | have | are | what",
    "--any what do you think about the way that the people of this country work with each other and with us",
    "--any 你怎么看待这个问题对于我们的生活和工作以及未来的影响呢是不是有一些新的想法可以和大家分享一下",
    "--any the of and to a in that is it you we for i this on so be have are what 的 是 我 了 在 不 有",
    "the of and to a in that is it you",
    "zzzzz",
    "zzzzz yyyyy -the",
    "\"zzzzz the\"",
];

fn main() {
    let given: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let made = tempfile::tempdir().unwrap();
    let home = given.first().map_or_else(|| made.path().join("index"), PathBuf::from);
    let engine = LocalEngine::new(&home);
    if !engine.exists().unwrap() {
        let request = IndexRequest { paths: vec!["corpus".into()], ..IndexRequest::default() };
        engine.index(&request, &Silent).unwrap();
    }
    let (texts, scan) = least(|| scan(&home));
    println!("{texts} stored texts read in {scan:.1?}\n");
    println!("{:>9} {:>9} {:>9} {:>6}  query", "found", "count", "answer", "share");
    let queries: Vec<&str> = given.iter().skip(1).map(String::as_str).collect();
    let queries = if queries.is_empty() { QUERIES.to_vec() } else { queries };
    let mut slow = 0;
    for query in &queries {
        let (any, text) = query.strip_prefix("--any ").map_or((false, *query), |text| (true, text));
        let answer = SearchRequest {
            query: text.into(),
            any,
            limit: 10,
            snippet_columns: 160,
            ..SearchRequest::default()
        };
        let count = SearchRequest { count_only: true, ..answer.clone() };
        let counted = least(|| engine.search(&count).unwrap().total).1;
        let (found, time) = least(|| engine.search(&answer).unwrap().total);
        let share = time.as_secs_f64() / scan.as_secs_f64();
        slow += usize::from(share > 1.0);
        let [counted, time] = [counted, time].map(|time| format!("{time:.1?}"));
        println!("{found:>9} {counted:>9} {time:>9} {share:>6.2}  {query}");
    }
    println!("\n{slow} of {} queries took longer than the scan", queries.len());
}

/// What a piece of work gives, and the least time of three.
fn least<T>(mut work: impl FnMut() -> T) -> (T, Duration) {
    let mut timed = || {
        let start = Instant::now();
        (work(), start.elapsed())
    };
    let (mut result, mut time) = timed();
    for _ in 0..2 {
        let (again, elapsed) = timed();
        result = again;
        time = time.min(elapsed);
    }
    (result, time)
}

/// Reads every stored text in one thread, looks for a word in it, and says how many there are.
fn scan(home: &Path) -> usize {
    let generation = fs::read_to_string(home.join("current")).unwrap();
    let index = Index::open_in_dir(home.join(generation.trim())).unwrap();
    let turn = index.schema().get_field("turn").unwrap();
    let searcher = index.reader().unwrap().searcher();
    let mut texts = 0;
    for segment in searcher.segment_readers() {
        let store = segment.get_store_reader(1).unwrap();
        for document in store.iter::<TantivyDocument>(segment.alive_bitset()) {
            let document = document.unwrap();
            // The text of a turn is the last of what is stored of it, so that all of that is read.
            let bytes = document.get_first(turn).and_then(|value| value.as_bytes()).unwrap_or_default();
            texts += usize::from(!String::from_utf8_lossy(bytes).contains("no text holds this"));
        }
    }
    texts
}
