//! Services and faults, compiled: upstreams are places in the world's list of services.

use super::{Chance, Delay, Symbol};
use crate::Value;
use crate::expr::Expr;
use crate::written::{Access, Missing, Operation, Parameter};

/// A place in [`World::services`](super::World::services).
pub type ServiceId = usize;

/// A service of the world.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Its name.
    pub name: Symbol,
    /// How it answers.
    pub kind: ServiceKind,
}

/// How a service answers.
#[derive(Clone, Debug, PartialEq)]
pub enum ServiceKind {
    /// Passes calls on and gives up waiting.
    LoadBalancer {
        /// The service behind.
        upstream: ServiceId,
        /// How long it waits.
        timeout_ns: u64,
        /// The status of its own answer.
        status: u16,
        /// The text of its own answer.
        says: crate::Text,
    },
    /// Takes time, then passes the call on or answers with nothing.
    Latency {
        /// The time.
        latency: Delay,
        /// The service behind.
        upstream: Option<ServiceId>,
    },
    /// Passes so many calls on and refuses the others.
    RateLimiter(RateLimiter),
    /// Commits effects.
    Ledger(Ledger),
    /// Answers with rows.
    RecordTable(RecordTable),
    /// Answers with the value of a formula.
    Function(Function),
    /// Holds resources.
    Store(Store),
}

impl ServiceKind {
    /// Returns the service to which calls are passed on as they are, if there is one.
    pub fn passes_to(&self) -> Option<ServiceId> {
        match self {
            ServiceKind::LoadBalancer { upstream, .. } => Some(*upstream),
            ServiceKind::Latency { upstream, .. } => *upstream,
            ServiceKind::RateLimiter(limiter) => Some(limiter.upstream),
            ServiceKind::Ledger(_)
            | ServiceKind::RecordTable(_)
            | ServiceKind::Function(_)
            | ServiceKind::Store(_) => None,
        }
    }
}

/// Passes so many calls on in any stretch of time and refuses the others.
#[derive(Clone, Debug, PartialEq)]
pub struct RateLimiter {
    /// The service behind.
    pub upstream: ServiceId,
    /// How many calls it passes on.
    pub calls: u32,
    /// In any stretch of this length.
    pub per_ns: u64,
    /// Whether refused calls count too.
    pub counts_refused: bool,
    /// The status of its refusal.
    pub status: u16,
    /// The text of its refusal.
    pub says: crate::Text,
}

/// Commits an effect for each call that it does not recognise.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    /// The effect.
    pub effect: Symbol,
    /// From receipt to commit.
    pub commits_after: Delay,
    /// How repeated requests are recognised.
    pub deduplicate: Option<ByKey>,
    /// The service that works on the answer after the commit.
    pub then: Option<ServiceId>,
    /// The answer, over [`vocabulary::LEDGER`](super::vocabulary::LEDGER).
    pub answers: Option<Expr>,
}

/// Recognition of repeated requests by their key.
#[derive(Clone, Debug, PartialEq)]
pub struct ByKey {
    /// How long a key is remembered after its first use.
    pub retention_ns: u64,
    /// The arguments that must be the same under the same key; none: all.
    pub payload: Option<Vec<Symbol>>,
    /// Whether a request without a key is refused.
    pub required: bool,
}

/// Rows by key.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordTable {
    /// The parameter that names the row.
    pub key: Symbol,
    /// The rows.
    pub rows: Vec<(Symbol, Value)>,
    /// Time to answer.
    pub latency: Delay,
    /// Time to answer for single rows.
    pub row_latency: Vec<(Symbol, Delay)>,
    /// The right that a field needs.
    pub audience: Vec<(Symbol, crate::Text)>,
    /// The right that a row needs.
    pub row_audience: Vec<(Symbol, crate::Text)>,
    /// Whether rights are looked at.
    pub access: Access,
    /// What a key without a row gets.
    pub missing: Missing,
    /// The shapes, over [`vocabulary::SHAPE`](super::vocabulary::SHAPE).
    pub shapes: Vec<(Symbol, Expr)>,
    /// The shape that is served.
    pub shape: Option<Symbol>,
}

