//! Tab-separated values: a head line, then one record a line. Cells hold no tab and no line break (white space in
//! a text becomes one blank), so there is no quoting; what is unknown is empty.
//!
//! Deliberately absent: highlights and neighbours; `--json` has them.

use std::io::{self, Write};

use crate::model::{Listed, Meta, SearchAnswer, SpeakerListing};

use super::{one_line, voice};

/// Turns, or interviews if only they were asked for.
pub fn search(out: &mut dyn Write, answer: &SearchAnswer, interviews_only: bool) -> io::Result<()> {
    if interviews_only {
        row(out, ["interview", "hits", "turns", "date", "language", "path", "title"].map(str::to_owned))?;
        for found in &answer.interviews {
            let [id, date, language, path, title] = facts(&found.interview);
            row(out, [id, found.hits.to_string(), found.turns.to_string(), date, language, path, title])?;
        }
        return Ok(());
    }
    let head = [
        "rank",
        "score",
        "interview",
        "n",
        "start_ms",
        "speaker",
        "person",
        "role",
        "kind",
        "date",
        "language",
    ];
    row(out, head.into_iter().chain(["path", "line", "title", "text"]).map(str::to_owned))?;
    for hit in &answer.hits {
        let [id, date, language, path, title] = facts(&hit.interview);
        let turn = &hit.turn;
        let known = |n: Option<u64>| n.map_or(String::new(), |n| n.to_string());
        row(
            out,
            [
                hit.rank.to_string(),
                hit.score.to_string(),
                id,
                turn.n.to_string(),
                known(turn.start_ms),
                turn.speaker.clone().unwrap_or_default(),
                turn.person.clone().unwrap_or_default(),
                turn.role.map_or("", voice::role_name).to_owned(),
                voice::kind_name(turn.kind).to_owned(),
                date,
                language,
                path,
                known(turn.line.map(u64::from)),
                title,
                turn.text.clone(),
            ],
        )?;
    }
    Ok(())
}

/// The indexed interviews.
pub fn list(out: &mut dyn Write, listed: &[Listed]) -> io::Result<()> {
    let head = ["interview", "date", "language", "format", "turns", "words", "path", "title"];
    row(out, head.map(str::to_owned))?;
    for one in listed {
        let [id, date, language, path, title] = facts(&one.interview);
        let [turns, words] = [one.turns, one.words].map(|n| n.to_string());
        row(out, [id, date, language, one.format.clone(), turns, words, path, title])?;
    }
    Ok(())
}

/// Who spoke.
pub fn speakers(out: &mut dyn Write, listed: &[SpeakerListing]) -> io::Result<()> {
    row(out, ["speaker", "role", "interviews", "turns", "words", "aliases"].map(str::to_owned))?;
    for one in listed {
        let who = &one.speaker;
        row(
            out,
            [
                who.name.clone(),
                who.role.map_or("", voice::role_name).to_owned(),
                one.interviews.to_string(),
                who.turns.to_string(),
                one.words.to_string(),
                who.aliases.join(", "),
            ],
        )?;
    }
    Ok(())
}

/// Id, date, language, path and title.
fn facts(meta: &Meta) -> [String; 5] {
    let known = |field: &Option<String>| field.clone().unwrap_or_default();
    let language = meta.language.code().to_owned();
    [meta.id.clone(), known(&meta.date), language, meta.path.clone(), known(&meta.title)]
}

fn row(out: &mut dyn Write, cells: impl IntoIterator<Item = String>) -> io::Result<()> {
    let cells: Vec<String> = cells.into_iter().map(|c| one_line(c.trim())).collect();
    writeln!(out, "{}", cells.join("\t"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Hit, Turn};

    #[test]
    fn a_turn_is_a_line_of_as_many_cells_as_the_head() {
        let turn = Turn { n: 3, text: "one\ttwo\n\nthree\u{1b}".into(), line: Some(7), ..Turn::default() };
        let hit = Hit { rank: 1, score: 1.5, turn, ..Hit::default() };
        let mut out = Vec::new();
        search(&mut out, &SearchAnswer { hits: vec![hit], ..SearchAnswer::default() }, false).unwrap();
        let text = String::from_utf8(out).unwrap();
        let cells: Vec<Vec<&str>> = text.lines().map(|l| l.split('\t').collect()).collect();
        assert_eq!(cells.len(), 2);
        assert_eq!(cells[0].len(), cells[1].len());
        assert_eq!(cells[1].last(), Some(&"one two three␛"));
        assert_eq!(cells[1][..5], ["1", "1.5", "", "3", ""]);
    }
}
