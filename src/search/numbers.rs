//! The written forms of a number: 2008, 2,008, 二〇〇八, 二零零八, 二千零八, 两千零八; 120000, 12万, 十二万.
//!
//! A form of one character other than a digit is none: 一, 十 and 万 are words as often as numbers. What is read is
//! exactly what is written: a string of numerals is a number if it is one of the forms of what it seems to say, so
//! that 千万 and 一千二, which may mean this or that, are none. Deliberately absent: decimals, and words of English.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::analysis::{self, Token};

/// The most digits of a number; what is longer identifies something.
const DIGITS: usize = 12;

const WAN: u64 = 10_000;
const YI: u64 = 100_000_000;

/// What a Han character says in a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numeral {
    /// 〇 or 零 to 九, and 两.
    Digit(u64),
    /// 十, 百, 千.
    Unit(u64),
    /// 万, 亿.
    Myriad(u64),
    /// 廿, 卅.
    Tens(u64),
}

/// The numerals by their terms in the exact stream, where variants are one.
static NUMERALS: LazyLock<HashMap<String, Numeral>> = LazyLock::new(|| {
    let digits = "零一二三四五六七八九".chars().zip((0..).map(Numeral::Digit));
    let others = [
        ('〇', Numeral::Digit(0)),
        ('两', Numeral::Digit(2)),
        ('十', Numeral::Unit(10)),
        ('百', Numeral::Unit(100)),
        ('千', Numeral::Unit(1000)),
        ('万', Numeral::Myriad(WAN)),
        ('亿', Numeral::Myriad(YI)),
        ('廿', Numeral::Tens(20)),
        ('卅', Numeral::Tens(30)),
    ];
    digits
        .chain(others)
        .flat_map(|(c, numeral)| terms(&c.to_string()).into_iter().map(move |t| (t, numeral)))
        .collect()
});

/// The numbers among the tokens of a text, each with all its written forms, its own first; they do not overlap.
pub(super) fn numbers(text: &str, tokens: &[Token]) -> Vec<(Range<usize>, Vec<Vec<String>>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let length = run(text, &tokens[at..]);
        // A word alone, unless it is of digits.
        if length == 1 && !tokens[at].text.starts_with(|c: char| c.is_ascii_digit()) {
            at += 1;
            continue;
        }
        let own: Vec<String> = tokens[at..at + length].iter().map(|token| token.text.clone()).collect();
        let mut forms = digits(&own).map_or(Vec::new(), |digits| written(&digits));
        if forms.len() > 1 && forms.contains(&own) {
            forms.retain(|form| *form != own);
            forms.insert(0, own);
            found.push((at..at + length, forms));
        }
        at += length;
    }
    found
}

/// How many of the first tokens may be a number together; at least one.
fn run(text: &str, tokens: &[Token]) -> usize {
    let between = |i: usize| text.get(tokens[i - 1].end..tokens[i].start);
    let is_digits = |token: &Token| token.text.bytes().all(|b| b.is_ascii_digit());
    let mut length = 1;
    if tokens.first().is_some_and(is_digits) {
        // Thousands, or a unit behind the digits.
        while length < tokens.len()
            && between(length) == Some(",")
            && is_digits(&tokens[length])
            && tokens[length].text.len() == 3
        {
            length += 1;
        }
        let unit = |token: &Token| matches!(NUMERALS.get(&token.text), Some(Numeral::Myriad(_)));
        if length == 1 && tokens.get(1).is_some_and(unit) && between(1) == Some("") {
            length += 1;
        }
        return length;
    }
    while length < tokens.len()
        && between(length) == Some("")
        && NUMERALS.contains_key(&tokens[length - 1].text)
        && NUMERALS.contains_key(&tokens[length].text)
    {
        length += 1;
    }
    length
}

