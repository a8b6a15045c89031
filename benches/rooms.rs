//! How fast each room works by itself, in MB or pieces a second: `cargo bench --bench rooms`.
//!
//! The texts are the sample interviews. Folding, segmenting, splitting and parsing are called as the other rooms call
//! them. What `search` does in steps is told apart by searches that differ in one step: a query that names everything the
//! language has, over an index of one interview, is spent on lowering it; the ranks of a common word differ from its
//! count by what ranking costs, and 200 hits from one by what reading and cutting them costs.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench fails by panicking; criterion makes the main function"
)]

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use whosaid::analysis::{self, Ranker, Tokens};
use whosaid::engine::{Engine, LocalEngine};
use whosaid::index::Snapshot;
use whosaid::model::{
    FileSettings, IndexRequest, Language, Meta, ParseRequest, Parsed, Rank, SearchRequest, Silent,
};
use whosaid::people::People;
use whosaid::query::{self, Ast};
use whosaid::search::search;
use whosaid::turns::{self, Line};

/// An English and a Chinese interview with labels of the plainest kind.
const INTERVIEWS: [(&str, &str); 2] = [
    ("english", "corpus/2021/elias-varrow-ostery-ferry.txt"),
    ("chinese", "corpus/2023/he-changting-xiu-du-chuan.txt"),
];

/// So many copies of the sample interviews are indexed for what is ranked: twenty thousand turns.
const COPIES: usize = 100;

/// What people type, and some of what else they may.
const QUERIES: &[&str] = &[
    "ferry",
    "信任 修复",
    "\"half of the town\"",
    "一条没人要的渡船为什么值得修复",
    "(ferry | boat) -bridge speaker:Varrow date:2016..2021",
    "trust NEAR/5 repair \"shown repair\"~3 organi?ation ferr* repiar~ =said",
    "answering:(why | 为什么) interview:(渡船 2008年) path:2021/** lang:en kind:any",
    "/riv(er|al)s?/ at:10m..25m e-commerce don't 10:30",
];

/// A query with a piece of everything that is lowered, in which all but one piece are loose.
const LOWERED: &str = "ferry | 信任 | 2008年 | \"half of the town\" | \"shown repair\"~3 | trust NEAR/5 repair | ferr* | \
                       organi?ation | =said | 一条没人要的渡船为什么值得修复 | (speaker:Varrow date:2016..2021 bridge)";

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// What is said in the sample interviews in one language, a turn a piece.
fn said(language: Language) -> Vec<String> {
    let engine = LocalEngine::new("");
    let files = ["2021", "2022", "2023", "2024"]
        .iter()
        .flat_map(|year| fs::read_dir(path("corpus").join(year)).unwrap());
    let mut files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = engine.parse(&ParseRequest { files, ..ParseRequest::default() }).unwrap();
    let interviews = read.into_iter().filter_map(|parsed| match parsed {
        Parsed::Interview(interview) => Some(interview),
        _ => None,
    });
    let spoken = interviews.filter(|interview| interview.meta.language == language);
    spoken.flat_map(|interview| interview.turns).map(|turn| turn.text).collect()
}

/// What is done to the turns of each language, one after the other, in bytes of text.
fn over_texts(criterion: &mut Criterion, room: &str, mut work: impl FnMut(&str)) {
    let mut group = criterion.benchmark_group(room);
    for (name, language) in [("english", Language::En), ("chinese", Language::Zh)] {
        let texts = said(language);
        assert!(texts.len() > 50, "{name}: {}", texts.len());
        group.throughput(Throughput::BytesDecimal(texts.iter().map(String::len).sum::<usize>() as u64));
        group.bench_function(name, |b| b.iter(|| texts.iter().for_each(|text| work(black_box(text)))));
    }
    group.finish();
}

/// Folding alone, and with the cut into the tokens of the exact stream.
fn fold(criterion: &mut Criterion) {
    over_texts(criterion, "fold", |text| {
        black_box(analysis::fold_name(text));
    });
    over_texts(criterion, "fold and cut", |text| {
        analysis::each_exact(text, |term, range| {
            black_box((term, range));
        });
    });
}

/// Stems of English, words of Chinese, as a writer makes them, which keeps the stems of what it met before.
fn segment(criterion: &mut Criterion) {
    let (mut ranker, mut tokens) = (Ranker::new(8192), Tokens::default());
    over_texts(criterion, "segment", |text| {
        ranker.rank(text, &mut tokens);
        black_box(&tokens);
    });
}

/// A text as lines, as the reader of plain text hands them on.
fn lines(text: &str) -> Vec<Line> {
    let mut gap = false;
    let mut lines = Vec::new();
    for (number, text) in (1..).zip(text.lines()) {
        if text.trim().is_empty() {
            gap = true;
        } else {
            lines.push(Line { number, text: text.to_owned(), gap, ..Line::default() });
            gap = false;
        }
    }
    lines
}

