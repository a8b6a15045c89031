//! RTTM, who spoke when: alone it holds no words, beside a transcript it names its speakers.
//!
//! A segment gets the speaker with whom it overlaps longest.

use super::super::{Document, Format, Refusal, Sniff, Source};
use super::join::Piece;
use super::spans::Spans;
use crate::model::FileSettings;

/// RTTM alone.
pub(crate) struct Rttm;

impl Format for Rttm {
    fn name(&self) -> &'static str {
        "rttm"
    }
    fn version(&self) -> u32 {
        1
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["rttm"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        if source.extension() == "rttm" || source.text.lines().next().is_some_and(|l| span(l).is_some()) {
            Sniff::Sure
        } else {
            Sniff::No
        }
    }
    fn read(&self, _: &Source<'_>, _: &FileSettings) -> Result<Vec<Document>, Refusal> {
        Err(Refusal::Skip(String::from(
            "RTTM says who spoke when, without words; it names the speakers of a transcript beside it",
        )))
    }
}

/// Who spoke when, from the RTTM file beside this one; none if there is none.
pub(crate) fn who_spoke(source: &Source<'_>) -> Option<Spans> {
    let (_, bytes) = source.sidecars.iter().find(|(path, _)| path.to_lowercase().ends_with(".rttm"))?;
    let spans = Spans::new(String::from_utf8_lossy(bytes).lines().filter_map(span));
    (!spans.is_empty()).then_some(spans)
}

/// Gives pieces without speakers those of the RTTM file beside them; says so if it did.
pub(super) fn beside(source: &Source<'_>, pieces: &mut [Piece]) -> Option<String> {
    let spans = who_spoke(source)?;
    let mut found = 0usize;
    for piece in pieces.iter_mut() {
        let Some(start) = piece.start_ms else { continue };
        piece.speaker = spans.between(start, piece.end_ms.unwrap_or(start)).map(str::to_owned);
        found += usize::from(piece.speaker.is_some());
    }
    (found > 0)
        .then(|| format!("speakers are from the RTTM file beside it ({found} of {} pieces)", pieces.len()))
}

/// `SPEAKER file channel start duration <NA> <NA> speaker`, times in seconds.
fn span(line: &str) -> Option<(u64, u64, String)> {
    let mut fields = line.trim_start_matches('\u{feff}').split_whitespace();
    let mut field = |n| fields.nth(n);
    field(0).filter(|f| *f == "SPEAKER")?;
    let start = seconds(field(2)?)?;
    let end = start.checked_add(seconds(field(0)?)?)?;
    let who = field(2).filter(|w| *w != "<NA>")?;
    Some((start, end, who.to_owned()))
}

fn seconds(text: &str) -> Option<u64> {
    super::times::written(text, super::times::Unit::Seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_stretch_of_one_speaker() {
        let line = "SPEAKER talk.wav 1 0.008 9.576 <NA> <NA> SPEAKER_04 <NA> <NA>";
        assert_eq!(span(line), Some((8, 9584, "SPEAKER_04".to_owned())));
        assert_eq!(span("SPKR-INFO talk.wav 1 <NA> <NA> <NA> unknown A <NA>"), None);
    }

    #[test]
    fn pieces_get_the_speaker_of_the_largest_overlap() {
        let rttm = "SPEAKER t 1 0 2 <NA> <NA> A <NA> <NA>\nSPEAKER t 1 2 3 <NA> <NA> B <NA> <NA>\n";
        let sidecars = [("t.rttm".to_owned(), rttm.as_bytes().to_vec())];
        let source =
            Source { path: "t.json", text: "".into(), encoding: "utf-8", bytes: &[], sidecars: &sidecars };
        let piece = |s, e| Piece { start_ms: Some(s), end_ms: Some(e), ..Piece::default() };
        let mut pieces = [piece(0, 1900), piece(1800, 4000), piece(9000, 9500)];
        assert!(beside(&source, &mut pieces).is_some());
        let who: Vec<_> = pieces.iter().map(|p| p.speaker.as_deref()).collect();
        assert_eq!(who, [Some("A"), Some("B"), None]);
    }
}
