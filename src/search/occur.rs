//! Which documents have a shape, and how often: told by lists where there are any, by positions where there are none.
//!
//! Deliberately absent: the positions themselves (`sequence`).

use super::bits::Bits;
use super::consecutive::Consecutive;
use super::eval::{Segment, Stream};
use super::expand::{Ask, occurrences, union};
use super::lists;
use super::sequence::Finder;
use super::tree::Occurrence;
use crate::{Result, analysis};

/// The documents of a list, or of all, with an occurrence.
pub(super) fn documents(
    segment: &Segment<'_>,
    stream: &Stream,
    what: &Occurrence,
    within: Option<&[u32]>,
) -> Result<Vec<u32>> {
    match what {
        Occurrence::Sequence { terms, .. } if terms.len() == 1 => {
            segment.term(stream.exact, &terms.concat(), within)
        }
        Occurrence::Sequence { terms, slop: 0 } => consecutive(segment, stream, terms, within),
        Occurrence::Pattern(pattern) => {
            let mut found = Bits::none(segment.reader.max_doc());
            union(segment.reader, stream.exact, &Ask::Pattern(pattern), &mut found)?;
            Ok(match within {
                Some(within) => within.iter().copied().filter(|doc| found.contains(*doc)).collect(),
                None => found.iter().collect(),
            })
        }
        Occurrence::Either(options) => {
            let mut found = Vec::with_capacity(options.len());
            for option in options {
                found.push(documents(segment, stream, option, within)?);
            }
            Ok(lists::union(found))
        }
        _ => found(segment, stream, what, within),
    }
}

/// The words of two Han characters in a sequence, each of which must stand where the sequence does.
pub(super) fn words_of_two(terms: &[String], slop: u32) -> Vec<String> {
    let pairs = terms.windows(2).filter(|pair| slop == 0 && analysis::is_pair(&pair[0], &pair[1]));
    pairs.map(<[String]>::concat).collect()
}

/// The documents with several terms one right behind the other. Where each word of two characters stands is listed, so
/// that few documents are left whose positions must be read, and none if it is such a word or one of the rank stream.
fn consecutive(
    segment: &Segment<'_>,
    stream: &Stream,
    terms: &[String],
    within: Option<&[u32]>,
) -> Result<Vec<u32>> {
    let words = words_of_two(terms, 0);
    if words.is_empty() {
        return standing(segment, stream, terms, within);
    }
    let mut keyed = Vec::with_capacity(words.len());
    for word in words {
        keyed.push((segment.has(stream.rank, &word)? + segment.has(stream.across, &word)?, word));
    }
    keyed.sort_unstable();
    let mut left: Option<Vec<u32>> = None;
    for (_, word) in keyed {
        left = Some(segment.word_of_two(stream, &word, left.as_deref().or(within))?);
    }
    let left = left.unwrap_or_default();
    if terms.len() == 2 || left.is_empty() {
        return Ok(left);
    }
    let sure = segment.term(stream.rank, &terms.concat(), Some(&left))?;
    let doubtful = standing(segment, stream, terms, Some(&lists::without(&left, &sure)))?;
    Ok(lists::union(vec![sure, doubtful]))
}

/// The same by positions alone.
fn standing(
    segment: &Segment<'_>,
    stream: &Stream,
    terms: &[String],
    within: Option<&[u32]>,
) -> Result<Vec<u32>> {
    let mut infos = Vec::with_capacity(terms.len());
    for term in terms {
        let Some(info) = segment.lexicon.infos(stream.exact, term)?[segment.ord].clone() else {
            return Ok(Vec::new());
        };
        infos.push(info);
    }
    match within {
        Some([]) => Ok(Vec::new()),
        Some(docs) => Ok(Consecutive::open(segment.reader, stream.exact, &infos)?.among(docs)),
        None => Consecutive::open(segment.reader, stream.exact, &infos)?.all(),
    }
}

/// The documents of a list, or of all, in whose positions a shape is found.
fn found(
    segment: &Segment<'_>,
    stream: &Stream,
    what: &Occurrence,
    within: Option<&[u32]>,
) -> Result<Vec<u32>> {
    let mut docs = Vec::new();
    if within.is_none_or(|within| !within.is_empty())
        && let Some(finder) = Finder::open(segment.reader, stream.exact, what, within)?
    {
        finder.each(within, 1, |doc, _| docs.push(doc));
    }
    Ok(docs)
}

/// Calls back with each document of a list, or of all, that has an occurrence, in order, and with how many it has.
pub(super) fn frequencies(
    segment: &Segment<'_>,
    stream: &Stream,
    what: &Occurrence,
    within: Option<&[u32]>,
    mut each: impl FnMut(u32, u32),
) -> Result<()> {
    match (what, within) {
        (Occurrence::Sequence { terms, .. }, Some(docs)) if terms.len() == 1 => {
            let infos = segment.lexicon.infos(stream.exact, &terms.concat())?;
            match &infos[segment.ord] {
                Some(info) => {
                    lists::among(segment.reader, stream.exact, info, docs, |place, n| each(docs[place], n))
                }
                None => Ok(()),
            }
        }
        (Occurrence::Sequence { terms, slop: 0 }, Some(docs)) if terms.len() == 2 => {
            across(segment, stream, what, &terms.concat(), docs, each)
        }
        (Occurrence::Pattern(pattern), Some(docs)) => {
            let mut counts = vec![0; docs.len()];
            let (ask, mut at) = (Ask::Pattern(pattern), 0);
            occurrences(segment.reader, stream.exact, &ask, |doc, n| {
                // Documents ascend from term to term.
                let from = if docs.get(at).is_none_or(|&last| last > doc) { 0 } else { at };
                at = from + lists::skip_to(&docs[from..], doc);
                if docs.get(at) == Some(&doc) {
                    counts[at] += n;
                }
            })?;
            let counted = docs.iter().copied().zip(counts);
            counted.filter(|(_, n)| *n > 0).for_each(|(doc, n)| each(doc, n));
            Ok(())
        }
        _ => {
            if let Some(finder) = Finder::open(segment.reader, stream.exact, what, within)? {
                finder.each(within, usize::MAX, each);
            }
            Ok(())
        }
    }
}

/// How often two terms stand side by side: where they are a word across others, that is told by its list, and the
/// positions are read of the other documents alone.
fn across(
    segment: &Segment<'_>,
    stream: &Stream,
    what: &Occurrence,
    word: &str,
    docs: &[u32],
    mut each: impl FnMut(u32, u32),
) -> Result<()> {
    let mut counts: Vec<(u32, u32)> = Vec::new();
    if let Some(info) = &segment.lexicon.infos(stream.across, word)?[segment.ord] {
        lists::among(segment.reader, stream.across, info, docs, |place, n| counts.push((docs[place], n)))?;
    }
    let known: Vec<u32> = counts.iter().map(|(doc, _)| *doc).collect();
    let rest = lists::without(docs, &known);
    if !rest.is_empty()
        && let Some(finder) = Finder::open(segment.reader, stream.exact, what, Some(&rest))?
    {
        finder.each(Some(&rest), usize::MAX, |doc, n| counts.push((doc, n)));
        counts.sort_unstable();
    }
    counts.into_iter().for_each(|(doc, n)| each(doc, n));
    Ok(())
}
