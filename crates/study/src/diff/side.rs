//! The two traces, read for alignment: each record as a number that is equal where contents are.
//!
//! Contents are what a record says without anything that merely counts: places in the trace, times,
//! numbers of calls, of batches and of effects, keys made of such numbers, and sums.

use super::calls::Calls;
use seamripper_scenario::plan::{Symbol, Symbols};
use seamripper_sim::Record;
use seamripper_sim::trace::Event;
use std::collections::BTreeMap;

/// A call: 0 and its number on the left, or 1 and its number on the right if the left has none.
type Which = (u8, u32);

/// Both sides.
pub(super) struct Sides<'a> {
    pub(super) left: Side<'a>,
    pub(super) right: Side<'a>,
    pub(super) symbols: &'a Symbols,
    /// The places of the records of each conversation, and of those of none, on both sides.
    pub(super) groups: Vec<[Vec<usize>; 2]>,
}

/// One trace.
pub(super) struct Side<'a> {
    pub(super) records: &'a [Record],
    /// For each record, the number of its contents.
    pub(super) contents: Vec<u32>,
    /// For each record, the number of its contents with the call that it is about.
    pub(super) tokens: Vec<u32>,
    /// For each record, what is left of its counting numbers when what was counted before is taken off.
    pub(super) ranks: Vec<Ranks>,
    /// For each record, the one before it in its conversation.
    pub(super) before: Vec<Option<usize>>,
}

/// Counting numbers less what was counted before: the same on both sides whatever was inserted earlier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ranks {
    pub(super) batch: i64,
    pub(super) position: i64,
    pub(super) effect: i64,
}

impl<'a> Sides<'a> {
    /// Reads both traces.
    pub(super) fn new(left: &'a [Record], right: &'a [Record], symbols: &'a Symbols) -> Self {
        let mut known = BTreeMap::new();
        let mut groups: BTreeMap<Option<u32>, [Vec<usize>; 2]> = BTreeMap::new();
        for (side, records) in [left, right].into_iter().enumerate() {
            for (place, record) in records.iter().enumerate() {
                groups.entry(record.conversation).or_default()[side].push(place);
            }
        }
        Sides {
            left: Side::new(left, symbols, &mut known),
            right: Side::new(right, symbols, &mut known),
            symbols,
            groups: groups.into_values().collect(),
        }
    }

    /// Tells records of one call from the same records of another.
    pub(super) fn distinguish(&mut self, calls: &Calls) {
        let mut known = BTreeMap::new();
        self.left.distinguish(&mut known, |call| (0, call));
        self.right.distinguish(&mut known, |call| match calls.left_of(call) {
            Some(left) => (0, left),
            None => (1, call),
        });
    }
}

impl<'a> Side<'a> {
    fn new(records: &'a [Record], symbols: &Symbols, known: &mut BTreeMap<Vec<u8>, u32>) -> Self {
        let mut contents = Vec::with_capacity(records.len());
        for record in records {
            let said = said(&record.event, symbols);
            let next = number(known.len());
            contents.push(*known.entry(said).or_insert(next));
        }
        let tokens = contents.clone();
        Side { records, contents, tokens, ranks: ranks(records), before: before(records) }
    }

    fn distinguish(
        &mut self,
        known: &mut BTreeMap<(u32, Option<Which>), u32>,
        of: impl Fn(u32) -> Which,
    ) {
        for (place, record) in self.records.iter().enumerate() {
            let key = (self.contents[place], record.event.call().map(&of));
            let next = number(known.len());
            self.tokens[place] = *known.entry(key).or_insert(next);
        }
    }

    /// Returns the record that led to another.
    pub(super) fn cause(&self, place: usize) -> Option<usize> {
        let cause = usize::try_from(self.records[place].cause?).ok()?;
        (cause < place).then_some(cause)
    }
}

fn before(records: &[Record]) -> Vec<Option<usize>> {
    let mut latest = BTreeMap::new();
    let before = |(place, record): (usize, &Record)| latest.insert(record.conversation, place);
    records.iter().enumerate().map(before).collect()
}

