//! Real traces with one record more, one less, one at another place, or one that is otherwise.

use crate::volumes::{arm, library};
use seamripper_scenario::Value;
use seamripper_scenario::plan::{Symbol, Symbols};
use seamripper_scenario::written::Belief;
use seamripper_sim::Record;
use seamripper_sim::trace::{Event, Outcome};
use std::sync::OnceLock;

/// A trace with its names.
pub(crate) struct Real {
    pub(crate) name: String,
    pub(crate) symbols: Symbols,
    pub(crate) records: Vec<Record>,
}

/// Traces of the library that are short enough to be compared a thousand times.
pub(crate) fn traces() -> &'static [Real] {
    static TRACES: OnceLock<Vec<Real>> = OnceLock::new();
    TRACES.get_or_init(|| {
        let mut traces = Vec::new();
        for volume in library() {
            for name in ["deployed", "resolved"] {
                let arm = arm(&volume.plan, name);
                let mut records = seamripper_sim::run(&volume.plan, &arm, volume.plan.seed).records;
                records.truncate(1_500);
                let mut symbols = volume.plan.symbols.clone();
                symbols.intern("a name of nothing");
                traces.push(Real { name: format!("{}: {name}", volume.name), symbols, records });
            }
        }
        traces
    })
}

impl std::fmt::Debug for Real {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl Real {
    pub(crate) fn nothing(&self) -> Symbol {
        self.symbols.get("a name of nothing").expect("it was added")
    }

    /// Puts one more record before the one at `place`, and numbers the others anew.
    pub(crate) fn with_one_more(&self, place: usize) -> Vec<Record> {
        let mut records = self.records.clone();
        let new = Record {
            seq: 0,
            at_ns: records[place].at_ns,
            cause: records[place].cause,
            conversation: records[place].conversation,
            event: Event::Deployed { deploy: self.nothing() },
        };
        records.insert(place, new);
        let at = place as u64;
        for (seq, record) in records.iter_mut().enumerate() {
            record.seq = seq as u64;
            if seq != place {
                record.cause = record.cause.map(|cause| cause + u64::from(cause >= at));
            }
        }
        records
    }

    /// Takes the record at `place` away; what it led to was then led to by what had led to it.
    pub(crate) fn with_one_less(&self, place: usize) -> Vec<Record> {
        let mut records = self.records.clone();
        let (gone, at) = (records.remove(place), place as u64);
        for (seq, record) in records.iter_mut().enumerate() {
            record.seq = seq as u64;
            let before = record.cause.filter(|cause| *cause != at).or(record.cause.and(gone.cause));
            record.cause = before.map(|cause| cause - u64::from(cause > at));
        }
        records
    }

    /// Puts the record at `from` where the one at `to` is.
    pub(crate) fn with_one_moved(&self, from: usize, to: usize) -> Vec<Record> {
        let mut order: Vec<usize> = (0..self.records.len()).collect();
        let moved = order.remove(from);
        order.insert(to, moved);
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(now, was)| places[*was] = now as u64);
        let mut records: Vec<Record> =
            order.iter().map(|place| self.records[*place].clone()).collect();
        records[to].at_ns = self.records[to].at_ns;
        for (seq, record) in records.iter_mut().enumerate() {
            record.seq = seq as u64;
            let cause = record.cause.and_then(|cause| places.get(usize::try_from(cause).ok()?));
            record.cause = cause.copied().filter(|cause| *cause < record.seq);
        }
        records
    }

    /// Changes one thing that the record at `place` says, or its time.
    pub(crate) fn with_one_changed(&self, place: usize, which: u32) -> Option<Vec<Record>> {
        let mut records = self.records.clone();
        let next_ns = records.get(place + 1).map_or(u64::MAX, |next| next.at_ns);
        let record = &mut records[place];
        if which == 0 {
            let between = record.at_ns + (next_ns - record.at_ns) / 2;
            if between == record.at_ns {
                return None;
            }
            record.at_ns = between;
            return Some(records);
        }
        let is_changed = change(&mut record.event, self.nothing(), which);
        // The number of a call that nothing else is about says nothing.
        let call = self.records[place].event.call();
        let is_lone =
            || self.records.iter().filter(|other| other.event.call() == call).count() == 1;
        let is_renamed = records[place].event.call() != call;
        (is_changed && !(is_renamed && is_lone())).then_some(records)
    }
}

/// Changes something that an event says; tells whether it did.
fn change(event: &mut Event, nothing: Symbol, which: u32) -> bool {
    let is_first = which == 1;
    match event {
        Event::Asked { says, turn, .. } => match is_first {
            true => *says = "Something else.".into(),
            false => *turn += 100,
        },
        Event::Called { call, tool, args, batch, tokens, .. } => match which {
            1 => *args = Value::text("other"),
            2 => *tool = nothing,
            3 => *batch += 1_000,
            4 => *tokens += 1,
            _ => *call += 100_000,
        },
        Event::Sent { key, service, call, .. } => match which {
            1 => *key = Some("another".into()),
            2 => *service = nothing,
            _ => *call += 100_000,
        },
        Event::Committed { number, after_ns, args, .. } => match which {
            1 => *number += 1_000,
            2 => *after_ns += 1,
            _ => *args = Value::text("other"),
        },
        Event::Replied { status, says, .. } => match is_first {
            true => *status = 599,
            false => *says = "Something else.".into(),
        },
        Event::Received { status, call, .. } => match is_first {
            true => *status = 599,
            false => *call += 100_000,
        },
        Event::Delivered { taken_for, position, body, .. } => match which {
            1 => *taken_for += 100_000,
            2 => *position += 1_000,
            _ => *body = Value::text("other"),
        },
        Event::Noted { of, facts, .. } => match is_first {
            true => *of += 100_000,
            false => *facts = Value::text("other"),
        },
        Event::Believed { belief, .. } => {
            *belief = if *belief == Belief::Failed { Belief::Done } else { Belief::Failed };
        }
        Event::Answered { says, tokens, .. } => match is_first {
            true => *says = "Something else.".into(),
            false => *tokens += 1,
        },
        Event::Ended { outcome, calls, .. } => match is_first {
            true => *outcome = Outcome::Stuck,
            false => *calls += 1,
        },
        Event::Alerted { value, .. } => *value += 1,
        Event::Applied { value, .. } => *value = Value::text("other"),
        Event::Served { subject, .. } | Event::Missed { subject, .. } => {
            *subject = Value::text("other");
        }
        Event::Landed { fault, .. } => *fault = nothing,
        Event::Refused { says, .. } => *says = "Something else.".into(),
        _ => return false,
    }
    true
}
