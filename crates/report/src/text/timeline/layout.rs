//! Fits the rows of a timeline into columns: time, the model's side, the services' side.

use super::clock::Clock;
use super::fold::Item;
use super::rows::Row;
use crate::ink::{Ink, Line};

/// Below this width the two sides stand in one column, the services' indented.
const TWO_SIDES: usize = 56;
/// Lines of one cell.
const TALLEST: usize = 3;

/// The widths of the columns.
#[derive(Clone, Copy)]
struct Columns {
    time: usize,
    model: usize,
    services: usize,
}

/// Lays out a timeline in so many columns.
pub(super) fn lines(items: &[Item], clock: Clock, width: usize) -> Vec<Line> {
    let columns = columns(items, clock, width);
    let mut lines = Vec::new();
    if columns.services > 0 {
        let faint = |text| Line::of(Ink::Faint, text);
        let times = faint("time").right(columns.time);
        lines.push(line(times, faint("the model"), faint("the services"), columns));
    }
    let mut before = None;
    for item in items {
        match item {
            Item::Row(row) => {
                let same = before.replace(row.at_ns) == Some(row.at_ns);
                let at = if same { String::new() } else { clock.say(row.at_ns) };
                lines.extend(moment(row, &at, columns));
            }
            Item::Gap { says, .. } => {
                before = None;
                lines.extend(across(says, columns));
            }
        }
    }
    lines
}

fn columns(items: &[Item], clock: Clock, width: usize) -> Columns {
    let times = items.iter().filter_map(|item| match item {
        Item::Row(row) => Some(clock.say(row.at_ns).chars().count()),
        Item::Gap { .. } => None,
    });
    let time = times.max().unwrap_or_default().max(4) + 1;
    let free = width.saturating_sub(time + 2);
    if free < TWO_SIDES {
        return Columns { time, model: free.max(16), services: 0 };
    }
    let sides = free - 2;
    let model = sides.div_ceil(2);
    Columns { time, model, services: sides - model }
}

fn moment(row: &Row, at: &str, columns: Columns) -> Vec<Line> {
    let at = Line::of(Ink::Faint, at).right(columns.time);
    let mut lines = Vec::new();
    if row.all.width() > 0 {
        lines.extend(from(at, row.all.wrapped(across_width(columns), 2), columns));
    } else if columns.services == 0 {
        let mut parts = cell(&row.model, columns.model);
        let services = Line::plain("    ").then(row.services.clone());
        parts.extend(if row.services.width() > 0 {
            cell(&services, columns.model)
        } else {
            Vec::new()
        });
        lines.extend(from(at, parts, columns));
    } else {
        let model = cell(&row.model, columns.model);
        let services = cell(&row.services, columns.services);
        for place in 0..model.len().max(services.len()) {
            let at = if place == 0 { at.clone() } else { Line::default() };
            let part = |cell: &[Line]| cell.get(place).cloned().unwrap_or_default();
            lines.push(line(at, part(&model), part(&services), columns));
        }
    }
    lines.extend(row.marks.iter().flat_map(|mark| across(mark, columns)));
    lines
}

/// Lays out a text that belongs to no side.
fn across(text: &Line, columns: Columns) -> Vec<Line> {
    from(Line::default(), text.wrapped(across_width(columns), 2), columns)
}

fn across_width(columns: Columns) -> usize {
    columns.model + if columns.services > 0 { columns.services + 2 } else { 0 }
}

/// Puts a time before the first of some lines.
fn from(at: Line, parts: Vec<Line>, columns: Columns) -> Vec<Line> {
    let before = |place| {
        if place == 0 { at.clone() } else { Line::default() }
    };
    let line = |(place, part)| before(place).padded(columns.time).and(Ink::Plain, "  ").then(part);
    parts.into_iter().enumerate().map(line).collect()
}

fn line(at: Line, model: Line, services: Line, columns: Columns) -> Line {
    let line = at.padded(columns.time).and(Ink::Plain, "  ").then(model.padded(columns.model));
    line.and(Ink::Plain, "  ").then(services)
}

fn cell(text: &Line, width: usize) -> Vec<Line> {
    if text.width() == 0 {
        return Vec::new();
    }
    let mut parts = text.wrapped(width, 4.min(width / 4));
    if parts.len() > TALLEST {
        parts.truncate(TALLEST);
        let last = parts.pop().unwrap_or_default();
        parts.push(last.and(Ink::Plain, "…").cut(width));
    }
    parts
}
