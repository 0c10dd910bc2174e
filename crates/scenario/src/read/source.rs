//! The file as a whole: how large it is, whether it is RON at all, and where its value lies.

use super::repair::options;
use super::token::{self, Kind, Token};
use super::{ReadLimits, sheet, syntax};
use crate::{Diagnostic, Span};
use serde::de::IgnoredAny;

/// The deepest nesting that `ron` skips over without running into its own limit.
const DEEPEST: usize = 48;

/// The one value of a file.
pub(super) struct Body<'a> {
    pub(super) text: &'a str,
    /// Where the value starts in the source.
    pub(super) offset: usize,
}

/// Finds the value of a well-formed file, or reports what is wrong with the file.
pub(super) fn body<'a>(source: &'a str, limits: &ReadLimits) -> Option<Body<'a>> {
    if source.len() > limits.bytes {
        let message =
            format!("the file has {} bytes, more than the {} allowed", source.len(), limits.bytes);
        sheet::report(Diagnostic::new(Span::default(), message, "too large"));
        return None;
    }
    let marked = source.len() - source.trim_start_matches('\u{feff}').len();
    let text = &source[marked..];
    let tokens = match token::scan(text, limits.depth.min(DEEPEST)) {
        Ok(tokens) => tokens,
        Err((problem, tokens)) => {
            report(syntax::problem(text, problem, &tokens), marked);
            return None;
        }
    };
    if let Some(place) = crowded(&tokens, limits.entries) {
        let message = format!("there are more than {} entries in these brackets", limits.entries);
        report(Diagnostic::new(place, message, "too many"), marked);
        return None;
    }
    let skipped = skip_attributes(text, &tokens, marked);
    let (text, offset) = (&text[skipped..], marked + skipped);
    if let Err(error) = options().from_str::<IgnoredAny>(text) {
        report(syntax::error(text, &error), offset);
        return None;
    }
    let trimmed = token::trim(text);
    let offset = offset + (trimmed.as_ptr() as usize - text.as_ptr() as usize);
    Some(Body { text: trimmed, offset })
}

/// Finds brackets with more than `most` entries, and returns the place of the opening one.
fn crowded(tokens: &[Token], most: usize) -> Option<Span> {
    let mut open: Vec<(Token, usize)> = Vec::new();
    for token in tokens {
        match token.kind {
            Kind::Open => open.push((*token, 0)),
            Kind::Close => drop(open.pop()),
            Kind::Comma => {
                let (bracket, commas) = open.last_mut()?;
                *commas += 1;
                if *commas > most {
                    return Some(Span::new(bracket.start, bracket.end));
                }
            }
            _ => {}
        }
    }
    None
}

/// Passes over attributes `#![..]` and reports those that are of no use; returns where they end.
fn skip_attributes(text: &str, tokens: &[Token], offset: usize) -> usize {
    let mut end = 0;
    let mut rest = tokens;
    while let [hash, bang, open, ..] = rest {
        let starts = text[hash.start..open.end].starts_with("#![") && open.kind == Kind::Open;
        if !starts || bang.kind != Kind::Other {
            break;
        }
        // Brackets name their partner by its place among all words.
        let before = tokens.len() - rest.len();
        let inside = &rest[..=open.pair - before];
        let words: Vec<&str> =
            inside.iter().take(8).map(|token| &text[token.start..token.end]).collect();
        let close = tokens[open.pair].end;
        if words.concat() != "#![enable(implicit_some)]" {
            let mistake = Diagnostic::new(
                Span::new(hash.start, close),
                "attributes are not used in this file",
                "take this away",
            );
            report(mistake, offset);
        }
        end = close;
        rest = &tokens[open.pair + 1..];
    }
    end
}

/// Reports a mistake of a text that starts at `offset` of the source.
fn report(mistake: Diagnostic, offset: usize) {
    let place = |span: Span| Span::new(span.start + offset, span.end + offset);
    let related = mistake.related.into_iter().map(|(span, label)| (place(span), label)).collect();
    sheet::report(Diagnostic { span: place(mistake.span), related, ..mistake });
}
