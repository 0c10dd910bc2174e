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
}

/// What compiling one file may cost, a replay of it, and judging that, unless more is allowed.
pub const USUAL: u64 = 1 << 28;

/// Does something within a budget; returns what came of it.
pub fn within<R>(units: u64, act: impl FnOnce() -> R) -> R {
    struct Restore(u64);
    impl Drop for Restore {
        fn drop(&mut self) {
            LEFT.set(self.0);
        }
    }
    let _restore = Restore(LEFT.replace(units));
    act()
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
    }
}
