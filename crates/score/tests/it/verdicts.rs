//! Each verdict: what it takes, and what a break tells of itself.

use crate::library::arm;
use crate::scene::{self, repeated};
use seamripper_score::{Broken, Scorecard, Verdict, judge};
use seamripper_sim::trace::{Event, Trace};

fn judged(parts: &[(&str, &str)], name: &str) -> (Trace, Scorecard) {
    let plan = scene::plan(parts);
    let arm = arm(&plan, name);
    let trace = seamripper_sim::run(&plan, &arm, plan.seed);
    let card = judge(&plan, &arm, &trace);
    (trace, card)
}

/// The verdict on one invariant of this form, beside a liveness form that the format asks for.
pub(crate) fn verdict(form: &str, parts: &[(&str, &str)]) -> Verdict {
    verdict_in(form, parts, "deployed").1
}

pub(crate) fn verdict_in(form: &str, parts: &[(&str, &str)], name: &str) -> (Trace, Verdict) {
    let invariants = format!(
        r#"{{ "it": (says: "s", {form}), "alive": (says: "s", holds: AtLeast(of: Calls, limit: 1)) }}"#
    );
    let parts = [&[("invariants", invariants.as_str())], parts].concat();
    let (trace, card) = judged(&parts, name);
    (trace, card.judgements[0].verdict.clone())
}

pub(crate) fn broken(verdict: Verdict) -> Broken {
    match verdict {
        Verdict::Broken(broken) => broken,
        other => panic!("it is {}", other.name()),
    }
}

const ONE: &str = r#"holds: AtMost(of: Effects("thing"), limit: 1, per: Intent)"#;
const FAULT: (&str, &str) = (
    "faults",
    r#"{ "odd": (on: "book", does: FailAfter(status: 500, says: "no"), when: Calls(first: 1, last: 1)) }"#,
);

#[test]
fn held_is_what_was_exposed_and_did_not_break() {
    assert_eq!(verdict(ONE, &[FAULT]), Verdict::Held);
}

#[test]
fn without_faults_there_is_nothing_to_be_exposed_to() {
    assert_eq!(verdict(ONE, &[]), Verdict::Held);
}

