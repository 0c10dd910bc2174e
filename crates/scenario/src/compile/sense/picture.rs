//! What the worlds of a file offer, taken together: what is asked, and what can be known and told.

use super::super::survey::reachable;
use super::super::{Compiler, tool as tools};
use crate::expr::{Expr, HostArgument, Makes, Scope};
use crate::plan::{
    Action, Arrival, Call, Deploy, Model, ServiceId, ServiceKind, Stage, Symbol, Symbols, Tool,
    Trouble, Turn, World,
};
use crate::written::Operation;
use crate::{Value, work};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Turns of one stream that are looked at.
const MOST_TURNS: u64 = 10_000;
/// Bytes of one request that are counted at most: more than any has.
const MOST_BYTES: u64 = 1 << 30;
/// Turns that are looked at in all.
const MOST_IN_ALL: usize = 40_000;

/// What all worlds of a file offer, taken together.
pub(super) struct Picture {
    pub(super) worlds: Vec<Arc<World>>,
    /// Turns that somebody asks in some arm, with who asks.
    pub(super) turns: Vec<(Turn, Option<Symbol>)>,
    /// Names of the fields of requests.
    pub(super) request: Names,
    /// Fields that the answers of a tool may have, by tool.
    pub(super) answers: BTreeMap<Symbol, Names>,
    /// Fields that the model may know something of.
    pub(super) facts: Names,
    /// Fields that it may claim something of.
    pub(super) claims: Names,
    /// Whom or what it may claim something of.
    pub(super) subjects: Names,
    /// Tools that some rule calls, each with the intents that the calls serve.
    pub(super) called: BTreeMap<Symbol, BTreeSet<Option<Symbol>>>,
}

/// Names that may be, and whether there may be others.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    known: BTreeSet<String>,
    is_open: bool,
}

impl Names {
    fn open() -> Self {
        Names { known: BTreeSet::new(), is_open: true }
    }

    fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        Names { known: names.into_iter().map(str::to_owned).collect(), is_open: false }
    }

    fn of_map(value: &Value) -> Self {
        match value {
            Value::Map(map) => Names::of(map.iter().map(|(name, _)| name.as_str())),
            _ => Names::default(),
        }
    }

    pub(super) fn add(&mut self, other: &Names) {
        self.known.extend(other.known.iter().cloned());
        self.is_open |= other.is_open;
    }

    /// Tells whether a name cannot be among these.
    pub(super) fn lack(&self, name: &str) -> bool {
        !self.is_open && !self.known.contains(name)
    }

    pub(super) fn known(&self) -> impl Iterator<Item = &str> {
        self.known.iter().map(String::as_str)
    }
}

impl Picture {
    pub(super) fn new(compiler: &Compiler<'_>, model: &Model) -> Self {
        let mut picture = Picture {
            worlds: Vec::new(),
            turns: Vec::new(),
            request: Names::default(),
            answers: BTreeMap::new(),
            facts: Names::default(),
            claims: Names::default(),
            subjects: Names::default(),
            called: BTreeMap::new(),
        };
        for stage in &compiler.stages {
            picture.add(stage);
        }
        let names = &compiler.symbols;
        for world in picture.worlds.clone() {
            for tool in &world.tools {
                let fields = answer(&world, names, tool, tool.service);
                picture.answers.entry(tool.name).or_default().add(&fields);
            }
        }
        for (turn, _) in &picture.turns {
            picture.request.add(&Names::of_map(&turn.request));
        }
        picture.add_model(names, model);
        picture
    }

    fn add(&mut self, stage: &Stage) {
        if !self.worlds.contains(&stage.world) {
            self.worlds.push(stage.world.clone());
            self.add_turns(&stage.world.arrivals);
        }
        let Some(next) = &stage.next else { return };
        let Deploy { evaluations, deployed, blocked, .. } = &**next;
        for evaluation in evaluations {
            self.add_turns(&evaluation.questions);
        }
        self.add(deployed);
        self.add(blocked);
    }

    fn add_turns(&mut self, arrivals: &[Arrival]) {
        for arrival in arrivals {
            // The lists of `each` go round; after their common length nothing is new.
            let lists = arrival.each.iter().map(|(_, values)| values.len() as u64);
            let round = lists.fold(1, least_common_multiple);
            let most = (MOST_TURNS / arrival.turns.len().max(1) as u64).max(1);
            let looked_at = u64::from(arrival.count).min(round).min(most);
            for number in 0..u32::try_from(looked_at).unwrap_or(u32::MAX) {
                for turn in arrival.turns.iter() {
                    // Of each stream one conversation is looked at, as no check may miss what is said.
                    if number > 0 && self.turns.len() >= MOST_IN_ALL || work::is_spent() {
                        return;
                    }
                    let turn = arrival.turn_of(number, turn).into_owned();
                    // Each is kept, and looked at by every check.
                    work::spend(64 * turn.request.size(MOST_BYTES, u32::MAX).unwrap_or(MOST_BYTES));
                    self.turns.push((turn, arrival.user));
                }
            }
        }
    }

