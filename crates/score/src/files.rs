//! What is known of each call and of each turn, as the records of a trace are filed one by one.

use crate::numbered::{Numbered, Numbering};
use seamripper_scenario::plan::Symbol;
use seamripper_scenario::written::Belief;
use seamripper_scenario::{Text, Value};
use seamripper_sim::trace::{Event, Intervention, Record, Refusal};
use smallvec::SmallVec;
use std::collections::{BTreeMap, BTreeSet};

/// What a call has of what is not on record.
pub(crate) static NULL: Value = Value::Null;

/// Records of one kind about one call: mostly one.
pub(crate) type Records<'a> = SmallVec<[&'a Record; 1]>;

/// What is known of one call.
pub(crate) struct CallFile<'a> {
    pub(crate) conversation: u32,
    pub(crate) turn: u32,
    pub(crate) batch: u32,
    pub(crate) tool: Option<Symbol>,
    pub(crate) intent: Option<Symbol>,
    pub(crate) about: &'a Value,
    pub(crate) args: &'a Value,
    pub(crate) meant: &'a Value,
    pub(crate) called: Option<&'a Record>,
    pub(crate) refused: Option<Refusal>,
    pub(crate) sent: Option<&'a Record>,
    pub(crate) committed: Records<'a>,
    pub(crate) applied: Records<'a>,
    pub(crate) served: Option<&'a Record>,
    pub(crate) destroyed: Records<'a>,
    pub(crate) received: Option<&'a Record>,
    pub(crate) delivered: Option<&'a Record>,
    /// Whether a look-up missed.
    pub(crate) missed: bool,
    /// Whether code of the user's put an error in the place of a result.
    pub(crate) replaced: bool,
}

impl Default for CallFile<'_> {
    fn default() -> Self {
        CallFile {
            conversation: 0,
            turn: 0,
            batch: 0,
            tool: None,
            intent: None,
            about: &NULL,
            args: &NULL,
            meant: &NULL,
            called: None,
            refused: None,
            sent: None,
            committed: Records::new(),
            applied: Records::new(),
            served: None,
            destroyed: Records::new(),
            received: None,
            delivered: None,
            missed: false,
            replaced: false,
        }
    }
}

impl<'a> CallFile<'a> {
    fn add(&mut self, record: &'a Record) {
        match &record.event {
            Event::Called { turn, batch, tool, intent, about, args, meant, .. } => {
                self.called = Some(record);
                self.conversation = record.conversation.unwrap_or_default();
                (self.turn, self.batch) = (*turn, *batch);
                (self.tool, self.intent) = (Some(*tool), *intent);
                (self.about, self.args, self.meant) = (about, args, meant);
            }
            Event::Refused { reason, .. } => self.refused = Some(*reason),
            Event::Sent { .. } => self.sent = Some(record),
            Event::Committed { .. } => self.committed.push(record),
            Event::Applied { .. } => self.applied.push(record),
            Event::Served { .. } => self.served = Some(record),
            Event::Missed { .. } => self.missed = true,
            Event::Destroyed { .. } => self.destroyed.push(record),
            Event::Received { .. } => self.received = Some(record),
            Event::Delivered { .. } => self.delivered = Some(record),
            Event::Intervened { did: Intervention::Replaced { .. }, .. } => self.replaced = true,
            _ => {}
        }
    }

    /// Tells whether the model was told that it failed.
    pub(crate) fn has_failed(&self) -> bool {
        let told = self.delivered.map(|record| &record.event);
        matches!(told, Some(Event::Delivered { ok: false, .. }))
    }
}

/// What is known of one turn.
pub(crate) struct TurnFile<'a> {
    pub(crate) conversation: u32,
    pub(crate) turn: u32,
    pub(crate) user: Option<Symbol>,
    pub(crate) says: &'a Text,
    pub(crate) wants: &'a [Symbol],
    pub(crate) request: &'a Value,
    pub(crate) environment: Option<Symbol>,
    pub(crate) asked_ns: u64,
    pub(crate) answered: Option<&'a Record>,
    pub(crate) ended: Option<&'a Record>,
    /// What the model believes of each wanted intent at the end of the turn.
    pub(crate) beliefs: Vec<Belief>,
}

/// All files of a trace.
pub(crate) struct Files<'a> {
    /// The records that were filed.
    pub(crate) records: Vec<&'a Record>,
    /// Those of effects, which most forms and measures are about.
    pub(crate) effects: Vec<&'a Record>,
    /// Those of alerts.
    pub(crate) alerts: Vec<&'a Record>,
    /// The records of faults that landed and made no difference.
    pub(crate) masked: BTreeSet<u64>,
    pub(crate) calls: Numbered<CallFile<'a>>,
    /// Turns in the order in which they were asked.
    pub(crate) turns: Vec<TurnFile<'a>>,
    /// Places of turns by conversation and turn, in the order of these.
    places: Vec<((u32, u32), usize)>,
    /// The calls made in each turn, in the order of turns and of their numbers.
    made: Vec<((u32, u32), u32)>,
}

