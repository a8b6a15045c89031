//! Output for people that is piped: one record a line, no wrapping.
//!
//! A turn is `id#n<TAB>time speaker: text`. A turn beside a hit has `-` after its address and groups are parted
//! by `--`, as grep does. Deliberately absent: headings; the address leads to them.

use std::io::{self, Write};

use anstyle::Style;

use crate::model::{Meta, SearchAnswer, Shown, Snippet, Turn, time};

use super::spans::Spans;
use super::theme::Theme;
use super::{View, one_line, voice};

/// A line a hit; an interview's id a line if only interviews were asked for.
pub(super) fn search(out: &mut dyn Write, answer: &SearchAnswer, view: &View) -> io::Result<()> {
    let theme = &view.theme;
    for found in &answer.interviews {
        Spans::default().push(&found.interview.id, theme.heading).write_line(out)?;
    }
    for (i, hit) in answer.hits.iter().enumerate() {
        let alone = hit.before.is_empty() && hit.after.is_empty();
        if i > 0 && !alone {
            writeln!(out, "--")?;
        }
        for turn in &hit.before {
            beside(out, &hit.interview, turn, theme)?;
        }
        let mut spans = record(&hit.interview, &hit.turn, "", theme);
        snippet(&mut spans, &hit.snippet, &hit.turn.text, Style::new(), theme);
        if let Some(explanation) = &hit.explanation {
            spans.raw("\t", theme.aside).push(explanation.to_string().trim_end(), theme.aside);
        }
        spans.write_line(out)?;
        for turn in &hit.after {
            beside(out, &hit.interview, turn, theme)?;
        }
    }
    Ok(())
}

/// A line a turn.
pub(super) fn show(out: &mut dyn Write, shown: &Shown, view: &View) -> io::Result<()> {
    for turn in &shown.turns {
        let mut spans = record(&shown.interview, turn, "", &view.theme);
        spans.push(turn.text.trim(), Style::new()).write_line(out)?;
    }
    Ok(())
}

fn beside(out: &mut dyn Write, meta: &Meta, turn: &Turn, theme: &Theme) -> io::Result<()> {
    let mut spans = record(meta, turn, "-", theme);
    spans.push(turn.text.trim(), theme.aside).write_line(out)
}

/// `id#n<TAB>time speaker: `
fn record(meta: &Meta, turn: &Turn, mark: &str, theme: &Theme) -> Spans {
    let mut spans = Spans::default();
    let address = format!("{}#{}{mark}", one_line(&meta.id), turn.n);
    spans.raw(&address, theme.address).raw("\t", Style::new());
    if let Some(ms) = turn.start_ms {
        spans.raw(&time::clock(ms), theme.time).raw(" ", Style::new());
    }
    let who = voice::name(turn);
    if !who.is_empty() {
        spans.raw(&who, theme.speaker).raw(": ", Style::new());
    }
    spans
}

/// A snippet with what was found marked, and `…` where its turn goes on.
pub(super) fn snippet(spans: &mut Spans, snippet: &Snippet, whole: &str, style: Style, theme: &Theme) {
    if !whole.get(..snippet.start).unwrap_or("").trim().is_empty() {
        spans.raw("…", style);
    }
    spans.marked(&snippet.text, &snippet.highlights, style, theme.found);
    if !whole.get(snippet.start + snippet.text.len()..).unwrap_or("").trim().is_empty() {
        let full_stop = snippet.text.ends_with(['.', '!', '?', '"', '”']);
        spans.raw(if full_stop { " …" } else { "…" }, style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Hit;

    #[test]
    fn a_hit_is_one_line_and_context_is_told_apart() {
        let turn =
            |n, text: &str| Turn { n, speaker: Some("李明".into()), text: text.into(), ..Turn::default() };
        let hit = Hit {
            interview: Meta { id: "a/b".into(), ..Meta::default() },
            turn: Turn { start_ms: Some(34_000), ..turn(2, "one two\n\nthree four") },
            snippet: Snippet { start: 4, text: "two\n\nthree".into(), highlights: vec![0..3] },
            before: vec![turn(1, "zero\u{1b}")],
            ..Hit::default()
        };
        let answer = SearchAnswer { hits: vec![hit.clone(), hit], ..SearchAnswer::default() };
        let mut out = Vec::new();
        search(&mut out, &answer, &View::default()).unwrap();
        let group = "a/b#1-\t李明: zero␛\na/b#2\t0:34 李明: …two three…\n";
        assert_eq!(String::from_utf8(out).unwrap(), format!("{group}--\n{group}"));
    }
}
