//! `gate`: spoilt policies turn the right incidents red, baselines are kept, and nothing that proves
//! nothing passes.

use crate::{folder, run};
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

/// The policy with every fix of the library.
const ALL: &str = include_str!("../../../../policies/all-fixes.ron");

const KEY: &str = "idempotency_key: PerIntent,";
const WORDS: &str = "says: \"FATAL: tool '{tool}' is not registered. Do not retry. Use only the tools listed in your tool definitions.\",";
const CAPS: &str = "caps: (calls_per_turn: 10, calls: 12, then: LastAnswer),";
const PARTS: &str = "Prompt, Tools, Keys, Access, Services, Pipeline, Monitors, Operator,";

/// Returns the id of the incident with a number: nothing in the crates names one.
pub(crate) fn incident(number: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios");
    let files = fs::read_dir(folder).expect("it is a folder");
    let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
    let mut ids = names.filter_map(|name| {
        Some(name.strip_prefix(number)?.strip_prefix('-')?.strip_suffix(".ron")?.to_owned())
    });
    ids.next().expect("there is such an incident")
}

/// Makes a folder with the sample scenario, and with `p.ron`: all fixes, with one text replaced.
pub(crate) fn spoilt(line: &str, to: &str) -> TempDir {
    let folder = folder("a.ron", |source| source);
    assert_eq!(ALL.matches(line).count(), 1, "{line}");
    fs::write(folder.path().join("p.ron"), ALL.replace(line, to)).expect("it can be written");
    folder
}

fn json(folder: &TempDir, arguments: &[&str]) -> (i32, Value) {
    let (code, out, err) = run(folder, &[arguments, &["--format", "json"]].concat());
    (code, serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}")))
}

/// Lists what broke as `incident/invariant`, with the line that is responsible.
fn broken(gate: &Value) -> Vec<(String, u64)> {
    let text = |value: &Value| value.as_str().expect("it is text").to_owned();
    let mut broken = Vec::new();
    for incident in gate["incidents"].as_array().expect("it is a list") {
        for one in incident["invariants"].as_array().expect("it is a list") {
            if one["outcome"] == "broken" {
                let name = format!("{}/{}", text(&incident["scenario"]), text(&one["invariant"]));
                broken.push((name, one["cause"]["at"]["line"].as_u64().expect("it is a line")));
            }
        }
    }
    broken
}

#[test]
fn every_spoilt_line_turns_its_incident_red_and_is_pointed_at() {
    let words = "Do not retry. ";
    // Where a part is missing, the line is the one of `policy`.
    let policy_line = line_of(ALL, "policy: (");
    let spoilings = [
        ("correlation: ByIdInCallOrder,", "correlation: ByArrival,", "02", "claims-true", None),
        (
            "correlation: ByIdInCallOrder,",
            "correlation: ByIdInArrivalOrder,",
            "02",
            "results-reach-their-calls",
            None,
        ),
        (words, "", "03", "no-call-after-rejection", None),
        (WORDS, "says: \"no\",", "03", "article-complete", None),
        (
            "lifetime: \"15m\"",
            "lifetime: \"2s\"",
            "01",
            "true-outcome-told",
            Some(line_of(ALL, "identity: ")),
        ),
        (
            "lifetime: \"15m\"",
            "lifetime: \"1s\"",
            "06",
            "answered",
            Some(line_of(ALL, "identity: ")),
        ),
        (
            KEY,
            "idempotency_key: PerAttempt, retries: (attempts: 50, on: [ServerError, Timeout]),",
            "01",
            "one-order-per-intent",
            None,
        ),
        (
            CAPS,
            "caps: (calls_per_turn: 1, calls: 12, then: LastAnswer),",
            "02",
            "cards-produced",
            None,
        ),
        (
            CAPS,
            "caps: (calls_per_turn: 10, calls: 1, then: NoAnswer),",
            "08",
            "finished-or-handed-back",
            None,
        ),
        (CAPS, "caps: (tokens: 500, then: NoAnswer),", "04", "bulletin-summarised", None),
        (CAPS, "caps: (time: \"3s\", then: CutOff),", "08", "finished-or-handed-back", None),
        (KEY, "idempotency_key: PerIntent, tool_budget: 1,", "06", "answered", None),
        (KEY, "idempotency_key: PerIntent, call_timeout: \"1ms\",", "07", "shipped", None),
        (
            PARTS,
            "Tools, Keys, Access, Services, Pipeline, Monitors, Operator,",
            "06",
            "asked-facts-told",
            Some(policy_line),
        ),
        (
            PARTS,
            "Prompt, Keys, Access, Services, Pipeline, Monitors, Operator,",
            "01",
            "true-outcome-told",
            Some(policy_line),
        ),
        (
            PARTS,
            "Prompt, Tools, Keys, Services, Pipeline, Monitors, Operator,",
            "04",
            "nothing-disclosed",
            Some(policy_line),
        ),
        (PARTS, "", "07", "applied-as-meant", Some(policy_line)),
    ];
    for (line, to, number, invariant, at) in spoilings {
        let (folder, incident) = (spoilt(line, to), incident(number));
        let (code, gate) = json(&folder, &["gate", "--policy", "p.ron", &incident, "--seeds", "2"]);
        let at = at.unwrap_or_else(|| line_of(ALL, line));
        let expected = (format!("{incident}/{invariant}"), at);
        assert_eq!(code, 1, "{to}");
        assert!(
            broken(&gate).contains(&expected),
            "{to}: {expected:?} is not in {:?}",
            broken(&gate)
        );
    }
}

