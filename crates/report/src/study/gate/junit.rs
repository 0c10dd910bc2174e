//! A gate as JUnit XML: a suite for each incident, a case for each invariant.
//!
//! Only what survived or was avoided is passed: known failures and what nothing put to the test are
//! skipped, and what was cut short is an error. No clock is read, so the same gate gives the same bytes.

use super::view::{GateView, GatedView, IncidentView};
use crate::escape::html::harmless;
use crate::study::numbers::percent;
use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

impl GateView {
    /// Writes it as JUnit XML, as the schema of Jenkins has it (`junit-10.xsd`).
    pub fn junit(&self) -> String {
        let mut report = Report::new("seamripper gate");
        for incident in &self.incidents {
            let mut suite = TestSuite::new(incident.scenario.as_str());
            suite.add_property(Property::new("policy", self.policy.id.as_str()));
            suite.add_property(Property::new("policy_hash", self.policy.hash.as_str()));
            suite.add_property(Property::new("seeds", self.spelled_seeds.as_str()));
            suite.add_test_cases(incident.invariants.iter().map(|one| self.case(incident, one)));
            report.add_test_suite(suite);
        }
        // The schema of the format has no such attribute on the root, and memory takes all text.
        let skipped = format!(" skipped=\"{}\"", report.skipped);
        let written = report.to_string().expect("memory takes all text");
        harmless(written.replacen(&skipped, "", 1))
    }

    fn case(&self, incident: &IncidentView, invariant: &GatedView) -> TestCase {
        let mut case =
            TestCase::new(invariant.invariant.as_str(), self.status(incident, invariant));
        case.set_classname(incident.scenario.as_str());
        let said = match (invariant.outcome, invariant.chance.at_most) {
            ("survived", Some(bound)) => {
                let tested = format!(
                    "put to the test under {}",
                    crate::numbers::of(invariant.tested, "seed")
                );
                Some(format!("{tested}; the chance is at most {}", percent(bound)))
            }
            ("avoided", _) => Some("it was never under test: the hazard did not arise".to_owned()),
            _ => None,
        };
        if let Some(said) = said {
            case.set_system_out(said);
        }
        case
    }

    fn status(&self, incident: &IncidentView, invariant: &GatedView) -> TestCaseStatus {
        let skipped = |message: String| {
            let mut status = TestCaseStatus::skipped();
            status.set_message(message);
            status
        };
        let non_success = |kind, what: &str, message: String, description: String| {
            let mut status = TestCaseStatus::non_success(kind);
            status.set_type(what).set_message(message).set_description(description);
            status
        };
        let why = invariant.why_not(incident.bites).unwrap_or_default().to_owned();
        match invariant.outcome {
            "broken" if invariant.known => {
                skipped(format!("a known failure: {}", invariant.how_often()))
            }
            "broken" => {
                let (kind, details) = (NonSuccessKind::Failure, self.details(invariant));
                non_success(kind, "broken", invariant.how_often(), details)
            }
            "inconclusive" if ["known", "broken"].contains(&incident.outcome) => {
                skipped("it cannot be told: the replays that break ran into a limit".to_owned())
            }
            "inconclusive" => {
                let cut = crate::numbers::of(incident.cut_short, "replay");
                let details = format!("{cut} cut short; it had held so far");
                non_success(NonSuccessKind::Error, "inconclusive", why, details)
            }
            "untested" | "idle" => skipped(format!("{}: {why}", invariant.outcome)),
            _ => TestCaseStatus::success(),
        }
    }

    /// Says all that is known of a break, a line for each.
    fn details(&self, invariant: &GatedView) -> String {
        let mut lines = vec![invariant.says.clone()];
        lines.extend(invariant.worse.clone());
        if let Some(cause) = &invariant.cause {
            let at = format!("{}:{}:{}", self.policy.path, cause.at.line, cause.at.column);
            lines.push(format!("{at}: {}", cause.says));
        }
        lines.extend(invariant.worst.as_ref().map(|worst| worst.command.clone()));
        lines.join("\n")
    }
}
