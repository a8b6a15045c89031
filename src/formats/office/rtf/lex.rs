//! RTF bytes to tokens. Anything is some sequence of tokens; nothing is an error.

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\word` with its number.
    Word(&'a str, Option<i32>),
    /// `\` and a character that is no letter; line ends count as `\n`.
    Symbol(u8),
    /// `\'hh`
    Byte(u8),
    /// Bytes of text, without line ends.
    Text(&'a [u8]),
}

/// The tokens of some bytes.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The line of the last token, from 1.
    pub(super) line: u32,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, line: 1 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Takes bytes while they are of a kind, `most` of them.
    fn run(&mut self, most: usize, is: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take(most).position(|b| !is(*b)).unwrap_or(rest.len().min(most));
        self.at += length;
        &rest[..length]
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let first = self.peek()?;
        if first == b'\'' {
            self.at += 1;
            let digits = self.run(2, |b| b.is_ascii_hexdigit());
            let byte = std::str::from_utf8(digits).ok().and_then(|d| u8::from_str_radix(d, 16).ok());
            return Some(byte.map_or(Token::Text(&[]), Token::Byte));
        }
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            if first == b'\r' && self.peek() == Some(b'\n') {
                self.at += 1;
            }
            let end = matches!(first, b'\r' | b'\n');
            self.line += u32::from(end);
            return Some(Token::Symbol(if end { b'\n' } else { first }));
        }
        let name = std::str::from_utf8(self.run(32, |b| b.is_ascii_alphabetic())).unwrap_or_default();
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.run(10, |b| b.is_ascii_digit()).is_empty() {
            self.at = start;
        }
        let number = std::str::from_utf8(&self.bytes[start..self.at]).ok().and_then(|n| n.parse().ok());
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
        if name == "bin" {
            let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            self.at = self.at.saturating_add(length).min(self.bytes.len());
        }
        Some(Token::Word(name, number))
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let first = self.peek()?;
            match first {
                b'\\' => {
                    self.at += 1;
                    return self.control();
                }
                b'{' | b'}' => {
                    self.at += 1;
                    return Some(if first == b'{' { Token::Open } else { Token::Close });
                }
                b'\n' | b'\r' => {
                    self.at += 1;
                    let lone = first == b'\r' && self.peek() != Some(b'\n');
                    self.line = self.line.saturating_add(u32::from(first == b'\n' || lone));
                }
                b'\0' => self.at += 1,
                _ => {
                    let special = |b: u8| matches!(b, b'\\' | b'{' | b'}' | b'\n' | b'\r' | b'\0');
                    return Some(Token::Text(self.run(usize::MAX, |b| !special(b))));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_symbols_bytes_and_text_are_told_apart() {
        let mut lexer = Lexer::new(b"{\\b0 Hi\\'e9\r\n\\u-10179?\\~\\par\\bin3 }{}x\\'zz\\\ny");
        let want = [
            Token::Open,
            Token::Word("b", Some(0)),
            Token::Text(b"Hi"),
            Token::Byte(0xe9),
            Token::Word("u", Some(-10179)),
            Token::Text(b"?"),
            Token::Symbol(b'~'),
            Token::Word("par", None),
            Token::Word("bin", Some(3)),
            Token::Text(b"x"),
            Token::Text(b""),
            Token::Text(b"zz"),
            Token::Symbol(b'\n'),
            Token::Text(b"y"),
        ];
        assert_eq!(lexer.by_ref().collect::<Vec<_>>(), want);
        assert_eq!(lexer.line, 3);
    }
}
