//! Raw turns become the numbered turns of an interview: neighbours merged, roles, replies, counts, ends.

use rustc_hash::FxHashMap;

use super::roles;
use crate::model::{Kind, Participant, Role, Turn};

/// Merges neighbouring turns of one speaker and neighbouring notes of one sort, drops empty ones, numbers
/// them, finds who hosts, what replies to what, and counts every participant's turns. Participants come out
/// in order of appearance, then those who are only named.
pub fn assemble(mut turns: Vec<Turn>, participants: &mut Vec<Participant>) -> Vec<Turn> {
    turns.retain(|turn| !turn.text.trim().is_empty());
    turns.dedup_by(|next, last| {
        let goes_on = continues(last, next);
        if goes_on {
            append(last, next);
        }
        goes_on
    });
    for (n, turn) in (1..).zip(&mut turns) {
        turn.n = n;
    }
    infer_ends(&mut turns);
    count(&turns, participants);
    roles::assign(&mut turns, participants);
    reply(&mut turns);
    turns
}

/// True if `next` is more of the same contribution, or of the same sort of note. What nobody is named for and what
/// has a time of its own was cut by its format, at a change of speaker or a silence.
fn continues(last: &Turn, next: &Turn) -> bool {
    let timed = last.start_ms.is_some() && next.start_ms.is_some();
    if last.kind != next.kind || last.note != next.note {
        return false;
    }
    match last.kind {
        Kind::Note => !timed,
        Kind::Speech => last.speaker == next.speaker && last.role == next.role && !(timed && nameless(next)),
    }
}

fn nameless(turn: &Turn) -> bool {
    turn.speaker.is_none() && turn.role.is_none()
}

fn append(last: &mut Turn, next: &Turn) {
    last.text.push_str("\n\n");
    last.text.push_str(&next.text);
    last.start_ms = last.start_ms.or(next.start_ms);
    last.end_ms = next.end_ms.or(last.end_ms.filter(|_| next.start_ms.is_none()));
}

/// A turn whose end is not stated ends where the next timed turn starts.
fn infer_ends(turns: &mut [Turn]) {
    let mut next = None;
    for turn in turns.iter_mut().rev() {
        if let (Some(start), None, Some(end)) = (turn.start_ms, turn.end_ms, next)
            && end >= start
        {
            turn.end_ms = Some(end);
            turn.end_inferred = true;
        }
        next = turn.start_ms.or(next);
    }
}

/// Adds every speaker to the participants, in order of appearance, and counts their turns.
fn count(turns: &[Turn], participants: &mut Vec<Participant>) {
    let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
    let mut heard: Vec<&str> = Vec::new();
    for name in turns.iter().flat_map(Turn::names) {
        let count = counts.entry(name).or_default();
        if *count == 0 {
            heard.push(name);
        }
        *count += 1;
    }
    let mut known: Vec<Option<Participant>> = std::mem::take(participants).into_iter().map(Some).collect();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for (i, p) in known.iter().flatten().enumerate() {
        places.entry(p.name.clone()).or_insert(i);
    }
    for name in heard {
        let named = || Participant { name: name.to_owned(), ..Participant::default() };
        let person = places.get(name).and_then(|&i| known[i].take()).unwrap_or_else(named);
        participants.push(Participant { turns: counts[name], ..person });
    }
    participants.extend(known.into_iter().flatten());
}

/// A speech turn replies to the nearest earlier turn of another speaker, a nameless one to any; where roles are known and the
/// speaker is not the host, to the nearest earlier host turn. Host turns reply to nothing.
fn reply(turns: &mut [Turn]) {
    let hosted = turns.iter().any(|t| t.role == Some(Role::Host));
    let mut host = None;
    let mut heard: Vec<usize> = Vec::new();
    for i in 0..turns.len() {
        if !turns[i].is_speech() {
            continue;
        }
        let here = turns[i].role == Some(Role::Host);
        turns[i].replies_to = match (here, hosted) {
            (true, _) => None,
            (false, true) => host,
            (false, false) => {
                let other = |&&j: &&usize| turns[j].speaker != turns[i].speaker || nameless(&turns[i]);
                heard.iter().rev().find(other).map(|&j| turns[j].n)
            }
        };
        if here {
            host = Some(turns[i].n);
        }
        // Only the last turn of another speaker matters, so two speakers' last turns are enough to keep.
        heard.retain(|&j| turns[j].speaker != turns[i].speaker);
        heard.push(i);
        let keep = heard.len().saturating_sub(2);
        heard.drain(..keep);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NoteSort;

    fn speech(speaker: &str, text: &str) -> Turn {
        Turn { speaker: Some(speaker.to_owned()), text: text.to_owned(), ..Turn::default() }
    }

    fn note(sort: NoteSort, text: &str) -> Turn {
        Turn { kind: Kind::Note, note: Some(sort), text: text.to_owned(), ..Turn::default() }
    }

    #[test]
    fn neighbours_of_one_speaker_are_one_turn_unless_a_note_stands_between() {
        let raw = vec![
            speech("Ann", "One."),
            speech("Ann", "Two."),
            note(NoteSort::Heading, "Part two"),
            speech("Ann", "Three."),
            speech("Bob", "  "),
        ];
        let mut people = Vec::new();
        let turns = assemble(raw, &mut people);
        let got: Vec<_> = turns.iter().map(|t| (t.n, t.text.as_str())).collect();
        assert_eq!(got, [(1, "One.\n\nTwo."), (2, "Part two"), (3, "Three.")]);
        assert_eq!((people.len(), people[0].turns), (1, 2));
    }

    #[test]
    fn without_roles_a_turn_replies_to_the_last_of_another_speaker() {
        let raw =
            vec![speech("Ann", "a"), speech("Bob", "b"), note(NoteSort::Heading, "h"), speech("Bob", "c")];
        let turns = assemble(raw, &mut Vec::new());
        let replies: Vec<_> = turns.iter().map(|t| t.replies_to).collect();
        assert_eq!(replies, [None, Some(1), None, Some(1)]);
    }

    #[test]
    fn with_a_host_guests_reply_to_the_host_across_each_other() {
        let mut people =
            vec![Participant { name: "Ann".into(), role: Some(Role::Host), ..Participant::default() }];
        let raw = vec![speech("Ann", "Why?"), speech("Bob", "b"), speech("Cid", "c"), speech("Ann", "And?")];
        let turns = assemble(raw, &mut people);
        let replies: Vec<_> = turns.iter().map(|t| t.replies_to).collect();
        assert_eq!(replies, [None, Some(1), Some(1), None]);
        assert_eq!(turns[2].role, Some(Role::Guest));
    }

    #[test]
    fn nameless_turns_with_times_stay_apart_and_reply() {
        let at = |start, text: &str| Turn { start_ms: Some(start), text: text.to_owned(), ..Turn::default() };
        let turns = assemble(vec![at(0, "Where?"), at(5, "There."), at(9, "Ah.")], &mut Vec::new());
        let replies: Vec<_> = turns.iter().map(|t| t.replies_to).collect();
        assert_eq!(replies, [None, Some(1), Some(2)]);
    }

    #[test]
    fn an_end_is_inferred_from_the_next_start() {
        let mut a = speech("Ann", "a");
        a.start_ms = Some(1000);
        let mut b = speech("Bob", "b");
        (b.start_ms, b.end_ms) = (Some(5000), Some(6000));
        let turns = assemble(vec![a, b], &mut Vec::new());
        assert_eq!((turns[0].end_ms, turns[0].end_inferred), (Some(5000), true));
        assert_eq!((turns[1].end_ms, turns[1].end_inferred), (Some(6000), false));
    }
}
