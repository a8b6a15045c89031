//! Plain text to lines: blank lines become gaps.

use crate::turns::Line;

/// The lines of a text; line ends may be LF, CRLF or CR.
pub(crate) fn lines(text: &str) -> Vec<Line> {
    let mut found = Vec::new();
    let mut gap = true;
    let odd_blanks = text.contains('\u{a0}') || text.contains('\u{202f}');
    for (number, raw) in (1u32..).zip(physical(text)) {
        let text = raw.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
        if text.is_empty() {
            gap = true;
            continue;
        }
        // An indent opens a paragraph where blank lines do not.
        let indented = raw.starts_with("\u{3000}\u{3000}");
        let text = if odd_blanks { text.replace(['\u{a0}', '\u{202f}'], " ") } else { text.to_owned() };
        found.push(Line { number, text, gap: gap || indented, ..Line::default() });
        gap = false;
    }
    found
}

/// Splits at LF, CRLF and lone CR, form feeds included.
fn physical(text: &str) -> impl Iterator<Item = &str> {
    let lone = text.contains('\r') && !text.contains('\n');
    let end = if lone { '\r' } else { '\n' };
    text.split(end).map(|l| l.strip_suffix('\r').unwrap_or(l))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{c}')
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn line_numbers_and_gaps_survive_all_line_ends() {
        for text in ["a\n\nb\nc\n", "a\r\n\r\nb\r\nc\r\n", "a\r\rb\rc\r"] {
            let got: Vec<_> = lines(text).into_iter().map(|l| (l.number, l.text, l.gap)).collect();
            assert_eq!(got, [(1, "a".into(), true), (3, "b".into(), true), (4, "c".into(), false)]);
        }
    }
}
