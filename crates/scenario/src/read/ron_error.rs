//! What `ron` says about a value that does not fit its type, put at its place and into plain words.
//!
//! `ron` points at where it stood when it noticed: at the end of a wrong value, at the closing
//! bracket where a field is missing. The outline of the text leads from there to the culprit. Places
//! are offsets in the text that was parsed.

use super::expected::Wanted;
use super::outline::{Entry, Outline};
use super::token::Kind;
use crate::diagnostic::nearest;
use crate::{Diagnostic, Span};
use ron::error::{Error, Position, SpannedError};
use std::ops::Range;

/// A mistake of a text, and what makes the rest of the text readable.
pub(super) struct Mistake {
    pub(super) diagnostic: Diagnostic,
    pub(super) repair: Repair,
}

/// How to read on after a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Repair {
    /// There is no way.
    None,
    /// Take these bytes away; what remains is a value. They may have been meant as this field.
    Remove(Range<usize>, Option<&'static str>),
    /// Take these bytes away, and do not use what remains.
    Drop(Range<usize>),
    /// Put the field before the closing bracket.
    Add { field: &'static str, open: usize, close: usize },
}

/// Explains an error; `wanted` tells what the text as a whole was to be.
pub(super) fn explain(text: &str, error: &SpannedError, wanted: &dyn Fn() -> Wanted) -> Mistake {
    let outline = Outline::new(text);
    let offset = offset(text, &error.span.end);
    Explainer { outline, offset, wanted }.mistake(&error.code)
}

/// Returns the byte at a position of `ron`'s, whose columns count characters.
pub(super) fn offset(text: &str, position: &Position) -> usize {
    let mut start = 0;
    for _ in 1..position.line {
        start += text[start..].find('\n').map_or(0, |end| end + 1);
    }
    let column = text[start..].char_indices().nth(position.col.saturating_sub(1));
    column.map_or(text.len(), |(column, _)| start + column)
}

/// An error's text and place, to be explained.
pub(super) struct Explainer<'a> {
    pub(super) outline: Outline<'a>,
    /// Where `ron` stood.
    pub(super) offset: usize,
    /// Tells what the text as a whole was to be.
    pub(super) wanted: &'a dyn Fn() -> Wanted,
}

