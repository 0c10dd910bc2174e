//! The scripted model: what it knows, what it believes, and the rule that decides what it does next.
//!
//! It sees the prompt, the tool definitions and the results as the runtime delivered them. Nothing
//! here can reach a service, the trace's truth or the policy.

use crate::draw::names;
use crate::replay::{Here, Replay};
use crate::service::Names;
use seamripper_scenario::expr::{EvalError, Expr, HostArgument, Scope};
use seamripper_scenario::plan::vocabulary::rule as ask;
use seamripper_scenario::plan::{Action, Call, Chance, Rule, Symbol, Trigger, Turn, World};
use seamripper_scenario::written::Belief;
use seamripper_scenario::{Map, Span, Text, Value, work};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// What the model knows and believes in one conversation.
#[derive(Default)]
pub(crate) struct Mind {
    /// Facts of this turn.
    pub(crate) facts: Vec<Fact>,
    pub(crate) beliefs: Vec<(Symbol, Belief)>,
    /// Calls of each tool in this turn.
    tries: Vec<(Symbol, i64)>,
    calls: i64,
}

/// A fact that the model noted.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub(crate) subject: Value,
    pub(crate) field: Symbol,
    pub(crate) value: Value,
    /// The call that it takes for the source.
    pub(crate) source: Option<u32>,
}

/// A result as the model takes it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) call: u32,
    pub(crate) asked: Rc<Intended>,
    pub(crate) ok: bool,
    pub(crate) status: u16,
    pub(crate) says: Text,
    pub(crate) body: Value,
}

/// A call that the model means to make.
#[derive(Clone, Debug)]
pub(crate) struct Intended {
    pub(crate) tool: Symbol,
    pub(crate) intent: Option<Symbol>,
    pub(crate) about: Value,
    pub(crate) args: Value,
    pub(crate) meant: Value,
    pub(crate) credential: Option<Text>,
    /// What was found out about it before: a call that is made from habit is made often.
    pub(crate) looked: Looked,
}

/// What follows from the arguments of a call, once somebody has looked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Looked {
    work: Cell<Option<u64>>,
    mistyped: RefCell<Option<(Arc<World>, Vec<Symbol>)>>,
}

impl Looked {
    /// Returns the work of carrying the arguments over a seam.
    pub(crate) fn work(&self, measure: impl FnOnce() -> u64) -> u64 {
        let work = self.work.get().unwrap_or_else(measure);
        self.work.set(Some(work));
        work
    }

    /// Returns the arguments that have the wrong type in a world.
    pub(crate) fn mistyped(
        &self,
        world: &Arc<World>,
        find: impl FnOnce() -> Vec<Symbol>,
    ) -> Vec<Symbol> {
        let mut known = self.mistyped.borrow_mut();
        match &*known {
            Some((of, found)) if Arc::ptr_eq(of, world) => found.clone(),
            _ => {
                let found = find();
                *known = Some((world.clone(), found.clone()));
                found
            }
        }
    }
}

/// The message to which the model reacts.
pub(crate) enum Message {
    /// The user has asked.
    Asked,
    /// Results have come.
    Results(Vec<Seen>),
    /// No more calls are possible.
    Capped,
}

/// What surrounds the model at one step.
pub(crate) struct View<'a> {
    pub(crate) replay: &'a Replay,
    pub(crate) world: &'a Here,
    pub(crate) turn: &'a Turn,
    pub(crate) user: Option<Symbol>,
    /// Keys the draws that are made for the conversation.
    pub(crate) key: u64,
}

/// What the model decides.
#[derive(Clone)]
pub(crate) struct Step {
    pub(crate) rule: Option<Symbol>,
    pub(crate) tokens: u64,
    pub(crate) believes: Vec<(Symbol, Belief)>,
    pub(crate) act: Move,
}

/// What the model does.
#[derive(Clone)]
pub(crate) enum Move {
    /// Calls tools, all at once.
    Calls(Vec<Rc<Intended>>),
    /// Answers the user.
    Answer { claims: Vec<Fact>, complete: bool, says: Text },
    /// Does nothing: no rule fits.
    Stuck,
}

/// A formula of a rule or a reading that failed: the place and why.
pub(crate) type Trouble = (Symbol, String);

impl Mind {
    /// Starts a turn: beliefs stay, facts are for the turn.
    pub(crate) fn begin(&mut self) {
        self.facts.clear();
        self.tries.clear();
        self.calls = 0;
    }

    /// Returns how many calls it made in this turn.
    pub(crate) fn calls(&self) -> usize {
        usize::try_from(self.calls).unwrap_or_default()
    }

    /// Returns how many of them were of which tool.
    pub(crate) fn tries(&self) -> &[(Symbol, i64)] {
        &self.tries
    }

