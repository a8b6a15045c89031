//! How whole documents in the conventions people use are split: one test a convention.

use super::{Line, Style, assemble, split};
use crate::model::{FileSettings, Meta, Turn};

/// A document from text: `**` at the start of a line sets its first words, up to the next `**`, in bold.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut gap = true;
    let mut found = Vec::new();
    for (number, raw) in (1..).zip(text.lines()) {
        let bold = raw.strip_prefix("**").and_then(|r| r.split_once("**"));
        let (text, strong) = bold.map_or((raw.to_owned(), 0), |(b, rest)| (format!("{b}{rest}"), b.len()));
        if !raw.trim().is_empty() {
            found.push(Line { number, text, gap, style: Style { strong, ..Style::default() } });
        }
        gap = raw.trim().is_empty();
    }
    found
}

pub(super) fn turns_with(text: &str, settings: &FileSettings) -> Vec<Turn> {
    let mut result = split(lines(text), Meta::default(), settings);
    assemble(std::mem::take(&mut result.turns), &mut result.meta.participants)
}

/// Every turn as `speaker: text`, notes as `[sort] text`, paragraphs joined by ` / `.
pub(super) fn read(text: &str) -> Vec<String> {
    let show = |t: Turn| {
        let text = t.text.replace("\n\n", " / ");
        match (t.note, t.speaker, t.role) {
            (Some(sort), _, _) => format!("[{sort:?}] {text}"),
            (None, Some(speaker), _) => format!("{speaker}: {text}"),
            (None, None, role) => format!("{role:?}: {text}"),
        }
    };
    turns_with(text, &FileSettings::default()).into_iter().map(show).collect()
}

#[test]
fn several_speakers_in_a_label_are_one_turn_of_each() {
    let text = "Ann Lee: One.\n\nBo Ek: Two.\n\nAnn Lee, Bo Ek: Both.\n\nAnn Lee: Three.\n\nBo Ek: Four.\n";
    let turns = turns_with(text, &FileSettings::default());
    assert_eq!(turns[2].speaker.as_deref(), Some("Ann Lee, Bo Ek"));
    assert_eq!(turns[2].names().collect::<Vec<_>>(), ["Ann Lee", "Bo Ek"]);
}

#[test]
fn a_time_alone_starts_the_next_turn_or_goes_on_with_this_one() {
    let text = "0:00\n\nAnn Lee: One.\nBo Ek: Two.\n\n0:50\n\nAnn Lee: Three.\n\n(00:01:21):\nMore.\n\nBo Ek: Four.\n";
    let turns = turns_with(text, &FileSettings::default());
    let speech: Vec<_> = turns.iter().filter(|t| t.is_speech()).collect();
    let got: Vec<_> = speech.iter().map(|t| (t.start_ms, t.text.as_str())).collect();
    assert_eq!(got, [(Some(0), "One."), (None, "Two."), (Some(50_000), "Three.\n\nMore."), (None, "Four.")]);
}

#[test]
fn metadata_names_the_one_who_answers() {
    let got = read(
        "采访对象：林知远\n采访人：周曼\n\n问：为什么修船？\n\n答：因为河还在。\n\n问：修了多久？\n\n答：三年。\n",
    );
    assert_eq!(
        got[1..],
        ["周曼: 为什么修船？", "林知远: 因为河还在。", "周曼: 修了多久？", "林知远: 三年。"]
    );
}

#[test]
fn question_and_answer_run_on_in_one_paragraph() {
    let got = read("问：为什么？答：因为木头要等。问：等多久？答：三年。\n\n问：然后呢？答：下水。\n");
    assert_eq!(got.len(), 6);
    assert_eq!(got[3], "答: 三年。");
}

#[test]
fn bold_questions_have_roles_and_no_names() {
    let got = read(
        "**Why ferries?**\n\nBecause of the river.\n\nAnd the town.\n\n**Who pays?**\n\nNobody.\n\n**And then?**\n\nWe row.\n",
    );
    let want = [
        "Some(Host): Why ferries?",
        "Some(Guest): Because of the river. / And the town.",
        "Some(Host): Who pays?",
        "Some(Guest): Nobody.",
        "Some(Host): And then?",
        "Some(Guest): We row.",
    ];
    assert_eq!(got, want);
}

