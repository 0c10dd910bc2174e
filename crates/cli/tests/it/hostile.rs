//! Files that nobody wrote in good faith: each is refused, or ends as inconclusive, within a limit that
//! has a name. None of them takes a panic, an end that is not the program's own, or much time.

use crate::{run, seamripper};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

/// The parts of a small scenario, some of them replaced.
fn scenario(parts: &[(&str, &str)]) -> String {
    let usual = [
        (
            "tools",
            "{ \"act\": (description: \"Does it.\", service: \"book\", parameters: { \"what\": Any }) }",
        ),
        ("services", "{ \"book\": Ledger(effect: \"e\", answers: \"{x: args.what}\") }"),
        ("model", "(first_token: Constant(\"0s\"), tokens_per_second: 1000000, rules: $rules)"),
        (
            "rules",
            "{ \"go\": (on: Anything, tokens: \"0\", do: Call(tool: \"act\", intent: \"wish\", with: { \"what\": \"1\" })) }",
        ),
        ("workload", "(arrivals: $arrivals)"),
        ("arrivals", "[(turns: [(says: \"Do it.\", wants: [\"wish\"], request: $request)])]"),
        ("request", "{ \"a\": 1 }"),
        (
            "invariants",
            "{ \"done\": (says: \"It is done.\", holds: AtLeast(of: Effects(\"e\"), limit: 1, per: Intent)) }",
        ),
    ];
    let value = |name: &str| {
        let given = parts.iter().find(|(known, _)| *known == name);
        given.or_else(|| usual.iter().find(|(known, _)| *known == name)).map(|(_, value)| *value)
    };
    let mut text =
        "Scenario(format: 1, id: \"hostile\", title: \"t\", seed: 1, source: (title: \"t\"), \
         story: (incident: \"a\", symptom: \"b\", root_cause: \"c\", detection_gap: \"d\", \
         resolution: \"e\", lesson: \"f\")"
            .to_owned();
    let fields = [
        "tools",
        "services",
        "model",
        "workload",
        "invariants",
        "prompt",
        "policy",
        "faults",
        "monitors",
        "fixes",
        "arms",
        "pipeline",
        "truth",
        "figures",
        "limits",
        "notes",
    ];
    for field in fields {
        if let Some(value) = value(field) {
            let _ = write!(text, ", {field}: {value}");
        }
    }
    for name in ["rules", "arrivals", "request"] {
        text = text.replace(&format!("${name}"), value(name).unwrap_or_default());
    }
    text + ")"
}

/// Makes a map of so many entries.
fn map(count: usize, entry: impl Fn(usize) -> String) -> String {
    let entries: Vec<String> =
        (0..count).map(|number| format!("\"n{number}\": {}", entry(number))).collect();
    format!("{{ {} }}", entries.join(", "))
}

/// A rule that keeps calling, each time with what a formula makes of the last answer.
fn growing(first: &str, then: &str) -> String {
    let call = |with: &str| {
        format!(
            "Call(tool: \"act\", intent: \"wish\", about: \"'s'\", with: {{ \"what\": \"{with}\" }})"
        )
    };
    format!(
        "{{ \"go\": (on: Asked, tokens: \"0\", do: {}), \"on\": (on: Anything, tokens: \"0\", do: {}) }}",
        call(first),
        call(then)
    )
}

/// Runs a command; one that does not end by itself in ten minutes, on whatever machine, hangs.
fn ended(folder: &TempDir, arguments: &[&str]) -> (i32, String) {
    let mut command = seamripper(folder.path());
    let output =
        command.args(arguments).timeout(Duration::from_secs(600)).output().expect("it runs");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8(said).expect("it prints text");
    let code = output.status.code().unwrap_or_else(|| panic!("{arguments:?} did not end: {said}"));
    (code, said)
}

fn folder() -> TempDir {
    TempDir::new().expect("a folder can be made")
}

