//! The library under policy files: the same traces as under the same switches in a scenario, and one
//! line that is changed breaks what it should and nothing else.

use crate::library::{Volume, arm, library};
use seamripper_scenario::plan::Arm;
use seamripper_scenario::{PolicyFile, compile_policy};
use seamripper_score::{Verdict, judge};
use seamripper_sim::{End, Trace, run};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A runtime on which each line matters.
const CARRYING: &str = include_str!("../carrying.ron");

/// What the fixed runtime of each incident is, in the words of a policy file; by the number of the incident.
const RESOLVED: [(&str, &str); 8] = [
    ("01", "(tool_budget: 3, idempotency_key: PerIntent)"),
    ("02", "(correlation: ByIdInCallOrder)"),
    (
        "03",
        "(caps: (calls_per_turn: 12, calls: 20, then: CutOff), unknown_tool: (abort_after: 3, says: \"FATAL: tool '{tool}' is not registered. Do not retry. Use only the tools listed in your tool definitions.\"))",
    ),
    ("04", "(identity: OnBehalfOf(lifetime: \"15m\"))"),
    ("05", "()"),
    ("06", "(caps: (calls: 12, tokens: 650000))"),
    ("07", "(validation: Strict)"),
    (
        "08",
        "(identity: OnBehalfOf(lifetime: \"15m\"), found_credentials: Ignored, scope: Declared, confirmation: Destructive, caps: (calls: 12))",
    ),
];

const EVERYTHING: &str = "Prompt, Tools, Keys, Access, Services, Pipeline, Monitors, Operator, Checks, TokenRights, Budgets";

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

#[expect(clippy::disallowed_methods, reason = "tests read the repository's own files")]
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("the file is there")
}

fn all_fixes() -> String {
    read(&folder("policies/all-fixes.ron"))
}

fn compiled(text: &str) -> PolicyFile {
    compile_policy(text).unwrap_or_else(|mistakes| panic!("{mistakes:#?} in\n{text}"))
}

/// Makes a policy file of a policy as a scenario writes it.
fn of_policy(policy: &str, in_place: &str) -> PolicyFile {
    let head = "PolicyFile(format: 1, id: \"sample\", title: \"A sample\"";
    compiled(&format!("{head}, policy: {policy}, in_place: [{in_place}])"))
}

/// The incidents with a number, without those that are written from the reference alone.
fn incidents() -> Vec<Volume> {
    library().into_iter().filter(|volume| volume.name.starts_with('0')).collect()
}

fn under(volume: &Volume, file: &PolicyFile) -> Arm {
    volume.plan.under(file, false).unwrap_or_else(|unfit| panic!("{unfit}"))
}

/// Finds the policy that a scenario's file deploys, with the account of its agent as policy files name it.
fn deployed_policy(volume: &Volume) -> String {
    let source = read(&folder("scenarios").join(&volume.name));
    let Some((_, rest)) = source.split_once("\n    policy: ") else {
        return "()".to_owned();
    };
    let mut depth = 0;
    let end = rest.find(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0
    });
    let policy = &rest[..=end.expect("the brackets are closed")];
    match policy.split_once("ServiceAccount(") {
        Some((before, rest)) => {
            let (_, after) = rest.split_once(')').expect("it is closed");
            format!("{before}AgentAccount{after}")
        }
        None => policy.to_owned(),
    }
}

fn traced(volume: &Volume, arm: &Arm) -> Trace {
    run(&volume.plan, arm, volume.plan.seed)
}

#[test]
fn the_policy_that_a_scenario_deployed_gives_the_trace_of_the_deployed_arm() {
    for volume in incidents() {
        let file = of_policy(&deployed_policy(&volume), "");
        let ours = traced(&volume, &under(&volume, &file));
        let theirs = traced(&volume, &arm(&volume.plan, "deployed"));
        assert!(ours.records == theirs.records, "{}", volume.name);
        assert_eq!(ours.arm, "policy sample");
    }
}

#[test]
fn the_policy_of_the_resolved_arm_with_everything_in_place_gives_its_trace() {
    for (volume, (number, policy)) in incidents().iter().zip(RESOLVED) {
        assert!(volume.name.starts_with(number));
        let file = of_policy(policy, EVERYTHING);
        let ours = traced(volume, &under(volume, &file));
        let theirs = traced(volume, &arm(&volume.plan, "resolved"));
        assert!(ours.records == theirs.records, "{}", volume.name);
    }
}

#[test]
fn the_benign_twin_has_no_faults_and_the_honest_work() {
    let file = of_policy("(identity: AgentAccount)", "");
    for volume in incidents() {
        let twin = volume.plan.under(&file, true).expect("it can be run");
        let control = arm(&volume.plan, "control");
        assert_eq!(twin.name, "control+policy sample");
        assert!(twin.stage.world.faults.is_empty());
        assert_eq!(twin.stage.world.arrivals, control.stage.world.arrivals, "{}", volume.name);
    }
}

#[test]
fn the_same_policy_twice_gives_the_same_bytes() {
    let file = compiled(&all_fixes());
    for volume in incidents() {
        let (one, two) = (under(&volume, &file), under(&volume, &file));
        assert_eq!(traced(&volume, &one).fingerprint, traced(&volume, &two).fingerprint);
    }
}

#[test]
fn every_part_of_the_fixes_alone_and_all_but_it_can_be_put_in_place() {
    let parts: Vec<&str> = EVERYTHING.split(", ").collect();
    for part in &parts {
        let others: Vec<&str> = parts.iter().filter(|other| *other != part).copied().collect();
        for in_place in [(*part).to_owned(), others.join(", ")] {
            let file = of_policy("(confirmation: Destructive, scope: Declared)", &in_place);
            for volume in library() {
                under(&volume, &file);
                assert!(volume.plan.under(&file, true).is_ok(), "{}: {in_place}", volume.name);
            }
        }
    }
}

