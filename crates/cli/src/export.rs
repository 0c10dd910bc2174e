//! `export`: replays, or a trace that was kept, in the formats of other tools.

use crate::arms;
use crate::exit::{DONE, Failure, INCONCLUSIVE, quoted};
use crate::judge;
use crate::library::{self, playable};
use crate::screen::Screen;
use crate::{outputs, trace_file};
use clap::ValueEnum;
use seamripper_report::{Comparison, Replayed, export};
use seamripper_scenario::Plan;
use seamripper_scenario::plan::Arm;
use seamripper_score::Scorecard;
use seamripper_sim::trace::Trace;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Writes replays, or a kept trace, for other tools: Markdown, Mermaid, Perfetto, OpenTelemetry, CSV
#[derive(clap::Args)]
#[command(after_help = "Examples:
  seamripper export ID --as markdown --out postmortem.md   deployed, beside all fixes on
  seamripper export ID --as mermaid                        a sequence diagram of the first break
  seamripper export ID --as mermaid --conversation 7       of another conversation
  seamripper export ID --as perfetto --arm deployed --arm resolved --out t.json
                                                           for ui.perfetto.dev or chrome://tracing
  seamripper export ID --as otlp --fix one,two             spans for OpenTelemetry's tools
  seamripper export --trace t.jsonl --as csv               a trace that `replay --trace` kept
  seamripper export incident.ron --trace t.jsonl --as csv  judged against this file

A postmortem is of `deployed` and `resolved` unless arms are chosen, and everything else of
`deployed`. A diagram is of one arm: of several, each goes into a file beside the one that is named,
with the arm's name before the extension.

Exits with 3 if a replay hit a limit or a trace is cut off; what is there is exported all the same.")]
pub(crate) struct Arguments {
    /// The path of a scenario file, or an id from `seamripper list`; beside a trace, what it is judged
    /// against [default: the trace's]
    #[arg(required_unless_present = "trace")]
    scenario: Option<String>,
    /// Export this trace, as `replay --trace` writes it, and replay nothing; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "seed")]
    trace: Option<PathBuf>,
    /// What to write
    #[arg(long = "as", value_name = "FORMAT", value_enum)]
    form: Form,
    #[command(flatten)]
    arms: arms::Arguments,
    /// The seed of all random draws [default: the file's]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// The conversation of a diagram or a timeline, as reports count them, from 1 [default: that of
    /// the first break]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    conversation: Option<u32>,
    /// Write into this file, and not to standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// What to write.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A postmortem in Markdown
    Markdown,
    /// A sequence diagram for Mermaid
    Mermaid,
    /// Trace events for Perfetto and chrome://tracing
    Perfetto,
    /// OpenTelemetry spans by the conventions for generative AI, as OTLP in JSON
    Otlp,
    /// A row for each record
    Csv,
}

/// One arm with its trace and its scorecard.
struct Done {
    arm: Arm,
    trace: Trace,
    card: Scorecard,
}

/// What is exported.
struct Whole {
    plan: Plan,
    done: Vec<Done>,
    /// The command that shows the same.
    command: String,
}

/// Replays or reads, judges, and writes.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    check(arguments)?;
    let whole = match &arguments.trace {
        Some(trace) => from_file(arguments, trace, screen)?,
        None => from_replays(arguments, screen)?,
    };
    let conversation = conversation(arguments, &whole)?;
    let arms: Vec<Replayed<'_>> = whole.done.iter().map(Done::replayed).collect();
    match (arguments.form, arms.as_slice()) {
        (Form::Mermaid, [_, _, ..]) => {
            let Some(out) = arguments.out.as_deref().filter(|out| *out != Path::new("-")) else {
                let help = "choose one with `--arm NAME`, or give a file with `--out`";
                return Err(Failure::new("a diagram is of one arm").help(help));
            };
            for arm in &arms {
                let text = export::mermaid(&whole.plan, arm, conversation);
                let path = trace_file::of_arm(out, &arm.card.arm);
                outputs::write(&path, text.as_bytes())?;
                screen.note(&format!("note: {} is in {}\n", arm.card.arm, path.display()));
            }
        }
        (form, arms) => {
            let write = |out: &mut dyn Write| written(form, &whole, arms, conversation, out);
            match arguments.out.as_deref().filter(|out| *out != Path::new("-")) {
                Some(out) => outputs::write_with(out, write)?,
                None => screen.print_with(write)?,
            }
        }
    }
    let cut: Vec<&Done> = whole.done.iter().filter(|done| done.card.is_inconclusive()).collect();
    for Done { arm, trace, .. } in &cut {
        let why = seamripper_report::why(&trace.end).unwrap_or_default();
        screen.note(&format!("note: {} is inconclusive: {why}\n", arm.name));
    }
    Ok(if cut.is_empty() { DONE } else { INCONCLUSIVE })
}

