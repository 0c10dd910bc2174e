//! Taking entries out of a text: with their comma, the comment above them and their line.

use super::pieces::{Piece, Pieces};
use crate::read::token::Kind;
use std::collections::BTreeSet;

impl Pieces<'_> {
    /// Returns the text without these entries; entries of entries go with them.
    pub fn without(&self, gone: &BTreeSet<usize>) -> String {
        let all = self.all();
        let within = |piece: &Piece| {
            let mut at = piece.parent;
            while let Some(parent) = at {
                if gone.contains(&parent) {
                    return true;
                }
                at = all[parent].parent;
            }
            false
        };
        let pieces = gone.iter().filter_map(|index| all.get(*index));
        let mut starts: Vec<usize> =
            pieces.filter(|piece| !within(piece)).map(|piece| piece.span.start).collect();
        starts.sort_unstable();
        let mut text = self.text().to_owned();
        // From the last to the first, so that the places of those to come stay what they are.
        for start in starts.into_iter().rev() {
            text = cut(&text, start).unwrap_or(text);
        }
        text
    }
}

/// Takes out the entry that starts at an offset.
fn cut(text: &str, start: usize) -> Option<String> {
    let pieces = Pieces::new(text)?;
    let all = pieces.all();
    let index = all.iter().position(|piece| piece.span.start == start)?;
    let piece = &all[index];
    let siblings = || all.iter().enumerate().filter(|(_, other)| other.open == piece.open);
    let before = siblings().rfind(|(at, _)| *at < index).map(|(_, other)| other);
    let after = siblings().find(|(at, _)| *at > index).map(|(_, other)| other);
    let (from, to) = match (before, after) {
        (None, None) => inside(&pieces, piece),
        _ => whole_lines(&pieces, piece)
            .unwrap_or_else(|| within_a_line(&pieces, piece, before, after)),
    };
    Some([&text[..from], &text[to..]].concat())
}

/// Returns all that is between the brackets of an only entry.
fn inside(pieces: &Pieces<'_>, piece: &Piece) -> (usize, usize) {
    let tokens = &pieces.outline.tokens;
    let open = tokens[piece.open];
    (open.end, tokens[open.pair].start)
}

/// Returns the end of an entry with its comma.
fn end_with_comma(pieces: &Pieces<'_>, piece: &Piece) -> usize {
    match pieces.outline.tokens.get(piece.range.end) {
        Some(token) if token.kind == Kind::Comma => token.end,
        _ => piece.span.end,
    }
}

/// Returns the lines of an entry that shares them with nothing else, and of the comment above it.
fn whole_lines(pieces: &Pieces<'_>, piece: &Piece) -> Option<(usize, usize)> {
    let text = pieces.text();
    let end = end_with_comma(pieces, piece);
    let line = text[..piece.span.start].rfind('\n')? + 1;
    let to = end + text[end..].find('\n')? + 1;
    let behind = text[end..to].trim();
    let alone = text[line..piece.span.start].trim().is_empty();
    if !alone || !(behind.is_empty() || behind.starts_with("//")) {
        return None;
    }
    let mut from = line;
    while let Some(above) = text[..from].strip_suffix('\n') {
        let start = above.rfind('\n').map_or(0, |at| at + 1);
        if !above[start..].trim_start().starts_with("//") {
            break;
        }
        from = start;
    }
    Some((from, to))
}

/// Returns an entry beside others, with what parts it from them.
fn within_a_line(
    pieces: &Pieces<'_>,
    piece: &Piece,
    before: Option<&Piece>,
    after: Option<&Piece>,
) -> (usize, usize) {
    let text = pieces.text();
    let bare = |from: usize, to: usize| !text[from..to].contains('/');
    match (before, after) {
        (_, Some(after)) if bare(piece.span.end, after.span.start) => {
            (piece.span.start, after.span.start)
        }
        (Some(before), None) if bare(before.span.end, piece.span.start) => {
            (before.span.end, piece.span.end)
        }
        _ => (piece.span.start, end_with_comma(pieces, piece)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, gone: &[&[&str]], expected: &str) {
        let pieces = Pieces::new(text).expect("it is well formed");
        let find = |path: &&[&str]| pieces.find(path).expect("it is there");
        assert_eq!(pieces.without(&gone.iter().map(find).collect()), expected);
    }

    #[test]
    fn an_entry_in_a_line_goes_with_one_comma() {
        check("{ \"a\": 1, \"b\": 2 }", &[&["a"]], "{ \"b\": 2 }");
        check("{ \"a\": 1, \"b\": 2 }", &[&["b"]], "{ \"a\": 1 }");
        check("(a: 1, b: 2, c: 3,)", &[&["b"], &["c"]], "(a: 1,)");
        check("(a: { \"x\": 1 })", &[&["a", "x"]], "(a: {})");
        check("(a: 1, /* of b */ b: 2)", &[&["b"]], "(a: 1, /* of b */ )");
    }

    #[test]
    fn an_entry_on_its_own_lines_goes_with_them_and_with_its_comment() {
        let text = "(\n    a: 1, // one\n    // Two lines\n    // about b.\n    b: (\n        2\n    ), // b\n    c: 3,\n)\n";
        check(text, &[&["b"]], "(\n    a: 1, // one\n    c: 3,\n)\n");
        check(
            text,
            &[&["a"], &["c"]],
            "(\n    // Two lines\n    // about b.\n    b: (\n        2\n    ), // b\n)\n",
        );
        check(text, &[&["a"], &["b"], &["c"]], "()\n");
    }

    #[test]
    fn entries_of_entries_go_with_them() {
        let text = "(a: (b: 1, c: 2), d: 3)";
        check(text, &[&["a"], &["a", "b"]], "(d: 3)");
    }
}
