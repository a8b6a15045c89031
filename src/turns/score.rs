//! Which labels are real: label types are scored over the whole document, and one grammar wins.
//!
//! A label type is a grammar with a key. It is *strong* if it recurs before varied text and looks like a label.
//! The grammar with the most strong headers is the document's own; within it rare labels pass by their
//! shape, and other grammars pass for labels that are already known.

use std::collections::{HashMap, HashSet};

use super::alias;
use super::evidence::Evidence;
use super::habits::House;
use super::header::{Grammar, Header};
use super::line::Line;
use super::shape::{self, Shape};
use super::tally::{Key, Type, is_strong, tally};

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
        let mut accepted: HashSet<Key> = (candidates.iter().flatten())
            .filter(|h| {
                wanted.contains(&h.key) || wanted.contains(&shape::key(shape::without_affiliation(&h.label)))
            })
            .map(|h| (h.grammar, h.key.clone()))
            .collect();
        // A name given in full is known by its shorter forms too, where they stand in the same way.
        let full: Vec<String> = wanted.iter().cloned().collect();
        let grammars: HashSet<Grammar> = accepted.iter().map(|(g, _)| *g).collect();
        let short = |h: &&Header| grammars.contains(&h.grammar) && alias::is_alias(&h.key, &full);
        let aliases: Vec<Key> =
            candidates.iter().flatten().filter(short).map(|h| (h.grammar, h.key.clone())).collect();
        accepted.extend(aliases);
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
    support.retain(|g, n| is_dialogue(*g, *n));
    let primary =
        support.iter().max_by_key(|(g, (n, _))| (*n * weight(**g), std::cmp::Reverse(**g))).map(|(g, _)| *g);
    let Some(primary) = primary else { return few(lines, candidates, &types, evidence) };
    let mut verdict = Verdict { primary: Some(primary), ..Verdict::default() };
    let house = House::of(primary, &types, evidence, lines);
    let admitted = |grammar: Grammar, house: &House| -> Vec<Key> {
        let own = types.iter().filter(|((g, _), _)| *g == grammar);
        own.filter(|((g, k), t)| house.admits(*g, k, t, evidence)).map(|(k, _)| k.clone()).collect()
    };
    verdict.accepted = admitted(primary, &house).into_iter().collect();
    let beside = companion(primary).filter(|g| support.get(g).is_some_and(|(n, _)| *n >= 2));
    if let Some(grammar) = beside {
        let mut named = admitted(grammar, &House::of(grammar, &types, evidence, lines));
        named.retain(|k| types.get(k).is_some_and(|t| t.shape() >= Shape::Name));
        verdict.accepted.extend(named);
    }
    let full: Vec<String> = verdict.accepted.iter().map(|(_, k)| k.clone()).collect();
    let short = |(g, k): &&Key| {
        *g == primary && !verdict.accepted.contains(&(*g, k.clone())) && alias::is_alias(k, &full)
    };
    // `ANN LEE, HOST` of the head is `LEE` later.
    let long = |(g, k): &&Key| {
        *g == primary
            && shape::without_affiliation(k).len() < k.len()
            && full.iter().any(|f| f != k && alias::is_alias(f, std::slice::from_ref(k)))
    };
    let aliases: Vec<Key> = types.keys().filter(|k| short(k) || long(k)).cloned().collect();
    verdict.accepted.extend(aliases);
    let between = sandwiched(lines, candidates, &verdict, &types, &house);
    verdict.accepted.extend(between);
    let keys = verdict.keys();
    for ((g, k), t) in types.iter().filter(|((g, _), _)| *g != primary) {
        let foreign = support.get(g).is_some_and(|(n, kinds)| *n >= 4 && *kinds >= 2);
        let strong = t.shape() >= Shape::Name && is_strong(*g, k, t, evidence);
        let alone =
            strong && (foreign && apart(t, &house) || akin(*g, primary) && t.count * 10 >= house.headers);
        if !matches!(g, Grammar::Own | Grammar::Apart) && (keys.contains(k) && fits(*g, t) || alone) {
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
    if repeats > 1 && repeats * 10 > headers.len() {
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
        Grammar::Cell | Grammar::Dash | Grammar::Apart => 2,
    }
}

/// Headings stand alone in a paragraph too: only labels that several speakers share among them are none.
fn is_dialogue(grammar: Grammar, (headers, kinds): (usize, usize)) -> bool {
    grammar != Grammar::Apart || headers >= 4 && kinds >= 2
}

/// `Q.` and `A.` of an examination, between the names and offices of everybody else who speaks in court.
fn companion(primary: Grammar) -> Option<Grammar> {
    match primary {
        Grammar::Mark => Some(Grammar::Colon),
        Grammar::Colon => Some(Grammar::Mark),
        _ => None,
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
        let opens = |i: usize| i == from || lines[i].gap || evidence.gapless;
        let paragraphs = (from..lines.len()).filter(|&i| opens(i)).count();
        // Where more keys that are nobody's name open paragraphs, as in a recipe, the labels are keys too.
        let other =
            |hs: &Vec<Header>| !hs.iter().any(is_real) && hs.iter().any(|h| h.grammar == Grammar::Colon);
        let keyed = candidates.iter().filter(|hs| other(hs)).count();
        // A word by itself is a name only where somebody asks.
        let asked = || lines[from..].iter().any(|l| l.text.contains(['?', '？']));
        let certain = |(g, k): &Key| {
            types
                .get(&(*g, k.clone()))
                .is_some_and(|t| t.shape() != Shape::Name || !k.is_ascii() || k.contains(' '))
        };
        let keys = grammar == Grammar::Colon && keyed >= headed;
        if keys || !accepted.iter().any(certain) && !asked() {
            continue;
        }
        if headed > 0 && headed * 2 >= paragraphs && best.accepted.len() < accepted.len() {
            let confidence = 0.5 * (1.0 - 1.0 / (1.0 + headed as f32));
            best = Verdict { accepted, primary: Some(grammar), confidence };
        }
    }
    if best.primary.is_none() { monologue(lines, candidates).unwrap_or_default() } else { best }
}

/// One speaker, named once at the start of the speech.
fn monologue(lines: &[Line], candidates: &[Vec<Header>]) -> Option<Verdict> {
    let named = |h: &&Header| h.grammar == Grammar::Colon && h.shape == Shape::Name;
    let mut found = candidates.iter().enumerate().filter_map(|(i, hs)| hs.iter().find(named).map(|h| (i, h)));
    let (i, header) = found.next().filter(|_| found.next().is_none())?;
    let words = lines[i].text[header.rest..].trim();
    let full = shape::is_person(&header.label) && (!header.key.is_ascii() || header.key.contains(' '));
    let sentence = words.ends_with(['.', '。', '!', '！', '?', '？'])
        && words.chars().count() >= if i == 0 { 40 } else { 15 };
    let speech = i + 1 < lines.len() && lines[i].gap && i <= 3;
    (full && sentence && speech).then(|| Verdict {
        accepted: HashSet::from([(header.grammar, header.key.clone())]),
        primary: Some(header.grammar),
        confidence: 0.25,
    })
}
