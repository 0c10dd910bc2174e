//! Chances with a closed form: sweeps find them, and their intervals cover them as often as they say.

use crate::library::arms;
use crate::scene;
use seamripper_scenario::Plan;
use seamripper_study::statistics::Proportion;
use seamripper_study::{Seeds, Sweep};
use std::sync::Arc;

/// Sweeps the scene's first invariant under so many seeds from the first one on.
fn broken(plan: &Arc<Plan>, first: u64, seeds: u64) -> Proportion {
    let sweep = Sweep::of(plan, &arms(plan, &["deployed"]), &Seeds::of(first..first + seeds));
    let chance = sweep.arms[0].tally.invariants[0].chance();
    assert_eq!(chance.of, seeds, "a replay cannot be told");
    chance
}

/// Checks that intervals of many sweeps cover the chance as often as 95 % intervals do.
fn covered(plan: &Arc<Plan>, law: f64, seeds: u64) {
    let sweeps = 120;
    let covers = |sweep: &u64| broken(plan, sweep * seeds, seeds).interval().covers(law);
    let hits = (0..sweeps).filter(covers).count();
    // 120 intervals of 95 %: 114 of them, and 107 or fewer in seven of a thousand experiments.
    assert!((108..=120).contains(&hits), "{hits} of {sweeps} intervals cover {law}");
    let all = broken(plan, 0, sweeps * seeds);
    let share = all.share().expect("there were replays");
    let error = (law * (1.0 - law) / all.of as f64).sqrt();
    assert!((share - law).abs() < 4.0 * error, "{share} is not {law}, give or take {error}");
}

/// Looks so many rows up at once, each after an exponential time; breaks when their results arrive
/// in the order in which they were asked for.
fn in_order(rows: usize) -> Arc<Plan> {
    let list = |of: &dyn Fn(usize) -> String| (0..rows).map(of).collect::<Vec<_>>().join(", ");
    let services = format!(
        r#"{{ "desk": RecordTable(key: "what", rows: {{ {} }}, latency: Exponential(mean: "3s")) }}"#,
        list(&|row| format!(r#""r{row}": {{ "name": "n{row}" }}"#)),
    );
    let rules = format!(
        r#"{{
        "go": (on: Asked, tokens: "0", do: Call(tool: "look", for_each: "[{}]", about: "item", with: {{ "what": "item" }})),
        "end": (on: Anything, tokens: "0", do: Answer(text: "'done'")),
    }}"#,
        list(&|row| format!("'r{row}'")),
    );
    scene::plan(
        [
            r#"{ "look": (description: "Looks.", service: "desk", parameters: { "what": Text }) }"#,
            &services,
            &rules,
            r#"{ "mixed": (says: "Results come out of order.", holds: AtLeast(of: OutOfOrder, limit: 1, per: Replay)) }"#,
        ],
        "policy: (correlation: ByArrival),",
    )
}

/// One order at a ledger that answers after a drawn time, behind a balancer that waits ten seconds;
/// breaks when the model is told of a failure.
fn timed_out(latency: &str) -> Arc<Plan> {
    let services = format!(
        r#"{{
        "door": LoadBalancer(upstream: "slow", timeout: "10s", status: 500, says: "late"),
        "slow": Latency(latency: {latency}, upstream: "book"),
        "book": Ledger(effect: "thing"),
    }}"#
    );
    ordered(&services, "")
}

/// One order; breaks when the model is told of a failure.
fn ordered(services: &str, more: &str) -> Arc<Plan> {
    scene::plan(
        [
            r#"{ "act": (description: "Does it.", service: "door", parameters: { "what": Text }) }"#,
            services,
            r#"{
        "go": (on: Asked, tokens: "0", do: Call(tool: "act", intent: "wish", with: { "what": "'a'" })),
        "end": (on: Anything, tokens: "0", do: Answer(text: "'done'")),
    }"#,
            r#"{
        "works": (says: "Nothing fails.", holds: AtMost(of: FailuresOf("act"), limit: 0, per: Replay)),
        "answered": (says: "There is an answer.", holds: Answered()),
    }"#,
        ],
        more,
    )
}

#[test]
fn three_exponential_latencies_arrive_in_order_once_in_three_factorial() {
    covered(&in_order(3), 1.0 / 6.0, 100);
}

#[test]
fn six_exponential_latencies_arrive_in_order_once_in_six_factorial() {
    let chance = broken(&in_order(6), 0, 12_000);
    assert!(chance.interval().covers(1.0 / 720.0), "{chance:?}");
}

#[test]
fn an_exponential_delay_exceeds_a_timeout_as_the_exponential_of_their_ratio() {
    covered(&timed_out(r#"Exponential(mean: "5s")"#), libm::exp(-2.0), 100);
}

#[test]
fn a_lognormal_delay_exceeds_a_timeout_as_the_tail_of_the_normal() {
    // ln(10 / 5) / 0.693147 = 1: one standard deviation.
    covered(&timed_out(r#"Lognormal(median: "5s", sigma: 0.6931472)"#), 0.158_655_25, 100);
}

#[test]
fn a_uniform_delay_exceeds_a_timeout_as_the_part_above_it() {
    covered(&timed_out(r#"Uniform(from: "2s", to: "12s")"#), 0.2, 100);
}

#[test]
fn three_attempts_fail_as_the_third_power_of_one() {
    let plan = ordered(
        r#"{ "door": Ledger(effect: "thing") }"#,
        r#"policy: (retries: (attempts: 3, on: [ServerError])),
        faults: { "flaky": (says: "It fails.", on: "door", does: Refuse(status: 503, says: "no"), chance: "60%") },"#,
    );
    covered(&plan, 0.216, 100);
}
