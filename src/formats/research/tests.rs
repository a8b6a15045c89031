//! Each research format by small files, and what holds for all of them.

use proptest::prelude::*;

use crate::formats::{File, Outcome, read};
use crate::model::{FileSettings, Interview, NoteSort, Role};

const ELAN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2020-01-01T00:00:00+01:00" FORMAT="3.0" VERSION="3.0">
<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"><MEDIA_DESCRIPTOR MEDIA_URL="file:///C:/talks/ferry.wav" MIME_TYPE="audio/x-wav"/></HEADER>
<TIME_ORDER><TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="0"/><TIME_SLOT TIME_SLOT_ID="ts2"/><TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="2000"/>
<TIME_SLOT TIME_SLOT_ID="ts4" TIME_VALUE="1500"/><TIME_SLOT TIME_SLOT_ID="ts5" TIME_VALUE="4000"/><TIME_SLOT TIME_SLOT_ID="ts6" TIME_VALUE="5000"/></TIME_ORDER>
<TIER LINGUISTIC_TYPE_REF="utt" PARTICIPANT="Mara Quist" TIER_ID="A">
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2"><ANNOTATION_VALUE>Why was it</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts2" TIME_SLOT_REF2="ts3"><ANNOTATION_VALUE>built of wood?</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
</TIER>
<TIER LINGUISTIC_TYPE_REF="ref" PARTICIPANT="Ole" TIER_ID="ref@B">
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="b1" TIME_SLOT_REF1="ts4" TIME_SLOT_REF2="ts5"><ANNOTATION_VALUE>Ole.001</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
</TIER>
<TIER LINGUISTIC_TYPE_REF="gloss" PARENT_REF="ref@B" TIER_ID="ft@B">
<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="b3" ANNOTATION_REF="b1"><ANNOTATION_VALUE>Cheap, that is why.</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>
</TIER>
<TIER LINGUISTIC_TYPE_REF="orthT" PARENT_REF="ref@B" TIER_ID="tx@B">
<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="b2" ANNOTATION_REF="b1"><ANNOTATION_VALUE>Weil es &amp; billig war.</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>
</TIER>
<TIER LINGUISTIC_TYPE_REF="ges" TIER_ID="hands">
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="g1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts6"><ANNOTATION_VALUE>point</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
</TIER>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="utt" TIME_ALIGNABLE="true"/><LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="ges" CONTROLLED_VOCABULARY_REF="hands"/>
</ANNOTATION_DOCUMENT>
"#;

const SHORT_GRID: &str = "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n0\n4\n<exists>\n3\n\"IntervalTier\"\n\"Mara\"\n0\n4\n3\n\
    0\n0.5\n\"\"\n0.5\n2\n\"Why \"\"wood\"\"?\"\n2\n4\n\"\"\n\"TextTier\"\n\"clicks\"\n0\n4\n1\n1\n\"click\"\n\"IntervalTier\"\n\"Ole\"\n0\n4\n2\n\
    0\n2\n\"sil\"\n2\n4\n\"为什么不\"\n";

const LONG_GRID: &str = "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0 \nxmax = 4 \ntiers? <exists> \nsize = 1 \nitem []: \n    \
    item [1]:\n        class = \"IntervalTier\" \n        name = \"Mara\" \n        xmin = 0 \n        xmax = 4 \n        intervals: size = 2 \n        \
    intervals [1]:\n            xmin = 0 \n            xmax = 1.25 \n            text = \"Why\nwood? ! no comment\" \n        intervals [2]:\n            \
    xmin = 1.25 \n            xmax = 4 \n            text = \"\" \n";

const CHAT: &str = "\u{feff}@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tCHI Mara Target_Child, MOT Mother, INV Ole_Brandt Investigator\n\
    @ID:\teng|ferry|CHI|2;7.01|female|||Target_Child|||\n@Media:\tferry01, audio\n@Date:\t04-FEB-1963\n@Situation:\tat the landing\n\
    *CHI:\tdat [: that] a (be)cause &-uh\n\tboat [?] . \u{15}0_1500\u{15}\n%mor:\tpro:dem|that\n*MOT:\twhere ? \u{15}1500_3200\u{15}\n\
    *INV:\t<in the> [//] in the &+ri river +...\n@End\n";

