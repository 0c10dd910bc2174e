//! Draws of a replay, keyed by who draws, what for, and the how-manieth time in which conversation.
//!
//! A fix that adds or removes draws of one kind shifts no other, and what both arms of a pair draw
//! under one key is the same. [`run_logged`](crate::run_logged) hands the draws out, so that this
//! can be seen.

use crate::uses::{Key, Uses};
use seamripper_engine::{Draws, Handle, Ratio, Stream, name_key};
use seamripper_scenario::plan::{Chance, Delay};
use std::cell::RefCell;

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
    used: RefCell<Uses>,
    /// What was drawn, where somebody wants to know.
    log: Option<RefCell<Vec<Draw>>>,
}

/// A name with its key, which takes longer to find than to use.
#[derive(Clone, Copy)]
pub(crate) struct Name<'a> {
    text: &'a str,
    key: u64,
}

impl<'a> Name<'a> {
    pub(crate) const fn of(text: &'a str) -> Self {
        Name { text, key: name_key(text) }
    }

    /// Puts a name and its key together.
    pub(crate) fn known(text: &'a str, key: u64) -> Self {
        Name { text, key }
    }
}

/// The names under which the parts of a replay draw.
pub(crate) mod names {
    use super::Name;

    pub(crate) const ANSWER: Name<'_> = Name::of("answer");
    pub(crate) const APART: Name<'_> = Name::of("apart");
    pub(crate) const BACKOFF: Name<'_> = Name::of("backoff");
    pub(crate) const CHANCE: Name<'_> = Name::of("chance");
    pub(crate) const FIRST_TOKEN: Name<'_> = Name::of("first token");
    pub(crate) const LASTS: Name<'_> = Name::of("lasts");
    pub(crate) const LATENCY: Name<'_> = Name::of("latency");
    pub(crate) const MODEL: Name<'_> = Name::of("model");
    pub(crate) const OPERATOR: Name<'_> = Name::of("operator");
    pub(crate) const PAIRS_BY_POSITION: Name<'_> = Name::of("pairs by position");
    pub(crate) const RUNTIME: Name<'_> = Name::of("runtime");
    pub(crate) const TIME: Name<'_> = Name::of("time");
    pub(crate) const WAVE: Name<'_> = Name::of("wave");
    pub(crate) const WORKLOAD: Name<'_> = Name::of("workload");
}

impl Dice {
    pub(crate) fn new(seed: u64, logged: bool) -> Self {
        Dice {
            draws: Draws::new(seed),
            redrawn: None,
            used: RefCell::default(),
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

    /// Takes a sample from the next stream of a key.
    fn draw(
        &self,
        law: Law,
        (component, purpose): (Name<'_>, Name<'_>),
        entity: u64,
        sample: impl FnOnce(&mut Stream) -> u64,
    ) -> u64 {
        let key = Key(component.key, purpose.key, entity);
        let (nth, stream) = self.used.borrow_mut().stream(self.draws(), key);
        self.sample(law, (component, purpose), entity, nth, stream, sample)
    }

    fn sample(
        &self,
        law: Law,
        (component, purpose): (Name<'_>, Name<'_>),
        entity: u64,
        nth: u64,
        mut stream: Stream,
        sample: impl FnOnce(&mut Stream) -> u64,
    ) -> u64 {
        let word = self.log.as_ref().map(|_| stream.clone().next_u64());
        let value = sample(&mut stream);
        if let (Some(log), Some(word)) = (&self.log, word) {
            log.borrow_mut().push(Draw {
                component: component.text.to_owned(),
                purpose: purpose.text.to_owned(),
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
    pub(crate) fn delay(
        &self,
        delay: &Delay,
        component: Name<'_>,
        purpose: Name<'_>,
        entity: u64,
    ) -> u64 {
        match *delay {
            Delay::Constant(ns) => ns,
            _ => self.draw(Law::Delay(*delay), (component, purpose), entity, sampler(delay)),
        }
    }

    /// Counts a draw that nobody needs, so that later ones stay what they are; it is made where draws
    /// are logged alone.
    pub(crate) fn pass_over(
        &self,
        delay: &Delay,
        component: Name<'_>,
        purpose: Name<'_>,
        entity: u64,
    ) {
        if self.log.is_some() {
            self.delay(delay, component, purpose, entity);
        } else if !matches!(delay, Delay::Constant(_)) {
            self.used.borrow_mut().count(Key(component.key, purpose.key, entity));
        }
    }

    /// Draws a stretch of time for somebody who counts the uses of the key.
    pub(crate) fn nth_delay(
        &self,
        delay: &Delay,
        component: Name<'_>,
        purpose: Name<'_>,
        entity: u64,
        nth: u64,
    ) -> u64 {
        if let Delay::Constant(ns) = *delay {
            return ns;
        }
        let stream = self.draws().stream(Key(component.key, purpose.key, entity).nth(nth));
        let law = Law::Delay(*delay);
        self.sample(law, (component, purpose), entity, nth, stream, sampler(delay))
    }

    /// Draws whether something happens.
    pub(crate) fn chance(
        &self,
        chance: Chance,
        component: Name<'_>,
        purpose: Name<'_>,
        entity: u64,
    ) -> bool {
        match Ratio::new(chance.num, chance.den) {
            _ if chance.num == 0 => false,
            _ if chance.num == chance.den => true,
            None => false,
            Some(ratio) => {
                let sample = |stream: &mut Stream| u64::from(stream.chance(ratio));
                self.draw(Law::Chance(chance), (component, purpose), entity, sample) == 1
            }
        }
    }
}

/// Returns what takes a stretch of time from a stream.
fn sampler(delay: &Delay) -> impl FnOnce(&mut Stream) -> u64 {
    let delay = *delay;
    move |stream| match delay {
        Delay::Constant(ns) => ns,
        Delay::Uniform { from_ns, to_ns } => stream.uniform(from_ns, to_ns),
        Delay::Exponential { mean_ns } => stream.exponential(mean_ns),
        Delay::Lognormal { median_ns, sigma } => stream.lognormal(median_ns, sigma),
    }
}
