//! The query language through the binary: what is typed as it is, and the traps of search libraries.

use insta::assert_snapshot;

use super::shell::Shell;

const WORKSHOP: &str = "\
---
date: 2016-05
---

[00:00:10] Dan Ferris: Why can't we meet at 10:30 in the U.S. office?

[00:01:05] Mara Quill: Don't wait for me. I write C++ at 10:30. [laughter] In 2008 we sold 1,200 tickets by e-commerce.

[00:02:30] Dan Ferris: Was the ecommerce of the ferry very, very slow?

[00:10:00] Mara Quill: Very slow. The river does not ask, and the tide asked for the old rope of the ferry.
";

const CHINESE: &str = "\
---
title: 渡船
---

**记者：** 为什么是“慢”？

**林若溪：** 二〇〇八年还没有5G网络。他说：我们不急。北京大学生活动中心在河边，我在这里看船。

**记者：** 那一年有一千二百人坐船，2008年以后呢？

**林若溪：** 中国的渡船，中外的渡船，我們都修。
";

fn shell() -> Shell {
    let shell = Shell::empty();
    shell.write("corpus/workshop.md", WORKSHOP);
    shell.write("corpus/渡船.md", CHINESE);
    assert_eq!(shell.run(&["index"]).code, 0);
    shell
}

/// The addresses found, in document order; a query error is told.
fn found(shell: &Shell, query: &str) -> String {
    let ran = shell.run(&["search", "--sort", "path", "--tsv", "--", query]);
    assert!(ran.code < 2, "{query}: {ran}");
    let rows: Vec<Vec<&str>> = ran.out.lines().map(|line| line.split('\t').collect()).collect();
    let Some((head, rows)) = rows.split_first() else { return String::new() };
    let column = |name: &str| head.iter().position(|cell| *cell == name).unwrap();
    let (id, n) = (column("interview"), column("n"));
    rows.iter().map(|row| format!("{}#{}", row[id], row[n])).collect::<Vec<_>>().join(" ")
}

fn check(cases: &[(&str, &str)]) {
    let shell = shell();
    for (query, expected) in cases {
        assert_eq!(found(&shell, query), *expected, "{query}");
    }
}

/// What is marked in the first hit.
fn marked(shell: &Shell, query: &str) -> Vec<String> {
    let hit = &shell.json(&["search", "--json", "--", query])[0];
    let text = hit["turn"]["text"].as_str().unwrap();
    let at = |range: &serde_json::Value, i: usize| range[i].as_u64().unwrap() as usize;
    hit["highlights"].as_array().unwrap().iter().map(|r| text[at(r, 0)..at(r, 1)].to_owned()).collect()
}

#[test]
fn what_is_typed_as_it_is_finds_what_it_should() {
    check(&[
        ("10:30", "workshop#1 workshop#2"),
        ("don't", "workshop#2"),
        ("don’t", "workshop#2"),
        ("dont", "workshop#2"),
        ("C++", "workshop#2"),
        ("U.S.", "workshop#1"),
        ("[laughter]", "workshop#2"),
        ("5G网络", "渡船#2"),
        ("为什么是“慢”？", "渡船#1"),
        ("为什么是慢?", "渡船#1"),
        ("他说：我们", "渡船#2"),
        ("他说：我们不急", "渡船#2"),
        ("asks?", "workshop#4"),
    ]);
}

#[test]
fn numbers_are_found_in_any_written_form() {
    check(&[
        ("2008", "workshop#2 渡船#2 渡船#3"),
        ("二〇〇八", "workshop#2 渡船#2 渡船#3"),
        ("二零零八", "workshop#2 渡船#2 渡船#3"),
        ("２００８年", "渡船#2 渡船#3"),
        ("二〇〇八年", "渡船#2 渡船#3"),
        ("1200", "workshop#2 渡船#3"),
        ("1,200", "workshop#2 渡船#3"),
        ("一千二百", "workshop#2 渡船#3"),
        ("\"1200\"", ""),
        ("=1200", ""),
        ("\"二〇〇八\"", "渡船#2"),
        ("一", "渡船#3"),
    ]);
    let shell = shell();
    assert_eq!(marked(&shell, "1200 坐船"), ["一千二百", "坐船"]);
    assert_eq!(marked(&shell, "一千二百 tickets"), ["1,200", "tickets"]);
}

