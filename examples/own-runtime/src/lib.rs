//! The policy of a runtime of one's own: how calls that change something are repeated.
//!
//! Production code, that knows nothing of Seamripper: `tests/incidents.rs` puts it into replays.

use std::time::Duration;

/// Attempts at one call.
const ATTEMPTS: u32 = 4;

/// Names one thing that a user wants, whatever calls are spent on it.
pub struct Wish<'a> {
    /// The conversation in which it was said.
    pub conversation: u32,
    /// The question of the user's, from 0.
    pub turn: u32,
    /// What it is.
    pub intent: &'a str,
    /// The number of the call.
    pub call: u32,
}

/// Makes the idempotency key of a call.
pub fn key(wish: &Wish<'_>) -> String {
    format!("{}/{}/{}", wish.conversation, wish.turn, wish.intent)
}

/// Tells how long to wait before a call is sent again; none if it is not. Status 0 is no answer.
pub fn wait(status: u16, attempt: u32) -> Option<Duration> {
    let may_help = status == 0 || (500..600).contains(&status);
    (may_help && attempt < ATTEMPTS).then(|| Duration::from_secs(1 << attempt))
}
