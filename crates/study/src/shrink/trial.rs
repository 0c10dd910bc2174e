//! One try: whether a changed text still breaks the invariant, and for the same cause.
//!
//! A cause has five marks: the seam at which the parties first disagree, and about what; what the
//! first break is; that calls are made, and made again where they were; that no invariant breaks that
//! did not; and that nothing breaks without the faults, where the source needs them. Without these the smallest file would mostly be one whose model
//! breaks the invariant for no reason.

use super::counts::Counts;
use super::end::ShrinkError;
use super::{Progress, Wish, weight};
use crate::sweep::replay;
use seamripper_scenario::edit::Pieces;
use seamripper_scenario::{
    Bounds, Choice, Diagnostic, Plan, compile_playable_within, compile_within,
};
use seamripper_score::{Kind, Scorecard, Seam, Verdict};
use seamripper_sim::trace::End;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

/// How many seeds are looked at when the one asked for does not break the invariant.
const SEEDS: u64 = 64;

/// What a changed text may not lose.
#[derive(Clone, Debug, Default, PartialEq)]
struct Cause {
    /// Where and about what the parties first disagree.
    disagreement: Option<(Seam, Kind)>,
    /// What the first break is, without names and numbers.
    manner: Option<String>,
    /// Calls that are made at least: one, or two where there were more.
    calls: u64,
    /// Other invariants that break in the source: no others may.
    broken: Option<BTreeSet<String>>,
    /// Whether the invariant must hold while the faults are off.
    needs_faults: bool,
}

/// What is asked of every changed text, and how many may still be asked.
pub(super) struct Trial<'a> {
    invariant: &'a str,
    /// Whether some fix is on in the arm.
    is_fixed: bool,
    arm_asked: &'a str,
    seed: u64,
    bounds: Bounds,
    cause: Cause,
    any_cause: bool,
    /// Names and texts of the source.
    names: BTreeSet<String>,
    /// Events of the engine that a replay may take.
    events: u64,
    budget: u32,
    pub(super) tries: u32,
    pub(super) replays: u32,
    progress: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
}

/// Why a changed text is not kept.
pub(super) enum Refusal {
    /// It is no scenario: what is wrong with it, and where.
    Mistakes(Vec<Diagnostic>),
    /// It is one, and does not break the invariant as it should.
    Holds,
    /// There are no more tries.
    Spent,
}

