//! What `policy explain` and `policy list` print.

use crate::json::assert_documented;
use crate::{TINY, plain};
use seamripper_report::{Explained, Incident, policy_json, policy_list, policy_text};
use seamripper_scenario::{PolicyFile, compile, compile_policy};

/// A runtime that leaves everything to the defaults.
const LAX: &str =
    "PolicyFile(format: 1, id: \"lax\", title: \"One that does nothing\", policy: ())";

/// A runtime that says something of every switch.
const STRICT: &str = r#"PolicyFile(
    format: 1,
    id: "strict",
    title: "One that does everything",
    source: (title: "A page", versions: ["strict 1.0", "strict 2.0"], date: "May 2026"),
    policy: (
        tool_budget: 1,
        retries: (attempts: 3, backoff: Constant("1s"), doubling: true, on: [ServerError, Timeout]),
        call_timeout: "90s",
        idempotency_key: PerIntent,
        correlation: ByArrival,
        parallelism: 1,
        unknown_tool: (says: "No {tool}.", abort_after: 0),
        validation: LosslessLogged,
        argument_checks: { "small": (tool: "pay", holds: "args.cents < 10", says: "no") },
        identity: OnBehalfOf(lifetime: "15m", expired: AgentAccount, only: ["pay:*"]),
        found_credentials: Ignored,
        caps: (calls_per_turn: 1, calls: 1200, tokens: 5000, time: "2h", then: LastAnswer),
        confirmation: Destructive,
        scope: Declared,
    ),
    in_place: [Monitors, Prompt],
)"#;

fn file(source: &str) -> PolicyFile {
    compile_policy(source).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"))
}

/// Explains a policy file beside the scenario of the tests.
fn explained(source: &str, render: impl Fn(&Explained<'_>) -> String) -> String {
    let file = file(source);
    let plan = compile(TINY).expect("the scenario of the tests is valid");
    let standings = plan.standings(&file);
    let incidents = [Incident { plan, standings }];
    render(&Explained { file: &file, incidents: &incidents })
}

#[test]
fn a_runtime_of_defaults_says_so_switch_by_switch() {
    insta::assert_snapshot!(plain(&explained(LAX, |it| policy_text(it, 80))));
}

#[test]
fn a_runtime_that_says_everything_is_told_in_sentences() {
    insta::assert_snapshot!(plain(&explained(STRICT, |it| policy_text(it, 100))));
}

#[test]
fn programs_get_the_pieces_of_each_fix() {
    let json = explained(STRICT, policy_json);
    assert_documented(&json, "a policy");
    insta::assert_snapshot!(json.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
}

#[test]
fn policies_are_listed_with_what_was_looked_at() {
    let listed = plain(&policy_list(&[file(LAX), file(STRICT)], 80));
    assert_eq!(
        listed,
        "lax     One that does nothing\nstrict  One that does everything  strict 1.0, strict 2.0\n"
    );
}
