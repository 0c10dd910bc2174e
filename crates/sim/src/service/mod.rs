//! Services: a request goes in, a reply comes out, virtual time passes.
//!
//! Services compose: one passes a request on to another by calling [`serve`] again. What a service
//! is configured to do is the world's, what it holds is in [`States`], so a deploy changes the one
//! and keeps the other.

mod balancer;
mod faults;
mod function;
mod ledger;
mod limiter;
mod store;
mod struck;
mod table;

use crate::draw::names;
use crate::replay::{Replay, Site};
use crate::trace::Event;
use seamripper_scenario::expr::{HostArgument, Scope};
use seamripper_scenario::plan::{Holder, ServiceId, ServiceKind, Symbol, World};
use seamripper_scenario::written::{Access, Operation};
use seamripper_scenario::{Map, Text, Value, work};
use std::pin::Pin;
use std::rc::Rc;
use struck::Struck;

pub(crate) use function::{fits, lossless, type_name};
pub(crate) use store::Peek;

/// What the runtime sends to a service.
pub(crate) struct Request {
    pub(crate) conversation: u32,
    /// Keys the draws that are made for the conversation.
    pub(crate) key: u64,
    pub(crate) call: u32,
    pub(crate) attempt: u32,
    pub(crate) tool: Symbol,
    pub(crate) operation: Operation,
    /// A map by parameter.
    pub(crate) args: Value,
    pub(crate) idempotency_key: Option<Text>,
    pub(crate) badge: Badge,
}

/// The identity that comes with a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Badge {
    pub(crate) name: Option<Symbol>,
    pub(crate) by_user: bool,
    pub(crate) rights: Vec<Text>,
    /// What the user may do: not visible to services, kept for the record.
    pub(crate) user_rights: Rc<[Text]>,
}

impl Badge {
    /// Tells whether a service with this access lets the identity do what needs a right.
    pub(crate) fn may(&self, access: Access, right: &str) -> bool {
        match access {
            Access::Open => true,
            Access::Enforced => Holder::may(&self.rights, right),
            Access::EnforcedForUsers => self.by_user && Holder::may(&self.rights, right),
        }
    }
}

/// What a service answers.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    /// An HTTP status.
    pub(crate) status: u16,
    /// The text of an error; empty for a success.
    pub(crate) says: Text,
    /// The answer; null for an error.
    pub(crate) body: Value,
    /// The record that led to it.
    pub(crate) cause: u64,
}

impl Reply {
    fn success(body: Value, cause: u64) -> Self {
        Reply { status: 200, says: Text::from(""), body, cause }
    }

    fn error(status: u16, says: impl Into<Text>, cause: u64) -> Self {
        Reply { status, says: says.into(), body: Value::Null, cause }
    }

    /// Tells whether the status is one of success.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// What the services of a site hold, by name.
///
/// A world has few services, so that looking through them is the quickest.
pub(crate) struct States(Vec<(Symbol, State)>);

/// What one service holds.
#[derive(Default)]
struct State {
    /// Requests so far.
    requests: u64,
    ledger: ledger::Books,
    /// When calls were passed on, within the stretch of a rate limiter.
    passed: std::collections::VecDeque<u64>,
    store: store::Holdings,
    /// The last answer to each tool, for faults that answer with it again.
    last: Vec<(Symbol, Value)>,
    /// Spells of faults on it.
    spells: Vec<(Symbol, faults::Spell)>,
}

impl States {
    pub(crate) fn new(world: &World) -> Self {
        let mut states = States(Vec::with_capacity(world.services.len()));
        for service in &world.services {
            if let ServiceKind::Store(store) = &service.kind {
                states.of(service.name).store = store::Holdings::new(store);
            }
        }
        states
    }

    fn of(&mut self, service: Symbol) -> &mut State {
        let known = self.0.iter().position(|(name, _)| *name == service);
        let place = known.unwrap_or_else(|| {
            self.0.push((service, State::default()));
            self.0.len() - 1
        });
        &mut self.0[place].1
    }
}

/// A service at work on one request.
struct Job<'a> {
    site: &'a Rc<Site>,
    name: Symbol,
    request: &'a Rc<Request>,
    struck: Option<&'a Struck>,
    cause: u64,
}

