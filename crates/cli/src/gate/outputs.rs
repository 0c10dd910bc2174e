//! What a gate prints, and the files that it writes for CI: each whole or not at all.

use crate::exit::Failure;
use crate::outputs;
use crate::screen::Screen;
use clap::ValueEnum;
use seamripper_report::{Gate, GateView, json_of};
use std::path::{Path, PathBuf};

/// Where what came of a gate goes.
#[derive(clap::Args)]
#[group(skip)]
pub(super) struct Arguments {
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Also write JUnit XML into this file
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Also write SARIF into this file: each break at the line of the policy that is responsible
    #[arg(long, value_name = "FILE")]
    sarif: Option<PathBuf>,
    /// Also write Markdown into this file, such as the summary of a job
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Also write JSON into this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// What to print.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A report for people
    Text,
    /// All numbers for programs
    Json,
    /// JUnit XML
    Junit,
    /// SARIF 2.1.0
    Sarif,
    /// Markdown
    Markdown,
}

impl Arguments {
    /// Looks whether the files can be there, before any work is done; `inputs` are files that none of
    /// them may replace.
    ///
    /// # Errors
    ///
    /// If one cannot be written, if two are one, or if one is an input.
    pub(super) fn check(&self, inputs: &[&Path]) -> Result<(), Failure> {
        outputs::check(inputs.iter().copied(), self.files().map(|(path, _)| path))
    }

    /// Prints what came of a gate, and writes the files.
    ///
    /// # Errors
    ///
    /// If one cannot be written.
    pub(super) fn show(&self, gate: &Gate<'_>, screen: &Screen) -> Result<(), Failure> {
        let view = GateView::new(gate);
        for (path, format) in self.files() {
            outputs::write(path, written(&view, format, screen).as_bytes())?;
        }
        screen.print(&written(&view, self.format, screen))
    }

    fn files(&self) -> impl Iterator<Item = (&Path, Format)> {
        let files = [
            (&self.junit, Format::Junit),
            (&self.sarif, Format::Sarif),
            (&self.markdown, Format::Markdown),
            (&self.json, Format::Json),
        ];
        files.into_iter().filter_map(|(path, format)| Some((path.as_deref()?, format)))
    }
}

fn written(view: &GateView, format: Format, screen: &Screen) -> String {
    match format {
        Format::Text => view.text(screen.width()),
        Format::Json => json_of(view),
        Format::Junit => view.junit(),
        Format::Sarif => view.sarif(),
        Format::Markdown => view.markdown(),
    }
}
