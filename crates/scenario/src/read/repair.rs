//! Reading one value although it has mistakes.
//!
//! First the value is skimmed: inner nodes are passed over, and each mistake of the value's own is
//! reported and mended in a copy, until the copy parses. Then the copy is read once with its inner
//! nodes, which do the same for themselves. So a mistake costs one more skim of its own value and
//! never a second visit of the values inside. A file is first read in trust that it has no mistake,
//! which saves the skimming: most files have none.

use super::expected::{self, Wanted};
use super::ron_error::{self, Mistake, Repair};
use super::sheet::{self, Care, Frame, Origin};
use crate::{Diagnostic, Span};
use ron::error::SpannedError;
use ron::extensions::Extensions;
use ron::{Deserializer, Options};
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::ops::Range;

/// What stands for a missing field, all of one width: the first is for nodes, which take it for a
/// hole, the others are tried for fields that are not nodes.
const STAND_INS: [&str; 6] = ["()   ", "0    ", "\"\"   ", "false", "[]   ", "{}   "];

/// The width of every stand-in.
const WIDTH: usize = STAND_INS[0].len();

/// Returns how every text is parsed. Depth is bounded by the brackets, which are counted before.
pub(super) fn options() -> Options {
    Options::default().with_default_extension(Extensions::IMPLICIT_SOME).with_recursion_limit(1024)
}

/// Reads the value that is the whole `text`, which starts at `offset` of the source.
pub(super) fn read_value<T: DeserializeOwned>(text: &str, offset: usize) -> Option<T> {
    let mut value = None;
    let mut parse = |ron: &mut Deserializer<'_>| {
        value = Some(T::deserialize(ron)?);
        Ok(())
    };
    let is_good = read_by(&mut parse, text, offset, &expected::wanted::<T>);
    value.filter(|_| is_good)
}

/// Parses a value of one type, and keeps it.
///
/// Types are told apart in here alone: what is made for each of a hundred takes its time to build.
type Parse<'p> = dyn FnMut(&mut Deserializer<'_>) -> Result<(), ron::Error> + 'p;

/// Reads a value with what parses it; tells whether what was parsed last is what the text says.
fn read_by(parse: &mut Parse<'_>, text: &str, offset: usize, wanted: &dyn Fn() -> Wanted) -> bool {
    let mut draft = Draft::new(text, offset);
    if sheet::care() != Care::Full {
        let (result, _) = sheet::within(draft.frame(), || parse_whole(parse, text));
        return result.map_err(|_| sheet::disappoint()).is_ok();
    }
    draft.settle(parse, wanted);
    let (result, spoilt) = sheet::within(draft.frame(), || parse_whole(parse, &draft.text));
    match result {
        Ok(()) => draft.is_sound && !spoilt,
        Err(error) if draft.is_sound => {
            draft.report(ron_error::explain(&draft.text, &error, wanted).diagnostic);
            false
        }
        Err(_) => false,
    }
}

/// Parses a text to its end.
fn parse_whole(parse: &mut Parse<'_>, text: &str) -> Result<(), SpannedError> {
    let mut ron = Deserializer::from_str_with_options(text, &options())?;
    parse(&mut ron).map_err(|error| ron.span_error(error))?;
    ron.end().map_err(|error| ron.span_error(error))
}

/// A text with its mistakes mended one after the other.
struct Draft<'a> {
    text: Cow<'a, str>,
    origin: Origin,
    added: Vec<Added>,
    /// Fields that were taken away and are not to be missed: bracket in the source, and name.
    dropped: Vec<(usize, String)>,
    /// Whether the text still means what its author wrote.
    is_sound: bool,
}

/// A field that was added for a missing one.
struct Added {
    /// Where the stand-in starts in the text.
    at: usize,
    stand_in: usize,
}

impl<'a> Draft<'a> {
    fn new(text: &'a str, offset: usize) -> Self {
        Draft {
            text: Cow::Borrowed(text),
            origin: Origin { offset, injected: Vec::new() },
            added: Vec::new(),
            dropped: Vec::new(),
            is_sound: true,
        }
    }

    fn frame(&self) -> Frame {
        Frame {
            address: self.text.as_ptr() as usize,
            len: self.text.len(),
            origin: self.origin.clone(),
        }
    }