impl Job<'_> {
    fn record(&mut self, event: Event) {
        self.cause =
            self.site.replay.record(Some(self.request.conversation), Some(self.cause), event);
    }

    /// Lets the service's own time pass: what a fault makes of it, or a draw.
    async fn take(&self, delay: &seamripper_scenario::plan::Delay, entity: u64) {
        let replay = &self.site.replay;
        let name = replay.name(self.name);
        let time = match self.struck.and_then(|struck| struck.slow_ns(delay)) {
            None => replay.dice.delay(delay, name, names::LATENCY, entity),
            // Counted even where a fault decides: later draws must not hang on which requests it
            // struck.
            Some(slow) => {
                replay.dice.pass_over(delay, name, names::LATENCY, entity);
                slow
            }
        };
        if time > 0 {
            replay.engine.sleep(time).await;
        }
    }

    /// Has another service serve the request, and waits for it.
    fn pass_on(&self, service: ServiceId) -> Pin<Box<dyn Future<Output = Reply>>> {
        Box::pin(serve(self.site.clone(), service, self.request.clone(), self.cause))
    }

    fn arg(&self, name: Symbol) -> Value {
        self.request.args.field(self.site.replay.text(name))
    }

    fn success(&self, body: Value) -> Reply {
        Reply::success(body, self.cause)
    }

    fn error(&self, status: u16, says: impl Into<Text>) -> Reply {
        Reply::error(status, says, self.cause)
    }
}

/// Serves a request at a service of the site's world.
///
/// A service that waits for another one right here boxes that, since one may pass to the next.
pub(crate) async fn serve(
    site: Rc<Site>,
    service: ServiceId,
    request: Rc<Request>,
    cause: u64,
) -> Reply {
    let world = site.world();
    let name = world.services[service].name;
    let (struck, cause) = faults::strike(&site, &world, service, &request, cause);
    let struck = struck.as_deref();
    let mut job = Job { site: &site, name, request: &request, struck, cause };
    let mut reply = match struck.and_then(Struck::refusal) {
        Some((status, says)) => job.error(*status, says.clone()),
        None => work_on(&mut job, &world.services[service].kind).await,
    };
    match struck {
        Some(struck) => struck.spoil(&site, name, &request, &mut reply).await,
        None if reply.is_success() => drop(struck::remember(&site, name, &request, &reply.body)),
        None => {}
    }
    work::spend(Replay::work_of(&reply.body));
    let replied = Event::Replied {
        call: request.call,
        attempt: request.attempt,
        service: name,
        status: reply.status,
        says: reply.says.clone(),
    };
    reply.cause = site.replay.record(Some(request.conversation), Some(reply.cause), replied);
    reply
}

async fn work_on(job: &mut Job<'_>, kind: &ServiceKind) -> Reply {
    match kind {
        ServiceKind::LoadBalancer { upstream, timeout_ns, status, says } => {
            balancer::pass_on(job, *upstream, *timeout_ns, *status, says).await
        }
        ServiceKind::Latency { latency, upstream } => {
            job.take(latency, job.request.key).await;
            match upstream {
                Some(upstream) => job.pass_on(*upstream).await,
                None => job.success(nothing()),
            }
        }
        ServiceKind::RateLimiter(limiter) => limiter::pass_on(job, limiter).await,
        ServiceKind::Ledger(ledger) => ledger::answer(job, ledger).await,
        ServiceKind::RecordTable(table) => table::answer(job, table).await,
        ServiceKind::Function(function) => function::answer(job, function).await,
        ServiceKind::Store(store) => store::answer(job, store).await,
    }
}

/// An answer with nothing in it.
fn nothing() -> Value {
    Value::map(Map::default())
}

/// Names of a formula with their values, in the order of its vocabulary.
pub(crate) struct Names<'a>(pub(crate) &'a [&'a Value]);

impl Scope for Names<'_> {
    fn root(&self, index: usize) -> Value {
        self.0.get(index).copied().cloned().unwrap_or_default()
    }

    fn field(&self, index: usize, name: &str) -> Value {
        self.0.get(index).map(|value| value.field(name)).unwrap_or_default()
    }

    fn host(&self, _: usize, _: &[HostArgument<'_>]) -> Result<Value, String> {
        Err("no functions here".to_owned())
    }
}
