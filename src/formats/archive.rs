//! Zip archives: a folder of transcripts in one file. Each member is read like a file of its own.
//!
//! Deliberately absent: writing anything to disk, archives inside archives (refused by name), and other kinds of
//! archive, which are to be unpacked.

use std::collections::HashMap;

use super::container::{Container, Entry, MEMBER_BOUND};
use super::{File, Outcome, encoding, is_sidecar, table};
use crate::model::FileSettings;

/// No more than this is unpacked of one archive, in bytes: some thousand transcripts.
const TOTAL_BOUND: u64 = 256 << 20;
/// No further member is read after so many turns; all of an archive is in memory until it is written.
const MOST_TURNS: usize = 500_000;

/// A member that may be looked at.
struct Member<'a> {
    index: usize,
    name: String,
    entry: &'a Entry,
}

/// Reads the members of an archive, in the order of their names.
pub(super) fn read(bytes: &[u8], settings: &FileSettings) -> Outcome {
    let mut container = match Container::open(bytes) {
        Ok(container) => container,
        Err(message) => return Outcome::Failed { line: None, message },
    };
    let entries = container.entries();
    let members = members(&entries);
    let sidecars = sidecars(&members);
    let (mut left, mut turns) = (TOTAL_BOUND, 0);
    let mut outcomes = Vec::new();
    for member in &members {
        let passed = passed_over(member);
        let full = member.entry.size.min(MEMBER_BOUND) > left || turns > MOST_TURNS;
        if passed.is_none() && full {
            let message = format!(
                "the members before it are as much as is read of one zip file ({} MB or {MOST_TURNS} turns); it and \
                 what comes after it were left out: unpack the file",
                TOTAL_BOUND >> 20
            );
            outcomes.push((member.name.clone(), Outcome::Failed { line: None, message }));
            break;
        }
        let outcome = match passed {
            Some(outcome) => outcome,
            None => match unpack(&mut container, member, &mut left) {
                Ok(bytes) => {
                    let beside = sidecars.get(stem(&member.name)).into_iter().flatten();
                    // Broken ones are none.
                    let sidecars: Vec<_> = beside
                        .filter_map(|m| Some((m.name.clone(), unpack(&mut container, m, &mut left).ok()?)))
                        .collect();
                    let file = File { path: &member.name, bytes: &bytes, sidecars: &sidecars };
                    super::read_member(&file, settings)
                }
                Err(message) => Outcome::Failed { line: None, message },
            },
        };
        if let Outcome::Read(interviews) = &outcome {
            turns += interviews.iter().map(|i| i.turns.len()).sum::<usize>();
        }
        outcomes.push((member.name.clone(), outcome));
    }
    if outcomes.iter().all(|(_, outcome)| matches!(outcome, Outcome::Skipped { .. })) {
        return Outcome::Skipped { reason: String::from("a zip file that holds no transcript") };
    }
    Outcome::Archive(outcomes)
}

/// The members by name, without folders and what is hidden.
fn members(entries: &[Entry]) -> Vec<Member<'_>> {
    let names = encoding::names(entries.iter().map(|e| e.raw_name.as_slice()));
    let files = entries.iter().zip(names).enumerate().filter(|(_, (entry, _))| !entry.is_folder);
    let mut members: Vec<_> =
        files.map(|(index, (entry, name))| Member { index, name: plain(name), entry }).collect();
    members.retain(|m| !is_hidden(&m.name));
    members.sort_by(|a, b| a.name.cmp(&b.name));
    members
}

/// The name without the `./` that some programs write before it.
fn plain(name: String) -> String {
    name.strip_prefix("./").map(str::to_owned).unwrap_or(name)
}

/// True for hidden files, those in hidden folders, and what macOS adds to archives.
fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.') && !matches!(part, "." | "..") || part == "__MACOSX")
}

/// What becomes of a member whose content is not looked at.
fn passed_over(member: &Member<'_>) -> Option<Outcome> {
    let skipped = |reason: &str| Some(Outcome::Skipped { reason: reason.to_owned() });
    if escapes(&member.name) {
        let message =
            "its name leads out of the folder the zip file is unpacked to; pack it under a plain name";
        return Some(Outcome::Failed { line: None, message: message.to_owned() });
    }
    if member.entry.is_link {
        return skipped("a link");
    }
    if is_sidecar(&member.name) {
        return skipped("belongs to the transcript beside it");
    }
    table::foreign(&member.name).and_then(skipped)
}

/// True for a name that is no path below the archive: absolute, with a drive, upwards, or with the separators or
/// control characters that some systems take for such.
fn escapes(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':') && name.as_bytes()[0].is_ascii_alphabetic();
    drive
        || name.is_empty()
        || name.starts_with('/')
        || name.contains(|c: char| c == '\\' || c.is_control())
        || name.split('/').any(|part| matches!(part, "." | ".." | ""))
}

/// The bytes of a member, which count against what is left.
fn unpack(container: &mut Container<'_>, member: &Member<'_>, left: &mut u64) -> Result<Vec<u8>, String> {
    if member.entry.size > MEMBER_BOUND {
        return Err(super::container::over());
    }
    *left = left.saturating_sub(member.entry.size);
    container.read_at(member.index)
}

