//! Any text as a policy file.

use crate::bounds::bounded;
use crate::library::small;
use crate::look_at;
use crate::played::played;
use crate::told::{is_json, is_plain};
use seamripper_report::{Explained, Incident, policy_json, policy_text};
use seamripper_scenario::{Plan, PolicyFile, compile_policy, work};

/// Compiles a text, and puts scenarios of the library under what came of it.
pub fn policy(bytes: &[u8]) {
    let Ok(source) = std::str::from_utf8(bytes) else { return };
    let file = match bounded("checking", work::USUAL, || compile_policy(source)) {
        Ok(file) => file,
        Err(mistakes) => return look_at(&mistakes, source),
    };
    explained(&file, &small()[0]);
    for plan in small() {
        match plan.under(&file, false) {
            Err(unfit) => assert!(!unfit.to_string().is_empty()),
            Ok(arm) => {
                played(plan, &[arm], plan.seed);
            }
        }
    }
}

/// Says what a file does, and what it has of the fixes of a scenario.
fn explained(file: &PolicyFile, plan: &Plan) {
    let standings = bounded("looking at fixes", work::USUAL, || plan.standings(file));
    let incidents = [Incident { plan: plan.clone(), standings }];
    let explained = Explained { file, incidents: &incidents };
    is_plain(&bounded("explaining", work::USUAL, || policy_text(&explained, 80)));
    is_json(policy_json(&explained).as_bytes());
}
