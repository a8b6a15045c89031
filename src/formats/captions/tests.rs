//! What holds for any caption file: nothing panics, no word is lost.

use proptest::prelude::*;

use crate::analysis;
use crate::formats::{File, Format, Outcome, Source, read};
use crate::model::{FileSettings, Interview};

const VTT: &str = "WEBVTT - The ferry\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE a comment\n\n1\n00:01.000 --> 00:02.000 align:left\n\
                   <v.loud Ann Lee>Where <i>were</i> you?</v>\n\n2\n00:02.000 --> 00:00:03.500\n- On the <c>river</c> &amp; sea.\n- [laughs] All day\n\n\
                   00:04.000 --> 00:05.000\n周曼：为什么修了三年？\n";
const SRT: &str = "\u{feff}1\r\n00:00:01,000 --> 00:00:02,000\r\nANN:\r\nWas it late?\r\n\r\n2\r\n00:00:02,10 --> 00:00:03,000 X1:40 X2:60\r\n\
                   >> BO: It was. >> Yes\r\n\r\n4\r\n00:00:03,000 --> 00:00:04\r\n1984\r\n";
const SBV: &str = "0:00:01.000,0:00:02.000\nWe rowed[br]home\n\n0:00:02.000,0:00:0x.000\nslowly\n";
const TTML: &str = "<tt xmlns=\"http://www.w3.org/ns/ttml\"><head><metadata><agent id=\"a\"><name>Ann</name></agent></metadata></head>\
                    <body><div begin=\"1s\"><p begin=\"0s\" end=\"12f\" agent=\"a\">One<br/>two</p><p>three</p></div></body></tt>";
const JSON3: &str = "{\"wireMagic\":\"pb3\",\"events\":[{\"tStartMs\":1,\"dDurationMs\":2,\"segs\":[{\"utf8\":\"we\"},{\"utf8\":\" rowed\"}]}]}";
const SRV3: &str =
    "<timedtext format=\"3\"><body><p t=\"1\" d=\"2\"><s>we</s><s> rowed</s></p></body></timedtext>";

const FILES: [(&str, &str); 6] =
    [("a.vtt", VTT), ("a.srt", SRT), ("a.sbv", SBV), ("a.ttml", TTML), ("a.json3", JSON3), ("a.srv3", SRV3)];

fn outcome(path: &str, bytes: &[u8]) -> Outcome {
    read(&File { path, bytes, sidecars: &[] }, &FileSettings::default())
}

/// All words of an interview: turns, labels, title.
fn words(interview: &Interview) -> String {
    let mut all = String::new();
    for turn in &interview.turns {
        all.extend([turn.speaker.as_deref().unwrap_or(""), " ", &turn.text, " "]);
    }
    for alias in interview.meta.participants.iter().flat_map(|p| &p.aliases) {
        all.extend([alias, " "]);
    }
    all + interview.meta.title.as_deref().unwrap_or("")
}

fn sorted(text: &str) -> Vec<String> {
    let mut words: Vec<String> = analysis::exact(text).into_iter().map(|t| t.text).collect();
    words.sort();
    words.dedup();
    words
}

