//! Places of a policy file as CI reads them: lines and columns, counted from 1 in characters.

use seamripper_scenario::Span;
use serde::Serialize;

/// A stretch of the policy file; the end column is the one after the last character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Region {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

impl Region {
    /// Finds a span in a text; what lies outside of the text is its end.
    pub(super) fn of(source: &str, span: Span) -> Self {
        let (line, column) = position(source, span.start);
        let (end_line, end_column) = position(source, span.end.max(span.start));
        Region { line, column, end_line, end_column }
    }

    /// Finds the line on which a span begins, up to the end of the line or of the span.
    pub(super) fn head(source: &str, span: Span) -> Self {
        let rest = source.get(span.start..span.end).unwrap_or_default();
        let end = span.start + rest.find('\n').unwrap_or(rest.len());
        Region::of(source, Span::new(span.start, end))
    }
}

fn position(source: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(source.len());
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    let before = &source[..end];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let text = "a\nbü(c,\n d)\n";
        let region = |start, end| Region::of(text, Span::new(start, end));
        let of = |line, column, end_line, end_column| Region { line, column, end_line, end_column };
        assert_eq!(region(0, 1), of(1, 1, 1, 2));
        assert_eq!(region(6, 7), of(2, 4, 2, 5));
        assert_eq!(region(5, 12), of(2, 3, 3, 4));
        assert_eq!(Region::head(text, Span::new(5, 12)), of(2, 3, 2, 6));
    }

    #[test]
    fn a_span_outside_of_the_text_is_its_end() {
        let end = Region::of("ü", Span::new(1, 99));
        assert_eq!((end.line, end.end_column), (1, 2));
        assert_eq!(Region::of("ab", Span::new(9, 3)).column, 3);
    }
}
