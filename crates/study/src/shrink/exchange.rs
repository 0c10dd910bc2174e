//! Another of the source's invariants in the place of one that could not go.
//!
//! A file needs an invariant that asks for something good to happen. Which of several is kept at
//! first is an accident of their length, and another may need less of the world around it.

use super::search::Search;
use super::weight;
use seamripper_scenario::edit::Pieces;

impl Search<'_> {
    /// Tries the search again with each of the source's invariants in the place of the one beside
    /// the invariant; keeps the smallest.
    pub(super) fn exchange_invariants(&mut self) {
        for other in invariants(self.source) {
            let Some(text) = exchanged(&self.text, &other, self.frozen.invariant) else {
                continue;
            };
            let before = self.text.clone();
            let frozen = self.frozen.clone();
            let Some(text) = self.settled(text, &frozen) else {
                continue;
            };
            self.text = text;
            self.run_passes();
            if weight(&self.text) >= weight(&before) {
                self.text = before;
            }
        }
    }
}

/// Returns the invariants of a text as they are written.
fn invariants(text: &str) -> Vec<String> {
    let Some(pieces) = Pieces::new(text) else {
        return Vec::new();
    };
    let table = pieces.find(&["invariants"]);
    let own = pieces.all().iter().filter(|piece| table.is_some() && piece.parent == table);
    own.map(|piece| pieces.text_of(piece.span).to_owned()).collect()
}

/// Puts an invariant in the place of the only one beside the one that shall stay broken.
fn exchanged(text: &str, other: &str, kept: &str) -> Option<String> {
    let pieces = Pieces::new(text)?;
    let table = pieces.find(&["invariants"]);
    let own = pieces.all().iter().filter(|piece| table.is_some() && piece.parent == table);
    let mut beside = own.clone().filter(|piece| piece.name.as_deref() != Some(kept));
    let (gone, None) = (beside.next()?, beside.next()) else {
        return None;
    };
    let name =
        |text: &str| text.split(':').next().map(|name| name.trim_matches(['"', ' ']).to_owned());
    let is_there = own.into_iter().any(|piece| piece.name == name(other));
    (!is_there).then(|| pieces.with(gone.span, other))
}
