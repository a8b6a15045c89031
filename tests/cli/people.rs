//! `whosaid people`, `person:` and `mention:`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use insta::assert_snapshot;

use super::shell::Shell;

/// The same woman under five names in four files, and a man of whom she speaks.
fn archive() -> Shell {
    let shell = Shell::empty();
    shell.write(
        "corpus/2016/talk.txt",
        "A Talk on the Ferry\n\nSPEAKER_00: Who taught you?\n\nSPEAKER_01: The rope did. Mara Quill taught nobody.\n\n\
         SPEAKER_00: And the river?\n\nSPEAKER_01: The river asks for nothing.\n",
    );
    shell.write(
        "corpus/2017/other.txt",
        "Another Talk\n\nSPEAKER_00: Where is the boat?\n\nSPEAKER_01: The boat is in the reeds.\n\n\
         SPEAKER_00: Since when?\n\nSPEAKER_01: Since the flood.\n",
    );
    shell.write(
        "corpus/2018/lin.md",
        "---\ntitle: 渡口\n---\n\n**記者：** 誰修的船？\n\n**林若溪：** 船是我修的。\n\n**記者：** 何師傅呢？\n\n\
         **林若溪：** 何長渡教我的，那年我十六歲。\n",
    );
    shell.write(
        "corpus/2019/en.txt",
        "Two Boats\n\nDan Ferris: Did Lin Ruoxi repair the second boat?\n\nLin Ruoxi: She did, and I am she.\n\n\
         Dan Ferris: With Ruo Xi Lin in the crew?\n\nLin Ruoxi: That is a name on a list.\n",
    );
    shell
}

