//! Numbers over many replays: intervals, quantiles and means, each with its source.
//!
//! What is counted is counted in whole numbers, so that sums do not depend on their order; floating
//! point comes in at the very end. All intervals are of 95 %.

mod histogram;
mod interval;
mod moments;

pub use histogram::Histogram;
pub use interval::{Interval, Proportion, bound_of_none, paired_difference};
pub use moments::Moments;
