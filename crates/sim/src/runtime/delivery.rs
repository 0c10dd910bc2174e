//! How results of parallel calls reach the model, and for which calls' results it takes them.

use super::{Arrived, Session};
use crate::draw::names;
use crate::mind::Seen;
use seamripper_scenario::plan::World;
use seamripper_scenario::written::Correlation;

/// A result on its way to the model.
pub(crate) struct Handed {
    /// The call whose result it is.
    pub(crate) call: u32,
    /// What the model takes it for.
    pub(crate) seen: Seen,
    /// Whether it carries the id of its call.
    pub(crate) tagged: bool,
    pub(crate) cause: u64,
}

/// Puts results in the order of the policy, and pairs each with the call that the model takes it for.
pub(crate) fn deliver(session: &Session, world: &World, mut results: Vec<Arrived>) -> Vec<Handed> {
    let replay = &session.site.replay;
    let correlation = world.policy.correlation;
    let in_order = results.is_sorted_by_key(|result| result.place);
    if correlation == Correlation::ByIdInCallOrder {
        results.sort_by_key(|result| result.place);
    }
    let tagged = correlation != Correlation::ByArrival;
    let overlooks = || {
        let habit = replay.plan.model.pairs_by_position;
        replay.dice.chance(habit, names::MODEL, names::PAIRS_BY_POSITION, session.key)
    };
    // Drawn for every batch, in order or not: what the next batch draws must not hang on this one.
    let by_position = match correlation {
        Correlation::ByArrival => true,
        Correlation::ByIdInArrivalOrder => overlooks(),
        Correlation::ByIdInCallOrder => false,
    } && !in_order;
    let mut calls = Vec::new();
    if by_position {
        calls.extend(results.iter().map(|r| (r.place, r.seen.call, r.seen.asked.clone())));
        calls.sort_by_key(|(place, ..)| *place);
    }
    let pair = |(position, arrived): (usize, Arrived)| {
        let call = arrived.seen.call;
        let mut seen = arrived.seen;
        if by_position {
            let (_, taken_for, asked) = &calls[position];
            seen = Seen { call: *taken_for, asked: asked.clone(), ..seen };
        }
        Handed { call, seen, tagged, cause: arrived.cause }
    };
    results.into_iter().enumerate().map(pair).collect()
}
