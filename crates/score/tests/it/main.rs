//! What judges make of traces: good ones, the library's, and traces that were spoilt on purpose.

mod agreement;
mod bounds;
mod card;
mod disagreements;
mod expectations;
mod figures;
#[path = "../../../sim/tests/it/library.rs"]
mod library;
mod measures;
mod measures_of_scenes;
mod mutants;
mod mutants_more;
mod mutants_of_library;
mod mute;
mod saved;
#[path = "../../../sim/tests/it/scene.rs"]
#[expect(dead_code, reason = "shared with the tests of sim, which ask more of a trace")]
mod scene;
mod served;
mod spoil;
mod totals;
mod under;
mod unsigned;
mod verdicts;
