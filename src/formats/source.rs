//! A file with its text decoded, as the formats see it.

use super::{File, encoding};

/// A decoded file.
#[derive(Debug)]
pub struct Source<'a> {
    /// The path below the root, `/`-separated.
    pub path: &'a str,
    /// The content as text, without a byte order mark. Line ends are as in the file.
    pub text: String,
    /// The name of the encoding it was decoded from, lower case: `utf-8`, `utf-16le`, `gb18030`, ...
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
        let (text, encoding) = encoding::decode(file.bytes).ok_or_else(|| binary(file.path))?;
        if text.trim().is_empty() {
            return Err(String::from("the file holds nothing but white space"));
        }
        Ok(Self { path: file.path, text, encoding, bytes: file.bytes, sidecars: file.sidecars })
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

/// Why a file without text is skipped; documents that hold text say how to get at it.
fn binary(path: &str) -> String {
    let kind = match super::table::extension(path).as_deref() {
        Some("docx" | "doc") => "a Word document",
        Some("odt") => "an OpenDocument text",
        Some("pdf") => "a PDF",
        Some("epub") => "an EPUB book",
        _ => return String::from("a binary file, no text"),
    };
    format!("{kind} cannot be read yet; save it as plain text or HTML")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(path: &str) -> Option<String> {
        Source::decode(&File { path, bytes: b"PK\x03\x04\0\0\0\0", sidecars: &[] }).err()
    }

    #[test]
    fn documents_say_how_to_get_at_their_text() {
        assert!(
            reason("2019/talk.docx")
                .is_some_and(|r| r.starts_with("a Word document") && r.contains("save it as"))
        );
        assert_eq!(reason("talk.bin").as_deref(), Some("a binary file, no text"));
    }
}
