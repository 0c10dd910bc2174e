//! Cuts the text of an expression into tokens.
//!
//! Signs of other languages (`&&`, `=`, double quotes) are reported and read as what they mean, so
//! that the parser can go on to find more. Whether a word is a keyword is the parser's decision.

use crate::{Diagnostic, Span};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token<'a> {
    /// Digits; one more than the largest integer is let through, for the sake of the smallest.
    Integer(u64),
    Number(f64),
    Text(String),
    Word(&'a str),
    Mark(&'static str),
}

/// The magnitude of the smallest integer, which only a minus sign makes an integer.
pub(super) const SMALLEST: u64 = 1 << 63;

/// Signs as written and as meant, longer ones first.
const SIGNS: &[(&str, &str)] = &[
    ("===", "=="),
    ("!==", "!="),
    ("==", "=="),
    ("!=", "!="),
    ("<=", "<="),
    (">=", ">="),
    ("<>", "!="),
    ("=>", ">="),
    ("=<", "<="),
    ("&&", "and"),
    ("||", "or"),
    ("=", "=="),
    ("!", "not"),
    ("&", "and"),
    ("|", "or"),
    ("<", "<"),
    (">", ">"),
    ("(", "("),
    (")", ")"),
    ("[", "["),
    ("]", "]"),
    ("{", "{"),
    ("}", "}"),
    (",", ","),
    (":", ":"),
    (".", "."),
    ("+", "+"),
    ("-", "-"),
    ("*", "*"),
    ("/", "/"),
    ("%", "%"),
];

/// Cuts `text`; none when the tokens would be too broken to parse.
pub(crate) fn lex<'a>(
    text: &'a str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<(Token<'a>, Span)>> {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new(), diagnostics, broken: false };
    while let Some(c) = lexer.rest().chars().next() {
        match c {
            c if c.is_whitespace() => lexer.at += c.len_utf8(),
            c if c.is_ascii_alphabetic() || c == '_' => lexer.word(),
            c if c.is_ascii_digit() => lexer.number(),
            '\'' | '"' => lexer.quoted(c),
            c => lexer.sign(c),
        }
    }
    (!lexer.broken).then_some(lexer.tokens)
}

struct Lexer<'a, 'd> {
    text: &'a str,
    at: usize,
    tokens: Vec<(Token<'a>, Span)>,
    diagnostics: &'d mut Vec<Diagnostic>,
    broken: bool,
}

impl<'a> Lexer<'a, '_> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Passes the next `bytes` bytes and returns where they are.
    fn pass(&mut self, bytes: usize) -> Span {
        let start = self.at;
        self.at += bytes;
        Span::new(start, self.at)
    }

    fn break_off(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
        self.broken = true;
    }

    fn word(&mut self) {
        let word = leading(self.rest(), is_word);
        let span = self.pass(word.len());
        self.tokens.push((Token::Word(word), span));
    }

    fn number(&mut self) {
        let rest = self.rest();
        let mut length = leading(rest, is_digit).len();
        let fraction = rest[length..].strip_prefix('.').map_or("", |rest| leading(rest, is_digit));
        if !fraction.is_empty() {
            length += 1 + fraction.len();
        }
        let tail = leading(&rest[length..], is_word);
        let digits = &rest[..length];
        let span = self.pass(length + tail.len());
        let token = if !tail.is_empty() {
            Err(Diagnostic::new(span, format!("`{digits}{tail}` is not a number"), "not a number")
                .help("a number has digits and at most one point, as in `12` and `0.5`"))
        } else if fraction.is_empty() {
            let integer = digits.parse().ok().filter(|integer| *integer <= SMALLEST);
            integer.map(Token::Integer).ok_or_else(|| too_large(span))
        } else {
            let number = digits.parse().ok().filter(|number: &f64| number.is_finite());
            number.map(Token::Number).ok_or_else(|| {
                Diagnostic::new(span, "this number is too large", "not a finite number")
            })
        };
        match token {
            Ok(token) => self.tokens.push((token, span)),
            Err(diagnostic) => self.break_off(diagnostic),
        }
    }

    fn quoted(&mut self, quote: char) {
        let start = self.at;
        let mut text = String::new();
        loop {
            self.at += 1;
            let rest = self.rest();
            let Some(end) = rest.find(quote) else {
                let message = "this text is not closed";
                let span = Span::new(start, start + 1);
                let diagnostic = Diagnostic::new(span, message, "opened here");
                self.at = self.text.len();
                return self.break_off(diagnostic.help(format!("add a closing `{quote}`")));
            };
            text.push_str(&rest[..end]);
            self.at += end + 1;
            if quote == '\'' && self.rest().starts_with(quote) {
                text.push(quote);
            } else {
                break;
            }
        }
        let span = Span::new(start, self.at);
        if quote == '"' {
            let diagnostic = Diagnostic::new(span, "text goes in single quotes", "double quotes");
            let meant = text.replace('\'', "''");
            self.diagnostics.push(diagnostic.help(format!("write `'{meant}'`")));
        }
        self.tokens.push((Token::Text(text), span));
    }

    fn sign(&mut self, c: char) {
        let rest = self.rest();
        let Some((written, meant)) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) else {
            let span = self.pass(c.len_utf8());
            let message = format!("`{c}` means nothing in an expression");
            return self.break_off(Diagnostic::new(span, message, "not expected"));
        };
        let span = self.pass(written.len());
        if written != meant {
            let message = format!("there is no operator `{written}`");
            let diagnostic = Diagnostic::new(span, message, "not an operator");
            self.diagnostics.push(diagnostic.help(format!("write `{meant}`")));
        }
        let is_word = meant.starts_with(|c: char| c.is_ascii_alphabetic());
        self.tokens.push((if is_word { Token::Word(meant) } else { Token::Mark(meant) }, span));
    }
}

pub(super) fn too_large(span: Span) -> Diagnostic {
    let label = format!("the largest integer is {}", i64::MAX);
    Diagnostic::new(span, "this integer is too large", label)
}

fn leading(text: &str, matches: fn(char) -> bool) -> &str {
    let end = text.find(|c| !matches(c)).unwrap_or(text.len());
    &text[..end]
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}