fn expect(cases: &[(&str, Vec<u8>, i32, &str)]) {
    let folder = folder();
    for (name, bytes, code, says) in cases {
        fs::write(folder.path().join("a.ron"), bytes).expect("it can be written");
        let (ended, said) = ended(&folder, &["replay", "a.ron", "--arm", "deployed"]);
        assert_eq!(ended, *code, "{name}: {}", said.get(..600).unwrap_or(&said));
        assert!(said.contains(says), "{name}: {says:?} in {}", said.get(..600).unwrap_or(&said));
        // What was not looked at to its end may hold a disagreement.
        assert!(*code != 3 || !said.contains("agreed to the end"), "{name}: {said}");
    }
}

#[test]
fn texts_that_are_no_scenario_are_refused_at_their_place() {
    let long = |unit: &str, times: usize| unit.repeat(times).into_bytes();
    expect(&[
        ("too large", long(" ", 2 << 20), 2, "a.ron has more than 1048576 bytes"),
        ("brackets", long("(", 500_000), 2, "nested too deeply"),
        ("lists", long("[", 500_000), 2, "nested too deeply"),
        ("options", long("Some(", 200_000), 2, "nested too deeply"),
        ("commas", [b"(", &b",".repeat(500_000)[..], b")"].concat(), 2, "more than 10000 entries"),
        ("comments", long("/*", 500_000), 2, "the comment is never closed"),
        ("attributes", long("#![enable(implicit_some)]", 40_000), 2, "the file is empty"),
        ("quotes", long("\"", 999_999), 2, "the text is never closed"),
        ("raw text", long("r#", 400_000), 2, "a.ron:1:"),
        ("zeros", vec![0; 1_000_000], 2, "a.ron:1:1"),
        ("byte order marks", long("\u{feff}", 300_000), 2, "the file is empty"),
        ("another encoding", vec![0xff, 0xfe, b'S', 0], 2, "a wrong byte in line 1"),
        (
            "digits",
            format!("Scenario(format: {})", "9".repeat(900_000)).into_bytes(),
            2,
            "does not fit",
        ),
        (
            "a long line with many mistakes",
            scenario(&[(
                "notes",
                &format!("[{}]", "x                                        ,".repeat(9_000)),
            )])
            .into_bytes(),
            2,
            "(the source is too long to be shown)",
        ),
        ("one field", format!("Scenario({})", "format: 1,".repeat(9_000)).into_bytes(), 2, "twice"),
    ]);
}

#[test]
fn lists_that_are_looked_through_again_and_again_are_short() {
    let rule = |_| "(on: Anything, if: \"false\", do: Answer())".to_owned();
    let fix = |n: usize| {
        format!("(says: \"x\", layer: Runtime, changes: [Policy(tool_budget: {})])", n + 1)
    };
    let arm = |n: usize| format!("(says: \"x\", changes: [Policy(tool_budget: {})])", n + 1);
    let monitor = |_| "(says: \"x\", counts: Calls, over: Replay, above: 9)".to_owned();
    let fault = |_| "(on: \"book\", does: DropReply)".to_owned();
    let holds = |_| "(says: \"x\", holds: ClaimsTrue)".to_owned();
    let service = |n: usize| format!("LoadBalancer(upstream: \"n{}\", timeout: \"1s\")", n + 1);
    let deploy = |n: usize| format!("(at: \"{n}s\", changes: [Policy(tool_budget: {})])", n + 1);
    let text = |name: &str, value: String| scenario(&[(name, &value)]).into_bytes();
    let turn = "(says: \"x\", wants: [\"wish\"])";
    expect(&[
        ("rules", text("rules", map(1001, rule)), 2, "there are 1001 rules"),
        ("fixes", text("fixes", map(65, fix)), 2, "there are 65 fixes"),
        ("arms", text("arms", map(65, arm)), 2, "there are 65 arms"),
        ("monitors", text("monitors", map(257, monitor)), 2, "there are 257 monitors"),
        ("faults", text("faults", map(257, fault)), 2, "there are 257 faults"),
        ("invariants", text("invariants", map(257, holds)), 2, "there are 257 invariants"),
        ("services", text("services", map(257, service)), 2, "there are 257 services"),
        (
            "deploys",
            text("pipeline", format!("(deploys: {})", map(9, deploy))),
            2,
            "there are 9 deploys",
        ),
        (
            "arrivals",
            text("arrivals", format!("[{}]", "(turns: []),".repeat(257))),
            2,
            "there are 257 arrivals",
        ),
        (
            "turns",
            text("arrivals", format!("[(turns: [{}])]", [turn; 257].join(","))),
            2,
            "there are 257 turns",
        ),
        (
            "data",
            text("request", format!("{{ \"a\": [{}] }}", "1,".repeat(10_001))),
            2,
            "more than 10000 entries",
        ),
        (
            "conversations",
            text("arrivals", format!("[(count: 100001, turns: [{turn}])]")),
            2,
            "100001",
        ),
    ]);
}

