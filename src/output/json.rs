//! JSON Lines, version 1: one object a line, each with `v` and `type`. Offsets are byte offsets into the UTF-8
//! string they belong to. A new field keeps the version; anything else raises it.
//!
//! Deliberately absent: sanitising. JSON escapes by itself and programs want the text as it is.

use std::io::{self, Write};
use std::ops::Range;

use serde::Serialize;

use crate::model::{
    Addition, Asked, Hit, Interview, InterviewHits, Listed, Meta, Parsed, Participant, PeopleAnswer,
    PersonListing, Proposal, ScorePart, SearchAnswer, Shown, Snippet, SpeakerListing, Turn, Warning,
};

/// The version of the schema.
const VERSION: u8 = 1;

/// `hit` records (or `listing` records if only interviews were asked for), then a `summary`.
pub fn search(out: &mut dyn Write, query: &str, answer: &SearchAnswer) -> io::Result<()> {
    for hit in &answer.hits {
        line(out, "hit", &HitRecord::from(hit))?;
    }
    for InterviewHits { interview, hits, turns, .. } in &answer.interviews {
        line(out, "listing", &ListingRecord::Found { interview, hits: *hits, turns: *turns })?;
    }
    let shown = answer.hits.len() + answer.interviews.len();
    line(out, "summary", &Summary { query, total: answer.total, shown, took_ms: answer.took_ms })
}

/// One `turns` record: the interview and the turns asked for.
pub fn show(out: &mut dyn Write, shown: &Shown) -> io::Result<()> {
    let Shown { interview, turns, focus, .. } = shown;
    line(out, "turns", &TurnsRecord { interview, focus: *focus, turns })
}

/// A `listing` record an interview.
pub fn list(out: &mut dyn Write, listed: &[Listed]) -> io::Result<()> {
    listed.iter().try_for_each(|Listed { interview, format, turns, words, .. }| {
        let (turns, words) = (*turns, *words);
        line(out, "listing", &ListingRecord::Interview { interview, format, turns, words })
    })
}

/// A `listing` record a speaker.
pub fn speakers(out: &mut dyn Write, listed: &[SpeakerListing]) -> io::Result<()> {
    listed.iter().try_for_each(|SpeakerListing { speaker, interviews, words }| {
        line(out, "listing", &ListingRecord::Speaker { speaker, interviews: *interviews, words: *words })
    })
}

/// A `listing` record a person, one a speaker who is nobody yet, one a proposal.
pub fn people(out: &mut dyn Write, answer: &PeopleAnswer) -> io::Result<()> {
    let person = |p: &PersonListing| line(out, "listing", &ListingRecord::Person(p.into()));
    answer.persons.iter().try_for_each(person)?;
    speakers(out, &answer.nobody)?;
    answer.proposals.iter().try_for_each(|p| line(out, "listing", &ListingRecord::Proposal(p.into())))
}

/// An `interview` record, or an `error` record in its place.
pub fn parsed(out: &mut dyn Write, parsed: &Parsed) -> io::Result<()> {
    match parsed {
        Parsed::Interview(interview) => line(out, "interview", &InterviewRecord::from(interview.as_ref())),
        Parsed::Skipped { rel, reason, .. } => failure(out, rel, None, reason),
        Parsed::Failed { rel, line, message, .. } => failure(out, rel, *line, message),
        Parsed::PassedOver { .. } => Ok(()),
    }
}

fn failure(out: &mut dyn Write, path: &str, at: Option<u32>, message: &str) -> io::Result<()> {
    line(out, "error", &Failure { path, line: at, message })
}

fn line<T: Serialize>(out: &mut dyn Write, kind: &'static str, record: &T) -> io::Result<()> {
    #[derive(Serialize)]
    struct Record<'a, T> {
        v: u8,
        r#type: &'static str,
        #[serde(flatten)]
        record: &'a T,
    }
    serde_json::to_writer(&mut *out, &Record { v: VERSION, r#type: kind, record })?;
    writeln!(out)
}

/// Half-open byte range.
type Offsets = [usize; 2];

fn offsets(ranges: &[Range<usize>]) -> Vec<Offsets> {
    ranges.iter().map(|r| [r.start, r.end]).collect()
}

#[derive(Serialize)]
struct HitRecord<'a> {
    rank: usize,
    score: f32,
    interview: &'a Meta,
    turn: &'a Turn,
    highlights: Vec<Offsets>,
    snippet: SnippetRecord<'a>,
    asked: Option<AskedRecord<'a>>,
    before: &'a [Turn],
    after: &'a [Turn],
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score_parts: Option<&'a [ScorePart]>,
}

