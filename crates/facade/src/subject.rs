//! What can be asserted of, and the assertions themselves.
//!
//! Their rule: only what was put to the test counts as held. A failed one panics with what was
//! expected, what was found, what repeats it, and the whole report.

use crate::error::unknown;
use std::fmt::Write;

/// A replay or a sweep.
pub trait Subject: private::Sealed {
    /// Says what it is, in a line.
    #[doc(hidden)]
    fn title(&self) -> String;

    /// Lists what was found about each invariant.
    #[doc(hidden)]
    fn findings(&self) -> Vec<Finding>;

    /// Reports all there is to know; of the findings that are not as they were wanted.
    #[doc(hidden)]
    fn evidence(&self, wrong: &[&Finding]) -> String;
}

mod private {
    pub trait Sealed {}
    impl Sealed for crate::Replay {}
    impl Sealed for crate::Sweep {}
}

/// What was found about an invariant.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Finding {
    pub(crate) name: String,
    pub(crate) says: String,
    pub(crate) found: Found,
    pub(crate) detail: String,
}

/// What became of an invariant, over all replays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Held,
    Broken,
    NotExposed,
    NotApplicable,
    Inconclusive,
}

/// What an assertion wants.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Held,
    NotBroken,
    Broken,
}

/// Asserts that invariants held, and that something could have broken them.
///
/// Takes a [`Replay`](crate::Replay) or a [`Sweep`](crate::Sweep), and the names of invariants; all of
/// the scenario's if none is named. Of a sweep: none broke under any seed, and each was put to the
/// test under at least one. An invariant that nothing put to the test fails the assertion, as does
/// one that cannot be told because a limit was hit: see [`assert_not_broken!`](crate::assert_not_broken).
///
/// # Panics
///
/// If one did not hold, with the report; and if there is no invariant of a name.
#[macro_export]
macro_rules! assert_held {
    ($subject:expr $(, $invariant:expr)* $(,)?) => {
        $crate::expect(&$subject, $crate::Wanted::Held, &[$($invariant),*])
    };
}

/// Asserts that invariants did not break, put to the test or not.
///
/// As [`assert_held!`](crate::assert_held), and content with what is not exposed or not applicable:
/// for replays of which that is known, such as those of the arm `control`. What is inconclusive
/// still fails.
///
/// # Panics
///
/// As [`assert_held!`](crate::assert_held).
#[macro_export]
macro_rules! assert_not_broken {
    ($subject:expr $(, $invariant:expr)* $(,)?) => {
        $crate::expect(&$subject, $crate::Wanted::NotBroken, &[$($invariant),*])
    };
}

/// Asserts that invariants broke: each that is named, or any at all if none is.
///
/// Of a sweep: under at least one seed. A test of a fix is worth little without a test that the
/// incident happens without it.
///
/// # Panics
///
/// If one did not break, with the report; and if there is no invariant of a name.
#[macro_export]
macro_rules! assert_broken {
    ($subject:expr $(, $invariant:expr)* $(,)?) => {
        $crate::expect(&$subject, $crate::Wanted::Broken, &[$($invariant),*])
    };
}

/// Compares what was found with what is wanted. The macros are the way to call it.
#[doc(hidden)]
#[track_caller]
pub fn expect(subject: &impl Subject, wanted: Wanted, invariants: &[&str]) {
    if let Err(why) = check(subject, wanted, invariants) {
        panic!("{why}");
    }
}

fn check(subject: &dyn Subject, wanted: Wanted, invariants: &[&str]) -> Result<(), String> {
    let all = subject.findings();
    let names: Vec<String> = all.iter().map(|finding| finding.name.clone()).collect();
    if let Some(name) = invariants.iter().find(|name| names.iter().all(|known| known != *name)) {
        return Err(format!("{} ({})", unknown("invariant", name, &names), subject.title()));
    }
    let asked =
        |finding: &&Finding| invariants.is_empty() || invariants.contains(&finding.name.as_str());
    let asked: Vec<&Finding> = all.iter().filter(asked).collect();
    let is_right = |finding: &&Finding| wanted.is_met_by(finding.found);
    let any_will_do = wanted == Wanted::Broken && invariants.is_empty();
    if any_will_do && asked.iter().any(is_right) || asked.iter().all(is_right) && !asked.is_empty()
    {
        return Ok(());
    }
    let wrong: Vec<&Finding> = asked.into_iter().filter(|finding| !is_right(finding)).collect();
    let mut said = format!("{} ({})", wanted.failed(any_will_do), subject.title());
    for finding in &wrong {
        // Writing to memory cannot fail.
        let _ = write!(said, "\n  {}", finding.sentence(wanted));
    }
    Err(format!("{said}\n\n{}\n", subject.evidence(&wrong)))
}

impl Wanted {
    fn is_met_by(self, found: Found) -> bool {
        match self {
            Wanted::Held => found == Found::Held,
            Wanted::NotBroken => {
                matches!(found, Found::Held | Found::NotExposed | Found::NotApplicable)
            }
            Wanted::Broken => found == Found::Broken,
        }
    }

    fn failed(self, any_will_do: bool) -> &'static str {
        match self {
            Wanted::Held => "not all held that was to hold",
            Wanted::NotBroken => "not all is known to be unbroken",
            Wanted::Broken if any_will_do => "nothing broke, and something was to",
            Wanted::Broken => "not all broke that was to break",
        }
    }
}

impl Finding {
    fn sentence(&self, wanted: Wanted) -> String {
        let Finding { name, says, found, detail } = self;
        let found = match found {
            Found::Held => "held",
            Found::Broken => "broke",
            Found::NotExposed if wanted == Wanted::Held => {
                "was not put to the test, so that it held proves nothing \
                 (`assert_not_broken!` is content with that)"
            }
            Found::NotExposed => "was not put to the test",
            Found::NotApplicable if wanted == Wanted::Held => {
                "does not apply: there was nothing that it speaks of \
                 (`assert_not_broken!` is content with that)"
            }
            Found::NotApplicable => "does not apply: there was nothing that it speaks of",
            Found::Inconclusive => "cannot be told: a replay ended before its time",
        };
        let detail = if detail.is_empty() { String::new() } else { format!(": {detail}") };
        format!("{name} {found}{detail}\n    {says}")
    }
}
