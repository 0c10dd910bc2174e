//! Two traces beside each other: what is only in one, what is otherwise, and where that began.
//!
//! Records are aligned within their conversation by what they say, without their numbers and times,
//! so that one more record does not make all that follow differ. `side` reads a trace, `align` finds
//! which records belong together, `calls` which calls do, `compare` how two records differ, and
//! `lead` what led there.

mod align;
mod calls;
mod compare;
mod lead;
mod side;

pub use lead::Lead;

use align::Aligned;
use calls::Calls;
use compare::Comparison;
use seamripper_scenario::plan::Symbols;
use seamripper_sim::Record;
use serde_json::Value;
use side::Sides;

/// What two traces have in common, and what not.
#[derive(Clone, Debug, PartialEq)]
pub struct Differences {
    /// All differences, by virtual time.
    pub all: Vec<Difference>,
    /// How many records are the same on both sides, but for their numbers and a shift in time.
    pub same: u64,
    /// For each record on the left, the place of the one on the right that it belongs to.
    partners: Vec<Option<usize>>,
    /// For each record on the right, the place of the one on the left.
    partners_back: Vec<Option<usize>>,
}

/// One difference. Records are named by their place in their trace (`seq`).
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// When, in nanoseconds of virtual time: the earlier of the two sides.
    pub at_ns: u64,
    /// In which conversation, if in one.
    pub conversation: Option<u32>,
    /// The record on the left, if it has one.
    pub left: Option<u64>,
    /// The record on the right, if it has one.
    pub right: Option<u64>,
    /// Where only one side has the record: what the other has at that point of the conversation, if
    /// anything more comes there.
    pub instead: Option<u64>,
    /// What kind of difference it is.
    pub kind: Kind,
}

/// How records differ.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// The right has no such record.
    OnlyLeft,
    /// The left has no such record.
    OnlyRight,
    /// Both have it, with other contents.
    Changed(Vec<Field>),
    /// Both have it, at another place in the order of the conversation.
    Moved,
    /// Both have it, another time after what led to it. Nanoseconds.
    Delayed {
        /// How long after, on the left.
        left_ns: u64,
        /// How long after, on the right.
        right_ns: u64,
    },
    /// Both have it, and only what it sums up is otherwise: a consequence of what came before, or of
    /// a prompt of another length.
    Sums(Vec<Field>),
}

/// A field whose contents differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name, as in the trace's file.
    pub name: String,
    /// What the left has.
    pub left: Value,
    /// What the right has.
    pub right: Value,
}

impl Kind {
    /// Names the kind as reports do.
    pub fn name(&self) -> &'static str {
        match self {
            Kind::OnlyLeft => "only left",
            Kind::OnlyRight => "only right",
            Kind::Changed(_) => "changed",
            Kind::Moved => "moved",
            Kind::Delayed { .. } => "delayed",
            Kind::Sums(_) => "sums",
        }
    }
}

impl Differences {
    /// Returns the first difference in time. Other sums alone come last: they begin nothing.
    pub fn first(&self) -> Option<&Difference> {
        let begins = |found: &&Difference| !matches!(found.kind, Kind::Sums(_));
        self.all.iter().find(begins).or(self.all.first())
    }

    /// Returns the first difference in what happened, rather than in when.
    pub fn first_in_deed(&self) -> Option<&Difference> {
        let is_deed = |found: &&Difference| match found.kind {
            Kind::OnlyLeft | Kind::OnlyRight | Kind::Changed(_) | Kind::Moved => true,
            Kind::Delayed { .. } | Kind::Sums(_) => false,
        };
        self.all.iter().find(is_deed)
    }
}

/// Compares two traces whose names are symbols of the same `symbols`.
///
/// The records of each are numbered from 0, and their causes are earlier records. It takes time in
/// proportion to the records, or a little more: where conversations have very little in common, a
/// shorter list of differences may exist than the one that is found.
pub fn diff(left: &[Record], right: &[Record], symbols: &Symbols) -> Differences {
    let mut sides = Sides::new(left, right, symbols);
    let calls = Calls::new(&sides);
    sides.distinguish(&calls);
    let aligned = Aligned::new(&sides, &calls);
    let comparison = Comparison { sides: &sides, calls: &calls, aligned: &aligned };
    let mut all = comparison.differences();
    // At one moment and place, what both have in another form says more than what one has alone.
    all.sort_by_key(|found| {
        let is_alone = found.left.is_none() || found.right.is_none();
        (found.at_ns, found.left.or(found.right), is_alone, found.right)
    });
    let paired = aligned.partners.iter().flatten().count();
    let differ = all.iter().filter(|found| found.left.is_some() && found.right.is_some()).count();
    let Aligned { partners, partners_back, .. } = aligned;
    Differences { all, same: paired.saturating_sub(differ) as u64, partners, partners_back }
}
