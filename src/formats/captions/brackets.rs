//! Brackets at the start of a caption: a speaker's name (`[Ann] Hello`, `(BOB)`, `【周曼】`) or a sound (`[Music]`).
//!
//! A name has the shape of one, comes back, and is followed by words in its cue; a sound stands alone.

use std::collections::{HashMap, HashSet};

const PAIRS: &[(char, char)] =
    &[('[', ']'), ('(', ')'), ('（', '）'), ('【', '】'), ('［', '］'), ('〔', '〕'), ('<', '>'), ('*', '*')];

/// Words that tell of a sound or a manner, not of a person; folded. Han ones count inside a word.
const SOUNDS: &[&str] = &[
    "applause",
    "background",
    "beep",
    "beeping",
    "blank",
    "cheering",
    "cheers",
    "clapping",
    "continues",
    "cough",
    "coughing",
    "coughs",
    "crosstalk",
    "crying",
    "foreign",
    "gasps",
    "giggles",
    "groans",
    "inaudible",
    "indiscernible",
    "instrumental",
    "laugh",
    "laughing",
    "laughs",
    "laughter",
    "lyrics",
    "mumbles",
    "music",
    "musical",
    "noise",
    "overlapping",
    "pause",
    "playing",
    "ringing",
    "rings",
    "scoffs",
    "screaming",
    "shouting",
    "sighing",
    "sighs",
    "silence",
    "singing",
    "sings",
    "sniffles",
    "sound",
    "speaking",
    "translated",
    "typing",
    "unclear",
    "unintelligible",
    "whispering",
    "whispers",
];
const HAN_SOUNDS: &[&str] =
    &["笑", "音乐", "音樂", "掌声", "掌聲", "鼓掌", "沉默", "听不清", "聽不清", "哭", "咳", "歌", "声", "聲"];

/// A bracket that a text opens with: what is in it, and the text behind.
pub(super) fn leading(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let open = text.chars().next()?;
    let (_, close) = PAIRS.iter().find(|(o, _)| *o == open)?;
    let inner = &text[open.len_utf8()..];
    let end = inner.char_indices().take(80).find(|(_, c)| c == close)?.0;
    Some((inner[..end].trim(), inner[end + close.len_utf8()..].trim_start()))
}

/// True if a text is nothing but sounds: brackets, or music between notes.
pub(super) fn is_stage(text: &str) -> bool {
    let mut rest = text.trim();
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        if let Some(song) = rest.strip_prefix(['♪', '♫', '♬', '♩']) {
            rest = song.find(['♪', '♫', '♬', '♩']).map_or("", |end| &song[end..]);
            rest = rest.trim_start_matches(['♪', '♫', '♬', '♩', ' ']);
        } else if let Some((_, after)) = leading(rest) {
            rest = after.trim_start_matches(['.', '。', ' ']);
        } else {
            return false;
        }
    }
    true
}

/// The names that stand in brackets before what they say.
#[derive(Debug, Default)]
pub(super) struct Brackets {
    accepted: HashSet<String>,
}

