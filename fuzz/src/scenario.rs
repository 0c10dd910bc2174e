//! Any text as a scenario file.

use crate::bounds::{bounded, held, short};
use crate::look_at;
use crate::played::played;
use seamripper_scenario::plan::Arm;
use seamripper_scenario::{Plan, compile, compile_playable, work};

/// Compiles a text, and replays what can be played: as deployed, and with all fixes.
pub fn scenario(bytes: &[u8]) {
    let Ok(source) = std::str::from_utf8(bytes) else { return };
    let checked = bounded("checking", work::USUAL, || compile(source));
    if let Err(mistakes) = &checked {
        look_at(mistakes, source);
    }
    let playable = || compile_playable(source);
    match bounded("compiling", work::USUAL, playable) {
        Err(mistakes) => {
            look_at(&mistakes, source);
            assert!(checked.is_err(), "what passes a check can be played");
        }
        Ok((plan, advice)) => {
            assert_eq!(advice.is_empty(), checked.is_ok(), "advice is what a check refuses");
            let arms = ["deployed", "resolved"].map(|name| arm(&plan, name));
            arm(&plan, "control");
            let plan = short(plan);
            held("a command in every form", 4 * work::USUAL, || played(&plan, &arms, plan.seed));
        }
    }
}

fn arm(plan: &Plan, name: &str) -> Arm {
    let choice = plan.choice(name).expect("every scenario has this arm");
    bounded("making an arm", work::USUAL, || plan.arm(&choice)).expect("and it can be made")
}