const TRANSCRIBER: &str = r#"<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE Trans SYSTEM "trans-14.dtd">
<Trans scribe="x" audio_filename="ferry01" version="4" version_date="990131" program="River hour">
<Topics><Topic id="to1" desc="The old ferry"/></Topics>
<Speakers><Speaker id="spk1" name="Mara Quist"/><Speaker id="spk2" name="Ole Brandt"/></Speakers>
<Episode><Section type="report" topic="to1" startTime="0" endTime="12">
<Turn speaker="spk1" startTime="0" endTime="4"><Sync time="0"/>why was it <Event desc="laughs" type="noise" extent="instantaneous"/> built
<Sync time="2.5"/>of wood<Event desc="b" type="noise"/></Turn>
<Turn speaker="spk1 spk2" startTime="4" endTime="6.25"><Sync time="4"/><Who nb="1"/>well<Who nb="2"/>cheap<Sync time="5"/><Who nb="1"/>I see</Turn>
<Turn startTime="6.25" endTime="7"><Sync time="6.25"/></Turn>
</Section></Episode></Trans>
"#;

const EXMARALDA: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<basic-transcription><head><meta-information><transcription-name>The ferry</transcription-name><referenced-file url="a/ferry.wav"/>
<ud-meta-information><ud-information attribute-name="Date">2011-03-04</ud-information></ud-meta-information></meta-information>
<speakertable><speaker id="SPK0"><abbreviation>MQ</abbreviation><ud-speaker-information><ud-information attribute-name="Name">Quist</ud-information>
<ud-information attribute-name="Vorname">Mara</ud-information></ud-speaker-information></speaker><speaker id="SPK1"><abbreviation>OB</abbreviation></speaker></speakertable></head>
<basic-body><common-timeline><tli id="T0" time="0.0"/><tli id="T1"/><tli id="T2" time="3.0"/><tli id="T3" time="4.5"/></common-timeline>
<tier id="TIE0" speaker="SPK0" category="v" type="t" display-name="MQ [v]"><event start="T0" end="T1">Why was it bui</event><event start="T1" end="T2">lt? </event>
<event start="T2" end="T3">Of wood? </event></tier>
<tier id="TIE1" speaker="SPK0" category="en" type="a" display-name="MQ [en]"><event start="T0" end="T2">NOT SPEECH</event></tier>
<tier id="TIE2" speaker="SPK1" category="v" type="t" display-name="OB [v]"><event start="T1" end="T2">Cheap. </event></tier>
</basic-body></basic-transcription>
"#;

const TEI: &str = r##"<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><idno>NOT SPEECH</idno><teiHeader><fileDesc><titleStmt><title>The ferry</title><title>Not speech</title></titleStmt>
<publicationStmt><publisher>Harbour archive</publisher><date>2020</date></publicationStmt>
<sourceDesc><recordingStmt><recording type="audio" dur="PT1M5S"><media url="ferry.wav"/><date when="2011-03-04"/></recording></recordingStmt></sourceDesc></fileDesc>
<profileDesc><particDesc><person xml:id="SPK0" n="MQ" sex="2"><persName><surname>Quist</surname><forename>Mara</forename><abbr>MQ</abbr></persName></person>
<person xml:id="SPK1" role="interviewer"><persName>Ole Brandt</persName></person></particDesc></profileDesc></teiHeader>
<text><timeline unit="s" origin="#T0"><when xml:id="T0"/><when xml:id="T1" interval="1.5" since="#T0"/><when xml:id="T2" interval="3" since="#T0"/></timeline>
<body><head>At the landing</head>
<annotationBlock who="#SPK1" start="#T0" end="#T1"><u><seg type="contribution"><seg type="utterance" subtype="interrogative"><w>Why</w> <w>was</w><w>n't</w> <w>it</w> <pc>(</pc><w>all</w><pc>)</pc> <pause dur="PT1S"/>
<w join="right">o</w><w>f</w> <vocal><desc>laughs</desc></vocal> <w>wood</w></seg></seg></u>
<spanGrp type="pos"><span from="#w1">NOT SPEECH</span></spanGrp></annotationBlock>
<u who="#SPK0" start="#T1" end="#T2">It <choice><orig>wuz</orig><reg>NOT</reg></choice> <unclear>cheap</unclear>.</u>
<incident start="#T2"><desc>a bell</desc></incident>
</body></text></TEI>
"##;

