//! Things by the spans that they belong to, so that a span finds its own when it is written.
//!
//! What is filed is small, such as the place of a record: texts are made when they are written.

use super::spans::Home;

/// Things by their homes.
pub(super) struct Filed<T> {
    all: Vec<(Home, T)>,
}

impl<T> Filed<T> {
    /// Files things; those of one home keep their order.
    pub(super) fn of(things: impl IntoIterator<Item = (Home, T)>) -> Self {
        let mut all: Vec<(Home, T)> = things.into_iter().collect();
        all.sort_by_key(|(home, _)| *home);
        Filed { all }
    }

    /// Returns what belongs to a home.
    pub(super) fn at(&self, home: Home) -> &[(Home, T)] {
        let begin = self.all.partition_point(|(of, _)| *of < home);
        let end = self.all.partition_point(|(of, _)| *of <= home);
        &self.all[begin..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_of_one_home_keep_their_order() {
        let homes = [Home::Call(1), Home::Apart, Home::Call(0), Home::Call(1), Home::Work(0)];
        let filed = Filed::of(homes.into_iter().zip(0..));
        let at = |home| filed.at(home).iter().map(|(_, thing)| *thing).collect::<Vec<usize>>();
        assert_eq!(at(Home::Call(1)), [0, 3]);
        assert_eq!(at(Home::Call(0)), [2]);
        assert_eq!(at(Home::Apart), [1]);
        assert_eq!(at(Home::Turn(0)), [] as [usize; 0]);
        assert_eq!(at(Home::Work(0)), [4]);
    }
}
