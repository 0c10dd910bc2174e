//! Resolves the names of an expression: roots, functions, and what host functions name.
//!
//! Also words the complaints about what stands in the wrong place.

use super::ast::{Given, Kind, Node};
use super::builtin::Builtin;
use super::lexer::Token;
use super::parser::{Level, Parse, Parser, Stop, UNKNOWN, is_keyword};
use super::{Argument, NameUse};
use crate::{Diagnostic, Span, Text};

/// What a called name stands for.
#[derive(Clone, Copy)]
enum Target<'a> {
    Host(usize, &'a [Argument]),
    Builtin(Builtin),
    Unknown,
}

impl<'a> Parser<'a> {
    /// Parses a path's root or a call, whose first word is the next token.
    pub(super) fn word(&mut self, word: &'a str, span: Span) -> Parse {
        self.at += 1;
        if self.next_is("(") { self.call(word, span) } else { Ok(self.root(word, span)) }
    }

    fn root(&mut self, name: &str, span: Span) -> Node {
        let known = self.vocabulary.roots.iter().position(|root| *root == name);
        match known {
            Some(root) if !self.roots.contains(&root) => self.roots.push(root),
            Some(_) => {}
            None => {
                let diagnostic = self.unknown_root(name, span);
                self.diagnostics.push(diagnostic);
            }
        }
        self.node(span.start, Kind::Root(known.unwrap_or(UNKNOWN)))
    }

    fn unknown_root(&self, name: &str, span: Span) -> Diagnostic {
        let diagnostic = Diagnostic::new(span, format!("unknown name `{name}`"), "not known here");
        if let Some(dashed) = self.dashed(span) {
            return diagnostic.help(format!("a name with dashes is written `['{dashed}']`"));
        }
        if !matches!(self.target(name), Target::Unknown) {
            return diagnostic.help(format!("it is a function: write `{name}(…)`"));
        }
        let constants = ["true", "false", "null"];
        let known = self.vocabulary.roots.iter().copied().chain(constants);
        let mut diagnostic = diagnostic.suggest(name, known);
        if let Some(help) = diagnostic.help.as_mut().filter(|help| !help.ends_with('?')) {
            help.push_str(&format!("; text stands in single quotes: `'{name}'`"));
        }
        diagnostic
    }

