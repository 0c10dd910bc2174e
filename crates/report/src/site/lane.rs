//! The lanes of a timeline, and which way each record goes between them.

use seamripper_scenario::plan::{ServiceKind, Symbol, World};
use seamripper_sim::trace::{Event, Record};
use seamripper_study::Replay;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Somebody who takes part, and has a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lane {
    User,
    Model,
    Runtime,
    Service(Symbol),
    Pipeline,
    Operator,
}

/// How a record is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Look {
    /// Something passes from one lane to another.
    Message,
    /// A failure passes from one lane to another.
    Failure,
    /// A service changed something.
    Effect,
    /// A service destroyed something.
    Destruction,
    /// A service did something that is no change, or that undoes one.
    Act,
    /// A fault landed.
    Fault,
    /// Something was refused, blocked or flagged.
    Refusal,
    /// A monitor fired.
    Alert,
    /// A deploy.
    Deploy,
    /// The model takes something for true.
    Belief,
    /// The model answers.
    Answer,
    /// Something ends.
    End,
}

/// From where to where a record goes, and how it is drawn.
pub(super) struct Way {
    pub(super) from: Lane,
    pub(super) to: Lane,
    pub(super) look: Look,
}

impl Way {
    /// Finds the way of a record.
    pub(super) fn of(event: &Event) -> Self {
        use Lane::{Model, Operator, Pipeline, Runtime, Service, User};
        use Look::{Act, Alert, Answer, Belief, Deploy, Destruction, Effect, End, Failure, Fault};
        use Look::{Message, Refusal};
        let way = |from, to, look| Way { from, to, look };
        let at = |lane, look| Way { from: lane, to: lane, look };
        match event {
            Event::Asked { .. } => way(User, Model, Message),
            Event::Called { .. } => way(Model, Runtime, Message),
            Event::Refused { .. } => at(Runtime, Refusal),
            Event::ConfirmationAsked { .. } => way(Runtime, Operator, Message),
            Event::ConfirmationAnswered { approved, .. } => {
                way(Operator, Runtime, if *approved { Message } else { Failure })
            }
            Event::Sent { service, .. } => way(Runtime, Service(*service), Message),
            Event::Landed { service, .. } => at(Service(*service), Fault),
            Event::Masked { service, .. } => at(Service(*service), Act),
            Event::Coerced { service, .. } => at(service.map_or(Runtime, Service), Act),
            Event::Applied { service, .. }
            | Event::Deduplicated { service, .. }
            | Event::Served { service, .. }
            | Event::Missed { service, .. }
            | Event::Restored { service, .. } => at(Service(*service), Act),
            Event::Committed { service, .. } => at(Service(*service), Effect),
            Event::Destroyed { service, .. } => at(Service(*service), Destruction),
            Event::Replied { service, status, .. } => {
                let look = if *status < 400 { Message } else { Failure };
                way(Service(*service), Runtime, look)
            }
            Event::Received { ok, .. } => at(Runtime, if *ok { Act } else { Refusal }),
            Event::Flagged { .. } | Event::Intervened { .. } => at(Runtime, Refusal),
            Event::Delivered { ok, .. } => way(Runtime, Model, if *ok { Message } else { Failure }),
            Event::Noted { .. } | Event::Believed { .. } => at(Model, Belief),
            Event::Answered { .. } => way(Model, User, Answer),
            Event::Ended { .. } | Event::Closed | Event::Failed { .. } => at(Runtime, End),
            Event::Alerted { .. } => at(Operator, Alert),
            Event::Deployed { .. } | Event::Evaluated { .. } => at(Pipeline, Deploy),
            Event::Blocked { .. } => at(Pipeline, Refusal),
        }
    }
}

/// Whom a service answers: the runtime, or the service that called it.
pub(super) struct Callers {
    /// The service that the runtime called, by call.
    entries: BTreeMap<u32, Symbol>,
    /// Which service passes calls on to which.
    of: BTreeMap<Symbol, Symbol>,
}

impl Callers {
    /// Finds who called whom in a replay.
    pub(super) fn of(replay: &Replay) -> Self {
        let sent = replay.trace.records.iter().filter_map(|record| match record.event {
            Event::Sent { call, service, .. } => Some((call, service)),
            _ => None,
        });
        let services = &replay.arm.stage.world.services;
        let passes = services.iter().filter_map(|service| {
            let next = match &service.kind {
                ServiceKind::Ledger(ledger) => ledger.then,
                kind => kind.passes_to(),
            };
            Some((services[next?].name, service.name))
        });
        Callers { entries: sent.collect(), of: passes.collect() }
    }

    /// Returns the service that gets a reply, if it is one.
    pub(super) fn of_reply(&self, event: &Event) -> Option<Symbol> {
        let Event::Replied { call, service, .. } = event else { return None };
        let is_inner = self.entries.get(call).is_some_and(|entry| entry != service);
        is_inner.then(|| self.of.get(service).copied()).flatten()
    }
}

/// What a record says of the truth, or of what somebody takes for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Strip {
    /// What a service did.
    Truth,
    /// What the model takes to have happened.
    Belief,
}

impl Strip {
    /// Tells on which strip of the band a record stands, if on one.
    pub(super) fn of(event: &Event) -> Option<Self> {
        match event {
            Event::Committed { .. }
            | Event::Deduplicated { .. }
            | Event::Destroyed { .. }
            | Event::Restored { .. }
            | Event::Served { .. }
            | Event::Missed { .. }
            | Event::Applied { .. } => Some(Strip::Truth),
            Event::Believed { .. }
            | Event::Noted { .. }
            | Event::Delivered { .. }
            | Event::Answered { .. } => Some(Strip::Belief),
            _ => None,
        }
    }
}

/// Lists the lanes that some records use, from the user to the operator; services in the order in
/// which these worlds have them, and then any that came later.
pub(super) fn lanes<'a>(
    worlds: impl Iterator<Item = &'a World>,
    records: impl Iterator<Item = &'a Record>,
) -> Vec<Lane> {
    let ways = records.map(|record| Way::of(&record.event));
    let used: BTreeSet<Lane> = ways.flat_map(|way| [way.from, way.to]).collect();
    let known = worlds.flat_map(|world| &world.services).map(|of| Lane::Service(of.name));
    let came_later = used.iter().copied().filter(|lane| matches!(lane, Lane::Service(_)));
    let mut services: Vec<Lane> = Vec::new();
    for lane in known.chain(came_later) {
        if used.contains(&lane) && !services.contains(&lane) {
            services.push(lane);
        }
    }
    let is_used = |lane: &Lane| used.contains(lane);
    let first = [Lane::User, Lane::Model, Lane::Runtime].into_iter().filter(is_used);
    let last = [Lane::Pipeline, Lane::Operator].into_iter().filter(is_used);
    first.chain(services).chain(last).collect()
}
