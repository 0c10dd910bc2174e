//! `judge`: judges a trace that was kept, against its own scenario or another one.

use crate::arms::{self, explained};
use crate::exit::{Failure, quoted};
use crate::library;
use crate::library::playable;
use crate::replay::{Format, code};
use crate::screen::Screen;
use crate::trace_file;
use seamripper_report::{Comparison, Replayed, json, text};
use seamripper_scenario::plan::Arm;
use seamripper_scenario::{Choice, Plan};
use seamripper_sim::trace::{Header, Saved};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Judges a saved trace again, also against other invariants
#[derive(clap::Args)]
#[command(after_help = "Examples:
  seamripper replay ID --arm deployed --trace t.jsonl      keeps a trace
  seamripper judge t.jsonl                                 judges it again
  seamripper judge t.jsonl --scenario stricter.ron         against other invariants
  seamripper replay ID --arm deployed --trace - | seamripper judge -

The scenario is found by the id in the trace, in the library that the program carries. Nothing is
replayed: what a file's invariants ask is answered from the records of the trace alone.

Exits as `replay` does: with 1 if a verdict is not the one that the file expects, or if a published
figure does not come out on the file's own seed; and with 3 if the trace ends at a limit or is cut
off, so that what held proves nothing.")]
pub(crate) struct Arguments {
    /// The file of a trace, as `replay --trace` writes it; `-` is standard input
    trace: PathBuf,
    /// The path of a scenario file, or an id from `seamripper list` [default: the trace's]
    #[arg(long, value_name = "FILE|ID")]
    scenario: Option<String>,
    /// The arm whose world the trace is judged by [default: the trace's]
    #[arg(long, value_name = "NAME")]
    arm: Option<String>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Reads a trace, judges it and reports.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let saved = trace_file::read(&arguments.trace)?;
    tell_altered(&arguments.trace, &saved, screen);
    let mut plan = scenario(arguments.scenario.as_deref(), &saved.header, screen)?;
    let arm = arm(arguments.arm.as_deref(), &plan, &saved.header, screen)?;
    let mut trace = saved.into_trace(&mut plan.symbols);
    trace.arm.clone_from(&arm.name);
    let card = seamripper_score::judge(&plan, &arm, &trace);
    let command = again(arguments);
    let comparison = Comparison {
        plan: &plan,
        seed: trace.seed,
        arms: &[Replayed { arm: &arm, trace: &trace, card: &card }],
        command: &command,
        honest: &[],
    };
    screen.print(&match arguments.format {
        Format::Text => text(&comparison, screen.width()),
        Format::Json => json(&comparison),
    })?;
    Ok(code([&card], plan.seed))
}

/// Says that a file is not as a replay wrote it, if it is not.
pub(crate) fn tell_altered(path: &Path, saved: &Saved, screen: &Screen) {
    if saved.is_altered() {
        let path = path.display();
        screen.note(&format!(
            "note: {path} was changed after it was written: its records are not those of the \
             fingerprint at its end\n"
        ));
    }
}

/// Finds the scenario that is wanted, or the trace's, and says if it is not the one that was replayed.
///
/// # Errors
///
/// If there is none, or if it cannot be played.
pub(crate) fn scenario(
    wanted: Option<&str>,
    header: &Header,
    screen: &Screen,
) -> Result<Plan, Failure> {
    let file = match wanted {
        Some(wanted) => library::find(wanted)?,
        None => library::by_id(&header.scenario).ok_or_else(|| {
            let said =
                format!("the trace is of `{}`, which is not in the library", header.scenario);
            Failure::new(said).help("give the scenario's file with `--scenario FILE`")
        })?,
    };
    let plan = playable(&file, screen)?;
    if plan.id != header.scenario {
        let (was, is) = (&header.scenario, &plan.id);
        screen.note(&format!("note: the trace is of `{was}`, and is judged against `{is}`\n"));
    } else if plan.hash != header.scenario_hash {
        let (id, path) = (&plan.id, quoted(&file.path));
        screen.note(&format!(
            "note: the trace is of another version of `{id}`, and is judged against {path}\n"
        ));
    }
    Ok(plan)
}

/// Makes the arm that was replayed, or the one that is wanted.
///
/// # Errors
///
/// If the scenario has no such arm.
pub(crate) fn arm(
    wanted: Option<&str>,
    plan: &Plan,
    header: &Header,
    screen: &Screen,
) -> Result<Arm, Failure> {
    let other = "choose the arm whose world the trace is judged by with `--arm NAME`";
    if let Some(name) = wanted {
        return arms::named(plan, name);
    }
    let choice = plan.choice(&header.arm).map_err(|error| {
        let failure = explained(error);
        Failure::new(format!(
            "the trace is of an arm that {} does not have: {}",
            plan.id, failure.message
        ))
        .help(other)
    })?;
    let arm = plan.arm(&choice).map_err(explained)?;
    let on = |arm: &Arm| -> BTreeSet<String> {
        arm.fixes.iter().map(|fix| plan.symbols.text(*fix).to_string()).collect()
    };
    if on(&arm) == header.fixes.iter().cloned().collect() {
        return Ok(arm);
    }
    // `resolved` was all fixes that there were; what was on is what counts.
    let choice = Choice { fixes: header.fixes.clone(), ..choice };
    let rebuilt = plan.arm(&choice).map_err(|error| explained(error).help(other))?;
    let (was, is) = (&header.arm, &rebuilt.name);
    let on = if header.fixes.is_empty() { "no fix".to_owned() } else { header.fixes.join(" + ") };
    screen.note(&format!(
        "note: when the trace was made, `{was}` had {on} on; it is judged as `{is}`\n"
    ));
    Ok(rebuilt)
}

/// Returns the command that judges the same again.
fn again(arguments: &Arguments) -> String {
    let mut command = format!("seamripper judge {}", quoted(&arguments.trace.to_string_lossy()));
    for (option, value) in [("--scenario", &arguments.scenario), ("--arm", &arguments.arm)] {
        if let Some(value) = value {
            command.push_str(&format!(" {option} {}", quoted(value)));
        }
    }
    command
}