impl<'a> From<&'a Hit> for HitRecord<'a> {
    fn from(hit: &'a Hit) -> Self {
        let Snippet { start, text, highlights } = &hit.snippet;
        let asked =
            |Asked { n, speaker, person, text, .. }: &'a Asked| AskedRecord { n: *n, speaker, person, text };
        Self {
            rank: hit.rank,
            score: hit.score,
            interview: &hit.interview,
            turn: &hit.turn,
            highlights: offsets(&hit.highlights),
            snippet: SnippetRecord { start: *start, text, highlights: offsets(highlights) },
            asked: hit.asked.as_ref().map(asked),
            before: &hit.before,
            after: &hit.after,
            explanation: hit.explanation.as_ref().map(ToString::to_string),
            score_parts: hit.explanation.as_ref().map(|e| e.parts.as_slice()),
        }
    }
}

#[derive(Serialize)]
struct SnippetRecord<'a> {
    start: usize,
    text: &'a str,
    highlights: Vec<Offsets>,
}

#[derive(Serialize)]
struct AskedRecord<'a> {
    n: u32,
    speaker: &'a Option<String>,
    person: &'a Option<String>,
    text: &'a str,
}

#[derive(Serialize)]
struct Summary<'a> {
    query: &'a str,
    total: usize,
    shown: usize,
    took_ms: u64,
}

#[derive(Serialize)]
struct TurnsRecord<'a> {
    interview: &'a Meta,
    focus: Option<u32>,
    turns: &'a [Turn],
}

/// `of` says what is listed.
#[derive(Serialize)]
#[serde(tag = "of", rename_all = "lowercase")]
enum ListingRecord<'a> {
    #[serde(rename = "interview")]
    Found {
        interview: &'a Meta,
        hits: usize,
        turns: usize,
    },
    Interview {
        interview: &'a Meta,
        format: &'a str,
        turns: usize,
        words: usize,
    },
    Speaker {
        speaker: &'a Participant,
        interviews: usize,
        words: usize,
    },
    Person(PersonRecord<'a>),
    Proposal(ProposalRecord<'a>),
}

#[derive(Serialize)]
struct PersonRecord<'a> {
    person: &'a str,
    names: &'a [String],
    speakers: &'a [String],
    interviews: &'a [String],
    turns: usize,
    words: usize,
}

impl<'a> From<&'a PersonListing> for PersonRecord<'a> {
    fn from(listing: &'a PersonListing) -> Self {
        let PersonListing { name, names, speakers, interviews, turns, words } = listing;
        Self { person: name, names, speakers, interviews, turns: *turns, words: *words }
    }
}

#[derive(Serialize)]
struct ProposalRecord<'a> {
    person: &'a str,
    known: bool,
    additions: Vec<AdditionRecord<'a>>,
    confidence: f32,
}

#[derive(Serialize)]
struct AdditionRecord<'a> {
    name: &'a str,
    interview: Option<&'a str>,
    reason: &'a str,
    confidence: f32,
}

impl<'a> From<&'a Proposal> for ProposalRecord<'a> {
    fn from(Proposal { person, known, additions, confidence }: &'a Proposal) -> Self {
        let addition = |one: &'a Addition| AdditionRecord {
            name: &one.name,
            interview: one.interview.as_deref(),
            reason: &one.reason,
            confidence: one.confidence,
        };
        let additions = additions.iter().map(addition).collect();
        Self { person, known: *known, additions, confidence: *confidence }
    }
}

#[derive(Serialize)]
struct InterviewRecord<'a> {
    id: &'a str,
    path: &'a str,
    format: &'a str,
    encoding: &'a str,
    confidence: f32,
    title: Option<&'a str>,
    date: Option<&'a str>,
    language: &'static str,
    source: Option<&'a str>,
    publisher: Option<&'a str>,
    duration_ms: Option<u64>,
    speakers: &'a [Participant],
    turns: &'a [Turn],
    warnings: &'a [Warning],
}

