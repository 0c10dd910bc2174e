//! The sheet on which one reading writes its mistakes.
//!
//! Serde gives a `Deserialize` no place for context, so the sheet of the running [`read`](super::read())
//! lies in a thread-local: put there when a reading starts, taken away when it ends, also by a
//! panic. A reading never leaves its thread, and one reading inside another has its own sheet.

use super::ReadLimits;
use crate::{Diagnostic, Span};
use std::cell::RefCell;
use std::cmp::Reverse;

thread_local! {
    static SHEET: RefCell<Option<Sheet>> = const { RefCell::new(None) };
}

/// How many bytes repairs may read again, all in all.
const REPAIR_BYTES: usize = 64 << 20;

struct Sheet {
    diagnostics: Vec<Diagnostic>,
    frames: Vec<Frame>,
    spoilt: bool,
    skimming: bool,
    care: Care,
    mistakes_left: usize,
    repair_bytes_left: usize,
    overflow: Option<Span>,
}

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Care {
    /// Each value once, as if there were no mistake.
    Trusting,
    /// That was tried, and there is a mistake.
    Disappointed,
    /// Each value is skimmed before it is read, and its mistakes are mended.
    Full,
}

/// A text that is being parsed, with where it lies in memory and in the source.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) address: usize,
    pub(super) len: usize,
    pub(super) origin: Origin,
}

/// Where a text comes from: its offset in the source, and the stretches that are not from there.
#[derive(Clone, Debug, Default)]
pub(super) struct Origin {
    /// Offset of the text's first byte in the source.
    pub(super) offset: usize,
    /// Stretches `(at, len)` of the text that the source does not have, in order.
    pub(super) injected: Vec<(usize, usize)>,
}

/// Where a piece of a parsed text belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At this offset of the source.
    Source(usize),
    /// Nowhere: it was injected at this offset to stand for something missing.
    Injected(usize),
}

impl Origin {
    /// Returns the offset in the source of an offset in the text.
    pub(super) fn source(&self, offset: usize) -> usize {
        match self.place(offset) {
            Place::Source(offset) | Place::Injected(offset) => offset,
        }
    }

    /// Returns the span in the source of a range of the text.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source(start), self.source(end))
    }

    /// Tells where an offset of the text belongs.
    pub(super) fn place(&self, offset: usize) -> Place {
        let mut shift = 0;
        for (at, len) in &self.injected {
            if offset <= *at {
                break;
            }
            if offset < at + len {
                return Place::Injected(self.offset + at - shift);
            }
            shift += len;
        }
        Place::Source(self.offset + offset - shift)
    }
}

/// Runs `reading` with a fresh sheet and returns what it made and the mistakes it found.
pub(super) fn with_sheet<R>(
    limits: &ReadLimits,
    care: Care,
    reading: impl FnOnce() -> R,
) -> (R, Vec<Diagnostic>) {
    struct Restore(Option<Sheet>);
    impl Drop for Restore {
        fn drop(&mut self) {
            SHEET.with(|sheet| *sheet.borrow_mut() = self.0.take());
        }
    }
    let fresh = Sheet {
        diagnostics: Vec::new(),
        frames: Vec::new(),
        spoilt: false,
        skimming: false,
        care,
        mistakes_left: limits.mistakes,
        repair_bytes_left: REPAIR_BYTES,
        overflow: None,
    };
    let _restore = Restore(SHEET.with(|sheet| sheet.replace(Some(fresh))));
    let result = reading();
    let diagnostics = on_sheet(|sheet| sheet.take_diagnostics()).unwrap_or_default();
    (result, diagnostics)
}

/// Adds a mistake, or notes that there was no room for it.
pub(super) fn report(diagnostic: Diagnostic) {
    on_sheet(|sheet| {
        if sheet.mistakes_left == 0 {
            sheet.overflow.get_or_insert(diagnostic.span);
        } else {
            sheet.mistakes_left -= 1;
            sheet.diagnostics.push(diagnostic);
        }
    });
}

