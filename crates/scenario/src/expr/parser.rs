//! Parses tokens into a tree by precedence climbing.
//!
//! Unknown names and wrong argument counts are reported and passed over; a mistake of syntax ends
//! the parse. A part that combines literals only becomes a literal. What stands between operators
//! is left to `operand`, names and calls to `call`.

use super::ast::{Arithmetic, Comparison, Constant, Kind, Node};
use super::lexer::{self, Token};
use super::{
    EvalError, HostArgument, MAX_BYTES, MAX_DEPTH, NameUse, Parsed, Scope, Vocabulary, bounds, eval,
};
use crate::{Diagnostic, Span, Value, work};

/// A mistake of syntax has been reported and there is no going on.
pub(super) struct Stop;

pub(super) type Parse<T = Node> = Result<T, Stop>;

/// What stands in for a root that is unknown; such a tree is never evaluated.
pub(super) const UNKNOWN: usize = usize::MAX;

pub(super) struct Parser<'a> {
    pub(super) source: &'a str,
    pub(super) vocabulary: &'a Vocabulary<'a>,
    pub(super) tokens: Vec<(Token<'a>, Span)>,
    pub(super) at: usize,
    depth: usize,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) names: Vec<NameUse>,
    pub(super) roots: Vec<usize>,
}

/// Precedence, rising.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Unary,
}

pub(super) fn parse(text: &str, vocabulary: &Vocabulary<'_>) -> Result<Parsed, Vec<Diagnostic>> {
    let whole = Span::new(0, text.len());
    if text.len() > MAX_BYTES {
        let label = format!("{} bytes, at most {MAX_BYTES}", text.len());
        return Err(vec![Diagnostic::new(whole, "this expression is too long", label)]);
    }
    if text.trim().is_empty() {
        return Err(vec![Diagnostic::new(whole, "this expression is empty", "expected a value")]);
    }
    let mut diagnostics = Vec::new();
    let Some(tokens) = lexer::lex(text, &mut diagnostics) else {
        return Err(diagnostics);
    };
    let mut parser = Parser {
        source: text,
        vocabulary,
        tokens,
        at: 0,
        depth: 0,
        diagnostics,
        names: Vec::new(),
        roots: Vec::new(),
    };
    match parser.whole() {
        Ok(node) if parser.diagnostics.is_empty() => Ok(Parsed {
            source: text.into(),
            node,
            names: parser.names.into(),
            roots: parser.roots.into(),
        }),
        _ => Err(parser.diagnostics),
    }
}

impl<'a> Parser<'a> {
    fn whole(&mut self) -> Parse {
        let node = self.expression(Level::Or)?;
        if self.at < self.tokens.len() {
            return Err(self.stray("an operator or the end"));
        }
        Ok(node)
    }

    pub(super) fn peek(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    /// Returns the place of the next token, or the end.
    pub(super) fn here(&self) -> Span {
        let end = Span::new(self.source.len(), self.source.len());
        self.tokens.get(self.at).map_or(end, |(_, span)| *span)
    }

    /// Returns the next mark or word, as operators and brackets are written.
    pub(super) fn symbol(&self) -> &'a str {
        match self.peek() {
            Some(Token::Mark(mark)) => mark,
            Some(Token::Word(word)) => word,
            _ => "",
        }
    }

    /// Passes the next token if it is `mark` or the keyword `mark`.
    pub(super) fn eat(&mut self, mark: &str) -> bool {
        let found = self.symbol() == mark;
        self.at += usize::from(found);
        found
    }

    pub(super) fn next_is(&self, mark: &str) -> bool {
        self.symbol() == mark
    }

    /// Makes a node that ends with the last token passed, and folds it if it is constant.
    pub(super) fn node(&mut self, start: usize, kind: Kind) -> Node {
        let end = self.tokens.get(self.at.wrapping_sub(1)).map_or(start, |(_, span)| span.end);
        let mut node = Node { span: Span::new(start, end), kind };
        if !node.is_constant() || bounds::begin(0).is_err() {
            return node;
        }
        // What is much larger than its text is made when it is asked for, and not kept.
        let most = 64 + (end - start) as u64 * 8;
        match eval::eval(&node, &Nowhere) {
            Ok(value) if value.size(most, bounds::MOST_DEPTH).is_some() => {
                node.kind = Kind::Literal(Constant(value));
            }
            Err(EvalError { span, message }) if !work::is_spent() => {
                self.diagnostics.push(Diagnostic::new(span, message, "this always fails"));
                node.kind = Kind::Root(UNKNOWN);
            }
            Ok(_) | Err(_) => {}
        }
        node
    }

