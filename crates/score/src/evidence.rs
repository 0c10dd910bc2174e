//! The trace, sorted into what happened to each call and in each turn of a user's.
//!
//! What gates asked in evaluations is left out: no user saw it.

use crate::Cost;
use crate::answers::Wrong;
use crate::calls::Calls;
use seamripper_scenario::expr::{Expr, HostArgument, Scope};
use seamripper_scenario::plan::{Action, Arm, Call, Plan, ServiceKind, Symbol, World};
use seamripper_scenario::written::Belief;
use seamripper_scenario::{Text, Value, work};
use seamripper_sim::trace::{Claim, End, Event, Outcome, Record, Refusal, Trace};
use smallvec::SmallVec;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// A trace with an order of its own.
pub(crate) struct Evidence<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) world: &'a World,
    pub(crate) trace: &'a Trace,
    /// The records that users' conversations and the world left.
    pub(crate) records: Vec<&'a Record>,
    /// Those of effects, which most forms and measures are about.
    effects: Vec<&'a Record>,
    /// Those of alerts.
    pub(crate) alerts: Vec<&'a Record>,
    /// The records of faults that landed and made no difference.
    pub(crate) masked: BTreeSet<u64>,
    pub(crate) calls: Calls<'a>,
    pub(crate) turns: Vec<TurnFile<'a>>,
    /// Places of turns, and calls made in them, by conversation and turn.
    places: BTreeMap<(u32, u32), usize>,
    made: BTreeMap<(u32, u32), Vec<u32>>,
    /// See [`false_claims`](crate::answers::false_claims).
    pub(crate) false_claims: OnceCell<Vec<Wrong<'a>>>,
    /// The place of the latest turn of each conversation.
    latest: BTreeMap<u32, usize>,
}

/// What a call has of what is not on record.
static NULL: Value = Value::Null;

/// Records of one kind about one call: mostly one.
pub(crate) type Records<'a> = SmallVec<[&'a Record; 1]>;

/// What is known of one call.
pub(crate) struct CallFile<'a> {
    pub(crate) conversation: u32,
    pub(crate) turn: u32,
    pub(crate) batch: u32,
    pub(crate) tool: Option<Symbol>,
    pub(crate) intent: Option<Symbol>,
    pub(crate) about: &'a Value,
    pub(crate) args: &'a Value,
    pub(crate) meant: &'a Value,
    pub(crate) called: Option<&'a Record>,
    pub(crate) refused: Option<Refusal>,
    pub(crate) sent: Option<&'a Record>,
    pub(crate) committed: Records<'a>,
    pub(crate) applied: Records<'a>,
    pub(crate) served: Option<&'a Record>,
    pub(crate) destroyed: Records<'a>,
    pub(crate) received: Option<&'a Record>,
    pub(crate) delivered: Option<&'a Record>,
    /// Whether a look-up missed.
    pub(crate) missed: bool,
}

impl Default for CallFile<'_> {
    fn default() -> Self {
        CallFile {
            conversation: 0,
            turn: 0,
            batch: 0,
            tool: None,
            intent: None,
            about: &NULL,
            args: &NULL,
            meant: &NULL,
            called: None,
            refused: None,
            sent: None,
            committed: Records::new(),
            applied: Records::new(),
            served: None,
            destroyed: Records::new(),
            received: None,
            delivered: None,
            missed: false,
        }
    }
}

/// What is known of one turn.
pub(crate) struct TurnFile<'a> {
    pub(crate) conversation: u32,
    pub(crate) turn: u32,
    pub(crate) user: Option<Symbol>,
    pub(crate) says: &'a Text,
    pub(crate) wants: &'a [Symbol],
    pub(crate) request: &'a Value,
    pub(crate) environment: Option<Symbol>,
    pub(crate) asked_ns: u64,
    pub(crate) answered: Option<&'a Record>,
    pub(crate) ended: Option<&'a Record>,
    /// What the model believes at the end of the turn.
    pub(crate) beliefs: BTreeMap<Symbol, Belief>,
}

