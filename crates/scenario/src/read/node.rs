//! A value of the file together with its place, and the point at which reading recovers.
//!
//! A mistake inside a node goes to the sheet; the node stays, without a value, and whatever stands
//! beside it is read all the same. So the more of a format is nodes, the more mistakes are found at
//! once. Nodes are read by [`read`](super::read()) alone.

use super::sheet::{self, Place};
use super::{repair, token};
use crate::Span;
use ron::value::RawValue;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};

/// A value with its place in the file. Two nodes are equal if their values are, wherever they stand.
#[derive(Clone, Debug)]
pub struct Node<T> {
    span: Span,
    value: Option<T>,
    /// For text without escapes: how far the content is from the start of the literal.
    content: Option<usize>,
}

impl<T> Node<T> {
    /// Makes a node that is not from a file, or not from one place of it.
    pub fn new(span: Span, value: T) -> Self {
        Node { span, value: Some(value), content: None }
    }

    /// Returns the place of the value: without the comments around it.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Returns the value; none if it was missing or unreadable, which is then reported already.
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Returns the place of the bytes `start..end` of a text's content, or of the whole literal where
    /// escapes make offsets useless.
    pub fn inner_span(&self, start: usize, end: usize) -> Span {
        let Some(content) = self.content else {
            return self.span;
        };
        let at = |offset: usize| self.span.start.saturating_add(content).saturating_add(offset);
        let (start, end) = (at(start).min(self.span.end), at(end).min(self.span.end));
        Span::new(start, end.max(start))
    }

    pub(super) fn unread(span: Span) -> Self {
        Node { span, value: None, content: None }
    }

    pub(super) fn into_value(self) -> Option<T> {
        self.value
    }
}

impl<T: PartialEq> PartialEq for Node<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Node<T> {}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Node<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Found::of(<&RawValue>::deserialize(deserializer)?.get_ron()) {
            Found::Text(text, offset) => Ok(Node {
                span: Span::new(offset, offset + text.len()),
                value: repair::read_value(text, offset),
                content: token::content_offset(text),
            }),
            Found::Nothing(span) => Ok(Node::unread(span)),
            Found::Elsewhere(why) => Err(D::Error::custom(why)),
        }
    }
}

/// What is to be read of a node.
enum Found<'a> {
    /// The text of its value, and where that starts in the source.
    Text(&'a str, usize),
    /// Nothing: it is passed over, or stands for something missing.
    Nothing(Span),
    /// It is from no file.
    Elsewhere(&'static str),
}

impl<'a> Found<'a> {
    fn of(raw: &'a str) -> Self {
        if !sheet::is_active() {
            return Found::Elsewhere("nodes are read by `read` alone");
        }
        if sheet::is_skimming() {
            return Found::Nothing(Span::default());
        }
        let text = token::trim(raw);
        match sheet::locate(text) {
            Some(Place::Source(offset)) => Found::Text(text, offset),
            Some(Place::Injected(offset)) => Found::Nothing(Span::new(offset, offset)),
            None => Found::Elsewhere("nodes are read from the text of the file alone"),
        }
    }
}