#[test]
fn a_file_sets_its_limits_lower_and_never_higher() {
    for (limits, says) in [
        ("(events: 18446744073709551615)", "the limit is above 500000"),
        ("(records: 80001)", "the limit is above 80000"),
        ("(virtual_time: \"18446744073709551616ns\")", "is too long"),
    ] {
        expect(&[(limits, scenario(&[("limits", limits)]).into_bytes(), 2, says)]);
    }
    let folder = folder();
    let text = scenario(&[("limits", "(records: 100001, events: 3000)")]);
    fs::write(folder.path().join("a.ron"), text).expect("it can be written");
    let (code, said) = ended(&folder, &["replay", "a.ron", "--limit", "records=300_000"]);
    assert!(code == 3 && said.contains("limit of events"), "{said}");
    let shrink = ["shrink", "a.ron", "--invariant", "done"];
    let (_, said) = ended(&folder, &shrink);
    assert!(said.contains("the limit is above 80000"), "{said}");
    let (_, said) = ended(&folder, &[&shrink[..], &["--limit", "records=300_000"]].concat());
    assert!(said.contains("it hit the limit of events"), "{said}");
    let check = ["policy", "check", "all-fixes"];
    assert_eq!(ended(&folder, &check).0, 0);
    let (code, said) = ended(&folder, &[&check[..], &["--limit", "entries=3"]].concat());
    assert!(code == 1 && said.contains("entries"), "{said}");
    let (code, said) = ended(&folder, &["replay", "a.ron", "--limit", "record=1"]);
    assert!(code == 2 && said.contains("did you mean `records`?"), "{said}");
    let (code, said) = ended(&folder, &["replay", "a.ron", "--limit", "records"]);
    assert!(code == 2 && said.contains("NAME=VALUE"), "{said}");
}

#[test]
fn what_is_counted_can_be_allowed_where_a_file_is_run() {
    let folder = folder();
    let many = |count: usize| {
        let one = |n| format!("\"m{n}\": (says: \"x\", counts: Calls, over: Replay, above: 9)");
        format!("{{ {} }}", (0..count).map(one).collect::<Vec<_>>().join(", "))
    };
    let text = scenario(&[("monitors", &many(300))]);
    fs::write(folder.path().join("a.ron"), text).expect("it can be written");
    let (code, said) = ended(&folder, &["replay", "a.ron"]);
    assert!(code == 2 && said.contains("`--limit named=300` allows it"), "{said}");
    let (code, said) = ended(&folder, &["replay", "a.ron", "--limit", "named=300"]);
    assert!(code != 2, "{said}");
    let (code, said) = ended(&folder, &["replay", "a.ron", "--limit", "listed=300"]);
    assert!(code == 2, "it is another limit: {said}");
}

