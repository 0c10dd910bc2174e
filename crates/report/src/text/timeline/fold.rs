//! Shortens a timeline: rounds alike become one line, and a long middle is summed up.
//!
//! A round is what follows one turn of the model's until its next calls. Two are alike if the model
//! did and was told the same kinds of things in the same order, and the services did the same kinds
//! of things in any order. Rows that the judges marked are always shown.

use super::clock::Clock;
use super::rows::{self, Row};
use super::summary;
use super::tell::{Side, Teller};
use crate::Replayed;
use crate::ink::{Ink, Line};
use crate::numbers::of;
use seamripper_sim::trace::Record;
use std::collections::BTreeSet;
use std::ops::Range;

/// Rows before the parting that are shown.
const BEFORE: usize = 4;
/// The longest cycle of rounds that is looked for.
const LONGEST_CYCLE: usize = 8;
/// Rows of one timeline for a terminal, about.
pub(super) const ROWS: usize = 22;
/// Rows that are not worth a line in their place.
const FEW: usize = 5;
/// Of those, how many at its end.
const ROWS_AT_END: usize = 6;

/// One line of a timeline, or more.
pub(crate) enum Item {
    /// A moment.
    Row(Row),
    /// Many moments in a few words.
    Gap {
        /// The words.
        says: Line,
        /// The records.
        records: Range<usize>,
    },
}

/// What one timeline is made from.
pub(super) struct Folder<'a> {
    pub(super) teller: &'a Teller<'a>,
    pub(super) replayed: &'a Replayed<'a>,
    pub(super) focus: u32,
    pub(super) clock: Clock,
    /// How many rows there should be at most, about.
    pub(super) most_rows: usize,
}

/// Counts the rows from the second on that are left out because they come well before the parting.
fn common(rows: &[Row], parting: usize) -> usize {
    let before = rows.iter().take_while(|row| row.last < parting).count();
    if before == rows.len() { 0 } else { before.saturating_sub(BEFORE + 1) }
}

/// One round of a timeline, and what makes it like others.
struct Round {
    rows: Vec<Row>,
    model: Vec<String>,
    services: BTreeSet<String>,
    kept: bool,
}

fn rounds(rows: Vec<Row>) -> Vec<Round> {
    let mut rounds: Vec<Round> = Vec::new();
    let mut rest = rows.into_iter();
    while let [_, others @ ..] = rest.as_slice() {
        let rows = 1 + others.iter().take_while(|row| !row.opens).count();
        rounds.push(Round::of(rest.by_ref().take(rows).collect()));
    }
    rounds
}

impl Round {
    /// Makes a round of its rows; their kinds are those of the round from now on.
    fn of(mut rows: Vec<Row>) -> Self {
        let (mut model, mut services, mut kept) = (Vec::new(), BTreeSet::new(), false);
        for row in &mut rows {
            for (side, kind) in std::mem::take(&mut row.kinds) {
                match side {
                    Side::Model => model.push(kind),
                    Side::Services => {
                        services.insert(kind);
                    }
                    Side::All => {}
                }
            }
            kept |= row.kept;
        }
        Round { rows, model, services, kept }
    }

    fn is_like(&self, other: &Self) -> bool {
        self.model == other.model && self.services == other.services
    }

    fn records(&self) -> Range<usize> {
        let first = self.rows.first().map_or(0, |row| row.first);
        first..self.rows.last().map_or(first, |row| row.last + 1)
    }
}

/// Finds the shortest cycle that is gone through three times from here: its length, and all rounds in it.
fn cycle(rounds: &[Round]) -> Option<(usize, usize)> {
    (1..=LONGEST_CYCLE).find_map(|period| {
        let alike = (period..rounds.len())
            .take_while(|place| rounds[*place].is_like(&rounds[*place - period]))
            .count();
        let cycles = alike / period + 1;
        (cycles >= 3).then_some((period, cycles * period))
    })
}

