//! Output for people: a heading an interview, then its turns, laid out for a terminal.
//!
//! Where a [`View`] is no terminal each answer goes to `lines`, one record a line. Deliberately absent: what is
//! said on stderr about an answer ("showing 10 of 143").

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use crate::model::{
    Hit, InterviewHits, Listed, Meta, Parsed, PeopleAnswer, SearchAnswer, Shown, Snippet, SpeakerListing,
    Turn, time,
};

use super::spans::{Spans, fit};
use super::{View, lines, report, table, voice};

/// Columns by which what belongs to a turn is set in.
const INDENT: usize = 4;
/// Text is read in lines of at most so many columns, however wide the terminal.
const MEASURE: usize = 100;

/// Ranked turns, or interviews if only they were asked for. Interviews stand in the order of their first hit.
pub fn search(out: &mut dyn Write, answer: &SearchAnswer, view: &View) -> io::Result<()> {
    if !view.terminal {
        return lines::search(out, answer, view);
    }
    for found in &answer.interviews {
        interview_hits(out, found, view)?;
    }
    for (i, group) in by_interview(&answer.hits).iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        let first = group[0];
        let counts = Some((first.interview_hits, first.interview_turns));
        heading(out, &first.interview, &first.root, counts, view)?;
        for (j, hit) in group.iter().enumerate() {
            if j > 0 && !(hit.before.is_empty() && hit.after.is_empty()) {
                writeln!(out, "   ⋮")?;
            }
            self::hit(out, hit, view)?;
        }
    }
    Ok(())
}

/// An interview, or the turns around one of them.
pub fn show(out: &mut dyn Write, shown: &Shown, view: &View) -> io::Result<()> {
    if !view.terminal {
        return lines::show(out, shown, view);
    }
    heading(out, &shown.interview, &shown.root, None, view)?;
    let width = view.width.min(MEASURE);
    for turn in &shown.turns {
        writeln!(out)?;
        let mut head = label(turn, view);
        if shown.focus == Some(turn.n) && shown.turns.len() > 1 {
            head.raw("  ◀", view.theme.found);
        }
        head.write_wrapped(out, width, INDENT)?;
        let style = if turn.is_speech() { anstyle::Style::new() } else { view.theme.aside };
        for paragraph in turn.text.split("\n\n").filter(|p| !p.trim().is_empty()) {
            let mut spans = Spans::default();
            spans.raw("  ", style).push(paragraph.trim(), style);
            spans.write_wrapped(out, width, 2)?;
        }
    }
    Ok(())
}

/// The indexed interviews.
pub fn list(out: &mut dyn Write, listed: &[Listed], view: &View) -> io::Result<()> {
    table::list(out, listed, view)
}

/// Who spoke.
pub fn speakers(out: &mut dyn Write, listed: &[SpeakerListing], view: &View) -> io::Result<()> {
    table::speakers(out, listed, view)
}

/// The persons, the speakers who are nobody yet, and who may be the same.
pub fn people(out: &mut dyn Write, answer: &PeopleAnswer, view: &View) -> io::Result<()> {
    table::people(out, answer, view)
}

/// How one file was read; nothing for one that yields no interview.
pub fn parsed(out: &mut dyn Write, parsed: &Parsed, view: &View) -> io::Result<()> {
    match parsed {
        Parsed::Interview(interview) => report::interview(out, interview, view),
        Parsed::Skipped { .. } | Parsed::PassedOver { .. } | Parsed::Failed { .. } => Ok(()),
    }
}

/// The hits by interview, interviews in the order of their first hit.
fn by_interview(hits: &[Hit]) -> Vec<Vec<&Hit>> {
    let mut groups: Vec<Vec<&Hit>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for hit in hits {
        let place = *places.entry(&hit.interview.id).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(hit),
            None => groups.push(vec![hit]),
        }
    }
    groups
}

fn interview_hits(out: &mut dyn Write, found: &InterviewHits, view: &View) -> io::Result<()> {
    heading(out, &found.interview, &found.root, Some((found.hits, found.turns)), view)
}

/// `id  Title · date · language  (3 of 19 turns)  path`
fn heading(
    out: &mut dyn Write,
    meta: &Meta,
    root: &Path,
    counts: Option<(usize, usize)>,
    view: &View,
) -> io::Result<()> {
    let theme = &view.theme;
    let mut spans = Spans::default();
    spans.push(&meta.id, theme.heading).raw("  ", theme.aside);
    let facts = [meta.title.as_deref(), meta.date.as_deref(), Some(meta.language.code())];
    let facts: Vec<&str> = facts.into_iter().flatten().collect();
    spans.push(&facts.join(" · "), anstyle::Style::new());
    if let Some((hits, turns)) = counts {
        let counts = format!("({hits} of {})", super::count(turns, "turn"));
        spans.raw("  ", theme.aside).solid(&counts, theme.aside);
    }
    spans.raw("  ", theme.aside).solid(&view.shorten(&root.join(&meta.path)), theme.aside);
    spans.write_wrapped(out, view.width, INDENT)
}

