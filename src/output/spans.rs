//! Styled text measured in display columns: marked, cut, wrapped and written.
//!
//! Columns are those of Unicode's East Asian Width (a Han character takes two), counted by grapheme cluster.
//! Lines break after blanks and between wide characters, never before closing or after opening punctuation.
//! Deliberately absent: full line breaking (UAX 14); words of other scripts are never cut unless they alone
//! are wider than a line.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::sanitise;

/// No line ends with these.
const OPENING: &str = "（《〈「『【〔“‘([{#└";
/// No line begins with these.
const CLOSING: &str = "，。、；：？！）》〉」』】〕”’…—～·),.;:?!]}%";

/// A stretch of clean text in one style.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Span {
    text: String,
    style: Style,
    /// No line ends inside it.
    solid: bool,
}

/// Styled text for one record.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Spans(Vec<Span>);

impl Spans {
    /// Adds text of a transcript, made safe.
    pub(super) fn push(&mut self, text: &str, style: Style) -> &mut Self {
        let mut text = sanitise::line(text);
        if self.ends_with_blank() && text.starts_with(' ') {
            text.remove(0);
        }
        self.raw(&text, style)
    }

    /// Adds text of our own as it stands, such as a column's padding.
    pub(super) fn raw(&mut self, text: &str, style: Style) -> &mut Self {
        if !text.is_empty() {
            self.0.push(Span { text: text.to_owned(), style, solid: false });
        }
        self
    }

    /// Adds text of our own that stays on one line if it fits there, such as a path.
    pub(super) fn solid(&mut self, text: &str, style: Style) -> &mut Self {
        self.0.push(Span { text: text.to_owned(), style, solid: true });
        self
    }

    /// Adds text of a transcript in which some byte ranges (sorted, apart, on character borders) are marked.
    pub(super) fn marked(
        &mut self,
        text: &str,
        marks: &[Range<usize>],
        plain: Style,
        found: Style,
    ) -> &mut Self {
        let mut done = 0;
        for mark in marks {
            let (Some(before), Some(inside)) = (text.get(done..mark.start), text.get(mark.clone())) else {
                break;
            };
            self.push(before, plain).push(inside, found);
            done = mark.end;
        }
        self.push(text.get(done..).unwrap_or(""), plain)
    }

    /// How many columns the text takes on one line.
    pub(super) fn columns(&self) -> usize {
        self.0.iter().map(|s| columns(&s.text)).sum()
    }

    fn ends_with_blank(&self) -> bool {
        self.0.last().is_some_and(|s| s.text.ends_with(' '))
    }

    /// Writes all on one line.
    pub(super) fn write_line(&self, out: &mut dyn Write) -> io::Result<()> {
        for span in &self.0 {
            write_styled(out, &span.text, span.style)?;
        }
        writeln!(out)
    }

    /// Writes lines of at most `width` columns; those after the first are indented.
    pub(super) fn write_wrapped(&self, out: &mut dyn Write, width: usize, indent: usize) -> io::Result<()> {
        let cells = self.cells();
        for (i, line) in break_lines(&cells, width.max(indent + 10), indent).into_iter().enumerate() {
            if i > 0 {
                write!(out, "{:indent$}", "")?;
            }
            for same in cells[line].chunk_by(|a, b| a.style == b.style) {
                let text: String = same.iter().map(|c| c.text).collect();
                write_styled(out, &text, same[0].style)?;
            }
            writeln!(out)?;
        }
        Ok(())
    }

    fn cells(&self) -> Vec<Cell<'_>> {
        let mut cells = Vec::new();
        for span in &self.0 {
            for (i, text) in span.text.graphemes(true).enumerate() {
                let glued = span.solid && i > 0;
                cells.push(Cell { text, style: span.style, columns: columns(text), glued });
            }
        }
        cells
    }
}

/// One grapheme cluster.
struct Cell<'a> {
    text: &'a str,
    style: Style,
    columns: usize,
    /// No line begins with it.
    glued: bool,
}

