//! What holds for any query string: it is read without panic, into a tree of the promised shape, with every span
//! on character borders; and a printed tree reads as itself.

use proptest::prelude::*;

use super::ast::{Ast, FilterValue, Span};
use super::{Parsed, parse, plain};
use crate::analysis;

/// Strings thick with syntax.
fn syntax() -> impl Strategy<Value = String> {
    const BITS: &[&str] = &[
        " ",
        "　",
        "(",
        ")",
        "（",
        "）",
        "\"",
        "“",
        "”",
        "＂",
        "-",
        "－",
        "|",
        "｜",
        ":",
        "：",
        "=",
        "*",
        "?",
        "~",
        "~2",
        "/",
        "\\",
        "AND",
        "OR",
        "NOT",
        "NEAR/5",
        "ADJ/0",
        "NEAR",
        " AND ",
        " OR ",
        " NEAR/3 ",
        "speaker:",
        "kind:",
        "note",
        "date:",
        "2016..",
        "path:",
        "interview:",
        "speeker:",
        "Title:",
        "a",
        "word",
        "生态",
        "我",
        "é",
        "e\u{301}",
        "5",
        ".",
        "，",
        "…",
        "\u{202e}",
        "\n",
        "\u{0}",
        "😀",
        "://",
    ];
    prop::collection::vec(prop::sample::select(BITS), 0..24).prop_map(|bits| bits.concat())
}

/// Queries in whose trees no word looks like syntax.
fn sensible() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "ecosystem",
        "生态系统",
        "=said",
        "\"exact words\"",
        "“我们 的”~3",
        "eco*",
        "colour~2",
        "/a (b|c)/",
        "speaker:Ann",
        "speaker:=\"Ann Lee\"",
        "speaker:Bo",
        "kind:note",
        "lang:zh",
        "date:2016..2018",
        "path:2016/**",
        "role:guest",
        "at:90s..1h5m",
        "a NEAR/5 b",
        "a ADJ/2 \"b c\" NEAR/3 d",
    ]);
    leaf.prop_map(String::from).prop_recursive(4, 40, 4, |inner| {
        let many = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            many().prop_map(|all| all.join(" ")),
            many().prop_map(|all| all.join(" OR ")),
            many().prop_map(|all| format!("({})", all.join(" AND "))),
            inner.clone().prop_map(|q| format!("NOT ({q})")),
            inner.clone().prop_map(|q| format!("-({q})")),
            inner.prop_map(|q| format!("answering:({q})")),
        ]
    })
}

/// Every span of the tree, of leaves and of the operators that have one.
fn spans(ast: &Ast, found: &mut Vec<Span>) {
    match ast {
        Ast::And(children) | Ast::Or(children) => children.iter().for_each(|child| spans(child, found)),
        Ast::Not(child) | Ast::Relation(_, child) => spans(child, found),
        Ast::Near(near) => {
            found.push(near.span.clone());
            spans(&near.left, found);
            spans(&near.right, found);
        }
        Ast::Word(word) => found.push(word.span.clone()),
        Ast::Phrase(phrase) => found.push(phrase.span.clone()),
        Ast::Pattern(pattern) => found.push(pattern.span.clone()),
        Ast::Filter(filter) => found.push(filter.span.clone()),
    }
}

/// Holds the tree against what its documentation says of its shape.
fn check_shape(ast: &Ast) {
    match ast {
        Ast::And(children) => {
            assert!(children.len() > 1 && !children.iter().any(|child| matches!(child, Ast::And(_))));
            children.iter().for_each(check_shape);
        }
        Ast::Or(children) => {
            assert!(children.len() > 1 && !children.iter().any(|child| matches!(child, Ast::Or(_))));
            children.iter().for_each(check_shape);
        }
        Ast::Not(child) => {
            assert!(!matches!(**child, Ast::Not(_)));
            check_shape(child);
        }
        Ast::Relation(_, child) => check_shape(child),
        Ast::Near(near) => {
            assert!(near.distance > 0);
            check_shape(&near.left);
            check_shape(&near.right);
        }
        Ast::Word(word) => assert!(!analysis::exact(&word.text).is_empty()),
        Ast::Phrase(phrase) => assert!(!analysis::exact(&phrase.text).is_empty()),
        Ast::Pattern(pattern) => assert!(!pattern.text.is_empty()),
        Ast::Filter(_) => {}
    }
}

