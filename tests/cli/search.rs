//! `whosaid search`.

use insta::assert_snapshot;

use super::shell::Shell;

#[test]
fn the_first_search_builds_the_index_of_corpus() {
    let shell = Shell::with_corpus();
    let ran = shell.run(&["search", "storm"]);
    assert_snapshot!(ran, @r###"
    2019/mara-quill#2	Dan Ferris: How did the ferry survive the storm?
    stderr: indexed 2 interviews, 11 turns, 117 words in N s: 2 added, 0 skipped, 0 failed
    exit 0
    "###);
    assert_eq!(shell.run(&["search", "storm"]).err, "", "the second finds it built");
}

#[test]
fn piped_hits_are_a_line_each() {
    let shell = Shell::indexed();
    assert_snapshot!(shell.run(&["search", "ferry"]), @r###"
    2019/mara-quill#2	Dan Ferris: How did the ferry survive the storm?
    2019/mara-quill#3	Mara Quill: We tied the ferry to the old elm. Trust was all we had, and a good rope. It held until the morning.
    exit 0
    "###);
    assert_snapshot!(shell.run(&["search", "信任"]), @r###"
    渡船#2	林若溪: 因为信任。河边的人彼此认识，信任比合同更有用。
    exit 0
    "###);
    assert_snapshot!(shell.run(&["search", "-n", "1", "-C", "1", "rope"]), @r###"
    2019/mara-quill#4-	Dan Ferris: And the small shops on the quay?
    2019/mara-quill#5	Mara Quill: The shops lent us rope. Nobody asked for money, and nobody forgot it.
    2019/mara-quill#6-	Dan Ferris: Would you do it again?
    stderr: showing 1 of 2 turns
    exit 0
    "###);
}

#[test]
fn scripts_find_each_other() {
    let shell = Shell::indexed();
    let simplified = shell.run(&["search", "--tsv", "从来没有"]);
    assert_eq!(simplified.code, 0);
    let found =
        |ran: &super::shell::Ran| ran.out.lines().nth(1).map(|l| l.split('\t').nth(2).map(str::to_owned));
    assert_eq!(found(&shell.run(&["search", "--tsv", "從來沒有"])), found(&simplified));
}

#[test]
fn json_lines_have_offsets_the_question_and_a_summary() {
    let shell = Shell::indexed();
    let records = shell.json(&["search", "--json", "\"good rope\""]);
    let [hit, summary] = records.as_slice() else { panic!("{records:?}") };
    assert_eq!((&hit["v"], &hit["type"], &hit["rank"]), (&1.into(), &"hit".into(), &1.into()));
    assert_eq!(hit["interview"]["id"], "2019/mara-quill");
    assert_eq!(hit["interview"]["path"], "2019/mara-quill.txt");
    assert_eq!(hit["turn"]["speaker"], "Mara Quill");
    assert_eq!(hit["turn"]["role"], "guest");
    assert_eq!(hit["asked"]["speaker"], "Dan Ferris");
    assert_eq!(hit["asked"]["text"], "How did the ferry survive the storm?");
    let text = hit["turn"]["text"].as_str().unwrap();
    let range = |of: &serde_json::Value| [0, 1].map(|i| of[0][i].as_u64().unwrap() as usize);
    let [start, end] = range(&hit["highlights"]);
    assert_eq!(&text[start..end], "good rope", "a phrase is one range");
    let snippet = hit["snippet"]["text"].as_str().unwrap();
    let at = hit["snippet"]["start"].as_u64().unwrap() as usize;
    assert_eq!(&text[at..at + snippet.len()], snippet);
    let [start, end] = range(&hit["snippet"]["highlights"]);
    assert_eq!(&snippet[start..end], "good rope");
    assert_eq!(
        (&summary["type"], &summary["total"], &summary["shown"]),
        (&"summary".into(), &1.into(), &1.into())
    );
    assert_eq!(summary["query"], "\"good rope\"");
}

#[test]
fn filters_are_flags_and_flags_are_filters() {
    let shell = Shell::indexed();
    let turns = |args: &[&str]| shell.json(&[&["search", "--json"], args].concat()).len() - 1;
    assert_eq!(turns(&["--speaker", "Mara Quill"]), 3);
    assert_eq!(turns(&["speaker:\"Mara Quill\""]), 3);
    assert_eq!(turns(&["--speaker", "Mara Quill", "--speaker", "林若溪"]), 5, "the same again is or");
    assert_eq!(turns(&["--speaker", "Mara Quill", "--lang", "zh"]), 0);
    assert_eq!(turns(&["--date", "2020", "信任"]), 1);
}

#[test]
fn forms_for_programs_and_editors() {
    let shell = Shell::indexed();
    assert_snapshot!(shell.run(&["search", "--vimgrep", "rope"]), @r###"
    corpus/2019/mara-quill.txt:11:1:Mara Quill: The shops lent us rope. Nobody asked for money, and nobody forgot it.
    corpus/2019/mara-quill.txt:5:1:Mara Quill: We tied the ferry to the old elm. Trust was all we had, and a good rope. It held until the morning.
    exit 0
    "###);
    let tsv = shell.run(&["search", "--tsv", "rope"]).out;
    let rows: Vec<Vec<&str>> = tsv.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    assert_snapshot!(shell.run(&["search", "-l", "rope"]), @r###"
    2019/mara-quill
    exit 0
    "###);
    assert_snapshot!(shell.run(&["search", "-c", "rope"]), @r###"
    2
    exit 0
    "###);
}

#[test]
fn pages_go_on_where_the_last_one_ended() {
    let shell = Shell::indexed();
    let page = |offset: &str| shell.run(&["search", "-n", "1", "--offset", offset, "--speaker", "Mara"]);
    assert_eq!(page("0").err, "showing 1 of 3 turns\n");
    assert_eq!(page("1").err, "showing 2 to 2 of 3 turns\n");
    assert_ne!(page("0").out, page("1").out);
    let ranks = shell.json(&["search", "--json", "--offset", "2", "--speaker", "Mara"]);
    assert_eq!(ranks[0]["rank"], 3);
}

#[test]
fn the_query_is_what_follows_its_first_word() {
    let shell = Shell::indexed();
    let total = |args: &[&str]| shell.run(&[&["search", "-c"], args].concat()).out;
    assert_eq!(total(&["rope", "-shops"]), "1\n");
    assert_eq!(total(&["rope", "NOT", "shops"]), "1\n");
    assert_eq!(total(&["--any", "storm", "quay"]), "2\n");
    assert_eq!(total(&["storm | quay"]), "2\n");
    assert_eq!(total(&["-F", "\"rope"]), "2\n", "plain words know no quotes");
}

#[test]
fn found_words_are_coloured_when_asked() {
    let shell = Shell::indexed();
    let ran = shell.run(&["search", "--color", "always", "storm"]);
    assert!(ran.out.contains("\u{1b}[1m\u{1b}[31mstorm\u{1b}[0m"), "{}", ran.out);
    assert!(!shell.run(&["search", "storm"]).out.contains('\u{1b}'));
}

#[test]
fn a_transcript_cannot_drive_the_terminal() {
    let shell = Shell::empty();
    shell.write(
        "corpus/a.txt",
        super::shell::ENGLISH.replace("good rope", "good \u{1b}]0;title\u{7}rope\u{202e}"),
    );
    let ran = shell.run(&["search", "rope"]);
    assert_eq!(ran.code, 0);
    assert!(!ran.out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{}", ran.out);
}

#[test]
fn no_hit_is_exit_1() {
    let ran = Shell::indexed().run(&["search", "xylophone"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(!ran.err.is_empty());
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    use std::io::Read;
    let shell = Shell::empty();
    let turn =
        "Mara Quill: the ferry and the rope.\n\nDan Ferris: The ferry again, and what of the rope?\n\n";
    shell.write("corpus/long.txt", turn.repeat(2000));
    assert_eq!(shell.run(&["index"]).code, 0);
    let mut command = shell.command(&["search", "--json", "-n", "100000", "-C", "2", "ferry"]);
    let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut first = [0; 1];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_speaker_nobody_is_has_a_suggestion() {
    let shell = Shell::indexed();
    assert_snapshot!(shell.run(&["search", "speaker:Quil rope"]), @r###"
    stderr: no turn found
    stderr: no speaker is called Quil; try speaker:"Mara Quill"
    stderr: each alone, without filters: rope in 2 turns
    exit 1
    "###);
    let told = |args: &[&str]| shell.run(args).err;
    assert!(told(&["search", "speaker:林若西"]).contains("try speaker:林若溪\n"));
    assert!(told(&["search", "--speaker", "Quil", "rope"]).contains("try speaker:\"Mara Quill\"\n"));
    assert!(told(&["search", "speaker:=Quill rope"]).contains("try speaker:\"Mara Quill\"\n"));
    assert!(told(&["search", "speaker:Zebedee"]).contains("whosaid speakers lists who spoke"));
    assert!(!told(&["search", "speaker:Quill zebra"]).contains("no speaker"));
}

#[test]
fn what_is_suggested_finds_something() {
    let shell = Shell::indexed();
    let told = |args: &[&str]| shell.run(args).err;
    for (query, hint) in [
        ("roppe trust", "instead of roppe, try rope: it would find 1 turn\n"),
        ("\"rope good\"", "without the quotes it would find 1 turn\n"),
        ("rope lang:en date:1999", "without date:1999 it would find 2 turns\n"),
        ("信任书", "of 信任书 there is 信任 in 1 turn\n"),
        ("rope zebra", "try --any: 2 turns with any of the words\n"),
    ] {
        assert!(told(&["search", query]).contains(hint), "{query}: {}", told(&["search", query]));
    }
    assert!(!told(&["search", "zebra giraffe"]).contains("try"));
    assert!(
        told(&["search", "--lang", "zh", "rope", "good"]).contains("without the filter given as an option")
    );
}

#[test]
fn a_name_before_a_colon_suggests_the_filter() {
    let shell = Shell::indexed();
    assert_snapshot!(shell.run(&["search", "林若溪：信任"]), @r###"
    stderr: no turn found
    stderr: 林若溪 is a speaker: to find their turns alone, type speaker:林若溪
    stderr: each alone, without filters: 林若溪 in 0 turns, 信任 in 1 turn
    stderr: try --any: 1 turn with any of the words
    exit 1
    "###);
    let told = |args: &[&str]| shell.run(args).err;
    assert!(told(&["search", "Mara Quill: rope"]).contains("type speaker:\"Mara Quill\"\n"));
    for words in ["他说：信任", "10:30", "speaker:Quill rope", "rope"] {
        assert!(!told(&["search", words]).contains("is a speaker"), "{words}");
    }
    assert!(!told(&["search", "-F", "林若溪：信任"]).contains("is a speaker"));
}

#[test]
fn an_option_after_the_query_is_remarked_on() {
    let shell = Shell::indexed();
    let told = |args: &[&str]| shell.run(args).err;
    let hint =
        |option: &str| format!("hint: `{option}` is taken as part of the query; options come before it\n");
    assert!(told(&["search", "rope", "--json"]).contains(&hint("--json")));
    assert!(told(&["search", "rope", "-n", "3"]).contains(&hint("-n")));
    assert!(told(&["search", "rope", "-n3"]).contains(&hint("-n3")));
    assert!(!told(&["search", "rope", "-ferry", "-elm"]).contains("options"));
    assert!(!told(&["search", "-n", "1", "rope"]).contains("options"));
}
