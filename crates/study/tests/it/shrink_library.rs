//! What the scenarios of the library break as they were deployed, shrunk.

use crate::library::library;
use crate::shrink::{PLENTY, broken, shrunk};
use seamripper_scenario::compile;
use seamripper_study::shrink::Shrunk;

/// Few enough that the test stays short, and enough to drop the sections that no break needs.
const FEW: u32 = 8;
/// Replays of more conversations take too long in a build that is not optimised.
const CROWD: u64 = 60;

fn check(name: &str, source: &str, invariant: &str, tries: u32) -> Shrunk {
    let shrunk = shrunk(source, invariant, tries);
    let plan = compile(&shrunk.text);
    let plan = plan.unwrap_or_else(|mistakes| panic!("{name}: {mistakes:?}"));
    let expected = plan.expectations.iter().any(|one| one.arm.as_str() == "deployed");
    assert!(expected, "{name}, {invariant}: no expectation in {}", shrunk.text);
    let still = broken(&shrunk.text, "deployed");
    assert!(still.iter().any(|one| one == invariant), "{name}, {invariant}: {}", shrunk.text);
    let (before, after) = (shrunk.before.size, shrunk.after.size);
    assert!(after < before, "{name}, {invariant}: {before:?} {after:?}");
    shrunk
}

fn crowd(source: &str) -> u64 {
    let plan = compile(source).expect("the library has no mistakes");
    let arm = plan.choice("deployed").and_then(|choice| plan.arm(&choice));
    let arrivals = &arm.expect("the arm can be made").stage.world.arrivals;
    arrivals.iter().map(|arrival| u64::from(arrival.count)).sum()
}

#[test]
fn what_is_left_of_a_file_passes_a_check_and_breaks_the_invariant_as_it_says() {
    for (name, source) in library() {
        if crowd(&source) > CROWD {
            continue;
        }
        if let Some(invariant) = broken(&source, "deployed").first() {
            let shrunk = check(&name, &source, invariant, FEW);
            assert!(shrunk.is_cut_short && shrunk.tries == FEW, "{name}: {}", shrunk.tries);
        }
    }
}

#[test]
#[ignore = "takes a minute in a release build: cargo test --release -p seamripper-study -- --ignored"]
fn every_break_of_the_library_is_shrunk_to_where_nothing_more_goes() {
    for (name, source) in library() {
        for invariant in broken(&source, "deployed") {
            let once = check(&name, &source, &invariant, PLENTY);
            assert!(!once.is_cut_short, "{name}, {invariant}");
            assert!(once.after.size.words * 2 < once.before.size.words, "{name}, {invariant}");
            let twice = shrunk(&once.text, &invariant, PLENTY);
            assert_eq!(once.after.size, twice.after.size, "{name}, {invariant}");
        }
    }
}
