//! `policy new`: a policy file to start from.

use crate::exit::{DONE, Failure, quoted};
use crate::outputs;
use crate::screen::Screen;
use seamripper_scenario::read::Name;
use std::path::PathBuf;

/// The file, with [`PLACEHOLDER`] where the id belongs.
const STARTER: &str = include_str!("../../templates/policy.ron");
const PLACEHOLDER: &str = "YOUR-ID";

/// Writes a commented policy file to start from
#[derive(clap::Args)]
#[command(after_help = "Example:
  seamripper policy new my-runtime.ron
  seamripper policy check my-runtime.ron
  seamripper policy explain my-runtime.ron")]
pub(crate) struct Arguments {
    /// Where to write it; its name without the ending becomes the id
    #[arg(value_name = "FILE", default_value = "policy.ron")]
    path: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
}

/// Writes the file.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let mut path = arguments.path.clone();
    if path.extension().is_none() {
        path.set_extension("ron");
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name: Name = stem.parse().map_err(|error: String| {
        let (message, allowed) = error.split_once('\n').unwrap_or((&error, ""));
        Failure::new(message).help(format!("the name of the file becomes the id: {allowed}"))
    })?;
    let text = STARTER.replace(PLACEHOLDER, name.as_str());
    outputs::write_new(&path, text.as_bytes(), arguments.force)?;
    let path = quoted(&path.display().to_string());
    screen.print(&format!(
        "{path} is written. It describes a runtime with the defaults: change it to yours.\n\n  \
         seamripper policy check {path}\n  seamripper policy explain {path}\n"
    ))?;
    Ok(DONE)
}
