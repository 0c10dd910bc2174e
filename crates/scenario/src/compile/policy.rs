//! The runtime's switches: defaults, ranges, and the names that they use.

use super::draft::Draft;
use super::{Compiler, Owner, chance_or, service, world};
use crate::expr::Vocabulary;
use crate::plan::{
    Caps, Chance, Check, Delay, Expired, Identity, Operator, Policy, Retries, Symbol, vocabulary,
};
use crate::read::{Name, Node, Table};
use crate::written::{
    self, Confirmation, Correlation, FoundCredentials, IdempotencyKey, OnCap, Scope, Validation,
};
use crate::{Diagnostic, Span, Text};

/// What the runtime says of a tool that is not registered, unless the policy says otherwise.
const NOT_REGISTERED: &str = "tool not registered";
const TEN_MINUTES_NS: u64 = 600 * 1_000_000_000;

impl Compiler<'_> {
    pub(super) fn policy(&mut self, draft: &Draft) -> Option<Policy> {
        let policy = &draft.policy;
        self.check_policy_counts(policy)?;
        let retries = self.retries(policy);
        let identity = match &policy.identity {
            None => Some(Identity::Anonymous),
            Some(identity) => self.identity(identity, draft.is_foreign),
        };
        let arguments = self.checks(draft, &policy.argument_checks, &vocabulary::CALL);
        let checks = self.checks(draft, &policy.result_checks, &vocabulary::CHECK);
        let caps = self.caps(policy);
        let unknown_tool =
            policy.unknown_tool.as_ref().and_then(Node::get).cloned().unwrap_or_default();
        let says = unknown_tool.says.as_ref().and_then(Node::get);
        let confirmation = policy.confirmation.as_ref().and_then(Node::get).copied();
        let nobody = draft.operator.is_none() && !draft.is_foreign;
        if confirmation == Some(Confirmation::Destructive) && nobody {
            let span = world::place(&policy.confirmation);
            let message = "nobody can confirm: the scenario has no `operator`";
            self.report(Diagnostic::new(span, message, "an operator is asked here"));
        }
        let tool_budget = self.count(&policy.tool_budget, "the budget");
        let parallelism = self.count(&policy.parallelism, "the parallelism");
        let call_timeout_ns = match &policy.call_timeout {
            Some(time) => self.positive(time, "the timeout"),
            None => Some(TEN_MINUTES_NS),
        };
        Some(Policy {
            tool_budget: tool_budget?,
            retries: retries?,
            call_timeout_ns: call_timeout_ns?,
            idempotency_key: copied(&policy.idempotency_key, IdempotencyKey::None),
            correlation: copied(&policy.correlation, Correlation::ByIdInCallOrder),
            parallelism: parallelism?,
            unknown_tool_says: Text::from(says.map_or(NOT_REGISTERED, String::as_str)),
            unknown_tool_abort_after: unknown_tool
                .abort_after
                .as_ref()
                .and_then(Node::get)
                .copied(),
            validation: copied(&policy.validation, Validation::Off),
            argument_checks: arguments?,
            result_checks: checks?,
            identity: identity?,
            found_credentials: copied(&policy.found_credentials, FoundCredentials::Used),
            caps: caps?,
            confirmation: confirmation.unwrap_or(Confirmation::Never),
            scope: copied(&policy.scope, Scope::Inferred),
        })
    }

    fn retries(&mut self, policy: &written::Policy) -> Option<Retries> {
        let Some(retries) = policy.retries.as_ref() else {
            return Some(Retries {
                attempts: 1,
                backoff: Delay::NONE,
                doubling: false,
                on: Vec::new(),
            });
        };
        let span = self.head(retries.span());
        let retries = retries.get()?;
        if retries.on.is_empty() && retries.attempts.get().is_some_and(|attempts| *attempts > 1) {
            let message = "nothing is ever sent again: `on` names no result";
            let help = "write for example `on: [ServerError, Timeout]`";
            self.report(Diagnostic::new(span, message, "after which results?").help(help));
        }
        let attempts = self.within(&retries.attempts, 1, 1_000, "the number of attempts");
        Some(Retries {
            backoff: self.delay_or(&retries.backoff, Delay::NONE)?,
            attempts: attempts?,
            doubling: retries.doubling.as_ref().and_then(Node::get).copied().unwrap_or(false),
            on: retries.on.iter().filter_map(Node::get).copied().collect(),
        })
    }

    fn identity(&mut self, node: &Node<written::Identity>, is_foreign: bool) -> Option<Identity> {
        Some(match node.get()? {
            written::Identity::Anonymous => Identity::Anonymous,
            written::Identity::ServiceAccount(name) => {
                Identity::ServiceAccount(self.account(name)?)
            }
            // An agent that has an account was given it by name before.
            written::Identity::AgentAccount if is_foreign => Identity::Anonymous,
            written::Identity::AgentAccount => return self.nobodys_account(node.span()),
            written::Identity::OnBehalfOf { lifetime, expired, only } => Identity::OnBehalfOf {
                lifetime_ns: lifetime.get()?.as_ns(),
                expired: match expired {
                    None => Expired::FailClosed,
                    Some(expired) => self.expired(expired, is_foreign)?,
                },
                only: only.as_ref().and_then(Node::get).map(|only| service::rights(only)),
            },
        })
    }

    fn expired(&mut self, node: &Node<written::Expiry>, is_foreign: bool) -> Option<Expired> {
        Some(match node.get()? {
            written::Expiry::FailClosed => Expired::FailClosed,
            written::Expiry::FallBack(name) => Expired::Account(self.account(name)?),
            written::Expiry::AgentAccount if is_foreign => Expired::Anonymous,
            written::Expiry::AgentAccount => return self.nobodys_account(node.span()),
        })
    }

    /// Reports `AgentAccount` in a scenario, which has accounts with names.
    fn nobodys_account<T>(&mut self, span: Span) -> Option<T> {
        let message = "`AgentAccount` is for policy files";
        let label = "a scenario names one of its `credentials`";
        self.report(Diagnostic::new(span, message, label));
        None
    }

    fn account(&mut self, name: &Node<Name>) -> Option<Symbol> {
        let wanted = name.get()?.as_str();
        if !self.known.credentials.contains(wanted) {
            let known: Vec<String> = self.known.credentials.iter().cloned().collect();
            let known = known.iter().map(String::as_str);
            self.unknown(name.span(), "credential", wanted, known);
            return None;
        }
        self.name(name)
    }

    fn checks(
        &mut self,
        draft: &Draft,
        table: &Option<Node<Table<written::Check>>>,
        names: &Vocabulary<'_>,
    ) -> Option<Vec<Check>> {
        let mut checks = Vec::new();
        let table = table.as_ref().and_then(Node::get);
        for (name, check) in table.into_iter().flat_map(Table::iter) {
            let (Some(name), Some(check)) = (name.get(), check.get()) else {
                continue;
            };
            let Some(tool) = check.tool.get().map(Name::as_str) else {
                continue;
            };
            let is_here = draft.tools.iter().any(|known| known.name == tool);
            if !is_here && !draft.is_foreign {
                let known = draft.tools.iter().map(|known| known.name.as_str());
                self.unknown(check.tool.span(), "tool", tool, known);
            }
            let (holds, says) = (self.formula(&check.holds, names), self.line(&check.says));
            if is_here || !draft.is_foreign {
                checks.push((name, &check.tool, holds.zip(says)));
            }
        }
        let checks = checks.into_iter().map(|(name, tool, rest)| {
            let (holds, says) = rest?;
            let tool = self.name(tool)?;
            // The names of a plan are fixed: a check that it does not know goes by the name of its tool.
            let name = match draft.is_foreign {
                true => self.symbols.get(name).unwrap_or(tool),
                false => self.symbols.intern(name),
            };
            Some(Check { name, tool, holds, says })
        });
        checks.collect()
    }

    fn caps(&mut self, policy: &written::Policy) -> Option<Caps> {
        let caps = policy.caps.as_ref().and_then(Node::get).cloned().unwrap_or_default();
        let calls_per_turn = self.count(&caps.calls_per_turn, "the cap");
        let calls = self.count(&caps.calls, "the cap");
        let tokens = match &caps.tokens {
            Some(tokens) => self.some(tokens, "the cap"),
            None => Some(u64::MAX),
        };
        let time_ns = match &caps.time {
            Some(time) => self.positive(time, "the cap"),
            None => Some(u64::MAX),
        };
        Some(Caps {
            calls_per_turn: calls_per_turn?,
            calls: calls?,
            tokens: tokens?,
            time_ns: time_ns?,
            then: copied(&caps.then, OnCap::NoAnswer),
        })
    }

    /// Takes a number of calls; none given means no limit.
    fn count(&mut self, node: &Option<Node<u32>>, what: &str) -> Option<u32> {
        node.as_ref().map_or(Some(u32::MAX), |node| self.within(node, 1, 1_000_000, what))
    }

    /// Compiles the operator; the outer option is none if there are mistakes.
    pub(super) fn operator(&mut self, draft: &Draft) -> Option<Option<Operator>> {
        let Some(operator) = &draft.operator else {
            return Some(None);
        };
        let span = draft.operator_span;
        let owner = Owner { name: self.head(span), whole: span };
        let answers_after = self.need(&operator.answers_after, owner, "Operator", "answers_after");
        let approves = self.need(&operator.approves, owner, "Operator", "approves");
        Some(Some(Operator {
            answers_after: self.delay(answers_after?)?,
            approves: self.formula(approves?, &vocabulary::OPERATOR)?,
            waves_through: chance_or(&operator.waves_through, Chance::NEVER),
        }))
    }
}

fn copied<T: Copy>(node: &Option<Node<T>>, default: T) -> T {
    node.as_ref().and_then(Node::get).copied().unwrap_or(default)
}
