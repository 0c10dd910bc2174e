//! Which entry of which bracket stands at an offset: what a mistake belongs to.

use super::token::{Kind, Token, words};
use std::ops::Range;

/// A text cut into words, to be asked about places in it.
pub(crate) struct Outline<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: Vec<Token>,
}

/// One entry between the commas of a bracket, or the whole text outside of all brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The words of the entry, without the comma.
    pub(crate) words: Range<usize>,
    /// The words of its value: after the colon, if there is one.
    pub(crate) value: Range<usize>,
    /// The bracket in which it stands; none for the whole text.
    pub(crate) bracket: Option<usize>,
}

impl Entry {
    /// Tells whether the entry has a name or key before its value.
    pub(crate) fn is_named(&self) -> bool {
        self.value.start > self.words.start
    }
}

impl<'a> Outline<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Outline { text, tokens: words(text) }
    }

    /// Returns the innermost bracket around an offset: inside of both its characters.
    pub(crate) fn bracket_at(&self, offset: usize) -> Option<usize> {
        let around = |open: &Token| {
            open.kind == Kind::Open
                && open.end <= offset
                && offset <= self.tokens[open.pair].start
                && self.tokens[open.pair].start >= open.end
        };
        self.tokens.iter().rposition(around)
    }

    /// Returns the entry at an offset, the one before it rather than the one after it.
    pub(crate) fn entry_at(&self, offset: usize) -> Option<Entry> {
        let bracket = self.bracket_at(offset);
        self.entries(bracket)
            .into_iter()
            .find(|entry| !entry.words.is_empty() && offset <= self.tokens[entry.words.end - 1].end)
    }

    /// Returns the entries of a bracket; for no bracket the whole text as one entry.
    pub(crate) fn entries(&self, bracket: Option<usize>) -> Vec<Entry> {
        let Some(open) = bracket else {
            return vec![self.entry(0..self.tokens.len(), None)];
        };
        let close = self.tokens[open].pair;
        let mut entries = Vec::new();
        let mut start = open + 1;
        let mut at = start;
        while at < close {
            if self.tokens[at].kind == Kind::Comma {
                entries.push(self.entry(start..at, bracket));
                start = at + 1;
            }
            at = self.next(at);
        }
        if start < close {
            entries.push(self.entry(start..close, bracket));
        }
        entries
    }

    fn entry(&self, words: Range<usize>, bracket: Option<usize>) -> Entry {
        let mut at = words.start;
        while bracket.is_some() && at < words.end {
            if self.tokens[at].kind == Kind::Colon {
                return Entry { value: at + 1..words.end, words, bracket };
            }
            at = self.next(at);
        }
        Entry { value: words.clone(), words, bracket }
    }

    /// Returns the word after the one at `at`, over a whole bracket.
    fn next(&self, at: usize) -> usize {
        match self.tokens[at].kind {
            Kind::Open => self.tokens[at].pair.max(at) + 1,
            _ => at + 1,
        }
    }

    /// Returns the bytes of some words.
    pub(crate) fn bytes(&self, words: &Range<usize>) -> Range<usize> {
        match (self.tokens.get(words.start), words.end.checked_sub(1)) {
            (Some(first), Some(last)) if last >= words.start => first.start..self.tokens[last].end,
            _ => self.text.len()..self.text.len(),
        }
    }

    /// Returns the bytes to underline for some words: all of a short stretch, else how it begins.
    pub(crate) fn head(&self, words: &Range<usize>) -> Range<usize> {
        let all = self.bytes(words);
        if all.len() <= 40 && !self.text[all.clone()].contains('\n') {
            return all;
        }
        let opens = |at: usize| self.tokens.get(at).is_some_and(|token| token.kind == Kind::Open);
        match words.start {
            first if opens(first) => self.bytes(&(first..first + 1)),
            first if words.len() > 1 && opens(first + 1) => self.bytes(&(first..first + 2)),
            first if words.len() == 1 => self.first_line(self.bytes(&(first..first + 1))),
            first => self.bytes(&(first..first + 1)),
        }
    }

    fn first_line(&self, bytes: Range<usize>) -> Range<usize> {
        let line = self.text[bytes.clone()].split(['\r', '\n']).next().unwrap_or_default();
        bytes.start..bytes.start + line.len()
    }

    /// Returns the bytes that open a bracket: with the name before it, if there is one.
    pub(crate) fn opening(&self, open: usize) -> Range<usize> {
        match open.checked_sub(1) {
            Some(name) if self.tokens[name].kind == Kind::Ident => self.bytes(&(name..open + 1)),
            _ => self.bytes(&(open..open + 1)),
        }
    }

    /// Returns the word that ends at an offset, else the one that covers or follows it.
    pub(crate) fn word_at(&self, offset: usize) -> Option<usize> {
        self.tokens
            .iter()
            .position(|token| token.end == offset)
            .or_else(|| self.tokens.iter().position(|token| token.end > offset))
    }

    /// Returns the text of a word.
    pub(crate) fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| &self.text[token.start..token.end])
    }

    /// Says what some words are, in the words of a reader.
    pub(crate) fn describe(&self, words: &Range<usize>) -> String {
        let Some(first) = self.tokens.get(words.start).filter(|_| !words.is_empty()) else {
            return "nothing".to_owned();
        };
        let word = self.word(words.start);
        let next = if words.len() > 1 { self.word(words.start + 1) } else { "" };
        match (first.kind, word) {
            (Kind::Text, _) if word.len() <= 32 && !word.contains('\n') => {
                format!("the text {word}")
            }
            (Kind::Text, _) => "text".to_owned(),
            (Kind::Number, _) => format!("the number `{}`", super::text::shown(word)),
            (Kind::Char, _) => format!("the character {word}"),
            (Kind::Ident, _) if next == ":" => format!("the field `{word}`"),
            (Kind::Ident, _) if next == "(" => format!("`{word}(..)`"),
            (Kind::Open, "(") if first.pair == words.start + 1 => "`()`".to_owned(),
            (Kind::Open, "(") => "`(..)`".to_owned(),
            (Kind::Open, "[") => "a list".to_owned(),
            (Kind::Open, _) => "a map".to_owned(),
            _ => format!("`{}`", super::text::shown(word)),
        }
    }
}
