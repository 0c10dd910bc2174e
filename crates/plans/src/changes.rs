//! Fixes, arms, deploys and gates: changes of everything that may change.

use crate::Choices;
use crate::agent::policy;
use crate::services::Services;
use crate::work::{monitor, workload};

/// Writes fixes, and the arms that name them.
pub(crate) fn fixes(c: &mut Choices<'_>, services: &Services) -> String {
    let layers =
        ["Prompt", "Tools", "Runtime", "Service", "Pipeline", "Monitoring", "Architecture"];
    let mut fixes = Vec::new();
    for number in 0..c.below(4) {
        let layer = c.of(&layers);
        let changes: Vec<String> = (0..1 + c.below(2))
            .map(|place| change(c, services, &format!("f{number}-{place}")))
            .collect();
        fixes.push(format!(
            "\"fix-{number}\": (says: \"It helps.\", layer: {layer}, changes: [{}])",
            changes.join(", ")
        ));
    }
    let mut arms = Vec::new();
    for number in 0..c.below(3) {
        let on = if fixes.is_empty() || !c.is() { "" } else { "\"fix-0\"" };
        let change = match c.below(3) {
            0 => change(c, services, &format!("a{number}")),
            1 => format!("Workload({})", workload(c, 2)),
            _ => {
                let service = &services.leaves[0].name;
                format!(
                    "AddFault(name: \"more-{number}\", fault: (on: \"{service}\", does: DropReply))"
                )
            }
        };
        arms.push(format!(
            "\"arm-{number}\": (says: \"Look.\", fixes: [{on}], changes: [{change}])"
        ));
    }
    format!("fixes: {{ {} }}, arms: {{ {} }}", fixes.join(", "), arms.join(", "))
}

/// Chooses a change; what it adds is named with `name`, so that no two add the same.
fn change(c: &mut Choices<'_>, services: &Services, name: &str) -> String {
    let (tool, _) = services.tool(c);
    match c.below(9) {
        0 => {
            let switches = policy(c, services);
            match switches.is_empty() {
                true => "Policy(tool_budget: 7)".to_owned(),
                false => format!("Policy({switches})"),
            }
        }
        1 => {
            let leaf = &services.leaves[c.below(services.leaves.len())];
            format!("Service(name: \"{}\", set: {})", leaf.name, leaf.change(c))
        }
        2 => format!("Tool(name: \"{tool}\", set: (description: \"Does {tool} well.\"))"),
        3 => format!("AddSentence(id: \"{name}\", text: \"Be careful.\")"),
        4 => "ReplaceSentence(id: \"haste\", text: \"Take your time.\")".to_owned(),
        5 => format!("AddMonitor(name: \"{name}\", monitor: {})", monitor(c, services)),
        6 => format!("AddGate(name: \"{name}\", gate: {})", gate(c)),
        7 => format!("Operator(waves_through: \"{}\")", c.chance()),
        _ => format!(
            "AddService(name: \"{name}\", service: Latency(latency: {})), \
             AddTool(name: \"{name}\", tool: (description: \"New.\", service: \"{name}\"))",
            c.delay()
        ),
    }
}

fn gate(c: &mut Choices<'_>) -> &'static str {
    c.of(&["ValidationOn", "ExamplesMatchShapes"])
}

/// Writes deploys and the gates before them.
pub(crate) fn pipeline(c: &mut Choices<'_>, services: &Services) -> String {
    let mut deploys = Vec::new();
    for number in 0..c.below(3) {
        let at = c.of(&["1s", "10s", "1m", "1h"]);
        let change = match c.below(3) {
            0 => format!("Policy(validation: {})", c.of(&["Strict", "Off"])),
            1 => {
                let leaf = &services.leaves[0];
                format!("Service(name: \"{}\", set: {})", leaf.name, leaf.change(c))
            }
            _ => format!("AddSentence(id: \"d{number}\", text: \"New words.\")"),
        };
        deploys.push(format!("\"deploy-{number}\": (at: \"{at}\", changes: [{change}])"));
    }
    let gates = match c.is() {
        true => format!("\"gate\": {}", gate(c)),
        false => String::new(),
    };
    format!("deploys: {{ {} }}, gates: {{ {gates} }}", deploys.join(", "))
}
