//! The value of `date:`: a year, a month, a day, or a range of them, widened to its first and last day.
//!
//! Deliberately absent: how an interview's own date, which may be a year alone, compares with it.

use jiff::civil::Date;

use super::ast::FilterValue;
use super::fields::Fault;

const FORMS: &str = "write 2016, 2016-05, 2016-05-03, 2016..2018, ..2018 or 2016-05..";

/// Reads the value of `date:`. Both ends of a range are inclusive; a year or month stands for all its days.
pub(super) fn read(value: &str) -> Result<FilterValue, Fault> {
    let (from, to) = match value.split_once("..") {
        Some((from, to)) => (end(from)?, end(to)?),
        None => (Some(days(value)?), Some(days(value)?)),
    };
    if from.is_none() && to.is_none() {
        return Err(Fault::new("a range of dates needs at least one end", FORMS));
    }
    let (first, last) = (from.map(|days| days.0), to.map(|days| days.1));
    if let (Some(first), Some(last)) = (first, last)
        && first > last
    {
        return Err(Fault::new(
            format!("the range ends ({last}) before it begins ({first})"),
            "write the earlier date first",
        ));
    }
    Ok(FilterValue::Date { from: first.map(|d| d.to_string()), to: last.map(|d| d.to_string()) })
}

/// One end of a range, none if it is open.
fn end(text: &str) -> Result<Option<(Date, Date)>, Fault> {
    if text.is_empty() { Ok(None) } else { days(text).map(Some) }
}

/// The first and the last day of a year, month or day.
fn days(text: &str) -> Result<(Date, Date), Fault> {
    let fault = || Fault::new(format!("`{}` is no date", super::diagnostic::shown(text)), FORMS);
    let mut parts = text.split('-');
    let year = number(parts.next(), 4..=4).ok_or_else(fault)?;
    let part = |part: Option<&str>| part.map(|p| number(Some(p), 1..=2).and_then(|n| i8::try_from(n).ok()));
    let (month, day, rest) = (part(parts.next()), part(parts.next()), parts.next());
    let date = |month: i8, day: i8| Date::new(year, month, day).ok();
    let range = match (month, day, rest) {
        (None, None, None) => date(1, 1).zip(date(12, 31)),
        (Some(Some(month)), None, None) => date(month, 1).map(|first| (first, first.last_of_month())),
        (Some(Some(month)), Some(Some(day)), None) => date(month, day).map(|day| (day, day)),
        _ => None,
    };
    range.ok_or_else(fault)
}

/// A number of so many ASCII digits.
fn number(text: Option<&str>, digits: std::ops::RangeInclusive<usize>) -> Option<i16> {
    text.filter(|t| digits.contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(value: &str) -> (String, String) {
        match read(value) {
            Ok(FilterValue::Date { from, to }) => (from.unwrap_or_default(), to.unwrap_or_default()),
            other => panic!("{value}: {other:?}"),
        }
    }

    #[test]
    fn dates_widen_to_days() {
        let cases = [
            ("2016", "2016-01-01", "2016-12-31"),
            ("2016-02", "2016-02-01", "2016-02-29"),
            ("2017-2", "2017-02-01", "2017-02-28"),
            ("2016-05-03", "2016-05-03", "2016-05-03"),
            ("2016..2018", "2016-01-01", "2018-12-31"),
            ("2016-05..2016", "2016-05-01", "2016-12-31"),
            ("..2018", "", "2018-12-31"),
            ("2016-05..", "2016-05-01", ""),
        ];
        for (value, from, to) in cases {
            assert_eq!(range(value), (from.to_owned(), to.to_owned()), "{value}");
        }
    }

    #[test]
    fn what_is_no_date_is_an_error_that_lists_the_forms() {
        let bad = [
            "",
            "..",
            "16",
            "2016-13",
            "2017-02-29",
            "2016-05-03-01",
            "2016/05",
            "may",
            "2016-",
            "+016",
            "２０１６",
        ];
        for value in bad {
            assert_eq!(read(value).unwrap_err().hint, FORMS, "{value}");
        }
        let reversed = read("2018..2016").unwrap_err();
        assert_eq!(reversed.message, "the range ends (2016-12-31) before it begins (2018-01-01)");
    }
}
