//! Zip archives: folders of transcripts in one file.

use std::io::{Cursor, Write};

use insta::assert_snapshot;
use zip::write::SimpleFileOptions;

use super::shell::{CHINESE, ENGLISH, Shell};

/// A zip file of these members.
fn packed(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn talks(broken: &str) -> Vec<u8> {
    packed(&[
        ("2019/mara-quill.txt", ENGLISH.as_bytes()),
        ("渡船.md", CHINESE.as_bytes()),
        ("photo.png", b"\x89PNG"),
        ("broken.vtt", broken.as_bytes()),
        ("../../escaped.txt", ENGLISH.as_bytes()),
    ])
}

const CAPTIONS: &str = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>The heron came back.\n";
const BROKEN: &str = "\0\u{1}\u{2}";

#[test]
fn its_members_are_interviews_of_their_own() {
    let shell = Shell::empty();
    shell.write("corpus/talks.zip", talks(CAPTIONS));
    assert_snapshot!(shell.run(&["index", "-v"]), @r###"
    3 interviews, 12 turns, 121 words in N s: 1 added, 1 skipped, 1 failed
    stderr: skipped corpus/talks.zip/photo.png: not a transcript format
    stderr: error: corpus/talks.zip/../../escaped.txt: its name leads out of the folder the zip file is unpacked to; pack it under a plain name
    exit 2
    "###);
    let listed = shell.json(&["list", "--json"]);
    let ids: Vec<_> = listed.iter().map(|r| r["interview"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["talks/2019/mara-quill", "talks/broken", "talks/渡船"]);
    assert_eq!(listed[0]["interview"]["path"], "talks.zip/2019/mara-quill.txt");
    assert!(shell.run(&["show", "talks/渡船#1"]).out.contains("你为什么留在渡船上"));
    assert_eq!(shell.run(&["search", "-c", "storm", "path:talks.zip"]).out, "1\n");
    assert_eq!(shell.run(&["search", "-c", "storm", "path:*.txt"]).out, "1\n");
    let again = shell.run(&["index"]);
    assert!(again.out.contains(": 1 skipped, 1 failed") && again.code == 2, "{again}");
    let escaped = [shell.path("escaped.txt"), shell.path("../escaped.txt"), shell.path("corpus/escaped.txt")];
    assert!(escaped.iter().all(|path| !path.exists()), "nothing is ever unpacked to disk");
}

#[test]
fn a_member_that_broke_keeps_its_last_good_version() {
    let shell = Shell::empty();
    shell.write("corpus/talks.zip", talks(CAPTIONS));
    shell.run(&["index"]);
    assert_eq!(shell.run(&["search", "-c", "heron"]).out, "1\n");
    let inner = packed(&[("x.txt", b"x")]);
    let now = packed(&[
        ("2019/mara-quill.txt", ENGLISH.replace("storm", "flood").as_bytes()),
        ("broken.vtt", &inner),
    ]);
    shell.write("corpus/talks.zip", now);
    let ran = shell.run(&["index"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.err.contains("corpus/talks.zip/broken.vtt: "), "{ran}");
    let counts = ["heron", "flood", "storm", "信任"].map(|word| shell.run(&["search", "-c", word]).out);
    assert_eq!(counts, ["1\n", "1\n", "0\n", "0\n"]);
    shell.write("corpus/talks.zip", packed(&[("2019/mara-quill.txt", ENGLISH.as_bytes())]));
    assert_eq!(shell.run(&["index"]).code, 0);
    let counts = ["heron", "flood", "storm"].map(|word| shell.run(&["search", "-c", word]).out);
    assert_eq!(counts, ["0\n", "0\n", "1\n"]);
    std::fs::remove_file(shell.path("corpus/talks.zip")).unwrap();
    shell.write("corpus/other.txt", CHINESE);
    assert_eq!(shell.run(&["index"]).code, 0);
    assert_eq!(shell.run(&["search", "-c", "storm"]).out, "0\n");
}

#[test]
fn parse_shows_each_member_and_names_what_failed() {
    let shell = Shell::empty();
    shell.write("talks.zip", talks(BROKEN));
    let ran = shell.run(&["parse", "talks.zip"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(
        ran.out.contains("talks.zip/2019/mara-quill.txt") && ran.out.contains("talks.zip/渡船.md"),
        "{ran}"
    );
    assert!(ran.err.contains("talks.zip/../../escaped.txt: its name leads out"), "{ran}");
    assert!(!ran.err.contains("photo.png"), "{ran}");
    assert!(shell.run(&["parse", "-v", "talks.zip"]).err.contains("skipped talks.zip/photo.png: "));
    let records = shell.json(&["parse", "--json", "talks.zip"]);
    let told: Vec<_> =
        records.iter().map(|r| (r["type"].as_str().unwrap(), r["path"].as_str().unwrap())).collect();
    let want = [
        ("error", "talks.zip/../../escaped.txt"),
        ("interview", "talks.zip/2019/mara-quill.txt"),
        ("interview", "talks.zip/渡船.md"),
    ];
    assert_eq!(told, want);
    assert_eq!(records[2]["id"], "talks/渡船");
}

#[test]
fn other_archives_say_what_to_do() {
    let shell = Shell::with_corpus();
    shell.write("corpus/talks.tar.gz", b"\x1f\x8b\x08\0");
    shell.write("corpus/photos.zip", packed(&[("a.jpg", b"x")]));
    let ran = shell.run(&["index", "-v"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(
        ran.err.contains("talks.tar.gz: an archive of a kind that is not read; unpack it, or pack it as zip")
    );
    assert!(ran.err.contains("photos.zip: a zip file that holds no transcript"), "{ran}");
}

#[test]
fn a_zip_beside_the_folder_it_was_unpacked_to_shares_no_id() {
    let shell = Shell::empty();
    shell.write("corpus/talks.zip", packed(&[("a.txt", ENGLISH.as_bytes())]));
    shell.write("corpus/talks/a.txt", ENGLISH);
    assert_eq!(shell.run(&["index"]).code, 0);
    let listed = shell.json(&["list", "--json"]);
    let ids: Vec<_> = listed.iter().map(|r| r["interview"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["talks.zip/a", "talks/a"]);
}
