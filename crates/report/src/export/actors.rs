//! Who does what to whom: the two ends of the seam that a record crosses.

use super::spans::Spans;
use seamripper_scenario::plan::{Symbol, Symbols};
use seamripper_sim::trace::{Event, Record};

/// Somebody who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Actor {
    /// Who asks.
    User,
    /// What decides.
    Model,
    /// What carries out.
    Runtime,
    /// Who confirms.
    Operator,
    /// What does the work.
    Service(Symbol),
    /// What brings changes.
    Pipeline,
    /// What watches.
    Monitoring,
}

impl Actor {
    /// Names the actor; a service by its own name.
    pub(super) fn name(self, symbols: &Symbols) -> &str {
        match self {
            Actor::User => "user",
            Actor::Model => "model",
            Actor::Runtime => "runtime",
            Actor::Operator => "operator",
            Actor::Service(name) => symbols.text(name).as_str(),
            Actor::Pipeline => "pipeline",
            Actor::Monitoring => "monitoring",
        }
    }
}

/// Finds who acts in a record, and upon whom: nobody, if it stays with the one who acts.
///
/// None of both for a formula that failed: that is nobody's doing.
pub(super) fn seam(record: &Record, spans: &Spans<'_>) -> (Option<Actor>, Option<Actor>) {
    use Actor::{Model, Monitoring, Operator, Pipeline, Runtime, Service, User};
    let (from, to) = match &record.event {
        Event::Asked { evaluation: true, .. } => (Pipeline, Some(Model)),
        Event::Asked { .. } => (User, Some(Model)),
        Event::Called { .. } => (Model, Some(Runtime)),
        Event::Refused { .. } | Event::Delivered { .. } => (Runtime, Some(Model)),
        Event::ConfirmationAsked { .. } => (Runtime, Some(Operator)),
        Event::ConfirmationAnswered { .. } => (Operator, Some(Runtime)),
        Event::Sent { service, .. } => (Runtime, Some(Service(*service))),
        Event::Landed { service, .. }
        | Event::Masked { service, .. }
        | Event::Applied { service, .. }
        | Event::Committed { service, .. }
        | Event::Deduplicated { service, .. }
        | Event::Served { service, .. }
        | Event::Missed { service, .. }
        | Event::Destroyed { service, .. }
        | Event::Restored { service, .. } => (Service(*service), None),
        Event::Coerced { service, .. } => (service.map_or(Runtime, Service), None),
        Event::Replied { service, .. } => {
            (Service(*service), spans.asker(record.seq).map(|who| who.map_or(Runtime, Service)))
        }
        Event::Received { .. }
        | Event::Flagged { .. }
        | Event::Intervened { .. }
        | Event::Ended { .. }
        | Event::Closed => (Runtime, None),
        Event::Noted { .. } | Event::Believed { .. } => (Model, None),
        Event::Answered { .. } => (Model, Some(User)),
        Event::Alerted { .. } => (Monitoring, None),
        Event::Deployed { .. } | Event::Blocked { .. } | Event::Evaluated { .. } => {
            (Pipeline, None)
        }
        Event::Failed { .. } => return (None, None),
    };
    (Some(from), to)
}
