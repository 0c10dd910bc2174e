//! The index of a site: the matrix of incidents and fixes, with what breaks, and the seams.

use super::frame::Frame;
use super::incident::seam;
use super::stands::{Stands, broken};
use super::{Case, facilitator_path, incident_path, layer, participant_path, rendered};
use askama::Template;
use seamripper_scenario::written::Layer;

/// The columns of the matrix; a layer that no fix changes is left out.
const LAYERS: [Layer; 7] = [
    Layer::Prompt,
    Layer::Tools,
    Layer::Runtime,
    Layer::Service,
    Layer::Pipeline,
    Layer::Monitoring,
    Layer::Architecture,
];

/// One incident in the index.
#[derive(Clone, Debug)]
pub struct Entry {
    number: usize,
    title: String,
    lesson: String,
    seam: String,
    incident: String,
    participant: String,
    facilitator: String,
    deployed: Stands,
    resolved: Stands,
    /// For each layer the fixes that change it.
    layers: Vec<Vec<Fix>>,
    figures: (usize, usize),
    seed: u64,
    is_inconclusive: bool,
}

impl Entry {
    /// Tells whether a replay of a set of fixes hit a limit or failed.
    pub fn is_inconclusive(&self) -> bool {
        self.is_inconclusive
    }
}

/// A fix alone.
#[derive(Clone, Debug)]
struct Fix {
    name: String,
    stands: Stands,
    /// What breaks with it alone.
    breaks: String,
    /// How much of it, in short.
    short: String,
}

#[derive(Template)]
#[template(path = "index.html")]
struct Page<'a> {
    frame: Frame,
    entries: &'a [Entry],
    layers: Vec<(usize, &'static str)>,
    seams: Vec<(String, usize)>,
}

/// Makes the entry of an incident.
pub(super) fn entry(case: &Case<'_>) -> Entry {
    let dossier = case.dossier;
    let plan = &*dossier.plan;
    let replays = || dossier.sets.iter().chain(&dossier.arms);
    let alone = |fix: &seamripper_scenario::plan::Fix| {
        let replay = dossier.sets.iter().find(|replay| replay.arm.fixes == [fix.name])?;
        let name = plan.symbols.text(fix.name).to_string();
        let breaks: Vec<&str> = broken(&replay.card).map(|judged| judged.says.as_str()).collect();
        let short = match breaks.len() {
            0 => String::new(),
            some => format!("{some} of {}", replay.card.judgements.len()),
        };
        Some(Fix { name, stands: Stands::of(&replay.card), breaks: breaks.join("; "), short })
    };
    let of_layer = |layer: &Layer| {
        let fixes = plan.fixes.iter().filter(|fix| fix.layer == *layer);
        fixes.filter_map(alone).collect()
    };
    let figures = || replays().flat_map(|replay| &replay.card.figures);
    Entry {
        number: case.number,
        title: plan.title.to_string(),
        lesson: plan.story.lesson.to_string(),
        seam: seam(&dossier.deployed().card),
        incident: incident_path(&plan.id),
        participant: participant_path(case.number),
        facilitator: facilitator_path(&plan.id),
        deployed: Stands::of(&dossier.deployed().card),
        resolved: Stands::of(&dossier.resolved().card),
        layers: LAYERS.iter().map(of_layer).collect(),
        seed: dossier.seed,
        is_inconclusive: dossier.is_inconclusive(),
        figures: (figures().filter(|figure| figure.agrees).count(), figures().count()),
    }
}

/// Writes the index.
pub(super) fn html(entries: &[Entry]) -> String {
    let mut seams: Vec<(String, usize)> = Vec::new();
    for entry in entries.iter().filter(|entry| !entry.seam.is_empty()) {
        match seams.iter_mut().find(|(seam, _)| *seam == entry.seam) {
            Some((_, times)) => *times += 1,
            None => seams.push((entry.seam.clone(), 1)),
        }
    }
    let is_used = |place: &usize| entries.iter().any(|entry| !entry.layers[*place].is_empty());
    let layers = (0..LAYERS.len()).filter(is_used);
    rendered(&Page {
        frame: Frame::plain("Incidents".to_owned()),
        entries,
        layers: layers.map(|place| (place, layer(LAYERS[place]))).collect(),
        seams,
    })
}
