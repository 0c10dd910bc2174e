//! What `ron` says about a value that does not fit its type, put at its place and into plain words.
//!
//! `ron` points at where it stood when it noticed: at the end of a wrong value, at the closing
//! bracket where a field is missing. The outline of the text leads from there to the culprit. Places
//! are offsets in the text that was parsed.

use super::expected::{Wanted, plain_words};
use super::outline::{Entry, Outline};
use super::text::shown;
use super::token::Kind;
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
    /// Take these bytes away; what remains is a value.
    Remove(Range<usize>),
    /// Take these bytes away, and do not use what remains.
    Drop(Range<usize>),
    /// Put the field before the closing bracket.
    Add {
        field: &'static str,
        open: usize,
        close: usize,
    },
}

/// Explains an error; `wanted` tells what the text as a whole was to be.
pub(super) fn explain(text: &str, error: &SpannedError, wanted: &dyn Fn() -> Wanted) -> Mistake {
    let outline = Outline::new(text);
    let offset = offset(text, &error.span.end);
    Explainer {
        outline,
        offset,
        wanted,
    }
    .mistake(&error.code)
}

/// Returns the byte at a position of `ron`'s, whose columns count characters.
pub(super) fn offset(text: &str, position: &Position) -> usize {
    let mut start = 0;
    for _ in 1..position.line {
        start += text[start..].find('\n').map_or(0, |end| end + 1);
    }
    let column = text[start..]
        .char_indices()
        .nth(position.col.saturating_sub(1));
    column.map_or(text.len(), |(column, _)| start + column)
}

struct Explainer<'a> {
    outline: Outline<'a>,
    offset: usize,
    wanted: &'a dyn Fn() -> Wanted,
}