    /// Skims the text and mends it until it parses or cannot be mended.
    fn settle(&mut self, parse: &mut Parse<'_>, wanted: &dyn Fn() -> Wanted) {
        while let Err(error) = sheet::skimming(|| parse_whole(parse, &self.text)) {
            let offset = ron_error::offset(&self.text, &error.span.end);
            let mended = match self.added.iter().position(|added| Self::covers(added, offset)) {
                Some(added) => self.try_next_stand_in(added),
                None => self.mend(ron_error::explain(&self.text, &error, wanted)),
            };
            let here = self.origin.source(offset);
            let go_on = mended && sheet::may_repair(self.text.len(), Span::new(here, here));
            if !go_on {
                self.is_sound = false;
                return;
            }
        }
    }

    fn covers(added: &Added, offset: usize) -> bool {
        (added.at..=added.at + WIDTH).contains(&offset)
    }

    /// Reports a mistake and takes it out of the text; false if that is not possible.
    fn mend(&mut self, mistake: Mistake) -> bool {
        match mistake.repair {
            Repair::None => {
                self.report(mistake.diagnostic);
                false
            }
            Repair::Remove(bytes, meant) => {
                self.report(mistake.diagnostic);
                if let Some(meant) = meant {
                    self.note_dropped(&bytes, Some(meant));
                }
                self.blank(bytes)
            }
            Repair::Drop(bytes) => {
                self.report(mistake.diagnostic);
                self.note_dropped(&bytes, None);
                self.is_sound = false;
                self.blank(bytes)
            }
            Repair::Add { field, open, close } => {
                let key = (self.origin.source(open), field.to_owned());
                if !self.dropped.contains(&key) {
                    self.report(mistake.diagnostic);
                }
                self.add(field, close);
                true
            }
        }
    }

    /// Reports a mistake of the text at its place in the source.
    fn report(&self, diagnostic: Diagnostic) {
        let place = |span: Span| self.origin.span(span.start, span.end);
        let related = diagnostic.related.into_iter().map(|(span, label)| (place(span), label));
        let related = related.collect();
        sheet::report(Diagnostic { span: place(diagnostic.span), related, ..diagnostic });
    }

    /// Replaces bytes by as many blanks, so that everything else keeps its offset.
    fn blank(&mut self, bytes: Range<usize>) -> bool {
        if self.text[bytes.clone()].trim().is_empty() {
            return false;
        }
        self.added.retain(|added| !bytes.contains(&added.at));
        let blanks = " ".repeat(bytes.len());
        self.text.to_mut().replace_range(bytes, &blanks);
        true
    }

    /// Notes a field that is not to be missed: the one in these bytes, or the one they were meant as.
    fn note_dropped(&mut self, bytes: &Range<usize>, meant: Option<&str>) {
        let outline = super::outline::Outline::new(&self.text);
        let Some(open) = outline.bracket_at(bytes.start) else {
            return;
        };
        let open = self.origin.source(outline.tokens[open].start);
        let name = meant.map(str::to_owned).or_else(|| {
            let at = outline.word_at(bytes.start + 1)?;
            Some(outline.word(at).to_owned())
        });
        self.dropped.extend(name.map(|name| (open, name)));
    }

    /// Adds a stand-in for a missing field before the closing bracket at `close`.
    fn add(&mut self, field: &str, close: usize) {
        let before = self.text[..close].trim_end_matches(|c: char| c.is_whitespace());
        let comma = !before.ends_with(['(', ',']);
        let raw = field.contains(['-', '.', '+']);
        let opening =
            format!("{}{}{field}: ", if comma { ", " } else { " " }, if raw { "r#" } else { "" });
        let at = close + opening.len();
        let injected = format!("{opening}{} ", STAND_INS[0]);
        self.text.to_mut().insert_str(close, &injected);
        let starts = self.origin.injected.iter_mut().map(|(start, _)| start);
        for start in starts.chain(self.added.iter_mut().map(|added| &mut added.at)) {
            if *start >= close {
                *start += injected.len();
            }
        }
        self.origin.injected.push((close, injected.len()));
        self.origin.injected.sort_unstable();
        self.added.push(Added { at, stand_in: 0 });
    }

    /// Tries the next stand-in for a field that is not a node; false if there is none left.
    fn try_next_stand_in(&mut self, added: usize) -> bool {
        self.is_sound = false;
        let Added { at, stand_in } = self.added[added];
        let Some(new) = STAND_INS.get(stand_in + 1) else {
            return false;
        };
        self.text.to_mut().replace_range(at..at + WIDTH, new);
        self.added[added].stand_in += 1;
        true
    }
}
