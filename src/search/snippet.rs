//! The part of a turn to show: the window that covers most of the query's units, cut at sentences or words.
//!
//! Widths are display columns; a line break counts as the blank it is shown as. Deliberately absent: marks in
//! the text; a snippet is a slice of it.

use std::collections::HashMap;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use super::highlight::{Mark, ranges};
use crate::model::Snippet;

/// A snippet of at most so many columns; 0 means no bound.
pub(super) fn snippet(text: &str, marks: &[Mark], columns: usize) -> Snippet {
    let slice = if columns == 0 || width(text) <= columns {
        0..text.len()
    } else {
        let core = core(text, marks, columns);
        trim(text, extend(text, core, columns))
    };
    let inside = ranges(marks).into_iter().filter_map(|r| {
        let (start, end) = (r.start.max(slice.start), r.end.min(slice.end));
        (start < end).then(|| start - slice.start..end - slice.start)
    });
    Snippet {
        start: slice.start,
        highlights: inside.collect(),
        text: text.get(slice).unwrap_or_default().to_owned(),
    }
}

fn width(text: &str) -> usize {
    text.chars().map(column).sum()
}

fn column(c: char) -> usize {
    c.width().unwrap_or(1)
}

/// The marks that fit into the width with the most distinct units, then the most marks, then the first.
fn core(text: &str, marks: &[Mark], columns: usize) -> Range<usize> {
    let mut best: Option<((usize, usize), Range<usize>)> = None;
    let mut inside: HashMap<usize, usize> = HashMap::new();
    let (mut end, mut reach) = (0, 0);
    // The width of marks[i].start..marks[end - 1].end, kept up while both ends move on.
    let mut columns_inside = 0;
    let mut from = 0;
    for (i, mark) in marks.iter().enumerate() {
        if i > end || reach < mark.range.start {
            (end, reach, columns_inside, from) = (i, mark.range.start, 0, mark.range.start);
            inside.clear();
        }
        columns_inside -= text.get(from..mark.range.start).map_or(0, width).min(columns_inside);
        from = mark.range.start;
        while let Some(next) = marks.get(end) {
            let more = text.get(reach..next.range.end).map_or(0, width);
            if columns_inside + more > columns {
                break;
            }
            columns_inside += more;
            reach = reach.max(next.range.end);
            *inside.entry(next.unit).or_insert(0) += 1;
            end += 1;
        }
        let value = (inside.len(), end.saturating_sub(i));
        if best.as_ref().is_none_or(|(most, _)| value > *most) {
            best = Some((value, mark.range.start..reach.max(mark.range.start)));
        }
        if let Some(count) = inside.get_mut(&mark.unit) {
            *count -= 1;
            if *count == 0 {
                inside.remove(&mark.unit);
            }
        }
    }
    best.map_or(0..0, |(_, range)| range)
}

/// Fills the width around the core: from the start of its sentence if that is near, to a word's or a
/// sentence's end.
fn extend(text: &str, core: Range<usize>, columns: usize) -> Range<usize> {
    let room = columns.saturating_sub(text.get(core.clone()).map_or(0, width));
    let near = before(text, core.start, room * 3 / 4);
    let left = match sentence_start(text, near..core.start) {
        Some(start) => start,
        None => word_start(text, before(text, core.start, room / 2), core.start),
    };
    let used = text.get(left..core.end).map_or(0, width);
    let right = after(text, core.end, columns.saturating_sub(used));
    if right == text.len() {
        // The end is near: what is left of the width goes to the front.
        let spare = columns.saturating_sub(text.get(left..).map_or(0, width));
        return word_start(text, before(text, left, spare), left)..right;
    }
    let least = core.end + (right - core.end) * 2 / 3;
    let end = match sentence_end(text, core.end..right).filter(|e| *e >= least) {
        Some(end) => end,
        None => word_end(text, core.end, right),
    };
    left..end
}

/// The offset so many columns before another.
fn before(text: &str, at: usize, columns: usize) -> usize {
    let mut left = columns;
    let mut reached = at;
    for (i, c) in text.get(..at).unwrap_or_default().char_indices().rev() {
        if column(c) > left {
            break;
        }
        left -= column(c);
        reached = i;
    }
    reached
}

/// The offset so many columns after another.
fn after(text: &str, at: usize, columns: usize) -> usize {
    let mut left = columns;
    for (i, c) in text.get(at..).unwrap_or_default().char_indices() {
        if column(c) > left {
            return at + i;
        }
        left -= column(c);
    }
    text.len()
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '；' | '…' | '\n')
}

/// The offsets in a range at which a sentence is over: after its mark and closing quotes, before a blank or,
/// behind a full-width mark, anything.
fn borders(text: &str, range: Range<usize>) -> Vec<usize> {
    let part = text.get(range.clone()).unwrap_or_default();
    let mut borders = Vec::new();
    let mut over: Option<char> = None;
    for (i, c) in part.char_indices() {
        match over {
            Some(_) if ends_sentence(c) => over = Some(c),
            Some(_) if matches!(c, '"' | '”' | '’' | '」' | '』' | ')' | '）') => {}
            Some(mark) => {
                if !matches!(mark, '.' | '!' | '?') || c.is_whitespace() {
                    borders.push(range.start + i);
                }
                over = None;
            }
            None if ends_sentence(c) => over = Some(c),
            None => {}
        }
    }
    borders
}

