//! What is said in a line of CHAT, without the codes around it.
//!
//! All that somebody uttered stays, repeated, broken off or mended; sounds become stage directions (`&=laughs` is
//! `[laughs]`). Deliberately absent: what a word should have been (`[: that]`), errors, pauses, prosody, and words that
//! were left out (`0is`).

use super::pieces::{direction, says_something};
use crate::formats::recogniser::between;

/// Stands around times, in some files around older forms of them.
const BULLETS: [char; 2] = ['\u{15}', '•'];

/// Marks of prosody, overlap and voice of conversation analysis, which stand in and around words.
const PROSODY: &[char] = &[
    '↑', '↓', '⇗', '↗', '→', '↘', '⇘', '∞', '≈', '≋', '≡', '∙', '⌈', '⌉', '⌊', '⌋', '∆', '∇', '°', '▁', '▔',
    '☺', '♋', '⁇', '∬', '∮', '§', '↫', '⁎', '◉', '∾', '↻', '⤇', 'ˈ', 'ˌ', '˖', '‹', '›', '〔', '〕', '⟪',
    '⟫', '<', '>',
];

/// The times of a line in milliseconds, of its first stretch and its last, and its text without them.
pub(super) fn timed(line: &str) -> (Option<u64>, Option<u64>, String) {
    let (mut start, mut end) = (None, None);
    let mut text = String::with_capacity(line.len());
    let parts: Vec<&str> = line.split(BULLETS).collect();
    for (at, part) in parts.iter().enumerate() {
        // Where the bullets were lost, times still stand alone at the end.
        let (words, times) = match part.trim_end().rsplit_once(' ') {
            Some((words, last)) if at + 1 == parts.len() && span(last).is_some() => (words, span(last)),
            _ if span(part).is_some() => ("", span(part)),
            _ => (*part, None),
        };
        text.push_str(words);
        text.push(' ');
        if let Some((from, to)) = times {
            start = start.or(Some(from));
            end = Some(to);
        }
    }
    (start, end, text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// `0_1500`, also behind the name of a recording: `%snd:"adam"_0_1500`.
fn span(text: &str) -> Option<(u64, u64)> {
    let mut parts = text.trim().trim_end_matches('-').rsplit('_');
    let (to, from) = (parts.next()?, parts.next()?);
    let before = parts.next();
    let plain = before.is_none() || text.trim_start().starts_with(['%', '"']);
    plain.then_some(())?;
    Some((from.parse().ok()?, to.parse().ok()?))
}

/// The words of a line, with marks and stage directions.
pub(super) fn spoken(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    // What opens behind the last closing bracket never closes.
    let (square, round) = (line.rfind(']'), line.rfind("))"));
    let closes = |last: Option<usize>, rest: &str| last.is_some_and(|last| last >= line.len() - rest.len());
    while let Some(c) = rest.chars().next() {
        let bracket = if c == '[' && closes(square, rest) { rest.find(']') } else { None };
        let (token, length) = match bracket {
            Some(end) => (bracketed(&rest[1..end]), end + 1),
            None if rest.starts_with("((") && closes(round, rest) => {
                let end = rest.find("))").unwrap_or(rest.len() - 2);
                (direction(&rest[2..end]), end + 2)
            }
            None if c.is_whitespace() => (None, c.len_utf8()),
            None => {
                let end = rest[c.len_utf8()..].find(|c: char| c.is_whitespace() || c == '[');
                let end = end.map_or(rest.len(), |end| end + c.len_utf8());
                (word(&rest[..end]), end)
            }
        };
        if let Some(token) = token {
            let gap = if token.starts_with('—') { "" } else { between(&out, &token) };
            out.push_str(gap);
            out.push_str(&token);
        }
        rest = &rest[length..];
    }
    out
}

/// What stands in square brackets is about the words before it; what is heard or explained there stays.
fn bracketed(code: &str) -> Option<String> {
    ["=!", "=?", "=", "%"].into_iter().find_map(|mark| code.strip_prefix(mark)).and_then(direction)
}

/// A word without its codes; none for what is no word.
fn word(token: &str) -> Option<String> {
    if let Some(mark) = token.strip_prefix('+') {
        return terminator(mark);
    }
    if let Some(sound) = token.strip_prefix("&=").or_else(|| token.strip_prefix("&{")) {
        // `&{l=sings` opens a stretch: l is for a voice, n for a noise.
        let sound = sound.strip_prefix("l=").or_else(|| sound.strip_prefix("n=")).unwrap_or(sound);
        return direction(&sound.replace(':', " "));
    }
    if token.starts_with("&}") || token.starts_with('#') || is_pause(token) || is_left_out(token) {
        return None;
    }
    let token = match token.strip_prefix('&') {
        // `&*MOT:mhm` is what somebody else puts in.
        Some(other) if other.starts_with('*') => other.split_once([':', '=']).map_or(other, |(_, said)| said),
        Some(filler) => filler.trim_start_matches(['-', '+', '~']),
        None => token,
    };
    let word = plain(token);
    (!word.is_empty()).then_some(word)
}

/// `+...` trails off, `+/.` is interrupted; other marks tie an utterance to another one.
fn terminator(mark: &str) -> Option<String> {
    let end = match mark {
        "..." | "…" => "…",
        "..?" => "…?",
        "/." | "//." | "." => "—",
        "/?" | "//?" => "—?",
        "!?" => "!?",
        "\"/." | "\"." => ".",
        _ if says_something(mark) => {
            return word(mark.trim_start_matches(['^', '<', ',', '+', '"', '≈', '≋']));
        }
        _ => return None,
    };
    Some(end.to_owned())
}

/// `(.)`, `(..)`, `(1.5)`, `(1:02.5)`.
fn is_pause(token: &str) -> bool {
    let inner = token.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    inner.is_some_and(|t| t.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ':' | '_')))
}

