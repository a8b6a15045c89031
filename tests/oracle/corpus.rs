//! Small random corpora: a few interviews of a few turns, of words that are known to be difficult.

use std::fs;
use std::path::Path;

use crate::random::Random;

/// Words of English as they stand in a text.
const ENGLISH: &[&str] = &[
    "run",
    "running",
    "ran",
    "Runs",
    "says",
    "said",
    "say",
    "ferry",
    "Ferry",
    "ferries",
    "child",
    "children",
    "mice",
    "mouse",
    "wait",
    "waiting",
    "boat",
    "boats",
    "boat’s",
    "boats'",
    "river",
    "ticket",
    "tickets",
    "colour",
    "color",
    "Colours",
    "organisation",
    "organization",
    "people",
    "don't",
    "don’t",
    "dont",
    "U.S.",
    "US",
    "us",
    "U.S.’s",
    "u.s.",
    "10:30",
    "10",
    "30",
    "e-commerce",
    "E-Commerce",
    "ecommerce",
    "commerce",
    "node.js",
    "node",
    "js",
    "C++",
    "c",
    "2008",
    "1998",
    "2,008",
    "50",
    "11",
    "café",
    "cafe\u{301}",
    "CAFE",
    "5G",
    "GPT-4",
    "gpt4",
    "[laughter]",
    "laughter",
    "co-op",
    "coop",
    "state-of-the-art",
    "the",
    "of",
    "and",
    "or",
    "not",
    "we",
    "no",
    "ＵＳ",
    "５Ｇ",
    "O'Brien",
    "rock'n'roll",
    "https://example.org/ferry?x=1",
    "A/B",
    "50%",
];

/// Words of Chinese, in both scripts.
const CHINESE: &[&str] = &[
    "生活",
    "大学",
    "大學",
    "北京",
    "活动中心",
    "活動中心",
    "渡船",
    "晚点",
    "晚點",
    "网络",
    "網絡",
    "发票",
    "發票",
    "头发",
    "頭髮",
    "台湾",
    "臺灣",
    "台灣",
    "后面",
    "後面",
    "皇后",
    "里面",
    "裡面",
    "裏面",
    "着急",
    "著急",
    "软件",
    "軟件",
    "我们",
    "我們",
    "没有",
    "沒有",
    "什么",
    "什麼",
    "为什么",
    "為什麼",
    "生态",
    "系统",
    "系統",
    "生态系统",
    "的",
    "是",
    "会",
    "會",
    "说",
    "說",
    "人工智能",
    "谢谢",
    "謝謝",
    "时间",
    "時間",
    "从来",
    "從來",
    "说过",
    "說過",
    "慢",
    "5G网络",
    "5G網絡",
    "GPT-4模型",
    "二〇〇八年",
    "二零零八",
    "2008年",
    "一九九八年",
    "十",
    "一",
    "五十",
    "十一",
    "二",
    "画",
    "畫",
    "干活",
    "钱",
    "錢",
];

const COMMAS: &[&str] = &["", "", "", "，", "。", "、", "：", "“", "”", "？", " ", "——"];
const BREAKS: &[&str] = &[" ", " ", " ", " ", ", ", ". ", "? ", " — ", " \"", "\" ", "; "];

/// Labels of one interview: those on one line are of one person.
const CASTS: &[&[&[&str]]] = &[
    &[&["Anna Berg", "Berg"], &["Owen Hale", "Hale"], &["林晓舟"]],
    &[&["记者"], &["林晓舟"]],
    &[&["記者"], &["林曉舟"], &["Anna Berg"]],
    &[&["Q"], &["A"]],
    &[&["Anna Berg", "Anna Berg (AB)", "AB"], &["陈岚"], &["Owen Hale"]],
    &[&["Host"], &["Owen Hale"], &["Chen Lan 陈岚"]],
    &[&["主持人"], &["陳嵐"], &["林晓舟"]],
];

const TITLES: &[&str] = &[
    "The Late Ferry",
    "渡口访谈",
    "渡口訪談",
    "Ferries and boats",
    "A talk with 林晓舟",
    "Waiting for the U.S. boat",
    "生活在台灣",
];
const DATES: &[&str] =
    &["2008", "2016", "2016-05", "2016-05-31", "2016-12-31", "2017-01-01", "2018-02", "2018-06-15"];
const FOLDERS: &[&str] = &["", "2016/", "2016/spring/", "渡口/"];

/// One file.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) path: String,
    head: String,
    /// The pieces of the file, each a turn, a note or a paragraph.
    pub(crate) parts: Vec<String>,
}

impl Written {
    pub(crate) fn text(&self) -> String {
        format!("{}{}", self.head, self.parts.concat())
    }
}

