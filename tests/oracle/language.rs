//! Random queries: a tree of our own, what is typed for it, and ways to make it smaller.
//!
//! The tree is not the parser's: precedence, groups and repeated fields are held against what was meant.

use std::collections::BTreeSet;

use crate::corpus;
use crate::random::Random;

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Query {
    /// An unquoted word.
    Word(String),
    /// `=word`.
    Form(String),
    /// Quoted, with slop.
    Phrase(String, usize),
    /// `ferr*`, `organi?ation`.
    Wild(String),
    /// `colour~2`.
    Fuzzy(String, usize),
    /// `/regex/`.
    Regex(String),
    /// Operands, and between each two a distance and whether order counts.
    Near(Vec<Query>, Vec<(usize, bool)>),
    And(Vec<Query>),
    Or(Vec<Query>),
    Not(Box<Query>),
    /// In parentheses that say nothing but that filters in them stand alone.
    Group(Box<Query>),
    Filter(&'static str, String),
    /// `answering:( )` and the like.
    Relation(&'static str, Box<Query>),
}

/// A search: the query and the options that change its meaning.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Search {
    pub(crate) query: Option<Query>,
    /// `--speaker …` and the like.
    pub(crate) flags: Vec<(&'static str, String)>,
    pub(crate) any: bool,
    /// `-F`: these words without syntax.
    pub(crate) plain: Option<Vec<String>>,
}

/// What queries are made of: pieces of the corpus at hand, so that most find something.
pub(crate) struct Material<'a> {
    pub(crate) random: &'a mut Random,
    /// The texts of turns.
    pub(crate) texts: Vec<String>,
    /// Names of speakers.
    pub(crate) names: Vec<String>,
    /// Titles, ids, paths and dates of interviews.
    pub(crate) titles: Vec<String>,
    pub(crate) ids: Vec<String>,
    pub(crate) paths: Vec<String>,
    pub(crate) dates: Vec<String>,
    /// When turns begin and end, in seconds.
    pub(crate) times: Vec<u64>,
}

const REGEXES: &[&str] = &[
    r"ferr(y|ies)",
    r"\d{4}",
    "渡.?船",
    r"run\w*",
    "台|臺",
    r"\bU\.S\.",
    "(?-i)Ferr",
    "生活|生态",
    r"ex\w+\.org",
    "caf.",
    "o'b",
    r"c\+\+",
    r"\bnot\b",
    "[后後]面",
];
const FUZZY: &[&str] = &[
    "colour",
    "color",
    "fery",
    "tikcet",
    "organisation",
    "boat",
    "poeple",
    "cafe",
    "laughtre",
    "childern",
    "CAFÉ",
];
const WILD: &[&str] = &[
    "ferr*",
    "r?n",
    "organi?ation",
    "*er",
    "bo*t*",
    "c*r",
    "T*",
    "e*commerce",
    "1??8",
    "20*",
    "Caf*",
    "5*",
    "we*",
    "r??n*",
];

impl Material<'_> {
    pub(crate) fn search(&mut self) -> Search {
        let mut search = Search { query: None, flags: Vec::new(), any: self.random.percent(15), plain: None };
        if self.random.percent(6) {
            let words = (0..1 + self.random.below(3)).map(|_| self.plain_word()).collect();
            search.plain = Some(words);
        } else if self.random.percent(96) {
            search.query = Some(self.query(3));
        }
        let flags = if search.query.is_none() && search.plain.is_none() {
            1
        } else {
            usize::from(self.random.percent(12))
        };
        for _ in 0..flags * (1 + self.random.below(2)) {
            search.flags.push(self.filter());
        }
        search
    }

    fn query(&mut self, depth: usize) -> Query {
        let random = &mut self.random;
        if depth == 0 || random.percent(30) {
            return self.leaf();
        }
        match random.below(100) {
            0..38 => Query::And(self.several(depth)),
            38..56 => Query::Or(self.several(depth)),
            56..66 => self.negated(depth),
            66..72 => Query::Group(Box::new(self.query(depth - 1))),
            72..84 => {
                let relation = random.pick(&["answering", "answered", "interview"]);
                Query::Relation(relation, Box::new(self.query(depth - 1)))
            }
            84..94 => self.near(),
            _ => self.leaf(),
        }
    }

    fn several(&mut self, depth: usize) -> Vec<Query> {
        let mut children: Vec<Query> = Vec::new();
        for _ in 0..2 + self.random.below(2) {
            children.push(match self.random.below(10) {
                0..2 => self.filter_node(),
                2 => self.negated(depth),
                _ => self.query(depth - 1),
            });
        }
        children
    }

    fn negated(&mut self, depth: usize) -> Query {
        let child = match self.random.below(3) {
            0 => self.filter_node(),
            1 => self.leaf(),
            _ => self.query(depth - 1),
        };
        // What two negations of a filter mean to the filters beside it is nowhere promised.
        if matches!(child, Query::Not(_)) { child } else { Query::Not(Box::new(child)) }
    }

    fn filter_node(&mut self) -> Query {
        let (field, value) = self.filter();
        Query::Filter(field, value)
    }

    fn leaf(&mut self) -> Query {
        match self.random.below(100) {
            0..45 => Query::Word(self.word()),
            45..50 => Query::Form(corpus::word(self.random).to_owned()),
            50..68 => {
                let slop = if self.random.percent(40) { 1 + self.random.below(4) } else { 0 };
                Query::Phrase(self.phrase(slop > 0), slop)
            }
            68..75 => Query::Wild(self.wild()),
            75..82 => Query::Fuzzy(self.random.pick(FUZZY).to_owned(), 1 + self.random.below(2)),
            82..94 => self.filter_node(),
            _ => Query::Regex(self.random.pick(REGEXES).to_owned()),
        }
    }

    fn near(&mut self) -> Query {
        let mut operands = vec![self.operand(), self.operand()];
        if self.random.percent(15) {
            operands.push(self.operand());
        }
        let between =
            operands[1..].iter().map(|_| (1 + self.random.below(6), self.random.percent(40))).collect();
        Query::Near(operands, between)
    }

    fn operand(&mut self) -> Query {
        match self.random.below(10) {
            0..6 => Query::Word(self.short_word()),
            6 => Query::Phrase(self.phrase(false), self.random.below(2)),
            7 => Query::Wild(self.wild()),
            8 => Query::Fuzzy(self.random.pick(FUZZY).to_owned(), 1),
            _ => Query::Or(vec![Query::Word(self.short_word()), Query::Word(self.short_word())]),
        }
    }

    /// A word of the vocabulary, or a run of characters out of a turn.
    fn word(&mut self) -> String {
        if self.random.percent(45) {
            let n = if self.random.percent(70) { 1 + self.random.below(4) } else { 5 + self.random.below(8) };
            if let Some(run) = self.run(n) {
                return run;
            }
        }
        self.short_word()
    }

    fn short_word(&mut self) -> String {
        if self.random.percent(50) {
            let text = self.text();
            let words: Vec<&str> = text.split_whitespace().filter(|w| may_be_typed(w)).collect();
            if !words.is_empty() {
                return words[self.random.below(words.len())].to_owned();
            }
        }
        corpus::word(self.random).to_owned()
    }

    /// So many Han characters that stand together in a turn, or fewer.
    fn run(&mut self, n: usize) -> Option<String> {
        let text = self.text();
        let runs: Vec<&str> = text.split(|c| !crate::naive::han(c)).filter(|r| !r.is_empty()).collect();
        if runs.is_empty() {
            return None;
        }
        let chars: Vec<char> = runs[self.random.below(runs.len())].chars().collect();
        let from = self.random.below(chars.len());
        Some(chars[from..chars.len().min(from + n)].iter().collect())
    }

    /// A wildcard over the letters of a word, or with open positions between Han characters.
    fn wild(&mut self) -> String {
        if self.random.percent(30)
            && let Some(run) = self.run(5).filter(|run| run.chars().count() > 2)
        {
            let open = 1 + self.random.below(run.chars().count() - 2);
            return run.chars().enumerate().map(|(i, c)| if i == open { '?' } else { c }).collect();
        }
        self.random.pick(WILD).to_owned()
    }

    /// Some words that follow each other in a turn; with gaps, some of them are left out.
    fn phrase(&mut self, gaps: bool) -> String {
        let text = self.text().replace(['"', '“', '”'], " ");
        let tokens = crate::naive::tokens(&text);
        if tokens.is_empty() {
            return String::from("ferry");
        }
        let from = self.random.below(tokens.len());
        let to = tokens.len().min(from + 1 + self.random.below(4));
        if !gaps {
            return text[tokens[from].start..tokens[to - 1].end].replace('\n', " ");
        }
        let mut kept: Vec<&str> = Vec::new();
        for token in &tokens[from..to] {
            if kept.is_empty() || self.random.percent(60) {
                kept.push(&token.text);
            }
        }
        if self.random.percent(10) {
            kept.reverse();
        }
        kept.join(" ")
    }

    fn plain_word(&mut self) -> String {
        let typed =
            ["AND", "OR", "speaker:Berg", "\"ferry", "run*", "-boat", "=said", "(river", "渡船）", "boat~1"];
        if self.random.percent(40) { (*self.random.pick(&typed)).to_owned() } else { self.short_word() }
    }

    fn text(&mut self) -> String {
        let at = self.random.below(self.texts.len());
        self.texts[at].clone()
    }

    fn filter(&mut self) -> (&'static str, String) {
        let random = &mut self.random;
        let mut one = |from: &[String], other: &str| match from.len() {
            0 => other.to_owned(),
            n => from[random.below(n)].clone(),
        };
        let known = one(&self.names, "Berg");
        let title = one(&self.titles, "ferry");
        let id = one(&self.ids, "");
        let path = one(&self.paths, "");
        let date = one(&self.dates, "2016-05-31");
        match self.random.below(11) {
            0..3 => ("speaker", self.name(&known)),
            3 => ("kind", (*self.random.pick(&["speech", "note", "any"])).to_owned()),
            4 => ("lang", (*self.random.pick(&["en", "zh"])).to_owned()),
            5 => {
                let words: Vec<&str> =
                    title.split_whitespace().filter(|w| !crate::naive::tokens(w).is_empty()).collect();
                ("title", words[self.random.below(words.len())].to_owned())
            }
            6 => ("in", id),
            7 => {
                let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
                let folder = path.split('/').next().unwrap_or(&path).to_owned();
                let below = format!("{folder}/**");
                (
                    "path",
                    (*self.random.pick(&[
                        "*.md", "*.txt", "2016", "2016/**", "渡口", "**/t*", "2016/*.*", &name, &path, &below,
                    ]))
                    .to_owned(),
                )
            }
            8 => ("date", self.date(&date)),
            9 => ("role", (*self.random.pick(&["host", "guest"])).to_owned()),
            _ => ("at", self.times()),
        }
    }

    fn times(&mut self) -> String {
        if self.times.is_empty() || self.random.percent(30) {
            let forms = ["5m..10m", "..8m", "10m..", "0:05:00..0:20:00", "90s..400s", "7m"];
            return self.random.pick(&forms).to_owned();
        }
        // The moment at which something begins or ends is where one may be wrong.
        let from = self.times[self.random.below(self.times.len())];
        let to = from + self.random.below(60) as u64;
        (*self.random.pick(&[&format!("{from}s..{to}s"), &format!("{from}s.."), &format!("..{from}s")]))
            .to_owned()
    }

    fn name(&mut self, known: &str) -> String {
        match self.random.below(6) {
            0 => format!("={known}"),
            1 => known.to_uppercase(),
            2 => known.split_whitespace().next_back().unwrap_or(known).to_owned(),
            3 if known.chars().any(crate::naive::han) => {
                let chars: Vec<char> = known.chars().filter(|c| crate::naive::han(*c)).collect();
                chars[self.random.below(chars.len())..].iter().collect()
            }
            4 => (*self.random.pick(&["晓舟", "曉舟", "Ber", "anna", "hale owen", "Nobody", "记者"]))
                .to_owned(),
            _ => known.to_owned(),
        }
    }

    fn date(&mut self, known: &str) -> String {
        let end = match self.random.below(3) {
            0 => known[..4].to_owned(),
            1 => known.get(..7).unwrap_or(&known[..4]).to_owned(),
            _ => known.to_owned(),
        };
        match self.random.below(5) {
            0 => format!("{end}.."),
            1 => format!("..{end}"),
            2 => format!("2016-06..{}", if end.as_str() < "2016-06" { "2018-02" } else { &end }),
            _ => end,
        }
    }
}

