//! How chats, court records, minutes and other people's exports are split: one test a class.

use super::conventions::{lines, read, turns_with};
use super::{Style, assemble, split};
use crate::model::{FileSettings, Meta};

fn speakers(text: &str) -> Vec<String> {
    read(text).into_iter().filter(|t| !t.starts_with('[') && !t.starts_with("None")).collect()
}

#[test]
fn chats_have_dates_before_their_names_or_after() {
    let want = ["Ann Lee: Ready?", "Bo Ek: Not yet", "Ann Lee: When?", "Bo Ek: soon: maybe"];
    for [open, close, after] in [
        ["[02/06/2026, 10:00:03] ", ": ", ""],
        ["6/2/26, 10:00 AM - ", ": ", ""],
        ["", " 2026-06-02 10:00:03", "\n"],
        ["10:02:11 From ", " to Everyone:", "\n"],
        ["10:02:11 From ", " : ", ""],
    ] {
        let text: Vec<String> = want
            .iter()
            .map(|w| w.split_once(": ").unwrap())
            .map(|(name, words)| format!("{open}{name}{close}{after}{words}"))
            .collect();
        assert_eq!(speakers(&(text.join("\n") + "\n")), want, "{open}{close}");
    }
}

#[test]
fn names_may_stand_in_paragraphs_of_their_own() {
    let got = speakers(
        "FERRY TALK\n\nANN LEE\n\nWelcome.\n\nBO EK — Analyst, River Bank\n\nThanks. One thing: it leaks.\n\nANN LEE\n\nDoes it?\n\nBO EK — Analyst, River Bank\n\nYes.\n",
    );
    assert_eq!(got.len(), 4);
    assert_eq!(got[2], "ANN LEE: Does it?");
}

#[test]
fn courts_have_marks_for_the_examination_and_names_for_the_rest() {
    let got = speakers(
        "THE COURT: Call your witness.\n\nBY MR. LEE:\n\nQ.  Where do you work?\n\nA.  At the ferry.\n\nQ.  Since when?\n\nA.  Since 1998.\n\nMS. EK: Objection.\n\nTHE COURT: Overruled.\n\nQ.  And then?\n\nA.  It sank.\n\nTHE COURT: Thank you.\n",
    );
    let labels: Vec<&str> = got.iter().filter_map(|t| t.split(':').next()).collect();
    assert_eq!(labels, ["THE COURT", "Q", "A", "Q", "A", "MS. EK", "THE COURT", "Q", "A", "THE COURT"]);
}

#[test]
fn parts_that_alternate_by_their_type_have_roles() {
    let text = "On ferries\n\nWhy?\n\nThe river.\n\nWho pays?\n\nNobody.\n\nAnd then?\n\nWe row.\n";
    let set = |style: Style, from: usize| {
        let mut document = lines(text);
        document.iter_mut().skip(from).step_by(2).for_each(|l| {
            l.style = style;
            l.style.strong = if style.strong > 0 { l.text.len() } else { 0 };
        });
        let mut result = split(document, Meta::default(), &FileSettings::default());
        let turns = assemble(std::mem::take(&mut result.turns), &mut result.meta.participants);
        turns.iter().filter_map(|t| t.role).map(|r| format!("{r:?}")).collect::<Vec<_>>().concat()
    };
    let plain = Style::default();
    for style in
        [Style { slanted: true, ..plain }, Style { quote: true, ..plain }, Style { heading: 3, ..plain }]
    {
        assert_eq!(set(style, 1), "HostGuest".repeat(3));
    }
    assert_eq!(set(Style { strong: 1, ..plain }, 2), "HostGuest".repeat(3));
    assert_eq!(set(plain, 1), "");
}

#[test]
fn numbered_questions_are_questions() {
    let got = read(
        "A talk\n\n1. Why?\n\nThe river.\n\nIt is wide.\n\n2. Who pays?\n\nNobody.\n\n3. And?\n\nWe row.\n",
    );
    assert_eq!(got[1..3], ["Some(Host): 1. Why?", "Some(Guest): The river. / It is wide."]);
}

#[test]
fn keys_before_values_are_nobody() {
    let recipe = "Stew\n\nIngredients: fish.\nTime: 40 minutes\nServes: four\n\nStep one: boil.\n\nTip: wait.\nTip: eat.\n";
    assert!(speakers(recipe).is_empty());
    let got = read(
        "时间：2026年6月2日\n主持人：周曼\n记录：李敏\n\n周曼：开始。\n林知远：船漏了。\n周曼：好。\n林知远：散会。\n编辑、摄影：李敏\n",
    );
    assert_eq!(
        got[1..],
        ["周曼: 开始。", "林知远: 船漏了。", "周曼: 好。", "林知远: 散会。", "[Footer] 编辑、摄影：李敏"]
    );
    let got = read(
        "Bo Ek: The Man Who Rowed\n\nBy Ann Lee\n\nAnn Lee: Why?\n\nBo Ek: Because.\n\nAnn Lee: And?\n\nBo Ek: No.\n\n* * *\n\nAnn Lee writes.\n\nPhotographs: Cy Dee.\n",
    );
    assert_eq!(got[0], "[Title] Bo Ek: The Man Who Rowed");
    assert_eq!(
        got[4..],
        ["Ann Lee: And?", "Bo Ek: No.", "[Footer] * * * / Ann Lee writes. / Photographs: Cy Dee."]
    );
}

#[test]
fn asking_and_answering_are_no_part_of_a_name() {
    let got = speakers("记者问：为什么？\n\n林知远答：因为河。\n\n记者问：还有？\n\n林知远答：没有。\n");
    assert_eq!(got[..2], ["记者: 为什么？", "林知远: 因为河。"]);
}

#[test]
fn an_outlet_that_asks_once_stands_between_two_answers() {
    let got = speakers(
        "主持人：开始。\n\n新华社记者：何时？\n\n林知远：明年。\n\n钛媒体：钱呢？\n\n林知远：捐的。\n\n主持人：谢谢。\n",
    );
    assert_eq!(got[3], "钛媒体: 钱呢？");
}

#[test]
fn one_label_may_head_a_monologue() {
    let got = read("Memories\n\nBo Ek: I was born by the river.\n\nHe had one rule: row.\n\nWe left.\n");
    assert_eq!(got[1..], ["Bo Ek: I was born by the river. / He had one rule: row. / We left."]);
}

#[test]
fn labels_given_by_hand_hold_in_any_grammar() {
    let given = |labels: &[&str]| FileSettings {
        speakers: labels.iter().map(|l| (*l).to_owned()).collect(),
        ..FileSettings::default()
    };
    for separator in [" — ", " ", "> ", "\n", ": "] {
        let text = format!("Ann Lee{separator}why?\n\nthe oarsman{separator}wood.\n\nAnn Lee{separator}ok\n");
        let turns = turns_with(&text, &given(&["Ann Lee", "the oarsman"]));
        let got: Vec<_> = turns.iter().map(|t| (t.speaker.as_deref(), t.text.as_str())).collect();
        assert_eq!(got, [(Some("Ann Lee"), "why?"), (Some("the oarsman"), "wood."), (Some("Ann Lee"), "ok")]);
    }
    let turns = turns_with("Ann Lee: why?\n\nBo Ek: wood.\n\nLee: ok\n", &given(&["Ann Lee", "Bo Ek"]));
    assert_eq!(turns[2].speaker.as_deref(), Some("Ann Lee"));
}
