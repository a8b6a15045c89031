//! The full ranking, signal by signal: in each test two turns differ in one thing. And that the order is one
//! list, whatever the page and however the index was built.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test itself")]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use whosaid::engine::{Engine, LocalEngine};
use whosaid::model::{Hit, IndexRequest, Rank, SearchRequest, Silent, Sort};

/// A folder of interviews and its index.
struct Archive {
    dir: tempfile::TempDir,
}

impl Archive {
    /// Indexes interviews, one after the other if they are to be in segments of their own.
    fn new(files: &[(String, String)], apart: bool) -> Self {
        let archive = Self { dir: tempfile::tempdir().unwrap() };
        fs::create_dir(archive.root()).unwrap();
        for (name, text) in files {
            fs::write(archive.root().join(name), text).unwrap();
            if apart {
                archive.index();
            }
        }
        archive.index();
        archive
    }

    /// One interview of these turns, which two people take by turns.
    fn of(turns: &[&str]) -> Self {
        Self::new(&[(String::from("ferry.txt"), dialogue(turns))], false)
    }

    fn root(&self) -> PathBuf {
        self.dir.path().join("corpus")
    }

    fn engine(&self) -> LocalEngine {
        LocalEngine::new(self.dir.path().join("index"))
    }

    fn index(&self) {
        let request = IndexRequest { paths: vec![self.root()], ..IndexRequest::default() };
        self.engine().index(&request, &Silent).unwrap();
    }

    fn ask(&self, request: &SearchRequest) -> Vec<Hit> {
        self.engine().search(request).unwrap().hits
    }

    /// The numbers of the turns found, best first.
    fn order(&self, query: &str) -> Vec<u32> {
        self.ask(&any(query)).iter().map(|hit| hit.turn.n).collect()
    }

    /// What each signal adds to the score of a turn.
    fn signals(&self, query: &str, n: u32) -> Vec<(&'static str, f32)> {
        let hits = self.ask(&SearchRequest { explain: true, ..any(query) });
        let hit = hits.into_iter().find(|hit| hit.turn.n == n).unwrap();
        let parts = hit.explanation.unwrap().parts;
        let sum: f32 = parts.iter().map(|part| part.score).sum();
        assert!((sum - hit.score).abs() < 1e-3 * hit.score, "{sum} is not {}", hit.score);
        parts.into_iter().map(|part| (part.signal, part.score)).collect()
    }
}

fn any(query: &str) -> SearchRequest {
    SearchRequest { query: query.into(), any: true, limit: 1000, ..SearchRequest::default() }
}

fn dialogue(turns: &[&str]) -> String {
    let each = turns.iter().zip(["Anna Berg", "Tom Reyes"].into_iter().cycle());
    each.map(|(turn, who)| format!("{who}: {turn}\n\n")).collect()
}

/// Turns that have nothing to do with any query, so many that no passage reaches over them.
const ASIDE: [&str; 12] = [
    "Let us speak about other things for a while.",
    "With pleasure, there is enough to talk about.",
    "My sister has moved to the mountains, did you know?",
    "She wrote me a long letter about her garden.",
    "Potatoes, beans, and what else does she grow?",
    "Mostly flowers, because rabbits eat all the rest.",
    "My neighbour keeps bees, and sells honey on Sundays.",
    "His honey is the best that money can buy.",
    "Do you cook yourself, or does somebody else?",
    "Only soup, and even this not very often.",
    "Then bring some bread along next week.",
    "Agreed, and now back to what you came for.",
];

/// Two groups of turns with a long talk between them.
fn apart(first: &[&str], second: &[&str]) -> (Archive, u32) {
    let turns: Vec<&str> = first.iter().chain(&ASIDE).chain(second).copied().collect();
    (Archive::of(&turns), (first.len() + ASIDE.len()) as u32)
}

