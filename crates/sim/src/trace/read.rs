//! From the bytes of a trace's file to a [`Saved`]: what is wrong is told with its line and column.
//!
//! A file that was cut off is read as far as it goes. Anything else that no replay can have written
//! is refused, since judges and reports rely on the order of records and on their causes.

use super::fields::{Fields, Misfit};
use super::json;
use super::saved::{FORMAT, Header, Saved, end_of, fingerprint};
use super::{End, Record};
use seamripper_scenario::Text;
use std::cell::Cell;
use std::fmt;

/// How large the file of a trace may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadBounds {
    /// The most bytes. Fields may hold a piece of data for each eight of them: that is what takes memory.
    pub bytes: u64,
}

impl Default for ReadBounds {
    fn default() -> Self {
        ReadBounds { bytes: 16 << 20 }
    }
}

/// The most bytes of a name in a header: an arm may be called by all of its fixes.
const MOST_NAME: usize = 8192;

/// Why a file cannot be read as a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The line, from 1.
    pub line: usize,
    /// The column in bytes, from 1.
    pub column: usize,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for Unreadable {}

/// What a line is.
enum Line {
    Record(Record<Text>),
    Footer { end: End, events: u64, virtual_time_ns: u64, fingerprint: String },
}

impl Saved {
    /// Reads the bytes of a trace's file, of the usual size.
    ///
    /// # Errors
    ///
    /// As [`Saved::read_within`].
    pub fn read(bytes: &[u8]) -> Result<Saved, Unreadable> {
        Saved::read_within(bytes, &ReadBounds::default())
    }

    /// Reads the bytes of a trace's file, which may be larger than usual.
    ///
    /// A file without a footer was cut off: it ends with [`End::CutOff`], and half a line at its end
    /// is left out.
    ///
    /// # Errors
    ///
    /// The first thing in it that no replay writes.
    pub fn read_within(bytes: &[u8], bounds: &ReadBounds) -> Result<Saved, Unreadable> {
        if bytes.len() as u64 > bounds.bytes {
            let message = format!("the file has more than {} bytes", bounds.bytes);
            return Err(Unreadable { line: 1, column: 1, message });
        }
        let budget = Cell::new((bounds.bytes / 8).max(1024));
        let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
        let first = lines.next().unwrap_or_default();
        let header = header(first, &budget).map_err(|unreadable| unreadable.at(1))?;
        let mut saved = Saved::new(header);
        let mut is_over = false;
        for (number, line) in (2..).zip(lines) {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let beyond = |message: &str| Err(Unreadable::new(1, message).at(number));
            if is_over {
                return beyond("the trace ended with the line before");
            }
            match saved.line(line, &budget) {
                Ok(Line::Record(record)) => saved.records.push(record),
                Ok(Line::Footer { end, events, virtual_time_ns, fingerprint }) => {
                    is_over = true;
                    (saved.end, saved.events) = (end, events);
                    saved.virtual_time_ns = virtual_time_ns;
                    saved.written_fingerprint = Some(fingerprint);
                }
                Err(Trouble::Half) if !line.ends_with(b"\n") => break,
                Err(Trouble::Half) => return beyond("the line is not whole"),
                Err(Trouble::Wrong(unreadable)) => return Err(unreadable.at(number)),
            }
        }
        if !is_over {
            saved.virtual_time_ns = saved.last_ns();
        }
        saved.fingerprint = fingerprint(&saved.records);
        Ok(saved)
    }

    fn new(header: Header) -> Self {
        Saved {
            header,
            records: Vec::new(),
            end: End::CutOff,
            events: 0,
            virtual_time_ns: 0,
            fingerprint: String::new(),
            written_fingerprint: None,
        }
    }

    fn last_ns(&self) -> u64 {
        self.records.last().map_or(0, |record| record.at_ns)
    }

    fn line(&self, line: &[u8], budget: &Cell<u64>) -> Result<Line, Trouble> {
        let mut fields = Fields(json::fields(line, budget)?);
        let read = if fields.has("event") {
            self.record(&mut fields).map(Line::Record)
        } else if fields.has("end") {
            self.footer(&mut fields)
        } else {
            let message = "this is neither a record, which has an `event`, nor a footer";
            return Err(Trouble::Wrong(Unreadable::new(1, message)));
        };
        let place = |misfit: Misfit| Trouble::Wrong(misfit.in_line(line));
        let read = read.map_err(place)?;
        fields.end().map_err(place)?;
        Ok(read)
    }

    /// Reads a record, which must follow those before it.
    fn record(&self, fields: &mut Fields) -> Result<Record<Text>, Misfit> {
        let record = Record {
            seq: fields.take("seq")?,
            at_ns: fields.take("at_ns")?,
            cause: fields.take("cause")?,
            conversation: fields.take("conversation")?,
            event: fields.event()?,
        };
        let due = self.records.len() as u64;
        if record.seq != due {
            let message = format!("`seq` should be {due}: records are numbered from 0");
            return Err(Misfit { field: "seq".to_owned(), message });
        }
        if record.at_ns < self.last_ns() {
            let message =
                format!("`at_ns` goes back in time: the record before is at {}", self.last_ns());
            return Err(Misfit { field: "at_ns".to_owned(), message });
        }
        if record.cause.is_some_and(|cause| cause >= record.seq) {
            let message = "`cause` should be the number of an earlier record".to_owned();
            return Err(Misfit { field: "cause".to_owned(), message });
        }
        Ok(record)
    }

