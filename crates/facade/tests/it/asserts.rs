//! Assertions: when they pass, when they fail, and what they say then.

use crate::{panic_of, refunds};
use seamripper::{Scenario, Verdict, assert_broken, assert_held, assert_not_broken};

/// A text of a scenario in which one thing is put another way.
fn edited(good: &str, other: &str) -> Scenario {
    let path = "../../examples/own-runtime/refunds.ron";
    let text = std::fs::read_to_string(path).expect("the example can be read");
    assert!(text.contains(good), "there is no `{good}` in {path}");
    Scenario::from_source("edited.ron", &text.replace(good, other)).expect("it has no mistakes")
}

#[test]
fn a_broken_invariant_fails_with_the_report_and_what_repeats_it() {
    let replay = refunds().deployed().seed(7).replay().expect("it can be replayed");
    insta::assert_snapshot!(panic_of(move || assert_held!(replay)));
}

#[test]
fn what_is_asked_for_by_name_alone_decides() {
    let replay = refunds().deployed().seed(7).replay().expect("it can be replayed");
    assert_held!(replay, "refund-paid");
    assert_broken!(replay, "one-refund");
    assert_broken!(replay);
    let said = panic_of(move || assert_broken!(replay, "one-refund", "refund-paid"));
    assert!(said.starts_with("not all broke that was to break"), "{said}");
    assert!(said.contains("\n  refund-paid held\n"), "{said}");
    assert!(!said.contains("\n  one-refund broke"), "{said}");
}

#[test]
fn what_nothing_put_to_the_test_has_not_held() {
    let replay = refunds().arm("control").replay().expect("it can be replayed");
    assert_eq!(replay.verdict("one-refund"), Some(&Verdict::NotExposed));
    assert_not_broken!(replay);
    let said = panic_of(move || assert_held!(replay, "one-refund"));
    let told = "one-refund was not put to the test, so that it held proves nothing \
                (`assert_not_broken!` is content with that)";
    assert!(said.contains(told), "{said}");
}

#[test]
fn what_a_limit_cut_short_has_not_held_and_is_not_known_to_be_unbroken() {
    let short = edited("policy: (", "limits: (virtual_time: \"1s\"), policy: (");
    let replay = short.deployed().replay().expect("it can be replayed");
    let said = panic_of(|| assert_held!(replay, "one-refund"));
    assert!(said.contains("one-refund cannot be told: a replay ended before its time"), "{said}");
    let said = panic_of(|| assert_not_broken!(replay, "one-refund"));
    assert!(said.starts_with("not all is known to be unbroken"), "{said}");
}

#[test]
fn a_sweep_that_nothing_put_to_the_test_has_not_held() {
    let sweep = refunds().arm("control").sweep(0..20).expect("it can be swept");
    assert_not_broken!(sweep);
    let said = panic_of(|| assert_held!(sweep, "one-refund"));
    assert!(said.contains("one-refund was not put to the test"), "{said}");
    assert_eq!(sweep.bound("one-refund"), Some(1.0));
}

#[test]
fn a_name_that_no_invariant_has_is_told_with_the_one_that_was_meant() {
    let replay = refunds().deployed().replay().expect("it can be replayed");
    let said = panic_of(move || assert_held!(replay, "one-refnud"));
    let meant = "there is no invariant `one-refnud`: did you mean `one-refund`?";
    assert_eq!(said, format!("{meant} (lost-refund-answers, deployed, seed 3)"));
    let replay = refunds().deployed().replay().expect("it can be replayed");
    let said = panic_of(move || assert_not_broken!(replay, "xyz"));
    assert!(said.contains("; there are one-refund, refund-paid"), "{said}");
}

#[test]
fn a_sweep_that_broke_names_its_worst_seed_and_reports_it() {
    let sweep = refunds().deployed().sweep(0..50).expect("it can be swept");
    insta::assert_snapshot!(panic_of(move || assert_held!(sweep, "one-refund")));
}

#[test]
fn a_sweep_that_held_says_how_much_that_is_worth() {
    let keys = edited("call_timeout: \"10s\"", "call_timeout: \"10s\", idempotency_key: PerIntent");
    let sweep = keys.deployed().sweep(0..100).expect("it can be swept");
    assert_held!(sweep, "one-refund");
    let said = panic_of(move || assert_broken!(sweep, "one-refund"));
    let told = said.lines().nth(1).unwrap_or_default();
    let expected = "  one-refund held: under each of 38 seeds that put it to the test, of 100; \
                    so it breaks under at most 7.58 % of such seeds, with 95 % confidence";
    assert_eq!(told, expected);
}