#[test]
fn a_reply_to_a_matching_question_wins() {
    let answer = "It was the winter with all that ice, as my father always said.";
    let (archive, before) =
        apart(&["What do you like to read?", answer], &["When did the ferry stop running?", answer]);
    let found = archive.order("ferry stopped winter ice");
    let place = |n: u32| found.iter().position(|found| *found == n).unwrap();
    assert!(place(before + 2) < place(2), "{found:?}");
    let signals = archive.signals("ferry stopped winter ice", before + 2);
    assert!(signals.iter().any(|(signal, score)| *signal == "question" && *score > 0.0), "{signals:?}");
}

#[test]
fn a_passage_with_all_words_wins_over_the_same_turn_elsewhere() {
    let turn = "And that is how the lock was built, stone by stone.";
    let (archive, before) = apart(
        &["Tell me.", turn, "I see, and after that?", "We went home, all of us, in the evening."],
        &[
            "Tell me.",
            turn,
            "How deep is the canal there?",
            "The canal is as deep as a house, in the evening.",
        ],
    );
    let found = archive.order("lock canal");
    assert_eq!(found.iter().find(|n| [2, before + 2].contains(n)), Some(&(before + 2)), "{found:?}");
}

#[test]
fn a_turn_of_one_word_cannot_win() {
    let archive = Archive::of(&[
        "对。",
        "对，你说得对，渡口就是这样一年一年慢慢变成今天的样子的。",
        "Yeah.",
        "Yeah, that is how the ferry landing became what it is today.",
    ]);
    assert_eq!(archive.order("对"), [2, 1]);
    assert_eq!(archive.order("yeah"), [4, 3]);
    let plain = archive.ask(&SearchRequest { rank: Rank::Plain, ..any("yeah") });
    assert_eq!(plain[0].turn.n, 3, "BM25 alone puts it first");
}

#[test]
fn the_form_that_was_typed_wins_over_its_stem() {
    let (archive, before) = apart(
        &["There was only one house at the landing in those days.", "Go on, please, tell me about it."],
        &["There was only the houses at the landing in those days.", "Go on, please, tell me about it."],
    );
    assert_eq!(archive.order("houses"), [before + 1, 1]);
    assert_eq!(archive.order("house"), [1, before + 1]);
}

#[test]
fn words_that_stand_together_win_over_words_that_do_not() {
    let (archive, before) = apart(
        &["The river was high and nobody who saw that old ferry believed in it."],
        &["The river ferry was high and nobody who saw that old believed in it."],
    );
    assert_eq!(archive.order("river ferry")[..2], [before + 1, 1]);
    assert_eq!(archive.order("ferry river")[..2], [before + 1, 1], "the other way round they are still near");
}

#[test]
fn what_stands_near_is_told_alike_by_texts_and_by_positions() {
    let archive = Archive::of(&[
        "The river was high, and the old ferry went by e-mail, so to say: ferry, river, ferry.",
        "Old rivers and old ferries; nobody who saw that old ferry on the river believed in it.",
        "渡船晚点的原因，我想不是渡船，晚点有晚点的原因。The ferry was late.",
        "晚点的渡船没有原因，渡船晚点就是晚点。River and ferry, ferry and river.",
    ]);
    for query in ["river ferry", "old rivers ferries", "渡船晚点的原因", "river \"old ferry\" e-mail"]
    {
        let scores = |query: &str| {
            archive.ask(&any(query)).iter().map(|hit| (hit.turn.n, hit.score)).collect::<Vec<_>>()
        };
        let found = scores(query);
        assert!(found.len() > 1, "{query}");
        // Where notes might be found as well, positions tell it.
        assert_eq!(scores(&format!("kind:speech {query}")), found, "{query}");
    }
}

#[test]
fn names_of_speakers_and_titles_add_to_what_words_find() {
    let told = "The boat was painted in the spring of that year.";
    let archive = Archive::of(&[told, told]);
    assert_eq!(archive.order("tom boat"), [2, 1]);
    assert_eq!(archive.order("anna boat"), [1, 2]);
    let file = |name: &str, title: &str| {
        let text =
            format!("---\ntitle: {title}\n---\n\n{}", dialogue(&[told, "Thank you very much for that."]));
        (format!("{name}.md"), text)
    };
    let archive = Archive::new(&[file("a", "A talk at home"), file("b", "Painters of the river")], false);
    let hits = archive.ask(&any("painter boat"));
    let ids: Vec<_> = hits.iter().map(|hit| hit.interview.id.as_str()).collect();
    assert_eq!(ids, ["b", "a"]);
}

