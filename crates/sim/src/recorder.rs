//! Writes the trace: numbers records, stamps them with virtual time, and keeps the rolling hash.
//!
//! The hash is over the lines as files have them, so that it costs several times the run itself.
//! Whoever wants verdicts alone goes without.

use std::cell::Cell;

use crate::trace::{Event, Record, write_line};
use seamripper_engine::Fingerprint;
use seamripper_scenario::plan::Symbols;

thread_local! {
    /// How many records the last trace of this thread took: the next one mostly takes as many, and
    /// making room for them at once is cheaper than moving them. It changes nothing else.
    static ROOM: Cell<usize> = const { Cell::new(64) };
}

/// The trace so far.
pub(crate) struct Recorder {
    records: Vec<Record>,
    limit: u64,
    signature: Option<Signature>,
}

/// The rolling hash of the lines, and room to write one.
#[derive(Default)]
struct Signature {
    hash: Fingerprint,
    line: Vec<u8>,
}

impl Signature {
    fn add(&mut self, record: &Record, symbols: &Symbols) {
        self.line.clear();
        write_line(record, symbols, &mut self.line);
        self.hash.write(&self.line);
    }
}

impl Recorder {
    /// Starts a trace of at most `limit` records; unless it is `signed` it gets no fingerprint.
    pub(crate) fn new(limit: u64, signed: bool) -> Self {
        let signature = signed.then(Signature::default);
        Recorder { records: Vec::with_capacity(ROOM.get()), limit, signature }
    }

    /// Returns the number that the next record gets.
    pub(crate) fn next_seq(&self) -> u64 {
        self.records.len() as u64
    }

    /// Tells whether the limit of records is reached.
    pub(crate) fn is_full(&self) -> bool {
        self.next_seq() >= self.limit
    }

    /// Appends a record, and gives it back where it stays: copies of it were a good part of a replay.
    #[inline]
    pub(crate) fn push(
        &mut self,
        (at_ns, cause, conversation): (u64, Option<u64>, Option<u32>),
        event: Event,
        symbols: &Symbols,
    ) -> &Event {
        let seq = self.next_seq();
        let record = self.records.push_mut(Record { seq, at_ns, cause, conversation, event });
        if let Some(signature) = &mut self.signature {
            signature.add(record, symbols);
        }
        &record.event
    }

    /// Hands the records over, with their fingerprint: empty where none was asked for.
    pub(crate) fn take(&mut self) -> (Vec<Record>, String) {
        let fingerprint = self.signature.as_ref().map(|signature| signature.hash.to_string());
        // Traces differ in length from seed to seed: some room to spare, and it shrinks slowly.
        let spare = self.records.len() + self.records.len() / 8;
        ROOM.set(spare.max(ROOM.get() - ROOM.get() / 64));
        (std::mem::take(&mut self.records), fingerprint.unwrap_or_default())
    }
}
