//! Paragraphs of a word processor to lines: one inside a text box follows the one that holds it, footnotes come last.
//!
//! Deliberately absent: any file format; its reader says what opens and closes.

use crate::formats::flow::Flow;
use crate::model::{Kind, NoteSort, Turn};
use crate::turns::Line;

/// Up to here a run of blanks may end a label, in characters of its line.
const LONGEST_LABEL: usize = 64;
/// Where one in so many paragraphs follows an empty one, those that do not belong to the one before them.
const FEWEST_EMPTY: usize = 5;

/// How a run of text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Face {
    /// Bold, underlined or in capitals.
    pub(super) strong: bool,
    /// In italics.
    pub(super) slanted: bool,
}

/// What a paragraph is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Shape {
    /// The level of a heading from 1; 0 for text.
    pub(super) heading: u8,
    /// A quotation set off as a block.
    pub(super) quote: bool,
    /// It opens a list item.
    pub(super) item: bool,
    /// The label that numbering puts before it.
    pub(super) label: String,
}

/// A piece of a paragraph.
#[derive(Debug)]
enum Piece {
    Text(String, Face),
    Tab,
    Break,
}

/// A paragraph with the line of the source it stands on.
#[derive(Debug, Default)]
struct Paragraph {
    line: u32,
    shape: Shape,
    pieces: Vec<Piece>,
}

/// What is open, the innermost last.
#[derive(Debug)]
enum Open {
    Paragraph(Paragraph),
    /// A drawing or text box: only paragraphs inside it are text.
    Box,
    Note(Vec<Paragraph>),
}

/// A writer of paragraphs.
#[derive(Debug, Default)]
pub(super) struct Page {
    flow: Flow,
    open: Vec<Open>,
    /// Paragraphs of text boxes, until the paragraph that holds the box ends.
    waiting: Vec<Paragraph>,
    /// What stands before a deleted paragraph mark, for the next paragraph.
    carried: Vec<Piece>,
    notes: Vec<Vec<Paragraph>>,
    /// Plain paragraphs that follow a plain one: the place of the first line, and whether empty ones stand between.
    plain: Vec<(usize, bool)>,
    /// The last paragraph with text was a plain one.
    after_plain: bool,
    /// An empty paragraph was the last.
    after_empty: bool,
    cells: usize,
}

impl Page {
    /// A paragraph begins on this line of the source.
    pub(super) fn open_paragraph(&mut self, line: u32) {
        let pieces = if self.open.is_empty() { std::mem::take(&mut self.carried) } else { Vec::new() };
        self.open.push(Open::Paragraph(Paragraph { line, pieces, ..Paragraph::default() }));
    }

    /// The innermost paragraph ends; by now it is known what it is.
    pub(super) fn close_paragraph(&mut self, shape: Shape) {
        if let Some(paragraph) = self.pop() {
            self.put(Paragraph { shape, ..paragraph });
        }
    }

    /// The innermost paragraph ends, and goes on in the next.
    pub(super) fn carry_paragraph(&mut self) {
        if let Some(paragraph) = self.pop() {
            if self.open.is_empty() {
                self.carried = paragraph.pieces;
            } else {
                self.put(paragraph);
            }
        }
    }

    /// True while a paragraph is open that takes text.
    pub(super) fn in_paragraph(&self) -> bool {
        matches!(self.open.last(), Some(Open::Paragraph(_)))
    }

    /// Text of the innermost paragraph; outside paragraphs there is none.
    pub(super) fn text(&mut self, text: &str, face: Face) {
        let Some(Open::Paragraph(paragraph)) = self.open.last_mut() else { return };
        match paragraph.pieces.last_mut() {
            Some(Piece::Text(last, set)) if *set == face => last.push_str(text),
            _ => paragraph.pieces.push(Piece::Text(text.to_owned(), face)),
        }
    }

    /// A tabulator.
    pub(super) fn tab(&mut self) {
        self.piece(Piece::Tab);
    }

