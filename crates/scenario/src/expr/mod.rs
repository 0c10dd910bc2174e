//! The expression language of scenario files: `result.status >= 500 and not (prompt has 'late')`.
//!
//! A text is parsed once, against the names that are known in its place, into an [`Expr`]; it is
//! then evaluated often, without looking up a root by its name. Evaluation gives the same answer
//! on every machine: integers are checked, numbers use only `+ - * / %`, and nothing is read but
//! the [`Scope`]. What a root or a host function stands for is left to the scope.

mod arithmetic;
mod ast;
mod bounds;
mod builtin;
mod call;
mod eval;
pub(crate) mod lexer;
mod operand;
mod outlook;
mod parser;
mod text;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use crate::{Diagnostic, Span, Text, Value};
use ast::{Kind, Node};
pub use outlook::{Makes, Read};

/// How many bytes the text of an expression may have.
pub const MAX_BYTES: usize = 4096;

/// How deep parentheses, lists, calls, `not`, `-` and `if` may nest.
pub const MAX_DEPTH: usize = 64;

/// The names that an expression may use in its place.
#[derive(Clone, Copy, Debug)]
pub struct Vocabulary<'a> {
    /// What a path may start with; a [`Scope`] gets the index in this list.
    pub roots: &'a [&'a str],
    /// Functions beside the built-in ones, which they hide; a [`Scope`] gets the index.
    pub functions: &'a [HostFunction<'a>],
}

/// A function that the scope answers.
#[derive(Clone, Copy, Debug)]
pub struct HostFunction<'a> {
    /// The name before the parentheses.
    pub name: &'a str,
    /// What it takes, in order.
    pub arguments: &'a [Argument],
}

/// What a host function takes in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// The name of something in the file: a bare identifier or a quoted text, never evaluated.
    Name,
    /// An expression.
    Value,
}

/// Answers what an expression asks of the world around it.
pub trait Scope {
    /// Returns the value of the root at `index` of [`Vocabulary::roots`].
    fn root(&self, index: usize) -> Value;

    /// Returns the field `name` of the root at `index`, null if there is none.
    ///
    /// The same as the field of [`Scope::root`], which a scope may give for less.
    fn field(&self, index: usize, name: &str) -> Value {
        self.root(index).field(name)
    }

    /// Answers a call of the function at `function` of [`Vocabulary::functions`].
    ///
    /// # Errors
    ///
    /// A message in plain words; it becomes an [`EvalError`] at the place of the call.
    fn host(&self, function: usize, arguments: &[HostArgument<'_>]) -> Result<Value, String>;
}

/// One argument of a host call.
#[derive(Clone, Debug, PartialEq)]
pub enum HostArgument<'a> {
    /// The name as it was written, without quotes.
    Name(&'a str),
    /// The value of an expression.
    Value(Value),
}

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvalError {
    /// The part of the expression's text that failed.
    pub span: Span,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
}

impl fmt::Display for EvalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for EvalError {}

/// A parsed expression. Clones share it; two are equal when they mean the same, wherever they stand.
///
/// Equality makes sense between expressions of one vocabulary: roots and host functions are indices.
#[derive(Clone)]
pub struct Expr(Arc<Parsed>);

struct Parsed {
    source: Box<str>,
    node: Node,
    names: Box<[NameUse]>,
    roots: Box<[usize]>,
}

/// Where a host call names something of the file.
struct NameUse {
    function: usize,
    argument: usize,
    name: Text,
    span: Span,
}

/// Parses `text`, whose names must be in `vocabulary`.
///
/// # Errors
///
/// All mistakes that can be told apart, with spans that are byte offsets inside `text`.
pub fn parse(text: &str, vocabulary: &Vocabulary<'_>) -> Result<Expr, Vec<Diagnostic>> {
    parser::parse(text, vocabulary).map(|parsed| Expr(Arc::new(parsed)))
}

/// Lists the functions that every expression may call.
pub fn functions() -> impl Iterator<Item = &'static str> {
    builtin::Builtin::names()
}

impl Expr {
    /// Makes the expression that is always `value`.
    pub fn literal(value: Value) -> Self {
        let source = ast::source_of(&value).into_boxed_str();
        let span = Span::new(0, source.len());
        let node = Node { span, kind: Kind::Literal(ast::Constant(value)) };
        Expr(Arc::new(Parsed { source, node, names: Box::default(), roots: Box::default() }))
    }

    /// Computes the value.
    ///
    /// # Errors
    ///
    /// The first part, from left to right, that has no value; or that it is too large, or takes more work
    /// than is left.
    pub fn eval(&self, scope: &dyn Scope) -> Result<Value, EvalError> {
        let whole = |message| EvalError { span: self.0.node.span, message };
        bounds::begin(self.0.source.len()).map_err(whole)?;
        let value = eval::eval(&self.0.node, scope)?;
        bounds::check(&value).map_err(whole)?;
        Ok(value)
    }

    /// Computes a value that must be a boolean.
    ///
    /// # Errors
    ///
    /// As [`Expr::eval`], or the value is of another type.
    pub fn eval_bool(&self, scope: &dyn Scope) -> Result<bool, EvalError> {
        match self.eval(scope)? {
            Value::Bool(bool) => Ok(bool),
            other => Err(self.mistyped("a boolean", &other)),
        }
    }

    /// Computes a value that must be text.
    ///
    /// # Errors
    ///
    /// As [`Expr::eval`], or the value is of another type.
    pub fn eval_text(&self, scope: &dyn Scope) -> Result<Text, EvalError> {
        match self.eval(scope)? {
            Value::Text(text) => Ok(text),
            other => Err(self.mistyped("text", &other)),
        }
    }

    /// Computes a value that must be an integer; `2.0` counts as one.
    ///
    /// # Errors
    ///
    /// As [`Expr::eval`], or the value is of another type.
    pub fn eval_int(&self, scope: &dyn Scope) -> Result<i64, EvalError> {
        let value = self.eval(scope)?;
        arithmetic::integral(&value).ok_or_else(|| self.mistyped("an integer", &value))
    }

    /// Computes a value that must be an integer or a number.
    ///
    /// # Errors
    ///
    /// As [`Expr::eval`], or the value is of another type.
    pub fn eval_number(&self, scope: &dyn Scope) -> Result<f64, EvalError> {
        let value = self.eval(scope)?;
        value.as_number().ok_or_else(|| self.mistyped("a number", &value))
    }

    /// Lists every name argument in written order: function index, argument index, name, place.
    pub fn names(&self) -> impl Iterator<Item = (usize, usize, &str, Span)> {
        self.0
            .names
            .iter()
            .map(|name| (name.function, name.argument, name.name.as_str(), name.span))
    }

    /// Tells whether the expression reads the root at `root` of the vocabulary.
    pub fn reads(&self, root: usize) -> bool {
        self.0.roots.contains(&root)
    }

    /// Returns the value of an expression that is the same in every scope, such as `60 * 1000`.
    pub fn as_literal(&self) -> Option<&Value> {
        self.0.node.as_literal()
    }

    /// Returns the text as it was written.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    fn mistyped(&self, expected: &str, found: &Value) -> EvalError {
        let message = format!("expected {expected}, found {}", found.type_name());
        EvalError { span: self.0.node.span, message }
    }
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.node == other.0.node
    }
}

impl fmt::Debug for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expr").field(&self.source()).finish()
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.source())
    }
}
