//! The last touch: a text out of which much was taken shall look as if it had been written so.
//!
//! What still stands as the author wrote it is left alone. A bracket that lost entries goes into one
//! line if it fits there, a comment goes when what it stands above is no longer what it spoke of.

use super::pieces::Pieces;
use crate::read::token::{Kind, words};
use std::ops::Range;

/// The longest line that is made.
const WIDTH: usize = 100;

/// Lays out `text`, which was made from `original` by taking things out.
pub fn tidy(text: &str, original: &str) -> String {
    let known = said(original, 0..original.len());
    let mut text = without_stale_comments(text, &known);
    while let Some(joined) = join_one(&text, &known) {
        text = joined;
    }
    without_gaps(&closed_up(&text, &known))
}

/// Takes away the blank lines in inner brackets that are no longer as they were.
fn closed_up(text: &str, known: &str) -> String {
    let tokens = words(text);
    let last = tokens.len().saturating_sub(1);
    let mut inner: Vec<Range<usize>> = Vec::new();
    for token in tokens.iter().filter(|token| token.kind == Kind::Open && token.pair != last) {
        let range = token.start..tokens[token.pair].end;
        if !known.contains(&said(text, range.clone())) {
            inner.push(range);
        }
    }
    let mut closed = text.to_owned();
    for pair in tokens.windows(2).rev() {
        let gap = pair[0].end..pair[1].start;
        let around = inner.iter().any(|range| range.start < gap.start && gap.end < range.end);
        if around && text[gap.clone()].contains("\n\n") {
            let lines = text[gap.clone()].replace("\n\n", "\n");
            closed.replace_range(gap, &lines);
        }
    }
    closed
}

/// Returns the words of a stretch, each with a mark behind it, so that one can be looked for in another.
fn said(text: &str, range: Range<usize>) -> String {
    let mut said = String::from("\u{1f}");
    let mut comma = false;
    for token in words(&text[range.clone()]) {
        // A comma before a closing bracket says nothing.
        if comma && token.kind != Kind::Close {
            said.push_str(",\u{1f}");
        }
        comma = token.kind == Kind::Comma;
        if !comma {
            said.push_str(&text[range.start + token.start..range.start + token.end]);
            said.push('\u{1f}');
        }
    }
    said
}

/// Takes away comments above entries that the original does not have as they are now.
fn without_stale_comments(text: &str, known: &str) -> String {
    let Some(pieces) = Pieces::new(text) else {
        return text.to_owned();
    };
    let tokens = &pieces.outline.tokens;
    let mut stale: Vec<Range<usize>> = Vec::new();
    for at in 1..tokens.len() {
        let gap = tokens[at - 1].end..tokens[at].start;
        if !text[gap.clone()].contains('/') {
            continue;
        }
        let below = pieces.all().iter().find(|piece| piece.range.start == at);
        let stands = below
            .is_some_and(|piece| known.contains(&said(text, piece.span.start..piece.span.end)));
        if !stands {
            stale.push(gap);
        }
    }
    let mut text = text.to_owned();
    for gap in stale.into_iter().rev() {
        let blank = without_comments(&text[gap.clone()]);
        text.replace_range(gap, &blank);
    }
    text
}

/// Returns the blanks of a stretch between two words.
fn without_comments(gap: &str) -> String {
    let last = gap.rsplit('\n').next().unwrap_or_default();
    let indent: String = last.chars().take_while(|c| c.is_whitespace()).collect();
    let first = gap.split(['\n', '/']).next().unwrap_or_default();
    match gap.contains('\n') {
        true if gap.contains("\n\n") => format!("\n\n{indent}"),
        true => format!("\n{indent}"),
        false => first.to_owned(),
    }
}

