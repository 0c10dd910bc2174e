//! Policy files: those of the repository are good, and what a file says is what it has.

use seamripper_scenario::plan::{Extent, Switch};
use seamripper_scenario::written::{FixPart, IdempotencyKey};
use seamripper_scenario::{Plan, PolicyFile, Text, compile, compile_policy};
use std::path::Path;

/// A scenario with a fix of every kind that matters here.
const SCENARIO: &str = include_str!("standing.ron");

fn file(policy: &str, in_place: &str) -> PolicyFile {
    let head = "PolicyFile(format: 1, id: \"sample\", title: \"A sample\"";
    let source = format!("{head}, policy: {policy}, in_place: [{in_place}])");
    compile_policy(&source).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"))
}

fn scenario() -> Plan {
    compile(SCENARIO).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"))
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test reads the repository's own files")]
fn every_policy_file_of_the_repository_is_good_and_is_called_by_its_id() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut count = 0;
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let source = std::fs::read_to_string(&path).unwrap();
        let policy = compile_policy(&source)
            .unwrap_or_else(|mistakes| panic!("{}: {mistakes:#?}", path.display()));
        assert_eq!(path.file_stem().unwrap().to_string_lossy(), policy.id);
        count += 1;
    }
    assert!(count >= 10, "nine runtimes, and one with all fixes");
}

#[test]
fn what_a_file_does_not_say_has_its_default_and_no_place() {
    let empty = file("()", "");
    assert!(Switch::ALL.iter().all(|switch| empty.place(*switch).is_none()));
    assert_eq!(Switch::CallTimeout.value(&empty.policy), "10m");
    assert!(empty.in_place.is_empty() && empty.source.is_none());
}

#[test]
fn no_key_is_a_value_that_a_file_can_give() {
    let none = file("(idempotency_key: None)", "");
    assert_eq!(none.policy.idempotency_key, IdempotencyKey::None);
    assert!(none.place(Switch::IdempotencyKey).is_some());
    let off = SCENARIO.replace("arms: {", "arms: { \"off\": (says: \"None.\", fixes: [\"key\"], changes: [Policy(idempotency_key: None)]),");
    let plan = compile(&off).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    let arm = plan.arm(&plan.choice("off").unwrap()).unwrap();
    assert_eq!(arm.stage.world.policy.idempotency_key, IdempotencyKey::None);
}

#[test]
fn the_place_of_a_switch_is_the_text_that_sets_it() {
    let source = "PolicyFile(format: 1, id: \"a\", title: \"A\", policy: (\n  validation: Off,\n  caps: (calls: 7),\n), in_place: [Keys])";
    let policy = compile_policy(source).unwrap();
    let text = |switch| policy.place(switch).map(|span| &source[span.start..span.end]);
    assert_eq!(text(Switch::Validation), Some("Off"));
    assert_eq!(text(Switch::CapCalls), Some("7"));
    assert_eq!(text(Switch::CapTime), None);
    let keys = policy.place_of_part(FixPart::Keys).map(|span| &source[span.start..span.end]);
    assert_eq!(keys, Some("Keys"));
    assert!(source[policy.policy_span.start..].starts_with("(\n  validation"));
}

#[test]
fn a_check_counts_where_the_tool_is_and_nowhere_else() {
    let check = |tool: &str| {
        file(
            &format!(
                "(argument_checks: {{ \"small\": (tool: \"{tool}\", holds: \"args.n < 3\", says: \"no\") }})"
            ),
            "",
        )
    };
    let plan = scenario();
    let checks = |file: &PolicyFile| {
        plan.under(file, false).unwrap().stage.world.policy.argument_checks.len()
    };
    assert_eq!(checks(&check("act")), 1);
    assert_eq!(checks(&check("another")), 0);
    assert_eq!(check("another").policy.argument_checks.len(), 1);
}

#[test]
fn the_account_of_the_agent_is_the_one_that_was_deployed() {
    let plan = scenario();
    let identity = |policy: &str| {
        let world = plan.under(&file(policy, ""), false).unwrap().stage.world;
        format!("{:?}", world.policy.identity)
    };
    let deployed = plan.arm(&plan.choice("deployed").unwrap()).unwrap().stage.world;
    assert_eq!(identity("(identity: AgentAccount)"), format!("{:?}", deployed.policy.identity));
    assert_eq!(identity("()"), "Anonymous");
}

#[test]
fn where_nobody_could_confirm_nothing_is_confirmed() {
    let arm = scenario().under(&file("(confirmation: Destructive)", ""), false).unwrap();
    let operator = arm.stage.world.operator.as_ref().unwrap();
    assert_eq!(operator.approves.to_string(), "false");
}

#[test]
fn what_does_not_go_together_is_said_and_is_no_panic() {
    // The tool of the fix is in place, and the service behind it is not.
    let unfit = scenario().under(&file("()", "Tools"), false).unwrap_err();
    assert_eq!(unfit.scenario, "standing");
    assert!(unfit.to_string().contains("there is no service `second`"), "{unfit}");
}

/// How the fixes stand, each with what it lacks.
fn standings(policy: &str, in_place: &str) -> Vec<(String, Extent, usize)> {
    let plan = scenario();
    let standings = plan.standings(&file(policy, in_place)).unwrap();
    let standing = standings.iter().map(|standing| {
        let lacks = standing.pieces.iter().filter(|piece| !piece.is_met).count();
        (plan.symbols.text(standing.fix).to_string(), standing.extent(), lacks)
    });
    standing.collect()
}

