//! The first disagreement: found at the right record, at the right seam, of the right kind, with what
//! each of the three takes to have happened.

use crate::library::arm;
use crate::scene;
use seamripper_score::{Disagreement, Kind, Seam, judge};
use seamripper_sim::trace::{Event, Trace};

/// Replays a scene and finds where its parties first disagree.
fn first(parts: &[(&str, &str)]) -> (Trace, Option<Disagreement>) {
    let plan = scene::plan(parts);
    let arm = arm(&plan, "deployed");
    let trace = seamripper_sim::run(&plan, &arm, plan.seed);
    let first = judge(&plan, &arm, &trace).first_disagreement;
    (trace, first)
}

/// Compares the first disagreement of a scene: seam, kind, record, and the three statements.
fn check(
    parts: &[(&str, &str)],
    (seam, kind): (Seam, Kind),
    at: fn(&Event) -> bool,
    [service, runtime, model]: [&str; 3],
) {
    let (trace, first) = first(parts);
    let first = first.expect("they disagree");
    assert_eq!((first.seam, first.kind), (seam, kind));
    let record = trace.records.iter().find(|record| at(&record.event)).expect("it is on record");
    assert_eq!((first.seq, first.at_ns), (record.seq, record.at_ns));
    assert_eq!(
        [first.service_did.as_str(), &first.runtime_recorded, &first.model_believed],
        [service, runtime, model]
    );
}

const LOOK: (&str, &str) = (
    "tools",
    r#"{ "look": (description: "Looks.", service: "desk", parameters: { "what": Text }) }"#,
);

fn look(about: &str) -> String {
    scene::at_once(&[("look", &format!("\"what\": \"'{about}'\""))])
        .replace("'look'", &format!("'{about}'"))
}

#[test]
fn they_agree_where_all_went_well() {
    assert_eq!(first(&[]).1, None);
}

#[test]
fn outcome_what_was_committed_came_back_as_a_failure() {
    let parts = [
        (
            "tools",
            r#"{ "act": (description: "Does it.", service: "door", parameters: { "what": Text }) }"#,
        ),
        (
            "services",
            r#"{
            "door": LoadBalancer(upstream: "book", timeout: "2s", status: 500, says: "late"),
            "book": Ledger(effect: "thing", commits_after: Constant("1s"), then: "price"),
            "price": Latency(latency: Constant("9s")),
        }"#,
        ),
    ];
    check(
        &parts,
        (Seam::RuntimeService, Kind::Outcome),
        |event| matches!(event, Event::Received { .. }),
        ["committed thing 1", "HTTP 500, a failure", "act failed"],
    );
}

#[test]
fn outcome_no_answer_in_time() {
    let parts = [
        ("faults", r#"{ "odd": (on: "book", does: DropReply) }"#),
        ("policy", r#"(call_timeout: "20s")"#),
    ];
    check(
        &parts,
        (Seam::RuntimeService, Kind::Outcome),
        |event| matches!(event, Event::Received { .. }),
        ["committed thing 1", "no answer in time", "act failed"],
    );
}

#[test]
fn outcome_a_success_that_hides_a_miss() {
    let rules = look("c");
    let parts = [
        LOOK,
        ("rules", rules.as_str()),
        (
            "services",
            r#"{ "desk": RecordTable(key: "what", missing: EmptySuccess, rows: { "a": { "name": "one" } }) }"#,
        ),
    ];
    check(
        &parts,
        (Seam::RuntimeService, Kind::Outcome),
        |event| matches!(event, Event::Received { .. }),
        [r#"found nothing about "c""#, "HTTP 200, a success", "look was done"],
    );
}

#[test]
fn outcome_a_success_that_a_check_withheld() {
    let parts = [(
        "policy",
        r#"(result_checks: { "none": (tool: "act", holds: "body.number > 5", says: "too few") })"#,
    )];
    check(
        &parts,
        (Seam::ModelRuntime, Kind::Outcome),
        |event| matches!(event, Event::Delivered { .. }),
        ["committed thing 1", "a success, withheld by a check of the result", "act failed"],
    );
}

#[test]
fn identity_a_result_taken_for_anothers() {
    let parts = [
        LOOK,
        ("policy", "(correlation: ByArrival)"),
        (
            "services",
            r#"{ "desk": RecordTable(
            key: "what", rows: { "a": { "name": "one" }, "b": { "name": "two" } }, row_latency: { "a": Constant("3s") },
        ) }"#,
        ),
        (
            "rules",
            r#"{
            "go": (on: Asked, tokens: "0", do: Call(tool: "look", for_each: "['a', 'b']", about: "item", with: { "what": "item" })),
            "end": (on: Anything, tokens: "0", do: Answer()),
        }"#,
        ),
    ];
    check(
        &parts,
        (Seam::ModelRuntime, Kind::Identity),
        |event| matches!(event, Event::Delivered { .. }),
        [
            r#"answered about "b""#,
            "call 1 came back, and handed it over in this place",
            r#"this is about "a""#,
        ],
    );
}

