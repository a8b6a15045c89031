//! Documents of word processors: DOCX, OpenDocument text and RTF.
//!
//! Each reader streams a file into a [`page::Page`]; what follows is the same for all: the title and the date that
//! the document itself states go before its properties, and footnotes come behind the interview. Deliberately absent:
//! running heads, comments, tracked deletions, struck and hidden text, tables of contents.

mod docx;
mod numbering;
mod odt;
mod page;
pub(super) mod properties;
mod rtf;
#[cfg(test)]
mod tests;

pub(super) use docx::Word;
pub(super) use odt::OpenDocument;
pub(super) use rtf::RichText;

use super::xml::Nodes;
use super::{Document, Refusal, Source, authors};
use crate::model::{FileSettings, Meta, Warning};
use page::Page;
use properties::Properties;

/// What a reader made of a file.
#[derive(Debug, Default)]
struct Reading {
    page: Page,
    properties: Properties,
    /// Where and why reading ended early.
    broken: Option<Warning>,
}

impl Reading {
    /// The interview. `numbered` is true where the source has lines that people can turn to.
    fn finish(
        self,
        source: &Source<'_>,
        settings: &FileSettings,
        numbered: bool,
    ) -> Result<Vec<Document>, Refusal> {
        let (lines, notes) = self.page.finish();
        let broken = self.broken.map(|b| Warning { line: b.line.filter(|_| numbered), ..b });
        if lines.is_empty() && notes.is_empty() {
            return Err(match broken {
                Some(Warning { line, message }) => Refusal::Fail { line, message },
                None => Refusal::Skip(String::from("a document without text")),
            });
        }
        let meta = Meta { title: self.properties.shown_title(&lines), ..Meta::default() };
        let mut document = Document::from(authors::split(lines, &meta, &self.properties.authors, settings));
        document.turns.extend(notes);
        // A row of columns is no title.
        document.meta.title.take_if(|title| title.contains('\t'));
        self.properties.fill(&mut document.meta, source.stem());
        if !numbered {
            document.turns.iter_mut().for_each(|turn| turn.line = None);
            document.warnings.iter_mut().for_each(|warning| warning.line = None);
        }
        if let Some(Warning { line, message }) = broken {
            document.warn(line, format!("only its beginning is read: {message}"));
        }
        Ok(vec![document])
    }
}

/// What is said of XML that was read up to where it ends early, if it does; XML that goes over a bound is refused.
fn ended(nodes: &Nodes<'_>, broken: Option<Warning>) -> Result<Option<Warning>, Refusal> {
    match broken {
        Some(Warning { line, message }) if nodes.is_bomb() => Err(Refusal::Fail { line, message }),
        None if nodes.is_cut() => {
            Ok(Some(Warning { line: None, message: String::from("the file ends too early") }))
        }
        broken => Ok(broken),
    }
}