    /// Returns `order-id` if the word at `span` is the `id` of such a field of a path.
    fn dashed(&self, span: Span) -> Option<&'a str> {
        let before = &self.tokens[..self.at.checked_sub(1)?];
        let [.., (Token::Mark("."), _), (Token::Word(_), first), (Token::Mark("-"), dash)] = before
        else {
            return None;
        };
        let joined = first.end == dash.start && dash.end == span.start;
        joined.then(|| &self.source[first.start..span.end])
    }

    fn target(&self, name: &str) -> Target<'a> {
        let functions = self.vocabulary.functions;
        match functions.iter().position(|function| function.name == name) {
            Some(index) => Target::Host(index, functions[index].arguments),
            None => Builtin::of(name).map_or(Target::Unknown, Target::Builtin),
        }
    }

    fn call(&mut self, name: &str, span: Span) -> Parse {
        let target = self.target(name);
        if let Target::Unknown = target {
            let hosts = self.vocabulary.functions.iter().map(|function| function.name);
            let message = format!("unknown function `{name}`");
            let diagnostic = Diagnostic::new(span, message, "not known here");
            self.diagnostics.push(diagnostic.suggest(name, hosts.chain(Builtin::names())));
        }
        let open = self.here();
        self.at += 1;
        let mut given = Vec::new();
        while !self.next_is(")") {
            let argument = self.argument(name, target, given.len())?;
            given.push(argument);
            if !self.eat(",") {
                break;
            }
        }
        self.close(open, ")", "`,` or `)`")?;
        Ok(self.called(name, span, target, given))
    }

    fn argument(&mut self, name: &str, target: Target<'a>, index: usize) -> Parse<Given> {
        match target {
            Target::Host(function, arguments) if arguments.get(index) == Some(&Argument::Name) => {
                let Some(text) = self.bare_name() else {
                    let message = format!("`{name}` takes a name here");
                    let diagnostic = Diagnostic::new(self.here(), message, "expected one name");
                    let help = "write it bare, or in single quotes if it has dashes or spaces";
                    self.diagnostics.push(diagnostic.help(help));
                    return Err(Stop);
                };
                let span = self.here();
                self.at += 1;
                self.names.push(NameUse { function, argument: index, name: text.clone(), span });
                Ok(Given::Name(text))
            }
            // Perhaps it was meant to be a name: one complaint about the call is enough.
            Target::Host(_, arguments)
                if index >= arguments.len()
                    && let Some(text) = self.bare_name() =>
            {
                self.at += 1;
                Ok(Given::Name(text))
            }
            Target::Unknown if let Some(text) = self.bare_name() => {
                self.at += 1;
                Ok(Given::Name(text))
            }
            _ => self.nested(Level::Or).map(Given::Value),
        }
    }

    /// Returns the next token as a name, if it is the whole argument.
    fn bare_name(&self) -> Option<Text> {
        let (_, after) = self.tokens.get(self.at..)?.split_first()?;
        let ends = matches!(after.first(), None | Some((Token::Mark("," | ")"), _)));
        match self.peek() {
            Some(Token::Word(word)) if ends => Some(Text::from(*word)),
            Some(Token::Text(text)) if ends => Some(Text::from(text.as_str())),
            _ => None,
        }
    }

    fn called(&mut self, name: &str, span: Span, target: Target<'_>, given: Vec<Given>) -> Node {
        let (fewest, most) = match target {
            Target::Host(_, arguments) => (arguments.len(), arguments.len()),
            Target::Builtin(builtin) => builtin.arity(),
            Target::Unknown => (0, usize::MAX),
        };
        if given.len() < fewest || given.len() > most {
            let least = if most == usize::MAX { "at least " } else { "" };
            let plural = if fewest == 1 { "" } else { "s" };
            let message = format!("`{name}` takes {least}{fewest} argument{plural}");
            let place = Span::new(span.start, self.tokens[self.at - 1].1.end);
            let label = format!("{} given", given.len());
            self.diagnostics.push(Diagnostic::new(place, message, label));
            return self.node(span.start, Kind::Root(UNKNOWN));
        }
        let kind = match target {
            Target::Host(function, _) => Kind::Host(function, given.into()),
            Target::Builtin(builtin) => Kind::Builtin(builtin, values(given)),
            Target::Unknown => Kind::Root(UNKNOWN),
        };
        self.node(span.start, kind)
    }

    /// Reports that the next token is none of what was expected.
    pub(super) fn unexpected(&mut self, expected: &str) -> Stop {
        let message = match self.peek() {
            None => format!("expected {expected}, but the expression ends"),
            Some(_) => format!("expected {expected}, found `{}`", self.shown(self.here())),
        };
        self.diagnostics.push(Diagnostic::new(
            self.here(),
            message,
            format!("expected {expected}"),
        ));
        Stop
    }

    /// Reports that the next token cannot follow a finished value.
    pub(super) fn stray(&mut self, expected: &str) -> Stop {
        let stop = self.unexpected(expected);
        let after = self.tokens.get(self.at + 1).map(|(token, _)| token);
        let help = match self.peek() {
            Some(Token::Word("not")) if after == Some(&Token::Word("in")) => {
                Some("write `not (… in …)`".to_string())
            }
            Some(Token::Mark(bracket @ (")" | "]" | "}"))) => {
                Some(format!("no bracket that `{bracket}` closes is open here"))
            }
            _ => None,
        };
        let word = match self.peek() {
            Some(Token::Word(word)) if !is_keyword(word) => Some(*word),
            _ => None,
        };
        if let Some(diagnostic) = self.diagnostics.pop() {
            self.diagnostics.push(match (help, word) {
                (Some(help), _) => diagnostic.help(help),
                (None, Some(word)) => diagnostic.suggest(word, ["and", "or", "has", "in"]),
                (None, None) => diagnostic,
            });
        }
        stop
    }

    /// Returns a stretch of the source for a message, cut if it is long.
    pub(super) fn shown(&self, span: Span) -> String {
        let text = &self.source[span.start..span.end];
        match text.char_indices().nth(40) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text.to_string(),
        }
    }
}

/// Unwraps the arguments of a built-in function, which are all values.
fn values(given: Vec<Given>) -> Box<[Node]> {
    let values = given.into_iter().filter_map(|given| match given {
        Given::Value(node) => Some(node),
        Given::Name(_) => None,
    });
    values.collect()
}
