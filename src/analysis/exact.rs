//! The exact stream: one token a Han character, otherwise one a run of letters, digits and their marks.
//!
//! Absent: words, stems and everything else that depends on a language (`rank`).

use std::iter::Peekable;

use unicode_normalization::char::is_combining_mark;

use super::fold::{Folded, Folding};
use super::token::Token;
use super::{is_han, variants};

/// The longest token, in bytes of its folded text; the rest of a longer run is cut off, but stays in its range.
pub(super) const MAX_BYTES: usize = 255;

/// What the exact stream is made of, before variants are folded.
#[derive(Debug)]
pub(super) enum Unit {
    Han(Character),
    Word(Word),
}

impl Unit {
    /// The bytes of the original that the unit came from.
    pub(super) fn range(&self) -> (usize, usize) {
        match self {
            Unit::Han(character) => (character.start, character.end),
            Unit::Word(word) => (word.start, word.end),
        }
    }

    /// The term of the exact stream.
    pub(super) fn into_text(self) -> String {
        match self {
            Unit::Han(character) => variants::representative(character.c).to_string(),
            Unit::Word(word) => word.text,
        }
    }
}

/// A Han character, normalized, its variant still as written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Character {
    pub(super) c: char,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A run of letters, digits and their marks, folded.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
    /// The run is one upper-case letter.
    capital: bool,
}

/// The exact stream: see [`super::exact()`].
pub(super) fn exact(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5 + 1);
    for unit in Units::new(text) {
        let (start, end) = unit.range();
        let position = u32::try_from(tokens.len()).unwrap_or(u32::MAX);
        tokens.push(Token { text: unit.into_text(), start, end, position });
    }
    tokens
}

/// The units of a text, in order.
pub(super) struct Units<'a> {
    folding: Peekable<Folding<'a>>,
    waiting: Option<Word>,
}

impl<'a> Units<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Units { folding: Folding::new(text).peekable(), waiting: None }
    }

    /// The word that begins with `first`. An inner apostrophe leaves no trace; a final `'s` or `'` is not of it.
    fn word(&mut self, first: Folded) -> Word {
        let mut word =
            Word { text: String::new(), start: first.start, end: first.end, capital: first.capital };
        let mut full = false;
        let mut apostrophe: Option<(usize, usize)> = None;
        let mut next = Some(first);
        while let Some(folded) = next {
            full |= word.text.len() + folded.c.len_utf8() > MAX_BYTES;
            if !full {
                word.text.push(folded.c);
            }
            word.end = folded.end;
            next = self.folding.next_if(|f| is_letter(f.c) || is_mark(f.c));
            word.capital &= next.is_none();
            if next.is_none()
                && let Some(found) = self.folding.next_if(|f| f.c == '\'')
            {
                next = self.folding.next_if(|f| is_letter(f.c) && !is_mark(f.c) && f.start >= found.end);
                if next.is_some() {
                    apostrophe = Some((word.text.len(), word.end));
                }
            }
        }
        if let Some((len, end)) = apostrophe {
            if &word.text[len..] == "s" {
                word.text.truncate(len);
                word.end = end;
            } else {
                word.capital = false;
            }
        }
        word
    }

    /// A capital between dots is of one word with those before it: U.S., and U.S.'s without its ending.
    fn dotted(&mut self, mut word: Word) -> Word {
        let mut letters = 1;
        while self.folding.next_if(|f| f.c == '.').is_some() {
            if letters > 1 && self.folding.next_if(|f| f.c == '\'').is_some() {
                self.waiting = self.letter().map(|first| self.word(first)).filter(|word| word.text != "s");
                break;
            }
            let Some(first) = self.letter() else { break };
            let next = self.word(first);
            if !next.capital {
                self.waiting = Some(next);
                break;
            }
            letters += 1;
            if word.text.len() + next.text.len() <= MAX_BYTES {
                word.text.push_str(&next.text);
            }
            word.end = next.end;
        }
        word
    }

    /// The next folded character if a word begins with it.
    fn letter(&mut self) -> Option<Folded> {
        self.folding.next_if(|f| is_letter(f.c))
    }
}

impl Iterator for Units<'_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        if let Some(word) = self.waiting.take() {
            return Some(Unit::Word(word));
        }
        loop {
            let first = self.folding.next()?;
            if is_han(first.c) {
                return Some(Unit::Han(Character { c: first.c, start: first.start, end: first.end }));
            }
            if is_letter(first.c) {
                let word = self.word(first);
                return Some(Unit::Word(if word.capital { self.dotted(word) } else { word }));
            }
        }
    }
}