/// The digits of what the terms of a number seem to say.
fn digits(own: &[String]) -> Option<String> {
    let [first, rest @ ..] = own else { return None };
    if first.bytes().all(|b| b.is_ascii_digit()) {
        let unit = rest.first().and_then(|unit| NUMERALS.get(unit));
        let Some(Numeral::Myriad(unit)) = unit else {
            return Some(own.concat()).filter(|d| d.len() <= DIGITS);
        };
        return first.parse::<u64>().ok()?.checked_mul(*unit).map(|value| value.to_string());
    }
    let numerals: Vec<Numeral> = own.iter().map(|term| NUMERALS.get(term).copied()).collect::<Option<_>>()?;
    let digit =
        |numeral: &Numeral| if let Numeral::Digit(digit) = numeral { Some(digit.to_string()) } else { None };
    let each: Option<String> = numerals.iter().map(digit).collect();
    each.filter(|digits| digits.len() <= DIGITS).or_else(|| value(&numerals).map(|value| value.to_string()))
}

/// What place values add up to; whether they are well formed is not asked.
fn value(numerals: &[Numeral]) -> Option<u64> {
    let (mut sum, mut section, mut digit) = (0_u64, 0_u64, 0);
    for numeral in numerals {
        match *numeral {
            Numeral::Digit(next) => digit = next,
            Numeral::Tens(tens) => section = section.checked_add(tens)?,
            Numeral::Unit(unit) => {
                section = section.checked_add(if digit == 0 { unit } else { digit * unit })?;
                digit = 0;
            }
            Numeral::Myriad(unit) => {
                sum = sum.checked_add((section + digit).checked_mul(unit)?)?;
                (section, digit) = (0, 0);
            }
        }
    }
    sum.checked_add(section + digit)
}

/// Every written form of a number, as terms of the exact stream.
fn written(digits: &str) -> Vec<Vec<String>> {
    let mut forms = vec![vec![digits.to_owned()]];
    let named = |zero: char| {
        digits.chars().map(move |c| match c {
            '0' => zero,
            c => "一二三四五六七八九".chars().nth(c as usize - '1' as usize).unwrap_or(c),
        })
    };
    let mut spoken: Vec<String> = ['〇', '零'].into_iter().map(|zero| named(zero).collect()).collect();
    if !digits.starts_with('0') {
        if digits.len() > 3 {
            forms.push(thousands(digits));
        }
        let value = digits.parse().unwrap_or(0);
        for (unit, name) in [(WAN, "万"), (YI, "亿")] {
            if value >= unit && value % unit == 0 && value / unit < WAN {
                forms.push([vec![(value / unit).to_string()], terms(name)].concat());
            }
        }
        spoken.extend(place_values(value));
    }
    forms.extend(spoken.iter().filter(|form| form.chars().count() > 1).map(|form| terms(form)));
    let mut seen = std::collections::HashSet::new();
    forms.retain(|form| seen.insert(form.clone()));
    forms
}

/// The digits in groups of three, as commas part them.
fn thousands(digits: &str) -> Vec<String> {
    let first = (digits.len() - 1) % 3 + 1;
    let groups = (first..=digits.len()).step_by(3).map(|end| digits[end.saturating_sub(3)..end].to_owned());
    groups.collect()
}

/// How the digit 2 is said where both ways are heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Two {
    /// Always 二.
    Er,
    /// 两 at the beginning, 二 after it.
    First,
    /// 两 before every unit from 百 on.
    Liang,
}

/// A number said with units: with 二 or 两, 零 or 〇.
fn place_values(value: u64) -> Vec<String> {
    if value == 0 || value >= WAN * YI {
        return Vec::new();
    }
    let ways = [Two::Er, Two::First, Two::Liang].map(|two| {
        let mut said = String::new();
        let (high, middle, low) = (value / YI, value / WAN % WAN, value % WAN);
        for (part, unit) in [(high, "亿"), (middle, "万"), (low, "")] {
            if part > 0 {
                if !said.is_empty() && part < 1000 || said.ends_with('亿') && unit.is_empty() {
                    said.push('零');
                }
                section(part, !unit.is_empty(), two, &mut said);
                said.push_str(unit);
            }
        }
        said
    });
    let mut said: Vec<String> = ways.iter().flat_map(|way| [way.clone(), way.replace('零', "〇")]).collect();
    for (tens, name) in [(20, '廿'), (30, '卅')] {
        let last = value.checked_sub(tens).filter(|digit| (1..10).contains(digit));
        said.extend(last.map(|digit| format!("{name}{}", name_of(digit))));
    }
    said
}

