//! `shrink`: the smallest scenario that still breaks an invariant.
//!
//! The file goes to standard output or appears whole under its name; what was done is told on
//! standard error, so that the output is a scenario and nothing else.

use crate::exit::{DONE, Failure, STOPPED, quoted};
use crate::library::{self, File, nearest};
use crate::limits;
use crate::outputs;
use crate::screen::Screen;
use crate::stop;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use seamripper_study::shrink::{Counts, Progress, ShrinkError, Shrunk, Wish, shrink};
use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// Makes the smallest scenario that still breaks an invariant
#[derive(clap::Args)]
#[command(after_help = "Examples:
  seamripper shrink ID --invariant NAME > small.ron
  seamripper shrink incident.ron --invariant NAME --seed 7 --out small.ron
  seamripper shrink ID --invariant NAME --arm FIX      the break that a fix leaves

What is left passes `check` and breaks the invariant on the same seed, for the same cause: the
parties first disagree at the same seam about the same thing, calls are made, and made again where
they were, and where it took the faults to break it, it still does. With --any-cause any break will do.

Ctrl-C ends the search, writes the smallest file that was found by then, and exits with 130; a
second one ends it at once. Exits with 2 if the invariant does not break, and says on which seeds and
in which arms it would.")]
pub(crate) struct Arguments {
    /// The path of a scenario file, or an id from `seamripper list`
    scenario: String,
    /// The invariant that shall stay broken
    #[arg(long, value_name = "NAME")]
    invariant: String,
    /// The arm: `deployed`, `resolved`, an arm of the file's, or fixes joined by `+`
    #[arg(long, value_name = "NAME", default_value = "deployed")]
    arm: String,
    /// The seed of all random draws, which becomes the new file's [default: the file's]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Write the file there, and not to standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write over a file that is there; never over the scenario itself
    #[arg(long, requires = "out")]
    force: bool,
    /// How many changed files are tried at most
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    tries: u32,
    /// Also take a break of another cause: smaller, and rarely what happened
    #[arg(long)]
    any_cause: bool,
}

