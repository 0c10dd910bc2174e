//! How two records that belong together differ: in their fields, in their time, or only in numbers
//! and times that everything before has shifted, which is no difference.

use super::align::Aligned;
use super::calls::Calls;
use super::side::{Side, Sides};
use super::{Difference, Field, Kind};
use seamripper_sim::Record;
use seamripper_sim::trace::Event;
use serde_json::{Map, Value};
use std::mem::discriminant;

/// Both traces, with what belongs together.
pub(super) struct Comparison<'a> {
    pub(super) sides: &'a Sides<'a>,
    pub(super) calls: &'a Calls,
    pub(super) aligned: &'a Aligned,
}

/// Tells whether two records are the same one with other contents: of the same kind, about the same
/// call, and with at least half of their fields the same.
pub(super) fn alike(sides: &Sides<'_>, calls: &Calls, left: usize, right: usize) -> bool {
    let (one, other) = (&sides.left.records[left].event, &sides.right.records[right].event);
    let same_contents = sides.left.contents[left] == sides.right.contents[right];
    let same_call = match (one.call(), other.call()) {
        (Some(left), Some(right)) => {
            // What says the same of a call that the other side does not have, has its number wrong.
            calls.are_one(left, right)
                || same_contents && calls.is_known_left(left) != calls.is_known_right(right)
        }
        (None, None) => true,
        _ => false,
    };
    if discriminant(one) != discriminant(other) || !same_call {
        return false;
    }
    let (one, other) = (fields(sides, one), fields(sides, other));
    let differ = one
        .iter()
        .filter(|(name, value)| !is_number_of(name) && other.get(name.as_str()) != Some(*value));
    differ.count() * 2 <= one.len().saturating_sub(1)
}

