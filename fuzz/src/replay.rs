//! Bytes as a small plan without a mistake: its replays, its judges and its trace's file.

use seamripper_scenario::compile_playable;
use seamripper_score::judge;
use seamripper_sim::trace::{Saved, file};
use seamripper_sim::{run, run_unsigned};
use std::sync::Arc;

/// Makes a plan of the bytes behind the first, which is the seed, and replays its arms.
pub fn replay(bytes: &[u8]) {
    let (seed, bytes) = bytes.split_first().map_or((0, bytes), |(seed, rest)| (*seed, rest));
    let source = seamripper_plans::scenario(bytes);
    let (plan, _) = compile_playable(&source).unwrap_or_else(|mistakes| {
        panic!("{:#?}\n{source}", mistakes.iter().map(|one| &one.message).collect::<Vec<_>>())
    });
    let plan = Arc::new(plan);
    for name in ["deployed", "resolved", "control"] {
        let choice = plan.choice(name).expect("every scenario has this arm");
        // Fixes need not go together.
        let Ok(arm) = plan.arm(&choice) else { continue };
        let trace = run(&plan, &arm, seed.into());
        let card = judge(&plan, &arm, &trace);
        assert_eq!(run(&plan, &arm, seed.into()).fingerprint, trace.fingerprint);
        assert_eq!(run_unsigned(&plan, &arm, seed.into()).records, trace.records);
        let saved = Saved::read(&file(&plan, &arm, &trace)).expect("what was written can be read");
        assert!(!saved.is_altered());
        let mut symbols = plan.symbols.clone();
        assert_eq!(judge(&plan, &arm, &saved.into_trace(&mut symbols)), card);
    }
}
