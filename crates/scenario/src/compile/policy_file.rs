//! From a policy file as written to a checked one: its switches by themselves, without a scenario.
//!
//! What only a scenario could decide is left to [`Plan::under`](crate::Plan::under): whether it has
//! the tools that checks speak of, and which account its agent has.

use super::draft::{Draft, Named};
use super::known::Known;
use super::{Compiler, first_of, hash};
use crate::plan::{PolicyFile, PolicySource, Symbols};
use crate::read::{self, Name, Node, ReadLimits, Table};
use crate::written::{self, Expiry, FixPart, Identity, Operator, Policy, Tool};
use crate::{Diagnostic, Span};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The name by which the account of an incident's agent goes in a policy without an incident.
const AGENT: &str = "agent";

/// Compiles the text of a policy file.
///
/// # Errors
///
/// All mistakes of the file, in the order of their places.
pub fn compile_policy(source: &str) -> Result<PolicyFile, Vec<Diagnostic>> {
    compile_policy_within(source, &ReadLimits::default())
}

/// Compiles the text of a policy file that may be larger than usual, or must be smaller.
///
/// # Errors
///
/// All mistakes of the file, in the order of their places.
pub fn compile_policy_within(
    source: &str,
    limits: &ReadLimits,
) -> Result<PolicyFile, Vec<Diagnostic>> {
    let (file, mut mistakes) = read::read::<written::PolicyFile>(source, limits);
    let mut compiler = Compiler::new(source, Symbols::default());
    compiler.bounds.read = *limits;
    compiler.known = Known::default();
    compiler.known.credentials.insert(AGENT.to_owned());
    let compiled = file.and_then(|file| compiler.policy_file(file));
    mistakes.append(&mut compiler.sheet);
    match compiled {
        Some(file) if mistakes.is_empty() => Ok(file),
        _ => Err(first_of(mistakes, limits)),
    }
}

impl Compiler<'_> {
    fn policy_file(&mut self, file: written::PolicyFile) -> Option<PolicyFile> {
        self.check_format(&file.format);
        let title = self.line(&file.title);
        let source = file.source.as_ref().map(|source| self.policy_source(source.get()?));
        let in_place = self.parts(&file.in_place);
        let draft = file.policy.get().and_then(|policy| self.alone(policy));
        let policy = draft.and_then(|draft| self.policy(&draft));
        Some(PolicyFile {
            hash: hash(self.source),
            id: file.id.get()?.as_str().to_owned(),
            title: title?,
            source: match source {
                Some(source) => Some(source?),
                None => None,
            },
            policy: policy?,
            in_place,
            symbols: self.symbols.clone(),
            policy_span: file.policy.span(),
            written: Arc::new(file),
        })
    }

    fn policy_source(&mut self, source: &written::PolicySource) -> Option<PolicySource> {
        let versions: Vec<_> = source.versions.iter().map(|text| self.line(text)).collect();
        let date = source.date.as_ref().map(|date| self.line(date));
        Some(PolicySource {
            title: self.line(&source.title)?,
            versions: versions.into_iter().collect::<Option<_>>()?,
            date: match date {
                Some(date) => Some(date?),
                None => None,
            },
        })
    }

    fn parts(&mut self, nodes: &[Node<FixPart>]) -> BTreeSet<FixPart> {
        let mut parts = BTreeSet::new();
        for node in nodes {
            let Some(part) = node.get() else { continue };
            if !parts.insert(*part) {
                let message = format!("`{part:?}` is in place already");
                self.report(Diagnostic::new(node.span(), message, "the second time"));
            }
        }
        parts
    }

    /// Makes a draft of a policy and nothing else: with a stand-in for the account of an agent, for
    /// each tool that a check speaks of, and for the operator.
    fn alone(&mut self, policy: &Policy) -> Option<Draft> {
        self.check_accounts(policy);
        let mut policy = policy.clone();
        for table in [&policy.argument_checks, &policy.result_checks] {
            if let Some(table) = table.as_ref().and_then(Node::get) {
                self.check_keys(table);
            }
        }
        let stand_in = AGENT.parse().ok()?;
        policy.identity = policy.identity.map(|identity| of_agent(&identity, &stand_in));
        let tables = [&policy.argument_checks, &policy.result_checks].into_iter().flatten();
        let checks = tables.filter_map(Node::get).flat_map(Table::iter);
        let tools = checks.filter_map(|(_, check)| Some(&check.get()?.tool));
        let tools = tools.filter_map(|tool| stand_in_tool(tool.get()?, tool.span())).collect();
        Some(Draft { tools, operator: Some(Operator::default()), ..Draft::of_policy(policy) })
    }

    /// Reports accounts with names: no incident is known here that could have them.
    fn check_accounts(&mut self, policy: &Policy) {
        let named = match policy.identity.as_ref().and_then(Node::get) {
            Some(Identity::ServiceAccount(name)) => Some(name),
            Some(Identity::OnBehalfOf { expired: Some(expired), .. }) => match expired.get() {
                Some(Expiry::FallBack(name)) => Some(name),
                _ => None,
            },
            _ => None,
        };
        if let Some((node, name)) = named.and_then(|node| Some((node, node.get()?.as_str()))) {
            let message = format!("a policy file cannot name the account `{name}`");
            let help = "write `AgentAccount`: in each incident the account that its agent has";
            let label = "it knows no incident";
            self.report(Diagnostic::new(node.span(), message, label).help(help));
            // It stands for any, so that nothing else is said of it.
            self.known.credentials.insert(name.to_owned());
        }
    }
}

fn stand_in_tool(name: &Name, span: Span) -> Option<Named<Tool>> {
    Some(Named { name: name.as_str().to_owned(), span, whole: span, value: Tool::default() })
}

/// Puts an account in the place of `AgentAccount`.
pub(super) fn of_agent(node: &Node<Identity>, account: &Name) -> Node<Identity> {
    let name = |span| Node::new(span, account.clone());
    let identity = match node.get() {
        Some(Identity::AgentAccount) => Identity::ServiceAccount(name(node.span())),
        Some(Identity::OnBehalfOf { lifetime, expired: Some(expired), only })
            if expired.get() == Some(&Expiry::AgentAccount) =>
        {
            let span = expired.span();
            let expired = Some(Node::new(span, Expiry::FallBack(name(span))));
            Identity::OnBehalfOf { lifetime: lifetime.clone(), expired, only: only.clone() }
        }
        _ => return node.clone(),
    };
    Node::new(node.span(), identity)
}
