//! From when until when belief and truth were apart, in one conversation.
//!
//! A disagreement about an outcome lasts until the model believes what the services did; but once an
//! invariant is broken, to believe that a thing is done is not to know how often it was, so that it lasts
//! on. All others last until the conversation is over, since nothing on record mends them.

use seamripper_scenario::plan::Symbol;
use seamripper_scenario::written::Belief;
use seamripper_score::{Disagreement, Kind};
use seamripper_sim::trace::{Event, Record};
use std::collections::BTreeMap;

/// Lists the stretches of one conversation in which the parties disagreed, as times in nanoseconds.
pub(super) fn apart(
    records: &[Record],
    found: &[Disagreement],
    conversation: u32,
    broken_ns: Option<u64>,
) -> Vec<(u64, u64)> {
    let ours: Vec<&Record> =
        records.iter().filter(|record| record.conversation == Some(conversation)).collect();
    let end_ns = ours.last().map_or(0, |record| record.at_ns);
    let intents = intents(&ours);
    let mut stretches: Vec<(u64, u64)> = Vec::new();
    for disagreement in found.iter().filter(|found| found.conversation == Some(conversation)) {
        let intent = disagreement.call.and_then(|call| intents.get(&call).copied());
        let mended = match (disagreement.kind, intent) {
            (Kind::Outcome, Some(intent)) => mended(&ours, &intents, disagreement.seq, intent),
            _ => None,
        };
        let mended = mended.filter(|at| broken_ns.is_none_or(|broken| *at < broken));
        let stretch = (disagreement.at_ns, mended.unwrap_or(end_ns));
        match stretches.last_mut() {
            Some(last) if stretch.0 <= last.1 => last.1 = last.1.max(stretch.1),
            _ => stretches.push(stretch),
        }
    }
    stretches
}

/// Lists which intent each call serves.
fn intents(records: &[&Record]) -> BTreeMap<u32, Symbol> {
    let intent = |record: &&Record| match record.event {
        Event::Called { call, intent: Some(intent), .. } => Some((call, intent)),
        _ => None,
    };
    records.iter().filter_map(intent).collect()
}

/// Finds when, after a record, the model first believed of an intent what the services had done.
fn mended(
    records: &[&Record],
    intents: &BTreeMap<u32, Symbol>,
    seq: u64,
    intent: Symbol,
) -> Option<u64> {
    let mut done = false;
    for record in records {
        match &record.event {
            Event::Committed { call, .. } | Event::Destroyed { call, .. } => {
                done |= intents.get(call) == Some(&intent);
            }
            Event::Believed { intent: of, belief } if *of == intent && record.seq > seq => {
                let agrees = match belief {
                    Belief::Done => done,
                    Belief::Failed => !done,
                    Belief::Unknown => false,
                };
                if agrees {
                    return Some(record.at_ns);
                }
            }
            _ => {}
        }
    }
    None
}
