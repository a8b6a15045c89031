//! `whosaid show`, `list` and `speakers`.

use insta::assert_snapshot;

use super::shell::Shell;

#[test]
fn an_interview_and_a_turn_with_its_neighbours() {
    let shell = Shell::indexed();
    assert_snapshot!(shell.run(&["show", "quill"]), @r###"
    2019/mara-quill#1	[title]: A Talk With Mara Quill
    2019/mara-quill#2	Dan Ferris: How did the ferry survive the storm?
    2019/mara-quill#3	Mara Quill: We tied the ferry to the old elm. Trust was all we had, and a good rope. It held until the morning.
    2019/mara-quill#4	Dan Ferris: And the small shops on the quay?
    2019/mara-quill#5	Mara Quill: The shops lent us rope. Nobody asked for money, and nobody forgot it.
    2019/mara-quill#6	Dan Ferris: Would you do it again?
    2019/mara-quill#7	Mara Quill: Every spring. The river does not ask.
    exit 0
    "###);
    assert_snapshot!(shell.run(&["show", "2019/mara-quill#3"]), @r###"
    2019/mara-quill#3	Mara Quill: We tied the ferry to the old elm. Trust was all we had, and a good rope. It held until the morning.
    exit 0
    "###);
    let records = shell.json(&["show", "--json", "-C", "1", "quill#3"]);
    assert_eq!(records.len(), 1);
    assert_eq!((&records[0]["type"], &records[0]["focus"]), (&"turns".into(), &3.into()));
    let numbers: Vec<_> = records[0]["turns"].as_array().unwrap().iter().map(|t| t["n"].clone()).collect();
    assert_eq!(numbers, [2, 3, 4]);
}

#[test]
fn an_address_that_is_none_or_many() {
    let shell = Shell::indexed();
    shell.write("corpus/2019/mara-quay.txt", super::shell::ENGLISH);
    assert_eq!(shell.run(&["index"]).code, 0);
    for address in ["nobody", "mara", "quill#99"] {
        let ran = shell.run(&["show", address]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{address}");
        assert!(ran.err.starts_with("error: "), "{ran}");
    }
}

#[test]
fn interviews_are_listed() {
    let shell = Shell::indexed();
    assert_snapshot!(shell.run(&["list"]), @r###"
    2019/mara-quill		en	7	61	A Talk With Mara Quill
    渡船	2020-03-05	zh	4	56	渡船上的一天
    stderr: 2 interviews
    exit 0
    "###);
    assert_snapshot!(shell.run(&["list", "--tsv"]), @r###"
    interview	date	language	format	turns	words	path	title
    2019/mara-quill		en	text	7	61	2019/mara-quill.txt	A Talk With Mara Quill
    渡船	2020-03-05	zh	markdown	4	56	渡船.md	渡船上的一天
    exit 0
    "###);
    let records = shell.json(&["list", "--json"]);
    assert_eq!((&records[0]["type"], &records[0]["of"]), (&"listing".into(), &"interview".into()));
    assert_eq!(records[1]["interview"]["title"], "渡船上的一天");
}

#[test]
fn speakers_are_listed_most_words_first() {
    let shell = Shell::indexed();
    assert_snapshot!(shell.run(&["speakers"]), @r###"
    Mara Quill	1	3	42	
    林若溪	1	2	41	
    Dan Ferris	1	3	19	
    记者	1	2	15	
    stderr: 4 speakers
    exit 0
    "###);
    let records = shell.json(&["speakers", "--json"]);
    let words: Vec<u64> = records.iter().map(|r| r["words"].as_u64().unwrap()).collect();
    assert!(words.is_sorted_by(|a, b| a >= b), "{words:?}");
    assert_eq!(records.len(), 4);
}
