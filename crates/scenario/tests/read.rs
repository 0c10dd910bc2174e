//! Reading: values come out as written, and mistakes at their places, all at once.

use seamripper_scenario::read::{Chance, Duration, Name, Node, ReadLimits, Table, read};
use seamripper_scenario::{Diagnostic, Span, Value};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

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
enum Retry {
    Never,
    Exponential(Node<Duration>),
    Jittered {
        base: Node<Duration>,
        share: Node<Chance>,
    },
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
    Slow {
        service: Node<Name>,
        by: Node<Duration>,
    },
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

fn check<T: DeserializeOwned>(input: &str, expected: &str) {
    let (_, diagnostics) = read::<T>(input, &ReadLimits::default());
    let shown: Vec<String> = diagnostics
        .iter()
        .map(|diagnostic| show(input, diagnostic))
        .collect();
    let shown = shown.join("\n");
    if std::env::var("P").is_ok() {
        println!("{input}\n{shown}\n");
        return;
    }
    assert_eq!(shown.trim(), expected.trim(), "\n{shown}\n");
}

fn show(input: &str, diagnostic: &Diagnostic) -> String {
    let mut shown = format!(
        "{} {} | {}",
        place(input, diagnostic.span),
        diagnostic.message,
        diagnostic.label
    );
    if let Some(help) = &diagnostic.help {
        shown.push_str(&format!(" | {help}"));
    }
    for (span, label) in &diagnostic.related {
        shown.push_str(&format!("\n    {} {label}", place(input, *span)));
    }
    shown
}

/// Renders a span as `line:column` and what is underlined.
fn place(input: &str, span: Span) -> String {
    let before = &input[..span.start];
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    format!("{line}:{column} <{}>", &input[span.start..span.end])
}

#[test]
fn a_sound_file_is_read() {
    check::<Scenario>(SAMPLE, "");
    let (s, _) = read::<Scenario>(SAMPLE, &ReadLimits::default());
    println!("{s:?}");
}

#[test]
fn explore() {
    let c = |text: &str| check::<Scenario>(text, "");
    c(
        "(name: 5, sed: 1, services: {\"a\": (replica: 3, timeout: \"5x\", timeout: \"6s\"), \"a\": 5, b: (replicas: 300, timeout: 5)}, faults: [(at: \"1s\", kind: Crsh), (at: 1, kind: \"Crash\"), Fult(), (kind: Partition(5, 6)), (at: \"1s\", kind: Slow), (at: \"1s\", kind: Crash(1))])",
    );
    c("(seed: \"x\", foo: 1)");
    c("()");
    c(
        "(name: \"a b\", seed: 1.5, faults: [(at: \"1s\", kind: Slow(servic: \"a\")), (at: \"1s\", kind: Slow(5)), (at: \"1s\", kind: Partition()), (at: \"1s\", kind: Partition(\"a\"))])",
    );
    c(
        "(name: \"a\", seed: 1, services: { \"x\": (replicas: 1.5, timeout: [1], retry: Exponential(base: 1), data: {\"a\": foo, \"b\": (1,2), \"c\": 99999999999999999999, \"a\": 'x', \"d\": 1, \"d\": 2 }), \"y\": (replicas: -1, timeout: \"1s\", retry: Jittered(base: 1, chance: 2)), 5: (), \"z\": [1] })",
    );
    c("(name: \"a\", seed: 1, services: [1])");
    c("(name: \"a\", seed: 1, faults: {\"a\": 1})");
    c("(name: \"a\" seed: 1)");
    c("(name = \"a\", seed: 1)");
    c("(\"name\": \"a\", seed: 1)");
    c("Scenario { name: \"a\", seed: 1 }");
    c("(name: \"a\", seed: 1");
    c("(name: \"a, seed: 1)");
    c("(name: 'foo(', seed: 1)");
    c("(name: \"a\\q\", seed: 1)");
    c("(name: \"a\", seed: 1]");
    c("(name: \"a\", seed: 1))");
    c("(name: \"a\", seed: 1) x");
    c("(name: foo-bar, seed: 1)");
    c("(name: \"a\", seed: 1_x, $: 4)");
    c("");
    c("// only");
    c(
        "(\n    name: \"a\",\n    services: {\n        \"a\": (\n            replicas: 1,\n    },\n    seed: 1,\n)",
    );
    c("(\n    name: \"a,\n    seed: 1,\n   services: { \"b\": () } )");
    c("#![enable(implicit_some)]\n#![enable(unwrap_newtypes)] (name: \"a\", seed: 1)");
    c("\u{feff}(\r\n\tname: \"ü\",\r\n\tseed: ä)");
    c("5");
    c("(name: \"a\", seed: 10s)");
    c("(name: \"a\", seed: 1 2)");
    c("(name: \"a\", seed: 1..2)");
    c("(name: \"a\", seed: 0x)");
    c("(name: \"a\", seed: )");
    c("(name: \"a\", seed)");
    c("(name: \"a\", : 5)");
    c("(name: \"a\", seed: 1, services: {\"a\", \"b\": 5})");
    c("(name: \"a\",, seed: 1)");
    c("[1, 2]");
    c("(1, 2)");
    c("(name: \"a\", seed: 1, faults: [(at: \"1s\", kind: Slow(service: \"a\", by: \"1s\", 5))])");
    c(
        "(name: \"a\", seed: 1, faults: [(at: \"1s\", kind: Slow(service: \"a\", by: \"1s\"), kind: Crash, at: \"1\"), (at: None, kind: Some(Crash))])",
    );
    c("Scnario(name: \"a\", seed: 1)");
}
