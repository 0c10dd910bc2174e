//! JSON that steers nobody who prints it: such characters are written as their numbers, which says the same.

use super::steers;
use serde::Serialize;
use serde_json::ser::Formatter;
use std::borrow::Cow;
use std::io::{self, Write};

/// Writes a value on one line, as it is made.
pub(crate) fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    Ok(value.serialize(&mut serde_json::Serializer::with_formatter(out, Compact))?)
}

/// Writes a value on one line.
pub(crate) fn compact(value: &impl Serialize) -> String {
    harmless(&serde_json::to_string(value).expect("a value has a form in JSON")).into_owned()
}

/// Writes a value on many lines, without a line break at its end.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    harmless(&serde_json::to_string_pretty(value).expect("a value has a form in JSON")).into_owned()
}

/// How lines are written.
struct Compact;

impl Formatter for Compact {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        part: &str,
    ) -> io::Result<()> {
        out.write_all(harmless(part).as_bytes())
    }
}

/// Puts the number of each character that steers in its place; a break of lines stands between values alone.
fn harmless(json: &str) -> Cow<'_, str> {
    let steers = |c: char| c != '\n' && steers(c);
    if !json.contains(steers) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        match steers(c) {
            // None of them needs more than four digits.
            true => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_written_as_its_number_and_read_as_it_was() {
        let value = ["a\u{9b}b\u{7f}\u{202e}c\n\u{1b}", "naïve ↯ ع"];
        let json = compact(&value);
        assert_eq!(json, r#"["a\u009bb\u007f\u202ec\n\u001b","naïve ↯ ع"]"#);
        let mut streamed = Vec::new();
        write(&value, &mut streamed).unwrap();
        assert_eq!(streamed, json.as_bytes());
        for json in [json, pretty(&value)] {
            assert_eq!(serde_json::from_str::<[String; 2]>(&json).unwrap(), value);
        }
    }
}