    /// A line break inside a paragraph.
    pub(super) fn line_break(&mut self) {
        self.piece(Piece::Break);
    }

    /// A drawing or text box begins; its paragraphs are read after the one that holds it.
    pub(super) fn open_box(&mut self) {
        self.open.push(Open::Box);
    }

    /// A drawing or text box ends.
    pub(super) fn close_box(&mut self) {
        while let Some(open) = self.open.pop() {
            match open {
                Open::Paragraph(paragraph) => self.put(paragraph),
                Open::Note(note) => self.notes.push(note),
                Open::Box => break,
            }
        }
        if self.open.is_empty() {
            self.write_waiting();
        }
    }

    /// A footnote or endnote begins.
    pub(super) fn open_note(&mut self) {
        self.open.push(Open::Note(Vec::new()));
    }

    /// A footnote or endnote ends.
    pub(super) fn close_note(&mut self) {
        while let Some(open) = self.open.pop() {
            match open {
                Open::Paragraph(paragraph) => self.put(paragraph),
                Open::Box => {}
                Open::Note(note) => {
                    self.notes.push(note);
                    break;
                }
            }
        }
    }

    /// A row of a table begins; the names of its columns are nobody's words. Tables in boxes and notes are paragraphs.
    pub(super) fn open_row(&mut self, of_names: bool) {
        if self.open.is_empty() {
            self.after_plain = false;
            self.flow.open_row();
            if of_names {
                self.flow.open_heading(6);
            }
        }
    }

    /// A row of a table ends.
    pub(super) fn close_row(&mut self, of_names: bool) {
        if self.open.is_empty() {
            if of_names {
                self.flow.close_heading();
            }
            self.flow.close_row();
        }
    }

    /// A cell begins.
    pub(super) fn open_cell(&mut self) {
        if self.open.is_empty() {
            self.cells += 1;
            self.flow.open_cell();
        }
    }

    /// A cell ends.
    pub(super) fn close_cell(&mut self) {
        if self.open.is_empty() {
            self.cells = self.cells.saturating_sub(1);
            self.flow.close_cell();
        }
    }

    /// The lines of the body, and the notes below and behind it.
    pub(super) fn finish(mut self) -> (Vec<Line>, Vec<Turn>) {
        while !self.open.is_empty() {
            self.close_box();
        }
        if !self.carried.is_empty() {
            self.open_paragraph(0);
            self.close_paragraph(Shape::default());
        }
        let notes = self.notes.iter().filter_map(|note| note_turn(note)).collect();
        let mut lines = self.flow.finish();
        // Who parts paragraphs by empty ones writes like in a plain text, where others are lines of one paragraph.
        let parted = self.plain.iter().filter(|(_, empty)| *empty).count();
        if parted * FEWEST_EMPTY >= self.plain.len() {
            for &(place, _) in self.plain.iter().filter(|(_, empty)| !empty) {
                if let Some(line) = lines.get_mut(place) {
                    line.gap = false;
                }
            }
        }
        (lines, notes)
    }

    /// An empty paragraph.
    pub(super) fn empty_paragraph(&mut self) {
        if self.open.is_empty() {
            self.after_empty = true;
        }
    }

    fn piece(&mut self, piece: Piece) {
        if let Some(Open::Paragraph(paragraph)) = self.open.last_mut() {
            paragraph.pieces.push(piece);
        }
    }

    fn pop(&mut self) -> Option<Paragraph> {
        match self.open.pop() {
            Some(Open::Paragraph(paragraph)) => Some(paragraph),
            Some(other) => {
                self.open.push(other);
                None
            }
            None => None,
        }
    }

    /// Puts a finished paragraph where it is read.
    fn put(&mut self, paragraph: Paragraph) {
        if self.open.is_empty() {
            self.write(&paragraph);
            return self.write_waiting();
        }
        let note = self.open.iter_mut().rev().find_map(|open| match open {
            Open::Note(note) => Some(note),
            _ => None,
        });
        note.unwrap_or(&mut self.waiting).push(paragraph);
    }