const DRAMA: &str = "<TEI><teiHeader><fileDesc><titleStmt><title>Talk</title></titleStmt></fileDesc></teiHeader><text><body><p>At the river.</p>\
    <sp><speaker>MARA:</speaker><p>Why <stage>(softly)</stage> wood?</p></sp><sp><speaker>OLE:</speaker><p>Cheap.</p><p>And light.</p></sp></body></text></TEI>";

const OHMS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ROOT xmlns="https://www.weareavp.com/nunncenter/ohms"><record id="1" dt="2020-01-01"><version>5.4</version><date value="2006-06-13" format="yyyy-mm-dd"/>
<title>Interview with Ole Brandt</title><repository>Harbour archive</repository><interviewee>Brandt, Ole</interviewee><interviewer>Mara Quist</interviewer>
<duration>00:02:30</duration><media_url>https://example.org/ferry.mp3</media_url><sync>1:|2(1)|8(1)</sync><sync_alt/>
<index><point><time>0</time><title>The ferry</title><partial_transcript>QUIST: Why</partial_transcript><synopsis>He built it.</synopsis><keywords>ferries;wood</keywords></point></index>
<description>A talk about a ferry.</description><transcript>QUIST: Why was it built of wood?

BRANDT: It was cheap, and there was plenty of it on the hills above the river in
those years, more than anybody could use, and oak does not mind water if
it is dry.

QUIST: And the engine?

BRANDT: From a bus.[[footnote]]1[[/footnote]]
</transcript><transcript_alt>QUIST: 为什么用木头？

BRANDT: 因为便宜。

QUIST: 发动机呢？

BRANDT: 从公共汽车上拆下来的。
</transcript_alt></record></ROOT>
"#;

const OHMS_VTT: &str = "<ROOT xmlns='https://www.weareavp.com/nunncenter/ohms'><record id='2'><title>Talk</title><interviewer>Mara Quist</interviewer><interviewee>Ole Brandt</interviewee>\n\
    <vtt_transcript><![CDATA[WEBVTT\n\n00:00:03.000 --> 00:00:05.000\n<v QUIST> Why wood?\n\n00:00:05.000 --> 00:00:08.000\n<v BRANDT> It was cheap.\n]]></vtt_transcript></record></ROOT>\n";

const ALL: &[(&str, &str)] = &[
    ("a.eaf", ELAN),
    ("a.TextGrid", SHORT_GRID),
    ("b.TextGrid", LONG_GRID),
    ("a.cha", CHAT),
    ("a.trs", TRANSCRIBER),
    ("a.exb", EXMARALDA),
    ("a.xml", TEI),
    ("b.xml", DRAMA),
    ("c.xml", OHMS),
    ("d.xml", OHMS_VTT),
];

fn outcome(path: &str, bytes: &[u8]) -> Outcome {
    read(&File { path, bytes, sidecars: &[] }, &FileSettings::default())
}

fn interviews(path: &str, text: &str) -> Vec<Interview> {
    match outcome(path, text.as_bytes()) {
        Outcome::Read(all) => all,
        other => panic!("{other:?}"),
    }
}

fn interview(path: &str, text: &str) -> Interview {
    interviews(path, text).remove(0)
}

