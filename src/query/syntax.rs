//! The table of the language's syntax, filters aside: what is typed, and what it finds.
//!
//! Deliberately absent: the filters (`fields`) and how a page is laid out; that is a front end's.

/// One piece of syntax.
#[derive(Debug)]
pub struct Syntax {
    /// A use of it, as typed in a query.
    pub example: &'static str,
    /// The turns that the example finds, in a few words.
    pub finds: &'static str,
}

/// The table.
pub static SYNTAX: &[Syntax] = &[
    Syntax { example: "trust repair", finds: "both words, in any form (said finds say)" },
    Syntax { example: "信任 修复", finds: "both, in simplified or traditional characters" },
    Syntax { example: "ferry OR boat", finds: "either; also ferry | boat" },
    Syntax { example: "ferry -boat", finds: "the first without the second; also NOT boat" },
    Syntax { example: "(ferry | boat) trust", finds: "grouped: OR binds looser than AND" },
    Syntax { example: "\"shown the repair\"", finds: "exactly these words, in this order" },
    Syntax { example: "\"shown repair\"~2", finds: "in this order, at most 2 words between in all" },
    Syntax { example: "=repair", finds: "this form only, not repairs" },
    Syntax { example: "ferr* *boat", finds: "words that begin so, that end so" },
    Syntax { example: "organi?ation 修?船", finds: "one letter left open, one Chinese character" },
    Syntax { example: "repiar~ rapair~2", finds: "one slip of the pen, or up to two" },
    Syntax { example: "/re-?pair(s|ed)?/", finds: "a regular expression on the text as written" },
    Syntax { example: "trust NEAR/5 repair", finds: "within 5 words, in any order" },
    Syntax { example: "trust ADJ/5 repair", finds: "within 5 words, in this order" },
    Syntax { example: "answering:(trust)", finds: "replies to a turn with trust" },
    Syntax { example: "answered:(sound)", finds: "turns that a turn with sound replies to" },
    Syntax { example: "interview:(sank) trust", finds: "trust, where the same interview has sank" },
];

#[cfg(test)]
mod tests {
    use super::SYNTAX;
    use crate::query::parse;

    #[test]
    fn every_example_is_a_query() {
        for row in SYNTAX {
            assert_eq!(parse(row.example).diagnostics, [], "{}", row.example);
        }
    }
}
