//! Which labels are real: label types are scored over the whole document, and one grammar wins.
//!
//! A label type is a grammar with a key. It is *strong* if it recurs before varied text and looks like a label.
//! The grammar with the most strong headers is the document's own; within it rare labels pass by their
//! shape, and other grammars pass for labels that are already known.

use std::cmp::Reverse;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::alias::{self, Form};
use super::candidates::Candidates;
use super::evidence::Evidence;
use super::habits::House;
use super::header::{Grammar, Header};
use super::lexicon::Label;
use super::line::Line;
use super::shape::{self, Shape};
use super::tally::{Key, Type, Types, is_strong, tally};

/// The outcome: which label types are headers.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    accepted: FxHashSet<Key>,
    /// The grammar that most headers follow.
    pub(super) primary: Option<Grammar>,
    /// How sure the choice is, 0 to 1.
    pub(super) confidence: f32,
}

impl Verdict {
    /// The header of a line, if one of its candidates is real; the document's own grammar comes first.
    pub(super) fn pick<'a>(&self, candidates: &'a [Header]) -> Option<&'a Header> {
        let real = |h: &&Header| self.accepts(h);
        candidates.iter().filter(real).max_by_key(|h| Some(h.grammar) == self.primary)
    }

    /// A verdict that takes every candidate.
    pub(super) fn all(candidates: &Candidates) -> Self {
        let keys = candidates.all().iter().map(|h| (h.grammar, Rc::clone(&h.label.key)));
        let primary = candidates.all().first().map(|h| h.grammar);
        Self { accepted: keys.collect(), primary, confidence: 1.0 }
    }

    /// True if no label is real.
    pub(super) fn is_empty(&self) -> bool {
        self.accepted.is_empty()
    }

    /// Whether a candidate is real.
    pub(super) fn accepts(&self, header: &Header) -> bool {
        self.accepted.contains(&(header.grammar, Rc::clone(&header.label.key)))
    }

    /// The keys of all real labels.
    pub(super) fn keys(&self) -> FxHashSet<Rc<str>> {
        self.accepted.iter().map(|(_, k)| Rc::clone(k)).collect()
    }

    /// The keys of labels that may start a turn inside a paragraph: names and roles before a colon.
    pub(super) fn run_in_labels(&self, candidates: &Candidates) -> FxHashSet<Rc<str>> {
        let fit = |h: &&Header| {
            h.grammar == Grammar::Colon
                && h.label.shape >= Shape::Name
                && !h.label.is_break
                && self.accepts(h)
        };
        candidates.all().iter().filter(fit).map(|h| Rc::clone(&h.label.key)).collect()
    }

    /// A verdict that takes exactly these labels, in whatever grammar they stand.
    pub(super) fn forced(candidates: &Candidates, labels: &[String]) -> Self {
        let wanted: FxHashSet<String> = labels.iter().map(|l| shape::key(l)).collect();
        let plain = |l: &Label| shape::key(shape::without_affiliation(&l.text));
        let own = |l: &Label| wanted.contains(&*l.key) || wanted.contains(&plain(l));
        let key = |h: &Header| (h.grammar, Rc::clone(&h.label.key));
        let mut accepted: FxHashSet<Key> =
            candidates.all().iter().filter(|h| own(&h.label)).map(key).collect();
        // A name given in full is known by its shorter forms too, where they stand in the same way.
        let full: Vec<Form<'_>> = wanted.iter().map(|name| Form::of_key(name)).collect();
        let grammars: FxHashSet<Grammar> = accepted.iter().map(|(g, _)| *g).collect();
        let others: FxHashSet<Key> =
            candidates.all().iter().map(key).filter(|(g, _)| grammars.contains(g)).collect();
        accepted.extend(others.into_iter().filter(|(_, k)| alias::is_alias(&Form::of_key(k), &full)));
        let confidence = if accepted.is_empty() { 0.0 } else { 1.0 };
        let mut verdict = Self { accepted, primary: None, confidence };
        let mut counts: FxHashMap<Grammar, usize> = FxHashMap::default();
        for h in candidates.all().iter().filter(|h| verdict.accepts(h)) {
            *counts.entry(h.grammar).or_default() += 1;
        }
        verdict.primary = counts.into_iter().max_by_key(|&(g, n)| (n, Reverse(g))).map(|(g, _)| g);
        verdict
    }
}