/// Words, and what is made of marks, brackets, colons and dashes around them.
fn cue() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        8 => "[a-zA-Z]{1,8}",
        2 => "[一-龥]{1,4}",
        1 => "[0-9]{1,4}",
        1 => Just("Ann Lee:".to_owned()),
        1 => Just("BO:".to_owned()),
        1 => Just("- ".to_owned()),
        1 => Just(">>".to_owned()),
        1 => Just("[Music]".to_owned()),
        1 => Just("[Cid]".to_owned()),
        1 => Just("\n".to_owned()),
        1 => Just("-->".to_owned()),
        1 => Just("a < b".to_owned()),
        1 => Just("Thanks for watching!".to_owned()),
    ];
    prop::collection::vec(word, 1..12).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn nothing_panics_on_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400), n in 0usize..6) {
        outcome(FILES[n].0, &bytes);
    }

    #[test]
    fn nothing_panics_on_text(text in "\\PC{0,200}", n in 0usize..6) {
        outcome(FILES[n].0, text.as_bytes());
    }

    #[test]
    fn nothing_panics_on_prefixes_flips_and_splices(n in 0usize..6, m in 0usize..6, cut in 0usize..700, at in 0usize..700, byte in any::<u8>()) {
        let (path, text) = FILES[n];
        let mut bytes = text.as_bytes()[..cut.min(text.len())].to_vec();
        outcome(path, &bytes);
        bytes.extend(FILES[m].1.as_bytes());
        outcome(path, &bytes);
        let at = at % bytes.len();
        bytes[at] = byte;
        outcome(path, &bytes);
    }

    #[test]
    fn no_word_of_a_cue_is_lost(cues in prop::collection::vec(cue(), 1..12), vtt in any::<bool>()) {
        let mut text = String::from(if vtt { "WEBVTT\n\n" } else { "" });
        for (n, cue) in cues.iter().enumerate() {
            let stamp = |n: usize| format!("00:{:02}:{:02}.000", n / 60, n % 60);
            let lines: Vec<&str> = cue.split('\n').map(str::trim).filter(|l| !l.is_empty()).collect();
            text.push_str(&format!("{}\n{} --> {}\n{}\n\n", n + 1, stamp(n), stamp(n + 1), lines.join("\n")));
        }
        let path = if vtt { "a.vtt" } else { "a.srt" };
        if let Outcome::Read(all) = outcome(path, text.as_bytes()) {
            let want: Vec<String> = cues.iter().flat_map(|c| sorted(c)).collect();
            let got = sorted(&words(&all[0]));
            for word in want {
                prop_assert!(got.contains(&word), "{word} of {text}\nis not in {:#?}", all[0].turns);
            }
        } else {
            prop_assert!(cues.iter().all(|c| sorted(c).is_empty()), "{text}");
        }
    }

    #[test]
    fn a_phrase_is_found_across_cues(words in prop::collection::vec("[a-z]{2,6}|[一-龥]", 4..40), size in 1usize..5) {
        let mut text = String::from("WEBVTT\n\n");
        for (n, chunk) in words.chunks(size).enumerate() {
            let label = if n == 0 { "<v Ann>" } else { "" };
            text.push_str(&format!("00:{:02}:{:02}.000 --> 00:59:00.000\n{label}{n}x {}\n\n", n / 60, n % 60, chunk.join(" ")));
        }
        let Outcome::Read(all) = outcome("a.vtt", text.as_bytes()) else { return Err(TestCaseError::fail(text)) };
        let want: Vec<String> = words.chunks(size).enumerate().flat_map(|(n, c)| {
            analysis::exact(&format!("{n}x {}", c.join(" "))).into_iter().map(|t| t.text)
        }).collect();
        let got: Vec<String> = analysis::exact(&all[0].turns[0].text).into_iter().map(|t| t.text).collect();
        prop_assert_eq!(all[0].turns.len(), 1);
        prop_assert_eq!(got, want);
    }
}

#[test]
fn every_file_is_known_by_its_content_and_its_name() {
    let formats: [&dyn Format; 5] = [&super::WebVtt, &super::Srt, &super::Sbv, &super::Ttml, &super::YouTube];
    for (path, text) in FILES {
        let source = Source::decode(&File { path, bytes: text.as_bytes(), sidecars: &[] }).unwrap();
        let sure: Vec<_> =
            formats.iter().filter(|f| f.sniff(&source) == crate::formats::Sniff::Sure).collect();
        assert_eq!(sure.len(), 1, "{path}");
        assert!(sure[0].extensions().contains(&source.extension().as_str()), "{path}");
    }
    for (text, format) in [(VTT, "webvtt"), (SRT, "srt"), (JSON3, "youtube"), (SRV3, "youtube"), (SBV, "sbv")]
    {
        let Outcome::Read(all) = outcome("a.txt", text.as_bytes()) else { panic!("{format}") };
        assert_eq!(all[0].format, format);
    }
}