/// Who says what from when to when.
fn seen(interview: &Interview) -> Vec<(&str, Option<u64>, Option<u64>, &str)> {
    let turn = |t| -> (&str, Option<u64>, Option<u64>, &str) {
        let t: &crate::model::Turn = t;
        (t.speaker.as_deref().unwrap_or("-"), t.start_ms, t.end_ms, t.text.as_str())
    };
    interview.turns.iter().map(turn).collect()
}

fn people(interview: &Interview) -> Vec<(&str, String)> {
    interview.meta.participants.iter().map(|p| (p.name.as_str(), p.aliases.join("/"))).collect()
}

#[test]
fn elan_tiers_are_speakers_and_dependent_ones_glosses() {
    let got = interview("a.eaf", ELAN);
    let want = [
        ("Mara Quist", Some(0), Some(2000), "Why was it built of wood?"),
        ("Ole", Some(1500), Some(4000), "Weil es & billig war."),
    ];
    assert_eq!(seen(&got), want);
    assert_eq!(people(&got), [("Mara Quist", "A".into()), ("Ole", "tx@B".into())]);
    assert_eq!((got.meta.source.as_deref(), got.turns[0].line), (Some("ferry.wav"), Some(7)));
    let frames = interview(
        "a.eaf",
        &ELAN.replace("milliseconds", "PAL-frames").replace("MIME_TYPE", "TIME_ORIGIN=\"250\" MIME_TYPE"),
    );
    assert_eq!(seen(&frames)[0].2, Some(80_250));
    let itself = interview("a.eaf", &ELAN.replace("TIER_ID=\"A\"", "PARENT_REF=\"A\" TIER_ID=\"A\""));
    assert_eq!(seen(&itself), want);
}

#[test]
fn textgrid_is_read_in_both_forms_and_in_utf16() {
    let got = interview("a.TextGrid", SHORT_GRID);
    let want =
        [("Mara", Some(500), Some(2000), "Why \"wood\"?"), ("Ole", Some(2000), Some(4000), "为什么不")];
    assert_eq!(seen(&got), want);
    for big in [false, true] {
        for mark in ["", "\u{feff}"] {
            let units = mark.encode_utf16().chain(SHORT_GRID.encode_utf16());
            let bytes: Vec<u8> =
                units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect();
            let Outcome::Read(all) = outcome("a.TextGrid", &bytes) else { panic!("{big} {mark:?}") };
            assert_eq!(seen(&all[0]), want);
        }
    }
    let got = interview("b.txt", LONG_GRID);
    assert_eq!(seen(&got), [("Mara", Some(0), Some(1250), "Why wood? ! no comment")]);
    assert_eq!(got.turns[0].line, Some(18));
    let binary = outcome("c.TextGrid", b"ooBinaryFile\x08TextGrid\0\0\0\0\0\0\0\0");
    assert!(
        matches!(&binary, Outcome::Skipped { reason } if reason.contains("save it as a text file")),
        "{binary:?}"
    );
    let initials = interview("d.TextGrid", &SHORT_GRID.replace("\"Mara\"", "\"FT\""));
    assert_eq!(seen(&initials)[0].0, "FT");
}

#[test]
fn a_textgrid_that_breaks_off_keeps_what_was_read() {
    let cut = LONG_GRID.rfind("text =").unwrap();
    let got = interview("a.TextGrid", &LONG_GRID[..cut]);
    assert!(!got.turns.is_empty() && !got.warnings.is_empty(), "{got:?}");
}

#[test]
fn a_line_of_chat_without_its_colon_is_kept() {
    let got = interview("a.cha", "@Begin\n*ANN:\twhy ?\n*BO it was there .\n@End\n");
    assert_eq!(got.turns[1].text, "*BO it was there .");
    assert_eq!(got.warnings.len(), 1);
}

