//! How a fix of an incident stands under a policy file: which of its pieces the runtime has.

use super::{Switch, Symbol};
use crate::written::FixPart;

/// A fix, and what of it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The fix.
    pub fix: Symbol,
    /// What it is made of, each piece once.
    pub pieces: Vec<Piece>,
}

/// How much of a fix is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Wholly,
    /// Some of its pieces.
    Partly,
    /// None of it.
    NotAtAll,
}

/// One piece of a fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub what: What,
    /// Whether it is there.
    pub is_met: bool,
}

/// What a piece of a fix is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A switch of the runtime.
    Switch {
        /// Which.
        switch: Switch,
        /// What the fix makes of it.
        needs: String,
        /// What the policy has in this incident.
        has: String,
    },
    /// Something outside of the runtime.
    Part(FixPart),
}

impl Standing {
    /// Tells how much of the fix is there.
    pub fn extent(&self) -> Extent {
        let met = self.pieces.iter().filter(|piece| piece.is_met).count();
        match met {
            0 => Extent::NotAtAll,
            met if met == self.pieces.len() => Extent::Wholly,
            _ => Extent::Partly,
        }
    }
}
