//! One plain sentence for each switch of a policy.

use crate::numbers;
use seamripper_scenario::Text;
use seamripper_scenario::plan::{
    Check, Delay, Expired, Identity, Policy, Retries, Switch, Symbols,
};
use seamripper_scenario::read::Duration;
use seamripper_scenario::written::{
    Confirmation, Correlation, FixPart, FoundCredentials, IdempotencyKey, OnCap, RetryOn, Scope,
    Validation,
};

/// Says what a switch does.
pub(super) fn sentence(switch: Switch, policy: &Policy, symbols: &Symbols) -> String {
    let caps = &policy.caps;
    match switch {
        Switch::ToolBudget => match known(policy.tool_budget.into(), u32::MAX.into()) {
            None => "The model may call a tool as often as it likes.".to_owned(),
            Some(most) => {
                format!("The model may call one tool {} in a conversation.", times(most))
            }
        },
        Switch::Retries => retries(&policy.retries),
        Switch::CallTimeout => {
            let time = exactly(policy.call_timeout_ns);
            format!("The runtime waits {time} for a service, which runs on after that.")
        }
        Switch::IdempotencyKey => key(policy.idempotency_key).to_owned(),
        Switch::Correlation => correlation(policy.correlation).to_owned(),
        Switch::Parallelism => match known(policy.parallelism.into(), u32::MAX.into()) {
            None => "All calls of a step run at once.".to_owned(),
            Some(1) => "The calls of a step run one after another.".to_owned(),
            Some(most) => format!("At most {most} calls of a step run at once."),
        },
        Switch::UnknownToolSays => {
            let says = policy.unknown_tool_says.as_str();
            format!("Of a tool that is not registered the model is told “{says}”")
        }
        Switch::UnknownToolAbortAfter => match policy.unknown_tool_abort_after {
            None => "Calls of such tools do not end the conversation.".to_owned(),
            Some(0) => "The first call of such a tool ends the conversation.".to_owned(),
            Some(most) => {
                let calls = numbers::of(most.into(), "such call");
                format!("More than {calls} in a row end the conversation.")
            }
        },
        Switch::Validation => validation(policy.validation).to_owned(),
        Switch::ArgumentChecks => checks(&policy.argument_checks, symbols, "arguments"),
        Switch::ResultChecks => checks(&policy.result_checks, symbols, "results"),
        Switch::Identity => identity(&policy.identity),
        Switch::FoundCredentials => match policy.found_credentials {
            FoundCredentials::Used => "A credential that the model puts into a call is used.",
            FoundCredentials::Ignored => "A credential that the model puts into a call is dropped.",
        }
        .to_owned(),
        Switch::CapCallsPerTurn => {
            cap("A turn", known(caps.calls_per_turn.into(), u32::MAX.into()))
        }
        Switch::CapCalls => cap("A conversation", known(caps.calls.into(), u32::MAX.into())),
        Switch::CapTokens => match known(caps.tokens, u64::MAX) {
            None => "A conversation may take any number of tokens.".to_owned(),
            Some(most) => format!("A conversation may take {}.", numbers::of(most, "token")),
        },
        Switch::CapTime => match known(caps.time_ns, u64::MAX) {
            None => "A turn may take any time.".to_owned(),
            Some(most) => format!("A turn may take {}.", exactly(most)),
        },
        Switch::CapThen => match caps.then {
            OnCap::NoAnswer => "At a cap the user gets an error.",
            OnCap::CutOff => "At a cap the user gets what the model has so far.",
            OnCap::LastAnswer => {
                "At a cap the model is told, and may answer without further calls."
            }
        }
        .to_owned(),
        Switch::Confirmation => match policy.confirmation {
            Confirmation::Never => "Nobody is asked before a destructive call.",
            Confirmation::Destructive => "A person must confirm each destructive call.",
        }
        .to_owned(),
        Switch::Scope => match policy.scope {
            Scope::Inferred => "What a destructive call strikes is inferred from its arguments.",
            Scope::Declared => {
                "A destructive call must declare its environment, the one that the task is in."
            }
        }
        .to_owned(),
    }
}

/// Says what a part of the fixes is.
pub(super) fn part(part: FixPart) -> &'static str {
    match part {
        FixPart::Prompt => "the sentences of the prompt",
        FixPart::Tools => "the tools and their definitions",
        FixPart::Keys => "ledgers that know a repeated call by its key",
        FixPart::Access => "tables and stores that ask for rights",
        FixPart::Services => "other changes of services",
        FixPart::Pipeline => "the gates before deploys",
        FixPart::Monitors => "the monitors",
        FixPart::Operator => "the changes of the operator",
        FixPart::Checks => "the checks of arguments and results",
        FixPart::TokenRights => "the rights that a user's token is cut down to",
        FixPart::Budgets => "the budget for one tool",
    }
}

