//! Laws that hold for every text and every scope: no panic, places inside the text, one answer.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::Map;

const VOCABULARY: Vocabulary<'_> = Vocabulary {
    roots: &["request", "result", "stores", "body"],
    functions: &[
        HostFunction { name: "tries", arguments: &[Argument::Name] },
        HostFunction { name: "row", arguments: &[Argument::Name, Argument::Value] },
    ],
};

const GOOD: &[&str] = &[
    "result.status >= 500 and not (request has 'check the status')",
    "stores * 3 * stores - -7 % 2 / stores",
    "if exists(body.a) then body['the-name'][stores + 1].c else {a: [1, 2.5], 'b c': null}",
    "tries(send_letter) < 3 or row('orders', stores) in values(body)",
    "replace(text(request), 'a', 'it''s') + join(split(lower(body.x), ','), upper('x'))",
    "min(1, abs(stores), round(body.x)) != max(int('4'), len(request), number(result))",
    "first(range(stores)) == last(keys(without(body, 'a'))) and trim(request) > floor(ceil(1.5))",
];

const PIECES: &[&str] = &[
    "request", "body", ".a", "[0]", "['x']", "stores", "1", "2.5", "'t'", "(", ")", "[", "]",
    "{a: ", "}", ",", "+", "-", "*", "/", "%", "==", "<", "has", "in", "and", "or", "not", "if",
    "then", "else", "len(", "text(", "tries(a)", "row(", "min(", "range(", "null", "true", "join(",
    "é",
];

/// Answers every question from a list of values.
struct Any(Vec<Value>);

impl Scope for Any {
    fn root(&self, index: usize) -> Value {
        self.0.get(index % self.0.len().max(1)).cloned().unwrap_or_default()
    }

    fn host(&self, function: usize, arguments: &[HostArgument<'_>]) -> Result<Value, String> {
        match arguments.last() {
            Some(HostArgument::Value(value)) => Ok(value.clone()),
            Some(HostArgument::Name("")) => Err("no name".to_string()),
            _ => Ok(self.root(function + 1)),
        }
    }
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        (-5i64..5).prop_map(Value::Int),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Value::Number),
        any::<String>().prop_map(Value::text),
        "[a-c,']{0,3}".prop_map(Value::text),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let entries = vec(("[a-c]|the-name|\\PC*", inner.clone()), 0..4);
        prop_oneof![
            vec(inner, 0..4).prop_map(Value::list),
            entries.prop_map(|entries| {
                let entries = entries.into_iter().map(|(name, value)| (Text::from(name), value));
                Value::map(entries.collect::<Map>())
            }),
        ]
    })
}

/// Good expressions with some characters lost, doubled or replaced.
fn spoilt() -> impl Strategy<Value = String> {
    let spoil = vec((any::<prop::sample::Index>(), prop::option::of(any::<char>())), 0..4);
    (prop::sample::select(GOOD), spoil).prop_map(|(good, spoils)| {
        let mut chars: Vec<char> = good.chars().collect();
        for (place, replacement) in spoils {
            let at = place.index(chars.len());
            match replacement {
                Some(c) if c.is_ascii() => chars.insert(at, c),
                Some(c) => chars[at] = c,
                None => drop(chars.remove(at)),
            }
        }
        chars.into_iter().collect()
    })
}

fn pieced() -> impl Strategy<Value = String> {
    vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.join(" "))
}

/// Parses and evaluates `text`, and checks that every place is a part of the text.
fn check(text: &str, values: Vec<Value>) -> Result<(), TestCaseError> {
    match parse(text, &VOCABULARY) {
        Ok(expr) => {
            let scope = Any(values);
            let first = expr.eval(&scope);
            prop_assert_eq!(&first, &expr.eval(&scope));
            prop_assert_eq!(&expr, &parse(expr.source(), &VOCABULARY).expect("parsed before"));
            match first {
                Ok(Value::Number(number)) => prop_assert!(number.is_finite()),
                Ok(_) => {}
                Err(error) => prop_assert!(text.get(error.span.start..error.span.end).is_some()),
            }
        }
        Err(diagnostics) => {
            prop_assert!(!diagnostics.is_empty());
            for diagnostic in diagnostics {
                prop_assert!(!diagnostic.message.is_empty() && !diagnostic.label.is_empty());
                prop_assert!(text.get(diagnostic.span.start..diagnostic.span.end).is_some());
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_parses_or_is_told_why_not(text in any::<String>(), values in vec(value(), 1..4)) {
        check(&text, values)?;
    }

    #[test]
    fn any_row_of_tokens_parses_or_is_told_why_not(text in pieced(), values in vec(value(), 1..4)) {
        check(&text, values)?;
    }

    #[test]
    fn a_spoilt_expression_parses_or_is_told_why_not(
        text in spoilt(),
        values in vec(value(), 1..4),
    ) {
        check(&text, values)?;
    }

    #[test]
    fn deep_nesting_never_overflows(
        opening in prop::sample::select(&["(", "[", "-", "not ", "1 + (", "{a: ", "len(", "body["][..]),
        times in 0usize..2000,
    ) {
        let text: String = opening.repeat(times).chars().take(MAX_BYTES).collect();
        check(&text, vec![Value::Null])?;
    }

    #[test]
    fn a_literal_reads_back_as_itself(value in value()) {
        let literal = Expr::literal(value.clone());
        prop_assume!(literal.source().len() <= MAX_BYTES);
        let read = parse(literal.source(), &VOCABULARY).expect("a literal parses");
        prop_assert_eq!(read.as_literal(), Some(&value));
        prop_assert_eq!(read.eval(&Any(Vec::new())), Ok(value));
    }
}

#[test]
fn good_expressions_parse() {
    for good in GOOD {
        assert!(parse(good, &VOCABULARY).is_ok(), "{good}: {:?}", parse(good, &VOCABULARY));
    }
}

#[test]
fn the_deepest_tree_parses_and_evaluates() {
    let level = "false or true and 1 == 1 + 2 * (";
    let text = format!("{}stores{}", level.repeat(MAX_DEPTH), ")".repeat(MAX_DEPTH));
    let expr = parse(&text, &VOCABULARY).expect("within the limits");
    let error = expr.eval(&Any(vec![Value::Int(1)])).expect_err("2 * true");
    assert_eq!(error.message, "cannot multiply integer by boolean");
}
