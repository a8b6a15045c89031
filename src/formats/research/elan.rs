//! ELAN: tiers of annotations that hang on time slots or on annotations of other tiers (EAF 2.7 to 3.0).
//!
//! Speech is on the tiers at the top of the hierarchy, or, where those hold nothing but numbers of utterances, on a
//! tier below. Deliberately absent: tiers of codes (those with a controlled vocabulary), media, styles.

use std::collections::{HashMap, HashSet};

use super::pieces::{in_time, says_something};
use super::tiers::{self, Tier};
use super::timeline::Timeline;
use super::{Break, finish, media, sniff_root};
use crate::formats::recogniser::Piece;
use crate::formats::xml::{self, Node, Nodes, get};
use crate::formats::{Document, Format, Refusal, Sniff, Source};
use crate::model::{FileSettings, Participant};

/// No annotation hangs on others through more than this.
const DEEPEST: usize = 16;

/// ELAN.
pub(in crate::formats) struct Elan;

impl Format for Elan {
    fn name(&self) -> &'static str {
        "elan"
    }
    fn version(&self) -> u32 {
        1
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["eaf"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        sniff_root(source, self.extensions(), &["ANNOTATION_DOCUMENT"])
    }
    fn read(&self, source: &Source<'_>, _: &FileSettings) -> Result<Vec<Document>, Refusal> {
        let mut reader = Reader { unit_ms: 1.0, ..Reader::default() };
        let mut nodes = xml::nodes(&source.text);
        while let Some(node) = nodes.next() {
            match node {
                Node::Open { name, attributes, line } => reader.open(&name, &attributes, line, &mut nodes),
                Node::Broken { line, message } => reader.broken = Some((line, message)),
                _ => {}
            }
        }
        reader.times.interpolate();
        let (pieces, aliases) = tiers::speech(reader.speech());
        let mut document = Document { turns: in_time(pieces), ..Document::default() };
        document.meta.source = reader.media;
        let person = |(name, aliases)| Participant { name, aliases, ..Participant::default() };
        document.meta.participants = aliases.into_iter().map(person).collect();
        finish(document, reader.broken)
    }
}

/// What an annotation hangs on.
enum Place {
    Slots(String, String),
    Annotation(String),
}

struct Annotation {
    id: String,
    place: Place,
    text: String,
    line: u32,
}

#[derive(Default)]
struct Layer {
    id: String,
    owner: Option<String>,
    parent: Option<String>,
    kind: String,
    annotations: Vec<Annotation>,
}

impl Layer {
    /// Its own words are speech: not mostly empty, nor numbers of utterances.
    fn speaks(&self) -> bool {
        let is_number =
            |text: &str| !text.contains(char::is_whitespace) && text.contains(|c: char| c.is_ascii_digit());
        let said = self.annotations.iter().map(|a| a.text.trim());
        let words = said.filter(|text| says_something(text) && !is_number(text)).count();
        words * 2 > self.annotations.len()
    }
}

#[derive(Default)]
struct Reader {
    times: Timeline,
    unit_ms: f64,
    /// Where the recording begins on the time line, in milliseconds.
    origin: u64,
    media: Option<String>,
    layers: Vec<Layer>,
    /// Linguistic types whose annotations are chosen from a list.
    coded: HashSet<String>,
    broken: Option<Break>,
}

