//! Ids of traces and spans: hashes of what they are of, so that the same replay has the same ids.

use crate::Replayed;
use seamripper_scenario::Plan;
use siphasher::sip128::{Hasher128, SipHasher24};
use std::hash::Hasher;

/// The key: two words, fixed for ever, since ids are written down and linked to.
const KEY: (u64, u64) = (0x7365_616d_7269_7070, 0x6572_2d6f_746c_7020);

/// Makes the ids of one arm's spans.
pub(super) struct Ids {
    replay: String,
}

impl Ids {
    /// Names the replay by its scenario, seed and arm.
    pub(super) fn new(plan: &Plan, replayed: &Replayed<'_>) -> Self {
        let card = replayed.card;
        Ids { replay: format!("{}/{}/{}", plan.hash, card.seed, card.arm) }
    }

    /// Returns the id of a conversation's trace, or of the replay's: 32 hexadecimal digits.
    pub(super) fn trace(&self, conversation: Option<u32>) -> String {
        let hash = hash(&self.of(conversation));
        format!("{:032x}", hash.max(1))
    }

    /// Returns the id of a span: 16 hexadecimal digits.
    pub(super) fn span(&self, conversation: Option<u32>, what: &str) -> String {
        let hash = hash(&format!("{}/{what}", self.of(conversation)));
        // The half of it is as good a hash; zero would be no id.
        let half = u64::try_from(hash >> 64).unwrap_or(u64::MAX);
        format!("{:016x}", half.max(1))
    }

    /// Returns the id of a conversation, as people can read it.
    pub(super) fn of(&self, conversation: Option<u32>) -> String {
        match conversation {
            Some(number) => format!("{}/{number}", self.replay),
            None => self.replay.clone(),
        }
    }
}

fn hash(text: &str) -> u128 {
    let mut hasher = SipHasher24::new_with_keys(KEY.0, KEY.1);
    hasher.write(text.as_bytes());
    let hash = hasher.finish128();
    u128::from(hash.h1) << 64 | u128::from(hash.h2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_what_they_name_and_never_change() {
        let ids = Ids { replay: "hash/1/deployed".to_owned() };
        let of = |conversation| (ids.trace(conversation), ids.span(conversation, "turn 0"));
        let (trace, span) = of(Some(0));
        assert_eq!((trace.len(), span.len()), (32, 16));
        assert_ne!(of(Some(0)), of(Some(1)));
        assert_ne!(of(Some(0)), of(None));
        let other = Ids { replay: "hash/2/deployed".to_owned() };
        assert_ne!(other.trace(Some(0)), trace);
        insta::assert_snapshot!(format!("{trace} {span}"), @"a16a44024ae5931b6381aafe35007049 a815e9b1b79d4597");
    }
}