fn check(query: &str, parsed: &Parsed) {
    let border = |span: &Span| query.get(span.clone()).is_some();
    let mut places = Vec::new();
    if let Some(ast) = &parsed.ast {
        check_shape(ast);
        spans(ast, &mut places);
    } else {
        assert!(parsed.error().is_some(), "nothing to run, and nothing said");
    }
    assert!(places.iter().all(border));
    // The middle operand of a chain of NEAR stands in two pairs.
    places.sort_by_key(|span| (span.start, span.end));
    places.dedup();
    assert!(places.windows(2).all(|pair| pair[0].end <= pair[1].start), "spans overlap: {places:?}");
    assert!(parsed.diagnostics.iter().all(|diagnostic| border(&diagnostic.span)));
    assert!(parsed.diagnostics.is_sorted_by_key(|diagnostic| diagnostic.span.start));
    for diagnostic in &parsed.diagnostics {
        let rendered = diagnostic.render(query);
        assert_eq!(rendered.lines().count(), 3, "{rendered:?}");
        assert!(!rendered.chars().any(|c| c.is_control() && c != '\n'), "{rendered:?}");
    }
}

/// A tree as a query, every group in parentheses.
fn print(ast: &Ast) -> String {
    let join = |children: &[Ast], by: &str| {
        children.iter().map(|child| format!("({})", print(child))).collect::<Vec<_>>().join(by)
    };
    match ast {
        Ast::And(children) => join(children, " "),
        Ast::Or(children) => join(children, " OR "),
        Ast::Not(child) => format!("NOT ({})", print(child)),
        Ast::Relation(relation, child) => {
            format!("{}:({})", format!("{relation:?}").to_lowercase(), print(child))
        }
        Ast::Near(near) => {
            let name = if near.ordered { "ADJ" } else { "NEAR" };
            format!("({}) {name}/{} ({})", print(&near.left), near.distance, print(&near.right))
        }
        Ast::Word(word) => format!("{}{}", if word.exact { "=" } else { "" }, word.text),
        Ast::Phrase(phrase) => format!("\"{}\"~{}", phrase.text, phrase.slop),
        Ast::Pattern(pattern) => match pattern.kind {
            super::ast::PatternKind::Wildcard => pattern.text.clone(),
            super::ast::PatternKind::Fuzzy(distance) => format!("{}~{distance}", pattern.text),
            super::ast::PatternKind::Regex => format!("/{}/", pattern.text),
        },
        Ast::Filter(filter) => match &filter.value {
            FilterValue::Speaker { text, whole } => {
                format!("speaker:{}\"{text}\"", if *whole { "=" } else { "" })
            }
            FilterValue::Person(text) => format!("person:\"{text}\""),
            FilterValue::Mention(text) => format!("mention:\"{text}\""),
            FilterValue::Kind(kind) => format!("kind:{kind:?}"),
            FilterValue::Role(role) => format!("role:{role:?}"),
            FilterValue::Lang(lang) => format!("lang:{lang}"),
            FilterValue::Title(text) => format!("title:\"{text}\""),
            FilterValue::In(id) => format!("in:{id}"),
            FilterValue::Path(glob) => format!("path:{glob}"),
            FilterValue::Date { from, to } => {
                format!("date:{}..{}", from.as_deref().unwrap_or(""), to.as_deref().unwrap_or(""))
            }
            FilterValue::At { from, to } => {
                let seconds = |end: &Option<u64>| end.map_or(String::new(), |ms| format!("{}s", ms / 1000));
                format!("at:{}..{}", seconds(from), seconds(to))
            }
        },
    }
}

/// The tree without its places.
fn bare(mut ast: Ast) -> Ast {
    fn erase(ast: &mut Ast) {
        match ast {
            Ast::And(children) | Ast::Or(children) => children.iter_mut().for_each(erase),
            Ast::Not(child) | Ast::Relation(_, child) => erase(child),
            Ast::Near(near) => {
                near.span = 0..0;
                erase(&mut near.left);
                erase(&mut near.right);
            }
            Ast::Word(word) => word.span = 0..0,
            Ast::Phrase(phrase) => phrase.span = 0..0,
            Ast::Pattern(pattern) => pattern.span = 0..0,
            Ast::Filter(filter) => filter.span = 0..0,
        }
    }
    erase(&mut ast);
    ast
}

proptest! {
    #[test]
    fn any_string_is_read(query in any::<String>()) {
        check(&query, &parse(&query));
    }

    #[test]
    fn any_syntax_is_read(query in syntax()) {
        check(&query, &parse(&query));
    }

    #[test]
    fn plain_words_fail_only_where_there_is_none(query in prop_oneof![any::<String>(), syntax()]) {
        let parsed = plain(&query);
        check(&query, &parsed);
        prop_assert_eq!(parsed.diagnostics.is_empty(), !analysis::exact(&query).is_empty());
    }

    #[test]
    fn a_printed_tree_reads_as_itself(query in sensible()) {
        let parsed = parse(&query);
        prop_assert_eq!(parsed.diagnostics, vec![]);
        let ast = parsed.ast.unwrap();
        let again = parse(&print(&ast));
        prop_assert_eq!(again.diagnostics, vec![]);
        prop_assert_eq!(bare(again.ast.unwrap()), bare(ast));
    }
}
