//! PDF: characters at places become lines in reading order, which `turns` splits like any text.
//!
//! Characters are read by pdf-inspector (over lopdf). It was tried against pdf_oxide on English and Chinese documents of
//! six producers. Both read them whole, but for predefined Chinese character maps, which pdf_oxide alone knows and
//! `charset` supplies. pdf-inspector reads fonts without a Unicode map by their own tables where pdf_oxide makes up Han
//! characters, opens old ciphers, marks raised figures, bounds what it unpacks, and needs 99 crates instead of 167.
//! Layout is our own: what is removed (running heads, line numbers) is known by repetition and place, never by wording.
//!
//! Deliberately absent: text recognition, pictures, forms, vertical writing, dates of the file's making (which
//! are not the interview's).

mod charset;
mod columns;
mod foot;
mod furniture;
mod hidden;
mod hyphen;
mod legible;
mod margin;
mod open;
mod paragraphs;
mod piece;

use std::collections::BTreeMap;

use pdf_inspector::{PdfError, TextItem};

use super::office::properties::Properties;
use super::{Document, Format, Refusal, Sniff, Source, authors};
use crate::model::{FileSettings, Kind, Meta, NoteSort, Turn};
use columns::Block;
use piece::Piece;

/// Interviews as pages.
pub(super) struct Pdf;

impl Format for Pdf {
    fn name(&self) -> &'static str {
        "pdf"
    }
    fn version(&self) -> u32 {
        1
    }
    fn is_binary(&self) -> bool {
        true
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["pdf"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        let head = &source.bytes[..source.bytes.len().min(1024)];
        let named = self.extensions().contains(&source.extension().as_str());
        match head.windows(5).position(|w| w == b"%PDF-") {
            Some(0) => Sniff::Sure,
            Some(_) if named => Sniff::Sure,
            _ if named => Sniff::Likely,
            _ => Sniff::No,
        }
    }
    fn read(&self, source: &Source<'_>, settings: &FileSettings) -> Result<Vec<Document>, Refusal> {
        let fail = |message: String| Refusal::Fail { line: None, message };
        let opened = open::open(source.bytes).map_err(fail)?;
        let (items, judged) = extract(&opened).map_err(fail)?;
        let warnings = check(&judged, !opened.unmapped.is_empty()).map_err(fail)?;
        let (blocks, notes) = layout(&items, &judged);
        let size = text_size(&blocks);
        let lines = paragraphs::lines(blocks, size);
        if lines.is_empty() && notes.is_empty() {
            return Err(Refusal::Skip(String::from("a PDF without text")));
        }
        let (title, authors) = (opened.title, opened.author.into_iter().collect());
        let properties = Properties { title, authors, ..Properties::default() };
        let meta = Meta { title: properties.shown_title(&lines), ..Meta::default() };
        let mut document = Document::from(authors::split(lines, &meta, &properties.authors, settings));
        document.turns.extend(foot::turns(&notes));
        document.turns.extend(turned(&items, &judged));
        properties.fill(&mut document.meta, source.stem());
        warnings.into_iter().for_each(|warning| document.warn(None, warning));
        Ok(vec![document])
    }
}

/// The characters and how each page fares; scanned pages are read by their text layer, if they have one.
fn extract(opened: &open::Opened<'_>) -> Result<(Vec<TextItem>, Vec<legible::Page>), String> {
    let read = |bytes: &[u8]| {
        let items = pdf_inspector::extract_text_with_positions_mem(bytes).map_err(|e| reason(&e))?;
        let judged = legible::judge(&items, opened.pages, &opened.unmapped);
        Ok((items, judged))
    };
    let (items, judged) = read(&opened.bytes)?;
    let scanned: Vec<usize> = (1..).zip(&judged).filter(|(_, p)| p.is_scanned()).map(|(i, _)| i).collect();
    match hidden::reveal(&opened.bytes, &scanned) {
        Some(bytes) => read(&bytes),
        None => Ok((items, judged)),
    }
}

fn reason(error: &PdfError) -> String {
    match error {
        PdfError::Encrypted => open::locked(),
        PdfError::NotAPdf(_) => String::from("this is no PDF, whatever its name says"),
        error => format!("a broken PDF: {error}"),
    }
}

