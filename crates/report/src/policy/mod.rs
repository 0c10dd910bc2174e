//! What a policy file says, in plain words, and what it has of the fixes of a library.
//!
//! Nothing is compared here: how a fix stands under a policy comes from the scenario crate.

mod json;
mod sentences;
mod text;

pub use json::policy_json;
pub use text::{policy_list, policy_text};

use seamripper_scenario::plan::Standing;
use seamripper_scenario::{Plan, PolicyFile, Unfit};

/// A policy file beside a library of incidents.
#[derive(Clone, Copy, Debug)]
pub struct Explained<'a> {
    /// The policy file.
    pub file: &'a PolicyFile,
    /// The incidents, in the order in which they are shown.
    pub incidents: &'a [Incident],
}

/// An incident, and how its fixes stand under a policy file.
#[derive(Debug)]
pub struct Incident {
    /// The incident.
    pub plan: Plan,
    /// Its fixes, or why it cannot be run under the policy.
    pub standings: Result<Vec<Standing>, Unfit>,
}
