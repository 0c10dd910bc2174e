//! The search: pass after pass of changes, large ones first, until none is kept.

use super::groups::{Frozen, groups, settle};
use super::trial::{Refusal, Trial};
use super::{Wish, weight};
use seamripper_scenario::edit::{Pieces, Scalar};
use std::collections::BTreeSet;

/// A text on its way to be small.
pub(super) struct Search<'a> {
    pub(super) source: &'a str,
    pub(super) text: String,
    pub(super) trial: Trial<'a>,
    pub(super) frozen: Frozen<'a>,
    /// Choices that hold nothing, or as little as can be.
    pub(super) choices: BTreeSet<String>,
    /// Texts that were refused since the last that was kept.
    refused: BTreeSet<String>,
}

impl<'a> Search<'a> {
    pub(super) fn new(wish: &Wish<'a>, trial: Trial<'a>) -> Self {
        Search {
            source: wish.source,
            text: wish.source.to_owned(),
            trial,
            frozen: Frozen { invariant: wish.invariant },
            choices: choices(wish.source),
            refused: BTreeSet::new(),
        }
    }

    /// Goes on until nothing is kept, or the tries are used up.
    pub(super) fn run(&mut self) {
        self.run_passes();
        self.exchange_invariants();
    }

    /// Goes through all passes until none of them keeps anything.
    pub(super) fn run_passes(&mut self) {
        loop {
            let before = self.text.clone();
            self.take_out();
            self.join();
            self.simplify();
            if self.text == before || self.trial.is_spent() {
                break;
            }
        }
    }

    /// Tries a text with what must go with it; returns what is left then.
    pub(super) fn settled(&mut self, text: String, frozen: &Frozen<'_>) -> Option<String> {
        self.refused.clear();
        settle(&mut self.trial, text, frozen, &mut self.refused)
    }

    /// Keeps a text, with what must go with it, if it is smaller and does what it should.
    fn keep_settled(&mut self, text: String) -> bool {
        let settled = settle(&mut self.trial, text, &self.frozen, &mut self.refused);
        self.keep(settled)
    }

    /// Keeps a text just as it is, if it is smaller and does what it should.
    pub(super) fn keep_as_is(&mut self, text: String) -> bool {
        if weight(&text) >= weight(&self.text) || !self.refused.insert(text.clone()) {
            return false;
        }
        match self.trial.attempt(&text) {
            Ok(()) => self.keep(Some(text)),
            Err(Refusal::Mistakes(_) | Refusal::Holds | Refusal::Spent) => false,
        }
    }

    fn keep(&mut self, text: Option<String>) -> bool {
        self.trial.tell(&self.text);
        match text {
            Some(text) if weight(&text) < weight(&self.text) => {
                self.text = text;
                self.refused.clear();
                true
            }
            _ => false,
        }
    }

    /// Takes out entries and runs of entries, the largest first; goes through them once.
    fn take_out(&mut self) {
        let mut from = None;
        while let Some(pieces) = Pieces::new(&self.text) {
            let groups = groups(&pieces, &self.frozen).into_iter();
            let groups = groups.filter(|group| from.is_none_or(|from| group.order() >= from));
            let texts: Vec<_> =
                groups.map(|group| (group.order(), pieces.without(&group.entries))).collect();
            let kept = texts.into_iter().find_map(|(order, text)| {
                (!self.trial.is_spent() && self.keep_settled(text)).then_some(order)
            });
            if kept.is_none() {
                return;
            }
            from = kept;
        }
    }

    /// Lets one entry of a map stand for another, or take over a field of it.
    fn join(&mut self) {
        loop {
            let Some(pieces) = Pieces::new(&self.text) else {
                return;
            };
            let grafts = pieces.grafts().into_iter();
            let grafts = grafts.filter(|(gone, onto, _)| {
                self.frozen.may_go(&pieces, *gone) && self.frozen.may_change(&pieces, *onto)
            });
            let grafted =
                |(gone, onto, field): (usize, usize, String)| pieces.grafted(gone, onto, &field);
            let twins = pieces.twins().into_iter();
            let twins = twins.filter(|(gone, _)| self.frozen.may_go(&pieces, *gone));
            let joined = |(gone, stays)| {
                pieces.joined(gone, stays, |left, at| self.frozen.may_change(left, at))
            };
            // A field taken over leaves every name what it was, so that is tried first.
            let texts: Vec<String> =
                grafts.filter_map(grafted).chain(twins.filter_map(joined)).collect();
            let kept =
                texts.into_iter().any(|text| !self.trial.is_spent() && self.keep_settled(text));
            if !kept {
                return;
            }
        }
    }
}

/// Collects the choices that hold nothing, of a whole text.
fn choices(text: &str) -> BTreeSet<String> {
    let Some(pieces) = Pieces::new(text) else {
        return BTreeSet::new();
    };
    let values = pieces.all().iter().map(|piece| pieces.text_of(piece.value));
    let is_choice = |word: &&str| {
        word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.chars().all(|c| c.is_ascii_alphanumeric())
            && Scalar::of(word) == Scalar::Other
    };
    // The simplest forms that the format has, whether or not the file uses them.
    let known = ["Anything", "Calls(first: 1, last: 1)"].map(str::to_owned);
    values.filter(is_choice).map(str::to_owned).chain(known).collect()
}