impl<'a> Trial<'a> {
    /// Replays the source, and counts what it has.
    pub(super) fn new(
        wish: &Wish<'a>,
        progress: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<(Self, Counts), ShrinkError> {
        let (plan, _) =
            compile_playable_within(wish.source, &wish.bounds).map_err(ShrinkError::Mistakes)?;
        let plan = Arc::new(plan);
        let known: Vec<String> =
            plan.invariants.iter().map(|one| plan.symbols.text(one.name).to_string()).collect();
        if !known.iter().any(|name| name == wish.invariant) {
            let name = wish.invariant.to_owned();
            return Err(ShrinkError::UnknownInvariant { name, known });
        }
        let choice = plan.choice(wish.arm).map_err(ShrinkError::Arm)?;
        let arm = plan.arm(&choice).map_err(ShrinkError::Arm)?;
        let seed = wish.seed.unwrap_or(plan.seed);
        let card = replay(&plan, &arm, seed);
        let broken = verdict(&plan, &card, wish.invariant);
        if !matches!(broken, Some(Verdict::Broken(_))) {
            return Err(not_broken(&plan, wish, seed, &card));
        }
        if let Some(why) = unfinished(&card) {
            return Err(ShrinkError::Inconclusive(why));
        }
        let names = names(wish.source);
        let disagreement = card.first_disagreement.as_ref().map(|first| (first.seam, first.kind));
        let cause = match wish.any_cause {
            true => Cause::default(),
            false => Cause {
                disagreement,
                manner: broken.and_then(|verdict| manner(verdict, &names)),
                calls: card.cost.calls.min(2),
                broken: Some(breaking(&plan, &card)),
                needs_faults: false,
            },
        };
        let counts = Counts::new(wish.source, &plan, &arm);
        let trial = Trial {
            invariant: wish.invariant,
            is_fixed: !arm.fixes.is_empty(),
            arm_asked: wish.arm,
            seed,
            bounds: wish.bounds,
            cause,
            names,
            any_cause: wish.any_cause,
            events: card.events.saturating_mul(4).saturating_add(10_000),
            budget: wish.tries,
            tries: 0,
            replays: 1,
            progress,
        };
        Ok((trial, counts))
    }

    /// Returns the seed on which the invariant breaks.
    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    /// Tells whether all tries are used up.
    pub(super) fn is_spent(&self) -> bool {
        self.tries >= self.budget
    }

    /// Tells how far the search is, which may end it.
    pub(super) fn tell(&mut self, text: &str) {
        let size = weight(text);
        let progress = Progress { tries: self.tries, budget: self.budget, size };
        if (self.progress)(progress).is_break() {
            self.budget = self.tries;
        }
    }

    /// Asks from now on that nothing breaks without the faults, if that is so in this text.
    pub(super) fn ask_for_faults(&mut self, text: &str) {
        if self.any_cause {
            return;
        }
        self.cause.needs_faults = true;
        let needs =
            compile_within(text, &self.bounds).is_ok_and(|plan| self.is_calm(&Arc::new(plan)));
        self.cause.needs_faults = needs;
    }

    /// Tries a text.
    pub(super) fn attempt(&mut self, text: &str) -> Result<(), Refusal> {
        if self.is_spent() {
            return Err(Refusal::Spent);
        }
        self.tries += 1;
        let mut plan = compile_within(text, &self.bounds).map_err(Refusal::Mistakes)?;
        plan.limits.events = plan.limits.events.min(self.events);
        match self.breaks(&Arc::new(plan)) {
            true => Ok(()),
            false => Err(Refusal::Holds),
        }
    }

    /// Counts what a text has, if it still does what it should.
    pub(super) fn counts(&mut self, text: &str) -> Option<Counts> {
        let plan = Arc::new(compile_within(text, &self.bounds).ok()?);
        let arm = plan.arm(&plan.choice(self.arm_asked).ok()?).ok()?;
        self.breaks(&plan).then(|| Counts::new(text, &plan, &arm))
    }

    /// Returns the invariants that break in a text, and those that nothing puts to the test.
    pub(super) fn verdicts(&mut self, text: &str) -> Option<(Vec<String>, Vec<String>)> {
        let plan = Arc::new(compile_within(text, &self.bounds).ok()?);
        let arm = plan.arm(&plan.choice(self.arm_asked).ok()?).ok()?;
        self.replays += 1;
        let card = replay(&plan, &arm, self.seed);
        let of = |wanted: fn(&Verdict) -> bool| {
            let fits = card.judgements.iter().filter(|one| wanted(&one.verdict));
            fits.map(|one| plan.symbols.text(one.name).to_string()).collect()
        };
        let broken = of(|verdict| matches!(verdict, Verdict::Broken(_)));
        Some((broken, of(|verdict| matches!(verdict, Verdict::NotExposed))))
    }

    /// Tells whether the verdicts on a text are those that it expects.
    pub(super) fn is_as_expected(&mut self, text: &str) -> bool {
        let plan = compile_within(text, &self.bounds).map(Arc::new);
        plan.is_ok_and(|plan| {
            let arm = plan.choice(self.arm_asked).and_then(|choice| plan.arm(&choice));
            self.replays += 1;
            arm.is_ok_and(|arm| {
                let card = replay(&plan, &arm, self.seed);
                card.expected && card.surprises.is_empty()
            })
        })
    }

    fn breaks(&mut self, plan: &Arc<Plan>) -> bool {
        let arm = plan.choice(self.arm_asked).and_then(|choice| plan.arm(&choice));
        let Some(arm) = arm.ok().filter(|arm| arm.fixes.is_empty() != self.is_fixed) else {
            return false;
        };
        self.replays += 1;
        let card = replay(plan, &arm, self.seed);
        let verdict = verdict(plan, &card, self.invariant);
        matches!(verdict, Some(Verdict::Broken(_)))
            && card.end == End::Finished
            && self.is_same_cause(plan, &card, verdict)
            && (!self.cause.needs_faults || self.is_calm(plan))
    }

    fn is_same_cause(&self, plan: &Plan, card: &Scorecard, verdict: Option<&Verdict>) -> bool {
        let Cause { disagreement, manner: known, calls, broken, .. } = &self.cause;
        let first = card.first_disagreement.as_ref().map(|first| (first.seam, first.kind));
        let manner = || verdict.and_then(|verdict| manner(verdict, &self.names));
        (disagreement.is_none() || first == *disagreement)
            && (known.is_none() || manner() == *known)
            && card.cost.calls >= *calls
            && broken.as_ref().is_none_or(|broken| breaking(plan, card).is_subset(broken))
    }

    /// Tells whether the invariant does not break while the faults are off.
    fn is_calm(&mut self, plan: &Arc<Plan>) -> bool {
        let Ok(choice) = plan.choice(self.arm_asked) else {
            return false;
        };
        if choice.control {
            return false;
        }
        let Ok(arm) = plan.arm(&Choice { control: true, ..choice }) else {
            return false;
        };
        self.replays += 1;
        let card = replay(plan, &arm, self.seed);
        !matches!(verdict(plan, &card, self.invariant), Some(Verdict::Broken(_)))
    }
}

fn verdict<'c>(plan: &Plan, card: &'c Scorecard, invariant: &str) -> Option<&'c Verdict> {
    let named = |name| plan.symbols.text(name).as_str() == invariant;
    card.judgements.iter().find(|one| named(one.name)).map(|one| &one.verdict)
}