    /// Returns what the model believes of an intent.
    pub(crate) fn belief(&self, intent: Symbol) -> Belief {
        let found = self.beliefs.iter().find(|(known, _)| *known == intent);
        found.map_or(Belief::Unknown, |(_, belief)| *belief)
    }

    /// Takes over a belief; tells whether it is another than before.
    pub(crate) fn believe(&mut self, intent: Symbol, belief: Belief) -> bool {
        match self.beliefs.iter_mut().find(|(known, _)| *known == intent) {
            Some((_, old)) if *old == belief => false,
            Some((_, old)) => {
                *old = belief;
                true
            }
            None => {
                self.beliefs.push((intent, belief));
                true
            }
        }
    }

    /// Reads a result: notes facts under the subject of the call it takes it for.
    pub(crate) fn read(&mut self, view: &View<'_>, seen: &Seen) -> Result<Map, Trouble> {
        let facts = facts(view, seen)?;
        for (field, value) in facts.iter() {
            // Each is looked for among all.
            work::spend(32 + 2 * self.facts.len() as u64);
            if work::is_spent() {
                break;
            }
            let Some(field) = view.replay.plan.symbols.get(field.as_str()) else {
                continue;
            };
            let subject = seen.asked.about.clone();
            let same = |fact: &&mut Fact| fact.field == field && fact.subject == subject;
            let new = Fact {
                subject: subject.clone(),
                field,
                value: value.clone(),
                source: Some(seen.call),
            };
            match self.facts.iter_mut().find(same) {
                Some(old) => *old = new,
                None => self.facts.push(new),
            }
        }
        Ok(facts)
    }

    /// Decides what to do, from habit where it was in the same situation before.
    pub(crate) fn decide(&mut self, view: &View<'_>, message: &Message) -> Result<Step, Trouble> {
        let habits = view.replay.kept.habits.as_ref();
        let step = match habits.and_then(|habits| habits.recall(self, view, message)) {
            Some(step) => step,
            None => {
                let (step, units) = work::counted(|| self.reason(view, message));
                let step = step?;
                if let Some(habits) = habits {
                    habits.keep(self, view, message, (&step, units));
                }
                step
            }
        };
        self.count(&step);
        Ok(step)
    }

    /// Finds the first rule that fits, is true and is followed.
    fn reason(&self, view: &View<'_>, message: &Message) -> Result<Step, Trouble> {
        for rule in &view.replay.plan.model.rules {
            // A draw takes longer than a look.
            work::spend(if rule.chance == Chance::ALWAYS { 8 } else { 160 });
            let Some(result) = trigger(rule, message) else {
                continue;
            };
            let scope = RuleScope { mind: self, view, result, item: Value::Null };
            if let Some(condition) = &rule.condition
                && !condition.eval_bool(&scope).map_err(|error| (rule.name, error.message))?
            {
                continue;
            }
            let name = view.replay.name(rule.name);
            if !view.replay.dice.chance(rule.chance, names::MODEL, name, view.key) {
                continue;
            }
            return step(rule, &scope, result);
        }
        Ok(Step { rule: None, tokens: 0, believes: Vec::new(), act: Move::Stuck })
    }

    fn count(&mut self, step: &Step) {
        if let Move::Calls(calls) = &step.act {
            for call in calls {
                match self.tries.iter_mut().find(|(tool, _)| *tool == call.tool) {
                    Some((_, tries)) => *tries += 1,
                    None => self.tries.push((call.tool, 1)),
                }
                self.calls += 1;
            }
        }
    }
}

/// Returns the facts that a result gives: those of the first reading that fits, or all its fields.
fn facts(view: &View<'_>, seen: &Seen) -> Result<Map, Trouble> {
    if !seen.ok {
        return Ok(Map::default());
    }
    let plan = &view.replay.plan;
    let prompt = Value::Text(view.world.prompt.clone());
    let names = Names(&[&seen.body, &seen.asked.args, &prompt]);
    for reading in plan.model.readings.iter().filter(|reading| reading.of == seen.asked.tool) {
        let failed = |error: EvalError| (reading.of, error.message);
        let fits = match &reading.condition {
            Some(condition) => condition.eval_bool(&names).map_err(failed)?,
            None => true,
        };
        if fits {
            let notes = reading.notes.iter().map(|(field, formula)| {
                Ok((plan.symbols.text(*field).clone(), formula.eval(&names).map_err(failed)?))
            });
            return notes.collect();
        }
    }
    Ok(if let Value::Map(body) = &seen.body { (**body).clone() } else { Map::default() })
}

