//! `new`: a scenario file to start from.

use crate::exit::{DONE, Failure};
use crate::outputs;
use crate::screen::Screen;
use seamripper_scenario::read::Name;
use std::path::Path;

/// The file, with [`PLACEHOLDER`] where the id belongs.
const STARTER: &str = include_str!("../templates/starter.ron");
const PLACEHOLDER: &str = "YOUR-ID";

/// Writes a commented scenario file to start from
#[derive(clap::Args)]
#[command(after_help = "Example:
  seamripper new lost-parcel        writes lost-parcel.ron here
  seamripper check lost-parcel.ron
  seamripper replay lost-parcel.ron")]
pub(crate) struct Arguments {
    /// The id of the scenario: letters, digits, `_`, `.` and `-`
    name: String,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
}

/// Writes the file into the current folder.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let name: Name = arguments.name.parse().map_err(|error: String| {
        let (message, allowed) = error.split_once('\n').unwrap_or((&error, ""));
        Failure::new(message).help(allowed)
    })?;
    if name.as_str().starts_with(['-', '.']) {
        let message =
            format!("`{name}.ron` would be no name that a shell lists or takes as a file");
        return Err(Failure::new(message).help("begin the id with a letter"));
    }
    let path = format!("{name}.ron");
    let text = STARTER.replace(PLACEHOLDER, name.as_str());
    outputs::write_new(Path::new(&path), text.as_bytes(), arguments.force)?;
    screen.print(&format!(
        "{path} is written. It is a scenario that works: change it bit by bit.\n\n  \
         seamripper check {path}\n  seamripper replay {path}\n"
    ))?;
    Ok(DONE)
}
