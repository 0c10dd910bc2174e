//! The point of no return as programs read it.

use super::numbers::Chance;
use seamripper_scenario::Plan;
use seamripper_study::NoReturn;
use serde::Serialize;

/// What could have happened from each moment on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NoReturnView {
    pub(crate) format: u32,
    pub(crate) version: &'static str,
    pub(crate) scenario: String,
    pub(crate) scenario_hash: String,
    pub(crate) arm: String,
    pub(crate) seed: u64,
    pub(crate) draws: u64,
    /// The conversation of the first break, whose moments these are.
    pub(crate) conversation: Option<u32>,
    /// When it began.
    pub(crate) conversation_began_ns: Option<u64>,
    pub(crate) broken: Vec<BreakView>,
    pub(crate) moments: Vec<MomentView>,
    pub(crate) courses: Vec<CourseView>,
}

/// A break of the replay itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct BreakView {
    pub(crate) invariant: String,
    pub(crate) at_ns: u64,
    pub(crate) what: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct MomentView {
    pub(crate) at_ns: u64,
    /// What stood in the trace at this moment, in words.
    pub(crate) happened: String,
    pub(crate) courses: Vec<ChancesView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct ChancesView {
    pub(crate) switched_on: Vec<String>,
    pub(crate) chances: Vec<TargetChance>,
}

/// The chance that an invariant breaks; any of them if it has no name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct TargetChance {
    pub(crate) invariant: Option<String>,
    #[serde(flatten)]
    pub(crate) chance: Chance,
}

/// Until when a course helps.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct CourseView {
    pub(crate) switched_on: Vec<String>,
    pub(crate) targets: Vec<LatestView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct LatestView {
    pub(crate) invariant: Option<String>,
    /// The stretches of moments from which on it kept the chance below one half.
    pub(crate) helps_ns: Vec<(u64, u64)>,
    /// The first moment from which on it never prevented the break.
    pub(crate) too_late_ns: Option<u64>,
}

impl NoReturnView {
    /// Makes the view of a study of the point of no return.
    pub fn new(plan: &Plan, study: &NoReturn) -> Self {
        let name = |place: usize| {
            let invariant = plan.invariants.get(place)?;
            Some(plan.symbols.text(invariant.name).to_string())
        };
        let told = crate::text::told(plan, &study.trace);
        let moments = study.moments.iter().map(|moment| {
            let courses = study.courses.iter().zip(&moment.chances).map(|(course, chances)| {
                let chances = chances.iter().enumerate().map(|(place, chance)| TargetChance {
                    invariant: name(place),
                    chance: Chance::of(*chance),
                });
                ChancesView { switched_on: course.fixes.clone(), chances: chances.collect() }
            });
            let ours = study.conversation().map(|(conversation, _)| conversation);
            let at = study.trace.records.iter().position(|record| {
                record.at_ns >= moment.at_ns && (ours.is_none() || record.conversation == ours)
            });
            let happened = at.and_then(|at| told.get(at)).cloned().unwrap_or_default();
            MomentView { at_ns: moment.at_ns, happened, courses: courses.collect() }
        });
        let courses = study.courses.iter().enumerate().map(|(course, of)| {
            let targets = (0..=plan.invariants.len()).map(|target| LatestView {
                invariant: name(target),
                helps_ns: study.helps_ns(course, target),
                too_late_ns: study.too_late_ns(course, target),
            });
            CourseView { switched_on: of.fixes.clone(), targets: targets.collect() }
        });
        let broken = study.card.judgements.iter().filter_map(|judgement| {
            let seamripper_score::Verdict::Broken(broken) = &judgement.verdict else { return None };
            Some(BreakView {
                invariant: plan.symbols.text(judgement.name).to_string(),
                at_ns: broken.at_ns,
                what: broken.what.clone(),
            })
        });
        NoReturnView {
            format: crate::FORMAT,
            version: env!("CARGO_PKG_VERSION"),
            scenario: plan.id.clone(),
            scenario_hash: plan.hash.clone(),
            arm: study.card.arm.clone(),
            seed: study.card.seed,
            draws: study.draws,
            conversation: study.conversation().map(|(conversation, _)| conversation),
            conversation_began_ns: study.conversation().map(|(_, began)| began),
            broken: broken.collect(),
            moments: moments.collect(),
            courses: courses.collect(),
        }
    }
}
