//! Measures: numbers, times and values that are read off a trace.
//!
//! A measure that counts single records gives its occurrences, so that invariants can say which
//! record broke them; any other gives one reading for the whole replay.

use crate::evidence::Evidence;
use crate::figures::Replayed;
use crate::files::CallFile;
use crate::{answers, counts, destruction};
use seamripper_scenario::plan::{Measure, Symbol};
use seamripper_scenario::{Value, work};
use seamripper_sim::trace::{Event, Outcome, Record, Refusal};
use std::collections::{BTreeMap, BTreeSet};

/// One thing that a measure counts.
pub(crate) struct Occurrence {
    pub(crate) seq: u64,
    pub(crate) at_ns: u64,
    pub(crate) amount: u64,
    pub(crate) conversation: Option<u32>,
    /// The turn and the intent that it serves, if it serves one.
    pub(crate) intent: Option<(u32, Symbol)>,
}

/// Tells whether what a measure speaks of happened at all.
pub(crate) fn happened(evidence: &Evidence<'_>, measure: &Measure) -> bool {
    evidence.look_through();
    match read(evidence, measure) {
        Replayed::Number(number) => number > 0,
        // What took no time, or happened at the very start, happened all the same.
        Replayed::Time(_) => true,
        Replayed::Data(value) => !value.is_null(),
        Replayed::Nothing => false,
    }
}

/// Tells whether a formula of the measure failed, so that its count proves nothing.
pub(crate) fn is_unclear(evidence: &Evidence<'_>, measure: &Measure) -> bool {
    match measure {
        Measure::EffectsWhere { effect, holds } => {
            evidence.effects(*effect).any(|record| evidence.fits(record, holds).is_err())
        }
        _ => false,
    }
}

/// Reads a measure off the whole trace.
pub(crate) fn read(evidence: &Evidence<'_>, measure: &Measure) -> Replayed {
    evidence.look_through();
    if let Some(occurrences) = occurrences(evidence, measure) {
        let amounts = occurrences.iter().map(|occurrence| occurrence.amount);
        return Replayed::Number(amounts.fold(0, u64::saturating_add));
    }
    match measure {
        Measure::EffectTotal(effect, field) => effect_total(evidence, *effect, *field),
        Measure::CommitTime(effect) => commit_time(evidence, *effect),
        Measure::Claimed { subject, field } => claimed(evidence, subject.as_str(), *field),
        Measure::PromptHas(text) => {
            Replayed::Number(u64::from(evidence.world.prompt.as_str().contains(text.as_str())))
        }
        Measure::Elapsed => elapsed(evidence),
        Measure::TimeToDestruction => time_to_destruction(evidence),
        Measure::NewestCopy(resource) => {
            destruction::newest_copy(evidence, *resource).map_or(Replayed::Nothing, Replayed::Time)
        }
        Measure::FirstAlert(monitor) => first_alert(evidence, *monitor),
        Measure::CallBudgetUsed => call_budget_used(evidence),
        Measure::Tokens => most_tokens(evidence),
        Measure::MostCalls => Replayed::Number(most_calls(evidence, None)),
        Measure::MostCallsOf(tool) => Replayed::Number(most_calls(evidence, Some(*tool))),
        Measure::FalseClaimsBefore(at) => false_claims(evidence, |at_ns| at_ns < *at),
        Measure::FalseClaimsFrom(at) => false_claims(evidence, |at_ns| at_ns >= *at),
        _ => Replayed::Nothing,
    }
}

