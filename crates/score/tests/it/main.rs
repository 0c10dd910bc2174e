//! What judges make of traces: good ones, the library's, and traces that were spoilt on purpose.

mod agreement;
mod expectations;
#[path = "../../../sim/tests/it/library.rs"]
mod library;
mod mutants;
mod mutants_more;
mod mutants_of_library;
mod mute;
#[path = "../../../sim/tests/it/scene.rs"]
#[expect(dead_code, reason = "shared with the tests of sim, which ask more of a trace")]
mod scene;
mod spoil;
mod under;
mod verdicts;
