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
    let Said { ink, sign, name, detail, since } = Said::of(judgement);
    let colon = if detail.is_empty() { "" } else { ": " };
    Line::of(ink, format!("{sign} {name}"))
        .and(Ink::Plain, format!("{colon}{detail}"))
        .and(Ink::Faint, since)
}

/// A verdict in words.
pub(crate) struct Said {
    /// How it should look.
    pub(crate) ink: Ink,
    /// A sign that stands for the colour.
    pub(crate) sign: &'static str,
    /// The verdict.
    pub(crate) name: &'static str,
    /// How much broke, if it is known how much.
    pub(crate) detail: String,
    /// Since when, if it broke.
    pub(crate) since: String,
}

impl Said {
    /// Says a verdict.
    pub(crate) fn of(judgement: &Judgement) -> Self {
        let (ink, sign) = match &judgement.verdict {
            Verdict::Held => (Ink::Good, "✔"),
            Verdict::NotExposed => (Ink::Notice, "○"),
            Verdict::NotApplicable => (Ink::Faint, "–"),
            Verdict::Inconclusive => (Ink::Notice, "?"),
            Verdict::Broken(_) => (Ink::Bad, "✘"),
        };
        let (detail, since) = match &judgement.verdict {
            Verdict::Broken(broken) => {
                let since = format!(", from {}", time(broken.at_ns));
                match broken.damage {
                    0 => (String::new(), since),
                    damage => (format!("{} {}", count(damage), judgement.unit.as_str()), since),
                }
            }
            _ => Default::default(),
        };
        Said { ink, sign, name: judgement.verdict.name(), detail, since }
    }
}
