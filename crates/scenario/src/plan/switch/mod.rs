//! The switches of a policy one by one: their names as a file writes them, and where a file sets them.

mod strictness;
mod taken;
mod value;

use super::Policy;
use crate::Span;
use crate::read::Node;
use crate::written;

/// Declares the switches with the fields that they are.
macro_rules! switches {
    ($($(#[$meta:meta])* $variant:ident is $form:ident $(. $field:ident)?,)*) => {
        /// One switch of a policy.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Switch {
            $($(#[$meta])* $variant,)*
        }

        impl Switch {
            /// All of them, in the order in which a policy has them.
            pub const ALL: &[Switch] = &[$(Switch::$variant),*];

            /// Returns the name as files write it; a dot stands between a form and its field.
            pub fn name(self) -> &'static str {
                match self {
                    $(Switch::$variant => concat!(stringify!($form) $(, ".", stringify!($field))?),)*
                }
            }
        }
    };
}

switches! {
    /// Calls of one tool in one conversation.
    ToolBudget is tool_budget,
    /// What the runtime itself sends again.
    Retries is retries,
    /// How long the runtime waits for a service.
    CallTimeout is call_timeout,
    /// The key that goes with a call.
    IdempotencyKey is idempotency_key,
    /// How results of parallel calls reach the model.
    Correlation is correlation,
    /// How many calls of one turn run at once.
    Parallelism is parallelism,
    /// What is said of tools that are not registered.
    UnknownToolSays is unknown_tool.says,
    /// When calls of such tools end the conversation.
    UnknownToolAbortAfter is unknown_tool.abort_after,
    /// What happens to arguments of the wrong type.
    Validation is validation,
    /// What arguments must satisfy.
    ArgumentChecks is argument_checks,
    /// What results must satisfy.
    ResultChecks is result_checks,
    /// Whose identity goes with a call.
    Identity is identity,
    /// What happens to credentials that the model puts into a call.
    FoundCredentials is found_credentials,
    /// The cap on calls of a turn.
    CapCallsPerTurn is caps.calls_per_turn,
    /// The cap on calls of a conversation.
    CapCalls is caps.calls,
    /// The cap on tokens.
    CapTokens is caps.tokens,
    /// The cap on time.
    CapTime is caps.time,
    /// What the user gets at a cap.
    CapThen is caps.then,
    /// Which calls an operator must confirm.
    Confirmation is confirmation,
    /// Whether a destructive call must declare its environment.
    Scope is scope,
}

impl Switch {
    /// Returns the place at which a written policy sets the switch.
    pub(crate) fn place(self, policy: &written::Policy) -> Option<Span> {
        let unknown = policy.unknown_tool.as_ref().and_then(Node::get);
        let caps = policy.caps.as_ref().and_then(Node::get);
        match self {
            Switch::ToolBudget => span(&policy.tool_budget),
            Switch::Retries => span(&policy.retries),
            Switch::CallTimeout => span(&policy.call_timeout),
            Switch::IdempotencyKey => span(&policy.idempotency_key),
            Switch::Correlation => span(&policy.correlation),
            Switch::Parallelism => span(&policy.parallelism),
            Switch::UnknownToolSays => span(&unknown?.says),
            Switch::UnknownToolAbortAfter => span(&unknown?.abort_after),
            Switch::Validation => span(&policy.validation),
            Switch::ArgumentChecks => span(&policy.argument_checks),
            Switch::ResultChecks => span(&policy.result_checks),
            Switch::Identity => span(&policy.identity),
            Switch::FoundCredentials => span(&policy.found_credentials),
            Switch::CapCallsPerTurn => span(&caps?.calls_per_turn),
            Switch::CapCalls => span(&caps?.calls),
            Switch::CapTokens => span(&caps?.tokens),
            Switch::CapTime => span(&caps?.time),
            Switch::CapThen => span(&caps?.then),
            Switch::Confirmation => span(&policy.confirmation),
            Switch::Scope => span(&policy.scope),
        }
    }

    /// Tells whether two policies differ in this switch.
    pub fn differs(self, a: &Policy, b: &Policy) -> bool {
        match self {
            Switch::ToolBudget => a.tool_budget != b.tool_budget,
            Switch::Retries => a.retries != b.retries,
            Switch::CallTimeout => a.call_timeout_ns != b.call_timeout_ns,
            Switch::IdempotencyKey => a.idempotency_key != b.idempotency_key,
            Switch::Correlation => a.correlation != b.correlation,
            Switch::Parallelism => a.parallelism != b.parallelism,
            Switch::UnknownToolSays => a.unknown_tool_says != b.unknown_tool_says,
            Switch::UnknownToolAbortAfter => {
                a.unknown_tool_abort_after != b.unknown_tool_abort_after
            }
            Switch::Validation => a.validation != b.validation,
            Switch::ArgumentChecks => a.argument_checks != b.argument_checks,
            Switch::ResultChecks => a.result_checks != b.result_checks,
            Switch::Identity => a.identity != b.identity,
            Switch::FoundCredentials => a.found_credentials != b.found_credentials,
            Switch::CapCallsPerTurn => a.caps.calls_per_turn != b.caps.calls_per_turn,
            Switch::CapCalls => a.caps.calls != b.caps.calls,
            Switch::CapTokens => a.caps.tokens != b.caps.tokens,
            Switch::CapTime => a.caps.time_ns != b.caps.time_ns,
            Switch::CapThen => a.caps.then != b.caps.then,
            Switch::Confirmation => a.confirmation != b.confirmation,
            Switch::Scope => a.scope != b.scope,
        }
    }
}

fn span<T>(node: &Option<Node<T>>) -> Option<Span> {
    node.as_ref().map(Node::span)
}
