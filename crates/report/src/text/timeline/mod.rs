//! Where the arms part, and what happened in each from there: the model beside the services.
//!
//! `tell` puts single records into words, `rows` pairs them to rows, `fold` shortens repetitions,
//! `layout` fits rows into columns. Of a crowd, one conversation is followed.

mod clock;
mod fold;
mod layout;
mod parting;
pub(crate) mod rows;
pub(crate) mod summary;
pub(crate) mod tell;

use super::{SIDE_BY_SIDE, arm_label, indented};
use crate::ink::{Ink, Line};
use crate::{Comparison, Replayed};
pub(crate) use clock::Clock;
pub(crate) use fold::Item;
use parting::Parting;
use seamripper_scenario::Plan;
use seamripper_score::Verdict;
use seamripper_sim::trace::{Event, Record, Trace};
use std::ops::Range;
use tell::Teller;

/// Shows where the arms part and a timeline of each arm.
pub(super) fn lines(comparison: &Comparison<'_>, width: usize) -> Vec<Line> {
    let parting = Parting::of(comparison);
    let mut lines = parting::lines(comparison, &parting, width);
    let shown = match parting {
        Parting::Never => comparison.arms.get(..1).unwrap_or_default(),
        _ => comparison.arms,
    };
    let focus = focus(comparison, &parting);
    lines.extend(crowd(shown, focus, width));
    for arms in shown.chunks(if width >= SIDE_BY_SIDE { 2 } else { 1 }) {
        lines.push(Line::default());
        match arms {
            [left, right] => {
                let half = width.saturating_sub(3) / 2;
                let left = timeline(comparison, left, &parting, focus, half);
                let right = timeline(comparison, right, &parting, focus, half);
                lines.extend(beside(left, right, half));
            }
            arms => arms.iter().for_each(|arm| {
                lines.extend(timeline(comparison, arm, &parting, focus, width));
            }),
        }
    }
    lines
}

/// Makes the timeline of one conversation, shortened to about so many rows; `parting` is the record
/// before which other arms are the same.
pub(crate) fn folded(
    teller: &Teller<'_>,
    replayed: &Replayed<'_>,
    focus: u32,
    parting: usize,
    most_rows: usize,
) -> Vec<Item> {
    let rows = rows::rows(teller, replayed, focus);
    let clock = Clock::of(&replayed.trace.records, focus);
    fold::Folder { teller, replayed, focus, clock, most_rows }.shortened(rows, parting)
}

/// Puts every record of a trace into words, without colours.
pub(crate) fn told(plan: &Plan, trace: &Trace) -> Vec<String> {
    let teller = Teller::new(&plan.symbols, &trace.records);
    trace.records.iter().map(|record| teller.tell(record).line.text()).collect()
}

/// One conversation of a replay, moment by moment.
pub(crate) struct Course {
    /// Every record, in the order of the trace.
    pub(crate) moments: Vec<Moment>,
    /// What may be left out at first: ranges of records, and what they come to.
    pub(crate) folds: Vec<(Range<usize>, String)>,
}

/// One record in words.
pub(crate) struct Moment {
    /// The record's place in the trace.
    pub(crate) record: usize,
    /// When, as people read it.
    pub(crate) at: String,
    /// What happened.
    pub(crate) line: Line,
    /// Whether other moments say enough without it.
    pub(crate) minor: bool,
}

/// Tells one conversation of a replay, with what concerns everybody.
pub(crate) fn course(plan: &Plan, replayed: &Replayed<'_>, focus: u32) -> Course {
    let teller = Teller::new(&plan.symbols, &replayed.trace.records);
    let clock = Clock::of(&replayed.trace.records, focus);
    let items = folded(&teller, replayed, focus, 0, fold::ROWS);
    let folds = items.into_iter().filter_map(|item| match item {
        fold::Item::Gap { says, records } => Some((records, says.text())),
        fold::Item::Row(_) => None,
    });
    let moments = rows::of(&replayed.trace.records, focus).map(|record| {
        let tell::Told { line, minor, .. } = teller.tell(record);
        let at = clock.say(record.at_ns);
        Moment { record: usize::try_from(record.seq).unwrap_or(usize::MAX), at, line, minor }
    });
    Course { moments: moments.collect(), folds: folds.collect() }
}

