//! A gate as people read it: a row for each incident, then what broke with its place and its command,
//! then what is known, fixed or open, and what comes of it all.

use super::view::{GateView, GatedView, HonestView, IncidentView};
use crate::ink::{Ink, Line, write};
use crate::numbers::{count, of};
use crate::study::numbers::percent;
use crate::text::{heading, indented, labelled, table::Table};

impl GateView {
    /// Tells people what the gate found, in at most `width` columns.
    pub fn text(&self, width: usize) -> String {
        let width = crate::text::fitting(width);
        let mut lines = self.opening().wrapped(width, 2);
        lines.push(Line::default());
        lines.extend(self.table(width));
        for (title, known) in [("Broken", false), ("Known failures", true)] {
            let broken: Vec<Line> = self
                .broken()
                .filter(|(_, invariant)| invariant.known == known)
                .flat_map(|(incident, invariant)| self.breaks(incident, invariant, width))
                .collect();
            section(&mut lines, title, broken, width);
        }
        section(&mut lines, "Fixed", self.fixed_lines(width), width);
        section(&mut lines, "Proves nothing", self.open_lines(width), width);
        lines.push(Line::default());
        let ink = match self.passes {
            Some(true) => Ink::Good,
            Some(false) => Ink::Bad,
            None => Ink::Notice,
        };
        lines.extend(Line::of(ink, self.verdict()).wrapped(width, 2));
        write(&lines)
    }

    fn opening(&self) -> Line {
        let said = format!(
            "  {}, seeds {}; intervals of 95 %",
            of(self.incidents.len() as u64, "incident"),
            self.spelled_seeds
        );
        let title = format!("  {}", self.policy.title);
        Line::of(Ink::Strong, &self.policy.id).say(title).and(Ink::Faint, said)
    }

    fn table(&self, width: usize) -> Vec<Line> {
        let titles = ["as deployed", "under the policy", "honest work"];
        let mut table = Table::new(titles.map(|title| Line::of(Ink::Faint, title)));
        for incident in &self.incidents {
            let deployed = match incident.bites {
                true => Line::plain(format!("breaks {}", share(&incident.deployed))),
                false => Line::of(Ink::Notice, "breaks nothing"),
            };
            let honest = honest(incident.honest.as_ref());
            table
                .row(Line::of(Ink::Name, &incident.scenario), [deployed, became(incident), honest]);
        }
        table.lines(width)
    }

    /// Lists what broke, known or not.
    pub(super) fn broken(&self) -> impl Iterator<Item = (&IncidentView, &GatedView)> {
        let all = self.incidents.iter();
        let all =
            all.flat_map(|incident| incident.invariants.iter().map(move |one| (incident, one)));
        all.filter(|(_, invariant)| invariant.outcome == "broken")
    }

    fn breaks(&self, incident: &IncidentView, invariant: &GatedView, width: usize) -> Vec<Line> {
        let head = Line::of(Ink::Name, format!("{}/{}", incident.scenario, invariant.invariant))
            .say(format!("  {}", invariant.says));
        let mut lines = indented(head, width);
        let deeper = |line| labelled(Line::plain("    "), 4, line, width);
        lines.extend(deeper(Line::plain(invariant.how_often())));
        if let Some(worse) = &invariant.worse {
            lines.extend(deeper(Line::of(Ink::Bad, worse)));
        }
        if let Some(cause) = &invariant.cause {
            let place = format!("{}:{}:{}: ", self.policy.path, cause.at.line, cause.at.column);
            lines.extend(deeper(Line::of(Ink::Notice, place).say(&cause.says)));
        }
        if let Some(worst) = &invariant.worst {
            lines.extend(deeper(Line::of(Ink::Strong, &worst.command)));
        }
        lines
    }

    fn fixed_lines(&self, width: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        for fixed in &self.fixed {
            let name = format!("{}/{}", fixed.scenario, fixed.invariant);
            let line = Line::of(Ink::Good, name).say("  is in the baseline and breaks no more");
            lines.extend(indented(line, width));
        }
        if !lines.is_empty() {
            let advice = "take it off the baseline with --update-baseline";
            lines.extend(indented(Line::of(Ink::Faint, advice), width));
        }
        lines
    }

    fn open_lines(&self, width: usize) -> Vec<Line> {
        let lines = self.incidents.iter().flat_map(IncidentView::open);
        lines
            .flat_map(|(name, why)| {
                indented(Line::of(Ink::Notice, name).say(format!("  {why}")), width)
            })
            .collect()
    }

    /// Says in one line what comes of the gate.
    pub(super) fn verdict(&self) -> String {
        let counts = &self.counts;
        let head = match self.passes {
            Some(true) => "Passed",
            Some(false) => "Failed",
            None => "Not passed: something proves nothing",
        };
        let mut parts = vec![format!("{} of {} survived", counts.survived, counts.incidents)];
        for (number, what) in [
            (counts.broken, "broken"),
            (counts.known, "with known failures alone"),
            (counts.open, "not under test"),
            (self.fixed.len(), "known but fixed"),
        ] {
            if number > 0 {
                parts.push(format!("{number} {what}"));
            }
        }
        format!("{head}. {}.", parts.join(", "))
    }
}

