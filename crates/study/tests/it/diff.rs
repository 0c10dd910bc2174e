//! Differences of real traces, whose number and kind are known because they were put there.

use crate::spoilt::{Real, traces};
use crate::volumes::{arm, arm_names, library};
use proptest::prelude::*;
use seamripper_sim::Record;
use seamripper_study::diff::{Difference, Differences, Kind, diff};

fn differences(real: &Real, spoilt: &[Record]) -> Vec<Difference> {
    diff(&real.records, spoilt, &real.symbols).all
}

/// Chooses a trace and a place in it.
fn anywhere() -> impl Strategy<Value = (&'static Real, usize)> {
    let trace = any::<prop::sample::Index>().prop_map(|index| index.get(traces()));
    (trace, any::<prop::sample::Index>())
        .prop_map(|(real, index)| (real, index.index(real.records.len())))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_record_more_is_one_difference_whatever_follows((real, place) in anywhere()) {
        let spoilt = real.with_one_more(place);
        let found = differences(real, &spoilt);
        prop_assert_eq!(found.len(), 1, "{} at {}: {:?}", &real.name, place, found);
        prop_assert_eq!(&found[0].kind, &Kind::OnlyRight);
        prop_assert_eq!(found[0].right, Some(place as u64));
        prop_assert_eq!(&diff(&spoilt, &real.records, &real.symbols).all[0].kind, &Kind::OnlyLeft);
    }

    #[test]
    fn one_record_less_is_one_difference_whatever_follows((real, place) in anywhere()) {
        let found = differences(real, &real.with_one_less(place));
        prop_assert_eq!(found.len(), 1, "{} at {}: {:?}", &real.name, place, found);
        prop_assert_eq!(&found[0].kind, &Kind::OnlyLeft);
        // Of records that say the same in a row, any one may be taken for the one that is gone.
        let gone = &real.records[usize::try_from(found[0].left.unwrap_or(u64::MAX)).unwrap()].event;
        prop_assert_eq!(std::mem::discriminant(gone), std::mem::discriminant(&real.records[place].event));
    }

    #[test]
    fn one_record_at_another_place_is_one_difference((real, from) in anywhere(), by in 1_usize..40) {
        let conversation = real.records[from].conversation;
        let later = (from + 1..real.records.len())
            .filter(|place| real.records[*place].conversation == conversation)
            .nth(by - 1);
        prop_assume!(later.is_some());
        let to = later.unwrap_or_default();
        let found = differences(real, &real.with_one_moved(from, to));
        prop_assert!(found.len() <= 1, "{} from {} to {}: {:?}", &real.name, from, to, found);
        // Between records that say the same, another place is at most another time.
        for one in found {
            prop_assert!(matches!(one.kind, Kind::Moved | Kind::Delayed { .. }), "{:?}", one);
        }
    }

    #[test]
    fn one_record_that_is_otherwise_is_one_difference((real, place) in anywhere(), which in 0_u32..6) {
        let spoilt = real.with_one_changed(place, which);
        prop_assume!(spoilt.is_some());
        let found = differences(real, &spoilt.unwrap_or_default());
        prop_assert_eq!(found.len(), 1, "{} at {} changed {}: {:?} {:?}", &real.name, place, which, &real.records[place], found);
        let place = Some(place as u64);
        prop_assert_eq!((found[0].left, found[0].right), (place, place), "{:?}", found);
        prop_assert_eq!(matches!(found[0].kind, Kind::Delayed { .. }), which == 0, "{:?}", found);
    }

    #[test]
    fn everything_later_by_the_same_time_is_one_difference((real, place) in anywhere()) {
        let mut later = real.records.clone();
        later[place..].iter_mut().for_each(|record| record.at_ns += 7_000_000);
        let conversation = real.records[place].conversation;
        prop_assume!(real.records.iter().all(|record| record.conversation == conversation));
        let found = differences(real, &later);
        prop_assert!(found.len() <= 2, "{} at {}: {:?}", &real.name, place, found);
        prop_assert!(found.iter().all(|one| matches!(one.kind, Kind::Delayed { .. })), "{:?}", found);
    }
}

/// Near the end, little is on record of the last call that could tell which it is.
#[test]
fn one_record_that_is_otherwise_near_the_end_is_one_difference() {
    for real in traces() {
        let count = real.records.len();
        for (place, which) in
            (count.saturating_sub(12)..count).flat_map(|p| (0..6).map(move |w| (p, w)))
        {
            let Some(spoilt) = real.with_one_changed(place, which) else { continue };
            let found = differences(real, &spoilt);
            assert_eq!(found.len(), 1, "{} at {place} changed {which}: {found:?}", real.name);
        }
    }
}

#[test]
fn a_trace_does_not_differ_from_itself() {
    for real in traces() {
        let found = diff(&real.records, &real.records, &real.symbols);
        assert!(found.all.is_empty() && found.first().is_none(), "{}", real.name);
        assert_eq!(found.same, real.records.len() as u64);
    }
}

#[test]
fn every_record_of_two_arms_is_accounted_for_once() {
    for volume in library() {
        let traces: Vec<_> = arm_names(&volume.plan)
            .into_iter()
            .take(3)
            .map(|name| seamripper_sim::run(&volume.plan, &arm(&volume.plan, &name), 1))
            .collect();
        for (left, right) in [(0, 1), (1, 2)] {
            let (left, right) = (&traces[left].records, &traces[right].records);
            let found = diff(left, right, &volume.plan.symbols);
            let count = |side: fn(&Difference) -> Option<u64>| {
                let mut seen: Vec<u64> = found.all.iter().filter_map(side).collect();
                seen.sort_unstable();
                seen.dedup();
                assert_eq!(seen.len(), found.all.iter().filter_map(side).count());
                seen.len() as u64 + found.same
            };
            assert_eq!(count(|one| one.left), left.len() as u64, "{}", volume.name);
            assert_eq!(count(|one| one.right), right.len() as u64, "{}", volume.name);
            assert!(found.all.windows(2).all(|pair| pair[0].at_ns <= pair[1].at_ns));
            check_lead(&found, left, right);
        }
    }
}

/// A chain of causes begins at a root, each link led to the next, and it ends at the difference.
fn check_lead(found: &Differences, left: &[Record], right: &[Record]) {
    for one in found.all.iter().take(50) {
        let lead = found.lead(left, right, one);
        for (records, side, common, of) in [
            (left, &lead.left, lead.common.iter().map(|pair| pair.0).collect::<Vec<_>>(), one.left),
            (right, &lead.right, lead.common.iter().map(|pair| pair.1).collect(), one.right),
        ] {
            let chain: Vec<u64> = common.into_iter().chain(side.iter().copied()).collect();
            let record = |seq: u64| &records[usize::try_from(seq).expect("it fits")];
            assert!(chain.windows(2).all(|link| record(link[1]).cause == Some(link[0])));
            assert!(of.is_none() || chain.last() == of.as_ref(), "{one:?}: {lead:?}");
            assert!(lead.is_cut || chain.first().is_none_or(|root| record(*root).cause.is_none()));
        }
    }
}
