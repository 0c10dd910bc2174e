//! What is told of replays, in every form: as text and as JSON, and in the formats of other tools.

use crate::bounds::bounded;
use seamripper_report::{Comparison, export, json, steers, text};
use serde::de::IgnoredAny;

/// Tells of replays, and looks whether what is told steers nobody and can be read.
pub(crate) fn told(comparison: &Comparison<'_>) {
    let Comparison { plan, arms, .. } = comparison;
    let units = plan.limits.work;
    is_plain(&bounded("the text of a report", units, || text(comparison, 80)));
    is_json(bounded("the JSON of a report", units, || json(comparison)).as_bytes());
    is_plain(&bounded("Markdown", units, || export::markdown(comparison, None)));
    for arm in *arms {
        is_plain(&bounded("Mermaid", units, || export::mermaid(plan, arm, None)));
    }
    let mut out = Vec::new();
    bounded("OTLP", units, || export::otlp(plan, arms, &mut out)).expect("it goes to memory");
    is_json(&out);
    out.clear();
    bounded("Perfetto", units, || export::perfetto(plan, arms, &mut out)).expect("so does it");
    is_json(&out);
    out.clear();
    bounded("CSV", units, || export::csv(plan, arms, &mut out)).expect("and so does it");
    let rows = std::str::from_utf8(&out).expect("rows are text");
    assert!(!rows.contains(|c| steers(c) && !matches!(c, '\n' | '\r' | '\t')), "{rows:?}");
}

/// Looks whether a document is JSON, and steers no terminal that shows it.
pub(crate) fn is_json(document: &[u8]) {
    let text = std::str::from_utf8(document).expect("a document is text");
    serde_json::from_str::<IgnoredAny>(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert!(!text.contains(|c| c != '\n' && steers(c)), "{text:?}");
}

/// Looks whether a text for terminals does nothing but colour itself.
pub(crate) fn is_plain(text: &str) {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().expect("there is always one part");
    let coloured = parts.map(|part| {
        let (colour, rest) = part.split_once('m').expect("a colour ends");
        let digits = colour.strip_prefix('[').expect("a colour begins");
        assert!(digits.chars().all(|c| c.is_ascii_digit() || c == ';'), "{part:?}");
        rest
    });
    for part in coloured.chain([first]) {
        assert!(!part.chars().any(|c| c != '\n' && steers(c)), "{part:?}");
    }
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn colours_are_plain() {
        is_plain("a\n\u{1b}[1;31mnaïve ↯\u{1b}[0m\n");
    }

    #[test]
    #[should_panic(expected = "a colour ends")]
    fn other_sequences_are_not() {
        is_plain("a\u{1b}[2Kb");
    }

    #[test]
    #[should_panic(expected = "u{9b}")]
    fn characters_that_steer_are_not() {
        is_plain("a\u{9b}31mb");
    }
}
