//! What the benchmarks share: the workloads, the scenarios of the repository, and CPU time.
//!
//! Every engine runs the same workload and must come to the same [`storm::Tally`]; else its time is
//! worth nothing. Peers are compiled with the feature `peers` alone. What is printed is CPU time,
//! least of several rounds: the machine may be shared, the work is the same each time.

pub mod clock;
pub mod library;
pub mod ours;
#[cfg(feature = "peers")]
pub mod peers;
pub mod storm;

/// One allocator for all that is measured, the one of the command line.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