/// Decides over all candidates of a document; `candidates[i]` belong to `lines[i]`.
pub(super) fn judge(lines: &[Line], candidates: &Candidates, evidence: &Evidence<'_>) -> Verdict {
    let types = tally(lines, candidates);
    let mut support: FxHashMap<Grammar, (usize, usize)> = FxHashMap::default();
    for ((grammar, key), t) in &types {
        if is_strong(*grammar, key, t, evidence) {
            let entry = support.entry(*grammar).or_default();
            entry.0 += t.count;
            entry.1 += 1;
        }
    }
    support.retain(|g, n| is_dialogue(*g, *n));
    let primary = support.iter().max_by_key(|(g, (n, _))| (*n * weight(**g), Reverse(**g))).map(|(g, _)| *g);
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
        named.retain(|k| types.get(k).is_some_and(|t| t.shape >= Shape::Name));
        verdict.accepted.extend(named);
    }
    let aliases = aliases(primary, &types, &verdict);
    verdict.accepted.extend(aliases);
    let between = sandwiched(lines, candidates, &verdict, &types, &house);
    verdict.accepted.extend(between);
    let keys = verdict.keys();
    for ((g, k), t) in types.iter().filter(|((g, _), _)| *g != primary) {
        let foreign = support.get(g).is_some_and(|(n, kinds)| *n >= 4 && *kinds >= 2);
        let strong = t.shape >= Shape::Name && is_strong(*g, k, t, evidence);
        let alone =
            strong && (foreign && apart(t, &house) || akin(*g, primary) && t.count * 10 >= house.headers);
        if !matches!(g, Grammar::Own | Grammar::Apart) && (keys.contains(k) && fits(*g, t) || alone) {
            verdict.accepted.insert((*g, k.clone()));
        }
    }
    verdict.confidence = confidence(candidates, &verdict, &types, evidence);
    verdict
}

/// Types that are shorter or longer forms of accepted labels.
fn aliases(primary: Grammar, types: &Types, verdict: &Verdict) -> Vec<Key> {
    let full: Vec<Form<'_>> = verdict.accepted.iter().map(|(_, k)| Form::of_key(k)).collect();
    let own = types.keys().filter(|key| key.0 == primary && !verdict.accepted.contains(*key));
    // `ANN LEE, HOST` of the head is `LEE` later.
    let is_long = |k: &str| shape::without_affiliation(k).len() < k.len();
    let related = |key: &&Key| {
        let form = Form::of_key(&key.1);
        alias::is_alias(&form, &full) || is_long(&key.1) && alias::has_alias(&form, &full)
    };
    own.filter(related).cloned().collect()
}

/// The share of headers whose labels stand by themselves, less where there are few.
fn confidence(candidates: &Candidates, verdict: &Verdict, types: &Types, evidence: &Evidence<'_>) -> f32 {
    let strong: FxHashSet<&Key> =
        types.iter().filter(|((g, k), t)| is_strong(*g, k, t, evidence)).map(|(key, _)| key).collect();
    let (mut certain, mut all) = (0usize, 0usize);
    for header in candidates.lines().filter_map(|hs| verdict.pick(hs)) {
        all += 1;
        certain += usize::from(strong.contains(&(header.grammar, Rc::clone(&header.label.key))));
    }
    (certain as f32 / all.max(1) as f32) * (1.0 - 1.0 / (1.0 + certain as f32))
}

