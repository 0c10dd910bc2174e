//! `replay`: arms of one scenario on the same seed, beside each other.

use crate::arms;
use crate::exit::{DONE, FAILED, Failure, INCONCLUSIVE, quoted};
use crate::library;
use crate::screen::Screen;
use crate::trace_file;
use clap::ValueEnum;
use seamripper_report::{Comparison, Replayed, json, text};
use seamripper_scenario::Plan;
use seamripper_scenario::plan::Arm;
use seamripper_score::{Scorecard, judge};
use seamripper_sim::trace::Trace;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Replays a scenario, deployed beside resolved, and judges what happened
#[derive(clap::Args)]
#[command(after_help = "Examples:
  seamripper replay ID                             as it was deployed, beside all fixes on
  seamripper replay incident.ron --seed 7          a file of yours, another seed
  seamripper replay ID --arm control               the faults off
  seamripper replay ID --fix one --fix one,two     one fix alone, beside two together
  seamripper replay ID --without one --trace t.jsonl

Exits with 1 if a verdict is not the one that the file expects, and with 3 if a replay
hit a limit, so that what held proves nothing.")]
pub(crate) struct Arguments {
    /// The path of a scenario file, or an id from `seamripper list`
    scenario: String,
    #[command(flatten)]
    arms: arms::Arguments,
    /// The seed of all random draws [default: the file's]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Also write the trace as JSON lines; `-` is standard output and takes one arm
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What to print.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A report for people
    Text,
    /// The scorecards for programs
    Json,
}

/// One arm with its trace and its scorecard.
struct Done {
    arm: Arm,
    trace: Trace,
    card: Scorecard,
}

/// Replays, judges and reports.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let plan = Arc::new(plan(&arguments.scenario, screen)?);
    let arms = arms::chosen(&arguments.arms, &plan)?;
    let to_stdout = arguments.trace.as_deref() == Some(Path::new("-"));
    if to_stdout && arms.len() > 1 {
        let help = "choose one with `--arm NAME`, or give a file for each to be written beside it";
        return Err(Failure::new("`--trace -` takes one arm").help(help));
    }
    let seed = arguments.seed.unwrap_or(plan.seed);
    let again = format!(
        "seamripper replay {} --seed {seed}{}",
        quoted(&arguments.scenario),
        arms::repeated(&arms)
    );
    let done: Vec<Done> = arms
        .into_iter()
        .map(|arm| replayed(&plan, arm, seed))
        .collect();
    if let Some(path) = &arguments.trace {
        write_traces(&plan, &done, path, screen)?;
    }
    let report = reported(&plan, &done, seed, &again, arguments.format, screen);
    if to_stdout {
        screen.note(&report)
    } else {
        screen.print(&report)?
    }
    Ok(code(&done))
}

fn plan(scenario: &str, screen: &Screen) -> Result<Plan, Failure> {
    let file = library::find(scenario)?;
    file.compile()
        .map_err(|mistakes| Failure::report(file.show(&mistakes, screen)))
}

fn replayed(plan: &Arc<Plan>, arm: Arm, seed: u64) -> Done {
    tracing::info!(arm = arm.name, seed, "replay");
    let trace = seamripper_sim::run(plan, &arm, seed);
    let card = judge(plan, &arm, &trace);
    tracing::info!(
        at_ns = trace.virtual_time_ns,
        arm = arm.name,
        records = trace.records.len(),
        "over"
    );
    Done { arm, trace, card }
}

fn write_traces(plan: &Plan, done: &[Done], path: &Path, screen: &Screen) -> Result<(), Failure> {
    for Done { arm, trace, .. } in done {
        let bytes = trace_file::bytes(plan, arm, trace);
        if path == Path::new("-") {
            screen.print_bytes(&bytes)?;
        } else if done.len() == 1 {
            trace_file::write(path, &bytes)?;
        } else {
            trace_file::write(&trace_file::of_arm(path, &arm.name), &bytes)?;
        }
    }
    Ok(())
}

fn reported(
    plan: &Plan,
    done: &[Done],
    seed: u64,
    command: &str,
    format: Format,
    screen: &Screen,
) -> String {
    let arms: Vec<Replayed<'_>> = done
        .iter()
        .map(|Done { arm, trace, card }| Replayed { arm, trace, card })
        .collect();
    let comparison = Comparison {
        plan,
        seed,
        arms: &arms,
        command,
    };
    match format {
        Format::Text => text(&comparison, screen.width()),
        Format::Json => json(&comparison),
    }
}

/// Returns the exit code. A replay that was cut short surprises as a matter of course, so that it
/// was cut short is said first.
fn code(done: &[Done]) -> u8 {
    if done.iter().any(|done| done.card.is_inconclusive()) {
        INCONCLUSIVE
    } else if done.iter().any(|done| !done.card.surprises.is_empty()) {
        FAILED
    } else {
        DONE
    }
}
