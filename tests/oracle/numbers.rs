//! Numbers that are written in several ways, in as few of them as the corpora have: digits, digits with commas,
//! numerals for digits, and 十 below a hundred.

use std::ops::Range;

use crate::naive::Tok;

const DIGITS: &str = "零一二三四五六七八九";

/// The tokens of an unquoted text in all the ways in which they may be written.
pub(crate) fn written(text: &str, tokens: &[Tok]) -> Vec<Vec<String>> {
    let mut ways: Vec<Vec<String>> = vec![Vec::new()];
    let mut at = 0;
    while at < tokens.len() {
        let run = run(text, tokens, at);
        let own: Vec<String> = tokens[run.clone()].iter().map(|t| t.text.clone()).collect();
        at = run.end;
        let forms = match value(&own).map(|digits| forms(&digits)) {
            Some(forms) if forms.contains(&own) => forms,
            _ => vec![own],
        };
        let longer = |way: &Vec<String>| {
            forms.iter().map(|form| [way.clone(), form.clone()].concat()).collect::<Vec<_>>()
        };
        ways = ways.iter().flat_map(longer).collect();
    }
    ways
}

/// The places of the numbers in a text, in bytes.
pub(crate) fn places(text: &str, tokens: &[Tok]) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let here = run(text, tokens, at);
        at = here.end;
        if written(text, &tokens[here.clone()]).len() > 1 {
            places.push(tokens[here.start].start..tokens[here.end - 1].end);
        }
    }
    places
}

/// Whether a text is one number that can be written in more than one way.
pub(crate) fn is_number(text: &str, tokens: &[Tok]) -> bool {
    !tokens.is_empty() && run(text, tokens, 0).end == tokens.len() && written(text, tokens).len() > 1
}

/// The tokens from `at` on that may be one number, or one that may not.
fn run(text: &str, tokens: &[Tok], at: usize) -> Range<usize> {
    let numeral = |t: &Tok| t.text == "〇" || t.text == "十" || DIGITS.contains(&t.text);
    let mut end = at + 1;
    if is_digits(&tokens[at].text) {
        let comma = |end: usize| text.get(tokens[end - 1].end..tokens[end].start) == Some(",");
        while end < tokens.len() && comma(end) && is_digits(&tokens[end].text) && tokens[end].text.len() == 3
        {
            end += 1;
        }
    } else if numeral(&tokens[at]) {
        while end < tokens.len() && tokens[end].start == tokens[end - 1].end && numeral(&tokens[end]) {
            end += 1;
        }
    }
    at..end
}

fn is_digits(token: &str) -> bool {
    token.bytes().all(|b| b.is_ascii_digit())
}

/// The digits of what is written.
fn value(own: &[String]) -> Option<String> {
    let text = own.concat();
    if is_digits(&text) {
        return Some(text);
    }
    let digit = |c: char| if c == '〇' { Some(0) } else { DIGITS.chars().position(|d| d == c) };
    match text.split_once('十') {
        None => text.chars().map(|c| digit(c).map(|d| d.to_string())).collect(),
        Some((tens, ones)) => {
            let one = |part: &str, none: usize| match part.chars().collect::<Vec<_>>()[..] {
                [] => Some(none),
                [c] => digit(c),
                _ => None,
            };
            Some((one(tens, 1)? * 10 + one(ones, 0)?).to_string())
        }
    }
}

/// How a number may be written; one character is no number.
fn forms(digits: &str) -> Vec<Vec<String>> {
    let name = |c: char| DIGITS.chars().nth(c as usize - '0' as usize).unwrap();
    let mut forms = vec![vec![digits.to_owned()]];
    let plain = !digits.starts_with('0');
    if plain && digits.len() > 3 {
        let first = (digits.len() - 1) % 3 + 1;
        let rest =
            digits.as_bytes()[first..].chunks(3).map(|group| String::from_utf8(group.to_vec()).unwrap());
        forms.push(std::iter::once(digits[..first].to_owned()).chain(rest).collect());
    }
    let zeros: String = digits.chars().map(name).collect();
    let mut spoken = vec![zeros.replace('零', "〇"), zeros];
    if plain && digits.len() == 2 {
        let (tens, ones) = (name(digits.as_bytes()[0] as char), name(digits.as_bytes()[1] as char));
        let (tens, ones) = (tens.to_string().replace('一', ""), ones.to_string().replace('零', ""));
        spoken.push(format!("{tens}十{ones}"));
    }
    spoken.retain(|form| form.chars().count() > 1);
    forms.extend(spoken.iter().map(|form| form.chars().map(String::from).collect()));
    forms.sort();
    forms.dedup();
    forms
}
