//! One conversation: the agent loop of the runtime, turn by turn, with its caps and its accounts.

use crate::draw::names;
use crate::middleware::{BeforeTurn, ModelTurn};
use crate::mind::{Fact, Message, Mind, Move, Seen, Step, View};
use crate::replay::{Here, Replay, Site};
use crate::runtime::{self, Placed, Session};
use crate::trace::{Claim, Event, Outcome};
use seamripper_scenario::plan::{Arrival, Plan, Symbol, Tool, Turn, World};
use seamripper_scenario::written::{Belief, OnCap};
use seamripper_scenario::{Text, Value, work};
use std::borrow::Cow;
use std::fmt::{self, Write};
use std::rc::Rc;
use std::time::Duration;

/// How many of the claims of a gate's conversation were true, of those whose truth is known.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Score {
    pub(crate) right: u64,
    pub(crate) of: u64,
}

impl Score {
    /// Counts the facts of an answer.
    fn add(&mut self, plan: &Plan, world: &World, request: &Value, facts: &[Fact]) {
        for fact in facts {
            let subject = fact.subject.as_text().unwrap_or_default();
            if let Some(truth) = plan.truth_of(world, subject, fact.field, request) {
                self.of += 1;
                self.right += u64::from(truth == fact.value);
            }
        }
    }
}

/// Holds the conversation of a number in a stream from its first question to its end.
pub(crate) async fn converse(
    site: Rc<Site>,
    id: u32,
    key: u64,
    arrival: Arrival,
    number: u32,
) -> Score {
    let mut talk = Talk {
        session: Rc::new(Session::new(site.clone(), id, key, arrival.user)),
        mind: Mind::default(),
        history_tokens: 0,
        used_tokens: 0,
        batch: 0,
        definitions: None,
        score: Score::default(),
    };
    for (place, turn) in (0..).zip(arrival.turns.iter()) {
        // Made when it is its turn, so that those who wait hold nothing of their own.
        let turn = arrival.turn_of(number, turn);
        let copies = if matches!(turn, Cow::Owned(_)) { 2 } else { 1 };
        work::spend(copies * Replay::work_of(&turn.request));
        let before = talk.used_tokens;
        let (outcome, cause) = talk.turn(place, &turn).await;
        let calls = talk.session.calls_in_turn();
        let tokens = talk.used_tokens - before;
        talk.session.record(Some(cause), Event::Ended { turn: place, outcome, calls, tokens });
        if outcome == Outcome::Aborted {
            break;
        }
    }
    talk.session.record(None, Event::Closed);
    if !site.evaluation {
        site.replay.close();
    }
    talk.score
}

/// A conversation under way.
struct Talk {
    session: Rc<Session>,
    mind: Mind,
    /// Tokens of everything said so far, which the model reads again at each step.
    history_tokens: u64,
    /// Tokens read and written so far.
    used_tokens: u64,
    /// How often the model has made calls.
    batch: u32,
    /// Tokens of the prompt and of the tool definitions of a world.
    definitions: Option<(Here, u64)>,
    score: Score,
}

impl Talk {
    /// Begins a turn; returns the record of what the user asks.
    fn begin(&mut self, number: u32, turn: &Turn) -> u64 {
        self.mind.begin();
        self.session.begin_turn(number, turn);
        self.history_tokens = self.history_tokens.saturating_add(tokens_of(&turn.says));
        self.session.record(
            None,
            Event::Asked {
                turn: number,
                user: self.session.user,
                says: turn.says.clone(),
                wants: turn.wants.clone(),
                request: turn.request.clone(),
                environment: turn.environment,
                evaluation: self.session.site.evaluation,
            },
        )
    }

