//! The switches of a policy one by one: their names as a file writes them, where a file sets them, and
//! whether one value is at least as strict as another.

use super::{Expired, Identity, Policy, Retries};
use crate::read::{Duration, Node};
use crate::written::{self, Correlation, FoundCredentials, IdempotencyKey, Scope, Validation};
use crate::written::{Confirmation, OnCap, RetryOn};
use crate::{Span, Text};
use std::cmp::Ordering;

/// Declares the switches with the fields that they are.
macro_rules! switches {
    ($($(#[$meta:meta])* $variant:ident is $form:ident $(. $field:ident)?,)*) => {
        /// One switch of a policy.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Switch {
            $($(#[$meta])* $variant,)*
        }

        impl Switch {
            /// All of them, in the order in which a policy has them.
            pub const ALL: &[Switch] = &[$(Switch::$variant),*];

            /// Returns the name as files write it; a dot stands between a form and its field.
            pub fn name(self) -> &'static str {
                match self {
                    $(Switch::$variant => concat!(stringify!($form) $(, ".", stringify!($field))?),)*
                }
            }
        }
    };
}

switches! {
    /// Calls of one tool in one conversation.
    ToolBudget is tool_budget,
    /// What the runtime itself sends again.
    Retries is retries,
    /// How long the runtime waits for a service.
    CallTimeout is call_timeout,
    /// The key that goes with a call.
    IdempotencyKey is idempotency_key,
    /// How results of parallel calls reach the model.
    Correlation is correlation,
    /// How many calls of one turn run at once.
    Parallelism is parallelism,
    /// What is said of tools that are not registered.
    UnknownToolSays is unknown_tool.says,
    /// When calls of such tools end the conversation.
    UnknownToolAbortAfter is unknown_tool.abort_after,
    /// What happens to arguments of the wrong type.
    Validation is validation,
    /// What arguments must satisfy.
    ArgumentChecks is argument_checks,
    /// What results must satisfy.
    ResultChecks is result_checks,
    /// Whose identity goes with a call.
    Identity is identity,
    /// What happens to credentials that the model puts into a call.
    FoundCredentials is found_credentials,
    /// The cap on calls of a turn.
    CapCallsPerTurn is caps.calls_per_turn,
    /// The cap on calls of a conversation.
    CapCalls is caps.calls,
    /// The cap on tokens.
    CapTokens is caps.tokens,
    /// The cap on time.
    CapTime is caps.time,
    /// What the user gets at a cap.
    CapThen is caps.then,
    /// Which calls an operator must confirm.
    Confirmation is confirmation,
    /// Whether a destructive call must declare its environment.
    Scope is scope,
}

impl Switch {
    /// Returns the place at which a written policy sets the switch.
    pub(crate) fn place(self, policy: &written::Policy) -> Option<Span> {
        let unknown = policy.unknown_tool.as_ref().and_then(Node::get);
        let caps = policy.caps.as_ref().and_then(Node::get);
        match self {
            Switch::ToolBudget => span(&policy.tool_budget),
            Switch::Retries => span(&policy.retries),
            Switch::CallTimeout => span(&policy.call_timeout),
            Switch::IdempotencyKey => span(&policy.idempotency_key),
            Switch::Correlation => span(&policy.correlation),
            Switch::Parallelism => span(&policy.parallelism),
            Switch::UnknownToolSays => span(&unknown?.says),
            Switch::UnknownToolAbortAfter => span(&unknown?.abort_after),
            Switch::Validation => span(&policy.validation),
            Switch::ArgumentChecks => span(&policy.argument_checks),
            Switch::ResultChecks => span(&policy.result_checks),
            Switch::Identity => span(&policy.identity),
            Switch::FoundCredentials => span(&policy.found_credentials),
            Switch::CapCallsPerTurn => span(&caps?.calls_per_turn),
            Switch::CapCalls => span(&caps?.calls),
            Switch::CapTokens => span(&caps?.tokens),
            Switch::CapTime => span(&caps?.time),
            Switch::CapThen => span(&caps?.then),
            Switch::Confirmation => span(&policy.confirmation),
            Switch::Scope => span(&policy.scope),
        }
    }

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

    /// Tells whether two policies differ in this switch.
    pub fn differs(self, a: &Policy, b: &Policy) -> bool {
        match self {
            Switch::ToolBudget => a.tool_budget != b.tool_budget,
            Switch::Retries => a.retries != b.retries,
            Switch::CallTimeout => a.call_timeout_ns != b.call_timeout_ns,
            Switch::IdempotencyKey => a.idempotency_key != b.idempotency_key,
            Switch::Correlation => a.correlation != b.correlation,
            Switch::Parallelism => a.parallelism != b.parallelism,
            Switch::UnknownToolSays => a.unknown_tool_says != b.unknown_tool_says,
            Switch::UnknownToolAbortAfter => {
                a.unknown_tool_abort_after != b.unknown_tool_abort_after
            }
            Switch::Validation => a.validation != b.validation,
            Switch::ArgumentChecks => a.argument_checks != b.argument_checks,
            Switch::ResultChecks => a.result_checks != b.result_checks,
            Switch::Identity => a.identity != b.identity,
            Switch::FoundCredentials => a.found_credentials != b.found_credentials,
            Switch::CapCallsPerTurn => a.caps.calls_per_turn != b.caps.calls_per_turn,
            Switch::CapCalls => a.caps.calls != b.caps.calls,
            Switch::CapTokens => a.caps.tokens != b.caps.tokens,
            Switch::CapTime => a.caps.time_ns != b.caps.time_ns,
            Switch::CapThen => a.caps.then != b.caps.then,
            Switch::Confirmation => a.confirmation != b.confirmation,
            Switch::Scope => a.scope != b.scope,
        }
    }

    /// Says the value that a policy has, in the words of a file as far as they are short.
    pub fn value(self, policy: &Policy) -> String {
        match self {
            Switch::ToolBudget => limit(policy.tool_budget.into(), u32::MAX.into()),
            Switch::Retries => retries(&policy.retries),
            Switch::CallTimeout => time(policy.call_timeout_ns),
            Switch::IdempotencyKey => format!("{:?}", policy.idempotency_key),
            Switch::Correlation => format!("{:?}", policy.correlation),
            Switch::Parallelism => limit(policy.parallelism.into(), u32::MAX.into()),
            Switch::UnknownToolSays => format!("\"{}\"", policy.unknown_tool_says),
            Switch::UnknownToolAbortAfter => {
                policy.unknown_tool_abort_after.map_or("never".to_owned(), |most| most.to_string())
            }
            Switch::Validation => format!("{:?}", policy.validation),
            Switch::ArgumentChecks => counted(policy.argument_checks.len()),
            Switch::ResultChecks => counted(policy.result_checks.len()),
            Switch::Identity => identity(&policy.identity),
            Switch::FoundCredentials => format!("{:?}", policy.found_credentials),
            Switch::CapCallsPerTurn => limit(policy.caps.calls_per_turn.into(), u32::MAX.into()),
            Switch::CapCalls => limit(policy.caps.calls.into(), u32::MAX.into()),
            Switch::CapTokens => limit(policy.caps.tokens, u64::MAX),
            Switch::CapTime => match policy.caps.time_ns {
                u64::MAX => "no limit".to_owned(),
                ns => time(ns),
            },
            Switch::CapThen => then(policy.caps.then).to_owned(),
            Switch::Confirmation => format!("{:?}", policy.confirmation),
            Switch::Scope => format!("{:?}", policy.scope),
        }
    }
}

fn span<T>(node: &Option<Node<T>>) -> Option<Span> {
    node.as_ref().map(Node::span)
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
fn all_in(checks: &[super::Check], others: &[super::Check]) -> bool {
    let same = |a: &super::Check, b: &super::Check| a.tool == b.tool && a.holds == b.holds;
    checks.iter().all(|check| others.iter().any(|other| same(check, other)))
}

fn limit(number: u64, none: u64) -> String {
    if number == none { "no limit".to_owned() } else { number.to_string() }
}

fn time(ns: u64) -> String {
    Duration::from_ns(ns).to_string()
}

fn counted(checks: usize) -> String {
    match checks {
        0 => "none".to_owned(),
        1 => "1 check".to_owned(),
        _ => format!("{checks} checks"),
    }
}

fn retries(retries: &Retries) -> String {
    if retries.attempts == 1 || retries.on.is_empty() {
        return "none".to_owned();
    }
    let on: Vec<String> = retries.on.iter().map(|on| format!("{on:?}")).collect();
    format!("{} attempts on {}", retries.attempts, on.join(", "))
}

fn identity(identity: &Identity) -> String {
    match identity {
        Identity::Anonymous => "Anonymous".to_owned(),
        Identity::ServiceAccount(_) => "a service account".to_owned(),
        Identity::OnBehalfOf { lifetime_ns, expired, only } => {
            let then = match expired {
                Expired::FailClosed => "",
                Expired::Anonymous => ", then nobody",
                Expired::Account(_) => ", then a service account",
            };
            let only = match only {
                Some(only) => {
                    let only: Vec<&str> = only.iter().map(Text::as_str).collect();
                    format!(", for {} alone", only.join(", "))
                }
                None => String::new(),
            };
            format!("OnBehalfOf for {}{then}{only}", time(*lifetime_ns))
        }
    }
}

fn then(then: OnCap) -> &'static str {
    match then {
        OnCap::NoAnswer => "NoAnswer",
        OnCap::CutOff => "CutOff",
        OnCap::LastAnswer => "LastAnswer",
    }
}
