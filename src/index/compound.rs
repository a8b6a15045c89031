//! A small segment as one file, its parts one behind the other: to open, sync or remove a file costs more than to read it.
//!
//! As Lucene's compound files. Behind the parts stand the places where they end, of eight bytes each, the lowest first.
//! Deliberately absent: which segments are small (`directory`), and what is in the parts.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use tantivy::index::{SegmentComponent, SegmentMeta};

/// The parts of a segment in the order in which they lie in its file, as the extensions of the names that they have as files.
const PARTS: [&str; 6] = ["term", "idx", "pos", "fieldnorm", "fast", "store"];

/// How long the table of the parts is, in bytes.
pub(super) const TABLE: usize = PARTS.len() * size_of::<u64>();

/// The name of the file that may hold this part of a segment; none of what is no part.
pub(super) fn name(part: &Path) -> Option<PathBuf> {
    place(part).map(|_| part.with_extension("segment"))
}

/// The names of the parts that lie in the file of this name.
pub(super) fn parts(name: &Path) -> [PathBuf; PARTS.len()] {
    PARTS.map(|extension| name.with_extension(extension))
}

/// The name of the file of a segment.
pub(super) fn file(segment: &SegmentMeta) -> PathBuf {
    segment.relative_path(SegmentComponent::Custom(String::from("segment")))
}

/// The names of all files that a segment may have.
pub(super) fn files(segment: &SegmentMeta) -> impl Iterator<Item = PathBuf> {
    let one = file(segment);
    let delete = segment.has_deletes().then(|| segment.relative_path(SegmentComponent::Delete));
    parts(&one).into_iter().chain(delete).chain([one])
}

/// The file of these parts.
pub(super) fn join(parts: &[impl AsRef<[u8]>]) -> Vec<u8> {
    let mut file = Vec::with_capacity(TABLE + parts.iter().map(|part| part.as_ref().len()).sum::<usize>());
    let mut table = Vec::with_capacity(TABLE);
    for part in parts {
        file.extend_from_slice(part.as_ref());
        table.extend_from_slice(&(file.len() as u64).to_le_bytes());
    }
    file.extend_from_slice(&table);
    file
}

/// Where a part lies in a file of so many bytes, that ends thus.
///
/// # Errors
/// `InvalidData`, if it is no such file.
pub(super) fn find(end: &[u8], len: usize, part: &Path) -> io::Result<Range<usize>> {
    let found = || {
        let table = &end[end.len().checked_sub(TABLE)?..];
        let ends =
            table.chunks_exact(8).map(|end| usize::try_from(u64::from_le_bytes(end.try_into().ok()?)).ok());
        let place = place(part)?;
        let mut ends = ends.skip(place.saturating_sub(1));
        let start = if place == 0 { 0 } else { ends.next()?? };
        let range = start..ends.next()??;
        (range.start <= range.end && range.end <= len.checked_sub(TABLE)?).then_some(range)
    };
    found().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the file of a segment is damaged"))
}

/// Which of the parts has this name.
fn place(part: &Path) -> Option<usize> {
    let extension = part.extension()?;
    PARTS.iter().position(|known| extension == *known)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_part_is_found_again(parts in prop::array::uniform6(prop::collection::vec(any::<u8>(), 0..200)), more in 0..200_usize) {
            let file = join(&parts);
            let end = &file[(file.len() - TABLE).saturating_sub(more)..];
            for (name, part) in super::parts(Path::new("a1.segment")).iter().zip(&parts) {
                prop_assert_eq!(super::name(name), Some(PathBuf::from("a1.segment")));
                prop_assert_eq!(&file[find(end, file.len(), name).unwrap()], part.as_slice());
            }
        }

        #[test]
        fn what_is_no_such_file_is_told(file in prop::collection::vec(any::<u8>(), 0..200)) {
            for part in parts(Path::new("a1.segment")) {
                if let Ok(range) = find(&file, file.len(), &part) {
                    prop_assert!(range.start <= range.end && range.end + TABLE <= file.len());
                }
            }
        }
    }

    #[test]
    fn what_is_cut_or_no_part_is_not_found() {
        let file = join(&[b"abc"; 6]);
        let part = Path::new("a1.pos");
        assert_eq!(find(&file, file.len(), part).unwrap(), 6..9);
        for (end, len) in [(&file[..9], 9), (&file[..], 40), (&[][..], 0)] {
            assert_eq!(find(end, len, part).unwrap_err().kind(), io::ErrorKind::InvalidData);
        }
        assert_eq!([name(Path::new("a1.7.del")), name(Path::new("meta.json"))], [None, None]);
    }
}
