//! The page that tells everything about one incident.

use super::carries::{self, Carries, Honest};
use super::chart::{self, Crowd, Curve, Distribution, Unit};
use super::data::Data;
use super::frame::Frame;
use super::stands::Stands;
use super::story::{self, Part};
use super::{Case, facilitator_path, layer, participant_path, rendered};
use crate::Comparison;
use crate::numbers::of;
use crate::text::figures::both;
use crate::text::outcome::COSTS;
use crate::text::verdicts::Said;
use askama::Template;
use seamripper_scenario::Plan;
use seamripper_score::{Scorecard, Verdict};
use seamripper_study::Dossier;

/// The script of these pages.
const SCRIPT: &str = include_str!("../../templates/incident.js");

/// The columns of the report for readers without scripts.
const COLUMNS: usize = 100;

/// Digits of the hash that are enough to tell two versions of a file apart.
const SHORT_HASH: usize = 12;

#[derive(Template)]
#[template(path = "incident.html")]
struct Page<'a> {
    frame: Frame,
    plan: &'a Plan,
    seed: u64,
    hash: &'a str,
    source: String,
    participant: String,
    facilitator: String,
    seam: String,
    short: Vec<(String, Stands)>,
    parts: Vec<Part<'a>>,
    fixes: Vec<Switch<'a>>,
    arms: Vec<(String, &'a str)>,
    is_whole: bool,
    sets: usize,
    invariants: Vec<Invariant<'a>>,
    costs: Vec<&'static str>,
    figures: Vec<Figure>,
    off_seed: bool,
    carries: Vec<Carries>,
    seeds: String,
    proof: String,
    cut_short: u64,
    distributions: Vec<Distribution>,
    crowds: Vec<Crowd>,
    curves: Vec<Curve>,
    no_curve: String,
    moments: (String, String),
    draws: u64,
    honest: Vec<Honest>,
    honest_titles: [&'static str; 5],
    command: &'a str,
    again: String,
    conversation: Option<String>,
    data: &'a Data,
    text: String,
}

/// A fix with its switch.
pub(super) struct Switch<'a> {
    pub(super) name: &'a str,
    pub(super) says: &'a str,
    pub(super) layer: &'static str,
}

struct Invariant<'a> {
    name: &'a str,
    says: &'a str,
    deployed: Cell,
}

struct Cell {
    sign: &'static str,
    name: &'static str,
    says: String,
}

struct Figure {
    figure: String,
    arm: String,
    published: String,
    replayed: String,
    agrees: bool,
}

/// Writes the page.
pub(super) fn html(case: &Case<'_>, comparison: &Comparison<'_>) -> String {
    let dossier = case.dossier;
    let plan = &*dossier.plan;
    let source: Vec<&str> = plan.source.iter().map(|part| part.as_str()).collect();
    let ablation = dossier.ablation.as_ref();
    let study = dossier.no_return.as_ref();
    let moment = |place: Option<&seamripper_study::Moment>| {
        place.map(|moment| crate::numbers::time(moment.at_ns)).unwrap_or_default()
    };
    let again = case.again();
    let page = Page {
        frame: Frame::with_replays(plan.title.to_string(), SCRIPT),
        plan,
        seed: dossier.seed,
        hash: plan.hash.get(..SHORT_HASH).unwrap_or(&plan.hash),
        source: source.join(", "),
        participant: participant_path(case.number),
        facilitator: facilitator_path(&plan.id),
        seam: seam(&dossier.deployed().card),
        short: short(dossier),
        parts: story::parts(dossier, &case.data, case.parted),
        fixes: switches(plan),
        arms: plan
            .arms
            .iter()
            .map(|arm| (plan.symbols.text(arm.name).to_string(), arm.says.as_str()))
            .collect(),
        is_whole: case.data.is_whole(dossier),
        sets: case.data.sets(),
        invariants: invariants(dossier),
        costs: COSTS.iter().map(|(title, _)| *title).collect(),
        figures: figures(dossier),
        off_seed: dossier.seed != plan.seed,
        carries: ablation.map(carries::tables).unwrap_or_default(),
        seeds: ablation.map(|all| of(all.sets.seeds.count(), "seed")).unwrap_or_default(),
        proof: ablation.map(carries::proof).unwrap_or_default(),
        cut_short: ablation
            .map(|of| of.sets.arms.iter().map(|arm| arm.tally.cut_short).sum())
            .unwrap_or_default(),
        distributions: distributions(dossier),
        crowds: chart::crowds(dossier),
        curves: study.map(|study| chart::curves(plan, study)).unwrap_or_default(),
        no_curve: no_curve(dossier, &again),
        moments: study
            .map(|study| (moment(study.moments.first()), moment(study.moments.last())))
            .unwrap_or_default(),
        draws: study.map(|study| study.draws).unwrap_or_default(),
        honest: ablation.map(|of| carries::honest(plan, of)).unwrap_or_default(),
        honest_titles: carries::HONEST,
        command: case.command,
        again,
        conversation: conversation(dossier, case.focus),
        data: &case.data,
        text: crate::plain(&crate::text(comparison, COLUMNS)),
    };
    rendered(&page)
}

