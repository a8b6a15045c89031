//! Listings for people: columns on a terminal, fields parted by tabs where piped.
//!
//! Deliberately absent: totals; they are talk.

use std::io::{self, Write};

use anstyle::Style;

use crate::model::{Listed, PeopleAnswer, SpeakerListing};

use super::spans::{Spans, columns, fit, pad};
use super::{View, one_line, thousands};

/// A column: its head, whether numbers stand to the right in it, and its style.
struct Column {
    head: &'static str,
    number: bool,
    style: Style,
}

/// Interviews: id, date, language, turns, words, title.
pub(super) fn list(out: &mut dyn Write, listed: &[Listed], view: &View) -> io::Result<()> {
    let text = |head, style| Column { head, number: false, style };
    let number = |head| Column { head, number: true, style: Style::new() };
    let table = [
        text("interview", view.theme.heading),
        text("date", Style::new()),
        text("lang", Style::new()),
        number("turns"),
        number("words"),
        text("title", Style::new()),
    ];
    let rows = listed.iter().map(|one| {
        let meta = &one.interview;
        let known = |field: &Option<String>| field.clone().unwrap_or_default();
        let [turns, words] = [one.turns, one.words].map(|n| figure(n, view));
        let code = meta.language.code().to_owned();
        vec![meta.id.clone(), known(&meta.date), code, turns, words, known(&meta.title)]
    });
    write(out, &table, rows.collect(), view)
}

/// Speakers: name, interviews, turns, words, other labels.
pub(super) fn speakers(out: &mut dyn Write, listed: &[SpeakerListing], view: &View) -> io::Result<()> {
    write(out, &voices("speaker", view), listed.iter().map(|one| speaker(one, view)).collect(), view)
}

/// Columns of somebody who speaks.
fn voices(head: &'static str, view: &View) -> [Column; 5] {
    let number = |head| Column { head, number: true, style: Style::new() };
    [
        Column { head, number: false, style: view.theme.heading },
        number("interviews"),
        number("turns"),
        number("words"),
        Column { head: "also", number: false, style: view.theme.aside },
    ]
}

fn speaker(one: &SpeakerListing, view: &View) -> Vec<String> {
    let turns = one.speaker.turns as usize;
    let [interviews, turns, words] = [one.interviews, turns, one.words].map(|n| figure(n, view));
    vec![one.speaker.name.clone(), interviews, turns, words, one.speaker.aliases.join(", ")]
}

/// Persons, speakers who are nobody yet, and proposals: a name, whose it may be, where, why, how likely. Where piped
/// each row says first which of these it is.
pub(super) fn people(out: &mut dyn Write, answer: &PeopleAnswer, view: &View) -> io::Result<()> {
    let persons = answer.persons.iter().map(|one| {
        let [interviews, turns, words] =
            [one.interviews.len(), one.turns, one.words].map(|n| figure(n, view));
        let mut also = one.names.clone();
        also.extend(one.speakers.iter().filter(|s| **s != one.name && !one.names.contains(s)).cloned());
        vec![one.name.clone(), interviews, turns, words, also.join(", ")]
    });
    let proposals = answer.proposals.iter().flat_map(|proposal| {
        proposal.additions.iter().map(|one| {
            let likely = format!("{:.2}", one.confidence);
            let place = one.interview.clone().unwrap_or_default();
            vec![one.name.clone(), proposal.person.clone(), place, likely, one.reason.clone()]
        })
    });
    let text = |head, style| Column { head, number: false, style };
    let alike = [
        text("may be", view.theme.heading),
        text("person", view.theme.heading),
        text("in", Style::new()),
        Column { head: "likely", number: true, style: Style::new() },
        text("because", view.theme.aside),
    ];
    let sections = [
        ("person", voices("person", view), persons.collect::<Vec<_>>()),
        ("speaker", voices("nobody yet", view), answer.nobody.iter().map(|one| speaker(one, view)).collect()),
        ("proposal", alike, proposals.collect()),
    ];
    let mut begun = false;
    for (kind, columns, mut rows) in sections.into_iter().filter(|(_, _, rows)| !rows.is_empty()) {
        if view.terminal && std::mem::replace(&mut begun, true) {
            writeln!(out)?;
        }
        if view.terminal {
            write(out, &columns, rows, view)?;
            continue;
        }
        rows.iter_mut().for_each(|row| row.insert(0, kind.to_owned()));
        let columns: Vec<Column> = [text("", Style::new())].into_iter().chain(columns).collect();
        write(out, &columns, rows, view)?;
    }
    Ok(())
}