impl Explainer<'_> {
    fn mistake(&self, code: &Error) -> Mistake {
        match code {
            Error::NoSuchStructField { expected, found, outer } => {
                self.unknown_field(expected, found, outer.as_deref())
            }
            Error::DuplicateStructField { field, .. } => self.duplicate_field(field),
            Error::MissingStructField { field, outer } => {
                self.missing_field(field, outer.as_deref())
            }
            Error::NoSuchEnumVariant { expected, found, .. } => {
                self.unknown_variant(expected, found)
            }
            Error::ExpectedDifferentStructName { expected, found } => {
                self.other_name(expected, found)
            }
            Error::ExpectedDifferentLength { expected, found } => self.too_few(expected, *found),
            Error::ExceededRecursionLimit => self.at_value("this is nested too deeply", ""),
            Error::Message(message) => self.refused(message),
            Error::IntegerOutOfBounds => self.out_of_bounds(),
            _ => self.shape(code),
        }
    }

    fn unknown_field(&self, known: &[&'static str], found: &str, outer: Option<&str>) -> Mistake {
        let word = self.word_before();
        let owner = outer.map_or("here".to_owned(), |outer| format!("in `{outer}`"));
        let message = format!("unknown field `{found}` {owner}");
        let label = match (known, outer) {
            ([], Some(outer)) => format!("`{outer}` has no fields"),
            (_, Some(outer)) => format!("not a field of `{outer}`"),
            (_, None) => "not a field".to_owned(),
        };
        let diagnostic = Diagnostic::new(span(&word), message, label);
        let meant = nearest(found, known);
        let repair = match self.outline.entry_at(word.start) {
            Some(entry) => Repair::Remove(self.with_comma(&entry), meant),
            None => Repair::None,
        };
        Mistake { diagnostic: diagnostic.suggest(found, known.iter().copied()), repair }
    }

    fn duplicate_field(&self, field: &str) -> Mistake {
        let word = self.word_before();
        let message = format!("field `{field}` is given twice");
        let diagnostic = Diagnostic::new(span(&word), message, "the second time");
        let Some(entry) = self.outline.entry_at(word.start) else {
            return Mistake { diagnostic, repair: Repair::None };
        };
        let repair = Repair::Remove(self.with_comma(&entry), None);
        let name = self.outline.word(entry.words.start);
        let is_first = |other: &Entry| {
            let word = self.outline.word(other.words.start);
            other.words.start < entry.words.start && (word == name || word == field)
        };
        let first = self.outline.entries(entry.bracket).into_iter().find(is_first);
        let diagnostic = match first {
            Some(first) => {
                let word = self.outline.bytes(&(first.words.start..first.words.start + 1));
                diagnostic.also(span(&word), "the first time")
            }
            None => diagnostic,
        };
        Mistake { diagnostic, repair }
    }

    fn missing_field(&self, field: &'static str, outer: Option<&str>) -> Mistake {
        let message = match outer {
            Some(outer) => format!("missing field `{field}` in `{outer}`"),
            None => format!("missing field `{field}`"),
        };
        let label = format!("`{field}` has to be given");
        let Some(open) = self.outline.bracket_at(self.offset) else {
            return self.at_value(message, label);
        };
        let tokens = &self.outline.tokens;
        let opening = self.outline.opening(open);
        let repair =
            Repair::Add { field, open: tokens[open].start, close: tokens[tokens[open].pair].start };
        Mistake { diagnostic: Diagnostic::new(span(&opening), message, label), repair }
    }

    fn unknown_variant(&self, known: &[&'static str], found: &str) -> Mistake {
        let word = self.word_before();
        let message = format!("unknown choice `{found}`");
        let label = match known {
            [only] => format!("expected `{only}`"),
            _ => "not one of the choices".to_owned(),
        };
        let diagnostic = Diagnostic::new(span(&word), message, label);
        let repair = self.drop_around(word.start);
        Mistake { diagnostic: diagnostic.suggest(found, known.iter().copied()), repair }
    }

    fn other_name(&self, expected: &str, found: &str) -> Mistake {
        let word = self.word_before();
        let message = format!("expected `{expected}(..)`, found `{found}`");
        let diagnostic = Diagnostic::new(span(&word), message, format!("expected `{expected}`"))
            .help("correct the name or leave it away");
        Mistake { diagnostic, repair: self.drop_around(word.start) }
    }

    fn too_few(&self, expected: &str, found: usize) -> Mistake {
        let values = if found == 1 { "value is" } else { "values are" };
        let message = format!("{found} {values} too few");
        let Some(open) = self.outline.bracket_at(self.offset) else {
            return self.at_value(message, format!("expected {expected}"));
        };
        let opening = self.outline.opening(open);
        let diagnostic = Diagnostic::new(span(&opening), message, format!("expected {expected}"));
        Mistake { diagnostic, repair: self.drop_around(opening.start) }
    }

    /// Makes a mistake of the value that the error is about.
    pub(super) fn at_value(&self, message: impl Into<String>, label: impl Into<String>) -> Mistake {
        let (value, _) = self.value();
        let bytes = self.outline.head(&value);
        let diagnostic = Diagnostic::new(span(&bytes), message, label);
        Mistake { diagnostic, repair: self.drop_around(self.outline.bytes(&value).start) }
    }

    /// Returns the words of the value that the error is about, and whether it is the whole text.
    pub(super) fn value(&self) -> (Range<usize>, bool) {
        let Some(entry) = self.outline.entry_at(self.offset) else {
            return match self.outline.bracket_at(self.offset) {
                Some(open) => (open..open + 1, false),
                None => (0..self.outline.tokens.len(), true),
            };
        };
        let is_whole = entry.bracket.is_none();
        if self.offset < self.outline.bytes(&entry.value).start {
            return (entry.words, is_whole);
        }
        (entry.value, is_whole)
    }

    /// Tells what kind of word stands at an index.
    pub(super) fn kind(&self, word: usize) -> Option<Kind> {
        self.outline.tokens.get(word).map(|token| token.kind)
    }

    /// Returns the bytes of the word that `ron` read last.
    fn word_before(&self) -> Range<usize> {
        match self.outline.word_at(self.offset) {
            Some(at) => self.outline.bytes(&(at..at + 1)),
            None => self.offset..self.offset,
        }
    }

    /// Drops the innermost entry around an offset whose absence leaves the rest well formed.
    pub(super) fn drop_around(&self, mut offset: usize) -> Repair {
        while let Some(entry) = self.outline.entry_at(offset) {
            let Some(open) = entry.bracket else {
                return Repair::None;
            };
            if self.outline.word(open) != "(" || entry.is_named() {
                return Repair::Drop(self.with_comma(&entry));
            }
            offset = self.outline.tokens[open].start;
        }
        Repair::None
    }

    /// Drops what stands around the bracket in which an offset lies.
    pub(super) fn drop_bracket(&self, offset: usize) -> Repair {
        match self.outline.bracket_at(offset) {
            Some(open) => self.drop_around(self.outline.tokens[open].start),
            None => Repair::None,
        }
    }

    fn with_comma(&self, entry: &Entry) -> Range<usize> {
        let comma = self.kind(entry.words.end) == Some(Kind::Comma);
        self.outline.bytes(&(entry.words.start..entry.words.end + usize::from(comma)))
    }
}

pub(super) fn span(bytes: &Range<usize>) -> Span {
    Span::new(bytes.start, bytes.end)
}
