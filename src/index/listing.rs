//! What the whole index holds: interviews, and who spoke in them.
//!
//! Deliberately absent: turns.

use std::collections::HashMap;

use tantivy::DocAddress;

use super::reader::Snapshot;
use super::stored::StoredInterview;
use crate::Result;
use crate::analysis::fold_name;
use crate::model::{Heard, Listed, Participant, SpeakerListing};

impl Snapshot {
    /// The interviews, by id.
    pub(crate) fn listed(&self) -> Result<Vec<Listed>> {
        let each = self.interviews()?.into_iter();
        let listed = each.map(|record| Listed {
            root: self.root_path(record.root),
            interview: record.meta,
            format: record.format,
            turns: record.turns as usize,
            words: record.words as usize,
        });
        Ok(listed.collect())
    }

    /// Who spoke, most words first.
    pub(crate) fn speakers(&self) -> Result<Vec<SpeakerListing>> {
        Ok(gather(&self.interviews()?))
    }

    /// Who spoke in the interviews of these records, most words first.
    pub(crate) fn speakers_in(
        &self,
        records: impl IntoIterator<Item = DocAddress>,
    ) -> Result<Vec<SpeakerListing>> {
        let read = records.into_iter().map(|at| self.record(at));
        let mut read = read.collect::<Result<Vec<StoredInterview>>>()?;
        read.sort_by(|a, b| a.meta.id.cmp(&b.meta.id));
        Ok(gather(&read))
    }

    /// Who takes part in each interview, in the order of the interviews.
    pub(crate) fn heard(&self) -> Result<Vec<Heard>> {
        let mut heard = Vec::new();
        for StoredInterview { meta, spoken, .. } in self.interviews()? {
            heard.extend(meta.participants.into_iter().map(|speaker| Heard {
                interview: meta.id.clone(),
                title: meta.title.clone(),
                words: spoken.get(&speaker.name).copied().unwrap_or(0),
                speaker,
            }));
        }
        Ok(heard)
    }

    fn interviews(&self) -> Result<Vec<StoredInterview>> {
        self.records()?.into_iter().map(|(_, at)| self.record(at)).collect()
    }
}

/// Names that differ in case, width or script variant alone are one speaker; a role that changes is unknown.
fn gather(records: &[StoredInterview]) -> Vec<SpeakerListing> {
    let mut by_name: HashMap<String, SpeakerListing> = HashMap::new();
    for record in records {
        for person in record.meta.participants.iter().filter(|p| p.turns > 0) {
            let known = by_name.entry(fold_name(&person.name)).or_insert_with(|| SpeakerListing {
                speaker: Participant {
                    name: person.name.clone(),
                    role: person.role,
                    ..Participant::default()
                },
                ..SpeakerListing::default()
            });
            known.interviews += 1;
            known.words += record.spoken.get(&person.name).copied().unwrap_or(0) as usize;
            known.speaker.turns += person.turns;
            if known.speaker.role != person.role {
                known.speaker.role = None;
            }
            for alias in &person.aliases {
                if !known.speaker.aliases.contains(alias) {
                    known.speaker.aliases.push(alias.clone());
                }
            }
        }
    }
    let mut listed: Vec<SpeakerListing> = by_name.into_values().collect();
    listed.sort_by(|a, b| b.words.cmp(&a.words).then_with(|| a.speaker.name.cmp(&b.speaker.name)));
    listed
}
