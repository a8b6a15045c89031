//! A run of characters without a blank becomes a word, an exact word, a wildcard or a fuzzy word.
//!
//! Deliberately absent: operators and prefixes, which are told before; and any folding, which comes after.

use unicode_normalization::char::is_combining_mark;

use super::ast::{Ast, Pattern, PatternKind, Span, Word};
use super::diagnostic::{Diagnostic, shown};
use crate::analysis::{self, is_han};

/// The node of a run; none if there is nothing in it that could be found.
pub(super) fn read(typed: &str, span: Span) -> Result<Option<Ast>, Diagnostic> {
    let (text, exact) = match typed.strip_prefix('=') {
        Some(text) => (text, true),
        None => (typed, false),
    };
    // An address is text, with its ? and its ~.
    let address = text.contains("://");
    if !address && let Some((base, distance)) = fuzzy(text, &span)? {
        let text = base.trim_start_matches(|c| !in_word(c)).to_owned();
        return Ok(Some(Ast::Pattern(Pattern { text, kind: PatternKind::Fuzzy(distance), span })));
    }
    let (text, pattern) = if address { (text.to_owned(), false) } else { wildcards(text, &span)? };
    if pattern {
        let text = text.trim_matches(|c| !in_word(c) && !wild(c)).to_owned();
        return Ok(Some(Ast::Pattern(Pattern { text, kind: PatternKind::Wildcard, span })));
    }
    if analysis::exact(&text).is_empty() {
        return Ok(None);
    }
    Ok(Some(Ast::Word(Word { text, exact, span })))
}

/// The word and the edit distance of `word~` and `word~2`. `好的~` and `10~20` are words.
fn fuzzy<'t>(text: &'t str, span: &Span) -> Result<Option<(&'t str, u8)>, Diagnostic> {
    let Some((base, digits)) = text.rsplit_once('~') else { return Ok(None) };
    let last = base.chars().next_back();
    if !last.is_some_and(|c| c.is_alphabetic() || is_combining_mark(c))
        || !digits.bytes().all(|b| b.is_ascii_digit())
        || base.contains('~')
    {
        return Ok(None);
    }
    let place = span.end - digits.len() - 1..span.end;
    if last.is_some_and(is_han) {
        if digits.is_empty() {
            return Ok(None);
        }
        return Err(Diagnostic::error(place, "Chinese text has no edit distance").with_hint(format!(
            "for characters with others between them, quote it: \"{}\"~{digits}",
            shown(base)
        )));
    }
    if base.contains(wild) {
        return Err(Diagnostic::error(place, "a word has either wildcards or an edit distance"));
    }
    if analysis::exact(base).len() > 1 {
        return Err(Diagnostic::error(place, "an edit distance is of one word")
            .with_hint(format!("to search for it as it stands, quote it: \"{}\"", shown(base))));
    }
    match digits {
        "" | "1" => Ok(Some((base, 1))),
        "2" => Ok(Some((base, 2))),
        _ => Err(Diagnostic::error(place, "an edit distance is 1 or 2")
            .with_hint(format!("write {}~2", shown(base)))),
    }
}

