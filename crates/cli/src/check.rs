//! `check`: every mistake of every file, each at its place.

use crate::exit::{DONE, FAILED, Failure, USAGE, harmless};
use crate::library::{self, File};
use crate::screen::Screen;
use seamripper_scenario::Plan;
use std::path::PathBuf;

/// Reports every mistake of scenario files
#[derive(clap::Args)]
#[command(after_help = "Examples:
  seamripper check incident.ron    one file
  seamripper check incidents/      every *.ron file of a folder and its folders
  seamripper check                 the library that the program carries

Exits with 1 if a file has mistakes, and with 2 if one cannot be read.")]
pub(crate) struct Arguments {
    /// Files, and folders of files [default: the library that the program carries]
    #[arg(value_name = "FILE|DIR")]
    paths: Vec<PathBuf>,
}

/// What came of the files so far.
#[derive(Default)]
pub(crate) struct Tally {
    good: usize,
    bad: usize,
    mistakes: usize,
    unreadable: usize,
}

/// Checks files, all of them whatever is wrong with the first.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let mut tally = Tally::default();
    if arguments.paths.is_empty() {
        library::embedded().iter().try_for_each(|file| check(file, screen, &mut tally))?;
    }
    for path in &arguments.paths {
        let files = if path.is_dir() { library::walk(path) } else { Ok(vec![path.clone()]) };
        let files = files.and_then(|files| match files.is_empty() {
            true => Err(Failure::new(format!("there is no scenario file in {}", path.display()))),
            false => Ok(files),
        });
        match files {
            Err(failure) => tally.note_unreadable(&failure, screen),
            Ok(files) => {
                for path in files {
                    match library::read(&path) {
                        Ok(file) => check(&file, screen, &mut tally)?,
                        Err(failure) => tally.note_unreadable(&failure, screen),
                    }
                }
            }
        }
    }
    Ok(tally.close(screen))
}

fn check(file: &File, screen: &Screen, tally: &mut Tally) -> Result<(), Failure> {
    match file.compile() {
        Ok(plan) => tally.note_good(&file.path, &counts(&plan), screen),
        Err(mistakes) => {
            tally.note_bad(&file.show(&mistakes, screen), mistakes.len(), screen);
            Ok(())
        }
    }
}

fn counts(plan: &Plan) -> String {
    let counts = [
        (plan.fixes.len(), "fix", "fixes"),
        (plan.arms.len() + 3, "arm", "arms"),
        (plan.invariants.len(), "invariant", "invariants"),
        (plan.figures.len(), "figure", "figures"),
    ];
    let say = |(count, one, more)| format!("{count} {}", if count == 1 { one } else { more });
    format!("{}: {}", plan.id, counts.map(say).join(", "))
}

impl Tally {
    /// Notes a file without a mistake, and says what is in it.
    ///
    /// # Errors
    ///
    /// If it cannot be printed.
    pub(crate) fn note_good(
        &mut self,
        path: &str,
        what: &str,
        screen: &Screen,
    ) -> Result<(), Failure> {
        self.good += 1;
        let what = harmless(&format!("{path}  {what}"));
        screen.print(&format!("\u{1b}[32mok\u{1b}[0m  {what}\n"))
    }

    /// Notes a file with mistakes, and shows them.
    pub(crate) fn note_bad(&mut self, shown: &str, mistakes: usize, screen: &Screen) {
        self.bad += 1;
        self.mistakes += mistakes;
        screen.note(shown);
    }

    /// Notes a file that cannot be read, and says why.
    pub(crate) fn note_unreadable(&mut self, failure: &Failure, screen: &Screen) {
        self.unreadable += 1;
        screen.fail(failure);
    }

    /// Says what came of all files, and returns the exit code for it.
    pub(crate) fn close(&self, screen: &Screen) -> u8 {
        let say = |count: usize, one: &str, more: &str| match count {
            1 => format!("1 {one}"),
            _ => format!("{count} {more}"),
        };
        if self.bad > 0 {
            let mistakes = say(self.mistakes, "mistake", "mistakes");
            let bad = say(self.bad, "file", "files");
            screen.note(&format!("{mistakes} in {bad}; {} good\n", self.good));
        }
        match (self.unreadable, self.bad) {
            (1.., _) => USAGE,
            (0, 1..) => FAILED,
            (0, 0) => DONE,
        }
    }
}