/// Lists what a measure counts; none if it does not count records.
pub(crate) fn occurrences(evidence: &Evidence<'_>, measure: &Measure) -> Option<Vec<Occurrence>> {
    match measure {
        Measure::Effects(effect) => {
            Some(evidence.effects(*effect).map(|record| at(evidence, record, 1)).collect())
        }
        Measure::EffectsWhere { effect, holds } => {
            let good = evidence.effects(*effect);
            let good = good.filter(|record| evidence.fits(record, holds) == Ok(true));
            Some(good.map(|record| at(evidence, record, 1)).collect())
        }
        Measure::Attempts => of_kind(evidence, |event| matches!(event, Event::Sent { .. })),
        Measure::Deduplicated(effect) => of_records(evidence, |record| match &record.event {
            Event::Deduplicated { effect: e, .. } => u64::from(e == effect),
            _ => 0,
        }),
        Measure::Calls => of_kind(evidence, |event| matches!(event, Event::Called { .. })),
        Measure::CallsOf(wanted) => of_records(evidence, |record| match &record.event {
            Event::Called { tool, .. } => u64::from(tool == wanted),
            _ => 0,
        }),
        Measure::CallsAbout(subject) => of_records(evidence, |record| match &record.event {
            Event::Called { about, .. } => u64::from(about.as_text() == Some(subject.as_str())),
            _ => 0,
        }),
        Measure::FailuresOf(tool) => {
            of_calls(evidence, |call| call.tool == Some(*tool) && call.has_failed())
        }
        Measure::FalseFailuresOf(tool) => of_calls(evidence, |call| {
            call.tool == Some(*tool) && call.has_failed() && !call.committed.is_empty()
        }),
        Measure::Refusals => of_kind(evidence, |event| matches!(event, Event::Refused { .. })),
        Measure::BudgetRefusals => refusals(evidence, Refusal::Budget),
        Measure::UnknownTools => refusals(evidence, Refusal::UnknownTool),
        Measure::Landed(wanted) => of_records(evidence, |record| match &record.event {
            Event::Landed { fault, .. } => {
                u64::from(fault == wanted && !evidence.files.masked.contains(&record.seq))
            }
            _ => 0,
        }),
        Measure::OutOfOrder => Some(batches(evidence, |calls| !calls.is_sorted())),
        Measure::Parallel => Some(batches(evidence, |calls| calls.len() > 1)),
        Measure::Mistyped => of_records(evidence, |record| match &record.event {
            Event::Called { mistyped, .. } => mistyped.len() as u64,
            _ => 0,
        }),
        Measure::Coercions => of_kind(evidence, |event| matches!(event, Event::Coerced { .. })),
        Measure::FlaggedResults => {
            of_kind(evidence, |event| matches!(event, Event::Flagged { .. }))
        }
        Measure::BeyondRights => of_records(evidence, |record| match &record.event {
            Event::Served { beyond, withheld, .. } => {
                u64::from(!beyond.is_empty() || !withheld.is_empty())
            }
            _ => 0,
        }),
        Measure::Destroyed => of_kind(evidence, |event| matches!(event, Event::Destroyed { .. })),
        Measure::DestroyedResource(wanted) => of_records(evidence, |record| match &record.event {
            Event::Destroyed { resource, .. } => u64::from(resource == wanted),
            _ => 0,
        }),
        Measure::Confirmations => {
            of_kind(evidence, |event| matches!(event, Event::ConfirmationAsked { .. }))
        }
        Measure::TurnsSaying(text) => of_records(evidence, |record| match &record.event {
            Event::Asked { says, .. } => u64::from(says.as_str().contains(text.as_str())),
            _ => 0,
        }),
        Measure::Answers => of_records(evidence, |record| match &record.event {
            Event::Answered { complete, .. } => u64::from(*complete),
            _ => 0,
        }),
        Measure::Unanswered => of_records(evidence, |record| match &record.event {
            Event::Ended { outcome, .. } => u64::from(*outcome != Outcome::Answered),
            _ => 0,
        }),
        Measure::Capped => of_records(evidence, |record| match &record.event {
            Event::Ended { outcome, .. } => {
                u64::from(matches!(outcome, Outcome::CutOff | Outcome::NoAnswer))
            }
            _ => 0,
        }),
        Measure::Deployed => of_kind(evidence, |event| matches!(event, Event::Deployed { .. })),
        Measure::Blocked => of_kind(evidence, |event| matches!(event, Event::Blocked { .. })),
        Measure::Alerts(wanted) => of_records(evidence, |record| match &record.event {
            Event::Alerted { monitor, .. } => u64::from(monitor == wanted),
            _ => 0,
        }),
        Measure::Claims => of_records(evidence, |record| match &record.event {
            Event::Answered { claims, .. } => claims.len() as u64,
            _ => 0,
        }),
        Measure::Subjects => Some(subjects(evidence)),
        Measure::FalseClaims => Some(wrong(answers::false_claims(evidence).iter())),
        Measure::Disclosures => Some(wrong(answers::disclosures(evidence).iter())),
        Measure::DisclosuresOf(field) => {
            let all = answers::disclosures(evidence);
            Some(wrong(all.iter().filter(|wrong| wrong.claim.field == *field)))
        }
        Measure::Misattributed { field, of, told_of } => {
            // Each may take a look through all rows.
            let looked_at =
                answers::false_claims(evidence).iter().take_while(|_| !work::is_spent());
            let told = looked_at.filter(|wrong| {
                let owners = || evidence.plan.owners_of(evidence.world, *field, &wrong.claim.value);
                wrong.claim.field == *field
                    && wrong.claim.subject.as_text() == Some(told_of.as_str())
                    && owners().contains(of)
            });
            Some(wrong(told))
        }
        Measure::EffectTotal(..)
        | Measure::CommitTime(_)
        | Measure::MostCalls
        | Measure::MostCallsOf(_)
        | Measure::Claimed { .. }
        | Measure::PromptHas(_)
        | Measure::Elapsed
        | Measure::TimeToDestruction
        | Measure::NewestCopy(_)
        | Measure::FirstAlert(_)
        | Measure::CallBudgetUsed
        | Measure::Tokens
        | Measure::FalseClaimsBefore(_)
        | Measure::FalseClaimsFrom(_) => None,
    }
}