fn hit(out: &mut dyn Write, hit: &Hit, view: &View) -> io::Result<()> {
    let theme = &view.theme;
    for turn in &hit.before {
        context(out, turn, view)?;
    }
    let mut spans = label(&hit.turn, view);
    spans.raw("  ", theme.aside);
    snippet(&mut spans, &hit.snippet, &hit.turn.text, anstyle::Style::new(), view);
    spans.write_wrapped(out, view.width, INDENT)?;
    // The question is not told twice where the turns before the hit hold it.
    if let Some(asked) = hit.asked.as_ref().filter(|a| hit.before.iter().all(|t| t.n != a.n)) {
        let mut spans = Spans::default();
        spans.raw("    └ asked", theme.aside);
        if let Some(speaker) = &asked.speaker {
            let who = voice::who(speaker, asked.person.as_deref());
            spans.raw(" by ", theme.aside).raw(&who, theme.aside);
        }
        spans.raw(": ", theme.aside);
        snippet(&mut spans, &asked.snippet, &asked.text, theme.aside, view);
        spans.write_wrapped(out, view.width, INDENT + 2)?;
    }
    if let Some(explanation) = &hit.explanation {
        for line in explanation.to_string().lines() {
            let mut spans = Spans::default();
            spans.raw("      ", theme.aside).raw(&indented(line), theme.aside);
            spans.write_line(out)?;
        }
    }
    for turn in &hit.after {
        context(out, turn, view)?;
    }
    Ok(())
}

/// A line of an explanation, safe, with its own indentation.
fn indented(line: &str) -> String {
    let depth = line.len() - line.trim_start().len();
    format!("{:depth$}{}", "", super::one_line(line.trim_start()))
}

/// `#8 12:34 Jing Xiandong`
fn label(turn: &Turn, view: &View) -> Spans {
    let theme = &view.theme;
    let mut spans = Spans::default();
    spans.raw(&format!("#{}", turn.n), theme.address);
    if let Some(ms) = turn.start_ms {
        spans.raw(" ", theme.time).raw(&time::clock(ms), theme.time);
    }
    let who = voice::name(turn);
    if !who.is_empty() {
        let style = if turn.is_speech() { theme.speaker } else { theme.aside };
        spans.raw(" ", style).raw(&who, style);
    }
    spans
}

/// A turn beside a hit: its beginning, on one line.
fn context(out: &mut dyn Write, turn: &Turn, view: &View) -> io::Result<()> {
    let mut spans = label(turn, view);
    spans.raw("  ", view.theme.aside);
    let room = view.width.saturating_sub(spans.columns()).max(20);
    spans.raw(&fit(&super::one_line(&turn.text), room), view.theme.aside);
    spans.write_line(out)
}

