//! The postmortem in its parts, each tied to the moments of the replay that bear it out.
//!
//! The ties are found, not written: what broke, what the model was told, where the parties first
//! disagreed, who noticed, and where the resolved replay goes another way.

use super::data::Data;
use super::lane::Look;
use seamripper_study::Dossier;

/// A part of the story.
pub(super) struct Part<'a> {
    pub(super) title: &'static str,
    pub(super) says: &'a str,
    pub(super) ties: Vec<Tie>,
}

/// A moment that a part speaks of.
pub(super) struct Tie {
    /// Which of the two replays that are shown: 0 the deployed one, 1 the other.
    pub(super) pane: usize,
    /// The place among the moments of that replay.
    pub(super) moment: usize,
    pub(super) at: String,
    pub(super) says: String,
}

/// Tells the story with its ties. `parted` is the first record at which the two replays differ.
pub(super) fn parts<'a>(dossier: &'a Dossier, data: &Data, parted: Option<usize>) -> Vec<Part<'a>> {
    let story = &dossier.plan.story;
    let shown = data.shown();
    let (deployed, resolved) = (&shown[0], &shown[shown.len() - 1]);
    let told = deployed.first(|look, to_model| look == Look::Failure && to_model);
    let answered = deployed.first(|look, _| look == Look::Answer);
    let alerted = deployed.first(|look, _| look == Look::Alert);
    let fault = deployed.first(|look, _| look == Look::Fault);
    let other_way =
        parted.and_then(|record| (shown.len() > 1).then(|| resolved.at_or_after(record)).flatten());
    let part = |title, says: &'a seamripper_scenario::Text, ties: Vec<Option<Tie>>| Part {
        title,
        says: says.as_str(),
        ties: ties.into_iter().flatten().collect(),
    };
    vec![
        part("Incident", &story.incident, deployed.marked("break")),
        part("Symptom", &story.symptom, vec![told, answered]),
        part("Root cause", &story.root_cause, {
            let mut ties = deployed.marked("disagreement");
            ties.insert(0, fault);
            ties
        }),
        part("Detection gap", &story.detection_gap, vec![alerted]),
        part("Resolution", &story.resolution, vec![other_way]),
    ]
}
