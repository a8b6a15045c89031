//! PDFs made by real programs, whole and damaged.

use crate::formats::{File, Outcome, read};
use crate::model::{FileSettings, Interview};

const DOCUMENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents/");

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("{DOCUMENTS}{name}")).unwrap()
}

fn outcome(bytes: &[u8]) -> Outcome {
    read(&File { path: "2019/talk.pdf", bytes, sidecars: &[] }, &FileSettings::default())
}

fn interview(name: &str) -> Interview {
    match outcome(&bytes(name)) {
        Outcome::Read(mut all) => all.remove(0),
        other => panic!("{name}: {other:?}"),
    }
}

fn speech(interview: &Interview) -> Vec<(&str, &str)> {
    let said = interview.turns.iter().filter(|t| t.is_speech());
    said.map(|t| (t.speaker.as_deref().unwrap_or(""), t.text.as_str())).collect()
}

#[test]
fn bold_labels_and_a_page_break() {
    let got = interview("wooden-ferry.pdf");
    let said = speech(&got);
    assert_eq!(said.len(), 12);
    assert_eq!(said[4], ("Mara Quist", "And the engine?"));
    assert!(said[7].1.contains("and the passengers came behind me in a row"), "{said:?}");
    assert_eq!(got.meta.title.as_deref(), Some("The Last Wooden Ferry"));
    assert_eq!(got.meta.date, None, "the day the file was made is not the interview's");
    assert!(got.turns.iter().all(|t| !t.text.contains("Harbour Archive")));
}

#[test]
fn chinese_without_blanks() {
    let got = interview("青石渡.pdf");
    let said = speech(&got);
    assert_eq!(said[0], ("林岸", "您是从哪一年开始摆渡的？"));
    assert!(
        said[7].1.starts_with("怎么不记得。水一夜涨了四米，渡口的石阶全没了。我把船拴在祠堂的柱子上"),
        "{said:?}"
    );
    assert_eq!(got.meta.date.as_deref(), Some("2021-03-14"));
}

#[test]
fn a_table_of_labels_and_texts() {
    let got = interview("舊渡頭.pdf");
    let said = speech(&got);
    assert_eq!(said.len(), 10);
    assert_eq!(said[1].0, "葉阿順");
    assert!(said[3].1.contains("學生不用錢。\n\n下雨天我多收一角"), "{said:?}");
}

#[test]
fn columns_line_numbers_heads_and_notes() {
    let (columns, numbered) = (interview("pdf/columns.pdf"), interview("pdf/numbered.pdf"));
    assert_eq!(speech(&columns), speech(&numbered), "the same words in two layouts");
    let said = speech(&columns);
    assert_eq!(said.len(), 14);
    assert_eq!(said[10].1, "When the bridge was opened, what happened to the sixth boat?");
    assert!(said[3].1.ends_with("every spring she was painted green."), "{said:?}");
    assert!(said[3].1.contains("So I left her under stationery. Every spring"), "{said:?}");
    assert!(said[5].1.contains("a well-known condition"));
    for got in [columns, numbered] {
        assert_eq!(got.meta.title.as_deref(), Some("The Sixth Boat"));
        let notes: Vec<&str> = got.turns.iter().filter(|t| !t.is_speech()).map(|t| t.text.as_str()).collect();
        assert_eq!(notes.len(), 2, "{notes:?}");
        assert!(notes[1].ends_with("The ledger is kept in the town hall of Nordhaven, second shelf."));
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_the_reason() {
    let refused = |name: &str, reason: &str| match outcome(&bytes(name)) {
        Outcome::Failed { message, .. } => assert!(message.contains(reason), "{message}"),
        other => panic!("{name}: {other:?}"),
    };
    refused("pdf/unmapped.pdf", "have no Unicode map");
    refused("pdf/scanned.pdf", "is scanned");
    assert!(matches!(outcome(b"%PDF-1.7\n"), Outcome::Failed { .. }));
}

#[test]
fn damaged_files_are_read_or_refused() {
    for name in ["wooden-ferry.pdf", "pdf/columns.pdf"] {
        let whole = bytes(name);
        for part in 1..8 {
            outcome(&whole[..whole.len() * part / 8]);
        }
        for at in (0..whole.len()).step_by(whole.len() / 24) {
            let mut flipped = whole.clone();
            flipped[at] ^= 0x55;
            outcome(&flipped);
        }
    }
}