#[test]
fn how_many_worlds_and_conversations_there_may_be_is_set_where_a_file_is_run() {
    let folder = folder();
    let text = scenario(&[
        ("arrivals", "[(count: 3, turns: [(says: \"Do it.\", wants: [\"wish\"])])]"),
        ("fixes", "{ \"f\": (layer: Runtime, says: \"x\", changes: []) }"),
        ("arms", "{ \"one\": (says: \"x\"), \"two\": (says: \"y\") }"),
        (
            "pipeline",
            "(deploys: { \"d\": (at: \"1s\", changes: []), \"e\": (at: \"2s\", changes: []) })",
        ),
    ]);
    fs::write(folder.path().join("a.ron"), text).expect("it can be written");
    let check = |limit: &str| ended(&folder, &["check", "a.ron", "--limit", limit]);
    for (limit, needed) in [("arms", 2), ("deploys", 2), ("conversations", 3)] {
        let (code, said) = check(&format!("{limit}={}", needed - 1));
        let help = format!("`--limit {limit}={needed}` allows it");
        assert!(code == 1 && said.contains(&help), "{limit}: {said}");
        assert_eq!(said.matches("error:").count(), 1, "{said}");
        let (_, said) = check(&format!("{limit}={needed}"));
        assert!(!said.contains("allows it"), "{limit}: {said}");
    }
    let (code, said) = ended(&folder, &["replay", "a.ron", "--limit", "tasks=1"]);
    assert!(code == 3 && said.contains("the limit of tasks"), "{said}");
    let (code, said) = ended(&folder, &["verify", "a.ron", "--limit", "tasks=1"]);
    assert!(code == 0 && said.contains("resolved ended early: the limit of tasks"), "{said}");
}

#[test]
fn what_has_no_end_is_inconclusive_and_says_at_which_limit() {
    let short = ("limits", "(events: 20000, records: 5000)");
    let failing = "{ \"f\": (on: \"book\", does: Refuse(status: 500, says: \"no\")) }";
    let crowd = "[(count: 100000, turns: [(says: \"x\", wants: [\"wish\"])])]";
    let each = "{ \"go\": (on: Anything, tokens: \"0\", do: Call(tool: \"act\", for_each: \"range(10000)\")) }";
    let nanoseconds =
        "{ \"m\": (says: \"x\", counts: Calls, over: Replay, above: 9, every: \"1ns\") }";
    let slow =
        "{ \"book\": Ledger(effect: \"e\", commits_after: Constant(\"18446744073709551615ns\")) }";
    let retries = "(retries: (attempts: 1000, on: [ServerError]))";
    for (name, part) in [
        ("a loop without time", ("limits", short.1)),
        ("a crowd", ("arrivals", crowd)),
        ("many calls at once", ("rules", each)),
        ("a monitor that looks all the time", ("monitors", nanoseconds)),
        ("an answer after all time", ("services", slow)),
        ("a retry storm", ("policy", retries)),
    ] {
        let faults = if name == "a retry storm" { failing } else { "{}" };
        let text = scenario(&[short, part, ("faults", faults)]).into_bytes();
        expect(&[(name, text, 3, "limit of ")]);
    }
}

#[test]
fn formulas_that_make_ever_more_run_into_the_limit_of_work() {
    let grow = |first: &str, then: &str| scenario(&[("rules", &growing(first, then))]).into_bytes();
    let doubled =
        "if len(fact('s', x)) < 500000 then fact('s', x) + fact('s', x) else fact('s', x)";
    let shared = "[fact('s', x), fact('s', x), fact('s', x), fact('s', x)]";
    let bomb = "len(replace(replace(replace('aaaaaaaaaaaaaaaa', 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'), 'a', \
                'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'), 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'))";
    expect(&[
        (
            "a text that doubles",
            grow("'xxxxxxxx'", "fact('s', x) + fact('s', x)"),
            3,
            "more than 1048576 bytes",
        ),
        ("a text that is long", grow("'xxxxxxxx'", doubled), 3, "limit of work"),
        ("a list that is long", grow("[1, 2, 3, 4]", doubled), 3, "MiB"),
        ("parts that are shared", grow("[1, 2, 3, 4]", shared), 3, "more than 64 levels"),
        ("much for nothing", grow("1", bomb), 3, "limit of work"),
    ]);
}

