//! Turns that run on inside one paragraph: `问：……？答：……。`, `… right? Ann: Yes.`

use super::line::Line;

/// Splits lines where a label follows the end of a sentence, and tells whether any was. `accept` says whether a label
/// may.
pub(super) fn split(lines: &mut Vec<Line>, accept: &dyn Fn(&str) -> bool) -> bool {
    let Some(first) = lines.iter().position(|line| !cuts(&line.text, accept).is_empty()) else {
        return false;
    };
    for line in lines.split_off(first) {
        let mut start = 0;
        for end in cuts(&line.text, accept).into_iter().chain([line.text.len()]) {
            let text = line.text[start..end].trim();
            let mut part = Line { text: text.to_owned(), ..line };
            if start > 0 {
                part.gap = true;
                part.style.strong = 0;
            }
            lines.push(part);
            start = end;
        }
    }
    true
}

/// Byte offsets where a new turn starts inside a line.
fn cuts(text: &str, accept: &dyn Fn(&str) -> bool) -> Vec<usize> {
    let mut found = Vec::new();
    // What comes after the last colon that may end a label opens nothing.
    let Some(last) = colons(text).rfind(|&colon| closes(&text[..colon], accept)) else {
        return found;
    };
    let mut quotes = 0i32;
    let mut straight = false;
    // Where the current sentence starts, if only a label has been seen in it.
    let mut sentence: Option<usize> = None;
    let mut first_letter: Option<usize> = None;
    let mut before = '\n';
    for (i, c) in text.char_indices().take_while(|&(i, _)| i <= last) {
        first_letter = first_letter.or_else(|| c.is_alphabetic().then_some(i));
        match c {
            '“' | '「' | '『' | '《' => quotes += 1,
            '”' | '」' | '』' | '》' => quotes -= 1,
            '"' => straight = !straight,
            _ => {}
        }
        let inside = quotes > 0 || straight;
        let stop = is_end(before) && !is_end(c) && !inside && (c.is_whitespace() || !before.is_ascii());
        // Asked last, and so once a run of dots: it looks back over the whole run.
        if stop && (before != '.' || !is_abbreviated(&text[..i])) {
            sentence = Some(i);
        }
        if let (':' | '：', Some(start)) = (c, sentence) {
            let label = text[start..i].trim();
            let ascii = c == ':' && !text[i + 1..].starts_with(char::is_whitespace) && label.is_ascii();
            let words = first_letter.is_some_and(|letter| letter < start);
            if words
                && !label.is_empty()
                && !inside
                && !ascii
                && label.chars().count() <= LABEL
                && accept(label)
            {
                found.push(i - text[start..i].trim_start().len());
            }
            sentence = None;
        }
        before = c;
    }
    found
}

/// Longest label in characters.
const LABEL: usize = 40;

/// Byte offsets of all colons.
fn colons(text: &str) -> impl DoubleEndedIterator<Item = usize> {
    // The wide colon begins with this byte.
    memchr::memchr2_iter(b':', 0xef, text.as_bytes()).filter(|&i| text[i..].starts_with([':', '：']))
}

/// Whether a text ends in a label after what may be the end of a sentence.
fn closes(text: &str, accept: &dyn Fn(&str) -> bool) -> bool {
    let window = text.char_indices().rev().take_while(|&(_, c)| !matches!(c, ':' | '：')).take(2 * LABEL);
    let mut ends = window.filter(|&(_, c)| is_end(c));
    ends.any(|(i, c)| accept(text[i + c.len_utf8()..].trim()))
}

/// `St.`, `Mr.`, `J.`: a full stop that ends no sentence.
fn is_abbreviated(before: &str) -> bool {
    let word = before.trim_end_matches('.').rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    word.chars().count() <= 3 && word.starts_with(char::is_uppercase)
}

fn is_end(c: char) -> bool {
    matches!(c, '.' | '?' | '!' | '。' | '？' | '！' | '…' | '”' | '」' | ')' | '）' | ']' | '】')
}

#[cfg(test)]
mod tests {
    use super::super::shape;
    use super::*;

    fn parts(text: &str) -> Vec<String> {
        let line = Line { text: text.to_owned(), ..Line::default() };
        let mut lines = vec![line];
        let cut = split(&mut lines, &|l| shape::is_mark(l) || l == "Ann Lee");
        lines.into_iter().map(|l| l.text).filter(|_| cut).collect()
    }

    #[test]
    fn question_and_answer_in_one_paragraph_are_two_turns() {
        assert_eq!(
            parts("问：为什么？答：因为木头要等。问：等多久？"),
            ["问：为什么？", "答：因为木头要等。", "问：等多久？"]
        );
        assert_eq!(parts("Q: Why? A: Because."), ["Q: Why?", "A: Because."]);
        assert_eq!(parts("It was so. Ann Lee: Yes."), ["It was so.", "Ann Lee: Yes."]);
    }

    #[test]
    fn quoted_dialogue_and_prose_stay_whole() {
        assert!(parts("他写道：“第一句。问：为什么？答：因为。”就这样。").is_empty());
        assert!(parts("as told by Ann Lee: it rained").is_empty());
    }
}
