//! What judges ask: of the files of a trace, and of the plan and the world that it is judged by.
//!
//! What gates asked in evaluations is left out: no user saw it. What is looked through for each of many
//! things costs work.

use crate::Cost;
use crate::answers::FalseClaims;
use crate::files::{CallFile, Files, NULL, TurnFile};
use seamripper_scenario::expr::{Expr, HostArgument, Scope};
use seamripper_scenario::plan::{Action, Arm, Call, Plan, ServiceKind, Symbol, World};
use seamripper_scenario::written::Belief;
use seamripper_scenario::{Text, Value, work};
use seamripper_sim::trace::{Claim, End, Event, Outcome, Record, Trace};
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// A trace, its files, and what it is judged by.
pub(crate) struct Evidence<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) world: &'a World,
    pub(crate) trace: &'a Trace,
    /// What users' conversations and the world left.
    pub(crate) files: Files<'a>,
    /// See [`false_claims`](crate::answers::false_claims).
    pub(crate) false_claims: OnceCell<FalseClaims<'a>>,
}

/// The work of looking at one record, to see whether it matters.
const LOOK: u64 = 4;

impl<'a> Evidence<'a> {
    /// Spends the work of looking through all records.
    pub(crate) fn look_through(&self) {
        work::spend(LOOK * self.files.records.len() as u64);
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
        let files = Files::of(trace.records.iter().filter(seen));
        Evidence { plan, world: &arm.stage.world, trace, files, false_claims: OnceCell::new() }
    }

    /// Lists the calls of a turn, in the order of their numbers. Each costs work, and its effects, which
    /// lie far apart, cost more.
    pub(crate) fn calls_in(
        &self,
        conversation: u32,
        turn: u32,
    ) -> impl Iterator<Item = &CallFile<'a>> {
        self.files.calls_in(conversation, turn).inspect(|call| {
            let effects = call.committed.len() + call.destroyed.len();
            work::spend(LOOK * (1 + 4 * effects as u64));
        })
    }

    /// Returns the turn in which a call was made.
    pub(crate) fn turn_of(&self, call: &CallFile<'_>) -> Option<&TurnFile<'a>> {
        self.files.turn(call.conversation, call.turn)
    }

    /// Lists the records of an effect.
    pub(crate) fn effects(&self, wanted: Symbol) -> impl Iterator<Item = &'a Record> {
        self.files.effects.iter().copied().filter(move |record| match &record.event {
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
        let Some(file) = effect.event.call().and_then(|call| self.files.calls.get(call)) else {
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
        work::spend(self.plan.identities.len() as u64);
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
        self.files.turns.iter().filter_map(|turn| {
            let record = turn.answered?;
            match &record.event {
                Event::Answered { claims, .. } => Some((turn, record, claims.as_slice())),
                _ => None,
            }
        })
    }

    /// Lists the claims of answers, each with its turn and the record of the answer. Each may take a
    /// look through all that is known: there are no more once the work is spent.
    pub(crate) fn claims(&self) -> impl Iterator<Item = (&TurnFile<'a>, &'a Record, &'a Claim)> {
        let of_answer = |(turn, record, claims): (_, _, &'a [Claim])| {
            claims.iter().map(move |claim| (turn, record, claim))
        };
        self.answers().flat_map(of_answer).take_while(|_| !work::is_spent())
    }

    /// Lists the intents that users wanted and that an effect can serve, each with its turn and with
    /// what the model believes of it then. Each costs work: there are no more once it is spent.
    ///
    /// An effect can serve an intent for which a rule calls a tool that reaches the effect. One that
    /// no rule can reach is due for every intent, since neither a model that does nothing nor a tool
    /// that is gone makes it less wanted. Without an effect, all intents are listed.
    pub(crate) fn wanted(
        &self,
        effect: Option<Symbol>,
    ) -> impl Iterator<Item = (&TurnFile<'a>, Symbol, Belief)> {
        let served = effect.map(|effect| self.served_by(effect)).unwrap_or_default();
        let is_served =
            move |intent: Symbol| served.is_empty() || served.binary_search(&intent).is_ok();
        let wanted = self.files.turns.iter().flat_map(|turn| {
            let wants = turn.wants.iter().zip(&turn.beliefs);
            wants.map(move |(intent, belief)| (turn, *intent, *belief))
        });
        let wanted = wanted.inspect(|_| work::spend(LOOK)).take_while(|_| !work::is_spent());
        wanted.filter(move |(_, intent, _)| is_served(*intent))
    }

    /// Lists the intents for which a rule calls a tool that reaches an effect, in their order.
    fn served_by(&self, effect: Symbol) -> Vec<Symbol> {
        let calls = self.plan.model.rules.iter().flat_map(|rule| match &rule.action {
            Action::Calls(calls) => calls.as_slice(),
            Action::Again { .. } | Action::Answer { .. } => &[],
        });
        let reaches = |call: &&Call| {
            let tool = self.world.tool(call.tool);
            tool.is_some_and(|tool| self.reaches(tool.service, effect))
        };
        let mut served: Vec<Symbol> =
            calls.filter(reaches).filter_map(|call| call.intent).collect();
        served.sort_unstable();
        served.dedup();
        served
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
        let mut cost = Cost { turns: self.files.turns.len() as u64, ..Cost::default() };
        cost.alerts = self.files.alerts.len() as u64;
        for call in self.files.calls.values() {
            cost.calls += u64::from(call.tool.is_some());
            cost.refused += u64::from(call.refused.is_some());
            cost.failed += u64::from(call.has_failed());
        }
        for turn in &self.files.turns {
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