/// Says of a crowd which conversation is followed.
pub(super) fn conversation(dossier: &Dossier, focus: u32) -> Option<String> {
    let turns = dossier.deployed().card.cost.turns;
    (turns > 1).then(|| format!("Conversation {} is followed.", u64::from(focus) + 1))
}

/// Names the seam at which the deployed replay failed.
pub(super) fn seam(card: &Scorecard) -> String {
    let found = card.first_disagreement.as_ref();
    found.map(|found| format!("{}, {}", found.seam.name(), found.kind.name())).unwrap_or_default()
}

/// Lists the fixes with their switches.
pub(super) fn switches(plan: &Plan) -> Vec<Switch<'_>> {
    let mut switches = Vec::with_capacity(plan.fixes.len());
    for fix in &plan.fixes {
        let name = plan.symbols.text(fix.name).as_str();
        switches.push(Switch { name, says: fix.says.as_str(), layer: layer(fix.layer) });
    }
    switches
}

fn short(dossier: &Dossier) -> Vec<(String, Stands)> {
    let mut replays = vec![dossier.deployed()];
    if !dossier.plan.fixes.is_empty() {
        replays.push(dossier.resolved());
    }
    let say =
        |replay: &seamripper_study::Replay| (replay.card.arm.clone(), Stands::of(&replay.card));
    replays.into_iter().map(say).collect()
}

/// Says why there is no curve of when it was too late.
fn no_curve(dossier: &Dossier, command: &str) -> String {
    let card = &dossier.deployed().card;
    if card.is_broken() {
        format!(
            "The replay is too long for this page to draw it anew from many moments: \
             `seamripper no-return {command}` does."
        )
    } else if card.is_inconclusive() {
        "Nothing broke before the replay was cut short, so it cannot be told.".to_owned()
    } else {
        "Nothing broke, so nothing came too late.".to_owned()
    }
}

fn invariants(dossier: &Dossier) -> Vec<Invariant<'_>> {
    let plan = &dossier.plan;
    let mut rows = Vec::with_capacity(plan.invariants.len());
    for (of, judged) in plan.invariants.iter().zip(&dossier.deployed().card.judgements) {
        let Said { sign, name, detail, since, .. } = Said::of(judged);
        let says = format!("{detail}{since}").trim_start_matches(", ").to_owned();
        let deployed = Cell { sign, name, says };
        let name = plan.symbols.text(of.name).as_str();
        rows.push(Invariant { name, says: of.says.as_str(), deployed });
    }
    rows
}

fn figures(dossier: &Dossier) -> Vec<Figure> {
    let mut figures = Vec::new();
    let mut told = Vec::new();
    for replay in dossier.sets.iter().chain(&dossier.arms) {
        if told.contains(&&replay.card.arm) {
            continue;
        }
        told.push(&replay.card.arm);
        for result in &replay.card.figures {
            let (published, replayed) = both(result);
            figures.push(Figure {
                figure: result.figure.to_string(),
                arm: replay.card.arm.clone(),
                published,
                replayed,
                agrees: result.agrees,
            });
        }
    }
    figures
}

/// Draws what the sweep of the deployed arm gave: the damage of each break, and when it came.
fn distributions(dossier: &Dossier) -> Vec<Distribution> {
    let Some(swept) = dossier.ablation.as_ref().and_then(|of| of.sets.arms.first()) else {
        return Vec::new();
    };
    let card = &dossier.deployed().card;
    let mut drawn = Vec::new();
    for (judged, tally) in card.judgements.iter().zip(&swept.tally.invariants) {
        let here = match &judged.verdict {
            Verdict::Broken(broken) => Some(broken.damage),
            _ => None,
        };
        if tally.damage.most().is_some_and(|most| most > 0) {
            let title = judged.unit.to_string();
            drawn.extend(chart::distribution(title, &tally.damage, Unit::Count, here));
        }
    }
    let first = &swept.tally.first_break_ns;
    let here = card.detection.first_break_ns;
    drawn.extend(chart::distribution("first break".to_owned(), first, Unit::Time, here));
    let waited_ms = &swept.tally.costs.waited_ms;
    let here = card.cost.waited_ns / 1_000_000;
    drawn.extend(chart::distribution(
        "time waited".to_owned(),
        waited_ms,
        Unit::Milliseconds,
        Some(here),
    ));
    drawn
}
