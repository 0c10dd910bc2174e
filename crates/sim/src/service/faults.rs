//! Faults: whether one lands on a request, and what it does to it.

use super::{Names, Reply, Request};
use crate::draw::names;
use crate::replay::{Replay, Site};
use crate::trace::{End, Event, SPELLS, WORK};
use seamripper_scenario::expr::Expr;
use seamripper_scenario::plan::{Delay, Fault, Lands, ServiceId, Symbol, Trouble, World};
use seamripper_scenario::{Map, Text, Value, work};

/// What the faults that landed on a request do to it.
#[derive(Default)]
pub(super) struct Struck {
    /// The service's own time.
    pub(super) slow_ns: Option<u64>,
    /// What comes on top of it.
    pub(super) slower_ns: u64,
    /// The answer before any work.
    pub(super) refuse: Option<(u16, Text)>,
    /// The answer after the work.
    pub(super) fail_after: Option<(u16, Text)>,
    /// The answer is lost.
    pub(super) lost: bool,
    /// The work is done twice.
    pub(super) twice: bool,
    /// The shape of the answer.
    pub(super) shape: Option<Symbol>,
    answer: Option<(Symbol, Expr)>,
    stale: bool,
}

/// Spells of one fault that a replay draws at most; one that needs more is inconclusive.
const MAX_SPELLS: u64 = 1_000_000;

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

/// Finds the faults that land on a request, and records them.
pub(super) fn strike(
    site: &Site,
    world: &World,
    service: ServiceId,
    request: &Request,
    mut cause: u64,
) -> (Struck, u64) {
    let mut struck = Struck::default();
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
        struck.add(&site.replay, fault, request.key);
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
                    if self.drawn == MAX_SPELLS || work::is_spent() {
                        let limit = if work::is_spent() { WORK } else { SPELLS };
                        replay.stop(End::Limit(limit));
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

impl Struck {
    fn add(&mut self, replay: &Replay, fault: &Fault, key: u64) {
        let draw = |delay| replay.dice.delay(delay, replay.name(fault.name), names::TIME, key);
        match &fault.does {
            Trouble::Slow(delay) => self.slow_ns = Some(draw(delay)),
            Trouble::Slower(delay) => self.slower_ns = self.slower_ns.saturating_add(draw(delay)),
            Trouble::Refuse(status, says) => self.refuse = Some((*status, says.clone())),
            Trouble::FailAfter(status, says) => self.fail_after = Some((*status, says.clone())),
            Trouble::DropReply => self.lost = true,
            Trouble::Duplicate => self.twice = true,
            Trouble::Answer(formula) => self.answer = Some((fault.name, formula.clone())),
            Trouble::Stale => self.stale = true,
            Trouble::Shape(shape) => self.shape = Some(*shape),
        }
    }

    /// Does to a reply what the faults do to it, in this order: wrong, failed, late, lost.
    pub(super) async fn spoil(
        &self,
        site: &Site,
        name: Symbol,
        request: &Request,
        reply: &mut Reply,
    ) {
        if reply.is_success() {
            self.falsify(site, name, request, reply);
        }
        if let Some((status, says)) = &self.fail_after {
            *reply = Reply::error(*status, says.clone(), reply.cause);
        }
        if self.slower_ns > 0 {
            site.replay.engine.sleep(self.slower_ns).await;
        }
        if self.lost {
            std::future::pending::<()>().await;
        }
    }

    fn falsify(&self, site: &Site, name: Symbol, request: &Request, reply: &mut Reply) {
        if let Some((fault, formula)) = &self.answer {
            match formula.eval(&Names(&[&request.args, &reply.body])) {
                Ok(body) => reply.body = body,
                Err(error) => site.replay.fail(Some(request.conversation), *fault, &error.message),
            }
        }
        let mut states = site.states.borrow_mut();
        let known = &mut states.of(name).last;
        match known.iter_mut().find(|(tool, _)| *tool == request.tool) {
            None => known.push((request.tool, reply.body.clone())),
            Some((_, last)) if self.stale => std::mem::swap(last, &mut reply.body),
            Some((_, last)) => last.clone_from(&reply.body),
        }
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

/// An answer with nothing in it.
pub(super) fn nothing() -> Value {
    Value::map(Map::default())
}
