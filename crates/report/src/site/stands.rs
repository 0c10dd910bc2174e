//! What became of a replay, in a sign and a few words.

use crate::numbers::of;
use seamripper_score::{Judgement, Scorecard, Verdict};

/// What became of a replay.
#[derive(Clone, Debug)]
pub(super) struct Stands {
    pub(super) sign: &'static str,
    pub(super) says: String,
    /// The class of its colour.
    pub(super) class: &'static str,
}

impl Stands {
    /// Says what became of a replay.
    pub(super) fn of(card: &Scorecard) -> Self {
        let broken = broken(card).count();
        let (sign, class) = match broken {
            0 if card.is_inconclusive() => ("?", "notice"),
            0 => ("✔", "good"),
            _ => ("✘", "bad"),
        };
        let all = of(card.judgements.len() as u64, "invariant");
        let says = match (broken, crate::json::why(&card.end)) {
            (0, Some(why)) => format!("is inconclusive: {why}"),
            (0, None) => "breaks nothing".to_owned(),
            (broken, None) => format!("breaks {broken} of {all}"),
            (broken, Some(why)) => format!("breaks {broken} of {all} before {why}"),
        };
        Stands { sign, says, class }
    }
}

/// Lists the invariants that broke.
pub(super) fn broken(card: &Scorecard) -> impl Iterator<Item = &Judgement> {
    card.judgements.iter().filter(|judged| matches!(judged.verdict, Verdict::Broken(_)))
}
