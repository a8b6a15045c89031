//! The weights of the ranking, all of them, with what each is for.
//!
//! They are round numbers from the middle of plateaus: chosen on random halves of judged queries, looked at on the
//! other halves and on made-up sets (section headings against their turns, questions against their answers).
//! Deliberately absent: how a signal is computed (`own`, `around`, `nearness`).

/// How fast more occurrences stop counting: what is usual for passages (Anserini's). 1.2, made for articles, lets
/// one repeated word win over several words.
pub(super) const K1: f32 = 0.9;

/// How much long turns are held against their occurrences, 0 to 1: usual for passages. 0.75, made for articles,
/// puts turns of one word first.
pub(super) const B: f32 = 0.4;

/// A turn of at least so many words has its whole score, a shorter one as much less as it is shorter: "Yeah." and
/// "对。" say little, however well they match, while a short answer may still be a good one.
pub(super) const ENOUGH: u32 = 5;

/// So many turns, the best by their own words, are scored by all signals; after them the order of the own words
/// goes on. Twice as many gain one part in a hundred, where each word finds half of the archive.
pub(super) const CANDIDATES: usize = 500;

/// Turns before and after that belong to what is talked about: topics change, and further turns say little more.
pub(super) const REACH: u32 = 5;

/// How much less a turn counts with each step away: little, for a topic does not fade within so few turns. From
/// 0.8 to 1 it hardly matters.
pub(super) const DECAY: f32 = 0.9;

/// Words of the query that lie further apart than this are not near each other: about a clause.
pub(super) const NEAR: u32 = 6;

/// What a match of a regular expression alone scores: no word of it is known.
pub(super) const TEXT: f32 = 1.0;

/// What a score is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// BM25 of the turn's own words.
    Words,
    /// BM25 of the turn and the turns around it, as if they were one text.
    Around,
    /// BM25 of the turn it replies to.
    Question,
    /// The own words of the interview's best turn.
    Interview,
    /// Words that stand side by side in the query stand near each other.
    Near,
    /// A word occurs in the form that was typed, not only its stem.
    Form,
    /// Words of the query in the speaker's name.
    Speaker,
    /// Words of the query in the interview's title.
    Title,
}

/// One number for each signal, in the order of [`TABLE`].
pub(super) type Values = [f32; TABLE.len()];

/// The signals, their names in explanations, and their weights.
pub(super) const TABLE: [(Signal, &str, f32); 8] = [
    // The measure of all others.
    (Signal::Words, "words", 1.0),
    // People do not repeat in each turn what they talk about: the passage says more than the turn alone. From 1 to
    // 2 it is all the same; beyond, the best turn of a passage no longer comes first.
    (Signal::Around, "around", 1.5),
    // An answer need not repeat the question's words. Little, for the passage holds most questions already.
    (Signal::Question, "question", 0.1),
    // Of two equal turns, the one of the interview that is about it.
    (Signal::Interview, "interview", 0.5),
    // Words that belong together weigh more together; the words themselves are counted already.
    (Signal::Near, "near", 0.3),
    // Who types "houses" prefers "houses" to "house", but only of two turns that are alike otherwise.
    (Signal::Form, "form", 0.1),
    // Who names somebody may want to hear them, or to hear of them.
    (Signal::Speaker, "speaker", 0.3),
    // A title tells what an interview is about, but each of its turns only faintly.
    (Signal::Title, "title", 0.3),
];

/// The sum of the signals by their weights.
pub(super) fn sum(values: &Values) -> f32 {
    TABLE.iter().zip(values).map(|((_, _, weight), value)| weight * value).sum()
}

/// How much a turn of so many words is worth of its score.
pub(super) fn worth(words: u32) -> f32 {
    (words.min(ENOUGH) + 1) as f32 / (ENOUGH + 1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_signals() {
        assert!(
            TABLE.iter().enumerate().all(|(i, (signal, _, weight))| *signal as usize == i && *weight > 0.0)
        );
        assert_eq!(sum(&[1.0; TABLE.len()]), TABLE.iter().map(|row| row.2).sum::<f32>());
    }

    #[test]
    fn few_words_are_worth_less() {
        assert_eq!([0, 2, 5, 500].map(worth), [1.0 / 6.0, 0.5, 1.0, 1.0]);
    }
}
