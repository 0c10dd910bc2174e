//! What commands of many replays share: threads, a progress bar, and an end that one can ask for.

use crate::exit::{Failure, STOPPED};
use crate::stop;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::ThreadPool;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The options about the work itself.
#[derive(Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// How many threads work; the results do not depend on it [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Show no progress; there is none anyway where nobody looks at the terminal
    #[arg(long)]
    no_progress: bool,
}

/// Threads that work, somebody who watches, and a flag that ends it.
pub(crate) struct Crew {
    pool: ThreadPool,
    stop: &'static AtomicBool,
    bar: ProgressBar,
}

impl Crew {
    /// Gathers the threads, and looks for the wish to end.
    ///
    /// # Errors
    ///
    /// If the system gives no threads.
    pub(crate) fn new(arguments: &Arguments) -> Result<Self, Failure> {
        let threads = usize::from(arguments.threads.unwrap_or(0));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.map_err(|error| Failure::new(format!("cannot start threads: {error}")))?;
        let hidden = arguments.no_progress || !std::io::stderr().is_terminal();
        let bar = if hidden { ProgressBar::hidden() } else { visible() };
        Ok(Crew { pool, stop: stop::flag(), bar })
    }

    /// Works on all threads.
    pub(crate) fn work<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.pool.install(work)
    }

    /// Returns the flag that is set when the work shall end.
    pub(crate) fn stop(&self) -> &AtomicBool {
        self.stop
    }

    /// Tells whether somebody asked for an end.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Shows what is worked on, and how many replays it takes.
    pub(crate) fn begin(&self, what: &str, replays: u64) {
        self.bar.reset();
        self.bar.set_length(replays);
        self.bar.set_message(what.to_owned());
    }

    /// Shows how many replays are done.
    pub(crate) fn show(&self, replays: u64) {
        self.bar.set_position(replays);
    }

    /// Takes the bar away, so that results can be printed.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn visible() -> ProgressBar {
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template(
        "{msg} {wide_bar} {human_pos}/{human_len} replays, {per_sec}, {eta} left",
    );
    // The template is the program's own; without it the bar has its usual look.
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Says that the work was ended before its time, and what was done.
pub(crate) fn stopped(done: &str) -> Failure {
    Failure::new(format!("stopped: {done}")).code(STOPPED)
}
