//! A store: resources in environments, some inside others, some copies of others.
//!
//! Deleting a resource deletes what lies inside it. Where access is enforced, an operation needs the
//! right `OPERATION:ENVIRONMENT`, as in `delete:production`.

use super::nothing;
use super::{Job, Reply};
use crate::replay::Site;
use crate::trace::Event;
use seamripper_scenario::plan::{ServiceId, ServiceKind, Store, Symbol, World};
use seamripper_scenario::written::Operation;
use seamripper_scenario::{Map, Text, Value, work};
use std::collections::BTreeMap;

/// What a store holds: resources by id.
#[derive(Default)]
pub(super) struct Holdings(BTreeMap<Symbol, Held>);

struct Held {
    environment: Symbol,
    inside: Option<Symbol>,
    fields: Value,
    /// When it was deleted, if it was, and until when it can be restored.
    gone: Option<u64>,
}

impl Holdings {
    pub(super) fn new(store: &Store) -> Self {
        let held = store.resources.iter().map(|resource| {
            let environment = resource.environment;
            let held = Held {
                environment,
                inside: resource.inside,
                fields: resource.fields.clone(),
                gone: None,
            };
            (resource.id, held)
        });
        Holdings(held.collect())
    }

    /// Lists a resource and what lies inside it, however deep.
    fn with_contents(&self, id: Symbol) -> Vec<Symbol> {
        let mut found = vec![id];
        let mut at = 0;
        while at < found.len() && !work::is_spent() {
            work::spend((self.0.len() + found.len()) as u64);
            let inside = self.0.iter().filter(|(_, held)| held.inside == Some(found[at]));
            let new: Vec<Symbol> =
                inside.map(|(id, _)| *id).filter(|id| !found.contains(id)).collect();
            found.extend(new);
            at += 1;
        }
        found
    }
}

/// What a look at a store tells before a call is made.
pub(crate) struct Peek;

impl Peek {
    /// Returns the environment of the resource that a call of this service would hit.
    pub(crate) fn environment(
        site: &Site,
        world: &World,
        service: ServiceId,
        args: &Value,
    ) -> Option<Symbol> {
        let mut at = service;
        while let Some(next) = world.services[at].kind.passes_to() {
            at = next;
        }
        let ServiceKind::Store(store) = &world.services[at].kind else {
            return None;
        };
        let symbols = &site.replay.plan.symbols;
        let id = args.field(symbols.text(store.key).as_str());
        let id = symbols.get(id.as_text()?)?;
        let mut states = site.states.borrow_mut();
        let held = states.of(world.services[at].name).store.0.get(&id);
        held.map(|held| held.environment)
    }
}

pub(super) async fn answer(job: &mut Job<'_>, store: &Store) -> Reply {
    job.take(&store.latency, job.request.key).await;
    if job.request.operation == Operation::Find {
        return find(job, store);
    }
    let asked = job.arg(store.key);
    let Some(name) = asked.as_text() else {
        return job.error(400, format!("no resource is named by {asked}"));
    };
    if job.request.operation == Operation::Create {
        return create(job, store, name);
    }
    let id = job.site.replay.plan.symbols.get(name);
    let found = id.and_then(|id| {
        let mut states = job.site.states.borrow_mut();
        let held = states.of(job.name).store.0.get(&id)?;
        Some((id, held.environment, held.gone, held.fields.clone()))
    });
    let Some((id, environment, gone, fields)) = found else {
        return job.error(404, format!("there is no resource {asked}"));
    };
    if let Some(refusal) = refuse(job, store, environment) {
        return refusal;
    }
    match (job.request.operation, gone) {
        (Operation::Restore, Some(until)) => restore(job, id, until),
        (_, Some(_)) => job.error(404, format!("there is no resource {asked}")),
        (Operation::Read, None) => job.success(fields),
        (Operation::Write, None) => write(job, store, id, &fields),
        (Operation::Delete, None) => delete(job, store, id),
        (Operation::Restore, None) => job.success(nothing()),
        (Operation::Call | Operation::Find | Operation::Create, None) => {
            job.error(400, "no such operation")
        }
    }
}

/// Refuses an operation for which the identity has no right.
fn refuse(job: &Job<'_>, store: &Store, environment: Symbol) -> Option<Reply> {
    let operation = format!("{:?}", job.request.operation).to_lowercase();
    let right = format!("{operation}:{}", job.site.replay.text(environment));
    let allowed = job.request.badge.may(store.access, &right);
    (!allowed).then(|| job.error(403, format!("this identity has no right to {right}")))
}

