//! The oracle: which turns a search finds and what is marked in them, by looking at every turn.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use whosaid::model::{Interview, Kind, Language, Participant, Role, Turn};

use crate::language::{Query, Search};
use crate::naive::{self, Tok};
use crate::numbers;

/// A turn with what is known of it.
pub(crate) struct Doc {
    pub(crate) turn: Turn,
    /// Its interview's number.
    pub(crate) interview: usize,
    tokens: Vec<Tok>,
    compounds: Vec<Tok>,
    names: Vec<String>,
    languages: Vec<&'static str>,
    /// Whether it is searched though no kind is named.
    main: bool,
}

/// All turns of a corpus, in the order of ids.
pub(crate) struct Oracle {
    pub(crate) interviews: Vec<Interview>,
    pub(crate) docs: Vec<Doc>,
}

/// One thing that must occur, as alternatives.
type Unit = Vec<Way>;

/// A way to occur.
enum Way {
    /// These tokens in order.
    Sequence(Vec<String>, usize),
    /// A token or compound of this stem.
    Stem(String),
    Near(Vec<Spot>, Vec<Spot>, usize, bool),
    One(Spot),
    Regex(String),
}

/// What can stand beside NEAR.
#[derive(Clone)]
enum Spot {
    Sequence(Vec<String>, usize),
    Wild(String),
    /// Tokens one after the other; none is any one.
    Row(Vec<Option<String>>),
    Fuzzy(String, usize),
}

impl Oracle {
    pub(crate) fn new(mut interviews: Vec<Interview>) -> Self {
        interviews.sort_by(|a, b| a.meta.id.cmp(&b.meta.id));
        let mut docs = Vec::new();
        for (i, interview) in interviews.iter().enumerate() {
            let spoken = interview.turns.iter().any(|t| t.kind == Kind::Speech);
            for turn in &interview.turns {
                docs.push(doc(turn, i, interview, spoken));
            }
        }
        Self { interviews, docs }
    }

    /// The numbers of the turns that a search finds, in document order.
    pub(crate) fn answer(&self, search: &Search) -> BTreeSet<usize> {
        let query = search.query.clone();
        let lifted = query.as_ref().is_some_and(names_kind) || search.flags.iter().any(|f| f.0 == "kind");
        let universe: Vec<usize> = (0..self.docs.len()).filter(|&d| lifted || self.docs[d].main).collect();
        let plain = search.plain.as_ref();
        let holds = |&d: &usize| {
            query.as_ref().is_none_or(|q| self.holds(q, d, &universe, search.any))
                && plain.is_none_or(|words| {
                    let mut each = words.iter().filter(|w| !naive::tokens(w).is_empty());
                    let found = |word: &String| self.leaf(&Query::Word(word.clone()), d, search.any);
                    if search.any { each.any(found) } else { each.all(found) }
                })
                && search.flags.iter().all(|(field, _)| {
                    let mut same = search.flags.iter().filter(|f| f.0 == *field);
                    same.any(|(field, value)| self.filter(field, value, false, d))
                })
        };
        universe.iter().copied().filter(|d| holds(d)).collect()
    }

    fn holds(&self, query: &Query, d: usize, universe: &[usize], any: bool) -> bool {
        match query {
            Query::And(children) => {
                let mut all = Vec::new();
                conjuncts(children, &mut all);
                // With --any the words of all groups are optional, what else they hold is not.
                let (optional, required): (Vec<_>, Vec<_>) =
                    all.into_iter().partition(|either| any && either.iter().all(|q| is_text(q)));
                let holds = |either: &Vec<&Query>| either.iter().any(|q| self.holds(q, d, universe, any));
                required.iter().all(holds) && (optional.is_empty() || optional.iter().any(holds))
            }
            Query::Or(children) => children.iter().any(|c| self.holds(c, d, universe, any)),
            Query::Not(child) => !self.holds(child, d, universe, false),
            Query::Group(child) => self.holds(child, d, universe, any),
            Query::Filter(field, value) => match value.strip_prefix('=') {
                Some(value) => self.filter(field, value, true, d),
                None => self.filter(field, value, false, d),
            },
            Query::Relation(name, child) => {
                let here = &self.docs[d];
                universe.iter().any(|&other| {
                    let there = &self.docs[other];
                    let related = there.interview == here.interview
                        && match *name {
                            "answering" => here.turn.replies_to == Some(there.turn.n),
                            "answered" => there.turn.replies_to == Some(here.turn.n),
                            _ => true,
                        };
                    related && self.holds(child, other, universe, any)
                })
            }
            leaf => self.leaf(leaf, d, any),
        }
    }

