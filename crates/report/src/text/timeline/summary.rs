//! Many records in a few words: what was called, committed, refused and told, and how often.

use super::tell::{Teller, refusal};
use crate::numbers::count;
use seamripper_sim::trace::{Event, Record};
use std::collections::BTreeMap;

/// The place of faults among the kinds.
const FAULT: u8 = 7;
/// More faults than this are not told by their names.
const FAULTS: usize = 2;

/// Says what these records come to, as in `44 × order committed, 44 × HTTP 500`.
pub(super) fn of_outcomes(teller: &Teller<'_>, records: &[&Record]) -> String {
    // The number in front of each kind keeps an order in which they are read best.
    let mut counts: BTreeMap<(u8, String), u64> = BTreeMap::new();
    for record in records {
        if let Some(kind) = kind(teller, &record.event) {
            *counts.entry(kind).or_default() += 1;
        }
    }
    let faults: Vec<_> = counts.extract_if(.., |(place, _), _| *place == FAULT).collect();
    if faults.len() <= FAULTS {
        counts.extend(faults);
    } else {
        counts
            .insert((FAULT, "fault".to_owned()), faults.into_iter().map(|(_, times)| times).sum());
    }
    let said: Vec<String> =
        counts.iter().map(|((_, what), times)| format!("{} × {what}", count(*times))).collect();
    said.join(", ")
}

/// Says what these records come to, with the calls counted first.
pub(crate) fn of(teller: &Teller<'_>, records: &[&Record]) -> String {
    let calls = records.iter().filter(|record| matches!(record.event, Event::Called { .. }));
    let calls = calls.count() as u64;
    let conversations = records.iter();
    let begun = |record: &&&Record| matches!(record.event, Event::Asked { turn: 0, .. });
    let conversations = conversations.filter(begun).count() as u64;
    let mut said = Vec::new();
    if conversations > 1 {
        said.push(crate::numbers::of(conversations, "conversation"));
    }
    if calls > 0 {
        said.push(crate::numbers::of(calls, "call"));
    }
    said.push(of_outcomes(teller, records));
    said.retain(|part| !part.is_empty());
    said.join(", ")
}

fn kind(teller: &Teller<'_>, event: &Event) -> Option<(u8, String)> {
    Some(match event {
        Event::Committed { effect, .. } => (0, format!("{} committed", teller.name(*effect))),
        Event::Deduplicated { effect, .. } => {
            (1, format!("{} recognised as repeated", teller.name(*effect)))
        }
        Event::Destroyed { .. } => (2, "resource destroyed".to_owned()),
        Event::Refused { reason, .. } => (3, refusal(*reason).to_owned()),
        Event::Delivered { call, taken_for, .. } if call != taken_for => {
            (4, "result taken for another call's".to_owned())
        }
        Event::Delivered { ok: false, status: 0, call, .. } if !teller.is_refused(*call) => {
            (5, "no answer in time".to_owned())
        }
        Event::Delivered { ok: false, status, .. } if *status > 0 => (5, format!("HTTP {status}")),
        Event::Alerted { .. } => (6, "alert".to_owned()),
        Event::Landed { fault, .. } => (FAULT, format!("fault {}", teller.name(*fault))),
        _ => return None,
    })
}
