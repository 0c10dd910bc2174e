//! The differences of two traces as JSON, for programs; `JSON.md` beside this crate documents it.
//!
//! The shape is versioned as that of replays is. The same traces give the same bytes.

use crate::json::{FORMAT, pretty, why};
use crate::text::timeline::tell::Teller;
use crate::{Beside, Contrast};
use seamripper_study::diff::{Difference, Field, Kind};
use serde::Serialize;
use serde_json::Value;

/// Differences that are listed unless all are asked for.
const FEW: usize = 20;

#[derive(Serialize)]
struct Top<'a> {
    format: u32,
    version: &'static str,
    left: Side<'a>,
    right: Side<'a>,
    same: u64,
    counts: Counts,
    first: Option<Differing<'a>>,
    led_to_it: Option<Led>,
    first_in_deed: Option<Differing<'a>>,
    differences: Vec<Differing<'a>>,
    left_out: u64,
}

#[derive(Serialize)]
struct Side<'a> {
    label: &'a str,
    scenario: &'a str,
    scenario_hash: &'a str,
    arm: &'a str,
    seed: u64,
    fingerprint: &'a str,
    records: u64,
    virtual_time_ns: u64,
    outcome: &'static str,
    why: Option<String>,
}

#[derive(Default, Serialize)]
struct Counts {
    only_left: u64,
    only_right: u64,
    changed: u64,
    moved: u64,
    delayed: u64,
    sums: u64,
}

#[derive(Serialize)]
struct Differing<'a> {
    kind: &'static str,
    at_ns: u64,
    conversation: Option<u32>,
    left: Option<Told>,
    right: Option<Told>,
    instead: Option<Told>,
    fields: Vec<Changed<'a>>,
    left_after_ns: Option<u64>,
    right_after_ns: Option<u64>,
}

#[derive(Serialize)]
struct Changed<'a> {
    name: &'a str,
    left: &'a Value,
    right: &'a Value,
}

/// A record by its number, in words.
#[derive(Serialize)]
struct Told {
    seq: u64,
    at_ns: u64,
    says: String,
}

#[derive(Serialize)]
struct Led {
    cut: bool,
    common: Vec<Told>,
    left: Vec<Told>,
    right: Vec<Told>,
}

/// Writes the differences of two traces as one JSON document with a line break at its end.
pub fn json_contrast(contrast: &Contrast<'_>) -> String {
    let Contrast { left, right, differences, .. } = contrast;
    let tellers = Tellers {
        contrast,
        left: Teller::new(contrast.symbols, &left.trace.records),
        right: Teller::new(contrast.symbols, &right.trace.records),
    };
    let shown = if contrast.all { usize::MAX } else { FEW };
    let first = differences.first();
    pretty(&Top {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION"),
        left: side(left),
        right: side(right),
        same: differences.same,
        counts: counts(&differences.all),
        first: first.map(|found| tellers.differing(found)),
        led_to_it: first.map(|found| tellers.led(found)),
        first_in_deed: differences.first_in_deed().map(|found| tellers.differing(found)),
        differences: differences.all.iter().take(shown).map(|one| tellers.differing(one)).collect(),
        left_out: differences.all.len().saturating_sub(shown) as u64,
    })
}

fn side<'a>(beside: &Beside<'a>) -> Side<'a> {
    let trace = beside.trace;
    let why = why(&trace.end);
    Side {
        label: beside.label,
        scenario: beside.scenario,
        scenario_hash: beside.scenario_hash,
        arm: &trace.arm,
        seed: trace.seed,
        fingerprint: &trace.fingerprint,
        records: trace.records.len() as u64,
        virtual_time_ns: trace.virtual_time_ns,
        outcome: if why.is_some() { "inconclusive" } else { "finished" },
        why,
    }
}

fn counts(all: &[Difference]) -> Counts {
    let mut counts = Counts::default();
    for found in all {
        *match found.kind {
            Kind::OnlyLeft => &mut counts.only_left,
            Kind::OnlyRight => &mut counts.only_right,
            Kind::Changed(_) => &mut counts.changed,
            Kind::Moved => &mut counts.moved,
            Kind::Delayed { .. } => &mut counts.delayed,
            Kind::Sums(_) => &mut counts.sums,
        } += 1;
    }
    counts
}

/// Puts records of both sides into words.
struct Tellers<'a> {
    contrast: &'a Contrast<'a>,
    left: Teller<'a>,
    right: Teller<'a>,
}

impl Tellers<'_> {
    fn left(&self, seq: u64) -> Option<Told> {
        told(&self.contrast.left, &self.left, seq)
    }

    fn right(&self, seq: u64) -> Option<Told> {
        told(&self.contrast.right, &self.right, seq)
    }

    fn differing<'d>(&self, found: &'d Difference) -> Differing<'d> {
        let fields: &[Field] = match &found.kind {
            Kind::Changed(fields) | Kind::Sums(fields) => fields,
            Kind::OnlyLeft | Kind::OnlyRight | Kind::Moved | Kind::Delayed { .. } => &[],
        };
        let (left_after_ns, right_after_ns) = match found.kind {
            Kind::Delayed { left_ns, right_ns } => (Some(left_ns), Some(right_ns)),
            _ => (None, None),
        };
        let changed = |field: &'d Field| Changed {
            name: &field.name,
            left: &field.left,
            right: &field.right,
        };
        Differing {
            kind: found.kind.name(),
            at_ns: found.at_ns,
            conversation: found.conversation,
            left: found.left.and_then(|seq| self.left(seq)),
            right: found.right.and_then(|seq| self.right(seq)),
            instead: found.instead.and_then(|seq| match found.left {
                Some(_) => self.right(seq),
                None => self.left(seq),
            }),
            fields: fields.iter().map(changed).collect(),
            left_after_ns,
            right_after_ns,
        }
    }

    fn led(&self, found: &Difference) -> Led {
        let Contrast { left, right, differences, .. } = self.contrast;
        let lead = differences.lead(&left.trace.records, &right.trace.records, found);
        Led {
            cut: lead.is_cut,
            common: lead.common.iter().filter_map(|(seq, _)| self.left(*seq)).collect(),
            left: lead.left.iter().filter_map(|seq| self.left(*seq)).collect(),
            right: lead.right.iter().filter_map(|seq| self.right(*seq)).collect(),
        }
    }
}

fn told(side: &Beside<'_>, teller: &Teller<'_>, seq: u64) -> Option<Told> {
    let record = side.trace.records.get(usize::try_from(seq).ok()?)?;
    let says = teller.tell(record).line.trimmed().text();
    Some(Told { seq, at_ns: record.at_ns, says })
}
