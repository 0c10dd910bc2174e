//! A gate as Markdown, for the summary of a job: the verdict, a table, and what broke.
//!
//! Names and sentences come from files, so that whatever Markdown or HTML would read is escaped.

use super::view::{GateView, GatedView, IncidentView};
use crate::escape::markdown::{code, escaped};
use crate::study::numbers::{Chance, percent};
use std::fmt::Write;

impl GateView {
    /// Writes it as Markdown.
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        let mark = match self.passes {
            Some(true) => "✅",
            Some(false) => "❌",
            None => "⚠️",
        };
        // Writing to memory cannot fail.
        let _ = writeln!(
            out,
            "## {mark} Gate of {}\n\n{}",
            code(&self.policy.id),
            escaped(&self.verdict())
        );
        let _ = writeln!(
            out,
            "\n| incident | as deployed | under the policy | honest work |\n|---|---|---|---|"
        );
        for incident in &self.incidents {
            let _ = writeln!(out, "{}", row(incident));
        }
        for (title, known) in [("Broken", false), ("Known failures", true)] {
            let broken: Vec<_> = self.broken().filter(|(_, one)| one.known == known).collect();
            if !broken.is_empty() {
                let _ = writeln!(out, "\n### {title}\n");
            }
            for (incident, invariant) in broken {
                out.push_str(&self.item(incident, invariant));
            }
        }
        let fixed = self.fixed.iter().map(|fixed| {
            let name = format!("{}/{}", fixed.scenario, fixed.invariant);
            (name, "is in the baseline and breaks no more: `--update-baseline`".to_owned())
        });
        list(&mut out, "Fixed", fixed.collect());
        let open = self.incidents.iter().flat_map(IncidentView::open);
        list(&mut out, "Proves nothing", open.map(|(name, why)| (name, escaped(&why))).collect());
        let _ = writeln!(
            out,
            "\n<sub>seeds {}, intervals of 95 %, Seamripper {}</sub>",
            self.spelled_seeds, self.version
        );
        out
    }

    fn item(&self, incident: &IncidentView, invariant: &GatedView) -> String {
        let name = code(&format!("{}/{}", incident.scenario, invariant.invariant));
        let mut item = format!(
            "- {name}: {}\n  {}\n",
            escaped(&invariant.says),
            escaped(&invariant.how_often())
        );
        if let Some(cause) = &invariant.cause {
            let at = code(&format!("{}:{}", self.policy.path, cause.at.line));
            let _ = writeln!(item, "  {at}: {}", escaped(&cause.says));
        }
        if let Some(worst) = &invariant.worst {
            let _ = writeln!(item, "  {}", code(&worst.command));
        }
        item
    }
}

fn list(out: &mut String, title: &str, entries: Vec<(String, String)>) {
    if entries.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n### {title}\n");
    for (name, says) in entries {
        let _ = writeln!(out, "- {}: {says}", code(&name));
    }
}

fn row(incident: &IncidentView) -> String {
    let share = |chance: &Chance| chance.share.map_or_else(|| "?".to_owned(), percent);
    let deployed = match incident.bites {
        true => format!("breaks {}", share(&incident.deployed)),
        false => "breaks nothing".to_owned(),
    };
    let broken = incident.invariants.iter().filter(|one| one.outcome == "broken");
    let broken: Vec<String> =
        broken.map(|one| format!("{} {}", code(&one.invariant), share(&one.chance))).collect();
    let broken = broken.join(", ");
    let under = match incident.outcome {
        "broken" => format!("❌ {broken}"),
        "known" => format!("⚠️ known: {broken}"),
        "survived" => {
            let bound = incident.chance.at_most.map_or_else(|| "?".to_owned(), percent);
            format!("✅ survived, chance at most {bound}")
        }
        other => format!("⚠️ {other}"),
    };
    let honest = match &incident.honest {
        None => "–".to_owned(),
        Some(honest) => match honest.says() {
            said if said.is_empty() => "as deployed".to_owned(),
            said => escaped(&said),
        },
    };
    format!("| {} | {deployed} | {under} | {honest} |", code(&incident.scenario))
}
