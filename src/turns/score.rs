//! Which labels are real: label types are scored over the whole document, and one grammar wins.
//!
//! A label type is a grammar with a key. It is *strong* if it recurs before varied text and looks like a label.
//! The grammar with the most strong headers is the document's own; within it rare labels pass by their
//! shape, and other grammars pass for labels that are already known.

use std::collections::{HashMap, HashSet};

use super::header::{Grammar, Header};
use super::line::Line;
use super::shape::{self, Shape};
use super::{alias, notes};
use crate::analysis::is_han;

/// What is known of a document before its labels are.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// Keys of names from metadata.
    pub(super) known: HashSet<String>,
    /// Words that occur in lower case.
    lower: HashSet<String>,
    /// Whether lines follow each other without blank lines between paragraphs.
    gapless: bool,
    /// The lines are speech from the first one on: no title, abstract or introduction.
    pub(super) headless: bool,
}

impl Evidence {
    /// Gathers what the text says about its own words.
    pub(super) fn gather(lines: &[Line], names: &[String]) -> Self {
        let mut lower = HashSet::new();
        for word in lines.iter().flat_map(|l| l.text.split(|c: char| !c.is_alphanumeric())) {
            if word.len() > 1
                && word.is_ascii()
                && word.bytes().all(|b| b.is_ascii_lowercase())
                && !lower.contains(word)
            {
                lower.insert(word.to_owned());
            }
        }
        let gaps = lines.iter().filter(|l| l.gap).count();
        Self {
            known: names.iter().map(|n| shape::key(n)).collect(),
            lower,
            gapless: gaps * 10 <= lines.len(),
            headless: false,
        }
    }

    /// True if every word of the label also occurs as a common word in lower case.
    fn is_common(&self, key: &str) -> bool {
        key.is_ascii() && key.split(' ').all(|w| self.lower.contains(w))
    }

    /// True if the metadata names this speaker, in full or in part.
    fn knows(&self, key: &str) -> bool {
        self.known.iter().any(|k| k == key || (k.len() > key.len() && k.split(' ').any(|w| w == key)))
    }
}

/// One label in one grammar, over the whole document.
#[derive(Debug, Default)]
struct Type {
    count: usize,
    /// Different texts after it.
    texts: HashSet<String>,
    /// How often a paragraph starts with it.
    gaps: usize,
    strong: usize,
    timed: usize,
    initials: usize,
    shape: Option<Shape>,
    last: usize,
    first: usize,
}

impl Type {
    fn shape(&self) -> Shape {
        self.shape.unwrap_or(Shape::No)
    }

    /// Whether the words after it vary like speech: fixed furniture repeats itself.
    fn varied(&self) -> bool {
        self.texts.len() * 3 >= self.count && (self.texts.len() >= 2 || self.count == 1)
    }
}

type Key = (Grammar, String);

/// The outcome: which label types are headers.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    accepted: HashSet<Key>,
    /// The grammar that most headers follow.
    pub(super) primary: Option<Grammar>,
    /// How sure the choice is, 0 to 1.
    pub(super) confidence: f32,
}

impl Verdict {
    /// The header of a line, if one of its candidates is real; the document's own grammar comes first.
    pub(super) fn pick<'a>(&self, candidates: &'a [Header]) -> Option<&'a Header> {
        let real = |h: &&Header| self.accepted.contains(&(h.grammar, h.key.clone()));
        candidates.iter().filter(real).max_by_key(|h| Some(h.grammar) == self.primary)
    }

    /// The keys of all real labels.
    pub(super) fn keys(&self) -> HashSet<String> {
        self.accepted.iter().map(|(_, k)| k.clone()).collect()
    }

    /// The keys of labels that may start a turn inside a paragraph: names and roles before a colon.
    pub(super) fn run_in_labels(&self, candidates: &[Vec<Header>]) -> HashSet<String> {
        let fit = |h: &&Header| h.grammar == Grammar::Colon && h.shape >= Shape::Name;
        let real =
            |h: &&Header| self.accepted.contains(&(h.grammar, h.key.clone())) && !shape::is_break(&h.label);
        candidates.iter().flatten().filter(fit).filter(real).map(|h| h.key.clone()).collect()
    }

    /// A verdict that takes exactly these labels, in whatever grammar they stand.
    pub(super) fn forced(candidates: &[Vec<Header>], labels: &[String]) -> Self {
        let wanted: HashSet<String> = labels.iter().map(|l| shape::key(l)).collect();
        let accepted: HashSet<Key> = (candidates.iter().flatten())
            .filter(|h| {
                wanted.contains(&h.key) || wanted.contains(&shape::key(shape::without_affiliation(&h.label)))
            })
            .map(|h| (h.grammar, h.key.clone()))
            .collect();
        let confidence = if accepted.is_empty() { 0.0 } else { 1.0 };
        let mut counts: HashMap<Grammar, usize> = HashMap::new();
        for h in candidates.iter().flatten().filter(|h| accepted.contains(&(h.grammar, h.key.clone()))) {
            *counts.entry(h.grammar).or_default() += 1;
        }
        let primary = counts.into_iter().max_by_key(|&(g, n)| (n, std::cmp::Reverse(g))).map(|(g, _)| g);
        Self { accepted, primary, confidence }
    }
}

