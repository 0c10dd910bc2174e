//! What ablations find in the library, and what they say of sets that do not go together.

use crate::library::{self, plan};
use seamripper_scenario::compile;
use seamripper_study::ablation::Target;
use seamripper_study::{Ablation, Seeds, Trials};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

fn ablated(name: &str, seeds: u64) -> Ablation {
    let plan = plan(name);
    let trials = Trials::new(&plan).expect("the sets can be made");
    let stop = AtomicBool::new(false);
    trials.run(&plan, &Seeds::of(0..seeds), &stop, |_| ()).expect("nobody stops it")
}

fn target<'a>(ablation: &'a Ablation, invariant: &str) -> &'a Target {
    let place = ablation.sets.invariants.iter().position(|named| named.name == invariant);
    let place = place.expect("there is such an invariant");
    ablation.targets.iter().find(|target| target.invariant == Some(place)).expect("it is a target")
}

/// What the article behind the library claims, or what a team would try first, by the number of the
/// scenario's file: what a fix alone does to an invariant.
const CLAIMS: &str = include_str!("../claims.csv");

#[test]
fn what_fixes_do_alone_is_what_is_claimed_of_them() {
    let claims: Vec<Vec<&str>> =
        CLAIMS.lines().skip(1).map(|line| line.split(',').collect()).collect();
    for number in ["01", "08"] {
        let ablation = ablated(number, 6);
        for claim in claims.iter().filter(|claim| claim[0] == number) {
            assert_eq!(does(&ablation, claim[1], claim[2]), claim[3], "{claim:?}");
        }
        // Whatever prevents alone is a smallest set that holds, and nothing else of one fix is.
        for invariant in claims.iter().filter(|claim| claim[0] == number).map(|claim| claim[1]) {
            let target = target(&ablation, invariant);
            let sets = target.minimal.iter().map(|place| &ablation.sets.arms[*place].fixes);
            let alone: Vec<String> = sets.filter(|set| set.len() == 1).flatten().cloned().collect();
            let prevents = |fix: &&String| does(&ablation, invariant, fix) == "prevents";
            let expected: Vec<String> = ablation.fixes.iter().filter(prevents).cloned().collect();
            assert_eq!(alone, expected, "{invariant}");
        }
    }
}

/// Says what a fix alone does to an invariant, on the same draws.
fn does(ablation: &Ablation, invariant: &str, fix: &str) -> &'static str {
    let target = target(ablation, invariant);
    let place = target.invariant.expect("it is an invariant");
    let fix = ablation.fixes.iter().position(|name| name == fix).expect("it is a fix");
    let set = target.fixes[fix].alone.expect("it goes alone");
    let arm = |set: usize| &ablation.sets.arms[set];
    let damage = |set: usize| arm(set).tally.invariants[place].damage.most();
    let (before, after) = (arm(0).chance(target.invariant), arm(set).chance(target.invariant));
    assert_eq!(before.hits, before.of, "as deployed it always breaks");
    match after.hits {
        0 => "prevents",
        hits if hits < after.of => "makes rarer",
        _ if damage(set) < damage(0) => "lessens",
        _ => "changes nothing",
    }
}

#[test]
fn two_fixes_that_each_prevent_share_the_result_evenly() {
    let ablation = ablated("01", 10);
    let shares: Vec<f64> =
        ablation.targets[0].fixes.iter().filter_map(|fix| Some(fix.share?.shapley)).collect();
    assert_eq!(shares, [0.5, 0.5, 0.0]);
    assert_eq!(ablation.targets[0].necessary.as_deref(), Some(&[][..]));
}

#[test]
fn a_fix_that_every_good_set_has_is_necessary() {
    let ablation = ablated("02", 20);
    let any = ablation.targets.last().expect("there is a target for all");
    assert_eq!(any.invariant, None);
    assert_eq!(any.necessary.as_deref(), Some(&[0][..]));
}

#[test]
fn a_larger_set_that_breaks_again_is_named() {
    // A small budget ends the retries before the service's answer gets through.
    let ablation = ablated("01", 10);
    let mut pairs = 0;
    for target in &ablation.targets {
        for (holds, breaks) in &target.undone {
            let (small, large) = (&ablation.sets.arms[*holds], &ablation.sets.arms[*breaks]);
            assert!(small.fixes.iter().all(|fix| large.fixes.contains(fix)));
            assert_eq!(small.fixes.len() + 1, large.fixes.len());
            assert_eq!(small.chance(target.invariant).hits, 0);
            assert!(large.chance(target.invariant).hits > 0);
            pairs += 1;
        }
    }
    assert!(pairs > 0, "nothing is undone");
}

#[test]
fn more_than_twelve_fixes_are_sampled() {
    let fixes: Vec<String> = (0..14)
        .map(|place| {
            let says = format!("says: \"Fix {place}.\", layer: Prompt");
            let change = format!("AddSentence(id: \"s{place}\", text: \"Sentence {place}.\")");
            format!("\"fix-{place}\": ({says}, changes: [{change}])")
        })
        .collect();
    let text = library::text("02");
    let text = text.replacen("fixes: {", &format!("fixes: {{ {},", fixes.join(", ")), 1);
    let plan = Arc::new(compile(&text).expect("more sentences do no harm"));
    let trials = Trials::new(&plan).expect("the sets can be made");
    let stop = AtomicBool::new(false);
    let ablation = trials.run(&plan, &Seeds::of(0..1), &stop, |_| ()).expect("nobody stops it");
    assert_eq!(ablation.orders, Some(64));
    assert!(ablation.sets.arms.len() < 1 << 10);
    let any = ablation.targets.last().expect("there is a target for all");
    let share = |fix: usize| any.fixes[fix].share.expect("it was sampled");
    // The scenario's own fix comes last and does it all.
    assert_eq!(share(14).shapley, 1.0);
    assert!((0..14).all(|fix| share(fix).shapley == 0.0));
    assert_eq!(any.necessary.as_deref(), Some(&[14][..]));
}

#[test]
fn stopped_early_there_is_no_result() {
    let plan = plan("02");
    let trials = Trials::new(&plan).expect("the sets can be made");
    let stop = AtomicBool::new(true);
    assert!(trials.run(&plan, &Seeds::of(0..5), &stop, |_| ()).is_none());
}
