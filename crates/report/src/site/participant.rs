//! The page for participants of a workshop: the symptom, hints that unfold, and a choice of fixes
//! that is made before its result is shown.
//!
//! What would give the answer away is in the page, since there is no server, but sealed: neither a
//! glance at its text nor a search of the page finds it.

use super::carries::{proof, tables};
use super::data::Data;
use super::frame::{Frame, sealed};
use super::incident::{Switch, conversation, seam, switches};
use super::transcript::signature;
use super::{Case, incident_path, rendered};
use crate::text::disagreement::{headline, views};
use askama::Template;
use seamripper_sim::trace::Event;
use serde::Serialize;

/// The script of these pages.
const SCRIPT: &str = include_str!("../../templates/participant.js");

#[derive(Template)]
#[template(path = "participant.html")]
struct Page<'a> {
    frame: Frame,
    number: usize,
    symptom: &'a str,
    asked: String,
    prompt: &'a str,
    tools: Vec<String>,
    conversation: Option<String>,
    hints: Vec<&'static str>,
    fixes: Vec<Switch<'a>>,
    is_whole: bool,
    sealed: String,
}

/// What is shown only when it is asked for.
#[derive(Serialize)]
struct Sealed<'a> {
    data: &'a Data,
    /// For each hint its lines.
    hints: Vec<Vec<String>>,
    title: &'a str,
    /// The story's parts and the lesson, with their titles.
    story: Vec<(&'static str, &'a str)>,
    invariants: Vec<&'a str>,
    smallest: Vec<String>,
    /// How little it proves that nothing broke.
    proof: String,
    page: String,
}

/// Writes the page.
pub(super) fn html(case: &Case<'_>) -> String {
    let dossier = case.dossier;
    let plan = &*dossier.plan;
    let world = &dossier.deployed().arm.stage.world;
    let hints = hints(case);
    let story = &plan.story;
    let tables = dossier.ablation.as_ref().map(tables).unwrap_or_default();
    let smallest = tables
        .first()
        .map(|table| table.smallest.iter().map(|set| set.join(" + ")).collect::<Vec<_>>());
    let sealed_parts = Sealed {
        data: &case.data,
        title: plan.title.as_str(),
        story: vec![
            ("What happened", story.incident.as_str()),
            ("Root cause", story.root_cause.as_str()),
            ("Detection gap", story.detection_gap.as_str()),
            ("Resolution", story.resolution.as_str()),
            ("Lesson", story.lesson.as_str()),
        ],
        invariants: plan.invariants.iter().map(|of| of.says.as_str()).collect(),
        smallest: smallest.unwrap_or_default(),
        proof: dossier.ablation.as_ref().map(proof).unwrap_or_default(),
        page: format!("../{}", incident_path(&plan.id)),
        hints: hints.iter().map(|(_, lines)| lines.clone()).collect(),
    };
    let json = serde_json::to_string(&sealed_parts).expect("texts and numbers have a form in JSON");
    rendered(&Page {
        frame: Frame::with_replays(format!("Incident {}", case.number), SCRIPT),
        number: case.number,
        symptom: story.symptom.as_str(),
        asked: asked(case),
        prompt: world.prompt.as_str(),
        tools: world.tools.iter().map(|tool| signature(plan, tool)).collect(),
        conversation: conversation(dossier, case.focus),
        hints: hints.iter().map(|(title, _)| *title).collect(),
        fixes: switches(plan),
        is_whole: case.data.is_whole(dossier),
        sealed: sealed(json),
    })
}

/// Returns what the user of the conversation that is followed asked first.
fn asked(case: &Case<'_>) -> String {
    let asked =
        case.dossier.deployed().trace.records.iter().find_map(|record| match &record.event {
            Event::Asked { says, .. } if record.conversation == Some(case.focus) => Some(says),
            _ => None,
        });
    asked.map(ToString::to_string).unwrap_or_default()
}

/// Makes the hints, from the faintest to the plainest.
fn hints(case: &Case<'_>) -> Vec<(&'static str, Vec<String>)> {
    let dossier = case.dossier;
    let card = &dossier.deployed().card;
    let mut hints = vec![("Who takes part", case.data.lane_names())];
    hints.push(("What passed between them", case.data.opening()));
    if let Some(found) = &card.first_disagreement {
        let seam = format!("They stopped agreeing at the seam {}.", seam(card));
        hints.push(("Which seam to look at", vec![seam]));
        let mut lines = vec![headline(found).text()];
        lines.extend(views(found).map(|(who, what)| format!("{who}: {what}")));
        hints.push(("What each party took to have happened", lines));
    }
    let gap = dossier.plan.story.detection_gap.to_string();
    hints.push(("Why nobody noticed sooner", vec![gap]));
    hints
}
