//! Numbers and strings packed into a text: what is kept of turns and of interviews.
//!
//! A store packs short things badly, so numbers are as short as they can be; and it reads a text at once but bytes one by
//! one, so a number is written in characters of ASCII. Deliberately absent: what the numbers and strings mean.

/// A number has so many bits in a character; one more says that it goes on.
const BITS: u32 = 6;
const MORE: u8 = 1 << BITS;

/// Packs.
#[derive(Default)]
pub(super) struct Packer {
    pub(super) text: String,
}

impl Packer {
    /// The least bits first.
    pub(super) fn number(&mut self, mut number: u64) {
        while number >= u64::from(MORE) {
            self.text.push(char::from(number as u8 & (MORE - 1) | MORE));
            number >>= BITS;
        }
        self.text.push(char::from(number as u8));
    }

    pub(super) fn maybe_number(&mut self, number: Option<u64>) {
        self.number(number.map_or(0, |number| number.saturating_add(1)));
    }

    pub(super) fn string(&mut self, string: &str) {
        self.number(string.len() as u64);
        self.text.push_str(string);
    }

    pub(super) fn maybe_string(&mut self, string: Option<&str>) {
        self.maybe_number(string.map(|string| string.len() as u64));
        self.text.push_str(string.unwrap_or_default());
    }
}

/// Unpacks what is left of a text; none where it was not packed so.
pub(super) struct Unpacker<'a> {
    pub(super) rest: &'a str,
}

impl<'a> Unpacker<'a> {
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(BITS as usize) {
            let byte = *self.rest.as_bytes().first().filter(|byte| byte.is_ascii())?;
            self.rest = &self.rest[1..];
            number |= u64::from(byte & (MORE - 1)) << shift;
            if byte < MORE {
                return Some(number);
            }
        }
        None
    }

    pub(super) fn maybe_number(&mut self) -> Option<Option<u64>> {
        self.number().map(|number| number.checked_sub(1))
    }

    pub(super) fn string(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        self.take(length)
    }

    pub(super) fn maybe_string(&mut self) -> Option<Option<&'a str>> {
        match self.maybe_number()? {
            Some(length) => self.take(length).map(Some),
            None => Some(None),
        }
    }

    /// The next so many bytes.
    pub(super) fn take(&mut self, length: u64) -> Option<&'a str> {
        let (string, rest) = self.rest.split_at_checked(usize::try_from(length).ok()?)?;
        self.rest = rest;
        Some(string)
    }
}

/// The code of one of these, from 1; 0 for none.
pub(super) fn code<T: PartialEq>(all: &[T], one: Option<T>) -> u64 {
    all.iter().position(|each| one.as_ref() == Some(each)).map_or(0, |at| at as u64 + 1)
}

/// The one of these that has a code; none for 0.
pub(super) fn coded<T: Copy>(all: &[T], code: u64) -> Option<T> {
    all.get(usize::try_from(code).ok()?.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use proptest::option::of;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(number: u64, maybe in of(0..u64::MAX), string: String, other in of(any::<String>())) {
            let mut packer = Packer::default();
            packer.number(number);
            packer.maybe_number(maybe);
            packer.string(&string);
            packer.maybe_string(other.as_deref());
            let mut unpacker = Unpacker { rest: &packer.text };
            prop_assert_eq!(unpacker.number(), Some(number));
            prop_assert_eq!(unpacker.maybe_number(), Some(maybe));
            prop_assert_eq!(unpacker.string(), Some(string.as_str()));
            prop_assert_eq!(unpacker.maybe_string(), Some(other.as_deref()));
            prop_assert_eq!((unpacker.rest, unpacker.number()), ("", None));
        }
    }

    #[test]
    fn small_numbers_are_one_character() {
        let mut packer = Packer::default();
        [0, 63, 64].into_iter().for_each(|number| packer.number(number));
        assert_eq!(packer.text, "\0\u{3f}\u{40}\u{1}");
    }
}
