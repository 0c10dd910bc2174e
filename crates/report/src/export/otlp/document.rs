//! The document around the spans: resources one after the other, and a line for each span.

use super::model::{Attribute, Span};
use crate::escape::json;
use serde_json::json;
use std::io::{self, Write};

/// Whose conventions the attributes follow.
const SCHEMA: &str = "https://opentelemetry.io/schemas/1.41.0";

/// A document that is being written.
pub(super) struct Document<'a> {
    out: &'a mut dyn Write,
    /// Resources that were begun.
    resources: usize,
    /// Spans of the last of them.
    spans: usize,
}

impl<'a> Document<'a> {
    /// Begins a document.
    pub(super) fn begin(out: &'a mut dyn Write) -> io::Result<Self> {
        out.write_all(b"{\"resourceSpans\":[")?;
        Ok(Document { out, resources: 0, spans: 0 })
    }

    /// Begins a resource: somebody whose spans follow.
    pub(super) fn resource(&mut self, attributes: &[Attribute]) -> io::Result<()> {
        self.close()?;
        self.line(self.resources)?;
        (self.resources, self.spans) = (self.resources + 1, 0);
        let about = json::compact(&json!({ "attributes": attributes }));
        let scope =
            json::compact(&json!({ "name": "seamripper", "version": env!("CARGO_PKG_VERSION") }));
        write!(
            self.out,
            "{{\"resource\":{about},\"schemaUrl\":\"{SCHEMA}\",\"scopeSpans\":[{{\"scope\":{scope},\
             \"schemaUrl\":\"{SCHEMA}\",\"spans\":[",
        )
    }

    /// Writes a span of the resource.
    pub(super) fn span(&mut self, span: &Span<'_>) -> io::Result<()> {
        self.line(self.spans)?;
        self.spans += 1;
        json::write(span, self.out)
    }

    /// Ends the document.
    pub(super) fn end(mut self) -> io::Result<()> {
        self.close()?;
        self.out.write_all(b"\n]}\n")
    }

    /// Ends the last resource, if there is one.
    fn close(&mut self) -> io::Result<()> {
        match self.resources {
            0 => Ok(()),
            _ => self.out.write_all(b"\n]}]}"),
        }
    }

    /// Begins a line after so many of its kind.
    fn line(&mut self, before: usize) -> io::Result<()> {
        self.out.write_all(if before == 0 { b"\n" } else { b",\n" })
    }
}