/// Letters and digits of words; Han characters are none.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric() && !is_han(c))
}

/// Marks, which belong to the letter before them.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms(text: &str) -> String {
        exact(text).iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_and_characters() {
        for (text, expected) in [
            ("Hello, World!", "hello world"),
            ("我们的Internet思维5G网络", "我 们 的 internet 思 维 5g 网 络"),
            ("node.js 10:30 C++ foo_bar e-commerce", "node js 10 30 c foo bar e commerce"),
            (
                "don't don’t Alibaba’s James' 'quoted' rock'n'roll O'Brien's",
                "dont dont alibaba james quoted rocknroll obrien",
            ),
            ("U.S. U.S.A. (U.S) the U.S.’s J.K. Rowling", "us usa us the us jk rowling"),
            ("U.S.Treasury Plan B. And I.And", "us treasury plan b and i and"),
            ("Ｕ．Ｓ． É.U.", "us eu"),
            ("我's a''b", "我 s a b"),
            ("臺灣 台湾 画畫劃", "台 湾 台 湾 画 画 画"),
            ("㍿ ㎏ 5㎏ 人々 〇", "株 式 会 社 kg 5kg 人 々 〇"),
            ("がぎ か\u{3099} हिन्दी", "がぎ が हिन्दी"),
            ("：“”（）— …", ""),
            ("👨‍👩‍👧 1️⃣ 🇺🇸", "1"),
        ] {
            assert_eq!(terms(text), expected, "{text}");
        }
    }

    #[test]
    fn ranges_are_of_the_original() {
        let text = "Alibaba’s “臺灣” e\u{301}t U.S.";
        let found: Vec<_> = exact(text).iter().map(|t| (&text[t.start..t.end], t.position)).collect();
        assert_eq!(found, [("Alibaba", 0), ("臺", 1), ("灣", 2), ("e\u{301}t", 3), ("U.S", 4)]);
    }

    #[test]
    fn long_runs_are_cut_on_a_border() {
        let text = "a".to_owned() + &"ж".repeat(1000);
        let tokens = exact(&text);
        assert_eq!((tokens.len(), tokens[0].text.len(), tokens[0].end), (1, 255, text.len()));
        assert_eq!(exact(&"б".repeat(1000))[0].text.len(), 254);
        assert_eq!(exact(&format!("{}'s", "x".repeat(300)))[0].text.len(), 255);
    }

    /// Text with what is difficult: apostrophes, dots, marks, jamo, expansions, variants, joiners.
    fn difficult() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            4 => any::<char>().prop_map(String::from),
            8 => proptest::sample::select(vec![
                "a", "S", "s", "U", ".", "'", "’", "ʼ", "-", " ", "\u{301}", "\u{345}", "\u{9be}", "\u{1161}", "ᄀ", "ﬁ",
                "ŉ", "ß", "İ", "臺", "着", "豈", "㍿", "ﷺ", "Ｕ", "\u{ad}", "\u{200d}", "👩", "\u{fe0f}", "\u{20e3}", "1", "が", "か",
                "\u{3099}", "´", "…", "½", "々",
            ]).prop_map(String::from),
        ];
        proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn tokens_keep_rule_eleven(text in prop_oneof![any::<String>(), difficult()]) {
            let tokens = exact(&text);
            for (i, token) in tokens.iter().enumerate() {
                prop_assert_eq!(token.position as usize, i);
                prop_assert!(i == 0 || tokens[i - 1].start <= token.start);
                prop_assert!(!token.text.is_empty() && token.text.len() <= MAX_BYTES);
                let origin = text.get(token.start..token.end).unwrap_or_default();
                let letters = Folding::new(origin).map(|f| variants::representative(f.c));
                let letters: String = letters.filter(|&c| is_letter(c) || is_mark(c) || is_han(c)).collect();
                prop_assert!(letters.contains(&token.text), "{:?} is not from {:?}", token.text, origin);
            }
        }

        #[test]
        fn a_token_is_its_own_token(text in prop_oneof![any::<String>(), difficult()]) {
            for token in exact(&text) {
                let again: Vec<_> = exact(&token.text).into_iter().map(|t| t.text).collect();
                prop_assert_eq!(again, [token.text]);
            }
        }

        #[test]
        fn lines_have_their_own_tokens(left in difficult(), right in difficult()) {
            let right = format!("\n{right}");
            let apart: Vec<_> = [exact(&left), exact(&right)].concat().into_iter().map(|t| t.text).collect();
            let together: Vec<_> = exact(&(left + &right)).into_iter().map(|t| t.text).collect();
            prop_assert_eq!(together, apart);
        }
    }
}
