//! Verdicts: what became of an invariant, and whether that proves anything.

use crate::breach::Findings;
use crate::evidence::Evidence;
use crate::{Surprise, answers, arguments, counts, destruction, measure};
use seamripper_scenario::plan::{Expectation, Form, Invariant, Symbol};
use seamripper_scenario::{Text, work};
use seamripper_sim::trace::End;

/// What became of one invariant.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Its name.
    pub name: Symbol,
    /// The sentence that people read.
    pub says: Text,
    /// The unit of the damage.
    pub unit: Text,
    /// The verdict.
    pub verdict: Verdict,
}

/// What became of an invariant.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It held, and something could have broken it.
    Held,
    /// It broke.
    Broken(Broken),
    /// It held, but nothing that could break it happened.
    NotExposed,
    /// There was nothing that it speaks of.
    NotApplicable,
    /// The replay ended before its time, and it had held so far.
    Inconclusive,
}

/// When, by what and by how much an invariant broke.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    /// When it first broke, in nanoseconds.
    pub at_ns: u64,
    /// The record that broke it first.
    pub seq: u64,
    /// How much was broken in all, in the invariant's unit.
    pub damage: u64,
    /// What the first break was, in words.
    pub what: String,
}

impl Verdict {
    /// Names the verdict as reports do.
    pub fn name(&self) -> &'static str {
        match self {
            Verdict::Held => "held",
            Verdict::Broken(_) => "broken",
            Verdict::NotExposed => "not exposed",
            Verdict::NotApplicable => "not applicable",
            Verdict::Inconclusive => "inconclusive",
        }
    }
}

impl Judgement {
    /// Returns when the invariant broke, if it did.
    pub(crate) fn broken_at(&self) -> Option<u64> {
        match &self.verdict {
            Verdict::Broken(broken) => Some(broken.at_ns),
            _ => None,
        }
    }
}

/// Judges one invariant.
pub(crate) fn judge(evidence: &Evidence<'_>, invariant: &Invariant) -> Judgement {
    evidence.look_through();
    let findings = findings(evidence, &invariant.form);
    let verdict = match findings.broken {
        // What was not looked at to its end is not known.
        _ if work::is_spent() => Verdict::Inconclusive,
        Some(broken) => Verdict::Broken(broken),
        None if evidence.trace.end != End::Finished => Verdict::Inconclusive,
        None if counts_unclearly(evidence, &invariant.form) => Verdict::Inconclusive,
        None if !findings.applicable => Verdict::NotApplicable,
        None if invariant.form.is_liveness() || exposed(evidence, invariant) => Verdict::Held,
        None => Verdict::NotExposed,
    };
    let (name, says, unit) = (invariant.name, invariant.says.clone(), invariant.unit.clone());
    Judgement { name, says, unit, verdict }
}

fn findings(evidence: &Evidence<'_>, form: &Form) -> Findings {
    match form {
        Form::AtMost { of, limit, per } => counts::at_most(evidence, of, *limit, *per),
        Form::AtLeast { of, limit, per } => counts::at_least(evidence, of, *limit, *per),
        Form::Total { effect, field, equals } => counts::total(evidence, *effect, *field, equals),
        Form::EachEffect { effect, holds } => counts::each_effect(evidence, *effect, holds),
        Form::ClaimsTrue => answers::claims_true(evidence),
        Form::BeliefsTrue { effect } => answers::beliefs_true(evidence, *effect),
        Form::NothingDisclosed => answers::nothing_disclosed(evidence),
        Form::Answered { within_calls, within_ns, telling, saying } => {
            let asks = answers::Asks {
                within_calls: *within_calls,
                within_ns: *within_ns,
                telling,
                saying: saying.as_str(),
            };
            answers::answered(evidence, &asks)
        }
        Form::ResultsReachTheirCalls => arguments::results_reach_their_calls(evidence),
        Form::AppliedAsMeant => arguments::applied_as_meant(evidence),
        Form::CoercionsLogged => arguments::coercions_logged(evidence),
        Form::NoCallAfterRejection => arguments::no_call_after_rejection(evidence),
        Form::NoDestructionOutside => destruction::outside(evidence),
        Form::Recoverable { newer_than_ns } => destruction::recoverable(evidence, *newer_than_ns),
    }
}

/// Tells whether what a form counts cannot be counted.
fn counts_unclearly(evidence: &Evidence<'_>, form: &Form) -> bool {
    match form {
        Form::AtMost { of, .. } | Form::AtLeast { of, .. } => measure::is_unclear(evidence, of),
        _ => false,
    }
}

/// Tells whether anything happened that could have broken the invariant.
fn exposed(evidence: &Evidence<'_>, invariant: &Invariant) -> bool {
    invariant.exposed_by.is_empty()
        || invariant.exposed_by.iter().any(|measure| measure::happened(evidence, measure))
}

/// Lists the verdicts that are others than a file expects.
pub(crate) fn surprises(expected: &Expectation, judgements: &[Judgement]) -> Vec<Surprise> {
    let mut surprises = Vec::new();
    for judgement in judgements {
        let found = &judgement.verdict;
        let (expected, as_expected) = if expected.broken.contains(&judgement.name) {
            ("broken", matches!(found, Verdict::Broken(_)))
        } else if expected.not_exposed.contains(&judgement.name) {
            ("not exposed", matches!(found, Verdict::NotExposed | Verdict::NotApplicable))
        } else {
            ("held", matches!(found, Verdict::Held | Verdict::NotApplicable))
        };
        if !as_expected {
            surprises.push(Surprise { invariant: judgement.name, expected, found: found.name() });
        }
    }
    surprises
}
