//! Files of single replays: a row for each seed, arm and invariant, as JSON lines or as Parquet.
//!
//! The file is there when its last row is whole. A sweep that is stopped early leaves the rows of what
//! is done; one that is killed leaves none.

use crate::exit::Failure;
use crate::outputs;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::record::RecordWriter;
use parquet_derive::ParquetRecordWriter;
use seamripper_scenario::Plan;
use seamripper_score::{Judgement, Scorecard, Verdict};
use seamripper_study::Cards;
use serde::Serialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows that are written to a Parquet file at once.
const GROUP: usize = 65_536;

/// One verdict of one replay, and what the replay was like.
#[derive(Clone, Serialize, ParquetRecordWriter)]
struct Row {
    scenario: String,
    arm: String,
    seed: u64,
    invariant: String,
    verdict: String,
    damage: u64,
    unit: String,
    broken_at_ns: Option<u64>,
    cut_short: bool,
    first_break_ns: Option<u64>,
    first_alert_ns: Option<u64>,
    turns: u64,
    answered: u64,
    calls: u64,
    refused: u64,
    failed: u64,
    alerts: u64,
    tokens: u64,
    waited_ns: u64,
}

/// A file that rows are written to.
pub(crate) struct Rows {
    path: PathBuf,
    sink: Sink,
}

enum Sink {
    Lines(outputs::File),
    Parquet { writer: Box<SerializedFileWriter<outputs::File>>, waiting: Vec<Row> },
}

impl Rows {
    /// Begins a file; its name says of which kind.
    ///
    /// # Errors
    ///
    /// If the name ends neither in `.jsonl` nor in `.parquet`, or if nothing can be written there.
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        let cannot = |error: &dyn std::fmt::Display| outputs::cannot_write(path, error);
        let extension = path.extension().and_then(|extension| extension.to_str());
        let file = || outputs::File::create(path);
        let sink = match extension {
            Some("jsonl") => Sink::Lines(file()?),
            Some("parquet") => {
                let none: &[Row] = &[];
                let schema = none.schema().map_err(|error| cannot(&error))?;
                let properties = Arc::new(
                    WriterProperties::builder()
                        .set_compression(parquet::basic::Compression::SNAPPY)
                        .build(),
                );
                let writer = SerializedFileWriter::new(file()?, schema, properties);
                let writer = Box::new(writer.map_err(|error| cannot(&error))?);
                Sink::Parquet { writer, waiting: Vec::new() }
            }
            _ => {
                let message = format!("`--rows` cannot tell what to write to {}", path.display());
                return Err(Failure::new(message).help("end the name in `.jsonl` or `.parquet`"));
            }
        };
        Ok(Rows { path: path.to_owned(), sink })
    }

    /// Returns where the rows go.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds the verdicts of replays.
    ///
    /// # Errors
    ///
    /// If they cannot be written.
    pub(crate) fn add(&mut self, plan: &Plan, cards: &[Cards]) -> Result<(), Failure> {
        let cards = cards.iter().flatten();
        let rows = cards.flat_map(|card| card.judgements.iter().map(|of| row(plan, card, of)));
        self.sink.add(rows).map_err(|error| outputs::cannot_write(&self.path, &error))
    }

    /// Gives the file its name.
    ///
    /// # Errors
    ///
    /// If it cannot be written to its end.
    pub(crate) fn close(self) -> Result<(), Failure> {
        let file = match self.sink {
            Sink::Lines(file) => file,
            Sink::Parquet { mut writer, waiting } => {
                let written = write_group(&mut writer, &waiting);
                let file = written.and_then(|()| writer.into_inner());
                file.map_err(|error| outputs::cannot_write(&self.path, &error))?
            }
        };
        file.close()
    }
}

impl Sink {
    fn add(&mut self, rows: impl Iterator<Item = Row>) -> io::Result<()> {
        match self {
            Sink::Lines(lines) => {
                for row in rows {
                    serde_json::to_writer(&mut *lines, &row)?;
                    lines.write_all(b"\n")?;
                }
                Ok(())
            }
            Sink::Parquet { writer, waiting } => {
                for row in rows {
                    waiting.push(row);
                    if waiting.len() == GROUP {
                        write_group(writer, waiting)?;
                        waiting.clear();
                    }
                }
                Ok(())
            }
        }
    }
}

fn write_group(
    writer: &mut SerializedFileWriter<outputs::File>,
    rows: &[Row],
) -> Result<(), ParquetError> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut group = writer.next_row_group()?;
    rows.write_to_row_group(&mut group)?;
    group.close()?;
    Ok(())
}

fn row(plan: &Plan, card: &Scorecard, judgement: &Judgement) -> Row {
    let broken = match &judgement.verdict {
        Verdict::Broken(broken) => Some(broken),
        _ => None,
    };
    Row {
        scenario: plan.id.clone(),
        arm: card.arm.clone(),
        seed: card.seed,
        invariant: plan.symbols.text(judgement.name).to_string(),
        verdict: judgement.verdict.name().to_owned(),
        damage: broken.map_or(0, |broken| broken.damage),
        unit: judgement.unit.to_string(),
        broken_at_ns: broken.map(|broken| broken.at_ns),
        cut_short: card.is_inconclusive(),
        first_break_ns: card.detection.first_break_ns,
        first_alert_ns: card.detection.first_alert_ns,
        turns: card.cost.turns,
        answered: card.cost.answered,
        calls: card.cost.calls,
        refused: card.cost.refused,
        failed: card.cost.failed,
        alerts: card.cost.alerts,
        tokens: card.cost.tokens,
        waited_ns: card.cost.waited_ns,
    }
}
