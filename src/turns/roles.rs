//! Who asks and who answers: from role words in the labels, else from who ends turns with questions.

use rustc_hash::FxHashMap;

use crate::model::{Participant, Role, Turn};

/// Labels that name a role rather than a person, folded.
const HOSTS: &[&str] = &[
    "q",
    "question",
    "host",
    "hosts",
    "cohost",
    "co-host",
    "interviewer",
    "moderator",
    "presenter",
    "anchor",
    "reporter",
    "journalist",
    "int",
    "mod",
    "问",
    "問",
    "提问",
    "提問",
    "问题",
    "主持",
    "主持人",
    "记者",
    "記者",
    "采访者",
    "採訪者",
    "访谈者",
    "訪談者",
    "提问者",
    "提問者",
    "主播",
    "访问者",
    "訪問者",
];
const GUESTS: &[&str] = &[
    "a",
    "answer",
    "guest",
    "guests",
    "interviewee",
    "respondent",
    "participant",
    "narrator",
    "speaker",
    "答",
    "回答",
    "嘉宾",
    "嘉賓",
    "受访者",
    "受訪者",
    "被访者",
    "被訪者",
    "采访对象",
    "被采访者",
    "受访人",
    "來賓",
    "来宾",
];

/// The role that a label states by itself, such as `Q`, `主持人`, `Interviewer 2` or `Ann (host)`.
pub(super) fn of_label(label: &str) -> Option<Role> {
    let folded = label.trim().to_lowercase();
    let bare = folded.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '.' || c == '#');
    let inner = folded.split(['(', '（']).nth(1).map(|s| s.trim_end_matches([')', '）']).trim());
    for word in [Some(bare), inner].into_iter().flatten() {
        if HOSTS.contains(&word) {
            return Some(Role::Host);
        }
        // "Speaker 1" is a recogniser's number, not a role.
        if GUESTS.contains(&word)
            && (word == bare && bare == folded || Some(word) == inner)
            && word != "speaker"
        {
            return Some(Role::Guest);
        }
    }
    (folded.ends_with("记者") || folded.ends_with("記者")).then_some(Role::Host)
}

/// Settles every participant's role and writes it to their turns. What metadata or a label states wins;
/// else one speaker who clearly asks is the host and all others are guests; else roles stay unknown.
pub(super) fn assign(turns: &mut [Turn], participants: &mut [Participant]) {
    for p in participants.iter_mut().filter(|p| p.role.is_none()) {
        p.role = of_label(&p.name).or_else(|| p.aliases.iter().find_map(|a| of_label(a)));
    }
    if participants.iter().all(|p| p.role != Some(Role::Host))
        && let Some(host) = asker(turns, participants)
    {
        participants[host].role = Some(Role::Host);
    }
    if participants.iter().any(|p| p.role == Some(Role::Host)) {
        for p in participants.iter_mut().filter(|p| p.turns > 0) {
            p.role = p.role.or(Some(Role::Guest));
        }
    }
    let places = places(participants);
    for turn in turns.iter_mut().filter(|t| t.is_speech() && t.role.is_none()) {
        turn.role = shared(turn.names().map(|name| places.get(name).and_then(|&i| participants[i].role)));
    }
}

/// The role that all have.
fn shared(mut roles: impl Iterator<Item = Option<Role>>) -> Option<Role> {
    let first = roles.next().flatten();
    first.filter(|_| roles.all(|role| role == first))
}

/// The first place of each name.
fn places(participants: &[Participant]) -> FxHashMap<&str, usize> {
    participants.iter().enumerate().rev().map(|(i, p)| (p.name.as_str(), i)).collect()
}

/// The one speaker who asks: a question in at least half of their turns, twice as often as anybody else who
/// speaks much, and shorter turns than those who answer.
fn asker(turns: &[Turn], participants: &[Participant]) -> Option<usize> {
    let mut asked = vec![(0usize, 0usize, 0usize); participants.len()];
    let places = places(participants);
    for turn in turns.iter().filter(|t| t.is_speech()) {
        for name in turn.names() {
            if let Some(&i) = places.get(name) {
                asked[i].0 += 1;
                asked[i].1 += usize::from(asks(&turn.text));
                asked[i].2 += turn.text.chars().count();
            }
        }
    }
    let spoken: Vec<usize> = (0..asked.len()).filter(|&i| asked[i].0 >= 2).collect();
    let rate = |i: usize| asked[i].1 as f64 / asked[i].0 as f64;
    let length = |i: usize| asked[i].2 / asked[i].0;
    let best = spoken.iter().copied().max_by(|&a, &b| rate(a).total_cmp(&rate(b)))?;
    let clear = spoken.iter().all(|&i| i == best || rate(i) * 2.0 <= rate(best));
    let shorter = spoken.iter().any(|&i| i != best && length(i) >= length(best));
    (spoken.len() >= 2 && rate(best) >= 0.5 && clear && shorter).then_some(best)
}

/// True if a turn ends in a question, give or take a closing mark.
fn asks(text: &str) -> bool {
    let end = text.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '”' | '’' | '」' | ')' | '）' | ']')
    });
    end.ends_with(['?', '？'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_state_roles() {
        for label in ["Q", "主持人", "Interviewer 2", "Ann Lee (host)", "新华社记者", "MODERATOR"] {
            assert_eq!(of_label(label), Some(Role::Host), "{label}");
        }
        for label in ["A", "答", "受访者", "Bo (guest)"] {
            assert_eq!(of_label(label), Some(Role::Guest), "{label}");
        }
        for label in ["Speaker 1", "A1", "Jing Xiandong", "SPEAKER_00"] {
            assert_eq!(of_label(label), None, "{label}");
        }
    }
}
