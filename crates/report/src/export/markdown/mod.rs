//! A postmortem in Markdown: the story in its parts, each with what the replays show of it.
//!
//! Names and sentences come from files, so that whatever Markdown or HTML would read is escaped.

mod parts;
mod table;
mod timeline;

use crate::Comparison;
use crate::escape::markdown::{block, code, escaped, paragraph};
use crate::text::opening::SHORT_HASH;
use seamripper_score::{Judgement, Verdict};
use std::fmt::Write;

/// Writes the postmortem of an incident. Its timeline is of the first arm, and follows this
/// conversation, or chooses one as a diagram does.
pub fn markdown(comparison: &Comparison<'_>, conversation: Option<u32>) -> String {
    let story = &comparison.plan.story;
    let mut out = format!("# {}\n\n", paragraph(comparison.plan.title.as_str()));
    out.push_str(&about(comparison));
    let mut part = |title: &str, says: &str, shown: String| {
        if says.trim().is_empty() && shown.is_empty() {
            return;
        }
        // Writing to memory cannot fail.
        let _ = writeln!(out, "\n## {title}");
        for part in [paragraph(says), shown].iter().filter(|part| !part.is_empty()) {
            let _ = writeln!(out, "\n{}", part.trim_end());
        }
    };
    part("Incident", story.incident.as_str(), in_short(comparison));
    part("Symptom", story.symptom.as_str(), String::new());
    part("Timeline", "", timeline::shown(comparison, conversation));
    part("Root cause", story.root_cause.as_str(), parts::disagreements(comparison));
    part("Impact", "", parts::verdicts(comparison));
    part("Detection gap", story.detection_gap.as_str(), parts::detection(comparison));
    part("Resolution", story.resolution.as_str(), parts::fixes(comparison));
    part("Lesson", story.lesson.as_str(), String::new());
    part("Published figures", "", parts::figures(comparison));
    part("Cost", "", parts::cost(comparison));
    part("Against the file's expectations", "", parts::surprises(comparison));
    part("Not to be relied on", "", parts::inconclusive(comparison));
    part("Notes", "", parts::notes(comparison));
    part("The same again", "", block("sh", comparison.command));
    out
}

/// Says of which scenario, seed and source it is.
fn about(comparison: &Comparison<'_>) -> String {
    let plan = comparison.plan;
    let source: Vec<&str> = plan.source.iter().map(|part| part.as_str()).collect();
    let hash = plan.hash.get(..SHORT_HASH).unwrap_or(&plan.hash);
    let canonical = if comparison.seed == plan.seed { " (canonical)" } else { "" };
    format!(
        "{}, seed {}{canonical}, file {}  \nSource: {}  \nReplayed by Seamripper {}\n",
        code(&plan.id),
        comparison.seed,
        code(hash),
        escaped(&source.join(", ")),
        env!("CARGO_PKG_VERSION"),
    )
}

/// Says of each arm what it breaks.
fn in_short(comparison: &Comparison<'_>) -> String {
    let mut out = String::new();
    for replayed in comparison.arms {
        let judgements = &replayed.card.judgements;
        let broken = |judged: &&Judgement| matches!(judged.verdict, Verdict::Broken(_));
        let said = match judgements.iter().filter(broken).count() {
            0 => "breaks nothing".to_owned(),
            broken => format!("breaks {broken} of {} invariants", judgements.len()),
        };
        let cut = if replayed.card.is_inconclusive() { ", inconclusive" } else { "" };
        let _ = writeln!(out, "- {} {said}{cut}", code(&replayed.card.arm));
    }
    out
}
