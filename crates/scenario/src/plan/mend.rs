//! What a policy file could have of a fixed incident: one switch or one part, put in place alone.
//!
//! It is how a gate finds what is responsible for a break: by trying, and not by names.

use super::Switch;
use crate::written::FixPart;

/// One thing that a fixed incident has and a policy file has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mend {
    /// A switch of the runtime takes the value that it has there.
    Switch(Switch),
    /// A part of the fixes is in place.
    Part(FixPart),
}

impl Mend {
    /// Returns the name as policy files write it.
    pub fn name(self) -> String {
        match self {
            Mend::Switch(switch) => switch.name().to_owned(),
            Mend::Part(part) => format!("{part:?}"),
        }
    }
}
