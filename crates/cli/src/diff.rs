//! `diff`: two traces beside each other: of two arms, of two seeds, or out of two files.

use crate::arms;
use crate::exit::{DONE, FAILED, Failure, INCONCLUSIVE, quoted};
use crate::judge::tell_altered;
use crate::library;
use crate::library::playable;
use crate::replay::Format;
use crate::screen::Screen;
use crate::trace_file;
use seamripper_report::{Beside, Contrast, contrast, json_contrast};
use seamripper_scenario::Plan;
use seamripper_scenario::plan::{Arm, Symbols};
use seamripper_sim::trace::{End, Trace};
use std::path::Path;
use std::sync::Arc;

/// Shows where two traces part, and what led there
#[derive(clap::Args)]
#[command(after_help = "Examples:
  seamripper diff ID                               deployed against resolved
  seamripper diff ID --arm deployed --arm control  two arms
  seamripper diff ID --arm resolved --seed 1 --seed 2
                                                   one arm under two seeds
  seamripper diff ID --arm one --arm two --seed 1 --seed 2
                                                   the first arm under the first seed, and so on
  seamripper diff a.jsonl b.jsonl                  two traces that `replay --trace` kept

One arm alone stands against `deployed`; two seeds alone are two of `deployed`. Records are aligned
by what they say: numbers and times that only follow from an earlier difference are no difference.

Exits with 0 if the traces are the same, with 1 if they differ, and with 2 if one cannot be read.")]
pub(crate) struct Arguments {
    /// The path of a scenario file, an id from `seamripper list`, or the file of a trace; `-` is a
    /// trace on standard input
    #[arg(value_name = "SCENARIO|TRACE")]
    first: String,
    /// The file of another trace
    #[arg(value_name = "TRACE")]
    second: Option<String>,
    #[command(flatten)]
    arms: arms::Arguments,
    /// The seed of both, or once for each [default: the file's]
    #[arg(long = "seed", value_name = "N")]
    seeds: Vec<u64>,
    /// List all differences, and not only the first few
    #[arg(long)]
    all: bool,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// A trace, with what tells it from the other.
struct Side {
    label: String,
    scenario: String,
    scenario_hash: String,
    trace: Trace,
}

/// Both sides, with the names in them.
struct Pair {
    sides: [Side; 2],
    symbols: Symbols,
    command: String,
}

/// Replays or reads two traces, compares them and reports.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let pair = match &arguments.second {
        Some(second) => from_files(arguments, second, screen)?,
        None => from_replays(arguments, screen)?,
    };
    let [left, right] = &pair.sides;
    tracing::info!("compare");
    let differences =
        seamripper_study::diff::diff(&left.trace.records, &right.trace.records, &pair.symbols);
    tracing::info!(differences = differences.all.len(), "compared");
    let compared = Contrast {
        left: left.beside(),
        right: right.beside(),
        symbols: &pair.symbols,
        differences: &differences,
        all: arguments.all,
        command: &pair.command,
    };
    screen.print(&match arguments.format {
        Format::Text => contrast(&compared, screen.width()),
        Format::Json => json_contrast(&compared),
    })?;
    let is_cut = pair.sides.iter().any(|side| side.trace.end != End::Finished);
    Ok(match compared.differs() {
        true => FAILED,
        // What would have come after may differ.
        false if is_cut => INCONCLUSIVE,
        false => DONE,
    })
}

impl Side {
    fn beside(&self) -> Beside<'_> {
        Beside {
            label: &self.label,
            scenario: &self.scenario,
            scenario_hash: &self.scenario_hash,
            trace: &self.trace,
        }
    }
}

/// Reads two files.
fn from_files(arguments: &Arguments, second: &str, screen: &Screen) -> Result<Pair, Failure> {
    if !arguments.arms.is_empty() || !arguments.seeds.is_empty() {
        let help = "leave them out: what a file holds is the replay of one arm under one seed";
        return Err(Failure::new("two traces take no arms and no seeds").help(help));
    }
    let paths = [arguments.first.as_str(), second];
    if paths == ["-", "-"] {
        return Err(Failure::new("standard input holds one trace, and not two"));
    }
    let mut symbols = Symbols::default();
    let mut side = |path: &str| {
        let saved = trace_file::read(Path::new(path))?;
        tell_altered(Path::new(path), &saved, screen);
        let (scenario, scenario_hash) =
            (saved.header.scenario.clone(), saved.header.scenario_hash.clone());
        let trace = saved.into_trace(&mut symbols);
        Ok(Side { label: String::new(), scenario, scenario_hash, trace })
    };
    let mut sides = [side(paths[0])?, side(paths[1])?];
    for (side, label) in sides.iter_mut().zip(labels(paths)) {
        side.label = label;
    }
    let all = if arguments.all { " --all" } else { "" };
    let command = format!("seamripper diff {} {}{all}", quoted(paths[0]), quoted(paths[1]));
    Ok(Pair { sides, symbols, command })
}

