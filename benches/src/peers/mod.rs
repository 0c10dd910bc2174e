//! Other engines on the retry storm of [`storm`](crate::storm), each as its manual writes processes.

mod nexosim;
mod odem;
mod simcore;
mod simpy;
mod tokio;

use crate::storm::Peer;

/// The engines that run in this process.
pub const PEERS: &[Peer] = &[
    ("odem-rs 0.4", odem::storm),
    ("simcore 0.1, async mode", simcore::storm),
    ("nexosim 1.0, one thread", nexosim::storm),
    ("tokio 1, paused clock", tokio::storm),
];

pub use simpy::ns_per_storm as simpy_ns_per_storm;