/// Whether a query is words alone, so that all it finds has a score.
pub(crate) fn is_words(query: &Query) -> bool {
    match query {
        Query::Word(_)
        | Query::Form(_)
        | Query::Phrase(..)
        | Query::Wild(_)
        | Query::Fuzzy(..)
        | Query::Near(..) => true,
        Query::And(children) | Query::Or(children) => children.iter().all(is_words),
        Query::Group(child) => is_words(child),
        _ => false,
    }
}

/// The sorts of questions in a query, for what finds something to be counted.
pub(crate) fn sorts(search: &Search, sorts: &mut BTreeSet<&'static str>) {
    search.query.iter().for_each(|query| sort(query, sorts));
    search.flags.iter().for_each(|(field, _)| sorts.extend([*field, "flags"]));
    sorts.extend(search.any.then_some("--any"));
    sorts.extend(search.plain.as_ref().map(|_| "-F"));
}

/// All that [`sorts`] can find.
pub(crate) const SORTS: &[&str] = &[
    "--any",
    "-F",
    "adj",
    "and",
    "answered",
    "answering",
    "at",
    "date",
    "flags",
    "form",
    "fuzzy",
    "group",
    "han wildcard",
    "in",
    "interview",
    "kind",
    "lang",
    "loose phrase",
    "near",
    "not",
    "or",
    "path",
    "phrase",
    "regex",
    "role",
    "speaker",
    "title",
    "wildcard",
    "word",
];

