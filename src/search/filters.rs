//! Filters: what they demand, and the turns of a segment that meet it.
//!
//! `title:`, `path:`, `date:` and `in:` are answered on records and become ranges of documents; the others on
//! turns. Deliberately absent: words.

use std::collections::HashMap;

use tantivy::SegmentReader;
use tantivy::schema::IndexRecordOption;

use super::bits::Bits;
use crate::Result;
use crate::analysis::{self, is_han};
use crate::error::{Error, ErrorKind};
use crate::index::{Fields, Key, PathGlob, column, fault, mark, postings, values};
use crate::people::Voice;
use crate::query::ast::{FilterValue, KindFilter};

/// What a filter demands, ready to be compared.
#[derive(Debug, Clone)]
pub(super) enum Condition {
    /// A name holds all of these.
    Speaker(Vec<Vec<String>>),
    /// This is the whole name, folded.
    WholeSpeaker(String),
    /// Spoken by whoever has this voice.
    Voice(Box<Voice>),
    /// One of these marks.
    Marks(&'static [&'static str]),
    /// One who does this.
    Role(&'static str),
    /// This language.
    Lang(String),
    /// The title holds all of these.
    Title(Vec<Vec<String>>),
    /// The interview with this id.
    Id(String),
    /// The path matches.
    Path(Box<PathGlob>),
    /// The date lies in the range, as far as it is known.
    Date(Option<String>, Option<String>),
    /// A moment of the turn lies in the range, in milliseconds, both ends inclusive.
    At(u64, u64),
}

impl Condition {
    /// Reads a filter. `resolve` finds the id that a part of one means.
    pub(super) fn new(value: &FilterValue, resolve: impl Fn(&str) -> Result<String>) -> Result<Self> {
        Ok(match value {
            FilterValue::Speaker { text, whole: true } => Self::WholeSpeaker(analysis::fold_name(text)),
            FilterValue::Speaker { text, .. } | FilterValue::Person(text) | FilterValue::Mention(text) => {
                Self::Speaker(demands(text)?)
            }
            FilterValue::Kind(KindFilter::Speech) => Self::Marks(&[mark::SPEECH]),
            FilterValue::Kind(KindFilter::Note) => Self::Marks(&[mark::NOTE]),
            FilterValue::Kind(KindFilter::Any) => Self::Marks(&[mark::SPEECH, mark::NOTE]),
            FilterValue::Role(role) => Self::Role(role.code()),
            FilterValue::Lang(code) => Self::Lang(code.to_lowercase()),
            FilterValue::Title(text) => Self::Title(demands(text)?),
            FilterValue::In(text) => Self::Id(resolve(text)?),
            FilterValue::Path(glob) => Self::Path(Box::new(PathGlob::new(glob)?)),
            FilterValue::Date { from, to } => Self::Date(from.clone(), to.clone()),
            FilterValue::At { from, to } => Self::At(from.unwrap_or(0), to.unwrap_or(u64::MAX)),
        })
    }

    /// The documents of a segment that meet the condition; deleted ones may be among them.
    pub(super) fn eval(&self, segment: &SegmentReader, fields: &Fields) -> Result<Bits> {
        let mut bits = Bits::none(segment.max_doc());
        match self {
            Self::Speaker(parts) => {
                terms(segment, fields, Key::Speaker, |n| holds(n, parts), |_, d| bits.insert(d))?
            }
            Self::Voice(voice) => spoken(segment, fields, voice, &mut bits)?,
            Self::WholeSpeaker(name) => raw(segment, fields, Key::Speaker, name, &mut bits)?,
            Self::Marks(marks) => {
                for mark in *marks {
                    raw(segment, fields, Key::Mark, mark, &mut bits)?;
                }
            }
            Self::Role(role) => raw(segment, fields, Key::Role, role, &mut bits)?,
            Self::Lang(code) => raw(segment, fields, Key::Lang, code, &mut bits)?,
            Self::At(from, to) => during(segment, *from, *to, &mut bits)?,
            _ => self.records(segment, fields, &mut bits)?,
        }
        Ok(bits)
    }

    /// The turns of the records that meet the condition.
    fn records(&self, segment: &SegmentReader, fields: &Fields, bits: &mut Bits) -> Result<()> {
        let Some(len) = column(segment, "len")? else { return Ok(()) };
        let whole = |_: &str, d: u32| bits.insert_range(d + 1..d + 1 + len.first(d).unwrap_or(0) as u32);
        match self {
            Self::Title(parts) => terms(segment, fields, Key::Title, |t| holds(t, parts), whole),
            Self::Id(id) => terms(segment, fields, Key::Id, |t| t == id, whole),
            Self::Path(glob) => terms(segment, fields, Key::Path, |t| glob.matches(t), whole),
            Self::Date(from, to) => {
                let inside = |t: &str| within(t, from.as_deref(), to.as_deref());
                terms(segment, fields, Key::Date, inside, whole)
            }
            _ => Ok(()),
        }
    }
}

