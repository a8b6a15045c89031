//! Reads files given by name, outside of any root: the root of each is its folder.
//!
//! Deliberately absent: the index, which is not touched.

use std::path::Path;

use super::read::{Reading, Source, read};
use super::walk::walk;
use crate::model::{FileSettings, Parsed};

/// How this file is split; an archive gives several answers. Path is the file's name, id its stem.
pub fn parse(path: &Path, settings: &FileSettings) -> Vec<Parsed> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let failed =
        |message| vec![Parsed::Failed { path: path.into(), rel: name.to_string(), line: None, message }];
    match std::fs::metadata(path) {
        Err(error) => return failed(error.to_string()),
        Ok(meta) if meta.is_dir() => return failed(String::from("is a folder")),
        Ok(_) => {}
    }
    let Some(found) = walk(path, path, None).files.pop() else {
        return failed(String::from("cannot be read"));
    };
    let source = match Source::load(&found) {
        Ok(source) => source,
        Err(message) => return failed(message),
    };
    match read(&source, &found.rel, &super::assign(&[&found.rel])[0], settings) {
        Reading::Archive(members) => members
            .into_iter()
            .flat_map(|(member, reading)| one(path, &found.rel, Some(&member), reading))
            .collect(),
        reading => one(path, &found.rel, None, reading),
    }
}

/// What became of a file, or of a member of it.
fn one(path: &Path, rel: &str, member: Option<&str>, reading: Reading) -> Vec<Parsed> {
    let (path, rel) = match member {
        Some(member) => (path.join(member), format!("{rel}/{member}")),
        None => (path.to_path_buf(), rel.to_owned()),
    };
    match reading {
        Reading::Read(interviews) => interviews.into_iter().map(|i| Parsed::Interview(Box::new(i))).collect(),
        Reading::Skipped(reason) if member.is_some() => vec![Parsed::PassedOver { path, reason }],
        Reading::Skipped(reason) => vec![Parsed::Skipped { path, rel, reason }],
        Reading::Failed { line, message } => vec![Parsed::Failed { path, rel, line, message }],
        Reading::Archive(_) => Vec::new(),
    }
}
