//! The whole library in one table: for each incident what broke as it was deployed, where the parties
//! first disagreed, who noticed, what is left when it is resolved, and how many figures agree.

use super::table::Table;
use crate::ink::{Ink, Line, write};
use crate::numbers::{count, time};
use crate::{Comparison, Replayed};
use seamripper_score::{Scorecard, Verdict};

/// Tells people what many replays show, a row for each, in at most `width` columns.
pub fn overview(comparisons: &[Comparison<'_>], width: usize) -> String {
    let width = super::fitting(width);
    let titles = ["deployed", "first disagreement", "noticed", "resolved", "all arms", "figures"];
    let mut table = Table::new(titles.map(|title| Line::of(Ink::Strong, title)));
    for comparison in comparisons {
        let (deployed, resolved) = (comparison.arms.first(), comparison.arms.last());
        let cells = [
            deployed.map(|arm| broken(arm.card)),
            deployed.map(disagreement),
            deployed.map(|arm| noticed(comparison, arm.card)),
            resolved.map(|arm| broken(arm.card)),
            Some(arms(comparison)),
            Some(figures(comparison)),
        ];
        let cells = cells.into_iter().map(Option::unwrap_or_default);
        table.row(Line::of(Ink::Name, &comparison.plan.id), cells);
    }
    let mut lines = table.lines(width);
    lines.push(Line::default());
    lines.push(Line::plain(summary(comparisons)));
    write(&lines)
}

/// Says what broke in an arm, with its damage.
fn broken(card: &Scorecard) -> Line {
    let damage = card.judgements.iter().filter_map(|judgement| match &judgement.verdict {
        Verdict::Broken(broken) => Some(format!("{} {}", count(broken.damage), judgement.unit)),
        _ => None,
    });
    let damage: Vec<String> = damage.collect();
    if card.is_inconclusive() {
        return Line::of(Ink::Notice, "? inconclusive");
    }
    if damage.is_empty() {
        return Line::of(Ink::Good, "✔ breaks nothing");
    }
    let head = format!("✘ {} of {}: ", damage.len(), card.judgements.len());
    Line::of(Ink::Bad, head).and(Ink::Plain, damage.join("; "))
}

fn disagreement(replayed: &Replayed<'_>) -> Line {
    match &replayed.card.first_disagreement {
        Some(first) => {
            let said = format!("{}, {}", first.seam.name(), first.kind.name());
            Line::plain(said).and(Ink::Faint, format!(" at {}", time(first.at_ns)))
        }
        None => Line::of(Ink::Faint, "none"),
    }
}

fn noticed(comparison: &Comparison<'_>, card: &Scorecard) -> Line {
    let detection = &card.detection;
    match (detection.first_break_ns, detection.first_alert_ns, detection.monitor) {
        (None, ..) => Line::of(Ink::Faint, "nothing broke"),
        (Some(broke), Some(alert), Some(monitor)) => {
            let name = Line::of(Ink::Name, comparison.name(monitor));
            let gap = match alert.checked_sub(broke) {
                Some(after) => format!("after {} by ", time(after)),
                None => format!("{} before by ", time(broke - alert)),
            };
            Line::plain(gap).then(name)
        }
        (Some(_), ..) => Line::of(Ink::Bad, "nobody"),
    }
}

/// Counts the arms that do what the file expects of them.
fn arms(comparison: &Comparison<'_>) -> Line {
    let expected = || comparison.arms.iter().filter(|arm| arm.card.expected);
    let (good, all) =
        (expected().filter(|arm| arm.card.surprises.is_empty()).count(), expected().count());
    let ink = if good == all { Ink::Good } else { Ink::Bad };
    Line::of(ink, format!("{good} of {all} as expected"))
}

/// Counts the figures of the source that agree, over all arms that were replayed.
fn figures(comparison: &Comparison<'_>) -> Line {
    let (agree, all) = agreeing(comparison);
    let ink = if agree == all { Ink::Good } else { Ink::Bad };
    Line::of(ink, format!("{agree} of {all} agree"))
}

fn agreeing(comparison: &Comparison<'_>) -> (usize, usize) {
    let figures = || comparison.arms.iter().flat_map(|arm| &arm.card.figures);
    (figures().filter(|figure| figure.agrees).count(), figures().count())
}

fn summary(comparisons: &[Comparison<'_>]) -> String {
    let (mut agree, mut all) = (0, 0);
    for comparison in comparisons {
        let (some, of) = agreeing(comparison);
        (agree, all) = (agree + some, all + of);
    }
    let still = |comparison: &&Comparison<'_>| {
        comparison.arms.last().is_some_and(|arm| arm.card.is_broken())
    };
    let broken = comparisons.iter().filter(still).count();
    format!(
        "{} incidents; {agree} of {all} published figures agree; {broken} still break something when resolved.",
        comparisons.len()
    )
}