#[test]
fn chat_gives_names_times_and_words_without_codes() {
    let got = interview("a.cha", CHAT);
    let want = [
        ("-", None, None, "at the landing"),
        ("Mara", Some(0), Some(1500), "dat a because uh boat."),
        ("Mother", Some(1500), Some(3200), "where?"),
        ("Ole Brandt", None, None, "in the in the ri river…"),
    ];
    assert_eq!(seen(&got), want);
    assert_eq!(
        people(&got),
        [
            ("Mara", "CHI/Target Child".into()),
            ("Mother", "MOT".into()),
            ("Ole Brandt", "INV/Investigator".into())
        ]
    );
    assert_eq!((got.meta.date.as_deref(), got.meta.source.as_deref()), (Some("1963-02-04"), Some("ferry01")));
}

#[test]
fn who_investigates_asks_unless_a_child_is_observed() {
    let asked = "@Begin\n@Participants:\tPAR Participant, INV Investigator\n*INV:\ttell me .\n*PAR:\twe rowed .\n@End\n";
    let roles: Vec<_> = interview("a.cha", asked).turns.iter().map(|t| t.role).collect();
    assert_eq!(roles, [Some(Role::Host), Some(Role::Guest)]);
    assert!(interview("b.cha", CHAT).turns.iter().all(|t| t.role.is_none()));
}

#[test]
fn transcriber_parts_those_who_speak_at_once() {
    let got = interview("a.trs", TRANSCRIBER);
    let want = [
        ("-", Some(0), None, "The old ferry"),
        ("Mara Quist", Some(0), Some(6250), "why was it [laughs] built of wood well I see"),
        ("Ole Brandt", Some(4000), Some(6250), "cheap"),
    ];
    let seen = seen(&got);
    assert_eq!(seen[1..], want[1..]);
    assert_eq!((seen[0].3, got.turns[0].note), ("The old ferry", Some(NoteSort::Heading)));
    assert_eq!((got.meta.title.as_deref(), got.meta.date.as_deref()), (Some("River hour"), None));
}

#[test]
fn exmaralda_joins_events_within_a_sentence() {
    let got = interview("a.exb", EXMARALDA);
    let want = [
        ("Mara Quist", Some(0), Some(3000), "Why was it built?"),
        ("OB", Some(1500), Some(3000), "Cheap."),
        ("Mara Quist", Some(3000), Some(4500), "Of wood?"),
    ];
    assert_eq!(seen(&got), want);
    assert_eq!(people(&got), [("Mara Quist", "SPK0/MQ".into()), ("OB", "SPK1".into())]);
    let meta = &got.meta;
    assert_eq!(
        (meta.title.as_deref(), meta.date.as_deref(), meta.source.as_deref()),
        (Some("The ferry"), Some("2011-03-04"), Some("ferry.wav"))
    );
}

#[test]
fn tei_is_rebuilt_from_words_and_marks() {
    let got = interview("a.xml", TEI);
    let want = [
        ("-", None, None, "At the landing"),
        ("Ole Brandt", Some(0), Some(1500), "Why wasn't it (all) of [laughs] wood?"),
        ("Mara Quist", Some(1500), Some(3000), "It wuz cheap."),
        ("-", Some(3000), None, "[a bell]"),
    ];
    assert_eq!(seen(&got), want);
    assert_eq!(people(&got)[1], ("Mara Quist", "SPK0/MQ".into()));
    assert_eq!(got.turns[1].role, Some(Role::Host));
    let meta = &got.meta;
    assert_eq!(
        (meta.title.as_deref(), meta.date.as_deref(), meta.duration_ms),
        (Some("The ferry"), Some("2011-03-04"), Some(65_000))
    );
    assert_eq!(
        (meta.publisher.as_deref(), meta.source.as_deref()),
        (Some("Harbour archive"), Some("ferry.wav"))
    );
}

