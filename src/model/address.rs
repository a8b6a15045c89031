//! An address: `<interview-id>#<n>`, as printed and as typed.

use std::fmt;

/// Where a turn is: an interview's id, or a unique part of it, and a turn's number if one was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The interview's id, or a part of it.
    pub interview: String,
    /// The number of the turn, from 1.
    pub turn: Option<u32>,
}

impl Address {
    /// Reads an address. A `#` not followed by a number alone belongs to the id.
    pub fn parse(text: &str) -> Self {
        if let Some((id, n)) = text.rsplit_once('#')
            && let Ok(n) = n.parse()
        {
            return Self { interview: id.to_owned(), turn: Some(n) };
        }
        Self { interview: text.to_owned(), turn: None }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.turn {
            Some(n) => write!(f, "{}#{n}", self.interview),
            None => f.write_str(&self.interview),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn an_address_is_read_and_printed() {
        for text in ["2016/jing#5", "2016/jing", "take #two", "a#1#2"] {
            assert_eq!(Address::parse(text).to_string(), text);
        }
        assert_eq!(Address::parse("a#b#7").turn, Some(7));
        assert_eq!(Address::parse("take #two").turn, None);
    }
}