    /// Adds what the rules call, and what the model may then know, claim, and of whom.
    fn add_model(&mut self, symbols: &Symbols, model: &Model) {
        let calls = model.rules.iter().flat_map(|rule| match &rule.action {
            Action::Calls(calls) => calls.as_slice(),
            Action::Again { .. } | Action::Answer { .. } => &[],
        });
        for call in calls {
            self.called.entry(call.tool).or_default().insert(call.intent);
            self.add_subjects(symbols, call);
        }
        for tool in self.called.keys() {
            let readings = model.readings.iter().filter(|reading| reading.of == *tool);
            let mut always = false;
            for reading in readings {
                let notes = reading.notes.iter().map(|(field, _)| symbols.text(*field).as_str());
                self.facts.add(&Names::of(notes));
                always |= reading.condition.is_none();
            }
            if let (Some(fields), false) = (self.answers.get(tool), always) {
                self.facts.add(fields);
            }
        }
        self.claims.add(&self.facts);
        for rule in &model.rules {
            if let Action::Answer { claims, .. } = &rule.action {
                let fields = claims.iter().map(|(field, _)| symbols.text(*field).as_str());
                self.claims.add(&Names::of(fields));
                self.add_wanted(symbols);
            }
        }
    }

    /// Adds the subject of what says nothing of its own: the first wanted intent.
    fn add_wanted(&mut self, symbols: &Symbols) {
        let wanted = self.turns.iter().filter_map(|(turn, _)| turn.wants.first());
        let wanted = wanted.map(|intent| symbols.text(*intent).as_str());
        self.subjects.add(&Names::of(wanted));
    }

    fn add_subjects(&mut self, symbols: &Symbols, call: &Call) {
        let Some(about) = &call.about else {
            return self.add_wanted(symbols);
        };
        if !is_asked(about) || call.for_each.as_ref().is_some_and(|list| !is_asked(list)) {
            self.subjects.add(&Names::open());
            return;
        }
        let mut found = BTreeSet::new();
        for (turn, user) in &self.turns {
            for item in items(symbols, call.for_each.as_ref(), turn, *user) {
                let subject = about.eval(&Question::new(symbols, turn, *user, item));
                if let Ok(Value::Text(text)) = subject {
                    found.insert(text.to_string());
                }
            }
        }
        self.subjects.known.extend(found);
    }

    /// Tells whether a tool reaches an effect in some world.
    pub(super) fn reaches(&self, tool: Symbol, effect: Symbol) -> bool {
        self.worlds.iter().any(|world| {
            let tool = world.tool(tool);
            tool.is_some_and(|tool| causes(world, tool, effect))
        })
    }

    /// Tells whether any service of any world is of some kind.
    pub(super) fn any_service(&self, fits: impl Fn(&ServiceKind) -> bool) -> bool {
        let services = self.worlds.iter().flat_map(|world| &world.services);
        services.map(|service| &service.kind).any(fits)
    }

    /// Lists the parameters of the tools that fit, in any world.
    pub(super) fn parameters(
        &self,
        symbols: &Symbols,
        fits: impl Fn(&World, &Tool) -> bool,
    ) -> Names {
        let mut names = Names::default();
        for world in &self.worlds {
            for tool in world.tools.iter().filter(|tool| fits(world, tool)) {
                let parameters = tool.parameters.iter();
                let parameters = parameters.map(|(name, _)| symbols.text(*name).as_str());
                names.add(&Names::of(parameters));
            }
        }
        names
    }
}

/// Tells whether a call of a tool can cause an effect.
pub(super) fn causes(world: &World, tool: &Tool, effect: Symbol) -> bool {
    reachable(world, tool.service).into_iter().any(|at| match &world.services[at].kind {
        ServiceKind::Ledger(ledger) => ledger.effect == effect,
        ServiceKind::Store(store) => store.effect == effect || store.change == effect,
        _ => false,
    })
}

