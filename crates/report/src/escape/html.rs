//! Takes out of a page what would steer whoever reads it; templates escape what HTML would read.
//!
//! It looks at whole pages, and at the data of their scripts, so that no text comes past it.

use super::steers;

/// Puts spaces in the place of characters that steer; breaks of lines and tabs are the page's own.
pub(crate) fn harmless(page: String) -> String {
    let steers = |c: char| steers(c) && !matches!(c, '\n' | '\r' | '\t');
    match page.contains(steers) {
        true => page.replace(steers, " "),
        false => page,
    }
}
