//! A file with its text decoded, as the formats see it.

use std::borrow::Cow;

use super::{File, encoding};

/// Stands for the encoding of a file that is no text.
const BINARY: &str = "binary";

/// A decoded file.
#[derive(Debug)]
pub struct Source<'a> {
    /// The path below the root, `/`-separated.
    pub path: &'a str,
    /// The content as text, without a byte order mark. Line ends are as in the file. Empty for binary files.
    pub text: Cow<'a, str>,
    /// The name of the encoding it was decoded from, lower case: `utf-8`, `utf-16le`, `gb18030`, ...; `binary` for
    /// files that are no text.
    pub encoding: &'static str,
    /// The raw content.
    pub bytes: &'a [u8],
    /// Files of the same stem beside it.
    pub sidecars: &'a [(String, Vec<u8>)],
}

impl<'a> Source<'a> {
    /// Decodes a file; the error is the reason to skip it.
    pub(super) fn decode(file: &File<'a>) -> Result<Self, String> {
        if file.bytes.is_empty() {
            return Err(String::from("the file is empty"));
        }
        let (text, encoding) = encoding::decode(file.bytes).unwrap_or((Cow::Borrowed(""), BINARY));
        if encoding != BINARY && text.trim().is_empty() {
            return Err(String::from("the file holds nothing but white space"));
        }
        Ok(Self { path: file.path, text, encoding, bytes: file.bytes, sidecars: file.sidecars })
    }

    /// At most so many characters from the beginning of the text.
    pub(super) fn head(&self, most: usize) -> &str {
        let mut rest = self.text.chars();
        rest.nth(most.saturating_sub(1));
        &self.text[..self.text.len() - rest.as_str().len()]
    }

    /// True if the text opens as XML and HTML do.
    pub(super) fn opens_with_tag(&self) -> bool {
        self.text.trim_start().starts_with('<')
    }

    /// False for a binary file.
    pub fn is_text(&self) -> bool {
        self.encoding != BINARY
    }

    /// The file's extension, lower case; empty if it has none.
    pub fn extension(&self) -> String {
        super::table::extension(self.path).unwrap_or_default()
    }

    /// The file's name without its extension.
    pub fn stem(&self) -> &'a str {
        let name = self.path.rsplit('/').next().unwrap_or(self.path);
        match name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => name,
        }
    }
}
