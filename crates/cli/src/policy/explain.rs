//! `policy explain`: what a policy file does, and which fixes of which incident it has.

use super::presets;
use crate::exit::{DONE, Failure};
use crate::library::{self, File};
use crate::limits;
use crate::screen::Screen;
use clap::ValueEnum;
use seamripper_report::{Explained, Incident, policy_json, policy_text};
use seamripper_scenario::{PolicyFile, compile_playable_within};

/// Says in words what a runtime does, and which fixes of which incident it has
#[derive(clap::Args)]
#[command(after_help = "Examples:
  seamripper policy explain NAME                 one that the program carries, and its library
  seamripper policy explain my-runtime.ron       a file of yours
  seamripper policy explain my-runtime.ron incidents/")]
pub(crate) struct Arguments {
    /// The path of a policy file, or an id from `policy list`
    policy: String,
    /// Scenario files, folders of them, and ids from `list` [default: the library that the program carries]
    #[arg(value_name = "LIBRARY")]
    library: Vec<String>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What to print.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Sentences for people
    Text,
    /// The same for programs
    Json,
}

/// Explains a policy file beside a library.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let file = presets::compiled(&arguments.policy, screen)?;
    let mut scenarios = Vec::new();
    for wanted in &arguments.library {
        scenarios.extend(library::meant(wanted)?);
    }
    if arguments.library.is_empty() {
        scenarios = library::embedded();
    }
    let incidents = scenarios.iter().map(|scenario| incident(&file, scenario, screen));
    let incidents = incidents.collect::<Result<Vec<_>, _>>()?;
    let explained = Explained { file: &file, incidents: &incidents };
    screen.print(&match arguments.format {
        Format::Text => policy_text(&explained, screen.width()),
        Format::Json => policy_json(&explained),
    })?;
    Ok(DONE)
}

fn incident(file: &PolicyFile, scenario: &File, screen: &Screen) -> Result<Incident, Failure> {
    let shown = |mistakes: Vec<_>| Failure::report(scenario.show(&mistakes, screen));
    let (plan, _) =
        compile_playable_within(&scenario.source, &limits::get().bounds).map_err(shown)?;
    let standings = plan.standings(file);
    Ok(Incident { plan, standings })
}
