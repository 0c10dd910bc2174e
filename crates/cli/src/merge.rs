//! `merge`: sweeps of different seeds, made elsewhere, become one.

use crate::exit::Failure;
use crate::outputs;
use crate::screen::Screen;
use crate::sweep::{self, Format};
use crate::sweep_file::{self, Kept};
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
    outputs::check(arguments.files.iter().map(PathBuf::as_path), arguments.save.as_deref())?;
    let mut merged: Vec<Kept> = Vec::new();
    for path in &arguments.files {
        let name = path.display();
        let kept = sweep_file::read(path)?
            .ok_or_else(|| Failure::new(format!("cannot read {name}: there is no such file")))?;
        for kept in kept {
            match merged.iter_mut().find(|known| known.sweep.scenario == kept.sweep.scenario) {
                None => merged.push(kept),
                Some(known) => known.sweep.merge(&kept.sweep).map_err(|why| {
                    Failure::new(format!("{name} does not go with the files before it: {why}"))
                })?,
            }
        }
    }
    if let Some(path) = &arguments.save {
        sweep_file::write(path, merged.clone())?;
    }
    sweep::show(&merged, arguments.format, screen)?;
    Ok(sweep::code(&merged))
}
