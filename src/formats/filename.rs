//! What a file's name tells of an interview: `2019-05-02 张三访谈.txt` has a date and a title.
//!
//! It only fills in what the document itself leaves open. Deliberately absent: folders, and dates inside a name or
//! title, which may be what the talk is about rather than when it was held.

use crate::model::Meta;
use crate::turns::find_date;

/// Fills in a date that opens the file's name or else the title, and a title that follows it in the name.
pub(super) fn fill(meta: &mut Meta, stem: &str) {
    let named = opening_date(stem);
    if meta.title.is_none()
        && let Some((_, rest)) = &named
    {
        meta.title = title(rest);
    }
    if meta.date.is_none() {
        let titled = || opening_date(meta.title.as_deref()?);
        meta.date = named.or_else(titled).map(|(date, _)| date);
    }
}

/// The day a text opens with, and what follows it.
fn opening_date(text: &str) -> Option<(String, &str)> {
    let mut end = 0;
    let mut groups = 0;
    let mut within = false;
    for (at, c) in text.char_indices() {
        let separator = matches!(c, '-' | '_' | '.' | '/' | ' ' | '年' | '月' | '日');
        if !c.is_ascii_digit() && !separator || c.is_ascii_digit() && !within && groups == 3 {
            break;
        }
        groups += usize::from(c.is_ascii_digit() && !within);
        within = c.is_ascii_digit();
        end = at + c.len_utf8();
    }
    let date = find_date(&text[..end]).filter(|date| date.len() == "2019-05-02".len())?;
    Some((date, &text[end..]))
}

/// A title from the rest of a name; hyphens and underscores stand for blanks where there are none.
fn title(rest: &str) -> Option<String> {
    let rest = rest.trim();
    let title = if rest.contains(' ') { rest.to_owned() } else { rest.replace(['-', '_'], " ") };
    (title.chars().filter(|c| c.is_alphabetic()).count() >= 2).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(stem: &str, title: Option<&str>) -> (Option<String>, Option<String>) {
        let mut meta = Meta { title: title.map(str::to_owned), ..Meta::default() };
        fill(&mut meta, stem);
        (meta.date, meta.title)
    }

    #[test]
    fn a_name_that_opens_with_a_day_has_date_and_title() {
        for (stem, date, title) in [
            ("2019-05-02 张三访谈", "2019-05-02", Some("张三访谈")),
            ("20190502_Mara_Quill", "2019-05-02", Some("Mara Quill")),
            ("2019年5月2日林若溪", "2019-05-02", Some("林若溪")),
            ("2020-11-30-3rd-seminar", "2020-11-30", Some("3rd seminar")),
            ("2020.11.30", "2020-11-30", None),
        ] {
            assert_eq!(filled(stem, None), (Some(date.to_owned()), title.map(str::to_owned)), "{stem}");
        }
    }

    #[test]
    fn other_names_tell_nothing() {
        for stem in
            ["mara-quill", "000_0f83739863ce7558", "2019", "2019-13-45 x y", "talk of 2019-05-02", "12", ""]
        {
            assert_eq!(filled(stem, None), (None, None), "{stem}");
        }
    }

    #[test]
    fn the_document_has_the_first_word() {
        let (date, title) = filled("2019-05-02 a name", Some("2018-01-31 Its Title"));
        assert_eq!((date.as_deref(), title.as_deref()), (Some("2019-05-02"), Some("2018-01-31 Its Title")));
        assert_eq!(filled("talk", Some("2018-01-31 Its Title")).0.as_deref(), Some("2018-01-31"));
        assert_eq!(filled("talk", Some("What happened on 2018-01-31")).0, None);
    }
}
