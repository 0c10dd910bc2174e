//! One entry for two of the same map: a mention of one becomes a mention of the other, or the other
//! takes over a field of the one that goes. So what stands between two ends is passed over.

use super::pieces::{Bracket, Pieces};
use super::shorter::content;
use std::collections::BTreeSet;

impl Pieces<'_> {
    /// Returns the pairs of entries of one map of which the first is mentioned outside of itself.
    pub fn twins(&self) -> Vec<(usize, usize)> {
        let named = |piece: &super::Piece| piece.bracket == Bracket::Map && piece.name.is_some();
        let mut pairs = Vec::new();
        for (gone, piece) in self.all().iter().enumerate().filter(|(_, piece)| named(piece)) {
            if self.mentions(gone).is_empty() {
                continue;
            }
            let others = self.all().iter().enumerate();
            let others = others.filter(|(at, other)| *at != gone && other.open == piece.open);
            pairs.extend(others.map(|(other, _)| (gone, other)));
        }
        pairs
    }

    /// Returns the text with one entry of a map taken out and another mentioned in its place, wherever
    /// the mention may change: asked with the entries of what is left.
    pub fn joined(
        &self,
        gone: usize,
        stays: usize,
        may_change: impl Fn(&Pieces<'_>, usize) -> bool,
    ) -> Option<String> {
        let name = self.all().get(stays)?.name.clone()?;
        let mut text = self.without(&BTreeSet::from([gone]));
        let old = self.all().get(gone)?.name.clone()?;
        let pieces = Pieces::new(&text)?;
        let places = pieces.mentioned(&old).filter(|at| may_change(&pieces, *at));
        let mut places: Vec<crate::Span> = places.map(|at| pieces.all()[at].value).collect();
        places.sort_unstable();
        for place in places.into_iter().rev() {
            text.replace_range(place.start..place.end, &format!("\"{name}\""));
        }
        Some(text)
    }

    /// Returns the entries of one map that have a field in common, with the field's name: the one that
    /// may go, and the one that may take the field over.
    pub fn grafts(&self) -> Vec<(usize, usize, String)> {
        let all = self.all();
        let mut grafts = Vec::new();
        for (index, field) in all.iter().enumerate().filter(|(_, one)| one.name.is_some()) {
            // What one of them is in words is not what the other is.
            let value = self.text_of(field.value);
            if value.starts_with('"') && value.contains(' ') {
                continue;
            }
            let Some(gone) = field.parent.filter(|gone| all[*gone].bracket == Bracket::Map) else {
                continue;
            };
            let twin = |other: &&super::Piece| {
                let parent = other.parent.filter(|parent| *parent != gone);
                other.name == field.name
                    && parent.is_some_and(|parent| all[parent].open == all[gone].open)
                    && self.text_of(other.value) != self.text_of(all[index].value)
            };
            for onto in all.iter().filter(twin).filter_map(|other| other.parent) {
                grafts.extend(field.name.clone().map(|name| (gone, onto, name)));
            }
        }
        grafts
    }

    /// Returns the text with one entry taken out after another has taken over a field of it.
    pub fn grafted(&self, gone: usize, onto: usize, field: &str) -> Option<String> {
        let of = |parent: usize| {
            let is = |one: &&super::Piece| {
                one.parent == Some(parent) && one.name.as_deref() == Some(field)
            };
            self.all().iter().find(is).map(|one| one.value)
        };
        let text = self.with(of(onto)?, self.text_of(of(gone)?));
        let path: Option<Vec<&str>> = self.path(gone).into_iter().collect();
        let pieces = Pieces::new(&text)?;
        let gone = pieces.find(&path?)?;
        Some(pieces.without(&BTreeSet::from([gone])))
    }

    fn mentions(&self, index: usize) -> Vec<usize> {
        let piece = &self.all()[index];
        let Some(name) = &piece.name else {
            return Vec::new();
        };
        let outside = |at: &usize| {
            let span = self.all()[*at].span;
            span.start < piece.span.start || span.end > piece.span.end
        };
        self.mentioned(name).filter(outside).collect()
    }

    fn mentioned(&self, name: &str) -> impl Iterator<Item = usize> {
        let is = |piece: &&super::Piece| {
            self.is_value(piece) && content(self.text_of(piece.value)) == Some(name)
        };
        let found: Vec<usize> = (0..self.all().len()).filter(|at| is(&&self.all()[*at])).collect();
        found.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_of_one_becomes_a_mention_of_the_other() {
        let text = "(at: \"a\", of: { \"a\": (to: \"b\"), \"b\": () })";
        let pieces = Pieces::new(text).expect("it is well formed");
        let twins: Vec<String> = pieces
            .twins()
            .into_iter()
            .filter_map(|(a, b)| pieces.joined(a, b, |_, _| true))
            .collect();
        let expected =
            ["(at: \"b\", of: { \"b\": () })", "(at: \"a\", of: { \"a\": (to: \"a\") })"];
        assert_eq!(twins, expected);
    }

    #[test]
    fn an_entry_takes_over_a_field_of_another_that_goes() {
        let text = "(of: { \"a\": (on: A, do: B), \"b\": (on: B, do: C) })";
        let pieces = Pieces::new(text).expect("it is well formed");
        let texts: Vec<String> = pieces
            .grafts()
            .into_iter()
            .filter_map(|(gone, onto, field)| pieces.grafted(gone, onto, &field))
            .collect();
        let expected = [
            "(of: { \"b\": (on: A, do: C) })",
            "(of: { \"b\": (on: B, do: B) })",
            "(of: { \"a\": (on: B, do: B) })",
            "(of: { \"a\": (on: A, do: C) })",
        ];
        assert_eq!(texts, expected);
    }
}
