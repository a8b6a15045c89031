//! WebVTT: the header, comments, style sheets and regions around its cues.

use super::cue::{Item, note};
use super::reader::{Dialect, Line, Reader, is_guid, is_number};
use super::{document, stamp};
use crate::formats::{Document, Format, Refusal, Sniff, Source};
use crate::model::{FileSettings, NoteSort};

/// WebVTT, also of Zoom, Teams and Microsoft Graph.
pub(in crate::formats) struct WebVtt;

impl Format for WebVtt {
    fn name(&self) -> &'static str {
        "webvtt"
    }
    fn version(&self) -> u32 {
        1
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["vtt"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        let named = source.extension() == "vtt";
        match () {
            () if is_header(source.text.trim_start()) => Sniff::Sure,
            () if named && Dialect::Vtt.sniff(source, 40) => Sniff::Sure,
            () if named => Sniff::Likely,
            () => Sniff::No,
        }
    }
    fn read(&self, source: &Source<'_>, settings: &FileSettings) -> Result<Vec<Document>, Refusal> {
        document::lines(source, Dialect::Vtt, settings)
    }
}

/// True if a text opens with the signature.
pub(super) fn is_header(line: &str) -> bool {
    line.strip_prefix("WEBVTT").is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}

/// Takes header, comments, styles and regions off a block; what is left holds cues.
pub(super) fn matter<'a, 'b>(reader: &mut Reader, block: &'b [Line<'a>]) -> &'b [Line<'a>] {
    let first = block[0].1.trim();
    let head = &block[..before_times(reader.dialect, block)];
    let rest = &block[head.len()..];
    let top = reader.track.items.is_empty();
    if reader.style > 0 || first == "STYLE" || first.starts_with("STYLE ") {
        let open = head.iter().map(|(_, l)| l.matches('{').count()).sum::<usize>() + reader.style;
        reader.style = open.saturating_sub(head.iter().map(|(_, l)| l.matches('}').count()).sum());
        if !rest.is_empty() {
            reader.style = 0;
        }
    } else if first == "REGION" || first.starts_with("Region:") && first.contains("id=") {
    } else if is_header(first) && (top || first == "WEBVTT") {
        header(reader, head);
    } else if first == "NOTE"
        || first.strip_prefix("NOTE").is_some_and(|t| t.starts_with(char::is_whitespace))
    {
        comment(reader, head);
    } else {
        return block;
    }
    rest
}

/// Where the cue of a block starts: at its times, or at the identifier above them.
fn before_times(dialect: Dialect, block: &[Line<'_>]) -> usize {
    let times = block.iter().position(|(_, l)| dialect.timing(l).is_some()).unwrap_or(block.len());
    let identified =
        times > 1 && times < block.len() && (is_number(block[times - 1].1) || is_guid(block[times - 1].1));
    times - usize::from(identified)
}

/// `WEBVTT - title` and the `Key: value` lines below it.
fn header(reader: &mut Reader, head: &[Line<'_>]) {
    let meta = &mut reader.track.document.meta;
    let title = head[0].1.trim().trim_start_matches("WEBVTT").trim_start_matches([' ', '\t', '-', '–', ':']);
    if !title.is_empty() && title != "FILE" {
        meta.title = Some(title.to_owned());
    }
    for (line, text) in &head[1..] {
        let Some((key, value)) = text.split_once([':', '=']) else {
            reader.track.items.push(Item::Note(note(NoteSort::Other, Some(*line), text.trim())));
            continue;
        };
        let value = Some(value.trim().to_owned()).filter(|v| !v.is_empty());
        match key.trim().to_ascii_lowercase().as_str() {
            "kind" => reader.track.chapters = value.as_deref() == Some("chapters"),
            "title" => meta.title = value.or(meta.title.take()),
            "date" => meta.date = value.or(meta.date.take()),
            "source" | "url" => meta.source = value.or(meta.source.take()),
            "publisher" | "author" => meta.publisher = value.or(meta.publisher.take()),
            _ => {}
        }
    }
}

/// A comment is left out and ends what the speaker before it says. One that names a chapter is a heading; the paragraph
/// marks and the measurements that machines add are neither.
fn comment(reader: &mut Reader, head: &[Line<'_>]) {
    let text = head.iter().map(|(_, l)| l.trim()).collect::<Vec<_>>().join(" ");
    let text = text.trim_start_matches("NOTE").trim();
    let folded = text.to_lowercase();
    let chapter = ["chapter", "section", "title", "章节", "章節"]
        .iter()
        .any(|w| folded.strip_prefix(w).is_some_and(|rest| rest.starts_with(|c: char| !c.is_alphanumeric())));
    if chapter {
        let title = text.split_once([':', '：']).map_or(text, |(_, t)| t.trim());
        let title = if title.is_empty() { text } else { title };
        reader.track.items.push(Item::Note(note(NoteSort::Heading, Some(head[0].0), title)));
        return;
    }
    if folded == "paragraph" {
        return;
    }
    if let Some((key, value)) = text.split_once(':')
        && key.chars().all(char::is_alphanumeric)
    {
        let value = value.trim().trim_matches('"');
        if key.eq_ignore_ascii_case("duration")
            && let Some((ms, "")) = stamp::read(value, &['.'])
        {
            reader.track.document.meta.duration_ms = Some(ms);
        }
        if value.starts_with(|c: char| c.is_ascii_digit()) && !value.contains(char::is_whitespace) {
            return;
        }
    }
    reader.track.items.push(Item::Border);
}

#[cfg(test)]
mod tests {
    use super::super::reader::read;
    use super::*;

    #[test]
    fn matter_is_no_text() {
        let text = "WEBVTT - A ferry, rebuilt\nKind: captions\nLanguage: en\n\nSTYLE\n::cue { color: red;\n\n  width: 1 }\n\n\
                    Region: id=fred width=40%\nRegion: id=bill width=40%\n\nREGION\nid:x\n\nNOTE a comment\nof two lines\n\n\
                    NOTE Chapter: The river\n\nNOTE Confidence: 0.98\n\n1\n00:01.000 --> 00:02.000\nNOTE that it floats\n";
        let track = read(text, Dialect::Vtt);
        assert_eq!(track.document.meta.title.as_deref(), Some("A ferry, rebuilt"));
        assert_eq!(track.document.warnings, []);
        let [Item::Border, Item::Note(chapter), Item::Cue(cue)] = &track.items[..] else {
            panic!("{:?}", track.items)
        };
        assert_eq!((chapter.text.as_str(), chapter.line), ("The river", Some(19)));
        assert_eq!(cue.pieces[0].text, "NOTE that it floats");
    }

    #[test]
    fn a_header_without_a_blank_line_ends_at_the_cue() {
        let track = read("WEBVTT\n1\n00:01.000 --> 00:02.000\nHello\nNOTE x\n", Dialect::Vtt);
        assert_eq!(track.cues().count(), 1);
        assert_eq!(track.document.warnings, []);
    }

    #[test]
    fn a_stated_duration_is_kept() {
        let track = read(
            "WEBVTT\n\nNOTE duration:\"00:21:29.8900000\"\n\n00:01.000 --> 00:02.000\nHi\n",
            Dialect::Vtt,
        );
        assert_eq!(track.document.meta.duration_ms, Some(1_289_890));
    }
}
