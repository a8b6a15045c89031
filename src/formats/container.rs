//! Zip containers with bounds: what documents and archives are packed in.
//!
//! Nothing is unpacked to disk, and nothing beyond its bound is unpacked at all, whatever a header claims.
//! Deliberately absent: encrypted members; they are refused by name.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

/// No member larger than this is unpacked, in bytes.
pub(super) const MEMBER_BOUND: u64 = 64 << 20;
/// No container with more members than this is opened.
const MOST_MEMBERS: usize = 50_000;

/// A member as the directory of a container lists it.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its name as it is written, in whatever encoding.
    pub(super) raw_name: Vec<u8>,
    /// How many bytes it says to unpack to; it never unpacks to more.
    pub(super) size: u64,
    /// It is a folder.
    pub(super) is_folder: bool,
    /// It is a symbolic link.
    pub(super) is_link: bool,
}

/// A zip file in memory.
pub(super) struct Container<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
}

impl<'a> Container<'a> {
    /// True if the bytes begin like a zip file.
    pub(super) fn is_one(bytes: &[u8]) -> bool {
        bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
    }

    /// Opens it; the error says what is wrong, in the user's words.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, String> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| format!("a broken zip file: {e}"))?;
        if zip.len() > MOST_MEMBERS {
            return Err(format!(
                "a zip file of {} members; {MOST_MEMBERS} is the most that is read",
                zip.len()
            ));
        }
        Ok(Self { zip })
    }

    /// The names of its members as they are written, in order; folders end in `/`.
    pub(super) fn names(&self) -> Vec<String> {
        let names = (0..self.zip.len()).filter_map(|i| self.zip.name_for_index(i)?.ok());
        names.map(std::borrow::Cow::into_owned).collect()
    }

    /// Its members, in order.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let entries = (0..self.zip.len()).filter_map(|i| self.zip.by_index_data(i).ok());
        entries
            .map(|e| Entry {
                raw_name: e.name_raw().to_vec(),
                size: e.size(),
                is_folder: e.is_dir(),
                is_link: e.is_symlink(),
            })
            .collect()
    }

    /// True if there is a member of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// The bytes of a member; none if there is no such member.
    ///
    /// # Errors
    /// It is broken, encrypted, or unpacks to more than the bound.
    pub(super) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let Some(index) = self.zip.index_for_name(name) else { return Ok(None) };
        self.read_at(index).map(Some).map_err(|message| format!("{name} {message}"))
    }

    /// The bytes of the member at this place of the entries.
    ///
    /// # Errors
    /// What is wrong with it: a clause without the name.
    pub(super) fn read_at(&mut self, index: usize) -> Result<Vec<u8>, String> {
        match self.read_so_far(index)? {
            (_, Some(message)) => Err(message),
            (bytes, None) => Ok(bytes),
        }
    }

    /// The text of a member, which is UTF-8 or UTF-16, up to where it breaks; then also what is wrong.
    ///
    /// # Errors
    /// It is encrypted, or unpacks to more than the bound.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<(String, Option<String>)>, String> {
        let Some(index) = self.zip.index_for_name(name) else { return Ok(None) };
        let named = |message| format!("{name} {message}");
        let (bytes, broken) = self.read_so_far(index).map_err(named)?;
        let text = match String::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text),
            Err(bytes) => encoding_rs::UTF_8.decode(bytes.as_bytes()).0.into_owned(),
        };
        Ok(Some((text, broken.map(named))))
    }

    /// The bytes of a member up to where it breaks, and what is wrong there.
    fn read_so_far(&mut self, index: usize) -> Result<(Vec<u8>, Option<String>), String> {
        let member = self.zip.by_index(index).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
                String::from("is encrypted; save it without a password")
            }
            ZipError::UnsupportedArchive(reason) => format!("is packed in a way that is not read: {reason}"),
            error => format!("is broken: {error}"),
        })?;
        let mut bytes = Vec::new();
        let mut bounded = member.take(MEMBER_BOUND + 1);
        let broken = bounded.read_to_end(&mut bytes).err().map(|e| format!("is broken: {e}"));
        if bytes.len() as u64 > MEMBER_BOUND { Err(over()) } else { Ok((bytes, broken)) }
    }
}

/// What is wrong with a member over the bound.
pub(super) fn over() -> String {
    format!("unpacks to more than {} MB, the most that is read", MEMBER_BOUND >> 20)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn packed(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn members_are_read_by_name() {
        let bytes = packed(&[("a.txt", b"one"), ("旧/b.txt", b"two")]);
        let mut container = Container::open(&bytes).unwrap();
        assert_eq!(container.names(), ["a.txt", "旧/b.txt"]);
        assert_eq!(container.read("旧/b.txt"), Ok(Some(b"two".to_vec())));
        assert_eq!(container.read("c.txt"), Ok(None));
        assert!(container.has("a.txt") && !container.has("b.txt"));
    }

    #[test]
    fn a_bomb_is_refused_by_name() {
        let bytes = packed(&[("big.txt", &vec![b' '; (MEMBER_BOUND + 1) as usize])]);
        assert!(bytes.len() < 1 << 20);
        let message = Container::open(&bytes).unwrap().read("big.txt").unwrap_err();
        assert_eq!(message, "big.txt unpacks to more than 64 MB, the most that is read");
    }
}