fn sort(query: &Query, sorts: &mut BTreeSet<&'static str>) {
    sorts.insert(match query {
        Query::Word(_) => "word",
        Query::Form(_) => "form",
        Query::Phrase(_, 0) => "phrase",
        Query::Phrase(..) => "loose phrase",
        Query::Wild(text) if text.chars().any(crate::naive::han) => "han wildcard",
        Query::Wild(_) => "wildcard",
        Query::Fuzzy(..) => "fuzzy",
        Query::Regex(_) => "regex",
        Query::Near(_, between) => {
            if between[0].1 {
                "adj"
            } else {
                "near"
            }
        }
        Query::And(_) => "and",
        Query::Or(_) => "or",
        Query::Not(_) => "not",
        Query::Group(_) => "group",
        Query::Filter(field, _) => field,
        Query::Relation(name, _) => name,
    });
    match query {
        Query::And(children) | Query::Or(children) => children.iter().for_each(|c| sort(c, sorts)),
        Query::Not(child) | Query::Group(child) | Query::Relation(_, child) => sort(child, sorts),
        _ => {}
    }
}

/// Whether something stands for a word where a query is typed, rather than for syntax.
fn may_be_typed(word: &str) -> bool {
    let syntax = ['"', '“', '”', '(', ')', '（', '）', '|', '｜', '*', '/', '-', '－', '='];
    let label = word.split([':', '：']).next().unwrap_or("");
    let prefix =
        label.len() < word.len() && label.chars().all(|c| c.is_ascii_lowercase()) && !label.is_empty();
    !word.starts_with(syntax)
        && !word.contains(['"', '“', '”', '(', ')', '（', '）', '|', '*', '~', '?'])
        && !matches!(word, "AND" | "OR" | "NOT")
        && (!prefix || word.starts_with("https://"))
        && !crate::naive::tokens(word).is_empty()
}

