//! Reads files given by name, outside of any root: the root of each is its folder.
//!
//! Deliberately absent: the index, which is not touched.

use std::path::Path;

use super::read::{Reading, Source, read};
use super::walk::walk;
use crate::model::{FileSettings, Parsed};

/// How this file is split; a container gives several answers. Path is the file's name, id its stem.
pub fn parse(path: &Path, settings: &FileSettings) -> Vec<Parsed> {
    let failed = |line, message| vec![Parsed::Failed { path: path.to_path_buf(), line, message }];
    match std::fs::metadata(path) {
        Err(error) => return failed(None, error.to_string()),
        Ok(meta) if meta.is_dir() => return failed(None, String::from("is a folder")),
        Ok(_) => {}
    }
    let Some(found) = walk(path, path, None).files.pop() else {
        return failed(None, String::from("cannot be read"));
    };
    let source = match Source::load(&found) {
        Ok(source) => source,
        Err(message) => return failed(None, message),
    };
    match read(&source, &found.rel, &super::assign(&[&found.rel])[0], settings) {
        Reading::Read(interviews) => interviews.into_iter().map(|i| Parsed::Interview(Box::new(i))).collect(),
        Reading::Skipped(reason) => vec![Parsed::Skipped { path: path.to_path_buf(), reason }],
        Reading::Failed { line, message } => failed(line, message),
    }
}
