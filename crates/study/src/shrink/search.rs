//! The search: pass after pass of changes, large ones first, until none is kept.

use super::groups::{Frozen, groups, settle};
use super::trial::{Refusal, Trial};
use super::{Wish, weight};
use seamripper_scenario::edit::{Pieces, Scalar};
use std::collections::BTreeSet;

/// A text on its way to be small.
pub(super) struct Search<'a> {
    pub(super) text: String,
    pub(super) trial: Trial<'a>,
    pub(super) frozen: Frozen<'a>,
    /// Names without quotes that stand somewhere as a value: choices that hold nothing.
    pub(super) choices: BTreeSet<String>,
    /// Texts that were refused since the last that was kept.
    refused: BTreeSet<String>,
}

impl<'a> Search<'a> {
    pub(super) fn new(wish: &Wish<'a>, trial: Trial<'a>) -> Self {
        Search {
            text: wish.source.to_owned(),
            trial,
            frozen: Frozen { invariant: wish.invariant },
            choices: choices(wish.source),
            refused: BTreeSet::new(),
        }
    }

    /// Goes on until nothing is kept, or the tries are used up.
    pub(super) fn run(&mut self) {
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

    /// Takes out entries and runs of entries, the largest first.
    fn take_out(&mut self) {
        let mut at_most = usize::MAX;
        loop {
            let Some(pieces) = Pieces::new(&self.text) else {
                return;
            };
            let groups = groups(&pieces, &self.frozen);
            let texts = groups.into_iter().filter(|group| group.words <= at_most);
            let texts: Vec<_> =
                texts.map(|group| (group.words, pieces.without(&group.entries))).collect();
            let kept = texts.into_iter().find_map(|(words, text)| {
                (!self.trial.is_spent() && self.keep_settled(text)).then_some(words)
            });
            match kept {
                Some(words) => at_most = words,
                None => return,
            }
        }
    }

    /// Lets one entry of a map stand for another.
    fn join(&mut self) {
        loop {
            let Some(pieces) = Pieces::new(&self.text) else {
                return;
            };
            let twins = pieces.twins().into_iter();
            let twins = twins.filter(|(gone, _)| self.frozen.may_go(&pieces, *gone));
            let joined = |(gone, stays)| {
                pieces.joined(gone, stays, |left, at| self.frozen.may_change(left, at))
            };
            let texts: Vec<String> = twins.filter_map(joined).collect();
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
    values.filter(is_choice).map(str::to_owned).chain(["Anything".to_owned()]).collect()
}
