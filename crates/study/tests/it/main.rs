//! Studies seen from outside: laws with closed forms, splits of the work, and the library's results.

mod ablation;
mod diff;
mod laws;
mod library;
mod no_return;
mod scene;
mod shrink;
mod shrink_library;
mod splits;
mod spoilt;
#[path = "../../../sim/tests/it/library.rs"]
mod volumes;
