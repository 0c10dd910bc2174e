//! What an input may take: the bar that a hostile file ends within a second and 200 MB, in counts that
//! come out the same on every machine.
//!
//! Memory is what is held of the allocator at once. Time cannot be asked for so: what stands in for it is
//! what is taken of the allocator in all, which the budget of work has to pay for. A stage that takes time
//! and nothing else is found by the fuzzer alone, which looks at the time of this thread on its processor.

use cpu_time::ThreadTime;
use seamripper_scenario::{Plan, work};
use seamripper_score::{Scorecard, Verdict};
use seamripper_sim::Trace;
use seamripper_sim::trace::End;
use std::sync::Arc;
use std::time::Duration;

/// What a command holds at once, in bytes: 200 MB, less what the binary takes without any file.
const AT_ONCE: u64 = 160_000_000;

/// What a stage takes without any work: a file of a megabyte, read and written out a few times.
const FREE: u64 = 32_000_000;

/// What a unit of work, about a nanosecond, pays for: so many bytes of the allocator.
const BYTES: u64 = 4;

/// So many units pay for one piece of memory, taken and given back.
const PIECE: u64 = 64;

/// What a stage takes of a processor, under the fuzzer: the bar of a second, in a build that is several times
/// slower. Others that use the machine do not count.
const TIME: Duration = Duration::from_secs(3);

/// The part of the usual limits that replays of the fuzzer get, so that it gets on.
const PART: u64 = 16;

/// Does one stage, and looks at what it took of this thread's memory, and of its time.
pub(crate) fn bounded<R>(stage: &str, units: u64, act: impl FnOnce() -> R) -> R {
    let start = ThreadTime::now();
    let done = held(stage, units, act);
    let time = start.elapsed();
    assert!(!cfg!(fuzzing) || time <= TIME, "{stage} takes {time:?}");
    done
}

/// Does several stages, and looks at what they took of this thread's memory together.
pub(crate) fn held<R>(stages: &str, units: u64, act: impl FnOnce() -> R) -> R {
    let mut done = None;
    let taken = allocation_counter::measure(|| done = Some(act()));
    assert!(taken.bytes_max <= AT_ONCE, "{stages} holds too much at once: {taken:?}");
    assert!(taken.bytes_total <= FREE + BYTES * units, "{stages} takes too much: {taken:?}");
    assert!(taken.count_total <= (FREE + units) / PIECE, "{stages} takes too often: {taken:?}");
    done.expect("it was done")
}

/// Returns a plan with limits that are a part of the usual ones.
pub(crate) fn short(mut plan: Plan) -> Arc<Plan> {
    let limits = &mut plan.limits;
    limits.events = limits.events.min(500_000 / PART);
    limits.records = limits.records.min(100_000 / PART);
    limits.work = limits.work.min(work::USUAL / PART);
    Arc::new(plan)
}

/// Looks whether a replay kept to its limits, and whether one that did not end proves nothing.
pub(crate) fn kept_to(plan: &Plan, trace: &Trace, card: &Scorecard) {
    let limits = plan.limits;
    assert!(trace.events <= limits.events, "{} events", trace.events);
    assert!(trace.records.len() as u64 <= limits.records, "{} records", trace.records.len());
    assert!(trace.virtual_time_ns <= limits.virtual_time_ns, "{} ns", trace.virtual_time_ns);
    if trace.end != End::Finished {
        assert!(card.is_inconclusive());
        let is_open =
            |verdict: &Verdict| matches!(verdict, Verdict::Broken(_) | Verdict::Inconclusive);
        assert!(card.judgements.iter().all(|one| is_open(&one.verdict)), "{:?}", card.judgements);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hint::black_box;

    #[test]
    fn what_a_stage_may_take_it_takes() {
        let held = bounded("a stage", 0, || black_box(vec![0_u8; FREE as usize]));
        assert_eq!(held.len() as u64, FREE);
        // Work pays for more of it, one after the other.
        bounded("a stage", 4 * FREE, || (0..8).for_each(|_| drop(black_box(held.clone()))));
    }

    #[test]
    #[should_panic(expected = "a stage holds too much at once")]
    fn memory_held_at_once_has_an_end() {
        bounded("a stage", work::USUAL, || black_box(vec![0_u8; AT_ONCE as usize + 1]));
    }

    #[test]
    #[should_panic(expected = "a stage takes too much")]
    fn memory_taken_without_work_has_an_end() {
        bounded("a stage", 0, || (0..2).for_each(|_| drop(black_box(vec![0_u8; FREE as usize]))));
    }

    #[test]
    #[should_panic(expected = "a stage takes too often")]
    fn pieces_taken_without_work_have_an_end() {
        bounded("a stage", 0, || (0..=FREE / PIECE).for_each(|_| drop(black_box(Box::new(1_u8)))));
    }
}