impl Folder<'_> {
    /// Shortens the rows of a timeline that parts from others at the record `parting`.
    ///
    /// The first row is always shown: it is what was asked.
    pub(super) fn shortened(&self, mut rows: Vec<Row>, parting: usize) -> Vec<Item> {
        let skipped = common(&rows, parting);
        let mut items = Vec::new();
        if skipped >= FEW {
            let shown = rows.split_off(skipped + 1);
            let mut hidden = rows.split_off(1);
            items.extend(rows.into_iter().map(Item::Row));
            let records = hidden.first().map_or(0, |row| row.first)
                ..hidden.pop().map_or(0, |row| row.last + 1);
            items.push(self.gap("", records, "the same in every arm"));
            rows = shown;
        }
        items.extend(self.folded(rounds(rows)));
        self.within_budget(items)
    }

    /// Shows the first of each cycle of rounds, and those that are kept; the others become a line.
    fn folded(&self, rounds: Vec<Round>) -> Vec<Item> {
        let mut cycles = Vec::new();
        let mut at = 0;
        while at < rounds.len() {
            let (period, length) = cycle(&rounds[at..]).unwrap_or((1, 1));
            cycles.push((period, length));
            at += length;
        }
        let mut items = Vec::new();
        let mut rest = rounds.into_iter();
        for (period, length) in cycles {
            let mut hidden: Vec<Round> = Vec::new();
            for (place, round) in rest.by_ref().take(length).enumerate() {
                if place < period || round.kept {
                    self.hide(&mut hidden, period, &mut items);
                    items.extend(round.rows.into_iter().map(Item::Row));
                } else {
                    hidden.push(round);
                }
            }
            self.hide(&mut hidden, period, &mut items);
        }
        items
    }

    /// Puts a line in the place of rounds; a single one is shown.
    fn hide(&self, hidden: &mut Vec<Round>, period: usize, items: &mut Vec<Item>) {
        let (Some(first), Some(last)) = (hidden.first(), hidden.last()) else {
            return;
        };
        if hidden.len() < 2 {
            items.extend(hidden.drain(..).flat_map(|round| round.rows).map(Item::Row));
            return;
        }
        let like = match period {
            1 => "like this".to_owned(),
            _ => format!("like these {period}"),
        };
        let records = first.records().start..last.records().end;
        let many = format!("{} {like}", of(hidden.len() as u64, "more round"));
        items.push(self.gap(&many, records, ""));
        hidden.clear();
    }

    /// Sums records up: how many rounds they were, or what happened in them, and until when.
    fn gap(&self, many: &str, records: Range<usize>, more: &str) -> Item {
        let all = self.replayed.trace.records.get(records.clone()).unwrap_or_default();
        let of_focus: Vec<&Record> = rows::of(all, self.focus).collect();
        let said = if many.is_empty() {
            let said = summary::of(self.teller, &of_focus);
            if said.is_empty() { of(of_focus.len() as u64, "more record") } else { said }
        } else {
            summary::of_outcomes(self.teller, &of_focus)
        };
        let colon = if many.is_empty() || said.is_empty() { "" } else { ": " };
        let until = of_focus.last().map(|record| self.clock.say(record.at_ns)).unwrap_or_default();
        let comma = if more.is_empty() { "" } else { ", " };
        let says = Line::of(Ink::Faint, "… ")
            .and(Ink::Strong, many)
            .and(Ink::Plain, format!("{colon}{said}"))
            .and(Ink::Faint, format!(", until {until}{comma}{more}"));
        Item::Gap { says, records }
    }

    /// Sums up the middle of a timeline that is still too long; rows that are kept stay.
    fn within_budget(&self, items: Vec<Item>) -> Vec<Item> {
        let too_many = items.len().saturating_sub(self.most_rows);
        if too_many == 0 {
            return items;
        }
        let middle = self.most_rows.saturating_sub(ROWS_AT_END)..items.len() - ROWS_AT_END;
        let mut short = Vec::new();
        let mut hidden: Vec<Item> = Vec::new();
        for (place, item) in items.into_iter().enumerate() {
            let kept = matches!(&item, Item::Row(row) if row.kept);
            if middle.contains(&place) && !kept {
                hidden.push(item);
            } else {
                self.sum_up(&mut hidden, &mut short);
                short.push(item);
            }
        }
        self.sum_up(&mut hidden, &mut short);
        short
    }

    fn sum_up(&self, hidden: &mut Vec<Item>, short: &mut Vec<Item>) {
        if hidden.len() < FEW {
            short.append(hidden);
            return;
        }
        let records = |item: &Item| match item {
            Item::Row(row) => row.first..row.last + 1,
            Item::Gap { records, .. } => records.clone(),
        };
        let start = hidden.first().map(records).unwrap_or_default().start;
        let end = hidden.last().map(records).unwrap_or_default().end;
        short.push(self.gap("", start..end, ""));
        hidden.clear();
    }
}