    /// Parses an expression one level of nesting deeper.
    pub(super) fn nested(&mut self, level: Level) -> Parse {
        if self.depth == MAX_DEPTH {
            let message = "this expression nests too deep";
            let label = format!("more than {MAX_DEPTH} levels");
            self.diagnostics.push(Diagnostic::new(self.here(), message, label));
            return Err(Stop);
        }
        self.depth += 1;
        let node = self.expression(level);
        self.depth -= 1;
        node
    }

    /// Parses operands and the operators between them that bind at least as strongly as `min`.
    fn expression(&mut self, min: Level) -> Parse {
        let mut left = self.operand(min)?;
        while let Some(level) = level_of(self.symbol()).filter(|level| *level >= min) {
            left = match level {
                Level::Or | Level::And => self.logic(level, left)?,
                Level::Comparison => self.comparison(left)?,
                _ => self.arithmetic(level, left)?,
            };
        }
        Ok(left)
    }

    fn logic(&mut self, level: Level, left: Node) -> Parse {
        let (start, mut nodes) = (left.span.start, vec![left]);
        let (name, above) =
            if level == Level::Or { ("or", Level::And) } else { ("and", Level::Not) };
        while self.eat(name) {
            nodes.push(self.expression(above)?);
        }
        let nodes = nodes.into();
        let kind = if level == Level::Or { Kind::Or(nodes) } else { Kind::And(nodes) };
        Ok(self.node(start, kind))
    }

    fn comparison(&mut self, left: Node) -> Parse {
        let (start, sign) = (left.span.start, self.symbol());
        let Some(how) = Comparison::of(sign) else {
            return Err(self.unexpected("a comparison"));
        };
        self.at += 1;
        let left_span = left.span;
        let right = self.expression(Level::Sum)?;
        let right_span = right.span;
        let node = self.node(start, Kind::Compare(how, Box::new([left, right])));
        let (second, place) = (self.symbol(), self.here());
        if Comparison::of(second).is_none() {
            return Ok(node);
        }
        let (a, b) = (self.shown(left_span), self.shown(right_span));
        let help = format!("join two with and: `{a} {sign} {b} and {b} {second} …`");
        let diagnostic = Diagnostic::new(place, "comparisons cannot be chained", "a second one");
        self.diagnostics.push(diagnostic.help(help));
        Err(Stop)
    }

    fn arithmetic(&mut self, level: Level, first: Node) -> Parse {
        let above = if level == Level::Sum { Level::Product } else { Level::Unary };
        let (start, mut rest) = (first.span.start, Vec::new());
        while let Some(operator) =
            Arithmetic::of(self.symbol()).filter(|_| level_of(self.symbol()) == Some(level))
        {
            self.at += 1;
            rest.push((operator, self.expression(above)?));
        }
        Ok(self.node(start, Kind::Chain(Box::new(first), rest.into())))
    }

    /// Passes the bracket that closes the one at `open`.
    pub(super) fn close(&mut self, open: Span, bracket: &str, expected: &str) -> Parse<()> {
        if self.eat(bracket) {
            return Ok(());
        }
        if self.at < self.tokens.len() {
            return Err(self.stray(expected));
        }
        let message = format!("this `{}` is not closed", self.shown(open));
        let diagnostic = Diagnostic::new(open, message, "opened here");
        self.diagnostics.push(diagnostic.also(self.here(), format!("expected {expected}")));
        Err(Stop)
    }
}

fn level_of(symbol: &str) -> Option<Level> {
    Some(match symbol {
        "or" => Level::Or,
        "and" => Level::And,
        "+" | "-" => Level::Sum,
        "*" | "/" | "%" => Level::Product,
        other => return Comparison::of(other).map(|_| Level::Comparison),
    })
}

pub(super) fn is_keyword(word: &str) -> bool {
    let words = ["or", "and", "not", "has", "in", "if", "then", "else", "true", "false", "null"];
    words.contains(&word)
}

/// The scope of literals, which ask for nothing.
struct Nowhere;

impl Scope for Nowhere {
    fn root(&self, _: usize) -> Value {
        Value::Null
    }

    fn host(&self, _: usize, _: &[HostArgument<'_>]) -> Result<Value, String> {
        Ok(Value::Null)
    }
}
