//! `policy check`: every mistake of every policy file, each at its place.

use super::presets;
use crate::check::Tally;
use crate::exit::Failure;
use crate::library::{self, File};
use crate::limits;
use crate::screen::Screen;
use std::path::{Path, PathBuf};

/// Reports every mistake of policy files
#[derive(clap::Args)]
#[command(after_help = "Exits with 1 if a file has mistakes, and with 2 if one cannot be read.")]
pub(crate) struct Arguments {
    /// Files, folders of files, and ids from `policy list` [default: all that the program carries]
    #[arg(value_name = "FILE|DIR|ID")]
    files: Vec<String>,
}

/// Checks files, all of them whatever is wrong with the first.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let mut tally = Tally::default();
    if arguments.files.is_empty() {
        presets::embedded().iter().try_for_each(|file| check(file, screen, &mut tally))?;
    }
    for wanted in &arguments.files {
        match files(wanted) {
            Err(failure) => tally.note_unreadable(&failure, screen),
            Ok(paths) => {
                for found in paths {
                    match presets::find(&found) {
                        Ok(file) => check(&file, screen, &mut tally)?,
                        Err(failure) => tally.note_unreadable(&failure, screen),
                    }
                }
            }
        }
    }
    Ok(tally.close(screen))
}

/// Lists the files that are meant: those of a folder, or the one.
fn files(wanted: &str) -> Result<Vec<String>, Failure> {
    let path = Path::new(wanted);
    if !path.is_dir() {
        return Ok(vec![wanted.to_owned()]);
    }
    let found = library::walk(path)?;
    if found.is_empty() {
        return Err(Failure::new(format!("there is no policy file in {wanted}")));
    }
    Ok(found.iter().map(|path: &PathBuf| path.display().to_string()).collect())
}

fn check(file: &File, screen: &Screen, tally: &mut Tally) -> Result<(), Failure> {
    match limits::compile_policy(&file.source) {
        Ok(policy) => {
            tally.note_good(&file.path, &format!("{}: {}", policy.id, policy.title), screen)
        }
        Err(mistakes) => {
            tally.note_bad(&file.show(&mistakes, screen), mistakes.len(), screen);
            Ok(())
        }
    }
}