/// Chooses the conversation that a report of these arms follows.
pub(crate) fn followed(comparison: &Comparison<'_>) -> u32 {
    focus(comparison, &Parting::of(comparison))
}

/// Returns the first record at which the traces of these arms read otherwise, if there is one.
pub(crate) fn parted(comparison: &Comparison<'_>) -> Option<usize> {
    Parting::of(comparison).place()
}

/// Chooses the conversation to follow: that of the first break, or else of the first disagreement, or
/// else of the parting.
fn focus(comparison: &Comparison<'_>, parting: &Parting) -> u32 {
    let broken = comparison.arms.iter().find_map(broken_in);
    let disagreed = comparison.arms.iter().find_map(disagreed_in);
    let parted = || {
        let at = parting.place()?;
        comparison.arms.iter().find_map(|replayed| replayed.trace.records.get(at)?.conversation)
    };
    broken.or(disagreed).or_else(parted).unwrap_or_default()
}

/// Finds the conversation in which an arm's first break happened.
pub(crate) fn broken_in(replayed: &Replayed<'_>) -> Option<u32> {
    let breaks = replayed.card.judgements.iter().filter_map(|judged| match &judged.verdict {
        Verdict::Broken(broken) => Some(broken.seq),
        _ => None,
    });
    let place = usize::try_from(breaks.min()?).ok()?;
    replayed.trace.records.get(place)?.conversation
}

/// Finds the conversation in which the parties of an arm first disagreed.
pub(crate) fn disagreed_in(replayed: &Replayed<'_>) -> Option<u32> {
    replayed.card.first_disagreement.as_ref().and_then(|found| found.conversation)
}

/// Counts the conversations that were begun.
pub(crate) fn begun(trace: &Trace) -> usize {
    let first = |record: &&Record| matches!(record.event, Event::Asked { turn: 0, .. });
    trace.records.iter().filter(first).count()
}

/// Says that there are more conversations than the one that is followed.
fn crowd(arms: &[Replayed<'_>], focus: u32, width: usize) -> Vec<Line> {
    let most = arms.iter().map(|replayed| begun(replayed.trace)).max().unwrap_or_default();
    if most < 2 {
        return Vec::new();
    }
    let of = crate::numbers::count(most as u64);
    let number = crate::numbers::count(u64::from(focus) + 1);
    indented(Line::of(Ink::Faint, format!("Conversation {number} of {of} is followed.")), width)
}

fn timeline(
    comparison: &Comparison<'_>,
    replayed: &Replayed<'_>,
    parting: &Parting,
    focus: u32,
    width: usize,
) -> Vec<Line> {
    let teller = Teller::new(&comparison.plan.symbols, &replayed.trace.records);
    let parting = parting.place().unwrap_or_default();
    let clock = Clock::of(&replayed.trace.records, focus);
    let items = folded(&teller, replayed, focus, parting, fold::ROWS);
    let mut lines = title(comparison, replayed, width);
    lines.extend(layout::lines(&items, clock, width));
    lines
}

/// Names an arm with its fixes, and says why the file has it.
fn title(comparison: &Comparison<'_>, replayed: &Replayed<'_>, width: usize) -> Vec<Line> {
    let name = &replayed.card.arm;
    let fixes: Vec<&str> = replayed.arm.fixes.iter().map(|fix| comparison.name(*fix)).collect();
    let fixes = match fixes.join(" + ") {
        none if none.is_empty() => "no fixes".to_owned(),
        fixes => fixes,
    };
    let mut said = Line::default();
    if fixes.replace(' ', "") != *name {
        said = said.and(Ink::Faint, fixes);
    }
    let named = comparison.plan.arms.iter().find(|arm| comparison.name(arm.name) == name);
    if let Some(named) = named {
        said = said.and(Ink::Faint, ". ").and(Ink::Plain, named.says.as_str());
    }
    let label = arm_label(name);
    let label_width = label.width() + 2;
    super::labelled(label, label_width, said, width)
}

/// Puts two blocks beside each other.
fn beside(left: Vec<Line>, right: Vec<Line>, half: usize) -> Vec<Line> {
    let height = left.len().max(right.len());
    let part = |block: &[Line], place: usize| block.get(place).cloned().unwrap_or_default();
    let line = |place| {
        let left = part(&left, place).padded(half).and(Ink::Faint, " │ ");
        left.then(part(&right, place))
    };
    (0..height).map(line).collect()
}
