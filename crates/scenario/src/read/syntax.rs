//! Text that is no RON at all: one mistake, where it is, in plain words.
//!
//! What follows a slip of syntax cannot be told apart from its consequences, so only the first one
//! is reported, and nothing of the file is read.

use super::outline::Outline;
use super::ron_error::offset;
use super::text::shown;
use super::token::{Kind, Problem, Token, closing};
use crate::{Diagnostic, Span};
use ron::error::{Error, SpannedError};

/// Explains what keeps a text from being cut into words and brackets.
pub(super) fn problem(text: &str, problem: Problem, tokens: &[Token]) -> Diagnostic {
    let one = |at: usize| Span::new(at, at + text[at..].chars().next().map_or(0, char::len_utf8));
    let word = |at: usize| text[at..].chars().next().unwrap_or(' ');
    // A missing quote turns text and words around, up to wherever that no longer goes unnoticed.
    if let Some(start) = runaway(text, tokens) {
        return open_text(text, start);
    }
    match problem {
        Problem::OpenComment { start } => Diagnostic::new(
            Span::new(start, start + 2),
            "the comment is never closed",
            "expected `*/` after this",
        ),
        Problem::OpenText { start } => open_text(text, start),
        Problem::SingleQuotes { start, end } => Diagnostic::new(
            Span::new(start, end),
            "text is written in double quotes",
            "in single quotes",
        ),
        Problem::NeverClosed { open } => {
            let open = outdented(text, tokens).unwrap_or(open);
            let message = format!("this `{}` is never closed", word(open));
            let close = closing(&text[open..]).unwrap_or(')');
            Diagnostic::new(one(open), message, format!("expected a `{close}` for it"))
        }
        Problem::Mismatch { open, close } => {
            let expected = closing(&text[open..]).unwrap_or(')');
            let message = format!("`{}` does not close `{}`", word(close), word(open));
            Diagnostic::new(one(close), message, format!("expected `{expected}`"))
                .also(one(open), "opened here")
        }
        Problem::Stray { close } if let Some(end) = early_end(tokens) => {
            let (open, end) = (tokens[tokens[end].pair].start, tokens[end].start);
            let message = format!("this `{}` ends the file, and more follows", word(end));
            Diagnostic::new(one(end), message, "nothing may follow")
                .also(one(open), "it closes this")
                .also(one(close), "nothing is left that this could close")
        }
        Problem::Stray { close } => {
            let message = format!("there is nothing that this `{}` could close", word(close));
            Diagnostic::new(one(close), message, "one too many")
        }
        Problem::TooDeep { open } => {
            Diagnostic::new(one(open), "brackets are nested too deeply", "one level too many")
        }
    }
}

