//! `replay`: arms of one scenario on the same seed, beside each other.

use crate::arms;
use crate::exit::{DONE, FAILED, Failure, INCONCLUSIVE, quoted};
use crate::library;
use crate::outputs;
use crate::policy::presets;
use crate::screen::Screen;
use crate::trace_file;
use clap::ValueEnum;
use seamripper_report::{Comparison, Honest, Replayed, json, json_all, overview, text};
use seamripper_scenario::plan::Arm;
use seamripper_scenario::{Choice, Plan};
use seamripper_score::{Scorecard, judge};
use seamripper_sim::trace::{Trace, file};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Replays a scenario, deployed beside resolved, and judges what happened
#[derive(clap::Args)]
#[command(after_help = "Examples:
  seamripper replay ID                             as it was deployed, beside all fixes on
  seamripper replay all                            the whole library in one table
  seamripper replay incident.ron --seed 7          a file of yours, another seed
  seamripper replay ID --arm control               the faults off
  seamripper replay ID --fix one --fix one,two     one fix alone, beside two together
  seamripper replay ID --without one --trace t.jsonl
  seamripper replay ID --policy runtime.ron        as deployed, beside a policy file

Exits with 1 if a verdict is not the one that the file expects, or if a published figure
does not come out on the file's own seed; and with 3 if a replay hit a limit, so that what
held proves nothing.")]
pub(crate) struct Arguments {
    /// The path of a scenario file, an id from `seamripper list`, or `all` for the whole library
    scenario: String,
    #[command(flatten)]
    arms: arms::Arguments,
    /// Replay it under this policy file, or under one from `seamripper policy list`; beside it as it
    /// was deployed, unless other arms are chosen
    #[arg(long, value_name = "FILE|NAME")]
    policy: Option<String>,
    /// The seed of all random draws [default: the file's]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Also write the trace as JSON lines; of several arms, each into a file beside it, with the
    /// arm's name before the extension; `-` is standard output and takes one arm
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What to print.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Format {
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

/// All that is replayed of one scenario.
struct Whole {
    plan: Arc<Plan>,
    seed: u64,
    command: String,
    done: Vec<Done>,
    honest: Vec<Honest>,
}

/// Replays, judges and reports.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    if arguments.scenario == "all" {
        return run_all(arguments, screen);
    }
    let file = library::find(&arguments.scenario)?;
    let plan = Arc::new(library::playable(&file, screen)?);
    let (arms, repeated) = chosen(arguments, &plan, screen)?;
    let to_stdout = arguments.trace.as_deref() == Some(Path::new("-"));
    if to_stdout && arms.len() > 1 {
        let help = "choose one with `--arm NAME`, or give a file for each to be written beside it";
        return Err(Failure::new("`--trace -` takes one arm").help(help));
    }
    let elsewhere = |path: &Path| path.exists() && !path.is_file();
    if arms.len() > 1 && arguments.trace.as_deref().is_some_and(elsewhere) {
        let help =
            "choose one arm with `--arm NAME`, or name a file; each arm's trace goes beside it";
        return Err(Failure::new("`--trace` needs the name of a file here").help(help));
    }
    if let Some(path) = arguments.trace.as_deref().filter(|_| !to_stdout) {
        let traces: Vec<PathBuf> = arms.iter().map(|arm| trace_of(path, arm, arms.len())).collect();
        outputs::check([], traces.iter().map(PathBuf::as_path))?;
    }
    let seed = arguments.seed.unwrap_or(plan.seed);
    let again =
        format!("seamripper replay {} --seed {seed}{repeated}", quoted(&arguments.scenario),);
    let is_plain = arguments.arms.is_empty() && arguments.policy.is_none();
    let honest = if is_plain { honest(&plan, seed)? } else { Vec::new() };
    let done = arms.into_iter().map(|arm| replayed(&plan, arm, seed)).collect();
    let whole = Whole { plan, seed, command: again, done, honest };
    if let Some(path) = &arguments.trace {
        write_traces(&whole.plan, &whole.done, path, screen)?;
    }
    let report = whole.tell(|comparison| match arguments.format {
        Format::Text => text(comparison, screen.width()),
        Format::Json => json(comparison),
    });
    if to_stdout {
        screen.note(&report)
    } else {
        screen.print(&report)?
    }
    Ok(code(whole.done.iter().map(|done| &done.card), whole.plan.seed))
}

/// Makes the arms that are asked for, and the options that ask for them again.
fn chosen(
    arguments: &Arguments,
    plan: &Plan,
    screen: &Screen,
) -> Result<(Vec<Arm>, String), Failure> {
    let Some(policy) = &arguments.policy else {
        let arms = arms::chosen(&arguments.arms, plan)?;
        let repeated = arms::repeated(&arms);
        return Ok((arms, repeated));
    };
    let (mut arms, mut repeated) = (vec![arms::named(plan, "deployed")?], String::new());
    if !arguments.arms.is_empty() {
        arms = arms::chosen(&arguments.arms, plan)?;
        repeated = arms::repeated(&arms);
    }
    let file = presets::compiled(policy, screen)?;
    arms.push(plan.under(&file, false).map_err(Failure::new)?);
    repeated.push_str(&format!(" --policy {}", quoted(policy)));
    Ok((arms, repeated))
}

