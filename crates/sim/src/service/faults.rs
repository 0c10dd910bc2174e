//! Faults: whether one lands on a request. What it does to it is told in [`struck`](super::struck).

use super::struck::Struck;
use super::{Names, Request};
use crate::draw::names;
use crate::replay::{Replay, Site};
use crate::trace::{End, Event, WORK};
use seamripper_scenario::plan::{Delay, Fault, Lands, ServiceId, Symbol, World};
use seamripper_scenario::{Value, work};

/// The work of drawing when a spell begins, and how long it lasts.
const DRAWS: u64 = 320;

/// The spell of one fault that was drawn last: earlier ones are over, as time only goes on.
#[derive(Default)]
pub(super) struct Spell {
    /// How many were drawn.
    drawn: u64,
    from_ns: u64,
    to_ns: u64,
}

/// Finds the faults that land on a request, and records them; mostly there are none.
pub(super) fn strike(
    site: &Site,
    world: &World,
    service: ServiceId,
    request: &Request,
    mut cause: u64,
) -> (Option<Box<Struck>>, u64) {
    let mut struck: Option<Box<Struck>> = None;
    let name = world.services[service].name;
    let nth = {
        let mut states = site.states.borrow_mut();
        let state = states.of(name);
        state.requests += 1;
        state.requests
    };
    work::spend(world.faults.len() as u64);
    for fault in world.faults.iter().filter(|fault| fault.on == service) {
        if !lands(site, name, fault, request, nth) {
            continue;
        }
        let event = Event::Landed { call: request.call, fault: fault.name, service: name };
        cause = site.replay.record(Some(request.conversation), Some(cause), event);
        struck.get_or_insert_default().add(&site.replay, fault, request.key, cause);
    }
    (struck, cause)
}

fn lands(site: &Site, service: Symbol, fault: &Fault, request: &Request, nth: u64) -> bool {
    let replay = &site.replay;
    // Drawn for every request, whether the rest holds or not: the draw of a later request must not
    // hang on what became of this one.
    let chance =
        replay.dice.chance(fault.chance, replay.name(fault.name), names::CHANCE, request.key);
    if !chance {
        return false;
    }
    let in_time = match &fault.when {
        Lands::Always => true,
        Lands::Calls { first, last } => (*first..=*last).contains(&nth),
        Lands::During { .. } | Lands::Spells { .. } => {
            let mut states = site.states.borrow_mut();
            let spell = entry(&mut states.of(service).spells, fault.name);
            spell.covers(replay, fault, replay.engine.now())
        }
    };
    if !in_time {
        return false;
    }
    if let Some(condition) = &fault.condition {
        match condition.eval_bool(&Names(&[&request.args, &Value::Null])) {
            Ok(true) => {}
            Ok(false) => return false,
            Err(error) => {
                replay.fail(Some(request.conversation), fault.name, &error.message);
                return false;
            }
        }
    }
    true
}

impl Spell {
    /// Tells whether a spell covers this moment, after drawing as many as that takes.
    fn covers(&mut self, replay: &Replay, fault: &Fault, now_ns: u64) -> bool {
        match &fault.when {
            Lands::During { from_ns, lasts } if self.drawn == 0 => {
                self.next(replay, fault, *from_ns, lasts);
            }
            Lands::Spells { apart, lasts } => {
                while self.drawn == 0 || self.to_ns <= now_ns {
                    if work::is_spent() {
                        replay.stop(End::Limit(WORK));
                        return false;
                    }
                    let name = replay.name(fault.name);
                    let apart = replay.dice.nth_delay(apart, name, names::APART, 0, self.drawn);
                    let from_ns = self.to_ns.saturating_add(apart);
                    self.next(replay, fault, from_ns, lasts);
                }
            }
            _ => {}
        }
        (self.from_ns..self.to_ns).contains(&now_ns)
    }

    /// Draws the next spell. Its own count is the draw's, so that the weather of a fault is the same
    /// wherever it is asked for: users' conversations and those of gates have one sky.
    fn next(&mut self, replay: &Replay, fault: &Fault, from_ns: u64, lasts: &Delay) {
        work::spend(DRAWS);
        let name = replay.name(fault.name);
        let lasts = replay.dice.nth_delay(lasts, name, names::LASTS, 0, self.drawn);
        // A spell takes some time, so that drawing spells comes to an end.
        let lasts = if matches!(fault.when, Lands::Spells { .. }) { lasts.max(1) } else { lasts };
        (self.from_ns, self.to_ns) = (from_ns, from_ns.saturating_add(lasts));
        self.drawn += 1;
    }
}

/// Returns what is kept under a name, new if it is not there yet: there are few.
fn entry<T: Default>(kept: &mut Vec<(Symbol, T)>, name: Symbol) -> &mut T {
    let known = kept.iter().position(|(known, _)| *known == name);
    let place = known.unwrap_or_else(|| {
        kept.push((name, T::default()));
        kept.len() - 1
    });
    &mut kept[place].1
}
