//! How a file was read, checked at a glance: what it was taken for, who speaks, where each turn begins and ends.
//!
//! Deliberately absent: the whole text (`--json` has it), and files that yielded nothing (they are talk).

use std::io::{self, Write};

use anstyle::Style;

use crate::model::{Interview, Meta, Participant, Turn, time};

use super::spans::{Spans, columns, ends, fit, pad};
use super::{View, count, one_line, voice};

/// Columns of text of a turn where the output is piped.
const PIPED: usize = 100;

/// What it was taken for, the speakers, the turns, the warnings.
pub(super) fn interview(out: &mut dyn Write, interview: &Interview, view: &View) -> io::Result<()> {
    let theme = &view.theme;
    let width = if view.terminal { view.width } else { usize::MAX };
    let mut head = Spans::default();
    head.push(&interview.meta.path, theme.heading).raw("  ", theme.aside);
    let confidence = format!("confidence {:.2}", interview.confidence);
    head.push(
        &[&interview.format, &interview.encoding, &confidence].map(String::as_str).join(" · "),
        theme.aside,
    );
    head.write_wrapped(out, width, 4)?;
    for (name, value) in facts(&interview.meta) {
        let mut spans = Spans::default();
        spans.raw(&format!("  {name:<11}"), theme.aside).push(&value, Style::new());
        spans.write_wrapped(out, width, 13)?;
    }
    let mut spans = Spans::default();
    spans.raw("  speakers   ", theme.aside);
    let heard: Vec<_> = interview.meta.participants.iter().filter(|p| p.turns > 0).collect();
    for (i, one) in heard.iter().enumerate() {
        spans.raw(if i > 0 { " · " } else { "" }, theme.aside).push(&one.name, theme.speaker);
        spans.raw(" ", theme.aside).push(&about(one), theme.aside);
    }
    if heard.is_empty() {
        spans.raw("none", Style::new());
    }
    spans.write_wrapped(out, width, 13)?;
    turns(out, &interview.turns, view)?;
    for warning in &interview.warnings {
        let place = warning.line.map_or(String::new(), |l| format!(" line {l}"));
        let mut spans = Spans::default();
        spans.raw("  warning", theme.warning).raw(&place, theme.warning).raw(": ", theme.aside);
        spans.push(&warning.message, Style::new()).write_wrapped(out, width, 4)?;
    }
    Ok(())
}

/// What is known of the interview beside its turns.
fn facts(meta: &Meta) -> Vec<(&'static str, String)> {
    let silent = meta.participants.iter().filter(|p| p.turns == 0).map(|p| p.name.as_str());
    let named = silent.collect::<Vec<_>>().join(", ");
    let facts = [
        ("title", meta.title.clone()),
        ("date", meta.date.clone()),
        ("language", Some(meta.language.code().to_owned())),
        ("length", meta.duration_ms.map(time::clock)),
        ("publisher", meta.publisher.clone()),
        ("source", meta.source.clone()),
        ("also named", Some(named).filter(|n| !n.is_empty())),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// `(host, 5 turns; also Chen)`
fn about(one: &Participant) -> String {
    let role = one.role.map_or(String::new(), |r| format!("{}, ", voice::role_name(r)));
    let also =
        if one.aliases.is_empty() { String::new() } else { format!("; also {}", one.aliases.join(", ")) };
    format!("({role}{}{also})", count(one.turns as usize, "turn"))
}

/// A line a turn: number, source line, time, voice, first and last words.
fn turns(out: &mut dyn Write, turns: &[Turn], view: &View) -> io::Result<()> {
    let theme = &view.theme;
    let widest = |of: fn(&Turn) -> String| turns.iter().map(|t| columns(&of(t))).max().unwrap_or(0);
    let number = |t: &Turn| format!("#{}", t.n);
    let clock = |t: &Turn| t.start_ms.map_or(String::new(), time::clock);
    let (numbers, clocks, voices) = (widest(number), widest(clock), widest(voice::name).min(24));
    for turn in turns {
        let mut spans = Spans::default();
        spans.raw("  ", theme.aside).raw(&pad(&number(turn), numbers), theme.address);
        if clocks > 0 {
            let clock = clock(turn);
            spans.raw(&format!("  {:>clocks$}", clock), theme.time);
        }
        let style = if turn.is_speech() { theme.speaker } else { theme.aside };
        spans.raw("  ", theme.aside).raw(&pad(&fit(&voice::name(turn), voices), voices), style);
        spans.raw("  ", theme.aside);
        let room = if view.terminal { view.width.saturating_sub(spans.columns()).max(20) } else { PIPED };
        let style = if turn.is_speech() { Style::new() } else { theme.aside };
        spans.raw(&ends(one_line(&turn.text).trim(), room), style).write_line(out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, NoteSort, Role, Warning};

    fn sample() -> Interview {
        let turn = |n, speaker: &str, ms, text: &str| Turn {
            n,
            speaker: Some(speaker.into()),
            start_ms: Some(ms),
            text: text.into(),
            ..Turn::default()
        };
        let person =
            |name: &str, role, turns| Participant { name: name.into(), role, aliases: vec![], turns };
        Interview {
            meta: Meta {
                path: "lu.txt".into(),
                title: Some("Nets".into()),
                participants: vec![
                    Participant { aliases: vec!["C".into()], ..person("Chen", Some(Role::Host), 1) },
                    person("陆伟", Some(Role::Guest), 1),
                    person("Absent", None, 0),
                ],
                ..Meta::default()
            },
            format: "text".into(),
            encoding: "utf-8".into(),
            confidence: 0.931,
            turns: vec![
                Turn {
                    n: 1,
                    kind: Kind::Note,
                    note: Some(NoteSort::Title),
                    text: "Nets".into(),
                    ..Turn::default()
                },
                turn(
                    2,
                    "Chen",
                    5_000,
                    "Why did you leave the city, and what did you find when you came here?",
                ),
                turn(
                    3,
                    "陆伟",
                    65_000,
                    "我离开城市是因为我想回到海边。\n\n后来我就学会了织网，一直织到今天。",
                ),
            ],
            warnings: vec![Warning { line: Some(9), message: "a time runs backwards".into() }],
        }
    }

    #[test]
    fn a_file_is_checked_at_a_glance() {
        let interview = sample();
        let render = |terminal, width| {
            let mut out = Vec::new();
            super::interview(&mut out, &interview, &View { terminal, width, ..View::default() }).unwrap();
            String::from_utf8(out).unwrap()
        };
        insta::assert_snapshot!(render(true, 60), @r###"
        lu.txt  text · utf-8 · confidence 0.93
          title      Nets
          language   en
          also named Absent
          speakers   Chen (host, 1 turn; also C) · 陆伟 (guest, 1
                     turn)
          #1        [title]  Nets
          #2  0:05  Chen     Why did you leave the … came here?
          #3  1:05  陆伟     我离开城市是因为我想回 … 直织到今天。
          warning line 9: a time runs backwards
        "###);
        insta::assert_snapshot!(render(false, 0), @r###"
        lu.txt  text · utf-8 · confidence 0.93
          title      Nets
          language   en
          also named Absent
          speakers   Chen (host, 1 turn; also C) · 陆伟 (guest, 1 turn)
          #1        [title]  Nets
          #2  0:05  Chen     Why did you leave the city, and what did you find when you came here?
          #3  1:05  陆伟     我离开城市是因为我想回到海边。 后来我就学会了织网，一直织到今天。
          warning line 9: a time runs backwards
        "###);
    }
}