/// Replays every scenario of the library in every arm that its file speaks of, and shows them in one table.
fn run_all(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    if !arguments.arms.is_empty() || arguments.trace.is_some() || arguments.policy.is_some() {
        let help =
            "replay one scenario to choose arms or to keep a trace; `seamripper gate` has policies";
        return Err(Failure::new("`replay all` takes no arms and keeps no trace").help(help));
    }
    let mut wholes = Vec::new();
    for file in library::embedded() {
        let shown = |mistakes: Vec<_>| Failure::report(file.show(&mistakes, screen));
        let plan = Arc::new(file.compile().map_err(shown)?);
        let seed = arguments.seed.unwrap_or(plan.seed);
        let done =
            arms::told_of(&plan)?.into_iter().map(|arm| replayed(&plan, arm, seed)).collect();
        let command = format!("seamripper replay {}", plan.id);
        wholes.push(Whole { plan, seed, command, done, honest: Vec::new() });
    }
    let arms: Vec<Vec<Replayed<'_>>> = wholes.iter().map(Whole::arms).collect();
    let comparisons: Vec<Comparison<'_>> =
        wholes.iter().zip(&arms).map(|(whole, arms)| whole.comparison(arms)).collect();
    screen.print(&match arguments.format {
        Format::Text => overview(&comparisons, screen.width()),
        Format::Json => json_all(&comparisons),
    })?;
    let codes = wholes.iter().map(|whole| {
        let cards = whole.done.iter().map(|done| &done.card);
        code(cards, whole.plan.seed)
    });
    Ok(codes.max().unwrap_or(DONE))
}

impl Whole {
    fn arms(&self) -> Vec<Replayed<'_>> {
        self.done.iter().map(|Done { arm, trace, card }| Replayed { arm, trace, card }).collect()
    }

    fn comparison<'a>(&'a self, arms: &'a [Replayed<'a>]) -> Comparison<'a> {
        Comparison {
            plan: &self.plan,
            seed: self.seed,
            arms,
            command: &self.command,
            honest: &self.honest,
        }
    }

    fn tell(&self, how: impl FnOnce(&Comparison<'_>) -> String) -> String {
        how(&self.comparison(&self.arms()))
    }
}

/// Runs honest work without a fix, with each fix alone, and with all.
fn honest(plan: &Arc<Plan>, seed: u64) -> Result<Vec<Honest>, Failure> {
    if !plan.has_benign {
        return Ok(Vec::new());
    }
    let names = plan.fixes.iter().map(|fix| plan.symbols.text(fix.name).to_string());
    let names: Vec<String> = names.collect();
    let mut sets = vec![Vec::new()];
    sets.extend(names.iter().map(|name| vec![name.clone()]));
    if names.len() > 1 {
        sets.push(names);
    }
    // As many replays as the file has fixes take no more than one may.
    let mut plan = (**plan).clone();
    plan.limits = plan.limits.shared(sets.len() as u64, 1);
    let plan = &Arc::new(plan);
    let work = sets.into_iter().map(|fixes| {
        let choice = Choice { control: true, named: None, fixes };
        let arm = plan.arm(&choice).map_err(Failure::new)?;
        let card = replayed(plan, arm, seed).card;
        let inconclusive = card.is_inconclusive();
        Ok(Honest { arm: plan.arm_name(&choice), cost: card.cost, inconclusive })
    });
    work.collect()
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

/// Returns the file of the trace of one of so many arms.
fn trace_of(path: &Path, arm: &Arm, arms: usize) -> PathBuf {
    if arms == 1 { path.to_owned() } else { trace_file::of_arm(path, &arm.name) }
}

fn write_traces(plan: &Plan, done: &[Done], path: &Path, screen: &Screen) -> Result<(), Failure> {
    for Done { arm, trace, .. } in done {
        let bytes = file(plan, arm, trace);
        if path == Path::new("-") {
            screen.print_file(&bytes)?;
            continue;
        }
        let path = trace_of(path, arm, done.len());
        outputs::write(&path, &bytes)?;
        if done.len() > 1 {
            screen.note(&format!("note: the trace of {} is in {}\n", arm.name, path.display()));
        }
    }
    Ok(())
}

/// Returns the exit code. A replay that was cut short surprises as a matter of course, so that it
/// was cut short is said first.
pub(crate) fn code<'a>(cards: impl IntoIterator<Item = &'a Scorecard>, seed: u64) -> u8 {
    let cards: Vec<&Scorecard> = cards.into_iter().collect();
    if cards.iter().any(|card| card.is_inconclusive()) {
        INCONCLUSIVE
    } else if cards.iter().any(|card| !card.surprises.is_empty() || differs(card, seed)) {
        FAILED
    } else {
        DONE
    }
}

/// Tells whether a figure of the source does not come out, on the seed on which it should.
fn differs(card: &Scorecard, canonical: u64) -> bool {
    card.seed == canonical && card.figures.iter().any(|figure| !figure.agrees)
}