/// Decides over all candidates of a document; `candidates[i]` belong to `lines[i]`.
pub(super) fn judge(lines: &[Line], candidates: &[Vec<Header>], evidence: &Evidence) -> Verdict {
    let types = tally(lines, candidates);
    let mut support: HashMap<Grammar, (usize, usize)> = HashMap::new();
    for ((grammar, key), t) in &types {
        if is_strong(*grammar, key, t, evidence) {
            let entry = support.entry(*grammar).or_default();
            entry.0 += t.count;
            entry.1 += 1;
        }
    }
    let primary =
        support.iter().max_by_key(|(g, (n, _))| (*n * weight(**g), std::cmp::Reverse(**g))).map(|(g, _)| *g);
    let Some(primary) = primary else { return few(lines, candidates, &types, evidence) };
    let mut verdict = Verdict { primary: Some(primary), ..Verdict::default() };
    let house = House::of(primary, &types, evidence, lines);
    let own = types.iter().filter(|((g, _), _)| *g == primary);
    verdict.accepted =
        own.filter(|((g, k), t)| house.admits(*g, k, t, evidence)).map(|(k, _)| k.clone()).collect();
    let full: Vec<String> = verdict.accepted.iter().map(|(_, k)| k.clone()).collect();
    let short = |(g, k): &&Key| {
        *g == primary && !verdict.accepted.contains(&(*g, k.clone())) && alias::is_alias(k, &full)
    };
    let aliases: Vec<Key> = types.keys().filter(short).cloned().collect();
    verdict.accepted.extend(aliases);
    let between = sandwiched(lines, candidates, &verdict, &types, &house);
    verdict.accepted.extend(between);
    let keys = verdict.keys();
    for ((g, k), t) in types.iter().filter(|((g, _), _)| *g != primary) {
        let foreign = support.get(g).is_some_and(|(n, kinds)| *n >= 4 && *kinds >= 2);
        let strong = t.shape() >= Shape::Name && is_strong(*g, k, t, evidence);
        let alone =
            strong && (foreign && apart(t, &house) || akin(*g, primary) && t.count * 10 >= house.headers);
        if *g != Grammar::Own && (keys.contains(k) && fits(*g, t) || alone) {
            verdict.accepted.insert((*g, k.clone()));
        }
    }
    verdict.confidence = confidence(candidates, &verdict, &types, evidence);
    verdict
}

/// The share of headers whose labels stand by themselves, less where there are few.
fn confidence(
    candidates: &[Vec<Header>],
    verdict: &Verdict,
    types: &HashMap<Key, Type>,
    evidence: &Evidence,
) -> f32 {
    let (mut strong, mut all) = (0usize, 0usize);
    for header in candidates.iter().filter_map(|hs| verdict.pick(hs)) {
        let key = (header.grammar, header.key.clone());
        all += 1;
        strong += usize::from(types.get(&key).is_some_and(|t| is_strong(key.0, &key.1, t, evidence)));
    }
    (strong as f32 / all.max(1) as f32) * (1.0 - 1.0 / (1.0 + strong as f32))
}

/// Rare labels that stand between two headers of one speaker. Where labels are not repeated within a turn, the
/// second header only makes sense if somebody else spoke in between.
fn sandwiched(
    lines: &[Line],
    candidates: &[Vec<Header>],
    verdict: &Verdict,
    types: &HashMap<Key, Type>,
    house: &House,
) -> Vec<Key> {
    let headers: Vec<(usize, &Header)> =
        candidates.iter().enumerate().filter_map(|(i, hs)| Some((i, verdict.pick(hs)?))).collect();
    let repeats = headers.windows(2).filter(|w| w[0].1.key == w[1].1.key).count();
    if repeats * 10 > headers.len() {
        return Vec::new();
    }
    let mut found: HashMap<Key, usize> = HashMap::new();
    for pair in headers.windows(2).filter(|w| w[0].1.key == w[1].1.key) {
        // Of several candidates the last is the nearest to the header that needs it.
        let inside = (pair[0].0 + 1..pair[1].0).rev().filter(|&i| !house.gap || lines[i].gap);
        let mut inside = inside.flat_map(|i| &candidates[i]);
        let fits = |h: &&Header| Some(h.grammar) == verdict.primary && h.shape >= Shape::Plausible;
        if let Some(header) = inside.find(fits).filter(|h| !house.bold || h.strong) {
            *found.entry((header.grammar, header.key.clone())).or_default() += 1;
        }
    }
    let mostly = |(key, n): &(Key, usize)| types.get(key).is_some_and(|t| n * 2 >= t.count);
    found.into_iter().filter(mostly).map(|(key, _)| key).collect()
}

