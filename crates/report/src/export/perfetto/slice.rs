//! Slices that hold others: when they are, and of what; never what they say.
//!
//! A trace has as many slices as records, and all of them are sorted before one is written.

use seamripper_sim::trace::Record;

/// Something that takes time, or a moment within it.
pub(super) struct Slice {
    pub(super) start_ns: u64,
    /// None for a moment.
    pub(super) end_ns: Option<u64>,
    /// What it is of.
    pub(super) what: What,
    /// What lies within, in its order.
    pub(super) within: Vec<Slice>,
}

/// What a slice is of: what takes time by its place among the spans.
#[derive(Clone, Copy)]
pub(super) enum What {
    /// The turn of this place.
    Turn(usize),
    /// The step.
    Step(usize),
    /// The call.
    Call(usize),
    /// What the operator did about a call.
    Confirmed(usize),
    /// The attempt.
    Attempt(usize),
    /// The work.
    Work(usize),
    /// The record of this place, and its category.
    Moment(usize, &'static str),
    /// The mark of this place.
    Mark(usize),
}

impl Slice {
    /// Makes what takes time.
    pub(super) fn new((start_ns, end_ns): (u64, u64), what: What) -> Self {
        Slice { end_ns: Some(end_ns.max(start_ns)), ..Slice::moment(start_ns, what) }
    }

    /// Makes what takes none.
    pub(super) fn moment(start_ns: u64, what: What) -> Self {
        Slice { start_ns, end_ns: None, what, within: Vec::new() }
    }

    /// Makes a moment of the record of a place.
    pub(super) fn of(record: &Record, place: usize, cat: &'static str) -> Self {
        Slice::moment(record.at_ns, What::Moment(place, cat))
    }

    /// Returns when it is over.
    pub(super) fn over_ns(&self) -> u64 {
        self.end_ns.unwrap_or(self.start_ns)
    }

    /// Takes in what lies within, one after the other, and returns what does not.
    pub(super) fn fill(&mut self, mut slices: Vec<Slice>) -> Vec<Slice> {
        slices.sort_by_key(|slice| (slice.start_ns, slice.over_ns()));
        let (mut free_ns, end_ns) = (self.start_ns, self.over_ns());
        let mut left = Vec::new();
        for slice in slices {
            if slice.start_ns >= free_ns && slice.over_ns() <= end_ns {
                free_ns = slice.over_ns();
                self.within.push(slice);
            } else {
                left.push(slice);
            }
        }
        left
    }
}
