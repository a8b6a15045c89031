//! Holds the engine's answers against the oracle's, and makes a failing case small before it is shown.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;

use whosaid::engine::{Engine, LocalEngine};
use whosaid::model::{
    FilterFlag, Hit, IndexRequest, Interview, ParseRequest, Parsed, SearchAnswer, SearchRequest, Silent, Sort,
};

use crate::answer::Oracle;
use crate::corpus::{self, Written};
use crate::language::{self, Material, Search};
use crate::naive;
use crate::random::Random;

/// A corpus with its index and its oracle.
struct Archive {
    _dir: tempfile::TempDir,
    engine: LocalEngine,
    oracle: Oracle,
}

impl Archive {
    fn new(files: &[Written]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("corpus");
        let engine = LocalEngine::new(dir.path().join("index"));
        let index = || {
            let request = IndexRequest { paths: vec![root.clone()], ..IndexRequest::default() };
            let summary = engine.index(&request, &Silent).unwrap();
            assert_eq!(summary.failed, []);
        };
        // Two runs make two segments, and the second replaces what the first had of one file.
        if let [first, rest @ ..] = files
            && !rest.is_empty()
        {
            let mut early = first.clone();
            early.parts.truncate(1);
            corpus::write(&root, &[early, rest[0].clone()]).unwrap();
            index();
        }
        corpus::write(&root, files).unwrap();
        index();
        let oracle =
            Oracle::new(files.iter().flat_map(|file| parse(&engine, root.join(&file.path), file)).collect());
        Self { _dir: dir, engine, oracle }
    }

    fn search(&self, request: &SearchRequest) -> SearchAnswer {
        self.engine.search(request).unwrap_or_else(|e| panic!("{:?}: {e}", request.query))
    }

    /// What is wrong with the answer to a search; nothing if all is well.
    fn fault(&self, search: &Search, seed: u64) -> Option<String> {
        self.compare(search, seed).err()
    }

    /// How many turns a search finds, if all is well.
    fn compare(&self, search: &Search, seed: u64) -> Result<usize, String> {
        let mut random = Random::new(seed);
        let request = request(search, &mut random);
        let answer = match self.engine.search(&request) {
            Ok(answer) => answer,
            Err(e) => return Err(format!("an error: {e}")),
        };
        let expected = self.oracle.answer(search);
        let found: Vec<usize> = answer.hits.iter().map(|hit| self.number(hit)).collect();
        let set: BTreeSet<usize> = found.iter().copied().collect();
        if set != expected || found.len() != expected.len() {
            let told = |set: Vec<&usize>| {
                set.iter()
                    .map(|&&d| format!("\n    {} {:?}", self.address(d), self.oracle.docs[d].turn.text))
                    .collect::<String>()
            };
            let missed = told(expected.difference(&set).collect());
            let surplus = told(set.difference(&expected).collect());
            return Err(format!("missed:{missed}\n  found too much:{surplus}"));
        }
        if answer.total != expected.len() {
            return Err(format!("{} hits but a total of {}", expected.len(), answer.total));
        }
        for (hit, d) in answer.hits.iter().zip(&found) {
            if let Some(fault) = self.hit(hit, *d, search, request.snippet_columns) {
                return Err(format!("{}: {fault}\n    {:?}", self.address(*d), hit.turn.text));
            }
        }
        let fault =
            self.order(&answer, &found, search).or_else(|| self.pages(&request, &answer.hits, &mut random));
        fault.map_or(Ok(found.len()), Err)
    }

    fn number(&self, hit: &Hit) -> usize {
        let is = |d: &crate::answer::Doc| {
            d.turn.n == hit.turn.n && self.oracle.interviews[d.interview].meta.id == hit.interview.id
        };
        self.oracle.docs.iter().position(is).unwrap()
    }

    fn address(&self, d: usize) -> String {
        let doc = &self.oracle.docs[d];
        format!("{}#{}", self.oracle.interviews[doc.interview].meta.id, doc.turn.n)
    }

