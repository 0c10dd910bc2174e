//! Computes the value of a tree in a scope.
//!
//! Operands are taken from left to right and only as needed. Integers are checked, results are
//! finite, and nothing but lists, maps and new texts allocates.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::arithmetic::{self, order};
use super::ast::{Arithmetic, Comparison, Given, Kind, Node, Step};
use super::{EvalError, HostArgument, Scope, bounds};
use crate::{Map, Span, Text, Value};

type Eval<T = Value> = Result<T, EvalError>;

pub(super) fn eval(node: &Node, scope: &dyn Scope) -> Eval {
    match &node.kind {
        Kind::Literal(constant) => Ok(constant.0.clone()),
        Kind::Root(index) => Ok(scope.root(*index)),
        Kind::Path(base, steps) => path(base, steps, scope),
        Kind::List(nodes) => counted(node.span, list(nodes, scope)?),
        Kind::Map(entries) => counted(node.span, map(entries, scope)?),
        Kind::Or(nodes) => logic(nodes, true, "or", scope),
        Kind::And(nodes) => logic(nodes, false, "and", scope),
        Kind::Not(inner) => boolean(inner, "not", scope).map(|bool| Value::Bool(!bool)),
        Kind::Compare(how, sides) => compare(node.span, *how, sides, scope),
        Kind::Chain(first, rest) => chain(first, rest, scope),
        Kind::Negate(inner) => {
            let negated = arithmetic::negate(&eval(inner, scope)?);
            negated.map_err(|message| error(node.span, message))
        }
        Kind::If(parts) => choose(parts, scope),
        Kind::Builtin(builtin, nodes) => {
            let argument = |node: &Node| eval(node, scope);
            let call = |values: &[Value]| {
                bounds::count(values.iter().map(bounds::shallow).sum())?;
                let answer = builtin.call(values)?;
                bounds::count(bounds::shallow(&answer)).map(|()| answer)
            };
            let answer = with_arguments(nodes, argument, call)?;
            answer.map_err(|message| error(node.span, message))
        }
        Kind::Host(function, given) => {
            let call = |arguments: &[HostArgument<'_>]| scope.host(*function, arguments);
            let answer = with_arguments(given, |given| host_argument(given, scope), call)?;
            answer.map_err(|message| error(node.span, message))
        }
    }
}

fn error(span: Span, message: impl Into<String>) -> EvalError {
    EvalError { span, message: message.into() }
}

/// Counts what was made.
fn counted(span: Span, value: Value) -> Eval {
    let counted = bounds::count(bounds::shallow(&value));
    counted.map(|()| value).map_err(|message| error(span, message))
}

/// Evaluates arguments and calls with them; one or two stay on the stack.
fn with_arguments<'n, N, T, R>(
    nodes: &'n [N],
    argument: impl Fn(&'n N) -> Eval<T>,
    call: impl FnOnce(&[T]) -> R,
) -> Eval<R> {
    Ok(match nodes {
        [] => call(&[]),
        [a] => call(&[argument(a)?]),
        [a, b] => call(&[argument(a)?, argument(b)?]),
        more => call(&more.iter().map(argument).collect::<Eval<Vec<T>>>()?),
    })
}

fn host_argument<'n>(given: &'n Given, scope: &dyn Scope) -> Eval<HostArgument<'n>> {
    match given {
        Given::Name(name) => Ok(HostArgument::Name(name.as_str())),
        Given::Value(node) => eval(node, scope).map(HostArgument::Value),
    }
}

fn path(base: &Node, steps: &[Step], scope: &dyn Scope) -> Eval {
    let (mut value, steps) = match (&base.kind, steps) {
        (Kind::Root(index), [Step::Field(name), steps @ ..]) => {
            (scope.field(*index, name.as_str()), steps)
        }
        _ => (eval(base, scope)?, steps),
    };
    for step in steps {
        value = match step {
            Step::Field(name) => value.field(name.as_str()),
            Step::Index(node) => {
                let index = eval(node, scope)?;
                item(&value, &index).map_err(|message| error(node.span, message))?
            }
        };
    }
    Ok(value)
}

