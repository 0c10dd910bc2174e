//! Scenario files made from bytes, for tests: every form of the format, in a text that has no mistake.
//!
//! The bytes are choices, one after the other; where they end, the first choice is taken. So whoever
//! makes bytes smaller, a property test or a fuzzer, makes the scenario simpler. The text goes
//! through the whole pipeline as a person's would.

mod agent;
mod changes;
mod choices;
mod judging;
mod model;
mod services;
mod work;

pub use choices::Choices;
use services::Services;

/// Makes the text of a scenario file.
pub fn scenario(bytes: &[u8]) -> String {
    let c = &mut Choices::new(bytes);
    let services = Services::new(c);
    let parts = [
        "format: 1, id: \"made\", title: \"Made from bytes\", seed: 1".to_owned(),
        "source: (title: \"Nothing that happened\")".to_owned(),
        "story: (incident: \"a\", symptom: \"b\", root_cause: \"c\", detection_gap: \"d\", \
         resolution: \"e\", lesson: \"f\")"
            .to_owned(),
        format!("services: {{ {} }}", services.written(c)),
        format!("tools: {{ {} }}", services.tools(c)),
        agent::around(c),
        format!("policy: ({})", agent::policy(c, &services)),
        format!("model: ({})", model::model(c, &services)),
        format!("workload: ({})", work::workload(c, 3)),
        format!("benign: ({})", work::workload(c, 2)),
        format!("faults: {{ {} }}", services.faults(c)),
        format!("monitors: {{ {} }}", work::monitors(c, &services)),
        changes::fixes(c, &services),
        format!("pipeline: ({})", changes::pipeline(c, &services)),
        judging::judging(c, &services),
        "limits: (events: 20000, records: 4000)".to_owned(),
    ];
    format!("Scenario(\n    {},\n)\n", parts.join(",\n    "))
}