/// Rare labels that stand between two headers of one speaker. Where labels are not repeated within a turn, the
/// second header only makes sense if somebody else spoke in between.
fn sandwiched(
    lines: &[Line],
    candidates: &Candidates,
    verdict: &Verdict,
    types: &Types,
    house: &House,
) -> Vec<Key> {
    let headers: Vec<(usize, &Header)> =
        candidates.lines().enumerate().filter_map(|(i, hs)| Some((i, verdict.pick(hs)?))).collect();
    let same = |w: &&[(usize, &Header)]| w[0].1.label.key == w[1].1.label.key;
    let repeats = headers.windows(2).filter(same).count();
    if repeats > 1 && repeats * 10 > headers.len() {
        return Vec::new();
    }
    let mut found: FxHashMap<Key, usize> = FxHashMap::default();
    for pair in headers.windows(2).filter(same) {
        // Of several candidates the last is the nearest to the header that needs it.
        let inside = (pair[0].0 + 1..pair[1].0).rev().filter(|&i| !house.gap || lines[i].gap);
        let mut inside = inside.flat_map(|i| candidates.line(i));
        let fits = |h: &&Header| Some(h.grammar) == verdict.primary && h.label.shape >= Shape::Plausible;
        if let Some(header) = inside.find(fits).filter(|h| !house.bold || h.strong) {
            *found.entry((header.grammar, Rc::clone(&header.label.key))).or_default() += 1;
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
fn few(lines: &[Line], candidates: &Candidates, types: &Types, evidence: &Evidence<'_>) -> Verdict {
    let mut best = Verdict::default();
    for grammar in
        [Grammar::TimeFirst, Grammar::Time, Grammar::Colon, Grammar::Bracket, Grammar::Mark, Grammar::Strong]
    {
        let accepted: FxHashSet<Key> = (types.iter())
            .filter(|((g, k), t)| {
                let timed = matches!(g, Grammar::Time | Grammar::TimeFirst);
                let named =
                    t.shape >= Shape::Name || timed && t.shape >= Shape::Plausible || evidence.knows(k);
                *g == grammar && named && !evidence.is_common(k) && !t.is_break
            })
            .map(|(k, _)| k.clone())
            .collect();
        if accepted.is_empty() {
            continue;
        }
        let verdict = Verdict { accepted, primary: Some(grammar), confidence: 0.0 };
        let is_headed = |hs: &[Header]| hs.iter().any(|h| verdict.accepts(h));
        let headed = candidates.lines().filter(|hs| is_headed(hs)).count();
        let from = candidates.lines().position(is_headed).unwrap_or(lines.len());
        let opens = |i: usize| i == from || lines[i].gap || evidence.gapless;
        let paragraphs = (from..lines.len()).filter(|&i| opens(i)).count();
        // Where more keys that are nobody's name open paragraphs, as in a recipe, the labels are keys too.
        let other = |hs: &[Header]| !is_headed(hs) && hs.iter().any(|h| h.grammar == Grammar::Colon);
        let keyed = candidates.lines().filter(|hs| other(hs)).count();
        // A word by itself is a name only where somebody asks.
        let asked = || lines[from..].iter().any(|l| l.text.contains('?') || l.text.contains('？'));
        let certain = |key: &Key| {
            types.get(key).is_some_and(|t| t.shape != Shape::Name || !key.1.is_ascii() || key.1.contains(' '))
        };
        let keys = grammar == Grammar::Colon && keyed >= headed;
        if keys || !verdict.accepted.iter().any(certain) && !asked() {
            continue;
        }
        if headed > 0 && headed * 2 >= paragraphs && best.accepted.len() < verdict.accepted.len() {
            best = Verdict { confidence: 0.5 * (1.0 - 1.0 / (1.0 + headed as f32)), ..verdict };
        }
    }
    if best.primary.is_none() { monologue(lines, candidates).unwrap_or_default() } else { best }
}

/// One speaker, named once at the start of the speech.
fn monologue(lines: &[Line], candidates: &Candidates) -> Option<Verdict> {
    let named = |h: &&Header| h.grammar == Grammar::Colon && h.label.shape == Shape::Name;
    let mut found =
        candidates.lines().enumerate().filter_map(|(i, hs)| hs.iter().find(named).map(|h| (i, h)));
    let (i, header) = found.next().filter(|_| found.next().is_none())?;
    let (words, label) = (lines[i].text[header.rest..].trim(), &header.label);
    let full = shape::is_person(&label.text) && (!label.key.is_ascii() || label.key.contains(' '));
    let sentence = words.ends_with(['.', '。', '!', '！', '?', '？'])
        && words.chars().count() >= if i == 0 { 40 } else { 15 };
    let speech = i + 1 < lines.len() && lines[i].gap && i <= 3;
    (full && sentence && speech).then(|| Verdict {
        accepted: FxHashSet::from_iter([(header.grammar, Rc::clone(&label.key))]),
        primary: Some(header.grammar),
        confidence: 0.25,
    })
}
