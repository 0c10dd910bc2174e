//! Monitors: they see what the runtime and the services report, never the truth behind it.

use crate::replay::Replay;
use crate::trace::{Event, Outcome, Record, Refusal};
use seamripper_scenario::plan::{Metric, Monitor, Over, Statistic, Symbol};
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
    /// Conversations that gates hold: no monitor sees them.
    unseen: BTreeSet<u32>,
    /// Intents of calls, so that what happens to a call counts for its intent.
    intents: BTreeMap<u32, (u32, Option<Symbol>)>,
    tools: BTreeMap<u32, Symbol>,
}

struct Gauge {
    monitor: Monitor,
    /// Counts by what each is kept for.
    counts: BTreeMap<Kept, u64>,
    /// Times and amounts within the window, or of the whole replay.
    recent: VecDeque<(u64, u64)>,
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
                counts: BTreeMap::new(),
                recent: VecDeque::new(),
                ended: VecDeque::new(),
                above: BTreeSet::new(),
            });
        }
        added
    }

    /// Counts a record, and returns the monitors that fire at it.
    pub(crate) fn observe(&mut self, record: &Record) -> Vec<Fired> {
        if self.gauges.is_empty() {
            return Vec::new();
        }
        let Some(conversation) = record.conversation else {
            return Vec::new();
        };
        if let Event::Asked { evaluation: true, .. } = record.event {
            self.unseen.insert(conversation);
        }
        if self.unseen.contains(&conversation) {
            return Vec::new();
        }
        if let Event::Called { call, turn, intent, tool, .. } = &record.event {
            self.intents.insert(*call, (*turn, *intent));
            self.tools.insert(*call, *tool);
        }
        let call = record.event.call();
        let intent = call.and_then(|call| self.intents.get(&call).copied());
        let tool = call.and_then(|call| self.tools.get(&call).copied());
        let mut fired = Vec::new();
        for gauge in &mut self.gauges {
            gauge.observe(record, conversation, intent, tool, &mut fired);
        }
        fired
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
        record: &Record,
        conversation: u32,
        intent: Option<(u32, Option<Symbol>)>,
        tool: Option<Symbol>,
        fired: &mut Vec<Fired>,
    ) {
        let amount = amount(self.monitor.counts, &record.event, tool);
        let closes = matches!(record.event, Event::Closed);
        let counts_ends = self.monitor.statistic != Statistic::Count;
        let looks = self.monitor.every_ns == 0 && if counts_ends { closes } else { amount > 0 };
        if looks {
            // The number may have come down since the last event.
            self.settle(record.at_ns);
        }
        if amount > 0 {
            let kept = match (self.monitor.over, intent) {
                (Over::Intent, Some((turn, Some(intent)))) => {
                    Kept::Intent(conversation, turn, intent)
                }
                (Over::Intent, _) => return,
                _ => Kept::Conversation(conversation),
            };
            let count = self.counts.entry(kept).or_insert(0);
            *count = count.saturating_add(amount);
            self.recent.push_back((record.at_ns, amount));
        }
        if closes {
            let count = self.counts.get(&Kept::Conversation(conversation)).copied().unwrap_or(0);
            self.ended.push_back((record.at_ns, count));
        }
        if looks {
            self.look(record.at_ns, Some(conversation), fired);
        }
    }

    /// Forgets what has left the window, and that it was above its bound if it no longer is.
    fn settle(&mut self, now_ns: u64) {
        if let Over::Last(window_ns) = self.monitor.over {
            let start = now_ns.saturating_sub(window_ns);
            self.recent.retain(|(at, _)| *at >= start);
            self.ended.retain(|(at, _)| *at >= start);
            if self.pooled() <= self.monitor.above {
                self.above.remove(&Kept::All);
            }
        }
    }

    /// Compares the number with its bound; fires when it has just gone above.
    fn look(&mut self, now_ns: u64, conversation: Option<u32>, fired: &mut Vec<Fired>) {
        let values: Vec<(Kept, u64)> = match self.monitor.over {
            Over::Conversation | Over::Intent => {
                self.counts.iter().map(|(k, v)| (*k, *v)).collect()
            }
            Over::Last(_) => {
                self.settle(now_ns);
                vec![(Kept::All, self.pooled())]
            }
            Over::Replay => vec![(Kept::All, self.pooled())],
        };
        for (kept, value) in values {
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
    }

    fn pooled(&self) -> u64 {
        match self.monitor.statistic {
            Statistic::Count => {
                self.recent.iter().fold(0, |sum, (_, amount)| sum.saturating_add(*amount))
            }
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

/// Returns how much an event counts for a metric.
fn amount(metric: Metric, event: &Event, tool: Option<Symbol>) -> u64 {
    let counts = match (metric, event) {
        (Metric::Calls, Event::Called { .. }) => true,
        (Metric::Attempts, Event::Sent { .. }) => true,
        (Metric::CallsOf(wanted), Event::Called { tool, .. }) => *tool == wanted,
        (Metric::Failures, Event::Delivered { ok: false, .. }) => true,
        (Metric::FailuresOf(wanted), Event::Delivered { ok: false, .. }) => tool == Some(wanted),
        (Metric::UnknownTools, Event::Refused { reason, .. }) => *reason == Refusal::UnknownTool,
        (Metric::Refusals, Event::Refused { .. }) => true,
        (Metric::BudgetRefusals, Event::Refused { reason, .. }) => *reason == Refusal::Budget,
        (Metric::Coercions, Event::Coerced { logged, .. }) => *logged,
        (Metric::FlaggedResults, Event::Flagged { .. }) => true,
        (
            Metric::Effects(wanted),
            Event::Committed { effect, .. } | Event::Destroyed { effect, .. },
        ) => *effect == wanted,
        (Metric::Capped, Event::Ended { outcome, .. }) => {
            matches!(outcome, Outcome::CutOff | Outcome::NoAnswer)
        }
        (Metric::CutOffAnswers, Event::Answered { complete, .. }) => !complete,
        (Metric::Conversations, Event::Closed) => true,
        (Metric::Tokens, Event::Ended { tokens, .. }) => return *tokens,
        _ => false,
    };
    u64::from(counts)
}
