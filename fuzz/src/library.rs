//! The scenarios that traces are judged against and policies are put under.

use crate::bounds::short;
use seamripper_scenario::{Plan, compile};
use std::sync::{Arc, OnceLock};

/// Returns the plans of the library, some of each kind.
pub(crate) fn plans() -> &'static [Arc<Plan>] {
    static PLANS: OnceLock<Vec<Arc<Plan>>> = OnceLock::new();
    PLANS.get_or_init(|| {
        let texts = [
            include_str!("../../scenarios/01-idempotency-cascade.ron"),
            include_str!("../../scenarios/02-out-of-order-parallel.ron"),
            include_str!("../../scenarios/03-hallucinated-tool.ron"),
            include_str!("../../scenarios/04-confused-deputy.ron"),
            include_str!("../../scenarios/05-schema-drift.ron"),
            include_str!("../../scenarios/06-runaway-loop.ron"),
            include_str!("../../scenarios/07-out-of-bound-argument.ron"),
            include_str!("../../scenarios/08-pocketos-volume-deletion.ron"),
        ];
        let plan = |text: &str| Arc::new(compile(text).expect("the library has no mistakes"));
        texts.into_iter().map(plan).collect()
    })
}

/// Returns the plans of the library whose replays are short, with the limits of the fuzzer's.
pub(crate) fn small() -> &'static [Arc<Plan>] {
    static SMALL: OnceLock<Vec<Arc<Plan>>> = OnceLock::new();
    SMALL.get_or_init(|| {
        let short_ones = plans().iter().enumerate().filter(|(place, _)| ![2, 4, 5].contains(place));
        short_ones.map(|(_, plan)| short((**plan).clone())).collect()
    })
}