/// Shrinks, writes and tells.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let file = library::find(&arguments.scenario)?;
    if let Some(out) = &arguments.out {
        may_write(out, &arguments.scenario, arguments.force)?;
    }
    let made_by = command(arguments);
    let wish = Wish {
        source: &file.source,
        invariant: &arguments.invariant,
        arm: &arguments.arm,
        seed: arguments.seed,
        tries: arguments.tries,
        any_cause: arguments.any_cause,
        made_by: &made_by,
        bounds: limits::get().bounds,
    };
    let bar = bar(arguments.tries);
    let stop = stop::flag();
    let shrunk = shrink(&wish, &mut |progress| {
        step(&bar, progress);
        if stop.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    bar.finish_and_clear();
    let shrunk = shrunk.map_err(|error| explained(error, arguments, &file, screen))?;
    match &arguments.out {
        Some(out) => outputs::write(out, shrunk.text.as_bytes())?,
        None => screen.print_file(shrunk.text.as_bytes())?,
    }
    let is_stopped = shrunk.is_cut_short && shrunk.tries < arguments.tries;
    screen.note(&told(&shrunk, is_stopped, arguments));
    Ok(if is_stopped { STOPPED } else { DONE })
}

/// Makes the command that makes the file, as it stands in the comment at its top.
fn command(arguments: &Arguments) -> String {
    let Arguments { scenario, invariant, arm, seed, .. } = arguments;
    let mut command =
        format!("seamripper shrink {} --invariant {}", quoted(scenario), quoted(invariant));
    if arm != "deployed" {
        command += &format!(" --arm {}", quoted(arm));
    }
    if let Some(seed) = seed {
        command += &format!(" --seed {seed}");
    }
    if arguments.any_cause {
        command += " --any-cause";
    }
    command
}

/// Refuses to write over the scenario, and over anything else that nobody said to write over.
fn may_write(out: &Path, scenario: &str, force: bool) -> Result<(), Failure> {
    outputs::check([Path::new(scenario)], [out])?;
    if out.is_file() && !force {
        let failure = Failure::new(format!("{} is there already", out.display()));
        return Err(failure.help("`--force` writes over it"));
    }
    Ok(())
}

/// Makes the bar that shows how far the search is; it is only seen on a terminal.
fn bar(tries: u32) -> ProgressBar {
    let target = match io::stderr().is_terminal() {
        true => ProgressDrawTarget::stderr_with_hz(10),
        false => ProgressDrawTarget::hidden(),
    };
    let bar = ProgressBar::with_draw_target(Some(u64::from(tries)), target);
    let style = ProgressStyle::with_template("shrinking: {msg}, {pos} tries");
    style.map_or(bar.clone(), |style| bar.with_style(style))
}

fn step(bar: &ProgressBar, progress: Progress) {
    bar.set_position(u64::from(progress.tries));
    bar.set_message(format!("{} words", progress.size.words));
}

/// Says what was done, and how to see it.
fn told(shrunk: &Shrunk, is_stopped: bool, arguments: &Arguments) -> String {
    let Shrunk { before, after, tries, replays, seed, .. } = shrunk;
    let mut told = format!(
        "{} still breaks on seed {seed}, after {tries} tries with {replays} replays\n",
        arguments.invariant
    );
    for ((name, before), (_, after)) in kinds(before).into_iter().zip(kinds(after)) {
        if before > 0 || after > 0 {
            told += &format!("  {name:<14}{before:>6} -> {after}\n");
        }
    }
    if is_stopped {
        told += "stopped before the search was over, so more might go\n";
    } else if shrunk.is_cut_short {
        told += "the tries are used up, so more might go: `--tries` gives more\n";
    }
    let out = arguments.out.as_deref().map(|out| quoted(&out.display().to_string()));
    let out = out.unwrap_or_else(|| "FILE".to_owned());
    told + &format!("see it: seamripper replay {out} --arm {}\n", quoted(&arguments.arm))
}

/// Counts each kind, in the order in which it is told.
fn kinds(counts: &Counts) -> [(&'static str, u64); 9] {
    let long = |count: usize| count as u64;
    [
        ("lines", long(counts.lines)),
        ("words", long(counts.size.words)),
        ("conversations", counts.conversations),
        ("faults", long(counts.faults)),
        ("rules", long(counts.rules)),
        ("tools", long(counts.tools)),
        ("services", long(counts.services)),
        ("fixes", long(counts.fixes)),
        ("invariants", long(counts.invariants)),
    ]
}

fn explained(error: ShrinkError, arguments: &Arguments, file: &File, screen: &Screen) -> Failure {
    let said = error.to_string();
    match error {
        ShrinkError::Mistakes(mistakes) => Failure::report(file.show(&mistakes, screen)),
        ShrinkError::Senseless(mistakes) => {
            let shown = file.show(&mistakes, screen);
            Failure::report(format!("{shown}{said}\n")).help("set right what a check complains of")
        }
        ShrinkError::UnknownInvariant { name, known } => {
            let help = match nearest(&name, &known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", known.join(", ")),
            };
            Failure::new(said).help(help)
        }
        ShrinkError::Arm(error) => crate::arms::explained(error),
        ShrinkError::NotBroken { verdict, others, seeds, arms } => {
            let Arguments { invariant, arm, .. } = arguments;
            let failure = Failure::new(format!(
                "`{invariant}` does not break in the arm `{arm}` on this seed: it is {verdict}"
            ));
            failure.help(elsewhere(&others, &seeds, &arms))
        }
        ShrinkError::Inconclusive(why) => {
            let failure = Failure::new(format!("the replay is inconclusive: {why}"));
            failure
                .help("`--limit NAME=VALUE` raises what the file may take; `--help` has the names")
        }
        ShrinkError::Spoilt => panic!("{said}"),
    }
}

/// Says where the invariant would break.
fn elsewhere(others: &[String], seeds: &[u64], arms: &[String]) -> String {
    let mut ways = Vec::new();
    if !seeds.is_empty() {
        let first: Vec<String> = seeds.iter().take(5).map(u64::to_string).collect();
        ways.push(format!("it breaks with `--seed` {}", first.join(", ")));
    }
    if !arms.is_empty() {
        ways.push(format!("it breaks with `--arm` {}", arms.join(", ")));
    }
    if !others.is_empty() {
        ways.push(format!("what breaks there is {}", others.join(", ")));
    }
    match ways.is_empty() {
        true => "nor does it in any other arm, or on the first 64 seeds".to_owned(),
        false => ways.join("; "),
    }
}