/// The lines as ranges of cells, without the blanks at their ends.
fn break_lines(cells: &[Cell<'_>], width: usize, indent: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let (mut start, mut column, mut opportunity) = (0, 0, 0);
    let mut i = 0;
    while i < cells.len() {
        if i > start && !cells[i].glued && may_break(cells[i - 1].text, cells[i].text) {
            opportunity = i;
        }
        if column + cells[i].columns > width && cells[i].text != " " && i > start {
            let end = if opportunity > start { opportunity } else { i };
            lines.push(start..trimmed(cells, start, end));
            (start, column, i, opportunity) = (end, indent, end, end);
            continue;
        }
        column += cells[i].columns;
        i += 1;
    }
    lines.push(start..trimmed(cells, start, cells.len()));
    lines
}

fn trimmed(cells: &[Cell<'_>], start: usize, mut end: usize) -> usize {
    while end > start && cells[end - 1].text == " " {
        end -= 1;
    }
    end
}

/// True if a line may end between these two clusters.
fn may_break(before: &str, after: &str) -> bool {
    if after == " " {
        return false;
    }
    if before == " " {
        return true;
    }
    (columns(before) == 2 || columns(after) == 2) && !OPENING.contains(before) && !CLOSING.contains(after)
}

fn write_styled(out: &mut dyn Write, text: &str, style: Style) -> io::Result<()> {
    write!(out, "{style}{text}{style:#}")
}

/// How many columns a text takes.
pub(super) fn columns(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text, cut to at most so many columns; `…` stands for what is left out.
pub(super) fn fit(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut out = head(text, width.saturating_sub(1)).trim_end().to_owned();
    if width > 0 {
        out.push('…');
    }
    out
}

/// The text padded with blanks to so many columns.
pub(super) fn pad(text: &str, width: usize) -> String {
    format!("{text}{:1$}", "", width.saturating_sub(columns(text)))
}

/// The first and last words of a text, in at most so many columns.
pub(super) fn ends(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let tail_width = width / 3;
    let first = head(text, width.saturating_sub(tail_width + 3));
    let mut last: Vec<&str> = Vec::new();
    let mut left = tail_width;
    for g in text.graphemes(true).rev() {
        let Some(rest) = left.checked_sub(columns(g)) else { break };
        left = rest;
        last.push(g);
    }
    let last: String = last.into_iter().rev().collect();
    // A word that was cut in two is left out on either side, unless nothing else would be left.
    let cut = |c: char| c.is_ascii_alphanumeric();
    let first = match first.rfind(' ') {
        Some(at) if text[first.len()..].starts_with(cut) && first.ends_with(cut) => &first[..at],
        _ => first,
    };
    let last = match last.find(' ') {
        Some(at) if text[..text.len() - last.len()].ends_with(cut) && last.starts_with(cut) => &last[at..],
        _ => &last,
    };
    let last = last.trim_start_matches(|c: char| c == ' ' || CLOSING.contains(c));
    format!("{} … {last}", first.trim_end())
}

/// As much of the beginning as fits into so many columns.
fn head(text: &str, width: usize) -> &str {
    let mut used = 0;
    for (at, g) in text.grapheme_indices(true) {
        used += columns(g);
        if used > width {
            return &text[..at];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use anstyle::Style;
    use proptest::prelude::*;

    use super::{Spans, columns, ends, fit, pad};

    fn plain(text: &str) -> Spans {
        let mut spans = Spans::default();
        spans.push(text, Style::new());
        spans
    }

    fn wrapped(text: &str, width: usize, indent: usize) -> String {
        let mut out = Vec::new();
        plain(text).write_wrapped(&mut out, width, indent).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn english_wraps_between_words() {
        assert_eq!(wrapped("we never said that we would", 14, 2), "we never said\n  that we\n  would\n");
    }

    #[test]
    fn chinese_wraps_between_characters_two_columns_each() {
        assert_eq!(wrapped("我们从来没有说过要做生态。", 12, 2), "我们从来没有\n  说过要做生\n  态。\n");
        assert_eq!(wrapped("我们从来没有说。", 14, 2), "我们从来没有\n  说。\n", "a full stop opens no line");
    }

    #[test]
    fn what_is_solid_stays_whole_while_a_line_holds_it() {
        let mut spans = Spans::default();
        spans.push("标题很长很长", Style::new()).raw("  ", Style::new()).solid("(3 of 访谈)", Style::new());
        let mut out = Vec::new();
        spans.write_wrapped(&mut out, 20, 2).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "标题很长很长\n  (3 of 访谈)\n");
    }

    #[test]
    fn a_word_wider_than_the_line_is_cut() {
        assert_eq!(wrapped("abcdefghijklmnop", 12, 2), "abcdefghijkl\n  mnop\n");
    }

    #[test]
    fn marks_stay_on_their_words_when_characters_are_replaced() {
        let found = Style::new().bold();
        let text = "a\u{1b}[0m\n\n eco生态\tz";
        let at = text.find("eco").unwrap();
        let mut spans = Spans::default();
        spans.marked(text, &[at..at + "eco生态".len()], Style::new(), found);
        let mut out = Vec::new();
        spans.write_line(&mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), format!("a␛[0m {found}eco生态{found:#} z\n"));
    }

    #[test]
    fn cutting_and_padding_count_columns() {
        assert_eq!(fit("阿里巴巴集团", 7), "阿里巴…");
        assert_eq!(fit("short", 5), "short");
        assert_eq!(pad("张三", 6), "张三  ");
        assert_eq!(ends("one two three four five six seven eight nine ten", 26), "one two three … nine ten");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked_and_no_word_is_lost(text in "[a-z 中文，。é]{0,80}", width in 14usize..60) {
            let out = wrapped(&text, width, 4);
            for line in out.lines() {
                prop_assert!(columns(line) <= width, "{line:?}");
            }
            let letters = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&out), letters(&text));
        }

        #[test]
        fn ends_fit(text in "[a-z 中文，。]{0,80}", width in 12usize..60) {
            prop_assert!(columns(&ends(&text, width)) <= width);
        }
    }
}
