//! What can be told of an expression without evaluating it: which paths it reads, which fields the
//! map has that it makes, and whether it can be a boolean. Checks of files ask; a run never does.

use super::Expr;
use super::ast::{Given, Kind, Node, Step};
use crate::{Span, Value};

/// A root and the fields behind it, as in `request.address.street`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read<'e> {
    /// The index of the root in the vocabulary.
    pub root: usize,
    /// The fields, up to the first index that is no name.
    pub fields: Vec<&'e str>,
    /// The whole path.
    pub span: Span,
}

/// What an expression makes, as far as it can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Makes<'e> {
    /// A map with some of these fields.
    Map(Vec<&'e str>),
    /// The value of a root.
    Root(usize),
    /// A value that is no map.
    Plain,
    /// Cannot be told.
    Anything,
}

impl Expr {
    /// Lists every path that the expression reads, in written order.
    pub fn paths(&self) -> Vec<Read<'_>> {
        let mut found = Vec::new();
        visit(&self.0.node, &mut found);
        found
    }

    /// Tells whether a function of the scope is called.
    pub fn calls_host(&self) -> bool {
        calls_host(&self.0.node)
    }

    /// Tells what the expression makes.
    pub fn makes(&self) -> Makes<'_> {
        makes(&self.0.node)
    }

    /// Tells whether the value can be a boolean.
    pub fn may_be_bool(&self) -> bool {
        may_be_bool(&self.0.node)
    }
}

/// Lists the expressions right inside of one.
fn children(node: &Node) -> Vec<&Node> {
    match &node.kind {
        Kind::Literal(_) | Kind::Root(_) => Vec::new(),
        Kind::Path(base, steps) => {
            let indices = steps.iter().filter_map(|step| match step {
                Step::Index(node) => Some(node),
                Step::Field(_) => None,
            });
            std::iter::once(&**base).chain(indices).collect()
        }
        Kind::List(nodes) | Kind::Or(nodes) | Kind::And(nodes) | Kind::Builtin(_, nodes) => {
            nodes.iter().collect()
        }
        Kind::Map(entries) => entries.iter().map(|(_, node)| node).collect(),
        Kind::Not(node) | Kind::Negate(node) => vec![node],
        Kind::Compare(_, sides) => sides.iter().collect(),
        Kind::Chain(first, rest) => {
            let rest = rest.iter().map(|(_, node)| node);
            std::iter::once(&**first).chain(rest).collect()
        }
        Kind::If(parts) => parts.iter().collect(),
        Kind::Host(_, given) => given
            .iter()
            .filter_map(|given| match given {
                Given::Value(node) => Some(node),
                Given::Name(_) => None,
            })
            .collect(),
    }
}

fn visit<'e>(node: &'e Node, found: &mut Vec<Read<'e>>) {
    let mut inner = children(node);
    match &node.kind {
        Kind::Root(root) => found.push(Read { root: *root, fields: Vec::new(), span: node.span }),
        Kind::Path(base, steps) => {
            if let Kind::Root(root) = base.kind {
                let fields = steps.iter().map_while(|step| match step {
                    Step::Field(name) => Some(name.as_str()),
                    Step::Index(_) => None,
                });
                found.push(Read { root, fields: fields.collect(), span: node.span });
                inner.remove(0);
            }
        }
        _ => {}
    }
    for node in inner {
        visit(node, found);
    }
}

fn calls_host(node: &Node) -> bool {
    matches!(node.kind, Kind::Host(..)) || children(node).into_iter().any(calls_host)
}

fn makes(node: &Node) -> Makes<'_> {
    match &node.kind {
        Kind::Map(entries) => Makes::Map(entries.iter().map(|(name, _)| name.as_str()).collect()),
        Kind::Literal(constant) => match &constant.0 {
            Value::Map(map) => Makes::Map(map.iter().map(|(name, _)| name.as_str()).collect()),
            Value::Null => Makes::Anything,
            _ => Makes::Plain,
        },
        Kind::Root(root) => Makes::Root(*root),
        Kind::If(parts) => match (makes(&parts[1]), makes(&parts[2])) {
            (Makes::Map(mut yes), Makes::Map(no)) => {
                yes.extend(no);
                Makes::Map(yes)
            }
            (yes, no) if yes == no => yes,
            _ => Makes::Anything,
        },
        Kind::List(_)
        | Kind::Or(_)
        | Kind::And(_)
        | Kind::Not(_)
        | Kind::Compare(..)
        | Kind::Chain(..)
        | Kind::Negate(_) => Makes::Plain,
        Kind::Path(..) | Kind::Builtin(..) | Kind::Host(..) => Makes::Anything,
    }
}

fn may_be_bool(node: &Node) -> bool {
    match &node.kind {
        Kind::Literal(constant) => matches!(constant.0, Value::Bool(_)),
        Kind::List(_) | Kind::Map(_) | Kind::Chain(..) | Kind::Negate(_) => false,
        Kind::If(parts) => may_be_bool(&parts[1]) || may_be_bool(&parts[2]),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::{Vocabulary, parse};

    const ROOTS: Vocabulary<'static> = Vocabulary { roots: &["a", "b"], functions: &[] };

    fn expr(text: &str) -> Expr {
        parse(text, &ROOTS).unwrap()
    }

    #[test]
    fn the_paths_of_an_expression_are_listed_with_their_places() {
        let expr = expr("if a.x['y'] > b then [a[b.z].w] else 1");
        let shown: Vec<String> = expr
            .paths()
            .iter()
            .map(|read| {
                let text = &expr.source()[read.span.start..read.span.end];
                format!("{} {} {text}", read.root, read.fields.join("/"))
            })
            .collect();
        assert_eq!(shown, ["0 x/y a.x['y']", "1  b", "0  a[b.z].w", "1 z b.z"]);
    }

    #[test]
    fn what_an_expression_makes_is_told_where_it_can_be() {
        assert_eq!(expr("{x: a, 'y-z': 1}").makes(), Makes::Map(vec!["x", "y-z"]));
        assert_eq!(expr("{x: 1}").makes(), Makes::Map(vec!["x"]));
        let either = expr("if a then {x: b} else {y: b}");
        assert_eq!(either.makes(), Makes::Map(vec!["x", "y"]));
        assert_eq!(expr("b").makes(), Makes::Root(1));
        assert_eq!(expr("a + 1").makes(), Makes::Plain);
        assert_eq!(expr("without(a, 'x')").makes(), Makes::Anything);
    }

    #[test]
    fn sums_and_texts_are_no_booleans() {
        assert!(expr("a == 1").may_be_bool());
        assert!(expr("a.flag").may_be_bool());
        assert!(!expr("a + 1").may_be_bool());
        assert!(!expr("'true'").may_be_bool());
    }
}
