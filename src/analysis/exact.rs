//! The exact stream: one token a Han character, otherwise one a run of letters, digits and their marks.
//!
//! Absent: words, stems and everything else that depends on a language (`rank`).
//!
//! Most of a text is Han characters and ASCII words between plain separators, which are cut as they stand;
//! around all else the text is folded character by character.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::fold::{Folded, Folding, joins, parts_words};
use super::token::Tokens;
use super::{is_han, variants};

/// The longest token, in bytes of its folded text; the rest of a longer run is cut off, but stays in its range.
pub(super) const MAX_BYTES: usize = 255;

/// The class of ASCII letters and digits.
const LETTER: u8 = 1;
/// The class of capitals of ASCII.
const CAPITAL: u8 = 2;

/// The classes of bytes.
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            classes[byte] = LETTER | if (byte as u8).is_ascii_uppercase() { CAPITAL } else { 0 };
        }
        byte += 1;
    }
    classes
};

/// What the exact stream is made of, before variants are folded.
#[derive(Debug)]
pub(super) enum Unit<'a> {
    Han(Character),
    Word(Word<'a>),
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
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Puts the exact stream of a text into `tokens`: see [`super::exact()`].
pub(super) fn exact(text: &str, tokens: &mut Tokens) {
    tokens.clear();
    each_exact(text, |term, range| tokens.push(term, range));
}

/// Calls `each` with the tokens of the exact stream of a text, in order: see [`super::each_exact`].
pub(super) fn each_exact(text: &str, mut each: impl FnMut(&str, Range<usize>)) {
    each_unit(text, |unit| match unit {
        Unit::Han(Character { c, start, end }) => {
            each(variants::representative(c).encode_utf8(&mut [0; 4]), start..end);
        }
        Unit::Word(Word { text, start, end }) => each(text, start..end),
    });
}

/// Calls `each` with the units of a text, in order.
pub(super) fn each_unit(text: &str, mut each: impl FnMut(Unit<'_>)) {
    let bytes = text.as_bytes();
    let mut folded = Units { folding: Folding::new(text), text: String::new() };
    let mut lower = String::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if CLASSES[usize::from(byte)] & LETTER != 0 {
            let (mut end, mut classes) = (at + 1, CLASSES[usize::from(byte)]);
            while let Some(&byte) = bytes.get(end)
                && CLASSES[usize::from(byte)] & LETTER != 0
            {
                classes |= CLASSES[usize::from(byte)];
                end += 1;
            }
            let capitals = classes & CAPITAL != 0;
            if bytes.get(end) != Some(&b' ') && goes_on(text, end, end == at + 1 && capitals) {
                at = folded.each(at, &mut each);
                continue;
            }
            let mut word = &text[at..end.min(at + MAX_BYTES)];
            if capitals {
                lower.clear();
                lower.push_str(word);
                lower.make_ascii_lowercase();
                word = &lower;
            }
            each(Unit::Word(Word { text: word, start: at, end }));
            at = end;
        } else if byte.is_ascii() {
            at = if is_alone(text, at + 1) { at + 1 } else { folded.each(at, &mut each) };
        } else {
            let mut rest = text[at..].chars();
            while let Some(c) = rest.next().filter(|c| !c.is_ascii()) {
                let end = text.len() - rest.as_str().len();
                let han = matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}');
                if !(han || parts_words(c)) || !is_alone(text, end) {
                    at = folded.each(at, &mut each);
                    break;
                }
                if han {
                    each(Unit::Han(Character { c, start: at, end }));
                }
                at = end;
            }
        }
    }
}

/// False if what stands at `end` surely ends an ASCII word; a dot may go on with capitals.
fn goes_on(text: &str, end: usize, capital: bool) -> bool {
    match text.as_bytes().get(end) {
        None => false,
        Some(b'.') => capital,
        Some(byte) if byte.is_ascii() => *byte == b'\'',
        Some(_) => {
            let next = text[end..].chars().next();
            !next.is_some_and(|next| match next {
                '\u{2024}'..='\u{2026}' | '．' => !capital,
                '\u{3400}'..='\u{9fff}' => true,
                _ => parts_words(next),
            })
        }
    }
}

/// True if no character at `end` is of the same segment as what stands before it.
fn is_alone(text: &str, end: usize) -> bool {
    match text.as_bytes().get(end) {
        // ASCII, or U+4000 to U+9FFF.
        None | Some(..0x80 | 0xe4..=0xe9) => true,
        Some(_) => !text[end..].starts_with(joins),
    }
}

