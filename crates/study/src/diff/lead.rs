//! What led to a difference: the chain of causes on each side, from the root, the common part once.

use super::{Difference, Differences};
use seamripper_sim::Record;

/// The most records of one chain that are kept: those nearest to the difference.
const LONGEST: usize = 1_000;

/// What led to a difference. Records are named by their place in their trace, the root first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lead {
    /// What is the same on both sides: on the left, and on the right.
    pub common: Vec<(u64, u64)>,
    /// What follows on the left, up to the record itself or what is there instead.
    pub left: Vec<u64>,
    /// What follows on the right, up to the record itself or what is there instead.
    pub right: Vec<u64>,
    /// Whether the chains were longer: their beginning is left out.
    pub is_cut: bool,
}

impl Differences {
    /// Returns what led to one of the differences of these two traces.
    pub fn lead(&self, left: &[Record], right: &[Record], found: &Difference) -> Lead {
        let (mut one, one_cut) = chain(left, found.left.or(found.instead));
        let (mut other, other_cut) = chain(right, found.right.or(found.instead));
        // Where one side has come to its end, what led there has still been on both.
        if one.is_empty() {
            one = known(&self.partners_back, &other);
        } else if other.is_empty() {
            other = known(&self.partners, &one);
        }
        let is_cut = one_cut || other_cut;
        if is_cut {
            self.level(&mut one, &mut other);
        }
        let alike = one.iter().zip(&other).take_while(|(l, r)| self.are_partners(**l, **r));
        // The records that differ are shown on their side, even if they belong together.
        let ends = found.left.is_none_or(|of| one.last() != Some(&of))
            || found.right.is_none_or(|of| other.last() != Some(&of));
        let most = if ends { usize::MAX } else { one.len().min(other.len()).saturating_sub(1) };
        let same = alike.count().min(most);
        let common = one.drain(..same).zip(other.drain(..same)).collect();
        Lead { common, left: one, right: other, is_cut }
    }

    fn are_partners(&self, left: u64, right: u64) -> bool {
        partner(&self.partners, left) == Some(right)
    }

    /// Lets two chains of which one has lost its root begin with the same record.
    fn level(&self, left: &mut Vec<u64>, right: &mut Vec<u64>) {
        let met = left.iter().enumerate().find_map(|(place, record)| {
            let there = partner(&self.partners, *record)?;
            right.binary_search(&there).ok().map(|at| (place, at))
        });
        if let Some((here, there)) = met {
            left.drain(..here);
            right.drain(..there);
        }
    }
}

/// Returns the record that one belongs to.
fn partner(partners: &[Option<usize>], seq: u64) -> Option<u64> {
    let place = usize::try_from(seq).ok()?;
    partners.get(place).copied().flatten().map(|place| place as u64)
}

/// Returns the records that the first ones of a chain belong to.
fn known(partners: &[Option<usize>], chain: &[u64]) -> Vec<u64> {
    chain.iter().map_while(|seq| partner(partners, *seq)).collect()
}

/// Follows causes back to their root; tells whether it left the beginning out.
fn chain(records: &[Record], from: Option<u64>) -> (Vec<u64>, bool) {
    let mut chain = Vec::new();
    let mut next = from;
    while let Some(seq) = next {
        let record = usize::try_from(seq).ok().and_then(|place| records.get(place));
        let Some(record) = record else { break };
        if chain.len() == LONGEST {
            chain.reverse();
            return (chain, true);
        }
        chain.push(seq);
        next = record.cause.filter(|cause| *cause < seq);
    }
    chain.reverse();
    (chain, false)
}