fn split(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("split");
    for (name, file) in INTERVIEWS {
        let text = fs::read_to_string(path(file)).unwrap();
        let (lines, settings) = (lines(&text), FileSettings::default());
        group.throughput(Throughput::BytesDecimal(text.len() as u64));
        group.bench_function(name, |b| {
            let split = |lines| {
                let mut split = turns::split(black_box(lines), Meta::default(), &settings);
                let turns = turns::assemble(split.turns, &mut split.meta.participants);
                assert!(turns.len() > 20);
                turns
            };
            b.iter_batched(|| lines.clone(), split, BatchSize::LargeInput);
        });
    }
    group.finish();
}

fn parse(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    group.throughput(Throughput::BytesDecimal(QUERIES.iter().map(|query| query.len()).sum::<usize>() as u64));
    group.bench_function("queries", |b| {
        b.iter(|| QUERIES.iter().filter_map(|query| query::parse(black_box(query)).ast).count());
    });
    group.finish();
}

/// An opened index of what lies at some paths, which is kept as long as its folder.
fn indexed(folder: &Path, paths: Vec<PathBuf>) -> Snapshot {
    let index = folder.join("index");
    LocalEngine::new(&index).index(&IndexRequest { paths, ..IndexRequest::default() }, &Silent).unwrap();
    Snapshot::open(&index).unwrap()
}

fn tree(text: &str) -> Ast {
    let parsed = query::parse(text);
    assert!(parsed.error().is_none(), "{text}");
    parsed.ast.unwrap()
}

fn lower(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let snapshot = indexed(folder.path(), vec![path(INTERVIEWS[0].1)]);
    let request = SearchRequest { query: LOWERED.into(), count_only: true, ..SearchRequest::default() };
    let (ast, people) = (tree(LOWERED), People::default());
    let mut group = criterion.benchmark_group("lower");
    group.throughput(Throughput::BytesDecimal(LOWERED.len() as u64));
    group.bench_function("all of the language", |b| {
        b.iter(|| {
            let answer = search(&snapshot, black_box(&ast), &request, &people).unwrap();
            assert!(answer.total > 5);
            answer
        });
    });
    group.finish();
}

/// A folder of many interviews: the samples, copied.
fn copies(folder: &Path) -> PathBuf {
    let said = folder.join("said");
    for copy in 0..COPIES {
        for year in ["2021", "2022", "2023", "2024"] {
            let to = said.join(copy.to_string()).join(year);
            fs::create_dir_all(&to).unwrap();
            for entry in fs::read_dir(path("corpus").join(year)).unwrap() {
                let from = entry.unwrap().path();
                fs::copy(&from, to.join(from.file_name().unwrap())).unwrap();
            }
        }
    }
    said
}

/// One query answered by each of some requests that differ in a step.
fn steps(
    criterion: &mut Criterion,
    room: &str,
    steps: &[(&str, SearchRequest)],
    pieces: impl Fn(usize, usize) -> usize,
) {
    let folder = tempfile::tempdir().unwrap();
    let snapshot = indexed(folder.path(), vec![copies(folder.path())]);
    let people = People::default();
    let mut group = criterion.benchmark_group(room);
    for (language, query) in [("english", "ferry"), ("chinese", "渡船")] {
        let ast = tree(query);
        for (step, request) in steps {
            let request = SearchRequest { query: query.into(), ..request.clone() };
            let answer = search(&snapshot, &ast, &request, &people).unwrap();
            group.throughput(Throughput::Elements(pieces(answer.total, answer.hits.len()) as u64));
            group.bench_function(format!("{step}/{language}"), |b| {
                b.iter(|| search(&snapshot, black_box(&ast), &request, &people).unwrap());
            });
        }
    }
    group.finish();
}

/// Turns found a second.
fn rank(criterion: &mut Criterion) {
    let best = |rank| SearchRequest { rank, limit: 1, snippet_columns: 160, ..SearchRequest::default() };
    let counted = SearchRequest { count_only: true, ..SearchRequest::default() };
    let requests = [("count", counted), ("plain", best(Rank::Plain)), ("full", best(Rank::Full))];
    steps(criterion, "rank", &requests, |found, _| found);
}

/// Hits shown a second, by the rank that costs least.
fn snippet(criterion: &mut Criterion) {
    let shown =
        |limit| SearchRequest { rank: Rank::Plain, limit, snippet_columns: 160, ..SearchRequest::default() };
    steps(criterion, "snippet", &[("1 hit", shown(1)), ("200 hits", shown(200))], |_, hits| hits);
}

criterion_group!(benches, fold, segment, split, parse, lower, rank, snippet);
criterion_main!(benches);
