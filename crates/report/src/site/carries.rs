//! Which fix carries the result: the table of an ablation, with its chances as bars.

use crate::numbers::{count, of};
use crate::study::AblationView;
use crate::study::ablation::{FixView, SetView, TargetView};
use crate::study::numbers::{Chance, percent, signed};
use seamripper_scenario::Plan;
use seamripper_study::Ablation;
use seamripper_study::statistics::bound_of_none;

/// What the sets of fixes do to one invariant, or to all.
pub(super) struct Carries {
    /// The invariant; none for all of them together.
    pub(super) invariant: Option<String>,
    /// The chance with no fix.
    pub(super) deployed: Likely,
    pub(super) rows: Vec<Row>,
    /// The smallest sets under which nothing broke.
    pub(super) smallest: Vec<Vec<String>>,
    /// The fixes that all good sets have.
    pub(super) necessary: Vec<String>,
    /// Replays of which it cannot be told.
    pub(super) unclear: u64,
}

/// One fix.
pub(super) struct Row {
    pub(super) fix: String,
    pub(super) does: String,
    pub(super) alone: Option<Likely>,
    pub(super) left_out: Option<Likely>,
    pub(super) share: String,
    /// The share's length, of a hundred.
    pub(super) length: String,
}

/// A chance as a bar with its interval, in percent of the width.
pub(super) struct Likely {
    pub(super) says: String,
    pub(super) share: String,
    pub(super) low: String,
    pub(super) spread: String,
}

impl Likely {
    fn of(chance: &Chance) -> Self {
        let per_cent = |share: f64| format!("{:.1}", share * 100.0);
        Likely {
            says: match chance.at_most {
                Some(at_most) => format!("0 of {} (at most {})", chance.of, percent(at_most)),
                None => chance.said(),
            },
            share: per_cent(chance.share.unwrap_or_default()),
            low: per_cent(chance.low),
            spread: per_cent((chance.high - chance.low).max(0.0)),
        }
    }
}

/// Makes the table of each target: all invariants together first, then each that breaks.
pub(super) fn tables(ablation: &Ablation) -> Vec<Carries> {
    let view = AblationView::new(ablation);
    let breaks = |target: &&TargetView| {
        target.sets.first().is_some_and(|set: &SetView| set.chance.broken > 0)
    };
    let mut targets: Vec<&TargetView> = view.targets.iter().filter(breaks).collect();
    targets.sort_by_key(|target| target.invariant.is_some());
    // Where one invariant alone breaks, all together say the same again.
    if targets.len() == 2 {
        targets.remove(0);
    }
    targets.into_iter().filter_map(table).collect()
}

fn table(target: &TargetView) -> Option<Carries> {
    let deployed = target.sets.first()?;
    let row = |fix: &FixView| {
        let share = fix.shapley.unwrap_or_default();
        Row {
            fix: fix.fix.clone(),
            does: does(&fix.alone_does),
            alone: fix.alone.as_ref().map(|set| Likely::of(&set.chance)),
            left_out: fix.all_others.as_ref().map(|set| Likely::of(&set.chance)),
            share: fix
                .shapley
                .map_or("–".to_owned(), |share| format!("{} points", signed(share))),
            length: format!("{:.1}", (share * 100.0).clamp(0.0, 100.0)),
        }
    };
    Some(Carries {
        invariant: target.says.clone(),
        deployed: Likely::of(&deployed.chance),
        rows: target.fixes.iter().map(row).collect(),
        smallest: target.minimal_sufficient.clone(),
        necessary: target.necessary.clone().unwrap_or_default(),
        unclear: target.sets.iter().map(|set| set.unclear).sum(),
    })
}

/// Says what a fix does alone; that nothing broke under some seeds is no more than that.
fn does(words: &[&'static str]) -> String {
    let honest = |word: &&'static str| if *word == "prevents" { "nothing broke" } else { *word };
    let said: Vec<&str> = words.iter().map(honest).collect();
    if said.is_empty() { "–".to_owned() } else { said.join(", ") }
}

/// Says how little nothing proves: in how many replays of a set nothing broke, and up to what chance
/// that may be luck.
pub(super) fn proof(ablation: &Ablation) -> String {
    let seeds = ablation.sets.seeds.count();
    let most = percent(bound_of_none(seeds));
    format!("in {}, so it may still break in up to {most}", of(seeds, "replay"))
}

/// What a fix costs honest work.
pub(super) struct Honest {
    pub(super) fixes: String,
    pub(super) cells: Vec<String>,
}

/// The titles of the columns of [`honest`].
pub(super) const HONEST: [&str; 5] =
    ["calls", "tokens", "time waited", "calls failed", "turns answered"];

/// Says a number that is not negative to one place, with commas between the thousands.
fn tenths(number: f64) -> String {
    let tenths = (number * 10.0).round() as u64;
    match tenths % 10 {
        0 => count(tenths / 10),
        rest => format!("{}.{rest}", count(tenths / 10)),
    }
}

/// Says what fixes cost honest work, on average over the seeds, against none.
pub(super) fn honest(plan: &Plan, ablation: &Ablation) -> Vec<Honest> {
    let view = AblationView::new(ablation);
    let row = |honest: &crate::study::ablation::HonestView| {
        let cost = &honest.difference;
        let number = |by: f64, unit: &str| match (by, tenths(by.abs())) {
            (_, zero) if zero == "0" => "=".to_owned(),
            (by, said) if by > 0.0 => format!("+{said}{unit}"),
            (_, said) => format!("−{said}{unit}"),
        };
        let cell = |of: &Option<crate::study::numbers::Difference>, scale: f64, unit| {
            of.as_ref().map_or("–".to_owned(), |of| number(of.by / scale, unit))
        };
        Honest {
            fixes: match honest.fixes.len() {
                all if all > 1 && all == plan.fixes.len() => "all fixes".to_owned(),
                _ => honest.fixes.join(" + "),
            },
            cells: vec![
                cell(&cost.calls, 1.0, ""),
                cell(&cost.tokens, 1.0, ""),
                cell(&cost.waited_ms, 1_000.0, " s"),
                cell(&cost.failed, 1.0, ""),
                cell(&cost.answered, 1.0, ""),
            ],
        }
    };
    view.honest_work.iter().map(row).collect()
}