    fn leaf(&self, leaf: &Query, d: usize, any: bool) -> bool {
        let units = units(leaf, any);
        let mut found = units.iter().map(|unit| !self.docs[d].places(unit).is_empty());
        // Pairs of a chain are as optional as words.
        if any && matches!(leaf, Query::Word(_) | Query::Near(..)) {
            found.any(|f| f)
        } else {
            found.all(|f| f)
        }
    }

    fn filter(&self, field: &str, value: &str, whole: bool, d: usize) -> bool {
        let doc = &self.docs[d];
        let meta = &self.interviews[doc.interview].meta;
        let chars = |text: &str| text.chars().collect::<Vec<char>>();
        match field {
            "speaker" if whole => doc.names.iter().any(|n| naive::same_name(n, value)),
            "speaker" => doc.names.iter().any(|n| naive::holds(n, value)),
            "kind" => match value {
                "speech" => doc.turn.kind == Kind::Speech,
                "note" => doc.turn.kind == Kind::Note,
                _ => true,
            },
            "lang" => doc.languages.contains(&value),
            "title" => meta.title.as_ref().is_some_and(|t| naive::holds(t, value)),
            "in" => meta.id == value,
            "path" => {
                let subject = if value.contains('/') {
                    &meta.path
                } else {
                    meta.path.rsplit('/').next().unwrap_or(&meta.path)
                };
                naive::glob(&chars(value), &chars(subject)) || meta.path.starts_with(&format!("{value}/"))
            }
            "date" => meta.date.as_ref().is_some_and(|known| {
                let (first, last) = (day(known, false), day(known, true));
                let (from, to) = value.split_once("..").unwrap_or((value, value));
                (from.is_empty() || last >= day(from, false)) && (to.is_empty() || first <= day(to, true))
            }),
            "role" => doc.turn.role == Some(if value == "host" { Role::Host } else { Role::Guest }),
            "at" => doc.turn.start_ms.is_some_and(|start| {
                let (from, to) = match value.split_once("..") {
                    Some((from, to)) => (
                        if from.is_empty() { 0 } else { milliseconds(from) },
                        if to.is_empty() { u64::MAX } else { milliseconds(to) },
                    ),
                    // A minute, all of it.
                    None => (milliseconds(value), milliseconds(value) + 59_999),
                };
                let end = doc.turn.end_ms.unwrap_or(start).max(start + 1);
                (start..end).contains(&from) || (from..=to).contains(&start)
            }),
            other => panic!("what is {other}?"),
        }
    }

    /// What is to be marked in a turn: every place of every word that is asked of the turn itself.
    pub(crate) fn marks(&self, search: &Search, d: usize) -> Vec<Range<usize>> {
        let mut leaves: Vec<Query> = Vec::new();
        search.query.iter().for_each(|q| shown(q, &mut leaves));
        leaves.extend(search.plain.iter().flatten().map(|w| Query::Word(w.clone())));
        let mut ranges: Vec<Range<usize>> = leaves
            .iter()
            .flat_map(|leaf| units(leaf, search.any))
            .flat_map(|unit| self.docs[d].places(&unit))
            .collect();
        ranges.sort_by_key(|r| (r.start, r.end));
        let mut joined: Vec<Range<usize>> = Vec::new();
        for range in ranges {
            match joined.last_mut().filter(|last| range.start < last.end) {
                Some(last) => last.end = last.end.max(range.end),
                None => joined.push(range),
            }
        }
        joined
    }
}

