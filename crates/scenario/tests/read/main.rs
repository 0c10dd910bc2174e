//! Reading: values come out as written, and mistakes at their places, all at once.

mod damage;
mod mistakes;
mod syntax;

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
