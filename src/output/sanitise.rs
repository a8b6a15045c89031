//! Text of a transcript made safe for a terminal and for a record of one line.
//!
//! Control characters, escape sequences and bidirectional overrides never reach a terminal raw: they become
//! characters that are seen. Deliberately absent: offsets; callers cut a text at its highlights first and
//! clean the pieces, so that a replaced character cannot move a highlight.

/// The text on one line: white space runs become one blank each, what a terminal would obey becomes visible.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match visible(c) {
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out
}

/// A character as it may be shown: C0 controls as their pictures, C1 controls and bidirectional embeddings,
/// overrides and isolates as U+FFFD. White space stays.
fn visible(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' => ' ',
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::line;

    #[test]
    fn what_a_terminal_obeys_is_shown_instead() {
        assert_eq!(line("a\u{1b}[31mred\u{7}"), "a␛[31mred␇");
        assert_eq!(line("x\u{9b}2Jy\u{7f}"), "x\u{fffd}2Jy␡");
        assert_eq!(line("user\u{202e}txt.exe\u{2066}"), "user\u{fffd}txt.exe\u{fffd}");
    }

    #[test]
    fn white_space_is_one_blank() {
        assert_eq!(line("one\r\n\n two\tthree\u{2028}四\u{3000}五"), "one two three 四 五");
    }

    proptest! {
        #[test]
        fn nothing_raw_is_left(text in "\\PC*|[\\x00-\\x9f\u{202a}-\u{202e}\u{2066}-\u{2069}a中]*") {
            let out = line(&text);
            let raw = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            prop_assert!(!out.contains(raw), "{:?}", out);
            prop_assert!(!out.contains("  "));
        }
    }
}
