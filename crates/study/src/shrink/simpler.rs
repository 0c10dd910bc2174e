//! Values made simpler in their place: numbers, times and texts shortened, choices exchanged.

use super::search::Search;
use seamripper_scenario::Span;
use seamripper_scenario::edit::{
    Pieces, Scalar, operands, readable_lengths, readable_numbers, sentence,
};
use std::collections::BTreeSet;

/// What may stand in the place of a value.
enum Offer {
    /// Texts of which the first that is kept will do.
    AnyOf(Vec<String>),
    /// Texts, the smallest first, of which a larger one is the likelier to be kept.
    Ladder(Vec<String>),
    /// A whole number from 1 on; 0 where 1 will not do.
    Down(i64),
}

impl Search<'_> {
    /// Offers something simpler for every value.
    pub(super) fn simplify(&mut self) {
        let mut index = 0;
        while let Some(offers) = self.offers(index) {
            for offer in offers {
                match offer {
                    Offer::AnyOf(texts) => {
                        texts.iter().any(|text| self.put(index, text));
                    }
                    Offer::Ladder(texts) => self.climb(index, &texts),
                    Offer::Down(number) => self.count_down(index, number),
                }
            }
            index += 1;
        }
    }

    /// Makes the numbers of the workload's streams smaller: how many conversations there are.
    pub(super) fn thin_out(&mut self) {
        let mut index = 0;
        while let Some(offers) = self.offers(index) {
            let is_stream = Pieces::new(&self.text).is_some_and(|pieces| {
                matches!(pieces.path(index)[..], [Some("workload"), Some(_), None, Some(_)])
            });
            if let (true, [Offer::Down(number)]) = (is_stream, offers.as_slice()) {
                self.count_down(index, *number);
            }
            index += 1;
        }
    }

    /// Lists what may stand in the place of the value of an entry; none behind the last.
    fn offers(&self, index: usize) -> Option<Vec<Offer>> {
        let pieces = Pieces::new(&self.text)?;
        let piece = pieces.all().get(index)?;
        if self.trial.is_spent() {
            return None;
        }
        if !self.frozen.may_change(&pieces, index) || has_frozen(self, &pieces, index) {
            return Some(Vec::new());
        }
        let word = pieces.text_of(piece.value);
        Some(match Scalar::of(word) {
            Scalar::Whole(number) => vec![Offer::Down(number)],
            Scalar::Decimal(_) => vec![Offer::AnyOf(vec!["0.0".to_owned(), "1.0".to_owned()])],
            Scalar::Duration(ns) => {
                let lengths = readable_lengths(ns);
                vec![Offer::Ladder(lengths.iter().map(|time| format!("\"{time}\"")).collect())]
            }
            Scalar::Chance { .. } => {
                vec![Offer::AnyOf(vec!["\"100%\"".to_owned(), "\"0%\"".to_owned()])]
            }
            Scalar::Text => vec![
                Offer::AnyOf(operands(word)),
                Offer::AnyOf(sentence(word).into_iter().collect()),
            ],
            Scalar::Other => vec![Offer::AnyOf(self.exchanges(&pieces, index))],
        })
    }

    /// Lists what may take the place of a choice that holds something.
    fn exchanges(&self, pieces: &Pieces<'_>, index: usize) -> Vec<String> {
        let piece = &pieces.all()[index];
        let value = pieces.text_of(piece.value);
        let name = value.split('(').next().unwrap_or_default();
        let is_choice = value.ends_with(')') && name.starts_with(|c: char| c.is_ascii_uppercase());
        if !is_choice {
            return self.siblings(pieces, index);
        }
        let mut offers: Vec<String> = self.choices.iter().cloned().collect();
        offers.extend(self.siblings(pieces, index));
        if name != "Constant" {
            let times = pieces.all().iter().filter(|inner| {
                let Span { start, end } = inner.value;
                piece.value.start < start && end <= piece.value.end
            });
            let times = times.map(|inner| pieces.text_of(inner.value));
            let times = times.filter(|word| matches!(Scalar::of(word), Scalar::Duration(_)));
            offers.extend(times.map(|time| format!("Constant({time})")));
        }
        offers
    }

    /// Lists values of other entries of the same name, the shortest first.
    fn siblings(&self, pieces: &Pieces<'_>, index: usize) -> Vec<String> {
        let piece = &pieces.all()[index];
        if piece.name.is_none() || pieces.text_of(piece.value).starts_with(['[', '{']) {
            return Vec::new();
        }
        let alike = pieces.all().iter().filter(|other| other.name == piece.name);
        let shorter = alike.filter(|other| other.words < piece.words);
        let texts: BTreeSet<(usize, &str)> =
            shorter.map(|other| (other.words, pieces.text_of(other.value))).collect();
        texts.into_iter().map(|(_, text)| text.to_owned()).collect()
    }

    fn put(&mut self, index: usize, value: &str) -> bool {
        let text = Pieces::new(&self.text).and_then(|pieces| {
            let span = pieces.all().get(index)?.value;
            Some(pieces.with(span, value))
        });
        text.is_some_and(|text| self.keep_as_is(text))
    }

    /// Finds the smallest step that is kept: the first, else by halving what is left.
    fn climb(&mut self, index: usize, steps: &[String]) {
        if steps.first().is_none_or(|first| self.put(index, first)) {
            return;
        }
        let (mut low, mut high) = (1, steps.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.put(index, &steps[middle]) {
                true => high = middle,
                false => low = middle + 1,
            }
        }
    }

    fn count_down(&mut self, index: usize, number: i64) {
        if !(self.put(index, "1") || self.put(index, "0")) {
            let numbers: Vec<String> =
                readable_numbers(number).iter().map(i64::to_string).collect();
            self.climb(index, &numbers);
        }
    }
}

/// Tells whether something that must stay is part of an entry.
fn has_frozen(search: &Search<'_>, pieces: &Pieces<'_>, index: usize) -> bool {
    let piece = &pieces.all()[index];
    let frozen = |at: usize| !search.frozen.may_change(pieces, at);
    (index + 1..pieces.all().len())
        .take_while(|at| pieces.all()[*at].span.end <= piece.span.end)
        .any(frozen)
}
