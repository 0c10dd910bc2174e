//! Every invariant that a scenario of the library breaks as it was deployed, shrunk.

use crate::library::library;
use crate::shrink::{broken, shrunk};
use seamripper_scenario::compile;

/// Few enough that a test stays short, and enough to take all large parts out.
const TRIES: u32 = 150;

#[test]
fn what_is_left_of_a_file_passes_a_check_and_breaks_the_invariant_as_it_says() {
    for (name, source) in library() {
        for invariant in broken(&source, "deployed") {
            let shrunk = shrunk(&source, &invariant, TRIES);
            let plan = compile(&shrunk.text);
            let plan = plan.unwrap_or_else(|mistakes| panic!("{name}: {mistakes:?}"));
            let expected = plan.expectations.iter().any(|one| one.arm.as_str() == "deployed");
            assert!(expected, "{name}, {invariant}: no expectation in {}", shrunk.text);
            let still = broken(&shrunk.text, "deployed");
            assert!(still.contains(&invariant), "{name}, {invariant}: {}", shrunk.text);
            let (before, after) = (shrunk.before.size, shrunk.after.size);
            assert!(after.words * 2 < before.words, "{name}, {invariant}: {before:?} {after:?}");
            assert!(shrunk.tries <= TRIES, "{name}, {invariant}: {}", shrunk.tries);
        }
    }
}
