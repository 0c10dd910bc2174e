//! What `replay` prints: the story, where the arms part, what held, who noticed, what it cost.
//!
//! One file per section. Each section is a list of lines that fit the width; a section that has
//! nothing to say is left out. All words about an incident come from the plan and the traces.

mod contrast;
pub(crate) mod disagreement;
pub(crate) mod figures;
pub(crate) mod opening;
pub(crate) mod outcome;
mod overview;
pub(crate) mod table;
pub(crate) mod timeline;
pub(crate) mod verdicts;

pub use contrast::contrast;
pub(crate) use figures::published;
pub use overview::overview;
pub(crate) use timeline::told;

use crate::Comparison;
use crate::ink::{Ink, Line, write};

/// The narrowest and the widest text; a terminal may say that it has no columns at all.
const WIDTHS: (usize, usize) = (40, 200);

/// From this width on, the timelines of two arms stand side by side.
const SIDE_BY_SIDE: usize = 120;

/// Tells people what the replays of a comparison show, in at most `width` columns.
pub fn text(comparison: &Comparison<'_>, width: usize) -> String {
    let width = fitting(width);
    let mut lines = opening::lines(comparison, width);
    let sections = [
        ("What happened", opening::story(comparison, width)),
        ("Where the arms part", timeline::lines(comparison, width)),
        ("First disagreement", disagreement::lines(comparison, width)),
        ("Invariants", verdicts::lines(comparison, width)),
        ("Detection", outcome::detection(comparison, width)),
        ("Figures of the source", figures::lines(comparison, width)),
        ("Cost", outcome::cost(comparison, width)),
        ("Cost of the fixes on honest work", outcome::honest(comparison, width)),
        ("Against the file's expectations", outcome::surprises(comparison, width)),
        ("Not to be relied on", outcome::inconclusive(comparison, width)),
    ];
    for (title, section) in sections {
        if !section.is_empty() {
            let one_arm = comparison.arms.len() == 1 && title == "Where the arms part";
            lines.push(Line::default());
            lines.push(heading(if one_arm { "Timeline" } else { title }, width));
            lines.extend(section);
        }
    }
    lines.push(Line::default());
    lines.extend(opening::again(comparison, width));
    write(&lines)
}

/// Returns a width that text can be set in.
pub(crate) fn fitting(width: usize) -> usize {
    width.clamp(WIDTHS.0, WIDTHS.1)
}

pub(crate) fn heading(title: &str, width: usize) -> Line {
    let line = Line::of(Ink::Strong, title).and(Ink::Plain, " ");
    let rule = "─".repeat(width.saturating_sub(line.width()));
    line.and(Ink::Faint, rule)
}

/// Indents a line by two columns and wraps it.
pub(crate) fn indented(line: Line, width: usize) -> Vec<Line> {
    labelled(Line::plain("  "), 2, line, width)
}

/// Puts a label of fixed width before a text, and the text's later lines below its first.
pub(crate) fn labelled(label: Line, label_width: usize, text: Line, width: usize) -> Vec<Line> {
    let label = label.padded(label_width);
    let parts = text.wrapped(width.saturating_sub(label_width).max(16), 0);
    let mut lines = Vec::with_capacity(parts.len());
    for (place, part) in parts.into_iter().enumerate() {
        let before = if place == 0 { label.clone() } else { Line::plain(" ".repeat(label_width)) };
        lines.push(before.then(part));
    }
    lines
}

/// Returns the width of the widest name of an arm, with two columns before and after.
fn arm_column(comparison: &Comparison<'_>) -> usize {
    let names = comparison.arms.iter().map(|replayed| replayed.card.arm.chars().count());
    names.max().unwrap_or_default().min(24) + 4
}

/// Returns the name of an arm as a label.
fn arm_label(name: &str) -> Line {
    Line::plain("  ").then(Line::of(Ink::Strong, name).cut(24))
}
