//! What a record can say. Names are symbols in memory and text in files; see `line`.

use super::Intervention;
use seamripper_scenario::plan::Symbol;
use seamripper_scenario::written::{Belief, Response};
use seamripper_scenario::{Text, Value};
use serde::{Deserialize, Serialize};

/// What happened at a seam.
///
/// `call` numbers the calls of a replay from 0; `args`, `meant` and `body` are maps by name.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are named as the nouns of their event's sentence")]
pub enum Event<N = Symbol> {
    /// A user asked (user to model). `evaluation`: a gate asked, unseen by users.
    Asked {
        turn: u32,
        user: Option<N>,
        says: Text,
        wants: Vec<N>,
        request: Value,
        environment: Option<N>,
        evaluation: bool,
    },
    /// The model called a tool (model to runtime). Calls of one `batch` were made at once.
    Called {
        call: u32,
        turn: u32,
        batch: u32,
        rule: N,
        tool: N,
        intent: Option<N>,
        about: Value,
        args: Value,
        meant: Value,
        mistyped: Vec<N>,
        tokens: u64,
    },
    /// The runtime refused a call (runtime to model).
    Refused { call: u32, reason: Refusal, says: Text },
    /// The runtime asked the operator (runtime to operator).
    ConfirmationAsked { call: u32, environment: Option<N> },
    /// The operator answered.
    ConfirmationAnswered { call: u32, approved: bool },
    /// The runtime sent a request (runtime to service). `identity` is whose rights go with it.
    Sent {
        call: u32,
        attempt: u32,
        service: N,
        identity: Option<N>,
        by_user: bool,
        key: Option<Text>,
    },
    /// A fault landed on a request.
    Landed { call: u32, fault: N, service: N },
    /// A fault that landed made no difference: its `cause` is the record of the landing.
    Masked { call: u32, fault: N, service: N },
    /// An argument changed its type on the way; `service` is none where the runtime did it.
    Coerced { call: u32, service: Option<N>, parameter: N, from: Value, to: Value, logged: bool },
    /// A service worked with this value of an argument.
    Applied { call: u32, service: N, parameter: N, value: Value },
    /// A service committed an effect, `after_ns` from receiving the request.
    Committed {
        call: u32,
        attempt: u32,
        service: N,
        effect: N,
        number: u64,
        after_ns: u64,
        args: Value,
    },
    /// A service recognised a repeated request and committed nothing.
    Deduplicated { call: u32, attempt: u32, service: N, effect: N, number: u64 },
    /// A service answered with a row; `beyond` are fields that the user has no right to.
    Served { call: u32, service: N, subject: Value, beyond: Vec<N>, withheld: Vec<N> },
    /// A service had no row; `hidden` if it answered with success all the same.
    Missed { call: u32, service: N, subject: Value, hidden: bool },
    /// A service destroyed a resource.
    Destroyed { call: u32, service: N, effect: N, resource: N, environment: N, restorable_ns: u64 },
    /// A service brought a resource back.
    Restored { call: u32, service: N, resource: N },
    /// A service answered.
    Replied { call: u32, attempt: u32, service: N, status: u16, says: Text },
    /// The runtime recorded the result of an attempt (service to runtime); status 0: no answer in time.
    Received { call: u32, attempt: u32, status: u16, ok: bool },
    /// A check of the runtime's flagged a result.
    Flagged { call: u32, check: N },
    /// Code of the user's in the runtime changed what the runtime does.
    Intervened { call: Option<u32>, did: Intervention },
    /// The runtime handed a result to the model, which took it for the result of `taken_for`.
    Delivered {
        call: u32,
        taken_for: u32,
        batch: u32,
        position: u32,
        tagged: bool,
        ok: bool,
        status: u16,
        says: Text,
        body: Value,
    },
    /// The model noted facts about a subject, as it took them from the result of `call`.
    Noted { call: u32, of: u32, subject: Value, facts: Value },
    /// The model now takes this to have happened to an intent.
    Believed { intent: N, belief: Belief },
    /// The model answered (model to user).
    Answered {
        turn: u32,
        rule: Option<N>,
        complete: bool,
        says: Text,
        claims: Vec<Claim<N>>,
        beliefs: Vec<(N, Belief)>,
        tokens: u64,
    },
    /// A turn ended.
    Ended { turn: u32, outcome: Outcome, calls: u32, tokens: u64 },
    /// A conversation is over.
    Closed,
    /// A monitor fired.
    Alerted { monitor: N, value: u64, then: Response },
    /// A deploy went out.
    Deployed { deploy: N },
    /// A gate blocked a deploy.
    Blocked { deploy: N, gate: N, why: Text },
    /// An evaluation was made before a deploy.
    Evaluated { deploy: N, gate: N, right: u64, of: u64 },
    /// A formula of the scenario failed; the replay ends.
    Failed { place: N, why: Text },
}

