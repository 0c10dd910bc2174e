//! What must hold, and the figures of the source.

use super::Formula;
use crate::Value;
use crate::read::{Chance, Duration, Name, Node};
use serde::Deserialize;

/// What must hold.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invariant {
    /// The sentence that people read.
    pub says: Node<String>,
    /// The general form of which it is a case.
    pub holds: Node<Form>,
    /// What must have happened at least once for holding to prove anything.
    /// Default: that any fault made a difference, or nothing where the scenario has no faults.
    #[serde(default)]
    pub exposed_by: Option<Node<Vec<Node<Measure>>>>,
    /// The unit of the damage, as in `orders too many`.
    #[serde(default)]
    pub damage: Option<Node<String>>,
}

/// The general forms of invariants.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Form {
    /// Always at most so many.
    AtMost {
        /// Of what.
        of: Node<Measure>,
        /// How many.
        limit: Node<u64>,
        /// Counted for each of these; default `Replay`.
        #[serde(default)]
        per: Option<Node<Per>>,
    },
    /// In the end at least so many: a liveness form.
    AtLeast {
        /// Of what.
        of: Node<Measure>,
        /// How many.
        limit: Node<u64>,
        /// Counted for each of these; default `Replay`.
        #[serde(default)]
        per: Option<Node<Per>>,
    },
    /// For each intent, a field of its effects adds up to what was asked for.
    Total {
        /// The effect.
        effect: Node<Name>,
        /// The argument that is added up.
        field: Node<Name>,
        /// What was asked for: a formula over `request`.
        equals: Node<Formula>,
    },
    /// Every effect is one that was meant: nothing goes where it should not.
    EachEffect {
        /// The effect.
        effect: Node<Name>,
        /// A formula over `args`, `request`, `user` and `environment` that is true of a good one.
        holds: Node<Formula>,
    },
    /// Every claim of an answer is true of its subject.
    ClaimsTrue,
    /// At the end of a turn the model's belief about each intent is what happened.
    BeliefsTrue {
        /// The effect by which an intent is done.
        effect: Node<Name>,
    },
    /// The model takes every result for the answer to the call that it answers.
    ResultsReachTheirCalls,
    /// Every argument that a service worked with is the one that the model meant.
    AppliedAsMeant,
    /// No argument changes its value on the way without a log entry.
    CoercionsLogged,
    /// Nothing is told to a user that the user has no right to.
    NothingDisclosed,
    /// No tool is called that is not registered, after it was refused once in the turn.
    NoCallAfterRejection,
    /// Nothing is destroyed outside the environment of the task.
    NoDestructionOutside,
    /// Whatever was destroyed can be had back from a copy or by restoring it.
    Recoverable {
        /// How old the copy may be.
        newer_than: Node<Duration>,
    },
    /// Every turn ends with a whole answer: a liveness form.
    Answered {
        /// At most so many calls for it; default no limit.
        #[serde(default)]
        within_calls: Option<Node<u64>>,
        /// At most so much time for it; default no limit.
        #[serde(default)]
        within: Option<Node<Duration>>,
        /// Fields that the answer must tell; default none.
        #[serde(default)]
        telling: Option<Node<Vec<Node<Name>>>>,
        /// Only turns whose message has this text; default all.
        #[serde(default)]
        saying: Option<Node<String>>,
    },
}

/// What a count is kept for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Per {
    /// Each intent of each turn.
    Intent,
    /// Each conversation.
    Conversation,
    /// The whole replay.
    Replay,
}