/// Tells whether a reading is under way.
pub(super) fn is_active() -> bool {
    on_sheet(|_| ()).is_some()
}

/// Tells whether inner values are to be passed over: they will be read once their surroundings are in order.
pub(super) fn is_skimming() -> bool {
    let passes_over = |sheet: &mut Sheet| {
        sheet.skimming || sheet.overflow.is_some() || sheet.care == Care::Disappointed
    };
    on_sheet(passes_over).unwrap_or(false)
}

/// Tells how the file is read.
pub(super) fn care() -> Care {
    on_sheet(|sheet| sheet.care).unwrap_or(Care::Full)
}

/// Notes that a file that was taken to have no mistake has one.
pub(super) fn disappoint() {
    on_sheet(|sheet| sheet.care = Care::Disappointed);
}

/// Asks for one more repair of a text with `bytes` bytes.
pub(super) fn may_repair(bytes: usize, at: Span) -> bool {
    on_sheet(|sheet| match sheet.repair_bytes_left.checked_sub(bytes.max(1024)) {
        Some(left) if sheet.overflow.is_none() => {
            sheet.repair_bytes_left = left;
            true
        }
        _ => {
            sheet.overflow.get_or_insert(at);
            false
        }
    })
    .unwrap_or(false)
}

/// Parses with inner values passed over.
pub(super) fn skimming<R>(parse: impl FnOnce() -> R) -> R {
    let before = on_sheet(|sheet| std::mem::replace(&mut sheet.skimming, true));
    let result = parse();
    on_sheet(|sheet| sheet.skimming = before.unwrap_or(false));
    result
}

/// Parses the text of `frame`, with inner values read; tells whether what came out is spoilt.
pub(super) fn within<R>(frame: Frame, parse: impl FnOnce() -> R) -> (R, bool) {
    let before = on_sheet(|sheet| {
        sheet.frames.push(frame);
        std::mem::replace(&mut sheet.spoilt, false)
    });
    let result = parse();
    let spoilt = on_sheet(|sheet| {
        sheet.frames.pop();
        std::mem::replace(&mut sheet.spoilt, before.unwrap_or(false))
    });
    (result, spoilt.unwrap_or(true))
}

/// Notes that the text under way has a mistake, on the sheet already, that leaves it without a value.
pub(super) fn spoil() {
    on_sheet(|sheet| sheet.spoilt = true);
}

/// Tells where a piece of the text under way belongs; none if it is no piece of it.
pub(super) fn locate(piece: &str) -> Option<Place> {
    let address = piece.as_ptr() as usize;
    on_sheet(|sheet| {
        let frame = sheet.frames.last()?;
        let offset = address.checked_sub(frame.address)?;
        (offset + piece.len() <= frame.len).then(|| frame.origin.place(offset))
    })?
}

fn on_sheet<R>(action: impl FnOnce(&mut Sheet) -> R) -> Option<R> {
    SHEET.with(|sheet| sheet.borrow_mut().as_mut().map(action))
}

impl Sheet {
    fn take_diagnostics(&mut self) -> Vec<Diagnostic> {
        let mut diagnostics = std::mem::take(&mut self.diagnostics);
        diagnostics.sort_by_key(|diagnostic| (diagnostic.span.start, Reverse(diagnostic.span.end)));
        // What is wrong inside an underlined stretch follows from what is wrong with the stretch.
        let mut outer: Option<Span> = None;
        diagnostics.retain(|Diagnostic { span, .. }| match outer {
            Some(outer) if span.end <= outer.end => *span == outer,
            _ => {
                outer = Some(*span);
                true
            }
        });
        diagnostics.sort_by(|a, b| (a.span, &a.message).cmp(&(b.span, &b.message)));
        diagnostics.dedup();
        if let Some(span) = self.overflow {
            let message = "too many mistakes";
            diagnostics.push(Diagnostic::new(span, message, "reading stopped about here"));
        }
        diagnostics
    }
}
