//! The scripted model: how it reads results, and rules for what it does next.

use super::Formula;
use super::variants::variants;
use crate::read::{Chance, Name, Node, Table};
use serde::{Deserialize, Serialize};

/// The scripted model. After each message the first rule that fits decides what it does.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// From the end of its input to its first token.
    pub first_token: Node<super::Delay>,
    /// How fast it writes.
    pub tokens_per_second: Node<u32>,
    /// How likely it pairs results by position although they carry ids; default never.
    #[serde(default)]
    pub pairs_by_position: Option<Node<Chance>>,
    /// Tools that it believes in although nobody registered them.
    #[serde(default)]
    pub imagines: Vec<Node<Name>>,
    /// How it reads results that need reading; others give their fields as facts.
    #[serde(default)]
    pub readings: Vec<Node<Reading>>,
    /// What it does next: the first that fits.
    pub rules: Table<Rule>,
}

/// How the model reads a result: the first reading that fits gives the facts it notes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Of which tool.
    pub of: Node<Name>,
    /// A formula over `body`, `args` and `prompt`; default always.
    #[serde(default, rename = "if")]
    pub condition: Option<Node<Formula>>,
    /// Facts by field: formulas over `body`, `args` and `prompt`.
    pub notes: Node<Table<Formula>>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// After which message.
    pub on: Node<Trigger>,
    /// A formula that must be true; default always.
    #[serde(default, rename = "if")]
    pub condition: Option<Node<Formula>>,
    /// How likely the rule is followed when it fits; default always.
    #[serde(default)]
    pub chance: Option<Node<Chance>>,
    /// Tokens of reasoning before it acts; default 50.
    #[serde(default)]
    pub tokens: Option<Node<Formula>>,
    /// What it now takes to be so, by intent.
    #[serde(default)]
    pub believes: Option<Node<Table<Belief>>>,
    /// What it does.
    #[serde(rename = "do")]
    pub action: Node<Action>,
}

/// The message after which a rule may fit.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Trigger {
    /// The user has asked.
    Asked,
    /// A call of one of these tools has succeeded, as delivered.
    Succeeded(Vec<Node<Name>>),
    /// A call of one of these tools has failed, as delivered.
    Failed(Vec<Node<Name>>),
    /// A call of one of these tools has come back, either way.
    Returned(Vec<Node<Name>>),
    /// The runtime says that a cap is reached and that no more calls are possible.
    Capped,
    /// Any message.
    Anything,
}

/// What the model takes to have happened to an intent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Belief {
    /// It is done.
    Done,
    /// It failed.
    Failed,
    /// It may or may not be done.
    Unknown,
}

variants! {
/// What the model does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Calls a tool.
    Call(Call) as fields,
    /// Calls several tools in one turn.
    Calls(Vec<Node<Call>>) as value,
    /// Calls the tool of the triggering result again, with changes.
    Again(Again) as fields,
    /// Answers the user, which ends the turn.
    Answer(Answer) as fields,
}
}

/// Calls the tool of the triggering result again.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Again {
    /// Arguments that differ.
    pub with: Option<Node<Table<Formula>>>,
    /// What it means by arguments that it spells otherwise.
    pub means: Option<Node<Table<Formula>>>,
}

/// Answers the user.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Answer {
    /// Which of its facts it tells; default `Everything`.
    pub tells: Option<Node<Tells>>,
    /// Further claims: field, formula; about the request.
    pub claims: Option<Node<Table<Formula>>>,
    /// Whether the answer is whole; default true.
    pub complete: Option<Node<bool>>,
    /// The text, for people: a formula.
    pub text: Option<Node<Formula>>,
}

/// A call of a tool.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The tool, registered or not.
    pub tool: Node<Name>,
    /// The intent that the call serves; default none.
    #[serde(default)]
    pub intent: Option<Node<Name>>,
    /// One call for each member of this list, all in one turn; `item` is the member.
    #[serde(default)]
    pub for_each: Option<Node<Formula>>,
    /// Whom or what the call is about: facts are noted under it; default: the first wanted intent.
    #[serde(default)]
    pub about: Option<Node<Formula>>,
    /// Arguments: formulas.
    #[serde(default)]
    pub with: Option<Node<Table<Formula>>>,
    /// What the model means by arguments that it spells otherwise or leaves out.
    #[serde(default)]
    pub means: Option<Node<Table<Formula>>>,
    /// The token of a credential that the model uses: a formula; default none.
    #[serde(default)]
    pub credential: Option<Node<Formula>>,
}

/// Which of its facts the model tells.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Tells {
    /// All of them.
    Everything,
    /// Those in these fields.
    Fields(Vec<Node<Name>>),
    /// None.
    Nothing,
}
