//! The library in a line for each scenario, or what is wrong with one.

use crate::ink::{Ink, Line, write};
use crate::numbers;
use seamripper_scenario::Plan;

/// One scenario of a library.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The name by which it can be replayed: its id, or the path of its file.
    pub name: &'a str,
    /// The scenario, or none if its file has mistakes.
    pub plan: Option<&'a Plan>,
}

/// Lists scenarios with what there is to replay in each.
pub fn list(entries: &[Entry<'_>], width: usize) -> String {
    let widest = |of: fn(&Entry<'_>) -> usize| entries.iter().map(of).max().unwrap_or_default();
    let names = widest(|entry| entry.name.chars().count());
    let titles = widest(|entry| entry.plan.map_or(0, |plan| plan.title.as_str().chars().count()));
    let mut lines = Vec::new();
    for entry in entries {
        let name = Line::of(Ink::Name, entry.name).padded(names);
        let Some(plan) = entry.plan else {
            lines.push(name.and(Ink::Bad, "  has mistakes: see `seamripper check`"));
            continue;
        };
        let holds = counts(plan);
        let one_line = names + 2 + titles + 2 + 38 <= width;
        let name = name.and(Ink::Plain, "  ");
        if one_line {
            let title = Line::plain(plan.title.as_str()).padded(titles + 2);
            lines.push(name.then(title).then(holds));
        } else {
            let line = name.then(Line::plain(plan.title.as_str()));
            lines.extend(line.wrapped(width, names + 2));
            lines.push(Line::plain(" ".repeat(names + 2)).then(holds));
        }
    }
    write(&lines)
}

fn counts(plan: &Plan) -> Line {
    // Beside the arms with names there are always `deployed`, `resolved` and `control`.
    let arms = plan.arms.len() as u64 + 3;
    let counts = [
        numbers::of(plan.fixes.len() as u64, "fix").replace("fixs", "fixes"),
        numbers::of(arms, "arm"),
        numbers::of(plan.invariants.len() as u64, "invariant"),
    ];
    Line::of(Ink::Faint, counts.join(", "))
}
