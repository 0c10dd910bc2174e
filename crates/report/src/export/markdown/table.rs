//! Tables of Markdown.

/// A table that grows by rows; its cells are Markdown already.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Makes a table with these titles.
    pub(super) fn new(titles: impl IntoIterator<Item = String>) -> Self {
        Table { rows: vec![titles.into_iter().collect()] }
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Writes it; nothing, if it has no rows.
    pub(super) fn written(&self) -> String {
        let Some((titles, rows)) = self.rows.split_first().filter(|(_, rows)| !rows.is_empty())
        else {
            return String::new();
        };
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let mut out = line(titles);
        out.push_str(&format!("|{}\n", "---|".repeat(titles.len())));
        rows.iter().for_each(|row| out.push_str(&line(row)));
        out
    }
}
