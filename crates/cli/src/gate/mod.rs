//! `gate`: every incident of a library under a team's policy, as a test that CI can run.
//!
//! It reads, replays through the study crate, shows through the report crate, and ends with the code
//! that says whether the gate passed. Nothing is judged here.

mod baseline;
mod inputs;
mod outputs;
mod watch;

use crate::exit::{DONE, FAILED, Failure, INCONCLUSIVE};
use crate::many::{self, Crew};
use crate::screen::Screen;
use inputs::{Inputs, Ready};
use seamripper_report::{Gate, GatedIncident, Passes};
use seamripper_study::Seeds;
use seamripper_study::gate::Trial;
use std::path::{Path, PathBuf};

/// Runs every incident under a policy: which it survives, which break, and which line is responsible
#[derive(clap::Args)]
#[command(after_help = "Examples:
  seamripper gate --policy NAME                      one that the program carries, and its library
  seamripper gate --policy runtime.ron --seeds 1000  a file of yours, more seeds
  seamripper gate --policy runtime.ron incidents/    your own incidents
  seamripper gate --policy runtime.ron --baseline known.ron --update-baseline
  seamripper gate --policy runtime.ron --baseline known.ron --junit gate.xml --sarif gate.sarif
  seamripper gate --policy runtime.ron --watch       again on every change

Exits with 1 if an invariant breaks that the baseline does not list, or worse than it lists, and
otherwise with 3 if something proves nothing: an incident that breaks nothing as it was deployed,
an invariant that nothing puts to the test, replays that hit a limit.")]
pub(crate) struct Arguments {
    /// The path of a policy file, or an id from `seamripper policy list`
    #[arg(long, value_name = "FILE|NAME")]
    policy: String,
    /// Scenario files, folders of them, and ids from `list` [default: the library that the program carries]
    #[arg(value_name = "LIBRARY")]
    library: Vec<String>,
    /// The seeds: `N` for those from 0, `A..B` without B, or `A..=B`
    #[arg(long, value_name = "N|A..B", default_value = "50")]
    seeds: Seeds,
    /// Failures that are known, and do not fail the gate
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what breaks now into the baseline
    #[arg(long, requires = "baseline", conflicts_with = "watch")]
    update_baseline: bool,
    #[command(flatten)]
    outputs: outputs::Arguments,
    /// Run again whenever the policy, a scenario or the baseline changes, until Ctrl-C
    #[arg(long)]
    watch: bool,
    #[command(flatten)]
    many: many::Arguments,
}

/// Gates once, or again and again.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let library = arguments.library.iter().map(String::as_str);
    let inputs = library.chain([arguments.policy.as_str()]).map(Path::new);
    let inputs = inputs.chain(arguments.baseline.as_deref()).filter(|path| !path.is_dir());
    arguments.outputs.check(&inputs.collect::<Vec<_>>())?;
    if arguments.watch {
        return watch::run(arguments, screen);
    }
    let inputs = Inputs::read(arguments)?;
    let crew = Crew::new(&arguments.many)?;
    once(arguments, &inputs, &crew, screen)
}

/// Gates what was read, shows what came of it, and returns the exit code.
fn once(
    arguments: &Arguments,
    inputs: &Inputs,
    crew: &Crew,
    screen: &Screen,
) -> Result<u8, Failure> {
    let ready = inputs.compiled(screen)?;
    let mut known = inputs.known(arguments, &ready)?;
    let incidents = gated(arguments, &ready, crew)?;
    if let Some(path) = arguments.baseline.as_ref().filter(|_| arguments.update_baseline) {
        let before = known.unwrap_or_default();
        let after = baseline::updated(&before, &incidents);
        baseline::write(path, &ready.policy.id, &after)?;
        screen.note(&baseline::said(path, &before, &after));
        known = Some(after);
    }
    let gate = Gate {
        policy: &ready.policy,
        source: &inputs.policy.source,
        path: &inputs.policy.path,
        named: &inputs.named,
        seeds: &arguments.seeds,
        known: known.as_ref(),
        incidents: &incidents,
    };
    arguments.outputs.show(&gate, screen)?;
    Ok(match gate.passes() {
        Passes::Yes => DONE,
        Passes::No => FAILED,
        Passes::Open => INCONCLUSIVE,
    })
}

/// Replays every incident; a gate that is ended before its time has found nothing.
fn gated(arguments: &Arguments, ready: &Ready, crew: &Crew) -> Result<Vec<GatedIncident>, Failure> {
    let mut incidents = Vec::new();
    // All of them are made first, so that one that cannot be run is said before any time is spent.
    let trial = |(_, plan)| Trial::new(plan, &ready.policy).map_err(unfit);
    let trials = ready.plans.iter().map(|(named, plan)| (named, plan)).map(trial);
    let trials: Vec<Trial<'_>> = trials.collect::<Result<_, _>>()?;
    for (trial, (named, plan)) in trials.iter().zip(&ready.plans) {
        crew.begin(&plan.id, trial.replays().saturating_mul(arguments.seeds.count()));
        let gated = crew.work(|| trial.run(&arguments.seeds, crew.stop(), |done| crew.show(done)));
        let Some(gated) = gated else {
            crew.finish();
            let (done, all) = (incidents.len(), ready.plans.len());
            return Err(many::stopped(&format!("{done} of {all} incidents were gated")));
        };
        incidents.push(GatedIncident { named: named.clone(), plan: plan.clone(), gated });
    }
    crew.finish();
    Ok(incidents)
}

fn unfit(unfit: seamripper_scenario::Unfit) -> Failure {
    Failure::new(unfit)
        .help("put more, or less, of the fixes `in_place`, or leave the scenario out")
}
