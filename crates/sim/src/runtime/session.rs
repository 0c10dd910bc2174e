//! What the runtime keeps of one conversation: its accounts of calls, and its keys.

use crate::replay::Site;
use crate::trace::Event;
use seamripper_scenario::Text;
use seamripper_scenario::plan::{Symbol, Turn, World};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// One conversation as the runtime sees it.
pub(crate) struct Session {
    pub(crate) site: Rc<Site>,
    pub(crate) id: u32,
    /// Keys the draws that are made for the conversation.
    pub(crate) key: u64,
    pub(crate) user: Option<Symbol>,
    /// What the user may do.
    pub(crate) user_rights: Rc<[Text]>,
    pub(crate) started_ns: u64,
    turn_started_ns: Cell<u64>,
    turn: RefCell<Option<(u32, Rc<Turn>)>>,
    calls: Cell<u32>,
    calls_in_turn: Cell<u32>,
    /// Calls by tool.
    by_tool: RefCell<Vec<(Symbol, u32)>>,
    unknown_in_a_row: Cell<u32>,
}

impl Session {
    pub(crate) fn new(site: Rc<Site>, id: u32, key: u64, user: Option<Symbol>) -> Self {
        let now = site.replay.engine.now();
        let holders = &site.replay.plan.identities;
        let holder = holders.iter().find(|holder| Some(holder.name) == user);
        let user_rights = holder.map(|holder| holder.rights.as_slice()).unwrap_or_default().into();
        Session {
            site,
            id,
            key,
            user,
            user_rights,
            started_ns: now,
            turn_started_ns: Cell::new(now),
            turn: RefCell::default(),
            calls: Cell::new(0),
            calls_in_turn: Cell::new(0),
            by_tool: RefCell::default(),
            unknown_in_a_row: Cell::new(0),
        }
    }

    pub(crate) fn record(&self, cause: Option<u64>, event: Event) -> u64 {
        self.site.replay.record(Some(self.id), cause, event)
    }

    pub(crate) fn begin_turn(&self, number: u32, turn: &Turn) {
        self.turn_started_ns.set(self.site.replay.engine.now());
        self.calls_in_turn.set(0);
        *self.turn.borrow_mut() = Some((number, Rc::new(turn.clone())));
    }

    /// Returns the number of the turn, and the turn.
    pub(crate) fn turn(&self) -> Option<(u32, Rc<Turn>)> {
        self.turn.borrow().clone()
    }

    pub(crate) fn turn_time_ns(&self) -> u64 {
        self.site.replay.engine.now() - self.turn_started_ns.get()
    }

    pub(crate) fn calls_in_turn(&self) -> u32 {
        self.calls_in_turn.get()
    }

    pub(crate) fn is_aborted(&self) -> bool {
        self.site.replay.is_aborted(self.id)
    }

    /// Takes room for calls under the caps on calls; false if there is not enough, and none is taken.
    pub(crate) fn has_room_for(&self, world: &World, calls: usize) -> bool {
        let calls = u32::try_from(calls).unwrap_or(u32::MAX);
        let caps = &world.policy.caps;
        let (in_turn, in_all) = (
            self.calls_in_turn.get().saturating_add(calls),
            self.calls.get().saturating_add(calls),
        );
        if in_turn > caps.calls_per_turn || in_all > caps.calls {
            return false;
        }
        self.calls_in_turn.set(in_turn);
        self.calls.set(in_all);
        true
    }

    /// Takes one call out of a tool's budget; false if it is used up.
    pub(crate) fn spend(&self, tool: Symbol, budget: u32) -> bool {
        let mut by_tool = self.by_tool.borrow_mut();
        let Some((_, spent)) = by_tool.iter_mut().find(|(known, _)| *known == tool) else {
            by_tool.extend((budget > 0).then_some((tool, 1)));
            return budget > 0;
        };
        let has_room = *spent < budget;
        *spent += u32::from(has_room);
        has_room
    }

    /// Notes a refusal: of an unknown tool, or not. The breaker ends the conversation.
    pub(crate) fn note_unknown(&self, unknown: bool) {
        let row = if unknown { self.unknown_in_a_row.get() + 1 } else { 0 };
        self.unknown_in_a_row.set(row);
        let most = self.site.of_world(|world| world.policy.unknown_tool_abort_after);
        if most.is_some_and(|most| row > most) {
            self.site.replay.abort(self.id);
        }
    }
}
