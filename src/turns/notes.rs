//! Matter around the speech: what sort of note a paragraph is, and where the footer starts.

use crate::model::NoteSort;

/// Openings of a summary.
const ABSTRACT: &[&str] = &[
    "摘要",
    "内容摘要",
    "内容提要",
    "提要",
    "導語",
    "导语",
    "导读",
    "導讀",
    "核心提示",
    "abstract",
    "summary",
    "tl;dr",
    "key points",
    "highlights",
    "notes",
];

/// Openings of a note by the editor.
const EDITOR: &[&str] = &[
    "编者按",
    "編者按",
    "编者注",
    "編者註",
    "编者的话",
    "按语",
    "按：",
    "editor's note",
    "editors' note",
    "editor’s note",
    "editors’ note",
    "note from the editor",
    "publisher's note",
    "transcriber's note",
    "disclaimer",
    "content warning",
];

/// So many characters at the beginning of a paragraph tell whether it opens with a label word.
const OPENING: usize = 64;

/// The sort of a paragraph before the first turn. `before` is the sort of the paragraph above it.
pub(super) fn head(text: &str, heading: u8, first: bool, before: Option<NoteSort>) -> NoteSort {
    let folded = text[..text.char_indices().nth(OPENING).map_or(text.len(), |(i, _)| i)].to_lowercase();
    if opens(&folded, ABSTRACT) {
        return NoteSort::Abstract;
    }
    if EDITOR.iter().any(|e| folded.trim_start_matches(['[', '(', '（', '【', '*']).starts_with(e)) {
        return NoteSort::Editor;
    }
    if first && is_title(text) && !super::date::is_dated(text)
        || heading == 1 && before.is_none_or(|b| b == NoteSort::Title)
    {
        return NoteSort::Title;
    }
    if heading > 0 || is_ruled(text) {
        return NoteSort::Heading;
    }
    if is_bracketed(text) {
        return NoteSort::Other;
    }
    let introduces = text.trim_end().ends_with([':', '：']);
    match before {
        Some(NoteSort::Editor) if !introduces => NoteSort::Editor,
        _ => NoteSort::Introduction,
    }
}

/// True for the openings of an abstract or an editor's note.
pub(super) fn is_head_label(text: &str) -> bool {
    matches!(head(text, 0, false, None), NoteSort::Abstract | NoteSort::Editor)
}

/// A label word, alone or before a colon.
fn opens(folded: &str, words: &[&str]) -> bool {
    let body = folded.trim_start_matches(['[', '(', '（', '【', '*', '#', ' ']);
    words.iter().any(|w| {
        body.strip_prefix(w).is_some_and(|rest| {
            let rest = rest.trim_start();
            rest.is_empty() || rest.starts_with([':', '：', ']', '】', '）', ')', '|', '｜', '/', '／', '—'])
        })
    })
}

/// A title is one short line that is no sentence and no `key: value`.
pub(super) fn is_title(text: &str) -> bool {
    if text.chars().nth(150).is_some() {
        return false;
    }
    let length = text.chars().count();
    let sentence = text.trim_end().ends_with(['。', ':', '：', ',', '，', ';', '；', '!', '！'])
        || text.trim_end().ends_with('.') && (length > 60 || text.contains(": "));
    let address = text.contains("://") && !text.contains(' ');
    !sentence && !address && text.chars().any(char::is_alphabetic) && !super::metadata::is_pair(text)
}

/// A line of text between rules: `=== 对谈实录 ===`, `--- Part two ---`.
pub(super) fn is_ruled(text: &str) -> bool {
    let text = text.trim();
    let rule =
        |c: char| matches!(c, '=' | '-' | '*' | '~' | '—' | '─' | '═' | '#' | '_' | '·' | '＝' | '－' | '＊');
    let marks = |c: &char| rule(*c) || *c == ' ';
    let rules =
        |chars: &mut dyn Iterator<Item = char>| chars.take_while(marks).filter(|&c| rule(c)).nth(1).is_some();
    rules(&mut text.chars())
        && rules(&mut text.chars().rev())
        && text.trim_matches(|c| rule(c) || c == ' ').chars().nth(60).is_none()
}

/// Wholly inside one pair of brackets.
pub(super) fn is_bracketed(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['。', '.']);
    let pairs = [('[', ']'), ('(', ')'), ('（', '）'), ('【', '】'), ('［', '］'), ('〔', '〕')];
    pairs.iter().any(|&(open, close)| {
        text.starts_with(open)
            && text.ends_with(close)
            && text.matches(open).count() == 1
            && text.matches(close).count() == 1
    })
}

/// A stage direction or a time alone: `[laughs]`, `（掌声）`.
pub(super) fn is_stage(text: &str) -> bool {
    is_bracketed(text) && text.chars().count() <= 62
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_is_sorted() {
        assert_eq!(head("A Dialogue With Ann: Why?", 0, true, None), NoteSort::Title);
        assert_eq!(head("摘要: Alipay is…", 0, false, Some(NoteSort::Title)), NoteSort::Abstract);
        assert_eq!(head("Editor's Note:", 0, false, None), NoteSort::Editor);
        assert_eq!(head("Recently we met.", 0, false, Some(NoteSort::Editor)), NoteSort::Editor);
        assert_eq!(
            head("What follows is the transcript:", 0, false, Some(NoteSort::Editor)),
            NoteSort::Introduction
        );
        assert_eq!(head("===对谈实录===", 0, false, None), NoteSort::Heading);
    }
}
