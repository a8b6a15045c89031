//! The promise: a quoted query finds exactly the turns in whose exact tokens its own occur consecutively.
//!
//! Held against a linear scan, for substrings of Chinese in both scripts and for English phrases.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test itself")]

use std::fs;
use std::sync::OnceLock;

use proptest::prelude::*;
use whosaid::analysis::exact;
use whosaid::engine::{Engine, LocalEngine};
use whosaid::model::{Hit, IndexRequest, SearchRequest, Silent};

/// One interview in three versions: the simplified, the traditional, and one that mixes scripts and English.
const TEXTS: [(&str, &str); 3] = [
    (
        "jianti.txt",
        "记者：您是什么时候开始在渡口工作的？\n\n\
         林晓舟：一九九八年，那时候北京大学生活动中心还没有建起来。我们每天开船，从早到晚，没有发票，也没有电脑。\n\n\
         记者：人工智能会改变渡船吗？\n\n\
         林晓舟：会的，会的。可是台湾的朋友说，机器不会干活儿，里面的软件才会。生活，还是人的生活。\n\n\
         记者：谢谢谢谢！\n\n\
         林晓舟：后来，皇后大道的后面修了一座桥。我着急，看着水，不知道该怎么办。\n",
    ),
    (
        "fanti.txt",
        "記者：您是什麼時候開始在渡口工作的？\n\n\
         林曉舟：一九九八年，那時候北京大學生活動中心還沒有建起來。我們每天開船，從早到晚，沒有發票，也沒有電腦。\n\n\
         記者：人工智能會改變渡船嗎？\n\n\
         林曉舟：會的，會的。可是臺灣的朋友說，機器不會幹活兒，裡面的軟件才會。生活，還是人的生活。\n\n\
         記者：謝謝謝謝！\n\n\
         林曉舟：後來，皇后大道的後面修了一座橋。我著急，看著水，不知道該怎麼辦。\n",
    ),
    (
        "mixed.txt",
        "Anna Berg: Why do the ferries run late, and what don't people see?\n\n\
         林晓舟：因為5G网络不好，e-commerce的貨物又多。The ferries run late in winter; ferries run, people wait.\n\n\
         Anna Berg: Is U.S. style booking (at 10:30) an option? Don't people's habits change?\n\n\
         林晓舟：Café里的人说 no. We don't see what people don't see. 没有办法，\n没有发票。\n",
    ),
];

struct Index {
    dir: tempfile::TempDir,
    turns: Vec<(String, String)>,
}

impl Index {
    /// Built once for all cases.
    fn get() -> &'static Self {
        static INDEX: OnceLock<Index> = OnceLock::new();
        INDEX.get_or_init(|| {
            let dir = tempfile::tempdir().unwrap();
            let root = dir.path().join("corpus");
            fs::create_dir(&root).unwrap();
            for (name, text) in TEXTS {
                fs::write(root.join(name), text).unwrap();
            }
            let engine = LocalEngine::new(dir.path().join("index"));
            let request = IndexRequest { paths: vec![root], ..IndexRequest::default() };
            assert_eq!(engine.index(&request, &Silent).unwrap().interviews, 3);
            let mut index = Self { dir, turns: Vec::new() };
            let all = index.search("kind:any");
            index.turns = all.into_iter().map(|h| (address(&h), h.turn.text)).collect();
            assert_eq!(index.turns.len(), 16);
            index
        })
    }

    fn search(&self, query: &str) -> Vec<Hit> {
        let engine = LocalEngine::new(self.dir.path().join("index"));
        let request = SearchRequest { query: query.into(), limit: 1000, ..SearchRequest::default() };
        engine.search(&request).unwrap().hits
    }

    /// The turns in which the tokens occur consecutively, by a linear scan.
    fn scan(&self, query: &str) -> Vec<String> {
        let wanted: Vec<String> = exact(query).into_iter().map(|t| t.text).collect();
        let holds = |text: &str| {
            let tokens: Vec<String> = exact(text).into_iter().map(|t| t.text).collect();
            tokens.windows(wanted.len()).any(|window| window == wanted)
        };
        let mut found: Vec<String> =
            self.turns.iter().filter(|(_, text)| holds(text)).map(|(at, _)| at.clone()).collect();
        found.sort();
        found
    }
}

fn address(hit: &Hit) -> String {
    format!("{}#{}", hit.interview.id, hit.turn.n)
}

