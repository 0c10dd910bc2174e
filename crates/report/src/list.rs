//! The library in a line for each scenario, or what is wrong with one.

use crate::ink::{Ink, Line, write};
use crate::numbers;
use seamripper_scenario::Head;

/// One scenario of a library.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name by which it can be replayed: its id, or the path of its file.
    pub name: String,
    /// What the file says of itself, or none if it has mistakes.
    pub head: Option<Head>,
}

/// Lists scenarios with what there is to replay in each.
pub fn list(entries: &[Entry], width: usize) -> String {
    let widest = |of: fn(&Entry) -> usize| entries.iter().map(of).max().unwrap_or_default();
    let names = widest(|entry| entry.name.chars().count());
    let titles = widest(|entry| entry.head.as_ref().map_or(0, |head| head.title.chars().count()));
    let mut lines = Vec::new();
    for entry in entries {
        let name = Line::of(Ink::Name, &entry.name).padded(names);
        let Some(head) = &entry.head else {
            lines.push(name.and(Ink::Bad, "  has mistakes: see `seamripper check`"));
            continue;
        };
        let holds = counts(head);
        let one_line = names + 2 + titles + 2 + 38 <= width;
        let name = name.and(Ink::Plain, "  ");
        if one_line {
            let title = Line::plain(&head.title).padded(titles + 2);
            lines.push(name.then(title).then(holds));
        } else {
            let line = name.then(Line::plain(&head.title));
            lines.extend(line.wrapped(width, names + 2));
            lines.push(Line::plain(" ".repeat(names + 2)).then(holds));
        }
    }
    write(&lines)
}

fn counts(head: &Head) -> Line {
    // Beside the arms with names there are always `deployed`, `resolved` and `control`.
    let arms = head.arms as u64 + 3;
    let counts = [
        numbers::of(head.fixes as u64, "fix").replace("fixs", "fixes"),
        numbers::of(arms, "arm"),
        numbers::of(head.invariants as u64, "invariant"),
    ];
    Line::of(Ink::Faint, counts.join(", "))
}