#[test]
fn compounds_and_forms_find_each_other() {
    check(&[
        ("e-commerce", "workshop#2 workshop#3"),
        ("ecommerce", "workshop#2 workshop#3"),
        ("\"e-commerce\"", "workshop#2"),
        ("=ecommerce", "workshop#3"),
        ("selling", "workshop#2"),
        ("\"sell\"", ""),
        ("asking", "workshop#4"),
    ]);
    let shell = shell();
    assert_eq!(marked(&shell, "ecommerce tickets"), ["tickets", "e-commerce"]);
    assert_eq!(marked(&shell, "selling"), ["sold"]);
}

#[test]
fn regular_expressions_read_the_text_as_written() {
    check(&[
        ("/1,\\d+/", "workshop#2"),
        ("/c\\+\\+/", "workshop#2"),
        ("/(?-i)c\\+\\+/", ""),
        ("/“.”/", "渡船#1"),
        ("/river|急。/", "workshop#4 渡船#2"),
        ("very -/slow\\./", "workshop#3"),
        ("/^very/ OR laughter", "workshop#2 workshop#4"),
        ("answering:(/\\?$/) slow", "workshop#4"),
        ("/x*/ -speaker:Quill", ""),
        ("/河边/ /看./", "渡船#2"),
        ("lang:zh -/船/", "渡船#1"),
    ]);
    let shell = shell();
    assert_eq!(marked(&shell, "/v\\w+y/ rope"), ["Very", "rope"]);
    assert_snapshot!(shell.run(&["search", "rope /a(b/"]), @r###"
    stderr: error: in this regular expression: unclosed group
    stderr:   rope /a(b/
    stderr:          ^
    stderr: hint: a backslash before a sign makes it text; to search for plain words, use -F
    exit 2
    "###);
    assert_snapshot!(shell.run(&["search", "/rope/ NEAR/3 river"]), @r###"
    stderr: error: only words and phrases can be near each other
    stderr:   /rope/ NEAR/3 river
    stderr:   ^^^^^^
    stderr: hint: for example ecosystem NEAR/5 (payment OR "mobile wallet")
    exit 2
    "###);
}

#[test]
fn wildcards_stand_for_characters() {
    check(&[
        ("commer*", "workshop#2"),
        ("*commerce", "workshop#2 workshop#3"),
        ("e-comm*", "workshop#2"),
        ("ri?er", "workshop#4"),
        ("中?的渡船", "渡船#4"),
        ("中?渡船", ""),
        ("渡船*", "渡船#4"),
        ("5G?络", "渡船#2"),
        ("*网", "渡船#2"),
        ("rivr~", "workshop#4"),
        ("rviers~2", "workshop#4"),
    ]);
    let shell = shell();
    assert_eq!(marked(&shell, "中?的渡船"), ["中国的渡船", "中外的渡船"]);
    assert_snapshot!(shell.run(&["search", "渡*船"]), @r###"
    stderr: error: `*` cannot stand inside Chinese text
    stderr:   渡*船
    stderr:     ^
    stderr: hint: for up to 3 characters between, quote it: "渡船"~3
    exit 2
    "###);
    assert_snapshot!(shell.run(&["search", "e-comerce~"]), @r###"
    stderr: error: an edit distance is of one word
    stderr:   e-comerce~
    stderr:            ^
    stderr: hint: to search for it as it stands, quote it: "e-comerce"
    exit 2
    "###);
}

#[test]
fn roles_and_times_are_filters_and_flags() {
    check(&[
        ("role:guest very", "workshop#4"),
        ("role:host very", "workshop#3"),
        ("role:host role:guest very", "workshop#3 workshop#4"),
        ("at:1m", "workshop#1 workshop#2"),
        ("at:1:10", "workshop#2"),
        ("at:0s..1m", "workshop#1"),
        ("at:2m..", "workshop#2 workshop#3 workshop#4"),
        ("at:10m", "workshop#4"),
        ("at:1h..", ""),
        ("-at:0s..", "渡船#1 渡船#2 渡船#3 渡船#4"),
        ("date:2016-05-20 rope", "workshop#4"),
        ("-date:2016 rope", ""),
        ("-date:2017 rope", "workshop#4"),
    ]);
    let shell = shell();
    assert_eq!(shell.run(&["search", "-c", "--role", "GUEST", "--at", "1m..3m", "ecommerce"]).out, "1\n");
    assert_snapshot!(shell.run(&["search", "at:noon"]), @r###"
    stderr: error: `noon` is no time
    stderr:   at:noon
    stderr:      ^^^^
    stderr: hint: write 90s, 10m, 1h5m, 10:25, 1:02:03, 10m..25m, ..25m or 10m..
    exit 2
    "###);
}

#[test]
fn nothing_to_search_for_is_said() {
    let shell = shell();
    for query in ["：“”", "*", "()", "？", "/ /", "“”"] {
        let ran = shell.run(&["search", query]);
        assert_eq!(ran.code, 2, "{query}");
        assert!(ran.err.contains("nothing to search for"), "{query}: {}", ran.err);
    }
}

#[test]
fn trap_a_phrase_of_one_term() {
    check(&[("\"我\"", "渡船#2 渡船#4"), ("\"我\"~3", "渡船#2 渡船#4"), ("\"river\"", "workshop#4")]);
}

#[test]
fn trap_slop_is_in_order_and_as_wide_as_it_says() {
    let shell = Shell::empty();
    let far = "mud ".repeat(400);
    shell.write(
        "corpus/a.txt",
        format!("Dan Ferris: The ferry {far} sank.\n\nMara Quill: It sank, the ferry.\n"),
    );
    assert_eq!(shell.run(&["index"]).code, 0);
    for (query, expected) in [
        ("\"ferry sank\"~399", ""),
        ("\"ferry sank\"~400", "a#1"),
        ("\"sank ferry\"~1", "a#2"),
        ("\"ferry sank\"~4000000000", "a#1"),
        ("ferry NEAR/401 sank", "a#1 a#2"),
        ("ferry ADJ/401 sank", "a#1"),
    ] {
        assert_eq!(found(&shell, query), expected, "{query}");
    }
}

#[test]
fn trap_words_repeated_and_operands_that_overlap() {
    check(&[
        ("\"very very\"", "workshop#3"),
        ("\"very slow\"", "workshop#3 workshop#4"),
        ("very ADJ/1 very", "workshop#3"),
        ("river NEAR/5 river", ""),
        ("\"the river\" NEAR/5 \"river does\"", ""),
        ("\"the river\" ADJ/1 \"does not\"", "workshop#4"),
        ("\"asked rope\"~4 ADJ/1 of", "workshop#4"),
        ("(river | tide) ADJ/2 ask*", "workshop#4"),
    ]);
}

#[test]
fn trap_prefixes_have_all_their_expansions() {
    let shell = Shell::empty();
    let words: String = (0..2000).map(|i| format!("ferry{i:04} ")).collect();
    let turns: String =
        words.split_whitespace().map(|word| format!("Dan Ferris: {word}\n\nMara Quill: No.\n\n")).collect();
    shell.write("corpus/a.txt", turns);
    assert_eq!(shell.run(&["index"]).code, 0);
    assert_eq!(shell.run(&["search", "-c", "ferry*"]).out, "2000\n");
    assert_eq!(shell.run(&["search", "-c", "ferry19*"]).out, "100\n");
    assert_eq!(shell.run(&["search", "-c", "ferry*9 NEAR/3 ferry*"]).out, "0\n");
}

#[test]
fn trap_long_tokens_do_not_vanish() {
    let shell = Shell::empty();
    let long = "a".repeat(70_000);
    shell.write("corpus/a.txt", format!("Dan Ferris: See {long} there.\n\nMara Quill: Yes.\n"));
    assert_eq!(shell.run(&["index"]).code, 0);
    assert_eq!(found(&shell, &"a".repeat(300)), "a#1");
    assert_eq!(found(&shell, "see ADJ/2 there"), "a#1");
    assert_eq!(found(&shell, "/a{300}/"), "a#1");
}

#[test]
fn trap_text_inside_of_segmented_words_is_found() {
    check(&[
        ("生活", "渡船#2"),
        ("大学生", "渡船#2"),
        ("大學", "渡船#2"),
        ("我们", "渡船#2 渡船#4"),
        ("学生活动", "渡船#2"),
    ]);
}

#[test]
fn trap_marks_are_of_what_matched_alone() {
    let shell = shell();
    assert_eq!(marked(&shell, "\"of the ferry\" rope -laughter"), ["rope", "of the ferry"]);
    assert_eq!(marked(&shell, "rope -commerce"), ["rope"]);
    assert_eq!(marked(&shell, "北京大学生活动"), ["北京", "大学生", "活动"], "each word of it, none twice");
    assert_eq!(marked(&shell, "river NEAR/3 ask"), ["river", "ask"]);
}

#[test]
fn the_page_of_the_language_is_help() {
    let shell = Shell::empty();
    let page = shell.run(&["help", "query"]);
    assert_eq!((page.code, page.err.as_str()), (0, ""));
    for part in ["THE QUERY LANGUAGE", "speaker:NAME", "at:10m..25m", "answering:(trust)"] {
        assert!(page.out.contains(part), "{part}");
    }
    assert_eq!(shell.run(&["query"]).out.trim_end(), page.out.trim_end());
    assert!(shell.run(&["search", "--help"]).out.contains("whosaid help query"));
}
