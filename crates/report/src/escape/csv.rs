//! Cells of comma-separated values that no spreadsheet runs, and that steer no terminal.

use super::steers;

/// Puts an apostrophe before a cell that a spreadsheet would read as a formula: one that begins with
/// `=`, `+`, `-`, `@` (also as wide letters), a tab or a carriage return, or with apostrophes before one.
pub(crate) fn harmless(cell: &str) -> String {
    // What steers a terminal would do so where rows are printed.
    let cell = &cell.replace(|c| steers(c) && !matches!(c, '\n' | '\t' | '\r'), "\u{fffd}");
    match cell.trim_start_matches('\'').chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠') => {
            format!("'{cell}")
        }
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", "\r=1"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        assert_eq!(harmless("a\u{1b}[2J\u{9b}b\nc"), "a\u{fffd}[2J\u{fffd}b\nc");
        assert_eq!(harmless("'=1"), "''=1", "taking one away gives the text back");
        for cell in ["", "1", "a=b", "{\"a\":1}", "'tis"] {
            assert_eq!(harmless(cell), cell);
        }
    }
}
