//! Small scenarios, made of the parts that a test is about, and what can be asked of their traces.
//!
//! In a scene the model's steps take a second each and services no time, unless a part says so.

use seamripper_scenario::plan::Symbol;
use seamripper_scenario::{Plan, compile};
use seamripper_sim::Factory;
use seamripper_sim::trace::{End, Event, Outcome, Record, Refusal, Trace};
use std::sync::Arc;

/// The parts that a scene has if it is given no others.
const BASE: &[(&str, &str)] = &[
    (
        "tools",
        r#"{ "act": (description: "Does it.", service: "book", parameters: { "what": Text, "other": Any }) }"#,
    ),
    ("services", r#"{ "book": Ledger(effect: "thing") }"#),
    ("rules", ONCE),
    ("model", r#"(first_token: Constant("1s"), tokens_per_second: 100, rules: $rules)"#),
    ("turns", r#"[(says: "Do it.", wants: ["wish"])]"#),
    ("workload", r#"(arrivals: [(turns: $turns)])"#),
    ("invariants", r#"{ "answered": (says: "There is an answer.", holds: Answered()) }"#),
];

/// One call, then the answer.
pub(crate) const ONCE: &str = r#"{
    "go": (on: Asked, tokens: "0", do: Call(tool: "act", intent: "wish", with: { "what": "'a'" })),
    "end": (on: Anything, tokens: "0", do: Answer(text: "'done'")),
}"#;

/// So many calls one after another, whatever comes back; `what` is the formula of the argument.
pub(crate) fn repeated(calls: u32, what: &str) -> String {
    format!(
        r#"{{
        "go": (on: Asked, tokens: "0", do: Call(tool: "act", intent: "wish", with: {{ "what": "{what}" }})),
        "more": (on: Returned(["act"]), if: "tries(act) < {calls}", tokens: "0", do: Again(with: {{ "what": "{what}" }})),
        "end": (on: Anything, tokens: "0", do: Answer(text: "'done'")),
    }}"#
    )
}

/// Calls of all these tools at once, each with the formulas of its arguments, then the answer.
pub(crate) fn at_once(calls: &[(&str, &str)]) -> String {
    let calls: Vec<String> = calls
        .iter()
        .map(|(tool, with)| format!("(tool: \"{tool}\", about: \"'{tool}'\", with: {{ {with} }})"))
        .collect();
    format!(
        r#"{{
        "go": (on: Asked, tokens: "0", do: Calls([{}])),
        "end": (on: Anything, tokens: "0", do: Answer(text: "'done'")),
    }}"#,
        calls.join(", ")
    )
}

/// Writes a scene: the base with some parts in the place of its own. `$name` in one part stands for
/// another.
pub(crate) fn text(parts: &[(&str, &str)]) -> String {
    let part = |name: &str| {
        let found = parts.iter().chain(BASE).find(|(known, _)| *known == name);
        found.map(|(_, text)| (*text).to_owned())
    };
    let mut body = String::new();
    let base = BASE.iter().map(|(name, _)| *name);
    let more = parts.iter().map(|(name, _)| *name).filter(|name| !base.clone().any(|b| b == *name));
    for name in base.clone().chain(more) {
        if ["rules", "turns"].contains(&name) {
            continue;
        }
        let text = part(name).unwrap_or_default();
        let text = text.replace("$rules", &part("rules").unwrap_or_default());
        let text = text.replace("$turns", &part("turns").unwrap_or_default());
        body += &format!("    {name}: {text},\n");
    }
    format!(
        r#"Scenario(
    format: 1, id: "scene", title: "A scene", seed: 1, source: (title: "A test"),
    story: (incident: "i", symptom: "s", root_cause: "r", detection_gap: "d", resolution: "r", lesson: "l"),
{body})"#
    )
}

/// Compiles a scene.
pub(crate) fn plan(parts: &[(&str, &str)]) -> Arc<Plan> {
    let text = text(parts);
    match compile(&text) {
        Ok(plan) => Arc::new(plan),
        Err(mistakes) => {
            let all: Vec<String> = mistakes
                .iter()
                .map(|m| {
                    format!(
                        "{} ({}) at {:?}",
                        m.message,
                        m.label,
                        text.get(m.span.start..m.span.end)
                    )
                })
                .collect();
            panic!("the scene has mistakes:\n{}", all.join("\n"))
        }
    }
}

