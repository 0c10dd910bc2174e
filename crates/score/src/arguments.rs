//! Forms about what passes the runtime: results to their calls, arguments as meant, calls of tools
//! that are not registered.

use crate::breach::Findings;
use crate::evidence::Evidence;
use crate::files::CallFile;
use seamripper_scenario::Value;
use seamripper_scenario::plan::Symbol;
use seamripper_sim::trace::{Event, Refusal};
use std::collections::BTreeMap;

pub(crate) fn results_reach_their_calls(evidence: &Evidence<'_>) -> Findings {
    let mut findings = Findings::default();
    for record in &evidence.files.records {
        let Event::Delivered { call, taken_for, .. } = record.event else {
            continue;
        };
        findings.applicable = true;
        if call != taken_for {
            findings.add(record, 1, || {
                let about =
                    |call| evidence.files.calls.get(call).map(|file| file.about.to_string());
                let (of, taken) =
                    (about(call).unwrap_or_default(), about(taken_for).unwrap_or_default());
                format!("the result about {of} was taken for the one about {taken}")
            });
        }
    }
    findings
}

/// Returns what the model meant by an argument.
pub(crate) fn meant(file: &CallFile<'_>, name: &str) -> Value {
    let meant = file.meant.field(name);
    if meant.is_null() { file.args.field(name) } else { meant }
}

pub(crate) fn applied_as_meant(evidence: &Evidence<'_>) -> Findings {
    let mut findings = Findings::default();
    for file in evidence.files.calls.values() {
        for record in &file.applied {
            let Event::Applied { parameter, value, .. } = &record.event else {
                continue;
            };
            findings.applicable = true;
            let name = evidence.text(*parameter);
            let meant = meant(file, name.as_str());
            if meant != *value {
                findings.add(record, 1, || {
                    format!("{name} was meant as {meant} and applied as {value}")
                });
            }
        }
    }
    findings
}

pub(crate) fn coercions_logged(evidence: &Evidence<'_>) -> Findings {
    let mut findings = Findings::default();
    for record in &evidence.files.records {
        match &record.event {
            Event::Applied { .. } => findings.applicable = true,
            Event::Coerced { parameter, from, to, logged, .. } => {
                findings.applicable = true;
                if !logged {
                    findings.add(record, 1, || {
                        let parameter = evidence.text(*parameter);
                        format!("{parameter} went from {from} to {to}, and nothing says so")
                    });
                }
            }
            _ => {}
        }
    }
    findings
}

pub(crate) fn no_call_after_rejection(evidence: &Evidence<'_>) -> Findings {
    let mut findings = Findings::of(!evidence.files.turns.is_empty());
    // Which tools the model was told of, from the delivery of the refusal on.
    let mut told: BTreeMap<(u32, u32, Option<Symbol>), u64> = BTreeMap::new();
    for record in &evidence.files.records {
        let Event::Refused { call, reason: Refusal::UnknownTool, .. } = record.event else {
            continue;
        };
        let Some(file) = evidence.files.calls.get(call) else {
            continue;
        };
        let delivered = file.delivered.map_or(u64::MAX, |record| record.seq);
        let called = file.called.map_or(0, |record| record.seq);
        let first = told.entry((file.conversation, file.turn, file.tool)).or_insert(delivered);
        if *first < called {
            findings.add(record, 1, || {
                let tool = file.tool.map(|tool: Symbol| evidence.text(tool).as_str());
                format!("{} was called again after it was refused", tool.unwrap_or_default())
            });
        }
    }
    findings
}