    /// Holds one turn; returns how it ended, and the last record of it.
    async fn turn(&mut self, number: u32, turn: &Turn) -> (Outcome, u64) {
        let mut cause = self.begin(number, turn);
        let mut message = Message::Asked;
        loop {
            if self.session.is_aborted() {
                return (Outcome::Aborted, cause);
            }
            if !matches!(message, Message::Capped) {
                let (then, after) = self.ask(number, turn, cause);
                cause = after;
                match then {
                    BeforeTurn::GoOn => {}
                    BeforeTurn::LastAnswer => message = Message::Capped,
                    BeforeTurn::End => return (Outcome::Aborted, cause),
                }
            }
            let world = self.session.site.world();
            let reads = self.definitions(&world).saturating_add(self.history_tokens);
            let capped = matches!(message, Message::Capped);
            if !capped && self.is_spent(&world, reads) {
                match self.cap(&world, number, turn, cause) {
                    Some(ended) => return ended,
                    None => message = Message::Capped,
                }
                continue;
            }
            let Some(step) = self.think(&world, turn, &message, reads).await else {
                return (Outcome::Stuck, cause);
            };
            // The model has read the world as it was; the runtime acts in the world as it is by now.
            let world = self.session.site.world();
            for (intent, belief) in &step.believes {
                cause = self.believe(*intent, *belief, cause);
            }
            match step.act {
                // A cap ended what the model has no last answer for.
                Move::Stuck if capped => return (Outcome::NoAnswer, cause),
                Move::Stuck => return (Outcome::Stuck, cause),
                Move::Answer { claims, complete, says } => {
                    cause = self.answer(
                        number,
                        turn,
                        step.rule,
                        complete,
                        says,
                        claims,
                        step.tokens,
                        cause,
                    );
                    let outcome = if complete { Outcome::Answered } else { Outcome::Incomplete };
                    return (outcome, cause);
                }
                Move::Calls(_) if capped => return (Outcome::NoAnswer, cause),
                Move::Calls(ref calls) if self.session.has_room_for(&world, calls.len()) => {
                    (message, cause) = self.call(&world, turn, number, step, cause).await;
                }
                Move::Calls(_) => match self.cap(&world, number, turn, cause) {
                    Some(ended) => return ended,
                    None => message = Message::Capped,
                },
            }
        }
    }

    /// Asks code of the user's whether the model may go on; the answer, and the record of it.
    fn ask(&self, number: u32, turn: &Turn, cause: u64) -> (BeforeTurn, u64) {
        let session = &self.session;
        let Some(seat) = &session.site.seat else {
            return (BeforeTurn::GoOn, cause);
        };
        let about = ModelTurn {
            turn: number,
            says: turn.says.as_str(),
            calls: session.calls_in_turn(),
            tokens: self.used_tokens,
            elapsed: Duration::from_nanos(session.turn_time_ns()),
        };
        seat.before_turn(session, &about, cause)
    }

    /// Counts the tokens of the prompt and of the tool definitions, once for each world.
    fn definitions(&mut self, world: &Here) -> u64 {
        match &self.definitions {
            Some((counted, tokens)) if Rc::ptr_eq(counted, world) => *tokens,
            _ => {
                let tokens = definitions(world);
                self.definitions = Some((world.clone(), tokens));
                tokens
            }
        }
    }

    /// Tells whether the tokens or the time of the caps are used up.
    fn is_spent(&self, world: &World, reads: u64) -> bool {
        let caps = &world.policy.caps;
        self.used_tokens.saturating_add(reads) > caps.tokens
            || self.session.turn_time_ns() > caps.time_ns
    }

    /// Ends a turn at a cap; none if the model may still answer.
    fn cap(
        &mut self,
        world: &World,
        number: u32,
        turn: &Turn,
        cause: u64,
    ) -> Option<(Outcome, u64)> {
        match world.policy.caps.then {
            OnCap::NoAnswer => Some((Outcome::NoAnswer, cause)),
            OnCap::LastAnswer => None,
            OnCap::CutOff => {
                let facts = self.mind.facts.clone();
                let says = Text::from("");
                let cause = self.answer(number, turn, None, false, says, facts, 0, cause);
                Some((Outcome::CutOff, cause))
            }
        }
    }