impl Brackets {
    /// Learns the names from all texts of a file.
    pub(super) fn learn<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        // A name that comes once has to follow the end of a sentence.
        let mut ended = true;
        let over = |text: &str| !text.ends_with(|c: char| c.is_alphanumeric() || ",，、".contains(c));
        let texts: Vec<Option<(&str, &str, bool)>> = texts
            .map(|text| {
                let follows = std::mem::replace(&mut ended, over(text));
                leading(text).map(|(inner, rest)| (inner, rest, follows))
            })
            .collect();
        // Where every text opens with one, also `[ann-lee]` is a name.
        let every = texts.iter().flatten().count() * 20 >= texts.len() * 19;
        let mut opened = 0usize;
        let mut seen: HashMap<&str, (usize, usize, bool)> = HashMap::new();
        for (inner, rest, follows) in texts.iter().flatten().filter(|(inner, ..)| is_name(inner, every)) {
            let (before, alone, all) = seen.entry(inner).or_insert((0, 0, true));
            let spoken = !rest.trim_start_matches([':', '：']).trim().is_empty() && !is_stage(rest);
            *(if spoken { before } else { alone }) += 1;
            *all &= follows;
            opened += usize::from(spoken);
        }
        let lonely = |(before, alone, _): (usize, usize, bool)| alone * 2 > before;
        let firm = seen.values().filter(|&&n| n.0 >= 2 && !lonely(n)).count();
        let usual = opened * 5 >= texts.len() * 3 && opened >= 2;
        let accepted =
            (seen.into_iter()).filter(|&(_, n)| !lonely(n) && (usual || firm >= 2 && (n.0 >= 2 || n.2)));
        Self { accepted: accepted.map(|(name, _)| name.to_owned()).collect() }
    }

    /// The names given by hand.
    pub(super) fn given(names: &[String]) -> Self {
        Self { accepted: names.iter().cloned().collect() }
    }

    /// The name in brackets that a text opens with, and what is said.
    pub(super) fn split<'a>(&self, text: &'a str) -> Option<(&'a str, &'a str)> {
        let (inner, rest) = leading(text)?;
        let named = self.accepted.contains(inner);
        named.then(|| (inner, rest.trim_start_matches([':', '：']).trim_start()))
    }
}

/// Up to five words, the first with a capital or without case (`[speaker 1]` needs none), none of a sound.
fn is_name(inner: &str, lower: bool) -> bool {
    let words: Vec<String> = inner.split_whitespace().map(str::to_lowercase).collect();
    let lower = lower || inner.ends_with(|c: char| c.is_ascii_digit());
    let sound = |w: &String| SOUNDS.contains(&w.trim_matches(|c: char| !c.is_alphanumeric()));
    (1..=5).contains(&words.len())
        && inner.starts_with(|c: char| c.is_alphabetic() && (lower || !c.is_lowercase()))
        && !inner.contains(['!', '?', ',', ':', ';', '，', '。', '！', '？', '：', '…'])
        && !words.iter().any(sound)
        && (words.len() == 1 || words.last().is_some_and(|w| !w.ends_with("ing")))
        && !HAN_SOUNDS.iter().any(|s| inner.contains(s))
        && inner.chars().filter(|c| crate::analysis::is_han(*c)).count() <= 12
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_stand_alone() {
        for text in
            ["[Music]", "(deep rumbling)", "♪ row, row ♪", "♪", "（笑）。", "[Music] (bell)", "*laughs*"]
        {
            assert!(is_stage(text), "{text}");
        }
        for text in ["[Music] Hello", "Hello (sic)", "", "row ♪"] {
            assert!(!is_stage(text), "{text}");
        }
    }

    #[test]
    fn names_come_back_before_words() {
        let texts = [
            "[Ann] We waited.",
            "[Laughs] Yes.",
            "[Bo] So?",
            "[Ann] It came.",
            "[Bo] And?",
            "[Music]",
            "[Door]",
            "[Cid] No.",
        ];
        let names = Brackets::learn(texts.into_iter());
        let split: Vec<_> = texts.iter().map(|t| names.split(t).map(|(n, _)| n)).collect();
        assert_eq!(split, [Some("Ann"), None, Some("Bo"), Some("Ann"), Some("Bo"), None, None, Some("Cid")]);
        let names =
            Brackets::learn(["【周曼】为什么？", "【林知远】：因为木头要等。", "（笑）好"].into_iter());
        assert_eq!(names.split("【林知远】：因为"), Some(("林知远", "因为")));
        assert_eq!(names.split("（笑）好"), None);
    }

    #[test]
    fn sounds_alone_are_no_names() {
        let texts = ["[Narrator] Long ago", "[Beeping]", "well", "[Beeping]", "so", "on", "we", "went"];
        assert!(Brackets::learn(texts.into_iter()).accepted.is_empty());
    }
}
