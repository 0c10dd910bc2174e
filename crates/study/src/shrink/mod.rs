//! The smallest scenario that still breaks an invariant: delta debugging over the text of a file.
//!
//! A change is kept when what is left passes a check without a word, breaks the invariant on the
//! same seed for the same cause, and is smaller. The search is greedy and goes on until no change
//! that it knows is kept, so what it ends with is small in each part and need not be the smallest
//! of all. Where the file comes from and goes to is left to the caller.

mod counts;
mod end;
mod exchange;
mod groups;
mod opening;
mod search;
mod simpler;
mod trial;

pub use counts::Counts;
pub use end::ShrinkError;

use seamripper_scenario::Bounds;
use seamripper_scenario::edit::{Size, size, tidy};
use search::Search;
use std::ops::ControlFlow;
use trial::Trial;

/// What to shrink, and how far to go.
#[derive(Clone, Debug)]
pub struct Wish<'a> {
    /// The text of the scenario file.
    pub source: &'a str,
    /// The invariant that shall stay broken.
    pub invariant: &'a str,
    /// The arm in which it breaks, as the command line names arms.
    pub arm: &'a str,
    /// The seed; none for the file's own.
    pub seed: Option<u64>,
    /// How many changed files are compiled at most.
    pub tries: u32,
    /// Whether a break of another cause will do: at another seam, or without the faults.
    pub any_cause: bool,
    /// The command that makes the file, for the comment at its top.
    pub made_by: &'a str,
    /// What the source, and each file that is tried, may ask for at most.
    pub bounds: Bounds,
}

/// How far a search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Changed files that were compiled.
    pub tries: u32,
    /// How many there may be.
    pub budget: u32,
    /// The size of what is left.
    pub size: Size,
}

/// What is left of a scenario.
#[derive(Clone, Debug)]
pub struct Shrunk {
    /// The text of the file.
    pub text: String,
    /// The seed on which the invariant breaks; the file names it.
    pub seed: u64,
    /// What the source had.
    pub before: Counts,
    /// What is left.
    pub after: Counts,
    /// Changed files that were compiled.
    pub tries: u32,
    /// Replays that were run.
    pub replays: u32,
    /// Whether the search ended because its tries were used up or it was told to, so that more might go.
    pub is_cut_short: bool,
}

/// Shrinks a scenario, and tells how far it is after every try; a break ends the search with the
/// smallest text that was found by then.
///
/// # Errors
///
/// If the file has mistakes, if there is no such invariant or arm, or if the invariant does not
/// break in that arm on that seed.
pub fn shrink(
    wish: &Wish<'_>,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Shrunk, ShrinkError> {
    let (trial, before) = Trial::new(wish, progress)?;
    let seed = trial.seed();
    let mut search = Search::new(wish, trial);
    search.open()?;
    search.run();
    let is_cut_short = search.trial.is_spent();
    let body = tidy(&search.text, wish.source);
    let body = opening::expecting(&body, wish.arm, &mut search.trial).unwrap_or(body);
    let text = opening::headed(&body, wish, seed, is_cut_short);
    let after = search.trial.counts(&text).ok_or(ShrinkError::Spoilt)?;
    let (tries, replays) = (search.trial.tries, search.trial.replays);
    Ok(Shrunk { text, seed, before, after, tries, replays, is_cut_short })
}

/// Returns the size of a text.
fn weight(text: &str) -> Size {
    size(text)
}