#[test]
fn tei_drama_has_labels_and_paragraphs() {
    let got = interview("b.xml", DRAMA);
    let want = [
        ("-", None, None, "At the river."),
        ("MARA", None, None, "Why [softly] wood?"),
        ("OLE", None, None, "Cheap.\n\nAnd light."),
    ];
    assert_eq!(seen(&got), want);
    let loose = interview("b.xml", &DRAMA.replace("</body>", "<speaker>ALL</speaker></body>"));
    assert_eq!(seen(&loose).last().map(|turn| turn.3), Some("ALL"));
    let novel = outcome("n.xml", b"<TEI><text><body><p>Nobody speaks.</p></body></text></TEI>");
    assert!(matches!(novel, Outcome::Skipped { .. }), "{novel:?}");
}

#[test]
fn ohms_times_turns_by_minutes_and_keeps_its_index_as_notes() {
    let all = interviews("c.xml", OHMS);
    let got = &all[0];
    let seen = seen(got);
    let speech: Vec<_> = seen.iter().filter(|(who, ..)| *who != "-").copied().collect();
    let want = [
        ("Mara Quist", Some(0), "Why was it built of wood?"),
        (
            "Ole Brandt",
            Some(60_000),
            "It was cheap, and there was plenty of it on the hills above the river in those years, more than anybody could use, and oak does not mind water if it is dry.",
        ),
        ("Mara Quist", Some(115_000), "And the engine?"),
        ("Ole Brandt", Some(120_000), "From a bus.[1]"),
    ];
    let said: Vec<_> = speech.iter().map(|(who, start, _, text)| (*who, *start, *text)).collect();
    assert_eq!(said.len(), want.len());
    for (said, want) in said.iter().zip(want) {
        assert_eq!((said.0, said.2), (want.0, want.2));
        assert!(said.1.unwrap().abs_diff(want.1.unwrap()) < 20_000, "{said:?}");
    }
    let notes: Vec<_> = seen.iter().filter(|(who, ..)| *who == "-").map(|(.., text)| *text).collect();
    assert_eq!(notes, ["A talk about a ferry.", "The ferry\n\nHe built it."]);
    assert_eq!(got.turns.iter().find(|t| t.is_speech()).unwrap().line, Some(6));
    assert_eq!(
        (got.meta.date.as_deref(), got.meta.publisher.as_deref()),
        (Some("2006-06-13"), Some("Harbour archive"))
    );
    assert_eq!((all.len(), all[1].meta.id.as_str()), (2, "translation"));
    assert_eq!(all[1].turns[1].text, "因为便宜。");
}

#[test]
fn ohms_captions_are_read_as_captions() {
    let got = interview("d.xml", OHMS_VTT);
    let want = [
        ("Mara Quist", Some(3000), Some(5000), "Why wood?"),
        ("Ole Brandt", Some(5000), Some(8000), "It was cheap."),
    ];
    assert_eq!(seen(&got), want);
    assert_eq!(got.turns[0].line, Some(5));
}

#[test]
fn other_xml_is_skipped_with_a_reason() {
    for (path, text) in
        [("a.xml", "<rss><channel><title>x</title></channel></rss>"), ("b.xml", "no xml"), ("c.xml", "<")]
    {
        let got = outcome(path, text.as_bytes());
        assert!(matches!(&got, Outcome::Skipped { reason } if reason.contains(".xml")), "{got:?}");
    }
}