    fn footer(&self, fields: &mut Fields) -> Result<Line, Misfit> {
        let said: Text = fields.take("end")?;
        let end = end_of(said.as_str()).ok_or_else(|| {
            let message = format!("`{}` is no end that a replay has", json::clip(said.as_str()));
            Misfit { field: "end".to_owned(), message }
        })?;
        let virtual_time_ns = fields.take("virtual_time_ns")?;
        if virtual_time_ns < self.last_ns() {
            let message = format!(
                "`virtual_time_ns` goes back in time: the last record is at {}",
                self.last_ns()
            );
            return Err(Misfit { field: "virtual_time_ns".to_owned(), message });
        }
        let events = fields.take("events")?;
        let fingerprint: Text = fields.take("fingerprint")?;
        Ok(Line::Footer { end, events, virtual_time_ns, fingerprint: fingerprint.to_string() })
    }
}

fn header(line: &[u8], budget: &Cell<u64>) -> Result<Header, Unreadable> {
    let no_trace = |why: &str| {
        let message = format!("this is no trace: its first line is no header ({why})");
        Unreadable::new(1, &message)
    };
    if line.is_empty() {
        return Err(Unreadable::new(1, "the file is empty"));
    }
    let mut fields = match json::fields(line, budget) {
        Ok(fields) => Fields(fields),
        Err(error) => return Err(no_trace(&plain(&error))),
    };
    if !fields.has("format") || !fields.has("scenario") {
        return Err(no_trace("it has no `format` or no `scenario`"));
    }
    let mut read = || {
        let format: u32 = fields.take("format")?;
        if format != FORMAT {
            let message =
                format!("`format` is {format}, and this program reads traces of format {FORMAT}");
            return Err(Misfit { field: "format".to_owned(), message });
        }
        let mut text = |field| named(field, fields.take(field)?);
        let [scenario, scenario_hash, arm] =
            [text("scenario")?, text("scenario_hash")?, text("arm")?];
        let fixes: Vec<Text> = fields.take("fixes")?;
        let fixes = fixes.into_iter().map(|fix| named("fixes", fix)).collect::<Result<_, _>>()?;
        let seed = fields.take("seed")?;
        Ok(Header { format, scenario, scenario_hash, arm, fixes, seed })
    };
    let header = read().and_then(|header| fields.end().map(|()| header));
    header.map_err(|misfit| misfit.in_line(line))
}

/// Takes a name of the header, which is shown to people.
fn named(field: &str, name: Text) -> Result<String, Misfit> {
    if name.as_str().len() > MOST_NAME || name.as_str().contains(char::is_control) {
        let message = format!("`{field}` is no name: it is too long, or has control characters");
        return Err(Misfit { field: field.to_owned(), message });
    }
    Ok(name.to_string())
}

/// Why a line is no good.
enum Trouble {
    /// It ends before it is whole.
    Half,
    /// Something in it is wrong.
    Wrong(Unreadable),
}

impl From<serde_json::Error> for Trouble {
    fn from(error: serde_json::Error) -> Self {
        if error.is_eof() {
            return Trouble::Half;
        }
        Trouble::Wrong(Unreadable::new(error.column().max(1), &plain(&error)))
    }
}

/// Says what is wrong with a line of JSON, without the place that is told otherwise.
fn plain(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.split(" at line ").next().unwrap_or_default().to_owned()
}

impl Unreadable {
    fn new(column: usize, message: &str) -> Self {
        Unreadable { line: 1, column, message: message.to_owned() }
    }

    fn at(self, line: usize) -> Self {
        Unreadable { line, ..self }
    }
}

impl Misfit {
    /// Finds the field in its line; one that is missing is missed at the beginning.
    fn in_line(self, line: &[u8]) -> Unreadable {
        Unreadable { line: 1, column: column_of(line, &self.field), message: self.message }
    }
}

/// Returns the column of a field of the line's object.
fn column_of(line: &[u8], field: &str) -> usize {
    let wanted = serde_json::to_string(field).unwrap_or_default().into_bytes();
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(byte) = line.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let end = after_text(line, at);
                let is_name = line[end..].iter().find(|b| !b.is_ascii_whitespace()) == Some(&b':');
                if depth == 1 && is_name && line[at..end] == *wanted {
                    return at + 1;
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    1
}

/// Returns where the text that opens at `from` is over.
fn after_text(line: &[u8], from: usize) -> usize {
    let mut at = from + 1;
    while let Some(byte) = line.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    line.len()
}
