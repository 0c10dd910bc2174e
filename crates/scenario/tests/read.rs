//! Reading: values come out as written, and mistakes at their places, all at once.

use proptest::prelude::*;
use seamripper_scenario::read::{Chance, Duration, Name, Node, ReadLimits, Table, read};
use seamripper_scenario::{Diagnostic, Span, Value};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    name: Node<Name>,
    seed: u64,
    #[serde(default)]
    services: Table<Service>,
    #[serde(default)]
    faults: Vec<Node<Fault>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Service {
    replicas: Node<u8>,
    timeout: Node<Duration>,
    #[serde(default)]
    retry: Option<Node<Retry>>,
    #[serde(default)]
    when: Option<Node<String>>,
    #[serde(default)]
    data: Option<Node<Value>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
enum Retry {
    Never,
    Exponential(Node<Duration>),
    Jittered { base: Node<Duration>, share: Node<Chance> },
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    at: Node<Duration>,
    kind: Node<Kind>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
enum Kind {
    Crash,
    Partition(Node<Vec<Node<String>>>),
    Slow { service: Node<Name>, by: Node<Duration> },
}

const SAMPLE: &str = r##"// A sample with everything in it.
Scenario(
    name: "a-sample",
    seed: 0x2a, /* even /* nested */ comments */
    services: {
        "api": (
            replicas: 3,
            timeout: "1.5s",
            retry: Jittered(base: "80ms", share: "12.5%"), // full
            when: "größe > 3",
        ),
        "db": Service(replicas: 1, timeout: "30s", retry: Some(Never), when: r#"a "raw" one"#,
            data: {"rows": [1, 2.5, -3, "vier", true, None, ()], "deep": {"a": {"b": []}}}),
    },
    faults: [
        (at: "10s", kind: Crash),
        (at: "2h30m", kind: Partition(["api", "d\u{62}"])),
        Fault(at: "21d", kind: Slow(service: "db", by: "500us")),
    ],
)
"##;

/// Reads `input` and compares its mistakes, each as `line:column <underlined> message | label | help`.
fn check<T: DeserializeOwned>(input: &str, expected: &str) {
    let (_, diagnostics) = read::<T>(input, &ReadLimits::default());
    let found: Vec<String> = diagnostics.iter().map(|mistake| show(input, mistake)).collect();
    let expected: Vec<&str> =
        expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(found.join("\n"), expected.join("\n"), "in\n{input}\n");
}

fn show(input: &str, diagnostic: &Diagnostic) -> String {
    let Diagnostic { message, label, help, .. } = diagnostic;
    let mut shown = format!("{} {message} | {label}", place(input, diagnostic.span));
    if let Some(help) = help {
        shown.push_str(&format!(" | {help}"));
    }
    for (span, label) in &diagnostic.related {
        shown.push_str(&format!("\n+ {} {label}", place(input, *span)));
    }
    shown
}

/// Renders a span as `line:column` and what is underlined.
fn place(input: &str, span: Span) -> String {
    let before = &input[..span.start];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("{line}:{column} <{}>", &input[span.start..span.end])
}

/// Reads as everything that the tests know and checks that every span lies in the text.
fn survives(input: &str) {
    let limits = ReadLimits::default();
    let mistakes = [
        read::<Scenario>(input, &limits).1,
        read::<Tree>(input, &limits).1,
        read::<Node<Value>>(input, &limits).1,
    ];
    for mistake in mistakes.into_iter().flatten() {
        show(input, &mistake);
    }
}

/// A type that contains itself.
#[derive(Clone, Debug, PartialEq, Deserialize)]
enum Tree {
    Leaf,
    Not(Box<Node<Tree>>),
    All(Vec<Node<Tree>>),
}

fn value<T: DeserializeOwned>(input: &str) -> T {
    match read(input, &ReadLimits::default()) {
        (Some(value), mistakes) if mistakes.is_empty() => value,
        (_, mistakes) => panic!("{mistakes:?}"),
    }
}

#[test]
fn a_sound_file_is_read_as_written() {
    let scenario: Scenario = value(SAMPLE);
    assert_eq!(scenario.seed, 42);
    assert_eq!(scenario.services.names().collect::<Vec<_>>(), ["api", "db"]);
    let api = scenario.services.get("api").and_then(Node::get).unwrap();
    assert_eq!(api.timeout.get(), Some(&"1.5s".parse().unwrap()));
    let node = |text: &str| Node::new(Span::default(), text.to_owned());
    let share = Node::new(Span::default(), "1/8".parse().unwrap());
    let base = Node::new(Span::default(), "80ms".parse().unwrap());
    let retry = Node::new(Span::default(), Retry::Jittered { base, share });
    assert_eq!(api.retry, Some(retry));
    let kind = Kind::Partition(Node::new(Span::default(), vec![node("api"), node("db")]));
    assert_eq!(scenario.faults[1].get().unwrap().kind.get(), Some(&kind));
    let db = scenario.services.get("db").and_then(Node::get).unwrap();
    assert_eq!(
        db.data.as_ref().and_then(Node::get).unwrap().to_string(),
        r#"{"rows": [1, 2.5, -3, "vier", true, null, null], "deep": {"a": {"b": []}}}"#
    );
}

#[test]
fn a_node_knows_its_place_without_the_comments_around_it() {
    let nodes: Vec<Node<u8>> = value("[ /* a /* b */ */ 1 // c\n, 2 /* d */ ]");
    let places: Vec<Span> = nodes.iter().map(Node::span).collect();
    assert_eq!(places, [Span::new(18, 19), Span::new(27, 28)]);
}

#[test]
fn a_place_inside_a_text_is_exact_unless_there_are_escapes() {
    let input = r###"["größe > 3", r#"a"b"#, "a\tb"]"###;
    let nodes: Vec<Node<String>> = value(input);
    let inner = |node: &Node<String>, start, end| {
        let span = node.inner_span(start, end);
        input[span.start..span.end].to_owned()
    };
    assert_eq!(inner(&nodes[0], 8, 9), ">");
    assert_eq!(inner(&nodes[0], 0, 999), "größe > 3\"");
    assert_eq!(inner(&nodes[1], 1, 2), "\"");
    assert_eq!(inner(&nodes[2], 0, 1), r#""a\tb""#);
}

#[test]
fn every_mistake_of_a_struct_is_reported_at_once() {
    check::<Scenario>(
        r#"(
    nme: "a",
    seed: "x",
    services: {
        "a": (
            replica: 3,
            timeout: "5x",
            timeout: "6s",
            colour: ("red", [1]),
        ),
        "b": Service(),
    },
)"#,
        r#"
        2:5 <nme> unknown field `nme` in `Scenario` | not a field of `Scenario` | did you mean `name`?
        3:11 <"x"> expected a whole number, found the text "x" | expected a whole number
        6:13 <replica> unknown field `replica` in `Service` | not a field of `Service` | did you mean `replicas`?
        7:22 <"5x"> the duration `5x` has the unknown unit `x` | expected a duration such as "30s" | write for example "30s", "80ms", "1.5s" or "2h30m"; units are w, d, h, m, s, ms, us and ns
        8:13 <timeout> field `timeout` is given twice | the second time
        + 7:13 <timeout> the first time
        9:13 <colour> unknown field `colour` in `Service` | not a field of `Service` | known here: `replicas`, `timeout`, `retry`, `when` and `data`
        11:14 <Service(> missing field `replicas` in `Service` | `replicas` has to be given
        11:14 <Service(> missing field `timeout` in `Service` | `timeout` has to be given
        "#,
    );
}

#[test]
fn a_mistake_in_one_value_leaves_its_siblings_readable() {
    let input = r#"(name: "a b", seed: 1, services: {"x": 5, "y": (replicas: 1, timeout: "1s")})"#;
    let (scenario, mistakes) = read::<Scenario>(input, &ReadLimits::default());
    let scenario = scenario.unwrap();
    assert_eq!(mistakes.len(), 2);
    assert_eq!(scenario.name.get(), None);
    assert!(scenario.services.get("x").unwrap().get().is_none());
    assert!(scenario.services.get("y").unwrap().get().is_some());
}

#[test]
fn a_field_that_is_missing_leaves_the_others_readable() {
    let input = r#"(seed: 1, services: {"y": (replicas: 3)})"#;
    let (scenario, mistakes) = read::<Scenario>(input, &ReadLimits::default());
    let scenario = scenario.unwrap();
    assert_eq!(mistakes.len(), 2);
    let service = scenario.services.get("y").and_then(Node::get).unwrap();
    assert_eq!((service.replicas.get(), service.timeout.get()), (Some(&3), None));
}

#[test]
fn missing_fields_are_all_found_even_where_they_are_no_nodes() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only its mistakes matter")]
    struct Plain {
        whole: u64,
        #[serde(rename = "kebab-case")]
        kebab: Node<u8>,
        text: String,
        list: Vec<u8>,
        flag: bool,
        inner: Node<u8>,
    }
    check::<Plain>(
        "( // a comment ( with a bracket\n  inner: -1 // and one )\n)",
        "
        1:1 <(> missing field `flag` in `Plain` | `flag` has to be given
        1:1 <(> missing field `kebab-case` in `Plain` | `kebab-case` has to be given
        1:1 <(> missing field `list` in `Plain` | `list` has to be given
        1:1 <(> missing field `text` in `Plain` | `text` has to be given
        1:1 <(> missing field `whole` in `Plain` | `whole` has to be given
        2:10 <-1> the number `-1` does not fit | expected a whole number from 0 to 255
        ",
    );
}

#[test]
fn a_value_of_another_type_is_underlined_and_told_what_it_should_be() {
    let service = |field: &str, expected: &str| {
        let input = format!("(replicas: 1, timeout: \"1s\",\n{field})");
        check::<Service>(&input, expected);
    };
    let replicas = |value: &str, expected: &str| {
        check::<Service>(&format!("(timeout: \"1s\",\nreplicas: {value})"), expected);
    };
    replicas(
        "300",
        "2:11 <300> the number `300` does not fit | expected a whole number from 0 to 255",
    );
    replicas(
        "1.5",
        "2:11 <1.5> expected a whole number from 0 to 255, found the number `1.5` | expected a whole number from 0 to 255",
    );
    replicas(
        "true",
        "2:11 <true> expected a whole number from 0 to 255, found `true` | expected a whole number from 0 to 255",
    );
    replicas(
        "[\n1]",
        "2:11 <[> expected a whole number from 0 to 255, found a list | expected a whole number from 0 to 255",
    );
    service(
        "when: never",
        "2:7 <never> expected text in double quotes, found `never` | expected text in double quotes | write \"never\" in double quotes",
    );
    service(
        "retry: Nver",
        "2:8 <Nver> unknown choice `Nver` | not one of the choices | did you mean `Never`?",
    );
    service(
        "retry: \"Never\"",
        "2:8 <\"Never\"> expected one of `Never`, `Exponential`, `Jittered`, found the text \"Never\" | expected one of `Never`, `Exponential`, `Jittered` | choices are written without quotes",
    );
    service(
        "retry: Never(1)",
        "2:8 <Never(1)> `Never` takes nothing in brackets | expected `Never` alone",
    );
    service(
        "retry: Exponential",
        "2:8 <Exponential> `Exponential` needs its values in round brackets | expected `Exponential(..)`",
    );
    service(
        "retry: Exponential()",
        "2:19 <(> a value is missing in these brackets | expected a value",
    );
    service(
        "retry: Exponential(base: \"1s\")",
        "2:20 <base: \"1s\"> `base:` has no place here | expected a value alone",
    );
    service("retry: Exponential(\"1s\", 2)", "2:26 <2> there is one value too many | expected `)`");
    service(
        "retry: Exponential(5)",
        "2:20 <5> expected a duration such as \"30s\", found the number `5` | expected a duration such as \"30s\" | write it in double quotes",
    );
    service(
        "retry: Jittered(\"1s\")",
        "2:17 <\"1s\"> expected a field `name: value`, found the text \"1s\" | expected a field `name: value`",
    );
    service(
        "retry: Jittered(bse: \"1s\")",
        "
        2:8 <Jittered(> missing field `share` in `Jittered` | `share` has to be given
        2:17 <bse> unknown field `bse` in `Jittered` | not a field of `Jittered` | did you mean `base`?
        ",
    );
    check::<Service>(
        "Servce(timeout: 1)",
        "1:1 <Servce> expected `Service(..)`, found `Servce` | expected `Service` | correct the name or leave it away",
    );
    check::<Service>(
        "{}",
        "1:1 <{}> expected `Service(..)`, found a map | expected `Service(..)` | fields stand in round brackets: `(name: value, ..)`",
    );
    check::<Table<u8>>(
        "()",
        "1:1 <()> expected a map `{\"name\": value, ..}`, found `()` | expected a map `{\"name\": value, ..}` | a map is written `{\"name\": value, ..}`",
    );
    check::<Node<(u8, u8)>>("(1)", "1:1 <(> 1 value is too few | expected a tuple of size 2");
}

#[test]
fn values_that_are_no_nodes_do_not_hide_their_siblings() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only its mistakes matter")]
    struct Plain {
        numbers: Vec<u8>,
        kind: Option<Tree>,
        nodes: Vec<Node<u8>>,
    }
    check::<Plain>(
        "(numbers: [1, \"a\", 2, b], kind: Not(Lef), nodes: [\"c\", 5, 1.5])",
        "
        1:15 <\"a\"> expected a whole number, found the text \"a\" | expected a whole number
        1:23 <b> expected a whole number, found `b` | expected a whole number
        1:37 <Lef> unknown choice `Lef` | not one of the choices | did you mean `Leaf`?
        1:51 <\"c\"> expected a whole number from 0 to 255, found the text \"c\" | expected a whole number from 0 to 255
        1:59 <1.5> expected a whole number from 0 to 255, found the number `1.5` | expected a whole number from 0 to 255
        ",
    );
}

#[test]
fn a_name_given_twice_is_reported_and_the_first_one_stays() {
    let input = "{\"a\": 1,\n\"b\": 2, \"a\": 3, 5: 4}";
    check::<Table<Node<u8>>>(
        input,
        "
        2:9 <\"a\"> `a` is given twice | the second time
        + 1:2 <\"a\"> the first time
        2:17 <5> expected text in double quotes, found the number `5` | expected text in double quotes | write \"5\" in double quotes
        ",
    );
    let (table, _) = read::<Table<u8>>(input, &ReadLimits::default());
    let table = table.unwrap();
    assert_eq!(table.get("a").and_then(Node::get), Some(&1));
    assert_eq!(table.len(), 2);
}

#[test]
fn plain_data_is_literals_lists_and_maps_only() {
    check::<Node<Value>>(
        "{\"a\": foo, \"b\": (1, 2), \"c\": 99999999999999999999, \"d\": 'x', \"e\": 1e999,\n \"f\": Rec(x: y), \"g\": ture, \"h\": 1..2, \"i\": b\"\", \"j\": inf}",
        "
        1:7 <foo> plain data has no name such as `foo` | not a value | if it is text, write \"foo\" in double quotes
        1:17 <(> plain data has no round brackets | not a value | a list is written `[..]`, a map `{\"name\": value, ..}`
        1:30 <99999999999999999999> the whole number does not fit into 64 bits | not a value
        1:57 <'x'> 'x' is not text | text is written in double quotes
        1:67 <1e999> the number is too large | not a value
        2:7 <Rec> plain data has no name such as `Rec` | not a value | if it is text, write \"Rec\" in double quotes
        2:23 <ture> plain data has no name such as `ture` | not a value | did you mean `true`?
        2:34 <1..2> plain data has no ranges | not a value
        2:45 <b\"\"> plain data has no bytes | not a value
        2:55 <inf> plain data has no name such as `inf` | not a value | if it is text, write \"inf\" in double quotes
        ",
    );
    check::<Node<Value>>(
        "{\"a\": 1, \"b\": {\"c\": 1, \"c\": 2}, \"a\": [], 7: 8}",
        "
        1:24 <\"c\"> `c` is given twice | the second time
        + 1:16 <\"c\"> the first time
        1:33 <\"a\"> `a` is given twice | the second time
        + 1:2 <\"a\"> the first time
        1:42 <7> expected text in double quotes, found the number `7` | expected text in double quotes | write \"7\" in double quotes
        ",
    );
    let min: Value = value(
        "[-9223372036854775808, 9223372036854775807, 0x1F, 1_000, -0.5, Some(None), \"\\u{e4}\"]",
    );
    assert_eq!(
        min.to_string(),
        "[-9223372036854775808, 9223372036854775807, 31, 1000, -0.5, null, \"ä\"]"
    );
}

#[test]
fn a_slip_of_syntax_is_reported_once_where_it_is() {
    let syntax = check::<Service>;
    syntax("", "1:1 <> the file is empty | expected a value");
    syntax("// (\n", "1:1 <> the file is empty | expected a value");
    syntax(
        "(replicas: 1 timeout: 2)",
        "1:14 <timeout> expected `,` or `)`, found `timeout` | expected `,` before this",
    );
    syntax(
        "(replicas = 1)",
        "1:11 <=> expected `,` or `)`, found `=` | expected `,` before this | a field is written `name: value`",
    );
    syntax(
        "(\"replicas\": 1)",
        "1:12 <:> expected `,` or `)`, found `:` | expected `,` before this | field names stand without quotes",
    );
    syntax(
        "Service { replicas: 1 }",
        "1:9 <{> unexpected `{` after the end | expected nothing more | fields stand in round brackets: `Name(field: value)`",
    );
    syntax("(replicas: )", "1:12 <)> unexpected `)` | expected a value");
    syntax(
        "(replicas: 1, , )",
        "1:15 <,> expected a field name, found `,` | expected `name: value`",
    );
    syntax(
        "(replicas: 1, 5)",
        "1:15 <5> expected a field name, found `5` | expected `name: value`",
    );
    syntax("(replicas: 1) x", "1:15 <x> unexpected `x` after the end | expected nothing more");
    syntax("(replicas: 0x)", "1:14 <)> unexpected `)` | expected a value");
    syntax(
        "(timeout: 10s)",
        "1:11 <10s> `10s` is no value | not a value | if it is text, write \"10s\" in double quotes",
    );
    syntax(
        "(when: foo-bar)",
        "1:8 <foo-bar> `foo-bar` is no value | not a value | if it is text, write \"foo-bar\" in double quotes",
    );
    syntax(
        "(when: \"a\\q\")",
        "1:8 <\"a\\q\"> a wrong escape in the text: unknown escape character | a `\\` starts an escape | write `\\\\` for a backslash",
    );
    syntax("(when: 'a (b')", "1:8 <'a (b'> text is written in double quotes | in single quotes");
    syntax(
        "(when: \"größe\", ?)",
        "1:17 <?> expected a field name, found `?` | expected `name: value`",
    );
    syntax(
        "(when: \"a,\n replicas: 1,\n)",
        "1:8 <\"a,> the text is never closed | expected a `\"` at its end",
    );
    syntax(
        "(when: \"a,\n data: \"b\",\n)",
        "1:8 <\"a,> the text is never closed | expected a `\"` at its end",
    );
    syntax(
        "(replicas: 1, /* never",
        "1:15 </*> the comment is never closed | expected `*/` after this",
    );
    syntax("(replicas: 1", "1:1 <(> this `(` is never closed | expected a `)` for it");
    syntax(
        "(\n    a: (\n        b: 1,\n    c: (\n        d: 1,\n    ),\n)",
        "2:8 <(> this `(` is never closed | expected a `)` for it",
    );
    syntax(
        "(replicas: 1]",
        "1:13 <]> `]` does not close `(` | expected `)`\n+ 1:1 <(> opened here",
    );
    syntax("(replicas: 1))", "1:14 <)> there is nothing that this `)` could close | one too many");
}

#[test]
fn a_byte_order_mark_tabs_and_crlf_do_not_shift_places() {
    check::<Service>(
        "\u{feff}// größe\r\n(\r\n\ttimeout: \"ü\", /* ä */ replicas: ö,\r\n)\r\n",
        "
        3:11 <\"ü\"> `ü` is not a duration: it does not start with a number | expected a duration such as \"30s\" | write for example \"30s\", \"80ms\", \"1.5s\" or \"2h30m\"; units are w, d, h, m, s, ms, us and ns
        3:34 <ö> expected a whole number from 0 to 255, found `ö` | expected a whole number from 0 to 255
        ",
    );
}

#[test]
fn attributes_change_nothing() {
    check::<Tree>(
        "#![enable(implicit_some)]\n#![enable(unwrap_newtypes)]\nNot(Leef)",
        "
        2:1 <#![enable(unwrap_newtypes)]> attributes are not used in this file | take this away
        3:5 <Leef> unknown choice `Leef` | not one of the choices | did you mean `Leaf`?
        ",
    );
}

#[test]
fn nesting_beyond_the_limit_is_a_mistake() {
    for open in ["(", "[", "{", "Not(", "{\"a\":", "Some("] {
        survives(&open.repeat(100_000));
    }
    let nested = |depth| format!("{}Leaf{}", "Not(".repeat(depth), ")".repeat(depth));
    let limits = ReadLimits { depth: 48, ..ReadLimits::default() };
    assert!(read::<Tree>(&nested(48), &limits).1.is_empty());
    check::<Tree>(
        &nested(33),
        &format!("1:{} <(> brackets are nested too deeply | one level too many", 32 * 4 + 4),
    );
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let (value, mistakes) = read::<Tree>(&"0".repeat(10 << 20), &ReadLimits::default());
    assert!(value.is_none());
    assert_eq!(mistakes[0].message, "the file has 10485760 bytes, more than the 1048576 allowed");
}

#[test]
fn long_literals_are_read_or_refused() {
    let long = 300_000;
    survives(&"9".repeat(long));
    survives(&format!("1.{}", "9".repeat(long)));
    survives(&format!("\"{}\"", "\\n".repeat(long)));
    survives(&format!("\"{}", "a".repeat(long)));
    survives(&"'".repeat(long));
    survives(&"-".repeat(long));
    survives(&"r#".repeat(long));
    survives(&"/*".repeat(long));
    survives(&format!("(when: {})", "a".repeat(long)));
}

#[test]
fn many_mistakes_end_the_reading() {
    let input = format!("(services: {{{}}})", "\"a\": (replica: 1), ".repeat(1000));
    let limits = ReadLimits { mistakes: 7, ..ReadLimits::default() };
    let (_, mistakes) = read::<Scenario>(&input, &limits);
    assert_eq!(mistakes.len(), 8);
    assert_eq!(mistakes[7].message, "too many mistakes");
    survives(&format!("({})", "a: 1, ".repeat(10_000)));
    survives(&format!("All([{}])", "Leef, ".repeat(10_000)));
}

#[test]
fn every_beginning_of_a_file_is_survived() {
    for end in (0..SAMPLE.len()).filter(|end| SAMPLE.is_char_boundary(*end)) {
        survives(&SAMPLE[..end]);
    }
}

#[test]
fn every_loss_of_a_character_is_survived() {
    for (at, lost) in SAMPLE.char_indices() {
        survives(&format!("{}{}", &SAMPLE[..at], &SAMPLE[at + lost.len_utf8()..]));
    }
}

#[test]
fn every_loss_of_a_word_is_survived() {
    let words: Vec<&str> = SAMPLE.split_inclusive([' ', '(', '[', '{', ',', ':']).collect();
    for lost in 0..words.len() {
        let (before, after) = (&words[..lost], &words[lost + 1..]);
        survives(&[before.concat(), after.concat()].concat());
    }
}

proptest! {
    #[test]
    fn every_flip_of_bytes_is_survived(flips in prop::collection::vec((0..SAMPLE.len(), any::<u8>()), 1..4)) {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        for (at, byte) in flips {
            bytes[at] = byte;
        }
        survives(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn every_swap_of_words_is_survived(swaps in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..4)) {
        let mut words: Vec<&str> = SAMPLE.split_inclusive([' ', '(', '[', '{', ',', ':', ')']).collect();
        for (a, b) in swaps {
            let (a, b) = (a.index(words.len()), b.index(words.len()));
            words.swap(a, b);
        }
        survives(&words.concat());
    }

    #[test]
    fn every_heap_of_words_is_survived(words in prop::collection::vec(prop::sample::select(WORDS), 0..40)) {
        survives(&words.concat());
    }
}

const WORDS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\"a\"",
    "'",
    "\"",
    "\\",
    "/*",
    "*/",
    "//",
    "\n",
    " ",
    "r#",
    "b'",
    "5",
    "1.5",
    "-",
    "..",
    "name: ",
    "seed: ",
    "services: ",
    "faults: ",
    "at: ",
    "kind: ",
    "timeout: ",
    "data: ",
    "Crash",
    "Slow(",
    "Not(",
    "All([",
    "Some(",
    "None",
    "\"1s\"",
    "ä",
    "\u{feff}",
    "#![",
    "enable",
    "=",
    "true",
    "()",
];