fn line_of(text: &str, part: &str) -> u64 {
    let (before, _) = text.split_once(part).expect("it is there");
    before.lines().count() as u64 + u64::from(before.ends_with('\n'))
}

#[test]
fn one_changed_line_turns_the_right_incidents_red_and_no_others() {
    let in_order = "correlation: ByIdInCallOrder,";
    let no_access = "Prompt, Tools, Keys, Services, Pipeline, Monitors, Operator,";
    let changes: [(&str, &str, &[&str]); 5] = [
        (in_order, "correlation: ByIdInArrivalOrder,", &["02"]),
        (PARTS, no_access, &["04"]),
        // Behind each of these stands another fix.
        ("validation: Strict,", "validation: Off,", &[]),
        (CAPS, "caps: (calls_per_turn: 10, calls: 100, then: LastAnswer),", &[]),
        (KEY, "idempotency_key: PerIntent, retries: (attempts: 50, on: [ServerError]),", &[]),
    ];
    for (line, to, expected) in changes {
        let folder = spoilt(line, to);
        let (code, gate) = json(&folder, &["gate", "--policy", "p.ron", "--seeds", "1"]);
        let mut incidents: Vec<String> = broken(&gate)
            .iter()
            .filter_map(|(name, _)| Some(name.split_once('/')?.0.to_owned()))
            .collect();
        incidents.dedup();
        let expected: Vec<String> = expected.iter().map(|number| incident(number)).collect();
        assert_eq!(incidents, expected, "{to}");
        assert_eq!(code, i32::from(!expected.is_empty()), "{to}");
    }
}

#[test]
fn a_known_failure_that_gets_worse_is_not_known() {
    let carrying = include_str!("../../../score/tests/carrying.ron");
    let folder = folder("a.ron", |source| source);
    let write = |text: &str| {
        fs::write(folder.path().join("p.ron"), text).expect("it can be written");
    };
    let ids = ["01", "02", "04", "05", "07"].map(incident);
    let gate = ["gate", "--policy", "p.ron", "--seeds", "2", "--baseline", "b.ron"];
    let gate: Vec<&str> = gate.into_iter().chain(ids.iter().map(String::as_str)).collect();
    write(carrying);
    assert_eq!(run(&folder, &[&gate[..], &["--update-baseline"]].concat()).0, 0);
    assert_eq!(run(&folder, &gate).0, 0);
    assert_eq!(carrying.matches("attempts: 3,").count(), 1);
    write(&carrying.replace("attempts: 3,", "attempts: 50,"));
    let (code, json) = json(&folder, &gate);
    let incidents = json["incidents"].as_array().expect("it is a list");
    let red = incidents.iter().filter(|one| one["outcome"] == "broken");
    let red: Vec<&str> = red.filter_map(|one| one["scenario"].as_str()).collect();
    assert_eq!((code, red), (1, vec![ids[0].as_str()]));
    let (_, out, _) = run(&folder, &gate);
    assert!(out.contains("worse than known: a damage of"), "{out}");
}

#[test]
fn an_incident_whose_faults_are_gone_is_untested_and_does_not_pass() {
    let folder = folder("a.ron", |source| {
        let (before, rest) = source.split_once("    faults: {").expect("it has faults");
        let (_, after) = rest.split_once("\n    },\n").expect("they end");
        format!("{before}{after}")
    });
    let (code, gate) = json(&folder, &["gate", "--policy", "all-fixes", "a.ron", "--seeds", "5"]);
    assert_eq!(code, 3);
    assert_eq!(gate["passes"], Value::Null);
    assert_eq!(gate["incidents"][0]["bites"], false);
    for one in gate["incidents"][0]["invariants"].as_array().expect("it is a list") {
        assert_eq!(one["outcome"], "untested");
    }
    let (_, out, _) = run(&folder, &["gate", "--policy", "all-fixes", "a.ron", "--seeds", "5"]);
    assert!(
        out.contains("breaks nothing as it was deployed") && out.contains("Not passed"),
        "{out}"
    );
    let (_, xml, _) = run(
        &folder,
        &["gate", "--policy", "all-fixes", "a.ron", "--seeds", "5", "--format", "junit"],
    );
    let report = quick_junit::Report::deserialize_from_str(&xml).expect("it is JUnit XML");
    assert_eq!((report.test_suites[0].tests, report.test_suites[0].skipped), (3, 3));
}