fn known(number: u64, none: u64) -> Option<u64> {
    (number != none).then_some(number)
}

fn times(number: u64) -> String {
    if number == 1 { "once".to_owned() } else { format!("{} times", numbers::count(number)) }
}

fn exactly(ns: u64) -> String {
    Duration::from_ns(ns).to_string()
}

fn cap(of: &str, most: Option<u64>) -> String {
    match most {
        None => format!("{of} may have any number of calls."),
        Some(most) => format!("{of} may have {}.", numbers::of(most, "call")),
    }
}

fn retries(retries: &Retries) -> String {
    if retries.attempts == 1 || retries.on.is_empty() {
        return "The runtime sends nothing again by itself.".to_owned();
    }
    let on: Vec<&str> = retries
        .on
        .iter()
        .map(|on| match on {
            RetryOn::ServerError => "a status of 500 to 599",
            RetryOn::Timeout => "no answer in time",
            RetryOn::Conflict => "409",
            RetryOn::TooManyRequests => "429",
        })
        .collect();
    let waits = match retries.backoff {
        Delay::Constant(0) => String::new(),
        Delay::Constant(ns) => format!(", {} later", exactly(ns)),
        Delay::Uniform { from_ns, to_ns } => {
            format!(", {} to {} later", exactly(from_ns), exactly(to_ns))
        }
        Delay::Exponential { mean_ns: ns } | Delay::Lognormal { median_ns: ns, .. } => {
            format!(", about {} later", exactly(ns))
        }
    };
    let doubling = if retries.doubling { ", twice as long each time" } else { "" };
    let after = on.join(" or ");
    let attempts = retries.attempts;
    format!(
        "After {after} the runtime sends a call again{waits}{doubling}: {attempts} attempts in all."
    )
}

fn key(key: IdempotencyKey) -> &'static str {
    match key {
        IdempotencyKey::None => "Calls carry no idempotency key.",
        IdempotencyKey::PerAttempt => "Each attempt carries an idempotency key of its own.",
        IdempotencyKey::PerCall => {
            "The attempts of one call of the model's share an idempotency key."
        }
        IdempotencyKey::PerIntent => "All calls that serve one intent share an idempotency key.",
        IdempotencyKey::PayloadHash => {
            "The idempotency key is a hash of the tool and its arguments."
        }
    }
}

fn correlation(correlation: Correlation) -> &'static str {
    match correlation {
        Correlation::ByArrival => {
            "Results of parallel calls reach the model as they arrive, without the ids of their calls."
        }
        Correlation::ByIdInArrivalOrder => {
            "Results of parallel calls reach the model as they arrive, with the ids of their calls."
        }
        Correlation::ByIdInCallOrder => {
            "Results of parallel calls reach the model in the order of the calls, with their ids."
        }
    }
}

fn validation(validation: Validation) -> &'static str {
    match validation {
        Validation::Off => "Arguments of the wrong type are passed on.",
        Validation::Strict => "A call with an argument of the wrong type is refused.",
        Validation::Lossless => {
            "Text that spells a number becomes one, and nothing is said; other wrong types are refused."
        }
        Validation::LosslessLogged => {
            "Text that spells a number becomes one, and it is logged; other wrong types are refused."
        }
    }
}

fn checks(checks: &[Check], symbols: &Symbols, of: &str) -> String {
    if checks.is_empty() {
        return format!("There are no checks of {of}.");
    }
    let one = |check: &Check| format!("{}: {}", symbols.text(check.tool), check.holds);
    let all: Vec<String> = checks.iter().map(one).collect();
    format!("What must be true of {of}, where there is such a tool: {}.", all.join("; "))
}

fn identity(identity: &Identity) -> String {
    match identity {
        Identity::Anonymous => "Calls carry nobody's identity.".to_owned(),
        Identity::ServiceAccount(_) => "Calls carry the agent's own account.".to_owned(),
        Identity::OnBehalfOf { lifetime_ns, expired, only } => {
            let only = match only {
                None => String::new(),
                Some(only) => {
                    let only: Vec<&str> = only.iter().map(Text::as_str).collect();
                    format!(", cut down to {}", only.join(", "))
                }
            };
            let then = match expired {
                Expired::FailClosed => "then calls are refused",
                Expired::Anonymous => "then they carry nobody's identity",
                Expired::Account(_) => "then they carry the agent's own account",
            };
            let time = exactly(*lifetime_ns);
            format!("Calls carry a token of the user's{only}, good for {time}; {then}.")
        }
    }
}