/// The work of looking at one record, to see whether it matters.
const LOOK: u64 = 4;

impl<'a> Evidence<'a> {
    /// Spends the work of looking through all records.
    pub(crate) fn look_through(&self) {
        work::spend(LOOK * self.records.len() as u64);
    }

    pub(crate) fn new(plan: &'a Plan, arm: &'a Arm, trace: &'a Trace) -> Self {
        let evaluated =
            |record: &&Record| matches!(record.event, Event::Asked { evaluation: true, .. });
        let unseen: BTreeSet<Option<u32>> =
            trace.records.iter().filter(evaluated).map(|record| record.conversation).collect();
        let seen = |record: &&Record| {
            unseen.is_empty()
                || record.conversation.is_none()
                || !unseen.contains(&record.conversation)
        };
        let mut evidence = Evidence {
            plan,
            world: &arm.stage.world,
            trace,
            records: Vec::with_capacity(trace.records.len()),
            effects: Vec::new(),
            alerts: Vec::new(),
            masked: BTreeSet::new(),
            calls: Calls::default(),
            turns: Vec::new(),
            places: BTreeMap::new(),
            made: BTreeMap::new(),
            latest: BTreeMap::new(),
            false_claims: OnceCell::new(),
        };
        for record in trace.records.iter().filter(seen) {
            evidence.records.push(record);
            evidence.file_call(record);
            evidence.file_turn(record);
        }
        for (place, turn) in evidence.turns.iter().enumerate() {
            evidence.places.insert((turn.conversation, turn.turn), place);
        }
        for (number, call) in evidence.calls.iter() {
            evidence.made.entry((call.conversation, call.turn)).or_default().push(number);
        }
        evidence
    }

    /// Lists the calls of a turn, in the order of their numbers.
    pub(crate) fn calls_in(&self, turn: &TurnFile<'_>) -> impl Iterator<Item = &CallFile<'a>> {
        let made = self.made.get(&(turn.conversation, turn.turn));
        made.into_iter().flatten().filter_map(|number| self.calls.get(number))
    }

    fn file_call(&mut self, record: &'a Record) {
        match record.event {
            Event::Committed { .. } | Event::Destroyed { .. } => self.effects.push(record),
            Event::Alerted { .. } => self.alerts.push(record),
            Event::Masked { .. } => self.masked.extend(record.cause),
            _ => {}
        }
        let Some(call) = record.event.call() else {
            return;
        };
        let file = self.calls.open(call);
        match &record.event {
            Event::Called { turn, batch, tool, intent, about, args, meant, .. } => {
                file.called = Some(record);
                file.conversation = record.conversation.unwrap_or_default();
                (file.turn, file.batch, file.tool, file.intent) =
                    (*turn, *batch, Some(*tool), *intent);
                (file.about, file.args, file.meant) = (about, args, meant);
            }
            Event::Refused { reason, .. } => file.refused = Some(*reason),
            Event::Sent { .. } => file.sent = Some(record),
            Event::Committed { .. } => file.committed.push(record),
            Event::Applied { .. } => file.applied.push(record),
            Event::Served { .. } => file.served = Some(record),
            Event::Missed { .. } => file.missed = true,
            Event::Destroyed { .. } => file.destroyed.push(record),
            Event::Received { .. } => file.received = Some(record),
            Event::Delivered { .. } => file.delivered = Some(record),
            _ => {}
        }
    }

    fn file_turn(&mut self, record: &'a Record) {
        if !matches!(
            record.event,
            Event::Asked { .. }
                | Event::Answered { .. }
                | Event::Ended { .. }
                | Event::Believed { .. }
        ) {
            return;
        }
        let Some(conversation) = record.conversation else {
            return;
        };
        if let Event::Asked { turn, user, says, wants, request, environment, .. } = &record.event {
            // Beliefs outlive the turn in which they were formed.
            let earlier = self.latest.get(&conversation).map(|place| &self.turns[*place]);
            let beliefs = earlier.map(|file| file.beliefs.clone()).unwrap_or_default();
            self.latest.insert(conversation, self.turns.len());
            self.turns.push(TurnFile {
                conversation,
                turn: *turn,
                user: *user,
                says,
                wants,
                request,
                environment: *environment,
                asked_ns: record.at_ns,
                answered: None,
                ended: None,
                beliefs,
            });
            return;
        }
        let Some(place) = self.latest.get(&conversation) else { return };
        let file = &mut self.turns[*place];
        match &record.event {
            Event::Answered { .. } => file.answered = Some(record),
            Event::Ended { .. } => file.ended = Some(record),
            Event::Believed { intent, belief } => {
                file.beliefs.insert(*intent, *belief);
            }
            _ => {}
        }
    }

    /// Returns the turn in which a call was made.
    pub(crate) fn turn_of(&self, call: &CallFile<'_>) -> Option<&TurnFile<'a>> {
        self.turn(call.conversation, call.turn)
    }

    pub(crate) fn turn(&self, conversation: u32, turn: u32) -> Option<&TurnFile<'a>> {
        self.places.get(&(conversation, turn)).map(|place| &self.turns[*place])
    }

    /// Lists the records of an effect.
    pub(crate) fn effects(&self, wanted: Symbol) -> impl Iterator<Item = &'a Record> {
        self.effects.iter().copied().filter(move |record| match &record.event {
            Event::Committed { effect, .. } | Event::Destroyed { effect, .. } => *effect == wanted,
            _ => false,
        })
    }

