//! Draws of a replay, keyed by who draws, what for, and the how-manieth time in which conversation.
//!
//! A fix that adds or removes draws of one kind shifts no other, and what both arms of a pair draw
//! under one key is the same.

use seamripper_engine::{Draws, Ratio, Stream, StreamKey, mix_key, name_key};
use seamripper_scenario::plan::{Chance, Delay};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The draws of one replay.
pub(crate) struct Dice {
    draws: Draws,
    /// How often each key was used; the next use gets the next number.
    used: RefCell<BTreeMap<Key, u64>>,
}

/// Who draws what for whom: name keys of a component and a purpose, and an entity.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key(u64, u64, u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Dice {
            draws: Draws::new(seed),
            used: RefCell::new(BTreeMap::new()),
        }
    }

    /// Gives the stream for the next use of a key.
    fn next(&self, component: &str, purpose: &str, entity: u64) -> Stream {
        let key = Key(name_key(component), name_key(purpose), entity);
        let mut used = self.used.borrow_mut();
        let times = used.entry(key).or_insert(0);
        let entity = mix_key(entity, *times);
        *times += 1;
        self.draws.stream(StreamKey {
            component: key.0,
            purpose: key.1,
            entity,
        })
    }

    /// Draws a stretch of time in nanoseconds.
    pub(crate) fn delay(&self, delay: &Delay, component: &str, purpose: &str, entity: u64) -> u64 {
        match *delay {
            Delay::Constant(ns) => ns,
            Delay::Uniform { from_ns, to_ns } => self
                .next(component, purpose, entity)
                .uniform(from_ns, to_ns),
            Delay::Exponential { mean_ns } => {
                self.next(component, purpose, entity).exponential(mean_ns)
            }
            Delay::Lognormal { median_ns, sigma } => self
                .next(component, purpose, entity)
                .lognormal(median_ns, sigma),
        }
    }

    /// Draws whether something happens.
    pub(crate) fn chance(
        &self,
        chance: Chance,
        component: &str,
        purpose: &str,
        entity: u64,
    ) -> bool {
        match Ratio::new(chance.num, chance.den) {
            _ if chance.num == 0 => false,
            _ if chance.num == chance.den => true,
            Some(ratio) => self.next(component, purpose, entity).chance(ratio),
            None => false,
        }
    }
}
