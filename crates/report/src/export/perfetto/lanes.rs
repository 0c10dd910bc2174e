//! Slices that hold others, and lanes in which none overlaps another.

use super::event::{Track, Writer};
use serde_json::Value;

/// Something that takes time, or a moment within it.
pub(super) struct Slice {
    pub(super) start_ns: u64,
    /// None for a moment.
    pub(super) end_ns: Option<u64>,
    pub(super) cat: &'static str,
    pub(super) name: String,
    pub(super) args: Value,
    /// What lies within, in its order.
    pub(super) within: Vec<Slice>,
    /// Flows that arrive at its beginning.
    pub(super) arrives: Vec<Flow>,
    /// Flows that leave it: at its beginning, or at its end.
    pub(super) leaves: Vec<(Leaves, Flow)>,
}

/// An arrow from slice to slice.
#[derive(Clone)]
pub(super) struct Flow {
    pub(super) id: u32,
    pub(super) name: String,
}

/// When a flow leaves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaves {
    AtStart,
    AtEnd,
}

impl Slice {
    /// Makes what takes time.
    pub(super) fn new(
        (start_ns, end_ns): (u64, u64),
        cat: &'static str,
        name: impl Into<String>,
        args: Value,
    ) -> Self {
        Slice { end_ns: Some(end_ns.max(start_ns)), ..Slice::moment(start_ns, cat, name, args) }
    }

    /// Makes what takes none.
    pub(super) fn moment(
        start_ns: u64,
        cat: &'static str,
        name: impl Into<String>,
        args: Value,
    ) -> Self {
        let (within, arrives, leaves) = Default::default();
        let (end_ns, name) = (None, name.into());
        Slice { start_ns, end_ns, cat, name, args, within, arrives, leaves }
    }

    /// Returns when it is over.
    pub(super) fn over_ns(&self) -> u64 {
        self.end_ns.unwrap_or(self.start_ns)
    }

    /// Takes in what lies within, one after the other, and returns what does not.
    pub(super) fn fill(&mut self, mut slices: Vec<Slice>) -> Vec<Slice> {
        slices.sort_by_key(|slice| (slice.start_ns, slice.over_ns()));
        let (mut free_ns, end_ns) = (self.start_ns, self.over_ns());
        let mut left = Vec::new();
        for slice in slices {
            if slice.start_ns >= free_ns && slice.over_ns() <= end_ns {
                free_ns = slice.over_ns();
                self.within.push(slice);
            } else {
                left.push(slice);
            }
        }
        left
    }

    /// Writes it with all that lies within.
    pub(super) fn write(&self, track: Track, writer: &mut Writer) {
        let Some(end_ns) = self.end_ns else {
            writer.instant(track, self.start_ns, self.cat, &self.name, &self.args);
            return;
        };
        writer.begin(track, self.start_ns, self.cat, &self.name, &self.args);
        for flow in &self.arrives {
            writer.arrive(track, self.start_ns, flow.id, &flow.name);
        }
        let leave = |when: Leaves, at_ns: u64, writer: &mut Writer| {
            for (_, flow) in self.leaves.iter().filter(|(leaves, _)| *leaves == when) {
                writer.leave(track, at_ns, flow.id, &flow.name);
            }
        };
        leave(Leaves::AtStart, self.start_ns, writer);
        for slice in &self.within {
            slice.write(track, writer);
        }
        leave(Leaves::AtEnd, end_ns, writer);
        writer.end(track, end_ns);
    }
}

/// Distributes slices over as few lanes as they need; each lane is in the order of time.
pub(super) fn lanes(mut slices: Vec<Slice>) -> Vec<Vec<Slice>> {
    slices.sort_by_key(|slice| (slice.start_ns, slice.over_ns()));
    let mut lanes: Vec<(u64, Vec<Slice>)> = Vec::new();
    for slice in slices {
        let free = lanes.iter().position(|(until_ns, _)| *until_ns <= slice.start_ns);
        match free {
            Some(lane) => {
                lanes[lane].0 = slice.over_ns();
                lanes[lane].1.push(slice);
            }
            None => lanes.push((slice.over_ns(), vec![slice])),
        }
    }
    lanes.into_iter().map(|(_, slices)| slices).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(start_ns: u64, end_ns: u64) -> Slice {
        Slice::new((start_ns, end_ns), "test", "slice", Value::Null)
    }

    #[test]
    fn what_overlaps_stands_in_lanes_of_its_own() {
        let spans = [(0, 10), (5, 15), (10, 20), (15, 16), (10, 10), (30, 40)];
        let lanes = lanes(spans.into_iter().map(|(start, end)| slice(start, end)).collect());
        let times = |lane: &Vec<Slice>| -> Vec<(u64, u64)> {
            lane.iter().map(|slice| (slice.start_ns, slice.over_ns())).collect()
        };
        assert_eq!(times(&lanes[0]), [(0, 10), (10, 10), (10, 20), (30, 40)]);
        assert_eq!(times(&lanes[1]), [(5, 15), (15, 16)]);
        assert_eq!(lanes.len(), 2);
    }
}
