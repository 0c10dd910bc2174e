//! When it was too late, where that is known.

use crate::library::{arms, plan};
use seamripper_study::{NoReturn, Question};
use std::sync::atomic::AtomicBool;

fn answer(name: &str, draws: u64) -> NoReturn {
    let plan = plan(name);
    let arm = &arms(&plan, &["deployed"])[0];
    let question = Question { plan: &plan, arm, seed: plan.seed, moments: 12, draws };
    let stop = AtomicBool::new(false);
    question.answer(&stop, |_, _| ()).expect("the fixes go together").expect("nobody stops it")
}

#[test]
fn before_the_start_luck_has_its_usual_chance_and_after_the_break_none() {
    let study = answer("02", 60);
    let any = study.card.judgements.len();
    let broke = study.card.detection.first_break_ns.expect("it breaks");
    let luck = |at: usize| study.moments[at].chances[0][any];
    assert_eq!(study.moments[0].at_ns, 0);
    let last = study.moments.len() - 1;
    assert!(study.moments[last].at_ns > broke);
    assert_eq!(luck(last).hits, luck(last).of);
    assert!(study.moments.iter().all(|moment| moment.chances.len() == study.courses.len()));
    // With the fix on from the start nothing breaks; after the break it is too late.
    assert_eq!(study.moments[0].chances[1][any].hits, 0);
    assert_eq!(study.moments[last].chances[1][any].hits, 60);
    let late = study.too_late_ns(1, any).expect("it gets too late");
    let helps = study.last_chance_ns(1, any).expect("it helps at first");
    assert!(helps < late && late <= study.moments[last].at_ns);
}

#[test]
fn a_fix_of_the_first_attempt_comes_too_late_before_one_of_the_second() {
    let study = answer("01", 10);
    // The first fix sends a key with every attempt: switched on after the first one went out, the
    // service takes the second for something new. The second fix changes what follows a failure.
    assert_eq!(study.last_chance_ns(1, 0), Some(0));
    assert!(study.last_chance_ns(2, 0) > Some(30_000_000_000), "it helps until the retry");
}

#[test]
fn threads_and_their_number_change_nothing() {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let three = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let name = "07";
    assert_eq!(one.install(|| answer(name, 5)), three.install(|| answer(name, 5)));
}

#[test]
fn stopped_early_there_is_no_result() {
    let plan = plan("02");
    let arm = &arms(&plan, &["deployed"])[0];
    let question = Question { plan: &plan, arm, seed: 1, moments: 4, draws: 5 };
    let stop = AtomicBool::new(true);
    assert!(question.answer(&stop, |_, _| ()).expect("the fixes go together").is_none());
}
