//! Whether a policy has what a fix makes of a switch, or something at least as strict.

use super::Switch;
use crate::Text;
use crate::plan::{Check, Expired, Identity, Policy, Retries};
use crate::written::{
    Confirmation, Correlation, FoundCredentials, IdempotencyKey, RetryOn, Scope, Validation,
};
use std::cmp::Ordering;

impl Switch {
    /// Tells whether a policy has what a fix made of this switch, or something at least as strict.
    ///
    /// `before` is the policy without the fix, `fixed` with it: a number that the fix lowered may be
    /// lower still, one that it raised may be higher.
    pub fn is_met(self, policy: &Policy, before: &Policy, fixed: &Policy) -> bool {
        let ordered = |has: u64, before: u64, fixed: u64| match fixed.cmp(&before) {
            Ordering::Less => has <= fixed,
            Ordering::Greater => has >= fixed,
            Ordering::Equal => true,
        };
        let number = |of: fn(&Policy) -> u64| ordered(of(policy), of(before), of(fixed));
        match self {
            Switch::ToolBudget => number(|p| p.tool_budget.into()),
            Switch::Retries => {
                number(|p| p.retries.attempts.into()) && covers(&policy.retries, &fixed.retries)
            }
            Switch::CallTimeout => number(|p| p.call_timeout_ns),
            Switch::IdempotencyKey => key_covers(policy.idempotency_key, fixed.idempotency_key),
            Switch::Correlation => number(|p| match p.correlation {
                Correlation::ByArrival => 0,
                Correlation::ByIdInArrivalOrder => 1,
                Correlation::ByIdInCallOrder => 2,
            }),
            Switch::Parallelism => number(|p| p.parallelism.into()),
            Switch::UnknownToolSays => policy.unknown_tool_says == fixed.unknown_tool_says,
            Switch::UnknownToolAbortAfter => {
                number(|p| p.unknown_tool_abort_after.map_or(u64::MAX, u64::from))
            }
            Switch::Validation => number(|p| match p.validation {
                Validation::Off => 0,
                Validation::Lossless => 1,
                Validation::LosslessLogged => 2,
                Validation::Strict => 3,
            }),
            Switch::ArgumentChecks => all_in(&fixed.argument_checks, &policy.argument_checks),
            Switch::ResultChecks => all_in(&fixed.result_checks, &policy.result_checks),
            Switch::Identity => identity_covers(&policy.identity, &fixed.identity),
            Switch::FoundCredentials => {
                number(|p| (p.found_credentials == FoundCredentials::Ignored).into())
            }
            Switch::CapCallsPerTurn => number(|p| p.caps.calls_per_turn.into()),
            Switch::CapCalls => number(|p| p.caps.calls.into()),
            Switch::CapTokens => number(|p| p.caps.tokens),
            Switch::CapTime => number(|p| p.caps.time_ns),
            Switch::CapThen => policy.caps.then == fixed.caps.then,
            Switch::Confirmation => {
                number(|p| (p.confirmation == Confirmation::Destructive).into())
            }
            Switch::Scope => number(|p| (p.scope == Scope::Declared).into()),
        }
    }
}

/// Tells whether retries happen after every result after which they should.
fn covers(has: &Retries, asked: &Retries) -> bool {
    asked.on.iter().all(|on: &RetryOn| has.on.contains(on))
}

/// Tells whether a key joins at least the calls that another joins.
fn key_covers(has: IdempotencyKey, asked: IdempotencyKey) -> bool {
    let rank = |key| match key {
        IdempotencyKey::None => Some(0),
        IdempotencyKey::PerAttempt => Some(1),
        IdempotencyKey::PerCall => Some(2),
        IdempotencyKey::PerIntent => Some(3),
        IdempotencyKey::PayloadHash => None,
    };
    match (rank(has), rank(asked)) {
        (Some(has), Some(asked)) => has >= asked,
        _ => has == asked,
    }
}

/// Tells whether an identity gives a call no more than another does.
fn identity_covers(has: &Identity, asked: &Identity) -> bool {
    let (
        Identity::OnBehalfOf { lifetime_ns, expired, only },
        Identity::OnBehalfOf { lifetime_ns: longest, expired: allowed, only: widest },
    ) = (has, asked)
    else {
        return has == asked;
    };
    let narrow = |widest: &Vec<Text>| {
        only.as_ref().is_some_and(|only| only.iter().all(|right| widest.contains(right)))
    };
    lifetime_ns <= longest
        && (*expired == Expired::FailClosed || expired == allowed)
        && widest.as_ref().is_none_or(narrow)
}

/// Tells whether all of these checks are among others, whatever they are called.
fn all_in(checks: &[Check], others: &[Check]) -> bool {
    let same = |a: &Check, b: &Check| a.tool == b.tool && a.holds == b.holds;
    checks.iter().all(|check| others.iter().any(|other| same(check, other)))
}
