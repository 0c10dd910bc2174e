//! What of a policy is responsible for a break: which places of its file, and in words.

use super::Gate;
use super::place::Region;
use seamripper_scenario::plan::Mend;
use seamripper_study::gate::{Cause, Remedy};
use serde::Serialize;

/// What of a policy is responsible for a break.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct CauseView {
    /// `any of`, `all of` or `nothing`.
    pub(super) would_help: &'static str,
    pub(super) says: String,
    /// The seeds on which it was tried.
    pub(super) seeds: Vec<u64>,
    /// The place to look at first.
    pub(super) at: Region,
    pub(super) remedies: Vec<RemedyView>,
}

/// One thing that would have helped.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct RemedyView {
    pub(super) switch: Option<String>,
    pub(super) part: Option<String>,
    pub(super) has: Option<String>,
    pub(super) needs: Option<String>,
    /// Where the file gives the switch; none if it leaves the default.
    pub(super) at: Option<Region>,
}

impl CauseView {
    pub(super) fn new(gate: &Gate<'_>, cause: &Cause, seeds: &[u64]) -> Self {
        let remedies = cause.remedies().iter().map(|remedy| RemedyView::new(gate, remedy));
        let mut remedies: Vec<RemedyView> = remedies.collect();
        // What the file itself says comes before what it leaves out.
        remedies.sort_by_key(|remedy| remedy.at.is_none());
        let at = remedies.first().and_then(|remedy| remedy.at);
        CauseView {
            would_help: match cause {
                Cause::Any(_) => "any of",
                Cause::Together(_) => "all of",
                Cause::Nothing => "nothing",
            },
            says: says(cause, &remedies),
            seeds: seeds.to_vec(),
            at: at.unwrap_or_else(|| Region::head(gate.source, gate.policy.policy_span)),
            remedies,
        }
    }
}

impl RemedyView {
    fn new(gate: &Gate<'_>, remedy: &Remedy) -> Self {
        let name = remedy.mend.name();
        let (switch, part, span) = match remedy.mend {
            Mend::Switch(switch) => (Some(name), None, gate.policy.place(switch)),
            Mend::Part(_) => (None, Some(name), None),
        };
        let at = span.map(|span| Region::of(gate.source, span));
        RemedyView { switch, part, has: remedy.has.clone(), needs: remedy.needs.clone(), at }
    }

    /// Says it with its values.
    fn says(&self) -> String {
        match (&self.switch, &self.part) {
            (Some(switch), _) => {
                let (has, needs) = (self.has.as_deref(), self.needs.as_deref());
                let (has, needs) = (has.unwrap_or("?"), needs.unwrap_or("?"));
                let left_out = if self.at.is_none() { ", not given" } else { "" };
                // Both may read the same where they differ in what is not short.
                if has == needs {
                    return format!("`{switch}` ({has}{left_out}) as in the fixed incident");
                }
                format!("`{switch}: {needs}` (it is {has}{left_out})")
            }
            (None, part) => format!("`{}` in place", part.as_deref().unwrap_or("?")),
        }
    }
}

fn says(cause: &Cause, remedies: &[RemedyView]) -> String {
    let mut listed: Vec<String> = remedies.iter().map(RemedyView::says).collect();
    match cause {
        Cause::Any(_) if listed.len() == 1 => format!("gone with {}", listed.join("")),
        Cause::Any(_) => {
            let last = listed.pop().unwrap_or_default();
            format!("gone with any one of {} or {last}", listed.join(", "))
        }
        Cause::Together(_) => {
            let last = listed.pop().unwrap_or_default();
            let all = listed.join(", ");
            format!("no single switch is enough: gone with {all} and {last} together")
        }
        Cause::Nothing => {
            "no switch is responsible: with all fixes of the incident it breaks as well".to_owned()
        }
    }
}
