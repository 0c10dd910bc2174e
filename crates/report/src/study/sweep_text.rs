//! A sweep as people read it: for each arm the chance of each break, then the worst seeds.

use super::numbers::{Quantiles, percent};
use super::sweep::{ArmView, CostView, DetectionView, InvariantView, SweepView};
use crate::ink::{Ink, Line, write};
use crate::numbers::{count, of, time};
use crate::text::{heading, indented, labelled, table::Table};

impl SweepView {
    /// Tells people what the sweep shows, in at most `width` columns.
    pub fn text(&self, width: usize) -> String {
        let width = crate::text::fitting(width);
        let mut lines = self.opening().wrapped(width, 2);
        for (place, arm) in self.arms.iter().enumerate() {
            lines.push(Line::default());
            lines.push(heading(&arm.arm, width));
            lines.extend(breaks(arm, self.arms.first().filter(|_| place > 0), width));
            lines.extend(labelled(label("noticed"), LABEL, noticed(&arm.detection, arm), width));
            lines.extend(labelled(label("cost"), LABEL, cost(&arm.cost), width));
            if arm.cut_short > 0 {
                let said = of(arm.cut_short, "replay");
                let said = format!("{said} hit a limit: what held there proves nothing");
                lines.extend(labelled(label("limits"), LABEL, Line::of(Ink::Notice, said), width));
            }
        }
        let worst = self.worst(width);
        if !worst.is_empty() {
            lines.push(Line::default());
            lines.push(heading("Worst seeds", width));
            lines.extend(worst);
        }
        write(&lines)
    }

    fn opening(&self) -> Line {
        let said = format!(
            "  {} under seeds {}, {}",
            of(self.replays, "replay"),
            self.spelled_seeds,
            of(self.arms.len() as u64, "arm"),
        );
        let rest = "; same draws in all arms; intervals of 95 %; p50 · p95 · most";
        Line::of(Ink::Strong, &self.scenario).say(said).and(Ink::Faint, rest)
    }

    /// Lists the worst seed of each invariant and arm, with the command that replays it.
    fn worst(&self, width: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        for arm in &self.arms {
            for invariant in &arm.invariants {
                let Some(worst) = invariant.worst.first() else { continue };
                let said = format!("{} {}", count(worst.damage), invariant.unit);
                let line = Line::of(Ink::Name, &invariant.name)
                    .say(format!(": {said}, the first after {}", time(worst.at_ns)));
                lines.extend(indented(line, width));
                let command = Line::of(Ink::Strong, &worst.command);
                lines.extend(labelled(Line::plain("    "), 4, command, width));
            }
        }
        lines
    }
}

/// Columns of the labels below an arm's table.
const LABEL: usize = 11;

fn label(text: &str) -> Line {
    Line::plain("  ").and(Ink::Faint, text)
}

/// Tables the chances of an arm; `first` is the arm that it is compared with.
fn breaks(arm: &ArmView, first: Option<&ArmView>, width: usize) -> Vec<Line> {
    let mut titles = vec!["breaks".to_owned()];
    titles.extend(first.map(|first| format!("against {}", first.arm)));
    titles.extend(["damage", "first after", "untested"].map(str::to_owned));
    let mut table = Table::new(titles.iter().map(|title| Line::of(Ink::Faint, title)));
    for invariant in &arm.invariants {
        table.row(
            Line::of(Ink::Name, &invariant.name),
            cells(invariant, arm.replays, first.is_some()),
        );
    }
    if arm.invariants.len() > 1 {
        let chance = &arm.any.chance;
        let mut cells = vec![Line::of(ink(chance.broken), chance.said())];
        if first.is_some() {
            cells.push(difference(arm.any.difference.as_ref()));
        }
        let times = Line::plain(arm.first_break_ns.times());
        cells.extend([Line::default(), times, Line::default()]);
        table.row(Line::of(Ink::Strong, "any of them"), cells);
    }
    table.lines(width)
}

fn cells(invariant: &InvariantView, replays: u64, compared: bool) -> Vec<Line> {
    let InvariantView { chance, .. } = invariant;
    let mut said = Line::of(ink(chance.broken), chance.said());
    if invariant.inconclusive > 0 {
        let open = format!(", {} open", count(invariant.inconclusive));
        said = said.and(Ink::Notice, open);
    }
    let mut cells = vec![said];
    if compared {
        cells.push(difference(invariant.difference.as_ref()));
    }
    let damage = match invariant.damage.most {
        None => Line::of(Ink::Faint, "–"),
        Some(_) => Line::plain(format!("{} {}", invariant.damage.counts(), invariant.unit)),
    };
    let untested = match invariant.not_exposed + invariant.not_applicable {
        0 => Line::of(Ink::Faint, "–"),
        some => Line::of(Ink::Notice, percent(some as f64 / replays.max(1) as f64)),
    };
    cells.extend([damage, Line::plain(invariant.broken_at_ns.times()), untested]);
    cells
}

fn ink(broken: u64) -> Ink {
    if broken == 0 { Ink::Good } else { Ink::Bad }
}

fn difference(difference: Option<&super::numbers::Difference>) -> Line {
    difference.map_or_else(Line::default, |difference| Line::plain(difference.points()))
}

fn noticed(detection: &DetectionView, arm: &ArmView) -> Line {
    let broken = arm.any.chance.broken;
    let mut parts = Vec::new();
    if broken == 0 {
        parts.push("nothing broke".to_owned());
    } else {
        if detection.noticed_after > 0 {
            let times = detection.noticed_after_ns.times();
            let (some, all) = (count(detection.noticed_after), count(broken));
            parts.push(format!("{some} of {all} breaks, after {times}"));
        }
        if detection.noticed_before > 0 {
            parts.push(format!("{} before anything broke", count(detection.noticed_before)));
        }
        if detection.unnoticed > 0 {
            parts.push(format!("{} by nobody", count(detection.unnoticed)));
        }
    }
    if detection.false_alarms > 0 {
        parts.push(format!("{} without a break", of(detection.false_alarms, "alert")));
    }
    Line::plain(parts.join("; "))
}

fn cost(cost: &CostView<Quantiles>) -> Line {
    let waited = cost.waited_ms.said(|ms| time(ms.saturating_mul(1_000_000)));
    let mut parts = vec![
        format!("{} calls", cost.calls.counts()),
        format!("{} tokens", cost.tokens.counts()),
        format!("waited {waited}"),
    ];
    for (quantiles, what) in [(&cost.failed, "failed"), (&cost.refused, "refused")] {
        if quantiles.most.is_some_and(|most| most > 0) {
            parts.push(format!("{} {what}", quantiles.counts()));
        }
    }
    Line::plain(parts.join("; "))
}
