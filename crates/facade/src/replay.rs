//! One replay and what the judges say of it.

use crate::error::{WIDTH, plain};
use crate::setup::Stage;
use crate::subject::{Finding, Found, Subject};
use seamripper_report::{Comparison, Replayed, json, text};
use seamripper_score::{Judgement, Scorecard, Verdict};
use seamripper_sim::trace::{Event, Trace, write_line};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// One replay, judged.
pub struct Replay {
    stage: Arc<Stage>,
    trace: Trace,
    card: Scorecard,
}

/// An alert of a monitor's, or of middleware's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Who raised it.
    pub name: String,
    /// Virtual time since the start of the replay.
    pub at: Duration,
    /// The number that it was raised at.
    pub value: u64,
}

impl Replay {
    pub(crate) fn new(stage: Arc<Stage>, trace: Trace, card: Scorecard) -> Self {
        Replay { stage, trace, card }
    }

    /// Names the arm.
    pub fn arm(&self) -> &str {
        &self.card.arm
    }

    /// Returns the seed.
    pub fn seed(&self) -> u64 {
        self.card.seed
    }

    /// Returns the rolling hash of the trace: equal if and only if the same happened.
    pub fn fingerprint(&self) -> &str {
        &self.trace.fingerprint
    }

    /// Returns what the judges say.
    pub fn scorecard(&self) -> &Scorecard {
        &self.card
    }

    /// Returns what happened, record by record.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// Returns the records as lines of JSON, names as text.
    pub fn trace_lines(&self) -> String {
        let mut out = Vec::new();
        let symbols = &self.stage.plan.symbols;
        self.trace.records.iter().for_each(|record| write_line(record, symbols, &mut out));
        String::from_utf8_lossy(&out).into_owned()
    }

    /// Returns the verdict on an invariant; none if the scenario has none of this name.
    pub fn verdict(&self, invariant: &str) -> Option<&Verdict> {
        let judgement = self.card.judgements.iter().find(|j| self.name(j) == invariant);
        judgement.map(|judgement| &judgement.verdict)
    }

    /// Lists the alerts in their order.
    pub fn alerts(&self) -> Vec<Alert> {
        let alert = |record: &seamripper_sim::Record| match record.event {
            Event::Alerted { monitor, value, .. } => Some(Alert {
                name: self.stage.plan.symbols.text(monitor).to_string(),
                at: Duration::from_nanos(record.at_ns),
                value,
            }),
            _ => None,
        };
        self.trace.records.iter().filter_map(alert).collect()
    }

    /// Tells people what happened, as the command line does, without colours.
    pub fn report(&self) -> String {
        plain(&self.tell(|comparison| text(comparison, WIDTH)))
    }

    /// Tells programs what happened, in the shape of the command line's JSON.
    pub fn json(&self) -> String {
        self.tell(json)
    }

    fn tell(&self, how: impl FnOnce(&Comparison<'_>) -> String) -> String {
        let Replay { stage, trace, card } = self;
        let arms = [Replayed { arm: &stage.arm, trace, card }];
        let command = stage.again(card.seed);
        let (plan, seed) = (&*stage.plan, card.seed);
        how(&Comparison { plan, seed, arms: &arms, command: &command, honest: &[] })
    }

    fn name(&self, judgement: &Judgement) -> &str {
        self.stage.plan.symbols.text(judgement.name).as_str()
    }
}

impl Subject for Replay {
    fn title(&self) -> String {
        format!("{}, {}, seed {}", self.stage.scenario.id(), self.arm(), self.seed())
    }

    fn findings(&self) -> Vec<Finding> {
        let finding = |judgement: &Judgement| Finding {
            name: self.name(judgement).to_owned(),
            says: judgement.says.to_string(),
            found: match &judgement.verdict {
                Verdict::Held => Found::Held,
                Verdict::Broken(_) => Found::Broken,
                Verdict::NotExposed => Found::NotExposed,
                Verdict::NotApplicable => Found::NotApplicable,
                Verdict::Inconclusive => Found::Inconclusive,
            },
            detail: match &judgement.verdict {
                Verdict::Broken(broken) => {
                    format!("{} {}: {}", broken.damage, judgement.unit, broken.what)
                }
                _ => String::new(),
            },
        };
        self.card.judgements.iter().map(finding).collect()
    }

    fn evidence(&self, _: &[&Finding]) -> String {
        self.report()
    }
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report())
    }
}