    /// Lets the model decide, and its time pass; none if a formula failed.
    async fn think(
        &mut self,
        world: &Here,
        turn: &Turn,
        message: &Message,
        reads: u64,
    ) -> Option<Step> {
        let session = self.session.clone();
        let replay = &session.site.replay;
        let view = View { replay, world, turn, user: session.user, key: session.key };
        let step = match self.mind.decide(&view, message) {
            Ok(step) => step,
            Err((place, why)) => {
                replay.fail(Some(session.id), place, &why);
                return None;
            }
        };
        self.used_tokens = self.used_tokens.saturating_add(reads).saturating_add(step.tokens);
        self.history_tokens = self.history_tokens.saturating_add(step.tokens);
        let model = &replay.plan.model;
        let first =
            replay.dice.delay(&model.first_token, names::MODEL, names::FIRST_TOKEN, session.key);
        let writing =
            u128::from(step.tokens) * 1_000_000_000 / u128::from(model.tokens_per_second.max(1));
        let writing = u64::try_from(writing).unwrap_or(u64::MAX);
        replay.engine.sleep(first.saturating_add(writing)).await;
        Some(step)
    }

    fn believe(&mut self, intent: Symbol, belief: Belief, cause: u64) -> u64 {
        if !self.mind.believe(intent, belief) {
            return cause;
        }
        self.session.record(Some(cause), Event::Believed { intent, belief })
    }

    /// Makes the calls of a step, and gives the model their results.
    async fn call(
        &mut self,
        world: &Here,
        turn: &Turn,
        number: u32,
        step: Step,
        cause: u64,
    ) -> (Message, u64) {
        let (Move::Calls(calls), Some(rule)) = (step.act, step.rule) else {
            return (Message::Results(Vec::new()), cause);
        };
        let mut placed = Vec::with_capacity(calls.len());
        for (place, intended) in calls.into_iter().enumerate() {
            // The replay has been stopped, and ends with this step.
            if work::is_spent() {
                break;
            }
            let replay = &self.session.site.replay;
            work::spend(intended.looked.work(|| {
                Replay::work_of(&intended.args)
                    + Replay::work_of(&intended.meant)
                    + Replay::work_of(&intended.about)
            }));
            let call = replay.number_call();
            let tool = world.tool(intended.tool);
            let cause = self.session.record(
                Some(cause),
                Event::Called {
                    call,
                    turn: number,
                    batch: self.batch,
                    rule,
                    tool: intended.tool,
                    intent: intended.intent,
                    about: intended.about.clone(),
                    args: intended.args.clone(),
                    meant: intended.meant.clone(),
                    mistyped: intended.looked.mistyped(world, || {
                        tool.map(|tool| self.mistyped(tool, &intended.args)).unwrap_or_default()
                    }),
                    tokens: if place == 0 { step.tokens } else { 0 },
                },
            );
            placed.push(Placed { call, intended, cause });
        }
        let results = runtime::execute(&self.session, world, placed).await;
        let (seen, cause) = self.deliver(world, turn, results);
        self.batch += 1;
        (Message::Results(seen), cause)
    }

    /// Hands results to the model in the order of the policy, and lets it read them.
    fn deliver(
        &mut self,
        world: &Here,
        turn: &Turn,
        results: Vec<runtime::Arrived>,
    ) -> (Vec<Seen>, u64) {
        let session = self.session.clone();
        let delivery = runtime::deliver(&session, world, results);
        let mut all = Vec::with_capacity(delivery.len());
        let mut cause = 0;
        for (position, handed) in (0..).zip(delivery) {
            if work::is_spent() {
                break;
            }
            let seen = handed.seen;
            cause = session.record(
                Some(handed.cause),
                Event::Delivered {
                    call: handed.call,
                    taken_for: seen.call,
                    batch: self.batch,
                    position,
                    tagged: handed.tagged,
                    ok: seen.ok,
                    status: seen.status,
                    says: seen.says.clone(),
                    body: seen.body.clone(),
                },
            );
            let tokens = result_tokens(world.tool(seen.asked.tool), &seen);
            self.history_tokens = self.history_tokens.saturating_add(tokens);
            cause = self.read(world, turn, handed.call, &seen, cause);
            all.push(seen);
        }
        (all, cause)
    }

