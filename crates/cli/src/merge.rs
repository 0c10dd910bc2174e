//! `merge`: sweeps of different seeds, made elsewhere, become one.

use crate::exit::{Failure, quoted};
use crate::screen::Screen;
use crate::sweep::{self, Format};
use crate::sweep_file;
use seamripper_study::Sweep;
use std::path::PathBuf;

/// Merges sweeps of different seeds into one
#[derive(clap::Args)]
#[command(after_help = "Examples:
  seamripper merge 1.json 2.json                 what both say together
  seamripper merge shards/*.json --save all.json
  seamripper merge all.json --format csv         a single one is shown as it is

The files are those of `seamripper sweep --save` or `--resume`. Sweeps of the same scenario and
arms are added up; the result is the same as that of one sweep of all seeds.")]
pub(crate) struct Arguments {
    /// Files that `seamripper sweep` wrote
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Keep the result in this file
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Merges and shows.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let mut merged: Vec<Sweep> = Vec::new();
    for path in &arguments.files {
        let name = path.display();
        let sweeps = sweep_file::read(path)?
            .ok_or_else(|| Failure::new(format!("cannot read {name}: there is no such file")))?;
        for sweep in sweeps {
            match merged.iter_mut().find(|known| known.scenario == sweep.scenario) {
                None => merged.push(sweep),
                Some(known) => known.merge(&sweep).map_err(|why| {
                    Failure::new(format!("{name} does not go with the files before it: {why}"))
                })?,
            }
        }
    }
    if let Some(path) = &arguments.save {
        sweep_file::write(path, merged.clone())?;
    }
    let named: Vec<String> = merged.iter().map(|sweep| quoted(&sweep.scenario)).collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    sweep::show(&merged, &named, arguments.format, screen)?;
    Ok(sweep::code(&merged))
}
