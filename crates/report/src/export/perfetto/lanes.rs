//! Lanes in which no slice overlaps another.

use super::slice::Slice;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// Distributes slices over as few lanes as they need; each lane is in the order of time. A slice goes
/// into the first lane that is free when it begins.
pub(super) fn lanes(mut slices: Vec<Slice>) -> Vec<Vec<Slice>> {
    slices.sort_by_key(|slice| (slice.start_ns, slice.over_ns()));
    let mut lanes: Vec<Vec<Slice>> = Vec::new();
    // When each lane that is taken is free again. Time goes on, so a lane that is free stays so.
    let mut taken: BinaryHeap<Reverse<(u64, usize)>> = BinaryHeap::new();
    let mut free: BTreeSet<usize> = BTreeSet::new();
    for slice in slices {
        while let Some(Reverse((until_ns, lane))) = taken.peek().copied()
            && until_ns <= slice.start_ns
        {
            taken.pop();
            free.insert(lane);
        }
        let lane = free.pop_first().unwrap_or_else(|| {
            lanes.push(Vec::new());
            lanes.len() - 1
        });
        taken.push(Reverse((slice.over_ns(), lane)));
        lanes[lane].push(slice);
    }
    lanes
}

#[cfg(test)]
mod tests {
    use super::super::slice::What;
    use super::*;

    fn laned(spans: impl IntoIterator<Item = (u64, u64)>) -> Vec<Vec<(u64, u64)>> {
        let slices = spans.into_iter().map(|times| Slice::new(times, What::Turn(0)));
        let times = |slice: &Slice| (slice.start_ns, slice.over_ns());
        lanes(slices.collect()).iter().map(|lane| lane.iter().map(times).collect()).collect()
    }

    #[test]
    fn what_overlaps_stands_in_lanes_of_its_own() {
        let lanes = laned([(0, 10), (5, 15), (10, 20), (15, 16), (10, 10), (30, 40)]);
        assert_eq!(lanes[0], [(0, 10), (10, 10), (10, 20), (30, 40)]);
        assert_eq!(lanes[1], [(5, 15), (15, 16)]);
        assert_eq!(lanes.len(), 2);
    }

    #[test]
    fn lanes_are_those_that_looking_through_all_of_them_gives() {
        let mut random = 7_u64;
        let mut draw = |most: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (random >> 33) % most
        };
        for _ in 0..50 {
            let mut spans: Vec<(u64, u64)> = (0..60).map(|_| (draw(40), draw(20))).collect();
            spans.iter_mut().for_each(|(start, end)| *end += *start);
            let mut sorted = spans.clone();
            sorted.sort();
            let mut expected: Vec<Vec<(u64, u64)>> = Vec::new();
            for span in sorted {
                let is_free = |lane: &Vec<(u64, u64)>| lane.last().is_none_or(|l| l.1 <= span.0);
                match expected.iter().position(is_free) {
                    Some(lane) => expected[lane].push(span),
                    None => expected.push(vec![span]),
                }
            }
            assert_eq!(laned(spans), expected);
        }
    }

    #[test]
    fn the_first_lane_that_is_free_is_taken_and_not_the_one_that_has_been_free_for_longest() {
        let lanes = laned([(0, 9), (1, 5), (9, 11), (9, 12)]);
        assert_eq!(lanes[0], [(0, 9), (9, 11)]);
        assert_eq!(lanes[1], [(1, 5), (9, 12)]);
        assert_eq!(lanes.len(), 2);
    }
}