/// `0` is an act without words, `0is` a word that was not said.
fn is_left_out(token: &str) -> bool {
    let token = token.trim_end_matches(['.', '?', '!']);
    let word = token.strip_prefix('0');
    token == "0" || word.is_some_and(|word| word.starts_with(|c: char| c.is_alphabetic() || c == '*'))
}

/// A word as it is written otherwise: `(be)cause`, `no:::`, `gumma@c`, `ice+cream`, `Mickey_Mouse`.
fn plain(token: &str) -> String {
    let token = match token.char_indices().find(|&(at, c)| matches!(c, '@' | '$') && at > 0) {
        // Marks behind the code still end the sentence.
        Some((at, _)) if token[..at].ends_with(char::is_alphanumeric) => {
            let tail = token.trim_end_matches(['.', '?', '!', ',']).len();
            format!("{}{}", &token[..at], &token[tail..])
        }
        _ => token.to_owned(),
    };
    let mut out = String::with_capacity(token.len());
    let letters = token.contains(char::is_alphabetic);
    let mut chars = token.chars().peekable();
    let mut overlap = false;
    while let Some(c) = chars.next() {
        let last_letter = out.ends_with(char::is_alphabetic);
        let next_letter = chars.peek().is_some_and(|c| c.is_alphabetic());
        // Overlaps are numbered: `⌈2 yes`.
        let number =
            std::mem::replace(&mut overlap, matches!(c, '⌈' | '⌉' | '⌊' | '⌋')) && c.is_ascii_digit();
        match c {
            _ if number || PROSODY.contains(&c) => {}
            '(' | ')' if letters => {}
            ':' | '^' if last_letter || next_letter => {}
            '+' if last_letter && next_letter => out.push('-'),
            '_' if last_letter && next_letter => out.push(' '),
            '‡' | '„' => out.push(','),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_and_codes_go() {
        for (line, said) in [
            ("dat [: that] a handle [?] .", "dat a handle."),
            ("<the the> [//] &-uh the (be)cause &+fr friend [* m] +...", "the the uh the because fr friend…"),
            (
                "he [/] he went (.) (1.5) home [=! laughing] &=laughs !",
                "he he went home [laughing] [laughs]!",
            ),
            ("0is gumma@c no::: ice+cream Mickey_Mouse xxx 0 .", "gumma no ice-cream Mickey Mouse xxx."),
            ("+\" well , you‡ know +/.", "well, you, know—"),
            ("↑⌈2 yes⌉2 °quiet° <I> [>1] mean@s:eng ?", "yes quiet I mean?"),
            (
                "&=imit:cat &*MOT:mhm there [= in the box] [% softly]",
                "[imit cat] mhm there [in the box] [softly]",
            ),
            ("我们 去 坐 渡船 。", "我们去坐渡船。"),
            ("[- spa] hola [+ exc]", "hola"),
            ("((clears throat)) well [", "[clears throat] well ["),
            ("wh⌈ich⌉ is holo⌈caust↗ yes⌉ 0. +< mhm", "which is holocaust yes mhm"),
            ("&{l=sings la la &}l=sings", "[sings] la la"),
        ] {
            assert_eq!(spoken(line), said, "{line}");
        }
    }

    #[test]
    fn times_are_taken_out_wherever_they_stand() {
        for (line, start, end, text) in [
            ("we rowed . \u{15}0_1500\u{15}", Some(0), Some(1500), "we rowed ."),
            ("we \u{15}10_20\u{15} rowed . \u{15}20_40\u{15}", Some(10), Some(40), "we rowed ."),
            ("we . \u{15}%snd:\"a_1\"_5_9\u{15}", Some(5), Some(9), "we ."),
            ("we rowed . 0_1500", Some(0), Some(1500), "we rowed ."),
            ("a_b c_1_2", None, None, "a_b c_1_2"),
        ] {
            assert_eq!(timed(line), (start, end, text.to_owned()), "{line}");
        }
    }
}