/// The run without the `*` and `?` that are punctuation, and whether any is left: `?` counts between two
/// letters or digits, `*` beside one. A `*` at either end of a Han run says nothing, since Han matches anywhere.
fn wildcards(text: &str, span: &Span) -> Result<(String, bool), Diagnostic> {
    let (mut kept, mut pattern) = (String::with_capacity(text.len()), false);
    let (mut rest, mut left) = (text, None);
    while let Some(c) = rest.chars().next() {
        if !wild(c) {
            kept.push(c);
            left = Some(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let (group, after) = rest.split_at(rest.find(|c| !wild(c)).unwrap_or(rest.len()));
        let sides = [left, after.chars().next()];
        let word = |side: &Option<char>| side.is_some_and(in_word);
        let (inside, beside) = (sides.iter().all(word), sides.iter().any(word));
        let han = sides.iter().any(|side| side.is_some_and(is_han));
        if inside
            && han
            && let Some(star) = group.find('*')
        {
            let at = span.end - rest.len() + star;
            return Err(Diagnostic::error(at..at + 1, "`*` cannot stand inside Chinese text").with_hint(
                format!("for up to 3 characters between, quote it: \"{}\"~3", shown(&text.replace(wild, ""))),
            ));
        }
        for c in group.chars().filter(|c| if *c == '?' { inside } else { beside && !han }) {
            kept.push(c);
            pattern = true;
        }
        rest = after;
    }
    Ok((kept, pattern))
}

fn wild(c: char) -> bool {
    matches!(c, '*' | '?')
}

/// Letters, digits and their marks.
fn in_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(typed: &str) -> String {
        match read(typed, 0..typed.len()) {
            Ok(Some(Ast::Word(w))) => format!("{}{}", if w.exact { "exact " } else { "" }, w.text),
            Ok(Some(Ast::Pattern(p))) => format!("{:?} {}", p.kind, p.text),
            Ok(None) => String::from("nothing"),
            Ok(Some(other)) => panic!("{other:?}"),
            Err(e) => format!("{:?} {}", e.span, e.message),
        }
    }

    #[test]
    fn words_stay_words() {
        let words = [
            "10:30",
            "don't",
            "don’t",
            "C++",
            "C#",
            "[laughter]",
            "e-commerce",
            "A/B",
            "node.js",
            "U.S.",
            "50%",
            "a~b",
            "~/notes",
            "a~b~",
            "10~20",
            "好的~",
            "3~5年",
            "你好？我很好",
            "https://example.org/watch?v=a*b",
            "什么？",
            "@name",
        ];
        for typed in words {
            assert_eq!(word(typed), typed);
        }
    }

    #[test]
    fn a_question_mark_is_a_wildcard_between_letters_only() {
        assert_eq!(word("organi?ation"), "Wildcard organi?ation");
        assert_eq!(word("中?国"), "Wildcard 中?国");
        assert_eq!(word("a??b"), "Wildcard a??b");
        assert_eq!(word("altruism?"), "altruism");
        assert_eq!(word("什么?"), "什么");
        assert_eq!(word("(?)"), "nothing");
        assert_eq!(word("?a"), "a");
    }

    #[test]
    fn a_star_is_a_wildcard_beside_a_letter_but_not_in_han() {
        assert_eq!(word("ecosys*"), "Wildcard ecosys*");
        assert_eq!(word("*ation"), "Wildcard *ation");
        assert_eq!(word("[ecosys*],"), "Wildcard ecosys*");
        assert_eq!(word("cafe\u{301}*"), "Wildcard cafe\u{301}*");
        assert_eq!(word("a*?"), "Wildcard a*");
        assert_eq!(word("生态*"), "生态");
        assert_eq!(word("*生态"), "生态");
        assert_eq!(word("生态*，系统"), "生态，系统");
        assert_eq!(word("生*态"), "3..4 `*` cannot stand inside Chinese text");
        assert_eq!(word("=5G*网络"), "3..4 `*` cannot stand inside Chinese text");
        assert_eq!(word("***"), "nothing");
    }

    #[test]
    fn a_tilde_ends_a_fuzzy_word() {
        assert_eq!(word("colour~"), "Fuzzy(1) colour");
        assert_eq!(word("colour~2"), "Fuzzy(2) colour");
        assert_eq!(word("[colour~"), "Fuzzy(1) colour");
        assert_eq!(word("colour~3"), "6..8 an edit distance is 1 or 2");
        assert_eq!(word("生态~2"), "6..8 Chinese text has no edit distance");
        assert_eq!(word("col*r~1"), "5..7 a word has either wildcards or an edit distance");
    }

    #[test]
    fn an_equals_sign_asks_for_the_form() {
        assert_eq!(word("=said"), "exact said");
        assert_eq!(word("=AND"), "exact AND");
        assert_eq!(word("="), "nothing");
        assert_eq!(word("a=b"), "a=b");
    }
}