/// What breaks, with the damage: the number of the incident, and the invariant.
type Breaks = BTreeMap<(String, String), u64>;

fn breaks(text: &str) -> Breaks {
    let file = compiled(text);
    let mut found = Breaks::new();
    for volume in incidents() {
        let arm = under(&volume, &file);
        let trace = traced(&volume, &arm);
        assert_eq!(trace.end, End::Finished, "{}", volume.name);
        for judgement in judge(&volume.plan, &arm, &trace).judgements {
            if let Verdict::Broken(broken) = judgement.verdict {
                let invariant = volume.plan.symbols.text(judgement.name).to_string();
                found.insert((volume.name[..2].to_owned(), invariant), broken.damage);
            }
        }
    }
    found
}

/// The incidents in which something breaks that did not, or breaks by more.
fn worse(before: &Breaks, after: &Breaks) -> Vec<String> {
    let grown = after.iter().filter(|(what, damage)| before.get(what).is_none_or(|b| b < damage));
    let numbers: BTreeSet<String> = grown.map(|((number, _), _)| number.clone()).collect();
    numbers.into_iter().collect()
}

/// The numbers of the incidents that get worse when a text stands in the place of another in a policy file.
fn made_worse(text: &str, line: &str, to: &str) -> Vec<String> {
    assert_eq!(text.matches(line).count(), 1, "{line}");
    worse(&breaks(text), &breaks(&text.replace(line, to)))
}

#[test]
fn a_changed_line_of_a_runtime_that_carries_alone_makes_the_right_incident_worse_and_no_other() {
    let changes = [
        ("attempts: 3,", "attempts: 50,", "01"),
        ("correlation: ByIdInCallOrder,", "correlation: ByArrival,", "02"),
        ("lifetime: \"15m\",", "lifetime: \"2s\",", "04"),
        ("calls: 12,", "calls: 100,", "06"),
        ("validation: Strict,", "validation: Off,", "07"),
    ];
    for (line, to, number) in changes {
        assert_eq!(made_worse(CARRYING, line, to), [number], "{line} becomes {to}");
    }
}

#[test]
fn of_the_incidents_that_a_runtime_alone_cannot_survive_it_keeps_the_damage_bounded() {
    let found = breaks(CARRYING);
    let numbers: BTreeSet<&str> = found.keys().map(|(number, _)| number.as_str()).collect();
    assert_eq!(numbers.into_iter().collect::<Vec<_>>(), ["01", "03", "06"]);
}

#[test]
fn under_all_fixes_a_changed_line_breaks_what_nothing_else_catches() {
    let text = all_fixes();
    assert_eq!(breaks(&text), Breaks::new());
    let changes: [(&str, &str, &[&str]); 10] = [
        ("correlation: ByIdInCallOrder,", "correlation: ByArrival,", &["02"]),
        ("Do not retry.", "", &["03"]),
        (
            "lifetime: \"15m\",\n            expired: FailClosed,",
            "lifetime: \"2s\", expired: AgentAccount,",
            &["04"],
        ),
        // A token that is over before work begins refuses honest work: that something gets done breaks.
        ("lifetime: \"15m\",", "lifetime: \"2s\",", &["01", "03", "05", "06", "07"]),
        // Behind each of these stands another fix: the look-up of orders, the function that refuses
        // text, the prompt that says when to stop, the store that asks for the user's rights.
        ("idempotency_key: PerIntent,", "idempotency_key: None,", &[]),
        ("validation: Strict,", "validation: Off,", &[]),
        ("calls: 12,", "calls: 100,", &[]),
        ("found_credentials: Ignored,", "found_credentials: Used,", &[]),
        ("confirmation: Destructive,", "confirmation: Never,", &[]),
        ("scope: Declared,", "scope: Inferred,", &[]),
    ];
    for (line, to, numbers) in changes {
        assert_eq!(made_worse(&text, line, to), numbers, "{line} becomes {to}");
    }
}

/// Run it with `cargo test --release -p seamripper-score -- --ignored --nocapture ten_thousand`.
#[test]
#[ignore = "takes minutes"]
#[expect(clippy::print_stderr, reason = "whoever runs it wants to see the seeds")]
fn over_ten_thousand_seeds_all_fixes_break_only_what_all_fixes_of_the_incident_break_too() {
    let file = compiled(&all_fixes());
    for volume in incidents() {
        let (ours, theirs) = (under(&volume, &file), arm(&volume.plan, "resolved"));
        let mut broken: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for seed in 0..10_000 {
            let found = broken_under(&volume, &ours, seed);
            if !found.is_empty() {
                assert_eq!(found, broken_under(&volume, &theirs, seed), "{} {seed}", volume.name);
            }
            found.into_iter().for_each(|invariant| broken.entry(invariant).or_default().push(seed));
        }
        eprintln!("{}: {broken:?}", volume.name);
        // An invented tool: the model overlooks the list of tools, and then calls it again in spite of the
        // refusal. No fix does more than make both unlikely.
        assert!(broken.is_empty() || volume.name.starts_with("03"), "{}", volume.name);
    }
}

/// The invariants that break under a seed.
fn broken_under(volume: &Volume, arm: &Arm, seed: u64) -> Vec<String> {
    let trace = run(&volume.plan, arm, seed);
    assert_eq!(trace.end, End::Finished, "{} {seed}", volume.name);
    let judgements = judge(&volume.plan, arm, &trace).judgements.into_iter();
    let broken = judgements.filter(|judged| matches!(judged.verdict, Verdict::Broken(_)));
    broken.map(|judged| volume.plan.symbols.text(judged.name).to_string()).collect()
}