impl Reader {
    fn open(&mut self, name: &str, attributes: &[(String, String)], line: u32, nodes: &mut Nodes<'_>) {
        let value = |key| get(attributes, key).unwrap_or_default().to_owned();
        match name {
            "HEADER" => {
                self.unit_ms = match get(attributes, "TIME_UNITS") {
                    Some("NTSC-frames") => 1001.0 / 30.0,
                    Some("PAL-frames") => 40.0,
                    _ => 1.0,
                };
            }
            "MEDIA_DESCRIPTOR" if self.media.is_none() => {
                let address = get(attributes, "MEDIA_URL").or(get(attributes, "RELATIVE_MEDIA_URL"));
                self.media = address.and_then(media);
                self.origin = get(attributes, "TIME_ORIGIN").and_then(|t| t.parse().ok()).unwrap_or(0);
            }
            "TIME_SLOT" => {
                let time: Option<u64> = get(attributes, "TIME_VALUE").and_then(|t| t.trim().parse().ok());
                let ms = time.map(|t| (t as f64 * self.unit_ms) as u64);
                self.times.push(&value("TIME_SLOT_ID"), ms.map(|t| t.saturating_add(self.origin)));
            }
            "TIER" => self.layers.push(Layer {
                id: value("TIER_ID"),
                owner: get(attributes, "PARTICIPANT").map(str::to_owned),
                parent: get(attributes, "PARENT_REF").map(str::to_owned),
                kind: value("LINGUISTIC_TYPE_REF"),
                annotations: Vec::new(),
            }),
            "ALIGNABLE_ANNOTATION" | "REF_ANNOTATION" => {
                let place = match get(attributes, "ANNOTATION_REF") {
                    Some(on) => Place::Annotation(on.to_owned()),
                    None => Place::Slots(value("TIME_SLOT_REF1"), value("TIME_SLOT_REF2")),
                };
                let text = nodes.text_of_element();
                if let Some(layer) = self.layers.last_mut() {
                    layer.annotations.push(Annotation { id: value("ANNOTATION_ID"), place, text, line });
                }
            }
            "LINGUISTIC_TYPE"
                if get(attributes, "CONTROLLED_VOCABULARY_REF").is_some_and(|v| !v.is_empty()) =>
            {
                self.coded.insert(value("LINGUISTIC_TYPE_ID"));
            }
            _ => {}
        }
    }

    /// The tiers that hold speech, at most one of each hierarchy.
    fn speech(&self) -> Vec<Tier> {
        let places: HashMap<&str, usize> =
            self.layers.iter().enumerate().map(|(at, layer)| (layer.id.as_str(), at)).collect();
        let parent = |at: usize| self.layers[at].parent.as_deref().and_then(|id| places.get(id)).copied();
        let root =
            |at: usize| (0..DEEPEST).try_fold(at, |at, _| parent(at).ok_or(at)).unwrap_or_else(|top| top);
        let annotations: HashMap<&str, &Annotation> =
            self.layers.iter().flat_map(|l| &l.annotations).map(|a| (a.id.as_str(), a)).collect();
        let mut families: HashMap<usize, Vec<usize>> = HashMap::new();
        for at in 0..self.layers.len() {
            families.entry(root(at)).or_default().push(at);
        }
        let mut tiers = Vec::new();
        // A tier that is said to hang on itself hangs on none.
        for top in (0..self.layers.len()).filter(|&at| root(at) == at) {
            if self.coded.contains(&self.layers[top].kind) {
                continue;
            }
            let mut members = families.get(&top).into_iter().flatten().copied();
            let speaks = |&at: &usize| {
                let layer = &self.layers[at];
                let named = Tier { name: layer.id.clone(), kind: layer.kind.clone(), ..Tier::default() };
                layer.speaks() && !self.coded.contains(&layer.kind) && !named.is_gloss_below()
            };
            let chosen = if self.layers[top].speaks() { None } else { members.find(speaks) };
            tiers.push(self.tier(top, chosen.unwrap_or(top), &annotations));
        }
        tiers
    }

    /// A tier with its times; what it does not say of itself, the top of its hierarchy does.
    fn tier(&self, top: usize, at: usize, annotations: &HashMap<&str, &Annotation>) -> Tier {
        let layer = &self.layers[at];
        let piece = |annotation: &Annotation| {
            let (start_ms, end_ms) = self.span(annotation, annotations);
            let text = annotation.text.clone();
            Piece { text, start_ms, end_ms, line: Some(annotation.line), ..Piece::default() }
        };
        let mut pieces: Vec<Piece> = layer.annotations.iter().map(piece).collect();
        pieces.sort_by_key(|p| p.start_ms);
        let owner = layer.owner.clone().or_else(|| self.layers[top].owner.clone());
        Tier {
            name: layer.id.clone(),
            kind: layer.kind.clone(),
            owner: owner.filter(|o| !o.trim().is_empty()),
            pieces,
        }
    }

    /// When an annotation begins and ends: that of the one it hangs on, if it has no time of its own.
    fn span(&self, of: &Annotation, all: &HashMap<&str, &Annotation>) -> (Option<u64>, Option<u64>) {
        let mut annotation = of;
        for _ in 0..DEEPEST {
            match &annotation.place {
                Place::Slots(start, end) => return (self.times.at(start), self.times.at(end)),
                Place::Annotation(on) => match all.get(on.as_str()) {
                    Some(next) => annotation = next,
                    None => break,
                },
            }
        }
        (None, None)
    }
}