    /// Tells whether a formula over `args`, `request`, `user` and `environment` is true of the call of
    /// an effect.
    ///
    /// # Errors
    ///
    /// Why it cannot be told.
    pub(crate) fn fits(&self, effect: &Record, holds: &Expr) -> Result<bool, String> {
        let Some(file) = effect.event.call().and_then(|call| self.calls.get(&call)) else {
            return Err("its call is not on record".to_owned());
        };
        let args = match &effect.event {
            Event::Committed { args, .. } => args,
            _ => file.args,
        };
        let turn = self.turn_of(file);
        let request = turn.map_or(&NULL, |turn| turn.request);
        let text = |name: Option<Symbol>| {
            name.map_or(Value::Null, |name| Value::Text(self.text(name).clone()))
        };
        let (user, environment) =
            (text(turn.and_then(|turn| turn.user)), text(turn.and_then(|turn| turn.environment)));
        let names = OfCall([args, request, &user, &environment]);
        holds.eval_bool(&names).map_err(|error| error.message)
    }

    /// Returns the text of a name.
    pub(crate) fn text(&self, name: Symbol) -> &Text {
        self.plan.symbols.text(name)
    }

    /// Returns what a user may do.
    pub(crate) fn rights_of(&self, user: Option<Symbol>) -> &[Text] {
        let holder = self.plan.identities.iter().find(|holder| Some(holder.name) == user);
        holder.map(|holder| holder.rights.as_slice()).unwrap_or_default()
    }

    /// Returns the true value of what a claim speaks of, if anything knows it.
    pub(crate) fn truth_of(&self, claim: &Claim, request: &Value) -> Option<Value> {
        let subject = claim.subject.as_text()?;
        self.plan.truth_of(self.world, subject, claim.field, request)
    }

    /// Lists the answers: the turn, the record, and the claims in it.
    pub(crate) fn answers(&self) -> impl Iterator<Item = (&TurnFile<'a>, &'a Record, &'a [Claim])> {
        self.turns.iter().filter_map(|turn| {
            let record = turn.answered?;
            match &record.event {
                Event::Answered { claims, .. } => Some((turn, record, claims.as_slice())),
                _ => None,
            }
        })
    }