fn extent(policy: &str, in_place: &str, fix: &str) -> Extent {
    let found = standings(policy, in_place).into_iter().find(|(name, ..)| name == fix);
    found.expect("there is the fix").1
}

#[test]
fn a_number_at_least_as_strict_as_that_of_the_fix_counts() {
    for (policy, expected) in [
        ("()", Extent::NotAtAll),
        ("(caps: (calls: 13))", Extent::NotAtAll),
        ("(caps: (calls: 12))", Extent::Wholly),
        ("(caps: (calls: 5))", Extent::Wholly),
        ("(caps: (calls_per_turn: 5))", Extent::NotAtAll),
    ] {
        assert_eq!(extent(policy, "", "cap"), expected, "{policy}");
    }
}

#[test]
fn a_fix_with_its_half_outside_of_the_runtime_is_there_in_part() {
    assert_eq!(extent("()", "", "key"), Extent::NotAtAll);
    assert_eq!(extent("(idempotency_key: PerIntent)", "", "key"), Extent::Partly);
    assert_eq!(extent("(idempotency_key: PerCall)", "Keys", "key"), Extent::Wholly);
    assert_eq!(extent("(idempotency_key: PayloadHash)", "Keys", "key"), Extent::Partly);
    assert_eq!(extent("(idempotency_key: PerIntent)", "Services", "key"), Extent::Partly);
}

#[test]
fn a_shorter_token_counts_and_one_that_falls_back_does_not() {
    for (identity, expected) in [
        ("OnBehalfOf(lifetime: \"15m\")", Extent::Wholly),
        ("OnBehalfOf(lifetime: \"5m\")", Extent::Wholly),
        ("OnBehalfOf(lifetime: \"16m\")", Extent::NotAtAll),
        ("OnBehalfOf(lifetime: \"15m\", expired: AgentAccount)", Extent::NotAtAll),
        ("AgentAccount", Extent::NotAtAll),
    ] {
        let policy = format!("(identity: {identity})");
        assert_eq!(extent(&policy, "", "token"), expected, "{identity}");
    }
}

#[test]
fn checks_count_by_what_they_ask_and_not_by_their_names() {
    let check = |holds: &str| {
        format!(
            "(result_checks: {{ \"mine\": (tool: \"act\", holds: \"{holds}\", says: \"my words\") }})"
        )
    };
    assert_eq!(extent(&check("body.n < 5"), "", "check"), Extent::Wholly);
    assert_eq!(extent(&check("body.n < 6"), "", "check"), Extent::NotAtAll);
    assert_eq!(extent("()", "Checks", "check"), Extent::Wholly);
}

#[test]
fn budgets_and_rights_of_the_incident_never_widen_what_the_file_says() {
    let plan = scenario();
    let world = |policy: &str| {
        plan.under(&file(policy, "Budgets, TokenRights"), false).unwrap().stage.world
    };
    assert_eq!(world("()").policy.tool_budget, 4);
    assert_eq!(world("(tool_budget: 9)").policy.tool_budget, 4);
    assert_eq!(world("(tool_budget: 2)").policy.tool_budget, 2);
    let only = |policy: &str| match &world(policy).policy.identity {
        seamripper_scenario::plan::Identity::OnBehalfOf { only, .. } => only.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(only("(identity: OnBehalfOf(lifetime: \"1m\"))"), Some(vec![Text::from("act:a")]));
    assert_eq!(only("(identity: OnBehalfOf(lifetime: \"1m\", only: []))"), Some(vec![]));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test reads the repository's own files")]
fn a_file_that_breaks_off_or_lacks_a_letter_is_a_mistake_or_a_policy_and_no_panic() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/all-fixes.ron");
    let source = std::fs::read_to_string(path).unwrap();
    let (_, body) = source.split_once("PolicyFile(").unwrap();
    let body = format!("PolicyFile({body}");
    for (at, _) in body.char_indices().step_by(7) {
        // A file ends with its last bracket, so that none of its beginnings is a policy.
        assert!(body[..at].len() + 2 > body.len() || compile_policy(&body[..at]).is_err());
        let lacking = format!("{}{}", &body[..at], &body[at + 1..]);
        if let Ok(policy) = compile_policy(&lacking) {
            assert!(scenario().under(&policy, false).is_ok(), "{lacking}");
        }
    }
}

/// What `compile_policy` says of a policy.
fn mistakes(policy: &str) -> Vec<String> {
    let head = "PolicyFile(format: 1, id: \"sample\", title: \"A sample\"";
    let compiled = compile_policy(&format!("{head}, policy: {policy})"));
    compiled.err().into_iter().flatten().map(|mistake| mistake.message).collect()
}

#[test]
fn what_each_call_meets_is_no_long_list() {
    let many =
        |count: usize, one: fn(usize) -> String| (0..count).map(one).collect::<Vec<_>>().join(", ");
    let rights = |count| {
        let only = many(count, |at| format!("\"read:{at}\""));
        format!("(identity: OnBehalfOf(lifetime: \"1h\", only: [{only}]))")
    };
    let checks = |field: &str, count| {
        let one = |at| format!("\"c{at}\": (tool: \"t\", holds: \"true\", says: \"no\")");
        format!("({field}: {{{}}})", many(count, one))
    };
    assert_eq!(mistakes(&rights(256)), [""; 0]);
    assert_eq!(mistakes(&rights(257)), ["there are 257 rights in `only`"]);
    for (field, what) in
        [("argument_checks", "argument checks"), ("result_checks", "result checks")]
    {
        assert_eq!(mistakes(&checks(field, 256)), [""; 0]);
        assert_eq!(mistakes(&checks(field, 257)), [format!("there are 257 {what}")]);
    }
}