/// The units of text that has to be folded first.
struct Units<'a> {
    folding: Folding<'a>,
    /// The word that was folded last.
    text: String,
}

/// Where a word is that was folded.
struct Span {
    start: usize,
    end: usize,
    /// The run is one upper-case letter.
    capital: bool,
}

impl Units<'_> {
    /// Calls `each` with the units from `at`, where a segment begins, to the next such place after a unit, which it
    /// returns.
    fn each(&mut self, at: usize, each: &mut impl FnMut(Unit<'_>)) -> usize {
        self.folding.seek(at);
        loop {
            match self.folding.next() {
                Some(Folded { c, start, end, .. }) if is_han(c) => {
                    each(Unit::Han(Character { c, start, end }));
                }
                Some(first) if is_letter(first.c) => {
                    let word = self.word(first);
                    if word.capital {
                        self.dotted(word, each);
                    } else {
                        self.give(&word, each);
                    }
                }
                _ => {}
            }
            if let Some(at) = self.folding.place() {
                return at;
            }
        }
    }

    fn give(&self, word: &Span, each: &mut impl FnMut(Unit<'_>)) {
        each(Unit::Word(Word { text: &self.text, start: word.start, end: word.end }));
    }

    /// The word that begins with `first`. An inner apostrophe leaves no trace; a final `'s` or `'` is not of it.
    fn word(&mut self, first: Folded) -> Span {
        self.text.clear();
        let mut word = Span { start: first.start, end: first.end, capital: first.capital };
        let mut full = false;
        let mut apostrophe: Option<(usize, usize)> = None;
        let mut next = Some(first);
        while let Some(folded) = next {
            full |= self.text.len() + folded.c.len_utf8() > MAX_BYTES;
            if !full {
                self.text.push(folded.c);
            }
            word.end = folded.end;
            next = self.folding.next_if(|f| is_letter(f.c) || is_mark(f.c));
            word.capital &= next.is_none();
            if next.is_none()
                && let Some(found) = self.folding.next_if(|f| f.c == '\'')
            {
                next = self.folding.next_if(|f| is_letter(f.c) && !is_mark(f.c) && f.start >= found.end);
                if next.is_some() {
                    apostrophe = Some((self.text.len(), word.end));
                }
            }
        }
        if let Some((len, end)) = apostrophe {
            if &self.text[len..] == "s" {
                self.text.truncate(len);
                word.end = end;
            } else {
                word.capital = false;
            }
        }
        word
    }

    /// A capital between dots is of one word with those before it: U.S., and U.S.'s without its ending. What ends
    /// it may be a word that was begun.
    fn dotted(&mut self, mut word: Span, each: &mut impl FnMut(Unit<'_>)) {
        let mut text = self.text.clone();
        let mut letters = 1;
        let mut begun = None;
        while self.folding.next_if(|f| f.c == '.').is_some() {
            if letters > 1 && self.folding.next_if(|f| f.c == '\'').is_some() {
                begun = self.letter().map(|first| self.word(first)).filter(|_| self.text != "s");
                break;
            }
            let Some(first) = self.letter() else { break };
            let next = self.word(first);
            if !next.capital {
                begun = Some(next);
                break;
            }
            letters += 1;
            if text.len() + self.text.len() <= MAX_BYTES {
                text.push_str(&self.text);
            }
            word.end = next.end;
        }
        each(Unit::Word(Word { text: &text, start: word.start, end: word.end }));
        if let Some(begun) = begun {
            self.give(&begun, each);
        }
    }

    /// The next folded character if a word begins with it.
    fn letter(&mut self) -> Option<Folded> {
        self.folding.next_if(|f| is_letter(f.c))
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
    use super::super::exact;
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
                "\u{3099}", "´", "…", "½", "々", "word", "Word", "，", "．", "“", "‗", "䷀",
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
        fn what_is_cut_as_it_stands_is_what_folding_gives(text in prop_oneof![any::<String>(), difficult()]) {
            let place = |unit: Unit<'_>| match unit {
                Unit::Han(Character { c, start, end }) => (c.to_string(), start, end),
                Unit::Word(Word { text, start, end }) => (text.to_owned(), start, end),
            };
            let (mut units, mut folded) = (Vec::new(), Vec::new());
            each_unit(&text, |unit| units.push(place(unit)));
            let mut all = Units { folding: Folding::new(&text), text: String::new() };
            let mut at = 0;
            while at < text.len() {
                at = all.each(at, &mut |unit| folded.push(place(unit)));
            }
            prop_assert_eq!(units, folded);
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
