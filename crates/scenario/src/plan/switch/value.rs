//! The value of a switch in the words of a file, as far as they are short.

use super::Switch;
use crate::Text;
use crate::plan::{Expired, Identity, Policy, Retries};
use crate::read::Duration;
use crate::written::OnCap;

impl Switch {
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
