//! What the model decided before in the same situation, kept by one thread between replays.
//!
//! A decision follows from what the model sees and knows, unless it is drawn. Retries see the same
//! thing in every replay: the same failure, after the same number of tries. What is kept is found
//! again by the very values that were seen, so that it is what would be decided anew; where it is
//! unlikely to be seen again, as after an answer with a body, nothing is kept.

use crate::mind::{Intended, Message, Mind, Move, Seen, Step, View};
use seamripper_scenario::plan::{Plan, Symbol, World};
use seamripper_scenario::written::Belief;
use seamripper_scenario::{Text, Value, work};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Decisions after this many calls and more are not kept.
const MOST_CALLS: usize = 256;

/// How many decisions are kept that follow the same number of calls.
const MOST_ALIKE: usize = 16;

/// Decisions by the number of calls that went before.
#[derive(Default)]
pub(crate) struct Habits(RefCell<Vec<Vec<Habit>>>);

/// A decision, and what it follows from.
struct Habit {
    world: Arc<World>,
    user: Option<Symbol>,
    wants: Vec<Symbol>,
    request: Value,
    environment: Option<Symbol>,
    tries: Vec<(Symbol, i64)>,
    beliefs: Vec<(Symbol, Belief)>,
    failure: Option<Failure>,
    step: Step,
    /// The work that it took.
    units: u64,
}

/// A call that failed, as the model has seen it.
struct Failure {
    asked: Rc<Intended>,
    status: u16,
    says: Text,
}

impl Habits {
    /// Makes room for the habits of a model; none if it draws what it does.
    pub(crate) fn of(plan: &Plan) -> Option<Self> {
        let is_sure = |num, den| num == 0 || num == den;
        let rules = &plan.model.rules;
        rules.iter().all(|rule| is_sure(rule.chance.num, rule.chance.den)).then(Habits::default)
    }

    /// Returns what was decided in this situation before.
    pub(crate) fn recall(&self, mind: &Mind, view: &View<'_>, message: &Message) -> Option<Step> {
        let failure = failure(mind, message)?;
        let kept = self.0.borrow();
        let alike = kept.get(mind.calls())?;
        let same = alike.iter().find(|habit| habit.fits(mind, view, failure))?;
        // No replay can tell that it was spared the work.
        work::spend(same.units);
        Some(same.step.clone())
    }

    /// Keeps what was decided, and how much work that was, if it may be asked for again.
    pub(crate) fn keep(
        &self,
        mind: &Mind,
        view: &View<'_>,
        message: &Message,
        (step, units): (&Step, u64),
    ) {
        let (Some(failure), Move::Calls(_)) = (failure(mind, message), &step.act) else { return };
        let mut kept = self.0.borrow_mut();
        let calls = mind.calls();
        if calls >= MOST_CALLS {
            return;
        }
        if kept.len() <= calls {
            kept.resize_with(calls + 1, Vec::new);
        }
        if kept[calls].len() < MOST_ALIKE {
            kept[calls].push(Habit::new(mind, view, failure, (step, units)));
        }
    }
}

/// Returns the failure to which the model reacts, if it reacts to one; the outer option is none where
/// it reacts to anything else that it need not see again.
fn failure<'m>(mind: &Mind, message: &'m Message) -> Option<Option<&'m Seen>> {
    if !mind.facts.is_empty() {
        return None;
    }
    match message {
        Message::Asked => Some(None),
        Message::Results(results) => match results.as_slice() {
            [seen] if !seen.ok && seen.body.is_null() => Some(Some(seen)),
            _ => None,
        },
        Message::Capped => None,
    }
}

impl Habit {
    fn new(
        mind: &Mind,
        view: &View<'_>,
        failure: Option<&Seen>,
        (step, units): (&Step, u64),
    ) -> Self {
        let failure = failure.map(|seen| Failure {
            asked: seen.asked.clone(),
            status: seen.status,
            says: seen.says.clone(),
        });
        Habit {
            world: Arc::clone(view.world),
            user: view.user,
            wants: view.turn.wants.clone(),
            request: view.turn.request.clone(),
            environment: view.turn.environment,
            tries: mind.tries().to_vec(),
            beliefs: mind.beliefs.clone(),
            failure,
            step: step.clone(),
            units,
        }
    }

    fn fits(&self, mind: &Mind, view: &View<'_>, failure: Option<&Seen>) -> bool {
        let turn = view.turn;
        let same_failure = match (&self.failure, failure) {
            (None, None) => true,
            (Some(kept), Some(seen)) => kept.is(seen),
            _ => false,
        };
        same_failure
            && Arc::ptr_eq(&self.world, view.world)
            && (self.user, self.environment) == (view.user, turn.environment)
            && self.request.is_same(&turn.request)
            && self.tries == mind.tries()
            && self.beliefs == mind.beliefs
            && self.wants == turn.wants
    }
}

impl Failure {
    fn is(&self, seen: &Seen) -> bool {
        // A call that was itself made from habit is the very call.
        Rc::ptr_eq(&self.asked, &seen.asked) && self.status == seen.status && self.says == seen.says
    }
}
