//! Who noticed, what the work took, and whether the file had expected it.

use super::table::Table;
use super::{arm_column, arm_label, labelled};
use crate::ink::{Ink, Line};
use crate::numbers::{count, time};
use crate::{Comparison, Replayed, json};
use seamripper_scenario::Plan;
use seamripper_score::{Cost, Scorecard};

/// Says for each arm what a monitor made of its first break.
pub(super) fn detection(comparison: &Comparison<'_>, width: usize) -> Vec<Line> {
    let arm = |replayed: &Replayed<'_>| {
        let said = noticed(comparison.plan, replayed.card);
        labelled(arm_label(&replayed.card.arm), arm_column(comparison), said, width)
    };
    comparison.arms.iter().flat_map(arm).collect()
}

/// Says what monitors made of the first break.
pub(crate) fn noticed(plan: &Plan, card: &Scorecard) -> Line {
    let detection = &card.detection;
    let name = |monitor| Line::of(Ink::Name, plan.symbols.text(monitor).as_str());
    let monitor = detection.monitor.map(name);
    let alert = detection.first_alert_ns.zip(monitor);
    let broken = |at| Line::plain(format!("first break at {}, ", time(at)));
    match (detection.first_break_ns, alert) {
        (None, None) => Line::of(Ink::Faint, "nothing broke, and no monitor fired"),
        (None, Some((at, monitor))) => {
            Line::plain(format!("nothing broke; first alert at {} by ", time(at))).then(monitor)
        }
        (Some(at), None) => broken(at).and(Ink::Bad, "nobody noticed"),
        (Some(at), Some((alert, monitor))) => {
            let line = broken(at).and(Ink::Plain, "first alert ");
            let gap = match alert.checked_sub(at) {
                Some(0) => "at once".to_owned(),
                Some(after) => format!("{} later", time(after)),
                None => format!("{} earlier", time(at.saturating_sub(alert))),
            };
            let line =
                line.and(Ink::Notice, gap).and(Ink::Plain, format!(", at {}, by ", time(alert)));
            line.then(monitor)
        }
    }
}

/// What one part of a cost is called, and how it is said.
pub(crate) type Item = (&'static str, fn(&Cost) -> String);

/// What the work took.
pub(crate) const COSTS: [Item; 7] = [
    ("calls", |cost| count(cost.calls)),
    ("tokens", |cost| count(cost.tokens)),
    ("time waited", |cost| time(cost.waited_ns)),
    ("calls refused", |cost| count(cost.refused)),
    ("calls failed", |cost| count(cost.failed)),
    ("alerts", |cost| count(cost.alerts)),
    ("turns answered", |cost| format!("{} of {}", count(cost.answered), count(cost.turns))),
];

/// Shows what the work took, a column for each arm.
pub(super) fn cost(comparison: &Comparison<'_>, width: usize) -> Vec<Line> {
    let arms = comparison.arms;
    let mut table =
        Table::new(arms.iter().map(|replayed| Line::of(Ink::Strong, &replayed.card.arm)));
    for (title, read) in COSTS {
        let cells = arms.iter().map(|replayed| Line::plain(read(&replayed.card.cost)));
        table.row(Line::plain(title), cells);
    }
    table.lines(width)
}

/// Shows what each fix costs honest work: what the work took without any, and the differences.
pub(super) fn honest(comparison: &Comparison<'_>, width: usize) -> Vec<Line> {
    let Some((control, others)) = comparison.honest.split_first() else { return Vec::new() };
    let titles = ["calls", "tokens", "time waited", "calls failed", "alerts", "not answered"];
    let mut table = Table::new(titles.map(|title| Line::of(Ink::Strong, title)));
    let unanswered = |cost: &Cost| cost.turns - cost.answered.min(cost.turns);
    let base = control.cost;
    let plain = [
        count(base.calls),
        count(base.tokens),
        time(base.waited_ns),
        count(base.failed),
        count(base.alerts),
        format!("{} of {}", count(unanswered(&base)), count(base.turns)),
    ];
    table.row(Line::plain("no fix"), plain.map(Line::plain));
    for other in others {
        let cost = other.cost;
        let name = other.arm.strip_prefix("control+").unwrap_or(&other.arm);
        let cells = [
            difference(cost.calls, base.calls, count),
            difference(cost.tokens, base.tokens, count),
            difference(cost.waited_ns, base.waited_ns, time),
            difference(cost.failed, base.failed, count),
            difference(cost.alerts, base.alerts, count),
            difference(unanswered(&cost), unanswered(&base), count),
        ];
        let title = if name.contains('+') { "all fixes" } else { name };
        table.row(Line::plain(title), cells);
    }
    let mut lines = table.lines(width);
    if comparison.honest.iter().any(|honest| honest.inconclusive) {
        let said = Line::of(Ink::Notice, "? a limit was hit: there would have been more");
        lines.extend(super::indented(said, width));
    }
    lines
}

/// Writes a difference with its sign; more of anything here is a cost.
fn difference(now: u64, before: u64, write: fn(u64) -> String) -> Line {
    match now.cmp(&before) {
        std::cmp::Ordering::Greater => Line::of(Ink::Notice, format!("+{}", write(now - before))),
        std::cmp::Ordering::Less => Line::of(Ink::Good, format!("−{}", write(before - now))),
        std::cmp::Ordering::Equal => Line::of(Ink::Faint, "="),
    }
}

/// Lists the verdicts that the file does not expect.
pub(super) fn surprises(comparison: &Comparison<'_>, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for replayed in comparison.arms {
        for surprise in &replayed.card.surprises {
            let said = Line::of(Ink::Bad, "✘ ")
                .and(Ink::Name, comparison.name(surprise.invariant))
                .and(Ink::Plain, format!(" is {}, and the file expects ", surprise.found))
                .and(Ink::Plain, surprise.expected);
            let label = arm_label(&replayed.card.arm);
            lines.extend(labelled(label, arm_column(comparison), said, width));
        }
    }
    lines
}

/// Says which replays were cut short, and why.
pub(super) fn inconclusive(comparison: &Comparison<'_>, width: usize) -> Vec<Line> {
    let cut = comparison.arms.iter().filter_map(|replayed| {
        let why = json::why(&replayed.card.end)?;
        let said = Line::of(Ink::Notice, "? inconclusive: ").and(Ink::Plain, why);
        Some(labelled(arm_label(&replayed.card.arm), arm_column(comparison), said, width))
    });
    cut.flatten().collect()
}