#[test]
fn not_exposed_is_what_held_without_its_fault() {
    let (_, verdict) = verdict_in(ONE, &[FAULT], "control");
    assert_eq!(verdict, Verdict::NotExposed);
    let late =
        ("faults", r#"{ "odd": (on: "book", does: Stale, when: Calls(first: 9, last: 9)) }"#);
    assert_eq!(self::verdict(ONE, &[late]), Verdict::NotExposed);
}

#[test]
fn a_fault_that_made_no_difference_exposes_nothing() {
    let of = |does: &str| {
        let faults = format!(r#"{{ "odd": (on: "book", does: {does}) }}"#);
        verdict(ONE, &[("faults", &faults)])
    };
    assert_eq!(of("Stale"), Verdict::NotExposed, "there is no answer before the first");
    assert_eq!(of(r#"Answer("body")"#), Verdict::NotExposed);
    assert_eq!(of(r#"Answer("{number: 7}")"#), Verdict::Held);
    let landed = |does: &str| {
        let faults = format!(r#"{{ "odd": (on: "book", does: {does}) }}"#);
        let form = r#"holds: AtMost(of: Landed("odd"), limit: 0), exposed_by: []"#;
        verdict(form, &[("faults", &faults)])
    };
    assert_eq!(landed("Stale"), Verdict::Held, "and it is not counted");
    assert_eq!(broken(landed("Slower(Constant(\"1s\"))")).damage, 1);
}

#[test]
fn what_exposes_can_be_said() {
    let exposed = |by: &str| verdict(&format!("{ONE}, exposed_by: [{by}]"), &[]);
    assert_eq!(exposed("Calls"), Verdict::Held);
    assert_eq!(exposed("Refusals"), Verdict::NotExposed);
    assert_eq!(exposed("Refusals, Calls"), Verdict::Held);
    assert_eq!(
        exposed(r#"CommitTime("thing")"#),
        Verdict::Held,
        "a commit that took no time happened"
    );
}

#[test]
fn a_claim_exposes_if_it_tells_something() {
    let exposed = |value: &str| {
        let rules =
            scene::ONCE.replace("text: \"'done'\"", &format!(r#"claims: {{ "age": "{value}" }}"#));
        let form = format!(r#"{ONE}, exposed_by: [Claimed(subject: "wish", field: "age")]"#);
        verdict(&form, &[("rules", &rules)])
    };
    assert_eq!(exposed("7"), Verdict::Held);
    assert_eq!(exposed("null"), Verdict::NotExposed);
}

#[test]
fn liveness_needs_no_exposure() {
    let done = r#"holds: AtLeast(of: Effects("thing"), limit: 1, per: Intent)"#;
    assert_eq!(verdict_in(done, &[FAULT], "control").1, Verdict::Held);
}

#[test]
fn a_break_tells_when_by_which_record_and_by_how_much() {
    let rules = repeated(4, "'a'");
    let (trace, verdict) = verdict_in(ONE, &[("rules", &rules)], "deployed");
    let broken = broken(verdict);
    let commits: Vec<_> = trace
        .records
        .iter()
        .filter(|record| matches!(record.event, Event::Committed { .. }))
        .collect();
    assert_eq!((broken.at_ns, broken.seq, broken.damage), (2_000_000_000, commits[1].seq, 3));
    assert_eq!(broken.what, "2 where at most 1 may be");
}

#[test]
fn each_intent_each_conversation_and_the_replay_have_counts_of_their_own() {
    let rules = repeated(2, "'a'");
    let workload = r#"(arrivals: [(count: 3, apart: Constant("1m"), turns: $turns)])"#;
    let damage = |per: &str, limit: u32| {
        let form = format!(r#"holds: AtMost(of: Effects("thing"), limit: {limit}, per: {per})"#);
        match verdict(&form, &[("rules", &rules), ("workload", workload)]) {
            Verdict::Broken(broken) => broken.damage,
            _ => 0,
        }
    };
    assert_eq!((damage("Intent", 1), damage("Intent", 2)), (3, 0));
    assert_eq!((damage("Conversation", 1), damage("Conversation", 2)), (3, 0));
    assert_eq!((damage("Replay", 1), damage("Replay", 5), damage("Replay", 6)), (5, 1, 0));
}

#[test]
fn what_is_missing_is_missed_for_each() {
    let faults = r#"{ "odd": (on: "book", does: Refuse(status: 503, says: "closed"), when: Calls(first: 2, last: 3)) }"#;
    let workload = r#"(arrivals: [(count: 4, apart: Constant("1m"), turns: $turns)])"#;
    let form = r#"holds: AtLeast(of: Effects("thing"), limit: 1, per: Intent)"#;
    let broken = broken(verdict(form, &[("faults", faults), ("workload", workload)]));
    assert_eq!(
        (broken.damage, broken.at_ns),
        (2, 62_000_000_000),
        "at the end of the first turn without"
    );
}

#[test]
fn an_answer_must_tell_something_or_have_been_worked_for() {
    let answers = |rules: &str, faults: &str| match verdict(
        "holds: Answered()",
        &[("rules", rules), ("faults", faults)],
    ) {
        Verdict::Broken(broken) => broken.what,
        other => other.name().to_owned(),
    };
    let at_once = r#"{
        "say": (on: Asked, do: Answer(text: "'done'")),
        "never": (on: Failed(["act"]), do: Call(tool: "act", with: { "what": "'a'" })),
    }"#;
    assert_eq!(answers(at_once, "{}"), "the answer tells nothing, and nothing was done for it");
    let claims = at_once.replace("text: \"'done'\"", "claims: { \"what\": \"1\" }");
    assert_eq!(answers(&claims, "{}"), "held");
    let closed = r#"{ "odd": (on: "book", does: Refuse(status: 404, says: "none")) }"#;
    assert_eq!(answers(scene::ONCE, closed), "held", "that there is none is an answer");
}

#[test]
fn an_effect_that_no_tool_can_cause_any_more_is_missed_all_the_same() {
    let parts = [(
        "fixes",
        r#"{ "take-away": (says: "No tool.", layer: Tools, changes: [RemoveTool("act")]) }"#,
    )];
    for form in [
        r#"AtLeast(of: Effects("thing"), limit: 1, per: Intent)"#,
        r#"AtLeast(of: Effects("thing"), limit: 1)"#,
    ] {
        let (_, verdict) = verdict_in(&format!("holds: {form}"), &parts, "take-away");
        assert_eq!(broken(verdict).damage, 1, "{form}");
    }
}

#[test]
fn not_applicable_is_what_nothing_speaks_of() {
    let idle = [
        (
            "services",
            r#"{ "book": Ledger(effect: "thing"), "calc": Function(parameters: { "n": (takes: Integer) }, returns: "n") }"#,
        ),
        (
            "tools",
            r#"{
            "act": (description: "Does it.", service: "book", parameters: { "what": Text }),
            "sum": (description: "Sums.", service: "calc", parameters: { "n": Integer }),
        }"#,
        ),
        ("truth", r#"{ "wish": { "age": "7" } }"#),
        (
            "rules",
            r#"{
            "go": (on: Asked, do: Call(tool: "act", intent: "wish", with: { "what": "'a'" })),
            "tell": (on: Failed(["act"]), do: Answer(claims: { "age": "7" })),
            "end": (on: Anything, do: Answer(tells: Nothing)),
        }"#,
        ),
    ];
    for form in ["ClaimsTrue", "AppliedAsMeant", "CoercionsLogged"] {
        assert_eq!(verdict(&format!("holds: {form}"), &idle), Verdict::NotApplicable, "{form}");
    }
    let silent = r#"{ "go": (on: Asked, do: Answer()) , "never": (on: Failed(["act"]), do: Call(tool: "act", intent: "wish", with: { "what": "'a'" })) }"#;
    let total = r#"holds: Total(effect: "thing", field: "what", equals: "1")"#;
    assert_eq!(verdict(total, &[("rules", silent)]), Verdict::NotApplicable);
    assert_eq!(
        verdict("holds: ResultsReachTheirCalls", &[("rules", silent)]),
        Verdict::NotApplicable
    );
}

#[test]
fn inconclusive_is_what_held_until_a_limit_was_hit() {
    let rules = repeated(u32::MAX, "'a'")
        .replace("\"what\": \"'a'\"", "\"what\": \"'a'\", \"size\": \"1\"");
    let tools = r#"{ "act": (description: "Does it.", service: "book", parameters: { "what": Text, "size": Integer }) }"#;
    let parts = [("rules", rules.as_str()), ("tools", tools), ("limits", "(records: 60)")];
    for form in [
        r#"AtMost(of: Effects("thing"), limit: 1000, per: Intent)"#,
        "Answered()",
        r#"AtLeast(of: Answers, limit: 1, per: Conversation)"#,
        r#"AtLeast(of: Effects("thing"), limit: 1000, per: Intent)"#,
        r#"Total(effect: "thing", field: "size", equals: "1000")"#,
        r#"BeliefsTrue(effect: "thing")"#,
        "ResultsReachTheirCalls",
    ] {
        assert_eq!(verdict(&format!("holds: {form}"), &parts), Verdict::Inconclusive, "{form}");
    }
    assert!(matches!(verdict(ONE, &parts), Verdict::Broken(_)), "what is broken stays broken");
}

#[test]
fn beliefs_are_compared_with_what_was_committed() {
    let believes = |faults: &str| {
        let parts = [("faults", faults)];
        verdict(r#"holds: BeliefsTrue(effect: "thing"), exposed_by: []"#, &parts)
    };
    assert_eq!(believes("{}"), Verdict::Held);
    let refused = r#"{ "odd": (on: "book", does: Refuse(status: 503, says: "no")) }"#;
    assert_eq!(believes(refused), Verdict::Held, "it failed, and the model knows");
    let after = r#"{ "odd": (on: "book", does: FailAfter(status: 503, says: "no")) }"#;
    let broken = broken(believes(after));
    assert_eq!(broken.what, "wish is believed to be failed, and it was done");
}

#[test]
fn breaks_of_conversations_that_overlap_are_told_in_the_order_in_which_they_happen() {
    // The first conversation asks first and answers last.
    let parts = [
        (
            "tools",
            r#"{ "look": (description: "Looks.", service: "desk", parameters: { "what": Text }) }"#,
        ),
        (
            "services",
            r#"{ "desk": RecordTable(key: "what", rows: { "a": { "name": "one" }, "b": { "name": "two" } }, row_latency: { "a": Constant("9s") }) }"#,
        ),
        (
            "rules",
            r#"{
            "go": (on: Asked, do: Call(tool: "look", about: "request.who", with: { "what": "request.who" })),
            "end": (on: Anything, do: Answer(tells: Nothing, claims: { "name": "'wrong'" })),
        }"#,
        ),
        ("truth", r#"{ "wish": { "name": "'right'" } }"#),
        (
            "workload",
            r#"(arrivals: [(count: 2, apart: Constant("1s"), each: { "who": ["a", "b"] }, turns: [(says: "Look.", wants: ["wish"], request: { "who": "a" })])])"#,
        ),
    ];
    let (trace, verdict) =
        verdict_in("holds: AtMost(of: FalseClaims, limit: 1)", &parts, "deployed");
    let answers: Vec<_> = trace
        .records
        .iter()
        .filter(|record| matches!(record.event, Event::Answered { .. }))
        .collect();
    assert_eq!(
        answers.iter().map(|record| record.conversation).collect::<Vec<_>>(),
        [Some(1), Some(0)]
    );
    let found = broken(verdict);
    assert_eq!((found.seq, found.damage), (answers[1].seq, 1));
    let found = broken(self::verdict("holds: ClaimsTrue", &parts));
    assert_eq!((found.seq, found.damage), (answers[0].seq, 2));
}

#[test]
fn detection_is_the_first_alert_against_the_first_break() {
    let rules = repeated(4, "'a'");
    let parts = [
        ("rules", rules.as_str()),
        (
            "invariants",
            r#"{
            "one": (says: "s", holds: AtMost(of: Effects("thing"), limit: 1)),
            "two": (says: "s", holds: AtMost(of: Effects("thing"), limit: 2)),
            "alive": (says: "s", holds: Answered()),
        }"#,
        ),
        (
            "monitors",
            r#"{
            "late": (says: "s", counts: Effects("thing"), over: Replay, above: 3),
            "sooner": (says: "s", counts: Effects("thing"), over: Replay, above: 2),
            "never": (says: "s", counts: Failures, over: Replay, above: 0),
        }"#,
        ),
    ];
    let detection = judged(&parts, "deployed").1.detection;
    assert_eq!(detection.first_break_ns, Some(2_000_000_000));
    assert_eq!(detection.first_alert_ns, Some(3_000_000_000));
    let plan = scene::plan(&parts);
    assert_eq!(detection.monitor, plan.symbols.get("sooner"));
}

#[test]
fn the_cost_counts_turns_calls_refusals_tokens_and_waiting() {
    let rules = repeated(3, "'a'");
    let card = judged(&[("rules", &rules), ("policy", "(tool_budget: 2)")], "deployed").1;
    let cost = card.cost;
    assert_eq!((cost.turns, cost.answered, cost.calls, cost.refused), (1, 1, 3, 1));
    assert_eq!(cost.waited_ns, 4_000_000_000);
    assert!(cost.tokens > 0);
}

#[test]
fn a_share_of_a_cap_is_that_of_the_conversation_and_of_the_turn_where_it_has_none() {
    let rules = repeated(3, "'a'");
    let held = |caps: &str, percent: u64| {
        let policy = format!("(caps: {caps})");
        let form = format!("holds: AtMost(of: CallBudgetUsed, limit: {percent})");
        let parts = [("rules", rules.as_str()), ("policy", &policy)];
        verdict(&form, &parts)
    };
    assert_eq!(held("(calls: 12)", 25), Verdict::Held);
    assert!(matches!(held("(calls: 12)", 24), Verdict::Broken(_)));
    assert_eq!(held("(calls_per_turn: 12)", 25), Verdict::Held);
    assert!(matches!(held("(calls_per_turn: 4)", 74), Verdict::Broken(_)));
    assert_eq!(held("()", 0), Verdict::NotApplicable);
}

#[test]
fn an_effect_that_was_not_meant_breaks_and_is_where_the_parties_disagree() {
    let form = |what: &str| {
        format!(
            r#"holds: EachEffect(effect: "thing", holds: "args.what == '{what}'"), exposed_by: []"#
        )
    };
    assert_eq!(verdict(&form("a"), &[]), Verdict::Held);
    let broken = broken(verdict(&form("b"), &[]));
    assert_eq!((broken.damage, broken.what.as_str()), (1, r#"thing with {"what": "a"}"#));
    let invariants = format!(
        r#"{{ "it": (says: "It is b.", {}), "alive": (says: "s", holds: AtLeast(of: Calls, limit: 1)) }}"#,
        form("b")
    );
    let (_, card) = judged(&[("invariants", &invariants)], "deployed");
    let first = card.first_disagreement.expect("they disagree");
    assert_eq!((first.kind.name(), first.meant.as_deref()), ("scope", Some("It is b.")));
}

#[test]
fn effects_can_be_counted_by_their_arguments_and_requests_with_their_retries() {
    let rules = repeated(3, "text(tries(act))");
    let counted = |of: &str, most: u64| {
        let form = format!("holds: AtMost(of: {of}, limit: {most}), exposed_by: []");
        verdict(&form, &[("rules", &rules)])
    };
    let some = r#"EffectsWhere(effect: "thing", holds: "args.what != '1'")"#;
    assert_eq!(counted(some, 2), Verdict::Held);
    assert_eq!(broken(counted(some, 1)).damage, 1);
    assert_eq!(counted("Attempts", 3), Verdict::Held);
    assert_eq!(broken(counted("Attempts", 2)).damage, 1);
}

#[test]
fn an_answer_may_be_asked_for_of_some_turns_only() {
    let form =
        |saying: &str| format!(r#"holds: Answered(telling: ["number"], saying: "{saying}")"#);
    let silent = r#"{
        "go": (on: Asked, tokens: "0", do: Call(tool: "act", intent: "wish", with: { "what": "'a'" })),
        "end": (on: Anything, tokens: "0", do: Answer(tells: Nothing, text: "'done'")),
    }"#;
    let turns = r#"[(says: "Do it.", wants: ["wish"]), (says: "And again.", wants: ["wish"])]"#;
    let parts = [("rules", silent), ("turns", turns)];
    let damage = |saying: &str| broken(verdict(&form(saying), &parts)).damage;
    assert_eq!((damage("Do it"), damage("again"), damage("")), (1, 1, 2));
}

#[test]
fn a_formula_about_effects_that_fails_does_not_pass_for_one_that_is_false() {
    let failing = r#"effect: "thing", holds: "args.what < 3""#;
    let counted = format!("holds: AtMost(of: EffectsWhere({failing}), limit: 0), exposed_by: []");
    assert_eq!(verdict(&counted, &[]), Verdict::Inconclusive);
    let each = format!("holds: EachEffect({failing}), exposed_by: []");
    let said = broken(verdict(&each, &[])).what;
    assert!(said.starts_with("whether thing was meant cannot be told"), "{said}");
}
