//! Where the runtime ends what the model does: caps, unknown tools, the breaker, and being stuck.

use crate::scene::{Play, at_once, play, repeated};
use seamripper_sim::trace::{Event, Outcome, Refusal};

/// Calls without end under caps.
fn capped(caps: &str, rules: &str) -> Play {
    let policy = format!("(caps: {caps})");
    play(&[("rules", rules), ("policy", &policy)]).finished()
}

#[test]
fn a_cap_ends_the_turn_as_the_policy_says() {
    let rules = repeated(100, "'a'");
    let none = capped("(calls: 3)", &rules);
    assert_eq!((none.commits(), none.outcomes()), (3, vec![Outcome::NoAnswer]));
    let cut = capped("(calls: 3, then: CutOff)", &rules);
    assert_eq!((cut.commits(), cut.outcomes()), (3, vec![Outcome::CutOff]));
    assert_eq!(cut.count(|event| matches!(event, Event::Answered { complete: false, .. })), 1);
    let last = capped("(calls: 3, then: LastAnswer)", &rules);
    assert_eq!((last.commits(), last.outcomes()), (3, vec![Outcome::Answered]));
}

#[test]
fn a_model_without_a_last_answer_leaves_none() {
    let rules = repeated(100, "'a'").replace("on: Anything", r#"on: Failed(["act"])"#);
    assert_eq!(capped("(calls: 3, then: LastAnswer)", &rules).outcomes(), [Outcome::NoAnswer]);
}

#[test]
fn calls_tokens_and_time_are_capped_each_by_itself() {
    let rules = repeated(100, "'a'").replace("tokens: \"0\"", "tokens: \"50\"");
    assert_eq!(capped("(calls_per_turn: 5)", &rules).commits(), 5);
    // A second and a half for each step: the step at 9 s is over the cap.
    assert_eq!(capped(r#"(time: "8s")"#, &rules).commits(), 6);
    let tokens = capped("(tokens: 500)", &rules);
    let spent = tokens.each(|event| match event {
        Event::Ended { tokens, .. } => Some(*tokens),
        _ => None,
    });
    assert_eq!(tokens.outcomes(), [Outcome::NoAnswer]);
    assert!(
        spent[0] > 300 && spent[0] < 560,
        "{spent:?}: reads count, the last step's words may go over"
    );
}

#[test]
fn a_cap_for_the_turn_starts_anew_with_each_turn_and_one_for_the_conversation_does_not() {
    let turns = r#"[(says: "Do it.", wants: ["wish"]), (says: "Once more.", wants: ["wish"])]"#;
    let rules = repeated(100, "'a'");
    let commits = |caps: &str| {
        let policy = format!("(caps: {caps})");
        play(&[("turns", turns), ("rules", &rules), ("policy", &policy)]).finished().commits()
    };
    assert_eq!(commits("(calls_per_turn: 3)"), 6);
    assert_eq!(commits("(calls: 3)"), 3);
}

#[test]
fn a_batch_that_does_not_fit_under_the_cap_is_not_made_at_all() {
    let rules = at_once(&[("act", r#""what": "'a'""#), ("act", r#""what": "'b'""#)]);
    assert_eq!(capped("(calls: 1)", &rules).commits(), 0);
    assert_eq!(capped("(calls: 2)", &rules).commits(), 2);
}

/// A model that believes in a tool nobody registered, and calls it so often.
fn haunted(calls: u32, policy: &str) -> Play {
    let rules = format!(
        r#"{{
        "go": (on: Asked, tokens: "0", do: Call(tool: "ghost", with: {{ "any": "1" }})),
        "more": (on: Failed(["ghost"]), if: "tries(ghost) < {calls}", tokens: "0", do: Again()),
        "end": (on: Anything, tokens: "0", do: Answer(text: "'done'")),
    }}"#
    );
    play(&[
        ("model", r#"(first_token: Constant("1s"), tokens_per_second: 100, imagines: ["ghost"], rules: $rules)"#),
        ("rules", &rules),
        ("policy", policy),
    ])
    .finished()
}

#[test]
fn an_unknown_tool_is_refused_in_the_words_of_the_policy() {
    let play = haunted(2, r#"(unknown_tool: (says: "no {tool} here, {tool}!"))"#);
    assert_eq!(play.refusals(), [Refusal::UnknownTool; 2]);
    assert_eq!(play.delivered(), ["no ghost here, ghost!"; 2]);
    assert_eq!(haunted(1, "()").delivered(), ["tool not registered"]);
}

#[test]
fn the_breaker_aborts_after_more_than_so_many_in_a_row() {
    let outcome = |calls| haunted(calls, "(unknown_tool: (abort_after: 3))").outcomes()[0];
    assert_eq!(outcome(3), Outcome::Answered);
    assert_eq!(outcome(4), Outcome::Aborted);
    assert_eq!(haunted(9, "(unknown_tool: (abort_after: 3))").refusals().len(), 4);
}

#[test]
fn a_list_that_is_none_fails_the_rule_and_an_empty_one_leaves_the_model_stuck() {
    let listed = |list: &str| {
        let rules = r#"{
            "go": (on: Asked, do: Call(tool: "act", for_each: "request.list", with: { "what": "item" })),
            "end": (on: Anything, do: Answer(text: "'done'")),
        }"#;
        let turn = |list: &str| {
            format!(r#"(says: "Do it.", wants: ["wish"], request: {{ "list": {list} }})"#)
        };
        let turns = format!("[{}, {}]", turn(list), turn(r#"["a"]"#));
        play(&[("rules", rules), ("turns", &turns)])
    };
    let failed = listed("7");
    assert!(
        matches!(&failed.trace.end, seamripper_sim::End::Failed(why) if why.starts_with("go: `for_each`"))
    );
    assert_eq!(listed("[]").outcomes(), [Outcome::Stuck, Outcome::Answered]);
}

#[test]
fn a_model_whose_rules_do_not_fit_is_stuck_and_the_conversation_goes_on() {
    let rules = r#"{ "go": (on: Asked, if: "request.go == true", do: Answer(text: "'done'")) }"#;
    let turns = r#"[(says: "A.", wants: ["wish"]), (says: "B.", wants: ["wish"], request: { "go": true })]"#;
    let play = play(&[("rules", rules), ("turns", turns)]).finished();
    assert_eq!(play.outcomes(), [Outcome::Stuck, Outcome::Answered]);
}
