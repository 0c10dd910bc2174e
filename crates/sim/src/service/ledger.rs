//! A ledger: it commits one effect for each request that it does not recognise, then answers.
//!
//! Recognition follows the IETF Idempotency-Key draft: the stored answer is replayed, 409 while the
//! first request is in flight, 422 for another payload under the same key, 400 where a key is
//! required and missing. A key is forgotten when its retention is over.

use super::struck::Struck;
use super::{Job, Names, Reply};
use crate::trace::Event;
use seamripper_scenario::plan::{ByKey, Ledger};
use seamripper_scenario::written::Operation;
use seamripper_scenario::{Map, Text, Value, work};
use std::collections::BTreeMap;

/// What a ledger holds.
#[derive(Default)]
pub(super) struct Books {
    /// Arguments of the committed effects; the number of an effect is its place plus 1.
    effects: Vec<Value>,
    keys: BTreeMap<Text, Known>,
}

/// What a ledger remembers of a key.
struct Known {
    since_ns: u64,
    /// The call and the attempt that brought the key; no other may answer under it.
    owner: (u32, u32),
    payload: Value,
    number: u64,
    /// The answer, when there is one.
    answer: Option<(u16, Text, Value)>,
}

pub(super) async fn answer(job: &mut Job<'_>, ledger: &Ledger) -> Reply {
    if job.request.operation == Operation::Find {
        job.take(&ledger.commits_after, job.request.key ^ 1).await;
        return find(job);
    }
    let received_ns = job.site.replay.engine.now();
    if let Some(by_key) = &ledger.deduplicate
        && let Some(reply) = recognise(job, ledger, by_key)
    {
        return reply;
    }
    job.take(&ledger.commits_after, job.request.key).await;
    let mut number = 0;
    for _ in 0..job.struck.map_or(1, Struck::times) {
        number = commit(job, ledger, received_ns);
    }
    let reply = finish(job, ledger, number).await;
    if let (Some(key), true) = (&job.request.idempotency_key, ledger.deduplicate.is_some()) {
        let mut states = job.site.states.borrow_mut();
        if let Some(known) = states.of(job.name).ledger.keys.get_mut(key)
            && known.owner == owner(job)
        {
            known.answer = Some((reply.status, reply.says.clone(), reply.body.clone()));
        }
    }
    reply
}

/// Answers a repeated request; none for one that is new, whose key is then remembered.
fn recognise(job: &mut Job<'_>, ledger: &Ledger, by_key: &ByKey) -> Option<Reply> {
    let Some(key) = job.request.idempotency_key.clone() else {
        return by_key.required.then(|| job.error(400, "the request has no idempotency key"));
    };
    let now = job.site.replay.engine.now();
    let payload = payload(job, by_key);
    let (number, answer) = {
        let mut states = job.site.states.borrow_mut();
        let books = &mut states.of(job.name).ledger;
        let kept = books.keys.get(&key);
        let kept = kept.filter(|known| now.saturating_sub(known.since_ns) < by_key.retention_ns);
        let Some(known) = kept else {
            let new = Known { since_ns: now, owner: owner(job), payload, number: 0, answer: None };
            books.keys.insert(key, new);
            return None;
        };
        if known.payload != payload {
            let says = "the idempotency key was used with another payload";
            drop(states);
            return Some(job.error(422, says));
        }
        (known.number, known.answer.clone())
    };
    Some(match answer {
        Some((status, says, body)) => {
            let (call, attempt) = (job.request.call, job.request.attempt);
            let (service, effect) = (job.name, ledger.effect);
            job.record(Event::Deduplicated { call, attempt, service, effect, number });
            Reply { status, says, body, cause: job.cause }
        }
        None => job.error(409, "a request with this idempotency key is still being processed"),
    })
}

fn owner(job: &Job<'_>) -> (u32, u32) {
    (job.request.call, job.request.attempt)
}

/// Returns what must be the same under the same key.
fn payload(job: &Job<'_>, by_key: &ByKey) -> Value {
    match &by_key.payload {
        None => job.request.args.clone(),
        Some(fields) => {
            work::spend(64 * fields.len() as u64);
            let field = |name: &_| {
                let text = job.site.replay.plan.symbols.text(*name).clone();
                let value = job.request.args.field(text.as_str());
                (text, value)
            };
            Value::map(fields.iter().map(field).collect::<Map>())
        }
    }
}

fn commit(job: &mut Job<'_>, ledger: &Ledger, received_ns: u64) -> u64 {
    let number = {
        let mut states = job.site.states.borrow_mut();
        let books = &mut states.of(job.name).ledger;
        books.effects.push(job.request.args.clone());
        let number = books.effects.len() as u64;
        if let Some(known) = job
            .request
            .idempotency_key
            .as_ref()
            .and_then(|key| books.keys.get_mut(key))
            .filter(|known| known.owner == owner(job))
        {
            known.number = number;
        }
        number
    };
    job.record(Event::Committed {
        call: job.request.call,
        attempt: job.request.attempt,
        service: job.name,
        effect: ledger.effect,
        number,
        after_ns: job.site.replay.engine.now() - received_ns,
        args: job.request.args.clone(),
    });
    number
}

/// Lets the service behind work on the answer, and makes it.
async fn finish(job: &mut Job<'_>, ledger: &Ledger, number: u64) -> Reply {
    let mut upstream = Value::Null;
    if let Some(then) = ledger.then {
        let reply = job.pass_on(then).await;
        if !reply.is_success() {
            return reply;
        }
        (upstream, job.cause) = (reply.body, reply.cause);
    }
    let number = Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
    let body = match &ledger.answers {
        None => {
            let answer = [("number".into(), number), ("status".into(), "confirmed".into())];
            Value::map(Map::from_iter(answer))
        }
        Some(formula) => match formula.eval(&Names(&[&job.request.args, &number, &upstream])) {
            Ok(Value::Map(body)) => Value::Map(body),
            Ok(other) => Value::map(Map::from_iter([("answer".into(), other)])),
            Err(error) => return job.error(500, error.message),
        },
    };
    job.success(body)
}

/// Finds the committed effects whose arguments are those given.
fn find(job: &mut Job<'_>) -> Reply {
    let states = &mut *job.site.states.borrow_mut();
    let effects = &states.of(job.name).ledger.effects;
    work::spend(32 * effects.len() as u64);
    let Value::Map(wanted) = &job.request.args else {
        return job.error(400, "no arguments");
    };
    let fits =
        |args: &&Value| wanted.iter().all(|(name, value)| args.field(name.as_str()) == *value);
    let found: Vec<Value> = effects.iter().filter(fits).cloned().collect();
    let count = Value::Int(i64::try_from(found.len()).unwrap_or(i64::MAX));
    let body = Map::from_iter([("count".into(), count), ("found".into(), Value::list(found))]);
    job.success(Value::map(body))
}