fn sentence_start(text: &str, range: Range<usize>) -> Option<usize> {
    if range.start == 0 {
        return Some(0);
    }
    // A mark just before the range counts; the border may be at the end of the range.
    let from = before(text, range.start, 2);
    let to = after(text, range.end, 1);
    borders(text, from..to).into_iter().rfind(|b| (range.start..=range.end).contains(b))
}

fn sentence_end(text: &str, range: Range<usize>) -> Option<usize> {
    let to = after(text, range.end, 2);
    borders(text, range.start..to).into_iter().rfind(|b| *b <= range.end)
}

/// The first word's start from `from` on, `to` at the latest.
fn word_start(text: &str, from: usize, to: usize) -> usize {
    if from == 0 {
        return 0;
    }
    let back = text.get(..from).unwrap_or_default().char_indices().next_back().map_or(0, |(i, _)| i);
    let part = text.get(back..to).unwrap_or_default();
    let starts = part.split_word_bound_indices().map(|(i, _)| back + i).skip(1);
    starts.filter(|s| *s >= from).find(|s| starts_word(text, *s)).unwrap_or(to)
}

fn starts_word(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|t| t.chars().next()).is_some_and(char::is_alphanumeric)
}

/// The last word's end up to `to`, `from` at the earliest.
fn word_end(text: &str, from: usize, to: usize) -> usize {
    let beyond = after(text, to, 2);
    let part = text.get(from..beyond).unwrap_or_default();
    let ends = part.split_word_bound_indices().map(|(i, w)| from + i + w.len());
    ends.take_while(|e| *e <= to).fold(from, |_, end| end)
}

/// Blanks at the ends are no use.
fn trim(text: &str, slice: Range<usize>) -> Range<usize> {
    let part = text.get(slice.clone()).unwrap_or_default();
    let start = slice.start + (part.len() - part.trim_start().len());
    let end = slice.end - (part.len() - part.trim_end().len());
    start.min(end)..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mark(text: &str, word: &str, unit: usize) -> Vec<Mark> {
        text.match_indices(word).map(|(i, w)| Mark { range: i..i + w.len(), unit }).collect()
    }

    #[test]
    fn the_window_holds_most_words_and_starts_with_a_sentence() {
        let text = "Ferries were late again. I think an ecosystem needs time. We never said that we were going \
                    to build an ecosystem of any sort with money alone, and that is that.";
        let mut marks = [mark(text, "ecosystem", 0), mark(text, "money", 1)].concat();
        marks.sort_by_key(|m| m.range.start);
        let found = snippet(text, &marks, 95);
        assert!(found.text.starts_with("We never said"), "{found:?}");
        assert_eq!(found.highlights.len(), 2);
        assert_eq!(&found.text[found.highlights[1].clone()], "money");
        assert_eq!(&text[found.start..found.start + found.text.len()], found.text);
    }

    #[test]
    fn chinese_is_measured_in_columns() {
        let text = "我们从来没有说过要建立一个什么样的生态系统。".repeat(5);
        let marks = mark(&text, "生态", 0);
        let found = snippet(&text, &marks, 40);
        assert!(width(&found.text) <= 40 && found.text.contains("生态"), "{found:?}");
    }

    #[test]
    fn short_texts_are_shown_whole_and_texts_without_marks_from_their_start() {
        assert_eq!(snippet("Yes. No.", &[], 20).text, "Yes. No.");
        let found = snippet("One two three four five six.", &[], 12);
        assert_eq!((found.start, found.text.as_str()), (0, "One two"));
    }

    proptest! {
        #[test]
        fn a_snippet_is_a_slice_within_its_width(
            text in "([a-z]{1,9}[ .]|[我们的生态系统。，\\n]){0,60}", from in 0usize..200, other in 0usize..200, columns in 1usize..60
        ) {
            let borders: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            let at = |n: usize| borders[n % borders.len()];
            let mark = |from: usize, unit| {
                let range = at(from).min(at(from + 7))..at(from).max(at(from + 7));
                Mark { range, unit }
            };
            let mut marks = vec![mark(from, 0), mark(other, 1), mark(other + 11, 0)];
            marks.retain(|m| !m.range.is_empty());
            marks.sort_by_key(|m| (m.range.start, m.range.end));
            let found = snippet(&text, &marks, columns);
            prop_assert_eq!(text.get(found.start..found.start + found.text.len()), Some(found.text.as_str()));
            prop_assert!(width(&found.text) <= columns, "{:?}", found);
            for r in &found.highlights {
                prop_assert!(found.text.get(r.clone()).is_some_and(|t| !t.is_empty()));
            }
            let fits = |m: &Mark| width(&text[m.range.clone()]) <= columns && !text[m.range.clone()].trim().is_empty();
            if !marks.is_empty() && marks.iter().all(fits) {
                prop_assert!(!found.highlights.is_empty());
            }
        }
    }
}
