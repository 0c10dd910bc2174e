//! What a replay does, seen from outside: the library's scenarios, and small ones of each module's.
//!
//! `scene` makes a small scenario of the parts that a test is about; `library` reads those on disk.

mod calls;
mod caps;
mod determinism;
mod draws;
mod faults;
mod forks;
mod gates;
mod identity;
mod laws;
mod ledger;
mod library;
mod limits;
mod middleware;
mod monitors;
mod pipeline;
mod saved;
mod scene;
mod store;
mod table;
mod values;
