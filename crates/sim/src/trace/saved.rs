//! Traces as files of JSON lines: a header, a line for each record, a footer.
//!
//! Names are text, so that a file can be read without its scenario. Paths and disks are left to
//! whoever has them; `read` says how bytes become a [`Saved`] again.

use super::{End, Record, Trace, write_line};
use seamripper_engine::Fingerprint;
use seamripper_scenario::Text;
use seamripper_scenario::plan::{Arm, Plan, Symbols};
use serde::Serialize;
use std::cell::RefCell;

/// The version of the file's shape.
pub const FORMAT: u32 = 1;

/// What a trace says before its records: which replay it is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Header {
    /// The version of the file's shape.
    pub format: u32,
    /// The id of the scenario.
    pub scenario: String,
    /// The hash of the scenario's file: 32 hexadecimal digits.
    pub scenario_hash: String,
    /// The name of the arm.
    pub arm: String,
    /// The fixes that were on.
    pub fixes: Vec<String>,
    /// The seed.
    pub seed: u64,
}

/// What a trace says after its records.
#[derive(Serialize)]
struct Footer<'a> {
    end: String,
    events: u64,
    virtual_time_ns: u64,
    fingerprint: &'a str,
}

/// A trace as its file holds it: names are text.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// Which replay it is of.
    pub header: Header,
    /// The records in their order.
    pub records: Vec<Record<Text>>,
    /// Why the replay ended; [`End::CutOff`] if the file has no footer.
    pub end: End,
    /// Events of the engine; 0 if the file has no footer.
    pub events: u64,
    /// Virtual time at the end, in nanoseconds.
    pub virtual_time_ns: u64,
    /// The hash of the records as they are: 32 hexadecimal digits.
    pub fingerprint: String,
    /// The hash that the file's footer names, if it has one.
    pub written_fingerprint: Option<String>,
}

impl Saved {
    /// Tells whether the records are not those that the footer was written for.
    pub fn is_altered(&self) -> bool {
        self.written_fingerprint.as_ref().is_some_and(|written| *written != self.fingerprint)
    }

    /// Makes a trace of it, whose names are symbols; names that are new are added to them.
    pub fn into_trace(self, symbols: &mut Symbols) -> Trace {
        let symbols = RefCell::new(symbols);
        let named = |record: Record<Text>| Record {
            seq: record.seq,
            at_ns: record.at_ns,
            cause: record.cause,
            conversation: record.conversation,
            event: record.event.map_names(|name| symbols.borrow_mut().intern(name.as_str())),
        };
        Trace {
            arm: self.header.arm,
            seed: self.header.seed,
            records: self.records.into_iter().map(named).collect(),
            end: self.end,
            events: self.events,
            virtual_time_ns: self.virtual_time_ns,
            fingerprint: self.fingerprint,
        }
    }
}

/// Returns the bytes of a trace's file.
pub fn file(plan: &Plan, arm: &Arm, trace: &Trace) -> Vec<u8> {
    let header = Header {
        format: FORMAT,
        scenario: plan.id.clone(),
        scenario_hash: plan.hash.clone(),
        arm: arm.name.clone(),
        fixes: arm.fixes.iter().map(|fix| plan.symbols.text(*fix).to_string()).collect(),
        seed: trace.seed,
    };
    let footer = Footer {
        end: said(&trace.end),
        events: trace.events,
        virtual_time_ns: trace.virtual_time_ns,
        fingerprint: &trace.fingerprint,
    };
    let mut out = Vec::new();
    line(&header, &mut out);
    trace.records.iter().for_each(|record| write_line(record, &plan.symbols, &mut out));
    line(&footer, &mut out);
    out
}

/// Says an end as footers do.
fn said(end: &End) -> String {
    match end {
        End::Finished => "finished".to_owned(),
        End::Limit(limit) => format!("limit of {limit}"),
        End::Failed(why) => format!("failed: {why}"),
        End::CutOff => "cut off".to_owned(),
    }
}

/// Reads what a footer says of the end; none if it is nothing that footers say.
pub(super) fn end_of(said: &str) -> Option<End> {
    if let Some(name) = said.strip_prefix("limit of ") {
        return super::LIMITS.into_iter().find(|limit| *limit == name).map(End::Limit);
    }
    match said.strip_prefix("failed: ") {
        Some(why) => Some(End::Failed(why.to_owned())),
        None if said == "finished" => Some(End::Finished),
        None if said == "cut off" => Some(End::CutOff),
        None => None,
    }
}

/// Hashes records as a replay does.
pub(super) fn fingerprint(records: &[Record<Text>]) -> String {
    let mut hash = Fingerprint::new();
    let mut out = Vec::new();
    for record in records {
        out.clear();
        line(record, &mut out);
        hash.write(&out);
    }
    hash.to_string()
}

fn line(value: &impl Serialize, out: &mut Vec<u8>) {
    // Writing to memory cannot fail, and text and numbers have a form in JSON.
    let written = serde_json::to_writer(&mut *out, value);
    debug_assert!(written.is_ok(), "a line has no form in JSON: {written:?}");
    out.push(b'\n');
}
