//! Forms that count: at most, at least, and totals that must come out.

use crate::breach::Findings;
use crate::evidence::Evidence;
use crate::files::TurnFile;
use crate::measure::{self, Occurrence};
use seamripper_scenario::expr::Expr;
use seamripper_scenario::plan::{Measure, OfRequest, Symbol};
use seamripper_scenario::written::Per;
use seamripper_sim::trace::{Event, Record};
use std::collections::BTreeMap;

/// What a count is kept for: an intent of a turn, a conversation, or the replay.
type Group = (Option<(u32, u32, Symbol)>, Option<u32>);

fn group(per: Per, occurrence: &Occurrence) -> Option<Group> {
    match per {
        Per::Replay => Some((None, None)),
        Per::Conversation => Some((None, Some(occurrence.conversation?))),
        Per::Intent => {
            let (turn, intent) = occurrence.intent?;
            Some((Some((occurrence.conversation?, turn, intent)), None))
        }
    }
}

pub(crate) fn at_most(evidence: &Evidence<'_>, of: &Measure, limit: u64, per: Per) -> Findings {
    let Some(occurrences) = measure::occurrences(evidence, of) else {
        return bound_at_end(evidence, of, |value| value.saturating_sub(limit));
    };
    let mut counts: BTreeMap<Group, u64> = BTreeMap::new();
    let mut findings = Findings::of(!evidence.files.turns.is_empty());
    for occurrence in occurrences {
        let Some(group) = group(per, &occurrence) else {
            continue;
        };
        let count = counts.entry(group).or_insert(0);
        let before = (*count).max(limit);
        *count = count.saturating_add(occurrence.amount);
        if *count > before {
            findings.add_at((occurrence.seq, occurrence.at_ns), *count - before, || {
                format!("{count} where at most {limit} may be")
            });
        }
    }
    findings
}

pub(crate) fn at_least(evidence: &Evidence<'_>, of: &Measure, limit: u64, per: Per) -> Findings {
    let Some(occurrences) = measure::occurrences(evidence, of) else {
        let lacks = |value| limit.saturating_sub(value);
        return bound_at_end(
            evidence,
            of,
            |value| {
                if evidence.is_whole() { lacks(value) } else { 0 }
            },
        );
    };
    let mut counts: BTreeMap<Group, u64> = BTreeMap::new();
    for occurrence in occurrences {
        if let Some(group) = group(per, &occurrence) {
            let count = counts.entry(group).or_insert(0);
            *count = count.saturating_add(occurrence.amount);
        }
    }
    let due = due(evidence, of, per);
    let mut findings = Findings::of(!due.is_empty());
    for (group, seq, at_ns) in due {
        let count = counts.get(&group).copied().unwrap_or(0);
        // A replay that was cut short might have come to it yet.
        if count < limit && evidence.is_whole() {
            findings.add_at((seq, at_ns), limit - count, || {
                format!("{count} where at least {limit} must be")
            });
        }
    }
    findings
}

/// Lists what must have a count, and the record at which it is due.
fn due(evidence: &Evidence<'_>, of: &Measure, per: Per) -> Vec<(Group, u64, u64)> {
    let (seq, at_ns) = evidence.last();
    let effect = match of {
        Measure::Effects(effect)
        | Measure::EffectTotal(effect, _)
        | Measure::Deduplicated(effect) => Some(*effect),
        _ => None,
    };
    let at_end =
        |turn: &TurnFile<'_>| turn.ended.map_or((seq, at_ns), |record| (record.seq, record.at_ns));
    let mut due: Vec<(Group, u64, u64)> = Vec::new();
    let mut add = |group: Group, (seq, at_ns)| due.push((group, seq, at_ns));
    let turns = &evidence.files.turns;
    match per {
        Per::Replay if turns.is_empty() => {}
        Per::Replay => add((None, None), (seq, at_ns)),
        Per::Conversation => {
            turns.iter().for_each(|turn| add((None, Some(turn.conversation)), at_end(turn)));
        }
        Per::Intent => evidence.wanted(effect).for_each(|(turn, intent, _)| {
            add((Some((turn.conversation, turn.turn, intent)), None), at_end(turn));
        }),
    }
    // A conversation of several turns is due once, at its last.
    due.sort_by_key(|(group, seq, _)| (*group, std::cmp::Reverse(*seq)));
    due.dedup_by_key(|(group, ..)| *group);
    due
}

