//! The table of invariants: what became of each in each arm, by sign and by word.

use super::table::Table;
use crate::Comparison;
use crate::ink::{Ink, Line};
use crate::numbers::{count, time};
use seamripper_score::{Judgement, Verdict};

/// Shows a row for each invariant and a column for each arm.
pub(super) fn lines(comparison: &Comparison<'_>, width: usize) -> Vec<Line> {
    let arms = comparison.arms;
    let mut table =
        Table::new(arms.iter().map(|replayed| Line::of(Ink::Strong, &replayed.card.arm)));
    for (place, invariant) in comparison.plan.invariants.iter().enumerate() {
        let judgements = arms.iter().filter_map(|replayed| replayed.card.judgements.get(place));
        table.row(Line::plain(invariant.says.as_str()), judgements.map(verdict));
    }
    table.lines(width)
}

/// Says what became of an invariant, with its damage.
pub(crate) fn verdict(judgement: &Judgement) -> Line {
    match &judgement.verdict {
        Verdict::Held => Line::of(Ink::Good, "✔ held"),
        Verdict::NotExposed => Line::of(Ink::Notice, "○ not exposed"),
        Verdict::NotApplicable => Line::of(Ink::Faint, "– not applicable"),
        Verdict::Inconclusive => Line::of(Ink::Notice, "? inconclusive"),
        Verdict::Broken(broken) => {
            let unit = judgement.unit.as_str();
            let damage = match broken.damage {
                0 => String::new(),
                damage => format!(" {} {unit}", count(damage)),
            };
            let since = format!(", from {}", time(broken.at_ns));
            Line::of(Ink::Bad, "✘ broken")
                .and(Ink::Plain, if damage.is_empty() { "" } else { ":" })
                .and(Ink::Plain, damage)
                .and(Ink::Faint, since)
        }
    }
}