/// A fact that an answer states.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Claim<N = Symbol> {
    /// Of whom or what.
    pub subject: Value,
    /// Which field.
    pub field: N,
    /// The value.
    pub value: Value,
    /// The call whose result the model takes it from.
    pub source: Option<u32>,
}

/// Why the runtime refused a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such tool is registered.
    UnknownTool,
    /// The tool's budget is used up.
    Budget,
    /// An argument has the wrong type.
    Validation,
    /// A check of the arguments was not passed.
    Check,
    /// The environment was not declared, or is another.
    Scope,
    /// The operator said no.
    Confirmation,
    /// The token is over.
    Expired,
    /// Code of the user's in the runtime said no.
    Middleware,
}

/// How a turn ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// With a whole answer.
    Answered,
    /// With an answer that the model itself calls incomplete.
    Incomplete,
    /// A cap cut the answer off.
    CutOff,
    /// A cap ended it without an answer.
    NoAnswer,
    /// A monitor, a breaker or code of the user's ended the conversation.
    Aborted,
    /// No rule of the model's fitted.
    Stuck,
}

impl<N> Event<N> {
    /// Returns what is said in the record, if anything is: a text that may be as long as the file.
    pub fn says(&self) -> Option<&Text> {
        match self {
            Event::Asked { says, .. }
            | Event::Refused { says, .. }
            | Event::Replied { says, .. }
            | Event::Delivered { says, .. }
            | Event::Answered { says, .. } => Some(says),
            Event::Blocked { why, .. } | Event::Failed { why, .. } => Some(why),
            _ => None,
        }
    }

    /// Returns the call that the record is about, if it is about one.
    pub fn call(&self) -> Option<u32> {
        match self {
            Event::Called { call, .. }
            | Event::Refused { call, .. }
            | Event::ConfirmationAsked { call, .. }
            | Event::ConfirmationAnswered { call, .. }
            | Event::Sent { call, .. }
            | Event::Landed { call, .. }
            | Event::Masked { call, .. }
            | Event::Coerced { call, .. }
            | Event::Applied { call, .. }
            | Event::Committed { call, .. }
            | Event::Deduplicated { call, .. }
            | Event::Served { call, .. }
            | Event::Missed { call, .. }
            | Event::Destroyed { call, .. }
            | Event::Restored { call, .. }
            | Event::Replied { call, .. }
            | Event::Received { call, .. }
            | Event::Flagged { call, .. }
            | Event::Delivered { call, .. }
            | Event::Noted { call, .. } => Some(*call),
            Event::Intervened { call, .. } => *call,
            Event::Asked { .. }
            | Event::Believed { .. }
            | Event::Answered { .. }
            | Event::Ended { .. }
            | Event::Closed
            | Event::Alerted { .. }
            | Event::Deployed { .. }
            | Event::Blocked { .. }
            | Event::Evaluated { .. }
            | Event::Failed { .. } => None,
        }
    }
}