    /// Text, marks, snippet and question of a hit.
    fn hit(&self, hit: &Hit, d: usize, search: &Search, columns: usize) -> Option<String> {
        let doc = &self.oracle.docs[d];
        if hit.turn != doc.turn {
            return Some(format!("not the turn that was parsed: {:?}", hit.turn));
        }
        let marks = self.oracle.marks(search, d);
        if hit.highlights != marks {
            let told = |ranges: &[std::ops::Range<usize>]| {
                ranges.iter().map(|r| format!("{:?} ", hit.turn.text.get(r.clone()))).collect::<String>()
            };
            return Some(format!("marked {}instead of {}", told(&hit.highlights), told(&marks)));
        }
        if hit.asked.as_ref().map(|asked| asked.n) != doc.turn.replies_to {
            return Some(format!("asked by {:?}", hit.asked));
        }
        let snippet = &hit.snippet;
        let (start, end) = (snippet.start, snippet.start + snippet.text.len());
        if hit.turn.text.get(start..end) != Some(&snippet.text) {
            return Some(format!("no slice: {snippet:?}"));
        }
        if columns == 0 && (start, end) != (0, hit.turn.text.len()) {
            return Some(format!("cut: {snippet:?}"));
        }
        let inside: Vec<_> =
            (marks.iter().map(|m| m.start.max(start)..m.end.min(end)).filter(|m| m.start < m.end))
                .map(|m| m.start - start..m.end - start)
                .collect();
        if snippet.highlights != inside || inside.is_empty() != marks.is_empty() {
            return Some(format!("marks of a snippet: {snippet:?}"));
        }
        None
    }

    /// Ranks and scores.
    fn order(&self, answer: &SearchAnswer, found: &[usize], search: &Search) -> Option<String> {
        for (i, pair) in answer.hits.windows(2).enumerate() {
            let tie = pair[0].score == pair[1].score;
            if pair[0].score < pair[1].score || tie && found[i] > found[i + 1] {
                return Some(format!(
                    "{} stands before {}",
                    self.address(found[i]),
                    self.address(found[i + 1])
                ));
            }
        }
        if answer.hits.iter().zip(1..).any(|(hit, rank)| hit.rank != rank) {
            return Some(String::from("ranks do not count from 1"));
        }
        let words = search.flags.is_empty() && search.query.as_ref().is_none_or(language::is_words);
        let without = answer.hits.iter().find(|hit| words && hit.score <= 0.0);
        without.map(|hit| format!("{}#{} has no score", hit.interview.id, hit.turn.n))
    }

    /// The same search, asked in another way now and then.
    fn pages(&self, request: &SearchRequest, whole: &[Hit], random: &mut Random) -> Option<String> {
        let asked = SearchRequest { snippet_columns: 40, ..request.clone() };
        match random.below(16) {
            0 => self.page(asked, whole, random.below(6), 1 + random.below(4)),
            1 => self.sorted(asked, whole, if random.percent(50) { Sort::Date } else { Sort::Path }),
            2 => {
                let counted = self.search(&SearchRequest { count_only: true, ..asked });
                let same = counted.total == whole.len() && counted.hits.is_empty();
                (!same).then(|| format!("counted {}", counted.total))
            }
            3 => self.listed(asked, whole),
            4 => self.capped(asked, whole, 1 + random.below(2)),
            5 => self.around(asked, random.below(3), random.below(3)),
            _ => None,
        }
    }

    fn page(&self, asked: SearchRequest, whole: &[Hit], offset: usize, limit: usize) -> Option<String> {
        let page = self.search(&SearchRequest { offset, limit, ..asked });
        let told = |hit: &Hit| (hit.rank, address(hit), hit.score);
        let there: Vec<_> = whole.iter().skip(offset).take(limit).map(told).collect();
        let here: Vec<_> = page.hits.iter().map(told).collect();
        let same = here == there && page.total == whole.len();
        (!same).then(|| format!("page {offset}+{limit}: {here:?}, not {there:?}"))
    }

