//! What the judges say of single records: the first disagreement, and the first break of each invariant.

use crate::Replayed;
use seamripper_scenario::Plan;
use seamripper_score::Verdict;

/// What the judges say of one record.
pub(super) struct Mark<'a> {
    /// The record.
    pub(super) seq: u64,
    /// When.
    pub(super) at_ns: u64,
    /// What.
    pub(super) what: What<'a>,
}

/// What the judges say.
pub(super) enum What<'a> {
    /// The parties first disagreed.
    Disagreed(&'a seamripper_score::Disagreement),
    /// An invariant broke.
    Broke {
        /// Its name.
        name: &'a str,
        /// The sentence that people read.
        says: &'a str,
        /// The unit of the damage.
        unit: &'a str,
        /// By what, and by how much.
        broken: &'a seamripper_score::Broken,
    },
}

impl Mark<'_> {
    /// Says it in a line.
    pub(super) fn says(&self) -> String {
        match &self.what {
            What::Disagreed(found) => {
                format!("◆ first disagreement: {}, {}", found.seam.name(), found.kind.name())
            }
            What::Broke { says, .. } => format!("✘ broken: {says}"),
        }
    }
}

/// Lists the marks of a replay in the order of their records.
pub(super) fn marks<'a>(plan: &'a Plan, replayed: &Replayed<'a>) -> Vec<Mark<'a>> {
    let card = replayed.card;
    let disagreed = card.first_disagreement.iter().map(|found| {
        let what = What::Disagreed(found);
        Mark { seq: found.seq, at_ns: found.at_ns, what }
    });
    let broke = card.judgements.iter().filter_map(|judged| match &judged.verdict {
        Verdict::Broken(broken) => {
            let name = plan.symbols.text(judged.name).as_str();
            let (says, unit) = (judged.says.as_str(), judged.unit.as_str());
            let what = What::Broke { name, says, unit, broken };
            Some(Mark { seq: broken.seq, at_ns: broken.at_ns, what })
        }
        _ => None,
    });
    let mut marks: Vec<Mark<'a>> = disagreed.chain(broke).collect();
    marks.sort_by_key(|mark| mark.seq);
    marks
}
