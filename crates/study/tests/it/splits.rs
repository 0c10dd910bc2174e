//! However the work is split, stopped and put together, the numbers are the same.

use crate::library::{arms, plan};
use proptest::prelude::*;
use seamripper_scenario::Plan;
use seamripper_scenario::plan::Arm;
use seamripper_study::{Mismatch, Seeds, Sweep, Work};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

const SEEDS: u64 = 60;

static WHOLE: LazyLock<Sweep> = LazyLock::new(|| sweep(0..SEEDS));

fn sweep(range: std::ops::Range<u64>) -> Sweep {
    let plan = plan("01");
    Sweep::of(&plan, &three(&plan), &Seeds::of(range))
}

/// Makes three arms: deployed, resolved, and the last fix alone.
fn three(plan: &Plan) -> Vec<Arm> {
    let last = plan.fixes.last().expect("there are fixes").name;
    arms(plan, &["deployed", "resolved", plan.symbols.text(last).as_str()])
}

#[test]
fn one_thread_and_three_give_the_same() {
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(|| sweep(0..SEEDS)), *WHOLE, "{threads} threads");
    }
}

#[test]
fn what_was_stopped_and_gone_on_with_equals_the_unbroken_one() {
    let plan = plan("01");
    let arms = three(&plan);
    let seeds = Seeds::of(0..SEEDS);
    let stop = AtomicBool::new(false);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let mut sweep = Sweep::new(&plan, &arms);
    let mut rounds = 0;
    while sweep.seeds != seeds {
        rounds += 1;
        assert!(rounds < 100, "it does not get on");
        stop.store(false, Ordering::Relaxed);
        let work = Work { plan: &plan, arms: &arms, cards: false, stop: &stop };
        // What is learned is kept as text in between, as a file keeps it.
        let text = serde_json::to_string(&sweep).unwrap();
        sweep = serde_json::from_str(&text).unwrap();
        assert!(sweep.is_sound());
        sweep.match_work(&plan, &arms).unwrap();
        let first = |_: &Sweep, _: &[_]| stop.store(true, Ordering::Relaxed);
        pool.install(|| sweep.go_on(&work, &seeds.slice(0..rounds * 17), first));
    }
    assert_eq!(sweep, *WHOLE);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn merged_shards_equal_the_whole(of in 1..6_u64, from in 0..6_usize) {
        let plan = plan("01");
        let arms = three(&plan);
        let whole = Seeds::of(0..SEEDS);
        let mut shards: Vec<Sweep> =
            (1..=of).map(|number| Sweep::of(&plan, &arms, &whole.part(number, of))).collect();
        let first = from % shards.len();
        shards.rotate_left(first);
        let mut merged = shards.remove(0);
        for shard in &shards {
            merged.merge(shard).unwrap();
        }
        prop_assert_eq!(&merged, &*WHOLE);
    }
}

#[test]
fn what_does_not_belong_together_is_not_merged() {
    let mut whole = WHOLE.clone();
    assert_eq!(whole.merge(&WHOLE.clone()), Err(Mismatch::Overlap(0)));
    let other = plan("02");
    let other = Sweep::of(&other, &arms(&other, &["deployed"]), &Seeds::of(100..101));
    assert!(matches!(whole.merge(&other), Err(Mismatch::Scenario { .. })));
    let same = plan("01");
    let fewer = Sweep::of(&same, &arms(&same, &["deployed"]), &Seeds::of(100..101));
    assert!(matches!(whole.merge(&fewer), Err(Mismatch::Arms { .. })));
    let mut forged = WHOLE.clone();
    forged.witness.as_mut().unwrap().fingerprint = "0".repeat(32);
    let found = forged.match_work(&same, &three(&same));
    assert_eq!(found, Err(Mismatch::Witness(0)));
    assert_eq!(whole, *WHOLE, "a refused merge changes nothing");
}

#[test]
fn forged_counts_are_not_sound() {
    let forge = |what: fn(&mut Sweep)| {
        let mut sweep = WHOLE.clone();
        what(&mut sweep);
        sweep
    };
    assert!(WHOLE.is_sound());
    for forged in [
        forge(|sweep| sweep.arms[0].tally.replays += 1),
        forge(|sweep| sweep.arms[0].tally.broken = u64::MAX),
        forge(|sweep| sweep.arms[1].tally.invariants[0].held = u64::MAX),
        forge(|sweep| sweep.arms[1].tally.invariants[1].broken += 1),
        forge(|sweep| sweep.arms[1].pairs = None),
        forge(|sweep| sweep.arms[2].pairs.as_mut().unwrap().any.both = u64::MAX),
        forge(|sweep| sweep.seeds = Seeds::of(5..6)),
        forge(|sweep| sweep.witness = None),
        forge(|sweep| sweep.format = 9),
    ] {
        assert!(!forged.is_sound());
    }
}

#[test]
fn scorecards_come_in_the_order_of_their_seeds() {
    let plan = plan("02");
    let arms = arms(&plan, &["deployed", "resolved"]);
    let stop = AtomicBool::new(false);
    let work = Work { plan: &plan, arms: &arms, cards: true, stop: &stop };
    let mut seen = Vec::new();
    Sweep::new(&plan, &arms).go_on(&work, &Seeds::of(0..100), |_, cards| {
        seen.extend(cards.iter().flatten().map(|card| (card.seed, card.arm.clone())));
    });
    let expected = (0..100).flat_map(|seed| [(seed, "deployed".into()), (seed, "resolved".into())]);
    assert_eq!(seen, expected.collect::<Vec<(u64, String)>>());
}
