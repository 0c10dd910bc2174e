//! The services behind the tools, and the faults that strike them.

use super::variants::variants;
use super::{Formula, overlay};
use crate::Value;
use crate::read::{Chance, Duration, Name, Node, Table};
use serde::Deserialize;

/// What a call asks of a service. Which of them a service can do depends on its kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Operation {
    /// Do what the service is for: commit an effect, look a row up, evaluate the function.
    #[default]
    Call,
    /// Find committed effects (ledger) or resources (store) by the arguments given.
    Find,
    /// Read one resource of a store.
    Read,
    /// Change fields of one resource of a store.
    Write,
    /// Add a resource to a store.
    Create,
    /// Delete one resource of a store, with everything that lies inside it.
    Delete,
    /// Bring a deleted resource back, where it can be.
    Restore,
}

/// A stretch of virtual time, drawn anew at each use.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Delay {
    /// Always the same.
    Constant(Node<Duration>),
    /// Anything between two bounds, both included.
    Uniform {
        /// The shortest.
        from: Node<Duration>,
        /// The longest.
        to: Node<Duration>,
    },
    /// Memoryless, by its mean.
    Exponential {
        /// The mean.
        mean: Node<Duration>,
    },
    /// Skewed to the right, by its median and the spread of its logarithm.
    Lognormal {
        /// Half of the draws are below it.
        median: Node<Duration>,
        /// Standard deviation of the natural logarithm, 0 to 5.
        sigma: Node<f64>,
    },
}

variants! {
/// A service; its kind says how it answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Service {
    /// Passes calls on and gives up waiting; the upstream keeps running.
    LoadBalancer(LoadBalancer) as fields,
    /// Takes time, then passes the call on or answers.
    Latency(Latency) as fields,
    /// Passes so many calls on and refuses the others.
    RateLimiter(RateLimiter) as fields,
    /// Commits an effect for each call.
    Ledger(Ledger) as fields,
    /// Answers with rows.
    RecordTable(RecordTable) as fields,
    /// Answers with the value of a formula over the arguments.
    Function(Function) as fields,
    /// Holds resources in environments; they can be read, changed and destroyed.
    Store(Store) as fields,
}
}

overlay! {
    /// Passes calls on and answers in the upstream's place when it takes too long.
    pub struct LoadBalancer {
        /// The service behind.
        pub upstream: Name,
        /// How long it waits.
        pub timeout: Duration,
        /// What it answers then: an HTTP status; default 504.
        pub status: u16,
        /// The text of that answer.
        pub says: String,
    }
}

overlay! {
    /// Takes time, then passes the call on or answers with nothing.
    pub struct Latency {
        /// The time.
        pub latency: Delay,
        /// The service behind, if any.
        pub upstream: Name,
    }
}

overlay! {
    /// Passes so many calls on in any stretch of time and refuses the others.
    pub struct RateLimiter {
        /// The service behind.
        pub upstream: Name,
        /// How many calls it passes on.
        pub calls: u32,
        /// In any stretch of this length.
        pub per: Duration,
        /// Whether refused calls count too, so that trying again makes it worse; default false.
        pub counts_refused: bool,
        /// What it answers the others: an HTTP status; default 429.
        pub status: u16,
        /// The text of that answer.
        pub says: String,
    }
}

overlay! {
    /// Commits one effect for each call it does not recognise, then answers.
    pub struct Ledger {
        /// The name of the effect.
        pub effect: Name,
        /// From receipt to commit; default nothing.
        pub commits_after: Delay,
        /// How repeated requests are recognised; default `Never`.
        pub deduplicate: Deduplicate,
        /// The service that works on the answer after the commit, if any.
        pub then: Name,
        /// The answer: a formula over `args`, `number` (of the effect) and `upstream`.
        pub answers: Formula,
    }
}

/// How a ledger recognises a repeated request, by the IETF Idempotency-Key draft.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Deduplicate {
    /// It does not: every request commits.
    Never,
    /// By the key that came with it. A request without one is refused with 400 if `required`.
    ByKey {
        /// How long a key is remembered after its first use.
        retention: Node<Duration>,
        /// Whether another payload under a known key is refused with 422; default `Compared`.
        #[serde(default)]
        payload: Option<Node<Payload>>,
        /// Whether a request without a key is refused with 400; default false.
        #[serde(default)]
        required: Option<Node<bool>>,
    },
}

/// What of a request must be the same under the same key.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Payload {
    /// Every argument.
    Compared,
    /// These arguments only.
    Fields(Vec<Node<Name>>),
    /// Nothing: the key alone decides.
    Ignored,
}

overlay! {
    /// Rows by key; the row that the argument names is the answer.
    pub struct RecordTable {
        /// The parameter that names the row.
        pub key: Name,
        /// The rows: key, then fields.
        pub rows: Table<Value>,
        /// Time to answer; default nothing.
        pub latency: Delay,
        /// Time to answer for single rows.
        pub row_latency: Table<Delay>,
        /// The right that a field needs, for fields that need one.
        pub audience: Table<String>,
        /// The right that a whole row needs, for rows that need one.
        pub row_audience: Table<String>,
        /// Whether rights are looked at; default `Open`.
        pub access: Access,
        /// What a key without a row gets; default `NotFound`.
        pub missing: Missing,
        /// Answers by name of their shape: formulas over `row` and `key`.
        pub shapes: Table<Formula>,
        /// The shape that is served; default: the row as it is.
        pub shape: Name,
    }
}