/// Grammars whose separator is itself rare in prose need less support.
fn weight(grammar: Grammar) -> usize {
    match grammar {
        Grammar::Time | Grammar::TimeFirst => 6,
        Grammar::Colon | Grammar::Bracket | Grammar::Mark => 4,
        Grammar::Strong | Grammar::Arrow | Grammar::Own => 3,
        Grammar::Cell | Grammar::Dash => 2,
    }
}

/// A known label in another grammar is a header where that grammar is unmistakable.
fn fits(grammar: Grammar, t: &Type) -> bool {
    match grammar {
        Grammar::Dash | Grammar::Cell | Grammar::Arrow => t.count >= 2,
        _ => true,
    }
}

/// Some speakers' headers have a time and others' have none.
fn akin(a: Grammar, b: Grammar) -> bool {
    let timed = |g| matches!(g, Grammar::Time | Grammar::TimeFirst | Grammar::Colon);
    timed(a) && timed(b)
}

/// A second grammar of a mixed file holds where the first one does not.
fn apart(t: &Type, house: &House) -> bool {
    t.first > house.last || t.last < house.first || t.timed > 0
}

fn tally(lines: &[Line], candidates: &[Vec<Header>]) -> HashMap<Key, Type> {
    let mut types: HashMap<Key, Type> = HashMap::new();
    for (i, header) in candidates.iter().enumerate().flat_map(|(i, hs)| hs.iter().map(move |h| (i, h))) {
        let rest = lines[i].text[header.rest..].trim();
        let text = if rest.is_empty() { lines.get(i + 1).map_or("", |l| l.text.as_str()) } else { rest };
        let t = types.entry((header.grammar, header.key.clone())).or_default();
        if t.count == 0 {
            t.first = i;
        }
        t.count += 1;
        t.last = i;
        let mut words: String = text.chars().filter(|c| c.is_alphanumeric()).take(24).collect();
        if words.chars().count() < 8 {
            // "Yes." twice is two answers, not furniture.
            words.push_str(&i.to_string());
        }
        t.texts.insert(words);
        t.initials += usize::from(is_initials(&header.label));
        t.gaps += usize::from(lines[i].gap || i == 0);
        t.strong += usize::from(header.strong);
        t.timed += usize::from(header.time.is_some());
        t.shape = t.shape.max(Some(header.shape));
    }
    types
}

/// A type that is a label by itself: it recurs before varied words and looks like one.
fn is_strong(grammar: Grammar, key: &str, t: &Type, evidence: &Evidence) -> bool {
    if !t.varied() || shape::is_break(key) {
        return false;
    }
    let timed = matches!(grammar, Grammar::Time | Grammar::TimeFirst);
    let bold = t.strong == t.count;
    let enough = match t.shape() {
        Shape::Role => 2,
        Shape::Name if evidence.knows(key) || timed || bold => 2,
        Shape::Name if !key.contains(' ') && evidence.is_common(key) => 5,
        Shape::Name => 2,
        Shape::Plausible if timed || bold => 2,
        Shape::Plausible if grammar == Grammar::Dash || grammar == Grammar::Cell => 5,
        Shape::Plausible => 3,
        Shape::Odd if timed => 3,
        Shape::Odd | Shape::No => return false,
    };
    t.count >= enough
}

/// The habits of a document's own grammar, which rare labels have to share.
struct House {
    bold: bool,
    gap: bool,
    timed: bool,
    first: usize,
    last: usize,
    headers: usize,
    /// All labels are handles such as `ann-lee`.
    handles: bool,
    /// All labels are initials.
    initials: bool,
    /// Lines before this one are title, abstract and introduction: a rare name before a colon is prose there.
    head: usize,
}