/// Tells whether a rule reacts to a message: the outer option; and to which result.
fn trigger<'m>(rule: &Rule, message: &'m Message) -> Option<Option<&'m Seen>> {
    match (&rule.on, message) {
        (Trigger::Asked, Message::Asked) | (Trigger::Capped, Message::Capped) => Some(None),
        (Trigger::Returned(tools, ok), Message::Results(results)) => results
            .iter()
            .find(|seen| tools.contains(&seen.asked.tool) && ok.is_none_or(|ok| ok == seen.ok))
            .map(Some),
        (Trigger::Anything, Message::Results(results)) => Some(results.first()),
        (Trigger::Anything, _) => Some(None),
        _ => None,
    }
}

fn step(rule: &Rule, scope: &RuleScope<'_>, result: Option<&Seen>) -> Result<Step, Trouble> {
    let failed = |error: EvalError| (rule.name, error.message);
    let tokens = rule.tokens.eval_int(scope).map_err(failed)?;
    let act = match &rule.action {
        Action::Calls(calls) => {
            let mut all = Vec::new();
            for call in calls {
                spread(call, scope, &mut all).map_err(failed)?;
            }
            // A list without members gives no call: the rule then does nothing.
            if all.is_empty() { Move::Stuck } else { Move::Calls(all) }
        }
        Action::Again { with, means } => {
            let Some(seen) = result else {
                return Err((rule.name, "there is no call to repeat".to_owned()));
            };
            let args = overlaid(&seen.asked.args, with, scope).map_err(failed)?;
            let meant = overlaid(&seen.asked.meant, means, scope).map_err(failed)?;
            let args = declared(scope, seen.asked.tool, args);
            let looked = Looked::default();
            Move::Calls(vec![Rc::new(Intended { args, meant, looked, ..(*seen.asked).clone() })])
        }
        Action::Answer { tells, claims, complete, text } => {
            let told =
                |fact: &&Fact| tells.as_ref().is_none_or(|fields| fields.contains(&fact.field));
            let mut all: Vec<Fact> = scope.mind.facts.iter().filter(told).cloned().collect();
            for (field, formula) in claims {
                let value = formula.eval(scope).map_err(failed)?;
                let source = result.map(|seen| seen.call);
                all.push(Fact { subject: scope.subject(), field: *field, value, source });
            }
            let says = match text {
                Some(text) => text.eval_text(scope).map_err(failed)?,
                None => Text::from(""),
            };
            Move::Answer { claims: all, complete: *complete, says }
        }
    };
    let tokens = u64::try_from(tokens).unwrap_or(0);
    work::spend(16 * rule.believes.len() as u64);
    Ok(Step { rule: Some(rule.name), tokens, believes: rule.believes.clone(), act })
}

/// Makes the calls of one call form: one, or one for each member of its list.
fn spread(
    call: &Call,
    scope: &RuleScope<'_>,
    all: &mut Vec<Rc<Intended>>,
) -> Result<(), EvalError> {
    let Some(list) = &call.for_each else {
        all.push(Rc::new(intended(call, scope)?));
        return Ok(());
    };
    let members = match list.eval(scope)? {
        Value::List(members) => members,
        other => {
            let message = format!("`for_each` takes a list, and not {}", other.type_name());
            let span = Span::default();
            return Err(EvalError { span, message });
        }
    };
    for member in members.iter() {
        work::spend(64);
        let scope = RuleScope { item: member.clone(), ..*scope };
        all.push(Rc::new(intended(call, &scope)?));
    }
    Ok(())
}

fn intended(call: &Call, scope: &RuleScope<'_>) -> Result<Intended, EvalError> {
    let empty = Value::map(Map::default());
    let credential = match &call.credential {
        Some(formula) => formula.eval(scope)?.as_text().map(Text::from),
        None => None,
    };
    Ok(Intended {
        tool: call.tool,
        intent: call.intent,
        about: match &call.about {
            Some(about) => about.eval(scope)?,
            None => scope.subject(),
        },
        args: declared(scope, call.tool, overlaid(&empty, &call.with, scope)?),
        meant: overlaid(&empty, &call.means, scope)?,
        credential,
        looked: Looked::default(),
    })
}

