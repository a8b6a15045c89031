//! A line of a transcript as the splitter sees it: rendered text, and the typography it had.

/// The typography of a line that helps to tell labels from text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Heading level, 1 to 6; 0 for text.
    pub heading: u8,
    /// How many bytes at the start of the text are set bold or otherwise strong.
    pub strong: usize,
    /// The whole line is set in italics.
    pub slanted: bool,
    /// The line is a quotation of somebody's words, set off as a block.
    pub quote: bool,
    /// The line opens a list item.
    pub item: bool,
}

/// One line of rendered text: marks, link targets and entities are resolved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Its number in the source, from 1.
    pub number: u32,
    /// The text; no line breaks.
    pub text: String,
    /// A blank line or a block border stands before it.
    pub gap: bool,
    /// Its typography.
    pub style: Style,
}