impl House {
    fn of(primary: Grammar, types: &HashMap<Key, Type>, evidence: &Evidence, lines: &[Line]) -> Self {
        let strong: Vec<&Type> = (types.iter())
            .filter(|((g, k), t)| *g == primary && is_strong(*g, k, t, evidence))
            .map(|(_, t)| t)
            .collect();
        let sum = |f: fn(&Type) -> usize| strong.iter().map(|t| f(t)).sum::<usize>();
        let headers = sum(|t| t.count);
        let first = strong.iter().map(|t| t.first).min().unwrap_or(0);
        let leads = |l: &Line| l.text.trim_end().ends_with([':', '：']) && shape::of(&l.text) <= Shape::Odd;
        let furniture = |l: &Line| notes::is_head_label(&l.text) || leads(l);
        let title = primary == Grammar::Colon && lines.first().is_some_and(|l| notes::is_title(&l.text));
        let own = types.iter().filter(|((g, k), t)| *g == primary && is_strong(*g, k, t, evidence));
        let strong_handles = own.into_iter().all(|((_, k), _)| is_handle(k));
        let head = match evidence.headless {
            true => 0,
            false => lines[..first].iter().rposition(furniture).map_or(usize::from(title), |i| i + 1),
        };
        Self {
            head,
            handles: strong_handles,
            initials: sum(|t| t.initials) == headers,
            bold: sum(|t| t.strong) * 10 >= headers * 9,
            gap: !evidence.gapless && sum(|t| t.gaps) * 10 >= headers * 9,
            timed: sum(|t| t.timed) * 10 >= headers * 9,
            first,
            last: strong.iter().map(|t| t.last).max().unwrap_or(0),
            headers,
        }
    }

    /// Whether a type of the document's own grammar is a label, though it may be rare.
    fn admits(&self, grammar: Grammar, key: &str, t: &Type, evidence: &Evidence) -> bool {
        if shape::is_break(key) {
            return true;
        }
        if is_strong(grammar, key, t, evidence) {
            return !self.bold || t.strong > 0 || t.shape() >= Shape::Name;
        }
        if t.last < self.head && t.first < self.first && t.shape() != Shape::Role && !evidence.knows(key) {
            return false;
        }
        let habits = (!self.bold || t.strong > 0) && (!self.gap || t.gaps == t.count);
        if !habits || !t.varied() {
            return false;
        }
        // A time in the header, or bold type, is as good as recurrence.
        let marked = self.timed && t.timed > 0 || self.bold && grammar != Grammar::Strong;
        match t.shape() {
            Shape::Role => true,
            Shape::Name if marked || evidence.knows(key) => true,
            Shape::Name if key.chars().any(is_han) || self.initials && t.initials > 0 => true,
            Shape::Name => {
                !evidence.is_common(key) && (key.contains(' ') || t.count >= 2 || self.headers < 12)
            }
            Shape::Plausible | Shape::Odd if self.handles && is_handle(key) => true,
            Shape::Plausible => marked || t.count >= 2 && t.texts.len() >= 2,
            Shape::Odd => marked && self.timed,
            Shape::No => false,
        }
    }
}

/// Up to four capital letters.
fn is_initials(label: &str) -> bool {
    label.len() <= 4 && label.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())
}

/// One word of several parts, as account names are.
fn is_handle(key: &str) -> bool {
    !key.contains(' ') && key.contains(['-', '_']) && key.chars().any(char::is_alphabetic)
}

/// A document too short for labels to recur: names and roles pass if they open most of its paragraphs.
fn few(
    lines: &[Line],
    candidates: &[Vec<Header>],
    types: &HashMap<Key, Type>,
    evidence: &Evidence,
) -> Verdict {
    let mut best = Verdict::default();
    for grammar in
        [Grammar::TimeFirst, Grammar::Time, Grammar::Colon, Grammar::Bracket, Grammar::Mark, Grammar::Strong]
    {
        let accepted: HashSet<Key> = (types.iter())
            .filter(|((g, k), t)| {
                let timed = matches!(g, Grammar::Time | Grammar::TimeFirst);
                let named =
                    t.shape() >= Shape::Name || timed && t.shape() >= Shape::Plausible || evidence.knows(k);
                *g == grammar && named && !evidence.is_common(k) && !shape::is_break(k)
            })
            .map(|(k, _)| k.clone())
            .collect();
        let is_real = |h: &Header| h.grammar == grammar && accepted.contains(&(grammar, h.key.clone()));
        let headed = candidates.iter().filter(|hs| hs.iter().any(is_real)).count();
        let from = candidates.iter().position(|hs| hs.iter().any(is_real)).unwrap_or(lines.len());
        let paragraphs =
            lines[from..].iter().enumerate().filter(|(i, l)| *i == 0 || l.gap || evidence.gapless).count();
        if headed > 0 && headed * 2 >= paragraphs && best.accepted.len() < accepted.len() {
            let confidence = 0.5 * (1.0 - 1.0 / (1.0 + headed as f32));
            best = Verdict { accepted, primary: Some(grammar), confidence };
        }
    }
    best
}
