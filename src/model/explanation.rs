//! How a score came about.
//!
//! Deliberately absent: how scores are computed (`search`).

use std::fmt;

use serde::Serialize;

/// How the score of a turn came about: the score is the sum of the parts' scores.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Explanation {
    /// The signals that say something of this turn.
    pub parts: Vec<ScorePart>,
    /// What else to know, in the user's words.
    pub notes: Vec<String>,
}

/// What one signal adds to a score.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ScorePart {
    /// The signal: `words`, `around`, `question`, `interview`, `near`, `form`, `speaker` or `title`.
    pub signal: &'static str,
    /// Its weight.
    pub weight: f32,
    /// What it adds: the weight times the sum of the terms.
    pub score: f32,
    /// The words that made it.
    pub terms: Vec<TermScore>,
}

/// What one word adds to a signal, before its weight.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct TermScore {
    /// The term; of words that are near each other, both.
    pub term: String,
    /// What it adds.
    pub score: f32,
    /// How often it occurs; of a passage the sum of its turns, each counting less with its distance; of words that
    /// are near each other, the steps from one to the other.
    pub frequency: f32,
    /// The numbers of the other turns that hold it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<u32>,
}

impl fmt::Display for Explanation {
    /// A line a part, and below it a line a term.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            writeln!(f, "{:.3} {} (weight {})", part.score, part.signal, part.weight)?;
            for TermScore { term, score, frequency, turns } in &part.terms {
                write!(f, "  {score:.3} {term}")?;
                match part.signal {
                    "near" => write!(f, " ({frequency} apart)")?,
                    "interview" | "speaker" | "title" => {}
                    _ => write!(f, " ({} times)", (frequency * 100.0).round() / 100.0)?,
                }
                if !turns.is_empty() {
                    let turns: Vec<String> = turns.iter().map(|n| format!("#{n}")).collect();
                    write!(f, " in {}", turns.join(" "))?;
                }
                writeln!(f)?;
            }
        }
        self.notes.iter().try_for_each(|note| writeln!(f, "{note}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_explanation_reads_line_by_line() {
        let term =
            |term: &str, frequency, turns| TermScore { term: term.into(), score: 2.0, frequency, turns };
        let part = |signal, term| ScorePart { signal, weight: 0.5, score: 1.0, terms: vec![term] };
        let explanation = Explanation {
            parts: vec![
                part("around", term("ferri", 1.64, vec![3, 5])),
                part("near", term("ferry ice", 1.0, vec![])),
            ],
            notes: vec![String::from("few words")],
        };
        assert_eq!(
            explanation.to_string(),
            "1.000 around (weight 0.5)\n  2.000 ferri (1.64 times) in #3 #5\n\
             1.000 near (weight 0.5)\n  2.000 ferry ice (1 apart)\nfew words\n"
        );
    }
}
