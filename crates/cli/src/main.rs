//! The binary `seamripper`: arguments, files, terminal, exit codes.
//!
//! A command reads files, hands them through compile, run, judge and render, and prints what comes
//! out. Whatever can be a pure function lives in another crate.

mod ablate;
mod arms;
mod check;
mod completions;
mod diff;
mod exit;
mod export;
mod gate;
mod judge;
mod library;
mod limits;
mod list;
mod logs;
mod many;
mod merge;
mod new;
mod no_return;
mod outputs;
mod policy;
mod replay;
mod report;
mod rows;
mod screen;
mod shrink;
mod stop;
mod sweep;
mod sweep_file;
mod trace_file;
mod verify;

use clap::{Parser, Subcommand};
use exit::Failure;
use screen::Screen;
use std::process::ExitCode;

/// Replays make and drop many small things; this allocator does so in less time than the usual one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Replays incidents of AI agents with tools, with each fix on and off.
///
/// A scenario file says what an agent was asked, what its tools and services are, what went wrong,
/// and which fixes there are. A replay shows where model, runtime and services stopped agreeing
/// about what had happened, which invariants broke, and whether a fix would have held.
#[derive(Parser)]
#[command(
    name = "seamripper",
    version,
    arg_required_else_help = true,
    after_help = "Try `seamripper list`, then `seamripper replay ID` with an id from it.",
    after_long_help = exit::HELP
)]
struct Arguments {
    #[command(flatten)]
    screen: screen::Arguments,
    #[command(flatten)]
    logs: logs::Arguments,
    #[command(flatten)]
    limits: limits::Arguments,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    List(list::Arguments),
    Check(check::Arguments),
    Replay(replay::Arguments),
    Ablate(ablate::Arguments),
    Sweep(sweep::Arguments),
    Merge(merge::Arguments),
    NoReturn(no_return::Arguments),
    Shrink(shrink::Arguments),
    Diff(diff::Arguments),
    Judge(judge::Arguments),
    Export(export::Arguments),
    Gate(gate::Arguments),
    Report(report::Arguments),
    New(new::Arguments),
    Policy(policy::Arguments),
    Verify(verify::Arguments),
    Completions(completions::Arguments),
}

fn main() -> ExitCode {
    exit::guarded(|| {
        stop::listen();
        let arguments = match Arguments::try_parse() {
            Ok(arguments) => arguments,
            Err(told) => return exit::told_by_clap(&told),
        };
        let screen = Screen::new(&arguments.screen);
        match logs::start(&arguments.logs).and_then(|()| run(&arguments, &screen)) {
            Ok(code) => code,
            Err(failure) => screen.fail(&failure),
        }
    })
}

fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    limits::set(&arguments.limits)?;
    match &arguments.command {
        Command::List(arguments) => list::run(arguments, screen),
        Command::Check(arguments) => check::run(arguments, screen),
        Command::Replay(arguments) => replay::run(arguments, screen),
        Command::Ablate(arguments) => ablate::run(arguments, screen),
        Command::Sweep(arguments) => sweep::run(arguments, screen),
        Command::Merge(arguments) => merge::run(arguments, screen),
        Command::NoReturn(arguments) => no_return::run(arguments, screen),
        Command::Shrink(arguments) => shrink::run(arguments, screen),
        Command::Diff(arguments) => diff::run(arguments, screen),
        Command::Judge(arguments) => judge::run(arguments, screen),
        Command::Export(arguments) => export::run(arguments, screen),
        Command::Gate(arguments) => gate::run(arguments, screen),
        Command::Report(arguments) => report::run(arguments, screen),
        Command::New(arguments) => new::run(arguments, screen),
        Command::Policy(arguments) => policy::run(arguments, screen),
        Command::Verify(arguments) => verify::run(arguments, screen),
        Command::Completions(arguments) => completions::run(arguments, screen),
    }
}