/// What is typed.
pub(crate) fn typed(query: &Query, random: &mut Random) -> String {
    render(query, Place::Alone, random)
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Alone,
    InOr,
    InAnd,
    Operand,
}

fn render(query: &Query, place: Place, random: &mut Random) -> String {
    let (text, apart) = match query {
        Query::Near(operands, between) => {
            let mut text = render(&operands[0], Place::Operand, random);
            for (operand, (distance, ordered)) in operands[1..].iter().zip(between) {
                let name = if *ordered { "ADJ" } else { "NEAR" };
                text += &format!(" {name}/{distance} {}", render(operand, Place::Operand, random));
            }
            (text, place == Place::Operand)
        }
        Query::And(children) => {
            let each: Vec<String> = children.iter().map(|c| render(c, Place::InAnd, random)).collect();
            let mut text = each[0].clone();
            for child in &each[1..] {
                text += random.pick(&[" ", " ", "\u{3000}", " AND "]);
                text += child;
            }
            (text, place == Place::InAnd || place == Place::Operand)
        }
        Query::Or(children) => {
            let each: Vec<String> = children.iter().map(|c| render(c, Place::InOr, random)).collect();
            (each.join(random.pick(&[" OR ", " | ", " ｜ ", " || "])), place != Place::Alone)
        }
        Query::Not(child) => {
            let sign = random.pick(&["-", "NOT ", "－"]);
            (format!("{sign}{}", render(child, Place::Operand, random)), place == Place::Operand)
        }
        Query::Group(child) => (parenthesised(&render(child, Place::Alone, random), random), false),
        Query::Relation(name, child) => {
            let colon = random.pick(&[":", "："]);
            (format!("{name}{colon}{}", parenthesised(&render(child, Place::Alone, random), random)), false)
        }
        leaf => (render_leaf(leaf, random), false),
    };
    if apart { parenthesised(&text, random) } else { text }
}

