//! Faults: each kind of trouble, and when it lands.

use crate::scene::{Play, play, repeated};
use seamripper_sim::trace::{End, Event};

/// Calls in a row at a table of one row, under one fault.
fn struck(fault: &str, calls: u32) -> Play {
    struck_in(fault, calls, "()")
}

fn struck_in(fault: &str, calls: u32, policy: &str) -> Play {
    let rules = repeated(calls, "request[text(tries(act))]");
    let rules = rules.replace("request[text(tries(act))]", "if tries(act) < 2 then 'a' else 'b'");
    let faults = format!("{{ \"odd\": (on: \"desk\", {fault}) }}");
    play(&[
        (
            "tools",
            r#"{ "act": (description: "Does it.", service: "desk", parameters: { "what": Text }) }"#,
        ),
        (
            "services",
            r#"{ "desk": RecordTable(
            key: "what", latency: Constant("100ms"),
            rows: { "a": { "name": "one" }, "b": { "name": "two" } },
            shapes: { "plain": "row", "deep": "{inner: row}" }, shape: "plain",
        ) }"#,
        ),
        ("rules", &rules),
        ("policy", policy),
        ("faults", &faults),
    ])
}

fn landed(play: &Play) -> Vec<u64> {
    play.times(|event| matches!(event, Event::Landed { .. }))
}

