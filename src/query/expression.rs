//! `/regex/`: a regular expression over a turn's original text, in the syntax of the regex crate.
//!
//! Case is ignored unless the expression says `(?-i)`. A match is never empty: an expression that may match nothing
//! is rewritten into one that may not, so that `x*` is searched as fast as `x+`. Deliberately absent: texts.

use std::ops::Range;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind, Repetition};

use crate::analysis;

/// How large a compiled expression may be, in bytes: compiling takes time in proportion.
const MOST_BYTES: usize = 2 << 20;

/// How long an expression may be to be rewritten, in bytes: what is written grows with the square.
const MOST_FILLED: usize = 200;

/// How many letters make a run worth looking up in the index.
const LEAST_LETTERS: usize = 2;

/// A compiled regular expression.
#[derive(Debug, Clone)]
pub(crate) struct Expression {
    regex: Regex,
    needles: Vec<Needle>,
    /// No match is empty, so that the first one is enough to know.
    never_empty: bool,
    /// Every match is empty, so that there is none.
    never: bool,
}

/// Letters that stand together in every text an expression matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Needle {
    /// A part of one token that is no Han character, or all of it.
    Part(String),
    /// Tokens of Han characters, one after the other.
    Han(Vec<String>),
}

/// What is wrong with an expression, and where in it.
#[derive(Debug)]
pub(super) struct Flaw {
    pub(super) place: Range<usize>,
    pub(super) message: String,
    pub(super) hint: &'static str,
}

impl Expression {
    /// Compiles an expression.
    pub(super) fn new(text: &str) -> Result<Self, Flaw> {
        let hir = regex_syntax::ParserBuilder::new().case_insensitive(true).build().parse(text);
        let hir = hir.map_err(|error| flaw(&error))?;
        let too_large = |_| Flaw {
            place: 0..text.len(),
            message: String::from("this regular expression is too large"),
            hint: "repeat less, or search for a part of it",
        };
        let can_be_empty = hir.properties().minimum_len() == Some(0);
        let filled = if can_be_empty && text.len() <= MOST_FILLED { filled(&hir) } else { None };
        let regex = match &filled {
            // A printed tree says of every letter which cases it has.
            Some(filled) => RegexBuilder::new(&filled.to_string()).size_limit(MOST_BYTES).build(),
            None => RegexBuilder::new(text).case_insensitive(true).size_limit(MOST_BYTES).build(),
        };
        let regex = regex.map_err(too_large)?;
        let needles = needles(filled.as_ref().unwrap_or(&hir));
        let never = filled.as_ref().unwrap_or(&hir).properties().maximum_len().unwrap_or(1) == 0;
        Ok(Self { regex, needles, never_empty: !can_be_empty || filled.is_some(), never })
    }

    /// The expression of a tree's pattern, which was compiled when the query was read; none if it does not compile.
    pub(crate) fn of(text: &str) -> Option<Self> {
        Self::new(text).ok()
    }

    /// Whether it matches somewhere.
    pub(crate) fn occurs(&self, text: &str) -> bool {
        if self.never {
            false
        } else if self.never_empty {
            self.regex.is_match(text)
        } else {
            self.ranges(text).next().is_some()
        }
    }

    /// Its matches, from left to right, in bytes.
    pub(crate) fn ranges(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        self.regex.find_iter(text).map(|found| found.range()).filter(|range| !range.is_empty())
    }

    /// Whether it matches nowhere, whatever the text.
    pub(crate) fn is_never(&self) -> bool {
        self.never
    }

    /// What every text that it matches holds; nothing may be known.
    pub(crate) fn needles(&self) -> &[Needle] {
        &self.needles
    }
}

fn flaw(error: &regex_syntax::Error) -> Flaw {
    let (span, message) = match error {
        regex_syntax::Error::Parse(error) => (error.span(), error.kind().to_string()),
        regex_syntax::Error::Translate(error) => (error.span(), error.kind().to_string()),
        other => return Flaw { place: 0..0, message: other.to_string(), hint: HINT },
    };
    Flaw {
        place: span.start.offset..span.end.offset,
        message: format!("in this regular expression: {message}"),
        hint: HINT,
    }
}

const HINT: &str = "a backslash before a sign makes it text; to search for plain words, use -F";

/// An expression for the words of this one's language that are not empty; none if there is none, or if empty
/// matches hang together with what is beside them (`\b`).
fn filled(hir: &Hir) -> Option<Hir> {
    match hir.kind() {
        HirKind::Empty => Some(Hir::fail()),
        HirKind::Look(_) => None,
        HirKind::Literal(_) | HirKind::Class(_) => Some(hir.clone()),
        HirKind::Capture(capture) => filled(&capture.sub),
        HirKind::Repetition(repetition) => {
            let sub = Box::new(filled(&repetition.sub)?);
            let least = if is_nullable(&repetition.sub) { 1 } else { repetition.min.max(1) };
            if repetition.max == Some(0) {
                return Some(Hir::fail());
            }
            Some(Hir::repetition(Repetition { min: least, sub, ..repetition.clone() }))
        }
        HirKind::Alternation(arms) => Some(Hir::alternation(arms.iter().map(filled).collect::<Option<_>>()?)),
        HirKind::Concat(parts) if parts.iter().all(is_nullable) => {
            // The first part that is not empty, and what follows it.
            let from = |i: usize| {
                let rest = parts[i + 1..].iter().cloned();
                Some(Hir::concat(std::iter::once(filled(&parts[i])?).chain(rest).collect()))
            };
            Some(Hir::alternation((0..parts.len()).map(from).collect::<Option<_>>()?))
        }
        HirKind::Concat(_) => Some(hir.clone()),
    }
}

fn is_nullable(hir: &Hir) -> bool {
    hir.properties().minimum_len() == Some(0)
}