#[test]
fn what_each_conversation_says_costs_work() {
    let long = "x".repeat(200_000);
    // One after the other, so that no other limit is met first.
    let crowd = |more: &str, turn: &str| {
        format!("[(count: 100000, apart: Constant(\"1ms\"), {more} turns: [{turn}])]")
    };
    let says = crowd("", &format!("(says: \"{long}\", wants: [\"wish\"])"));
    let asks = format!("(says: \"x\", wants: [\"wish\"], request: {{ \"a\": \"{long}\" }})");
    let asks = crowd("", &asks);
    let numbers: Vec<String> = (0..9000).map(|number| number.to_string()).collect();
    let each = format!("each: {{ \"a\": [{}] }},", numbers.join(", "));
    let turn = "(says: \"x\", wants: [\"wish\"], request: { \"b\": 1 })";
    let own = crowd(&each, &vec![turn; 250].join(", "));
    let answer = "{ \"go\": (on: Asked, do: Answer(text: \"'done'\")) }";
    let prompt = format!("[(id: \"p\", text: \"{long}\")]");
    let usual = crowd("", turn);
    for (name, arrivals, prompt, limit) in [
        ("a long message", &says, "[]", "limit of work"),
        ("a long request", &asks, "[]", "limit of work"),
        ("a long prompt", &usual, prompt.as_str(), "limit of work"),
        ("turns of their own", &own, "[]", "limit of trace records"),
        ("nothing long", &usual, "[]", "limit of trace records"),
    ] {
        let parts = [("arrivals", arrivals.as_str()), ("prompt", prompt), ("rules", answer)];
        expect(&[(name, scenario(&parts).into_bytes(), 3, limit)]);
    }
}

#[test]
fn judging_has_a_limit_of_its_own() {
    let folder = folder();
    let holds = |_| {
        "(says: \"x\", holds: EachEffect(effect: \"e\", holds: \"len(text(range(9000))) > 0\"))"
            .to_owned()
    };
    let invariants = map(200, holds).replacen(
        "EachEffect(effect: \"e\", holds: \"len(text(range(9000))) > 0\")",
        "Answered()",
        1,
    );
    let text = scenario(&[("invariants", &invariants), ("limits", "(records: 4000)")]);
    fs::write(folder.path().join("a.ron"), text).expect("it can be written");
    let (code, said) =
        ended(&folder, &["replay", "a.ron", "--arm", "deployed", "--limit", "work=200_000_000"]);
    assert!(code == 3 && said.contains("limit of work"), "{said}");
}

#[test]
fn a_chain_of_services_as_long_as_may_be_is_no_problem() {
    let chain = |n: usize| match n {
        255 => "Ledger(effect: \"e\")".to_owned(),
        n => format!("Latency(latency: Constant(\"1ns\"), upstream: \"n{}\")", n + 1),
    };
    let services = map(256, chain);
    let tools = "{ \"act\": (description: \"x\", service: \"n0\", parameters: { \"what\": Any }) }";
    let rules = "{ \"go\": (on: Asked, do: Call(tool: \"act\", intent: \"wish\")), \"end\": (on: Anything, do: Answer()) }";
    let text = scenario(&[("services", &services), ("tools", tools), ("rules", rules)]);
    expect(&[("a chain", text.into_bytes(), 0, "breaks nothing")]);
    let circle = services
        .replace("Ledger(effect: \"e\")", "Latency(latency: Constant(\"1ns\"), upstream: \"n0\")");
    let text = scenario(&[("services", &circle), ("tools", tools)]);
    expect(&[("a circle", text.into_bytes(), 2, "call each other in a circle")]);
}