    fn sorted(&self, asked: SearchRequest, whole: &[Hit], sort: Sort) -> Option<String> {
        let sorted = self.search(&SearchRequest { sort, ..asked });
        let here: Vec<usize> = sorted.hits.iter().map(|h| self.number(h)).collect();
        let mut there: Vec<usize> = whole.iter().map(|h| self.number(h)).collect();
        there.sort_unstable();
        if sort == Sort::Date {
            let date = |d: &usize| self.oracle.interviews[self.oracle.docs[*d].interview].meta.date.clone();
            there.sort_by_key(|d| std::cmp::Reverse(date(d)));
        }
        (here != there).then(|| format!("{sort:?}: {here:?}, not {there:?}"))
    }

    fn listed(&self, asked: SearchRequest, whole: &[Hit]) -> Option<String> {
        let listed = self.search(&SearchRequest { interviews_only: true, ..asked });
        let mut there: Vec<(&str, usize)> = Vec::new();
        for hit in whole {
            match there.iter_mut().find(|(id, _)| *id == hit.interview.id) {
                Some((_, hits)) => *hits += 1,
                None => there.push((&hit.interview.id, 1)),
            }
        }
        let here: Vec<(&str, usize)> =
            listed.interviews.iter().map(|i| (i.interview.id.as_str(), i.hits)).collect();
        let same = here == there && listed.total == there.len();
        (!same).then(|| format!("interviews {here:?}, not {there:?}"))
    }

    fn capped(&self, asked: SearchRequest, whole: &[Hit], most: usize) -> Option<String> {
        let capped = self.search(&SearchRequest { per_interview: Some(most), ..asked });
        let mut taken: Vec<&str> = Vec::new();
        let there = whole.iter().filter(|hit| {
            taken.push(&hit.interview.id);
            taken.iter().filter(|id| **id == hit.interview.id).count() <= most
        });
        let there: Vec<String> = there.map(address).collect();
        let here: Vec<String> = capped.hits.iter().map(address).collect();
        (here != there).then(|| format!("{most} of each: {here:?}, not {there:?}"))
    }

    fn around(&self, asked: SearchRequest, before: usize, after: usize) -> Option<String> {
        let around = self.search(&SearchRequest { before, after, ..asked });
        let docs = &self.oracle.docs;
        around.hits.iter().find_map(|hit| {
            let d = self.number(hit);
            let beside = |range: std::ops::Range<usize>| -> Vec<_> {
                let here = range.filter_map(|e| docs.get(e)).filter(|doc| doc.interview == docs[d].interview);
                here.map(|doc| doc.turn.clone()).collect()
            };
            let same = hit.before == beside(d.saturating_sub(before)..d)
                && hit.after == beside(d + 1..d + 1 + after);
            (!same).then(|| format!("not the turns around {}", self.address(d)))
        })
    }
}

fn address(hit: &Hit) -> String {
    format!("{}#{}", hit.interview.id, hit.turn.n)
}

/// A file as the engine parses it, under the id and path that it has in the index.
fn parse(engine: &LocalEngine, path: PathBuf, file: &Written) -> Vec<Interview> {
    let parsed = engine.parse(&ParseRequest { files: vec![path], ..ParseRequest::default() }).unwrap();
    let each = parsed.into_iter().filter_map(|parsed| match parsed {
        Parsed::Interview(mut interview) => {
            interview.meta.path.clone_from(&file.path);
            interview.meta.id = file.path.rsplit_once('.').unwrap().0.to_owned();
            Some(*interview)
        }
        _ => None,
    });
    each.collect()
}

fn request(search: &Search, random: &mut Random) -> SearchRequest {
    let query = match &search.plain {
        Some(words) => words.join(" "),
        None => search.query.as_ref().map(|q| language::typed(q, random)).unwrap_or_default(),
    };
    let flags = search.flags.iter();
    SearchRequest {
        query,
        plain: search.plain.is_some(),
        any: search.any,
        filters: flags
            .map(|(field, value)| FilterFlag { field: (*field).to_owned(), value: value.clone() })
            .collect(),
        limit: 1000,
        snippet_columns: [0, 16, 40, 80][random.below(4)],
        ..SearchRequest::default()
    }
}

