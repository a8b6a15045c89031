//! Tiers of annotations, of which some are speech and others are about speech.
//!
//! A tier that follows another one's intervals and repeats or divides its text is a gloss of it: words, phones,
//! parts of speech, a translation. Deliberately absent: any format; the tiers come with texts and times.

use std::collections::HashMap;

use super::pieces::says_something;
use crate::formats::recogniser::Piece;
use crate::model::NoteSort;

/// Borders this near, in milliseconds, are the same one.
const NEAR_MS: u64 = 25;
/// More tiers than this are not compared with each other.
const MOST_COMPARED: usize = 64;
/// A finer tier repeats a text about where the last repeated one ended, in bytes.
const AHEAD: usize = 256;

/// Names of tiers about speech, or parts of such names.
const GLOSSES: &[&str] = &[
    "translation",
    "translations",
    "gloss",
    "glosses",
    "morph",
    "morphs",
    "morpheme",
    "morphemes",
    "morphology",
    "lemma",
    "lemmas",
    "phone",
    "phones",
    "phoneme",
    "phonemes",
    "phonetic",
    "phonetics",
    "syllable",
    "syllables",
    "tones",
    "tobi",
    "pitch",
    "gesture",
    "gestures",
    "gaze",
    "pinyin",
    "übersetzung",
    "traduction",
    "traducción",
    "翻译",
    "翻譯",
    "拼音",
];
/// Short names that say the same of tiers below others; at the top they may be somebody's initials.
const SHORT_GLOSSES: &[&str] = &["ft", "lt", "tl", "ge", "gl", "mb", "ps", "pos", "ipa"];
/// Names of tiers of remarks.
const REMARKS: &[&str] = &[
    "comment",
    "comments",
    "note",
    "notes",
    "remark",
    "remarks",
    "kommentar",
    "kommentare",
    "commentaire",
    "commentaires",
    "comentarios",
    "备注",
    "備註",
    "注释",
    "註釋",
];
/// Names that say what kind of tier it is, beside whose.
const KINDS: &[&str] = &[
    "word",
    "words",
    "utterance",
    "utterances",
    "utt",
    "utts",
    "text",
    "txt",
    "tx",
    "transcription",
    "transcript",
    "speech",
    "spch",
    "orth",
    "ort",
    "ortho",
    "orthography",
    "phrase",
    "phrases",
    "sentence",
    "sentences",
    "ref",
    "turn",
    "turns",
];

/// What one file says of one tier.
#[derive(Debug, Default)]
pub(super) struct Tier {
    /// Its name.
    pub(super) name: String,
    /// What kind of tier it is, where the file says so.
    pub(super) kind: String,
    /// Whose it is, where the file says so.
    pub(super) owner: Option<String>,
    /// Its annotations, without a speaker.
    pub(super) pieces: Vec<Piece>,
}

impl Tier {
    /// True if a part of its name or its kind, or all of it, is one of these.
    fn is_called(&self, names: &[&str]) -> bool {
        [&self.name, &self.kind].into_iter().any(|name| {
            let name = name.to_lowercase();
            name.split(|c: char| !c.is_alphabetic()).any(|part| names.contains(&part))
        })
    }

    fn is_gloss_by_name(&self) -> bool {
        self.is_called(GLOSSES)
    }

    /// True if the name of a tier below another one says that it is about it.
    pub(super) fn is_gloss_below(&self) -> bool {
        self.is_called(GLOSSES) || self.is_called(SHORT_GLOSSES) || self.is_called(REMARKS)
    }

    /// Who speaks on it: its owner, else its name without the words that say what kind of tier it is.
    fn speaker(&self) -> String {
        let name = self.name.trim();
        if let Some(owner) = self.owner.as_deref().map(str::trim).filter(|o| !o.is_empty()) {
            return owner.to_owned();
        }
        let is_kind = |part: &str| KINDS.contains(&part.trim().to_lowercase().as_str());
        let whose = match name.split_once('@') {
            Some((kind, whose)) if is_kind(kind) => whose,
            _ => match name.rsplit_once(['-', '_', ' ', '.']) {
                Some((whose, kind)) if is_kind(kind) => whose.trim_end_matches(['-', '_', ' ', '.']),
                _ => name,
            },
        };
        if says_something(whose) { whose.trim().to_owned() } else { name.to_owned() }
    }
}