/// Whether a service looks at the rights of the identity that came with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Access {
    /// It does not: whoever reaches it may do everything.
    Open,
    /// Fields, rows and operations without the right are withheld or refused, whoever's identity it is.
    Enforced,
    /// The same, and only a user's identity has rights: service accounts and found tokens have none.
    EnforcedForUsers,
}

/// What a look-up without a row gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Missing {
    /// Status 404.
    NotFound,
    /// Status 200 and nothing in it: the not-found is hidden.
    EmptySuccess,
}

overlay! {
    /// Answers with the value of a formula over its parameters.
    pub struct Function {
        /// What each parameter takes, and what happens to text in the place of a number.
        pub parameters: Table<FunctionParameter>,
        /// The answer: a formula over the parameters.
        pub returns: Formula,
        /// Time to answer; default nothing.
        pub latency: Delay,
        /// Whether coercions are logged; default false.
        pub logs_coercions: bool,
    }
}

/// What one parameter of a function takes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionParameter {
    /// Its type.
    pub takes: Node<super::Parameter>,
    /// What happens to text in the place of a number; default `Reject`.
    #[serde(default)]
    pub text: Option<Node<Coercion>>,
    /// Whether the number is rounded to a whole one afterwards, whatever it came from.
    #[serde(default)]
    pub rounds: Option<Node<bool>>,
}

/// What a function makes of text in the place of a number.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Coercion {
    /// Refuses it with status 400.
    Reject,
    /// Reads the number that the text spells; refuses any other text.
    Lossless,
    /// Keeps the mantissa of the normalised number: `'10'` is 1.0e1, the exponent is lost, 1.0 stays.
    Mantissa,
    /// Takes the number of digits.
    DigitCount,
    /// Takes the value of a formula over `text`.
    By(Node<Formula>),
}

overlay! {
    /// Holds resources in environments.
    pub struct Store {
        /// The parameter that names the resource.
        pub key: Name,
        /// The resources by id.
        pub resources: Table<Resource>,
        /// Time to answer; default nothing.
        pub latency: Delay,
        /// Whether rights are looked at: `OPERATION:ENVIRONMENT`, as in `delete:production`; default `Open`.
        pub access: Access,
        /// What deleting does; default `Immediate`.
        pub deletion: Deletion,
        /// The effect that a deletion is, for invariants and damage; default `deletion`.
        pub effect: Name,
        /// The effect that writing or creating is; default `change`.
        pub change: Name,
    }
}

/// One resource of a store.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Its environment.
    pub environment: Node<Name>,
    /// The resource inside which it lies and with which it is destroyed, if any.
    #[serde(default)]
    pub inside: Option<Node<Name>>,
    /// The resource of which it is a copy, if it is one.
    #[serde(default)]
    pub copy_of: Option<Node<Name>>,
    /// How old the copy is at the start of the replay.
    #[serde(default)]
    pub age: Option<Node<Duration>>,
    /// Its fields.
    #[serde(default)]
    pub fields: Option<Node<Value>>,
    /// Whether its loss would not matter: `Recoverable` passes over it. Default false.
    #[serde(default)]
    pub disposable: Option<Node<bool>>,
}

/// What deleting a resource does.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Deletion {
    /// It is gone at once, with everything inside it.
    Immediate,
    /// It can be restored for so long.
    Soft(Node<Duration>),
}

/// What goes wrong at a service, and when. All the conditions that are given must hold.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// What happened, for people.
    #[serde(default)]
    pub says: Option<Node<String>>,
    /// The service that it strikes.
    pub on: Node<Name>,
    /// What it does to a call.
    pub does: Node<Trouble>,
    /// When it may land; default always.
    #[serde(default)]
    pub when: Option<Node<Lands>>,
    /// How likely it lands on a call, when it may; default always.
    #[serde(default)]
    pub chance: Option<Node<Chance>>,
    /// What the call must meet: a formula over `args`; default always.
    #[serde(default, rename = "if")]
    pub condition: Option<Node<Formula>>,
}

/// When a fault may land.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Lands {
    /// On every call.
    Always,
    /// Within one stretch of time.
    During {
        /// Its start, from the start of the replay.
        from: Node<Duration>,
        /// How long it lasts.
        lasts: Node<Delay>,
    },
    /// Within stretches that come again and again.
    Spells {
        /// From the end of one to the start of the next.
        apart: Node<Delay>,
        /// How long each lasts.
        lasts: Node<Delay>,
    },
    /// On the calls from the first to the last number, counted from 1 at this service.
    Calls {
        /// The first.
        first: Node<u64>,
        /// The last.
        last: Node<u64>,
    },
}

/// What a fault does to a call.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Trouble {
    /// The service takes this long instead of its own time.
    Slow(Node<Delay>),
    /// The service takes this much longer.
    Slower(Node<Delay>),
    /// The service fails with a status before it does anything.
    Refuse {
        /// The HTTP status.
        status: Node<u16>,
        /// The text of the answer.
        says: Node<String>,
    },
    /// The service does its work, and then answers with a status all the same.
    FailAfter {
        /// The HTTP status.
        status: Node<u16>,
        /// The text of the answer.
        says: Node<String>,
    },
    /// The service does its work, and the answer is lost.
    DropReply,
    /// The service does its work twice.
    Duplicate,
    /// The answer is another: a formula over `body` and `args`.
    Answer(Node<Formula>),
    /// The answer is that of an earlier call of the same tool, if there was one.
    Stale,
    /// The answer has another of the table's shapes.
    Shape(Node<Name>),
}