fn item(value: &Value, index: &Value) -> Result<Value, String> {
    if let Value::Text(name) = index {
        return Ok(value.field(name.as_str()));
    }
    let mismatch = |what: &str, by: &str| {
        Err(format!("{what} is indexed by {by}, not by {}", index.type_name()))
    };
    match (value, arithmetic::integral(index)) {
        (Value::List(values), Some(at)) => {
            let found = usize::try_from(at).ok().and_then(|at| values.get(at));
            Ok(found.cloned().unwrap_or_default())
        }
        (Value::List(_), None) => mismatch("a list", "an integer"),
        (Value::Map(_), _) => mismatch("a map", "text"),
        _ => Ok(Value::Null),
    }
}

fn list(nodes: &[Node], scope: &dyn Scope) -> Eval {
    let values = nodes.iter().map(|node| eval(node, scope)).collect::<Eval<Vec<Value>>>()?;
    Ok(Value::list(values))
}

fn map(entries: &[(Text, Node)], scope: &dyn Scope) -> Eval {
    let mut values = Vec::with_capacity(entries.len());
    for (name, node) in entries {
        values.push((name.clone(), eval(node, scope)?));
    }
    // The parser has seen to it that no name is given twice.
    Ok(Value::map(Map::of_unique(values)))
}

/// Takes operands until one is `end`, the value that decides the whole.
fn logic(nodes: &[Node], end: bool, name: &str, scope: &dyn Scope) -> Eval {
    for node in nodes {
        if boolean(node, name, scope)? == end {
            return Ok(Value::Bool(end));
        }
    }
    Ok(Value::Bool(!end))
}

fn boolean(node: &Node, name: &str, scope: &dyn Scope) -> Eval<bool> {
    match eval(node, scope)? {
        Value::Bool(bool) => Ok(bool),
        other => {
            Err(error(node.span, format!("`{name}` takes a boolean, not {}", other.type_name())))
        }
    }
}

fn choose([condition, yes, no]: &[Node; 3], scope: &dyn Scope) -> Eval {
    let chosen = if boolean(condition, "if", scope)? { yes } else { no };
    eval(chosen, scope)
}

/// Evaluates without cloning what is a literal.
fn borrowed<'n>(node: &'n Node, scope: &dyn Scope) -> Eval<Cow<'n, Value>> {
    match node.as_literal() {
        Some(value) => Ok(Cow::Borrowed(value)),
        None => eval(node, scope).map(Cow::Owned),
    }
}

fn compare(span: Span, how: Comparison, sides: &[Node; 2], scope: &dyn Scope) -> Eval {
    let (a, b) = (borrowed(&sides[0], scope)?, borrowed(&sides[1], scope)?);
    let looked_at = bounds::count_deep(&a).and_then(|()| bounds::count_deep(&b));
    looked_at.map_err(|message| error(span, message))?;
    let ordered = |holds: fn(Ordering) -> bool| {
        order(&a, &b).map(holds).ok_or_else(|| {
            format!("cannot tell which of {} and {} is less", a.type_name(), b.type_name())
        })
    };
    let holds = match how {
        Comparison::Equal => Ok(a == b),
        Comparison::Unequal => Ok(a != b),
        Comparison::Less => ordered(Ordering::is_lt),
        Comparison::AtMost => ordered(Ordering::is_le),
        Comparison::Greater => ordered(Ordering::is_gt),
        Comparison::AtLeast => ordered(Ordering::is_ge),
        Comparison::Has => contains(&a, &b),
        Comparison::In => contains(&b, &a),
    };
    holds.map(Value::Bool).map_err(|message| error(span, message))
}

/// Tells whether `whole` holds `part`; null holds nothing.
fn contains(whole: &Value, part: &Value) -> Result<bool, String> {
    match (whole, part) {
        (Value::List(values), part) => Ok(values.contains(part)),
        (Value::Text(whole), Value::Text(part)) => Ok(whole.as_str().contains(part.as_str())),
        (Value::Map(map), Value::Text(name)) => Ok(map.get(name.as_str()).is_some()),
        (Value::Null, _) => Ok(false),
        _ => Err(format!("cannot look for {} in {}", part.type_name(), whole.type_name())),
    }
}

fn chain(first: &Node, rest: &[(Arithmetic, Node)], scope: &dyn Scope) -> Eval {
    let mut value = eval(first, scope)?;
    for (operator, node) in rest {
        let right = eval(node, scope)?;
        let failed = |message| error(Span::new(first.span.start, node.span.end), message);
        value = arithmetic::apply(*operator, value, right).map_err(failed)?;
        bounds::count(bounds::shallow(&value)).map_err(failed)?;
    }
    Ok(value)
}
