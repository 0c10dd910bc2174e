//! One name for two: every mention of one entry of a map becomes a mention of another.

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
}
