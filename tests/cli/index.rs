//! `whosaid index`.

use insta::assert_snapshot;

use super::shell::Shell;

#[test]
fn only_what_changed_is_done_again() {
    let shell = Shell::with_corpus();
    assert_snapshot!(shell.run(&["index"]), @r###"
    2 interviews, 11 turns, 117 words in N s: 2 added, 0 skipped, 0 failed
    exit 0
    "###);
    assert_snapshot!(shell.run(&["index"]), @r###"
    2 interviews, 11 turns, 117 words in N s: 0 skipped, 0 failed
    exit 0
    "###);
    shell.write("corpus/new.txt", super::shell::ENGLISH);
    std::fs::remove_file(shell.path("corpus/渡船.md")).unwrap();
    assert_snapshot!(shell.run(&["index"]), @r###"
    2 interviews, 14 turns, 122 words in N s: 1 added, 1 gone, 0 skipped, 0 failed
    exit 0
    "###);
    assert_snapshot!(shell.run(&["index", "--rebuild"]), @r###"
    2 interviews, 14 turns, 122 words in N s: 2 added, 0 skipped, 0 failed
    exit 0
    "###);
}

#[test]
fn what_is_removed_stays_out_until_it_is_named() {
    let shell = Shell::indexed();
    assert_snapshot!(shell.run(&["remove", "quill"]), @r###"
    2019/mara-quill
    stderr: 1 interview removed
    stderr: hint: whosaid index FILE, with the file's own path, takes one back
    exit 0
    "###);
    assert_eq!(shell.run(&["search", "-c", "ferry"]).out, "0\n");
    let left = "1 interview, 4 turns, ";
    for args in [&["index"][..], &["index", "corpus"], &["index", "--rebuild"]] {
        let ran = shell.run(args);
        assert!(ran.out.starts_with(left) && ran.out.contains("1 skipped"), "{args:?}: {ran}");
    }
    assert_eq!(shell.run(&["remove", "quill"]).code, 2, "it is not there any more");
    assert!(shell.run(&["index", "corpus/2019/mara-quill.txt"]).out.starts_with("2 interviews, "));
    assert!(shell.run(&["index"]).out.contains(" 0 skipped"), "it is back for good");
}

#[test]
fn the_index_is_where_it_is_said_to_be() {
    let shell = Shell::with_corpus();
    let ran = shell.run(&["--index", "elsewhere", "index", "corpus"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(shell.path("elsewhere").is_dir() && !shell.path("index").exists());
    let output = shell.command(&["list"]).env("WHOSAID_INDEX", "elsewhere").output().unwrap();
    assert_eq!(shell.finish(output).out.lines().count(), 2);
    shell.write("whosaid.toml", "index = \"elsewhere\"\n");
    assert_eq!(shell.run(&["list"]).out.lines().count(), 2);
}

#[test]
fn roots_of_the_settings_are_taken() {
    let shell = Shell::empty();
    shell.write("talks/a.txt", super::shell::ENGLISH);
    shell.write("whosaid.toml", "roots = [\"talks\"]\n");
    let ran = shell.run(&["search", "-c", "storm"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "1\n"));
}

#[test]
fn what_is_no_transcript_is_skipped_and_named_when_asked() {
    let shell = Shell::with_corpus();
    shell.write("corpus/photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01");
    let quiet = shell.run(&["index"]);
    assert_eq!(quiet.code, 0);
    assert!(quiet.out.contains("1 skipped, 0 failed"), "{quiet}");
    let loud = shell.run(&["index", "--rebuild", "-v"]);
    assert!(loud.err.contains("skipped corpus/photo.png: "), "{loud}");
}

#[test]
fn settings_of_a_folder_correct_how_its_files_are_read() {
    let shell = Shell::empty();
    let talk = "Anna: We begin at dawn.\n\nLamp: bring one.\n\nBen: And a rope.\n\nLamp: yes.\n\nAnna: Two of them.\n";
    shell.write("talks/2019/a.txt", talk);
    shell.write("whosaid.toml", "roots = [\"talks\"]\n");
    let speakers = || {
        assert_eq!(shell.run(&["index"]).code, 0);
        let names = shell.json(&["speakers", "--json"]).into_iter();
        let mut names: Vec<String> =
            names.map(|r| r["speaker"]["name"].as_str().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(speakers(), ["Anna", "Ben", "Lamp"]);
    shell.write(
        "whosaid.toml",
        "roots = [\"talks\"]\n\n[[files]]\nglob = \"2019\"\nspeakers = [\"Anna\", \"Ben\"]\n",
    );
    assert_eq!(speakers(), ["Anna", "Ben"], "a file is read again when its settings change");
    assert_eq!(shell.run(&["search", "-c", "\"Lamp bring one\""]).out, "1\n", "and no word of it is lost");
}

#[test]
fn a_root_may_be_one_file() {
    let shell = Shell::with_corpus();
    assert_eq!(shell.run(&["index", "corpus/渡船.md"]).code, 0);
    let ran = shell.run(&["search", "--vimgrep", "信任"]);
    assert!(ran.out.starts_with("corpus/渡船.md:8:1:林若溪: "), "{ran}");
    assert_eq!(shell.json(&["search", "--json", "信任"])[0]["interview"]["path"], "渡船.md");
}