/// Puts the first bracket that may be into one line there.
fn join_one(text: &str, known: &str) -> Option<String> {
    let tokens = words(text);
    let last = tokens.len().checked_sub(1)?;
    for (open, token) in tokens.iter().enumerate() {
        if token.kind != Kind::Open || token.pair == last {
            continue;
        }
        let inner = token.start..tokens[token.pair].end;
        if !text[inner.clone()].contains('\n') || text[inner.clone()].contains("//") {
            continue;
        }
        let line = text[..inner.start].rfind('\n').map_or(0, |at| at + 1);
        let end = inner.end + text[inner.end..].find('\n').unwrap_or(text.len() - inner.end);
        let joined = joined(text, &tokens[open..=token.pair])?;
        let whole = [&text[line..inner.start], &joined, &text[inner.end..end]].concat();
        if whole.chars().count() <= WIDTH && !known.contains(&said(text, inner.clone())) {
            return Some([&text[..inner.start], &joined, &text[inner.end..]].concat());
        }
    }
    None
}

/// Returns a bracket in one line.
fn joined(text: &str, tokens: &[crate::read::token::Token]) -> Option<String> {
    let mut line = String::new();
    for (at, token) in tokens.iter().enumerate() {
        let word = &text[token.start..token.end];
        let next = tokens.get(at + 1);
        let closes = next.is_some_and(|next| next.kind == Kind::Close);
        if word.contains('\n') {
            return None;
        }
        if token.kind == Kind::Comma && closes {
            continue;
        }
        if word == "}" && !line.ends_with('{') {
            line.push(' ');
        }
        line.push_str(word);
        match (token.kind, word) {
            (Kind::Comma | Kind::Colon, _) => line.push(' '),
            (Kind::Open, "{") if !closes => line.push(' '),
            _ => {}
        }
    }
    Some(line)
}

/// Takes away blank lines beside brackets and beside each other, and blanks at the ends of lines.
fn without_gaps(text: &str) -> String {
    let inside = texts_of_several_lines(text);
    let mut out: Vec<&str> = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let start = at;
        at += line.len() + 1;
        if inside.iter().any(|range| range.start < start + line.len() && start <= range.end) {
            out.push(line);
            continue;
        }
        let line = line.trim_end();
        let before = out.last().copied();
        let opened =
            before.is_none_or(|before| before.is_empty() || before.ends_with(['(', '[', '{']));
        if line.is_empty() && opened {
            continue;
        }
        if line.trim_start().starts_with([')', ']', '}']) && before == Some("") {
            out.pop();
        }
        out.push(line);
    }
    while out.last() == Some(&"") {
        out.pop();
    }
    out.join("\n") + "\n"
}

fn texts_of_several_lines(text: &str) -> Vec<Range<usize>> {
    let texts = words(text).into_iter().filter(|token| token.kind == Kind::Text);
    let texts = texts.filter(|token| text[token.start..token.end].contains('\n'));
    texts.map(|token| token.start..token.end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_as_it_was_written_is_left_alone() {
        let text = "// Above.\nS(\n    // Of a.\n    a: (\n        b: 1,\n    ),\n\n    c: 2, // of c\n    d: [\n    ],\n)\n";
        assert_eq!(tidy(text, text), text);
    }

    #[test]
    fn a_bracket_that_lost_entries_goes_into_one_line() {
        let original =
            "(\n    a: (\n        b: 1,\n        c: { \"x\": 2 },\n    ),\n    d: 1,\n)\n";
        let text = "(\n    a: (\n        c: { \"x\": 2 },\n    ),\n\n\n)\n";
        assert_eq!(tidy(text, original), "(\n    a: (c: { \"x\": 2 }),\n)\n");
    }

    #[test]
    fn a_comment_goes_when_what_it_speaks_of_is_no_longer_so() {
        let original =
            "(\n    // Three of them.\n    a: [1, 2, 3],\n    // One of them.\n    b: [1],\n)\n";
        let text = "(\n    // Three of them.\n    a: [1],\n    // One of them.\n    b: [1],\n)\n";
        assert_eq!(tidy(text, original), "(\n    a: [1],\n    // One of them.\n    b: [1],\n)\n");
    }

    #[test]
    fn blank_lines_in_a_text_of_several_lines_stay() {
        let text = "(\n    a: \"one\n\n\nfour\",\n)\n";
        assert_eq!(tidy(text, "()"), text);
    }
}
