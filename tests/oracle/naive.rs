//! What DESIGN promises of words, written again in the plainest way: no table, automaton or posting list of the
//! engine has a part in it.

use unicode_normalization::UnicodeNormalization;

/// Forms of one word: an unquoted query for one finds the others.
const FORMS: &[&[&str]] = &[
    &["run", "runs", "running", "ran"],
    &["say", "says", "said", "saying"],
    &["ferry", "ferries"],
    &["child", "children"],
    &["mouse", "mice"],
    &["wait", "waits", "waited", "waiting"],
    &["boat", "boats"],
    &["river", "rivers"],
    &["ticket", "tickets", "ticketing"],
    &["colour", "colours"],
    &["color", "colors"],
    &["organisation", "organisations"],
    &["organization", "organizations"],
    &["people", "person"],
    &["node", "nodes"],
    &["coop", "coops"],
];

/// Characters that are one character in another script; the first stands for all.
const VARIANTS: &[&str] = &[
    "学學",
    "动動",
    "点點",
    "网網",
    "络絡",
    "发發髮",
    "头頭",
    "台臺颱檯",
    "湾灣",
    "后後",
    "里裡裏",
    "着著",
    "软軟",
    "们們",
    "没沒",
    "么麼",
    "为為爲",
    "态態",
    "系係繫",
    "统統",
    "会會",
    "说說",
    "谢謝",
    "机機",
    "时時",
    "间間",
    "干乾幹",
    "画畫劃",
    "开開",
    "还還",
    "来來",
    "从從",
    "过過",
    "样樣",
    "个個",
    "这這",
    "问問",
    "题題",
    "钱錢",
    "业業",
    "国國",
    "关關",
    "只隻祇",
    "云雲",
    "晚",
    "长長",
    "岛島",
    "记記",
    "林",
    "晓曉",
    "舟",
    "陈陳",
    "岚嵐",
    "访訪",
    "谈談",
    "电電",
    "脑腦",
    "车車",
    "经經",
    "济濟",
    "对對",
    "两兩",
    "风風",
    "号號",
    "实實",
    "当當",
    "术術",
    "变變",
    "无無",
    "务務",
    "农農",
    "热熱",
    "鸡雞鷄",
];

/// A token: its folded text and the bytes of the original it came from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tok {
    pub(crate) text: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A character, folded, with what it was.
#[derive(Debug, Clone, Copy)]
struct Folded {
    c: char,
    start: usize,
    end: usize,
    upper: bool,
}

pub(crate) fn han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '〇'
}

fn variant(c: char) -> char {
    VARIANTS.iter().find(|class| class.contains(c)).and_then(|class| class.chars().next()).unwrap_or(c)
}

fn folded(text: &str) -> Vec<Folded> {
    let mut all: Vec<Folded> = Vec::new();
    for (start, original) in text.char_indices() {
        let end = start + original.len_utf8();
        for c in original.to_string().nfkd() {
            if ('\u{300}'..='\u{36f}').contains(&c) {
                // A mark belongs to the Latin letter before it and leaves no trace but its bytes.
                if let Some(last) = all.last_mut() {
                    last.end = end;
                }
                continue;
            }
            let c = if "'’‘ʼ＇".contains(c) { '\'' } else { c };
            let upper = c.is_uppercase();
            all.extend(c.to_lowercase().map(|c| Folded { c, start, end, upper }));
        }
    }
    all
}

/// The exact tokens of a text.
pub(crate) fn tokens(text: &str) -> Vec<Tok> {
    let chars = folded(text);
    let is = |i: usize, test: &dyn Fn(char) -> bool| chars.get(i).is_some_and(|f| test(f.c));
    let letter = |c: char| c.is_alphanumeric() && !han(c);
    let mut tokens = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if han(chars[i].c) {
            let Folded { c, start, end, .. } = chars[i];
            tokens.push(Tok { text: variant(c).to_string(), start, end });
            i += 1;
        } else if letter(chars[i].c) {
            let lone = |at: usize| {
                is(at, &letter)
                    && chars[at].upper
                    && !is(at + 1, &letter)
                    && !(is(at + 1, &|c| c == '\'') && is(at + 2, &letter))
            };
            let mut from = i;
            let mut word: Vec<Folded> = Vec::new();
            // Capitals with dots between are one word.
            while lone(from) && is(from + 1, &|c| c == '.') && lone(from + 2) {
                word.push(chars[from]);
                from += 2;
            }
            let dotted = !word.is_empty();
            while is(from, &letter) || is(from, &|c| c == '\'') && is(from + 1, &letter) {
                word.push(chars[from]);
                from += 1;
            }
            if dotted && is(from, &|c| c == '.') {
                from += 1;
                // U.S.'s
                if is(from, &|c| c == '\'') && is(from + 1, &|c| c == 's') && !is(from + 2, &letter) {
                    from += 2;
                }
            }
            i = from;
            if let [.., a, s] = word.as_slice()
                && (a.c, s.c) == ('\'', 's')
            {
                word.truncate(word.len() - 2);
            }
            let (start, end) = (word[0].start, word[word.len() - 1].end);
            tokens.push(Tok { text: word.iter().map(|f| f.c).filter(|c| *c != '\'').collect(), start, end });
        } else {
            i += 1;
        }
    }
    tokens
}

