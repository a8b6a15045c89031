//! The part of a turn to show: whole sentences where they fit, else the window that covers most of the query's
//! units, cut between words.
//!
//! Widths are display columns by grapheme cluster; a line break counts as the blank it is shown as. Deliberately
//! absent: marks in the text; a snippet is a slice of it.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::border::{clauses, first_start, last_end, sentences};
use super::highlight::{Mark, ranges};
use crate::model::Snippet;

/// A snippet of at most so many columns; 0 means no bound.
pub(super) fn snippet(text: &str, marks: &[Mark], columns: usize) -> Snippet {
    let slice = if columns == 0 || after(text, 0, columns) == text.len() {
        0..text.len()
    } else {
        let core = core(text, marks, columns);
        trim(text, whole(text, &core, columns).unwrap_or_else(|| window(text, &core, columns)))
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

/// The columns of a text: the sum over its grapheme clusters.
fn width(text: &str) -> usize {
    match reach(text, usize::MAX) {
        Some((_, left)) => usize::MAX - left,
        None => text.graphemes(true).map(UnicodeWidthStr::width).sum(),
    }
}

/// The columns of a character that is a grapheme cluster of its own beside others of this sort, as nearly all of English
/// and Chinese are; none of another one.
fn simple(c: char) -> Option<usize> {
    match c {
        '\n' | ' '..='~' | '–' | '—' | '‘'..='”' | '…' => Some(1),
        '一'..='\u{9fff}' | '、'..='】' | '！'..='～' => Some(2),
        _ => None,
    }
}

/// Whether bytes are such characters of one byte each, which are one column wide.
fn is_plain(bytes: &[u8]) -> bool {
    // Not one after the other: the compiler makes it many at a time.
    bytes.iter().fold(true, |plain, &byte| plain & (matches!(byte, b' '..=b'~') | (byte == b'\n')))
}

/// So many plain characters are passed over at once.
const STRIDE: usize = 32;

/// How far simple characters reach into a text within so many columns, in bytes, and the columns that are left; none if
/// others are among them or behind them.
fn reach(text: &str, columns: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let (mut at, mut left) = (0, columns);
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii() {
            while left >= STRIDE && bytes.get(at..at + STRIDE).is_some_and(is_plain) {
                (at, left) = (at + STRIDE, left - STRIDE);
            }
            let rest = &bytes[at..bytes.len().min(at + left.min(STRIDE))];
            let plain = rest.iter().take_while(|byte| is_plain(&[**byte])).count();
            (at, left) = (at + plain, left - plain);
            if plain > 0 {
                continue;
            }
        }
        // U+5000 to U+9FFF.
        if matches!(byte, 0xe5..=0xe9) && left >= 2 {
            (at, left) = (at + 3, left - 2);
            continue;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        let Some(rest) = left.checked_sub(simple(c)?) else { break };
        (at, left) = (at + c.len_utf8(), rest);
    }
    Some((at, left))
}

/// The same back from the end of a text.
fn reach_back(text: &str, columns: usize) -> Option<usize> {
    let (mut left, mut bytes) = (columns, 0);
    for c in text.chars().rev() {
        let Some(rest) = left.checked_sub(simple(c)?) else { break };
        (left, bytes) = (rest, bytes + c.len_utf8());
    }
    Some(bytes)
}

/// The place to show: of the windows that fit into the width the one with the most distinct units, then the most
/// marks, then the first; and of that the shortest part with all its units.
fn core(text: &str, marks: &[Mark], columns: usize) -> Range<usize> {
    let mut best: Option<((usize, usize), Range<usize>)> = None;
    let widths = Widths::new(text, marks, columns);
    let mut inside = Inside::default();
    let (mut end, mut reach) = (0, 0);
    // The width of marks[i].start..marks[end - 1].end, kept up while both ends move on.
    let mut columns_inside = 0;
    let mut from = 0;
    for (i, mark) in marks.iter().enumerate() {
        if i > end || reach < mark.range.start {
            (end, reach, columns_inside, from) = (i, mark.range.start, 0, mark.range.start);
            inside = Inside::default();
        }
        columns_inside -= widths.of(from..mark.range.start).min(columns_inside);
        from = mark.range.start;
        while let Some(next) = marks.get(end) {
            let more = widths.of(reach..next.range.end);
            if columns_inside + more > columns {
                break;
            }
            columns_inside += more;
            reach = reach.max(next.range.end);
            inside.add(next.unit);
            end += 1;
        }
        let value = (inside.units, end.saturating_sub(i));
        if best.as_ref().is_none_or(|(most, _)| value > *most) {
            best = Some((value, i..end.max(i)));
        }
        inside.forget(mark.unit);
    }
    let Some((_, at)) = best else { return 0..0 };
    shortest(marks.get(at.clone()).unwrap_or_default()).unwrap_or_else(|| {
        // Not one mark fits: the beginning of the first.
        let start = marks.get(at.start).map_or(0, |mark| mark.range.start);
        let most = after(text, start, columns);
        start..last_end(text, start..most).unwrap_or(most)
    })
}

/// The widths of parts of a text between ends of marks.
struct Widths<'a> {
    text: &'a str,
    /// The ends and how many columns stand before each, if all characters between are simple.
    ends: Vec<(usize, usize)>,
}

impl<'a> Widths<'a> {
    /// Those of parts of at most so many columns: of others only that they are wider.
    fn new(text: &'a str, marks: &[Mark], columns: usize) -> Self {
        let mut ends: Vec<(usize, usize)> =
            marks.iter().flat_map(|mark| [(mark.range.start, 0), (mark.range.end, 0)]).collect();
        ends.sort_unstable();
        ends.dedup();
        let (mut before, mut sum) = (ends.first().map_or(0, |first| first.0), 0);
        for (end, columns_before) in &mut ends {
            let Some(part) = text.get(before..*end) else { return Self { text, ends: Vec::new() } };
            let wide = columns.saturating_add(1);
            match reach(part, wide) {
                Some((bytes, left)) if bytes == part.len() => sum += wide - left,
                Some(_) => sum += wide,
                None => return Self { text, ends: Vec::new() },
            }
            (before, *columns_before) = (*end, sum);
        }
        Self { text, ends }
    }

    fn of(&self, part: Range<usize>) -> usize {
        let before = |end: usize| {
            let place = self.ends.binary_search_by_key(&end, |known| known.0).ok()?;
            Some(self.ends[place].1)
        };
        match before(part.start).zip(before(part.end)) {
            Some((start, end)) => end.saturating_sub(start),
            None => self.text.get(part).map_or(0, width),
        }
    }
}

/// The shortest stretch of marks with all units that are among them, the first of equal ones.
fn shortest(marks: &[Mark]) -> Option<Range<usize>> {
    let mut all = Inside::default();
    marks.iter().for_each(|mark| all.add(mark.unit));
    let mut inside = Inside::default();
    let mut best: Option<Range<usize>> = None;
    let mut first = 0;
    for (last, mark) in marks.iter().enumerate() {
        inside.add(mark.unit);
        while inside.units == all.units {
            let stretch = marks.get(first..=last)?;
            let end = stretch.iter().map(|m| m.range.end).max()?;
            let range = stretch.first()?.range.start..end;
            if best.as_ref().is_none_or(|best| range.len() < best.len()) {
                best = Some(range);
            }
            inside.forget(marks.get(first)?.unit);
            first += 1;
        }
    }
    best
}

/// How many marks of each unit are inside a stretch.
#[derive(Default)]
struct Inside {
    marks: Vec<usize>,
    /// How many units have one.
    units: usize,
}

impl Inside {
    fn add(&mut self, unit: usize) {
        if self.marks.len() <= unit {
            self.marks.resize(unit + 1, 0);
        }
        self.marks[unit] += 1;
        self.units += usize::from(self.marks[unit] == 1);
    }

    /// Counts one mark of a unit less, if there is one.
    fn forget(&mut self, unit: usize) {
        if let Some(count) = self.marks.get_mut(unit).filter(|count| **count > 0) {
            *count -= 1;
            self.units -= usize::from(*count == 0);
        }
    }
}

/// The sentences around the core, as many as fit, those that follow first; none if its own do not fit. If they
/// leave half of the width empty, a part of the next one is added.
fn whole(text: &str, core: &Range<usize>, columns: usize) -> Option<Range<usize>> {
    let reach = before(text, core.end, columns)..after(text, core.start, columns);
    let mut starts = sentences(text, reach.clone());
    if reach.start == 0 {
        starts.insert(0, 0);
    }
    if reach.end == text.len() {
        starts.push(text.len());
    }
    let fits = |range: Range<usize>| width(text.get(trim(text, range)).unwrap_or_default()) <= columns;
    let mut left = starts.iter().rposition(|s| *s <= core.start)?;
    let mut right = starts.iter().position(|s| *s >= core.end && *s > starts[left])?;
    if !fits(starts[left]..starts[right]) {
        return None;
    }
    while right + 1 < starts.len() && fits(starts[left]..starts[right + 1]) {
        right += 1;
    }
    while left > 0 && fits(starts[left - 1]..starts[right]) {
        left -= 1;
    }
    let (start, mut end) = (starts[left], starts[right]);
    let used = width(text.get(start..end).unwrap_or_default());
    if used * 2 < columns && end < text.len() {
        end = ending(text, end..after(text, end, columns - used));
    }
    Some(start..end)
}

/// As much around the core as fits: from the start of its sentence or clause if that is near, to the end of a
/// sentence, clause or word.
fn window(text: &str, core: &Range<usize>, columns: usize) -> Range<usize> {
    let start = beginning(text, core, columns, 3);
    let used = width(text.get(start..core.end).unwrap_or_default());
    let most = after(text, core.end, columns.saturating_sub(used));
    let over =
        sentences(text, core.end..after(text, most, 2)).into_iter().map(|s| trim(text, core.end..s).end);
    let mut over = over.chain((most == text.len()).then_some(most));
    match over.rfind(|end| (core.end..=most).contains(end)) {
        // What the end of the sentence leaves of the width goes to the front.
        Some(end) => beginning(text, &(core.start..end), columns, 4)..end,
        None => match ending(text, core.end..most) {
            // A word that is wider than all there is.
            end if end <= start => start..most,
            end => start..end,
        },
    }
}

/// Where to begin before the core: at its sentence if so many quarters of the spare width hold that, else at a
/// clause, else at a word.
fn beginning(text: &str, core: &Range<usize>, columns: usize, quarters: usize) -> usize {
    let room = columns.saturating_sub(width(text.get(core.clone()).unwrap_or_default()));
    let near = before(text, core.start, room * quarters / 4);
    if near == 0 {
        return 0;
    }
    // A mark just before the place that is reached counts.
    let from = before(text, near, 3);
    let inside = |s: &usize| (near..=core.start).contains(s);
    let to = after(text, core.start, 2);
    if let Some(start) = sentences(text, from..to).into_iter().rfind(inside) {
        return start;
    }
    let near = if quarters < 4 { before(text, core.start, room / 2) } else { near };
    let inside = |s: &usize| (near..=core.start).contains(s);
    let clause = clauses(text, from..to).into_iter().find(inside);
    clause.or_else(|| first_start(text, near..core.start)).unwrap_or(core.start)
}

/// Where to end in a range: at a clause that ends in its last third, else at a word; at its end if it has none.
fn ending(text: &str, range: Range<usize>) -> usize {
    let third = before(text, range.end, width(text.get(range.clone()).unwrap_or_default()) / 3);
    let clause = clauses(text, range.start..after(text, range.end, 2));
    let clause = clause.into_iter().rfind(|s| *s > third && trim(text, range.start..*s).end <= range.end);
    clause.or_else(|| last_end(text, range.clone())).unwrap_or(range.start)
}

/// The offset so many columns before another, between grapheme clusters.
fn before(text: &str, at: usize, columns: usize) -> usize {
    let part = text.get(..at).unwrap_or_default();
    let beyond = part.len().saturating_sub(columns).saturating_sub(1);
    if is_plain(&part.as_bytes()[beyond..]) {
        return at - columns.min(part.len());
    }
    if let Some(bytes) = reach_back(part, columns) {
        return at - bytes.min(at);
    }
    let mut left = columns;
    let mut reached = at;
    for (i, cluster) in part.grapheme_indices(true).rev() {
        let Some(rest) = left.checked_sub(cluster.width()) else { break };
        (left, reached) = (rest, i);
    }
    reached
}

/// The offset so many columns after another, between grapheme clusters.
fn after(text: &str, at: usize, columns: usize) -> usize {
    let Some(part) = text.get(at..) else { return text.len() };
    if let Some((bytes, _)) = reach(part, columns) {
        return at + bytes;
    }
    let mut left = columns;
    for (i, cluster) in part.grapheme_indices(true) {
        let Some(rest) = left.checked_sub(cluster.width()) else { return at + i };
        left = rest;
    }
    text.len()
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

    proptest! {
        /// Characters are counted one by one only where that is the same as by grapheme cluster.
        #[test]
        fn columns_are_those_of_grapheme_clusters(
            text in "[a-c \n\r\t“”‘’–—…一二字，。！、】\u{301}\u{200d}\u{fe0f}\u{fe01}👍🏽é\u{7f}가]{0,16}",
            columns in 0..20_usize,
        ) {
            let clusters = || text.grapheme_indices(true);
            prop_assert_eq!(width(&text), clusters().map(|(_, c)| c.width()).sum::<usize>());
            let fitting = |widths: Vec<usize>| {
                let sums = widths.iter().scan(0, |sum, w| { *sum += w; Some(*sum) });
                sums.take_while(|sum| *sum <= columns).count()
            };
            let all: Vec<usize> = clusters().map(|(i, _)| i).chain([text.len()]).collect();
            let widths: Vec<usize> = clusters().map(|(_, c)| c.width()).collect();
            prop_assert_eq!(after(&text, 0, columns), all[fitting(widths.clone())]);
            let back = fitting(widths.into_iter().rev().collect());
            prop_assert_eq!(before(&text, text.len(), columns), all[all.len() - 1 - back]);
        }
    }

    proptest! {
        #[test]
        fn widths_are_told_as_far_as_they_are_asked_for(
            text in "([a-z ]{0,40}|[一二，“…é\u{301}👍🏽가]){0,12}",
            at in proptest::collection::vec((0..99_usize, 0..99_usize), 1..5),
            columns in 0..50_usize,
        ) {
            let borders: Vec<usize> = text.grapheme_indices(true).map(|(i, _)| i).chain([text.len()]).collect();
            let border = |n: usize| borders[n % borders.len()];
            let range = |(a, b): (usize, usize)| border(a).min(border(b))..border(a).max(border(b));
            let marks: Vec<Mark> = at.into_iter().map(|at| Mark { range: range(at), unit: 0 }).collect();
            let widths = Widths::new(&text, &marks, columns);
            let ends = || marks.iter().flat_map(|mark| [mark.range.start, mark.range.end]);
            for part in ends().flat_map(|start| ends().map(move |end| start..end)) {
                let width = text.get(part.clone()).map_or(0, width);
                let told = widths.of(part);
                prop_assert!(told == width || told > columns && width > columns, "{} {}", told, width);
            }
        }
    }

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

    #[test]
    fn sentences_are_whole_where_they_fit() {
        let text = "It was late. Dr. Lee of the U.S. said: “The ferry runs at 10:30.” We waited for it in the rain, \
                    as one does, until somebody told us that the ice had come and that the river was closed.";
        let shown = |word: &str, columns| snippet(text, &mark(text, word, 0), columns).text;
        assert_eq!(shown("ferry", 60), "Dr. Lee of the U.S. said: “The ferry runs at 10:30.”");
        assert_eq!(shown("ferry", 70), "It was late. Dr. Lee of the U.S. said: “The ferry runs at 10:30.”");
        assert_eq!(shown("somebody", 60), "as one does, until somebody told us that the ice had come");
        assert_eq!(shown("river", 60), "told us that the ice had come and that the river was closed.");
        let text = "我们没有等多久。他说：“渡船十点半开，可是今天河上有雾，船长还在家里睡觉。”大家都笑了，后来雾散了。";
        let shown = |word: &str, columns| snippet(text, &mark(text, word, 0), columns).text;
        let quoted = "他说：“渡船十点半开，可是今天河上有雾，船长还在家里睡觉。”";
        assert_eq!(
            (shown("船长", 60), shown("船长", 80)),
            (quoted.into(), format!("我们没有等多久。{quoted}"))
        );
        assert_eq!(shown("船长", 40), "可是今天河上有雾，船长还在家里睡觉。”");
        assert_eq!(
            (shown("渡船", 20).as_str(), shown("大家", 21).as_str()),
            ("他说：“渡船十点", "大家都笑了，后来雾散")
        );
    }

    #[test]
    fn emoji_and_marks_are_as_wide_as_they_look() {
        let text = "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧 cafe\u{301} ❤️❤️ words without end";
        assert_eq!(snippet(text, &[], 13).text, "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧 cafe\u{301}");
        assert_eq!(snippet(text, &[], 16).text, "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧 cafe\u{301} ❤️❤️");
    }

    proptest! {
        #[test]
        fn a_snippet_is_a_slice_within_its_width_cut_between_words(
            text in "([a-zA-Z]{1,9}[ .]|[我们的生态系统。，“”（\\n]|👨‍👩‍👧|e\u{301}|[.?!] ){0,60}",
            from in 0usize..200, other in 0usize..200, columns in 1usize..60,
        ) {
            let borders: Vec<usize> = text.grapheme_indices(true).map(|(i, _)| i).chain([text.len()]).collect();
            let in_word = |at: usize| {
                let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
                letter(text[..at].chars().next_back()) && letter(text[at..].chars().next())
            };
            let at = |n: usize| borders[n % borders.len()];
            let mark = |from: usize, unit| {
                let mut range = at(from).min(at(from + 7))..at(from).max(at(from + 7));
                while in_word(range.start) { range.start -= 1; }
                while in_word(range.end) { range.end += 1; }
                Mark { range, unit }
            };
            let mut marks = vec![mark(from, 0), mark(other, 1), mark(other + 11, 0)];
            marks.retain(|m| !m.range.is_empty());
            marks.sort_by_key(|m| (m.range.start, m.range.end));
            let found = snippet(&text, &marks, columns);
            let (start, end) = (found.start, found.start + found.text.len());
            prop_assert_eq!(text.get(start..end), Some(found.text.as_str()));
            prop_assert!(width(&found.text) <= columns, "{:?}", found);
            prop_assert!(borders.contains(&start) && borders.contains(&end));
            for r in &found.highlights {
                prop_assert!(found.text.get(r.clone()).is_some_and(|t| !t.is_empty()));
            }
            let fits = |m: &Mark| width(&text[m.range.clone()]) <= columns && !text[m.range.clone()].trim().is_empty();
            if marks.iter().all(fits) && columns > 9 {
                prop_assert!(marks.is_empty() || !found.highlights.is_empty());
                prop_assert!(!in_word(start) && !in_word(end), "{:?}", found);
            }
        }
    }
}
