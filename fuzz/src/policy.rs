//! Any text as a policy file.

use crate::library::small;
use crate::look_at;
use seamripper_scenario::compile_policy;

/// Compiles a text, and puts scenarios of the library under what came of it.
pub fn policy(bytes: &[u8]) {
    let Ok(source) = std::str::from_utf8(bytes) else { return };
    let file = match compile_policy(source) {
        Ok(file) => file,
        Err(mistakes) => return look_at(&mistakes, source),
    };
    for plan in small() {
        match plan.under(&file, false) {
            Err(unfit) => assert!(!unfit.to_string().is_empty()),
            Ok(arm) => {
                let first = seamripper_sim::run(plan, &arm, plan.seed);
                let again = seamripper_sim::run(plan, &arm, plan.seed);
                assert_eq!(first.fingerprint, again.fingerprint);
                seamripper_score::judge(plan, &arm, &first);
            }
        }
    }
}
