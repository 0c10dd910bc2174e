//! `completions`: what a shell needs to complete commands and options.

use crate::exit::{DONE, Failure};
use crate::screen::Screen;
use clap::CommandFactory;
use clap_complete::{Shell, generate};

/// Writes completions for a shell
#[derive(clap::Args)]
#[command(after_help = "Examples:
  seamripper completions bash > ~/.local/share/bash-completion/completions/seamripper
  seamripper completions fish > ~/.config/fish/completions/seamripper.fish")]
pub(crate) struct Arguments {
    /// The shell
    shell: Shell,
}

/// Writes completions to standard output.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut crate::Arguments::command(), "seamripper", &mut script);
    screen.print_file(&script)?;
    Ok(DONE)
}