impl<'a> From<&'a Interview> for InterviewRecord<'a> {
    fn from(interview: &'a Interview) -> Self {
        let Interview { meta, format, encoding, confidence, turns, warnings } = interview;
        Self {
            id: &meta.id,
            path: &meta.path,
            format,
            encoding,
            confidence: *confidence,
            title: meta.title.as_deref(),
            date: meta.date.as_deref(),
            language: meta.language.code(),
            source: meta.source.as_deref(),
            publisher: meta.publisher.as_deref(),
            duration_ms: meta.duration_ms,
            speakers: &meta.participants,
            turns,
            warnings,
        }
    }
}

#[derive(Serialize)]
struct Failure<'a> {
    path: &'a str,
    line: Option<u32>,
    message: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_hit_and_the_summary() {
        let hit = Hit {
            rank: 11,
            score: 1.25,
            interview: Meta { id: "a".into(), path: "a.txt".into(), ..Meta::default() },
            turn: Turn { n: 2, text: "生态 grew".into(), ..Turn::default() },
            highlights: vec![0..6],
            snippet: Snippet { start: 0, text: "生态 grew".into(), highlights: vec![0..6] },
            asked: Some(Asked { n: 1, text: "And?".into(), ..Asked::default() }),
            ..Hit::default()
        };
        let answer = SearchAnswer { hits: vec![hit], total: 143, took_ms: 2, ..SearchAnswer::default() };
        insta::assert_snapshot!(text(|out| search(out, "生态", &answer)), @r###"
        {"v":1,"type":"hit","rank":11,"score":1.25,"interview":{"id":"a","path":"a.txt","title":null,"date":null,"language":"en","source":null,"publisher":null,"duration_ms":null,"participants":[]},"turn":{"n":2,"kind":"speech","speaker":null,"person":null,"role":null,"start_ms":null,"end_ms":null,"end_inferred":false,"line":null,"text":"生态 grew"},"highlights":[[0,6]],"snippet":{"start":0,"text":"生态 grew","highlights":[[0,6]]},"asked":{"n":1,"speaker":null,"person":null,"text":"And?"},"before":[],"after":[]}
        {"v":1,"type":"summary","query":"生态","total":143,"shown":1,"took_ms":2}
        "###);
    }

    #[test]
    fn a_file_and_one_that_yields_none() {
        let interview = Interview {
            meta: Meta {
                id: "a".into(),
                path: "a.txt".into(),
                participants: vec![Participant { name: "Lu".into(), turns: 1, ..Participant::default() }],
                ..Meta::default()
            },
            format: "text".into(),
            encoding: "utf-8".into(),
            confidence: 0.5,
            turns: vec![Turn { n: 1, speaker: Some("Lu".into()), text: "Yes.".into(), ..Turn::default() }],
            warnings: vec![Warning { line: Some(3), message: "odd".into() }],
        };
        let failed = Parsed::Failed {
            path: "x/b.srt".into(),
            rel: "b.srt".into(),
            line: Some(9),
            message: "broken".into(),
        };
        let both = text(|out| {
            parsed(out, &Parsed::Interview(Box::new(interview)))?;
            parsed(out, &failed)
        });
        insta::assert_snapshot!(both, @r###"
        {"v":1,"type":"interview","id":"a","path":"a.txt","format":"text","encoding":"utf-8","confidence":0.5,"title":null,"date":null,"language":"en","source":null,"publisher":null,"duration_ms":null,"speakers":[{"name":"Lu","role":null,"aliases":[],"turns":1}],"turns":[{"n":1,"kind":"speech","speaker":"Lu","person":null,"role":null,"start_ms":null,"end_ms":null,"end_inferred":false,"line":null,"text":"Yes."}],"warnings":[{"line":3,"message":"odd"}]}
        {"v":1,"type":"error","path":"b.srt","line":9,"message":"broken"}
        "###);
    }

    #[test]
    fn listings_say_what_they_list() {
        let speaker = Participant { name: "Lu".into(), turns: 4, ..Participant::default() };
        let spoke = SpeakerListing { speaker, interviews: 2, words: 9 };
        insta::assert_snapshot!(text(|out| speakers(out, &[spoke])), @r###"{"v":1,"type":"listing","of":"speaker","speaker":{"name":"Lu","role":null,"aliases":[],"turns":4},"interviews":2,"words":9}"###);
        let found = InterviewHits { hits: 1, turns: 2, ..InterviewHits::default() };
        let answer = SearchAnswer { interviews: vec![found], ..SearchAnswer::default() };
        let lines = text(|out| search(out, "q", &answer));
        assert!(
            lines.starts_with(r#"{"v":1,"type":"listing","of":"interview","interview":{"id":"","#),
            "{lines}"
        );
    }
}