fn doc(turn: &Turn, interview: usize, of: &Interview, spoken: bool) -> Doc {
    let tokens = naive::tokens(&turn.text);
    let compounds = naive::compounds(&turn.text, &tokens);
    let person =
        |name: &str| -> Option<&Participant> { of.meta.participants.iter().find(|p| p.name == name) };
    let mut names: Vec<String> = Vec::new();
    for name in turn.names() {
        names.push(name.to_owned());
        names.extend(person(name).into_iter().flat_map(|p| p.aliases.clone()));
    }
    let han = tokens.iter().filter(|t| naive::is_han(&t.text)).count();
    // Two characters make a word; a third of the words makes a language.
    let (zh, en) = (han.div_ceil(2), tokens.len() - han);
    let mut languages = Vec::new();
    if zh + en == 0 {
        languages.extend(if of.meta.language == Language::Mul {
            vec!["en", "zh"]
        } else {
            vec![of.meta.language.code()]
        });
    } else {
        languages.extend((en * 3 >= zh + en).then_some("en"));
        languages.extend((zh * 3 >= zh + en).then_some("zh"));
    }
    let main = turn.kind == Kind::Speech || !spoken;
    Doc { turn: turn.clone(), interview, tokens, compounds, names, languages, main }
}

fn names_kind(query: &Query) -> bool {
    match query {
        Query::And(children) | Query::Or(children) => children.iter().any(names_kind),
        Query::Not(child) | Query::Group(child) | Query::Relation(_, child) => names_kind(child),
        Query::Filter(field, _) => *field == "kind",
        _ => false,
    }
}

/// What an AND demands: each a list of alternatives. Groups in it are its own, but a field repeated in one group
/// means OR.
fn conjuncts<'a>(children: &'a [Query], all: &mut Vec<Vec<&'a Query>>) {
    for (i, child) in children.iter().enumerate() {
        let mut inside = child;
        while let Query::Group(child) = inside {
            inside = child;
        }
        match inside {
            Query::And(children) => conjuncts(children, all),
            Query::Filter(field, _) if std::ptr::eq(inside, child) => {
                let same = |c: &&Query| matches!(c, Query::Filter(f, _) if f == field);
                if !children[..i].iter().any(|c| same(&c)) {
                    all.push(children.iter().filter(same).collect());
                }
            }
            _ => all.push(vec![inside]),
        }
    }
}

fn is_text(query: &Query) -> bool {
    match query {
        Query::And(children) | Query::Or(children) => children.iter().all(is_text),
        Query::Group(child) => is_text(child),
        Query::Not(_) | Query::Filter(..) | Query::Relation(..) => false,
        _ => true,
    }
}

/// The words asked of the turn itself.
fn shown(query: &Query, leaves: &mut Vec<Query>) {
    match query {
        Query::And(children) | Query::Or(children) => children.iter().for_each(|c| shown(c, leaves)),
        Query::Group(child) => shown(child, leaves),
        Query::Not(child) => {
            // Not of not is what it was.
            let mut inside = &**child;
            while let Query::Group(child) = inside {
                inside = child;
            }
            if let Query::Not(child) = inside {
                shown(child, leaves);
            }
        }
        Query::Filter(..) | Query::Relation(..) => {}
        leaf => leaves.push(leaf.clone()),
    }
}

/// What a leaf asks for.
fn units(leaf: &Query, any: bool) -> Vec<Unit> {
    match leaf {
        Query::Word(text) => pieces(text).into_iter().flat_map(|piece| word(piece, any)).collect(),
        Query::Form(text) => vec![vec![Way::Sequence(naive::texts(text), 0)]],
        Query::Phrase(text, slop) => vec![vec![Way::Sequence(naive::texts(text), *slop)]],
        Query::Wild(_) | Query::Fuzzy(..) => vec![spots(leaf).into_iter().map(Way::One).collect()],
        Query::Regex(text) => vec![vec![Way::Regex(text.clone())]],
        Query::Near(operands, between) => {
            let pairs = operands.windows(2).zip(between);
            pairs
                .map(|(pair, (d, ordered))| vec![Way::Near(spots(&pair[0]), spots(&pair[1]), *d, *ordered)])
                .collect()
        }
        other => panic!("{other:?} is no leaf"),
    }
}

