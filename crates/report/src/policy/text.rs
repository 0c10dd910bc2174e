//! A policy file for people: its switches in sentences, then the fixes of each incident.

use super::{Explained, Incident, sentences};
use crate::ink::{Ink, Line, write};
use crate::text::labelled;
use seamripper_scenario::plan::{Extent, Piece, Standing, Switch, What};
use seamripper_scenario::{PolicyFile, Text};

/// Prose that runs over the whole of a wide terminal is hard to read.
const MOST_COLUMNS: usize = 120;

/// Lists policy files: a line for each, with the name by which it is found.
pub fn policy_list(files: &[PolicyFile], width: usize) -> String {
    let names = files.iter().map(|file| file.id.chars().count()).max().unwrap_or_default() + 2;
    let mut lines = Vec::new();
    for file in files {
        let versions = file.source.iter().flat_map(|source| &source.versions);
        let versions: Vec<&str> = versions.map(Text::as_str).collect();
        let mut says = Line::plain(file.title.as_str());
        if !versions.is_empty() {
            says = says.and(Ink::Faint, format!("  {}", versions.join(", ")));
        }
        lines.extend(labelled(Line::of(Ink::Name, &file.id), names, says, width));
    }
    write(&lines)
}

/// Says what a policy does, and what it has of the fixes of a library.
pub fn policy_text(explained: &Explained<'_>, width: usize) -> String {
    let width = width.min(MOST_COLUMNS);
    let mut lines = opening(explained.file, width);
    lines.extend(switches(explained.file, width));
    lines.extend(in_place(explained.file, width));
    for incident in explained.incidents {
        lines.push(Line::default());
        lines.extend(fixes(incident, width));
    }
    if let Some(line) = total(explained.incidents) {
        lines.push(Line::default());
        lines.push(line);
    }
    write(&lines)
}

fn opening(file: &PolicyFile, width: usize) -> Vec<Line> {
    let mut lines = Line::of(Ink::Strong, file.title.as_str()).wrapped(width, 0);
    let hash = file.hash.get(..12).unwrap_or(&file.hash);
    lines.push(Line::of(Ink::Name, &file.id).and(Ink::Faint, format!("  file {hash}")));
    if let Some(source) = &file.source {
        let parts = [&source.title].into_iter().chain(&source.versions).chain(&source.date);
        let parts: Vec<&str> = parts.map(Text::as_str).collect();
        let said = format!("Source: {}", parts.join(", "));
        lines.extend(Line::of(Ink::Faint, said).wrapped(width, 8));
    }
    lines
}

fn switches(file: &PolicyFile, width: usize) -> Vec<Line> {
    let mut lines = vec![Line::default(), Line::of(Ink::Strong, "What the runtime does")];
    let names = Switch::ALL.iter().map(|switch| switch.name().len()).max().unwrap_or_default();
    for switch in Switch::ALL {
        let is_set = file.place(*switch).is_some();
        let ink = if is_set { Ink::Name } else { Ink::Faint };
        let said = sentences::sentence(*switch, &file.policy, &file.symbols);
        let said = Line::plain(said).and(Ink::Faint, if is_set { "" } else { " (default)" });
        let name = Line::of(ink, format!("  {}", switch.name()));
        lines.extend(labelled(name, names + 4, said, width));
    }
    lines
}

fn in_place(file: &PolicyFile, width: usize) -> Vec<Line> {
    let title = "What is in place of the fixes of an incident, beside the switches";
    let mut lines = vec![Line::default(), Line::of(Ink::Strong, title)];
    if file.in_place.is_empty() {
        lines.push(Line::plain("  Nothing: everything else is as it was deployed."));
    }
    for part in &file.in_place {
        let name = Line::of(Ink::Name, format!("  {part:?}"));
        lines.extend(labelled(name, 15, Line::plain(sentences::part(*part)), width));
    }
    lines
}

fn fixes(incident: &Incident, width: usize) -> Vec<Line> {
    let plan = &incident.plan;
    let title = Line::of(Ink::Name, &plan.id).say(format!("  {}", plan.title));
    let mut lines = title.wrapped(width, plan.id.len() + 2);
    let standings = match &incident.standings {
        Ok(standings) => standings,
        Err(unfit) => {
            lines.extend(Line::of(Ink::Bad, format!("  {unfit}")).wrapped(width, 4));
            return lines;
        }
    };
    if standings.is_empty() {
        lines.push(Line::of(Ink::Faint, "  It has no fixes."));
    }
    let name = |standing: &Standing| plan.symbols.text(standing.fix).as_str();
    let names = standings.iter().map(|standing| name(standing).len()).max().unwrap_or_default();
    for standing in standings {
        let label = Line::plain(format!("  {}", name(standing)));
        lines.extend(labelled(label, names + 4, said(standing), width));
    }
    lines
}

fn said(standing: &Standing) -> Line {
    let missing: Vec<String> =
        standing.pieces.iter().filter(|piece| !piece.is_met).map(lack).collect();
    let missing = missing.join("; ");
    match standing.extent() {
        Extent::Wholly => Line::of(Ink::Good, "wholly"),
        Extent::Partly => Line::of(Ink::Notice, "partly").say(format!(", without {missing}")),
        Extent::NotAtAll => Line::of(Ink::Bad, "not at all").say(format!(", without {missing}")),
    }
}

fn lack(piece: &Piece) -> String {
    match &piece.what {
        What::Switch { switch, needs, has } => {
            format!("{}: {needs} (here {has})", switch.name())
        }
        What::Part(part) => format!("{} (`{part:?}`)", sentences::part(*part)),
    }
}

fn total(incidents: &[Incident]) -> Option<Line> {
    let standings = incidents.iter().filter_map(|incident| incident.standings.as_ref().ok());
    let extents: Vec<Extent> = standings.flatten().map(Standing::extent).collect();
    let count = |extent: Extent| extents.iter().filter(|other| **other == extent).count();
    let [wholly, partly, none] = [Extent::Wholly, Extent::Partly, Extent::NotAtAll].map(count);
    let all = extents.len();
    (all > 0).then(|| {
        let fixes = if all == 1 { "fix" } else { "fixes" };
        Line::plain(format!(
            "Of {all} {fixes}: {wholly} wholly, {partly} partly, {none} not at all."
        ))
    })
}
