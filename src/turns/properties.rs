//! Properties that hold for any text: splitting never panics, and no word is lost.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;

use super::{Line, Split, assemble, split};
use crate::model::{FileSettings, Meta, Turn};

/// Lines as transcripts are made of, so that labels, times, headings and footers meet in all orders.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => ("(Ann Lee|Bo Ek|AL|BE|Q|A|问|答|主持人|林知远|周曼|王老师|Speaker 1|Break|note)", "(: |：|\t| - |> |\\. | \\[0:0[0-9]\\] |  0:1[0-9])", "[a-z林知远 ,.?:。？：“”]{0,40}")
            .prop_map(|(l, s, t)| format!("{l}{s}{t}")),
        2 => "[A-Z]?[a-z ]{0,30}[.?:]?",
        2 => "[\\u4e00-\\u4e40，。：？、“”]{0,30}",
        1 => "(\\[[0-9]:[0-9]{2}\\]|\\(laughs\\)|=== 第二部分 ===|Transcribed by the desk\\.|（完）|采访对象：林知远|2024年4月2日)",
        1 => "\\PC{0,40}",
    ]
}

fn document() -> impl Strategy<Value = Vec<Line>> {
    prop::collection::vec((piece(), any::<bool>(), 0u8..8, any::<bool>()), 0..30).prop_map(|pieces| {
        let line = |(i, (text, gap, heading, strong)): (usize, (String, bool, u8, bool))| {
            let text = text.trim().to_owned();
            let number = u32::try_from(i + 1).unwrap();
            let mut line = Line { number, gap, text, ..Line::default() };
            line.style.heading = if heading == 7 { 2 } else { 0 };
            line.style.strong = if strong { line.text.find([':', '：']).unwrap_or(0) } else { 0 };
            line
        };
        pieces.into_iter().enumerate().map(line).filter(|l| !l.text.is_empty()).collect()
    })
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).map(str::to_lowercase)
}

fn finished(lines: &[Line], settings: &FileSettings) -> (Split, Vec<Turn>) {
    let mut result = split(lines.to_vec(), Meta::default(), settings);
    let turns = assemble(std::mem::take(&mut result.turns), &mut result.meta.participants);
    (result, turns)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_word_is_in_a_turn_a_label_or_the_metadata(lines in document()) {
        let (result, turns) = finished(&lines, &FileSettings::default());
        let mut kept: HashMap<String, usize> = HashMap::new();
        turns.iter().flat_map(|t| words(&t.text)).for_each(|w| *kept.entry(w).or_default() += 1);
        let people = &result.meta.participants;
        let labels: HashSet<String> =
            people.iter().flat_map(|p| p.aliases.iter().chain([&p.name])).flat_map(|n| words(n)).collect();
        let mut all: HashMap<String, usize> = HashMap::new();
        lines.iter().flat_map(|l| words(&l.text)).for_each(|w| *all.entry(w).or_default() += 1);
        for (word, count) in all {
            let there = kept.get(&word).copied().unwrap_or(0);
            let joined = turns.iter().any(|t| words(&t.text).any(|w| w.contains(&word)));
            prop_assert!(there >= count || labels.contains(&word) || joined, "{word:?}: {there} of {count}");
        }
    }

    #[test]
    fn turns_are_numbered_and_neighbours_differ(lines in document()) {
        let (_, turns) = finished(&lines, &FileSettings::default());
        for (n, turn) in (1..).zip(&turns) {
            prop_assert_eq!(turn.n, n);
            prop_assert!(!turn.text.trim().is_empty());
            prop_assert!(turn.replies_to.is_none_or(|r| r < n));
        }
    }

    #[test]
    fn forced_labels_are_the_only_speakers(lines in document()) {
        let settings = FileSettings { speakers: vec!["Ann Lee".into(), "林知远".into()], ..FileSettings::default() };
        let (_, turns) = finished(&lines, &settings);
        for turn in turns.iter().filter(|t| t.is_speech() && t.speaker.is_some()) {
let name = turn.speaker.as_deref().unwrap_or("");
            prop_assert!(name.starts_with("Ann Lee") || name.starts_with("林知远"), "{name:?}");
        }
    }
}
