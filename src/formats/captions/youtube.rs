//! YouTube's own captions: `json3`, and the XML called srv1, srv2 and srv3.
//!
//! The line breaks of its rolling window are events of their own and no text.

use serde_json::Value;

use super::cue::{Cue, Item, Piece, Track};
use super::{document, markup};
use crate::formats::xml::{self, Node, get};
use crate::formats::{Document, Format, Refusal, Sniff, Source};
use crate::model::FileSettings;

/// YouTube's captions.
pub(in crate::formats) struct YouTube;

impl Format for YouTube {
    fn name(&self) -> &'static str {
        "youtube"
    }
    fn version(&self) -> u32 {
        1
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["json3", "srv3", "srv2", "srv1"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        let head = source.head(4000).trim_start();
        let json = head.starts_with('{') && (head.contains("\"wireMagic\"") || head.contains("\"tStartMs\""));
        let xml = head.starts_with('<')
            && (head.contains("<timedtext") || head.contains("<transcript") && head.contains("<text start="));
        match () {
            () if json || xml => Sniff::Sure,
            () if self.extensions().contains(&source.extension().as_str()) => Sniff::Likely,
            () => Sniff::No,
        }
    }
    fn read(&self, source: &Source<'_>, settings: &FileSettings) -> Result<Vec<Document>, Refusal> {
        let track =
            if source.text.trim_start().starts_with('<') { xml(&source.text)? } else { json(&source.text)? };
        Ok(document::finish(track, source, settings))
    }
}

/// A cue of this text, whose lines have no numbers.
fn cue(text: &str, line: Option<u32>, start: Option<u64>, length: Option<u64>) -> Item {
    let pieces = text.split('\n').map(|text| Piece { line, voice: None, text: markup::plain(text) });
    Item::Cue(Cue {
        start_ms: start,
        end_ms: start.zip(length).map(|(start, length)| start.saturating_add(length)),
        id: None,
        pieces: pieces.filter(|p| !p.text.is_empty()).collect(),
    })
}

fn json(text: &str) -> Result<Track, Refusal> {
    let value: Value = serde_json::from_str(text).map_err(|error| Refusal::Fail {
        line: u32::try_from(error.line()).ok(),
        message: format!("the JSON breaks off: {error}"),
    })?;
    let mut track = Track::default();
    let events = value.get("events").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for event in events {
        let Some(segments) = event.get("segs").and_then(Value::as_array) else { continue };
        let text: String = segments.iter().filter_map(|s| s.get("utf8")?.as_str()).collect();
        if text.trim().is_empty() {
            continue;
        }
        let number = |value: &Value, key: &str| value.get(key).and_then(Value::as_u64);
        let start = number(event, "tStartMs");
        let later = segments.first().and_then(|s| number(s, "tOffsetMs")).unwrap_or(0);
        let length = number(event, "dDurationMs").map(|d| d.saturating_sub(later));
        track.items.push(cue(&text, None, start.map(|s| s.saturating_add(later)), length));
    }
    Ok(track)
}

fn xml(text: &str) -> Result<Track, Refusal> {
    let mut track = Track::default();
    let mut open: Option<(u32, Option<u64>, Option<u64>, String)> = None;
    for node in xml::nodes(text) {
        match node {
            Node::Open { name, attributes, line } if name == "p" || name == "text" => {
                let ms = |name: &str| get(&attributes, name)?.parse::<u64>().ok();
                let seconds = |name: &str| {
                    let s: f64 = get(&attributes, name)?.parse().ok()?;
                    (0.0..1e9).contains(&s).then(|| (s * 1000.0).round() as u64)
                };
                open = Some((line, ms("t").or(seconds("start")), ms("d").or(seconds("dur")), String::new()));
            }
            Node::Open { name, .. } if name == "br" => open.iter_mut().for_each(|(.., text)| text.push('\n')),
            Node::Open { .. } => {}
            Node::Text(more) => open.iter_mut().for_each(|(.., text)| text.push_str(&more)),
            Node::Close { name } if name == "p" || name == "text" => {
                if let Some((line, start, length, text)) =
                    open.take().filter(|(.., text)| !text.trim().is_empty())
                {
                    track.items.push(cue(&text, Some(line), start, length));
                }
            }
            Node::Close { .. } => {}
            Node::Broken { line, message } if track.items.is_empty() => {
                return Err(Refusal::Fail { line: Some(line), message });
            }
            Node::Broken { line, message } => track.document.warn(Some(line), message),
        }
    }
    if let Some((line, start, length, text)) = open.filter(|(.., text)| !text.trim().is_empty()) {
        track.items.push(cue(&text, Some(line), start, length));
    }
    Ok(track)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{File, Outcome, read};

    type Row = (Option<u64>, Option<u64>, Option<u32>, String);

    fn turns(path: &str, text: &str) -> Vec<Row> {
        match read(&File { path, bytes: text.as_bytes(), sidecars: &[] }, &FileSettings::default()) {
            Outcome::Read(mut all) => {
                all.remove(0).turns.into_iter().map(|t| (t.start_ms, t.end_ms, t.line, t.text)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn times_beyond_any_recording_are_none() {
        let text = format!(
            r#"{{"wireMagic":"pb3","events":[{{"tStartMs":{},"dDurationMs":5,"segs":[{{"utf8":"we"}}]}}]}}"#,
            u64::MAX
        );
        assert_eq!(turns("a.json3", &text), [(None, None, None, "we".into())]);
    }

    #[test]
    fn json3_events_become_text() {
        let text = r#"{"wireMagic":"pb3","events":[{"tStartMs":0,"dDurationMs":9000,"id":1},
            {"tStartMs":100,"dDurationMs":900,"segs":[{"utf8":">> we"},{"utf8":" rowed","tOffsetMs":160}]},
            {"tStartMs":900,"aAppend":1,"segs":[{"utf8":"\n"}]},
            {"tStartMs":1000,"dDurationMs":500,"segs":[{"utf8":"home"}]}]}"#;
        assert_eq!(turns("a.json3", text), [(Some(100), Some(1500), None, "we rowed home".into())]);
        assert!(matches!(
            read(
                &File { path: "a.json3", bytes: b"{\"wireMagic\":1,\n\"events\":[", sidecars: &[] },
                &FileSettings::default()
            ),
            Outcome::Failed { line: Some(2), .. }
        ));
    }

    #[test]
    fn all_three_kinds_of_xml_are_read() {
        let srv3 = "<?xml version=\"1.0\"?><timedtext format=\"3\">\n<body>\n<p t=\"100\" d=\"900\"><s>&gt;&gt; we</s><s t=\"9\"> rowed</s></p>\n\
                    <p t=\"900\" a=\"1\">\n</p>\n<p t=\"1000\" d=\"500\">home</p></body></timedtext>";
        assert_eq!(turns("a.srv3", srv3), [(Some(100), Some(1500), Some(3), "we rowed home".into())]);
        let srv1 = "<transcript><text start=\"0.1\" dur=\"1.4\">&amp;gt;&amp;gt; it&amp;#39;s late</text></transcript>";
        assert_eq!(turns("a.xml", srv1), [(Some(100), Some(1500), Some(1), "it's late".into())]);
    }
}
