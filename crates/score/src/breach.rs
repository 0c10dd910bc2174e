//! What the judge of a form finds: single breaks, and whether there was anything to judge.

use seamripper_sim::trace::Record;

/// One break, as the judge of a form finds it.
pub(crate) struct Breach {
    pub(crate) seq: u64,
    pub(crate) at_ns: u64,
    pub(crate) amount: u64,
    pub(crate) what: String,
}

impl Breach {
    pub(crate) fn at(record: &Record, amount: u64, what: impl Into<String>) -> Self {
        Breach { seq: record.seq, at_ns: record.at_ns, amount, what: what.into() }
    }
}

/// What the judge of a form finds.
#[derive(Default)]
pub(crate) struct Findings {
    /// Whether there was anything that the form speaks of.
    pub(crate) applicable: bool,
    pub(crate) breaches: Vec<Breach>,
}
