//! The tree of a parsed expression: names are indices, constants are values, chains are flat.
//!
//! `a + b - c` and `a.b[0].c` are one node each, so that the depth of a tree is bounded by the
//! nesting of the text and not by its length.

use std::fmt::Write;

use super::builtin::Builtin;
use crate::{Span, Text, Value};

/// One part of an expression and where it stands. Equality ignores the place.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) span: Span,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Literal(Constant),
    Root(usize),
    Path(Box<Node>, Box<[Step]>),
    List(Box<[Node]>),
    Map(Box<[(Text, Node)]>),
    Or(Box<[Node]>),
    And(Box<[Node]>),
    Not(Box<Node>),
    Compare(Comparison, Box<[Node; 2]>),
    /// The first operand, then each operator with its right operand; all of one precedence.
    Chain(Box<Node>, Box<[(Arithmetic, Node)]>),
    Negate(Box<Node>),
    /// Condition, value if true, value if false.
    If(Box<[Node; 3]>),
    Builtin(Builtin, Box<[Node]>),
    Host(usize, Box<[Given]>),
}

/// A value that was written in the text. Equal only when it prints the same: `1` is not `1.0`.
#[derive(Clone, Debug)]
pub(super) struct Constant(pub(super) Value);

/// One step of a path.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    Field(Text),
    Index(Node),
}

/// One argument of a host call.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Given {
    Name(Text),
    Value(Node),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Has,
    In,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Node {
    pub(super) fn as_literal(&self) -> Option<&Value> {
        match &self.kind {
            Kind::Literal(Constant(value)) => Some(value),
            _ => None,
        }
    }

    fn is_literal(&self) -> bool {
        self.as_literal().is_some()
    }

    /// Tells whether the node combines nothing but literals, so that it can become one itself.
    pub(super) fn is_constant(&self) -> bool {
        match &self.kind {
            Kind::Literal(_) | Kind::Root(_) | Kind::Host(..) => false,
            Kind::Path(base, steps) => base.is_literal() && steps.iter().all(Step::is_literal),
            Kind::Map(entries) => entries.iter().all(|(_, node)| node.is_literal()),
            Kind::Not(node) | Kind::Negate(node) => node.is_literal(),
            Kind::Compare(_, sides) => sides.iter().all(Node::is_literal),
            Kind::Chain(first, rest) => {
                first.is_literal() && rest.iter().all(|(_, node)| node.is_literal())
            }
            Kind::If(parts) => parts.iter().all(Node::is_literal),
            Kind::List(nodes) | Kind::Or(nodes) | Kind::And(nodes) | Kind::Builtin(_, nodes) => {
                nodes.iter().all(Node::is_literal)
            }
        }
    }
}

impl Step {
    fn is_literal(&self) -> bool {
        match self {
            Step::Field(_) => true,
            Step::Index(node) => node.is_literal(),
        }
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl PartialEq for Constant {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_string() == other.0.to_string()
    }
}

impl Comparison {
    pub(super) fn of(symbol: &str) -> Option<Self> {
        Some(match symbol {
            "==" => Comparison::Equal,
            "!=" => Comparison::Unequal,
            "<" => Comparison::Less,
            "<=" => Comparison::AtMost,
            ">" => Comparison::Greater,
            ">=" => Comparison::AtLeast,
            "has" => Comparison::Has,
            "in" => Comparison::In,
            _ => return None,
        })
    }
}

impl Arithmetic {
    pub(super) fn of(symbol: &str) -> Option<Self> {
        Some(match symbol {
            "+" => Arithmetic::Add,
            "-" => Arithmetic::Subtract,
            "*" => Arithmetic::Multiply,
            "/" => Arithmetic::Divide,
            "%" => Arithmetic::Remainder,
            _ => return None,
        })
    }
}

/// Writes a value as the expression that means it.
pub(super) fn source_of(value: &Value) -> String {
    let mut source = String::new();
    write_source(&mut source, value);
    source
}

fn write_source(out: &mut String, value: &Value) {
    match value {
        Value::Null | Value::Bool(_) | Value::Int(_) => write_plain(out, value),
        Value::Number(number) => {
            let digits = number.to_string();
            out.push_str(&digits);
            out.push_str(if digits.contains('.') { "" } else { ".0" });
        }
        Value::Text(text) => write_quoted(out, text),
        Value::List(values) => {
            out.push('[');
            for (index, value) in values.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                write_source(out, value);
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            for (index, (name, value)) in map.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                write_quoted(out, name);
                out.push_str(": ");
                write_source(out, value);
            }
            out.push('}');
        }
    }
}

fn write_plain(out: &mut String, value: &Value) {
    // Writing to a `String` cannot fail.
    let _ = write!(out, "{value}");
}

fn write_quoted(out: &mut String, text: &Text) {
    out.push('\'');
    out.push_str(&text.as_str().replace('\'', "''"));
    out.push('\'');
}
