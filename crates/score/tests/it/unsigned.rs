//! A replay without a fingerprint is judged as one with it: over all arms of the library.

use crate::library::{arm, arm_names, library};
use seamripper_score::judge;
use seamripper_sim::{Replayer, run, run_unsigned};

#[test]
fn a_replay_without_a_fingerprint_or_after_others_has_the_same_records_and_the_same_scorecard() {
    for volume in library() {
        let plan = &volume.plan;
        let replayer = Replayer::new(plan);
        for name in arm_names(plan) {
            let arm = arm(plan, &name);
            for seed in [plan.seed, plan.seed + 1, plan.seed] {
                let place = format!("{}: {name}, seed {seed}", volume.name);
                let (signed, mut unsigned) =
                    (run(plan, &arm, seed), run_unsigned(plan, &arm, seed));
                assert_eq!(unsigned.fingerprint, "", "{place}");
                let (card, mut bare) = (judge(plan, &arm, &signed), judge(plan, &arm, &unsigned));
                assert_eq!(bare.fingerprint, "", "{place}");
                bare.fingerprint.clone_from(&card.fingerprint);
                assert!(bare == card, "{place}: another scorecard");
                unsigned.fingerprint.clone_from(&signed.fingerprint);
                assert!(unsigned == signed, "{place}: another trace");
                let mut again = replayer.run(&arm, seed);
                again.fingerprint.clone_from(&signed.fingerprint);
                assert!(again == signed, "{place}: another trace after other replays");
            }
        }
    }
}
