//! What all pages share: the frame with its style and script, and a policy that allows nothing else.
//!
//! The policy names the one script of the page by its hash, so that no text of a scenario can run,
//! and forbids every load, so that a page never asks the network.

use crate::escape::html::harmless;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The style of all pages.
const STYLE: &str = include_str!("../../templates/style.css");
/// The switch between light and dark.
const THEME: &str = include_str!("../../templates/theme.js");
/// Draws replays.
const REPLAY: &str = include_str!("../../templates/replay.js");

/// The outer parts of a page.
pub(super) struct Frame {
    pub(super) title: String,
    pub(super) style: &'static str,
    pub(super) script: String,
    pub(super) policy: String,
    pub(super) version: &'static str,
}

impl Frame {
    /// Makes the frame of a page that shows replays, with a script of its own.
    pub(super) fn with_replays(title: String, own: &str) -> Self {
        Frame::new(title, format!("{THEME}\n{REPLAY}\n{own}"))
    }

    /// Makes the frame of a page that only has text.
    pub(super) fn plain(title: String) -> Self {
        Frame::new(title, THEME.to_owned())
    }

    fn new(title: String, script: String) -> Self {
        let hash = STANDARD.encode(Sha256::digest(script.as_bytes()));
        let policy = format!(
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'; \
             base-uri 'none'; form-action 'none'"
        );
        Frame { title, style: STYLE, script, policy, version: env!("CARGO_PKG_VERSION") }
    }
}

/// Encodes data so that it is not read by accident; what is encoded no later step can look at.
pub(super) fn sealed(text: String) -> String {
    STANDARD.encode(harmless(text))
}
