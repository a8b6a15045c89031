//! The tree a query becomes.
//!
//! Deliberately absent: analysis and tantivy. Words are kept as typed, with their place in the query.

use std::ops::Range;

use crate::model::Role;

/// Byte range of a part of the query string as typed.
pub type Span = Range<usize>;

/// A node of the tree. `And` and `Or` hold two or more children, none of them of their own sort; `Not` holds no
/// `Not`. The depth is bounded: a recursive walk is safe.
#[derive(Debug, Clone, PartialEq)]
pub enum Ast {
    /// All children match in one turn.
    And(Vec<Ast>),
    /// At least one child matches.
    Or(Vec<Ast>),
    /// The child does not match.
    Not(Box<Ast>),
    /// A run of characters without a blank, unquoted: matches by form or stem, or as Chinese.
    Word(Word),
    /// Quoted text: its tokens in order, with at most `slop` positions between in all.
    Phrase(Phrase),
    /// A pattern over single tokens.
    Pattern(Pattern),
    /// Two operands within a distance of each other.
    Near(Near),
    /// A condition on the turn's or interview's attributes.
    Filter(Filter),
    /// A condition on another turn of the same interview.
    Relation(Relation, Box<Ast>),
}

/// An unquoted word.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// As typed, syntax removed. Holds a letter or digit, and may hold punctuation that parts it into several
    /// runs (`他说：我们`, `node.js`).
    pub text: String,
    /// `=word`: this form only.
    pub exact: bool,
    /// Where it stands in the query.
    pub span: Span,
}

/// A quoted string.
#[derive(Debug, Clone, PartialEq)]
pub struct Phrase {
    /// Between the quotes; holds a letter or digit.
    pub text: String,
    /// `~n` after the closing quote; 0 without.
    pub slop: u32,
    /// Where it stands in the query, quotes included.
    pub span: Span,
}

/// How a pattern is to be matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatternKind {
    /// `ecosys*`, `organi?ation`: every `*` in the text is any run of characters, every `?` one character.
    Wildcard,
    /// `colour~`, `colour~2`: edit distance, 1 or 2.
    Fuzzy(u8),
    /// `/regex/` on the turn's original text.
    Regex,
}

/// A wildcard, fuzzy word or regular expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// The pattern without its delimiters.
    pub text: String,
    /// What it is.
    pub kind: PatternKind,
    /// Where it stands in the query.
    pub span: Span,
}

/// `a NEAR/5 b`, `a ADJ/5 b`.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// The first operand: a word, a phrase, a pattern that is no regex, or an `Or` of these.
    pub left: Box<Ast>,
    /// The second operand, of the same sorts.
    pub right: Box<Ast>,
    /// Within so many words.
    pub distance: u32,
    /// In this order only.
    pub ordered: bool,
    /// Where the operator stands in the query.
    pub span: Span,
}

/// A filter of the query language, its value checked and typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// What it demands.
    pub value: FilterValue,
    /// Where it stands in the query; empty for one given as a flag.
    pub span: Span,
}

/// The typed demand of a filter. One variant a row of the table of fields.
#[derive(Debug, Clone, PartialEq)]
pub enum FilterValue {
    /// All words occur in a speaker's name or alias; `whole` (`speaker:="…"`): it is the whole name.
    Speaker {
        /// The value as typed.
        text: String,
        /// Whether it must be the whole name.
        whole: bool,
    },
    /// Spoken by the person of this name, under whatever name.
    Person(String),
    /// The words name the person of this name.
    Mention(String),
    /// Turns of one who asks or answers.
    Role(Role),
    /// Turns of this kind.
    Kind(KindFilter),
    /// Turns in this language: `en` or `zh`.
    Lang(String),
    /// All words occur in the interview's title.
    Title(String),
    /// The interview with this id, or this unique part of one.
    In(String),
    /// A glob on the path below the root.
    Path(String),
    /// A range of days, both ends inclusive, ISO 8601; an open end is none.
    Date {
        /// The first day, or none.
        from: Option<String>,
        /// The last day, or none.
        to: Option<String>,
    },
    /// Turns of which a moment lies in this range of the recording, in milliseconds, both ends inclusive; an open
    /// end is none.
    At {
        /// The first moment, or none.
        from: Option<u64>,
        /// The last moment, or none.
        to: Option<u64>,
    },
}

/// Which kinds of turns are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindFilter {
    /// What somebody said.
    Speech,
    /// Notes.
    Note,
    /// Both.
    Any,
}

/// How the other turn stands to the one that is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The turn replies to one that matches.
    Answering,
    /// The turn is replied to by one that matches.
    Answered,
    /// Somewhere in the same interview a turn matches.
    Interview,
}