/// Runs searches over the corpora of these seeds.
pub(crate) fn run(seeds: std::ops::Range<u64>, searches: usize) {
    let (mut cases, mut hits) = (0, 0);
    let mut sorts = BTreeSet::new();
    for seed in seeds {
        let mut random = Random::new(seed);
        let files = corpus::corpus(&mut random);
        let archive = Archive::new(&files);
        for doc in &archive.oracle.docs {
            let own: Vec<_> = whosaid::analysis::exact(&doc.turn.text)
                .into_iter()
                .map(|t| (t.text, t.start, t.end))
                .collect();
            let naive: Vec<_> =
                naive::tokens(&doc.turn.text).into_iter().map(|t| (t.text, t.start, t.end)).collect();
            assert_eq!(own, naive, "{:?}", doc.turn.text);
        }
        for _ in 0..searches {
            let search = material(&archive, &mut random).search();
            let typing = random.next();
            let found = archive.compare(&search, typing).unwrap_or_else(|fault| {
                let (files, search, fault) = smallest(files.clone(), search.clone(), fault, typing);
                panic!("{}", report(&files, &search, &fault, typing, seed));
            });
            cases += 1;
            if found > 0 {
                hits += 1;
                language::sorts(&search, &mut sorts);
            }
        }
    }
    // Searches that find nothing would agree about anything.
    assert!(hits * 3 > cases, "{hits} of {cases} searches find something");
    assert_eq!(sorts.into_iter().collect::<Vec<_>>(), language::SORTS);
}

fn material<'a>(archive: &Archive, random: &'a mut Random) -> Material<'a> {
    let oracle = &archive.oracle;
    let metas = || oracle.interviews.iter().map(|i| &i.meta);
    let people = metas().flat_map(|m| &m.participants);
    Material {
        random,
        texts: oracle.docs.iter().map(|d| d.turn.text.clone()).filter(|t| !t.is_empty()).collect(),
        names: people.flat_map(|p| p.aliases.iter().chain([&p.name])).cloned().collect(),
        titles: metas().filter_map(|m| m.title.clone()).filter(|t| !naive::tokens(t).is_empty()).collect(),
        ids: metas().map(|m| m.id.clone()).collect(),
        paths: metas().map(|m| m.path.clone()).collect(),
        dates: metas().filter_map(|m| m.date.clone()).collect(),
        times: oracle
            .docs
            .iter()
            .flat_map(|d| [d.turn.start_ms, d.turn.end_ms])
            .flatten()
            .map(|ms| ms / 1000)
            .collect(),
    }
}

/// The smallest corpus and search that still fail, by leaving out one thing after the other.
fn smallest(
    mut files: Vec<Written>,
    mut search: Search,
    mut fault: String,
    typing: u64,
) -> (Vec<Written>, Search, String) {
    let mut tries = 400;
    let mut archive = Archive::new(&files);
    let mut shrunk = true;
    while shrunk && tries > 0 {
        shrunk = false;
        while let Some((smaller, found)) =
            language::smaller(&search).into_iter().find_map(|s| archive.fault(&s, typing).map(|f| (s, f)))
        {
            (search, fault, shrunk) = (smaller, found, true);
        }
        let mut fewer: Vec<Vec<Written>> = Vec::new();
        for i in 0..files.len() {
            let mut without = files.clone();
            without.remove(i);
            fewer.push(without);
            for part in 0..files[i].parts.len() {
                let mut without = files.clone();
                without[i].parts.remove(part);
                fewer.push(without);
            }
        }
        for files_left in fewer.into_iter().filter(|f| !f.is_empty()) {
            tries -= 1;
            let smaller = Archive::new(&files_left);
            if let Some(found) = smaller.fault(&search, typing) {
                (files, fault, archive, shrunk) = (files_left, found, smaller, true);
                break;
            }
            if tries == 0 {
                break;
            }
        }
    }
    (files, search, fault)
}

fn report(files: &[Written], search: &Search, fault: &str, typing: u64, seed: u64) -> String {
    let mut text = format!("corpus {seed}\n");
    let request = request(search, &mut Random::new(typing));
    let _ = writeln!(text, "  query: {}\n  of: {search:?}", request.query);
    let _ = writeln!(text, "  {fault}");
    for file in files {
        let _ = writeln!(text, "--- {}\n{}", file.path, file.text());
    }
    text
}
