//! The words of a RON text with their places: brackets, literals, names, punctuation.
//!
//! This is no parser: `ron` alone decides what a file means. Words serve to find the stretch that a
//! mistake of `ron`'s belongs to, and to see unclosed brackets and quotes before `ron` does, which
//! would report them far from where they are.

/// A word of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// Offset of the first byte.
    pub(crate) start: usize,
    /// Offset after the last byte.
    pub(crate) end: usize,
    /// For a bracket: the index of its partner.
    pub(crate) pair: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `(`, `[` or `{`.
    Open,
    /// `)`, `]` or `}`.
    Close,
    Comma,
    Colon,
    /// A name without quotes, also `true` and `None`.
    Ident,
    /// Text in double quotes, raw or not; bytes too.
    Text,
    /// A character in single quotes.
    Char,
    Number,
    /// Anything else: one character.
    Other,
}

/// What keeps a text from being cut into words and brackets, with offsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// A block comment that starts here does not end.
    OpenComment { start: usize },
    /// A text literal that starts here does not end.
    OpenText { start: usize },
    /// Text in single quotes.
    SingleQuotes { start: usize, end: usize },
    /// An opening bracket without a closing one.
    NeverClosed { open: usize },
    /// A closing bracket of another kind than the opening one.
    Mismatch { open: usize, close: usize },
    /// A closing bracket where nothing is open.
    Stray { close: usize },
    /// The bracket with which the nesting gets deeper than allowed.
    TooDeep { open: usize },
}

/// Cuts a text into words; brackets may nest `depth` deep.
pub(crate) fn scan(text: &str, depth: usize) -> Result<Vec<Token>, (Problem, Vec<Token>)> {
    let mut scanner = Scanner { text, at: 0, tokens: Vec::new(), open: Vec::new(), depth };
    match scanner.run() {
        Ok(()) => Ok(scanner.tokens),
        Err(problem) => Err((problem, scanner.tokens)),
    }
}

/// Cuts a text that is known to be well formed into words.
pub(crate) fn words(text: &str) -> Vec<Token> {
    scan(text, usize::MAX).unwrap_or_else(|(_, tokens)| tokens)
}

/// Returns the text without the blanks and comments around its value.
pub(crate) fn trim(text: &str) -> &str {
    if !text.contains("//") && !text.contains("/*") {
        return text.trim_matches(is_blank);
    }
    let tokens = words(text);
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => &text[first.start..last.end],
        _ => text,
    }
}

/// Returns where the content of a text literal starts, if its bytes stand there as they are.
pub(crate) fn content_offset(literal: &str) -> Option<usize> {
    if literal.starts_with('"') {
        return (!literal.contains('\\')).then_some(1);
    }
    let hashes = literal.strip_prefix('r')?;
    let content = hashes.trim_start_matches('#').strip_prefix('"')?;
    Some(literal.len() - content.len())
}

/// Tells what RON takes for white space.
pub(crate) fn is_blank(c: char) -> bool {
    const OTHERS: &str = "\u{b}\u{c}\u{85}\u{200e}\u{200f}\u{2028}\u{2029}";
    matches!(c, ' ' | '\t' | '\n' | '\r') || OTHERS.contains(c)
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    open: Vec<usize>,
    depth: usize,
}