#[test]
fn arms_that_multiply_are_refused_before_they_are_made() {
    let rows = map(9000, |n| format!("{{ \"a\": {n} }}"));
    let services = format!(
        "{{ \"book\": Ledger(effect: \"e\"), \"rows\": RecordTable(key: \"what\", rows: {rows}) }}"
    );
    let arm = |n: usize| format!("(says: \"x\", changes: [Policy(tool_budget: {})])", n + 1);
    let deploy = |n: usize| format!("(at: \"{n}s\", changes: [Policy(tool_budget: {})])", n + 100);
    let pipeline = format!("(deploys: {})", map(8, deploy));
    let parts = [("services", &services), ("arms", &map(64, arm)), ("pipeline", &pipeline)];
    let text = scenario(&parts.map(|(name, value)| (name, value.as_str()))).into_bytes();
    expect(&[("arms of much", text, 2, "too much work to check")]);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_waited_for() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    let fifo = std::process::Command::new("mkfifo").arg(path("pipe.ron")).status();
    assert!(fifo.expect("there is a mkfifo").success());
    std::os::unix::fs::symlink(path("loop.ron"), path("loop.ron")).expect("a link can be made");
    std::os::unix::fs::symlink("/dev/zero", path("zero.ron")).expect("a link can be made");
    for (file, says) in [
        ("pipe.ron", "pipe.ron is no file: it is a device or a pipe"),
        ("zero.ron", "zero.ron is no file"),
        ("loop.ron", "cannot read loop.ron"),
        ("/dev/zero", "/dev/zero is no file"),
        (".", "a trace is what"),
    ] {
        for command in
            [&["replay", file][..], &["policy", "check", file], &["judge", file], &["merge", file]]
        {
            if file == "." && command[0] != "judge" {
                continue;
            }
            let (code, said) = ended(&folder, command);
            assert!(code == 2 && said.contains(says), "{command:?}: {code} {said}");
        }
    }
}

#[test]
fn traces_and_sweeps_that_are_too_large_are_refused() {
    let folder = crate::folder("a.ron", |source| source);
    run(&folder, &["replay", "a.ron", "--arm", "deployed", "--trace", "t.jsonl"]);
    run(&folder, &["sweep", "a.ron", "--seeds", "2", "--save", "s.json"]);
    for (command, limit) in [
        (&["judge", "t.jsonl", "--scenario", "a.ron"][..], "trace-bytes"),
        (&["merge", "s.json"], "sweep-bytes"),
        (&["check", "a.ron"], "file-bytes"),
    ] {
        let (code, said) =
            ended(&folder, &[command, &["--limit", &format!("{limit}=1000")]].concat());
        let says = format!("`--limit {limit}=BYTES` allows more");
        assert!(code == 2 && said.contains(&says), "{command:?}: {said}");
        assert_eq!(ended(&folder, command).0, 0, "{command:?}");
    }
    let header = fs::read_to_string(folder.path().join("t.jsonl")).expect("it was written");
    let header = header.lines().next().expect("it has a header").to_owned();
    let deep = format!(
        "{header}\n{{\"seq\":0,\"at_ns\":0,\"cause\":null,\"conversation\":0,\"event\":{}}}\n",
        "[".repeat(100_000)
    );
    let wide = format!("{header}\n{{\"x\":[{}0]}}\n", "0,".repeat(3 << 20));
    for (bytes, says) in [(deep, "recursion limit"), (wide, "too much data in it")] {
        fs::write(folder.path().join("t.jsonl"), bytes).expect("it can be written");
        let (code, said) = ended(&folder, &["judge", "t.jsonl", "--scenario", "a.ron"]);
        assert!(code == 2 && said.contains(says) && said.contains("t.jsonl:2:"), "{said}");
    }
    assert!(Path::new(folder.path()).exists());
}

