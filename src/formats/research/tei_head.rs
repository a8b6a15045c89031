//! What the header of a TEI document says: title, dates, publisher, people.

use super::cast::Cast;
use super::media;
use crate::formats::xml::{Nodes, get};
use crate::model::{Meta, Role};
use crate::turns::find_date;

/// A header that is being read.
#[derive(Default)]
pub(super) struct Head {
    /// How near the date that was found is to the talk.
    dated: u8,
}

impl Head {
    /// Reads an element of the header; what it holds is taken from the stream.
    pub(super) fn open(
        &mut self,
        name: &str,
        attributes: &[(String, String)],
        nodes: &mut Nodes<'_>,
        meta: &mut Meta,
        cast: &mut Cast,
    ) {
        let text = |text: String| {
            Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|t| !t.is_empty())
        };
        match name {
            "title" if meta.title.is_none() && nodes.is_inside("titleStmt") => {
                meta.title = text(nodes.text_of_element())
            }
            "publisher" if meta.publisher.is_none() && nodes.is_inside("publicationStmt") => {
                meta.publisher = text(nodes.text_of_element());
            }
            "media" if meta.source.is_none() => meta.source = get(attributes, "url").and_then(media),
            "recording" => {
                meta.duration_ms =
                    get(attributes, "dur").and_then(super::tei_time::duration).or(meta.duration_ms);
            }
            "date" => self.date(attributes, nodes, meta),
            "person" | "personGrp" => person(attributes, nodes, cast),
            _ => {}
        }
    }

    /// The date of the recording goes before that of the setting, and both before that of the publication.
    fn date(&mut self, attributes: &[(String, String)], nodes: &mut Nodes<'_>, meta: &mut Meta) {
        let stated =
            ["when", "when-iso", "from", "notBefore"].into_iter().find_map(|key| get(attributes, key));
        let stated = stated.map(str::to_owned);
        let rank = match () {
            () if nodes.is_inside("recordingStmt") || nodes.is_inside("recording") => 4,
            () if nodes.is_inside("settingDesc") => 3,
            () if nodes.is_inside("creation") || nodes.is_inside("sourceDesc") => 2,
            () if nodes.is_inside("publicationStmt") => 1,
            () => 0,
        };
        let written = nodes.text_of_element();
        let date = stated.as_deref().and_then(find_date).or_else(|| find_date(&written));
        if rank > self.dated && date.is_some() {
            (self.dated, meta.date) = (rank, date);
        }
    }
}

/// A person by name, else by number or id.
fn person(attributes: &[(String, String)], nodes: &mut Nodes<'_>, cast: &mut Cast) {
    let value = |key| get(attributes, key).unwrap_or_default();
    let (id, number, role) = (value("id"), value("n"), value("role"));
    let (mut first, mut last, mut whole) = (String::new(), String::new(), String::new());
    let mut aliases: Vec<String> = vec![number.to_owned()];
    for (place, text) in nodes.texts_of_element() {
        let slot = match place.as_str() {
            "forename" | "firstname" => &mut first,
            "surname" | "lastname" => &mut last,
            "persName" | "name" if whole.is_empty() => &mut whole,
            "abbr" | "persName" | "name" | "addName" => {
                aliases.push(text);
                continue;
            }
            _ => continue,
        };
        if !slot.is_empty() {
            slot.push(' ');
        }
        slot.push_str(&text);
    }
    let parts = [first, last].join(" ");
    let name = [parts.as_str(), &whole, number].into_iter().find(|n| !n.trim().is_empty()).unwrap_or(id);
    let asks = ["interviewer", "moderator", "host"].contains(&role.to_lowercase().as_str());
    let aliases: Vec<&str> = aliases.iter().map(String::as_str).collect();
    cast.add(id, name, &aliases, asks.then_some(Role::Host));
}