/// The files that a format may need beside others, by the stem they share with them.
fn sidecars<'a>(members: &'a [Member<'a>]) -> HashMap<&'a str, Vec<&'a Member<'a>>> {
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for member in members.iter().filter(|m| is_sidecar(&m.name)) {
        found.entry(stem(&member.name)).or_default().push(member);
    }
    found
}

/// The path without its extension.
fn stem(path: &str) -> &str {
    let name = path.rfind('/').map_or(0, |at| at + 1);
    path[name..].rfind('.').map_or(path, |dot| &path[..name + dot])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::write::SimpleFileOptions;

    const TALK: &str = "Ann: Why a ferry?\n\nBo: It was there.\n\nAnn: And now?\n\nBo: It is not.\n";

    fn packed(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    /// Each member and, in a word or two, what became of it.
    fn fates(bytes: &[u8]) -> Vec<(String, String)> {
        let file = File { path: "talks.zip", bytes, sidecars: &[] };
        let Outcome::Archive(members) = super::super::read(&file, &FileSettings::default()) else {
            panic!("no archive")
        };
        let word = |outcome| match outcome {
            Outcome::Read(interviews) => format!("{} turns", interviews[0].turns.len()),
            Outcome::Skipped { reason } => format!("skipped: {reason}"),
            Outcome::Failed { message, .. } => format!("failed: {}", &message[..message.len().min(30)]),
            Outcome::Archive(_) => String::from("archive"),
        };
        members.into_iter().map(|(name, outcome)| (name, word(outcome))).collect()
    }

    fn fate(bytes: &[u8], name: &str) -> String {
        fates(bytes).into_iter().find(|(n, _)| n == name).map(|(_, fate)| fate).unwrap_or_default()
    }

    #[test]
    fn members_are_read_like_files() {
        let inner = packed(&[("c.txt", TALK.as_bytes())]);
        let bytes = packed(&[
            ("2019/旧船.txt", TALK.as_bytes()),
            ("./b.md", TALK.as_bytes()),
            ("photo.jpg", b"x"),
            ("old.tar.gz", b"x"),
            ("empty.txt", b""),
            ("inner.zip", &inner),
            (".DS_Store", b"x"),
            ("__MACOSX/2019/._b.md", b"x"),
            ("2019/.git/b.md", b"x"),
        ]);
        let got = fates(&bytes);
        let got: Vec<_> = got.iter().map(|(n, f)| (n.as_str(), f.as_str())).collect();
        assert_eq!(
            got,
            [
                ("2019/旧船.txt", "4 turns"),
                ("b.md", "4 turns"),
                ("empty.txt", "skipped: the file is empty"),
                ("inner.zip", "failed: a zip file inside a zip file; "),
                (
                    "old.tar.gz",
                    "skipped: an archive of a kind that is not read; unpack it, or pack it as zip"
                ),
                ("photo.jpg", "skipped: not a transcript format"),
            ]
        );
    }

    #[test]
    fn a_sidecar_joins_its_transcript() {
        let json = br#"[{"start": 0.0, "end": 2.0, "text": "Why a ferry?"}, {"start": 2.0, "end": 4.0, "text": "It was there."}]"#;
        let rttm =
            b"SPEAKER a 1 0.0 2.0 <NA> <NA> ann <NA> <NA>\nSPEAKER a 1 2.0 2.0 <NA> <NA> bo <NA> <NA>\n";
        let bytes = packed(&[("x/a.json", json), ("x/a.rttm", rttm)]);
        let file = File { path: "talks.zip", bytes: &bytes, sidecars: &[] };
        let Outcome::Archive(members) = super::super::read(&file, &FileSettings::default()) else { panic!() };
        let Outcome::Read(interviews) = &members[0].1 else { panic!("{members:?}") };
        let speakers: Vec<_> = interviews[0].turns.iter().filter_map(|t| t.speaker.as_deref()).collect();
        assert_eq!(speakers, ["ann", "bo"]);
    }

    #[test]
    fn names_that_lead_out_are_refused_and_the_others_read() {
        let names = ["../x.txt", "a/../../x.txt", "/etc/x.txt", "C:/x.txt", "a\\b.txt", "a//b.txt"];
        let mut members: Vec<(&str, &[u8])> = names.iter().map(|n| (*n, TALK.as_bytes())).collect();
        members.push(("good.txt", TALK.as_bytes()));
        let bytes = packed(&members);
        for name in names {
            assert!(fate(&bytes, name).starts_with("failed: its name leads out"), "{name}");
        }
        assert_eq!(fate(&bytes, "good.txt"), "4 turns");
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused_and_the_others_read() {
        let big = vec![b' '; MEMBER_BOUND as usize + 1];
        let bytes = packed(&[("a.txt", TALK.as_bytes()), ("big.txt", &big), ("c.txt", TALK.as_bytes())]);
        assert!(bytes.len() < 1 << 20);
        assert!(fate(&bytes, "big.txt").starts_with("failed: unpacks to more than 64 MB"));
        assert_eq!((fate(&bytes, "a.txt"), fate(&bytes, "c.txt")), ("4 turns".into(), "4 turns".into()));
    }

    #[test]
    fn an_archive_without_transcripts_is_skipped_and_a_broken_one_fails() {
        let read = |bytes: &[u8]| {
            super::super::read(&File { path: "a.zip", bytes, sidecars: &[] }, &FileSettings::default())
        };
        assert!(matches!(read(&packed(&[("a.jpg", b"x")])), Outcome::Skipped { .. }));
        assert!(matches!(read(&packed(&[])), Outcome::Skipped { .. }));
        let whole = packed(&[("a.txt", TALK.as_bytes())]);
        assert!(matches!(read(&whole[..whole.len() - 30]), Outcome::Failed { .. }));
    }
}