/// Numbers contents; there are fewer records than numbers.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Writes what a record says without what counts.
fn said(event: &Event, symbols: &Symbols) -> Vec<u8> {
    let mut event = event.map_names(|name| symbols.text(*name).as_str());
    forget(&mut event);
    // An event has nothing that JSON cannot say.
    serde_json::to_vec(&event).unwrap_or_default()
}

/// Takes away what counts.
fn forget(event: &mut Event<&str>) {
    match event {
        Event::Called { call, batch, tokens, .. } => {
            (*call, *batch, *tokens) = (0, 0, 0);
        }
        Event::Sent { call, key, .. } => {
            *call = 0;
            *key = key.as_ref().map(|_| "".into());
        }
        Event::Committed { call, number, after_ns, .. } => {
            (*call, *number, *after_ns) = (0, 0, 0);
        }
        Event::Deduplicated { call, number, .. } => (*call, *number) = (0, 0),
        Event::Delivered { call, taken_for, batch, position, .. } => {
            *taken_for = u32::from(taken_for != call);
            (*call, *batch, *position) = (0, 0, 0);
        }
        Event::Noted { call, of, .. } => {
            *of = u32::from(of != call);
            *call = 0;
        }
        Event::Answered { claims, tokens, .. } => {
            claims.iter_mut().for_each(|claim| claim.source = claim.source.map(|_| 0));
            *tokens = 0;
        }
        Event::Ended { calls, tokens, .. } => (*calls, *tokens) = (0, 0),
        Event::Intervened { call, .. } => *call = call.map(|_| 0),
        Event::Refused { call, .. }
        | Event::ConfirmationAsked { call, .. }
        | Event::ConfirmationAnswered { call, .. }
        | Event::Landed { call, .. }
        | Event::Masked { call, .. }
        | Event::Coerced { call, .. }
        | Event::Applied { call, .. }
        | Event::Served { call, .. }
        | Event::Missed { call, .. }
        | Event::Destroyed { call, .. }
        | Event::Restored { call, .. }
        | Event::Replied { call, .. }
        | Event::Received { call, .. }
        | Event::Flagged { call, .. } => *call = 0,
        Event::Asked { .. }
        | Event::Believed { .. }
        | Event::Closed
        | Event::Alerted { .. }
        | Event::Deployed { .. }
        | Event::Blocked { .. }
        | Event::Evaluated { .. }
        | Event::Failed { .. } => {}
    }
}

fn ranks(records: &[Record]) -> Vec<Ranks> {
    let mut batches: BTreeMap<Option<u32>, BTreeMap<u32, i64>> = BTreeMap::new();
    let mut positions: BTreeMap<(Option<u32>, u32), i64> = BTreeMap::new();
    let mut effects: BTreeMap<(Symbol, Symbol), i64> = BTreeMap::new();
    let less = |number: u64, count: i64| i64::try_from(number).unwrap_or(i64::MAX) - count;
    let rank = |record: &Record| {
        let mut ranks = Ranks::default();
        match &record.event {
            Event::Called { batch, .. } | Event::Delivered { batch, .. } => {
                let known = batches.entry(record.conversation).or_default();
                let next = i64::try_from(known.len()).unwrap_or(i64::MAX);
                let count = *known.entry(*batch).or_insert(next);
                ranks.batch = less(u64::from(*batch), count);
                if let Event::Delivered { position, .. } = &record.event {
                    let count = positions.entry((record.conversation, *batch)).or_default();
                    ranks.position = less(u64::from(*position), *count);
                    *count += 1;
                }
            }
            Event::Committed { service, effect, number, .. } => {
                let count = effects.entry((*service, *effect)).or_default();
                ranks.effect = less(*number, *count);
                *count += 1;
            }
            Event::Deduplicated { service, effect, number, .. } => {
                let count = effects.get(&(*service, *effect)).copied().unwrap_or_default();
                ranks.effect = less(*number, count);
            }
            _ => {}
        }
        ranks
    };
    records.iter().map(rank).collect()
}