fn find(job: &mut Job<'_>, store: &Store) -> Reply {
    let symbols = &job.site.replay.plan.symbols;
    let mut states = job.site.states.borrow_mut();
    let held = states.of(job.name).store.0.iter();
    let Value::Map(wanted) = &job.request.args else {
        return job.error(400, "no arguments");
    };
    let key = symbols.text(store.key);
    let fits = |id: Symbol, held: &Held| {
        let field = |name: &Text| match name.as_str() {
            "environment" => Value::Text(symbols.text(held.environment).clone()),
            _ if name == key => Value::Text(symbols.text(id).clone()),
            name => held.fields.field(name),
        };
        held.gone.is_none()
            && wanted.iter().all(|(name, value)| field(name) == *value)
            && job
                .request
                .badge
                .may(store.access, &format!("find:{}", symbols.text(held.environment)))
    };
    let ids: Vec<Value> = held
        .filter(|(id, held)| fits(**id, held))
        .map(|(id, _)| Value::Text(symbols.text(*id).clone()))
        .collect();
    let count = Value::Int(i64::try_from(ids.len()).unwrap_or(i64::MAX));
    let body = Map::from_iter([("count".into(), count), ("found".into(), Value::list(ids))]);
    job.success(Value::map(body))
}

fn create(job: &mut Job<'_>, store: &Store, name: &str) -> Reply {
    let symbols = &job.site.replay.plan.symbols;
    let environment = job.request.args.field("environment");
    let environment = environment.as_text().and_then(|text| symbols.get(text));
    let Some(environment) = environment else {
        return job.error(400, "the argument `environment` is missing");
    };
    if let Some(refusal) = refuse(job, store, environment) {
        return refusal;
    }
    let fields = job.request.args.clone();
    // What no formula, fix or invariant names cannot be asked for again, so nothing keeps it.
    let Some(id) = symbols.get(name) else {
        return job.success(fields);
    };
    let mut states = job.site.states.borrow_mut();
    let holdings = &mut states.of(job.name).store.0;
    if holdings.get(&id).is_some_and(|held| held.gone.is_none()) {
        return job.error(409, format!("there is a resource '{name}' already"));
    }
    let held = Held { environment, inside: None, fields: fields.clone(), gone: None };
    holdings.insert(id, held);
    drop(states);
    commit(job, store);
    job.success(fields)
}

/// Records that a resource was written or created.
fn commit(job: &mut Job<'_>, store: &Store) {
    let number = job.site.states.borrow_mut().of(job.name).requests;
    job.record(Event::Committed {
        call: job.request.call,
        attempt: job.request.attempt,
        service: job.name,
        effect: store.change,
        number,
        after_ns: 0,
        args: job.request.args.clone(),
    });
}

fn write(job: &mut Job<'_>, store: &Store, id: Symbol, fields: &Value) -> Reply {
    let key = job.site.replay.plan.symbols.text(store.key).clone();
    let mut changed =
        if let Value::Map(fields) = fields { (**fields).clone() } else { Map::default() };
    if let Value::Map(args) = &job.request.args {
        for (name, value) in args.iter().filter(|(name, _)| **name != key) {
            changed.set(name.clone(), value.clone());
        }
    }
    let changed = Value::map(changed);
    let mut states = job.site.states.borrow_mut();
    if let Some(held) = states.of(job.name).store.0.get_mut(&id) {
        held.fields = changed.clone();
    }
    drop(states);
    commit(job, store);
    job.success(changed)
}

fn delete(job: &mut Job<'_>, store: &Store, id: Symbol) -> Reply {
    let now = job.site.replay.engine.now();
    let doomed: Vec<(Symbol, Symbol)> = {
        let mut states = job.site.states.borrow_mut();
        let holdings = &mut states.of(job.name).store;
        let mut doomed = Vec::new();
        for id in holdings.with_contents(id) {
            if let Some(held) = holdings.0.get_mut(&id).filter(|held| held.gone.is_none()) {
                held.gone = Some(now.saturating_add(store.restorable_ns));
                doomed.push((id, held.environment));
            }
        }
        doomed
    };
    for (resource, environment) in doomed {
        job.record(Event::Destroyed {
            call: job.request.call,
            service: job.name,
            effect: store.effect,
            resource,
            environment,
            restorable_ns: store.restorable_ns,
        });
    }
    job.success(Value::map(Map::from_iter([("status".into(), "deleted".into())])))
}

fn restore(job: &mut Job<'_>, id: Symbol, until_ns: u64) -> Reply {
    let now = job.site.replay.engine.now();
    if now >= until_ns {
        return job.error(404, "it is gone for good");
    }
    let ids = {
        let mut states = job.site.states.borrow_mut();
        let holdings = &mut states.of(job.name).store;
        let mut back = Vec::new();
        for id in holdings.with_contents(id) {
            // What was deleted earlier may be gone for good; what was never deleted is still there.
            let held = holdings.0.get_mut(&id);
            if let Some(held) = held.filter(|held| held.gone.is_some_and(|until| now < until)) {
                held.gone = None;
                back.push(id);
            }
        }
        back
    };
    for resource in ids {
        job.record(Event::Restored { call: job.request.call, service: job.name, resource });
    }
    job.success(Value::map(Map::from_iter([("status".into(), "restored".into())])))
}
