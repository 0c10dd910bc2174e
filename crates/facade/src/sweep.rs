//! Many seeds of one setup: how often each invariant broke, and which seed was the worst.
//!
//! Parts are replayed on many threads and added up in the order of their seeds.

use crate::error::{WIDTH, plain};
use crate::replay::Replay;
use crate::setup::Stage;
use crate::subject::{Finding, Found, Subject};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use seamripper_report::{SweepView, json_of};
use seamripper_study::statistics::bound_of_none;
use seamripper_study::{InvariantTally, Seeds, Sweep as Study, Witness};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Seeds that one thread takes at a time.
const CHUNK: u64 = 64;

/// Many seeds of one setup, replayed and judged.
pub struct Sweep {
    stage: Arc<Stage>,
    study: Study,
}

impl Sweep {
    pub(crate) fn of(stage: Arc<Stage>, seeds: Range<u64>) -> Self {
        let seeds = Seeds::of(seeds);
        let part = |place: u64| {
            let chunk = place * CHUNK;
            part(&stage, seeds.slice(chunk..chunk.saturating_add(CHUNK)))
        };
        let chunks = seeds.count().div_ceil(CHUNK);
        let parts: Vec<Study> = (0..chunks).into_par_iter().map(part).collect();
        let mut study = Study::new(&stage.plan, std::slice::from_ref(&stage.arm));
        for part in &parts {
            if let Err(why) = study.merge(part) {
                panic!("a bug of Seamripper's: parts of one sweep do not go together: {why}");
            }
        }
        study.witness = study.seeds.first().map(|seed| {
            let fingerprint = stage.replay(seed).fingerprint().to_owned();
            Witness { seed, fingerprint }
        });
        Sweep { stage, study }
    }

    /// Returns how many replays there were.
    pub fn replays(&self) -> u64 {
        self.study.replays()
    }

    /// Returns what became of an invariant; none if the scenario has none of this name.
    pub fn tally(&self, invariant: &str) -> Option<&InvariantTally> {
        let place = self.study.invariants.iter().position(|named| named.name == invariant)?;
        self.tallies().get(place)
    }

    /// Returns what the chance of a break is at most, with 95 % confidence, for an invariant that
    /// never broke: over the seeds that put it to the test. None if it broke, or has no such name.
    pub fn bound(&self, invariant: &str) -> Option<f64> {
        let tally = self.tally(invariant)?;
        (tally.broken == 0).then(|| bound_of_none(tally.held))
    }

    /// Returns the seed under which an invariant broke worst; none if it never did.
    pub fn worst(&self, invariant: &str) -> Option<u64> {
        self.tally(invariant)?.worst.first().map(|worst| worst.seed)
    }

    /// Replays a seed of the same setup again, for a closer look.
    pub fn replay(&self, seed: u64) -> Replay {
        self.stage.replay(seed)
    }

    /// Returns the numbers, for what this crate has no word for.
    pub fn numbers(&self) -> &Study {
        &self.study
    }

    /// Tells people what was found, as the command line does, without colours.
    pub fn report(&self) -> String {
        let told = plain(&self.view().text(WIDTH));
        match self.stage.again(0).starts_with("seamripper") {
            true => told,
            false => format!("{told}\n\n  {}", self.how_to_repeat()),
        }
    }

    /// Tells programs what was found, in the shape of the command line's JSON.
    pub fn json(&self) -> String {
        json_of(&self.view())
    }

    fn how_to_repeat(&self) -> String {
        let seed = self.study.seeds.first().unwrap_or_default();
        let again = self.stage.again(seed);
        format!("The commands know nothing of what was set up in Rust. To repeat a seed: {again}")
    }

    fn view(&self) -> SweepView {
        let scenario = &self.stage.scenario;
        SweepView::new(&self.study, scenario.shell.as_deref().unwrap_or(scenario.id()))
    }

    fn tallies(&self) -> &[InvariantTally] {
        self.study.arms.first().map(|arm| arm.tally.invariants.as_slice()).unwrap_or_default()
    }
}

/// Replays some seeds.
fn part(stage: &Stage, seeds: Seeds) -> Study {
    let mut part = Study::new(&stage.plan, std::slice::from_ref(&stage.arm));
    for seed in seeds.iter() {
        let card = stage.card(seed);
        part.arms.iter_mut().for_each(|arm| arm.tally.add(&card));
    }
    part.seeds = seeds;
    part
}

impl Subject for Sweep {
    fn title(&self) -> String {
        let seeds = &self.study.seeds;
        format!("{}, {}, seeds {seeds}", self.stage.scenario.id(), self.stage.arm.name)
    }

    fn findings(&self) -> Vec<Finding> {
        let found = |(named, tally): (&seamripper_study::Named, &InvariantTally)| Finding {
            name: named.name.clone(),
            says: named.says.clone(),
            found: found(tally),
            detail: detail(tally, self.replays(), &named.unit),
        };
        self.study.invariants.iter().zip(self.tallies()).map(found).collect()
    }

    fn evidence(&self, wrong: &[&Finding]) -> String {
        let worst = wrong.iter().find_map(|finding| self.worst(&finding.name));
        match worst {
            Some(seed) => {
                let closer = self.stage.replay(seed).report();
                format!("{}\n\nThe worst seed, {seed}:\n\n{closer}", self.report())
            }
            None => self.report(),
        }
    }
}

fn found(tally: &InvariantTally) -> Found {
    match tally {
        InvariantTally { broken: 1.., .. } => Found::Broken,
        InvariantTally { inconclusive: 1.., .. } => Found::Inconclusive,
        InvariantTally { held: 1.., .. } => Found::Held,
        InvariantTally { not_exposed: 1.., .. } => Found::NotExposed,
        _ => Found::NotApplicable,
    }
}

fn detail(tally: &InvariantTally, replays: u64, unit: &str) -> String {
    match found(tally) {
        Found::Broken => {
            let worst = tally.worst.first();
            let worst = worst.map(|worst| {
                format!(", at worst by {} {unit}, under seed {}", worst.damage, worst.seed)
            });
            format!("under {} of {replays} seeds{}", tally.broken, worst.unwrap_or_default())
        }
        Found::Held => {
            let most = bound_of_none(tally.held) * 100.0;
            format!(
                "under each of {} seeds that put it to the test, of {replays}; \
                 so it breaks under at most {most:.2} % of such seeds, with 95 % confidence",
                tally.held
            )
        }
        Found::Inconclusive => format!("under {} of {replays} seeds", tally.inconclusive),
        Found::NotExposed | Found::NotApplicable => format!("under none of {replays} seeds"),
    }
}

impl fmt::Debug for Sweep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report())
    }
}
