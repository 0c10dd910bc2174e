//! Single events of the Trace Event Format, one a line.

use crate::escape::steers;
use serde::Serialize;
use serde_json::{Value, json};
use std::io::{self, Write};

/// The latest moment that readers take, who count nanoseconds with a sign: 146 years.
const LATEST_NS: u64 = 1 << 62;

/// Whose events these are: the numbers of a process and of a thread in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Track {
    pub(super) pid: u32,
    pub(super) tid: u32,
}

/// One event; what a phase has no use for is left out.
#[derive(Default, Serialize)]
struct Event<'a> {
    ph: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cat: Option<&'static str>,
    /// Microseconds, with nanoseconds behind the point.
    #[serde(skip_serializing_if = "Option::is_none")]
    ts: Option<f64>,
    pid: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    tid: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u32>,
    /// How far an instant reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<&'static str>,
    /// Where a flow arrives.
    #[serde(skip_serializing_if = "Option::is_none")]
    bp: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    args: Option<&'a Value>,
}

/// Writes events as they come, and numbers processes, threads and flows.
pub(super) struct Writer<'a> {
    out: &'a mut dyn Write,
    /// Whether no event was written yet.
    is_empty: bool,
    /// Numbers of processes and threads that are given out.
    numbers: u32,
    flows: u32,
}

impl<'a> Writer<'a> {
    /// Begins the document: what it is about comes first.
    pub(super) fn open(out: &'a mut dyn Write, about: &Value) -> io::Result<Self> {
        let about = crate::escape::json::compact(about);
        writeln!(out, "{{\"displayTimeUnit\":\"ms\",\"otherData\":{about},\"traceEvents\":[")?;
        Ok(Writer { out, is_empty: true, numbers: 0, flows: 0 })
    }

    /// Begins a process: its number.
    pub(super) fn process(&mut self, name: &str) -> io::Result<u32> {
        let pid = self.number();
        self.about("process_name", pid, None, &json!({ "name": shown(name) }))?;
        self.about("process_sort_index", pid, None, &json!({ "sort_index": pid }))?;
        Ok(pid)
    }

    /// Begins a thread.
    pub(super) fn thread(&mut self, pid: u32, name: &str) -> io::Result<Track> {
        let tid = self.number();
        self.about("thread_name", pid, Some(tid), &json!({ "name": shown(name) }))?;
        self.about("thread_sort_index", pid, Some(tid), &json!({ "sort_index": tid }))?;
        Ok(Track { pid, tid })
    }

    /// Numbers a process or a thread. No number is given twice: some readers take the thread that has
    /// the number of its process for the first, and threads of one number for one.
    fn number(&mut self) -> u32 {
        self.numbers += 1;
        self.numbers
    }

    /// Numbers so many flows one after the other: the first number.
    pub(super) fn flows(&mut self, many: usize) -> u32 {
        let first = self.flows + 1;
        self.flows = self.flows.saturating_add(u32::try_from(many).unwrap_or(u32::MAX));
        first
    }

    /// Begins a slice.
    pub(super) fn begin(
        &mut self,
        track: Track,
        at_ns: u64,
        cat: &'static str,
        name: &str,
        args: &Value,
    ) -> io::Result<()> {
        let (name, cat, args) = (Some(name), Some(cat), Some(args));
        self.push(&Event { ph: "B", name, cat, args, ..at(track, at_ns) })
    }

    /// Ends the slice that was begun last.
    pub(super) fn end(&mut self, track: Track, at_ns: u64) -> io::Result<()> {
        self.push(&Event { ph: "E", ..at(track, at_ns) })
    }

    /// Writes what takes no time.
    pub(super) fn instant(
        &mut self,
        track: Track,
        at_ns: u64,
        cat: &'static str,
        name: &str,
        args: &Value,
    ) -> io::Result<()> {
        let (name, cat, args) = (Some(name), Some(cat), Some(args));
        self.push(&Event { ph: "i", s: Some("t"), name, cat, args, ..at(track, at_ns) })
    }

    /// Lets a flow leave the slice that is open.
    pub(super) fn leave(
        &mut self,
        track: Track,
        at_ns: u64,
        flow: u32,
        name: &str,
    ) -> io::Result<()> {
        let (name, cat, id) = (Some(name), Some("flow"), Some(flow));
        self.push(&Event { ph: "s", name, cat, id, ..at(track, at_ns) })
    }

    /// Lets a flow arrive at the slice that is open.
    pub(super) fn arrive(
        &mut self,
        track: Track,
        at_ns: u64,
        flow: u32,
        name: &str,
    ) -> io::Result<()> {
        let (name, cat, id) = (Some(name), Some("flow"), Some(flow));
        self.push(&Event { ph: "f", bp: Some("e"), name, cat, id, ..at(track, at_ns) })
    }

    /// Writes how far a count has come.
    pub(super) fn counter(
        &mut self,
        pid: u32,
        at_ns: u64,
        name: &str,
        value: u64,
    ) -> io::Result<()> {
        let name = shown(name);
        let (name, cat, args) = (Some(name.as_str()), Some("counter"), json!({ "total": value }));
        let event = at(Track { pid, tid: 0 }, at_ns);
        self.push(&Event { ph: "C", name, cat, tid: None, args: Some(&args), ..event })
    }

    /// Ends the document.
    pub(super) fn close(self) -> io::Result<()> {
        self.out.write_all(b"\n]}\n")
    }

    fn about(&mut self, name: &str, pid: u32, tid: Option<u32>, args: &Value) -> io::Result<()> {
        let (name, args) = (Some(name), Some(args));
        self.push(&Event { ph: "M", name, pid, tid, args, ..Event::default() })
    }

    fn push(&mut self, event: &Event<'_>) -> io::Result<()> {
        if !std::mem::take(&mut self.is_empty) {
            self.out.write_all(b",\n")?;
        }
        crate::escape::json::write(event, self.out)
    }
}

/// Makes a name that every reader takes: not empty, and without what steers. Perfetto reads no name as it
/// was that has such a character by its number.
fn shown(name: &str) -> String {
    let name: String = name.chars().map(|c| if steers(c) { ' ' } else { c }).collect();
    if name.trim().is_empty() { "(no name)".to_owned() } else { name }
}

fn at(track: Track, at_ns: u64) -> Event<'static> {
    let ts = at_ns.min(LATEST_NS) as f64 / 1_000.0;
    Event { ts: Some(ts), pid: track.pid, tid: Some(track.tid), ..Event::default() }
}
