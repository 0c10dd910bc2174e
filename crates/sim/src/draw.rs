//! Draws of a replay, keyed by who draws, what for, and the how-manieth time in which conversation.
//!
//! A fix that adds or removes draws of one kind shifts no other, and what both arms of a pair draw
//! under one key is the same. [`run_logged`](crate::run_logged) hands the draws out, so that this
//! can be seen.

use seamripper_engine::{Draws, Handle, Ratio, Stream, StreamKey, mix_key, name_key};
use seamripper_scenario::plan::{Chance, Delay};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// One draw of a replay: its key, what was drawn from, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    /// Who drew: the model, the runtime, a service, a fault.
    pub component: String,
    /// What for.
    pub purpose: String,
    /// For whom: mostly the key of a conversation.
    pub entity: u64,
    /// The how-manieth draw of this kind for this entity, from 0.
    pub nth: u64,
    /// The first word of the key's stream: the luck, before anything is made of it.
    pub word: u64,
    /// What was drawn from.
    pub law: Law,
    /// What came of it: nanoseconds, or 1 for yes and 0 for no.
    pub value: u64,
}

/// What a draw is made from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Law {
    /// A stretch of time.
    Delay(Delay),
    /// Yes or no.
    Chance(Chance),
}

/// The draws of one replay.
pub(crate) struct Dice {
    draws: Draws,
    /// The clock, and from when on which other draws are made; what was drawn before stands.
    redrawn: Option<(Handle, u64, Draws)>,
    /// How often each key was used; the next use gets the next number.
    used: RefCell<BTreeMap<Key, u64>>,
    /// What was drawn, where somebody wants to know.
    log: Option<RefCell<Vec<Draw>>>,
}

/// Who draws what for whom: name keys of a component and a purpose, and an entity.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key(u64, u64, u64);

impl Dice {
    pub(crate) fn new(seed: u64, logged: bool) -> Self {
        Dice {
            draws: Draws::new(seed),
            redrawn: None,
            used: RefCell::new(BTreeMap::new()),
            log: logged.then(RefCell::default),
        }
    }

    /// Draws under another seed from a moment on.
    pub(crate) fn redrawn(self, clock: Handle, from_ns: u64, seed: u64) -> Self {
        Dice { redrawn: Some((clock, from_ns, Draws::new(seed))), ..self }
    }

    /// Returns the draws of this moment.
    fn draws(&self) -> Draws {
        match &self.redrawn {
            Some((clock, from_ns, anew)) if clock.now() >= *from_ns => *anew,
            _ => self.draws,
        }
    }

    /// Hands over what was drawn so far; nothing unless it was to be logged.
    pub(crate) fn take_log(&self) -> Vec<Draw> {
        self.log.as_ref().map(RefCell::take).unwrap_or_default()
    }

    /// Numbers the next use of a key.
    fn number(&self, component: &str, purpose: &str, entity: u64) -> u64 {
        let key = Key(name_key(component), name_key(purpose), entity);
        let mut used = self.used.borrow_mut();
        let times = used.entry(key).or_insert(0);
        *times += 1;
        *times - 1
    }

    fn draw(
        &self,
        law: Law,
        (component, purpose): (&str, &str),
        entity: u64,
        nth: u64,
        sample: impl FnOnce(&mut Stream) -> u64,
    ) -> u64 {
        let mut stream = self.draws().stream(StreamKey {
            component: name_key(component),
            purpose: name_key(purpose),
            entity: mix_key(entity, nth),
        });
        let word = self.log.as_ref().map(|_| stream.clone().next_u64());
        let value = sample(&mut stream);
        if let (Some(log), Some(word)) = (&self.log, word) {
            log.borrow_mut().push(Draw {
                component: component.to_owned(),
                purpose: purpose.to_owned(),
                entity,
                nth,
                word,
                law,
                value,
            });
        }
        value
    }

    /// Draws a stretch of time in nanoseconds.
    pub(crate) fn delay(&self, delay: &Delay, component: &str, purpose: &str, entity: u64) -> u64 {
        if let Delay::Constant(ns) = *delay {
            return ns;
        }
        let nth = self.number(component, purpose, entity);
        self.nth_delay(delay, component, purpose, entity, nth)
    }

    /// Draws a stretch of time for somebody who counts the uses of the key.
    pub(crate) fn nth_delay(
        &self,
        delay: &Delay,
        component: &str,
        purpose: &str,
        entity: u64,
        nth: u64,
    ) -> u64 {
        let sample = |stream: &mut Stream| match *delay {
            Delay::Constant(ns) => ns,
            Delay::Uniform { from_ns, to_ns } => stream.uniform(from_ns, to_ns),
            Delay::Exponential { mean_ns } => stream.exponential(mean_ns),
            Delay::Lognormal { median_ns, sigma } => stream.lognormal(median_ns, sigma),
        };
        match *delay {
            Delay::Constant(ns) => ns,
            _ => self.draw(Law::Delay(*delay), (component, purpose), entity, nth, sample),
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
            None => false,
            Some(ratio) => {
                let nth = self.number(component, purpose, entity);
                let sample = |stream: &mut Stream| u64::from(stream.chance(ratio));
                self.draw(Law::Chance(chance), (component, purpose), entity, nth, sample) == 1
            }
        }
    }
}
