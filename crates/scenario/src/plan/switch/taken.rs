//! One switch of a written policy set to what another has, everything else left as it is.

use super::Switch;
use crate::read::Node;
use crate::written::{Caps, Policy, UnknownTool};

impl Switch {
    /// Sets this switch in a policy to what another one gives, also where that is the default.
    pub(crate) fn take(self, to: &mut Policy, from: &Policy) {
        match self {
            Switch::ToolBudget => to.tool_budget.clone_from(&from.tool_budget),
            Switch::Retries => to.retries.clone_from(&from.retries),
            Switch::CallTimeout => to.call_timeout.clone_from(&from.call_timeout),
            Switch::IdempotencyKey => to.idempotency_key.clone_from(&from.idempotency_key),
            Switch::Correlation => to.correlation.clone_from(&from.correlation),
            Switch::Parallelism => to.parallelism.clone_from(&from.parallelism),
            Switch::UnknownToolSays => unknown(to, from, |to, from| to.says = from.says),
            Switch::UnknownToolAbortAfter => {
                unknown(to, from, |to, from| to.abort_after = from.abort_after);
            }
            Switch::Validation => to.validation.clone_from(&from.validation),
            Switch::ArgumentChecks => to.argument_checks.clone_from(&from.argument_checks),
            Switch::ResultChecks => to.result_checks.clone_from(&from.result_checks),
            Switch::Identity => to.identity.clone_from(&from.identity),
            Switch::FoundCredentials => to.found_credentials.clone_from(&from.found_credentials),
            Switch::CapCallsPerTurn => {
                caps(to, from, |to, from| to.calls_per_turn = from.calls_per_turn);
            }
            Switch::CapCalls => caps(to, from, |to, from| to.calls = from.calls),
            Switch::CapTokens => caps(to, from, |to, from| to.tokens = from.tokens),
            Switch::CapTime => caps(to, from, |to, from| to.time = from.time),
            Switch::CapThen => caps(to, from, |to, from| to.then = from.then),
            Switch::Confirmation => to.confirmation.clone_from(&from.confirmation),
            Switch::Scope => to.scope.clone_from(&from.scope),
        }
    }
}

fn caps(to: &mut Policy, from: &Policy, set: impl Fn(&mut Caps, Caps)) {
    to.caps = within(&to.caps, &from.caps, set);
}

fn unknown(to: &mut Policy, from: &Policy, set: impl Fn(&mut UnknownTool, UnknownTool)) {
    to.unknown_tool = within(&to.unknown_tool, &from.unknown_tool, set);
}

/// Sets a field of a form within a policy.
fn within<T: Clone + Default>(
    to: &Option<Node<T>>,
    from: &Option<Node<T>>,
    set: impl Fn(&mut T, T),
) -> Option<Node<T>> {
    let value = |node: &Option<Node<T>>| node.as_ref().and_then(Node::get).cloned();
    let span = to.as_ref().or(from.as_ref()).map(Node::span)?;
    let mut form = value(to).unwrap_or_default();
    set(&mut form, value(from).unwrap_or_default());
    Some(Node::new(span, form))
}
