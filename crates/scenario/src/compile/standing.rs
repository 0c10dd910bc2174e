//! How the fixes of a scenario stand under a policy file, found by comparing compiled policies: not
//! by what a fix is called, and not by what either file says and leaves to its defaults.

use super::Unfit;
use super::under::parts;
use crate::Diagnostic;
use crate::plan::{Piece, Plan, Policy, PolicyFile, Standing, Switch, What};
use crate::read::Node;

impl Plan {
    /// Tells of each fix what the runtime of a policy file has of it, in the order of the file.
    ///
    /// A switch counts by its value at the start: what deploys change later does not matter here.
    ///
    /// # Errors
    ///
    /// If the scenario cannot be run under the policy file.
    pub fn standings(&self, file: &PolicyFile) -> Result<Vec<Standing>, Unfit> {
        let has = self.under(file, false)?.stage.world;
        let unfit = |mistakes: Vec<Diagnostic>| Unfit {
            scenario: self.id.clone(),
            policy: file.id.clone(),
            mistakes,
        };
        // Both arms have been made when the scenario was checked.
        let before = self.arm_of(None).map_err(|_| unfit(Vec::new()))?.stage.world;
        let mut standings = Vec::new();
        for (name, fix) in self.written.fixes.iter() {
            let (Some(name), Some(fix)) = (name.get(), fix.get()) else {
                continue;
            };
            let fixed = self.arm_of(Some(name)).map_err(|_| unfit(Vec::new()))?.stage.world;
            let mut pieces = switches(&has.policy, &before.policy, &fixed.policy);
            for part in fix.changes.iter().filter_map(Node::get).flat_map(parts) {
                let piece = Piece { what: What::Part(part), is_met: file.in_place.contains(&part) };
                if !pieces.contains(&piece) {
                    pieces.push(piece);
                }
            }
            if let Some(fix) = self.symbols.get(name) {
                standings.push(Standing { fix, pieces });
            }
        }
        Ok(standings)
    }
}

/// Lists the switches that a fix changes, with whether a policy has what it makes of them.
fn switches(has: &Policy, before: &Policy, fixed: &Policy) -> Vec<Piece> {
    let changed = Switch::ALL.iter().filter(|switch| switch.differs(before, fixed));
    let piece = |switch: &Switch| Piece {
        what: What::Switch { switch: *switch, needs: switch.value(fixed), has: switch.value(has) },
        is_met: switch.is_met(has, before, fixed),
    };
    changed.map(piece).collect()
}