#[test]
fn prose_colons_and_quoted_dialogue_stay_in_the_turn() {
    let text = "Ann Lee: Tell me.\n\nBo Ek: There was one rule.\n\nRemember: nothing is free.\n\nYou might ask: why?\n\nHe wrote: “Ann Lee: go home.”\n\nAnn Lee: And?\n\nBo Ek: We stayed.\n";
    let got = read(text);
    let rule = "Bo Ek: There was one rule. / Remember: nothing is free. / You might ask: why? / He wrote: “Ann Lee: go home.”";
    assert_eq!(got, ["Ann Lee: Tell me.", rule, "Ann Lee: And?", "Bo Ek: We stayed."]);
}

#[test]
fn head_and_footer_are_notes() {
    let text = "Talking Ferries: A Conversation\n\nAbstract: About boats.\n\nEditor's Note:\n\nWe met in May.\n\nWhat follows is the transcript:\n\nAnn Lee: Why?\n\nBo Ek: Because.\n\nAnn Lee: Since?\n\nBo Ek: 1998.\n\nIt rained.\n\n[Published with permission.]\n\nFollow us for more.\n";
    let want = [
        "[Title] Talking Ferries: A Conversation",
        "[Abstract] Abstract: About boats.",
        "[Editor] Editor's Note: / We met in May.",
        "[Introduction] What follows is the transcript:",
        "Ann Lee: Why?",
        "Bo Ek: Because.",
        "Ann Lee: Since?",
        "Bo Ek: 1998. / It rained.",
        "[Footer] [Published with permission.] / Follow us for more.",
    ];
    assert_eq!(read(text), want);
}

#[test]
fn a_rare_speaker_between_two_turns_of_one_is_found() {
    let turn = "唐河：好。\n\n周曼：我们继续。\n\n";
    let text =
        format!("{}唐河：请问。\n\n匿名：你相信吗？\n\n唐河：当然。\n\n周曼：再见。\n", turn.repeat(4));
    let got = read(&text);
    assert!(got.contains(&String::from("匿名: 你相信吗？")), "{got:?}");
}

#[test]
fn wrapped_lines_are_joined_and_short_lines_are_not() {
    let text = "Ann Lee: This line was wrapped by an editor at some sixty columns or\nso and goes on here until the sentence comes to an end at last.\n\nBo Ek: It did, and this one is another that was wrapped in the\nmiddle of its sentence.\n\nAnn Lee: Short.\n\nBo Ek: Yes.\n";
    let got = read(text);
    assert!(got[0].contains("columns or so and goes on"), "{got:?}");
    assert!(got[1].ends_with("wrapped in the middle of its sentence."), "{got:?}");
}

#[test]
fn without_labels_every_paragraph_is_a_note() {
    let mut result =
        split(lines("It was long.\n\nIt rained.\n\nWe left.\n"), Meta::default(), &FileSettings::default());
    assert_eq!((result.confidence, result.warnings.len()), (0.0, 1));
    let turns = assemble(std::mem::take(&mut result.turns), &mut result.meta.participants);
    assert!(turns.iter().all(|t| !t.is_speech()));
}

#[test]
fn labels_given_by_hand_are_the_only_ones() {
    let settings =
        FileSettings { speakers: vec!["the ferryman".into(), "me".into()], ..FileSettings::default() };
    let turns = turns_with("me: Why?\n\nthe ferryman: Note: it leaks.\n\nAnn Lee: is a boat.\n", &settings);
    let got: Vec<_> = turns.iter().map(|t| (t.speaker.as_deref(), t.text.as_str())).collect();
    assert_eq!(got, [(Some("me"), "Why?"), (Some("the ferryman"), "Note: it leaks.\n\nAnn Lee: is a boat.")]);
}

#[test]
fn thanks_at_the_end_are_said_by_who_asks() {
    for thanks in ["谢谢", "謝謝"] {
        let talk = "记者：为什么是木船？\n\n林知远：便宜。\n\n记者：现在呢？\n\n林知远：没有了。\n\n";
        let got = read(&format!("{talk}记者：{thanks}\n"));
        assert_eq!(got.last(), Some(&format!("记者: {thanks}")));
    }
}

#[test]
fn keys_in_the_head_of_a_short_export_leave_its_timed_labels_alone() {
    let got = read(
        "2026年6月2日 下午 5:51|14分钟 43秒\n\n关键词:\n渡船、木头\n\n文字记录:\n\n说话人 1 00:03\n我们修船。\n\n说话人 2 01:15\n修了三年。\n",
    );
    assert_eq!(got[got.len() - 2..], ["说话人 1: 我们修船。", "说话人 2: 修了三年。"]);
}
