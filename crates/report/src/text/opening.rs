//! The first lines and the last: what is replayed, what had happened, and how to see it again.

use super::labelled;
use crate::Comparison;
use crate::ink::{Ink, Line};
use seamripper_score::{Judgement, Verdict};

/// Digits of the hash that are enough to tell two versions of a file apart.
pub(crate) const SHORT_HASH: usize = 12;

/// Says which scenario this is.
pub(super) fn lines(comparison: &Comparison<'_>, width: usize) -> Vec<Line> {
    let plan = comparison.plan;
    let hash = plan.hash.get(..SHORT_HASH).unwrap_or(&plan.hash);
    let seed = comparison.seed;
    let canonical = if seed == plan.seed { " (canonical)" } else { "" };
    let mut lines = Line::of(Ink::Strong, plan.title.as_str()).wrapped(width, 0);
    let facts = Line::of(Ink::Name, &plan.id)
        .and(Ink::Faint, format!("  seed {seed}{canonical}  file {hash}"));
    lines.extend(facts.wrapped(width, 0));
    let source: Vec<&str> = plan.source.iter().map(|part| part.as_str()).collect();
    lines.extend(Line::of(Ink::Faint, format!("Source: {}", source.join(", "))).wrapped(width, 8));
    lines
}

/// Tells the story in brief.
pub(super) fn story(comparison: &Comparison<'_>, width: usize) -> Vec<Line> {
    let story = &comparison.plan.story;
    let parts = [("Incident", &story.incident), ("Lesson", &story.lesson)];
    let part = |(label, text): (&str, &seamripper_scenario::Text)| {
        let label = Line::of(Ink::Faint, format!("  {label}"));
        // Prose that runs over the whole of a wide terminal is hard to read.
        labelled(label, 12, Line::plain(text.as_str()), width.min(104))
    };
    let mut lines: Vec<Line> = parts.into_iter().flat_map(part).collect();
    lines.extend(labelled(
        Line::of(Ink::Faint, "  Replay"),
        12,
        in_short(comparison),
        width.min(104),
    ));
    lines
}

/// Says of each arm how many invariants it breaks.
fn in_short(comparison: &Comparison<'_>) -> Line {
    let mut line = Line::default();
    for (place, replayed) in comparison.arms.iter().enumerate() {
        let judgements = &replayed.card.judgements;
        let broken = |judged: &&Judgement| matches!(judged.verdict, Verdict::Broken(_));
        let said = match judgements.iter().filter(broken).count() {
            0 => Line::of(Ink::Good, "breaks nothing"),
            broken => {
                Line::of(Ink::Bad, format!("breaks {broken} of {} invariants", judgements.len()))
            }
        };
        let said = if replayed.card.is_inconclusive() {
            said.and(Ink::Notice, ", inconclusive")
        } else {
            said
        };
        let before = if place == 0 { "" } else { "; " };
        line = line
            .and(Ink::Plain, before)
            .and(Ink::Strong, &replayed.card.arm)
            .and(Ink::Plain, " ")
            .then(said);
    }
    line
}

/// Says how to see the same again. The command is one line whatever the width: it is to be copied.
pub(super) fn again(comparison: &Comparison<'_>, width: usize) -> Vec<Line> {
    let say = "The same again: ";
    let command = Line::of(Ink::Name, comparison.command);
    if say.len() + command.width() <= width {
        return vec![Line::of(Ink::Faint, say).then(command)];
    }
    vec![Line::of(Ink::Faint, say.trim_end()), command]
}
