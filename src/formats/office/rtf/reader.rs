//! RTF tokens to paragraphs: a stack of groups, destinations, code pages, tables, footnotes and text boxes.

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::charset;
use super::lex::{Lexer, Token};
use super::state::{Block, Closes, Destination, Opens, State, Type, character, opens};
use super::tables::{Styles, Table};
use crate::formats::office::numbering;
use crate::formats::office::page::{Face, Page, Shape};
use crate::formats::office::properties::Properties;

/// No document that people write nests groups deeper.
const DEEPEST: usize = 1_000;

/// Reads a document.
#[derive(Debug)]
pub(super) struct Reader {
    pub(super) page: Page,
    pub(super) properties: Properties,
    stack: Vec<State>,
    now: State,
    /// Bytes of text that are not decoded yet.
    bytes: Vec<u8>,
    /// The first half of a character of two UTF-16 units.
    half: Option<u16>,
    /// How many characters still stand in for one that was read.
    substitutes: u32,
    code_page: &'static Encoding,
    fonts: HashMap<i32, &'static Encoding>,
    font: i32,
    /// The font that the table of fonts describes.
    described: i32,
    styles: Styles,
    table: Table,
    /// Text boxes and notes that are open.
    apart: usize,
    label: Option<String>,
    property: String,
    date: [i32; 3],
    line: u32,
}

impl Reader {
    pub(super) fn new() -> Self {
        Self {
            page: Page::default(),
            properties: Properties::default(),
            stack: Vec::new(),
            now: State::default(),
            bytes: Vec::new(),
            half: None,
            substitutes: 0,
            code_page: WINDOWS_1252,
            fonts: HashMap::new(),
            font: 0,
            described: 0,
            styles: Styles::default(),
            table: Table::default(),
            apart: 0,
            label: None,
            property: String::new(),
            date: [0; 3],
            line: 1,
        }
    }