#[test]
fn slow_takes_the_place_of_the_services_own_time_and_slower_comes_on_top() {
    let received =
        |fault: &str| struck(fault, 1).times(|event| matches!(event, Event::Received { .. }));
    assert_eq!(received(r#"does: Slow(Constant("2s"))"#), [3_000]);
    assert_eq!(received(r#"does: Slower(Constant("2s"))"#), [3_100]);
}

#[test]
fn a_fault_at_a_balancer_leaves_its_upstream_alone() {
    let play = play(&[
        (
            "tools",
            r#"{ "act": (description: "Does it.", service: "door", parameters: { "what": Text }) }"#,
        ),
        (
            "services",
            r#"{
            "door": LoadBalancer(upstream: "book", timeout: "1s", status: 500, says: "late"),
            "book": Ledger(effect: "thing"),
        }"#,
        ),
        ("faults", r#"{ "odd": (on: "door", does: Slower(Constant("5s"))) }"#),
    ]);
    let committed = play.times(|event| matches!(event, Event::Committed { .. }));
    let received = play.times(|event| matches!(event, Event::Received { .. }));
    assert_eq!((committed, received), (vec![1_000], vec![6_000]));
    assert_eq!(play.statuses(), [200]);
}

#[test]
fn refuse_does_no_work_and_fail_after_does_it() {
    let commits = |does: &str| {
        let faults = format!("{{ \"odd\": (on: \"book\", does: {does}) }}");
        let play = play(&[("faults", &faults)]).finished();
        assert_eq!(play.delivered(), ["HTTP 503: closed"]);
        play.commits()
    };
    assert_eq!(commits(r#"Refuse(status: 503, says: "closed")"#), 0);
    assert_eq!(commits(r#"FailAfter(status: 503, says: "closed")"#), 1);
}

#[test]
fn a_lost_answer_ends_at_the_timeout_of_the_call() {
    let faults = r#"{ "odd": (on: "book", does: DropReply) }"#;
    let play = play(&[("faults", faults), ("policy", r#"(call_timeout: "20s")"#)]).finished();
    assert_eq!((play.commits(), play.statuses()), (1, vec![0]));
    assert_eq!(play.delivered(), ["no answer in time"]);
    assert_eq!(play.times(|event| matches!(event, Event::Received { .. })), [21_000]);
}

#[test]
fn a_lost_answer_ends_after_ten_minutes_unless_the_policy_says_otherwise() {
    let play = struck("does: DropReply", 1).finished();
    assert_eq!(play.times(|event| matches!(event, Event::Received { .. })), [601_000]);
}

#[test]
fn duplicate_does_the_work_twice() {
    let play = play(&[("faults", r#"{ "odd": (on: "book", does: Duplicate) }"#)]).finished();
    assert_eq!((play.commits(), play.statuses()), (2, vec![200]));
}

#[test]
fn another_answer_is_given() {
    let play = struck(r#"does: Answer("{name: upper(body.name), of: args.what}")"#, 1);
    assert_eq!(play.delivered(), [r#"{"name": "ONE", "of": "a"}"#]);
}

#[test]
fn a_stale_answer_is_that_of_the_call_before() {
    let play = struck("does: Stale", 4);
    let names =
        [r#"{"name": "one"}"#, r#"{"name": "one"}"#, r#"{"name": "one"}"#, r#"{"name": "two"}"#];
    assert_eq!(play.delivered(), names);
}

#[test]
fn the_answer_has_another_shape() {
    let play = struck(r#"does: Shape("deep"), when: Calls(first: 2, last: 2)"#, 2);
    assert_eq!(play.delivered(), [r#"{"name": "one"}"#, r#"{"inner": {"name": "one"}}"#]);
}

#[test]
fn calls_are_counted_at_the_service() {
    // Calls at 1.0, 2.1, 3.2, 4.3 and 5.4 s.
    assert_eq!(landed(&struck("does: Stale, when: Calls(first: 2, last: 3)", 5)), [2_100, 3_200]);
}

#[test]
fn a_stretch_of_time_includes_its_start_and_not_its_end() {
    let during = |from: &str, lasts: &str| {
        let fault =
            format!("does: Stale, when: During(from: \"{from}\", lasts: Constant(\"{lasts}\"))");
        landed(&struck(&fault, 3))
    };
    assert_eq!(during("1s", "1100ms"), [1_000]);
    assert_eq!(during("1s", "1101ms"), [1_000, 2_100]);
}

#[test]
fn spells_come_again_and_again() {
    // Spells from 2 to 3 s, from 5 to 6 s, ...; calls at 1.0, 2.1, 3.2, 4.3, 5.4 and 6.5 s.
    let fault = r#"does: Stale, when: Spells(apart: Constant("2s"), lasts: Constant("1s"))"#;
    assert_eq!(landed(&struck(fault, 6)), [2_100, 5_400]);
}

#[test]
fn spells_too_many_to_draw_end_the_replay_and_never_hang_it() {
    let fault = r#"does: Stale, when: Spells(apart: Constant("1ns"), lasts: Constant("1ns"))"#;
    let play = struck(fault, 1);
    assert_eq!(play.trace.end, End::Limit("work"));
}

#[test]
fn a_condition_looks_at_the_arguments() {
    assert_eq!(landed(&struck(r#"does: Stale, if: "args.what == 'b'""#, 4)), [3_200, 4_300]);
}

#[test]
fn no_chance_never_lands_and_certainty_always_does() {
    assert!(landed(&struck(r#"does: Stale, chance: "0%""#, 3)).is_empty());
    assert_eq!(landed(&struck(r#"does: Stale, chance: "100%""#, 3)).len(), 3);
    let some = landed(&struck(r#"does: Stale, chance: "1/2""#, 40)).len();
    assert!((8..=32).contains(&some), "{some} of 40");
}

#[test]
fn faults_strike_in_the_order_of_wrong_failed_late_lost() {
    let faults = r#"{
        "late": (on: "book", does: Slower(Constant("3s"))),
        "failed": (on: "book", does: FailAfter(status: 502, says: "bad")),
        "wrong": (on: "book", does: Answer("{number: 7}")),
    }"#;
    let play = play(&[("faults", faults)]).finished();
    assert_eq!(play.delivered(), ["HTTP 502: bad"]);
    assert_eq!(play.times(|event| matches!(event, Event::Replied { .. })), [4_000]);
}

#[test]
fn the_control_arm_has_no_faults() {
    let faults = r#"{ "odd": (on: "book", does: Refuse(status: 503, says: "closed")) }"#;
    let play = crate::scene::play_arm(&[("faults", faults)], "control").finished();
    assert_eq!(play.statuses(), [200]);
}

#[test]
fn a_formula_that_fails_ends_the_replay_with_its_place() {
    let formulas = [
        r#"{ "odd": (on: "book", does: Answer("body.number + 'x'")) }"#,
        r#"{ "odd": (on: "book", does: Stale, if: "args.what > 3") }"#,
    ];
    for faults in formulas {
        let play = play(&[("faults", faults)]);
        let End::Failed(why) = &play.trace.end else { panic!("{faults}: {:?}", play.trace.end) };
        assert!(why.starts_with("odd: "), "{why}");
        assert_eq!(play.count(|event| matches!(event, Event::Failed { .. })), 1);
    }
}

/// Names the faults at the table that landed, and those of them that were masked.
fn masked(faults: &str) -> (Vec<String>, Vec<String>) {
    let play = play(&[
        (
            "tools",
            r#"{ "act": (description: "Does it.", service: "desk", parameters: { "what": Text }) }"#,
        ),
        (
            "services",
            r#"{ "desk": RecordTable(
            key: "what", latency: Constant("100ms"),
            rows: { "a": { "name": "one" } },
            shapes: { "plain": "row", "deep": "{inner: row}" }, shape: "plain",
        ) }"#,
        ),
        ("rules", &repeated(2, "'a'")),
        ("faults", &format!("{{ {faults} }}")),
    ]);
    let named = |wanted: fn(&Event) -> Option<&seamripper_scenario::plan::Symbol>| {
        let names = play.trace.records.iter().filter_map(|record| wanted(&record.event));
        names.map(|name| play.text(*name).to_owned()).collect()
    };
    let landed = named(|event| match event {
        Event::Landed { fault, .. } => Some(fault),
        _ => None,
    });
    let masked = named(|event| match event {
        Event::Masked { fault, .. } => Some(fault),
        _ => None,
    });
    (landed, masked)
}

#[test]
fn a_fault_that_made_no_difference_is_masked() {
    let once = "when: Calls(first: 2, last: 2)";
    let masks = [
        // What nobody can tell from the answer that would have come.
        format!(r#""odd": (on: "desk", does: Stale, {once})"#),
        format!(r#""odd": (on: "desk", does: Slower(Constant("0s")), {once})"#),
        format!(r#""odd": (on: "desk", does: Answer("body"), {once})"#),
        format!(r#""odd": (on: "desk", does: Shape("plain"), {once})"#),
    ];
    for faults in masks {
        assert_eq!(masked(&faults), (vec!["odd".to_owned()], vec!["odd".to_owned()]), "{faults}");
    }
    let tells = [
        format!(r#""odd": (on: "desk", does: Slow(Constant("0s")), {once})"#),
        format!(r#""odd": (on: "desk", does: Slower(Constant("1ns")), {once})"#),
        format!(r#""odd": (on: "desk", does: Refuse(status: 500, says: "no"), {once})"#),
        format!(r#""odd": (on: "desk", does: FailAfter(status: 500, says: "no"), {once})"#),
        format!(r#""odd": (on: "desk", does: DropReply, {once})"#),
        format!(r#""odd": (on: "desk", does: Answer("{{name: 'two'}}"), {once})"#),
        format!(r#""odd": (on: "desk", does: Shape("deep"), {once})"#),
    ];
    for faults in tells {
        assert_eq!(masked(&faults), (vec!["odd".to_owned()], Vec::new()), "{faults}");
    }
}

#[test]
fn a_fault_that_another_overrules_is_masked() {
    let once = "when: Calls(first: 2, last: 2)";
    let of = |first: &str, second: &str| {
        let faults = format!(
            r#""first": (on: "desk", does: {first}, {once}), "second": (on: "desk", does: {second}, {once})"#
        );
        masked(&faults).1
    };
    let (refuse, fail) =
        (r#"Refuse(status: 500, says: "no")"#, r#"FailAfter(status: 502, says: "no")"#);
    for behind in ["Stale", r#"Answer("{x: 1}")"#, r#"Shape("deep")"#, r#"Slow(Constant("9s"))"#] {
        assert_eq!(of(behind, refuse), ["first"], "{behind} behind a refusal");
        assert_eq!(of(refuse, behind), ["second"], "{behind} behind a refusal");
    }
    for behind in ["Stale", r#"Answer("{x: 1}")"#, r#"Shape("deep")"#] {
        assert_eq!(of(behind, fail), ["first"], "{behind} before a failure");
    }
    for behind in [fail, r#"Answer("{x: 1}")"#, r#"Slower(Constant("9s"))"#] {
        assert_eq!(of(behind, "DropReply"), ["first"], "{behind} of an answer that is lost");
    }
    assert_eq!(
        of(refuse, r#"Refuse(status: 501, says: "no")"#),
        ["first"],
        "the later has its way"
    );
    assert_eq!(of(refuse, fail), Vec::<String>::new(), "a failure takes the place of a refusal");
    assert_eq!(of(refuse, r#"FailAfter(status: 500, says: "no")"#), ["second"], "it says the same");
}

#[test]
fn an_old_answer_is_masked_only_where_it_is_the_new_one() {
    let masked = |play: &Play| play.times(|event| matches!(event, Event::Masked { .. }));
    // The first has no answer before it; the second asks for another row; the third asks for that again.
    let play = struck("does: Stale", 4);
    assert_eq!(landed(&play).len(), 4);
    assert_eq!(masked(&play).first(), landed(&play).first().map(|at| at + 100).as_ref());
    assert!(masked(&play).len() < 4, "some old answer is another one: {:?}", masked(&play));
}

#[test]
fn work_done_twice_is_masked_where_none_is_done() {
    let masked = |faults: &str| {
        let play = play(&[("faults", faults)]);
        play.count(|event| matches!(event, Event::Masked { .. }))
    };
    let twice = r#""twice": (on: "book", does: Duplicate)"#;
    assert_eq!(masked(&format!("{{ {twice} }}")), 0);
    let refused = r#""refused": (on: "book", does: Refuse(status: 503, says: "closed"))"#;
    assert_eq!(masked(&format!("{{ {twice}, {refused} }}")), 1);
}

#[test]
fn an_old_answer_is_one_that_the_service_itself_gave() {
    let answered = |faults: &str| {
        let play = play(&[("rules", &repeated(2, "'a'")), ("faults", faults)]).finished();
        let masked = play.count(|event| matches!(event, Event::Masked { .. }));
        (play.delivered(), masked)
    };
    let (plain, _) = answered("{}");
    let faults = r#"{
        "wrong": (on: "book", does: Answer("{number: 7}"), when: Calls(first: 1, last: 1)),
        "failed": (on: "book", does: FailAfter(status: 502, says: "bad"), when: Calls(first: 1, last: 1)),
        "old": (on: "book", does: Stale, when: Calls(first: 2, last: 2)),
    }"#;
    let (delivered, masked) = answered(faults);
    assert_eq!(delivered[0], "HTTP 502: bad");
    assert_eq!(delivered[1], plain[0], "what was made up is not remembered");
    assert_eq!(masked, 1, "the answer that the failure hid");
}
