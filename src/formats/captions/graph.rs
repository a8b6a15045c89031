//! The JSON that Microsoft Graph puts into each cue of a meeting's transcript.

use serde_json::Value;

use super::cue::Piece;
use super::markup;
use super::reader::Line;

/// Who says what in a cue that holds a JSON object with a text; none for other text.
pub(super) fn speech(lines: &[Line<'_>]) -> Option<Piece> {
    let &(line, first) = lines.first()?;
    if !first.trim_start().starts_with('{') {
        return None;
    }
    let json = lines.iter().map(|(_, l)| *l).collect::<Vec<_>>().join("\n");
    let value: Value = serde_json::from_str(&json).ok()?;
    let get = |keys: &[&str]| {
        let text = keys.iter().find_map(|key| value.get(key)?.as_str())?;
        Some(markup::plain(text)).filter(|t| !t.is_empty())
    };
    let text = get(&["spokenText", "text", "content", "body"])?;
    Some(Piece { line: Some(line), voice: get(&["speakerName", "speaker", "name"]), text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_in_a_cue_is_read() {
        let cue =
            [(4, r#"{"speakerName":"Ann Lee","spokenText":"The ferry is late.","spokenLanguage":"en-us"}"#)];
        let piece = speech(&cue).unwrap();
        assert_eq!((piece.voice.as_deref(), piece.text.as_str()), (Some("Ann Lee"), "The ferry is late."));
        assert_eq!(speech(&[(1, "{not json}")]), None);
    }
}
