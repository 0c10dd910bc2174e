//! Bytes as choices.

/// What is left of the bytes.
#[derive(Debug)]
pub struct Choices<'a>(&'a [u8]);

impl<'a> Choices<'a> {
    /// Takes choices from these bytes, and the first of each where they end.
    pub fn new(bytes: &'a [u8]) -> Self {
        Choices(bytes)
    }

    /// Chooses a number below `end`, which is at most 256.
    pub fn below(&mut self, end: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first) % end.max(1)
    }

    /// Chooses yes or no.
    pub fn is(&mut self) -> bool {
        self.below(2) == 1
    }

    /// Chooses one of these.
    pub fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// Makes some of these, each or not.
    pub(crate) fn some(&mut self, all: &[&dyn Fn(&mut Self) -> String]) -> Vec<String> {
        let mut made = Vec::new();
        for make in all {
            if self.is() {
                made.push(make(self));
            }
        }
        made
    }

    /// Chooses a stretch of time.
    pub(crate) fn duration(&mut self) -> &'static str {
        self.of(&["1s", "0s", "1ms", "100ms", "7s", "30s", "5m", "2h", "3d", "1ns"])
    }

    /// Chooses one that takes some time.
    pub(crate) fn some_time(&mut self) -> &'static str {
        self.of(&["1s", "1ms", "100ms", "7s", "30s", "5m", "2h", "3d", "1ns"])
    }

    /// Chooses a delay.
    pub(crate) fn delay(&mut self) -> String {
        match self.below(4) {
            0 => format!("Constant(\"{}\")", self.duration()),
            1 => "Uniform(from: \"5ms\", to: \"3s\")".to_owned(),
            2 => format!("Exponential(mean: \"{}\")", self.some_time()),
            _ => format!(
                "Lognormal(median: \"{}\", sigma: {})",
                self.some_time(),
                self.of(&["0.3", "0", "2", "5"])
            ),
        }
    }

    /// Chooses a chance.
    pub(crate) fn chance(&mut self) -> &'static str {
        self.of(&["100%", "50%", "1/3", "0%", "99.9%", "1/1000"])
    }
}
