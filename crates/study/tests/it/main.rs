//! Studies of the library's scenarios.

mod diff;
#[path = "../../../sim/tests/it/library.rs"]
mod library;
mod spoilt;