/// Finds the text that probably lacks its quote: the first over several lines that runs into a word.
fn runaway(text: &str, tokens: &[Token]) -> Option<usize> {
    let runs_on = |token: &&Token| {
        token.kind == Kind::Text
            && text[token.start..token.end].contains('\n')
            && text[token.end..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
    };
    tokens.iter().find(runs_on).map(|token| token.start)
}

/// Finds the bracket that closes the whole although more words follow.
fn early_end(tokens: &[Token]) -> Option<usize> {
    let first = tokens.iter().position(|token| token.kind == Kind::Open)?;
    let end = tokens[first].pair;
    (end > first && end + 1 < tokens.len()).then_some(end)
}

/// Points at a text without an end.
fn open_text(text: &str, start: usize) -> Diagnostic {
    let line = text[start..].split(['\r', '\n']).next().unwrap_or_default();
    let span = Span::new(start, start + line.len());
    Diagnostic::new(span, "the text is never closed", "expected a `\"` at its end")
}

/// Finds the bracket that lacks its partner by a closing one that stands further left than its line.
fn outdented(text: &str, tokens: &[Token]) -> Option<usize> {
    let suspicious = |(at, token): &(usize, &Token)| {
        if token.kind != Kind::Open || token.pair == *at {
            return false;
        }
        let close = tokens[token.pair].start;
        let leads = text[..close].rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
        leads && indent(text, close) < indent(text, token.start)
    };
    let found = tokens.iter().enumerate().rfind(suspicious);
    found.map(|(_, token)| token.start)
}

/// Returns how many blanks the line of an offset starts with.
fn indent(text: &str, offset: usize) -> usize {
    let start = text[..offset].rfind('\n').map_or(0, |end| end + 1);
    let line = &text[start..];
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Explains an error of `ron`'s about a text whose brackets and quotes are in order.
pub(super) fn error(text: &str, error: &SpannedError) -> Diagnostic {
    let outline = Outline::new(text);
    if let Some(start) = runaway(text, &outline.tokens) {
        return open_text(text, start);
    }
    let offset = offset(text, &error.span.end);
    let next = outline.tokens.iter().position(|token| token.end > offset);
    let Some(next) = next else {
        let end = outline
            .tokens
            .last()
            .map_or(Span::default(), |token| Span::new(token.start, token.end));
        let message =
            if outline.tokens.is_empty() { "the file is empty" } else { "the file ends too early" };
        return Diagnostic::new(end, message, "expected a value");
    };
    if let Some(mistake) = run_on(&outline, next) {
        return mistake;
    }
    let token = outline.tokens[next];
    let word = shown(outline.word(next));
    let span = Span::new(token.start, token.end);
    match &error.code {
        Error::TrailingCharacters => {
            let message = format!("unexpected `{word}` after the end");
            with_hint(Diagnostic::new(span, message, "expected nothing more"), &outline, next)
        }
        Error::ExpectedComma => expected_comma(&outline, next),
        Error::ExpectedMapColon => {
            let message = format!("expected `:`, found `{word}`");
            Diagnostic::new(span, message, "expected `:` before this")
                .help("an entry is written `name: value`")
        }
        Error::InvalidEscape(what) => {
            let message = format!("a wrong escape in the text: {}", what.to_lowercase());
            Diagnostic::new(first_line(&outline, span), message, "a `\\` starts an escape")
                .help("write `\\\\` for a backslash")
        }
        Error::SuggestRawIdentifier(name)
            if name.starts_with(char::is_alphabetic) && text[token.start..].starts_with(name) =>
        {
            let span = Span::new(token.start, token.start + name.len());
            let message = format!("`{}` is not a name", shown(name));
            Diagnostic::new(span, message, "names have letters, digits and `_`")
        }
        Error::ExpectedIdentifier | Error::SuggestRawIdentifier(_) => {
            let message = format!("expected a field name, found `{word}`");
            Diagnostic::new(span, message, "expected `name: value`")
        }
        Error::NoSuchExtension(name) => {
            Diagnostic::new(span, format!("there is no extension `{name}`"), "not known to RON")
        }
        _ if token.kind == Kind::Number => {
            Diagnostic::new(span, format!("`{word}` is not a number"), "expected a number")
        }
        _ => Diagnostic::new(span, format!("unexpected `{word}`"), "expected a value"),
    }
}

/// Explains words that run into each other, such as `foo-bar` and `10s`.
fn run_on(outline: &Outline<'_>, next: usize) -> Option<Diagnostic> {
    let is_word = |token: &&Token| matches!(token.kind, Kind::Ident | Kind::Number);
    let token = outline.tokens.get(next).filter(is_word)?;
    let before = outline.tokens.get(next.checked_sub(1)?).filter(is_word);
    let start = match before {
        Some(before) if before.end == token.start => before.start,
        _ if token.kind == Kind::Number => token.start,
        _ => return None,
    };
    let word = &outline.text[start..token.end];
    // A number that `ron` read up to its end is in order.
    let is_odd = start < token.start || word.contains(char::is_alphabetic);
    let message = format!("`{}` is no value", shown(word));
    let diagnostic = Diagnostic::new(Span::new(start, token.end), message, "not a value");
    is_odd.then(|| {
        diagnostic.help(format!("if it is text, write \"{}\" in double quotes", shown(word)))
    })
}

/// Explains a missing comma, which is what `ron` misses first wherever something else is wrong.
fn expected_comma(outline: &Outline<'_>, next: usize) -> Diagnostic {
    let token = outline.tokens[next];
    let span = first_line(outline, Span::new(token.start, token.end));
    let bracket = outline.bracket_at(token.start);
    let close = bracket.and_then(|open| closing(outline.word(open))).unwrap_or(')');
    let message = format!("expected `,` or `{close}`, found `{}`", shown(outline.word(next)));
    with_hint(Diagnostic::new(span, message, "expected `,` before this"), outline, next)
}

/// Adds how it is written, for those who wrote the word at `next` as in another language.
fn with_hint(diagnostic: Diagnostic, outline: &Outline<'_>, next: usize) -> Diagnostic {
    let Some(before) = next.checked_sub(1) else {
        return diagnostic;
    };
    match (outline.tokens[before].kind, outline.word(next)) {
        (Kind::Ident, "=") => diagnostic.help("a field is written `name: value`"),
        (Kind::Text, ":") => diagnostic.help("field names stand without quotes"),
        (Kind::Ident, "{") => {
            diagnostic.help("fields stand in round brackets: `Name(field: value)`")
        }
        (_, ";") => diagnostic.help("fields are separated by commas"),
        _ => diagnostic,
    }
}

fn first_line(outline: &Outline<'_>, span: Span) -> Span {
    let line = outline.text[span.start..span.end].split(['\r', '\n']).next().unwrap_or_default();
    Span::new(span.start, span.start + line.len())
}