/// Names two files: by their last part, or by the whole path if that is the same.
fn labels(paths: [&str; 2]) -> [String; 2] {
    let names = paths.map(|path| {
        let name = Path::new(path).file_name();
        name.map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
    });
    match names[0] == names[1] {
        false => names,
        true if paths[0] != paths[1] => paths.map(str::to_owned),
        true => [format!("{} (left)", names[0]), format!("{} (right)", names[1])],
    }
}

/// Replays what the options choose.
fn from_replays(arguments: &Arguments, screen: &Screen) -> Result<Pair, Failure> {
    let wanted = arguments.first.as_str();
    if wanted == "-" || Path::new(wanted).extension().is_some_and(|ending| ending == "jsonl") {
        let help = "a scenario alone, or the files of two traces, can be compared";
        return Err(Failure::new(format!("there is no second trace beside {wanted}")).help(help));
    }
    let plan = Arc::new(playable(&library::find(wanted)?, screen)?);
    let chosen = chosen(arguments, &plan)?;
    let labels = labels_of(&chosen);
    let all = if arguments.all { " --all" } else { "" };
    let command = format!("seamripper diff {}{}{all}", quoted(wanted), repeated(&chosen));
    let mut sides = chosen.into_iter().zip(labels).map(|((arm, seed), label)| {
        tracing::info!(arm = arm.name, seed, "replay");
        let trace = seamripper_sim::run(&plan, &arm, seed);
        let (scenario, scenario_hash) = (plan.id.clone(), plan.hash.clone());
        Side { label, scenario, scenario_hash, trace }
    });
    let (Some(left), Some(right)) = (sides.next(), sides.next()) else {
        return Err(Failure::new("two replays are needed"));
    };
    drop(sides);
    Ok(Pair { sides: [left, right], symbols: plan.symbols.clone(), command })
}

/// Chooses two arms, each with its seed.
fn chosen(arguments: &Arguments, plan: &Plan) -> Result<[(Arm, u64); 2], Failure> {
    let seeds = match arguments.seeds.as_slice() {
        [] => [plan.seed; 2],
        [both] => [*both; 2],
        [left, right] => [*left, *right],
        _ => return Err(Failure::new("more than two seeds cannot be compared")),
    };
    let of_two_seeds = seeds[0] != seeds[1];
    let mut arms = match arguments.arms.is_empty() && of_two_seeds {
        true => vec![arms::named(plan, "deployed")?],
        false => arms::chosen(&arguments.arms, plan)?,
    };
    if let [only] = arms.as_slice() {
        let other = if of_two_seeds { only.clone() } else { arms::named(plan, "deployed")? };
        arms.insert(0, other);
    }
    match <[Arm; 2]>::try_from(arms) {
        Ok([left, right]) if left.name == right.name && !of_two_seeds => {
            let help = "give another arm with `--arm NAME`, or two seeds with `--seed X --seed Y`";
            Err(Failure::new(format!("`{}` cannot differ from itself", left.name)).help(help))
        }
        Ok([left, right]) => Ok([(left, seeds[0]), (right, seeds[1])]),
        Err(_) => Err(Failure::new("more than two arms cannot be compared")),
    }
}

/// Names two replays by what tells them apart.
fn labels_of(chosen: &[(Arm, u64); 2]) -> [String; 2] {
    let [(left, left_seed), (right, right_seed)] = chosen;
    match (left.name == right.name, left_seed == right_seed) {
        (false, true) => [left.name.clone(), right.name.clone()],
        (true, _) => [left_seed, right_seed].map(|seed| format!("seed {seed}")),
        (false, false) => [(left, left_seed), (right, right_seed)]
            .map(|(arm, seed)| format!("{} {seed}", arm.name)),
    }
}

/// Returns the options that choose the same again.
fn repeated(chosen: &[(Arm, u64); 2]) -> String {
    let [(left, left_seed), (right, right_seed)] = chosen;
    let arms = match left.name == right.name {
        true => format!(" --arm {}", quoted(&left.name)),
        false => format!(" --arm {} --arm {}", quoted(&left.name), quoted(&right.name)),
    };
    match left_seed == right_seed {
        true => format!("{arms} --seed {left_seed}"),
        false => format!("{arms} --seed {left_seed} --seed {right_seed}"),
    }
}
