//! What faults do to a request they landed on, and which of them made no difference to it.
//!
//! Holding proves nothing about a fault that was masked: one that another overruled at the same service,
//! or whose answer is the one that would have come anyway. So that is on record as well. What becomes of
//! a difference further on is not looked at: an answer that nobody waits for any more is one.

use super::{Names, Reply, Request};
use crate::draw::names;
use crate::replay::{Replay, Site};
use crate::trace::Event;
use seamripper_scenario::expr::Expr;
use seamripper_scenario::plan::{Delay, Fault, Symbol, Trouble};
use seamripper_scenario::{Text, Value};
use std::cell::{Cell, RefCell};

/// What the faults that landed on a request do to it.
#[derive(Default)]
pub(super) struct Struck {
    hits: Vec<Hit>,
    /// The service's own time.
    slow_ns: Option<u64>,
    /// What comes on top of it.
    slower_ns: u64,
    /// The answer before any work.
    refuse: Option<(u16, Text)>,
    /// The answer after the work.
    fail_after: Option<(u16, Text)>,
    /// The answer is lost.
    lost: bool,
    /// The work is done twice.
    twice: bool,
    /// The shape of the answer.
    shape: Option<Symbol>,
    answer: Option<(Symbol, Expr)>,
    stale: bool,
    /// What the answer would be in its own shape, where a fault gives it another.
    plain: RefCell<Option<Value>>,
}

/// A fault that landed.
struct Hit {
    /// Its record.
    landed: u64,
    fault: Symbol,
    does: Kind,
    /// Whether it made a difference.
    told: Cell<bool>,
}

/// What a fault does, without the values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Slow,
    Slower,
    Refuse,
    FailAfter,
    DropReply,
    Duplicate,
    Answer,
    Stale,
    Shape,
}

impl Struck {
    /// Adds a fault that landed; of two that say the same thing differently the later has its way.
    pub(super) fn add(&mut self, replay: &Replay, fault: &Fault, key: u64, landed: u64) {
        let draw = |delay| replay.dice.delay(delay, replay.name(fault.name), names::TIME, key);
        let mut told = false;
        let does = match &fault.does {
            Trouble::Slow(delay) => {
                self.slow_ns = Some(draw(delay));
                Kind::Slow
            }
            Trouble::Slower(delay) => {
                let slower_ns = draw(delay);
                self.slower_ns = self.slower_ns.saturating_add(slower_ns);
                told = slower_ns > 0;
                Kind::Slower
            }
            Trouble::Refuse(status, says) => {
                self.refuse = Some((*status, says.clone()));
                Kind::Refuse
            }
            Trouble::FailAfter(status, says) => {
                self.fail_after = Some((*status, says.clone()));
                Kind::FailAfter
            }
            Trouble::DropReply => {
                (self.lost, told) = (true, true);
                Kind::DropReply
            }
            Trouble::Duplicate => {
                self.twice = true;
                Kind::Duplicate
            }
            Trouble::Answer(formula) => {
                self.answer = Some((fault.name, formula.clone()));
                Kind::Answer
            }
            Trouble::Stale => {
                self.stale = true;
                Kind::Stale
            }
            Trouble::Shape(shape) => {
                self.shape = Some(*shape);
                Kind::Shape
            }
        };
        self.hits.push(Hit { landed, fault: fault.name, does, told: Cell::new(told) });
    }

    /// Returns the answer that comes before any work.
    pub(super) fn refusal(&self) -> Option<&(u16, Text)> {
        self.tells(Kind::Refuse);
        self.refuse.as_ref()
    }

    /// Returns what the service's own time is now, where a fault decides.
    pub(super) fn slow_ns(&self, own: &Delay) -> Option<u64> {
        if !matches!(own, Delay::Constant(own_ns) if Some(*own_ns) == self.slow_ns) {
            self.tells(Kind::Slow);
        }
        self.slow_ns
    }

    /// Returns how often the work is done.
    pub(super) fn times(&self) -> u32 {
        self.tells(Kind::Duplicate);
        if self.twice { 2 } else { 1 }
    }

    /// Returns the shape that a fault gives the answer.
    pub(super) fn shape(&self) -> Option<Symbol> {
        self.shape
    }

    /// Notes what the answer would be in its own shape.
    pub(super) fn would_be(&self, plain: Value) {
        self.tells(Kind::Shape);
        self.plain.replace(Some(plain));
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
            if (reply.status, &reply.says) != (*status, says) {
                self.tells(Kind::FailAfter);
            }
            *reply = Reply::error(*status, says.clone(), reply.cause);
        }
        self.record_masked(site, name, request);
        if self.slower_ns > 0 {
            site.replay.engine.sleep(self.slower_ns).await;
        }
        if self.lost {
            std::future::pending::<()>().await;
        }
    }

    fn falsify(&self, site: &Site, name: Symbol, request: &Request, reply: &mut Reply) {
        let honest = self.plain.take().unwrap_or_else(|| reply.body.clone());
        if let Some((fault, formula)) = &self.answer {
            match formula.eval(&Names(&[&request.args, &reply.body])) {
                Ok(body) => reply.body = body,
                Err(error) => site.replay.fail(Some(request.conversation), *fault, &error.message),
            }
            self.tells(Kind::Answer);
        }
        // What is given again is what the service itself answered before.
        let before = remember(site, name, request, &honest).filter(|_| self.stale);
        let is_old = before.is_some();
        if let Some(before) = before {
            reply.body = before;
            self.tells(Kind::Stale);
        }
        let is_honest = reply.body == honest;
        self.untell(|does| match does {
            Kind::Answer | Kind::Shape => is_honest || is_old,
            does => does == Kind::Stale && is_honest,
        });
    }

    /// Notes that faults made no difference after all: another undid it.
    fn untell(&self, is_so: impl Fn(Kind) -> bool) {
        self.hits.iter().filter(|hit| is_so(hit.does)).for_each(|hit| hit.told.set(false));
    }

    /// Notes that what the faults of a kind do made a difference: that of the last of them, where one
    /// overrules the next.
    fn tells(&self, kind: Kind) {
        if let Some(hit) = self.hits.iter().rfind(|hit| hit.does == kind) {
            hit.told.set(true);
        }
    }

    /// Tells whether a fault made a difference to the answer that leaves this service, or to its time.
    fn told(&self, hit: &Hit) -> bool {
        let unseen = match hit.does {
            Kind::Answer | Kind::Stale | Kind::Shape => self.lost || self.fail_after.is_some(),
            Kind::FailAfter | Kind::Slower => self.lost,
            Kind::Slow | Kind::Refuse | Kind::DropReply | Kind::Duplicate => false,
        };
        hit.told.get() && !unseen
    }

    /// Records the faults that were masked.
    fn record_masked(&self, site: &Site, name: Symbol, request: &Request) {
        for hit in self.hits.iter().filter(|hit| !self.told(hit)) {
            let event = Event::Masked { call: request.call, fault: hit.fault, service: name };
            site.replay.record(Some(request.conversation), Some(hit.landed), event);
        }
    }
}

/// Keeps an answer for faults that give it again, where there are any; returns the one before it.
pub(super) fn remember(
    site: &Site,
    name: Symbol,
    request: &Request,
    body: &Value,
) -> Option<Value> {
    if !site.replay.remembers {
        return None;
    }
    let mut states = site.states.borrow_mut();
    let known = &mut states.of(name).last;
    match known.iter_mut().find(|(tool, _)| *tool == request.tool) {
        Some((_, last)) => Some(std::mem::replace(last, body.clone())),
        None => {
            known.push((request.tool, body.clone()));
            None
        }
    }
}