/// A snippet with what was found marked, and `…` where its turn goes on.
fn snippet(spans: &mut Spans, snippet: &Snippet, whole: &str, style: anstyle::Style, view: &View) {
    lines::snippet(spans, snippet, whole, style, &view.theme);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Asked, Language, Role};
    use crate::output::Theme;

    fn hit() -> Hit {
        let text = "Well. To be clear, we have never really said that we were going to build an ecosystem of any \
                    sort in this country or in any other. It grew.";
        let start = text.find("we have").unwrap();
        let end = text.find(" It grew").unwrap();
        let word = text.find("ecosystem").unwrap();
        Hit {
            rank: 1,
            score: 3.5,
            interview: Meta {
                id: "2016/lu-wei".into(),
                path: "2016/lu-wei.txt".into(),
                title: Some("A Dialogue With Lu Wei".into()),
                date: Some("2016-10-11".into()),
                ..Meta::default()
            },
            root: "/home-of/corpus".into(),
            turn: Turn {
                n: 8,
                speaker: Some("Lu Wei".into()),
                start_ms: Some(754_000),
                line: Some(31),
                text: text.into(),
                ..Turn::default()
            },
            highlights: vec![word..word + 9],
            snippet: Snippet {
                start,
                text: text[start..end].into(),
                highlights: vec![word - start..word - start + 9],
            },
            asked: Some(Asked {
                n: 7,
                speaker: Some("Chen Hao".into()),
                person: None,
                text: "What about the ecosystem?".into(),
                snippet: Snippet {
                    start: 0,
                    text: "What about the ecosystem?".into(),
                    highlights: vec![15..24],
                },
            }),
            interview_hits: 3,
            interview_turns: 19,
            ..Hit::default()
        }
    }

    fn chinese() -> Hit {
        let text = "我们从来没有说过要做一个生态，生态是自己长出来的，我们只是一家小公司，为别的公司和普通人做一点事情。";
        let at = text.find("生态").unwrap();
        Hit {
            interview: Meta {
                id: "访谈".into(),
                path: "访谈.md".into(),
                language: Language::Zh,
                ..Meta::default()
            },
            root: "/home-of/corpus".into(),
            turn: Turn { n: 2, role: Some(Role::Guest), text: text.into(), ..Turn::default() },
            snippet: Snippet { start: 0, text: text.into(), highlights: vec![at..at + 6] },
            interview_hits: 1,
            interview_turns: 4,
            ..Hit::default()
        }
    }

    fn rendered(hits: Vec<Hit>, width: usize, theme: Theme) -> String {
        let view = View { terminal: true, width, theme, folder: "/home-of".into() };
        let mut out = Vec::new();
        search(&mut out, &SearchAnswer { hits, ..SearchAnswer::default() }, &view).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_narrow_terminal_wraps_under_the_heading() {
        insta::assert_snapshot!(rendered(vec![hit(), chinese()], 60, Theme::default()), @r###"
        2016/lu-wei  A Dialogue With Lu Wei · 2016-10-11 · en
            (3 of 19 turns)  corpus/2016/lu-wei.txt
        #8 12:34 Lu Wei  …we have never really said that we were
            going to build an ecosystem of any sort in this country
            or in any other. …
            └ asked by Chen Hao: What about the ecosystem?

        访谈  zh  (1 of 4 turns)  corpus/访谈.md
        #2 guest  我们从来没有说过要做一个生态，生态是自己长出来的，
            我们只是一家小公司，为别的公司和普通人做一点事情。
        "###);
    }

    #[test]
    fn a_wide_terminal_has_a_line_each() {
        insta::assert_snapshot!(rendered(vec![hit(), chinese(), hit()], 200, Theme::default()), @r###"
        2016/lu-wei  A Dialogue With Lu Wei · 2016-10-11 · en  (3 of 19 turns)  corpus/2016/lu-wei.txt
        #8 12:34 Lu Wei  …we have never really said that we were going to build an ecosystem of any sort in this country or in any other. …
            └ asked by Chen Hao: What about the ecosystem?
        #8 12:34 Lu Wei  …we have never really said that we were going to build an ecosystem of any sort in this country or in any other. …
            └ asked by Chen Hao: What about the ecosystem?

        访谈  zh  (1 of 4 turns)  corpus/访谈.md
        #2 guest  我们从来没有说过要做一个生态，生态是自己长出来的，我们只是一家小公司，为别的公司和普通人做一点事情。
        "###);
    }

    #[test]
    fn what_was_found_is_marked_in_answer_and_question() {
        let found = Theme::coloured().found;
        let text = rendered(vec![hit(), chinese()], 200, Theme::coloured());
        assert_eq!(text.matches(&format!("{found}ecosystem{found:#}")).count(), 2);
        assert_eq!(text.matches(&format!("{found}生态{found:#}")).count(), 1);
    }

    #[test]
    fn a_question_among_the_turns_before_is_not_told_twice() {
        let mut with = hit();
        with.before =
            vec![Turn { n: 7, speaker: Some("Chen Hao".into()), text: "What?".into(), ..Turn::default() }];
        let text = rendered(vec![with], 200, Theme::default());
        assert!(!text.contains("asked"), "{text}");
        assert!(text.contains("#7 Chen Hao  What?\n#8 12:34"), "{text}");
    }

    #[test]
    fn an_interview_is_shown_with_its_paragraphs() {
        let turns = vec![
            Turn {
                n: 1,
                kind: crate::model::Kind::Note,
                note: Some(crate::model::NoteSort::Title),
                text: "A Dialogue".into(),
                ..Turn::default()
            },
            Turn { text: "One.\n\nTwo is longer than one line of it.".into(), ..hit().turn },
        ];
        let shown = Shown {
            interview: hit().interview,
            root: hit().root,
            turns,
            focus: Some(8),
            notices: Vec::new(),
        };
        let view = View { terminal: true, width: 30, theme: Theme::default(), folder: "/home-of".into() };
        let mut out = Vec::new();
        show(&mut out, &shown, &view).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r###"
        2016/lu-wei  A Dialogue With
            Lu Wei · 2016-10-11 · en
            corpus/2016/lu-wei.txt

        #1 [title]
          A Dialogue

        #8 12:34 Lu Wei  ◀
          One.
          Two is longer than one line
          of it.
        "###);
    }
}
