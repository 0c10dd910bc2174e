//! Named things of the file: a map `{"name": value, ..}` in written order.
//!
//! RON lets the last of two equal keys win, silently; a table reports the second and keeps the
//! first. Like a node, a table is a point at which reading recovers.

use super::node::Node;
use super::sheet;
use crate::{Diagnostic, Span};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// Values under unique names, in written order. Two tables are equal if their names and values are.
#[derive(Clone, Debug)]
pub struct Table<T> {
    span: Span,
    is_unread: bool,
    entries: Vec<(Node<String>, Node<T>)>,
    index: BTreeMap<String, usize>,
}

impl<T> Table<T> {
    /// Returns the place of the whole map; empty for a table that the file does not have.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Tells whether the map was missing or unreadable as a whole, which is then reported already.
    pub fn is_unread(&self) -> bool {
        self.is_unread
    }

    /// Iterates over names and values in written order.
    pub fn iter(&self) -> impl Iterator<Item = (&Node<String>, &Node<T>)> {
        self.entries.iter().map(|(name, value)| (name, value))
    }

    /// Returns the value under `name`.
    pub fn get(&self, name: &str) -> Option<&Node<T>> {
        self.index.get(name).map(|at| &self.entries[*at].1)
    }

    /// Iterates over the names in written order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter_map(|(name, _)| name.get().map(String::as_str))
    }

    /// Returns how many names there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Tells whether there is no name at all.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the table with the entries of another behind its own; of two with one name, its own.
    pub(crate) fn and(mut self, other: &Table<T>) -> Self
    where
        T: Clone,
    {
        for (name, value) in &other.entries {
            if name.get().is_some_and(|name| self.get(name).is_none()) {
                self.add(name.clone(), value.clone());
            }
        }
        self
    }

    /// Adds an entry, or reports that its name is taken; a name that could not be read is left out.
    fn add(&mut self, name: Node<String>, value: Node<T>) {
        let Some(text) = name.get() else {
            return;
        };
        if let Some(at) = self.index.get(text) {
            let message = format!("`{text}` is given twice");
            let second = Diagnostic::new(name.span(), message, "the second time");
            sheet::report(second.also(self.entries[*at].0.span(), "the first time"));
            return;
        }
        self.index.insert(text.clone(), self.entries.len());
        self.entries.push((name, value));
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table {
            span: Span::default(),
            is_unread: false,
            entries: Vec::new(),
            index: BTreeMap::new(),
        }
    }
}

impl<T: PartialEq> PartialEq for Table<T> {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let node = Node::<Entries<T>>::deserialize(deserializer)?;
        let span = node.span();
        let is_unread = node.get().is_none();
        let entries = node.into_value().map(|entries| entries.0);
        Ok(Table { span, is_unread, ..entries.unwrap_or_default() })
    }
}

/// The table inside its node.
struct Entries<T>(Table<T>);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

struct EntriesVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for EntriesVisitor<T> {
    type Value = Entries<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map `{\"name\": value, ..}`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut table = Table::default();
        while let Some((name, value)) = map.next_entry()? {
            table.add(name, value);
        }
        Ok(Entries(table))
    }
}
