//! Turns that run on inside one paragraph: `问：……？答：……。`, `… right? Ann: Yes.`

use super::line::Line;
use super::shape;

/// Splits lines where a label follows the end of a sentence. `accept` says whether a label may.
pub(super) fn split(lines: &[Line], accept: &dyn Fn(&str) -> bool) -> Option<Vec<Line>> {
    let cuts: Vec<Vec<usize>> = lines.iter().map(|l| cuts(&l.text, accept)).collect();
    if cuts.iter().all(Vec::is_empty) {
        return None;
    }
    let mut out = Vec::with_capacity(lines.len() + 8);
    for (line, cuts) in lines.iter().zip(cuts) {
        let mut start = 0;
        for end in cuts.into_iter().chain([line.text.len()]) {
            let text = line.text[start..end].trim();
            let mut part = Line { text: text.to_owned(), ..line.clone() };
            if start > 0 {
                part.gap = true;
                part.style.strong = 0;
            }
            out.push(part);
            start = end;
        }
    }
    Some(out)
}

/// Whether a label is a mark of question or answer, which needs no other evidence to start a turn.
pub(super) fn is_pair_mark(label: &str) -> bool {
    shape::is_mark(label)
}

/// Byte offsets where a new turn starts inside a line.
fn cuts(text: &str, accept: &dyn Fn(&str) -> bool) -> Vec<usize> {
    let mut found = Vec::new();
    let mut quotes = 0i32;
    let mut straight = false;
    // Where the current sentence starts, if only a label has been seen in it.
    let mut sentence: Option<usize> = None;
    let mut first_letter: Option<usize> = None;
    let mut before = '\n';
    for (i, c) in text.char_indices() {
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
            if words && !label.is_empty() && !inside && !ascii && label.chars().count() <= 40 && accept(label)
            {
                found.push(i - text[start..i].trim_start().len());
            }
            sentence = None;
        }
        before = c;
    }
    found
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
    use super::*;

    fn parts(text: &str) -> Vec<String> {
        let line = Line { text: text.to_owned(), ..Line::default() };
        let marks = |l: &str| is_pair_mark(l) || l == "Ann Lee";
        split(&[line], &marks).map_or_else(Vec::new, |ls| ls.into_iter().map(|l| l.text).collect())
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