const PEOPLE: &str = "\
# who is who
[[person]]
name = \"Lin Ruoxi\"
names = [\"林若溪\"]
misheard = [\"Lynn Rossi\"]
labels = { \"2016/talk\" = [\"SPEAKER_01\"] }

[[person]]
name = \"何长渡\"
called = [\"何师傅\"]
";

/// Every file of a folder with its content's hash.
fn hashes(folder: &Path) -> BTreeMap<String, blake3::Hash> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(hashes(&path)),
            false => drop(found.insert(path.display().to_string(), blake3::hash(&fs::read(&path).unwrap()))),
        }
    }
    found
}

fn found(shell: &Shell, query: &[&str]) -> Vec<String> {
    let mut args = vec!["search", "--sort", "path", "-n", "99"];
    args.extend(query);
    let out = shell.run(&args).out;
    out.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

#[test]
fn an_edit_holds_at_once_and_the_index_stays_as_it_is() {
    let shell = archive();
    assert_eq!(shell.run(&["index"]).code, 0);
    let before = hashes(&shell.path("index"));
    assert_eq!(
        found(&shell, &["person:\"Lin Ruoxi\""]),
        ["2019/en#3", "2019/en#5"],
        "as speaker: without a file"
    );
    shell.write("corpus/people.toml", PEOPLE);
    let all = ["2016/talk#3", "2016/talk#5", "2018/lin#2", "2018/lin#4", "2019/en#3", "2019/en#5"];
    assert_eq!(found(&shell, &["person:\"Lin Ruoxi\""]), all);
    assert_eq!(found(&shell, &["--person", "林若溪"]), all, "by any of the names, as a flag too");
    assert_eq!(found(&shell, &["person:\"Lynn Rossi\"", "boat"]), Vec::<String>::new());
    shell.write("corpus/people.toml", PEOPLE.replace("2016/talk", "2017/**"));
    assert_eq!(found(&shell, &["person:林若溪", "boat"]), ["2017/other#3"]);
    assert_eq!(shell.run(&["people"]).code, 0);
    assert_eq!(hashes(&shell.path("index")), before);
    let again = shell.run(&["index"]);
    assert!(again.out.ends_with("0 skipped, 0 failed\n"), "people.toml is no transcript: {again}");
}

#[test]
fn persons_are_negated_and_asked() {
    let shell = archive();
    shell.write("corpus/people.toml", PEOPLE);
    assert_eq!(shell.run(&["index"]).code, 0);
    assert_eq!(found(&shell, &["answered:(person:林若溪) boat"]), ["2019/en#2"]);
    assert_eq!(
        found(&shell, &["answering:(speaker:SPEAKER_00) -person:林若溪"]),
        ["2017/other#3", "2017/other#5"]
    );
    assert_eq!(found(&shell, &["interview:(person:林若溪) rope"]), ["2016/talk#3"]);
    assert_eq!(found(&shell, &["speaker:Ferris person:林若溪"]), Vec::<String>::new());
    assert_eq!(found(&shell, &["person:\"Mara Quill\" person:林若溪"]).len(), 6, "the same again is or");
}

#[test]
fn mentions_are_by_all_names_across_scripts_and_shown() {
    let shell = archive();
    shell.write("corpus/people.toml", PEOPLE);
    assert_eq!(shell.run(&["index"]).code, 0);
    assert_eq!(found(&shell, &["mention:何长渡"]), ["2018/lin#3", "2018/lin#4"]);
    assert_eq!(found(&shell, &["mention:何長渡 -person:林若溪"]), ["2018/lin#3"]);
    assert_eq!(found(&shell, &["mention:林若溪"]), ["2019/en#2"], "no part of a name, and no other order");
    let records = shell.json(&["search", "--json", "mention:何师傅 师傅"]);
    assert_eq!(records[0]["highlights"], serde_json::json!([[0, 9]]), "the name is one range");
    assert_eq!(found(&shell, &["mention:\"Mara Quill\""]), ["2016/talk#3"], "nobody's name is a phrase");
}

#[test]
fn persons_are_shown_beside_their_labels() {
    let shell = archive();
    shell.write("people.toml", PEOPLE);
    assert_eq!(shell.run(&["index"]).code, 0);
    assert_snapshot!(shell.run(&["search", "-B", "1", "rope"]), @r###"
    2016/talk#2-	SPEAKER_00: Who taught you?
    2016/talk#3	SPEAKER_01 (Lin Ruoxi): The rope did. Mara Quill taught nobody.
    exit 0
    "###);
    let records = shell.json(&["search", "--json", "--sort", "path", "-A", "1", "in:2018", "船"]);
    let person = |turn: &serde_json::Value| (turn["speaker"].clone(), turn["person"].clone());
    assert_eq!(person(&records[0]["turn"]), ("記者".into(), serde_json::Value::Null));
    assert_eq!(person(&records[0]["after"][0]), ("林若溪".into(), "Lin Ruoxi".into()));
    let shown = shell.json(&["show", "--json", "2016/talk#3"]);
    assert_eq!(shown[0]["turns"][0]["person"], "Lin Ruoxi");
    assert_snapshot!(shell.run(&["search", "speaker:\"Lynn Rossi\""]), @r###"
    stderr: no turn found
    stderr: no speaker is called Lynn Rossi; whosaid speakers lists who spoke
    stderr: Lynn Rossi is a name of Lin Ruoxi: person:"Lin Ruoxi" finds all their turns
    exit 1
    "###);
}

#[test]
fn a_wrong_file_stops_who_asks_for_persons_and_warns_the_others() {
    let shell = archive();
    assert_eq!(shell.run(&["index"]).code, 0);
    shell.write(
        "corpus/people.toml",
        "[[person]]\nname = \"Lin Ruoxi\"\nlabels = [\"SPEAKER_01\"]\nbron = 1\n",
    );
    assert_snapshot!(shell.run(&["search", "person:Lin", "rope"]), @r###"
    stderr: error: FOLDER/corpus/people.toml:3: `labels` cannot hold this array
    stderr: hint: write it so: labels = { "2016/talk" = ["SPEAKER_01"] }
    exit 2
    "###);
    assert_snapshot!(shell.run(&["search", "rope"]), @r###"
    2016/talk#3	SPEAKER_01: The rope did. Mara Quill taught nobody.
    stderr: FOLDER/corpus/people.toml:3: `labels` cannot hold this array; persons are shown as far as they could be read
    exit 0
    "###);
}

#[test]
fn people_are_listed_proposed_and_written() {
    let shell = archive();
    assert_eq!(shell.run(&["index"]).code, 0);
    assert_snapshot!(shell.run(&["people"]), @r###"
    speaker	SPEAKER_01	2	4	21	
    speaker	林若溪	1	2	17	
    speaker	Dan Ferris	1	2	14	
    speaker	Lin Ruoxi	1	2	13	
    speaker	SPEAKER_00	2	4	12	
    speaker	記者	1	2	8	
    proposal	Lin Ruoxi	林若溪		0.90	the same in pinyin
    stderr: 0 persons, 6 speakers of nobody yet, 1 proposal
    stderr: hint: whosaid people --write writes those of 0.8 and more into people.toml
    exit 0
    "###);
    let wrote = shell.run(&["people", "--write"]);
    assert!(wrote.err.contains("written into corpus/people.toml"), "{wrote}");
    assert_eq!(found(&shell, &["person:林若溪"]).len(), 4);
    let text = fs::read_to_string(shell.path("corpus/people.toml")).unwrap();
    assert_eq!(shell.run(&["people", "--write"]).code, 0, "nothing more is proposed");
    assert_eq!(fs::read_to_string(shell.path("corpus/people.toml")).unwrap(), text);
    let records = shell.json(&["people", "--json"]);
    assert_eq!((&records[0]["type"], &records[0]["of"]), (&"listing".into(), &"person".into()));
    assert_eq!(records[0]["interviews"].as_array().unwrap().len(), 2);
}

#[test]
fn whosaid_toml_says_where_people_are() {
    let shell = archive();
    shell.write("whosaid.toml", "people = \"names/who.toml\"\nroots = [\"corpus\"]\n");
    shell.write("names/who.toml", PEOPLE);
    shell.write("people.toml", "not read");
    assert_eq!(shell.run(&["index"]).code, 0);
    assert_eq!(found(&shell, &["person:林若溪"]).len(), 6);
}
