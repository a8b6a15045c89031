//! Labels that numbering puts before paragraphs: `Q:`, `Question 3.`, `12.`; not bullets and letters.
//!
//! A label is kept if it says something, or looks like the numbers that people type, which are read over before a
//! speaker and mark questions. Letters are left out: `A.` before a paragraph would look like an answer.

/// The deepest level of a list, counted from 0.
pub(super) const DEEPEST: usize = 8;

/// How a counter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Count {
    /// 1, 2, 3
    #[default]
    Decimal,
    /// 一, 二, 三
    Han,
    /// Letters or Roman numerals.
    Letters,
    /// No counter: the text stands alone, as with bullets.
    Bullet,
}

/// One level of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Level {
    /// How its counter is written.
    pub(super) count: Count,
    /// The label, with `%1` for the counter of the first level and so on.
    pub(super) pattern: String,
    /// What its counter starts with.
    pub(super) start: u32,
}

/// The counters of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct Counters([Option<u32>; DEEPEST + 1]);

impl Counters {
    /// Counts a paragraph of this level on, which starts with `start`; those below it start anew.
    pub(super) fn step(&mut self, level: usize, start: u32) {
        let level = level.min(DEEPEST);
        self.0[level] = Some(self.0[level].map_or(start, |n| n.saturating_add(1)));
        self.0[level + 1..].fill(None);
    }

    /// The next paragraph of this level has this number.
    pub(super) fn restart(&mut self, level: usize, number: u32) {
        self.0[level.min(DEEPEST)] = number.checked_sub(1);
    }
}

impl Level {
    /// The label of a paragraph of this list, with a blank behind it; empty if it says nothing.
    pub(super) fn label(&self, counters: &Counters) -> String {
        let literal = without_counters(&self.pattern);
        let said: usize =
            literal.chars().filter(|c| c.is_alphabetic()).map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let colon = literal.trim_end().ends_with([':', '：']);
        let keep = match self.count {
            // A single letter is a bullet in some symbol font.
            Count::Bullet => said >= 2 || said == 1 && literal.trim_end().chars().count() > 1,
            _ if said > 0 || colon => true,
            Count::Decimal => {
                let counters = self.pattern.matches('%').count();
                counters == 1
                    && self.pattern.starts_with('%')
                    && matches!(literal.trim(), "." | ")" | "、" | "．")
            }
            Count::Han | Count::Letters => false,
        };
        if !keep { String::new() } else { format!("{} ", self.render(counters).trim()) }
    }

    fn render(&self, counters: &Counters) -> String {
        let mut out = String::new();
        let mut chars = self.pattern.chars().peekable();
        while let Some(c) = chars.next() {
            match (c, chars.peek().and_then(|d| d.to_digit(10))) {
                ('%', Some(level @ 1..=9)) => {
                    chars.next();
                    let n = counters.0[level as usize - 1].unwrap_or(1);
                    out.push_str(&written(n, self.count));
                }
                _ => out.push(c),
            }
        }
        out
    }
}

/// A label as a program wrote it out: as it is if it says something, else nothing.
pub(super) fn rendered(label: &str) -> String {
    let label = label.trim();
    let digits = label.bytes().take_while(u8::is_ascii_digit).count();
    let numeral = |c: char| "ivxlcdmIVXLCDM一二三四五六七八九十百零".contains(c);
    let letters = label.chars().filter(|c| c.is_alphabetic()).count();
    let counter =
        letters <= 1 && label.is_ascii() || label.chars().filter(|c| c.is_alphabetic()).all(numeral);
    let keep = match digits {
        0 => letters > 0 && (!counter || label.ends_with([':', '：'])),
        _ => matches!(&label[digits..], "." | ")" | "、" | "．") || letters > 1,
    };
    if keep { format!("{label} ") } else { String::new() }
}

fn without_counters(pattern: &str) -> String {
    let mut out = String::new();
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '%' && chars.peek().is_some_and(char::is_ascii_digit) {
            chars.next();
        } else if !matches!(c, '\u{e000}'..='\u{f8ff}') {
            out.push(c);
        }
    }
    out
}

fn written(n: u32, count: Count) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let digit = |n: u32| DIGITS[(n % 10) as usize].to_string();
    match (count, n) {
        (Count::Bullet, _) => String::new(),
        (Count::Han, 1..=9) => digit(n),
        (Count::Han, 10..=99) => {
            let tens = if n < 20 { String::new() } else { digit(n / 10) };
            let ones = if n.is_multiple_of(10) { String::new() } else { digit(n) };
            format!("{tens}十{ones}")
        }
        (Count::Letters, 1..=26) => char::from(b'A' + (n - 1) as u8).to_string(),
        _ => n.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(count: Count, pattern: &str, n: u32) -> String {
        let mut counters = Counters::default();
        (0..n).for_each(|_| counters.step(0, 1));
        Level { count, pattern: pattern.to_owned(), start: 1 }.label(&counters)
    }

    #[test]
    fn labels_that_say_something_are_kept() {
        for (count, pattern, n, want) in [
            (Count::Bullet, "Q:", 1, "Q: "),
            (Count::Bullet, "问：", 1, "问： "),
            (Count::Bullet, "Q:%1", 1, "Q: "),
            (Count::Bullet, "答", 1, "答 "),
            (Count::Decimal, "Question %1.", 3, "Question 3. "),
            (Count::Han, "第%1问：", 12, "第十二问： "),
            (Count::Decimal, "%1.", 12, "12. "),
            (Count::Decimal, "%1)", 2, "2) "),
        ] {
            assert_eq!(label(count, pattern, n), want, "{pattern}");
        }
    }

    #[test]
    fn bullets_letters_and_outlines_are_not() {
        for (count, pattern) in [
            (Count::Bullet, "\u{f0b7}"),
            (Count::Bullet, "o"),
            (Count::Bullet, "–"),
            (Count::Letters, "%1."),
            (Count::Decimal, "%1.%2"),
            (Count::Decimal, "%1"),
            (Count::Han, "%1、"),
            (Count::Decimal, ""),
        ] {
            assert_eq!(label(count, pattern, 2), "", "{pattern}");
        }
    }

    #[test]
    fn labels_that_are_written_out_are_kept_likewise() {
        for label in ["Q:", "问：", "答", "Question 3.", "12.", "2)"] {
            assert_eq!(rendered(label), format!("{label} "));
        }
        for label in ["\u{f0b7}", "·", "A.", "iv.", "1.2", "一、", "o", "", "7"] {
            assert_eq!(rendered(label), "", "{label}");
        }
    }

    #[test]
    fn counters_below_start_anew() {
        let mut counters = Counters::default();
        for level in [0, 1, 1, 0, 1] {
            counters.step(level, 1);
        }
        let two = Level { count: Count::Decimal, pattern: String::from("Part %1, %2:"), start: 1 };
        assert_eq!(two.label(&counters), "Part 2, 1: ");
        counters.restart(1, 7);
        counters.step(1, 1);
        assert_eq!(two.label(&counters), "Part 2, 7: ");
    }
}