/// Looks whether what is asked for makes sense, and whether the file can be there, before any work.
fn check(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.conversation.is_some() && !matches!(arguments.form, Form::Mermaid | Form::Markdown)
    {
        let help = "leave `--conversation` out: only diagrams and timelines follow one";
        return Err(Failure::new("this format has all conversations").help(help));
    }
    let Some(out) = arguments.out.as_deref().filter(|out| *out != Path::new("-")) else {
        return Ok(());
    };
    let scenario = arguments.scenario.as_deref().map(Path::new);
    let inputs = scenario.into_iter().chain(arguments.trace.as_deref());
    outputs::check(inputs, [out])
}

/// Writes one document.
fn written(
    form: Form,
    whole: &Whole,
    arms: &[Replayed<'_>],
    conversation: Option<u32>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let plan = &whole.plan;
    let comparison = Comparison {
        plan,
        seed: arms.first().map_or(plan.seed, |arm| arm.trace.seed),
        arms,
        command: &whole.command,
        honest: &[],
    };
    let diagram = |arm| export::mermaid(plan, arm, conversation);
    match form {
        Form::Markdown => out.write_all(export::markdown(&comparison, conversation).as_bytes()),
        Form::Mermaid => {
            arms.iter().take(1).try_for_each(|arm| out.write_all(diagram(arm).as_bytes()))
        }
        Form::Perfetto => export::perfetto(plan, arms, out),
        Form::Otlp => export::otlp(plan, arms, out),
        Form::Csv => export::csv(plan, arms, out),
    }
}

/// Finds the conversation that is asked for: its number in traces is one less.
fn conversation(arguments: &Arguments, whole: &Whole) -> Result<Option<u32>, Failure> {
    let Some(number) = arguments.conversation else { return Ok(None) };
    let shown = match arguments.form {
        // The timeline of a postmortem is that of its first arm.
        Form::Markdown => whole.done.get(..1).unwrap_or_default(),
        _ => &whole.done,
    };
    for done in shown {
        let all = export::conversations(&done.trace);
        if !all.contains(&(number - 1)) {
            let message = format!("{} has no conversation {number}", done.card.arm);
            let help = match all.iter().max() {
                Some(last) => format!("the last is {}", u64::from(*last) + 1),
                None => "it has none at all".to_owned(),
            };
            return Err(Failure::new(message).help(help));
        }
    }
    Ok(Some(number - 1))
}

/// Replays what the options choose.
fn from_replays(arguments: &Arguments, screen: &Screen) -> Result<Whole, Failure> {
    let wanted = arguments.scenario.as_deref().unwrap_or_default();
    let plan = Arc::new(playable(&library::find(wanted)?, screen)?);
    let arms = match arguments.arms.is_empty() && arguments.form != Form::Markdown {
        true => vec![arms::named(&plan, "deployed")?],
        false => arms::chosen(&arguments.arms, &plan)?,
    };
    let seed = arguments.seed.unwrap_or(plan.seed);
    let repeated = arms::repeated(&arms);
    let command = format!("seamripper replay {} --seed {seed}{repeated}", quoted(wanted));
    let done = arms.into_iter().map(|arm| {
        tracing::info!(arm = arm.name, seed, "replay");
        let trace = seamripper_sim::run(&plan, &arm, seed);
        let card = seamripper_score::judge(&plan, &arm, &trace);
        Done { arm, trace, card }
    });
    let done = done.collect();
    Ok(Whole { plan: Arc::unwrap_or_clone(plan), done, command })
}

/// Reads a trace, and judges it.
fn from_file(arguments: &Arguments, path: &Path, screen: &Screen) -> Result<Whole, Failure> {
    let saved = trace_file::read(path)?;
    judge::tell_altered(path, &saved, screen);
    let wanted = arguments.scenario.as_deref();
    let mut plan = judge::scenario(wanted, &saved.header, screen)?;
    if saved.header.scenario != plan.id {
        let message =
            format!("the trace is of `{}`, and not of `{}`", saved.header.scenario, plan.id);
        return Err(
            Failure::new(message).help("leave the scenario out, or give the one of the trace")
        );
    }
    let arm = match arguments.arms.is_empty() {
        true => judge::arm(None, &plan, &saved.header, screen)?,
        false => {
            let mut arms = arms::chosen(&arguments.arms, &plan)?;
            match (arms.pop(), arms.is_empty()) {
                (Some(arm), true) => arm,
                _ => return Err(Failure::new("a trace is of one arm, and not of several")),
            }
        }
    };
    let mut trace = saved.into_trace(&mut plan.symbols);
    trace.arm.clone_from(&arm.name);
    let card = seamripper_score::judge(&plan, &arm, &trace);
    let mut command = format!("seamripper judge {}", quoted(&path.to_string_lossy()));
    if let Some(wanted) = wanted {
        command.push_str(&format!(" --scenario {}", quoted(wanted)));
    }
    if !arguments.arms.is_empty() {
        command.push_str(&format!(" --arm {}", quoted(&arm.name)));
    }
    Ok(Whole { plan, done: vec![Done { arm, trace, card }], command })
}

impl Done {
    fn replayed(&self) -> Replayed<'_> {
        Replayed { arm: &self.arm, trace: &self.trace, card: &self.card }
    }
}
