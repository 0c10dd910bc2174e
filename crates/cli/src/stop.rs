//! The wish to end: Ctrl-C, SIGTERM, SIGHUP.
//!
//! A command of many replays looks at the flag, and ends soon with what it has; asked a second time,
//! it ends at once, as every other command does the first time. No end leaves half a file behind.

use crate::exit::STOPPED;
use crate::outputs;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether somebody asked for an end.
static ASKED: AtomicBool = AtomicBool::new(false);

/// Whether a command looks at the flag.
static IS_SEEN: AtomicBool = AtomicBool::new(false);

/// Listens from now on.
pub(crate) fn listen() {
    let listening = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::Relaxed) || !IS_SEEN.load(Ordering::Relaxed) {
            // Held to the end, so that no new part is begun.
            let _parts = outputs::abandon();
            std::process::exit(i32::from(STOPPED));
        }
    });
    if let Err(error) = listening {
        tracing::debug!("no handler for signals: {error}");
    }
    fail_where_files_may_not_grow();
}

/// Has a file that would grow beyond what `ulimit -f` allows be a failure to write it, told as any
/// other, and not the end of the program.
#[cfg(unix)]
fn fail_where_files_may_not_grow() {
    let noted = std::sync::Arc::default();
    let heard = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, noted);
    if let Err(error) = heard {
        tracing::debug!("no handler for files that may not grow: {error}");
    }
}

#[cfg(not(unix))]
fn fail_where_files_may_not_grow() {}

/// Returns the flag that is set when somebody asks for an end: whoever takes it looks at it.
pub(crate) fn flag() -> &'static AtomicBool {
    IS_SEEN.store(true, Ordering::Relaxed);
    &ASKED
}
