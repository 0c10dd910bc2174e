//! Which names a formula may use, by where it stands. The order is the index that a scope answers to.

use crate::expr::{Argument, HostFunction, Vocabulary};

/// Formulas of the model's rules.
pub const RULE: Vocabulary<'static> = Vocabulary {
    roots: &["request", "result", "prompt", "item", "user", "environment"],
    functions: &[
        HostFunction { name: "tries", arguments: &[Argument::Name] },
        HostFunction { name: "known", arguments: &[Argument::Name] },
        HostFunction { name: "fact", arguments: &[Argument::Value, Argument::Name] },
        HostFunction { name: "believes", arguments: &[Argument::Name] },
        HostFunction { name: "defined", arguments: &[Argument::Name] },
        HostFunction { name: "describes", arguments: &[Argument::Name] },
        HostFunction { name: "calls", arguments: &[] },
    ],
};

/// Host functions of [`RULE`], by their place.
pub mod rule {
    #![expect(missing_docs, reason = "names of the functions above, in their order")]
    pub const TRIES: usize = 0;
    pub const KNOWN: usize = 1;
    pub const FACT: usize = 2;
    pub const BELIEVES: usize = 3;
    pub const DEFINED: usize = 4;
    pub const DESCRIBES: usize = 5;
    pub const CALLS: usize = 6;
}

/// How the model reads a result.
pub const READING: Vocabulary<'static> =
    Vocabulary { roots: &["body", "args", "prompt"], functions: &[] };
/// The answer of a ledger.
pub const LEDGER: Vocabulary<'static> =
    Vocabulary { roots: &["args", "number", "upstream"], functions: &[] };
/// The shapes of a record table.
pub const SHAPE: Vocabulary<'static> = Vocabulary { roots: &["row", "key"], functions: &[] };
/// A coercion of a function's.
pub const COERCION: Vocabulary<'static> = Vocabulary { roots: &["text"], functions: &[] };
/// The conditions of faults.
pub const CONDITION: Vocabulary<'static> = Vocabulary { roots: &["args"], functions: &[] };
/// The answers of faults.
pub const FAULT: Vocabulary<'static> = Vocabulary { roots: &["args", "body"], functions: &[] };
/// Checks of results.
pub const CHECK: Vocabulary<'static> = Vocabulary { roots: &["args", "body"], functions: &[] };
/// Checks of calls and of effects.
pub const CALL: Vocabulary<'static> =
    Vocabulary { roots: &["args", "request", "user", "environment"], functions: &[] };
/// What an operator approves.
pub const OPERATOR: Vocabulary<'static> =
    Vocabulary { roots: &["tool", "args", "environment", "request"], functions: &[] };
/// True answers and totals.
pub const REQUEST: Vocabulary<'static> = Vocabulary { roots: &["request"], functions: &[] };