#[test]
fn no_output_replaces_what_was_read() {
    let folder = folder();
    let text = scenario(&[]);
    let names = ["a.ron", "b.deployed.ron", "index.html", "s.json"];
    for name in names {
        fs::write(folder.path().join(name), &text).expect("it can be written");
    }
    let commands: [&[&str]; 4] = [
        &["replay", "a.ron", "--arm", "deployed", "--trace", "a.ron"],
        &[
            "replay",
            "./b.deployed.ron",
            "--arm",
            "deployed",
            "--arm",
            "control",
            "--trace",
            "b.ron",
        ],
        &["report", "./index.html", "--out", ".", "--seeds", "2", "--draws", "2"],
        &["merge", "s.json", "--save", "./s.json"],
    ];
    for command in commands {
        let (code, said) = ended(&folder, command);
        assert_eq!(code, 2, "{command:?}: {said}");
        assert!(said.contains("an output would replace the input"), "{command:?}: {said}");
    }
    for name in names {
        let kept = fs::read_to_string(folder.path().join(name)).expect("it is there");
        assert_eq!(kept, text, "{name}");
    }
}

#[test]
fn no_more_mistakes_are_told_than_the_limit_says() {
    let folder = folder();
    let rule = |n| format!("\"r{n}\": (on: Asked, do: Call(tool: \"nobody{n}\"))");
    let rules = format!("{{ {} }}", (0..200).map(rule).collect::<Vec<_>>().join(", "));
    fs::write(folder.path().join("a.ron"), scenario(&[("rules", &rules)])).expect("it is written");
    let (code, said) = ended(&folder, &["check", "a.ron", "--limit", "mistakes=7"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("too many mistakes"), "{said}");
    assert_eq!(said.matches("error").count(), 8, "{said}");
}

#[test]
fn lists_that_are_looked_through_again_and_again_are_limited() {
    let list = |count: usize| vec!["\"t\""; count].join(", ");
    let trigger = format!("{{ \"r\": (on: Succeeded([{}]), do: Call(tool: \"act\")) }}", list(257));
    let user = format!("{{ \"u\": (rights: [{}]) }}", list(1001));
    let users = scenario(&[]).replacen("services:", &format!("users: {user}, services:"), 1);
    let rules = scenario(&[("rules", &trigger)]).into_bytes();
    expect(&[
        ("trigger", rules, 2, "there are 257 tools of a trigger"),
        ("rights", users.into_bytes(), 2, "there are 1001 rights of a user"),
    ]);
}

#[test]
fn equal_traces_that_are_cut_off_prove_nothing() {
    let folder = folder();
    let text = scenario(&[("limits", "(records: 2)")]);
    fs::write(folder.path().join("a.ron"), text).expect("it can be written");
    let trace = ["replay", "a.ron", "--arm", "deployed", "--trace", "t.jsonl"];
    assert_eq!(ended(&folder, &trace).0, 3);
    fs::copy(folder.path().join("t.jsonl"), folder.path().join("u.jsonl")).expect("it is there");
    let (code, said) = ended(&folder, &["diff", "t.jsonl", "u.jsonl"]);
    assert!(code == 3 && said.contains("No difference"), "{code} {said}");
}

#[test]
fn honest_work_of_all_fixes_together_gets_what_one_replay_may_take() {
    let folder = crate::folder("a.ron", |source| source);
    let outcomes = |records: u32| {
        let limit = format!("records={records}");
        let replay = ["replay", "a.ron", "--format", "json", "--limit", &limit];
        let (_, said, _) = run(&folder, &replay);
        let said: serde_json::Value = serde_json::from_str(&said).expect("it is JSON");
        ["arms", "honest_work"].map(|of| said[of][0]["outcome"].clone())
    };
    // Honest work takes fewer than 100 records, four times over.
    assert_eq!(outcomes(400), ["finished", "finished"]);
    assert_eq!(outcomes(200), ["finished", "inconclusive"]);
}