impl<'a> Scanner<'a> {
    fn run(&mut self) -> Result<(), Problem> {
        loop {
            self.skip_blanks()?;
            let Some(c) = self.rest().chars().next() else {
                break;
            };
            match c {
                '(' | '[' | '{' => self.open()?,
                ')' | ']' | '}' => self.close(c)?,
                ',' => self.push(Kind::Comma, 1),
                ':' => self.push(Kind::Colon, 1),
                _ => self.word(c)?,
            }
        }
        match self.open.first() {
            Some(open) => Err(Problem::NeverClosed { open: self.tokens[*open].start }),
            None => Ok(()),
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: Kind, len: usize) {
        let (start, end) = (self.at, self.at + len);
        self.tokens.push(Token { kind, start, end, pair: self.tokens.len() });
        self.at = end;
    }

    fn skip_blanks(&mut self) -> Result<(), Problem> {
        loop {
            self.at = self.text.len() - self.rest().trim_start_matches(is_blank).len();
            if self.rest().starts_with("//") {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            } else if self.rest().starts_with("/*") {
                self.at +=
                    comment_len(self.rest()).ok_or(Problem::OpenComment { start: self.at })?;
            } else {
                return Ok(());
            }
        }
    }

    fn open(&mut self) -> Result<(), Problem> {
        if self.open.len() >= self.depth {
            return Err(Problem::TooDeep { open: self.at });
        }
        self.open.push(self.tokens.len());
        self.push(Kind::Open, 1);
        Ok(())
    }

    fn close(&mut self, c: char) -> Result<(), Problem> {
        let close = self.at;
        let Some(open) = self.open.pop() else {
            return Err(Problem::Stray { close });
        };
        let start = self.tokens[open].start;
        if closing(&self.text[start..]) != Some(c) {
            return Err(Problem::Mismatch { open: start, close });
        }
        self.tokens[open].pair = self.tokens.len();
        self.push(Kind::Close, 1);
        if let Some(token) = self.tokens.last_mut() {
            token.pair = open;
        }
        Ok(())
    }

    fn word(&mut self, c: char) -> Result<(), Problem> {
        if let Some(literal) = text_literal(self.rest()) {
            let len = literal.ok_or(Problem::OpenText { start: self.at })?;
            self.push(Kind::Text, len);
        } else if c == '\'' || self.rest().starts_with("b'") {
            self.character()?;
        } else if c.is_ascii_digit() || "+-.".contains(c) {
            self.push(Kind::Number, number_len(self.rest()));
        } else if let Some(len) = ident_len(self.rest()) {
            self.push(Kind::Ident, len);
        } else {
            self.push(Kind::Other, c.len_utf8());
        }
        Ok(())
    }

    fn character(&mut self) -> Result<(), Problem> {
        let start = self.rest().find('\'').unwrap_or_default() + 1;
        let content = &self.rest()[start..];
        // The first character is the content, even if it is a quote; after a backslash so is the next.
        let escaped = content.starts_with('\\');
        let mut line = content.char_indices().take_while(|(_, c)| *c != '\n');
        let own = line.by_ref().take(if escaped { 2 } else { 1 }).count();
        match line.find(|(_, c)| *c == '\'') {
            Some((len, _)) if escaped || content[..len].chars().count() == own => {
                self.push(Kind::Char, start + len + 1);
                Ok(())
            }
            Some((len, _)) => {
                Err(Problem::SingleQuotes { start: self.at, end: self.at + start + len + 1 })
            }
            None => {
                self.push(Kind::Other, start);
                Ok(())
            }
        }
    }
}

/// Returns the bracket that closes the one with which the text starts.
pub(crate) fn closing(text: &str) -> Option<char> {
    match text.chars().next()? {
        '(' => Some(')'),
        '[' => Some(']'),
        '{' => Some('}'),
        _ => None,
    }
}

/// Returns the length of the block comment at the start; they nest.
fn comment_len(text: &str) -> Option<usize> {
    let mut at = 2;
    let mut level = 1;
    while level > 0 {
        at += text[at..].find(['/', '*'])?;
        if text[at..].starts_with("/*") {
            level += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            level -= 1;
            at += 2;
        } else {
            at += 1;
        }
    }
    Some(at)
}

/// Returns the length of the text literal at the start: none inside if it does not end.
fn text_literal(text: &str) -> Option<Option<usize>> {
    let prefix = if text.starts_with('b') { 1 } else { 0 };
    let body = &text[prefix..];
    if body.starts_with('"') {
        return Some(quoted_len(body).map(|len| prefix + len));
    }
    let raw = body.strip_prefix('r')?;
    let content = raw.trim_start_matches('#').strip_prefix('"')?;
    let hashes = raw.len() - content.len() - 1;
    let start = text.len() - content.len();
    let end = content.find(&format!("\"{}", "#".repeat(hashes)));
    Some(end.map(|end| start + end + 1 + hashes))
}

fn quoted_len(text: &str) -> Option<usize> {
    let mut at = 1;
    loop {
        at += text[at..].find(['"', '\\'])?;
        if text[at..].starts_with('"') {
            return Some(at + 1);
        }
        at += 1 + text[at + 1..].chars().next()?.len_utf8();
    }
}

fn number_len(text: &str) -> usize {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let sign = matches!(c, '+' | '-') && (at == 0 || matches!(before, 'e' | 'E'));
        if !(sign || c.is_alphanumeric() || matches!(c, '_' | '.')) {
            return at;
        }
        before = c;
    }
    text.len()
}

/// Returns the length of the name at the start, also of a raw one such as `r#type`.
fn ident_len(text: &str) -> Option<usize> {
    if let Some(raw) = text.strip_prefix("r#") {
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '+' | '-');
        return Some(2 + raw.find(|c| !fits(c)).unwrap_or(raw.len()));
    }
    let first = text.chars().next()?;
    if !(first.is_alphabetic() || first == '_') {
        return None;
    }
    Some(text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> =
            words(text).iter().map(|token| &text[token.start..token.end]).collect();
        assert_eq!(found, expected, "in {text}");
    }

    #[test]
    fn words_are_cut_as_ron_cuts_them() {
        check("A(b: 1.5e-3, /* ( /* ) */ */ c)", &["A", "(", "b", ":", "1.5e-3", ",", "c", ")"]);
        check(
            r##"["a\"b", r#"c"d"#, b"e"] // ("##,
            &["[", r#""a\"b""#, ",", r##"r#"c"d"#"##, ",", "b\"e\"", "]"],
        );
        check("'(' '\\'' '\\n' b'x' r#type", &["'('", "'\\''", "'\\n'", "b'x'", "r#type"]);
    }

    #[test]
    fn what_is_not_closed_is_found() {
        let problem = |text| scan(text, 9).err().map(|(problem, _)| problem);
        assert_eq!(problem("(a"), Some(Problem::NeverClosed { open: 0 }));
        assert_eq!(problem("(]"), Some(Problem::Mismatch { open: 0, close: 1 }));
        assert_eq!(problem("a)"), Some(Problem::Stray { close: 1 }));
        assert_eq!(problem("a /* "), Some(Problem::OpenComment { start: 2 }));
        assert_eq!(problem("a \"b"), Some(Problem::OpenText { start: 2 }));
        assert_eq!(problem("'ab'"), Some(Problem::SingleQuotes { start: 0, end: 4 }));
        assert_eq!(problem(&"[".repeat(10)), Some(Problem::TooDeep { open: 9 }));
    }

    #[test]
    fn comments_around_a_value_are_trimmed() {
        assert_eq!(trim(" /* a */ 5 // b\n"), "5");
        assert_eq!(trim("\"http://a\""), "\"http://a\"");
        assert_eq!(trim("[1, /* 2 */] /* /* */ */"), "[1, /* 2 */]");
    }
}
