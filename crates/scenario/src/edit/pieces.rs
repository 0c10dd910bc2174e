//! A text as a tree of entries: what stands between the commas of its brackets, and in what.

use crate::Span;
use crate::read::outline::Outline;
use crate::read::token::{self, Kind};
use std::ops::Range;

/// How deep brackets may nest: as deep as the reader takes them.
const DEEPEST: usize = 48;

/// A text cut into its entries, outer ones before inner ones.
pub struct Pieces<'a> {
    pub(super) outline: Outline<'a>,
    pieces: Vec<Piece>,
}

/// One entry of a struct, a map or a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The field or key before the colon, without quotes.
    pub name: Option<String>,
    /// The entry that it stands in; none in the outermost bracket.
    pub parent: Option<usize>,
    /// The entry from its name to the end of its value, without the comma.
    pub span: Span,
    /// Its value.
    pub value: Span,
    /// What it is an entry of.
    pub bracket: Bracket,
    /// How many words it has, punctuation counted.
    pub words: usize,
    pub(super) range: Range<usize>,
    pub(super) value_range: Range<usize>,
    pub(super) open: usize,
}

/// What an entry is an entry of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bracket {
    /// `(..)`: a struct, or what a choice holds.
    Struct,
    /// `[..]`.
    List,
    /// `{..}`.
    Map,
}

impl Piece {
    /// Tells whether what is left is still well formed without it, whatever it then means.
    pub fn can_go(&self) -> bool {
        self.bracket != Bracket::Struct || self.name.is_some()
    }
}

impl<'a> Pieces<'a> {
    /// Cuts a text; none if its brackets or quotes do not match, or it has no brackets.
    pub fn new(text: &'a str) -> Option<Self> {
        let tokens = token::scan(text, DEEPEST).ok()?;
        let last = tokens.len().checked_sub(1)?;
        let root = (tokens[last].kind == Kind::Close).then(|| tokens[last].pair)?;
        let mut pieces = Pieces { outline: Outline { text, tokens }, pieces: Vec::new() };
        pieces.enter(root, None);
        Some(pieces)
    }

    fn enter(&mut self, open: usize, parent: Option<usize>) {
        for entry in self.outline.entries(Some(open)) {
            if entry.words.is_empty() || entry.value.is_empty() {
                continue;
            }
            let index = self.pieces.len();
            let inner = entry.value.clone();
            let name = entry.is_named().then(|| unquoted(self.outline.word(entry.words.start)));
            self.pieces.push(Piece {
                name,
                parent,
                span: self.span(&entry.words),
                value: self.span(&entry.value),
                bracket: match self.outline.word(open) {
                    "[" => Bracket::List,
                    "{" => Bracket::Map,
                    _ => Bracket::Struct,
                },
                words: entry.words.len(),
                range: entry.words,
                value_range: entry.value,
                open,
            });
            let mut at = inner.start;
            while at < inner.end {
                let token = self.outline.tokens[at];
                if token.kind == Kind::Open {
                    self.enter(at, Some(index));
                    at = token.pair.max(at);
                }
                at += 1;
            }
        }
    }

    fn span(&self, words: &Range<usize>) -> Span {
        let bytes = self.outline.bytes(words);
        Span::new(bytes.start, bytes.end)
    }

    /// Returns the text.
    pub fn text(&self) -> &'a str {
        self.outline.text
    }

    /// Returns all entries, outer ones before inner ones, in the order of the text.
    pub fn all(&self) -> &[Piece] {
        &self.pieces
    }

    /// Returns the text of a stretch.
    pub fn text_of(&self, span: Span) -> &'a str {
        self.outline.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Returns the entry to which these names lead from the outermost bracket.
    pub fn find(&self, path: &[&str]) -> Option<usize> {
        let mut found = None;
        for name in path {
            let step = |piece: &Piece| piece.parent == found && piece.name.as_deref() == Some(name);
            found = Some(self.pieces.iter().position(step)?);
        }
        found
    }

    /// Returns the names that lead to an entry, from the outermost; an entry of a list has none.
    pub fn path(&self, index: usize) -> Vec<Option<&str>> {
        let mut path = Vec::new();
        let mut at = Some(index);
        while let Some(piece) = at.and_then(|at| self.pieces.get(at)) {
            path.push(piece.name.as_deref());
            at = piece.parent;
        }
        path.reverse();
        path
    }

    /// Returns the smallest entry around a stretch that can be taken out.
    pub fn around(&self, span: Span) -> Option<usize> {
        let holds = |piece: &Piece| piece.span.start <= span.start && span.end <= piece.span.end;
        self.pieces.iter().rposition(|piece| piece.can_go() && holds(piece))
    }

    /// Returns the text with something else in the place of a stretch.
    pub fn with(&self, span: Span, other: &str) -> String {
        let text = self.outline.text;
        let (Some(before), Some(after)) = (text.get(..span.start), text.get(span.end..)) else {
            return text.to_owned();
        };
        [before, other, after].concat()
    }

    /// Tells whether the value of an entry is one word.
    pub(super) fn is_value(&self, piece: &Piece) -> bool {
        piece.value_range.len() == 1
    }
}

fn unquoted(word: &str) -> String {
    token::content_offset(word)
        .and_then(|at| word.get(at..word.len() - at.min(word.len())))
        .map_or_else(|| word.to_owned(), |content| content.trim_matches('#').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"S(a: 1, b: { "x": (c: [2, 3]), "y": D("z") })"#;

    #[test]
    fn every_entry_is_a_piece_and_knows_its_path() {
        let pieces = Pieces::new(TEXT).expect("it is well formed");
        let shown: Vec<String> = (0..pieces.all().len())
            .map(|index| {
                let path = pieces.path(index);
                let path: Vec<&str> = path.into_iter().map(|name| name.unwrap_or("-")).collect();
                format!("{} = {}", path.join("."), pieces.text_of(pieces.all()[index].value))
            })
            .collect();
        assert_eq!(
            shown,
            [
                "a = 1",
                "b = { \"x\": (c: [2, 3]), \"y\": D(\"z\") }",
                "b.x = (c: [2, 3])",
                "b.x.c = [2, 3]",
                "b.x.c.- = 2",
                "b.x.c.- = 3",
                "b.y = D(\"z\")",
                "b.y.- = \"z\"",
            ]
        );
    }

    #[test]
    fn what_a_choice_holds_cannot_go_without_the_choice() {
        let pieces = Pieces::new(TEXT).expect("it is well formed");
        let at = TEXT.find("\"z\"").expect("it is there");
        let around = pieces.around(Span::new(at, at + 3)).expect("something can go");
        assert_eq!(pieces.path(around), [Some("b"), Some("y")]);
    }

    #[test]
    fn what_is_no_ron_has_no_pieces() {
        for text in ["", "1", "(", "(]", "\"", ")", "a: 1", "(\""] {
            assert!(Pieces::new(text).is_none(), "{text}");
        }
    }
}