fn spots(operand: &Query) -> Vec<Spot> {
    match operand {
        Query::Word(text) => {
            let tokens = naive::tokens(text);
            let chinese = tokens.iter().any(|t| naive::is_han(&t.text));
            if chinese || numbers::is_number(text, &tokens) {
                let ways = numbers::written(text, &tokens);
                return ways.into_iter().map(|terms| Spot::Sequence(terms, 0)).collect();
            }
            vec![Spot::Sequence(naive::texts(text), 0)]
        }
        Query::Phrase(text, slop) => vec![Spot::Sequence(naive::texts(text), *slop)],
        Query::Wild(text) if text.chars().any(naive::han) => {
            let each = text.chars().map(|c| (c != '?').then(|| naive::texts(&c.to_string()).concat()));
            vec![Spot::Row(each.collect())]
        }
        Query::Wild(text) => vec![Spot::Wild(text.clone())],
        Query::Fuzzy(text, edits) => vec![Spot::Fuzzy(text.clone(), *edits)],
        Query::Or(options) => options.iter().flat_map(spots).collect(),
        other => panic!("{other:?} is no operand"),
    }
}

/// The parts of a word that anything but letters and digits keeps apart, where Han stands on a side.
fn pieces(text: &str) -> Vec<&str> {
    let tokens = naive::tokens(text);
    let mut pieces = Vec::new();
    let mut start = 0;
    for (i, token) in tokens.iter().enumerate() {
        let next = tokens.get(i + 1);
        let ends = next.is_none_or(|next| {
            next.start > token.end && (naive::is_han(&token.text) || naive::is_han(&next.text))
        });
        if ends {
            pieces.push(&text[tokens[start].start..token.end]);
            start = i + 1;
        }
    }
    pieces
}

fn word(piece: &str, any: bool) -> Vec<Unit> {
    let terms = naive::texts(piece);
    let chinese = terms.iter().filter(|t| naive::is_han(t)).count();
    let tokens = naive::tokens(piece);
    let number = numbers::is_number(piece, &tokens);
    let written = |piece: &str| -> Unit {
        let ways = numbers::written(piece, &naive::tokens(piece));
        ways.into_iter().map(|terms| Way::Sequence(terms, 0)).collect()
    };
    if chinese == 0 {
        let mut unit = if number { written(piece) } else { vec![Way::Sequence(terms.clone(), 0)] };
        if let [term] = terms.as_slice() {
            unit.push(Way::Stem(naive::stem(term).to_owned()));
            return vec![unit];
        }
        let joined = naive::compounds(piece, &tokens);
        if let [joined] = joined.as_slice()
            && joined.text == terms.concat()
        {
            unit.push(Way::Stem(naive::stem(&joined.text).to_owned()));
        }
        return vec![unit];
    }
    if chinese < terms.len() || chinese <= 4 && !any || number {
        return vec![written(piece)];
    }
    let words = cut(piece);
    let numbers = numbers::places(piece, &tokens);
    let long = |word: &Range<usize>| piece[word.clone()].chars().count() > 1;
    let wanted = words.iter().filter(|w| long(w) || !words.iter().any(long));
    let unit = |word: &Range<usize>| -> Unit {
        let mut unit = vec![Way::Sequence(naive::texts(&piece[word.clone()]), 0)];
        let overlap = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        if let Some(number) = numbers.iter().find(|number| overlap(word, number)) {
            // The words that the number is in stay together, in any written form of it.
            let parts: Vec<_> = words.iter().filter(|part| overlap(part, number)).collect();
            unit.extend(written(&piece[parts[0].start..parts[parts.len() - 1].end]));
        }
        unit
    };
    wanted.map(unit).collect()
}

/// The words of a run of Han characters. Which they are is the segmenter's to say.
fn cut(run: &str) -> Vec<Range<usize>> {
    thread_local! {
        static KNOWN: RefCell<HashMap<String, Vec<Range<usize>>>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        let cut = |run: &str| whosaid::analysis::words(run).iter().map(|t| t.start..t.end).collect();
        let words: &Vec<Range<usize>> = known.entry(run.to_owned()).or_insert_with(|| cut(run));
        assert_eq!(words.iter().map(|w| &run[w.clone()]).collect::<String>(), run);
        words.clone()
    })
}