/// Interviews about the river, made of few words by a seed.
fn river(interviews: usize, turns: usize, seed: u64) -> Vec<(String, String)> {
    const WORDS: [&str; 16] = [
        "ferry",
        "river",
        "ice",
        "winter",
        "boat",
        "渡口",
        "人工智能",
        "河水",
        "the",
        "and",
        "landing",
        "冬天",
        "captain",
        "ticket",
        "我们",
        "bridge",
    ];
    let mut state = seed;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let interview = |i: usize| {
        let mut text = String::new();
        for turn in 0..turns {
            // Words of a skewed distribution, so that there are rare ones and equal turns.
            let length = 1 + next(9);
            let words: Vec<&str> = (0..length).map(|_| WORDS[next(16).min(next(16))]).collect();
            write!(text, "{}: {}.\n\n", ["Anna Berg", "Tom Reyes"][turn % 2], words.join(" ")).unwrap();
        }
        (format!("talk{i}.txt"), text)
    };
    (0..interviews).map(interview).collect()
}

fn told(hits: &[Hit]) -> Vec<(String, u32)> {
    hits.iter().map(|hit| (hit.interview.id.clone(), hit.turn.n)).collect()
}

#[test]
fn pages_are_pieces_of_one_list_also_beyond_the_candidates() {
    let archive = Archive::new(&river(4, 220, 7), false);
    // What is left out of a page's ranking is what a list of all says comes later.
    let queries =
        [("ferry river the winter", 601), ("the", 100), ("ferry", 100), ("\"the ferry\"", 10), ("渡口", 10)];
    for (query, least) in queries {
        for rank in [Rank::Full, Rank::Plain] {
            let ask = |offset, limit| archive.ask(&SearchRequest { offset, limit, rank, ..any(query) });
            let whole = ask(0, 1000);
            assert!(whole.len() >= least, "{query} {}", whole.len());
            assert!(whole.windows(2).all(|pair| pair[0].score >= pair[1].score), "scores never rise");
            for (offset, limit) in [(0, 1), (0, 10), (10, 10), (495, 10), (500, 100), (whole.len() - 5, 10)] {
                let page = ask(offset, limit);
                let end = whole.len().min(offset + limit);
                assert_eq!(told(&page), told(&whole[offset.min(end)..end]));
                assert!(page.iter().zip(offset + 1..).all(|(hit, rank)| hit.rank == rank));
            }
            let capped = archive.ask(&SearchRequest { per_interview: Some(2), rank, ..any(query) });
            let mut seen = std::collections::HashMap::new();
            let first_two = whole.iter().filter(|hit| {
                let count = seen.entry(&hit.interview.id).or_insert(0);
                *count += 1;
                *count <= 2
            });
            let address = |hit: &Hit| (hit.interview.id.clone(), hit.turn.n);
            assert!(capped.iter().map(address).eq(first_two.map(address)), "{query}");
        }
    }
}

#[test]
fn the_order_does_not_depend_on_segments() {
    for seed in 1..3 {
        let files = river(6, 12, seed);
        let (apart, together) = (Archive::new(&files, true), Archive::new(&files, false));
        for query in ["ferry", "river winter ice", "人工智能的渡口", "渡口 the boat", "ic* 口", "captain"]
        {
            for (rank, sort) in
                [(Rank::Full, Sort::Relevance), (Rank::Plain, Sort::Relevance), (Rank::Full, Sort::Path)]
            {
                let request = SearchRequest { rank, sort, ..any(query) };
                let (a, b) = (apart.ask(&request), together.ask(&request));
                assert_eq!(told(&a), told(&b), "{query} {rank:?} {sort:?}");
                for (a, b) in a.iter().zip(&b) {
                    assert!((a.score - b.score).abs() <= 1e-5 * b.score, "{} is not {}", a.score, b.score);
                    assert!(b.score > 0.0, "what is found by words never scores 0");
                }
            }
        }
    }
}
