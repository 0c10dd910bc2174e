//! The facade as a user's tests see it.

mod asserts;
mod errors;
mod example;
mod own_code;
mod policies;
mod sweeps;

use seamripper::Scenario;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads the incident of the example.
fn refunds() -> Scenario {
    Scenario::load("../../examples/own-runtime/refunds.ron").expect("the example has no mistakes")
}

/// Returns the message with which something panics.
fn panic_of(act: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(act)).expect_err("it panics");
    payload.downcast_ref::<String>().cloned().expect("it panics with words")
}
