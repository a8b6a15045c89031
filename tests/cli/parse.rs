//! `whosaid parse`.

use insta::assert_snapshot;

use super::shell::Shell;

#[test]
fn a_file_is_checked_at_a_glance() {
    let shell = Shell::with_corpus();
    assert_snapshot!(shell.run(&["parse", "corpus/2019/mara-quill.txt"]), @r###"
    mara-quill.txt  text · utf-8 · confidence 0.86
      title      A Talk With Mara Quill
      language   en
      speakers   Dan Ferris (host, 3 turns) · Mara Quill (guest, 3 turns)
      #1  [title]     A Talk With Mara Quill
      #2  Dan Ferris  How did the ferry survive the storm?
      #3  Mara Quill  We tied the ferry to the old elm. Trust was all we had, and a good rope. It held until the morning.
      #4  Dan Ferris  And the small shops on the quay?
      #5  Mara Quill  The shops lent us rope. Nobody asked for money, and nobody forgot it.
      #6  Dan Ferris  Would you do it again?
      #7  Mara Quill  Every spring. The river does not ask.
    exit 0
    "###);
    assert_snapshot!(shell.run(&["parse", "corpus/渡船.md"]), @r###"
    渡船.md  markdown · utf-8 · confidence 0.80
      title      渡船上的一天
      date       2020-03-05
      language   zh
      speakers   记者 (host, 2 turns) · 林若溪 (guest, 2 turns)
      #1  记者    你为什么留在渡船上？
      #2  林若溪  因为信任。河边的人彼此认识，信任比合同更有用。
      #3  记者    船坏了怎么办？
      #4  林若溪  先把船修好，再说别的。我们从来没有扔掉过一条船。
    exit 0
    "###);
    assert!(!shell.path("index").exists(), "the index is not touched");
}

#[test]
fn json_has_a_line_a_file_in_their_order() {
    let shell = Shell::with_corpus();
    let records =
        shell.json(&["parse", "--json", "corpus/渡船.md", "corpus/none.txt", "corpus/2019/mara-quill.txt"]);
    let types: Vec<&str> = records.iter().map(|r| r["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["interview", "error", "interview"]);
    let chinese = &records[0];
    assert_eq!(chinese["path"], "渡船.md");
    assert_eq!(chinese["id"], "渡船");
    assert_eq!(chinese["title"], "渡船上的一天");
    assert_eq!(chinese["date"], "2020-03-05");
    assert_eq!(chinese["language"], "zh");
    assert_eq!(chinese["speakers"][1]["name"], "林若溪");
    let speech = |of: &serde_json::Value| {
        let turns = of["turns"].as_array().unwrap();
        turns.iter().filter(|t| t["kind"] == "speech").count()
    };
    assert_eq!((speech(chinese), speech(&records[2])), (4, 6));
    let keys: Vec<&str> = chinese.as_object().unwrap().keys().map(String::as_str).collect();
    for key in ["v", "format", "encoding", "confidence", "source", "publisher", "duration_ms", "warnings"] {
        assert!(keys.contains(&key), "{key} is missing from {keys:?}");
    }
}

#[test]
fn the_speakers_are_corrected_by_hand() {
    let shell = Shell::empty();
    shell.write(
        "talk.txt",
        "Anna: We begin at dawn.\n\nNote: bring a lamp.\n\nBen: And a rope.\n\nAnna: Two of them.\n",
    );
    let records = shell.json(&["parse", "--json", "--speakers", "Anna, Ben", "talk.txt"]);
    let speakers: Vec<&str> =
        records[0]["speakers"].as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap()).collect();
    assert_eq!(speakers, ["Anna", "Ben"]);
    shell.write("whosaid.toml", "[[files]]\nglob = \"*.txt\"\nspeakers = [\"Anna\", \"Ben\"]\n");
    assert_eq!(shell.json(&["parse", "--json", "talk.txt"])[0]["turns"], records[0]["turns"]);
}