    /// Tells whether an intent is one that an effect can serve: a rule calls for it a tool that
    /// reaches the effect. An effect that no rule can reach is due for every intent, since neither
    /// a model that does nothing nor a tool that is gone makes it less wanted.
    pub(crate) fn serves(&self, intent: Symbol, effect: Symbol) -> bool {
        let mut served = self.served_by(effect).peekable();
        served.peek().is_none() || served.any(|other| other == intent)
    }

    /// Lists the intents for which a rule calls a tool that reaches an effect.
    fn served_by(&self, effect: Symbol) -> impl Iterator<Item = Symbol> {
        let calls = self.plan.model.rules.iter().flat_map(|rule| match &rule.action {
            Action::Calls(calls) => calls.as_slice(),
            Action::Again { .. } | Action::Answer { .. } => &[],
        });
        let reaches = move |call: &&Call| {
            let tool = self.world.tool(call.tool);
            tool.is_some_and(|tool| self.reaches(tool.service, effect))
        };
        calls.filter(reaches).filter_map(|call| call.intent)
    }

    fn reaches(&self, service: usize, effect: Symbol) -> bool {
        let kind = &self.world.services[service].kind;
        match kind {
            ServiceKind::Ledger(ledger) => {
                ledger.effect == effect
                    || ledger.then.is_some_and(|next| self.reaches(next, effect))
            }
            ServiceKind::Store(store) => store.effect == effect || store.change == effect,
            ServiceKind::RecordTable(_) | ServiceKind::Function(_) => false,
            ServiceKind::LoadBalancer { .. }
            | ServiceKind::Latency { .. }
            | ServiceKind::RateLimiter(_) => {
                kind.passes_to().is_some_and(|next| self.reaches(next, effect))
            }
        }
    }

    /// Sums up what the work took.
    pub(crate) fn cost(&self) -> Cost {
        let mut cost = Cost { turns: self.turns.len() as u64, ..Cost::default() };
        cost.calls = self.calls.values().filter(|call| call.tool.is_some()).count() as u64;
        cost.refused = self.calls.values().filter(|call| call.refused.is_some()).count() as u64;
        cost.alerts = self.alerts.len() as u64;
        cost.failed = self
            .calls
            .values()
            .filter(|call| {
                call.delivered.is_some_and(|record| {
                    matches!(record.event, Event::Delivered { ok: false, .. })
                })
            })
            .count() as u64;
        for turn in &self.turns {
            if let Some(record) = turn.ended
                && let Event::Ended { outcome, tokens, .. } = record.event
            {
                cost.answered += u64::from(outcome == Outcome::Answered);
                cost.tokens = cost.tokens.saturating_add(tokens);
                let waited_ns = record.at_ns - turn.asked_ns;
                cost.waited_ns = cost.waited_ns.saturating_add(waited_ns);
            }
        }
        cost
    }

    /// Tells whether the replay came to its end: only then is what did not happen missing.
    pub(crate) fn is_whole(&self) -> bool {
        self.trace.end == End::Finished
    }

    /// Returns the last record, where what is missing at the end is missed.
    pub(crate) fn last(&self) -> (u64, u64) {
        self.trace.records.last().map_or((0, 0), |record| (record.seq, record.at_ns))
    }
}

/// The names of formulas about calls, in the order of their vocabulary.
struct OfCall<'a>([&'a Value; 4]);

impl Scope for OfCall<'_> {
    fn root(&self, index: usize) -> Value {
        self.0.get(index).copied().cloned().unwrap_or_default()
    }

    fn field(&self, index: usize, name: &str) -> Value {
        self.0.get(index).map(|value| value.field(name)).unwrap_or_default()
    }

    fn host(&self, _: usize, _: &[HostArgument<'_>]) -> Result<Value, String> {
        Err("no functions here".to_owned())
    }
}