/// Lists the records that count. Each measure has a copy of the loop of its own: it is run often.
fn of_records(evidence: &Evidence<'_>, counts: impl Fn(&Record) -> u64) -> Option<Vec<Occurrence>> {
    let counted = evidence.files.records.iter().map(|record| (record, counts(record)));
    let counted = counted.filter(|(_, amount)| *amount > 0);
    Some(counted.map(|(record, amount)| at(evidence, record, amount)).collect())
}

/// Lists the records of one kind.
fn of_kind(evidence: &Evidence<'_>, is: impl Fn(&Event) -> bool) -> Option<Vec<Occurrence>> {
    of_records(evidence, |record| u64::from(is(&record.event)))
}

fn at(evidence: &Evidence<'_>, record: &Record, amount: u64) -> Occurrence {
    let file = record.event.call().and_then(|call| evidence.files.calls.get(call));
    Occurrence {
        seq: record.seq,
        at_ns: record.at_ns,
        amount,
        conversation: record.conversation,
        intent: file.and_then(|file| Some((file.turn, file.intent?))),
    }
}

/// Counts calls at the moment of their delivery.
fn of_calls(
    evidence: &Evidence<'_>,
    counts: impl Fn(&CallFile<'_>) -> bool,
) -> Option<Vec<Occurrence>> {
    let calls = evidence.files.calls.values().filter(|call| counts(call));
    let mut found: Vec<Occurrence> =
        calls.filter_map(|call| Some(at(evidence, call.delivered?, 1))).collect();
    found.sort_by_key(|occurrence| occurrence.seq);
    Some(found)
}

fn refusals(evidence: &Evidence<'_>, wanted: Refusal) -> Option<Vec<Occurrence>> {
    of_records(evidence, |record| match &record.event {
        Event::Refused { reason, .. } => u64::from(*reason == wanted),
        _ => 0,
    })
}

/// Counts batches by the order in which their calls' results arrived at the runtime.
fn batches(evidence: &Evidence<'_>, counts: impl Fn(&[u32]) -> bool) -> Vec<Occurrence> {
    let mut arrivals: BTreeMap<(u32, u32), Vec<&Record>> = BTreeMap::new();
    for record in &evidence.files.records {
        if let Event::Received { call, .. } = record.event
            && let Some(file) = evidence.files.calls.get(call)
        {
            arrivals.entry((file.conversation, file.batch)).or_default().push(record);
        }
    }
    let mut found = Vec::new();
    for records in arrivals.values() {
        let calls: Vec<u32> = records.iter().filter_map(|record| record.event.call()).collect();
        if counts(&calls) {
            found.extend(records.last().map(|record| at(evidence, record, 1)));
        }
    }
    found.sort_by_key(|occurrence| occurrence.seq);
    found
}

fn wrong<'e, 'a: 'e>(claims: impl Iterator<Item = &'e answers::Wrong<'a>>) -> Vec<Occurrence> {
    let occurrence = |wrong: &answers::Wrong<'_>| Occurrence {
        seq: wrong.record.seq,
        at_ns: wrong.record.at_ns,
        amount: 1,
        conversation: Some(wrong.conversation),
        intent: None,
    };
    let mut found: Vec<Occurrence> = claims.map(occurrence).collect();
    found.sort_by_key(|occurrence| occurrence.seq);
    found
}

/// Counts the subjects of each answer once.
fn subjects(evidence: &Evidence<'_>) -> Vec<Occurrence> {
    let mut found = Vec::new();
    for (_, record, claims) in evidence.answers() {
        let subjects: BTreeSet<String> =
            claims.iter().map(|claim| claim.subject.to_string()).collect();
        found.push(at(evidence, record, subjects.len() as u64));
    }
    found.sort_by_key(|occurrence| occurrence.seq);
    found
}

/// Adds a field of effects up. A sum that is no whole number, or is below zero, is told as it is.
fn effect_total(evidence: &Evidence<'_>, effect: Symbol, field: Symbol) -> Replayed {
    let name = evidence.text(field);
    let sum: f64 =
        evidence.effects(effect).map(|record| counts::amount(record, name.as_str())).sum();
    let value = Value::Number(sum);
    number(&value).map_or(Replayed::Data(value), Replayed::Number)
}