#[test]
fn large_and_deep_files_are_read_in_time() {
    let nested = "<v A>(".repeat(4_000);
    let files = [
        format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{nested}\n"),
        format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{}\n", "<&{[>>".repeat(4_000)),
        format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{}\n", "ANN: a\n".repeat(4_000)),
        format!("1\n00:00:01,000 --> 00:00:02,000\n{}\n", "- a a a a\n".repeat(4_000)),
        (0..4_000).map(|n| format!("{n}\n00:00:01,000 --> 00:00:02,000\na a a a a a\n\n")).collect(),
    ];
    for text in files {
        let before = std::time::Instant::now();
        outcome("a.vtt", text.as_bytes());
        assert!(before.elapsed().as_secs() < 10, "{}", &text[..60]);
    }
    let deep = format!("<tt xmlns=\"http://www.w3.org/ns/ttml\">{}", "<div><p>a".repeat(4_000));
    outcome("a.ttml", deep.as_bytes());
    outcome("a.json3", format!("{{\"wireMagic\":1,\"events\":{}", "[".repeat(10_000)).as_bytes());
}

#[test]
fn rolled_captions_of_youtube_are_said_once() {
    let text = "WEBVTT\nKind: captions\nLanguage: en\n\n\
        00:00:00.160 --> 00:00:02.389 align:start position:0%\n \n>> so<00:00:00.480><c> today</c><00:00:00.719><c> we</c>\n\n\
        00:00:02.389 --> 00:00:02.399 align:start position:0%\n>> so today we\n \n\n\
        00:00:02.399 --> 00:00:04.550 align:start position:0%\n>> so today we\nrow<00:00:02.800><c> home</c>\n\n\
        00:00:04.550 --> 00:00:04.560 align:start position:0%\nrow home\n \n\n\
        00:00:04.560 --> 00:00:06.869 align:start position:0%\nrow home\nand<00:00:04.960><c> back</c><00:00:05.200><c> &gt;&gt; home</c>\n\n\
        00:00:06.869 --> 00:00:06.879 align:start position:0%\nand back &gt;&gt; home\n \n\n\
        00:00:06.879 --> 00:00:08.870 align:start position:0%\nand back &gt;&gt; home\n[Music]\n";
    let Outcome::Read(all) = outcome("a.vtt", text.as_bytes()) else { panic!() };
    let got: Vec<_> = all[0].turns.iter().map(|t| (t.note.is_some(), t.start_ms, t.text.as_str())).collect();
    assert_eq!(
        got,
        [
            (false, Some(160), "so today we row home and back"),
            (false, Some(4560), "home"),
            (true, Some(6879), "[Music]")
        ]
    );
}

#[test]
fn meetings_name_their_speakers_in_three_ways() {
    let id = "6ab39b37-8ab4-4d2f-9c5c-6f0ac0dbc2a1";
    let cue =
        |id: &str, n: usize, text: &str| format!("{id}\n00:00:0{n}.000 --> 00:00:0{}.000\n{text}\n\n", n + 1);
    let teams = cue(&format!("{id}/15-0"), 1, "<v Lee, Ann>Was it\nlate?</v>")
        + &cue(&format!("{id}/16-0"), 2, "<v Bo>One thing: yes.</v>");
    let webex =
        cue("1 \"Lee, Ann\" (27648)", 1, "Was it late?") + &cue("2 \"Bo\" (27649)", 2, "One thing: yes.");
    let zoom = cue("1", 1, "Lee, Ann: Was it late?")
        + &cue("2", 2, "Bo: One thing: yes.")
        + &cue("3", 3, "Bo: Very.");
    for (text, last) in
        [(teams, "One thing: yes."), (webex, "One thing: yes."), (zoom, "One thing: yes. Very.")]
    {
        let Outcome::Read(all) = outcome("a.vtt", format!("WEBVTT\n\n{text}").as_bytes()) else {
            panic!("{text}")
        };
        let got: Vec<_> = all[0].turns.iter().map(|t| (t.speaker.as_deref(), t.text.as_str())).collect();
        assert_eq!(got, [(Some("Lee, Ann"), "Was it late?"), (Some("Bo"), last)]);
    }
}
