//! `ablate`: every set of fixes, to see which of them carry the result.

use crate::exit::{DONE, Failure, INCONCLUSIVE};
use crate::library;
use crate::many::{self, Crew};
use crate::screen::Screen;
use crate::sweep::Format;
use seamripper_report::{AblationView, json_of};
use seamripper_study::{Ablation, Seeds, Trials};
use std::sync::Arc;

/// Replays every set of fixes: which are enough, which are needed, what each brings and costs
#[derive(clap::Args)]
#[command(after_help = "Examples:
  seamripper ablate ID                 every set of fixes under seeds 0..100
  seamripper ablate ID --seeds 1000    more seeds: narrower intervals
  seamripper ablate ID --format csv    a row for each set and invariant

A set holds if nothing broke under it on any seed; how much that proves is said. The share of a
fix is its Shapley value: what it takes from the chance of a break, on average over all orders
in which the fixes may be added. Of more than 12 fixes, sets are sampled, and that is said.
Exits with 3 if replays hit a limit.")]
pub(crate) struct Arguments {
    /// The path of a scenario file, or an id from `seamripper list`
    scenario: String,
    /// The seeds of each set: `N` for those from 0, `A..B` without B, or `A..=B`
    #[arg(long, value_name = "N|A..B", default_value = "100")]
    seeds: Seeds,
    #[command(flatten)]
    many: many::Arguments,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// For how many replays of a seed there is work, however many sets there are.
const WHOLE: u64 = 8;

/// Tries all sets and reports.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let file = library::find(&arguments.scenario)?;
    let mut plan = library::playable(&file, screen)?;
    let trials = Trials::new(&plan).map_err(Failure::new)?;
    plan.limits.work = plan.limits.shared(trials.replays(), WHOLE).work;
    let plan = Arc::new(plan);
    let crew = Crew::new(&arguments.many)?;
    crew.begin(&plan.id, trials.replays().saturating_mul(arguments.seeds.count()));
    let ablation = crew
        .work(|| trials.run(&plan, &arguments.seeds, crew.stop(), |replays| crew.show(replays)));
    crew.finish();
    let Some(ablation) = ablation else {
        return Err(many::stopped("not all sets were tried, so there is nothing to compare"));
    };
    let view = AblationView::new(&ablation);
    screen.print(&match arguments.format {
        Format::Text => view.text(screen.width()),
        Format::Json => json_of(&view),
        Format::Csv => view.csv(),
    })?;
    Ok(code(&ablation))
}

fn code(ablation: &Ablation) -> u8 {
    let honest = ablation.honest.iter().flat_map(|sweep| &sweep.arms);
    let mut arms = ablation.sets.arms.iter().chain(honest);
    if arms.any(|arm| arm.tally.cut_short > 0) { INCONCLUSIVE } else { DONE }
}
