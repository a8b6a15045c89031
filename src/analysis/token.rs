//! A token: what is indexed, and where it came from.

/// A term with the place in the original text that it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The term, folded.
    pub text: String,
    /// Byte offset of its first character in the original text.
    pub start: usize,
    /// Byte offset after its last character in the original text.
    pub end: usize,
    /// Its place in the stream, from 0.
    pub position: u32,
}