/// The speech of all tiers, and remarks as notes; speakers' other names beside their tiers' are counted as aliases.
pub(super) fn speech(mut tiers: Vec<Tier>) -> (Vec<Piece>, HashMap<String, Vec<String>>) {
    tiers.iter_mut().for_each(|tier| tier.pieces.retain(|p| says_something(&p.text)));
    tiers.retain(|tier| !tier.pieces.is_empty());
    if tiers.iter().any(|tier| !tier.is_gloss_by_name() && !tier.is_called(REMARKS)) {
        tiers.retain(|tier| !tier.is_gloss_by_name());
    }
    // Where a speaker has a tier that is called speech, what else is theirs is about it.
    let told: Vec<String> =
        tiers.iter().filter(|t| t.is_called(KINDS)).filter_map(|tier| tier.owner.clone()).collect();
    tiers.retain(|tier| {
        tier.is_called(KINDS)
            || tier.is_called(REMARKS)
            || tier.owner.as_ref().is_none_or(|o| !told.contains(o))
    });
    let spoken = tiers.iter().any(|tier| !tier.is_called(REMARKS));
    let mut pieces = Vec::new();
    let mut aliases: HashMap<String, Vec<String>> = HashMap::new();
    let glosses = glosses(&tiers);
    for (tier, _) in tiers.into_iter().zip(glosses).filter(|(_, gloss)| !gloss) {
        let remark = spoken && tier.is_called(REMARKS);
        let speaker = tier.speaker();
        if !remark && tier.name.trim() != speaker {
            aliases.entry(speaker.clone()).or_default().push(tier.name.trim().to_owned());
        }
        pieces.extend(tier.pieces.into_iter().map(|piece| match remark {
            true => Piece { note: Some(NoteSort::Editor), ..piece },
            false => Piece { speaker: Some(speaker.clone()), ..piece },
        }));
    }
    (pieces, aliases)
}

/// Which tiers are glosses of others.
fn glosses(tiers: &[Tier]) -> Vec<bool> {
    let texts: Vec<Vec<String>> =
        tiers.iter().map(|tier| tier.pieces.iter().map(|p| letters(&p.text)).collect()).collect();
    let compared = if tiers.len() > MOST_COMPARED { 0 } else { tiers.len() };
    let is_gloss = |fine: usize| {
        (0..compared).any(|coarse| {
            let strangers = tiers[fine].owner.is_some()
                && tiers[coarse].owner.is_some()
                && tiers[fine].owner != tiers[coarse].owner;
            fine != coarse
                && !strangers
                && !tiers[coarse].is_called(REMARKS)
                && refines(
                    (&tiers[fine].pieces, &texts[fine]),
                    (&tiers[coarse].pieces, &texts[coarse]),
                    coarse < fine,
                )
        })
    };
    (0..tiers.len()).map(is_gloss).collect()
}

/// What a text says, to compare: lower-case letters and digits.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The beginning of a text, up to so many bytes.
fn ahead(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    &text[..end.unwrap_or(0)]
}

