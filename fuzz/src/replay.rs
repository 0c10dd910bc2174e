//! Bytes as a small plan without a mistake: its replays, its judges and its trace's file.

use crate::played::played;
use seamripper_scenario::compile_playable;
use seamripper_score::judge;
use seamripper_sim::run_unsigned;
use seamripper_sim::trace::{Saved, file};
use std::sync::Arc;

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
    for (arm, (trace, card)) in arms.iter().zip(played(&plan, &arms, seed.into())) {
        assert_eq!(run_unsigned(&plan, arm, seed.into()).records, trace.records);
        let saved = Saved::read(&file(&plan, arm, &trace)).expect("what was written can be read");
        assert!(!saved.is_altered());
        let mut symbols = plan.symbols.clone();
        assert_eq!(judge(&plan, arm, &saved.into_trace(&mut symbols)), card);
    }
}
