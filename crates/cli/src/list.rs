//! `list`: the scenarios of a folder, or those that the binary carries.

use crate::exit::{DONE, Failure};
use crate::library::{self, File};
use crate::screen::Screen;
use seamripper_report::{Entry, list};
use seamripper_scenario::Head;
use std::path::PathBuf;

/// Lists the scenarios of the library, or of a folder
#[derive(clap::Args)]
#[command(after_help = "Examples:
  seamripper list               the library that the program carries
  seamripper list incidents/    the scenario files of a folder of yours")]
pub(crate) struct Arguments {
    /// A folder of scenario files [default: the library that the program carries]
    folder: Option<PathBuf>,
}

/// Lists scenarios by the name under which `replay` finds them.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let scenarios = match &arguments.folder {
        None => library::embedded().iter().map(by_id).collect(),
        Some(folder) => {
            let files = library::walk(folder)?;
            files
                .iter()
                .map(|path| Ok(by_path(&library::read(path)?)))
                .collect::<Result<Vec<_>, _>>()?
        }
    };
    if let (true, Some(folder)) = (scenarios.is_empty(), &arguments.folder) {
        return Err(Failure::new(format!("there is no scenario file in {}", folder.display())));
    }
    screen.print(&list(&scenarios, screen.width()))?;
    Ok(DONE)
}

/// What the binary carries has no mistakes: its head is enough.
fn by_id(file: &File) -> Entry {
    let head = Head::read(&file.source);
    Entry { name: head.as_ref().map_or_else(|| file.path.clone(), |head| head.id.clone()), head }
}

fn by_path(file: &File) -> Entry {
    Entry { name: file.path.clone(), head: file.compile().ok().as_ref().map(Head::of) }
}
