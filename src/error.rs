//! The one public error: what went wrong in the user's words, of which kind, and what to do instead.
//!
//! The kind decides the exit code in one exhaustive match (`cli::exit`). Deliberately absent: positions
//! inside a transcript that was read all the same; those are warnings of an interview.

use std::fmt;

/// What every fallible function of the library returns.
pub type Result<T> = std::result::Result<T, Error>;

/// The kinds of failure a caller can tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request makes no sense as it stands: a bad flag value, an unknown address.
    Usage,
    /// The query string has an error; the message holds the query and points at the character.
    Query,
    /// There is no index, and nothing to build one from.
    NoIndex,
    /// The index was written by another version or another analysis and must be rebuilt.
    Stale,
    /// Another writer holds the lock; trying again later may work.
    Busy,
    /// A path is missing or cannot be read or written.
    Io,
    /// The index is damaged, or the search library failed.
    Index,
    /// The work was cancelled by the user.
    Cancelled,
}

/// A failure, with a message that says what is wrong and a hint that says what to do.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    hint: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of this kind with this message, without a hint.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: None, source: None }
    }

    /// The same error with a hint: what to type or do instead.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same error with the failure below it.
    #[must_use]
    pub fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// A failed read or write of a path.
    pub fn io(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::new(ErrorKind::Io, format!("{}: {source}", path.display())).with_source(source)
    }

    /// Which kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What to type or do instead, if anything is known.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|e| e as _)
    }
}
