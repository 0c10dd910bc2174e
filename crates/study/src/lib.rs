//! Many replays of one scenario: what is learned only from more than one.
//!
//! Everything here is a pure function of a plan and numbers. What a study keeps of a replay is small
//! and adds up, so that neither memory nor the result depends on how the work was split.

pub mod diff;
