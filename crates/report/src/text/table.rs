//! A table whose cells wrap: the first column gives way first, and it turns on its side if need be.

use crate::ink::{Ink, Line};

/// What is wider is not squeezed below this.
const NARROWEST: usize = 16;

/// A table with a title for each row, and a column for each arm or kind of value.
#[derive(Default)]
pub(crate) struct Table {
    columns: Vec<Line>,
    rows: Vec<(Line, Vec<Line>)>,
}

impl Table {
    /// Makes a table with these titles of columns.
    pub(crate) fn new(columns: impl IntoIterator<Item = Line>) -> Self {
        Table { columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row with its title.
    pub(crate) fn row(&mut self, title: Line, cells: impl IntoIterator<Item = Line>) {
        self.rows.push((title, cells.into_iter().collect()));
    }

    /// Lays the table out in so many columns, two of them as margin.
    pub(crate) fn lines(&self, width: usize) -> Vec<Line> {
        if self.rows.is_empty() {
            return Vec::new();
        }
        let wanted = self.wanted();
        let titles = self.rows.iter().map(|(title, _)| title.width()).max().unwrap_or_default();
        let free = width.saturating_sub(2 + 2 * wanted.len());
        let cells: usize = wanted.iter().sum();
        let title_width = titles.min(free.saturating_sub(cells)).max(titles.min(free / 3));
        let least: usize = wanted.iter().map(|width| (*width).min(NARROWEST)).sum();
        if least > free.saturating_sub(title_width) {
            return self.stacked(width);
        }
        let widths = fit(&wanted, free.saturating_sub(title_width));
        let mut lines = Vec::new();
        if self.columns.iter().any(|title| title.width() > 0) {
            lines.extend(row(&Line::default(), &self.columns, title_width, &widths));
        }
        for (title, cells) in &self.rows {
            lines.extend(row(title, cells, title_width, &widths));
        }
        lines
    }

    /// Returns how wide each column would like to be.
    fn wanted(&self) -> Vec<usize> {
        let widest = |(place, title): (usize, &Line)| {
            let cells = self.rows.iter().filter_map(|(_, cells)| cells.get(place));
            cells.map(Line::width).chain([title.width()]).max().unwrap_or_default()
        };
        self.columns.iter().enumerate().map(widest).collect()
    }

    /// Lays the table out with a block for each row.
    fn stacked(&self, width: usize) -> Vec<Line> {
        let label = self.columns.iter().map(Line::width).max().unwrap_or_default().min(width / 3);
        let mut lines = Vec::new();
        for (title, cells) in &self.rows {
            lines.extend(super::indented(title.clone(), width));
            for (column, cell) in self.columns.iter().zip(cells) {
                let before = Line::plain("    ").then(column.clone().cut(label));
                lines.extend(super::labelled(before, label + 6, cell.clone(), width));
            }
        }
        lines
    }
}

/// Shares so much room between columns: the wide ones give way.
fn fit(wanted: &[usize], room: usize) -> Vec<usize> {
    let mut cap = room;
    while cap > 1 && wanted.iter().map(|width| (*width).min(cap)).sum::<usize>() > room {
        cap -= 1;
    }
    wanted.iter().map(|width| (*width).min(cap)).collect()
}

fn row(title: &Line, cells: &[Line], title_width: usize, widths: &[usize]) -> Vec<Line> {
    let mut columns = vec![title.wrapped(title_width, 0)];
    columns.extend(cells.iter().zip(widths).map(|(cell, width)| cell.wrapped(*width, 2)));
    let widths: Vec<usize> = [title_width].into_iter().chain(widths.iter().copied()).collect();
    let height = columns.iter().map(Vec::len).max().unwrap_or_default();
    let line = |place: usize| {
        let mut line = Line::plain("  ");
        for (column, width) in columns.iter().zip(&widths) {
            let part = column.get(place).cloned().unwrap_or_default();
            line = line.then(part.padded(*width)).and(Ink::Plain, "  ");
        }
        line
    };
    (0..height).map(line).collect()
}
