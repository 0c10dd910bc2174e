//! The rows of one timeline: what the model's side did beside what the services did at that moment.

use super::tell::{Side, Teller};
use crate::Replayed;
use crate::ink::{Ink, Line};
use seamripper_score::Verdict;
use seamripper_sim::trace::{Event, Record};
use std::collections::BTreeSet;

/// One moment.
pub(crate) struct Row {
    pub(crate) at_ns: u64,
    /// On the model's side.
    pub(crate) model: Line,
    /// On the services' side.
    pub(crate) services: Line,
    /// Across both: an alert, a deploy.
    pub(crate) all: Line,
    /// What happened, without its numbers, by side; see [`Told`](super::tell::Told).
    pub(crate) kinds: Vec<(Side, String)>,
    /// The first and the last record.
    pub(crate) first: usize,
    pub(crate) last: usize,
    /// Whether the model begins a new round of calls.
    pub(crate) opens: bool,
    /// What the judges say of this moment.
    pub(crate) marks: Vec<Line>,
    /// Whether it is shown however long the timeline is.
    pub(crate) kept: bool,
}

/// Makes the rows of one conversation, with what concerns everybody.
pub(super) fn rows(teller: &Teller<'_>, replayed: &Replayed<'_>, focus: u32) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut batch = None;
    let mut alerted = BTreeSet::new();
    for record in of(&replayed.trace.records, focus) {
        let told = teller.tell(record);
        if told.minor {
            continue;
        }
        let opens = match record.event {
            Event::Called { batch: new, .. } => batch.replace(new) != Some(new),
            _ => false,
        };
        let place = usize::try_from(record.seq).unwrap_or(usize::MAX);
        let row = match rows.last_mut() {
            Some(row) if !opens && row.at_ns == record.at_ns && row.has_room(told.side) => row,
            _ => {
                rows.push(Row::new(record.at_ns, place, opens));
                rows.last_mut().expect("a row was pushed")
            }
        };
        row.last = place;
        row.kept |= match record.event {
            Event::Alerted { monitor, .. } => alerted.insert(monitor),
            _ => told.side == Side::All,
        };
        if !told.kind.is_empty() {
            // There may be as many rows as records, and few of them have a second kind.
            row.kinds.reserve_exact(1);
            row.kinds.push((told.side, told.kind));
        }
        *row.side(told.side) = told.line.fitted();
    }
    rows.shrink_to_fit();
    mark(&mut rows, replayed, focus);
    rows
}

/// Returns the records of one conversation and those of none.
pub(crate) fn of(records: &[Record], focus: u32) -> impl Iterator<Item = &Record> {
    records.iter().filter(move |record| record.conversation.is_none_or(|of| of == focus))
}

impl Row {
    fn new(at_ns: u64, place: usize, opens: bool) -> Self {
        let (model, services, all, kinds, marks) = Default::default();
        let (first, last, kept) = (place, place, false);
        Row { at_ns, model, services, all, kinds, first, last, opens, marks, kept }
    }

    fn side(&mut self, side: Side) -> &mut Line {
        match side {
            Side::Model => &mut self.model,
            Side::Services => &mut self.services,
            Side::All => &mut self.all,
        }
    }

    fn has_room(&self, side: Side) -> bool {
        let beside = match side {
            Side::Model => &self.model,
            Side::Services => &self.services,
            Side::All => return false,
        };
        beside.width() == 0 && self.all.width() == 0
    }
}

/// Notes the first disagreement and the first break of each invariant below their rows.
fn mark(rows: &mut [Row], replayed: &Replayed<'_>, focus: u32) {
    let card = replayed.card;
    let disagreement = card.first_disagreement.iter().map(|found| {
        let said = format!("◆ first disagreement: {}, {}", found.seam.name(), found.kind.name());
        (found.seq, Line::of(Ink::Notice, said))
    });
    let breaks = card.judgements.iter().filter_map(|judged| match &judged.verdict {
        Verdict::Broken(broken) => {
            let said = Line::of(Ink::Bad, "✘ broken: ").and(Ink::Plain, judged.says.as_str());
            Some((broken.seq, said))
        }
        _ => None,
    });
    for (seq, said) in disagreement.chain(breaks) {
        let place = usize::try_from(seq).unwrap_or(usize::MAX);
        let record = replayed.trace.records.get(place);
        let shown = record.filter(|record| record.conversation.is_none_or(|of| of == focus));
        let row = shown.and_then(|record| row_of(rows, place, record.at_ns));
        if let Some(row) = row {
            rows[row].marks.push(said);
            rows[row].kept = true;
        }
    }
}

/// Finds the row of a record; for one that is not shown, the next of the same time, or the one before.
fn row_of(rows: &[Row], place: usize, at_ns: u64) -> Option<usize> {
    let before = rows.iter().rposition(|row| row.first <= place);
    let holds = before.is_some_and(|row| rows[row].last >= place || rows[row].at_ns == at_ns);
    let next = rows.iter().position(|row| row.first > place && row.at_ns == at_ns);
    next.filter(|_| !holds).or(before)
}
