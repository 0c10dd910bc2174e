//! Any text as a scenario file.

use crate::look_at;
use seamripper_scenario::{compile, compile_playable};

/// Compiles a text, and makes the arms of what can be played.
pub fn scenario(bytes: &[u8]) {
    let Ok(source) = std::str::from_utf8(bytes) else { return };
    let checked = compile(source);
    if let Err(mistakes) = &checked {
        look_at(mistakes, source);
    }
    match compile_playable(source) {
        Err(mistakes) => {
            look_at(&mistakes, source);
            assert!(checked.is_err(), "what passes a check can be played");
        }
        Ok((plan, advice)) => {
            assert_eq!(advice.is_empty(), checked.is_ok(), "advice is what a check refuses");
            for arm in ["deployed", "resolved", "control"] {
                let choice = plan.choice(arm).expect("every scenario has this arm");
                plan.arm(&choice).expect("and it can be made");
            }
        }
    }
}
