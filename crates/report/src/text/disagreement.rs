//! The first point in each arm at which the parties no longer agreed about what had happened.

use super::{arm_column, arm_label, labelled};
use crate::ink::{Ink, Line};
use crate::numbers::{count, time};
use crate::{Comparison, Replayed};
use seamripper_score::Disagreement;

/// Columns of the names of the parties.
const PARTY: usize = 20;

/// Shows the first disagreement of each arm.
pub(super) fn lines(comparison: &Comparison<'_>, width: usize) -> Vec<Line> {
    let arm = |replayed: &Replayed<'_>| {
        let label = arm_label(&replayed.card.arm);
        let column = arm_column(comparison);
        match &replayed.card.first_disagreement {
            None if replayed.card.is_inconclusive() => {
                labelled(label, column, Line::plain("none as far as was looked at"), width)
            }
            None => {
                labelled(label, column, Line::of(Ink::Good, "none: all agreed to the end"), width)
            }
            Some(found) => {
                let mut lines = labelled(label, column, headline(found), width);
                lines.extend(parties(found, column, width));
                lines
            }
        }
    };
    comparison.arms.iter().flat_map(arm).collect()
}

/// Says when and between whom, and about what.
pub(crate) fn headline(found: &Disagreement) -> Line {
    let (seam, kind) = (found.seam.name(), found.kind.name());
    let line = Line::of(Ink::Notice, format!("◆ {seam}"))
        .and(Ink::Plain, format!(", about the {kind}, at {}", time(found.at_ns)));
    match found.conversation {
        Some(number @ 1..) => {
            let number = count(u64::from(number) + 1);
            line.and(Ink::Faint, format!(", in conversation {number}"))
        }
        _ => line,
    }
}

fn parties(found: &Disagreement, column: usize, width: usize) -> Vec<Line> {
    let party = |(who, what): (&'static str, &str)| {
        let label = Line::plain(" ".repeat(column)).and(Ink::Faint, who);
        labelled(label, column + PARTY + 2, Line::plain(what), width)
    };
    views(found).flat_map(party).collect()
}

/// Lists what each party takes to have happened, as far as it is on record.
pub(crate) fn views(found: &Disagreement) -> impl Iterator<Item = (&'static str, &str)> {
    let views = [
        ("the service", Some(found.service_did.as_str())),
        ("the runtime recorded", Some(found.runtime_recorded.as_str())),
        ("the model believed", Some(found.model_believed.as_str())),
        ("meant", found.meant.as_deref()),
    ];
    let views = views.into_iter().filter_map(|(who, what)| Some((who, what?)));
    views.filter(|(_, what)| !what.is_empty())
}
