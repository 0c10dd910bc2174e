//! A policy file as JSON, for programs; `JSON.md` beside this crate documents it.

use super::{Explained, Incident, sentences};
use crate::FORMAT;
use seamripper_scenario::plan::{Extent, Piece, PolicyFile, Standing, Switch, What};
use seamripper_scenario::{Plan, Text};
use serde::Serialize;

#[derive(Serialize)]
struct Top<'a> {
    format: u32,
    version: &'static str,
    policy: Policy<'a>,
    incidents: Vec<Scenario<'a>>,
}

#[derive(Serialize)]
struct Policy<'a> {
    id: &'a str,
    title: &'a str,
    hash: &'a str,
    source: Option<Source<'a>>,
    switches: Vec<Set>,
    in_place: Vec<String>,
}

#[derive(Serialize)]
struct Source<'a> {
    title: &'a str,
    versions: Vec<&'a str>,
    date: Option<&'a str>,
}

#[derive(Serialize)]
struct Set {
    switch: &'static str,
    value: String,
    is_default: bool,
    says: String,
}

#[derive(Serialize)]
struct Scenario<'a> {
    scenario: &'a str,
    scenario_hash: &'a str,
    unfit: Option<String>,
    fixes: Vec<Fix<'a>>,
}

#[derive(Serialize)]
struct Fix<'a> {
    fix: &'a str,
    has: &'static str,
    pieces: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    switch: Option<&'static str>,
    part: Option<String>,
    is_met: bool,
    needs: Option<&'a str>,
    has: Option<&'a str>,
}

/// Writes what a policy does and has as one JSON document with a line break at its end.
pub fn policy_json(explained: &Explained<'_>) -> String {
    crate::json::pretty(&Top {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION"),
        policy: policy(explained.file),
        incidents: explained.incidents.iter().map(scenario).collect(),
    })
}

fn policy(file: &PolicyFile) -> Policy<'_> {
    let set = |switch: &Switch| Set {
        switch: switch.name(),
        value: switch.value(&file.policy),
        is_default: file.place(*switch).is_none(),
        says: sentences::sentence(*switch, &file.policy, &file.symbols),
    };
    Policy {
        id: &file.id,
        title: file.title.as_str(),
        hash: &file.hash,
        source: file.source.as_ref().map(|source| Source {
            title: source.title.as_str(),
            versions: source.versions.iter().map(Text::as_str).collect(),
            date: source.date.as_ref().map(Text::as_str),
        }),
        switches: Switch::ALL.iter().map(set).collect(),
        in_place: file.in_place.iter().map(|part| format!("{part:?}")).collect(),
    }
}

fn scenario(incident: &Incident) -> Scenario<'_> {
    let standings = incident.standings.as_ref();
    Scenario {
        scenario: &incident.plan.id,
        scenario_hash: &incident.plan.hash,
        unfit: standings.err().map(ToString::to_string),
        fixes: standings
            .map(|standings| standings.iter().map(|s| fix(&incident.plan, s)).collect())
            .unwrap_or_default(),
    }
}

fn fix<'a>(plan: &'a Plan, standing: &'a Standing) -> Fix<'a> {
    Fix {
        fix: plan.symbols.text(standing.fix).as_str(),
        has: match standing.extent() {
            Extent::Wholly => "wholly",
            Extent::Partly => "partly",
            Extent::NotAtAll => "not at all",
        },
        pieces: standing.pieces.iter().map(part).collect(),
    }
}

fn part(piece: &Piece) -> Part<'_> {
    let is_met = piece.is_met;
    match &piece.what {
        What::Switch { switch, needs, has } => Part {
            switch: Some(switch.name()),
            part: None,
            is_met,
            needs: Some(needs),
            has: Some(has),
        },
        What::Part(part) => {
            Part { switch: None, part: Some(format!("{part:?}")), is_met, needs: None, has: None }
        }
    }
}
