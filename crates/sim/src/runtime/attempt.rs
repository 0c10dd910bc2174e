//! The way out to the service and back: idempotency keys, waiting, and the runtime's own retries.

use super::guard::Admitted;
use super::{Session, ask};
use crate::draw::names;
use crate::middleware::{AfterResult, seat};
use crate::mind::Intended;
use crate::replay::{Here, Replay};
use crate::service::{Reply, Request, serve};
use crate::trace::Event;
use seamripper_engine::Fingerprint;
use seamripper_scenario::plan::{Retries, World};
use seamripper_scenario::written::{IdempotencyKey, RetryOn};
use seamripper_scenario::{Text, Value, work};
use std::rc::Rc;

/// What a call came to.
pub(super) enum Outcome {
    /// A service's answer.
    Reply(Reply),
    /// An error that code of the user's put in the place of one, with the status of the answer.
    Replaced { status: u16, says: Text },
}

/// Sends a call until it has a result that is not to be tried again; the result, and the record of it.
pub(super) async fn send(
    session: &Rc<Session>,
    world: &Here,
    call: u32,
    intended: &Intended,
    admitted: Admitted,
    fixed_key: Option<Text>,
    mut cause: u64,
) -> (Outcome, u64) {
    let replay = &session.site.replay;
    let retries = &world.policy.retries;
    let mut attempt = 1;
    loop {
        let request = Rc::new(Request {
            conversation: session.id,
            key: session.key,
            call,
            attempt,
            tool: intended.tool,
            operation: admitted.operation,
            args: admitted.args.clone(),
            idempotency_key: fixed_key
                .clone()
                .or_else(|| key(session, world, call, attempt, intended)),
            badge: admitted.badge.clone(),
        });
        let reply = once(session, world, &admitted, &request, cause).await;
        let ok = reply.is_success();
        let event = Event::Received { call, attempt, status: reply.status, ok };
        cause = session.record(Some(reply.cause), event);
        let retried = attempt < retries.attempts && again(retries, reply.status);
        let (then, after) =
            ask::after_result(session, &request, intended.intent, &reply, retried, cause);
        cause = after;
        match then {
            AfterResult::AsPolicy if retried => {}
            AfterResult::AsPolicy | AfterResult::HandOn => return (Outcome::Reply(reply), cause),
            AfterResult::Fail(says) => {
                return (Outcome::Replaced { status: reply.status, says }, cause);
            }
            AfterResult::Again(after) => {
                replay.engine.sleep(seat::ns(after)).await;
                attempt = attempt.saturating_add(1);
                continue;
            }
        }
        let pause =
            replay.dice.delay(&retries.backoff, names::RUNTIME, names::BACKOFF, session.key);
        let factor =
            if retries.doubling { 1u64.checked_shl(attempt - 1).unwrap_or(u64::MAX) } else { 1 };
        replay.engine.sleep(pause.saturating_mul(factor)).await;
        attempt += 1;
    }
}

/// Sends once, and waits as long as the policy says; status 0 stands for no answer in time.
async fn once(
    session: &Rc<Session>,
    world: &World,
    admitted: &Admitted,
    request: &Rc<Request>,
    cause: u64,
) -> Reply {
    let replay = &session.site.replay;
    let sent = session.record(
        Some(cause),
        Event::Sent {
            call: request.call,
            attempt: request.attempt,
            service: world.services[admitted.service].name,
            identity: request.badge.name,
            by_user: request.badge.by_user,
            key: request.idempotency_key.clone(),
        },
    );
    let answer = serve(session.site.clone(), admitted.service, request.clone(), sent);
    // A task of its own: giving up waiting does not stop the service.
    let answer = replay.engine.spawn(answer);
    match replay.engine.timeout(world.policy.call_timeout_ns, answer).await {
        Ok(Ok(reply)) => reply,
        Ok(Err(_)) | Err(_) => {
            Reply { status: 0, says: Text::from(""), body: Value::Null, cause: sent }
        }
    }
}

/// Tells whether the policy sends again after this status.
fn again(retries: &Retries, status: u16) -> bool {
    retries.on.iter().any(|on| match on {
        RetryOn::ServerError => (500..600).contains(&status),
        RetryOn::Timeout => status == 0,
        RetryOn::Conflict => status == 409,
        RetryOn::TooManyRequests => status == 429,
    })
}

/// Makes the idempotency key of an attempt.
pub(super) fn key(
    session: &Session,
    world: &World,
    call: u32,
    attempt: u32,
    intended: &Intended,
) -> Option<Text> {
    let replay = &session.site.replay;
    let per_call = || format!("call-{call}");
    let key = match world.policy.idempotency_key {
        IdempotencyKey::None => return None,
        IdempotencyKey::PerAttempt => format!("call-{call}-attempt-{attempt}"),
        IdempotencyKey::PerCall => per_call(),
        IdempotencyKey::PerIntent => match (intended.intent, session.turn()) {
            (Some(intent), Some((turn, _))) => {
                format!("conversation-{}-turn-{turn}-{}", session.id, replay.text(intent))
            }
            _ => per_call(),
        },
        IdempotencyKey::PayloadHash => {
            work::spend(Replay::work_of(&intended.args) / 2);
            let mut hash = Fingerprint::new();
            hash.write(replay.text(intended.tool).as_bytes());
            hash.write(intended.args.to_string().as_bytes());
            format!("payload-{hash}")
        }
    };
    Some(Text::from(key))
}
