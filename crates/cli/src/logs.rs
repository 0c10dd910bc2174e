//! Logs on standard error, each line stamped with virtual time.
//!
//! The stamp is the event's field `at_ns`; what happens outside of a replay has none.

use crate::exit::Failure;
use crate::screen::HEADING;
use std::fmt::{self, Write as _};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::prelude::*;
use tracing_subscriber::registry::LookupSpan;

/// The variable that says what to log.
const VARIABLE: &str = "SEAMRIPPER_LOG";

/// Options about logs, for all commands.
#[derive(clap::Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// Log what the program does; twice: every record of every replay
    #[arg(short, long, action = clap::ArgAction::Count, global = true, help_heading = HEADING)]
    verbose: u8,
}

/// Starts to log what the options or the environment ask for.
///
/// # Errors
///
/// If the environment asks for something that cannot be understood.
pub(crate) fn start(arguments: &Arguments) -> Result<(), Failure> {
    let wanted = match std::env::var(VARIABLE) {
        Ok(filter) if arguments.verbose == 0 && !filter.is_empty() => filter,
        _ => match arguments.verbose {
            0 => return Ok(()),
            1 => "seamripper=info".to_owned(),
            2 => "seamripper=debug,seamripper_sim=debug".to_owned(),
            _ => "trace".to_owned(),
        },
    };
    let filter: Targets = wanted.parse().map_err(|error| {
        let help = "levels are error, warn, info, debug and trace, as in `seamripper_sim=debug`";
        Failure::new(format!("{VARIABLE}=`{wanted}` cannot be understood: {error}")).help(help)
    })?;
    let logs = tracing_subscriber::fmt::layer()
        .event_format(VirtualTime)
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    tracing_subscriber::registry().with(logs.with_filter(filter)).init();
    Ok(())
}

/// Writes a line as `[   1.225000s] DEBUG target: message field=value`.
struct VirtualTime;

impl<S, N> FormatEvent<S, N> for VirtualTime
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let stamp = fields.at_ns.map(stamp).unwrap_or_default();
        let (level, target) = (event.metadata().level(), event.metadata().target());
        writeln!(writer, "[{stamp:>14}] {level:>5} {target}:{}", fields.said)
    }
}

fn stamp(ns: u64) -> String {
    format!("{}.{:06}s", ns / 1_000_000_000, ns % 1_000_000_000 / 1_000)
}

/// The fields of one event: the time, and the others as text.
#[derive(Default)]
struct Fields {
    at_ns: Option<u64>,
    said: String,
}

impl Visit for Fields {
    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "at_ns" {
            self.at_ns = Some(value);
        } else {
            self.record_debug(field, &value);
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a string cannot fail.
        let _ = match field.name() {
            "message" => write!(self.said, " {value:?}"),
            name => write!(self.said, " {name}={value:?}"),
        };
    }
}
