//! TTML, also called DFXP, as broadcasters, players and Apple's podcasts write it.
//!
//! Times are relative to those of the elements around them (TTML2, 12.3), in clock time, frames, ticks or seconds.
//! Deliberately absent: styles and regions.

use std::collections::HashMap;

use super::cue::{Cue, Item, Piece, Track, note};
use super::document;
use super::ttml_time::{Clock, Span};
use crate::formats::xml::{self, Node, get};
use crate::formats::{Document, Format, Refusal, Sniff, Source};
use crate::model::{FileSettings, NoteSort, Turn};

/// TTML.
pub(in crate::formats) struct Ttml;

impl Format for Ttml {
    fn name(&self) -> &'static str {
        "ttml"
    }
    fn version(&self) -> u32 {
        1
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["ttml", "dfxp"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        let head = source.head(4000);
        let root =
            || ["<tt ", "<tt>", "<tt\n", "<tt\r", "<tt\t", ":tt "].iter().any(|tag| head.contains(tag));
        match source.extension().as_str() {
            "ttml" | "dfxp" if root() => Sniff::Sure,
            "ttml" | "dfxp" => Sniff::Likely,
            "xml" | "txt" | "" if source.opens_with_tag() && root() && head.contains("ttml") => Sniff::Sure,
            "xml" if root() && head.contains("ttaf1") => Sniff::Sure,
            _ => Sniff::No,
        }
    }
    fn read(&self, source: &Source<'_>, settings: &FileSettings) -> Result<Vec<Document>, Refusal> {
        let mut reader = Reader::default();
        for node in xml::nodes(&source.text) {
            match node {
                Node::Open { name, attributes, line } => reader.open(name, &attributes, line),
                Node::Text(text) => reader.text.push_str(&text),
                Node::Close { name } => reader.close(&name),
                Node::Broken { line, message } if reader.track.items.is_empty() => {
                    return Err(Refusal::Fail { line: Some(line), message });
                }
                Node::Broken { line, message } => reader.track.document.warn(Some(line), message),
            }
        }
        while let Some(element) = reader.stack.last() {
            let name = element.name.clone();
            reader.close(&name);
        }
        reader.track.items.extend(reader.footer.map(Item::Note));
        Ok(document::finish(reader.track, source, settings))
    }
}

/// An element that is open.
#[derive(Default)]
struct Element {
    name: String,
    span: Span,
    /// The names of its agents.
    voice: Option<String>,
    /// A word of its own, with no blank around it.
    word: bool,
    /// `xml:id` and `type`, for agents and their names.
    id: Option<String>,
    kind: Option<String>,
}

#[derive(Default)]
struct Reader {
    track: Track,
    clock: Clock,
    /// Names of agents by their ids, and whether they are full names.
    agents: HashMap<String, (String, bool)>,
    stack: Vec<Element>,
    /// How many of the open elements hold metadata.
    metadata: usize,
    /// The paragraph that is open, and the line it opened on.
    cue: Option<(Cue, u32)>,
    /// Text since the last mark.
    text: String,
    /// The copyright.
    footer: Option<Turn>,
}

impl Reader {
    fn open(&mut self, name: String, attributes: &[(String, String)], line: u32) {
        self.flush();
        if name == "tt" {
            self.clock = Clock::of(attributes);
        }
        let parent = self.stack.last_mut().map(|e| &mut e.span);
        let span = match Span::of(attributes, &self.clock, parent) {
            Ok(span) => span,
            Err(value) => {
                self.track.document.warn(Some(line), format!("a time that cannot be read: {value}"));
                Span::default()
            }
        };
        let voice = get(attributes, "agent").map(|ids| self.names(ids));
        let inherited = self.stack.last().and_then(|e| e.voice.clone());
        if name == "p" {
            self.end_cue();
            self.cue = Some((Cue { start_ms: span.start, end_ms: span.end, ..Cue::default() }, line));
        } else if let Some((cue, _)) = &mut self.cue
            && name == "span"
            && self.stack.last().is_none_or(|e| e.span.start.is_none())
        {
            // A paragraph without times has those of its outermost spans.
            cue.start_ms = cue.start_ms.or(span.start);
            cue.end_ms = cue.end_ms.max(span.end);
        }
        self.metadata += usize::from(name == "metadata");
        let word = get(attributes, "unit").is_some();
        let (id, kind) =
            (get(attributes, "id").map(str::to_owned), get(attributes, "type").map(str::to_owned));
        self.stack.push(Element { name, span, voice: voice.or(inherited), word, id, kind });
    }

    fn close(&mut self, name: &str) {
        let Some(at) = self.stack.iter().rposition(|e| e.name == name) else { return };
        // A word without a blank behind it is not the start of the next one.
        if self.stack.last().is_some_and(|e| e.word) {
            self.text.push(' ');
        }
        self.flush();
        if name == "br"
            && let Some((cue, line)) = &mut self.cue
        {
            cue.pieces.push(Piece { line: Some(*line), ..Piece::default() });
        }
        if name == "p" {
            self.end_cue();
        }
        self.metadata -= self.stack.drain(at..).filter(|e| e.name == "metadata").count();
    }