fn render_leaf(leaf: &Query, random: &mut Random) -> String {
    match leaf {
        // A star behind Han characters says nothing.
        Query::Word(text) if text.chars().all(crate::naive::han) && random.percent(5) => format!("{text}*"),
        Query::Word(text) | Query::Wild(text) => text.clone(),
        Query::Form(text) => format!("={text}"),
        Query::Phrase(text, slop) => {
            let (open, close) = if random.percent(75) { ("\"", "\"") } else { ("“", "”") };
            let slop = if *slop > 0 { format!("~{slop}") } else { String::new() };
            format!("{open}{text}{close}{slop}")
        }
        Query::Fuzzy(text, 1) if random.percent(50) => format!("{text}~"),
        Query::Fuzzy(text, edits) => format!("{text}~{edits}"),
        Query::Regex(text) => format!("/{text}/"),
        Query::Filter(field, value) => {
            let colon = random.pick(&[":", ":", "："]);
            let (whole, value) = match value.strip_prefix('=') {
                Some(value) => ("=", value),
                None => ("", value.as_str()),
            };
            let value = &value.replace(['"', '“', '”'], " ");
            let blank = value.contains(|c: char| c.is_whitespace() || "()（）|｜".contains(c));
            let quote = if blank || random.percent(30) { "\"" } else { "" };
            format!("{field}{colon}{whole}{quote}{value}{quote}")
        }
        other => panic!("{other:?} is no leaf"),
    }
}

fn parenthesised(text: &str, random: &mut Random) -> String {
    if random.percent(80) { format!("({text})") } else { format!("（{text}）") }
}

/// Searches that are a little smaller, the smallest first.
pub(crate) fn smaller(search: &Search) -> Vec<Search> {
    let mut all = Vec::new();
    let with = |query: Query| Search { query: Some(query), ..search.clone() };
    if let Some(query) = &search.query {
        all.extend(simpler(query).into_iter().map(with));
        if !search.flags.is_empty() {
            all.push(Search { query: None, ..search.clone() });
        }
    }
    for i in 0..search.flags.len() {
        let mut flags = search.flags.clone();
        flags.remove(i);
        if search.query.is_some() || search.plain.is_some() || !flags.is_empty() {
            all.push(Search { flags, ..search.clone() });
        }
    }
    if search.any {
        all.push(Search { any: false, ..search.clone() });
    }
    if let Some(words) = search.plain.as_ref().filter(|words| words.len() > 1) {
        for i in 0..words.len() {
            let mut words = words.clone();
            words.remove(i);
            all.push(Search { plain: Some(words), ..search.clone() });
        }
    }
    all
}

fn simpler(query: &Query) -> Vec<Query> {
    let mut all: Vec<Query> = Vec::new();
    let list = |children: &[Query], make: fn(Vec<Query>) -> Query| {
        let mut all: Vec<Query> = children.to_vec();
        for i in 0..children.len() {
            if children.len() > 2 {
                let mut fewer = children.to_vec();
                fewer.remove(i);
                all.push(make(fewer));
            }
            for child in simpler(&children[i]) {
                let mut children = children.to_vec();
                children[i] = child;
                all.push(make(children));
            }
        }
        all
    };
    match query {
        Query::And(children) => all.extend(list(children, Query::And)),
        Query::Or(children) => all.extend(list(children, Query::Or)),
        Query::Not(child) => {
            all.push((**child).clone());
            let simpler = simpler(child).into_iter().filter(|c| !matches!(c, Query::Not(_)));
            all.extend(simpler.map(|c| Query::Not(Box::new(c))));
        }
        Query::Group(child) => {
            all.push((**child).clone());
            all.extend(simpler(child).into_iter().map(|c| Query::Group(Box::new(c))));
        }
        Query::Relation(name, child) => {
            all.push((**child).clone());
            all.extend(simpler(child).into_iter().map(|c| Query::Relation(name, Box::new(c))));
        }
        Query::Near(operands, between) => {
            all.extend(operands.iter().cloned());
            if operands.len() > 2 {
                all.push(Query::Near(operands[1..].to_vec(), between[1..].to_vec()));
                all.push(Query::Near(operands[..2].to_vec(), between[..1].to_vec()));
            }
            for (i, operand) in operands.iter().enumerate() {
                if let Query::Or(options) = operand {
                    for option in options {
                        let mut operands = operands.clone();
                        operands[i] = option.clone();
                        all.push(Query::Near(operands, between.clone()));
                    }
                }
            }
        }
        Query::Phrase(text, slop) if *slop > 0 => all.push(Query::Phrase(text.clone(), slop - 1)),
        _ => {}
    }
    all
}
