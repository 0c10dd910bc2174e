//! Invariants, measures and figures, compiled.

use super::Symbol;
use crate::expr::Expr;
use crate::written::Per;
use crate::{Text, Value};

/// What must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Invariant {
    /// Its name.
    pub name: Symbol,
    /// The sentence that people read.
    pub says: Text,
    /// The general form.
    pub form: Form,
    /// What must have happened for holding to prove anything; empty: nothing.
    pub exposed_by: Vec<Measure>,
    /// The unit of the damage.
    pub unit: Text,
}

/// The general forms of invariants; see [`written::Form`](crate::written::Form).
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the written forms carry the documentation, field by field")]
pub enum Form {
    AtMost { of: Measure, limit: u64, per: Per },
    AtLeast { of: Measure, limit: u64, per: Per },
    Total { effect: Symbol, field: Symbol, equals: Expr },
    EachEffect { effect: Symbol, holds: Expr },
    ClaimsTrue,
    BeliefsTrue { effect: Symbol },
    ResultsReachTheirCalls,
    AppliedAsMeant,
    CoercionsLogged,
    NothingDisclosed,
    NoCallAfterRejection,
    NoDestructionOutside,
    Recoverable { newer_than_ns: u64 },
    Answered { within_calls: u64, within_ns: u64, telling: Vec<Symbol>, saying: Text },
}

impl Form {
    /// Tells whether the form asks that something good happens in the end.
    pub fn is_liveness(&self) -> bool {
        matches!(self, Form::AtLeast { .. } | Form::Answered { .. })
    }
}

/// What is read off a trace; see [`written::Measure`](crate::written::Measure).
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the written measures carry the documentation, one by one")]
pub enum Measure {
    Effects(Symbol),
    EffectsWhere { effect: Symbol, holds: Expr },
    EffectTotal(Symbol, Symbol),
    CommitTime(Symbol),
    Deduplicated(Symbol),
    Calls,
    Attempts,
    CallsOf(Symbol),
    MostCalls,
    MostCallsOf(Symbol),
    CallsAbout(Text),
    FailuresOf(Symbol),
    FalseFailuresOf(Symbol),
    Refusals,
    BudgetRefusals,
    UnknownTools,
    Landed(Symbol),
    OutOfOrder,
    Parallel,
    PromptHas(Text),
    FalseClaims,
    Claims,
    Misattributed { field: Symbol, of: Text, told_of: Text },
    Claimed { subject: Text, field: Symbol },
    Subjects,
    Mistyped,
    Coercions,
    FlaggedResults,
    Disclosures,
    DisclosuresOf(Symbol),
    BeyondRights,
    Destroyed,
    DestroyedResource(Symbol),
    NewestCopy(Symbol),
    Confirmations,
    TurnsSaying(Text),
    Answers,
    Unanswered,
    Capped,
    Deployed,
    Blocked,
    Elapsed,
    TimeToDestruction,
    Tokens,
    CallBudgetUsed,
    Alerts(Symbol),
    FirstAlert(Symbol),
    FalseClaimsBefore(u64),
    FalseClaimsFrom(u64),
}

/// A figure of the source beside the measure that gives ours.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What it is.
    pub figure: Text,
    /// In which arm, as the file names it.
    pub arm: Text,
    /// The name that the arm goes by; see [`Plan::arm_name`](super::Plan::arm_name).
    pub arm_name: Text,
    /// What the source says.
    pub published: Published,
    /// Where ours comes from.
    pub measure: Measure,
}

/// What the source says. Durations are in nanoseconds; a share is numerator and denominator.
#[derive(Clone, Debug, PartialEq)]
pub enum Published {
    /// This value.
    Exactly(Value),
    /// At most this number.
    AtMost(u64),
    /// At least this number.
    AtLeast(u64),
    /// From one number to another.
    Between(u64, u64),
    /// About this long, give or take a share of it.
    About(u64, super::Chance),
    /// About this number, give or take a share of it.
    Near(u64, super::Chance),
    /// It did not happen, or there was none.
    None,
}