/// A number, a duration or a value that is read off a trace.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Measure {
    /// Effects of one name that services committed.
    Effects(Node<Name>),
    /// Effects of one name whose arguments are of some kind.
    EffectsWhere {
        /// The effect.
        effect: Node<Name>,
        /// A formula over `args`, `request`, `user` and `environment` that is true of those counted.
        holds: Node<Formula>,
    },
    /// A field of those effects, added up.
    EffectTotal(Node<Name>, Node<Name>),
    /// The median time from a service's receipt of a call to the commit of its effect.
    CommitTime(Node<Name>),
    /// Effects that a service recognised as repeated and did not commit again.
    Deduplicated(Node<Name>),
    /// Calls that the model made.
    Calls,
    /// Requests that the runtime sent, its own retries included.
    Attempts,
    /// Calls of one tool.
    CallsOf(Node<Name>),
    /// The calls of the conversation that made most.
    MostCalls,
    /// The calls of one tool by the conversation that made most of them.
    MostCallsOf(Node<Name>),
    /// Calls about one subject.
    CallsAbout(Node<String>),
    /// Calls of one tool that came back as failed.
    FailuresOf(Node<Name>),
    /// Calls of one tool that came back as failed although the effect was committed.
    FalseFailuresOf(Node<Name>),
    /// Calls that the runtime refused.
    Refusals,
    /// Calls that the tool budget refused.
    BudgetRefusals,
    /// Calls of tools that are not registered.
    UnknownTools,
    /// How often a fault landed and made a difference.
    Landed(Node<Name>),
    /// Turns whose results came in another order than their calls.
    OutOfOrder,
    /// Turns with more than one call at once.
    Parallel,
    /// Whether the prompt has this text at the start: 1 or 0.
    PromptHas(Node<String>),
    /// Claims that are not true of their subject.
    FalseClaims,
    /// Claims in all.
    Claims,
    /// Claims that tell the value of one subject's field as another's.
    Misattributed {
        /// The field.
        field: Node<Name>,
        /// Whose value it is.
        of: Node<String>,
        /// Of whom it is told.
        told_of: Node<String>,
    },
    /// The value that the last answer claims.
    Claimed {
        /// The subject.
        subject: Node<String>,
        /// The field.
        field: Node<Name>,
    },
    /// Subjects of which an answer claims something.
    Subjects,
    /// Arguments of another type than their parameter's, as the model sent them.
    Mistyped,
    /// Arguments that a service worked with in another type than it got.
    Coercions,
    /// Results that a check flagged.
    FlaggedResults,
    /// Claims that told a user what the user has no right to.
    Disclosures,
    /// Those in one field.
    DisclosuresOf(Node<Name>),
    /// Calls whose answer held fields that the user has no right to, or would have.
    BeyondRights,
    /// Resources that were destroyed.
    Destroyed,
    /// One resource: whether it was destroyed.
    DestroyedResource(Node<Name>),
    /// The age of the newest copy of a resource, at the end.
    NewestCopy(Node<Name>),
    /// Requests for confirmation.
    Confirmations,
    /// Turns whose message has this text.
    TurnsSaying(Node<String>),
    /// Answers that were whole.
    Answers,
    /// Turns that ended without a whole answer.
    Unanswered,
    /// Turns that a cap ended.
    Capped,
    /// Deploys that went out.
    Deployed,
    /// Deploys that a gate blocked.
    Blocked,
    /// Time from the first question to the last answer or end, the longest conversation.
    Elapsed,
    /// Time from the first call to the first destruction.
    TimeToDestruction,
    /// Tokens, the dearest conversation.
    Tokens,
    /// The largest share of the cap on calls that a conversation used, in percent.
    CallBudgetUsed,
    /// Alerts of one monitor.
    Alerts(Node<Name>),
    /// When a monitor first fired, from the start.
    FirstAlert(Node<Name>),
    /// False claims of answers given before a moment.
    FalseClaimsBefore(Node<Duration>),
    /// False claims of answers given from a moment on.
    FalseClaimsFrom(Node<Duration>),
}

/// A figure of the source beside the measure that gives ours.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// What it is.
    pub figure: Node<String>,
    /// In which arm.
    pub arm: Node<Name>,
    /// What the source says.
    pub published: Node<Published>,
    /// Where ours comes from.
    pub measure: Node<Measure>,
}

/// What the source says.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Published {
    /// This value.
    Exactly(Node<Value>),
    /// At most this number.
    AtMost(Node<u64>),
    /// At least this number.
    AtLeast(Node<u64>),
    /// From one number to another, both included.
    Between(Node<u64>, Node<u64>),
    /// About this long, give or take a share of it.
    About(Node<Duration>, Node<Chance>),
    /// About this number, give or take a share of it.
    Near(Node<u64>, Node<Chance>),
    /// It did not happen, or there was none.
    None,
}
