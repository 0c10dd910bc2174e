//! Counts as they grow: calls, tokens, and effects of each kind.

use super::event::Writer;
use seamripper_scenario::plan::Symbols;
use seamripper_sim::trace::{Event, Record};
use std::collections::BTreeMap;
use std::io;

/// Writes each count where it changes: once for each moment.
pub(super) fn write(
    records: &[Record],
    symbols: &Symbols,
    pid: u32,
    writer: &mut Writer<'_>,
) -> io::Result<()> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut changed: BTreeMap<String, u64> = BTreeMap::new();
    for (place, record) in records.iter().enumerate() {
        let (name, by) = match &record.event {
            Event::Called { .. } => ("calls".to_owned(), 1),
            Event::Ended { tokens, .. } => ("tokens".to_owned(), *tokens),
            Event::Committed { effect, .. } => (format!("{} committed", symbols.text(*effect)), 1),
            Event::Destroyed { .. } => ("resources destroyed".to_owned(), 1),
            _ => (String::new(), 0),
        };
        if by > 0 {
            let count = counts.entry(name.clone()).or_default();
            *count = count.saturating_add(by);
            changed.insert(name, *count);
        }
        let next = records.get(place + 1).map(|next| next.at_ns);
        if next != Some(record.at_ns) {
            for (name, count) in std::mem::take(&mut changed) {
                writer.counter(pid, record.at_ns, &name, count)?;
            }
        }
    }
    Ok(())
}