    fn read(&mut self, world: &Here, turn: &Turn, of: u32, seen: &Seen, cause: u64) -> u64 {
        let session = self.session.clone();
        let replay = &session.site.replay;
        let view = View { replay, world, turn, user: session.user, key: session.key };
        let mut cause = cause;
        match self.mind.read(&view, seen) {
            Ok(facts) if facts.is_empty() => {}
            Ok(facts) => {
                let (call, subject) = (seen.call, seen.asked.about.clone());
                let facts = Value::map(facts);
                cause = session.record(Some(cause), Event::Noted { call, of, subject, facts });
            }
            Err((place, why)) => replay.fail(Some(session.id), place, &why),
        }
        let Some(intent) = seen.asked.intent else {
            return cause;
        };
        let belief = if seen.ok { Belief::Done } else { Belief::Failed };
        self.believe(intent, belief, cause)
    }

    #[expect(clippy::too_many_arguments, reason = "an answer has that many parts")]
    fn answer(
        &mut self,
        number: u32,
        turn: &Turn,
        rule: Option<Symbol>,
        complete: bool,
        says: Text,
        facts: Vec<Fact>,
        tokens: u64,
        cause: u64,
    ) -> u64 {
        let session = &self.session;
        if session.site.evaluation {
            let plan = &session.site.replay.plan;
            self.score.add(plan, &session.site.world(), &turn.request, &facts);
        }
        let claims = facts.into_iter().map(|fact| Claim {
            subject: fact.subject,
            field: fact.field,
            value: fact.value,
            source: fact.source,
        });
        let beliefs = turn.wants.iter().map(|intent| (*intent, self.mind.belief(*intent)));
        session.record(
            Some(cause),
            Event::Answered {
                turn: number,
                rule,
                complete,
                says,
                claims: claims.collect(),
                beliefs: beliefs.collect(),
                tokens,
            },
        )
    }

    fn mistyped(&self, tool: &Tool, args: &Value) -> Vec<Symbol> {
        let symbols = &self.session.site.replay.plan.symbols;
        let Value::Map(args) = args else { return Vec::new() };
        let wrong = |(place, (name, kind)): (usize, &(Symbol, _))| {
            let value = args.get_at(place, symbols.text(*name)).filter(|value| !value.is_null());
            value.is_some_and(|value| !runtime::fits(*kind, value)).then_some(*name)
        };
        tool.parameters.iter().enumerate().filter_map(wrong).collect()
    }
}

/// Tokens of the prompt and of the tool definitions.
fn definitions(world: &World) -> u64 {
    work::spend(world.prompt.as_str().len() as u64 / 4 + 16 * world.tools.len() as u64);
    let tools = world.tools.iter().map(|tool| tokens_of(&tool.description) + 10);
    tokens_of(&world.prompt) + tools.sum::<u64>()
}

fn result_tokens(tool: Option<&Tool>, seen: &Seen) -> u64 {
    if !seen.ok {
        return tokens_of(&seen.says);
    }
    let by_length = || {
        let mut length = Length(0);
        // Counting cannot fail.
        let _ = write!(length, "{}", seen.body);
        length.0.div_ceil(4)
    };
    tool.and_then(|tool| tool.result_tokens).unwrap_or_else(by_length)
}

/// The usual rule of thumb: four characters a token.
fn tokens_of(text: &Text) -> u64 {
    characters_of(text.as_str()).div_ceil(4)
}

fn characters_of(text: &str) -> u64 {
    let characters = if text.is_ascii() { text.len() } else { text.chars().count() };
    characters as u64
}

/// Counts characters that are written to it.
struct Length(u64);

impl Write for Length {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += characters_of(text);
        Ok(())
    }
}
