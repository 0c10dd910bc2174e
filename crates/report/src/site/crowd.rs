//! A crowd of conversations over time: in which of them did the parties ever disagree.

use super::chart::{Bar, Crowd, Flag, TALL, WIDE, coordinate};
use crate::numbers::{count as said, time};
use seamripper_scenario::Plan;
use seamripper_score::disagreements;
use seamripper_sim::trace::{Event, Record};
use seamripper_study::Replay;
use std::collections::{BTreeMap, BTreeSet};

/// Stretches of time that are told apart.
const BINS: usize = 60;
/// Alerts and deploys that are drawn: a storm of alerts reads no better for being drawn whole.
const FLAGS: usize = 24;

/// Conversations that begin in one stretch of time.
#[derive(Clone, Copy, Default)]
pub(super) struct Bin {
    pub(super) agreed: u64,
    pub(super) disagreed: u64,
}

/// Lists when each conversation of a user's begins, and whether somebody disagreed in it.
pub(super) fn count(plan: &Plan, replay: &Replay) -> Vec<(u64, bool)> {
    let found = disagreements(plan, &replay.arm, &replay.trace);
    let apart: BTreeSet<Option<u32>> = found.iter().map(|found| found.conversation).collect();
    let mut begun: BTreeMap<u32, u64> = BTreeMap::new();
    for record in &replay.trace.records {
        if let (Some(of), Event::Asked { evaluation: false, .. }) =
            (record.conversation, &record.event)
        {
            begun.entry(of).or_insert(record.at_ns);
        }
    }
    begun.into_iter().map(|(of, at)| (at, apart.contains(&Some(of)))).collect()
}

/// Sorts conversations into stretches of time.
pub(super) fn bins(conversations: &[(u64, bool)], until_ns: u64) -> Vec<Bin> {
    let mut bins = vec![Bin::default(); BINS];
    for (at, apart) in conversations {
        let bin = &mut bins[place(*at, until_ns)];
        if *apart {
            bin.disagreed += 1;
        } else {
            bin.agreed += 1;
        }
    }
    bins
}

fn place(at_ns: u64, until_ns: u64) -> usize {
    let place = u128::from(at_ns) * BINS as u128 / u128::from(until_ns.max(1));
    usize::try_from(place).unwrap_or(BINS).min(BINS - 1)
}

/// Draws a crowd.
pub(super) fn drawn(
    plan: &Plan,
    replay: &Replay,
    bins: &[Bin],
    tallest: u64,
    until_ns: u64,
) -> Crowd {
    let (mut agreed, mut disagreed) = (Vec::new(), Vec::new());
    let width = WIDE / BINS as f64;
    for (place, bin) in bins.iter().enumerate() {
        let from = u128::from(until_ns) * place as u128 / BINS as u128;
        let from = time(u64::try_from(from).unwrap_or_default());
        let bar = |below: u64, many: u64, what: &str| Bar {
            x: coordinate(place as f64 * width + 0.5),
            y: coordinate(TALL - (below + many) as f64 / tallest as f64 * TALL),
            width: coordinate(width - 1.0),
            height: coordinate(many as f64 / tallest as f64 * TALL),
            title: format!("from {from}: {} {what}", said(many)),
        };
        if bin.disagreed > 0 {
            disagreed.push(bar(0, bin.disagreed, "with a disagreement"));
        }
        if bin.agreed > 0 {
            agreed.push(bar(bin.disagreed, bin.agreed, "without one"));
        }
    }
    let (all, apart) = bins.iter().fold((0, 0), |(all, apart), bin| {
        (all + bin.agreed + bin.disagreed, apart + bin.disagreed)
    });
    Crowd {
        arm: replay.card.arm.clone(),
        says: format!("{} of {} conversations with a disagreement", said(apart), said(all)),
        agreed,
        disagreed,
        flags: flags(plan, &replay.trace.records, until_ns),
        until: time(until_ns),
    }
}

/// Finds the alerts and deploys, the first of them.
fn flags(plan: &Plan, records: &[Record], until_ns: u64) -> Vec<Flag> {
    let name = |symbol| plan.symbols.text(symbol);
    let flag = |record: &Record| {
        let (sign, what) = match &record.event {
            Event::Alerted { monitor, .. } => ("▲", format!("alert {}", name(*monitor))),
            Event::Deployed { deploy } => ("◇", format!("{} goes out", name(*deploy))),
            Event::Blocked { deploy, .. } => ("◆", format!("{} is blocked", name(*deploy))),
            _ => return None,
        };
        let x = record.at_ns as f64 / until_ns as f64 * WIDE;
        Some(Flag { x: coordinate(x), sign, title: format!("{}: {what}", time(record.at_ns)) })
    };
    records.iter().filter_map(flag).take(FLAGS).collect()
}
