//! Parses what binary operators stand between: literals, paths, lists, maps and parentheses, with
//! the `not`, `if` and `-` before them.

use super::ast::{Constant, Kind, Node, Step};
use super::lexer::{self, Token};
use super::parser::{Level, Parse, Parser, Stop, is_keyword};
use crate::{Diagnostic, Span, Text, Value};

impl Parser<'_> {
    /// Parses one operand, with the `not`, `if` or `-` before it.
    pub(super) fn operand(&mut self, min: Level) -> Parse {
        let start = self.here().start;
        match self.symbol() {
            "not" => {
                self.parenthesised(min <= Level::Not);
                self.at += 1;
                let inner = self.nested(Level::Not)?;
                Ok(self.node(start, Kind::Not(Box::new(inner))))
            }
            "if" => {
                self.parenthesised(min == Level::Or);
                self.at += 1;
                self.conditional(start)
            }
            "-" => {
                self.at += 1;
                if self.peek() == Some(&Token::Integer(lexer::SMALLEST)) {
                    self.at += 1;
                    return Ok(self.node(start, literal(Value::Int(i64::MIN))));
                }
                let inner = self.nested(Level::Unary)?;
                Ok(self.node(start, Kind::Negate(Box::new(inner))))
            }
            _ => self.path(),
        }
    }

    /// Reports a `not` or `if` that stands where it binds too weakly to be read at a glance.
    fn parenthesised(&mut self, fine: bool) {
        if !fine {
            let word = self.symbol();
            let message = format!("`{word}` needs parentheses here");
            let diagnostic = Diagnostic::new(self.here(), message, "binds too weakly");
            self.diagnostics.push(diagnostic.help(format!("write `({word} …)`")));
        }
    }

    fn conditional(&mut self, start: usize) -> Parse {
        let condition = self.nested(Level::Or)?;
        if !self.eat("then") {
            return Err(self.stray("`then`"));
        }
        let yes = self.nested(Level::Or)?;
        if !self.eat("else") {
            return Err(self.stray("`else`"));
        }
        let no = self.nested(Level::Or)?;
        Ok(self.node(start, Kind::If(Box::new([condition, yes, no]))))
    }

    /// Parses a value and the fields and indices behind it.
    pub(super) fn path(&mut self) -> Parse {
        let base = self.primary()?;
        let (start, mut steps) = (base.span.start, Vec::new());
        loop {
            let open = self.here();
            if self.eat(".") {
                steps.push(Step::Field(self.field()?));
            } else if self.eat("[") {
                let index = self.nested(Level::Or)?;
                self.close(open, "]", "`]`")?;
                steps.push(match index.as_literal() {
                    Some(Value::Text(name)) => Step::Field(name.clone()),
                    _ => Step::Index(index),
                });
            } else if steps.is_empty() {
                return Ok(base);
            } else {
                return Ok(self.node(start, Kind::Path(Box::new(base), steps.into())));
            }
        }
    }

    fn field(&mut self) -> Parse<Text> {
        if let Some(Token::Word(name)) = self.peek() {
            let name = Text::from(*name);
            self.at += 1;
            return Ok(name);
        }
        let shown = self.shown(self.here());
        let diagnostic =
            Diagnostic::new(self.here(), "a field name must follow the `.`", "not a name");
        let diagnostic = match self.peek() {
            Some(Token::Integer(_) | Token::Text(_)) => {
                diagnostic.help(format!("write `[{shown}]`"))
            }
            _ => diagnostic,
        };
        self.diagnostics.push(diagnostic);
        Err(Stop)
    }

    fn primary(&mut self) -> Parse {
        let Some((token, span)) = self.tokens.get(self.at).cloned() else {
            return Err(self.unexpected("a value"));
        };
        let value = match token {
            Token::Integer(integer) => match i64::try_from(integer) {
                Ok(int) => Value::Int(int),
                Err(_) => {
                    self.diagnostics.push(lexer::too_large(span));
                    return Err(Stop);
                }
            },
            Token::Number(number) => Value::Number(number),
            Token::Text(text) => Value::text(text),
            Token::Word("true") => Value::Bool(true),
            Token::Word("false") => Value::Bool(false),
            Token::Word("null") => Value::Null,
            Token::Word(word) if !is_keyword(word) => return self.word(word, span),
            Token::Mark("(") => return self.group(span),
            Token::Mark("[") => return self.list(span),
            Token::Mark("{") => return self.map(span),
            _ => return Err(self.unexpected("a value")),
        };
        self.at += 1;
        Ok(self.node(span.start, literal(value)))
    }

    fn group(&mut self, open: Span) -> Parse {
        self.at += 1;
        let mut node = self.nested(Level::Or)?;
        self.close(open, ")", "an operator or `)`")?;
        node.span = Span::new(open.start, self.tokens[self.at - 1].1.end);
        Ok(node)
    }

    fn list(&mut self, open: Span) -> Parse {
        self.at += 1;
        let mut nodes = Vec::new();
        while !self.next_is("]") {
            nodes.push(self.nested(Level::Or)?);
            if !self.eat(",") {
                break;
            }
        }
        self.close(open, "]", "`,` or `]`")?;
        Ok(self.node(open.start, Kind::List(nodes.into())))
    }

    fn map(&mut self, open: Span) -> Parse {
        self.at += 1;
        let mut entries: Vec<(Text, Node)> = Vec::new();
        while !self.next_is("}") {
            let place = self.here();
            let name = match self.peek() {
                Some(Token::Word(word)) => Text::from(*word),
                Some(Token::Text(text)) => Text::from(text.as_str()),
                _ => return Err(self.unexpected("a field name or `}`")),
            };
            self.at += 1;
            if entries.iter().any(|(earlier, _)| *earlier == name) {
                let message = format!("the field `{name}` is given twice");
                self.diagnostics.push(Diagnostic::new(place, message, "given before"));
            }
            if !self.eat(":") {
                return Err(self.unexpected("`:` and a value"));
            }
            entries.push((name, self.nested(Level::Or)?));
            if !self.eat(",") {
                break;
            }
        }
        self.close(open, "}", "`,` or `}`")?;
        Ok(self.node(open.start, Kind::Map(entries.into())))
    }
}

fn literal(value: Value) -> Kind {
    Kind::Literal(Constant(value))
}
