//! What the user settled by hand about how files are read.

use serde::{Deserialize, Serialize};

/// How a file is to be read, where the guess is corrected. Empty fields leave the guess alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileSettings {
    /// The labels of the speakers, as written in the file; nothing else is a label then.
    pub speakers: Vec<String>,
    /// The name of the format to read it as.
    pub format: Option<String>,
    /// Lines after the last turn that open the footer.
    pub footers: Vec<String>,
}

/// Settings for the files that a glob matches. The glob is matched against the path below the root.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileRule {
    /// A glob such as `2019/**` or `*.srt`; a bare folder means all below it.
    pub glob: String,
    /// What holds for these files.
    pub settings: FileSettings,
}
