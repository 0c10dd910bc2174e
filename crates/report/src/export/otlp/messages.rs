//! What the conventions want as JSON within a text: messages, arguments and results.
//!
//! Names are in alphabetical order, also those within values, whatever order a file has.

use seamripper_scenario::Value;
use serde::{Serialize, Serializer};

/// A message to the model, or one of the model's.
#[derive(Serialize)]
pub(super) struct Message<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) finish_reason: Option<&'static str>,
    pub(super) parts: Vec<Part<'a>>,
    pub(super) role: &'static str,
}

/// What a message is made of.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Part<'a> {
    /// Words.
    Said {
        content: &'a str,
        #[serde(rename = "type")]
        kind: &'static str,
    },
    /// A call.
    Called {
        arguments: Sorted<'a>,
        id: String,
        name: &'a str,
        #[serde(rename = "type")]
        kind: &'static str,
    },
}

/// A value whose names are in alphabetical order.
pub(super) struct Sorted<'a>(pub(super) &'a Value);

impl<'a> Part<'a> {
    pub(super) fn said(content: &'a str) -> Self {
        Part::Said { content, kind: "text" }
    }

    pub(super) fn called(arguments: &'a Value, id: String, name: &'a str) -> Self {
        Part::Called { arguments: Sorted(arguments), id, name, kind: "tool_call" }
    }
}

impl Serialize for Sorted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::List(values) => serializer.collect_seq(values.iter().map(Sorted)),
            Value::Map(map) => {
                let mut entries: Vec<_> = map.iter().collect();
                entries.sort_by_key(|(name, _)| *name);
                serializer.collect_map(entries.into_iter().map(|(name, of)| (name, Sorted(of))))
            }
            other => other.serialize(serializer),
        }
    }
}

/// Writes JSON into a text.
pub(super) fn json(value: impl Serialize) -> String {
    // Text, numbers and lists always have a form in JSON.
    serde_json::to_string(&value).expect("a message has a form in JSON")
}

#[cfg(test)]
mod tests {
    use super::*;
    use seamripper_scenario::{Map, Text};

    #[test]
    fn names_are_in_order_at_every_depth() {
        let map = |names: [&str; 2], value: Value| {
            let entries = names.map(|name| (Text::from(name), value.clone()));
            Value::Map(std::sync::Arc::new(entries.into_iter().collect::<Map>()))
        };
        let inner = map(["b", "a"], Value::Int(1));
        let value = map(["d", "c"], Value::list(vec![inner, Value::Null]));
        let expected = r#"{"c":[{"a":1,"b":1},null],"d":[{"a":1,"b":1},null]}"#;
        assert_eq!(json(Sorted(&value)), expected);
    }
}