#[test]
fn replays_that_hit_a_limit_do_not_pass() {
    let folder = folder("a.ron", |source| {
        source.replace("    seed: ", "    limits: (events: 20),\n    seed: ")
    });
    let (code, gate) = json(&folder, &["gate", "--policy", "all-fixes", "a.ron", "--seeds", "5"]);
    assert_eq!((code, gate["incidents"][0]["outcome"].as_str()), (3, Some("inconclusive")));
}

#[test]
fn what_breaks_and_then_runs_into_a_limit_can_be_known() {
    let folder = folder("a.ron", |source| {
        source.replace("    seed: ", "    limits: (records: 30),\n    seed: ")
    });
    let gate = ["gate", "--policy", "openai-python", "a.ron", "--seeds", "3"];
    let (code, first) = json(&folder, &gate);
    let incident = &first["incidents"][0];
    assert_eq!((code, incident["outcome"].as_str()), (1, Some("broken")));
    assert!(incident["cut_short"].as_u64() > Some(0), "{incident}");
    let known = [&gate[..], &["--baseline", "b.ron"]].concat();
    assert_eq!(run(&folder, &[&known[..], &["--update-baseline"]].concat()).0, 0);
    let (code, again) = json(&folder, &known);
    assert_eq!((code, again["incidents"][0]["outcome"].as_str()), (0, Some("known")));
}

