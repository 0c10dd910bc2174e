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

fn minimal(ablation: &Ablation, invariant: &str) -> Vec<String> {
    let sets = target(ablation, invariant).minimal.iter();
    sets.map(|place| ablation.sets.arms[*place].fixes.join("+")).collect()
}

/// Returns the chance of a break of an invariant with one fix alone.
fn alone(ablation: &Ablation, invariant: &str, fix: &str) -> f64 {
    let target = target(ablation, invariant);
    let place = ablation.fixes.iter().position(|name| name == fix).expect("it is a fix");
    let set = target.fixes[place].alone.expect("it goes alone");
    ablation.sets.arms[set].chance(target.invariant).share().expect("it can be told")
}

#[test]
fn which_prescriptions_prevent_the_deletion_alone_and_which_do_not() {
    let ablation = ablated("08-pocketos-volume-deletion.ron", 6);
    let preventing = ["identity", "authorise-the-developer", "declared-scope", "confirmation"];
    assert_eq!(minimal(&ablation, "nothing-outside-staging"), preventing);
    for fix in ["call-cap", "backups-outside", "soft-delete"] {
        assert_eq!(alone(&ablation, "nothing-outside-staging", fix), 1.0, "{fix}");
    }
    // Those two do not prevent the deletion, and save the data.
    for fix in ["backups-outside", "soft-delete"] {
        assert_eq!(alone(&ablation, "data-recoverable", fix), 0.0, "{fix}");
    }
    assert_eq!(alone(&ablation, "data-recoverable", "call-cap"), 1.0);
}

#[test]
fn the_budget_alone_leaves_duplicates() {
    let ablation = ablated("01-idempotency-cascade.ron", 10);
    assert_eq!(minimal(&ablation, "one-order-per-intent"), ["idempotency-key", "status-check"]);
    assert_eq!(alone(&ablation, "one-order-per-intent", "budget-of-3"), 1.0);
    let target = target(&ablation, "one-order-per-intent");
    let budget = target.fixes[2].alone.expect("it goes alone");
    let damage = |place: usize| ablation.sets.arms[place].tally.invariants[0].damage.most();
    assert_eq!(damage(budget), Some(2), "three orders are two too many");
    assert!(damage(0) > Some(40));
    let shares: Vec<f64> = target.fixes.iter().filter_map(|fix| Some(fix.share?.shapley)).collect();
    assert_eq!(shares, [0.5, 0.5, 0.0]);
}

#[test]
fn a_fix_that_every_good_set_has_is_necessary() {
    let ablation = ablated("02-out-of-order-parallel.ron", 20);
    let any = ablation.targets.last().expect("there is a target for all");
    assert_eq!(any.invariant, None);
    assert_eq!(any.necessary.as_deref(), Some(&[0][..]));
}

#[test]
fn a_larger_set_that_breaks_again_is_named() {
    // A small budget ends the retries before the supplier's answer gets through.
    let ablation = ablated("01-idempotency-cascade.ron", 10);
    let told = target(&ablation, "true-outcome-told");
    let named: Vec<(String, String)> = told
        .undone
        .iter()
        .map(|(holds, breaks)| {
            let fixes = |place: &usize| ablation.sets.arms[*place].fixes.join("+");
            (fixes(holds), fixes(breaks))
        })
        .collect();
    let pair = ("idempotency-key".to_owned(), "idempotency-key+budget-of-3".to_owned());
    assert!(named.contains(&pair), "{named:?}");
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
    let text = library::text("02-out-of-order-parallel.ron");
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
    let plan = plan("02-out-of-order-parallel.ron");
    let trials = Trials::new(&plan).expect("the sets can be made");
    let stop = AtomicBool::new(true);
    assert!(trials.run(&plan, &Seeds::of(0..5), &stop, |_| ()).is_none());
}
