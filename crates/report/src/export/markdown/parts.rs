//! What the replays show of each part of the story.

use super::table::Table;
use crate::escape::markdown::{cell, code, escaped, paragraph};
use crate::ink::Line;
use crate::text::{disagreement, figures as figures_of, outcome, verdicts as verdicts_of};
use crate::{Comparison, json};
use std::fmt::Write;

/// The titles of a table with a column for each arm.
fn titled(first: &str, comparison: &Comparison<'_>) -> Vec<String> {
    let arms = comparison.arms.iter().map(|replayed| cell(&replayed.card.arm));
    std::iter::once(first.to_owned()).chain(arms).collect()
}

fn said(line: &Line) -> String {
    escaped(line.text().trim())
}

/// What became of each invariant in each arm.
pub(super) fn verdicts(comparison: &Comparison<'_>) -> String {
    let mut table = Table::new(titled("invariant", comparison));
    for (place, invariant) in comparison.plan.invariants.iter().enumerate() {
        let cards = comparison.arms.iter().map(|replayed| replayed.card);
        let judged = cards.map(|card| {
            let judged = card.judgements.get(place).map(verdicts_of::verdict);
            judged.as_ref().map(said).unwrap_or_default()
        });
        table.row(std::iter::once(escaped(invariant.says.as_str())).chain(judged));
    }
    table.written()
}

/// Where the parties of each arm first disagreed, and what each of them did or took to be so.
pub(super) fn disagreements(comparison: &Comparison<'_>) -> String {
    let mut out = String::new();
    for replayed in comparison.arms {
        let arm = code(&replayed.card.arm);
        let Some(found) = &replayed.card.first_disagreement else {
            let agreed = match replayed.card.is_inconclusive() {
                true => "as far as was looked at",
                false => "all agreed to the end",
            };
            let _ = writeln!(out, "- First disagreement of {arm}: none, {agreed}");
            continue;
        };
        let headline = said(&disagreement::headline(found));
        let _ = writeln!(out, "- First disagreement of {arm}: {headline}");
        for (who, what) in disagreement::views(found) {
            let _ = writeln!(out, "  - {who}: {}", escaped(what));
        }
    }
    out
}

/// What a monitor made of the first break of each arm.
pub(super) fn detection(comparison: &Comparison<'_>) -> String {
    let mut out = String::new();
    for replayed in comparison.arms {
        let noticed = said(&outcome::noticed(comparison.plan, replayed.card));
        let _ = writeln!(out, "- {}: {noticed}", code(&replayed.card.arm));
    }
    out
}

/// What each fix does, on which layer, and in which arms it is on.
pub(super) fn fixes(comparison: &Comparison<'_>) -> String {
    let titles = ["fix", "layer", "what it does"].map(str::to_owned);
    let arms = comparison.arms.iter().map(|replayed| cell(&replayed.card.arm));
    let mut table = Table::new(titles.into_iter().chain(arms));
    for fix in &comparison.plan.fixes {
        let on = comparison.arms.iter().map(|replayed| {
            let on = replayed.card.fixes.contains(&fix.name);
            if on { "on" } else { "–" }.to_owned()
        });
        let layer = format!("{:?}", fix.layer).to_lowercase();
        let about = [cell(comparison.name(fix.name)), layer, escaped(fix.says.as_str())];
        table.row(about.into_iter().chain(on));
    }
    table.written()
}

/// The figures of the source beside those of the replays.
pub(super) fn figures(comparison: &Comparison<'_>) -> String {
    let titles = ["figure", "arm", "published", "replayed", ""].map(str::to_owned);
    let mut table = Table::new(titles);
    for replayed in comparison.arms {
        for result in &replayed.card.figures {
            let [_, published, found, agrees] = figures_of::cells(&replayed.card.arm, result);
            let figure = [escaped(result.figure.as_str()), cell(&replayed.card.arm)];
            table.row(figure.into_iter().chain([published, found, agrees].iter().map(said)));
        }
    }
    let mut out = table.written();
    if !out.is_empty() && comparison.seed != comparison.plan.seed {
        let canonical = comparison.plan.seed;
        let _ = writeln!(
            out,
            "\nThe source's figures are expected of the canonical seed, {canonical}."
        );
    }
    out
}

/// What the work took, a column for each arm.
pub(super) fn cost(comparison: &Comparison<'_>) -> String {
    let mut table = Table::new(titled("", comparison));
    for (title, read) in outcome::COSTS {
        let costs = comparison.arms.iter().map(|replayed| read(&replayed.card.cost));
        table.row(std::iter::once(title.to_owned()).chain(costs));
    }
    table.written()
}

/// The verdicts that the file does not expect.
pub(super) fn surprises(comparison: &Comparison<'_>) -> String {
    let mut out = String::new();
    for replayed in comparison.arms {
        for surprise in &replayed.card.surprises {
            let (arm, name) = (code(&replayed.card.arm), code(comparison.name(surprise.invariant)));
            let (found, expected) = (surprise.found, surprise.expected);
            let _ = writeln!(out, "- {arm}: {name} is {found}, and the file expects {expected}");
        }
    }
    out
}

/// Which replays were cut short, and why.
pub(super) fn inconclusive(comparison: &Comparison<'_>) -> String {
    let mut out = String::new();
    for replayed in comparison.arms {
        if let Some(why) = json::why(&replayed.card.end) {
            let _ =
                writeln!(out, "- {} is inconclusive: {}", code(&replayed.card.arm), escaped(&why));
        }
    }
    out
}

/// What the author decided and assumed.
pub(super) fn notes(comparison: &Comparison<'_>) -> String {
    comparison.plan.notes.iter().map(|note| format!("- {}\n", paragraph(note.as_str()))).collect()
}
