//! Shows an author the mistakes of a file as rustc does: place, source line, underline, help.
//!
//! Spans are trusted to be near the truth and no more: what lies outside the text or inside a
//! character is moved to the nearest place that does not, so that no mistake goes unshown.

use crate::escape::steers;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use seamripper_scenario::{Diagnostic, Span};
use std::ops::Range;

/// Source lines shown of one place: a label on a place of more lines stands at its first.
const MOST_LINES: usize = 6;

/// The most bytes of source that are drawn for all mistakes together: drawing takes its time.
const MOST_DRAWN: usize = 256 << 10;

/// The mistakes of one file.
#[derive(Clone, Copy, Debug)]
pub struct Mistakes<'a> {
    /// The path as the user wrote it.
    pub path: &'a str,
    /// The text of the file.
    pub source: &'a str,
    /// What is wrong with it.
    pub diagnostics: &'a [Diagnostic],
}

/// Shows all mistakes of a file, in at most `width` columns where the file allows it.
pub fn diagnostics(mistakes: &Mistakes<'_>, width: usize) -> String {
    let renderer = Renderer::styled().term_width(width.clamp(40, 400));
    let (mut out, mut left) = (String::new(), MOST_DRAWN);
    for diagnostic in mistakes.diagnostics {
        let drawn = renderer.render(&[group(mistakes, diagnostic, &mut left)]);
        // Escape characters of the source are drawn as signs; those that are left are of colours.
        let is_ours = |c| matches!(c, '\n' | '\u{1b}');
        out.push_str(&drawn.replace(|c| steers(c) && !is_ours(c), "\u{fffd}"));
        out.push_str("\n\n");
    }
    out
}

fn group<'a>(mistakes: &Mistakes<'a>, diagnostic: &'a Diagnostic, left: &mut usize) -> Group<'a> {
    let source = mistakes.source;
    let primary = place(source, diagnostic.span);
    let related: Vec<_> =
        diagnostic.related.iter().map(|(span, label)| (place(source, *span), label)).collect();
    // Only the lines from the first to the last place are handed on: a file may be long.
    let spans = related.iter().map(|(span, _)| span).chain([&primary]);
    let first = spans.clone().map(|span| span.start).min().unwrap_or_default();
    let last = spans.map(|span| span.end).max().unwrap_or_default();
    let start = source[..first].rfind('\n').map_or(0, |at| at + 1);
    let end = source[last..].find('\n').map_or(source.len(), |at| last + at);
    let line = source[..start].matches('\n').count() + 1;
    let shown = &source[start..end];
    match left.checked_sub(shown.len()) {
        Some(rest) => *left = rest,
        None => return untold(mistakes, diagnostic, primary.start),
    }
    let shift = |span: &Range<usize>| span.start - start..span.end - start;
    let context = related
        .iter()
        .map(|(span, label)| AnnotationKind::Context.span(shift(span)).label(plain(label)));
    let snippet = Snippet::source(&source[start..end])
        .path(plain(mistakes.path))
        .line_start(line)
        .annotation(AnnotationKind::Primary.span(shift(&primary)).label(plain(&diagnostic.label)))
        .annotations(context);
    let group = Level::ERROR.primary_title(plain(&diagnostic.message)).element(snippet);
    match &diagnostic.help {
        Some(help) => group.element(Level::HELP.message(plain(help))),
        None => group,
    }
}

/// Takes out of words what steers a terminal.
fn plain(words: &str) -> String {
    words.replace(|c| c != '\n' && steers(c), "\u{fffd}")
}

/// Tells a mistake without its source, where too much was drawn before, or this is too long.
fn untold<'a>(mistakes: &Mistakes<'a>, diagnostic: &'a Diagnostic, at: usize) -> Group<'a> {
    let before = &mistakes.source[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let (path, label) = (plain(mistakes.path), plain(&diagnostic.label));
    let place = format!("{path}:{line}:{column}: {label} (the source is too long to be shown)");
    let group = Level::ERROR.primary_title(plain(&diagnostic.message));
    let group = group.element(Level::NOTE.message(place));
    match &diagnostic.help {
        Some(help) => group.element(Level::HELP.message(plain(help))),
        None => group,
    }
}

/// Moves a span onto whole characters of the text, and cuts it to a few lines.
fn place(source: &str, span: Span) -> Range<usize> {
    let start = source.floor_char_boundary(span.start.min(source.len()));
    let end = source.ceil_char_boundary(span.end.clamp(start, source.len()));
    let breaks = source[start..end].match_indices('\n');
    match breaks.map(|(at, _)| at).nth(MOST_LINES) {
        Some(_) => {
            let line = source[start..end].find('\n').unwrap_or_default();
            start..start + line
        }
        None => start..end,
    }
}