/// Answers with the value of a formula over its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// What each parameter takes.
    pub parameters: Vec<FunctionParameter>,
    /// The answer, over the parameters in their order.
    pub returns: Expr,
    /// Time to answer.
    pub latency: Delay,
    /// Whether coercions are logged.
    pub logs_coercions: bool,
}

/// What one parameter of a function takes.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionParameter {
    /// Its name.
    pub name: Symbol,
    /// Its type.
    pub takes: Parameter,
    /// What happens to text in the place of a number.
    pub text: Coercion,
    /// Whether the number is rounded afterwards.
    pub rounds: bool,
}

/// What a function makes of text in the place of a number.
#[derive(Clone, Debug, PartialEq)]
pub enum Coercion {
    /// Refuses it.
    Reject,
    /// Reads the number that it spells.
    Lossless,
    /// Keeps the mantissa of the normalised number.
    Mantissa,
    /// Takes the number of digits.
    DigitCount,
    /// Takes the value of a formula over [`vocabulary::COERCION`](super::vocabulary::COERCION).
    By(Expr),
}

/// Holds resources in environments.
#[derive(Clone, Debug, PartialEq)]
pub struct Store {
    /// The parameter that names the resource.
    pub key: Symbol,
    /// The resources at the start.
    pub resources: Vec<Resource>,
    /// Time to answer.
    pub latency: Delay,
    /// Whether rights are looked at.
    pub access: Access,
    /// How long a deleted resource can be restored; 0: it is gone at once.
    pub restorable_ns: u64,
    /// The effect that a deletion is.
    pub effect: Symbol,
    /// The effect that writing or creating is.
    pub change: Symbol,
}

/// One resource of a store.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// Its id.
    pub id: Symbol,
    /// Its environment.
    pub environment: Symbol,
    /// The resource with which it is destroyed.
    pub inside: Option<Symbol>,
    /// The resource of which it is a copy, and its age at the start.
    pub copy_of: Option<(Symbol, u64)>,
    /// Its fields.
    pub fields: Value,
    /// Whether its loss would not matter.
    pub disposable: bool,
}

/// What goes wrong at a service, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Its name.
    pub name: Symbol,
    /// The service that it strikes.
    pub on: ServiceId,
    /// What it does.
    pub does: Trouble,
    /// When it may land.
    pub when: Lands,
    /// How likely it lands.
    pub chance: Chance,
    /// What the call must meet, over [`vocabulary::CONDITION`](super::vocabulary::CONDITION).
    pub condition: Option<Expr>,
}

/// When a fault may land.
#[derive(Clone, Debug, PartialEq)]
pub enum Lands {
    /// On every call.
    Always,
    /// Within one stretch of time.
    During {
        /// Its start.
        from_ns: u64,
        /// How long it lasts.
        lasts: Delay,
    },
    /// Within stretches that come again and again.
    Spells {
        /// From the end of one to the start of the next.
        apart: Delay,
        /// How long each lasts.
        lasts: Delay,
    },
    /// On these calls, counted from 1.
    Calls {
        /// The first.
        first: u64,
        /// The last.
        last: u64,
    },
}

/// What a fault does to a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// Takes this long instead.
    Slow(Delay),
    /// Takes this much longer.
    Slower(Delay),
    /// Fails before it does anything.
    Refuse(u16, crate::Text),
    /// Does its work, and fails all the same.
    FailAfter(u16, crate::Text),
    /// Does its work, and the answer is lost.
    DropReply,
    /// Does its work twice.
    Duplicate,
    /// Answers otherwise, over [`vocabulary::FAULT`](super::vocabulary::FAULT).
    Answer(Expr),
    /// Answers as it did to an earlier call of the same tool.
    Stale,
    /// Answers in another shape.
    Shape(Symbol),
}

/// A tool as the runtime has it registered.
#[derive(Clone, Debug, PartialEq)]
pub struct Tool {
    /// Its name.
    pub name: Symbol,
    /// What the model reads.
    pub description: crate::Text,
    /// Where its calls go.
    pub service: ServiceId,
    /// What its calls ask.
    pub operation: Operation,
    /// Its parameters.
    pub parameters: Vec<(Symbol, Parameter)>,
    /// Whether its calls destroy something.
    pub destructive: bool,
    /// Tokens of one answer; none: by its length.
    pub result_tokens: Option<u64>,
}
