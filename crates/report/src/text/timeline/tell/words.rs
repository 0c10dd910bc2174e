//! Words for what records hold: reasons, outcomes, beliefs, values.

use crate::ink::Ink;
use crate::numbers::time;
use seamripper_scenario::written::Belief;
use seamripper_scenario::{Map, Text, Value};
use seamripper_sim::trace::{Intervention, Outcome, Refusal};

/// Characters of a text or a value that are shown at most.
const LONGEST: usize = 120;

/// Says why the runtime refused a call.
pub(in super::super) fn refusal(reason: Refusal) -> &'static str {
    match reason {
        Refusal::UnknownTool => "unknown tool refused",
        Refusal::Budget => "over budget, refused",
        Refusal::Validation => "argument refused",
        Refusal::Check => "check not passed, refused",
        Refusal::Scope => "scope refused",
        Refusal::Confirmation => "not confirmed, refused",
        Refusal::Expired => "token over, refused",
        Refusal::Middleware => "refused by middleware",
    }
}

/// Says what middleware did.
pub(super) fn intervention(did: &Intervention) -> String {
    match did {
        Intervention::Rewrote { args } => format!("sends {}", arguments(args)),
        Intervention::HandedOn => "hands the result on, no more tries".to_owned(),
        Intervention::SentAgain { after_ns: 0 } => "sends again at once".to_owned(),
        Intervention::SentAgain { after_ns } => format!("sends again after {}", time(*after_ns)),
        Intervention::Replaced { .. } => "puts an error in the result's place".to_owned(),
        Intervention::LastAnswer => "allows one last answer".to_owned(),
        Intervention::Ended => "ends the conversation".to_owned(),
    }
}

/// Says how a turn ended.
pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Answered => "answered",
        Outcome::Incomplete => "answered, not whole",
        Outcome::CutOff => "a cap cuts the answer off",
        Outcome::NoAnswer => "a cap, and no answer",
        Outcome::Aborted => "aborted",
        Outcome::Stuck => "the model has no rule for this",
    }
}

/// Says what the model takes to have happened, and how that should look.
pub(super) fn belief(belief: Belief) -> (&'static str, Ink) {
    match belief {
        Belief::Done => ("done", Ink::Good),
        Belief::Failed => ("failed", Ink::Bad),
        Belief::Unknown => ("unknown", Ink::Notice),
    }
}

/// Says a status; 0 is no answer.
pub(super) fn status_words(status: u16) -> String {
    match status {
        0 => "no answer in time".to_owned(),
        status => format!("HTTP {status}"),
    }
}

/// Tells whether every field of `part` is in `whole` with the same value.
pub(super) fn is_part(part: &Value, whole: &Value) -> bool {
    match part {
        Value::Map(fields) => {
            fields.iter().all(|(name, value)| whole.field(name.as_str()) == *value)
        }
        part => part == whole,
    }
}

/// Says arguments or facts by name.
pub(super) fn arguments(args: &Value) -> String {
    match args {
        Value::Map(map) => fields(map),
        Value::Null => String::new(),
        other => clip(&other.to_string()),
    }
}

/// Says named values.
pub(super) fn fields(map: &Map) -> String {
    let fields: Vec<String> = map.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    clip(&fields.join(", "))
}

/// Says a value without the quotes that data needs.
pub(super) fn bare(value: &Value) -> String {
    match value {
        Value::Text(text) => clip(text.as_str()),
        other => clip(&other.to_string()),
    }
}

/// Says what somebody said.
pub(super) fn quoted(text: &Text) -> String {
    format!("“{}”", clip(text.as_str()))
}

/// Cuts a text that is too long.
pub(super) fn clip(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
