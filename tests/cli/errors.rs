//! Bad input: a clear message, the right exit code, nothing lost.

use insta::assert_snapshot;

use super::shell::Shell;

#[test]
fn no_index_and_nothing_to_build_one_from() {
    let shell = Shell::empty();
    assert_snapshot!(shell.run(&["search", "storm"]), @r###"
    stderr: error: there is no index, and nothing here to build one from
    stderr: hint: name a folder of transcripts: whosaid index FOLDER
    exit 2
    "###);
    assert_snapshot!(shell.run(&["index"]), @r###"
    stderr: error: nothing to index: there is no index yet and no folder `corpus` here
    stderr: hint: name a folder of transcripts: whosaid index FOLDER
    exit 2
    "###);
    for command in [&["list"][..], &["speakers"], &["show", "x"]] {
        let ran = shell.run(command);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{command:?}");
        assert!(ran.err.starts_with("error: ") && ran.err.contains("hint: "), "{ran}");
    }
    assert!(!shell.path("index").exists(), "nobody made one by asking");
}

#[test]
fn a_query_error_points_at_its_character() {
    let shell = Shell::indexed();
    assert_snapshot!(shell.run(&["search", "speeker:Mara rope"]), @r###"
    stderr: error: there is no field `speeker:`
    stderr:   speeker:Mara rope
    stderr:   ^^^^^^^^
    stderr: hint: did you mean `speaker:`? If it is text, quote it
    exit 2
    "###);
    assert_snapshot!(shell.run(&["search", "rope \"and the"]), @r###"
    stderr: error: this quote is not closed
    stderr:   rope "and the
    stderr:        ^
    stderr: hint: close it, or search for plain words with -F
    exit 2
    "###);
    assert_snapshot!(shell.run(&["search", "--date", "yesterday", "rope"]), @r###"
    stderr: error: `yesterday` is no date
    stderr:   yesterday
    stderr:   ^^^^^^^^^
    stderr: hint: write 2016, 2016-05, 2016-05-03, 2016..2018, ..2018 or 2016-05..
    exit 2
    "###);
    assert_eq!(shell.run(&["search", "：“”"]).code, 2);
}

#[test]
fn files_that_cannot_be_read() {
    let shell = Shell::with_corpus();
    shell.write("empty.txt", "");
    shell.write("noise.txt", (0..=255u8).cycle().take(4096).collect::<Vec<_>>());
    for file in ["empty.txt", "noise.txt", "missing.txt"] {
        let ran = shell.run(&["parse", file]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{file}");
        assert!(ran.err.starts_with(&format!("error: {file}")), "{ran}");
        let records = shell.json(&["parse", "--json", file]);
        assert_eq!((&records[0]["type"], &records[0]["path"]), (&"error".into(), &file.into()));
    }
    let ran = shell.run(&["index", "missing"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("missing"), "{ran}");
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let shell = Shell::with_corpus();
    shell.write("corpus/empty.txt", "");
    shell.write("corpus/noise.txt", (0..=255u8).cycle().take(4096).collect::<Vec<_>>());
    let ran = shell.run(&["index"]);
    assert!(ran.out.starts_with("2 interviews, "), "{ran}");
    assert_eq!(shell.run(&["search", "-c", "storm"]).out, "1\n");
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_fails_and_its_last_version_stays() {
    use std::os::unix::fs::PermissionsExt;
    let shell = Shell::indexed();
    let path = shell.path("corpus/2019/mara-quill.txt");
    shell.write("corpus/2019/mara-quill.txt", "Dan Ferris: New.\n\nMara Quill: New words.\n");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o000)).unwrap();
    if std::fs::read(&path).is_ok() {
        return; // This user may read everything.
    }
    let ran = shell.run(&["index"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.err.contains("mara-quill.txt"), "{ran}");
    assert_eq!(shell.run(&["search", "-c", "storm"]).out, "1\n");
}

#[test]
fn settings_with_an_unknown_key() {
    let shell = Shell::with_corpus();
    shell.write("whosaid.toml", "roots = [\"corpus\"]\n\n[[files]]\nglob = \"*\"\nspeeker = [\"Anna\"]\n");
    assert_snapshot!(shell.run(&["list"]), @r###"
    stderr: error: FOLDER/whosaid.toml:5: unknown field `speeker`, expected one of `glob`, `speakers`, `format`, `footers`
    stderr: hint: it may hold index, people, roots, and [[files]] with glob, speakers, format, footers
    exit 2
    "###);
}

#[test]
fn an_index_of_another_analysis_must_be_rebuilt() {
    let shell = Shell::indexed();
    let generation = std::fs::read_to_string(shell.path("index/current")).unwrap();
    let meta = format!("index/{}/meta.json", generation.trim());
    let text = std::fs::read_to_string(shell.path(&meta)).unwrap();
    shell.write(&meta, text.replace("jieba-rs 0.", "jieba-rs 9."));
    let ran = shell.run(&["search", "storm"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{ran}");
    assert!(ran.err.contains("whosaid index --rebuild"), "{ran}");
    assert_eq!(shell.run(&["index", "--rebuild"]).code, 0);
    assert_eq!(shell.run(&["search", "-c", "storm"]).out, "1\n");
}

#[test]
fn while_another_writer_holds_the_index() {
    let shell = Shell::indexed();
    let lock = std::fs::File::options().write(true).open(shell.path("index/lock")).unwrap();
    lock.lock().unwrap();
    let ran = shell.run(&["index"]);
    assert_eq!((ran.code, ran.out.as_str()), (75, ""), "{ran}");
    assert_eq!(shell.run(&["search", "-c", "storm"]).out, "1\n", "reading goes on");
}

#[test]
fn an_unknown_format_is_a_usage_error_that_lists_the_known() {
    let shell = Shell::indexed();
    let ran = shell.run(&["parse", "--format", "word", "corpus/渡船.md"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("error: there is no format `word`\nhint: one of "), "{ran}");
    assert!(ran.err.contains("markdown") && ran.err.contains("srt"), "{ran}");
    shell.write("whosaid.toml", "roots = [\"corpus\"]\n\n[[files]]\nglob = \"*\"\nformat = \"txt\"\n");
    let ran = shell.run(&["index"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.err.contains("there is no format `txt`"), "{ran}");
}
