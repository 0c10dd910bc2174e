//! What a file may ask for at most, whoever wrote it.
//!
//! A file sets limits of its replay itself, for its own sake; these are for the sake of whoever runs it,
//! and only they can raise them.

use crate::read::ReadLimits;
use crate::work;

/// The ceilings over one scenario file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How large and how deep the file is.
    pub read: ReadLimits,
    /// The most that `limits` may give for events of the engine.
    pub events: u64,
    /// The most that `limits` may give for records of the trace.
    pub records: u64,
    /// The most processes of a replay that are alive at once.
    pub tasks: u64,
    /// The work of compiling, of each replay, and of judging it: see [`mod@work`].
    pub work: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Bounds {
            read: ReadLimits::default(),
            events: 500_000,
            records: 80_000,
            tasks: 30_000,
            work: work::USUAL,
        }
    }
}