/// Returns the fields of an event by name.
fn fields(sides: &Sides<'_>, event: &Event) -> Map<String, Value> {
    let event = event.map_names(|name| sides.symbols.text(*name).as_str());
    match serde_json::to_value(&event) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

/// Tells whether a field holds the number of a call or a batch.
fn is_number_of(name: &str) -> bool {
    matches!(name, "call" | "taken_for" | "of" | "batch" | "position" | "number" | "after_ns")
}

impl Comparison<'_> {
    /// Lists all differences, in no particular order.
    pub(super) fn differences(&self) -> Vec<Difference> {
        let mut all = Vec::new();
        for [left, right] in &self.sides.groups {
            self.only(left, right, true, &mut all);
            self.only(right, left, false, &mut all);
            for place in left {
                if let Some(partner) = self.aligned.partners[*place] {
                    all.extend(self.pair(*place, partner));
                }
            }
        }
        all
    }

    /// Lists the records of a conversation that one side alone has.
    fn only(&self, here: &[usize], there: &[usize], is_left: bool, all: &mut Vec<Difference>) {
        let (side, partners) = match is_left {
            true => (&self.sides.left, &self.aligned.partners),
            false => (&self.sides.right, &self.aligned.partners_back),
        };
        // The next record of the other side, behind the partner of the latest one that has one.
        let mut next = 0;
        for place in here {
            if let Some(partner) = partners[*place] {
                let behind = there.partition_point(|other| *other <= partner);
                next = next.max(behind);
                continue;
            }
            let record = &side.records[*place];
            let seq = Some(*place as u64);
            all.push(Difference {
                at_ns: record.at_ns,
                conversation: record.conversation,
                left: seq.filter(|_| is_left),
                right: seq.filter(|_| !is_left),
                instead: there.get(next).map(|place| *place as u64),
                kind: if is_left { Kind::OnlyLeft } else { Kind::OnlyRight },
            });
        }
    }

    /// Compares two records that belong together.
    fn pair(&self, left: usize, right: usize) -> Option<Difference> {
        let (one, other) = (&self.sides.left.records[left], &self.sides.right.records[right]);
        let changed = self.changed(left, right);
        let is_sum = |field: &Field| matches!(other.event, Event::Ended { .. }) && is_sum(field);
        let kind = if !changed.is_empty() && !changed.iter().all(is_sum) {
            Kind::Changed(changed)
        } else if self.aligned.moved[left] {
            Kind::Moved
        } else if let Some((left_ns, right_ns)) = self.delayed(left, right) {
            Kind::Delayed { left_ns, right_ns }
        } else if !changed.is_empty() {
            Kind::Sums(changed)
        } else {
            self.committed_later(one, other)?
        };
        Some(Difference {
            at_ns: one.at_ns.min(other.at_ns),
            conversation: one.conversation,
            left: Some(left as u64),
            right: Some(right as u64),
            instead: None,
            kind,
        })
    }

    /// Lists the fields that differ by more than what was counted before.
    fn changed(&self, left: usize, right: usize) -> Vec<Field> {
        let (one, other) = (&self.sides.left.records[left], &self.sides.right.records[right]);
        let same_contents = self.sides.left.contents[left] == self.sides.right.contents[right];
        if one.event == other.event || (same_contents && self.only_counts(left, right)) {
            return Vec::new();
        }
        let (one, mut other) = (fields(self.sides, &one.event), fields(self.sides, &other.event));
        let mut changed = Vec::new();
        for (name, left_value) in one {
            let right_value = other.remove(&name).unwrap_or_default();
            if left_value != right_value && !self.is_excused(&name, left, right) {
                changed.push(Field { name, left: left_value, right: right_value });
            }
        }
        changed
    }

    /// Tells whether two records with the same contents differ in nothing but numbers that count on.
    fn only_counts(&self, left: usize, right: usize) -> bool {
        let (one, other) = (&self.sides.left.records[left], &self.sides.right.records[right]);
        let names: &[&str] = match &one.event {
            // What it sums up is told apart below.
            Event::Ended { .. } | Event::Answered { .. } => return false,
            Event::Called { tokens, .. } => match &other.event {
                Event::Called { tokens: others, .. } if tokens == others => &["call", "batch"],
                _ => return false,
            },
            Event::Delivered { .. } => &["call", "taken_for", "batch", "position"],
            Event::Noted { .. } => &["call", "of"],
            Event::Committed { .. } | Event::Deduplicated { .. } => &["call", "number"],
            Event::Sent { .. } => &["call", "key"],
            event if event.call().is_some() => &["call"],
            _ => &[],
        };
        names.iter().all(|name| self.is_excused(name, left, right))
    }

    /// Tells whether a field differs only by what was counted before, or is told otherwise.
    fn is_excused(&self, name: &str, left: usize, right: usize) -> bool {
        let (one, other) = (&self.sides.left.records[left], &self.sides.right.records[right]);
        let ranks = (self.sides.left.ranks[left], self.sides.right.ranks[right]);
        let calls = |pair: Option<(u32, u32)>| pair.is_some_and(|(l, r)| self.calls.are_one(l, r));
        match (name, &one.event, &other.event) {
            ("call", one, other) => calls(one.call().zip(other.call())),
            (
                "taken_for",
                Event::Delivered { taken_for, .. },
                Event::Delivered { taken_for: others, .. },
            ) => calls(Some((*taken_for, *others))),
            ("of", Event::Noted { of, .. }, Event::Noted { of: others, .. }) => {
                calls(Some((*of, *others)))
            }
            ("batch", ..) => {
                same_number(&one.event, &other.event, batch) || ranks.0.batch == ranks.1.batch
            }
            ("position", ..) => {
                same_number(&one.event, &other.event, position)
                    || ranks.0.position == ranks.1.position
            }
            ("number", ..) => {
                same_number(&one.event, &other.event, effect) || ranks.0.effect == ranks.1.effect
            }
            ("after_ns", ..) => true,
            ("key", ..) => {
                let around = keyed(&one.event);
                key(&one.event) == key(&other.event)
                    || around.is_some() && around == keyed(&other.event)
            }
            ("claims", Event::Answered { claims, .. }, Event::Answered { claims: others, .. }) => {
                let same = claims.iter().zip(others).all(|(one, other)| {
                    let sources = match (one.source, other.source) {
                        (Some(left), Some(right)) => self.calls.are_one(left, right),
                        (left, right) => left == right,
                    };
                    sources
                        && (&one.subject, one.field, &one.value)
                            == (&other.subject, other.field, &other.value)
                });
                same && claims.len() == others.len()
            }
            _ => false,
        }
    }

    /// Tells how long after what led to it each record came, if that differs and nothing explains it.
    fn delayed(&self, left: usize, right: usize) -> Option<(u64, u64)> {
        let (one, other) = (&self.sides.left, &self.sides.right);
        let at = |side: &Side<'_>, place: usize| side.records[place].at_ns;
        if at(one, left) == at(other, right) {
            return None;
        }
        let after = |(from, from_there): (usize, usize)| {
            (
                at(one, left).saturating_sub(at(one, from)),
                at(other, right).saturating_sub(at(other, from_there)),
            )
        };
        let are_partners = |pair: &(usize, usize)| self.aligned.partners[pair.0] == Some(pair.1);
        let causes = one.cause(left).zip(other.cause(right)).filter(are_partners);
        let before = one.before[left];
        let befores = before.zip(other.before[right]).filter(are_partners);
        let explained = [causes, befores].into_iter().flatten().map(after).any(|(l, r)| l == r);
        if explained {
            return None;
        }
        match causes.or(befores) {
            Some(pair) => Some(after(pair)),
            // What nothing led to begins at a time of its own; what something else led to is told there.
            None if one.records[left].cause.is_none()
                && (before.is_none() || one.records[left].conversation.is_none()) =>
            {
                Some((at(one, left), at(other, right)))
            }
            None => None,
        }
    }

    /// A commit that says that it took another time, at the same moment.
    fn committed_later(&self, one: &Record, other: &Record) -> Option<Kind> {
        match (&one.event, &other.event) {
            (Event::Committed { after_ns: left, .. }, Event::Committed { after_ns: right, .. })
                if left != right && one.at_ns == other.at_ns =>
            {
                let name = "after_ns".to_owned();
                let field = Field { name, left: (*left).into(), right: (*right).into() };
                Some(Kind::Changed(vec![field]))
            }
            _ => None,
        }
    }
}