/// True if a tier divides another one: it lies within its intervals, and either repeats its text or opens with it
/// and has clearly more intervals. Of tiers with the same intervals the `later` one is the gloss.
fn refines(fine: (&[Piece], &[String]), coarse: (&[Piece], &[String]), later: bool) -> bool {
    let (mut at, mut from, mut inside, mut repeated) = (0, 0, 0usize, 0usize);
    let mut opened = vec![false; coarse.0.len()];
    let mut met = vec![false; coarse.0.len()];
    for (piece, text) in fine.0.iter().zip(fine.1) {
        let (Some(start), Some(end)) = (piece.start_ms, piece.end_ms) else { return false };
        let over = |p: &Piece| p.end_ms.is_none_or(|e| e <= start + (end.saturating_sub(start)) / 2);
        while coarse.0.get(at).is_some_and(over) {
            (at, from) = (at + 1, 0);
        }
        let Some((around, said)) = coarse.0.get(at).zip(coarse.1.get(at)) else { break };
        let (Some(first), Some(last)) = (around.start_ms, around.end_ms) else { return false };
        if first <= start + NEAR_MS && end <= last + NEAR_MS {
            inside += 1;
            (met[at], opened[at]) = (true, opened[at] || first.abs_diff(start) <= NEAR_MS);
            let window = ahead(&said[from..], text.len() + AHEAD);
            if let Some(found) = window.find(text.as_str()) {
                (from, repeated) = (from + found + text.len(), repeated + 1);
            }
        }
    }
    let count = |texts: &[String]| texts.iter().map(|t| t.chars().count()).sum::<usize>();
    let (fine_letters, coarse_letters) = (count(fine.1), count(coarse.1));
    let (fines, coarses) = (fine.0.len(), met.iter().filter(|m| **m).count());
    let follows = inside * 10 >= fines * 9;
    let repeats = repeated * 10 >= fines * 8 && fine_letters * 10 >= coarse_letters * 7;
    let divides = opened.iter().filter(|o| **o).count() * 10 >= coarses * 9
        && coarse_letters * 3 >= fine_letters
        && coarses * 10 >= coarse.0.len() * 7;
    let all = coarse.0.len();
    follows
        && (repeats && (fines > all || fines == all && later)
            || divides && (fines >= 2 * all || fines == all && later))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tier(name: &str, pieces: &[(u64, u64, &str)]) -> Tier {
        let piece = |&(start, end, text): &(u64, u64, &str)| Piece {
            start_ms: Some(start),
            end_ms: Some(end),
            text: text.to_owned(),
            ..Piece::default()
        };
        Tier {
            name: name.to_owned(),
            kind: String::new(),
            owner: None,
            pieces: pieces.iter().map(piece).collect(),
        }
    }

    fn speakers(tiers: Vec<Tier>) -> Vec<String> {
        let mut seen = Vec::new();
        for piece in speech(tiers).0 {
            let who = piece.speaker.unwrap_or_else(|| String::from("-"));
            if !seen.contains(&who) {
                seen.push(who);
            }
        }
        seen
    }

    const SAID: &[(u64, u64, &str)] = &[(0, 900, "We rowed home."), (2000, 2600, "All day.")];
    const WORDS: &[(u64, u64, &str)] =
        &[(0, 300, "we"), (300, 600, "rowed"), (600, 900, "home"), (2000, 2300, "all"), (2300, 2600, "day")];

    #[test]
    fn words_phones_and_translations_of_an_utterance_are_glosses() {
        let phones = &[
            (0, 150, "w"),
            (150, 300, "i"),
            (300, 600, "raud"),
            (600, 900, "hom"),
            (2000, 2100, "O"),
            (2100, 2300, "l"),
            (2300, 2600, "dE"),
        ];
        let other = &[(0, 900, "Wir ruderten heim."), (2000, 2600, "Den ganzen Tag.")];
        let tiers = vec![tier("p", phones), tier("w", WORDS), tier("Ann - words", SAID), tier("de", other)];
        assert_eq!(speakers(tiers), ["Ann"]);
        let tiers =
            vec![tier("Translation (en)", other), tier("Ann_words", WORDS), tier("Ann_phones", phones)];
        assert_eq!(speakers(tiers), ["Ann"]);
    }

    #[test]
    fn other_speakers_are_no_glosses_even_if_they_echo() {
        let echo = &[(100, 300, "Home."), (2100, 2200, "Day."), (3000, 3400, "No?")];
        assert_eq!(speakers(vec![tier("Ann", SAID), tier("Bo", echo)]), ["Ann", "Bo"]);
        let part = &[(0, 900, "One"), (900, 4000, "Two")];
        assert_eq!(speakers(vec![tier("part", part), tier("tx@Ann", WORDS)]), ["part", "Ann"]);
        let mut tiers = vec![tier("a", SAID), tier("b", SAID)];
        (tiers[0].owner, tiers[1].owner) = (Some("Ann".into()), Some("Bo".into()));
        assert_eq!(speakers(tiers), ["Ann", "Bo"]);
    }

    #[test]
    fn beside_a_tier_that_is_called_speech_the_same_speakers_others_are_about_it() {
        let mut tiers =
            vec![tier("W-Spch", SAID), tier("W-RGU", &[(300, 1700, "both hands")]), tier("K-RGU", WORDS)];
        tiers.iter_mut().zip(["W", "W", "K"]).for_each(|(tier, owner)| tier.owner = Some(owner.into()));
        assert_eq!(speakers(tiers), ["W", "K"]);
    }

    #[test]
    fn remarks_are_notes_unless_there_is_nothing_else() {
        assert_eq!(speakers(vec![tier("Comments", SAID), tier("Ann", WORDS)]), ["-", "Ann"]);
        assert_eq!(speakers(vec![tier("notes", SAID)]), ["notes"]);
    }
}
