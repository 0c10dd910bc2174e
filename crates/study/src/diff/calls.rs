//! Which call on the left is which on the right: the one whose records say the same most often.
//!
//! Numbers of calls count on when a call is inserted, so they are no help. Records of a conversation
//! are aligned by their contents first, and each pair of records is a vote for a pair of calls.

use super::align::pairs;
use super::side::Sides;
use seamripper_scenario::plan::Symbol;
use seamripper_sim::Record;
use seamripper_sim::trace::Event;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The calls that belong together.
pub(super) struct Calls {
    right_of: BTreeMap<u32, u32>,
    left_of: BTreeMap<u32, u32>,
}

/// What speaks for a pair of calls.
#[derive(Clone, Copy, Default)]
struct Votes {
    count: u32,
    /// Whether the calls themselves are alike, and not only what became of them.
    called: bool,
}

impl Calls {
    /// Pairs the calls of two traces.
    pub(super) fn new(sides: &Sides<'_>) -> Self {
        let mut votes: BTreeMap<(u32, u32), Votes> = BTreeMap::new();
        let tools = [tools(sides.left.records), tools(sides.right.records)];
        for [left, right] in &sides.groups {
            let contents = (&sides.left.contents, &sides.right.contents);
            for (a, b) in pairs(&tokens(contents.0, left), &tokens(contents.1, right)) {
                let (left, right) = (left[a], right[b]);
                let (left, right) =
                    (&sides.left.records[left].event, &sides.right.records[right].event);
                let calls = left.call().zip(right.call());
                if let Some((one, other)) = calls.filter(|pair| may_be_one(&tools, *pair)) {
                    let votes = votes.entry((one, other)).or_default();
                    votes.count += 1;
                    votes.called |= matches!(left, Event::Called { .. });
                }
            }
        }
        Calls::elected(votes)
    }

    fn elected(votes: BTreeMap<(u32, u32), Votes>) -> Self {
        let mut ranked: Vec<((u32, u32), Votes)> = votes.into_iter().collect();
        ranked.sort_by_key(|((left, right), votes)| {
            (Reverse(votes.count), left != right, !votes.called, *left, *right)
        });
        let mut calls = Calls { right_of: BTreeMap::new(), left_of: BTreeMap::new() };
        for ((left, right), _) in ranked {
            if !calls.right_of.contains_key(&left) && !calls.left_of.contains_key(&right) {
                calls.right_of.insert(left, right);
                calls.left_of.insert(right, left);
            }
        }
        calls
    }

    /// Returns the call on the left that is `right`.
    pub(super) fn left_of(&self, right: u32) -> Option<u32> {
        self.left_of.get(&right).copied()
    }

    /// Tells whether a call on the left has one on the right.
    pub(super) fn is_known_left(&self, left: u32) -> bool {
        self.right_of.contains_key(&left)
    }

    /// Tells whether a call on the right has one on the left.
    pub(super) fn is_known_right(&self, right: u32) -> bool {
        self.left_of.contains_key(&right)
    }

    /// Tells whether a call on the left is this one on the right: by its records, or by its number.
    pub(super) fn are_one(&self, left: u32, right: u32) -> bool {
        left == right || self.right_of.get(&left) == Some(&right)
    }
}

/// Lists the tools that calls are of, as far as the calls themselves are on record.
fn tools(records: &[Record]) -> BTreeMap<u32, Symbol> {
    let tool = |record: &Record| match record.event {
        Event::Called { call, tool, .. } => Some((call, tool)),
        _ => None,
    };
    records.iter().filter_map(tool).collect()
}

/// Tells whether calls may be one: another tool makes another call, unless its number is the same.
fn may_be_one(tools: &[BTreeMap<u32, Symbol>; 2], (left, right): (u32, u32)) -> bool {
    let of_both = tools[0].get(&left).zip(tools[1].get(&right));
    left == right || of_both.is_none_or(|(one, other)| one == other)
}

/// Returns the numbers of the records at these places.
pub(super) fn tokens(of: &[u32], places: &[usize]) -> Vec<u32> {
    places.iter().map(|place| of[*place]).collect()
}
