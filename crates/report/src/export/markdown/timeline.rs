//! The timeline of the first arm, shortened as on a terminal: as a table, and as a diagram.

use super::table::Table;
use crate::escape::markdown::{block, code, escaped};
use crate::export;
use crate::export::mermaid::{focus, mermaid};
use crate::ink::Line;
use crate::numbers::count;
use crate::text::timeline::{self, Clock, Item, rows::Row, tell::Teller};
use crate::{Comparison, Replayed};

/// Rows of the table, about.
const ROWS: usize = 40;

/// Shows the timeline of the first arm, which follows this conversation or chooses one.
pub(super) fn shown(comparison: &Comparison<'_>, conversation: Option<u32>) -> String {
    let Some(replayed) = comparison.arms.first() else { return String::new() };
    let known = export::conversations(replayed.trace);
    let wanted = conversation.filter(|wanted| known.contains(wanted));
    let focus = wanted.unwrap_or_else(|| focus(replayed));
    let mut out = format!("Of {}{}:\n\n", code(&replayed.card.arm), which(replayed, focus));
    out.push_str(&table(comparison, replayed, focus));
    let diagram = block("mermaid", &mermaid(comparison.plan, replayed, Some(focus)));
    out.push_str("\n<details>\n<summary>The same as a diagram</summary>\n\n");
    out.push_str(&diagram);
    out.push_str("\n</details>\n");
    out
}

/// Says which conversation it is, of how many.
fn which(replayed: &Replayed<'_>, focus: u32) -> String {
    match timeline::begun(replayed.trace) as u64 {
        0 | 1 => String::new(),
        all => format!(", conversation {} of {}", count(u64::from(focus) + 1), count(all)),
    }
}

fn table(comparison: &Comparison<'_>, replayed: &Replayed<'_>, focus: u32) -> String {
    let records = &replayed.trace.records;
    let teller = Teller::new(&comparison.plan.symbols, records);
    let clock = Clock::of(records, focus);
    let mut table = Table::new(["time", "the model", "the services"].map(str::to_owned));
    let mut before = None;
    for item in timeline::folded(&teller, replayed, focus, 0, ROWS) {
        match item {
            Item::Row(row) => {
                let same = before.replace(row.at_ns) == Some(row.at_ns);
                let at = if same { String::new() } else { clock.say(row.at_ns) };
                moment(&row, at, &mut table);
            }
            Item::Gap { says, .. } => {
                before = None;
                table.row([String::new(), emphasised("_", &says), String::new()]);
            }
        }
    }
    table.written()
}

fn moment(row: &Row, at: String, table: &mut Table) {
    let cell = |line: &Line| escaped(line.text().trim());
    let model = if row.all.width() > 0 { emphasised("**", &row.all) } else { cell(&row.model) };
    table.row([at, model, cell(&row.services)]);
    for mark in &row.marks {
        table.row([String::new(), emphasised("**", mark), String::new()]);
    }
}

fn emphasised(sign: &str, line: &Line) -> String {
    match escaped(line.text().trim()) {
        nothing if nothing.is_empty() => nothing,
        said => format!("{sign}{said}{sign}"),
    }
}
