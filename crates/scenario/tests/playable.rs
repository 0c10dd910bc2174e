//! What makes no sense is a mistake for a check, and can be played all the same.

use seamripper_scenario::{compile, compile_playable};

const SAMPLE: &str = include_str!("sample.ron");

fn messages(mistakes: Vec<seamripper_scenario::Diagnostic>) -> Vec<String> {
    mistakes.into_iter().map(|mistake| mistake.message).collect()
}

/// A file one of whose fixes changes nothing.
const SENSELESS: &str = include_str!("bad/empty-fix.ron");

#[test]
fn a_fix_that_changes_nothing_is_a_mistake_and_can_be_played() {
    let mistakes = messages(compile(SENSELESS).expect_err("check finds it"));
    assert!(mistakes.iter().any(|message| message.contains("changes nothing")), "{mistakes:?}");
    let (plan, advice) = compile_playable(SENSELESS).expect("it can be played");
    assert_eq!(messages(advice), mistakes);
    assert!(plan.choice("resolved").is_ok_and(|choice| plan.arm(&choice).is_ok()));
}

#[test]
fn a_good_file_comes_without_advice_and_a_broken_one_is_not_played() {
    let (_, advice) = compile_playable(SAMPLE).expect("the sample is good");
    assert_eq!(messages(advice), [""; 0]);
    let dangling = include_str!("bad/dangling-service.ron");
    let (playable, checked) = (compile_playable(dangling), compile(dangling));
    assert_eq!(playable.err(), checked.err());
}
