//! Examples of what parses, what it means, and what authors are told.

use std::sync::Arc;

use super::*;
use crate::Map;

const ROOTS: &[&str] = &["request", "result", "stores", "days", "daily_units", "prompt", "body"];
const FUNCTIONS: &[HostFunction<'_>] = &[
    HostFunction { name: "tries", arguments: &[Argument::Name] },
    HostFunction { name: "row", arguments: &[Argument::Name, Argument::Value] },
];
const VOCABULARY: Vocabulary<'_> = Vocabulary { roots: ROOTS, functions: FUNCTIONS };

struct World;

impl Scope for World {
    fn root(&self, index: usize) -> Value {
        match ROOTS[index] {
            "request" => {
                map(&[("daily_units", Value::Int(7)), ("the-name", Value::from("dashed"))])
            }
            "result" => map(&[("status", Value::Int(503)), ("ok", Value::from(false))]),
            "stores" => Value::Int(3),
            "days" => Value::Int(5),
            "daily_units" => Value::Int(7),
            "prompt" => Value::from("please check the order"),
            "body" => {
                let speakers = vec![Value::from("Ada"), Value::from("Grace")];
                map(&[("speakers", Value::list(speakers)), ("share", Value::Number(0.25))])
            }
            _ => Value::Null,
        }
    }