    /// Puts the text since the last mark where it belongs.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if let Some((cue, line)) = &mut self.cue
            && self.metadata == 0
        {
            let voice = self.stack.last().and_then(|e| e.voice.clone());
            match cue.pieces.last_mut() {
                // Text before the first break, and blanks around marks, go on with the piece at hand.
                Some(piece) if piece.voice == voice || text.trim().is_empty() => piece.text.push_str(&text),
                Some(piece) if piece.text.trim().is_empty() => (piece.voice, piece.text) = (voice, text),
                _ => cue.pieces.push(Piece { line: Some(*line), voice, text }),
            }
            return;
        }
        let text = squeezed(&text);
        let Some(top) = self.stack.last().filter(|_| !text.is_empty()) else { return };
        match top.name.as_str() {
            "title" => self.track.document.meta.title = Some(text),
            "desc" => self.track.items.push(Item::Note(note(NoteSort::Abstract, None, text))),
            "copyright" => self.footer = Some(note(NoteSort::Footer, None, text)),
            "name" => {
                let full = top.kind.as_deref() == Some("full");
                let agent = self.stack.iter().rev().find(|e| e.name == "agent").and_then(|e| e.id.clone());
                if let Some(id) = agent
                    && (full || !self.agents.contains_key(&id))
                {
                    self.agents.insert(id, (text, full));
                }
            }
            _ => {}
        }
    }

    fn end_cue(&mut self) {
        let Some((mut cue, _)) = self.cue.take() else { return };
        cue.pieces.iter_mut().for_each(|piece| piece.text = squeezed(&piece.text));
        cue.pieces.retain(|piece| !piece.text.is_empty());
        if !cue.is_empty() {
            self.track.items.push(Item::Cue(cue));
        }
    }

    /// The names of a list of agents; an agent without a name goes by its id.
    fn names(&self, ids: &str) -> String {
        let name = |id: &str| self.agents.get(id).map_or_else(|| id.to_owned(), |(name, _)| name.clone());
        ids.split_whitespace().map(name).collect::<Vec<_>>().join(", ")
    }
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{File, Outcome, read};

    fn turns(body: &str, head: &str) -> Vec<Turn> {
        let text = format!(
            "<?xml version=\"1.0\"?>\n<tt xmlns=\"http://www.w3.org/ns/ttml\" xmlns:ttm=\"x\" xmlns:ttp=\"y\" \
             ttp:frameRate=\"25\" ttp:tickRate=\"1000\"><head><metadata>{head}</metadata></head>\n<body>{body}</body></tt>"
        );
        match read(&File { path: "a.ttml", bytes: text.as_bytes(), sidecars: &[] }, &FileSettings::default())
        {
            Outcome::Read(mut all) => all.remove(0).turns,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn agents_name_the_speakers() {
        let head = "<ttm:title>A ferry</ttm:title><ttm:agent xml:id=\"a1\"><ttm:name type=\"full\">Ann Lee</ttm:name></ttm:agent>";
        let body = "<div>\n<p begin=\"1s\" end=\"2s\" ttm:agent=\"a1\">We <span>wait&#101;d</span><br/>for it.</p>\n\
                    <p begin=\"2000ms\" dur=\"500t\" ttm:agent=\"b\">Long?</p></div>";
        let got = turns(body, head);
        let got: Vec<_> = got
            .iter()
            .map(|t| (t.speaker.as_deref(), t.start_ms, t.end_ms, t.line, t.text.as_str()))
            .collect();
        assert_eq!(
            got,
            [
                (Some("Ann Lee"), Some(1000), Some(2000), Some(4), "We waited for it."),
                (Some("b"), Some(2000), Some(2500), Some(5), "Long?")
            ]
        );
    }

    #[test]
    fn times_are_relative_to_those_around_them() {
        let body = "<div begin=\"10s\"><p begin=\"00:00:01:05\" end=\"00:00:02.5\">- One.</p><p begin=\"3s\" end=\"4s\">- Two.</p></div>\
                    <div begin=\"20s\" end=\"30s\"><p begin=\"20s\" end=\"21s\">- Three.</p><p begin=\"22s\" end=\"23s\">- Four.</p></div>";
        let times: Vec<_> =
            turns(body, "").iter().map(|t| (t.start_ms.unwrap(), t.end_ms.unwrap())).collect();
        assert_eq!(times, [(11_200, 12_500), (13_000, 14_000), (20_000, 21_000), (22_000, 23_000)]);
    }

    #[test]
    fn words_in_spans_of_their_own_stay_apart() {
        let body = "<div><p begin=\"0.5\" end=\"2.0\" ttm:agent=\"S1\"><span begin=\"0.6\" end=\"1.9\" unit=\"sentence\"><span begin=\"0.5\" unit=\"word\">Row</span>\
                    <span unit=\"word\">home.</span></span></p></div>";
        let got = turns(body, "");
        assert_eq!((got[0].text.as_str(), got[0].start_ms), ("Row home.", Some(500)));
    }

    #[test]
    fn a_broken_file_keeps_what_was_read() {
        let text = "<tt xmlns='http://www.w3.org/ns/ttml'><body><div><p begin='1s' agent='a'>One</p>\n<p begin='2x' agent='b'>Two</p>\n<p <";
        let out =
            read(&File { path: "a.dfxp", bytes: text.as_bytes(), sidecars: &[] }, &FileSettings::default());
        let Outcome::Read(all) = out else { panic!("{out:?}") };
        assert_eq!(all[0].turns.len(), 2);
        assert_eq!(all[0].warnings.iter().map(|w| w.line).collect::<Vec<_>>(), [Some(2), Some(3)]);
    }
}