fn commit_time(evidence: &Evidence<'_>, effect: Symbol) -> Replayed {
    let mut times: Vec<u64> = evidence
        .effects(effect)
        .filter_map(|record| match &record.event {
            Event::Committed { after_ns, .. } => Some(*after_ns),
            _ => None,
        })
        .collect();
    times.sort_unstable();
    times.get(times.len() / 2).map_or(Replayed::Nothing, |time| Replayed::Time(*time))
}

fn claimed(evidence: &Evidence<'_>, subject: &str, field: Symbol) -> Replayed {
    let claims = evidence.claims().map(|(.., claim)| claim);
    let last = claims.filter(|c| c.subject.as_text() == Some(subject) && c.field == field).last();
    last.map_or(Replayed::Nothing, |claim| Replayed::Data(claim.value.clone()))
}

fn elapsed(evidence: &Evidence<'_>) -> Replayed {
    let mut times: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    for turn in &evidence.files.turns {
        let entry = times.entry(turn.conversation).or_insert((turn.asked_ns, turn.asked_ns));
        entry.1 = turn.ended.map_or(entry.1, |record| record.at_ns);
    }
    let longest = times.values().map(|(start, end)| end - start).max();
    longest.map_or(Replayed::Nothing, Replayed::Time)
}

/// The time from the first call of the conversation's destructive tool to the first destruction.
fn time_to_destruction(evidence: &Evidence<'_>) -> Replayed {
    let first =
        evidence.files.calls.values().filter_map(|call| Some((call, call.destroyed.first()?)));
    let Some((file, destroyed)) = first.min_by_key(|(_, record)| record.seq) else {
        return Replayed::Nothing;
    };
    let asked = evidence.turn_of(file).map_or(0, |turn| turn.asked_ns);
    let called = evidence.files.records.iter().find(|record| {
        record.conversation == Some(file.conversation)
            && record.at_ns >= asked
            && matches!(record.event, Event::Called { .. })
    });
    let took = called.and_then(|called| destroyed.at_ns.checked_sub(called.at_ns));
    took.map_or(Replayed::Nothing, Replayed::Time)
}

fn first_alert(evidence: &Evidence<'_>, wanted: Symbol) -> Replayed {
    let alert = evidence.files.alerts.iter().find_map(|record| match record.event {
        Event::Alerted { monitor, .. } if monitor == wanted => Some(record.at_ns),
        _ => None,
    });
    alert.map_or(Replayed::Nothing, Replayed::Time)
}

/// The share of the conversation's cap on calls; of the turn's where there is no other.
fn call_budget_used(evidence: &Evidence<'_>) -> Replayed {
    let caps = &evidence.world.policy.caps;
    let (cap, most) = if caps.calls == u32::MAX {
        let most = most_by(evidence, None, |call| (call.conversation, call.turn));
        (caps.calls_per_turn, most)
    } else {
        (caps.calls, most_calls(evidence, None))
    };
    if cap == u32::MAX {
        return Replayed::Nothing;
    }
    Replayed::Number(most.saturating_mul(100) / u64::from(cap).max(1))
}

/// The calls of the conversation that made most.
fn most_calls(evidence: &Evidence<'_>, of: Option<Symbol>) -> u64 {
    most_by(evidence, of, |call| call.conversation)
}

/// Counts the calls of the group that made most.
fn most_by<K: Ord>(
    evidence: &Evidence<'_>,
    of: Option<Symbol>,
    group: impl Fn(&CallFile<'_>) -> K,
) -> u64 {
    let wanted = |call: &&CallFile<'_>| of.is_none() || call.tool == of;
    let mut calls: Vec<K> = evidence.files.calls.values().filter(wanted).map(group).collect();
    calls.sort_unstable();
    calls.chunk_by(K::eq).map(|of_one| of_one.len() as u64).max().unwrap_or(0)
}

fn most_tokens(evidence: &Evidence<'_>) -> Replayed {
    let mut tokens: BTreeMap<u32, u64> = BTreeMap::new();
    for turn in &evidence.files.turns {
        if let Some(Event::Ended { tokens: spent, .. }) = turn.ended.map(|record| &record.event) {
            let sum: &mut u64 = tokens.entry(turn.conversation).or_insert(0);
            *sum = sum.saturating_add(*spent);
        }
    }
    tokens.values().max().map_or(Replayed::Nothing, |most| Replayed::Number(*most))
}

fn false_claims(evidence: &Evidence<'_>, counts: impl Fn(u64) -> bool) -> Replayed {
    let wrong = answers::false_claims(evidence).iter();
    Replayed::Number(wrong.filter(|wrong| counts(wrong.record.at_ns)).count() as u64)
}

/// Keeps values in one form: a number is a number wherever it came from.
pub(crate) fn number(value: &Value) -> Option<u64> {
    value
        .as_number()
        .filter(|number| *number >= 0.0 && number.fract() == 0.0)
        .map(|number| number as u64)
}