impl GatedView {
    /// Says how often it broke, and the worst of it.
    pub(super) fn how_often(&self) -> String {
        let (hits, all) = (count(self.chance.broken), of(self.chance.of, "seed"));
        let mut said = format!("broken under {hits} of {all}: {}", self.chance.said());
        if let Some(worst) = &self.worst {
            let damage = format!("{} {}", count(worst.damage), self.unit);
            said.push_str(&format!("; worst under seed {}: {damage}", worst.seed));
        }
        said
    }

    /// Says why it proves nothing, or why it is none of the policy's doing, where that is so.
    pub(super) fn why_not(&self, bites: bool) -> Option<&'static str> {
        match self.outcome {
            "untested" if !bites => Some("nothing breaks in this incident as it was deployed"),
            "untested" => {
                Some("nothing put it to the test, neither under the policy nor as deployed")
            }
            "inconclusive" => Some("replays hit a limit; raise `limits` in the scenario"),
            "idle" => Some("what it speaks of does not occur in the incident"),
            _ => None,
        }
    }
}

impl IncidentView {
    /// Lists what proves nothing, with the reason and what to do.
    pub(super) fn open(&self) -> Vec<(String, String)> {
        if !self.bites && self.outcome != "broken" {
            let why = "breaks nothing as it was deployed, so what holds under the policy proves \
                       nothing: do its faults land? Try more seeds, or `seamripper check` and \
                       `seamripper replay`";
            return vec![(self.scenario.clone(), why.to_owned())];
        }
        let open =
            |invariant: &&GatedView| ["untested", "inconclusive"].contains(&invariant.outcome);
        let mut all: Vec<(String, String)> = Vec::new();
        for invariant in self.invariants.iter().filter(open) {
            let why = invariant.why_not(self.bites).unwrap_or_default();
            all.push((format!("{}/{}", self.scenario, invariant.invariant), why.to_owned()));
        }
        if all.is_empty() && self.cut_short > 0 {
            let why = format!(
                "{} hit a limit; raise `limits` in the scenario",
                of(self.cut_short, "replay")
            );
            all.push((self.scenario.clone(), why));
        }
        all
    }

    /// Names the invariants with some outcome.
    pub(super) fn names(&self, outcome: &str) -> Vec<&str> {
        let of = self.invariants.iter().filter(|invariant| invariant.outcome == outcome);
        of.map(|invariant| invariant.invariant.as_str()).collect()
    }
}

fn section(lines: &mut Vec<Line>, title: &str, section: Vec<Line>, width: usize) {
    if !section.is_empty() {
        lines.push(Line::default());
        lines.push(heading(title, width));
        lines.extend(section);
    }
}

fn share(chance: &crate::study::numbers::Chance) -> String {
    chance.share.map_or_else(|| "?".to_owned(), percent)
}

/// Says what became of an incident.
fn became(incident: &IncidentView) -> Line {
    let broken = |known: bool| {
        let of = incident.invariants.iter();
        let of = of.filter(move |one| one.outcome == "broken" && one.known == known);
        let said: Vec<String> =
            of.map(|one| format!("{} {}", one.invariant, share(&one.chance))).collect();
        said.join(", ")
    };
    let mut line = match incident.outcome {
        "broken" => Line::of(Ink::Bad, "✘ breaks ").say(broken(false)),
        "known" => Line::of(Ink::Notice, "! known: ").say(broken(true)),
        "untested" => Line::of(Ink::Notice, "? untested"),
        "inconclusive" => Line::of(Ink::Notice, "? inconclusive"),
        _ => {
            let bound = incident.chance.at_most.map_or_else(|| "?".to_owned(), percent);
            Line::of(Ink::Good, "✔ survived").say(format!(", chance at most {bound}"))
        }
    };
    for (outcome, said) in [("avoided", "never arose"), ("idle", "not in question")] {
        let names = incident.names(outcome);
        if !names.is_empty() {
            line = line.and(Ink::Faint, format!("; {said}: {}", names.join(", ")));
        }
    }
    line
}

/// Says what a policy costs honest work.
fn honest(honest: Option<&HonestView>) -> Line {
    match honest {
        None => Line::of(Ink::Faint, "none in the file"),
        Some(honest) => match honest.says() {
            said if said.is_empty() => Line::of(Ink::Good, "as deployed"),
            said => Line::of(Ink::Notice, said),
        },
    }
}

impl HonestView {
    /// Says what honest work lost, a replay on average; nothing if it lost nothing.
    pub(super) fn says(&self) -> String {
        let by = |difference: &Option<crate::study::numbers::Difference>| {
            difference.as_ref().map_or(0.0, |difference| difference.by)
        };
        let mut parts = Vec::new();
        let answered = by(&self.difference.answered);
        if answered < 0.0 {
            parts.push(format!("{:.1} answers fewer", -answered));
        }
        for (number, what) in
            [(by(&self.difference.refused), "refused"), (by(&self.difference.failed), "failed")]
        {
            if number > 0.0 {
                parts.push(format!("{number:.1} calls more {what}"));
            }
        }
        for broken in &self.breaks {
            if broken.chance.broken > broken.deployed.broken {
                parts.push(format!("{} breaks {}", broken.invariant, share(&broken.chance)));
            }
        }
        parts.join("; ")
    }
}
