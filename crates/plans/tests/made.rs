//! Plans that nobody thought of: whatever the bytes, the file has no mistake, its replays end within
//! their limits and are the same each time, and judges are of one mind.

use proptest::collection::vec;
use proptest::prelude::*;
use seamripper_plans::scenario;
use seamripper_report::{Comparison, Replayed, json, text};
use seamripper_scenario::plan::{Arm, Plan, Symbols};
use seamripper_scenario::{Choice, compile_playable};
use seamripper_score::{Scorecard, judge};
use seamripper_sim::trace::{End, Saved, file};
use seamripper_sim::{Trace, run, run_unsigned};
use std::sync::Arc;

fn plan(bytes: &[u8]) -> Arc<Plan> {
    let source = scenario(bytes);
    match compile_playable(&source) {
        Ok((plan, _)) => Arc::new(plan),
        Err(mistakes) => {
            let said: Vec<&str> = mistakes.iter().map(|mistake| mistake.message.as_str()).collect();
            panic!("{said:#?}\n{source}")
        }
    }
}

/// Makes every arm of a plan that is worth a look; fixes that do not go together make none.
fn arms(plan: &Plan) -> Vec<Arm> {
    let fixes = plan.fixes.iter().map(|fix| plan.symbols.text(fix.name).to_string());
    let named = plan.arms.iter().map(|arm| plan.symbols.text(arm.name).to_string());
    let names = ["deployed", "resolved", "control"].map(str::to_owned).into_iter();
    let choices = names.chain(fixes).chain(named).map(|name| plan.choice(&name));
    let choices: Vec<Choice> = choices.collect::<Result<_, _>>().expect("they are in the file");
    choices.iter().filter_map(|choice| plan.arm(choice).ok()).collect()
}

/// Replays and judges, and looks at what any replay must be.
fn replayed(plan: &Arc<Plan>, arm: &Arm, seed: u64) -> (Trace, Scorecard) {
    let trace = run(plan, arm, seed);
    let card = judge(plan, arm, &trace);
    let limits = plan.limits;
    assert!(trace.events <= limits.events && trace.records.len() as u64 <= limits.records);
    assert!(trace.virtual_time_ns <= limits.virtual_time_ns);
    assert!(trace.records.windows(2).all(|pair| pair[0].at_ns <= pair[1].at_ns));
    assert!(trace.records.iter().all(|record| record.cause.is_none_or(|cause| cause < record.seq)));
    assert_eq!(card.is_inconclusive(), trace.end != End::Finished);
    (trace, card)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn replays_are_the_same_each_time_and_judges_of_one_mind(
        bytes in vec(any::<u8>(), 0..400), seed in any::<u64>(),
    ) {
        let plan = plan(&bytes);
        for arm in arms(&plan) {
            let (trace, card) = replayed(&plan, &arm, seed);
            let (again, its_card) = replayed(&plan, &arm, seed);
            prop_assert_eq!(&trace.fingerprint, &again.fingerprint);
            prop_assert_eq!(&trace.records, &again.records);
            prop_assert_eq!(&card, &its_card);
            // What sweeps replay differs in the fingerprint, which they do without, and nowhere else.
            let unsigned = run_unsigned(&plan, &arm, seed);
            prop_assert_eq!(&unsigned.records, &trace.records);
            prop_assert_eq!(&unsigned.end, &trace.end);
            let fingerprint = card.fingerprint.clone();
            let card_of_it = Scorecard { fingerprint, ..judge(&plan, &arm, &unsigned) };
            prop_assert_eq!(&card_of_it, &card);
        }
    }

    #[test]
    fn a_trace_comes_back_from_its_file_and_is_judged_alike(
        bytes in vec(any::<u8>(), 0..400), seed in 0_u64..50,
    ) {
        let mut plan = (*plan(&bytes)).clone();
        let arm = arms(&plan).remove(0);
        let (trace, card) = replayed(&Arc::new(plan.clone()), &arm, seed);
        let saved = Saved::read(&file(&plan, &arm, &trace)).expect("what was written can be read");
        prop_assert!(!saved.is_altered());
        let mut symbols = Symbols::default();
        let [left, right] = [saved.clone(), saved.clone()].map(|saved| saved.into_trace(&mut symbols));
        let differences = seamripper_study::diff::diff(&left.records, &right.records, &symbols);
        prop_assert!(differences.all.is_empty());
        let back = saved.into_trace(&mut plan.symbols);
        prop_assert_eq!(&judge(&plan, &arm, &back), &card);
        let replayed = [Replayed { arm: &arm, trace: &back, card: &card }];
        let comparison =
            Comparison { plan: &plan, seed, arms: &replayed, command: "", honest: &[] };
        prop_assert!(!text(&comparison, 60).is_empty() && !json(&comparison).is_empty());
    }
}

#[test]
fn no_bytes_at_all_make_the_simplest_plan() {
    let plan = plan(&[]);
    assert!(plan.fixes.is_empty() && plan.invariants.len() == 1);
    let (trace, _) = replayed(&plan, &arms(&plan)[0], 1);
    assert_eq!(trace.end, End::Finished);
}