impl Doc {
    /// Where a unit occurs, in bytes.
    fn places(&self, unit: &Unit) -> Vec<Range<usize>> {
        let bytes = |(a, b): (usize, usize)| self.tokens[a].start..self.tokens[b].end;
        let mut places = Vec::new();
        for way in unit {
            match way {
                Way::Sequence(terms, slop) => {
                    places.extend(self.shortest(terms, *slop).into_iter().map(bytes))
                }
                Way::One(spot) => places.extend(self.spans(spot).into_iter().map(bytes)),
                Way::Stem(stem) => {
                    let all = self.tokens.iter().filter(|t| !naive::is_han(&t.text)).chain(&self.compounds);
                    places.extend(all.filter(|t| naive::stem(&t.text) == stem).map(|t| t.start..t.end));
                }
                Way::Near(left, right, distance, ordered) => {
                    let spans = |spots: &[Spot]| spots.iter().flat_map(|s| self.spans(s)).collect::<Vec<_>>();
                    let (left, right) = (spans(left), spans(right));
                    let follows = |a: (usize, usize), b: (usize, usize)| b.0 > a.1 && b.0 - a.1 <= *distance;
                    for &a in &left {
                        for &b in &right {
                            if follows(a, b) || !ordered && follows(b, a) {
                                places.extend([bytes(a), bytes(b)]);
                            }
                        }
                    }
                }
                Way::Regex(text) => {
                    let regex = regex::RegexBuilder::new(text).case_insensitive(true).build().unwrap();
                    places.extend(regex.find_iter(&self.turn.text).map(|m| m.range()));
                }
            }
        }
        places
    }

    /// The occurrences of a sequence, from each start the shortest.
    fn shortest(&self, terms: &[String], slop: usize) -> Vec<(usize, usize)> {
        let mut spans = naive::sequences(&self.tokens, terms, slop);
        spans.dedup_by_key(|span| span.0);
        spans
    }

    fn spans(&self, spot: &Spot) -> Vec<(usize, usize)> {
        let chars = |text: &str| text.chars().collect::<Vec<char>>();
        let each = |fits: &dyn Fn(&str) -> bool| {
            let fitting = self.tokens.iter().enumerate().filter(|(_, t)| fits(&t.text));
            fitting.map(|(i, _)| (i, i)).collect()
        };
        match spot {
            Spot::Sequence(terms, slop) => self.shortest(terms, *slop),
            Spot::Row(row) => {
                let fits = |at: &[Tok]| {
                    at.iter().zip(row).all(|(t, part)| part.as_ref().is_none_or(|part| *part == t.text))
                };
                let starts = self.tokens.windows(row.len()).enumerate().filter(|(_, at)| fits(at));
                starts.map(|(i, _)| (i, i + row.len() - 1)).collect()
            }
            Spot::Wild(pattern) => {
                let pattern = chars(&pattern.to_lowercase());
                each(&|token| naive::wild(&pattern, &chars(token)))
            }
            Spot::Fuzzy(word, most) => {
                let word = chars(&naive::texts(word).concat());
                each(&|token| {
                    let token = chars(token);
                    word.len().abs_diff(token.len()) <= *most && naive::edits(&word, &token) <= *most
                })
            }
        }
    }
}

/// The first or the last day of a date, as a number that orders days.
fn day(date: &str, last: bool) -> u32 {
    let mut parts = date.split('-').map(|p| p.parse::<u32>().unwrap());
    let year = parts.next().unwrap();
    let month = parts.next().unwrap_or(if last { 12 } else { 1 });
    let day = parts.next().unwrap_or(if last { 31 } else { 1 });
    year * 10_000 + month * 100 + day
}

/// `90s`, `5m`, `0:05:00`.
fn milliseconds(time: &str) -> u64 {
    if let Some(minutes) = time.strip_suffix('m') {
        return minutes.parse::<u64>().unwrap() * 60_000;
    }
    if let Some(seconds) = time.strip_suffix('s') {
        return seconds.parse::<u64>().unwrap() * 1000;
    }
    time.split(':').fold(0, |sum, part| sum * 60 + part.parse::<u64>().unwrap()) * 1000
}
