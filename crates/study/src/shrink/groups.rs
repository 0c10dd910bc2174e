//! What is taken out together: an entry, a run of entries of one list, and what only they gave sense.
//!
//! Taking one entry out often leaves references to it. The mistakes that compiling then reports
//! point at them, and the smallest entries around these places go too, until it compiles or the
//! hunt gets too long.

use super::trial::{Refusal, Trial};
use seamripper_scenario::edit::Pieces;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// How often more is taken out after what is left does not compile.
const ROUNDS: usize = 8;
/// How many mistakes are followed in one round.
const MISTAKES: usize = 40;

/// Entries that are taken out together at first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Group {
    /// How many words they have.
    pub(super) words: usize,
    /// Where the first of them starts.
    pub(super) start: usize,
    pub(super) entries: BTreeSet<usize>,
}

impl Group {
    /// Returns what groups are sorted by: the largest first, then in the order of the text.
    pub(super) fn order(&self) -> (Reverse<usize>, usize) {
        (Reverse(self.words), self.start)
    }
}

/// What may not be touched.
#[derive(Clone, Debug)]
pub(super) struct Frozen<'a> {
    /// The invariant that shall stay broken.
    pub(super) invariant: &'a str,
}

impl Frozen<'_> {
    /// Tells whether an entry must stay as it is: the invariant, and what makes the file this one.
    ///
    /// Other invariants, fixes and arms may go, and may not become others under the same name.
    pub(super) fn is_frozen(&self, pieces: &Pieces<'_>, index: usize) -> bool {
        match pieces.path(index).as_slice() {
            [Some("format" | "id" | "seed" | "expect"), ..] | [Some("invariants")] => true,
            [Some("invariants"), _, Some("exposed_by"), ..] => false,
            [Some("invariants"), Some(name)] => *name == self.invariant,
            [Some("invariants"), ..] => true,
            [Some("fixes" | "arms"), Some(_), _, ..] => true,
            _ => false,
        }
    }

    /// Tells whether the value of an entry may become another: not if it says what is true.
    pub(super) fn may_change(&self, pieces: &Pieces<'_>, index: usize) -> bool {
        !self.is_frozen(pieces, index) && pieces.path(index).first() != Some(&Some("truth"))
    }

    /// Tells whether an entry may be taken out.
    pub(super) fn may_go(&self, pieces: &Pieces<'_>, index: usize) -> bool {
        pieces.all()[index].can_go() && !self.is_frozen(pieces, index)
    }
}

/// Lists what may be taken out, the largest first: single entries, and halves, quarters and so on of
/// lists and maps.
pub(super) fn groups(pieces: &Pieces<'_>, frozen: &Frozen<'_>) -> Vec<Group> {
    let all = pieces.all();
    let mut groups = Vec::new();
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); all.len() + 1];
    for (index, piece) in all.iter().enumerate() {
        if frozen.may_go(pieces, index) {
            let (words, start) = (piece.words, piece.span.start);
            groups.push(Group { words, start, entries: BTreeSet::from([index]) });
            rows[piece.parent.map_or(0, |parent| parent + 1)].push(index);
        }
    }
    for row in rows {
        let mut run = row.len().div_ceil(2);
        while run >= 2 {
            groups.extend(row.chunks(run).filter(|chunk| chunk.len() >= 2).map(|chunk| Group {
                start: all[chunk[0]].span.start,
                words: chunk.iter().map(|index| all[*index].words).sum(),
                entries: chunk.iter().copied().collect(),
            }));
            run = if run == 2 { 0 } else { run.div_ceil(2) };
        }
    }
    groups.sort_by(|a, b| a.order().cmp(&b.order()).then_with(|| a.entries.cmp(&b.entries)));
    groups
}

/// Tries a text; where it does not compile, takes out what its mistakes point at and tries again.
///
/// Texts that were refused before are not tried again: `refused` has them.
pub(super) fn settle(
    trial: &mut Trial<'_>,
    mut text: String,
    frozen: &Frozen<'_>,
    refused: &mut BTreeSet<String>,
) -> Option<String> {
    for _ in 0..ROUNDS {
        if !refused.insert(text.clone()) {
            return None;
        }
        let mistakes = match trial.attempt(&text) {
            Ok(()) => return Some(text),
            Err(Refusal::Holds | Refusal::Spent) => return None,
            Err(Refusal::Mistakes(mistakes)) => mistakes,
        };
        let pieces = Pieces::new(&text)?;
        let around = |span| {
            let mut at = pieces.around(span)?;
            while !frozen.may_go(&pieces, at) {
                at = pieces.all()[at].parent?;
            }
            Some(at)
        };
        let gone: Option<BTreeSet<usize>> =
            mistakes.iter().take(MISTAKES).map(|mistake| around(mistake.span)).collect();
        text = pieces.without(&gone?);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_halved_and_the_invariant_is_left_alone() {
        let text = "(a: [1, 2, 3, 4], invariants: { \"x\": (holds: B, exposed_by: [C]), \"y\": (holds: D) })";
        let pieces = Pieces::new(text).expect("it is well formed");
        let frozen = Frozen { invariant: "x" };
        let groups = groups(&pieces, &frozen);
        let shown: Vec<String> = groups
            .iter()
            .map(|group| {
                let texts = group.entries.iter().map(|at| pieces.text_of(pieces.all()[*at].span));
                texts.collect::<Vec<_>>().join(" + ")
            })
            .collect();
        assert_eq!(
            shown,
            [
                "a: [1, 2, 3, 4]",
                "\"y\": (holds: D)",
                "exposed_by: [C]",
                "1 + 2",
                "3 + 4",
                "1",
                "2",
                "3",
                "4",
                "C",
            ]
        );
    }
}