/// Replays the deployed arm of a scene under its own seed.
pub(crate) fn play(parts: &[(&str, &str)]) -> Play {
    play_arm(parts, "deployed")
}

/// Replays an arm of a scene under its own seed.
pub(crate) fn play_arm(parts: &[(&str, &str)], arm: &str) -> Play {
    let plan = plan(parts);
    replay(&plan, arm, plan.seed)
}

/// Replays an arm of a plan.
pub(crate) fn replay(plan: &Arc<Plan>, arm: &str, seed: u64) -> Play {
    let choice = plan.choice(arm).expect("the arm exists");
    let arm = plan.arm(&choice).expect("its changes go together");
    let trace = seamripper_sim::run(plan, &arm, seed);
    Play { plan: plan.clone(), trace }
}

/// Replays the deployed arm of a scene under its own seed, with code of the user's in the runtime.
pub(crate) fn play_with(parts: &[(&str, &str)], middleware: &Factory) -> Play {
    let plan = middleware.naming_alerts(&plan(parts));
    let choice = plan.choice("deployed").expect("the arm exists");
    let arm = plan.arm(&choice).expect("its changes go together");
    let trace = seamripper_sim::run_with(&plan, &arm, plan.seed, middleware);
    Play { plan, trace }
}

/// A scene that was played.
pub(crate) struct Play {
    pub(crate) plan: Arc<Plan>,
    pub(crate) trace: Trace,
}

impl Play {
    pub(crate) fn text(&self, name: Symbol) -> &str {
        self.plan.symbols.text(name).as_str()
    }

    pub(crate) fn records(&self) -> impl Iterator<Item = &Record> {
        self.trace.records.iter()
    }

    /// Makes something of each event that is of some kind.
    pub(crate) fn each<'a, T>(&'a self, of: impl Fn(&'a Event) -> Option<T>) -> Vec<T> {
        self.records().filter_map(|record| of(&record.event)).collect()
    }

    pub(crate) fn count(&self, is: impl Fn(&Event) -> bool) -> usize {
        self.records().filter(|record| is(&record.event)).count()
    }

    /// Gives the virtual milliseconds of the events of some kind.
    pub(crate) fn times(&self, is: impl Fn(&Event) -> bool) -> Vec<u64> {
        let found = self.records().filter(|record| is(&record.event));
        found.map(|record| record.at_ns / 1_000_000).collect()
    }

    /// Lists the statuses that the runtime received.
    pub(crate) fn statuses(&self) -> Vec<u16> {
        self.each(|event| match event {
            Event::Received { status, .. } => Some(*status),
            _ => None,
        })
    }

    /// Counts the committed effects.
    pub(crate) fn commits(&self) -> usize {
        self.count(|event| matches!(event, Event::Committed { .. }))
    }

    /// Lists what the model got: the body of a success, the text of a failure.
    pub(crate) fn delivered(&self) -> Vec<String> {
        self.each(|event| match event {
            Event::Delivered { ok: true, body, .. } => Some(body.to_string()),
            Event::Delivered { says, .. } => Some(says.to_string()),
            _ => None,
        })
    }

    pub(crate) fn refusals(&self) -> Vec<Refusal> {
        self.each(|event| match event {
            Event::Refused { reason, .. } => Some(*reason),
            _ => None,
        })
    }

    pub(crate) fn outcomes(&self) -> Vec<Outcome> {
        self.each(|event| match event {
            Event::Ended { outcome, .. } => Some(*outcome),
            _ => None,
        })
    }

    /// Lists the alerts: the second, and the value.
    pub(crate) fn alerts(&self) -> Vec<(u64, u64)> {
        let alert = |record: &Record| match record.event {
            Event::Alerted { value, .. } => Some((record.at_ns / 1_000_000_000, value)),
            _ => None,
        };
        self.records().filter_map(alert).collect()
    }

    /// Lists the names of the destroyed resources.
    pub(crate) fn destroyed(&self) -> Vec<&str> {
        self.each(|event| match event {
            Event::Destroyed { resource, .. } => Some(self.text(*resource)),
            _ => None,
        })
    }

    pub(crate) fn finished(self) -> Self {
        assert_eq!(self.trace.end, End::Finished);
        self
    }
}
