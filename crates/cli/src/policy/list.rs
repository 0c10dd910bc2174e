//! `policy list`: the policy files that the binary carries.

use super::presets;
use crate::exit::{DONE, Failure};
use crate::limits;
use crate::screen::Screen;
use seamripper_report::policy_list;
use seamripper_scenario::PolicyFile;

/// Lists the runtimes that the program knows, each with the versions that were looked at
#[derive(clap::Args)]
pub(crate) struct Arguments {}

/// Lists policy files by the name under which they are found.
pub(crate) fn run(_: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let files = presets::embedded();
    let compiled = files.iter().filter_map(|file| limits::compile_policy(&file.source).ok());
    let compiled: Vec<PolicyFile> = compiled.collect();
    screen.print(&policy_list(&compiled, screen.width()))?;
    Ok(DONE)
}
