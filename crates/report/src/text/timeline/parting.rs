//! The first record at which the traces of several arms differ.

use super::tell::Teller;
use super::{indented, summary};
use crate::ink::{Ink, Line};
use crate::numbers::time;
use crate::text::{arm_column, arm_label, labelled};
use crate::{Comparison, Replayed};
use seamripper_scenario::Plan;
use seamripper_sim::trace::{Record, Trace};

/// Where traces differ first.
pub(super) enum Parting {
    /// There is one arm alone.
    Alone,
    /// At the record of this number.
    At(usize),
    /// Nowhere: they are the same.
    Never,
}

impl Parting {
    /// Finds where the traces of these arms differ first.
    pub(super) fn of(comparison: &Comparison<'_>) -> Self {
        let Some((first, others)) =
            comparison.arms.split_first().filter(|(_, others)| !others.is_empty())
        else {
            return Parting::Alone;
        };
        let differ = |other: &Replayed<'_>| differ(comparison.plan, first.trace, other.trace);
        others.iter().filter_map(differ).min().map_or(Parting::Never, Parting::At)
    }

    /// Returns the number of the first record that differs.
    pub(super) fn place(&self) -> Option<usize> {
        match self {
            Parting::At(place) => Some(*place),
            Parting::Alone | Parting::Never => None,
        }
    }
}

/// Finds the first record that reads otherwise: a longer prompt alone makes other counts of tokens
/// and nothing that anybody can see.
fn differ(plan: &Plan, one: &Trace, other: &Trace) -> Option<usize> {
    let (here, there) =
        (Teller::new(&plan.symbols, &one.records), Teller::new(&plan.symbols, &other.records));
    let same = |(a, b): &(&Record, &Record)| {
        let at = |record: &Record| (record.at_ns, record.conversation);
        a == b || (at(a) == at(b) && here.tell(a).line == there.tell(b).line)
    };
    let same = one.records.iter().zip(&other.records).take_while(same).count();
    (same < one.records.len().max(other.records.len())).then_some(same)
}

/// Says where the arms part, and by what.
pub(super) fn lines(comparison: &Comparison<'_>, parting: &Parting, width: usize) -> Vec<Line> {
    match parting {
        Parting::Alone => Vec::new(),
        Parting::Never => {
            let said = "Nowhere: every record is the same in all of them. This is the first.";
            indented(Line::plain(said), width)
        }
        Parting::At(place) => parted(comparison, *place, width),
    }
}

fn parted(comparison: &Comparison<'_>, place: usize, width: usize) -> Vec<Line> {
    let records = comparison.arms.iter().filter_map(|replayed| replayed.trace.records.get(place));
    let at = records.map(|record| record.at_ns).min().unwrap_or_default();
    let before = comparison.arms.first().and_then(|replayed| {
        let teller = Teller::new(&comparison.plan.symbols, &replayed.trace.records);
        let before: Vec<&Record> = replayed.trace.records.iter().take(place).collect();
        let before = summary::of(&teller, &before);
        (!before.is_empty()).then(|| format!(" ({before})"))
    });
    let before = before.unwrap_or_default();
    let said = Line::plain("The same until ").and(Ink::Strong, time(at)).and(Ink::Faint, before);
    let mut lines = indented(said.and(Ink::Plain, ", then"), width);
    let column = arm_column(comparison);
    for replayed in comparison.arms {
        let teller = Teller::new(&comparison.plan.symbols, &replayed.trace.records);
        let said = match replayed.trace.records.get(place) {
            Some(record) => {
                let later = record.at_ns.saturating_sub(at);
                let line = teller.tell(record).line;
                if later > 0 {
                    line.and(Ink::Faint, format!(", {} later", time(later)))
                } else {
                    line
                }
            }
            None => Line::of(Ink::Faint, "it is over"),
        };
        lines.extend(labelled(arm_label(&replayed.card.arm), column, said, width));
    }
    lines
}