/// Leaves out arguments that the tool's definition, as the model reads it, does not have.
/// A tool that the model only imagines takes anything.
fn declared(scope: &RuleScope<'_>, tool: Symbol, args: Value) -> Value {
    let symbols = &scope.view.replay.plan.symbols;
    let (Some(tool), Value::Map(given)) = (scope.view.world.tool(tool), &args) else { return args };
    let known = |name: &Text| tool.parameters.iter().any(|(known, _)| symbols.text(*known) == name);
    // Mostly they are those of the definition, in its order.
    let in_place = |(place, (name, _)): (usize, (&Text, &Value))| {
        let expected = tool.parameters.get(place);
        expected.is_some_and(|(known, _)| symbols.text(*known) == name) || known(name)
    };
    if given.iter().enumerate().all(in_place) {
        return args;
    }
    let kept = given.iter().filter(|(name, _)| known(name));
    Value::map(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// Sets the fields of a map to the values of formulas.
fn overlaid(
    base: &Value,
    fields: &[(Symbol, Expr)],
    scope: &RuleScope<'_>,
) -> Result<Value, EvalError> {
    if fields.is_empty() {
        return Ok(base.clone());
    }
    let mut map = if let Value::Map(map) = base { (**map).clone() } else { Map::default() };
    for (name, formula) in fields {
        map.set(scope.view.replay.plan.symbols.text(*name).clone(), formula.eval(scope)?);
    }
    Ok(Value::map(map))
}

/// The fields of what a formula reads as `result`, in their order.
const RESULT: [&str; 7] = ["tool", "ok", "status", "text", "body", "args", "about"];

/// The names of a rule's formulas, in the order of their vocabulary.
#[derive(Clone)]
struct RuleScope<'a> {
    mind: &'a Mind,
    view: &'a View<'a>,
    result: Option<&'a Seen>,
    item: Value,
}

impl RuleScope<'_> {
    /// Returns what a call or claim is about unless it says so: the first wanted intent.
    fn subject(&self) -> Value {
        let intent = self.view.turn.wants.first();
        self.text(intent.copied())
    }

    fn text(&self, name: Option<Symbol>) -> Value {
        let symbols = &self.view.replay.plan.symbols;
        name.map_or(Value::Null, |name| Value::Text(symbols.text(name).clone()))
    }

    fn result(&self) -> Value {
        let Some(seen) = self.result else {
            return Value::Null;
        };
        let fields = RESULT.iter().map(|name| (Text::from(*name), self.of_result(seen, name)));
        Value::map(fields.collect())
    }

    /// Returns one field of what a formula reads as `result`.
    fn of_result(&self, seen: &Seen, field: &str) -> Value {
        match field {
            "tool" => self.text(Some(seen.asked.tool)),
            "ok" => Value::Bool(seen.ok),
            "status" => Value::Int(i64::from(seen.status)),
            "text" if seen.ok => Value::text(seen.body.to_string()),
            "text" => Value::Text(seen.says.clone()),
            "body" => seen.body.clone(),
            "args" => seen.asked.args.clone(),
            "about" => seen.asked.about.clone(),
            _ => Value::Null,
        }
    }
}

impl Scope for RuleScope<'_> {
    fn root(&self, index: usize) -> Value {
        match index {
            0 => self.view.turn.request.clone(),
            1 => self.result(),
            2 => Value::Text(self.view.world.prompt.clone()),
            3 => self.item.clone(),
            4 => self.text(self.view.user),
            5 => self.text(self.view.turn.environment),
            _ => Value::Null,
        }
    }

    fn field(&self, index: usize, name: &str) -> Value {
        match (index, self.result) {
            (0, _) => self.view.turn.request.field(name),
            (1, Some(seen)) => self.of_result(seen, name),
            (1, None) => Value::Null,
            (3, _) => self.item.field(name),
            _ => Value::Null,
        }
    }

    fn host(&self, function: usize, arguments: &[HostArgument<'_>]) -> Result<Value, String> {
        let symbols = &self.view.replay.plan.symbols;
        let name = arguments.iter().find_map(|argument| match argument {
            HostArgument::Name(name) => symbols.get(name),
            HostArgument::Value(_) => None,
        });
        let facts = || self.mind.facts.iter().filter(|fact| Some(fact.field) == name);
        let tool = || name.and_then(|name| self.view.world.tool(name));
        Ok(match function {
            ask::TRIES => {
                let tries = self.mind.tries.iter().find(|(tool, _)| Some(*tool) == name);
                Value::Int(tries.map_or(0, |(_, tries)| *tries))
            }
            ask::KNOWN => Value::Bool(facts().any(|fact| !fact.value.is_null())),
            ask::FACT => {
                let Some(HostArgument::Value(subject)) = arguments.first() else {
                    return Ok(Value::Null);
                };
                let found = facts().find(|fact| fact.subject == *subject);
                found.map(|fact| fact.value.clone()).unwrap_or_default()
            }
            ask::BELIEVES => {
                let belief = name.map_or(Belief::Unknown, |intent| self.mind.belief(intent));
                Value::text(match belief {
                    Belief::Done => "done",
                    Belief::Failed => "failed",
                    Belief::Unknown => "unknown",
                })
            }
            ask::DEFINED => Value::Bool(tool().is_some()),
            ask::DESCRIBES => {
                Value::Text(tool().map_or_else(|| Text::from(""), |tool| tool.description.clone()))
            }
            ask::CALLS => Value::Int(self.mind.calls),
            _ => return Err("no such function".to_owned()),
        })
    }
}
