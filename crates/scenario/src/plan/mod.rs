//! The checked scenario: what `compile` makes of a file, and all that later stages see of it.
//!
//! Nothing here is optional in the sense of "not given", and no name is left to look up: names are
//! [`Symbol`]s, services refer to each other by place, formulas are parsed. A [`Plan`] holds what is
//! the same in every arm; [`Plan::arm`] makes the [`World`] of one.

mod judging;
mod mend;
mod model;
mod policy;
mod policy_file;
mod service;
mod standing;
mod switch;
mod symbols;
mod truth;
pub mod vocabulary;
mod world;

pub use judging::{Figure, Form, Invariant, Measure, Published};
pub use mend::Mend;
pub use model::{Action, Call, Model, Reading, Rule, Trigger};
pub use policy::{Caps, Check, Expired, Identity, Operator, Policy, Retries};
pub use policy_file::{PolicyFile, PolicySource};
pub use service::{
    ByKey, Coercion, Fault, Function, FunctionParameter, Lands, Ledger, RateLimiter, RecordTable,
    Resource, Service, ServiceId, ServiceKind, Store, Tool, Trouble,
};
pub use standing::{Extent, Piece, Standing, What};
pub use switch::Switch;
pub use symbols::{Symbol, Symbols};
pub use truth::OfRequest;
pub use world::{
    Arm, Arrival, Deploy, Evaluation, Metric, Monitor, Over, Stage, Statistic, Turn, World,
};

use crate::expr::Expr;
use crate::written::{self, Layer};
use crate::{Text, work};

/// A checked scenario.
#[derive(Clone, Debug)]
pub struct Plan {
    /// A hash of the file's bytes: 32 hexadecimal digits.
    pub hash: String,
    /// The name by which the command line finds it.
    pub id: String,
    /// One line for people.
    pub title: Text,
    /// The canonical seed.
    pub seed: u64,
    /// Title, section and date of the source, as far as they are given.
    pub source: Vec<Text>,
    /// The postmortem in its parts.
    pub story: Story,
    /// Decisions, assumptions and disagreements of sources.
    pub notes: Vec<Text>,
    /// All names.
    pub symbols: Symbols,
    /// Limits of one replay.
    pub limits: Limits,
    /// Users and credentials.
    pub identities: Vec<Holder>,
    /// The scripted model.
    pub model: Model,
    /// True answers that no table holds: subject, field, formula over the request.
    pub truth: Vec<(Symbol, Symbol, Expr)>,
    /// What must hold.
    pub invariants: Vec<Invariant>,
    /// What arms are expected to break.
    pub expectations: Vec<Expectation>,
    /// The figures of the source.
    pub figures: Vec<Figure>,
    /// The fixes, in the order of the file.
    pub fixes: Vec<Fix>,
    /// The other arms with names.
    pub arms: Vec<NamedArm>,
    /// Whether there is a benign workload.
    pub has_benign: bool,
    /// What arms are made from.
    pub(crate) written: std::sync::Arc<written::Scenario>,
}

/// The postmortem in its parts.
#[derive(Clone, Debug)]
pub struct Story {
    /// What happened.
    pub incident: Text,
    /// What could be seen.
    pub symptom: Text,
    /// Why it happened.
    pub root_cause: Text,
    /// Why nobody saw it.
    pub detection_gap: Text,
    /// What was changed.
    pub resolution: Text,
    /// The lesson.
    pub lesson: Text,
}

/// Limits of one replay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Engine events.
    pub events: u64,
    /// Virtual time.
    pub virtual_time_ns: u64,
    /// Trace records.
    pub records: u64,
    /// Processes alive at once.
    pub tasks: u64,
    /// Work of formulas and of looking through what the file lists, and as much again for judging.
    pub work: u64,
}

impl Limits {
    /// Returns the limits of each of so many replays that a command makes because a file asks for them:
    /// together they may take what `whole` replays may. None gets less than a part in 256.
    pub fn shared(self, replays: u64, whole: u64) -> Limits {
        let share = |of: u64| {
            let equal = u128::from(of) * u128::from(whole) / u128::from(replays.max(1));
            of.min(u64::try_from(equal).unwrap_or(u64::MAX).max(of / 256)).max(1)
        };
        let Limits { events, records, work, .. } = self;
        Limits { events: share(events), records: share(records), work: share(work), ..self }
    }
}

/// Someone or something that holds rights.
#[derive(Clone, Debug, PartialEq)]
pub struct Holder {
    /// Its name.
    pub name: Symbol,
    /// What it may do; a `*` at the end stands for any ending.
    pub rights: Vec<Text>,
    /// The text by which a model that found it can use it.
    pub token: Option<Text>,
    /// How long it is good for, from the start.
    pub lifetime_ns: u64,
}

/// A fix, as arms and reports speak of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// Its name.
    pub name: Symbol,
    /// What it does.
    pub says: Text,
    /// The layer that it changes.
    pub layer: Layer,
}

/// An arm with a name of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedArm {
    /// Its name.
    pub name: Symbol,
    /// Why it is worth a look.
    pub says: Text,
    /// The fixes that are on.
    pub fixes: Vec<Symbol>,
}

/// What an arm is expected to break on the canonical seed.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// The arm, as the command line names it.
    pub arm: Text,
    /// The name that the arm goes by; see [`Plan::arm_name`].
    pub arm_name: Text,
    /// The invariants that break.
    pub broken: Vec<Symbol>,
    /// The invariants that nothing puts to the test.
    pub not_exposed: Vec<Symbol>,
}

/// A stretch of virtual time, drawn anew at each use. Nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "the written form carries the documentation")]
pub enum Delay {
    Constant(u64),
    Uniform { from_ns: u64, to_ns: u64 },
    Exponential { mean_ns: u64 },
    Lognormal { median_ns: u64, sigma: f64 },
}

impl Delay {
    /// No time at all.
    pub const NONE: Delay = Delay::Constant(0);
}

/// A chance as a ratio, so that it is compared as integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chance {
    /// Numerator, at most the denominator.
    pub num: u64,
    /// Denominator, at least 1.
    pub den: u64,
}

impl Chance {
    /// It always happens.
    pub const ALWAYS: Chance = Chance { num: 1, den: 1 };
    /// It never happens.
    pub const NEVER: Chance = Chance { num: 0, den: 1 };
}

impl Holder {
    /// Tells whether these rights cover `right`.
    pub fn may(rights: &[Text], right: &str) -> bool {
        work::spend(rights.len() as u64);
        rights.iter().any(|held| match held.as_str().strip_suffix('*') {
            Some(beginning) => right.starts_with(beginning),
            None => held.as_str() == right,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Limits;

    #[test]
    fn replays_that_a_file_asks_for_share_limits_and_each_gets_some() {
        let limits =
            Limits { events: 1_000, virtual_time_ns: 7, records: 512, tasks: 5, work: u64::MAX };
        let shared = limits.shared(10, 1);
        assert_eq!((shared.events, shared.records, shared.work), (100, 51, u64::MAX / 10));
        assert_eq!((shared.virtual_time_ns, shared.tasks), (7, 5));
        assert_eq!(limits.shared(10, 20), limits, "no more than one may have");
        let least = limits.shared(100_000, 1);
        assert_eq!((least.events, least.records), (3, 2));
        assert_eq!(Limits { records: 1, ..limits }.shared(u64::MAX, 1).records, 1, "never none");
        assert_eq!(limits.shared(0, 1), limits);
    }
}
