//! What monitors count: which kinds of events, and how much each counts.
//!
//! Most events are of a kind that no monitor of the file counts, and are passed over for one look at
//! a bit. A new metric is to be added to [`heard`] and to [`amount`].

use crate::trace::{Event, Outcome, Refusal};
use seamripper_scenario::plan::{Metric, Monitor, Symbol};

/// What a call is for: its turn, its intent and its tool.
#[derive(Clone, Copy)]
pub(crate) struct Purpose {
    pub(crate) turn: u32,
    pub(crate) intent: Option<Symbol>,
    pub(crate) tool: Symbol,
}

/// The kinds of events that monitors count, a bit each.
mod kinds {
    pub(super) const ASKED: u32 = 1;
    pub(super) const CALLED: u32 = 1 << 1;
    pub(super) const CLOSED: u32 = 1 << 2;
    pub(super) const SENT: u32 = 1 << 3;
    pub(super) const DELIVERED: u32 = 1 << 4;
    pub(super) const REFUSED: u32 = 1 << 5;
    pub(super) const COERCED: u32 = 1 << 6;
    pub(super) const FLAGGED: u32 = 1 << 7;
    pub(super) const EFFECT: u32 = 1 << 8;
    pub(super) const ENDED: u32 = 1 << 9;
    pub(super) const ANSWERED: u32 = 1 << 10;
}

/// What is heard whatever is counted: who is unseen, what a call is for, that a conversation is over.
pub(crate) const BOOKS: u32 = kinds::ASKED | kinds::CALLED | kinds::CLOSED;

/// What each monitor hears whatever it counts.
pub(crate) const CLOSED: u32 = kinds::CLOSED;

/// Returns the kind of an event; 0 for one that no monitor counts.
#[inline]
pub(crate) fn kind(event: &Event) -> u32 {
    match event {
        Event::Asked { .. } => kinds::ASKED,
        Event::Called { .. } => kinds::CALLED,
        Event::Closed => kinds::CLOSED,
        Event::Sent { .. } => kinds::SENT,
        Event::Delivered { .. } => kinds::DELIVERED,
        Event::Refused { .. } => kinds::REFUSED,
        Event::Coerced { .. } => kinds::COERCED,
        Event::Flagged { .. } => kinds::FLAGGED,
        Event::Committed { .. } | Event::Destroyed { .. } => kinds::EFFECT,
        Event::Ended { .. } => kinds::ENDED,
        Event::Answered { .. } => kinds::ANSWERED,
        Event::ConfirmationAsked { .. }
        | Event::ConfirmationAnswered { .. }
        | Event::Landed { .. }
        | Event::Masked { .. }
        | Event::Applied { .. }
        | Event::Deduplicated { .. }
        | Event::Served { .. }
        | Event::Missed { .. }
        | Event::Restored { .. }
        | Event::Replied { .. }
        | Event::Received { .. }
        | Event::Intervened { .. }
        | Event::Noted { .. }
        | Event::Believed { .. }
        | Event::Alerted { .. }
        | Event::Deployed { .. }
        | Event::Blocked { .. }
        | Event::Evaluated { .. }
        | Event::Failed { .. } => 0,
    }
}

/// Returns the kinds of events that a monitor counts; see [`amount`].
pub(crate) fn heard(monitor: &Monitor) -> u32 {
    match monitor.counts {
        Metric::Calls | Metric::CallsOf(_) => kinds::CALLED,
        Metric::Attempts => kinds::SENT,
        Metric::Failures | Metric::FailuresOf(_) => kinds::DELIVERED,
        Metric::UnknownTools | Metric::Refusals | Metric::BudgetRefusals => kinds::REFUSED,
        Metric::Coercions => kinds::COERCED,
        Metric::FlaggedResults => kinds::FLAGGED,
        Metric::Effects(_) => kinds::EFFECT,
        Metric::Capped | Metric::Tokens => kinds::ENDED,
        Metric::CutOffAnswers => kinds::ANSWERED,
        Metric::Conversations => kinds::CLOSED,
    }
}

/// Returns how much an event counts for a metric.
pub(crate) fn amount(metric: Metric, event: &Event, purpose: impl Fn() -> Option<Purpose>) -> u64 {
    let counts = match (metric, event) {
        (Metric::Calls, Event::Called { .. }) => true,
        (Metric::Attempts, Event::Sent { .. }) => true,
        (Metric::CallsOf(wanted), Event::Called { tool, .. }) => *tool == wanted,
        (Metric::Failures, Event::Delivered { ok: false, .. }) => true,
        (Metric::FailuresOf(wanted), Event::Delivered { ok: false, .. }) => {
            purpose().is_some_and(|purpose| purpose.tool == wanted)
        }
        (Metric::UnknownTools, Event::Refused { reason, .. }) => *reason == Refusal::UnknownTool,
        (Metric::Refusals, Event::Refused { .. }) => true,
        (Metric::BudgetRefusals, Event::Refused { reason, .. }) => *reason == Refusal::Budget,
        (Metric::Coercions, Event::Coerced { logged, .. }) => *logged,
        (Metric::FlaggedResults, Event::Flagged { .. }) => true,
        (
            Metric::Effects(wanted),
            Event::Committed { effect, .. } | Event::Destroyed { effect, .. },
        ) => *effect == wanted,
        (Metric::Capped, Event::Ended { outcome, .. }) => {
            matches!(outcome, Outcome::CutOff | Outcome::NoAnswer)
        }
        (Metric::CutOffAnswers, Event::Answered { complete, .. }) => !complete,
        (Metric::Conversations, Event::Closed) => true,
        (Metric::Tokens, Event::Ended { tokens, .. }) => return *tokens,
        _ => false,
    };
    u64::from(counts)
}
