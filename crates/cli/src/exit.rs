//! How the program ends: the exit codes, what a failure says, and what a bug says.

use seamripper_report::steers;
use std::fmt;
use std::panic::{self, UnwindSafe};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

/// Done, and as expected.
pub(crate) const DONE: u8 = 0;
/// A gate or a check of the user's failed: a file has mistakes, a verdict is not the expected one,
/// two traces differ.
pub(crate) const FAILED: u8 = 1;
/// The input or the usage is wrong: no such file, no such arm, a scenario that cannot be replayed; or
/// an output cannot be written.
pub(crate) const USAGE: u8 = 2;
/// A replay hit a limit, so what held proves nothing.
pub(crate) const INCONCLUSIVE: u8 = 3;
/// Somebody ended it before its time; as shells say it of Ctrl-C.
pub(crate) const STOPPED: u8 = 130;
/// A bug of this program.
pub(crate) const INTERNAL: u8 = 70;

/// The exit codes, for `--help`.
pub(crate) const HELP: &str = "\
Exit codes:
   0  done, and as expected
   1  a gate or check of yours failed: mistakes in a file, a verdict other than the file expects,
      a difference between two traces
   2  bad input or usage, or an output that cannot be written
   3  inconclusive: a replay hit a limit
  70  a bug of this program
 130  ended before its time, by Ctrl-C or SIGTERM

Environment:
  NO_COLOR        no colours, unless --color says otherwise
  SEAMRIPPER_LOG  what to log, as in `debug` or `seamripper_sim=debug`; -v and -vv are shorter

Try `seamripper list`, then `seamripper replay ID` with an id from it.";

/// Why a command could not do what it was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What is wrong, in one sentence without a full stop; or a whole report of its own.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) help: Option<String>,
    /// Whether the message is a report that needs no word before it.
    pub(crate) is_report: bool,
    /// The exit code: bad input or usage, unless it says otherwise.
    pub(crate) code: u8,
}

impl Failure {
    /// Makes a failure that says this.
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        let message = harmless(&message.to_string());
        Failure { message, help: None, is_report: false, code: USAGE }
    }

    /// Makes a failure whose message has been rendered.
    pub(crate) fn report(message: String) -> Self {
        Failure { message, help: None, is_report: true, code: USAGE }
    }

    /// Ends the program with another code.
    pub(crate) fn code(mut self, code: u8) -> Self {
        self.code = code;
        self
    }

    /// Adds what to do.
    pub(crate) fn help(mut self, help: impl fmt::Display) -> Self {
        self.help = Some(harmless(&help.to_string()));
        self
    }
}

/// Takes out what would steer the terminal: messages repeat what files say.
pub(crate) fn harmless(text: &str) -> String {
    text.chars().map(|c| if steers(c) && c != '\n' { ' ' } else { c }).collect()
}

/// Prints what clap has to say, and returns its code: help and version are no failures.
pub(crate) fn told_by_clap(told: &clap::Error) -> u8 {
    match told.print() {
        // A closed pipe is the reader's choice.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            crate::screen::complain(&format!("error: cannot write: {error}\n"));
            USAGE
        }
        _ if told.use_stderr() => USAGE,
        _ => DONE,
    }
}

/// What the first panic said, on whichever thread it was.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// Runs the program; a bug becomes a short apology that says how to show it again.
pub(crate) fn guarded(program: impl FnOnce() -> u8 + UnwindSafe) -> ExitCode {
    let said = || PANIC.lock().unwrap_or_else(PoisonError::into_inner);
    panic::set_hook(Box::new(move |info| {
        let mut said = said();
        if said.is_empty() {
            *said = info.to_string();
        }
    }));
    let code = panic::catch_unwind(program).unwrap_or_else(|_| {
        let what = said().clone();
        crate::screen::complain(&apology(
            &what,
            std::env::args_os().map(|word| word.to_string_lossy().into_owned()),
        ));
        INTERNAL
    });
    ExitCode::from(code)
}

fn apology(what: &str, arguments: impl Iterator<Item = String>) -> String {
    let command: Vec<String> = arguments.skip(1).map(|argument| quoted(&argument)).collect();
    format!(
        "seamripper has a bug, and this is it. Sorry.\n\n{what}\n\n\
         The same again: seamripper {}\nVersion: {}\n",
        command.join(" "),
        env!("CARGO_PKG_VERSION"),
    )
}

/// Quotes a word so that a shell reads it as it is.
pub(crate) fn quoted(word: &str) -> String {
    let harmless = |c: char| c.is_alphanumeric() || "-_./+,:=@%".contains(c);
    if !word.is_empty() && word.chars().all(harmless) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_says_does_not_steer_the_terminal() {
        let failure = Failure::new("no `\u{1b}[2J\u{9b}31m`\nhere").help("\u{7}");
        assert_eq!(failure.message, "no ` [2J 31m`\nhere");
        assert_eq!(failure.help.as_deref(), Some(" "));
    }

    #[test]
    fn an_apology_repeats_the_command_for_a_shell() {
        let arguments = ["seamripper", "replay", "it's here.ron"].map(str::to_owned);
        let said = apology("a reason", arguments.into_iter());
        assert!(said.contains("seamripper replay 'it'\\''s here.ron'"), "{said}");
    }
}
