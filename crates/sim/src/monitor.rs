//! Monitors: they see what the runtime and the services report, never the truth behind it.

use crate::metric::{BOOKS, CLOSED, Purpose, amount, heard, kind};
use crate::replay::Replay;
use crate::trace::Event;
use seamripper_scenario::plan::{Monitor, Over, Statistic, Symbol};
use seamripper_scenario::work;
use seamripper_scenario::written::Response;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

/// A monitor fired.
pub(crate) struct Fired {
    pub(crate) monitor: Symbol,
    pub(crate) conversation: Option<u32>,
    pub(crate) value: u64,
    pub(crate) then: Response,
}

/// All monitors of a replay, with what they have counted.
#[derive(Default)]
pub(crate) struct Watch {
    gauges: Vec<Gauge>,
    /// The kinds of events that any of them counts, and those that keep the books.
    hears: u32,
    /// Conversations that gates hold: no monitor sees them.
    unseen: BTreeSet<u32>,
    /// Calls by their numbers, so that what happens to a call counts for its intent.
    calls: Vec<Option<Purpose>>,
}

struct Gauge {
    monitor: Monitor,
    /// The kinds of events that it counts.
    hears: u32,
    /// Counts by what each is kept for.
    counts: BTreeMap<Kept, u64>,
    /// Times and amounts within the window, if there is one. Time only goes on, so the oldest are
    /// the first to leave it.
    recent: VecDeque<(u64, u64)>,
    /// The sum of those amounts.
    total: u128,
    /// Counts of conversations that have ended: time and count.
    ended: VecDeque<(u64, u64)>,
    /// What it has fired for, and is above its bound still.
    above: BTreeSet<Kept>,
}

/// What a count is kept for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kept {
    Conversation(u32),
    Intent(u32, u32, Symbol),
    All,
}

/// Lets one monitor look from time to time.
pub(crate) async fn look(replay: Rc<Replay>, place: usize, every_ns: u64) {
    loop {
        replay.engine.sleep(every_ns).await;
        replay.tick(place);
        // The last look is the first one after the last conversation.
        if replay.is_over() {
            break;
        }
    }
}

impl Watch {
    /// Adds the monitors that are not there yet; returns their places, and how often each looks.
    pub(crate) fn add(&mut self, monitors: &[Monitor]) -> Vec<(usize, u64)> {
        let mut added = Vec::new();
        for monitor in monitors {
            if self.gauges.iter().any(|gauge| gauge.monitor.name == monitor.name) {
                continue;
            }
            added.push((self.gauges.len(), monitor.every_ns));
            self.gauges.push(Gauge {
                monitor: monitor.clone(),
                hears: heard(monitor) | CLOSED,
                counts: BTreeMap::new(),
                recent: VecDeque::new(),
                total: 0,
                ended: VecDeque::new(),
                above: BTreeSet::new(),
            });
        }
        if !added.is_empty() {
            self.hears = self.gauges.iter().fold(BOOKS, |all, gauge| all | gauge.hears);
        }
        added
    }

    /// Counts an event, and returns the monitors that fire at it.
    #[inline]
    pub(crate) fn observe(
        &mut self,
        at_ns: u64,
        conversation: Option<u32>,
        event: &Event,
    ) -> Vec<Fired> {
        match conversation {
            Some(conversation) if self.hears & kind(event) != 0 => {
                self.count(at_ns, conversation, event)
            }
            _ => Vec::new(),
        }
    }

    fn count(&mut self, at_ns: u64, conversation: u32, event: &Event) -> Vec<Fired> {
        if let Event::Asked { evaluation: true, .. } = event {
            self.unseen.insert(conversation);
        }
        if !self.unseen.is_empty() && self.unseen.contains(&conversation) {
            return Vec::new();
        }
        if let Event::Called { call, turn, intent, tool, .. } = *event {
            self.note(call, Purpose { turn, intent, tool });
        }
        let mut fired = Vec::new();
        let kind = kind(event);
        work::spend(4 * self.gauges.len() as u64);
        for gauge in self.gauges.iter_mut().filter(|gauge| gauge.hears & kind != 0) {
            gauge.observe(at_ns, event, conversation, &self.calls, &mut fired);
        }
        fired
    }

    /// Notes what a call is for. Calls are numbered one after the other.
    fn note(&mut self, call: u32, purpose: Purpose) {
        let place = call as usize;
        if self.calls.len() <= place {
            self.calls.resize(place + 1, None);
        }
        self.calls[place] = Some(purpose);
    }

    /// Lets one monitor look.
    pub(crate) fn tick(&mut self, place: usize, now_ns: u64) -> Vec<Fired> {
        let mut fired = Vec::new();
        self.gauges[place].look(now_ns, None, &mut fired);
        fired
    }
}