fn breaking(plan: &Plan, card: &Scorecard) -> BTreeSet<String> {
    let broken = card.judgements.iter().filter(|one| matches!(one.verdict, Verdict::Broken(_)));
    broken.map(|one| plan.symbols.text(one.name).to_string()).collect()
}

/// Collects the names of a file, and its texts.
fn names(text: &str) -> BTreeSet<String> {
    let Some(pieces) = Pieces::new(text) else {
        return BTreeSet::new();
    };
    let values = pieces.all().iter().map(|piece| pieces.text_of(piece.value));
    let texts = values.filter(|word| word.starts_with('"')).map(|word| word.trim_matches('"'));
    let names = pieces.all().iter().filter_map(|piece| piece.name.clone());
    names.chain(texts.map(str::to_owned)).collect()
}

/// Returns what the first break is, with a gap for each name, number and quoted text.
fn manner(verdict: &Verdict, names: &BTreeSet<String>) -> Option<String> {
    let Verdict::Broken(broken) = verdict else {
        return None;
    };
    let mut manner = Vec::new();
    for (at, part) in broken.what.split('"').enumerate() {
        if at % 2 == 1 {
            manner.push("_");
            continue;
        }
        for word in part.split_whitespace() {
            let bare = word.trim_matches([',', ';', '.']);
            let is_value =
                matches!(bare, "true" | "false") || bare.contains(|c: char| c.is_ascii_digit());
            manner.push(if is_value || names.contains(bare) { "_" } else { bare });
        }
    }
    Some(manner.join(" "))
}

fn unfinished(card: &Scorecard) -> Option<String> {
    match &card.end {
        End::Finished => None,
        End::Limit(limit) => Some(format!("it hit the limit of {limit}")),
        End::CutOff => Some("its trace is cut off".to_owned()),
        End::Failed(why) => Some(why.to_string()),
    }
}

/// Says of an invariant that does not break where it would.
fn not_broken(plan: &Arc<Plan>, wish: &Wish<'_>, seed: u64, card: &Scorecard) -> ShrinkError {
    if let Some(why) = unfinished(card) {
        return ShrinkError::Inconclusive(why);
    }
    let breaks = |arm: &str, seed: u64| {
        let made = plan.choice(arm).and_then(|choice| plan.arm(&choice));
        made.is_ok_and(|arm| {
            let card = replay(plan, &arm, seed);
            matches!(verdict(plan, &card, wish.invariant), Some(Verdict::Broken(_)))
        })
    };
    let named = plan.arms.iter().map(|arm| plan.symbols.text(arm.name).to_string());
    let fixes = plan.fixes.iter().map(|fix| plan.symbols.text(fix.name).to_string());
    let arms = ["deployed", "resolved"].map(str::to_owned).into_iter().chain(named).chain(fixes);
    ShrinkError::NotBroken {
        verdict: verdict(plan, card, wish.invariant).map_or("missing", Verdict::name),
        others: breaking(plan, card).into_iter().collect(),
        seeds: (0..SEEDS).filter(|other| *other != seed && breaks(wish.arm, *other)).collect(),
        arms: arms.filter(|arm| arm != wish.arm && breaks(arm, seed)).collect(),
    }
}