/// What must be said of pages that cannot be read; the error, if none can.
fn check(pages: &[legible::Page], unmapped: bool) -> Result<Vec<String>, String> {
    let which = |is: &dyn Fn(legible::Page) -> bool| -> Vec<usize> {
        (1..).zip(pages).filter(|(_, p)| is(**p)).map(|(i, _)| i).collect()
    };
    let (garbled, scanned) = (which(&|p| p.is_garbled()), which(&|p| p.is_scanned()));
    let readable = pages.iter().any(|p| p.read > 0 && !p.is_garbled());
    if !readable && (!garbled.is_empty() || unmapped && scanned.is_empty()) {
        return Err(String::from(
            "the fonts of this PDF have no Unicode map, so that its characters cannot be read; print it anew from the \
             program that made it, or run text recognition (OCR) over it",
        ));
    }
    if !readable && !scanned.is_empty() {
        return Err(String::from(
            "this PDF is scanned: its pages are pictures without text; run text recognition (OCR) over it",
        ));
    }
    let mut warnings = Vec::new();
    let mut warn = |pages: &[usize], why: &str| {
        if !pages.is_empty() {
            let s = if pages.len() == 1 { "" } else { "s" };
            warnings.push(format!("page{s} {} left out: {why}", legible::list(pages)));
        }
    };
    warn(&garbled, "the fonts have no Unicode map");
    warn(&scanned, "a picture without text; run text recognition (OCR) over it");
    Ok(warnings)
}

/// The text of legible pages in reading order, and the footnotes.
fn layout(items: &[TextItem], judged: &[legible::Page]) -> (Vec<Block>, Vec<piece::Row>) {
    let mut pages: Vec<Vec<Piece>> = vec![Vec::new(); judged.len()];
    for item in items.iter().filter(|i| is_level(i)) {
        let at = (item.page as usize).saturating_sub(1);
        if judged.get(at).is_some_and(|p| !p.is_garbled()) {
            pages[at].extend(Piece::of(item));
        }
    }
    margin::drop_line_numbers(&mut pages);
    furniture::drop_repeated(&mut pages);
    let mut pages: Vec<Vec<Block>> =
        (1u32..).zip(pages).map(|(number, pieces)| columns::order(number, pieces)).collect();
    let mut number = 0;
    for row in pages.iter_mut().flatten().flat_map(|b| &mut b.rows) {
        number += 1;
        row.number = number;
    }
    let size = text_size(pages.iter().flatten());
    let notes: Vec<Vec<piece::Row>> = pages.iter_mut().map(|page| foot::take(page, size)).collect();
    for (i, page) in pages.iter_mut().enumerate() {
        // A footnote may find no place on its own page.
        foot::unmark(page, notes[i..].iter().take(2).flatten());
    }
    (pages.into_iter().flatten().collect(), notes.into_iter().flatten().collect())
}

fn is_level(item: &TextItem) -> bool {
    item.rotation.abs() < 1.0 || item.rotation > 359.0
}

/// Text that runs up or down a page as notes behind the interview; what stands on several pages is a stamp on them.
fn turned(items: &[TextItem], judged: &[legible::Page]) -> Vec<Turn> {
    let legible =
        |i: &&TextItem| judged.get((i.page as usize).saturating_sub(1)).is_some_and(|p| !p.is_garbled());
    let mut pages: BTreeMap<u32, String> = BTreeMap::new();
    for item in items.iter().filter(|i| !is_level(i)).filter(legible) {
        if let Some(piece) = Piece::of(item).filter(|p| !p.text.trim().is_empty()) {
            paragraphs::join(pages.entry(item.page).or_default(), piece.text.trim());
        }
    }
    let alone = |text: &&String| pages.values().filter(|other| other == text).count() == 1;
    let note = |text: &String| Turn {
        kind: Kind::Note,
        note: Some(NoteSort::Footer),
        text: text.clone(),
        ..Turn::default()
    };
    pages.values().filter(alone).map(note).collect()
}

/// The size of type that most of the text has.
fn text_size<'a>(blocks: impl IntoIterator<Item = &'a Block>) -> f32 {
    let pieces = blocks.into_iter().flat_map(|b| &b.rows).map(|r| Piece {
        size: r.size,
        text: r.text.clone(),
        ..Piece::default()
    });
    piece::size(&pieces.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests;
