//! `whosaid.toml`, in this folder or one above: where the index is, what is in it, how files are read.
//!
//! Paths in it are relative to its folder. An unknown key is an error that names the line. Deliberately absent:
//! settings of one search; those are flags.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::{Error, ErrorKind, Result};
use crate::model::{FileRule, FileSettings, PEOPLE_FILE};

/// The name of the file.
const NAME: &str = "whosaid.toml";

/// What `whosaid.toml` settles; empty without one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Settings {
    /// The folder it is in.
    folder: Option<PathBuf>,
    /// The folder of the index.
    index: Option<PathBuf>,
    /// The file that says who is who.
    people: Option<PathBuf>,
    /// What to index.
    pub(super) roots: Vec<PathBuf>,
    /// How files are read.
    pub(super) rules: Vec<FileRule>,
}

/// The file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    index: Option<PathBuf>,
    people: Option<PathBuf>,
    #[serde(default)]
    roots: Vec<PathBuf>,
    #[serde(default)]
    files: Vec<WrittenRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRule {
    glob: String,
    #[serde(default)]
    speakers: Vec<String>,
    format: Option<String>,
    #[serde(default)]
    footers: Vec<String>,
}

impl Settings {
    /// The settings that hold in a folder: those of the nearest `whosaid.toml` in it or above it.
    pub(super) fn find(folder: &Path) -> Result<Self> {
        match folder.ancestors().map(|dir| dir.join(NAME)).find(|path| path.is_file()) {
            Some(path) => {
                let text = std::fs::read_to_string(&path).map_err(|e| Error::io(&path, e))?;
                Self::parse(&text, &path)
            }
            None => Ok(Self::default()),
        }
    }

    fn parse(text: &str, path: &Path) -> Result<Self> {
        let written: Written = toml::from_str(text).map_err(|e| {
            let before = e.span().map_or("", |span| text.get(..span.start).unwrap_or(""));
            let line = before.matches('\n').count() + 1;
            Error::new(ErrorKind::Usage, format!("{}:{line}: {}", path.display(), e.message())).with_hint(
                "it may hold index, people, roots, and [[files]] with glob, speakers, format, footers",
            )
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let rule = |WrittenRule { glob, speakers, format, footers }| FileRule {
            glob,
            settings: FileSettings { speakers, format, footers },
        };
        Ok(Self {
            folder: Some(folder.to_owned()),
            index: written.index.map(|index| folder.join(index)),
            people: written.people.map(|people| folder.join(people)),
            roots: written.roots.iter().map(|root| folder.join(root)).collect(),
            rules: written.files.into_iter().map(rule).collect(),
        })
    }

    /// The folder of the index: as `whosaid.toml` says, else `index` beside it, else `index` in this folder.
    pub(super) fn index(&self, here: &Path) -> PathBuf {
        let beside = || self.folder.as_deref().unwrap_or(here).join("index");
        self.index.clone().unwrap_or_else(beside)
    }

    /// Where it is settled who is who: as `whosaid.toml` says, else in `people.toml` beside it, if that is there.
    pub(super) fn people(&self) -> Option<PathBuf> {
        let beside =
            || self.folder.as_deref().map(|folder| folder.join(PEOPLE_FILE)).filter(|path| path.is_file());
        self.people.clone().or_else(beside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Settings> {
        Settings::parse(text, Path::new("/archive/whosaid.toml"))
    }

    #[test]
    fn paths_are_relative_to_the_file() {
        let settings = parse(
            "index = \"../idx\"\npeople = \"who.toml\"\nroots = [\"a\", \"/b\"]\n\n[[files]]\nglob = \"2019/**\"\nspeakers = [\"甲\", \"Lu\"]\n\
             [[files]]\nglob = \"*.log\"\nformat = \"text\"\nfooters = [\"All rights\"]\n",
        )
        .unwrap();
        assert_eq!(settings.index(Path::new("/here")), Path::new("/archive/../idx"));
        assert_eq!(settings.people().as_deref(), Some(Path::new("/archive/who.toml")));
        assert_eq!(settings.roots, [Path::new("/archive/a"), Path::new("/b")]);
        assert_eq!(settings.rules[0].settings.speakers, ["甲", "Lu"]);
        assert_eq!(settings.rules[1].settings.format.as_deref(), Some("text"));
        assert_eq!(settings.rules[1].settings.footers, ["All rights"]);
    }

    #[test]
    fn the_index_is_beside_the_file_unless_it_says_otherwise() {
        assert_eq!(parse("").unwrap().index(Path::new("/archive/deep")), Path::new("/archive/index"));
        assert_eq!(Settings::default().index(Path::new("/here")), Path::new("/here/index"));
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let error = parse("roots = []\n\n[[files]]\nglob = \"*\"\nspeeker = [\"A\"]\n").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Usage);
        let message = error.to_string();
        assert!(message.starts_with("/archive/whosaid.toml:5: unknown field `speeker`"), "{message}");
        let message = parse("roots = 3").unwrap_err().to_string();
        assert!(message.starts_with("/archive/whosaid.toml:1: "), "{message}");
    }

    #[test]
    fn the_nearest_file_above_counts() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("a/b");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::write(dir.path().join(NAME), "roots = [\"x\"]").unwrap();
        assert_eq!(Settings::find(&deep).unwrap().roots, [dir.path().join("x")]);
        std::fs::write(dir.path().join("a").join(NAME), "roots = [\"y\"]").unwrap();
        assert_eq!(Settings::find(&deep).unwrap().roots, [dir.path().join("a/y")]);
    }
}