/// What stands for all forms of a word.
pub(crate) fn stem(word: &str) -> &str {
    FORMS.iter().find(|forms| forms.contains(&word)).map_or(word, |forms| forms[0])
}

pub(crate) fn texts(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|t| t.text).collect()
}

pub(crate) fn is_han(token: &str) -> bool {
    token.chars().all(han)
}

/// The joined forms of words with hyphens between them, and their places.
pub(crate) fn compounds(text: &str, tokens: &[Tok]) -> Vec<Tok> {
    let mut found = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        let mut j = i + 1;
        while j < tokens.len()
            && !is_han(&tokens[j - 1].text)
            && !is_han(&tokens[j].text)
            && text.get(tokens[j - 1].end..tokens[j].start) == Some("-")
        {
            j += 1;
        }
        if j > i + 1 {
            let joined: String = tokens[i..j].iter().map(|t| t.text.as_str()).collect();
            if joined.chars().any(char::is_alphabetic) {
                found.push(Tok { text: joined, start: tokens[i].start, end: tokens[j - 1].end });
            }
        }
        i = j;
    }
    found
}

/// Every way in which the terms stand in the tokens in order with at most `slop` others between in all, as first
/// and last position.
pub(crate) fn sequences(tokens: &[Tok], terms: &[String], slop: usize) -> Vec<(usize, usize)> {
    fn from(tokens: &[Tok], terms: &[String], at: usize, slop: usize, ends: &mut Vec<usize>) {
        if tokens.get(at).is_none_or(|t| t.text != terms[0]) {
            return;
        }
        if terms.len() == 1 {
            return ends.push(at);
        }
        for skip in 0..=slop {
            from(tokens, &terms[1..], at + 1 + skip, slop - skip, ends);
        }
    }
    let mut spans = Vec::new();
    for start in 0..tokens.len() {
        let mut ends = Vec::new();
        from(tokens, terms, start, slop.min(tokens.len()), &mut ends);
        ends.sort_unstable();
        ends.dedup();
        spans.extend(ends.into_iter().map(|end| (start, end)));
    }
    spans
}

/// Whether a wildcard, `*` and `?` in it, is the whole token.
pub(crate) fn wild(pattern: &[char], token: &[char]) -> bool {
    match pattern.split_first() {
        None => token.is_empty(),
        Some(('*', rest)) => (0..=token.len()).any(|n| wild(rest, &token[n..])),
        Some((p, rest)) => {
            token.split_first().is_some_and(|(t, more)| (*p == '?' || p == t) && wild(rest, more))
        }
    }
}

/// Edits between two words: insertions, deletions, substitutions, and swaps of neighbours.
pub(crate) fn edits(a: &[char], b: &[char]) -> usize {
    match (a, b) {
        ([], rest) | (rest, []) => rest.len(),
        ([x, a1 @ ..], [y, b1 @ ..]) if x == y => edits(a1, b1),
        ([_, a1 @ ..], [_, b1 @ ..]) => {
            let mut least = edits(a1, b1).min(edits(a1, b)).min(edits(a, b1));
            if let ([p, q, a2 @ ..], [r, s, b2 @ ..]) = (a, b)
                && (p, q) == (s, r)
            {
                least = least.min(edits(a2, b2));
            }
            1 + least
        }
    }
}

/// The parts of a filter's value: words, and runs of Han characters without a gap.
fn parts(value: &str) -> Vec<Vec<String>> {
    let mut parts: Vec<Vec<String>> = Vec::new();
    let mut end = None;
    for token in tokens(value) {
        let joins = is_han(&token.text) && end == Some(token.start);
        end = is_han(&token.text).then_some(token.end);
        match parts.last_mut().filter(|_| joins) {
            Some(run) => run.push(token.text),
            None => parts.push(vec![token.text]),
        }
    }
    parts
}

/// Whether all words of a value occur in a name or title.
pub(crate) fn holds(text: &str, value: &str) -> bool {
    let tokens = tokens(text);
    parts(value).iter().all(|part| !sequences(&tokens, part, 0).is_empty())
}

/// Whether two names are one but for case, script and blanks.
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    let key = |name: &str| {
        let folded: String = folded(name).into_iter().map(|f| variant(f.c)).collect();
        folded.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    key(a) == key(b)
}

/// Whether a glob matches a path: `*` and `?` stay in one folder, `**` does not.
pub(crate) fn glob(pattern: &[char], path: &[char]) -> bool {
    match pattern {
        [] => path.is_empty(),
        ['*', '*', '/', rest @ ..] => {
            glob(rest, path) || (0..path.len()).any(|n| path[n] == '/' && glob(rest, &path[n + 1..]))
        }
        ['*', '*', rest @ ..] => (0..=path.len()).any(|n| glob(rest, &path[n..])),
        ['*', rest @ ..] => {
            (0..=path.len()).take_while(|&n| !path[..n].contains(&'/')).any(|n| glob(rest, &path[n..]))
        }
        ['?', rest @ ..] => path.split_first().is_some_and(|(c, more)| *c != '/' && glob(rest, more)),
        [p, rest @ ..] => path.split_first().is_some_and(|(c, more)| p == c && glob(rest, more)),
    }
}
