//! `policy`: files that describe an agent runtime, and the ones that the program carries.

mod check;
mod explain;
mod list;
mod new;
pub(crate) mod presets;

use crate::exit::Failure;
use crate::screen::Screen;
use clap::{Args, Subcommand};

/// Describes agent runtimes: lists, writes, checks and explains policy files
#[derive(Args)]
#[command(after_help = "Examples:
  seamripper policy list                     the runtimes that the program knows
  seamripper policy explain NAME             what one of them does, and which fixes it has
  seamripper policy new my-runtime.ron       a commented file to start from
  seamripper policy check my-runtime.ron     every mistake of it")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    List(list::Arguments),
    New(new::Arguments),
    Check(check::Arguments),
    Explain(explain::Arguments),
}

/// Runs one of the commands about policy files.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    match &arguments.command {
        Command::List(arguments) => list::run(arguments, screen),
        Command::New(arguments) => new::run(arguments, screen),
        Command::Check(arguments) => check::run(arguments, screen),
        Command::Explain(arguments) => explain::run(arguments, screen),
    }
}
