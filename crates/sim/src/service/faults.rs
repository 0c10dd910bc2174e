//! Faults: whether one lands on a request, and what it does to it.

use super::{Names, Reply, Request};
use crate::replay::{Replay, Site};
use crate::trace::Event;
use seamripper_scenario::expr::Expr;
use seamripper_scenario::plan::{Fault, Lands, ServiceId, Symbol, Trouble, World};
use seamripper_scenario::{Map, Text, Value};
use std::sync::Arc;

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

/// The spells of one fault, as drawn so far: start and end, in order.
#[derive(Default)]
pub(super) struct Spells(Vec<(u64, u64)>);

/// Finds the faults that land on a request, and records them.
pub(super) fn strike(
    site: &Site,
    world: &Arc<World>,
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
    for fault in world.faults.iter().filter(|fault| fault.on == service) {
        if !lands(site, name, fault, request, nth) {
            continue;
        }
        let event = Event::Landed {
            call: request.call,
            fault: fault.name,
            service: name,
        };
        cause = site
            .replay
            .record(Some(request.conversation), Some(cause), event);
        struck.add(&site.replay, fault, request.key);
    }
    (struck, cause)
}

fn lands(site: &Site, service: Symbol, fault: &Fault, request: &Request, nth: u64) -> bool {
    let replay = &site.replay;
    let in_time = match &fault.when {
        Lands::Always => true,
        Lands::Calls { first, last } => (*first..=*last).contains(&nth),
        Lands::During { .. } | Lands::Spells { .. } => {
            let mut states = site.states.borrow_mut();
            let spells = states.of(service).spells.entry(fault.name).or_default();
            spells.cover(replay, fault, replay.engine.now())
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
    replay
        .dice
        .chance(fault.chance, replay.text(fault.name), "chance", request.key)
}

impl Spells {
    /// Tells whether a spell covers this moment, after drawing as many as that takes.
    fn cover(&mut self, replay: &Replay, fault: &Fault, now_ns: u64) -> bool {
        let name = replay.text(fault.name);
        let draw = |delay, purpose| replay.dice.delay(delay, name, purpose, 0);
        match &fault.when {
            Lands::During { from_ns, lasts } if self.0.is_empty() => {
                self.0
                    .push((*from_ns, from_ns.saturating_add(draw(lasts, "lasts"))));
            }
            Lands::Spells { apart, lasts } => {
                while self.0.last().is_none_or(|(_, end)| *end <= now_ns) {
                    let last = self.0.last().map_or(0, |(_, end)| *end);
                    let start = last.saturating_add(draw(apart, "apart"));
                    // A spell takes some time, so that drawing spells comes to an end.
                    let end = start.saturating_add(draw(lasts, "lasts").max(1));
                    self.0.push((start, end));
                }
            }
            _ => {}
        }
        self.0
            .iter()
            .rev()
            .any(|(start, end)| (*start..*end).contains(&now_ns))
    }
}

impl Struck {
    fn add(&mut self, replay: &Replay, fault: &Fault, key: u64) {
        let draw = |delay| {
            replay
                .dice
                .delay(delay, replay.text(fault.name), "time", key)
        };
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
                Err(error) => site
                    .replay
                    .fail(Some(request.conversation), *fault, &error.message),
            }
        }
        let mut states = site.states.borrow_mut();
        let last = states
            .of(name)
            .last
            .insert(request.tool, reply.body.clone());
        if let (true, Some(earlier)) = (self.stale, last) {
            reply.body = earlier;
        }
    }
}

/// An answer with nothing in it.
pub(super) fn nothing() -> Value {
    Value::map(Map::default())
}
