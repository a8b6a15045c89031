//! How long work tells of itself and is asked to stop, without knowing who listens.

/// A listener to long work. Calls come from many threads.
pub trait Progress: Sync {
    /// A stage of work begins; `total` items if that is known.
    fn begin(&self, stage: &str, total: Option<u64>);
    /// So many more items are done.
    fn advance(&self, items: u64);
    /// The stage is over.
    fn end(&self);
    /// True once the user asked to stop; work ends at its next safe point.
    fn cancelled(&self) -> bool;
}

/// A listener that shows nothing and never cancels.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &str, _: Option<u64>) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
    fn cancelled(&self) -> bool {
        false
    }
}