    fn host(&self, function: usize, arguments: &[HostArgument<'_>]) -> Result<Value, String> {
        match (function, arguments) {
            (0, [HostArgument::Name("send_letter" | "create-order")]) => Ok(Value::Int(2)),
            (1, [HostArgument::Name(_), HostArgument::Value(key)]) => Ok(key.clone()),
            _ => Err("no such tool".to_string()),
        }
    }
}

fn map(entries: &[(&str, Value)]) -> Value {
    let entries = entries.iter().map(|(name, value)| (Text::from(*name), value.clone()));
    Value::map(entries.collect::<Map>())
}

fn parsed(text: &str) -> Expr {
    match parse(text, &VOCABULARY) {
        Ok(expr) => expr,
        Err(diagnostics) => panic!("{text}: {diagnostics:#?}"),
    }
}

/// Evaluates `text` and compares how the value prints; an error prints as `place: message`.
#[track_caller]
fn check(text: &str, expected: &str) {
    let shown = match parsed(text).eval(&World) {
        Ok(value) => value.to_string(),
        Err(error) => format!("{}: {error}", &text[error.span.start..error.span.end]),
    };
    assert_eq!(shown, expected, "{text}");
}

/// Parses `text` and compares what the author is told: `place | message | label | help` per line.
#[track_caller]
fn told(text: &str, expected: &[&str]) {
    let diagnostics = parse(text, &VOCABULARY).expect_err(text);
    let shown: Vec<String> = diagnostics
        .iter()
        .map(|diagnostic| {
            let place = &text[diagnostic.span.start..diagnostic.span.end];
            let help = diagnostic.help.as_deref().unwrap_or("-");
            format!("{place} | {} | {} | {help}", diagnostic.message, diagnostic.label)
        })
        .collect();
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn operators_bind_by_rising_precedence() {
    check("1 + 2 * 3 - 4", "3");
    check("(1 + 2) * 3", "9");
    check("7 - 2 - 1", "4");
    check("-2 * -3", "6");
    check("--2", "2");
    check("true or false and false", "true");
    check("not false and false", "false");
    check("not 1 + 1 == 3", "true");
    check("not not true", "true");
    check("stores + 1 < days and days % 2 == 1", "true");
}

#[test]
fn examples_of_scenario_files_mean_what_they_say() {
    check("result.status >= 500 and not (prompt has 'check the status')", "true");
    check("stores * days * daily_units", "105");
    check("text(request.daily_units)", "\"7\"");
    check("body.speakers[0]", "\"Ada\"");
    check("tries(send_letter) < 3", "true");
    check("tries('create-order')", "2");
    check("row(orders, stores + 1)", "4");
    check("if result.ok then 'fine' else if days > 3 then 'late' else 'early'", "\"late\"");
    check("{status: result.status, 'the text': 'it''s'}", r#"{"status": 503, "the text": "it's"}"#);
}

#[test]
fn paths_reach_into_lists_and_maps_and_miss_as_null() {
    check("body.speakers[days - 4]", "\"Grace\"");
    check("body.speakers[-1]", "null");
    check("body.speakers[2].name", "null");
    check("body.nothing.further['at all'][3]", "null");
    check("stores.field", "null");
    check("request['the-name']", "\"dashed\"");
    check("request['daily' + '_units']", "7");
    check("{if: 1}.if", "1");
    check("[1, 2, 3][1]", "2");
    check("body[stores]", "stores: a map is indexed by text, not by integer");
    check("body.speakers[result.ok]", "result.ok: a list is indexed by an integer, not by boolean");
}

#[test]
fn integers_stay_integers_as_long_as_they_are_exact() {
    check("6 / 3", "2");
    check("stores / 2", "1.5");
    check("7 % 4 - 7.5 % 4", "-0.5");
    check("-7 % 4", "-3");
    check("-9223372036854775808", "-9223372036854775808");
    check("0.0 * -1", "0.0");
    check("1 == 1.0 and 1 < 1.5", "true");
}

#[test]
fn comparisons_order_numbers_and_texts_only() {
    check("'a' < 'b' and 'Z' < 'a'", "true");
    check("'1' == 1", "false");
    check("[1, 'a'] == [1.0, 'a']", "true");
    check("stores < 'a'", "stores < 'a': cannot tell which of integer and text is less");
    check("body.none >= 1", "body.none >= 1: cannot tell which of null and integer is less");
}

#[test]
fn has_and_in_look_into_texts_lists_and_maps() {
    check("prompt has 'order'", "true");
    check("'Ada' in body.speakers", "true");
    check("body has 'speakers' and not ('x' in body)", "true");
    check("body.none has 'x'", "false");
    check("stores in prompt", "stores in prompt: cannot look for integer in text");
}

#[test]
fn logic_is_short_and_takes_booleans_only() {
    check("true or 'never' < stores", "true");
    check("result.ok and tries(nothing) > 1", "false");
    check("stores and true", "stores: `and` takes a boolean, not integer");
    check("not prompt", "prompt: `not` takes a boolean, not text");
    check("if body then 1 else 2", "body: `if` takes a boolean, not map");
}

#[test]
fn plus_joins_texts_and_lists() {
    check("'order ' + text(stores) + '!'", "\"order 3!\"");
    check("body.speakers + [stores]", "[\"Ada\", \"Grace\", 3]");
    check(
        "prompt + stores",
        "prompt + stores: cannot add text and integer; `text(…)` makes text of any value",
    );
    check("1 + prompt * stores", "prompt * stores: cannot multiply text by integer");
}

#[test]
fn arithmetic_that_fails_says_where() {
    check("1 + stores / (days - 5)", "stores / (days - 5): cannot divide by zero");
    check(
        "9223372036854775807 + stores",
        "9223372036854775807 + stores: the result is too large for an integer",
    );
    check(
        "-(stores - 9223372036854775807 - 4)",
        "-(stores - 9223372036854775807 - 4): the result is too large for an integer",
    );
    check("(stores - 9223372036854775807 - 4) % -1", "0");
    check("-prompt", "-prompt: cannot negate text");
    check("tries(nothing) + 1", "tries(nothing): no such tool");
}

#[test]
fn built_in_functions_answer() {
    check("[len('häh'), len([1]), len({a: 1})]", "[3, 1, 1]");
    check("[text('a'), text(1.5), text([1, 'a'])]", r#"["a", "1.5", "[1, \"a\"]"]"#);
    check("[int('12'), int(3.0), int(-4)]", "[12, 3, -4]");
    check("[number('1.5'), number(2)]", "[1.5, 2.0]");
    check("[round(2.5), floor(-0.5), ceil(0.5), round(7)]", "[3, -1, 1, 7]");
    check("[abs(-3), abs(-0.5), min(3, 1.5, 2), max('a', 'b')]", "[3, 0.5, 1.5, \"b\"]");
    check("[lower('AbC'), upper('AbC'), trim(' a ')]", r#"["abc", "ABC", "a"]"#);
    check("[exists(null), exists(0), exists(body.none)]", "[false, true, false]");
    check("[first(body.speakers), last(body.speakers), first([])]", r#"["Ada", "Grace", null]"#);
    check("[keys(result), values(result)]", r#"[["status", "ok"], [503, false]]"#);
    check("range(stores)", "[0, 1, 2]");
    check("[split('a,b,', ','), join(['a', 1], '-')]", r#"[["a", "b", ""], "a-1"]"#);
    check("replace('a.b.c', '.', '')", "\"abc\"");
    check("without(result, 'ok')", r#"{"status": 503}"#);
}

#[test]
fn built_in_functions_refuse_what_they_cannot_take() {
    check("len(stores)", "len(stores): `len` takes text, a list or a map, not integer");
    check(
        "int(prompt + '')",
        "int(prompt + ''): cannot make an integer of 'please check the order'",
    );
    check("int(body.share)", "int(body.share): cannot make an integer of 0.25");
    check(
        "range(stores * 10000)",
        "range(stores * 10000): `range` takes an integer from 0 to 10000, not 30000",
    );
    check(
        "split(prompt, trim(' '))",
        "split(prompt, trim(' ')): `split` cannot look for empty text",
    );
    check("min(stores, prompt)", "min(stores, prompt): `min` cannot compare integer with text");
    check("max(body)", "max(body): `max` takes numbers or texts, not map");
    check("first(prompt)", "first(prompt): `first` takes a list, not text");
}

#[test]
fn nothing_grows_without_bound() {
    let long = format!("join(range(10000 + stores - stores), '{}')", "x".repeat(200));
    let error = parsed(&long).eval(&World).expect_err("too long");
    assert_eq!(error.message, "the text has more than 1048576 bytes");
    let wide = vec!["range(9999 + stores - 2)"; 110].join(" + ");
    let error = parsed(&wide).eval(&World).expect_err("too many");
    assert_eq!(error.message, "the formula makes more than 64 MiB of data");
}

#[test]
fn unknown_names_are_told_all_at_once() {
    told(
        "reqest.x == 1 and tris(send_letter) > leng('a')",
        &[
            "reqest | unknown name `reqest` | not known here | did you mean `request`?",
            "tris | unknown function `tris` | not known here | did you mean `tries`?",
            "leng | unknown function `leng` | not known here | did you mean `len`?",
        ],
    );
    told(
        "len == 1",
        &["len | unknown name `len` | not known here | it is a function: write `len(…)`"],
    );
    told("True", &["True | unknown name `True` | not known here | did you mean `true`?"]);
    told(
        "body.order-id",
        &["id | unknown name `id` | not known here | a name with dashes is written `['order-id']`"],
    );
}

#[test]
fn calls_are_checked_for_their_arguments() {
    told("len()", &["len() | `len` takes 1 argument | 0 given | -"]);
    told("row(a) == 1", &["row(a) | `row` takes 2 arguments | 1 given | -"]);
    told("min()", &["min() | `min` takes at least 1 argument | 0 given | -"]);
    told(
        "tries(create-order)",
        &[
            "create | `tries` takes a name here | expected one name | write it bare, or in single quotes if it has dashes or spaces",
        ],
    );
}

#[test]
fn signs_of_other_languages_are_told_all_at_once() {
    told(
        "stores = 1 && days != 2 || !true",
        &[
            "= | there is no operator `=` | not an operator | write `==`",
            "&& | there is no operator `&&` | not an operator | write `and`",
            "|| | there is no operator `||` | not an operator | write `or`",
            "! | there is no operator `!` | not an operator | write `not`",
        ],
    );
    told(
        "prompt has \"it's\"",
        &["\"it's\" | text goes in single quotes | double quotes | write `'it''s'`"],
    );
    told(
        "stores AND days",
        &[
            "AND | expected an operator or the end, found `AND` | expected an operator or the end | did you mean `and`?",
        ],
    );
    told("1 $ 2", &["$ | `$` means nothing in an expression | not expected | -"]);
}

#[test]
fn mistakes_of_syntax_are_told_where_they_are() {
    told("  ", &["   | this expression is empty | expected a value | -"]);
    told("", &[" | this expression is empty | expected a value | -"]);
    told("(1 + 2", &["( | this `(` is not closed | opened here | -"]);
    told("[1, 2", &["[ | this `[` is not closed | opened here | -"]);
    told("prompt == 'a", &["' | this text is not closed | opened here | add a closing `'`"]);
    told("1 +", &[" | expected a value, but the expression ends | expected a value | -"]);
    told(
        "1 2",
        &["2 | expected an operator or the end, found `2` | expected an operator or the end | -"],
    );
    told(
        "(1))",
        &[
            ") | expected an operator or the end, found `)` | expected an operator or the end | no bracket that `)` closes is open here",
        ],
    );
    told(
        "1 < days < 3",
        &[
            "< | comparisons cannot be chained | a second one | join two with and: `1 < days and days < …`",
        ],
    );
    told(
        "1 not in [2]",
        &[
            "not | expected an operator or the end, found `not` | expected an operator or the end | write `not (… in …)`",
        ],
    );
    told(
        "true == not true",
        &["not | `not` needs parentheses here | binds too weakly | write `(not …)`"],
    );
    told(
        "1 + if true then 1 else 2",
        &["if | `if` needs parentheses here | binds too weakly | write `(if …)`"],
    );
    told("if true then 1", &[" | expected `else`, but the expression ends | expected `else` | -"]);
    told("body.0", &["0 | a field name must follow the `.` | not a name | write `[0]`"]);
    told("{a: 1, a: 2}", &["a | the field `a` is given twice | given before | -"]);
    told(
        "12ab",
        &[
            "12ab | `12ab` is not a number | not a number | a number has digits and at most one point, as in `12` and `0.5`",
        ],
    );
    told(
        "9223372036854775808",
        &[
            "9223372036854775808 | this integer is too large | the largest integer is 9223372036854775807 | -",
        ],
    );
}

#[test]
fn constants_that_fail_are_told_before_the_run() {
    told("stores + 1 / 0", &["1 / 0 | cannot divide by zero | this always fails | -"]);
    told("'a' * 2 == 4", &["'a' * 2 | cannot multiply text by integer | this always fails | -"]);
}

#[test]
fn length_and_nesting_are_limited() {
    let nested = |depth: usize| format!("{}1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(MAX_DEPTH), &VOCABULARY).is_ok());
    let diagnostics = parse(&nested(MAX_DEPTH + 1), &VOCABULARY).expect_err("too deep");
    assert_eq!(diagnostics[0].message, "this expression nests too deep");
    for deep in ["not ", "-", "[", "len(", "{a: ", "body[", "if "] {
        assert!(
            parse(&deep.repeat(1000).chars().take(MAX_BYTES).collect::<String>(), &VOCABULARY)
                .is_err()
        );
    }
    let diagnostics = parse(&" ".repeat(MAX_BYTES + 1), &VOCABULARY).expect_err("too long");
    assert_eq!(diagnostics[0].message, "this expression is too long");
    let flat = vec!["days"; 500].join(" + ");
    assert_eq!(parsed(&flat).eval(&World), Ok(Value::Int(2500)));
}

#[test]
fn an_expression_knows_what_it_reads_and_names() {
    let expr = parsed("tries('create-order') + row(orders, tries(a)) * stores");
    let names: Vec<_> = expr.names().collect();
    assert_eq!(
        names,
        [
            (0, 0, "create-order", Span::new(6, 20)),
            (1, 0, "orders", Span::new(28, 34)),
            (0, 0, "a", Span::new(42, 43)),
        ]
    );
    assert!(expr.reads(2) && !expr.reads(3));
    assert_eq!(expr.to_string(), expr.source());
}

#[test]
fn what_needs_no_scope_is_a_literal() {
    assert_eq!(parsed("60 * 1000").as_literal(), Some(&Value::Int(60_000)));
    assert_eq!(parsed("'a' in ['a', 'b']").as_literal(), Some(&Value::Bool(true)));
    assert_eq!(parsed("stores * 0").as_literal(), None);
    assert_eq!(parsed("tries(a)").as_literal(), None);
}

#[test]
fn expressions_are_equal_by_meaning() {
    assert_eq!(parsed("stores+ (1)"), parsed(" stores + 1 "));
    assert_eq!(parsed("body.a"), parsed("body['a']"));
    assert_ne!(parsed("stores + 1"), parsed("stores + 1.0"));
    assert_ne!(parsed("stores"), parsed("days"));
    assert_ne!(parsed("tries(a)"), parsed("tries(b)"));
}

#[test]
fn typed_evaluation_refuses_other_types() {
    assert_eq!(parsed("stores > 1").eval_bool(&World), Ok(true));
    assert_eq!(parsed("prompt").eval_text(&World), Ok(Text::from("please check the order")));
    assert_eq!(parsed("stores * 1.0").eval_int(&World), Ok(3));
    assert_eq!(parsed("body.share").eval_number(&World), Ok(0.25));
    let error = parsed("stores").eval_bool(&World).expect_err("not a boolean");
    assert_eq!(error.to_string(), "expected a boolean, found integer");
}

#[test]
fn expressions_are_shared_between_threads_and_cheap_to_clone() {
    fn shared<T: Send + Sync>(_: &T) {}
    let expr = parsed("stores");
    shared(&expr);
    assert!(Arc::ptr_eq(&expr.0, &expr.clone().0));
}

#[test]
fn a_long_text_costs_what_it_takes_to_keep_it() {
    let cost = |text: &str| {
        let formula = parse(text, &VOCABULARY).expect("it is a formula");
        crate::work::within(1 << 30, || crate::work::counted(|| drop(formula.eval(&World))).1)
    };
    let long = "x".repeat(3000);
    let (short, long) = (cost("prompt + 'x'"), cost(&format!("prompt + '{long}'")));
    assert!(short < 1_000, "{short}");
    assert!(long > 16 * 3000, "it is made once and kept: {long}");
}