impl Explainer<'_> {
    fn mistake(&self, code: &Error) -> Mistake {
        match code {
            Error::NoSuchStructField {
                expected,
                found,
                outer,
            } => self.unknown_field(expected, found, outer.as_deref()),
            Error::DuplicateStructField { field, .. } => self.duplicate_field(field),
            Error::MissingStructField { field, outer } => {
                self.missing_field(field, outer.as_deref())
            }
            Error::NoSuchEnumVariant {
                expected, found, ..
            } => self.unknown_variant(expected, found),
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
        let repair = match self.outline.entry_at(word.start) {
            Some(entry) => Repair::Remove(self.with_comma(&entry)),
            None => Repair::None,
        };
        Mistake {
            diagnostic: diagnostic.suggest(found, known.iter().copied()),
            repair,
        }
    }

    fn duplicate_field(&self, field: &str) -> Mistake {
        let word = self.word_before();
        let message = format!("field `{field}` is given twice");
        let diagnostic = Diagnostic::new(span(&word), message, "the second time");
        let Some(entry) = self.outline.entry_at(word.start) else {
            return Mistake {
                diagnostic,
                repair: Repair::None,
            };
        };
        let repair = Repair::Remove(self.with_comma(&entry));
        let name = self.outline.word(entry.words.start);
        let is_first = |other: &Entry| {
            let word = self.outline.word(other.words.start);
            other.words.start < entry.words.start && (word == name || word == field)
        };
        let first = self
            .outline
            .entries(entry.bracket)
            .into_iter()
            .find(is_first);
        let diagnostic = match first {
            Some(first) => {
                let word = self
                    .outline
                    .bytes(&(first.words.start..first.words.start + 1));
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
        let repair = Repair::Add {
            field,
            open: tokens[open].start,
            close: tokens[tokens[open].pair].start,
        };
        Mistake {
            diagnostic: Diagnostic::new(span(&opening), message, label),
            repair,
        }
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
        Mistake {
            diagnostic: diagnostic.suggest(found, known.iter().copied()),
            repair,
        }
    }

    fn other_name(&self, expected: &str, found: &str) -> Mistake {
        let word = self.word_before();
        let message = format!("expected `{expected}(..)`, found `{found}`");
        let diagnostic = Diagnostic::new(span(&word), message, format!("expected `{expected}`"))
            .help("correct the name or leave it away");
        Mistake {
            diagnostic,
            repair: self.drop_around(word.start),
        }
    }

    fn too_few(&self, expected: &str, found: usize) -> Mistake {
        let values = if found == 1 { "value is" } else { "values are" };
        let message = format!("{found} {values} too few");
        let Some(open) = self.outline.bracket_at(self.offset) else {
            return self.at_value(message, format!("expected {expected}"));
        };
        let opening = self.outline.opening(open);
        let diagnostic = Diagnostic::new(span(&opening), message, format!("expected {expected}"));
        Mistake {
            diagnostic,
            repair: self.drop_around(opening.start),
        }
    }

    /// Handles the error of a type of the format's own: a message and, on a second line, what to do.
    fn refused(&self, message: &str) -> Mistake {
        let (message, help) = match message.split_once('\n') {
            Some((message, help)) => (message, Some(help)),
            None => (message, None),
        };
        let (value, is_whole) = self.value();
        let label = match (self.wanted)() {
            Wanted::Words(words) if is_whole => format!("expected {words}"),
            _ => String::new(),
        };
        let bytes = self.outline.head(&value);
        let mut diagnostic = Diagnostic::new(span(&bytes), message, label);
        diagnostic.help = help.map(str::to_owned);
        Mistake {
            diagnostic,
            repair: self.drop_around(bytes.start),
        }
    }

    fn out_of_bounds(&self) -> Mistake {
        let (value, is_whole) = self.value();
        let wanted = is_whole.then(|| (self.wanted)().words()).flatten();
        let number = shown(self.outline.word(value.start));
        let label = wanted.map_or("out of range".to_owned(), |words| {
            format!("expected {words}")
        });
        self.at_value(format!("the number `{number}` does not fit"), label)
    }

    /// Handles a value of another form than its type has.
    fn shape(&self, code: &Error) -> Mistake {
        let (value, is_whole) = self.value();
        let bytes = self.outline.bytes(&value);
        let name = self.outline.word(value.start);
        let is_name = self.kind(value.start) == Some(Kind::Ident);
        if is_name && *code == Error::ExpectedStructLike && self.offset == bytes.end {
            let message = format!("`{name}` needs its values in round brackets");
            return self.at_value(message, format!("expected `{name}(..)`"));
        }
        let next = self
            .outline
            .tokens
            .get(value.start + 1)
            .filter(|_| value.len() > 1);
        let stopped_at = next
            .filter(|token| is_name && token.start == self.offset)
            .map(|token| token.kind);
        if stopped_at == Some(Kind::Open) {
            let message = format!("`{name}` takes nothing in brackets");
            return self.at_value(message, format!("expected `{name}` alone"));
        }
        if stopped_at == Some(Kind::Colon) {
            let mut mistake = self.at_value(
                format!("`{name}:` has no place here"),
                "expected a value alone",
            );
            mistake.repair = self.drop_bracket(bytes.start);
            return mistake;
        }
        if self.kind(value.start) == Some(Kind::Open) && !is_whole && self.offset == bytes.end {
            let mut mistake =
                self.at_value("a value is missing in these brackets", "expected a value");
            mistake.repair = self.drop_bracket(bytes.end);
            return mistake;
        }
        if *code == Error::ExpectedStructLikeEnd && !is_whole && self.offset == bytes.start {
            return self.at_value("there is one value too many", "expected `)`");
        }
        self.misfit(code, &value, is_whole)
    }

    /// Handles a value that is something else than was wanted.
    fn misfit(&self, code: &Error, value: &Range<usize>, is_whole: bool) -> Mistake {
        let wanted = if is_whole {
            (self.wanted)()
        } else {
            Wanted::Unknown
        };
        let words = wanted.words().or_else(|| self.wanted_by(code, value));
        let found = self.outline.describe(value);
        let (kind, word) = (self.kind(value.start), self.outline.word(value.start));
        let message = match &words {
            Some(words) => format!("expected {words}, found {found}"),
            None => format!("{found} does not fit here"),
        };
        let mut mistake = self.at_value(message, expected(words.clone()));
        let diagnostic = mistake.diagnostic;
        mistake.diagnostic = match (
            wanted,
            hint(words.as_deref().unwrap_or_default(), word, kind),
        ) {
            (Wanted::Enum(variants), _) if kind == Some(Kind::Text) => {
                let text = word.trim_matches('"');
                if variants.contains(&text) {
                    diagnostic.help("choices are written without quotes")
                } else {
                    diagnostic.suggest(text, variants.iter().copied())
                }
            }
            (_, Some(help)) => diagnostic.help(help),
            (_, None) => diagnostic,
        };
        mistake
    }

    /// Says what an error asks for, where only the error tells.
    fn wanted_by(&self, code: &Error, value: &Range<usize>) -> Option<String> {
        let is_number = self.kind(value.start) == Some(Kind::Number);
        let words = match code {
            Error::InvalidValueForType { expected, .. } => return Some(plain_words(expected)),
            Error::ExpectedNamedStructLike(name) if !name.is_empty() => {
                return Some(format!("`{name}(..)`"));
            }
            Error::ExpectedBoolean => "`true` or `false`",
            Error::ExpectedInteger | Error::InvalidIntegerDigit { .. } => "a whole number",
            Error::UnderscoreAtBeginning | Error::FloatUnderscore | Error::ExpectedFloat => {
                "a number"
            }
            Error::ExpectedString => "text in double quotes",
            Error::ExpectedChar => "one character in single quotes",
            Error::ExpectedArray => "a list `[..]`",
            Error::ExpectedMap => "a map `{..}`",
            Error::ExpectedOption => "`Some(..)` or `None`",
            Error::ExpectedUnit => "`()`",
            Error::ExpectedStructLike | Error::ExpectedNamedStructLike(_) => "`(..)`",
            Error::ExpectedIdentifier | Error::SuggestRawIdentifier(_) => self.wanted_name(),
            _ if is_number => "a whole number",
            _ => return None,
        };
        Some(words.to_owned())
    }

    fn wanted_name(&self) -> &'static str {
        match self.outline.entry_at(self.offset) {
            Some(entry) if entry.bracket.is_some() && !entry.is_named() => "a field `name: value`",
            _ => "a name without quotes",
        }
    }

    fn at_value(&self, message: impl Into<String>, label: impl Into<String>) -> Mistake {
        let (value, _) = self.value();
        let bytes = self.outline.head(&value);
        let diagnostic = Diagnostic::new(span(&bytes), message, label);
        Mistake {
            diagnostic,
            repair: self.drop_around(self.outline.bytes(&value).start),
        }
    }

    /// Returns the words of the value that the error is about, and whether it is the whole text.
    fn value(&self) -> (Range<usize>, bool) {
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

    fn kind(&self, word: usize) -> Option<Kind> {
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
    fn drop_around(&self, mut offset: usize) -> Repair {
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
    fn drop_bracket(&self, offset: usize) -> Repair {
        match self.outline.bracket_at(offset) {
            Some(open) => self.drop_around(self.outline.tokens[open].start),
            None => Repair::None,
        }
    }

    fn with_comma(&self, entry: &Entry) -> Range<usize> {
        let comma = self.kind(entry.words.end) == Some(Kind::Comma);
        self.outline
            .bytes(&(entry.words.start..entry.words.end + usize::from(comma)))
    }
}

fn span(bytes: &Range<usize>) -> Span {
    Span::new(bytes.start, bytes.end)
}

fn expected(words: Option<String>) -> String {
    words.map_or_else(
        || "not expected here".to_owned(),
        |words| format!("expected {words}"),
    )
}

/// Says how a value is written, for those who wrote it as in another language.
fn hint(wanted: &str, found: &str, kind: Option<Kind>) -> Option<String> {
    match (wanted, found, kind?) {
        (wanted, "{", _) if wanted.ends_with("(..)`") => {
            Some("fields stand in round brackets: `(name: value, ..)`".to_owned())
        }
        (wanted, "(", _) if wanted.starts_with("a map") => {
            Some("a map is written `{\"name\": value, ..}`".to_owned())
        }
        (wanted, _, Kind::Ident | Kind::Number) if wanted.starts_with("text in double") => {
            Some(format!("write \"{}\" in double quotes", shown(found)))
        }
        (wanted, _, Kind::Number) if wanted.contains('"') => {
            Some("write it in double quotes".to_owned())
        }
        _ => None,
    }
}