impl Gauge {
    fn observe(
        &mut self,
        at_ns: u64,
        event: &Event,
        conversation: u32,
        calls: &[Option<Purpose>],
        fired: &mut Vec<Fired>,
    ) {
        let purpose = || calls.get(event.call()? as usize).copied().flatten();
        let amount = amount(self.monitor.counts, event, purpose);
        let closes = matches!(event, Event::Closed);
        if amount == 0 && !closes {
            return;
        }
        let counts_ends = self.monitor.statistic != Statistic::Count;
        let looks = self.monitor.every_ns == 0 && if counts_ends { closes } else { amount > 0 };
        if looks {
            // The number may have come down since the last event.
            self.settle(at_ns);
        }
        if amount > 0 {
            let kept = match (self.monitor.over, purpose()) {
                (Over::Intent, Some(Purpose { turn, intent: Some(intent), .. })) => {
                    Kept::Intent(conversation, turn, intent)
                }
                (Over::Intent, _) => return,
                _ => Kept::Conversation(conversation),
            };
            let count = self.counts.entry(kept).or_insert(0);
            *count = count.saturating_add(amount);
            let count = *count;
            self.total += u128::from(amount);
            if let Over::Last(_) = self.monitor.over {
                self.recent.push_back((at_ns, amount));
            }
            // Only this one has changed since the last look, where every count is looked at.
            if looks
                && !counts_ends
                && matches!(self.monitor.over, Over::Conversation | Over::Intent)
            {
                self.compare(kept, count, None, fired);
                return;
            }
        }
        if closes {
            let count = self.counts.get(&Kept::Conversation(conversation)).copied().unwrap_or(0);
            self.ended.push_back((at_ns, count));
        }
        if looks {
            self.look(at_ns, Some(conversation), fired);
        }
    }

    /// Forgets what has left the window, and that it was above its bound if it no longer is.
    fn settle(&mut self, now_ns: u64) {
        if let Over::Last(window_ns) = self.monitor.over {
            let start = now_ns.saturating_sub(window_ns);
            while let Some((_, amount)) = self.recent.pop_front_if(|(at, _)| *at < start) {
                self.total -= u128::from(amount);
            }
            while self.ended.pop_front_if(|(at, _)| *at < start).is_some() {}
            if self.pooled() <= self.monitor.above {
                self.above.remove(&Kept::All);
            }
        }
    }

    /// Compares the number with its bound; fires when it has just gone above.
    fn look(&mut self, now_ns: u64, conversation: Option<u32>, fired: &mut Vec<Fired>) {
        work::spend(8 * (self.counts.len() + self.ended.len()) as u64);
        match self.monitor.over {
            Over::Conversation | Over::Intent => {
                let counts = std::mem::take(&mut self.counts);
                for (kept, value) in &counts {
                    self.compare(*kept, *value, conversation, fired);
                }
                self.counts = counts;
            }
            Over::Last(_) => {
                self.settle(now_ns);
                self.compare(Kept::All, self.pooled(), conversation, fired);
            }
            Over::Replay => self.compare(Kept::All, self.pooled(), conversation, fired),
        }
    }

    /// Compares one count with the bound; fires when it has just gone above.
    fn compare(
        &mut self,
        kept: Kept,
        value: u64,
        conversation: Option<u32>,
        fired: &mut Vec<Fired>,
    ) {
        if value <= self.monitor.above {
            self.above.remove(&kept);
        } else if self.above.insert(kept) {
            let of = match kept {
                Kept::Conversation(id) | Kept::Intent(id, ..) => Some(id),
                Kept::All => conversation,
            };
            let monitor = self.monitor.name;
            fired.push(Fired { monitor, conversation: of, value, then: self.monitor.then });
        }
    }

    fn pooled(&self) -> u64 {
        match self.monitor.statistic {
            Statistic::Count => u64::try_from(self.total).unwrap_or(u64::MAX),
            Statistic::Percentile(share) => {
                let mut counts: Vec<u64> = self.ended.iter().map(|(_, count)| *count).collect();
                counts.sort_unstable();
                // Nearest rank: the smallest count that at least this share does not exceed.
                let rank =
                    (counts.len() as u128 * u128::from(share.num)).div_ceil(u128::from(share.den));
                let place = usize::try_from(rank).unwrap_or(usize::MAX).saturating_sub(1);
                counts.get(place).copied().unwrap_or(0)
            }
            Statistic::Share => {
                let hit = self.ended.iter().filter(|(_, count)| *count > 0).count() as u64;
                (hit * 100).checked_div(self.ended.len() as u64).unwrap_or(0)
            }
        }
    }
}