/// Files to which records are still added.
struct Filing<'a> {
    records: Vec<&'a Record>,
    effects: Vec<&'a Record>,
    alerts: Vec<&'a Record>,
    masked: BTreeSet<u64>,
    calls: Numbering<CallFile<'a>>,
    turns: Vec<TurnFile<'a>>,
    talks: Numbering<Talk>,
}

/// A conversation so far.
#[derive(Default)]
struct Talk {
    /// The place of its latest turn.
    latest: Option<usize>,
    /// What the model believes. Beliefs outlive the turn in which they were formed.
    beliefs: BTreeMap<Symbol, Belief>,
}

impl<'a> Files<'a> {
    /// Files the records of a trace, in their order.
    pub(crate) fn of(records: impl Iterator<Item = &'a Record>) -> Self {
        let room = records.size_hint().1.unwrap_or(0);
        let mut filing = Filing {
            records: Vec::with_capacity(room),
            effects: Vec::new(),
            alerts: Vec::new(),
            masked: BTreeSet::new(),
            calls: Numbering::new(),
            turns: Vec::new(),
            talks: Numbering::new(),
        };
        records.for_each(|record| filing.add(record));
        filing.close()
    }

    /// Returns a turn: the last of them, where a trace has several of one number.
    pub(crate) fn turn(&self, conversation: u32, turn: u32) -> Option<&TurnFile<'a>> {
        let (_, place) = of_turn(&self.places, conversation, turn).last()?;
        Some(&self.turns[*place])
    }

    /// Lists the calls of a turn, in the order of their numbers.
    pub(crate) fn calls_in(
        &self,
        conversation: u32,
        turn: u32,
    ) -> impl Iterator<Item = &CallFile<'a>> {
        let made = of_turn(&self.made, conversation, turn).iter();
        made.filter_map(|(_, number)| self.calls.get(*number))
    }
}

impl<'a> Filing<'a> {
    fn add(&mut self, record: &'a Record) {
        self.records.push(record);
        match &record.event {
            Event::Committed { .. } | Event::Destroyed { .. } => self.effects.push(record),
            Event::Alerted { .. } => self.alerts.push(record),
            Event::Masked { .. } => self.masked.extend(record.cause),
            Event::Asked { .. }
            | Event::Answered { .. }
            | Event::Ended { .. }
            | Event::Believed { .. } => self.add_to_turn(record),
            _ => {}
        }
        if let Some(call) = record.event.call() {
            self.calls.open(call).add(record);
        }
    }

    fn add_to_turn(&mut self, record: &'a Record) {
        let Some(conversation) = record.conversation else { return };
        let talk = self.talks.open(conversation);
        if let Event::Asked { turn, user, says, wants, request, environment, .. } = &record.event {
            end_turn(&mut self.turns, talk);
            talk.latest = Some(self.turns.len());
            self.turns.push(TurnFile {
                conversation,
                turn: *turn,
                user: *user,
                says,
                wants,
                request,
                environment: *environment,
                asked_ns: record.at_ns,
                answered: None,
                ended: None,
                beliefs: Vec::new(),
            });
            return;
        }
        let Some(place) = talk.latest else { return };
        let file = &mut self.turns[place];
        match &record.event {
            Event::Answered { .. } => file.answered = Some(record),
            Event::Ended { .. } => file.ended = Some(record),
            Event::Believed { intent, belief } => {
                talk.beliefs.insert(*intent, *belief);
            }
            _ => {}
        }
    }

    /// Ends the turns that are open, and notes where each turn is and which calls were made in it.
    fn close(self) -> Files<'a> {
        let Filing { records, effects, alerts, masked, mut turns, .. } = self;
        let (calls, talks) = (self.calls.close(), self.talks.close());
        talks.values().for_each(|talk| end_turn(&mut turns, talk));
        let turn = |file: &TurnFile<'_>| (file.conversation, file.turn);
        let mut places: Vec<_> = turns.iter().map(turn).zip(0..).collect();
        places.sort_unstable();
        let turn = |(number, file): (u32, &CallFile<'_>)| ((file.conversation, file.turn), number);
        let mut made: Vec<_> = calls.iter().map(turn).collect();
        made.sort_unstable();
        Files { records, effects, alerts, masked, calls, turns, places, made }
    }
}

/// Notes what the model believes when the latest turn of a conversation is over.
fn end_turn(turns: &mut [TurnFile<'_>], talk: &Talk) {
    if let Some(place) = talk.latest {
        let file = &mut turns[place];
        let belief = |intent| talk.beliefs.get(intent).copied().unwrap_or(Belief::Unknown);
        file.beliefs = file.wants.iter().map(belief).collect();
    }
}

/// Returns what there is of one turn in a list by turns.
fn of_turn<T>(list: &[((u32, u32), T)], conversation: u32, turn: u32) -> &[((u32, u32), T)] {
    let from = list.partition_point(|(key, _)| *key < (conversation, turn));
    let list = &list[from..];
    &list[..list.partition_point(|(key, _)| *key == (conversation, turn))]
}
