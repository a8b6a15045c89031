//! Exit codes, and how a failure is told.

use std::io;

use crate::error::{Error, ErrorKind};

/// What a run that did its work has to say by its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Hits, or done.
    Done,
    /// The search found nothing.
    NothingFound,
    /// Done, but a file failed.
    FilesFailed,
}

impl Outcome {
    /// 0, 1 or 2.
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::NothingFound => 1,
            Self::FilesFailed => 2,
        }
    }
}

/// The exit code of a kind of failure. 130 is the shell's code for an interrupt.
fn code(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::Usage | ErrorKind::Query | ErrorKind::NoIndex | ErrorKind::Io | ErrorKind::Index => 2,
        ErrorKind::Stale => 3,
        ErrorKind::Busy => 75,
        ErrorKind::Cancelled => 130,
    }
}

/// The exit code of a failure; none if it is that nobody reads on, which is no failure.
pub(super) fn failure(error: &anyhow::Error) -> Option<u8> {
    if let Some(error) = error.downcast_ref::<Error>() {
        return Some(code(error.kind()));
    }
    let closed = |e: &io::Error| e.kind() == io::ErrorKind::BrokenPipe;
    let is_closed = error.downcast_ref::<io::Error>().is_some_and(closed);
    (!is_closed).then_some(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_code() {
        let of = |kind| failure(&Error::new(kind, "x").into());
        assert_eq!(of(ErrorKind::Query), Some(2));
        assert_eq!(of(ErrorKind::NoIndex), Some(2));
        assert_eq!(of(ErrorKind::Stale), Some(3));
        assert_eq!(of(ErrorKind::Busy), Some(75));
        assert_eq!(of(ErrorKind::Cancelled), Some(130));
    }

    #[test]
    fn a_closed_pipe_is_success_and_a_full_disk_is_not() {
        assert_eq!(failure(&io::Error::from(io::ErrorKind::BrokenPipe).into()), None);
        assert_eq!(failure(&io::Error::from(io::ErrorKind::StorageFull).into()), Some(2));
    }
}
