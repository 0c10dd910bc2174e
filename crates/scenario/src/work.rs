//! How much work a file may cause: a budget of the thread, spent where a file decides how long
//! something takes.
//!
//! Compiling, a replay and its judging each have one. A unit is about a nanosecond on the machines of
//! 2026, and counts are made of what is done and never of time, so that the same file ends at the same
//! place everywhere. Whoever spends the last unit is not stopped here: formulas have no value from then
//! on, and the stage that set the budget says that it is spent.

use std::cell::Cell;

thread_local! {
    static LEFT: Cell<u64> = const { Cell::new(u64::MAX) };
    /// What was spent of all budgets that are over.
    static TAKEN: Cell<u64> = const { Cell::new(0) };
}

/// What compiling one file may cost, a replay of it, and judging that, unless more is allowed.
pub const USUAL: u64 = 1 << 28;

/// Does something within a budget; returns what came of it.
pub fn within<R>(units: u64, act: impl FnOnce() -> R) -> R {
    struct Restore {
        outer: u64,
        units: u64,
    }
    impl Drop for Restore {
        fn drop(&mut self) {
            let left = LEFT.replace(self.outer);
            TAKEN.set(TAKEN.get().saturating_add(self.units - left));
        }
    }
    let _restore = Restore { outer: LEFT.replace(units), units };
    act()
}

/// Does something that has budgets of its own, such as replays; returns what they spent beside what came of it.
pub fn taken<R>(act: impl FnOnce() -> R) -> (R, u64) {
    let before = TAKEN.get();
    let done = act();
    (done, TAKEN.get().saturating_sub(before))
}

/// Spends some of the budget.
#[inline]
pub fn spend(units: u64) {
    LEFT.set(LEFT.get().saturating_sub(units));
}

/// Does something, and returns what it spent beside what came of it.
pub fn counted<R>(act: impl FnOnce() -> R) -> (R, u64) {
    let before = LEFT.get();
    let done = act();
    (done, before.saturating_sub(LEFT.get()))
}

/// Tells whether the budget is spent.
#[inline]
pub fn is_spent() -> bool {
    LEFT.get() == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_ends_with_what_it_was_for() {
        let inner = within(10, || {
            spend(4);
            let inner = within(3, || {
                spend(5);
                is_spent()
            });
            assert!(!is_spent());
            spend(6);
            assert!(is_spent());
            inner
        });
        assert!(inner && !is_spent());
        let ((), units) = taken(|| (0..2).for_each(|_| within(10, || spend(4))));
        assert_eq!(units, 8, "and what was spent is known after it");
    }
}