/// A corpus to be written.
pub(crate) fn corpus(random: &mut Random) -> Vec<Written> {
    let count = 2 + random.below(4);
    (0..count).map(|i| interview(random, i)).collect()
}

fn interview(random: &mut Random, number: usize) -> Written {
    let folder = random.pick(FOLDERS);
    let name = ["one", "two", "three", "four", "第五"][number];
    let cast = random.pick(CASTS);
    let turns = 1 + random.below(9);
    let mut written = match random.below(10) {
        0..4 => text(random, cast, turns),
        4..7 => markdown(random, cast, turns),
        7..9 => captions(random, cast, turns),
        _ => notes(random),
    };
    written.path = format!("{folder}{name}.{}", written.path);
    written
}

fn text(random: &mut Random, cast: &[&[&str]], turns: usize) -> Written {
    let mut parts = Vec::new();
    let mut head = String::new();
    if random.percent(50) {
        head = format!("{}\n\nDate: {}\n\n", random.pick(TITLES), random.pick(DATES));
    }
    for i in 0..turns {
        parts.push(labelled(random, cast, i, ": ", "：", "\n\n"));
        if random.percent(15) {
            parts.push(format!("{}\n\n", sentence(random)));
        }
    }
    Written { path: String::from("txt"), head, parts }
}

fn markdown(random: &mut Random, cast: &[&[&str]], turns: usize) -> Written {
    let mut head = String::new();
    if random.percent(80) {
        head = format!("---\ntitle: {}\n", random.pick(TITLES));
        if random.percent(70) {
            head += &format!("date: {}\n", random.pick(DATES));
        }
        if random.percent(50) {
            head += &format!("host: {}\n", cast[0][0]);
        }
        head += "---\n\n";
    }
    let mut parts = Vec::new();
    if random.percent(30) {
        parts.push(format!("{}\n\n", sentence(random)));
    }
    for i in 0..turns {
        if random.percent(20) {
            parts.push(format!("## {}\n\n", random.pick(TITLES)));
        }
        parts.push(format!("**{}", labelled(random, cast, i, ":** ", "：** ", "\n\n")));
    }
    Written { path: String::from("md"), head, parts }
}

fn captions(random: &mut Random, cast: &[&[&str]], turns: usize) -> Written {
    let mut second = random.below(600);
    let mut parts = Vec::new();
    for i in 0..turns {
        let length = 2 + random.below(200);
        let time =
            |second: usize| format!("{:02}:{:02}:{:02}.000", second / 3600, second / 60 % 60, second % 60);
        let (from, to) = (time(second), time(second + length));
        second += length + random.below(300);
        parts.push(format!(
            "{from} --> {to}\n<v {}\n\n",
            labelled(random, cast, i, ">", ">", "").replace("\n\n", " ")
        ));
    }
    Written { path: String::from("vtt"), head: String::from("WEBVTT\n\n"), parts }
}

fn notes(random: &mut Random) -> Written {
    let parts = (0..1 + random.below(3)).map(|_| format!("{}\n\n", sentence(random))).collect();
    Written { path: String::from("txt"), head: String::new(), parts }
}

/// A label, mostly of the next person in turn, and what they say.
fn labelled(
    random: &mut Random,
    cast: &[&[&str]],
    turn: usize,
    colon: &str,
    wide: &str,
    end: &str,
) -> String {
    let person = if random.percent(80) { turn % cast.len().min(2) } else { random.below(cast.len()) };
    let label = random.pick(cast[person]);
    let colon = if label.is_ascii() { colon } else { wide };
    format!("{label}{colon}{}{end}", sentence(random))
}

/// Some words of one language or of both, over one paragraph or two.
pub(crate) fn sentence(random: &mut Random) -> String {
    let english = [85, 10, 50][random.below(3)];
    let mut text = String::new();
    let mut last_english = true;
    for i in 0..2 + random.below(14) {
        let is_english = random.percent(english);
        let word = random.pick(if is_english { ENGLISH } else { CHINESE });
        if i > 0 {
            text += match (last_english, is_english) {
                (true, true) => random.pick(BREAKS),
                (false, false) => random.pick(COMMAS),
                _ => random.pick(&[" ", " ", "", "，"]),
            };
            if random.percent(2) {
                text += "\n\n";
            }
        }
        text += word;
        last_english = is_english;
    }
    text + random.pick(&["", ".", "。", "?", "？"])
}

/// Writes a corpus below a folder.
pub(crate) fn write(root: &Path, corpus: &[Written]) -> std::io::Result<()> {
    for file in corpus {
        let path = root.join(&file.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, file.text())?;
    }
    Ok(())
}

/// A word of the vocabulary, as a query might have it.
pub(crate) fn word(random: &mut Random) -> &'static str {
    let language = if random.percent(60) { ENGLISH } else { CHINESE };
    random.pick(language)
}
