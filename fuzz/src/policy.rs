//! Any text as a policy file.

use crate::bounds::bounded;
use crate::library::small;
use crate::look_at;
use crate::played::played;
use seamripper_scenario::{compile_policy, work};

/// Compiles a text, and puts scenarios of the library under what came of it.
pub fn policy(bytes: &[u8]) {
    let Ok(source) = std::str::from_utf8(bytes) else { return };
    let file = match bounded("checking", work::USUAL, || compile_policy(source)) {
        Ok(file) => file,
        Err(mistakes) => return look_at(&mistakes, source),
    };
    for plan in small() {
        match plan.under(&file, false) {
            Err(unfit) => assert!(!unfit.to_string().is_empty()),
            Ok(arm) => {
                played(plan, &[arm], plan.seed);
            }
        }
    }
}