/// Tells whether a field is a sum over what came before.
fn is_sum(field: &Field) -> bool {
    matches!(field.name.as_str(), "calls" | "tokens")
}

fn same_number(one: &Event, other: &Event, of: impl Fn(&Event) -> Option<u64>) -> bool {
    of(one) == of(other)
}

fn batch(event: &Event) -> Option<u64> {
    match event {
        Event::Called { batch, .. } | Event::Delivered { batch, .. } => Some(u64::from(*batch)),
        _ => None,
    }
}

fn position(event: &Event) -> Option<u64> {
    match event {
        Event::Delivered { position, .. } => Some(u64::from(*position)),
        _ => None,
    }
}

fn effect(event: &Event) -> Option<u64> {
    match event {
        Event::Committed { number, .. } | Event::Deduplicated { number, .. } => Some(*number),
        _ => None,
    }
}

fn key(event: &Event) -> Option<&str> {
    match event {
        Event::Sent { key, .. } => key.as_ref().map(|key| key.as_str()),
        _ => None,
    }
}

/// Returns the key of a request around the number of its call, if that is part of it.
fn keyed(event: &Event) -> Option<(&str, &str)> {
    let (key, call) = (key(event)?, event.call()?.to_string());
    let is_digit = |c: char| c.is_ascii_digit();
    let whole = |(at, found): &(usize, &str)| {
        !key[..*at].ends_with(is_digit) && !key[at + found.len()..].starts_with(is_digit)
    };
    let (at, found) = key.match_indices(call.as_str()).find(whole)?;
    Some((&key[..at], &key[at + found.len()..]))
}
