//! Bytes as a small plan without a mistake: its replays, its judges and its trace's file.

use crate::played::played;
use seamripper_scenario::{Bounds, Plan, compile_playable};
use seamripper_score::{Scorecard, Verdict, judge};
use seamripper_sim::run_unsigned;
use seamripper_sim::trace::{Saved, file};
use seamripper_study::shrink::{ShrinkError, Wish, shrink};
use std::ops::ControlFlow;
use std::sync::Arc;

/// Changed files that are tried to make a scenario smaller.
const TRIES: u32 = 4;

/// One seed in so many is shrunk: it takes as long as all the rest.
const RARELY: u8 = 8;

/// Makes a plan of the bytes behind the first, which is the seed, and replays its arms.
pub fn replay(bytes: &[u8]) {
    let (seed, bytes) = bytes.split_first().map_or((0, bytes), |(seed, rest)| (*seed, rest));
    let source = seamripper_plans::scenario(bytes);
    let (plan, _) = compile_playable(&source).unwrap_or_else(|mistakes| {
        panic!("{:#?}\n{source}", mistakes.iter().map(|one| &one.message).collect::<Vec<_>>())
    });
    let plan = Arc::new(plan);
    let choices = ["deployed", "resolved", "control"]
        .map(|name| plan.choice(name).expect("every scenario has this arm"));
    // Fixes need not go together.
    let arms: Vec<_> = choices.iter().filter_map(|choice| plan.arm(choice).ok()).collect();
    let replays = played(&plan, &arms, seed.into());
    let deployed = replays.first().filter(|(_, card)| !card.is_inconclusive());
    if let Some((_, card)) = deployed.filter(|_| seed % RARELY == 0) {
        shrunk(&source, &plan, card);
    }
    for (arm, (trace, card)) in arms.iter().zip(replays) {
        assert_eq!(run_unsigned(&plan, arm, seed.into()).records, trace.records);
        let saved = Saved::read(&file(&plan, arm, &trace)).expect("what was written can be read");
        assert!(!saved.is_altered());
        let mut symbols = plan.symbols.clone();
        assert_eq!(judge(&plan, arm, &saved.into_trace(&mut symbols)), card);
    }
}

/// Takes a few steps to the smallest scenario that still breaks what broke first, if anything did.
fn shrunk(source: &str, plan: &Plan, card: &Scorecard) {
    let is_broken = |verdict: &Verdict| matches!(verdict, Verdict::Broken(_));
    let Some(broken) = card.judgements.iter().find(|one| is_broken(&one.verdict)) else { return };
    let wish = Wish {
        source,
        invariant: plan.symbols.text(broken.name).as_str(),
        arm: &card.arm,
        seed: Some(card.seed),
        tries: TRIES,
        any_cause: true,
        made_by: "a test",
        bounds: Bounds::default(),
    };
    match shrink(&wish, &mut |_| ControlFlow::Continue(())) {
        Ok(shrunk) => assert!(compile_playable(&shrunk.text).is_ok(), "{}", shrunk.text),
        // Bytes make scenarios without a mistake, and not without what a check advises against.
        Err(ShrinkError::Senseless(_)) => {}
        Err(error) => panic!("{error}\n{source}"),
    }
}