/// What every match holds: of an alternation nothing is known.
fn needles(hir: &Hir) -> Vec<Needle> {
    let mut collector = Collector::default();
    collector.visit(hir);
    collector.end();
    collector.found
}

/// Gathers letters that stand side by side.
#[derive(Default)]
struct Collector {
    run: String,
    found: Vec<Needle>,
}

impl Collector {
    fn visit(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
                Ok(text) => text.chars().for_each(|c| self.push(c)),
                Err(_) => self.end(),
            },
            HirKind::Class(class) => match one_letter(class) {
                Some(c) => self.push(c),
                None => self.end(),
            },
            // What is looked at takes no room between its neighbours.
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Capture(capture) => self.visit(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.visit(part)),
            HirKind::Repetition(repetition) => {
                self.end();
                if repetition.min > 0 {
                    self.visit(&repetition.sub);
                    self.end();
                }
            }
            HirKind::Alternation(_) => self.end(),
        }
    }

    /// Only letters whose token does not hang on what stands beside them: ASCII and plain Han.
    fn push(&mut self, c: char) {
        let han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
        let apart = self.run.chars().next_back().is_some_and(|last| han(last) != han(c));
        if apart || !(c.is_ascii_alphanumeric() || han(c)) {
            self.end();
        }
        if c.is_ascii_alphanumeric() || han(c) {
            self.run.push(c);
        }
    }

    fn end(&mut self) {
        let run = std::mem::take(&mut self.run).to_ascii_lowercase();
        let letters = run.chars().count();
        if run.is_ascii() {
            // One letter may be the s of a final 's, which is no part of a token.
            self.found.extend((letters >= LEAST_LETTERS).then_some(Needle::Part(run)));
        } else {
            self.found.push(Needle::Han(analysis::exact(&run).into_iter().map(|token| token.text).collect()));
        }
    }
}

/// The letter that all members of a class fold to, as cases of it do (k, K and the Kelvin sign).
fn one_letter(class: &Class) -> Option<char> {
    const CASES: usize = 4;
    let Class::Unicode(class) = class else { return None };
    let members = class.ranges().iter().flat_map(|range| range.start()..=range.end());
    let members: Vec<char> = members.take(CASES + 1).collect();
    let folded = |c: char| {
        let tokens = analysis::exact(c.encode_utf8(&mut [0; 4]));
        let [token] = tokens.as_slice() else { return None };
        let mut letters = token.text.chars();
        letters.next().filter(|_| letters.next().is_none())
    };
    let first = folded(*members.first()?)?;
    let one = members.len() <= CASES && members.iter().all(|c| folded(*c) == Some(first));
    (one && first.is_ascii_alphanumeric()).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(expression: &str, text: &str) -> Vec<String> {
        let expression = Expression::new(expression).unwrap();
        let ranges: Vec<_> = expression.ranges(text).map(|range| text[range].to_owned()).collect();
        assert_eq!(expression.occurs(text), !ranges.is_empty(), "{expression:?} {text}");
        ranges
    }

    #[test]
    fn case_is_ignored_unless_it_is_asked_for() {
        assert_eq!(found("colou?r", "Colour, COLOR"), ["Colour", "COLOR"]);
        assert_eq!(found("(?-i)C[a-z]+", "Colour, color"), ["Colour"]);
        assert_eq!(found("我.们", "我和们"), ["我和们"]);
        assert_eq!(found("^the", "The end of the"), ["The"]);
        assert_eq!(found("a\\/b", "a/b"), ["a/b"]);
    }

    #[test]
    fn empty_matches_are_none() {
        assert_eq!(found("x*", "aXxa"), ["Xx"]);
        assert_eq!(found("(?-i)x*", "aXxa"), ["x"]);
        for nothing in ["x*", "()", "^", "\\b", "x??|y?", "(a?b?){0,3}", "$^"] {
            assert!(found(nothing, "zz zz").is_empty(), "{nothing}");
        }
        assert_eq!(found("a?b?", "ab b a"), ["ab", "b", "a"]);
        assert_eq!(found("(a?b?){2}", "zabab"), ["abab"]);
        assert_eq!(found("x*|y", "yxx"), ["y", "xx"]);
        assert_eq!(found("\\bx*", "xx y"), ["xx"]);
    }

    #[test]
    fn a_flaw_is_pointed_at() {
        let flaw = |text: &str| Expression::new(text).unwrap_err();
        assert_eq!(flaw("a(b").place, 1..2);
        assert_eq!(flaw("渡[z-a]").place, 4..7);
        assert!(flaw("a**{").message.starts_with("in this regular expression: "));
        assert!(flaw("(\\w{100}){100}").message.contains("too large"));
    }

    #[test]
    fn needles_are_what_every_match_holds() {
        let needles = |text: &str| -> Vec<String> {
            let each = Expression::new(text).unwrap().needles;
            each.into_iter()
                .map(|n| if let Needle::Han(terms) = n { terms.join(" ") } else { format!("{n:?}") })
                .collect()
        };
        let part = |text: &str| format!("Part({text:?})");
        assert_eq!(needles("colou?r"), [part("colo")]);
        assert_eq!(needles("\\bThe\\b (ferry)s+"), [part("the"), part("ferry")]);
        assert_eq!(needles("臺灣.人5G"), ["台 湾", "人", &part("5g")]);
        for nothing in ["e", "a|b", "(ab|cd)", "[a-z]+", "(ab)*c*", "é́ab?"] {
            assert_eq!(needles(nothing), Vec::<String>::new(), "{nothing}");
        }
        assert_eq!(needles("(ab)+c"), [part("ab")]);
        assert_eq!(needles("(ab)*"), [part("ab")], "an empty match is none");
    }
}
