//! What is asked of any bytes: the fuzz targets, and the test over their corpora, ask it here.
//!
//! Each function panics if something is not as it should be: a place outside of the text, a trace that
//! comes back as another one, a replay that differs from itself, more memory than any file may take.

mod bounds;
mod library;
mod played;
mod policy;
mod replay;
mod scenario;
mod told;
mod trace;

pub use policy::policy;
pub use replay::replay;
pub use scenario::scenario;
pub use trace::trace;

use bounds::bounded;
use seamripper_report::{Mistakes, diagnostics};
use seamripper_scenario::{Diagnostic, work};
use told::is_plain;

/// Looks whether a refusal says what is wrong, and where in the text.
fn look_at(mistakes: &[Diagnostic], source: &str) {
    assert!(!mistakes.is_empty(), "a refusal says why");
    for mistake in mistakes {
        let related = mistake.related.iter().map(|(span, _)| *span);
        for span in related.chain([mistake.span]) {
            assert!(source.get(span.start..span.end).is_some(), "{span:?}: {}", mistake.message);
        }
        assert!(!mistake.message.is_empty());
    }
    let mistakes = Mistakes { path: "a.ron", source, diagnostics: mistakes };
    let told = bounded("telling of mistakes", work::USUAL, || diagnostics(&mistakes, 80));
    assert!(!told.is_empty());
    is_plain(&told);
}
