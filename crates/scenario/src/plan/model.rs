//! The scripted model, compiled: formulas parsed, names resolved.

use super::{Chance, Delay, Symbol};
use crate::expr::Expr;
use crate::written::Belief;

/// The scripted model.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// From the end of its input to its first token.
    pub first_token: Delay,
    /// How fast it writes; at least 1.
    pub tokens_per_second: u32,
    /// How likely it pairs results by position although they carry ids.
    pub pairs_by_position: Chance,
    /// How it reads results, in order.
    pub readings: Vec<Reading>,
    /// What it does next, in order.
    pub rules: Vec<Rule>,
}

/// How the model reads the results of a tool.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The tool.
    pub of: Symbol,
    /// Over [`vocabulary::READING`](super::vocabulary::READING).
    pub condition: Option<Expr>,
    /// Facts by field, over the same names.
    pub notes: Vec<(Symbol, Expr)>,
}

/// One rule of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name in the file.
    pub name: Symbol,
    /// After which message it may fit.
    pub on: Trigger,
    /// Over [`vocabulary::RULE`](super::vocabulary::RULE), as all formulas of a rule.
    pub condition: Option<Expr>,
    /// How likely it is followed when it fits.
    pub chance: Chance,
    /// Tokens of reasoning.
    pub tokens: Expr,
    /// What the model now takes to be so, by intent.
    pub believes: Vec<(Symbol, Belief)>,
    /// What it does.
    pub action: Action,
}

/// The message after which a rule may fit.
#[derive(Clone, Debug, PartialEq)]
pub enum Trigger {
    /// The user has asked.
    Asked,
    /// A call of one of these tools came back, with the outcome if one is given (true: success).
    Returned(Vec<Symbol>, Option<bool>),
    /// No more calls are possible.
    Capped,
    /// Any message.
    Anything,
}

/// What the model does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Calls tools, all in one turn.
    Calls(Vec<Call>),
    /// Repeats the triggering call with changes.
    Again {
        /// Arguments that differ.
        with: Vec<(Symbol, Expr)>,
        /// What it means by arguments that it spells otherwise.
        means: Vec<(Symbol, Expr)>,
    },
    /// Answers the user.
    Answer {
        /// The fields that it tells; none: all.
        tells: Option<Vec<Symbol>>,
        /// Further claims about the request.
        claims: Vec<(Symbol, Expr)>,
        /// Whether the answer is whole.
        complete: bool,
        /// The text.
        text: Option<Expr>,
    },
}

/// A call of a tool.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The tool, registered or not.
    pub tool: Symbol,
    /// The intent that it serves.
    pub intent: Option<Symbol>,
    /// The list whose members get a call each.
    pub for_each: Option<Expr>,
    /// The subject under which facts are noted.
    pub about: Option<Expr>,
    /// Arguments.
    pub with: Vec<(Symbol, Expr)>,
    /// Meant values where they differ from the arguments.
    pub means: Vec<(Symbol, Expr)>,
    /// The token of a credential that the model uses.
    pub credential: Option<Expr>,
}