#[test]
fn deep_nesting_and_bombs_fail_by_line() {
    let deep = format!("<TEI><text><body>{}", "<div>\n".repeat(10_000));
    let bomb = "<!DOCTYPE Trans [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>\
        <!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'><!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;'><!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;'>\
        <!ENTITY g '&f;&f;&f;&f;&f;&f;&f;&f;'>]>\n<Trans>&g;</Trans>";
    for (path, text) in [("a.xml", deep.as_str()), ("a.trs", bomb)] {
        let got = outcome(path, text.as_bytes());
        assert!(matches!(got, Outcome::Failed { line: Some(_), .. }), "{got:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_broken_file_panics(which in 0..ALL.len(), cut in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let (path, text) = ALL[which];
        let mut bytes = text.as_bytes().to_vec();
        bytes.truncate(cut.index(bytes.len()) + 1);
        outcome(path, &bytes);
        let mut bytes = text.as_bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        outcome(path, &bytes);
    }

    #[test]
    fn every_word_of_a_tier_is_in_a_turn(rows in prop::collection::vec((0..2usize, 0..50u64, 1..9u64, "[a-z]{2,6}( [a-z]{2,6}){0,3}[.?]?"), 1..12)) {
        let slot = |n: usize, ms: u64| format!("<TIME_SLOT TIME_SLOT_ID='ts{n}' TIME_VALUE='{ms}'/>");
        let (mut slots, mut elan, mut grid) = (String::new(), [String::new(), String::new()], [String::new(), String::new()]);
        let (mut events, mut line, mut uttered) = ([String::new(), String::new()], String::new(), String::new());
        for (n, (who, start, length, text)) in rows.iter().enumerate() {
            let (from, to) = (start * 100, (start + length) * 100);
            slots += &(slot(2 * n, from) + &slot(2 * n + 1, to));
            elan[*who] += &format!("<ALIGNABLE_ANNOTATION ANNOTATION_ID='a{n}' TIME_SLOT_REF1='ts{}' TIME_SLOT_REF2='ts{}'>{text}</ALIGNABLE_ANNOTATION>", 2 * n, 2 * n + 1);
            grid[*who] += &format!("{}\n{}\n\"{text}\"\n", from as f64 / 1e3, to as f64 / 1e3);
            line += &format!("<tli id='t{}' time='{}'/><tli id='t{}' time='{}'/>", 2 * n, from as f64 / 1e3, 2 * n + 1, to as f64 / 1e3);
            events[*who] += &format!("<event start='t{}' end='t{}'>{text} </event>", 2 * n, 2 * n + 1);
            uttered += &format!("<u who='#S{who}'>{text}</u>");
        }
        let tiers: String = (0..2).map(|w| format!("<TIER TIER_ID='S{w}' PARTICIPANT='S{w}'>{}</TIER>", elan[w])).collect();
        let spoken: String = (0..2).map(|w| format!("<tier id='x{w}' speaker='S{w}' type='t'>{}</tier>", events[w])).collect();
        let said: String = rows.iter().map(|(who, .., text)| format!("*S{who}:\t{text}\n")).collect();
        let turns: String = rows.iter().map(|(who, .., text)| format!("<Turn speaker='S{who}'><Sync/>{text}</Turn>")).collect();
        let files = [
            ("a.eaf", format!("<ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER>{tiers}</ANNOTATION_DOCUMENT>")),
            ("a.exb", format!("<basic-transcription><common-timeline>{line}</common-timeline>{spoken}</basic-transcription>")),
            ("a.cha", format!("@Begin\n{said}@End\n")),
            ("a.trs", format!("<Trans>{turns}</Trans>")),
            ("a.tei", format!("<TEI><text><body>{uttered}</body></text></TEI>")),
        ];
        for (path, text) in files {
            let got = interview(path, &text);
            for (who, .., said) in &rows {
                let own: String = got.turns.iter().filter(|t| t.speaker == Some(format!("S{who}"))).map(|t| format!(" {} ", t.text)).collect();
                for word in said.trim_end_matches(['.', '?']).split(' ') {
                    prop_assert!(own.split(|c: char| !c.is_alphabetic()).any(|w| w == word), "{path}: {word} in {own:?}");
                }
            }
        }
        let grids = format!("\"ooTextFile\"\n\"TextGrid\"\n\"IntervalTier\"\n\"A\"\n0\n9\n1\n{}", grid.concat());
        let got = interview("a.TextGrid", &grids);
        let all: String = got.turns.iter().map(|t| format!(" {} ", t.text)).collect();
        prop_assert!(rows.iter().all(|(.., said)| said.split(' ').all(|word| all.contains(word))));
    }
}