    /// Reads everything. True if groups are left open at the end.
    ///
    /// # Errors
    /// Groups are nested too deep; the line is given.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Result<bool, u32> {
        let mut lexer = Lexer::new(bytes);
        while let Some(token) = lexer.next() {
            self.line = lexer.line;
            if !matches!(token, Token::Text(_) | Token::Byte(_)) {
                self.flush();
            }
            match token {
                Token::Open if self.stack.len() >= DEEPEST => return Err(lexer.line),
                Token::Open => {
                    self.substitutes = 0;
                    self.stack.push(self.now);
                    self.now = self.now.inner();
                    if self.now.destination == Destination::Styles {
                        self.styles.open();
                    }
                }
                Token::Close => self.close(),
                Token::Word(word, number) => self.word(word, number),
                Token::Symbol(symbol) => self.symbol(symbol),
                Token::Byte(byte) => self.push(&[byte]),
                Token::Text(bytes) => self.push(bytes),
            }
        }
        self.flush();
        let open = !self.stack.is_empty();
        while !self.stack.is_empty() {
            self.close();
        }
        self.end_paragraph();
        self.table.leave(&mut self.page);
        Ok(open)
    }

    fn close(&mut self) {
        self.substitutes = 0;
        let outer = self.stack.pop().unwrap_or_default();
        let inner = std::mem::replace(&mut self.now, outer);
        match inner.closes {
            Closes::Nothing => {}
            closes => {
                self.now = inner;
                self.end_paragraph();
                self.now = outer;
                self.apart = self.apart.saturating_sub(1);
                match closes {
                    Closes::Note => self.page.close_note(),
                    _ => self.page.close_box(),
                }
            }
        }
        if inner.destination != outer.destination {
            self.settle(inner.destination);
        }
    }

    /// A destination ends: what was collected in it is put where it belongs.
    fn settle(&mut self, destination: Destination) {
        let text = || self.property.split_whitespace().collect::<Vec<_>>().join(" ");
        match destination {
            Destination::Title => self.properties.title = Some(text()).filter(|t| !t.is_empty()),
            Destination::Author => self.properties.authors.extend(Some(text()).filter(|t| !t.is_empty())),
            Destination::Created | Destination::Changed => {
                let [year, month, day] = self.date;
                let stamp = Some(format!("{year:04}-{month:02}-{day:02}"));
                match destination {
                    Destination::Created => self.properties.created = stamp,
                    _ => self.properties.modified = stamp,
                }
            }
            Destination::Styles => self.styles.end(),
            _ => return,
        }
        self.property.clear();
        self.date = [0; 3];
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        if word == "u" {
            return self.unicode(number.unwrap_or(0));
        }
        self.substitutes = 0;
        if let Some(starred) = self.now.opening.take()
            && self.opens(opens(word, starred), word)
        {
            return;
        }
        let on = number != Some(0);
        let n = number.unwrap_or(0);
        match (self.now.destination, word) {
            (_, "uc") => self.now.substitutes = n.clamp(0, 8).unsigned_abs(),
            (_, "ansicpg") => self.code_page = charset::of_code_page(n),
            (_, "mac") => self.code_page = charset::of_code_page(10_000),
            (_, "deff") => self.font = n,
            (Destination::Skip, _) => {}
            (Destination::Fonts, "f") => self.described = n,
            (Destination::Fonts, "fcharset") => {
                self.fonts.extend(charset::of_font(n).map(|encoding| (self.described, encoding)));
            }
            (Destination::Fonts, "cpg") => drop(self.fonts.insert(self.described, charset::of_code_page(n))),
            (Destination::Styles, "s") => self.styles.number(n),
            (Destination::Styles, "outlinelevel") => self.styles.outline(n),
            (Destination::Created | Destination::Changed, "yr") => self.date[0] = n,
            (Destination::Created | Destination::Changed, "mo") => self.date[1] = n,
            (Destination::Created | Destination::Changed, "dy") => self.date[2] = n,
            (Destination::Text | Destination::Label, _) => match character(word) {
                Some(text) => self.text(text),
                None if !self.set_type(word, on, n) => self.structure(word),
                None => {}
            },
            _ => {}
        }
    }

    /// A word at the start of a group; true if it is a destination.
    fn opens(&mut self, opens: Opens, word: &str) -> bool {
        let now = &mut self.now;
        let skipped = now.destination == Destination::Skip;
        match opens {
            Opens::Unicode => now.destination = now.outside,
            _ if skipped => {}
            Opens::To(Destination::Label) => {
                now.destination = Destination::Label;
                self.label = Some(String::new());
            }
            Opens::To(destination) => {
                let property = matches!(
                    destination,
                    Destination::Title | Destination::Author | Destination::Created | Destination::Changed
                );
                if property && now.destination != Destination::Info {
                    return false;
                }
                now.destination = destination;
            }
            Opens::Twice => (now.outside, now.destination) = (now.destination, Destination::Skip),
            Opens::NestedRow => {
                now.destination = Destination::Skip;
                self.end_row();
            }
            Opens::Box | Opens::Note => {
                // A box belongs to the paragraph it stands in, also at its start.
                self.begin_paragraph();
                self.apart += 1;
                let now = &mut self.now;
                (now.block, now.typ) = (Block::default(), Type::default());
                if opens == Opens::Box {
                    now.closes = Closes::Box;
                    self.page.open_box();
                } else {
                    now.closes = Closes::Note;
                    self.page.open_note();
                }
            }
            Opens::Inline => return matches!(word, "shpinst" | "do"),
        }
        true
    }

    /// A word that says how characters or paragraphs are set; false if it is none.
    fn set_type(&mut self, word: &str, on: bool, n: i32) -> bool {
        let State { typ, block, .. } = &mut self.now;
        match word {
            "plain" => *typ = Type { deleted: typ.deleted, ..Type::default() },
            "pard" => *block = Block::default(),
            "b" => typ.bold = on,
            "i" => typ.slanted = on,
            "caps" | "scaps" => typ.capitals = on,
            "ulnone" => typ.underlined = false,
            "ul" | "uld" | "uldb" | "ulw" | "ulth" | "uldash" => typ.underlined = on,
            "strike" | "striked" => typ.struck = on,
            "v" => typ.hidden = on,
            "deleted" => typ.deleted = on,
            "f" => typ.font = Some(n),
            "s" => block.style = n,
            "outlinelevel" => block.outline = Some(n),
            "intbl" => block.in_table = true,
            "itap" => block.in_table = n > 0,
            "ls" => block.in_list = n > 0,
            _ => return false,
        }
        true
    }

    /// A word that ends or parts something.
    fn structure(&mut self, word: &str) {
        match word {
            "tab" | "nestcell" | "par" | "sect" | "page" | "column" | "line" | "lbr" | "softline"
                if self.now.destination == Destination::Label => {}
            "tab" if self.shows() => {
                self.begin_paragraph();
                self.page.tab();
            }
            "line" | "lbr" | "softline" if self.shows() => self.page.line_break(),
            "par" | "sect" | "page" | "column" => self.end_paragraph(),
            "cell" | "nestcell" => {
                self.end_paragraph();
                if self.apart == 0 {
                    self.table.end_cell(&mut self.page);
                }
            }
            "row" => self.end_row(),
            "trowd" if self.apart == 0 => self.table.define_row(),
            "trhdr" if self.apart == 0 => self.table.row_of_names(),
            _ => {}
        }
    }

    fn end_row(&mut self) {
        self.end_paragraph();
        if self.apart == 0 {
            self.table.end_row(&mut self.page);
        }
    }

    fn symbol(&mut self, symbol: u8) {
        if symbol == b'*' && self.now.opening.is_some() {
            self.now.opening = Some(true);
            return;
        }
        self.now.opening = None;
        if self.substitutes > 0 {
            self.substitutes -= 1;
            return;
        }
        match symbol {
            b'\\' | b'{' | b'}' => self.push(&[symbol]),
            b'~' => self.text("\u{a0}"),
            b'_' => self.text("-"),
            b'\n' => self.structure("par"),
            b'\t' => self.structure("tab"),
            _ => {}
        }
    }

    /// Bytes of text, unless they stand in for a character that was read.
    fn push(&mut self, bytes: &[u8]) {
        self.now.opening = None;
        let skipped = (self.substitutes as usize).min(bytes.len());
        self.substitutes -= skipped as u32;
        if self.now.destination != Destination::Skip {
            self.bytes.extend_from_slice(&bytes[skipped..]);
        }
    }

    fn unicode(&mut self, number: i32) {
        self.now.opening = None;
        self.substitutes = self.now.substitutes;
        let unit = u16::try_from(if number < 0 { number + 0x1_0000 } else { number });
        let read = match (self.half.take(), unit) {
            (_, Err(_)) => u32::try_from(number).ok().and_then(char::from_u32),
            (_, Ok(high @ 0xd800..=0xdbff)) => {
                self.half = Some(high);
                return;
            }
            (Some(high), Ok(low @ 0xdc00..=0xdfff)) => {
                char::decode_utf16([high, low]).next().and_then(Result::ok)
            }
            // The half before it stays alone, and is no character.
            (_, Ok(unit)) => char::from_u32(u32::from(unit)),
        };
        self.text(read.unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]));
    }

    /// Decodes the bytes that were read.
    fn flush(&mut self) {
        if !self.bytes.is_empty() {
            let font = self.now.typ.font.unwrap_or(self.font);
            let encoding = match self.now.destination {
                Destination::Text | Destination::Label => self.fonts.get(&font).copied(),
                _ => None,
            };
            let bytes = std::mem::take(&mut self.bytes);
            let (text, _) = encoding.unwrap_or(self.code_page).decode_without_bom_handling(&bytes);
            self.text(&text);
            self.bytes = bytes;
            self.bytes.clear();
        }
    }

    fn text(&mut self, text: &str) {
        match self.now.destination {
            Destination::Text if self.shows() => {
                self.begin_paragraph();
                let typ = self.now.typ;
                let strong = typ.bold || typ.capitals || typ.underlined;
                self.page.text(text, Face { strong, slanted: typ.slanted });
            }
            Destination::Styles => self.styles.text(text),
            Destination::Title | Destination::Author => self.property.push_str(text),
            Destination::Label => self.label.get_or_insert_default().push_str(text),
            _ => {}
        }
    }

    fn shows(&self) -> bool {
        let Type { struck, hidden, deleted, .. } = self.now.typ;
        self.now.destination == Destination::Text && !struck && !hidden && !deleted
    }

    fn begin_paragraph(&mut self) {
        if self.page.in_paragraph() {
            return;
        }
        if self.apart == 0 {
            self.table.enter(self.now.block.in_table, &mut self.page);
        }
        self.page.open_paragraph(self.line);
    }

    fn end_paragraph(&mut self) {
        let label = self.label.take();
        if !self.page.in_paragraph() {
            return self.page.empty_paragraph();
        }
        let Block { style, outline, in_list, .. } = self.now.block;
        let heading = match outline {
            Some(level @ 0..=8) => (level as u8 + 1).min(6),
            Some(_) => 0,
            None => self.styles.heading(style),
        };
        let item = heading == 0 && (in_list || label.is_some());
        let quote = heading == 0 && self.styles.is_quote(style);
        let label = label.filter(|_| heading == 0).map(|l| numbering::rendered(&l)).unwrap_or_default();
        self.page.close_paragraph(Shape { heading, quote, item, label });
    }
}