/// Numbers are set off for people, bare for programs.
fn figure(n: usize, view: &View) -> String {
    if view.terminal { thousands(n) } else { n.to_string() }
}

fn write(out: &mut dyn Write, table: &[Column], mut rows: Vec<Vec<String>>, view: &View) -> io::Result<()> {
    for cell in rows.iter_mut().flatten() {
        *cell = one_line(cell);
    }
    if !view.terminal {
        for row in &rows {
            let mut spans = Spans::default();
            for (i, (cell, column)) in row.iter().zip(table).enumerate() {
                spans.raw(if i > 0 { "\t" } else { "" }, Style::new()).raw(cell, column.style);
            }
            spans.write_line(out)?;
        }
        return Ok(());
    }
    if rows.is_empty() {
        return Ok(());
    }
    let widths = widths(table, &rows, view.width);
    let heads: Vec<String> = table.iter().map(|c| c.head.to_owned()).collect();
    line(out, table, &heads, &widths, Some(view.theme.aside))?;
    rows.iter().try_for_each(|row| line(out, table, row, &widths, None))
}

/// Each column as wide as its widest cell; the last takes what is left. Only where that is next to nothing the
/// first gives too: an id cut short cannot be typed.
fn widths(table: &[Column], rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let widest =
        |i: usize| rows.iter().map(|r| columns(&r[i])).chain([table[i].head.len()]).max().unwrap_or(0);
    let mut widths: Vec<usize> = (0..table.len()).map(widest).collect();
    let last = table.len() - 1;
    let fixed = |w: &[usize]| w[..last].iter().map(|w| w + 2).sum::<usize>();
    let wanted = widths[last].min(12);
    let lacking = (fixed(&widths) + wanted).saturating_sub(width);
    widths[0] -= lacking.min(widths[0].saturating_sub(16));
    widths[last] = widths[last].min(width.saturating_sub(fixed(&widths)).max(8));
    widths
}

fn line(
    out: &mut dyn Write,
    table: &[Column],
    cells: &[String],
    widths: &[usize],
    style: Option<Style>,
) -> io::Result<()> {
    let mut spans = Spans::default();
    for (i, ((cell, column), &width)) in cells.iter().zip(table).zip(widths).enumerate() {
        let cell = fit(cell, width);
        let cell = match column.number {
            true => format!("{:1$}{cell}", "", width.saturating_sub(columns(&cell))),
            false if i + 1 == cells.len() => cell,
            false => pad(&cell, width),
        };
        spans.raw(if i > 0 { "  " } else { "" }, Style::new()).raw(&cell, style.unwrap_or(column.style));
    }
    spans.write_line(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Meta, Participant};

    fn listed(id: &str, title: &str, words: usize) -> Listed {
        let language = Language::Zh;
        let interview = Meta { id: id.into(), title: Some(title.into()), language, ..Meta::default() };
        Listed { interview, turns: 12, words, ..Listed::default() }
    }

    fn rendered(terminal: bool, width: usize) -> String {
        let rows =
            [listed("2016/访谈", "一个很长的标题，比剩下的列还要长一些", 1200), listed("b", "Short", 7)];
        let mut out = Vec::new();
        list(&mut out, &rows, &View { terminal, width, ..View::default() }).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_line_up_by_display_width() {
        insta::assert_snapshot!(rendered(true, 60), @r###"
        interview  date  lang  turns  words  title
        2016/访谈        zh       12  1,200  一个很长的标题，比剩下…
        b                zh       12      7  Short
        "###);
    }

    #[test]
    fn piped_listings_are_fields_between_tabs() {
        assert_eq!(rendered(false, 0).lines().last().unwrap(), "b\t\tzh\t12\t7\tShort");
    }

    #[test]
    fn a_narrow_terminal_cuts_long_ids() {
        let long = "very/long/folder/with/an/interview-of-somebody";
        let mut out = Vec::new();
        let view = View { terminal: true, width: 70, ..View::default() };
        list(&mut out, &[listed(long, "And a title that is long as well, as titles are", 5)], &view).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.lines().all(|l| columns(l) <= 70), "{text}");
    }

    #[test]
    fn speakers_have_their_other_labels() {
        let speaker =
            Participant { name: "李明".into(), aliases: vec!["李".into()], turns: 4, role: None };
        let mut out = Vec::new();
        let one = SpeakerListing { speaker, interviews: 2, words: 900 };
        speakers(&mut out, &[one], &View { terminal: true, width: 80, ..View::default() }).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r###"
        speaker  interviews  turns  words  also
        李明              2      4    900  李
        "###);
    }
}