/// Lists the fields that the answer of a tool may have.
fn answer(world: &World, symbols: &Symbols, tool: &Tool, at: ServiceId) -> Names {
    let mut names = match &world.services[at].kind {
        ServiceKind::LoadBalancer { upstream, .. } => answer(world, symbols, tool, *upstream),
        ServiceKind::RateLimiter(limiter) => answer(world, symbols, tool, limiter.upstream),
        ServiceKind::Latency { upstream, .. } => match upstream {
            Some(upstream) => answer(world, symbols, tool, *upstream),
            None => Names::default(),
        },
        ServiceKind::Ledger(_) if tool.operation == Operation::Find => found(),
        ServiceKind::Ledger(ledger) => match ledger.answers.as_ref().map(Expr::makes) {
            None => Names::of(["number", "status"]),
            Some(Makes::Map(fields)) => Names::of(fields),
            Some(Makes::Root(2)) => match ledger.then {
                Some(then) => answer(world, symbols, tool, then),
                None => Names::default(),
            },
            Some(Makes::Plain | Makes::Root(1)) => Names::of(["answer"]),
            Some(Makes::Root(_) | Makes::Anything) => Names::open(),
        },
        ServiceKind::Function(function) => match function.returns.makes() {
            Makes::Map(fields) => Names::of(fields),
            Makes::Plain => Names::of(["answer"]),
            Makes::Root(_) | Makes::Anything => Names::open(),
        },
        ServiceKind::RecordTable(table) => {
            let struck = world.faults.iter().filter(|fault| fault.on == at);
            let shapes = struck.filter_map(|fault| match fault.does {
                Trouble::Shape(shape) => Some(Some(shape)),
                _ => None,
            });
            let mut names = Names::default();
            for shape in shapes.chain([table.shape]) {
                names.add(&shaped(table, shape));
            }
            names
        }
        ServiceKind::Store(store) => match tool.operation {
            Operation::Find => found(),
            Operation::Delete => Names::of(["status"]),
            Operation::Restore => Names::of(["status"]),
            _ => {
                let mut names = Names::default();
                for resource in &store.resources {
                    names.add(&Names::of_map(&resource.fields));
                }
                for tool in world
                    .tools
                    .iter()
                    .filter(|tool| tools::last(tool.service, &world.services) == at)
                {
                    let parameters = tool.parameters.iter();
                    names.add(&Names::of(parameters.map(|(name, _)| symbols.text(*name).as_str())));
                }
                names
            }
        },
    };
    for fault in world.faults.iter().filter(|fault| fault.on == at) {
        if let Trouble::Answer(formula) = &fault.does {
            names.add(&match formula.makes() {
                Makes::Map(fields) => Names::of(fields),
                Makes::Root(1) | Makes::Plain => Names::default(),
                Makes::Root(_) | Makes::Anything => Names::open(),
            });
        }
    }
    names
}

/// What a search answers.
fn found() -> Names {
    Names::of(["count", "found"])
}

/// Lists the fields of a table's answers in one of its shapes.
fn shaped(table: &crate::plan::RecordTable, shape: Option<Symbol>) -> Names {
    let formula = shape.and_then(|shape| table.shapes.iter().find(|(name, _)| *name == shape));
    match formula.map(|(_, formula)| formula.makes()) {
        Some(Makes::Map(fields)) => Names::of(fields),
        Some(Makes::Plain | Makes::Root(1)) => Names::default(),
        Some(Makes::Anything) => Names::open(),
        None | Some(Makes::Root(_)) => {
            let mut names = Names::default();
            for (_, row) in &table.rows {
                names.add(&Names::of_map(row));
            }
            names
        }
    }
}

/// Tells whether a formula of a rule reads nothing but what the user asks.
pub(super) fn is_asked(formula: &Expr) -> bool {
    let asked = |root| matches!(root, 0 | 3 | 4 | 5);
    !formula.calls_host() && formula.paths().iter().all(|path| asked(path.root))
}

/// Lists what `item` stands for in a turn: the members of the list, or nothing once.
pub(super) fn items(
    symbols: &Symbols,
    list: Option<&Expr>,
    turn: &Turn,
    user: Option<Symbol>,
) -> Vec<Value> {
    let Some(list) = list else {
        return vec![Value::Null];
    };
    match list.eval(&Question::new(symbols, turn, user, Value::Null)) {
        Ok(Value::List(members)) => members.to_vec(),
        _ => Vec::new(),
    }
}

/// The names of a rule's formulas as far as the user's question gives them.
struct Question<'a> {
    symbols: &'a Symbols,
    turn: &'a Turn,
    user: Option<Symbol>,
    item: Value,
}

impl<'a> Question<'a> {
    fn new(symbols: &'a Symbols, turn: &'a Turn, user: Option<Symbol>, item: Value) -> Self {
        Question { symbols, turn, user, item }
    }
}

impl Scope for Question<'_> {
    fn root(&self, index: usize) -> Value {
        let text = |name: Option<Symbol>| {
            name.map_or(Value::Null, |name| Value::text(self.symbols.text(name).as_str()))
        };
        match index {
            0 => self.turn.request.clone(),
            3 => self.item.clone(),
            4 => text(self.user),
            5 => text(self.turn.environment),
            _ => Value::Null,
        }
    }

    fn host(&self, _: usize, _: &[HostArgument<'_>]) -> Result<Value, String> {
        Err("not known before the run".to_owned())
    }
}

fn least_common_multiple(a: u64, b: u64) -> u64 {
    let (mut x, mut y) = (a, b);
    while y > 0 {
        (x, y) = (y, x % y);
    }
    (a / x.max(1)).saturating_mul(b)
}