/// What is found is what a scan finds, every hit has a score, and its highlights are the phrase.
fn holds(query: &str) {
    let index = Index::get();
    let expected = index.scan(query);
    let hits = index.search(&format!("\"{query}\""));
    let mut found: Vec<String> = hits.iter().map(address).collect();
    found.sort();
    assert_eq!(found, expected, "{query}");
    let wanted: String = exact(query).into_iter().map(|t| t.text).collect();
    for hit in hits {
        assert!(hit.score > 0.0, "{query} has no score in {}", address(&hit));
        assert!(!hit.highlights.is_empty(), "{query} is not marked in {}", address(&hit));
        for range in &hit.highlights {
            let marked: String = exact(&hit.turn.text[range.clone()]).into_iter().map(|t| t.text).collect();
            assert!(marked.contains(&wanted), "{query} is marked as {marked}");
        }
    }
}

fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[test]
fn scripts_find_each_other() {
    for (query, least) in
        [("沒有發票", 3), ("没有发票", 3), ("臺灣", 2), ("台湾", 2), ("生活", 4), ("谢谢谢", 2)]
    {
        let found = Index::get().search(&format!("\"{query}\"")).len();
        assert!(found >= least, "{query}: {found}");
        holds(query);
    }
    for query in ["后面", "後面", "皇后", "里面", "裡面", "什麼", "干活", "著急", "着", "的", "我"]
    {
        holds(query);
    }
}

#[test]
fn a_text_in_two_scripts_answers_alike_in_either() {
    let [simplified, traditional] = [TEXTS[0].1, TEXTS[1].1].map(|text| text.chars().collect::<Vec<char>>());
    assert_eq!(simplified.len(), traditional.len());
    // The turns of one file, and what is marked in them, in characters.
    let found = |hits: &[Hit], id: &str| -> Vec<(u32, Vec<(usize, usize)>)> {
        let of_file = hits.iter().filter(|hit| hit.interview.id == id);
        let mut turns: Vec<_> = of_file
            .map(|hit| {
                let chars = |at: usize| hit.turn.text[..at].chars().count();
                (hit.turn.n, hit.highlights.iter().map(|r| (chars(r.start), chars(r.end))).collect())
            })
            .collect();
        turns.sort();
        turns
    };
    let mut answered = 0;
    for (from, n) in (0..simplified.len()).step_by(5).zip((2..9).cycle()) {
        let queries = [&simplified, &traditional]
            .map(|text| text[from..text.len().min(from + n)].iter().collect::<String>());
        if !queries.iter().all(|query| query.chars().all(whosaid::analysis::is_han)) {
            continue;
        }
        for quote in ["", "\""] {
            let answers = queries.clone().map(|query| Index::get().search(&format!("{quote}{query}{quote}")));
            let expected = found(&answers[0], "jianti");
            answered += usize::from(!expected.is_empty());
            for answer in &answers {
                for id in ["jianti", "fanti"] {
                    assert_eq!(found(answer, id), expected, "{queries:?} in {id}");
                }
                assert_eq!(found(answer, "mixed"), found(&answers[0], "mixed"), "{queries:?}");
            }
        }
    }
    assert!(answered > 10, "{answered}");
}

#[test]
fn unquoted_short_runs_are_the_same_substring() {
    for query in ["生活", "大学", "台灣", "会的", "北京大学"] {
        let mut bare: Vec<String> = Index::get().search(query).iter().map(address).collect();
        bare.sort();
        assert_eq!(bare, Index::get().scan(query), "{query}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_han_substring_is_found(text in 0usize..3, from in any::<prop::sample::Index>(), n in 1usize..=8) {
        let letters = letters(TEXTS[text].1);
        let from = from.index(letters.len());
        let query: String = letters[from..letters.len().min(from + n)].iter().collect();
        prop_assume!(query.chars().all(whosaid::analysis::is_han));
        holds(&query);
    }

    #[test]
    fn every_phrase_is_found(from in any::<prop::sample::Index>(), n in 1usize..=5) {
        let words: Vec<&str> = TEXTS[2].1.split_whitespace().collect();
        let from = from.index(words.len());
        let query = words[from..words.len().min(from + n)].join(" ").replace('"', "");
        prop_assume!(!exact(&query).is_empty());
        holds(&query);
    }

    #[test]
    fn other_strings_find_what_a_scan_finds(query in "[的生活大学會会里裡后後a-c 5]{1,4}") {
        prop_assume!(!exact(&query).is_empty());
        holds(&query);
    }
}