#[test]
fn registry_a_tool_that_is_not_there() {
    let parts = [
        (
            "model",
            r#"(first_token: Constant("1s"), tokens_per_second: 100, imagines: ["ghost"], rules: $rules)"#,
        ),
        (
            "rules",
            r#"{
            "go": (on: Asked, tokens: "0", do: Call(tool: "ghost")),
            "end": (on: Anything, tokens: "0", do: Answer()),
        }"#,
        ),
    ];
    check(
        &parts,
        (Seam::ModelRuntime, Kind::Registry),
        |event| matches!(event, Event::Refused { .. }),
        ["nothing: no service has it", "ghost is not registered", "there is a tool ghost"],
    );
}

#[test]
fn authority_a_field_that_the_user_has_no_right_to() {
    let rules = look("a");
    let parts = [
        LOOK,
        ("rules", rules.as_str()),
        ("users", r#"{ "ann": (rights: []) }"#),
        ("credentials", r#"{ "agent": (rights: ["*"]) }"#),
        ("policy", r#"(identity: ServiceAccount("agent"))"#),
        ("workload", r#"(arrivals: [(user: "ann", turns: $turns)])"#),
        (
            "services",
            r#"{ "desk": RecordTable(key: "what", audience: { "pay": "read:pay" }, rows: { "a": { "pay": 9 } }) }"#,
        ),
    ];
    check(
        &parts,
        (Seam::RuntimeService, Kind::Authority),
        |event| matches!(event, Event::Served { .. }),
        [r#"gave pay of "a""#, "called as agent", "what a tool gives may be told"],
    );
}

#[test]
fn shape_a_right_record_read_wrongly() {
    let rules = look("a");
    let parts = [
        LOOK,
        ("rules", rules.as_str()),
        (
            "model",
            r#"(first_token: Constant("1s"), tokens_per_second: 100,
            readings: [(of: "look", notes: { "first": "body.names[1]" })], rules: $rules)"#,
        ),
        (
            "services",
            r#"{ "desk": RecordTable(
            key: "what", rows: { "a": { "first": "x", "second": "y" } },
            shapes: { "list": "{names: [row.first, row.second]}" }, shape: "list",
        ) }"#,
        ),
    ];
    check(
        &parts,
        (Seam::PromptTool, Kind::Shape),
        |event| matches!(event, Event::Noted { .. }),
        [
            r#"answered about "a", whose first is "x""#,
            "a success, passed on as it came",
            r#"first is "y""#,
        ],
    );
}

#[test]
fn value_an_argument_that_became_another() {
    let rules = r#"{
        "go": (on: Asked, tokens: "0", do: Call(tool: "sum", with: { "n": "'10'" }, means: { "n": "10" })),
        "end": (on: Anything, tokens: "0", do: Answer()),
    }"#;
    let parts = [
        (
            "tools",
            r#"{ "sum": (description: "Sums.", service: "calc", parameters: { "n": Integer }) }"#,
        ),
        (
            "services",
            r#"{ "calc": Function(parameters: { "n": (takes: Integer, text: Mantissa, rounds: true) }, returns: "n") }"#,
        ),
        ("rules", rules),
    ];
    check(
        &parts,
        (Seam::RuntimeService, Kind::Value),
        |event| matches!(event, Event::Applied { .. }),
        ["worked with n = 1", r#"passed n = "10" on"#, "n is 10"],
    );
}

#[test]
fn scope_a_destruction_beyond_the_task() {
    let rules = scene::at_once(&[("wipe", r#""id": "'p'""#)]);
    let parts = [
        (
            "tools",
            r#"{ "wipe": (description: "Wipes.", service: "shelf", operation: Delete, parameters: { "id": Text }) }"#,
        ),
        (
            "services",
            r#"{ "shelf": Store(key: "id", resources: { "t": (environment: "test"), "p": (environment: "live") }) }"#,
        ),
        ("turns", r#"[(says: "Tidy up.", wants: ["wish"], environment: "test")]"#),
        ("rules", rules.as_str()),
    ];
    check(
        &parts,
        (Seam::RuntimeService, Kind::Scope),
        |event| matches!(event, Event::Destroyed { .. }),
        [
            "destroyed p in live",
            "called wipe as nobody in particular",
            "the call reaches test alone",
        ],
    );
}

#[test]
fn termination_a_cap_before_the_answer() {
    let rules = scene::repeated(9, "'a'");
    let parts = [("rules", rules.as_str()), ("policy", "(caps: (calls: 3))")];
    check(
        &parts,
        (Seam::ModelRuntime, Kind::Termination),
        |event| matches!(event, Event::Ended { .. }),
        [
            "answered 3 of 3 calls",
            "a cap was reached; there is no answer",
            "there is more to find out",
        ],
    );
}
