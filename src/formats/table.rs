//! The table of formats, and which of them reads a file.

use super::{Format, Sniff, Source, captions, epub, html, office, pdf, recogniser, research, text};
use crate::model::FileSettings;

/// All formats; the first wins among equally sure ones.
pub(super) static FORMATS: &[&dyn Format] = &[
    &captions::WebVtt,
    &captions::Srt,
    &captions::Sbv,
    &captions::Ttml,
    &captions::YouTube,
    &html::Page,
    &epub::Book,
    &pdf::Pdf,
    &office::Word,
    &office::OpenDocument,
    &office::RichText,
    &recogniser::JsonLines,
    &recogniser::Json,
    &recogniser::Sheet,
    &recogniser::Rttm,
    &research::Elan,
    &research::TextGrid,
    &research::Chat,
    &research::Transcriber,
    &research::Exmaralda,
    &research::Tei,
    &research::Ohms,
    &text::Markdown,
    &text::Plain,
];

/// Why an archive is not opened.
const ARCHIVE: &str = "an archive of a kind that is not read; unpack it, or pack it as zip";

/// Extensions of archives that are not opened.
const ARCHIVES: &[&str] = &["7z", "bz2", "gz", "rar", "tar", "tbz", "tgz", "txz", "xz", "zst"];

/// Extensions of files that hold text but never a transcript, or that no format can read; skipped unread.
const FOREIGN: &[&str] = &[
    "aac", "avi", "bin", "bmp", "c", "cpp", "css", "db", "dll", "dylib", "exe", "flac", "gif", "go", "h",
    "ico", "iso", "jar", "java", "jpeg", "jpg", "js", "lock", "m4a", "mkv", "mov", "mp3", "mp4", "ogg",
    "opus", "otf", "png", "ppt", "pptx", "psd", "py", "rb", "rs", "sh", "so", "sqlite", "svg", "tif", "tiff",
    "toml", "ts", "ttf", "wasm", "wav", "webm", "webp", "woff", "woff2", "xls", "xlsx", "yaml", "yml",
];

/// The format that reads this file: the one named by hand, else the surest.
pub(super) fn choose(source: &Source<'_>, settings: &FileSettings) -> Result<&'static dyn Format, String> {
    if let Some(name) = &settings.format {
        let found = FORMATS.iter().find(|f| f.name() == name.as_str());
        if found.is_some_and(|f| !f.is_binary()) && !source.is_text() {
            return Err(binary(source.path));
        }
        return found.copied().ok_or_else(|| {
            let known: Vec<_> = FORMATS.iter().map(|f| f.name()).collect();
            format!("unknown format {name:?}; known are {}", known.join(", "))
        });
    }
    let mut best: Option<(Sniff, &dyn Format)> = None;
    for format in FORMATS.iter().filter(|f| f.is_binary() || source.is_text()) {
        let sure = format.sniff(source);
        if sure > best.map_or(Sniff::No, |(s, _)| s) {
            best = Some((sure, *format));
        }
    }
    best.map(|(_, format)| format).ok_or_else(|| match extension(source.path) {
        _ if !source.is_text() => binary(source.path),
        Some(e) => format!("no transcript format is known for .{e} files like this one"),
        None => String::from("no transcript format is known for this file"),
    })
}

/// Why a file is skipped unread, where its name says that nothing here reads it.
pub(super) fn foreign(path: &str) -> Option<&'static str> {
    let extension = extension(path)?;
    if ARCHIVES.contains(&extension.as_str()) {
        return Some(ARCHIVE);
    }
    FOREIGN.contains(&extension.as_str()).then_some("not a transcript format")
}

/// The extension of a path, lower case.
pub(super) fn extension(path: &str) -> Option<String> {
    let name = path.rsplit('/').next()?;
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.is_empty() && !extension.is_empty()).then(|| extension.to_lowercase())
}

/// Why a file without text is skipped.
fn binary(path: &str) -> String {
    match extension(path) {
        Some(e) if ARCHIVES.contains(&e.as_str()) => ARCHIVE.to_owned(),
        _ => String::from("a binary file, no text"),
    }
}
