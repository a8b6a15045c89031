//! Tokens become a tree by recursive descent: OR binds loosest, then AND (which may be left out), NOT, NEAR.
//!
//! It never fails: what makes no sense is reported and left out. Deliberately absent: deep trees. Beyond
//! [`DEEPEST`] parentheses the rest of the query is refused, so that no walk over a tree can exhaust the stack.

use super::ast::{Ast, Near, PatternKind, Span};
use super::diagnostic::Diagnostic;
use super::lex::{self, Kind, Token};
use super::rewrite::{self, Operand};

/// How deep parentheses may be nested.
const DEEPEST: usize = 100;

/// The tree of a query, if it holds anything to search for, and what is to be said about it in no order.
pub(super) fn read(query: &str) -> (Option<Ast>, Vec<Diagnostic>) {
    let (tokens, diagnostics) = lex::lex(query);
    let mut parser = Parser { tokens, at: 0, depth: 0, refused: false, diagnostics };
    let ast = parser.query();
    (ast, parser.diagnostics)
}

/// What stands where an operand may stand.
enum Found {
    /// Nothing was typed.
    Missing,
    /// Something was typed that holds nothing to search for.
    Nothing,
    Some(Operand),
}

impl Found {
    fn bare(ast: Option<Ast>) -> Self {
        ast.map_or(Self::Nothing, |ast| Self::Some(Operand::Bare(ast)))
    }

    fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }

    fn operand(self) -> Option<Operand> {
        if let Self::Some(operand) = self { Some(operand) } else { None }
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    /// The rest of the query was passed over, and with it what would close what is open.
    refused: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Parser {
    fn peek(&self) -> Option<&Kind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    /// The place of the next token; empty at the end of the query.
    fn span(&self) -> Span {
        let end = self.tokens.last().map_or(0, |token| token.span.end);
        self.tokens.get(self.at).map_or(end..end, |token| token.span.clone())
    }

    /// Moves over a token and gives its place.
    fn skip(&mut self) -> Span {
        let span = self.span();
        self.at += 1;
        span
    }

    fn lacks(&mut self, operator: Span, what: &str) {
        // A lone operator lacks both sides; one remark is enough.
        if self.diagnostics.last().is_none_or(|last| last.span != operator) {
            self.diagnostics.push(
                Diagnostic::error(operator, format!("this operator has nothing {what}"))
                    .with_hint("to search for it as a word, quote it"),
            );
        }
    }

    /// The whole query; a parenthesis that closes nothing is reported once and passed over.
    fn query(&mut self) -> Option<Ast> {
        let mut parts = Vec::new();
        let mut reported = false;
        loop {
            parts.extend(self.any_of().operand().map(Operand::into_ast));
            if self.at >= self.tokens.len() {
                return rewrite::and(parts);
            }
            let span = self.skip();
            if !reported {
                self.diagnostics.push(
                    Diagnostic::error(span, "this parenthesis closes nothing")
                        .with_hint("leave it out, or search for plain words with -F"),
                );
            }
            reported = true;
        }
    }

    /// Alternatives, up to a closing parenthesis or the end.
    fn any_of(&mut self) -> Found {
        let mut arms: Vec<Found> = Vec::new();
        let mut operator: Option<Span> = None;
        loop {
            let arm = self.all_of();
            let missing = arm.is_missing();
            arms.push(arm);
            if !matches!(self.peek(), Some(Kind::Or)) {
                if let Some(span) = operator.filter(|_| missing) {
                    self.lacks(span, "on its right");
                }
                break;
            }
            let span = self.skip();
            if missing {
                self.lacks(span.clone(), "on its left");
            }
            operator = Some(span);
        }
        if arms.len() == 1 {
            return arms.pop().unwrap_or(Found::Missing);
        }
        Found::bare(rewrite::or(arms.into_iter().filter_map(Found::operand).map(Operand::into_ast).collect()))
    }

    /// Operands that must all match, up to OR, a closing parenthesis or the end.
    fn all_of(&mut self) -> Found {
        let mut operands: Vec<Operand> = Vec::new();
        let mut typed = 0;
        let mut operator: Option<Span> = None;
        loop {
            match self.peek() {
                None | Some(Kind::Or | Kind::Close) => break,
                Some(Kind::And) => {
                    let span = self.skip();
                    if typed == 0 || operator.is_some() {
                        self.lacks(span.clone(), "on its left");
                    }
                    operator = Some(span);
                }
                Some(_) => {
                    operands.extend(self.negated().operand());
                    typed += 1;
                    operator = None;
                }
            }
        }
        if let Some(span) = operator {
            self.lacks(span, "on its right");
            return if typed == 0 { Found::Nothing } else { Found::bare(rewrite::group(operands)) };
        }
        match (typed, operands.len()) {
            (0, _) => Found::Missing,
            // One operand keeps its parentheses, for the group around it to know.
            (1, 1) => operands.pop().map_or(Found::Nothing, Found::Some),
            _ => Found::bare(rewrite::group(operands)),
        }
    }

    /// An operand behind any number of negations.
    fn negated(&mut self) -> Found {
        let mut last = None;
        let mut odd = false;
        while matches!(self.peek(), Some(Kind::Not)) {
            last = Some(self.skip());
            odd = !odd;
        }
        let found = self.near();
        match (found, last) {
            (Found::Missing, Some(span)) => {
                self.lacks(span, "to exclude");
                Found::Nothing
            }
            (Found::Some(operand), _) if odd => Found::bare(Some(rewrite::not(operand.into_ast()))),
            (found, _) => found,
        }
    }

    /// Operands joined by NEAR or ADJ. In a chain each pair of neighbours must be near.
    fn near(&mut self) -> Found {
        let (first, span) = self.placed();
        if !matches!(self.peek(), Some(Kind::Near { .. })) {
            return first;
        }
        let mut operators = Vec::new();
        let mut missing = first.is_missing();
        let mut sides = vec![self.side(first, span)];
        while let Some(&Kind::Near { distance, ordered }) = self.peek() {
            let operator = self.skip();
            if missing {
                self.lacks(operator.clone(), "on its left");
            }
            let (side, span) = self.placed();
            missing = side.is_missing();
            if missing {
                self.lacks(operator.clone(), "on its right");
            }
            sides.push(self.side(side, span));
            operators.push((operator, distance, ordered));
        }
        let pairs = sides.windows(2).zip(operators).filter_map(|(pair, (span, distance, ordered))| {
            let [Some(left), Some(right)] = pair else { return None };
            let (left, right) = (Box::new(left.clone()), Box::new(right.clone()));
            Some(Ast::Near(Near { left, right, distance, ordered, span }))
        });
        let pairs = rewrite::and(pairs.collect());
        Found::bare(pairs.or_else(|| rewrite::and(sides.into_iter().flatten().collect())))
    }

    /// An operand and its place.
    fn placed(&mut self) -> (Found, Span) {
        let start = self.span().start;
        let found = self.primary();
        let end = self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(start, |t| t.span.end);
        (found, start..end.max(start))
    }

    /// An operand of NEAR: a word, phrase or pattern, or alternatives of these.
    fn side(&mut self, found: Found, span: Span) -> Option<Ast> {
        let ast = found.operand()?.into_ast();
        if has_positions(&ast) {
            return Some(ast);
        }
        self.diagnostics.push(
            Diagnostic::error(span, "only words and phrases can be near each other")
                .with_hint("for example ecosystem NEAR/5 (payment OR \"mobile wallet\")"),
        );
        None
    }

    /// A leaf, a group in parentheses, or a relation with its query.
    fn primary(&mut self) -> Found {
        match self.peek() {
            Some(Kind::Leaf(_) | Kind::Nothing) => {
                let kind = std::mem::replace(&mut self.tokens[self.at].kind, Kind::Nothing);
                self.at += 1;
                Found::bare(if let Kind::Leaf(ast) = kind { Some(ast) } else { None })
            }
            Some(&Kind::Relation(relation)) => {
                let span = self.skip();
                let adjacent = self.span().start == span.end;
                let found = if adjacent { self.deeper(span.clone(), Self::primary) } else { Found::Missing };
                match found {
                    Found::Missing => {
                        let message = "this prefix takes a query in parentheses";
                        self.diagnostics
                            .push(Diagnostic::error(span, message).with_hint("for example answering:(why)"));
                        Found::Nothing
                    }
                    found => Found::bare(
                        found.operand().map(|inner| Ast::Relation(relation, Box::new(inner.into_ast()))),
                    ),
                }
            }
            Some(Kind::Open) => {
                let span = self.skip();
                self.deeper(span.clone(), |parser| parser.group(span))
            }
            _ => Found::Missing,
        }
    }

    /// What stands between an opening parenthesis, already read, and its closing one.
    fn group(&mut self, open: Span) -> Found {
        let inner = self.any_of();
        if self.peek().is_some() {
            self.at += 1;
        } else if !self.refused {
            self.diagnostics.push(
                Diagnostic::error(open, "this parenthesis is not closed")
                    .with_hint("close it, or search for plain words with -F"),
            );
        }
        inner.operand().map_or(Found::Nothing, |operand| Found::Some(Operand::Grouped(operand.into_ast())))
    }

    /// Reads something that may hold itself. Too deep, the rest of the query is passed over.
    fn deeper(&mut self, span: Span, read: impl FnOnce(&mut Self) -> Found) -> Found {
        if self.depth == DEEPEST {
            let message = format!("this is nested more than {DEEPEST} deep");
            self.diagnostics.push(Diagnostic::error(span, message));
            self.at = self.tokens.len();
            self.refused = true;
            return Found::Nothing;
        }
        self.depth += 1;
        let found = read(self);
        self.depth -= 1;
        found
    }
}

/// Whether a node matches at positions.
fn has_positions(ast: &Ast) -> bool {
    match ast {
        Ast::Word(_) | Ast::Phrase(_) => true,
        Ast::Pattern(pattern) => pattern.kind != PatternKind::Regex,
        Ast::Or(children) => children.iter().all(has_positions),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::ast::{Filter, FilterValue, Relation};
    use crate::query::{Severity, parse, plain};

    /// A tree in brackets: `(and a "b" (not c))`.
    fn tree(ast: &Ast) -> String {
        let all = |name: &str, children: &[Ast]| {
            format!("({name} {})", children.iter().map(tree).collect::<Vec<_>>().join(" "))
        };
        match ast {
            Ast::And(children) => all("and", children),
            Ast::Or(children) => all("or", children),
            Ast::Not(child) => format!("(not {})", tree(child)),
            Ast::Word(w) => format!("{}{}", if w.exact { "=" } else { "" }, w.text),
            Ast::Phrase(p) if p.slop > 0 => format!("\"{}\"~{}", p.text, p.slop),
            Ast::Phrase(p) => format!("\"{}\"", p.text),
            Ast::Pattern(p) => format!("{:?}:{}", p.kind, p.text),
            Ast::Near(n) => {
                let name = if n.ordered { "adj" } else { "near" };
                format!("({name}/{} {} {})", n.distance, tree(&n.left), tree(&n.right))
            }
            Ast::Filter(f) => filter(f),
            Ast::Relation(Relation::Answering, q) => format!("(answering {})", tree(q)),
            Ast::Relation(Relation::Answered, q) => format!("(answered {})", tree(q)),
            Ast::Relation(Relation::Interview, q) => format!("(interview {})", tree(q)),
        }
    }

    fn filter(filter: &Filter) -> String {
        match &filter.value {
            FilterValue::Speaker { text, whole: true } => format!("speaker:=<{text}>"),
            FilterValue::Speaker { text, .. } => format!("speaker:<{text}>"),
            FilterValue::Person(text) => format!("person:<{text}>"),
            FilterValue::Mention(text) => format!("mention:<{text}>"),
            FilterValue::Kind(kind) => format!("kind:{kind:?}"),
            FilterValue::Role(role) => format!("role:{role:?}"),
            FilterValue::Lang(lang) => format!("lang:{lang}"),
            FilterValue::Title(text) => format!("title:<{text}>"),
            FilterValue::In(id) => format!("in:<{id}>"),
            FilterValue::Path(glob) => format!("path:<{glob}>"),
            FilterValue::Date { from, to } => {
                format!("date:{}..{}", from.as_deref().unwrap_or(""), to.as_deref().unwrap_or(""))
            }
            FilterValue::At { from, to } => format!("at:{from:?}..{to:?}"),
        }
    }

    fn read(query: &str) -> String {
        let parsed = parse(query);
        assert_eq!(parsed.error(), None, "{query}");
        parsed.ast.as_ref().map_or_else(String::new, tree)
    }

    /// The first error: the text it points at, and its message.
    fn error(query: &str) -> (String, String) {
        let parsed = parse(query);
        let error = parsed.error().unwrap_or_else(|| panic!("{query}: {:?}", parsed.ast));
        (query[error.span.clone()].to_owned(), error.message.clone())
    }

    fn check(cases: &[(&str, &str)]) {
        for (query, expected) in cases {
            assert_eq!(read(query), *expected, "{query}");
        }
    }

    #[test]
    fn booleans_bind_as_promised() {
        check(&[
            ("a b", "(and a b)"),
            ("a AND b", "(and a b)"),
            ("a and b", "(and a and b)"),
            ("a OR b c", "(or a (and b c))"),
            ("a | b | c", "(or a b c)"),
            ("a|b", "(or a b)"),
            ("a || b", "(or a b)"),
            ("a ｜ b", "(or a b)"),
            ("(a OR b) c", "(and (or a b) c)"),
            ("（a OR b） c", "(and (or a b) c)"),
            ("NOT a", "(not a)"),
            ("NOT NOT a", "a"),
            ("NOT -a", "a"),
            ("-(-(a b) c)", "(not (and (not (and a b)) c))"),
            ("((a (b c)) d)", "(and a b c d)"),
            ("a OR (b OR c)", "(or a b c)"),
            ("a () b", "(and a b)"),
            ("a OR ...", "a"),
            ("NOT(a)", "(not a)"),
            ("a　b", "(and a b)"),
            ("ＡＮＤ", "ＡＮＤ"),
        ]);
    }

    #[test]
    fn what_people_type_is_words() {
        let words = [
            "10:30",
            "don't",
            "don’t",
            "C++",
            "[laughter]",
            "e-commerce",
            "A/B",
            "https://example.org/a-b?c=d",
            "他说：我们",
            "U.S.",
            "50%",
            "AT&T",
            "#5",
            "2016-05-03",
            "ann@example.org",
            "什么？",
            "５Ｇ：网络",
        ];
        for word in words {
            let parsed = parse(word);
            assert_eq!(parsed.diagnostics, [], "{word}");
            assert!(matches!(&parsed.ast, Some(Ast::Word(w)) if w.text == word && !w.exact), "{parsed:?}");
        }
    }

    #[test]
    fn a_minus_negates_before_an_operand_only() {
        check(&[
            ("-a b", "(and (not a) b)"),
            ("a -b", "(and a (not b))"),
            ("a －b", "(and a (not b))"),
            ("(-a)", "(not a)"),
            ("a|-b", "(or a (not b))"),
            ("e-commerce", "e-commerce"),
            ("a - b", "(and a b)"),
            ("--a", "(not -a)"),
            ("a (-) b", "(and a b)"),
            ("-\"a b\"", "(not \"a b\")"),
            ("-speaker:a", "(not speaker:<a>)"),
        ]);
    }

    #[test]
    fn quotes_of_every_sort_hold_phrases() {
        check(&[
            ("\"a b\"", "\"a b\""),
            ("“a b”", "\"a b\""),
            ("＂a b＂", "\"a b\""),
            ("”a b”", "\"a b\""),
            ("\"a b\"~3 c", "(and \"a b\"~3 c)"),
            ("=\"a b\"", "\"a b\""),
            ("他说“我们”吗", "(and 他说 \"我们\" 吗)"),
            ("\"he said “no”\"", "\"he said “no”\""),
            ("“he said \"no\"”", "\"he said \"no\"\""),
            ("“a b\"", "\"a b\""),
            ("\"AND\"", "\"AND\""),
            ("a \"...\"", "a"),
        ]);
        assert_eq!(parse("a “”").diagnostics[0].severity, Severity::Warning);
        assert_eq!(error("a \"b c"), ("\"".into(), "this quote is not closed".into()));
        assert_eq!(tree(&parse("a “b c").ast.unwrap()), "(and a \"b c\")");
        assert_eq!(error("\"a b\"~ c").0, "~");
        assert_eq!(error("\"a b\"~99999999999").0, "~99999999999");
    }

    #[test]
    fn patterns_and_distances_are_recognised() {
        check(&[
            ("ecosys* organi?ation colour~2", "(and Wildcard:ecosys* Wildcard:organi?ation Fuzzy(2):colour)"),
            ("/colou?r (x|y)/ a", "(and Regex:colou?r (x|y) a)"),
            ("/a\\/b/", "Regex:a\\/b"),
            ("/usr/bin and / or", "(and /usr/bin and or)"),
            ("=said", "=said"),
            ("a NEAR/5 b c", "(and (near/5 a b) c)"),
            ("a b ADJ/2 \"c d\"", "(and a (adj/2 b \"c d\"))"),
            ("a NEAR/5 b NEAR/2 c", "(and (near/5 a b) (near/2 b c))"),
            ("NOT a NEAR/5 b", "(not (near/5 a b))"),
            ("a NEAR/5 (b | c*)", "(near/5 a (or b Wildcard:c*))"),
            ("a NEAR/5 ...", "a"),
            ("a near/5 b", "(and a near/5 b)"),
            ("a NEAR b", "(and a NEAR b)"),
        ]);
        assert_eq!(parse("a NEAR b").diagnostics[0].severity, Severity::Warning);
        assert_eq!(error("a NEAR/0 b"), ("0".into(), "this is no distance in words".into()));
        assert_eq!(error("a NEAR/5"), ("NEAR/5".into(), "this operator has nothing on its right".into()));
        assert_eq!(error("ADJ/5 a"), ("ADJ/5".into(), "this operator has nothing on its left".into()));
        assert_eq!(error("a NEAR/5 (b c)").0, "(b c)");
        assert_eq!(error("speaker:a NEAR/5 b").0, "speaker:a");
        assert_eq!(error("a NEAR/5 -b").0, "NEAR/5");
    }

    #[test]
    fn filters_are_typed() {
        check(&[
            ("speaker:\"Jing Xiandong\" x", "(and speaker:<Jing Xiandong> x)"),
            ("speaker:=\"Jing Xiandong\"", "speaker:=<Jing Xiandong>"),
            ("speaker:=Jing", "speaker:=<Jing>"),
            ("speaker：“井贤栋” 生态", "(and speaker:<井贤栋> 生态)"),
            ("kind:Note kind:any", "(or kind:Note kind:Any)"),
            ("lang:zh", "lang:zh"),
            ("title:“蚂蚁 金服”", "title:<蚂蚁 金服>"),
            ("in:2016/jing", "in:<2016/jing>"),
            ("path:2016/**", "path:<2016/**>"),
            ("(path:a(1).txt)", "path:<a(1).txt>"),
            ("date:2016..", "date:2016-01-01.."),
            ("role：Host", "role:Host"),
            ("at:10:25", "at:Some(625000)..Some(625999)"),
            ("at:10m..", "at:Some(600000)..None"),
            ("answering:(a b) c", "(and (answering (and a b)) c)"),
            ("interview：（a） -answered:\"a b\"", "(and (interview a) (not (answered \"a b\")))"),
        ]);
    }

    #[test]
    fn a_repeated_field_is_or_and_negated_ones_each_exclude() {
        check(&[
            ("speaker:a x speaker:b", "(and (or speaker:<a> speaker:<b>) x)"),
            ("speaker:a AND speaker:b", "(or speaker:<a> speaker:<b>)"),
            ("(speaker:a) (speaker:b)", "(and speaker:<a> speaker:<b>)"),
            ("(speaker:a x) speaker:b", "(and speaker:<a> x speaker:<b>)"),
            ("speaker:a lang:en", "(and speaker:<a> lang:en)"),
            ("-speaker:a -speaker:b", "(and (not speaker:<a>) (not speaker:<b>))"),
            ("x OR speaker:a speaker:b", "(or x speaker:<a> speaker:<b>)"),
        ]);
    }

    #[test]
    fn a_colon_makes_a_prefix_only_where_one_may_be_meant() {
        check(&[
            ("他说：我们", "他说：我们"),
            ("Note: x", "(and Note: x)"),
            ("Note:x", "Note:x"),
            ("10:30", "10:30"),
            ("https://example.org/a", "https://example.org/a"),
            ("re:x", "re:x"),
            ("word: x", "(and word: x)"),
            ("=speaker:x", "=speaker:x"),
        ]);
        let unknown = parse("speeker:\"a b\" c");
        let error = unknown.error().unwrap();
        assert_eq!(error.span, 0..8);
        assert_eq!(error.message, "there is no field `speeker:`");
        assert!(error.hint.as_ref().unwrap().contains("`speaker:`"), "{error:?}");
        assert_eq!(parse("Speaker:x").diagnostics[0].severity, Severity::Warning);
    }

    #[test]
    fn bad_values_are_errors_at_the_value() {
        for (query, place) in [
            ("a kind:x", "x"),
            ("lang:\"fr\"", "fr"),
            ("date:2018..2016", "2018..2016"),
            ("speaker:", "speaker:"),
            ("speaker:=\"\" a", "speaker:=\"\""),
            ("title: a", "title:"),
            ("speaker:???", "???"),
            ("speaker:(a OR (b)) c", "(a OR (b))"),
            ("path:[a", "[a"),
            ("in:=\"a\"", "a"),
            ("answering:", "answering:"),
            ("answering: a", "answering:"),
            ("(answering:)", "answering:"),
        ] {
            assert_eq!(error(query).0, place, "{query}");
        }
        assert_eq!(parse("kind:x").error().unwrap().hint.as_deref(), Some("one of speech, note, any"));
        assert_eq!(tree(&parse("kind:x a").ast.unwrap()), "a", "the rest is read");
    }

    #[test]
    fn what_does_not_fit_together_is_pointed_at() {
        for (query, place, message) in [
            ("AND", "AND", "this operator has nothing on its left"),
            ("a OR", "OR", "this operator has nothing on its right"),
            ("OR a", "OR", "this operator has nothing on its left"),
            ("a | AND b", "AND", "this operator has nothing on its left"),
            ("a NOT", "NOT", "this operator has nothing to exclude"),
            ("(a OR) b", "OR", "this operator has nothing on its right"),
            ("(a b", "(", "this parenthesis is not closed"),
            ("a) b）", ")", "this parenthesis closes nothing"),
        ] {
            assert_eq!(error(query), (place.to_owned(), message.to_owned()), "{query}");
            assert_eq!(parse(query).diagnostics.len(), 1, "{query}");
        }
    }

    #[test]
    fn a_query_without_content_is_an_error() {
        for query in ["", "  　", "：“”", "*", "()", "?!", "（（））", "-", "& -...", "“。”"] {
            assert_eq!(error(query), (query.to_owned(), "nothing to search for".to_owned()), "{query}");
            assert_eq!(parse(query).ast, None, "{query}");
        }
        assert_eq!(plain(" ... ").error().unwrap().message, "nothing to search for");
    }

    #[test]
    fn plain_words_have_no_syntax() {
        let parsed = plain("speaker:a　OR \"b (c * ");
        assert_eq!(parsed.diagnostics, []);
        assert_eq!(parsed.ast.as_ref().map(tree).unwrap(), "(and speaker:a OR \"b (c)");
        let Some(Ast::And(words)) = parsed.ast else { panic!() };
        assert!(matches!(&words[1], Ast::Word(word) if word.span == (12..14)));
    }

    #[test]
    fn depth_is_bounded_and_time_is_linear() {
        for unit in
            ["(", "-(", "NOT ", "-", "interview:", "“", "”", "\"", "/ ", "speaker:(", ")", "| ", "a NEAR/2 "]
        {
            let parsed = parse(&unit.repeat(100_000));
            assert!(parsed.error().is_some(), "{unit}");
        }
        let nested = parse(&format!("{}a{}", "(".repeat(100), ")".repeat(100)));
        assert_eq!(nested.ast.as_ref().map(tree).unwrap(), "a");
        let deeper = parse(&format!("x {}a{}", "(".repeat(101), ")".repeat(101)));
        assert_eq!(deeper.diagnostics.len(), 1);
        assert_eq!(deeper.error().unwrap().span, 102..103);
    }
}