/// Up to four digits with 千, 百 and 十; `counts` says that 万 or 亿 follows.
fn section(part: u64, counts: bool, two: Two, said: &mut String) {
    let alone = counts && part == 2;
    let start = said.len();
    let mut gap = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = part / unit % 10;
        if digit == 0 {
            gap = said.len() > start;
            continue;
        }
        if gap {
            said.push('零');
            gap = false;
        }
        let liang = digit == 2
            && (unit >= 100 || alone)
            && (two == Two::Liang || two == Two::First && said.is_empty());
        if !(said.is_empty() && digit == 1 && unit == 10) {
            said.push(if liang { '两' } else { name_of(digit) });
        }
        said.push_str(name);
    }
}

fn name_of(digit: u64) -> char {
    "零一二三四五六七八九".chars().nth(digit as usize).unwrap_or('零')
}

fn terms(text: &str) -> Vec<String> {
    analysis::exact(text).into_iter().map(|token| token.text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The forms of the one number that a text is.
    fn forms(text: &str) -> Vec<String> {
        let tokens = analysis::exact(text);
        match numbers(text, &tokens).as_slice() {
            [(range, forms)] if *range == (0..tokens.len()) => {
                forms.iter().map(|form| form.concat()).collect()
            }
            _ => Vec::new(),
        }
    }

    #[test]
    fn a_number_has_all_its_written_forms() {
        let years = ["2008", "2008", "二〇〇八", "二零零八", "二千零八", "二千〇八", "两千零八", "两千〇八"];
        assert_eq!(forms("2008"), years, "the second has a comma");
        assert_eq!(forms("12"), ["12", "一二", "十二"]);
        assert_eq!(forms("廿三"), ["廿三", "23", "二三", "二十三"]);
        assert!(forms("1200").contains(&"一千二百".to_owned()));
        assert_eq!(forms("12万")[..2], ["12万", "120000"]);
        assert!(numbers("1200", &analysis::exact("1200"))[0].1.contains(&vec!["1".into(), "200".into()]));
    }

    #[test]
    fn every_form_is_read_as_the_same_number() {
        for value in [
            "10",
            "11",
            "20",
            "98",
            "105",
            "222",
            "1005",
            "1050",
            "1200",
            "2008",
            "20000",
            "22000",
            "10500",
            "105000",
            "120000",
            "100000000",
            "100050000",
            "100005000",
            "202020202",
            "2200220022",
        ] {
            let mut all = forms(value);
            all.sort();
            assert!(all.len() > 2, "{value}");
            for form in forms(value) {
                let mut again = forms(&form);
                again.sort();
                assert_eq!(again, all, "{form} of {value}");
            }
        }
        let place = |value: u64| place_values(value)[0].clone();
        assert_eq!(place(10_500), "一万零五百");
        assert_eq!(place(100_050_000), "一亿零五万");
        assert_eq!(place(100_005_000), "一亿零五千");
        assert_eq!(place(120_000), "十二万");
        assert_eq!(place(110), "一百一十");
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "5",
            "一",
            "十",
            "万",
            "千万",
            "一千二",
            "百万",
            "万一",
            "三三两两",
            "两",
            "十百",
            "1,20",
            "10:30",
            "一零百",
        ] {
            assert!(forms(text).is_empty(), "{text}: {:?}", forms(text));
        }
        assert_eq!(forms("1,200")[..2], ["1200", "1200"], "its own form is first, two terms");
        assert_eq!(forms("二〇〇八").len(), forms("2008").len());
    }

    #[test]
    fn numbers_are_found_inside_of_runs() {
        let inside = |text: &str| -> Vec<Range<usize>> {
            numbers(text, &analysis::exact(text)).into_iter().map(|found| found.0).collect()
        };
        assert_eq!(inside("2008年5月12日"), [0..1, 4..5]);
        assert_eq!(inside("三十六计"), [0..3]);
        assert!(inside("5G网络").is_empty());
        assert_eq!(inside("一千二百人"), [0..4]);
    }
}
