//! Roll-up captions show the tail of the last cue again: the repeat is taken out.
//!
//! Whether a file rolls is decided on the whole file, so that people may say the same thing twice. What a cue
//! repeats is the longest run of words that ends the cue before and opens this one (Knuth, Morris, Pratt).

use super::cue::{Cue, Item, Piece};
use crate::analysis;
use crate::formats::Document;

/// A cue that starts later than this after the last one's end, in milliseconds, does not roll.
const LONGEST_GAP: u64 = 3000;
/// How many equal cues in a row are a recogniser that hangs.
const STUCK: usize = 5;

/// Takes repeats out of all cues.
pub(super) fn remove(items: &mut Vec<Item>, document: &mut Document) {
    let cues: Vec<&mut Cue> =
        items.iter_mut().filter_map(|i| if let Item::Cue(cue) = i { Some(cue) } else { None }).collect();
    unstick(cues, document);
    let mut cues: Vec<&mut Cue> =
        items.iter_mut().filter_map(|i| if let Item::Cue(cue) = i { Some(cue) } else { None }).collect();
    let words: Vec<Words> = cues.iter().map(|cue| Words::of(&cue.pieces)).collect();
    let repeats: Vec<usize> = (1..cues.len())
        .map(|n| if follows(cues[n - 1], cues[n]) { words[n].repeat(&words[n - 1]) } else { 0 })
        .collect();
    let rolling = repeats.iter().filter(|&&n| n > 0).count();
    if rolling >= 3 && rolling * 4 >= repeats.len() {
        for (n, &repeat) in repeats.iter().enumerate().filter(|(_, repeat)| **repeat > 0) {
            words[n + 1].cut(&mut cues[n + 1].pieces, repeat);
        }
    }
    items.retain(|i| !matches!(i, Item::Cue(cue) if cue.is_empty()));
}

fn follows(last: &Cue, next: &Cue) -> bool {
    match (last.end_ms.or(last.start_ms), next.start_ms) {
        (Some(end), Some(start)) => start <= end.saturating_add(LONGEST_GAP),
        _ => true,
    }
}

/// A recogniser that hangs writes one sentence into cue after cue: the first is kept.
fn unstick(mut cues: Vec<&mut Cue>, document: &mut Document) {
    let mut at = 0;
    while at < cues.len() {
        let run = cues[at..].iter().take_while(|cue| same_text(cue, cues[at])).count().max(1);
        if run >= STUCK && analysis::exact(&text(cues[at])).len() >= 3 {
            let line = cues[at + 1].pieces.first().and_then(|p| p.line);
            document.warn(line, format!("{} repeats of one cue are left out: a recogniser hung", run - 1));
            cues[at + 1..at + run].iter_mut().for_each(|cue| cue.pieces.clear());
        }
        at += run;
    }
}

fn same_text(a: &Cue, b: &Cue) -> bool {
    a.pieces.len() == b.pieces.len() && a.pieces.iter().zip(&b.pieces).all(|(a, b)| a.text == b.text)
}

fn text(cue: &Cue) -> String {
    cue.pieces.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// The words of a cue, and where they stand.
struct Words {
    /// Piece, start in its text, and the word.
    words: Vec<(usize, usize, String)>,
}

impl Words {
    fn of(pieces: &[Piece]) -> Self {
        let words = pieces.iter().enumerate().flat_map(|(piece, p)| {
            analysis::exact(&p.text).into_iter().map(move |token| (piece, token.start, token.text))
        });
        Self { words: words.collect() }
    }

    /// How many words at the start repeat the end of the cue before: whole lines, or three words and more.
    fn repeat(&self, last: &Self) -> usize {
        let words: Vec<&str> = self.words.iter().map(|(_, _, w)| w.as_str()).collect();
        if words.is_empty() {
            return 0;
        }
        let failure = failures(&words);
        let mut matched = 0;
        for (_, _, word) in &last.words {
            while matched > 0 && (matched == words.len() || words[matched] != word) {
                matched = failure[matched - 1];
            }
            matched += usize::from(words[matched] == word);
        }
        let line_ends =
            matched == words.len() || matched > 0 && self.words[matched].0 != self.words[matched - 1].0;
        let from = last.words.len() - matched;
        let line_starts = from == 0 || matched > 0 && last.words[from].0 != last.words[from - 1].0;
        if line_ends && line_starts || matched >= 3 { matched } else { 0 }
    }

    /// Takes the first `count` words out of the pieces.
    fn cut(&self, pieces: &mut Vec<Piece>, count: usize) {
        match self.words.get(count) {
            Some(&(piece, start, _)) => {
                // A piece that stays whole keeps the dash before its first word.
                if count > 0 && self.words[count - 1].0 == piece {
                    let kept = opening(&pieces[piece].text, start);
                    pieces[piece].text.replace_range(..kept, "");
                }
                pieces.drain(..piece);
            }
            None => pieces.clear(),
        }
    }
}

/// Where the marks that open a word start.
fn opening(text: &str, word: usize) -> usize {
    text[..word]
        .trim_end_matches(['(', '[', '“', '‘', '"', '（', '《', '「', '『', '¿', '¡', '$', '>', ' '])
        .len()
}

/// For every start of `words`, the length of its longest proper start that also ends it.
fn failures(words: &[&str]) -> Vec<usize> {
    let mut failure = vec![0; words.len()];
    let mut matched = 0;
    for n in 1..words.len() {
        while matched > 0 && words[n] != words[matched] {
            matched = failure[matched - 1];
        }
        matched += usize::from(words[n] == words[matched]);
        failure[n] = matched;
    }
    failure
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rolled(cues: &[&str]) -> String {
        let cue = |(n, text): (u64, &&str)| {
            let pieces = text.split('|').map(|t| Piece { text: t.to_owned(), ..Piece::default() }).collect();
            Item::Cue(Cue { start_ms: Some(n * 1000), end_ms: Some(n * 1000 + 1000), id: None, pieces })
        };
        let mut items: Vec<Item> = (0..).zip(cues).map(cue).collect();
        remove(&mut items, &mut Document::default());
        let texts = items.iter().map(|i| if let Item::Cue(cue) = i { text(cue) } else { String::new() });
        texts.collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn the_tail_of_the_last_cue_is_not_said_again() {
        let cues = [
            "the ferry",
            "the ferry|was late",
            "was late",
            "was late|again that day,",
            "again that day,|we said",
        ];
        assert_eq!(rolled(&cues), "the ferry / was late / again that day, / we said");
        let cues = ["我们用了", "我们用了三年", "我们用了三年才修好", "才修好|那条“渡船”", "那条“渡船”|真的"];
        assert_eq!(rolled(&cues), "我们用了 / 三年 / 才修好 / 那条“渡船” / 真的");
    }

    #[test]
    fn people_may_repeat_themselves() {
        let cues = [
            "Yes.",
            "Yes.",
            "We waited.",
            "No,",
            "it was late",
            "and cold",
            "cold it was",
            "you see",
            "I see",
        ];
        assert_eq!(rolled(&cues), cues.join(" / "));
    }

    #[test]
    fn a_hanging_recogniser_is_heard_once() {
        let cues =
            ["And so", "we went on.", "we went on.", "we went on.", "we went on.", "we went on.", "Good."];
        assert_eq!(rolled(&cues), "And so / we went on. / Good.");
    }
}
