//! Values that are something else than was wanted: another type, another form, out of range.
//!
//! `ron` reads as far as a value fits and then misses a comma or a bracket. What was wanted is asked
//! of the type where the value is the whole text, and taken from the error where it is not.

use super::expected::{Wanted, plain_words};
use super::ron_error::{Explainer, Mistake, span};
use super::text::shown;
use super::token::Kind;
use crate::Diagnostic;
use ron::error::Error;
use std::ops::Range;

impl Explainer<'_> {
    /// Handles the error of a type of the format's own: a message and, on a second line, what to do.
    pub(super) fn refused(&self, message: &str) -> Mistake {
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
        Mistake { diagnostic, repair: self.drop_around(bytes.start) }
    }

    /// Handles a whole number beyond the range of its type.
    pub(super) fn out_of_bounds(&self) -> Mistake {
        let (value, is_whole) = self.value();
        let wanted = is_whole.then(|| (self.wanted)().words()).flatten();
        let number = shown(self.outline.word(value.start));
        let label = wanted.map_or("out of range".to_owned(), |words| format!("expected {words}"));
        self.at_value(format!("the number `{number}` does not fit"), label)
    }

    /// Handles a value of another form than its type has.
    pub(super) fn shape(&self, code: &Error) -> Mistake {
        let (value, is_whole) = self.value();
        let bytes = self.outline.bytes(&value);
        let name = self.outline.word(value.start);
        let is_name = self.kind(value.start) == Some(Kind::Ident);
        if is_name && *code == Error::ExpectedStructLike && self.offset == bytes.end {
            let message = format!("`{name}` needs its values in round brackets");
            return self.at_value(message, format!("expected `{name}(..)`"));
        }
        let next = self.outline.tokens.get(value.start + 1).filter(|_| value.len() > 1);
        let stopped_at =
            next.filter(|token| is_name && token.start == self.offset).map(|token| token.kind);
        if stopped_at == Some(Kind::Open) {
            let message = format!("`{name}` takes nothing in brackets");
            return self.at_value(message, format!("expected `{name}` alone"));
        }
        if stopped_at == Some(Kind::Colon) {
            let mut mistake =
                self.at_value(format!("`{name}:` has no place here"), "expected a value alone");
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
        let wanted = if is_whole { (self.wanted)() } else { Wanted::Unknown };
        let words = wanted.words().or_else(|| self.wanted_by(code, value));
        let found = self.outline.describe(value);
        let (kind, word) = (self.kind(value.start), self.outline.word(value.start));
        let message = match &words {
            Some(words) => format!("expected {words}, found {found}"),
            None => format!("{found} does not fit here"),
        };
        let mut mistake = self.at_value(message, expected(words.clone()));
        let diagnostic = mistake.diagnostic;
        mistake.diagnostic = match (wanted, hint(words.as_deref().unwrap_or_default(), word, kind))
        {
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
}

fn expected(words: Option<String>) -> String {
    words.map_or_else(|| "not expected here".to_owned(), |words| format!("expected {words}"))
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
        (wanted, _, Kind::Ident | Kind::Number) if wanted.ends_with("in double quotes") => {
            Some(format!("write \"{}\" in double quotes", shown(found)))
        }
        (wanted, _, Kind::Number) if wanted.contains('"') => {
            Some("write it in double quotes".to_owned())
        }
        _ => None,
    }
}