/// The turns of which a moment lies in a range of times. A turn is over when its end is reached; one whose end is
/// not known is the moment it begins.
fn during(segment: &SegmentReader, from: u64, to: u64, bits: &mut Bits) -> Result<()> {
    let Some(start) = column(segment, "start")? else { return Ok(()) };
    let end = column(segment, "end")?;
    for doc in 0..segment.max_doc() {
        let Some(begins) = start.first(doc) else { continue };
        let ends = end.as_ref().and_then(|end| end.first(doc)).unwrap_or(begins);
        if begins <= to && (begins >= from || ends > from) {
            bits.insert(doc);
        }
    }
    Ok(())
}

/// The turns of a voice. Only where a label means others elsewhere the interviews are looked at.
fn spoken(segment: &SegmentReader, fields: &Fields, voice: &Voice, bits: &mut Bits) -> Result<()> {
    let mut doubtful = Vec::new();
    let theirs = |name: &str| match voice.everywhere(name) {
        Some(theirs) => theirs,
        None => {
            doubtful.push(name.to_owned());
            false
        }
    };
    terms(segment, fields, Key::Speaker, theirs, |_, doc| bits.insert(doc))?;
    let (Some(n), false) = (column(segment, "n")?, doubtful.is_empty()) else { return Ok(()) };
    let mut ids: HashMap<u32, String> = HashMap::new();
    terms(segment, fields, Key::Id, |_| true, |id, record| drop(ids.insert(record, id.to_owned())))?;
    for name in doubtful {
        postings(segment, fields, Key::Speaker, &name, |doc| {
            let record = doc - n.first(doc).unwrap_or(0) as u32;
            if ids.get(&record).is_some_and(|id| voice.speaks(id, &name)) {
                bits.insert(doc);
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Whether a date, as precise as it is known, lies in a range of days, as precise as they are given. A month
/// lies in a range that touches it.
fn within(date: &str, from: Option<&str>, to: Option<&str>) -> bool {
    let known = |bound: &str| date.len().min(bound.len());
    from.is_none_or(|from| date.get(..known(from)) >= from.get(..known(from)))
        && to.is_none_or(|to| date.get(..known(to)) <= to.get(..known(to)))
}

/// The parts of a filter's value: each a word, or a run of Han characters to be found as it is.
pub(super) fn demands(text: &str) -> Result<Vec<Vec<String>>> {
    let mut parts: Vec<Vec<String>> = Vec::new();
    let mut end_of_han = None;
    for token in analysis::exact(text) {
        let han = token.text.chars().all(is_han);
        match parts.last_mut().filter(|_| han && end_of_han == Some(token.start)) {
            Some(run) => run.push(token.text),
            None => parts.push(vec![token.text]),
        }
        end_of_han = han.then_some(token.end);
    }
    if parts.is_empty() {
        let message = format!("there is no word in the filter's value {text:?}");
        return Err(Error::new(ErrorKind::Query, message).with_hint("leave the filter out, or name a word"));
    }
    Ok(parts)
}

/// Whether all parts occur in a name or a title.
pub(super) fn holds(text: &str, parts: &[Vec<String>]) -> bool {
    let tokens: Vec<String> = analysis::exact(text).into_iter().map(|t| t.text).collect();
    parts.iter().all(|part| tokens.windows(part.len()).any(|window| window == part))
}

fn raw(segment: &SegmentReader, fields: &Fields, sort: Key, value: &str, bits: &mut Bits) -> Result<()> {
    postings(segment, fields, sort, value, |doc| {
        bits.insert(doc);
        Ok(())
    })
}

/// Calls back with every value of a sort of keys that fits, and each document that has it.
pub(super) fn terms(
    segment: &SegmentReader,
    fields: &Fields,
    sort: Key,
    mut fits: impl FnMut(&str) -> bool,
    mut each: impl FnMut(&str, u32),
) -> Result<()> {
    values(segment, fields, sort, "", |value, info, inverted| {
        if fits(value) {
            let list = inverted.read_block_postings_from_terminfo(info, IndexRecordOption::Basic);
            let mut list = list.map_err(fault)?;
            while !list.docs().is_empty() {
                list.docs().iter().for_each(|doc| each(value, *doc));
                list.advance();
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::{demands, holds, within};

    #[test]
    fn names_hold_words_and_runs() {
        let parts = |text: &str| demands(text).unwrap();
        assert!(holds("Jing Xiandong", &parts("xiandong jing")) && !holds("Jing Xiandong", &parts("xian")));
        assert!(holds("主持人王小明", &parts("小明")) && !holds("王小明", &parts("王明")));
        assert!(holds("李娜 Li Na", &parts("李娜 na")));
        assert!(demands("：").is_err());
    }

    #[test]
    fn dates_are_compared_as_far_as_they_are_known() {
        assert!(within("2016-10-11", Some("2016"), Some("2018")) && within("2018-12-31", None, Some("2018")));
        assert!(within("2016", Some("2016-05-01"), Some("2016-05-31")));
        assert!(!within("2015-12-31", Some("2016"), None) && !within("2016-06", None, Some("2016-05-31")));
    }
}