    fn write_waiting(&mut self) {
        for paragraph in std::mem::take(&mut self.waiting) {
            self.write(&paragraph);
        }
    }

    fn write(&mut self, paragraph: &Paragraph) {
        if paragraph.is_empty() {
            self.after_empty = true;
            return;
        }
        let plain = self.cells == 0 && paragraph.shape == Shape::default();
        if plain && self.after_plain {
            self.plain.push((self.flow.place(), self.after_empty));
        }
        (self.after_plain, self.after_empty) = (plain, false);
        write(&mut self.flow, paragraph);
    }
}

impl Paragraph {
    fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| match piece {
            Piece::Text(text, _) => text.chars().all(|c| c.is_whitespace() || c == '\u{ad}'),
            Piece::Tab | Piece::Break => true,
        })
    }
}

/// A note as a turn of its own; none if it holds no text.
fn note_turn(paragraphs: &[Paragraph]) -> Option<Turn> {
    let mut flow = Flow::default();
    paragraphs.iter().filter(|p| !p.is_empty()).for_each(|p| write(&mut flow, p));
    let lines = flow.finish();
    let text = lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n\n");
    let line = lines.first()?.number;
    Some(Turn { kind: Kind::Note, note: Some(NoteSort::Footer), line: Some(line), text, ..Turn::default() })
}

fn write(flow: &mut Flow, paragraph: &Paragraph) {
    let Paragraph { line, shape, pieces } = paragraph;
    flow.at(*line);
    // What opens a cell continues the line of the cell before it.
    let continues = flow.continues_row();
    let heading = shape.heading > 0 && !continues;
    match shape {
        _ if continues => flow.open_paragraph(),
        _ if heading => flow.open_heading(shape.heading),
        Shape { item: true, .. } => flow.open_item(),
        _ => flow.open_paragraph(),
    }
    if shape.quote {
        flow.open_quote();
    }
    flow.text(&shape.label);
    for piece in pieces {
        match piece {
            Piece::Tab => flow.tab(),
            Piece::Break => flow.line_break(),
            Piece::Text(text, face) => {
                set(flow, *face, Flow::open_strong, Flow::open_slanted);
                text_in(flow, text);
                set(flow, *face, Flow::close_strong, Flow::close_slanted);
            }
        }
    }
    if shape.quote {
        flow.close_quote();
    }
    if heading {
        flow.close_heading();
    }
    flow.gap();
}

fn set(flow: &mut Flow, face: Face, strong: fn(&mut Flow), slanted: fn(&mut Flow)) {
    if face.strong {
        strong(flow);
    }
    if face.slanted {
        slanted(flow);
    }
}

/// Writes text; a run of blanks near the start of a line, and not after a sentence, sets a label apart as a tab does.
fn text_in(flow: &mut Flow, text: &str) {
    let mut rest = text;
    while let Some((at, length)) = wide(rest) {
        flow.text(&rest[..at]);
        let before = flow.current();
        let ended =
            before.ends_with(['.', '?', '!', ',', '。', '？', '！', '，', '、', '”', '"', '）', '」']);
        if !ended && (1..=LONGEST_LABEL).contains(&before.chars().count()) && !before.contains(['\t']) {
            flow.wide_blank();
        } else {
            flow.text(" ");
        }
        rest = &rest[at + length..];
    }
    flow.text(rest);
}

/// Where two or more blanks, or a wide one, stand in a row, and their length in bytes.
fn wide(text: &str) -> Option<(usize, usize)> {
    let blank = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{3000}' | '\u{2002}' | '\u{2003}');
    let mut rest = 0;
    while let Some(at) = text[rest..].find(blank).map(|at| at + rest) {
        let run = &text[at..at + text[at..].find(|c| !blank(c)).unwrap_or(text.len() - at)];
        let width: usize =
            run.chars().map(|c| if matches!(c, '\u{3000}' | '\u{2003}') { 2 } else { 1 }).sum();
        if width >= 2 {
            return Some((at, run.len()));
        }
        rest = at + run.len();
    }
    None
}
