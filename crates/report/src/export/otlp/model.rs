//! The shape of OTLP in JSON: lower camel case, ids in hexadecimal, 64-bit numbers as text, kinds and
//! codes as numbers.

use super::EPOCH_NS;
use super::events::Events;
use serde::Serialize;
use serde_json::{Value, json};

/// What a span is in the eyes of its peer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Work within.
    Internal = 1,
    /// It is asked.
    Server = 2,
    /// It asks.
    Client = 3,
}

/// The code of a status that says that something failed.
const ERROR: u32 = 2;

/// A named value.
#[derive(Clone, Serialize)]
pub(super) struct Attribute {
    key: &'static str,
    value: Value,
}

/// One span.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Span<'a> {
    trace_id: String,
    span_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_span_id: Option<String>,
    name: String,
    kind: u32,
    start_time_unix_nano: String,
    end_time_unix_nano: String,
    pub(super) attributes: Vec<Attribute>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) events: Option<Events<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
}

/// Something that happened within a span.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event {
    time_unix_nano: String,
    name: String,
    attributes: Vec<Attribute>,
}

#[derive(Serialize)]
struct Status {
    code: u32,
    message: String,
}

impl Span<'_> {
    /// Makes a span that begins and ends with virtual time.
    pub(super) fn new(trace_id: String, span_id: String, name: String) -> Self {
        Span {
            trace_id,
            span_id,
            parent_span_id: None,
            name,
            kind: Kind::Internal as u32,
            start_time_unix_nano: unix(0),
            end_time_unix_nano: unix(0),
            attributes: Vec::new(),
            events: None,
            status: None,
        }
    }

    pub(super) fn kind(&mut self, kind: Kind) {
        self.kind = kind as u32;
    }

    pub(super) fn parent(&mut self, span_id: String) {
        self.parent_span_id = Some(span_id);
    }

    pub(super) fn time(&mut self, start_ns: u64, end_ns: u64) {
        self.start_time_unix_nano = unix(start_ns);
        self.end_time_unix_nano = unix(end_ns.max(start_ns));
    }

    /// Says that it failed: by what kind of error, and in words.
    pub(super) fn fail(&mut self, kind: &str, message: &str) {
        self.attributes.push(text("error.type", kind));
        self.status = Some(Status { code: ERROR, message: message.to_owned() });
    }

    /// Says which records begin and end it.
    pub(super) fn cover(&mut self, first: u64, last: Option<u64>) {
        self.attributes.push(int("seamripper.seq", first));
        if let Some(last) = last {
            self.attributes.push(int("seamripper.end_seq", last));
        }
    }
}

impl Event {
    pub(super) fn new(at_ns: u64, name: String, attributes: Vec<Attribute>) -> Self {
        Event { time_unix_nano: unix(at_ns), name, attributes }
    }
}

/// Says a moment of virtual time as nanoseconds of Unix time.
fn unix(at_ns: u64) -> String {
    EPOCH_NS.saturating_add(at_ns).to_string()
}

pub(super) fn text(key: &'static str, value: impl Into<String>) -> Attribute {
    Attribute { key, value: json!({ "stringValue": value.into() }) }
}

/// Makes an attribute of a whole number; one that is too large for OTLP is the largest that is not.
pub(super) fn int(key: &'static str, value: impl Into<u64>) -> Attribute {
    let value = i64::try_from(value.into()).unwrap_or(i64::MAX);
    Attribute { key, value: json!({ "intValue": value.to_string() }) }
}

pub(super) fn flag(key: &'static str, value: bool) -> Attribute {
    Attribute { key, value: json!({ "boolValue": value }) }
}

pub(super) fn strings(
    key: &'static str,
    values: impl IntoIterator<Item = impl Into<String>>,
) -> Attribute {
    let values = values.into_iter().map(|value| json!({ "stringValue": value.into() }));
    let values: Vec<Value> = values.collect();
    Attribute { key, value: json!({ "arrayValue": { "values": values } }) }
}
