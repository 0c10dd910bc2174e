//! Writes the trace: numbers records, stamps them with virtual time, and keeps the rolling hash.

use crate::trace::{Record, write_line};
use seamripper_engine::Fingerprint;
use seamripper_scenario::plan::Symbols;

/// The trace so far.
pub(crate) struct Recorder {
    records: Vec<Record>,
    limit: u64,
    hash: Fingerprint,
    line: Vec<u8>,
}

impl Recorder {
    pub(crate) fn new(limit: u64) -> Self {
        Recorder { records: Vec::new(), limit, hash: Fingerprint::new(), line: Vec::new() }
    }

    /// Returns the number that the next record gets.
    pub(crate) fn next_seq(&self) -> u64 {
        self.records.len() as u64
    }

    /// Tells whether the limit of records is reached.
    pub(crate) fn is_full(&self) -> bool {
        self.next_seq() >= self.limit
    }

    pub(crate) fn push(&mut self, record: Record, symbols: &Symbols) {
        self.line.clear();
        write_line(&record, symbols, &mut self.line);
        self.hash.write(&self.line);
        self.records.push(record);
    }

    /// Hands the records over, with their fingerprint.
    pub(crate) fn take(&mut self) -> (Vec<Record>, String) {
        (std::mem::take(&mut self.records), self.hash.to_string())
    }
}
