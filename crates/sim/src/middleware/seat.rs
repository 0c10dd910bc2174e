//! Where middleware sits in the runtime: it is asked here, and what it says is recorded here.
//!
//! A site without middleware has no seat, and asking costs one look. How a decision is carried out is
//! left to the runtime, beside what the policy decides.

use super::{
    AfterResult, BeforeCall, BeforeTurn, Call, CallResult, Factory, Middleware, ModelTurn,
};
use crate::runtime::Session;
use crate::trace::{Event, Intervention};
use seamripper_engine::{Draws, StreamKey, mix_key, name_key};
use seamripper_scenario::plan::Symbol;
use seamripper_scenario::written::Response;
use seamripper_scenario::{Text, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

/// The middleware of one site, with what is counted for it.
pub(crate) struct Seat {
    code: RefCell<Box<dyn Middleware>>,
    draws: Draws,
    /// How often a conversation drew for a purpose.
    drawn: RefCell<BTreeMap<(u64, u64), u64>>,
    /// Calls by conversation and tool.
    calls: RefCell<BTreeMap<(u32, Symbol), u32>>,
}

/// The moment at which middleware is asked: its clock, its conversation, its alerts and its luck.
pub struct Moment<'a> {
    seat: &'a Seat,
    session: &'a Session,
    cause: u64,
}

/// What a call is sent with, where that is not what the model and the policy make it.
#[derive(Default)]
pub(crate) struct Changed {
    pub(crate) args: Option<Value>,
    pub(crate) key: Option<Text>,
}

impl Seat {
    pub(crate) fn new(factory: &Factory, seed: u64) -> Self {
        Seat {
            code: RefCell::new(factory.make()),
            draws: Draws::new(seed),
            drawn: RefCell::default(),
            calls: RefCell::default(),
        }
    }

    /// Counts a call of a tool; returns which one of the conversation's it is, from 1.
    pub(crate) fn count(&self, conversation: u32, tool: Symbol) -> u32 {
        let mut calls = self.calls.borrow_mut();
        let made = calls.entry((conversation, tool)).or_insert(0);
        *made = made.saturating_add(1);
        *made
    }

    fn ask<T>(
        &self,
        session: &Session,
        cause: u64,
        ask: impl FnOnce(&mut dyn Middleware, &mut Moment<'_>) -> T,
    ) -> T {
        let mut moment = Moment { seat: self, session, cause };
        ask(self.code.borrow_mut().as_mut(), &mut moment)
    }

    /// Asks about a call; what it is sent with and the record of that, or why it is refused.
    pub(crate) fn before_call(
        &self,
        session: &Session,
        call: &Call<'_>,
        cause: u64,
    ) -> Result<(Changed, u64), Text> {
        match self.ask(session, cause, |code, moment| code.before_call(call, moment)) {
            BeforeCall::Pass => Ok((Changed::default(), cause)),
            BeforeCall::Refuse(says) => Err(says),
            BeforeCall::Change(change) => {
                let args = change.arguments.map(Value::map);
                let mut cause = cause;
                if let Some(args) = args.as_ref().filter(|args| *args != call.arguments) {
                    let did = Intervention::Rewrote { args: args.clone() };
                    let event = Event::Intervened { call: Some(call.number), did };
                    cause = session.record(Some(cause), event);
                }
                Ok((Changed { args, key: change.key }, cause))
            }
        }
    }

    /// Asks about the result of an attempt; the decision, and the record of it.
    pub(crate) fn after_result(
        &self,
        session: &Session,
        result: &CallResult<'_>,
        cause: u64,
    ) -> (AfterResult, u64) {
        let then = self.ask(session, cause, |code, moment| code.after_result(result, moment));
        let did = match &then {
            AfterResult::AsPolicy => None,
            // Where the policy hands it on as well there is nothing to tell.
            AfterResult::HandOn => result.is_retried.then_some(Intervention::HandedOn),
            AfterResult::Again(after) => Some(Intervention::SentAgain { after_ns: ns(*after) }),
            AfterResult::Fail(says) => Some(Intervention::Replaced { says: says.clone() }),
        };
        let record = |did| session.record(Some(cause), intervened(Some(result.call), did));
        (then, did.map_or(cause, record))
    }

    /// Asks whether the model may go on; the decision, and the record of it.
    pub(crate) fn before_turn(
        &self,
        session: &Session,
        turn: &ModelTurn<'_>,
        cause: u64,
    ) -> (BeforeTurn, u64) {
        let then = self.ask(session, cause, |code, moment| code.before_turn(turn, moment));
        let did = match then {
            BeforeTurn::GoOn => return (then, cause),
            BeforeTurn::LastAnswer => Intervention::LastAnswer,
            BeforeTurn::End => Intervention::Ended,
        };
        (then, session.record(Some(cause), intervened(None, did)))
    }
}

fn intervened(call: Option<u32>, did: Intervention) -> Event {
    Event::Intervened { call, did }
}

/// Returns nanoseconds, at most the 292 years that a trace can tell: any replay ends before.
pub(crate) fn ns(time: Duration) -> u64 {
    i64::try_from(time.as_nanos()).unwrap_or(i64::MAX).unsigned_abs()
}

impl Moment<'_> {
    /// Reads the clock: virtual time since the start of the replay.
    pub fn now(&self) -> Duration {
        Duration::from_nanos(self.session.site.replay.engine.now())
    }

    /// Returns the number of the conversation.
    pub fn conversation(&self) -> u32 {
        self.session.id
    }

    /// Names the user whose conversation it is, if there is a name.
    pub fn user(&self) -> Option<&str> {
        self.session.user.map(|user| self.session.site.replay.text(user))
    }

    /// Raises an alert, as a monitor does: detection counts it. In an evaluation before a deploy
    /// nobody is listening, and nothing is raised.
    ///
    /// # Panics
    ///
    /// If [`Middleware::alerts`] does not name it: the trace would have no word for it.
    pub fn alert(&mut self, name: &str, value: u64) {
        let replay = &self.session.site.replay;
        let Some(monitor) = replay.plan.symbols.get(name) else {
            panic!("the alert `{name}` was raised, and `Middleware::alerts` does not name it");
        };
        if !self.session.site.evaluation {
            replay.alert(Some(self.session.id), Some(self.cause), monitor, value, Response::Alert);
        }
    }

    /// Draws a number, both ends included, all equally likely.
    ///
    /// Keyed by the seed, the conversation, the purpose and how often that was drawn for: the same
    /// whatever else draws, and in the arms of a pair.
    pub fn uniform(&mut self, purpose: &str, from: u64, to: u64) -> u64 {
        let key = (self.session.key, name_key(purpose));
        let mut drawn = self.seat.drawn.borrow_mut();
        let nth = drawn.entry(key).or_insert(0);
        let entity = mix_key(key.0, *nth);
        *nth += 1;
        let component = name_key("middleware");
        let key = StreamKey { component, purpose: key.1, entity };
        self.seat.draws.stream(key).uniform(from, to)
    }
}
