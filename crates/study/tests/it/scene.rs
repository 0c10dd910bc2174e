//! Small scenarios whose chances are known in closed form.

use seamripper_scenario::{Plan, compile};
use std::sync::Arc;

/// Compiles a scene of these services, tools, rules and invariants, and of what else is given.
pub(crate) fn plan(parts: [&str; 4], more: &str) -> Arc<Plan> {
    let [tools, services, rules, invariants] = parts;
    let text = format!(
        r#"Scenario(
    format: 1, id: "scene", title: "A scene", seed: 1, source: (title: "A test"),
    story: (incident: "i", symptom: "s", root_cause: "r", detection_gap: "d", resolution: "r", lesson: "l"),
    tools: {tools}, services: {services}, invariants: {invariants},
    model: (first_token: Constant("1s"), tokens_per_second: 100, rules: {rules}),
    workload: (arrivals: [(turns: [(says: "Do it.", wants: ["wish"])])]),
    {more}
)"#
    );
    match compile(&text) {
        Ok(plan) => Arc::new(plan),
        Err(mistakes) => panic!("the scene has mistakes: {mistakes:#?}\n{text}"),
    }
}