/// Judges a measure that is one number for the whole replay.
fn bound_at_end(evidence: &Evidence<'_>, of: &Measure, wrong: impl Fn(u64) -> u64) -> Findings {
    let Some(value) = measure::read(evidence, of).as_number() else {
        return Findings::default();
    };
    let mut findings = Findings::of(true);
    let amount = wrong(value);
    if amount > 0 {
        findings.add_at(evidence.last(), amount, || format!("it was {value}"));
    }
    findings
}

pub(crate) fn each_effect(evidence: &Evidence<'_>, effect: Symbol, holds: &Expr) -> Findings {
    let mut findings = Findings::of(!evidence.files.turns.is_empty());
    for record in evidence.effects(effect) {
        let fits = evidence.fits(record, holds);
        if fits == Ok(true) {
            continue;
        }
        findings.add(record, 1, || {
            let effect = evidence.text(effect);
            if let Err(why) = fits {
                return format!("whether {effect} was meant cannot be told: {why}");
            }
            let file = record.event.call().and_then(|call| evidence.files.calls.get(call));
            let args = file.map(|file| file.args.to_string()).unwrap_or_default();
            format!("{effect} with {args}")
        });
    }
    findings
}

pub(crate) fn total(
    evidence: &Evidence<'_>,
    effect: Symbol,
    field: Symbol,
    equals: &Expr,
) -> Findings {
    let mut findings = Findings::default();
    for (turn, intent, _) in evidence.wanted(Some(effect)) {
        let mut records: Vec<&Record> = evidence
            .calls_in(turn.conversation, turn.turn)
            .filter(|call| call.intent == Some(intent))
            .flat_map(|call| call.committed.iter().copied())
            .filter(|record| is_effect(record, effect))
            .collect();
        records.sort_by_key(|record| record.seq);
        let Some(last) = records.last() else { continue };
        findings.applicable = true;
        let due = equals.eval(&OfRequest(turn.request)).map_err(|error| error.message);
        let due = due.and_then(|due| due.as_number().ok_or(format!("{due} is no number")));
        match due {
            Ok(due) => off(evidence, &mut findings, &records, field, due),
            // What cannot be computed must not pass for something that was not asked.
            Err(why) => {
                findings.add(last, 1, || format!("what was asked for cannot be computed: {why}"));
            }
        }
    }
    findings
}

fn is_effect(record: &Record, wanted: Symbol) -> bool {
    matches!(&record.event, Event::Committed { effect, .. } if *effect == wanted)
}

/// Finds by how much a field of effects is off what it must add up to, if it is.
fn off(
    evidence: &Evidence<'_>,
    findings: &mut Findings,
    records: &[&Record],
    field: Symbol,
    due: f64,
) {
    let name = evidence.text(field);
    let mut sum = 0.0;
    let mut first_over = None;
    for record in records {
        sum += amount(record, name.as_str());
        if sum > due && !is_near(sum, due) {
            first_over.get_or_insert(*record);
        }
    }
    let may_come_yet = sum < due && !evidence.is_whole();
    let Some(at) = first_over.or(records.last().copied()) else { return };
    if !is_near(sum, due) && !may_come_yet {
        let off = (sum - due).abs().round() as u64;
        let what = || format!("{name} came to {sum} where {due} was asked for");
        findings.add(at, off.max(1), what);
    }
}

/// Tells whether two sums are one but for what adding up fractions costs.
fn is_near(sum: f64, due: f64) -> bool {
    (sum - due).abs() <= 1e-9 * sum.abs().max(due.abs())
}

/// Returns the number in a field of an effect's arguments; 0 where there is none.
pub(crate) fn amount(record: &Record, field: &str) -> f64 {
    match &record.event {
        Event::Committed { args, .. } => args.field(field).as_number().unwrap_or(0.0),
        _ => 0.0,
    }
}
