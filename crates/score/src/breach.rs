//! What the judge of a form finds: how much broke, what broke first, and whether there was anything
//! to judge. Only the first break is put into words.

use crate::verdict::Broken;
use seamripper_sim::trace::Record;

/// What the judge of a form finds.
#[derive(Default)]
pub(crate) struct Findings {
    /// Whether there was anything that the form speaks of.
    pub(crate) applicable: bool,
    /// What broke, if anything did.
    pub(crate) broken: Option<Broken>,
}

impl Findings {
    /// Starts without a break.
    pub(crate) fn of(applicable: bool) -> Self {
        Findings { applicable, broken: None }
    }

    /// Adds what broke at a record.
    pub(crate) fn add(&mut self, record: &Record, amount: u64, what: impl FnOnce() -> String) {
        self.add_at((record.seq, record.at_ns), amount, what);
    }

    /// Adds what broke at the place and time of a record.
    pub(crate) fn add_at(
        &mut self,
        (seq, at_ns): (u64, u64),
        amount: u64,
        what: impl FnOnce() -> String,
    ) {
        match &mut self.broken {
            Some(broken) if broken.seq <= seq => {
                broken.damage = broken.damage.saturating_add(amount);
            }
            earlier => {
                let damage = earlier.as_ref().map_or(0, |later| later.damage);
                let damage = damage.saturating_add(amount);
                *earlier = Some(Broken { at_ns, seq, damage, what: what() });
            }
        }
    }
}