#[test]
fn no_output_replaces_an_input_or_another_output() {
    let folder = folder("a.ron", |source| source);
    fs::write(folder.path().join("p.ron"), ALL).expect("it can be written");
    for outputs in [
        &["--json", "./p.ron"][..],
        &["--json", "a.ron"],
        &["--baseline", "b.ron", "--update-baseline", "--sarif", "./b.ron"],
        &["--json", "x", "--sarif", "./x"],
    ] {
        let gate = ["gate", "--policy", "p.ron", "a.ron", "--seeds", "1"];
        let (code, _, err) = run(&folder, &[&gate[..], outputs].concat());
        assert_eq!(code, 2, "{outputs:?}: {err}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("p.ron")).expect("it is there"), ALL);
}

#[test]
fn a_baseline_lets_pass_what_is_known_and_nothing_else() {
    let incident = &incident("02");
    let folder = spoilt("correlation: ByIdInCallOrder,", "correlation: ByArrival,");
    let gate = ["gate", "--policy", "p.ron", incident, "--seeds", "8", "--baseline", "b.ron"];
    let (code, _, err) = run(&folder, &gate);
    assert!(code == 2 && err.contains("`--update-baseline` writes one"), "{err}");
    let (code, out, err) = run(&folder, &[&gate[..], &["--update-baseline"]].concat());
    assert_eq!(
        (code, err.as_str()),
        (0, "note: b.ron lists 2 known failures: 2 new, 0 taken off\n")
    );
    assert!(out.contains("Known failures"), "{out}");
    assert_eq!(run(&folder, &gate).0, 0);
    let path = folder.path().join("b.ron");
    let kept = fs::read_to_string(&path).expect("it was written");
    // One of the two is new again.
    let others = kept.lines().filter(|line| !line.contains("claims-true"));
    let others: Vec<&str> = others.collect();
    assert_eq!(others.len() + 1, kept.lines().count(), "{kept}");
    fs::write(&path, others.join("\n")).expect("it can be written");
    let (code, json) = json(&folder, &gate);
    assert_eq!((code, json["counts"]["broken"].as_u64()), (1, Some(1)));
    // Both are fixed.
    fs::write(&path, &kept).expect("it can be written");
    fs::write(folder.path().join("p.ron"), ALL).expect("it can be written");
    // Too few seeds to tell: it is not said to be gone, and stays in the baseline.
    let few = ["gate", "--policy", "p.ron", incident, "--seeds", "1", "--baseline", "b.ron"];
    let (_, out, _) = run(&folder, &few);
    assert!(!out.contains("breaks no more"), "{out}");
    assert_eq!(run(&folder, &[&few[..], &["--update-baseline"]].concat()).0, 0);
    assert_eq!(fs::read_to_string(&path).expect("it is there"), kept);
    let (code, out, _) = run(&folder, &gate);
    assert_eq!(code, 0);
    assert!(
        out.contains(&format!("{incident}/claims-true  is in the baseline and breaks no more")),
        "{out}"
    );
    assert_eq!(run(&folder, &[&gate[..], &["--update-baseline"]].concat()).0, 0);
    assert!(!fs::read_to_string(&path).expect("it is there").contains("scenario"));
}

#[test]
fn what_was_not_gated_stays_in_the_baseline() {
    let incident = &incident("02");
    let folder = spoilt("correlation: ByIdInCallOrder,", "correlation: ByArrival,");
    let other = crate::gate::incident("06");
    let entry = format!("(scenario: \"{other}\", invariant: \"answered\")");
    let known = format!("(format: 1, policy: \"all-fixes\", known: [{entry}])");
    fs::write(folder.path().join("b.ron"), known).expect("it can be written");
    let gate = ["gate", "--policy", "p.ron", incident, "--seeds", "1"];
    let update = ["--baseline", "b.ron", "--update-baseline"];
    assert_eq!(run(&folder, &[&gate[..], &update].concat()).0, 0);
    let kept = fs::read_to_string(folder.path().join("b.ron")).expect("it is there");
    assert!(kept.contains(&other) && kept.contains("claims-true"), "{kept}");
}

#[test]
fn a_baseline_that_cannot_be_right_is_explained() {
    let folder = spoilt("validation: Strict,", "validation: Off,");
    let other = incident("06");
    let (typo, meant) = (&other[..other.len() - 1], format!("did you mean `{other}`?"));
    let entry = |scenario: &str, invariant: &str| {
        let entry = format!("(scenario: \"{scenario}\", invariant: \"{invariant}\")");
        format!("(format: 1, policy: \"all-fixes\", known: [{entry}])")
    };
    for (text, says) in [
        (entry(typo, "answered"), meant.as_str()),
        (entry(&other, "answerd"), "did you mean `answered`?"),
        ("(format: 1, policy: \"other\", known: [])".to_owned(), "is of the policy `other`"),
        ("(format: 2, policy: \"all-fixes\", known: [])".to_owned(), "its format is 2"),
        ("(format: 1,\n policy: \"all-fixes\",\n knwon: [])".to_owned(), "b.ron:3:"),
        (String::new(), "b.ron:1:1"),
    ] {
        fs::write(folder.path().join("b.ron"), &text).expect("it can be written");
        let gate = ["gate", "--policy", "p.ron", "a.ron", "--seeds", "1", "--baseline", "b.ron"];
        let (code, out, err) = run(&folder, &gate);
        assert_eq!((code, out.as_str()), (2, ""), "{text}");
        assert!(err.contains(says), "{text}: {err}");
    }
}

#[test]
fn wrong_words_are_explained() {
    let other = incident("06");
    let (typo, meant) = (&other[..other.len() - 1], format!("did you mean `{other}`?"));
    let folder = spoilt("validation: Strict,", "validation: Stric,");
    for (arguments, says) in [
        (&["--policy", "p.ron", "a.ron"][..], "did you mean `Strict`?"),
        (&["--policy", "all-fix", "a.ron"], "did you mean `all-fixes`?"),
        (&["--policy", "none.ron"], "cannot read none.ron"),
        (&["--policy", "all-fixes", "a.ron", "a.ron"], "two scenarios have the id `sample`"),
        (&["--policy", "all-fixes", typo], meant.as_str()),
        (
            &["--policy", "all-fixes", "a.ron", "--junit", "no/such/file.xml"],
            "no/such is no folder",
        ),
        (
            &["--policy", "all-fixes", "a.ron", "--junit", "x", "--sarif", "x"],
            "two outputs go into x",
        ),
        (&["--policy", "all-fixes", "a.ron", "--update-baseline"], "--baseline"),
        (&["--policy", "all-fixes", "--watch"], "nothing to watch"),
        (&["a.ron"], "--policy"),
    ] {
        let (code, out, err) = run(&folder, &[&["gate", "--seeds", "1"], arguments].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains(says), "{arguments:?}: {err}");
    }
}

#[test]
fn the_worst_seed_is_replayed_by_its_command() {
    let incident = &incident("02");
    let folder = spoilt("correlation: ByIdInCallOrder,", "correlation: ByArrival,");
    let (_, gate) = json(&folder, &["gate", "--policy", "p.ron", incident, "--seeds", "2"]);
    let worst = &gate["incidents"][0]["invariants"][0]["worst"];
    let command = worst["command"].as_str().expect("it is a command");
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    let (code, out, _) = run(&folder, &words);
    assert_eq!(code, 0);
    assert!(out.contains("policy all-fixes") && out.contains(command), "{out}");
}
