//! The terminal: how wide it is, whether it has colours, and that nobody may be reading.

use crate::exit::Failure;
use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;
use seamripper_report::steers;
use std::io::{self, BufWriter, IsTerminal, Write};

/// The heading of these options in the help of every command.
pub(crate) const HEADING: &str = "Terminal and logs";

/// The width where nothing says how wide the terminal is.
const WIDTH: usize = 100;

/// Bytes that are printed at once, of what is made bit by bit.
const ROOM: usize = 1 << 16;

/// Options about the terminal, for all commands.
#[derive(clap::Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// When to use colours; `auto` looks at the terminal and at NO_COLOR
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto, global = true, help_heading = HEADING)]
    color: Color,
    /// How many columns to use [default: the terminal's, or 100]
    #[arg(long, value_name = "N", global = true, help_heading = HEADING)]
    width: Option<usize>,
}

/// When to use colours.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// Where the program prints.
pub(crate) struct Screen {
    color: Color,
    width: usize,
}

impl Screen {
    /// Looks at the options and the terminal.
    pub(crate) fn new(arguments: &Arguments) -> Self {
        let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        // A terminal of no columns is one that does not know.
        let width = arguments.width.or_else(terminal).filter(|width| *width > 0).unwrap_or(WIDTH);
        Screen { color: arguments.color, width }
    }

    /// Returns how many columns there are; never 0.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Prints what the command is for.
    ///
    /// # Errors
    ///
    /// If it cannot be written; a closed pipe is no error.
    pub(crate) fn print(&self, text: &str) -> Result<(), Failure> {
        let out = io::stdout();
        let choice = self.choice(AutoStream::choice(&out));
        written(AutoStream::new(out.lock(), choice).write_all(text.as_bytes()))?;
        written(io::stdout().lock().flush())
    }

    /// Prints a file: into a pipe as it is, on a terminal without what would steer that.
    ///
    /// # Errors
    ///
    /// If it cannot be written; a closed pipe is no error.
    pub(crate) fn print_file(&self, file: &[u8]) -> Result<(), Failure> {
        let steers = |c: char| steers(c) && !matches!(c, '\n' | '\r' | '\t');
        match io::stdout().is_terminal() {
            true => self.print_with(|out| {
                let shown = String::from_utf8_lossy(file).replace(steers, "\u{fffd}");
                out.write_all(shown.as_bytes())
            }),
            false => self.print_with(|out| out.write_all(file)),
        }
    }

    /// Prints what is no text for people, as it is made.
    ///
    /// # Errors
    ///
    /// If it cannot be written; a closed pipe is no error.
    pub(crate) fn print_with(
        &self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let mut out = BufWriter::with_capacity(ROOM, io::stdout().lock());
        written(write(&mut out).and_then(|()| out.flush()))
    }

    /// Prints what is beside the point: mistakes, notices.
    pub(crate) fn note(&self, text: &str) {
        let out = io::stderr();
        let choice = self.choice(AutoStream::choice(&out));
        // Where nobody reads the errors, nothing is left to say it to.
        let _ = AutoStream::new(out.lock(), choice).write_all(text.as_bytes());
    }

    /// Prints why a command failed, and returns the exit code for it.
    pub(crate) fn fail(&self, failure: &Failure) -> u8 {
        let Failure { message, help, is_report, code } = failure;
        if *is_report {
            self.note(message);
        } else {
            self.note(&format!("\u{1b}[1;31merror\u{1b}[0m: {message}\n"));
        }
        if let Some(help) = help {
            self.note(&format!("\u{1b}[1;36mhelp\u{1b}[0m: {help}\n"));
        }
        *code
    }

    fn choice(&self, auto: ColorChoice) -> ColorChoice {
        match self.color {
            Color::Auto => auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }
}

/// Prints to standard error when no options are known.
pub(crate) fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Takes a closed pipe for what it is: nobody wants to read more.
fn written(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::new(format!("cannot write to standard output: {error}"))),
        Ok(()) => Ok(()),
    }
}
