//! The markup inside cues: voice and style tags, word times, style overrides, entities.
//!
//! Only tags that captions know are taken out; `a < b` and `<inaudible>` are text.

use super::cue::Piece;
use super::stamp;
use crate::formats::entity;

/// The tags whose marks leave the text. `v` and `br` mean more; `rt` holds a reading aid, which is a gloss.
const TAGS: &[&str] = &[
    "a", "b", "big", "c", "center", "div", "em", "font", "i", "lang", "p", "rp", "ruby", "s", "small",
    "span", "strong", "sub", "sup", "u",
];

/// How far a tag may reach, in bytes.
const LONGEST_TAG: usize = 300;

/// The lines of a cue, rendered: one piece a line, and a new one where the voice changes.
pub(super) fn pieces(lines: &[(u32, &str)]) -> Vec<Piece> {
    let raw = lines.iter().map(|(_, l)| *l).collect::<Vec<_>>().join("\n");
    let number = |n: usize| lines.get(n).or(lines.last()).map(|(line, _)| *line);
    let mut scan = Scan { pieces: Vec::new(), text: String::new(), voice: None, line: number(0) };
    let (mut rest, mut row) = (raw.as_str(), 0);
    while let Some(at) = rest.find(['\n', '<', '{']) {
        scan.text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix('\n') {
            scan.flush();
            row += 1;
            scan.line = number(row);
            rest = after;
        } else if let Some((tag, after)) = tag(rest) {
            scan.take(&tag);
            let after = match tag {
                Tag::Reading => after.find("</rt>").map_or(after, |end| &after[end..]),
                _ => after,
            };
            let breaks = rest[..rest.len() - after.len()].matches('\n').count();
            if breaks > 0 {
                row += breaks;
                scan.line = number(row);
            }
            rest = after;
        } else {
            scan.text.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    scan.text.push_str(rest);
    scan.flush();
    scan.pieces
}

struct Scan {
    pieces: Vec<Piece>,
    text: String,
    voice: Option<String>,
    line: Option<u32>,
}

impl Scan {
    fn flush(&mut self) {
        let text = plain(&self.text);
        self.text.clear();
        if !text.is_empty() {
            self.pieces.push(Piece { line: self.line, voice: self.voice.clone(), text });
        }
    }

    fn take(&mut self, tag: &Tag) {
        match tag {
            Tag::Voice(name) => {
                self.flush();
                self.voice.clone_from(name);
            }
            Tag::Break => self.flush(),
            Tag::Style | Tag::Reading => {}
        }
    }
}

enum Tag {
    Voice(Option<String>),
    Break,
    Reading,
    Style,
}

/// The tag or style override a text opens with, and the rest.
fn tag(text: &str) -> Option<(Tag, &str)> {
    if let Some(inner) = text.strip_prefix('{') {
        let end = inner.bytes().take(LONGEST_TAG).position(|b| b == b'}')?;
        return inner.starts_with('\\').then(|| (Tag::Style, &inner[end + 1..]));
    }
    let inner = text.strip_prefix('<')?;
    let end = inner.bytes().take(LONGEST_TAG).position(|b| b == b'>')?;
    let (inner, after) = (&inner[..end], &inner[end + 1..]);
    if stamp::read(inner, &['.', ',']).is_some_and(|(_, rest)| rest.is_empty()) {
        return Some((Tag::Style, after));
    }
    let (closing, body) = inner.strip_prefix('/').map_or((false, inner), |body| (true, body));
    let end = body.find(|c: char| c == '.' || c == '/' || c.is_whitespace()).unwrap_or(body.len());
    let name = body[..end].to_ascii_lowercase();
    let tag = match (name.as_str(), closing) {
        ("v", false) => Tag::Voice(annotation(body)),
        ("v", true) => Tag::Voice(None),
        ("br", _) => Tag::Break,
        ("rt", false) => Tag::Reading,
        ("rt", true) => Tag::Style,
        (name, _) if TAGS.contains(&name) => Tag::Style,
        _ => return None,
    };
    Some((tag, after))
}

/// The name in `v.class Name`.
fn annotation(body: &str) -> Option<String> {
    let (_, name) = body.split_once(char::is_whitespace)?;
    let name = plain(name);
    (!name.is_empty()).then_some(name)
}

/// Text with entities resolved, invisible characters dropped and white space squeezed.
pub(super) fn plain(text: &str) -> String {
    let resolved = entity::resolve(text);
    let visible =
        |c: &char| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}' | '\u{ad}');
    let text: String = resolved.chars().filter(visible).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(Option<String>, String)> {
        let lines: Vec<_> = (1..).zip(text.lines()).collect();
        pieces(&lines).into_iter().map(|p| (p.voice, p.text)).collect()
    }

    fn text(raw: &str) -> String {
        read(raw).into_iter().map(|(_, t)| t).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn voices_divide_a_cue() {
        let got = read("<v.loud.first Ann O&#39;Hara>We <i>waited</i>\nfor it.</v> (bell) <v Bo>Yes.");
        let name = |n: &str| Some(n.to_owned());
        assert_eq!(
            got,
            [
                (name("Ann O'Hara"), "We waited".into()),
                (name("Ann O'Hara"), "for it.".into()),
                (None, "(bell)".into()),
                (name("Bo"), "Yes.".into())
            ]
        );
    }

    #[test]
    fn marks_leave_and_text_stays() {
        assert_eq!(text("I<00:17.500><c> rowed</c><00:00:18.000><c.red> home</c>"), "I rowed home");
        assert_eq!(text("{\\an8}<font color=\"#fff\"><B>Up</B></font> here"), "Up here");
        assert_eq!(text("2 < 3 and 4 > 1"), "2 < 3 and 4 > 1");
        assert_eq!(text("we <inaudible> rowed {sic}"), "we <inaudible> rowed {sic}");
        assert_eq!(text("one<br/>two"), "one|two");
        assert_eq!(text("<ruby>渡<rt>dù</rt></ruby>船"), "渡船");
        assert_eq!(text("<v broken"), "<v broken");
    }

    #[test]
    fn entities_are_resolved_once() {
        assert_eq!(
            text("Q&amp;A,&nbsp;then &lt;i&gt; caf&eacute; &#x4f60;&#22909; R&D &bogus; &"),
            "Q&A, then <i> café 你好 R&D &bogus; &"
        );
        assert_eq!(text("&amp;lt;"), "&lt;");
    }

    #[test]
    fn pieces_know_their_lines() {
        let lines = [(7, "<v"), (8, "Ann>Hi"), (9, "there")];
        let got: Vec<_> = pieces(&lines).into_iter().map(|p| (p.line, p.text)).collect();
        assert_eq!(got, [(Some(8), "Hi".into()), (Some(9), "there".into())]);
    }
}
