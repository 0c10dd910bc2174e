//! The runtime between the model and the services: what a call passes on its way out, and how its
//! result comes back. Each policy of the runtime is applied in exactly one place of this module.

mod ask;
mod attempt;
mod delivery;
mod guard;
mod session;

pub(crate) use crate::service::fits;
pub(crate) use delivery::deliver;
pub(crate) use session::Session;

use crate::mind::{Intended, Seen};
use crate::replay::Here;
use crate::trace::{Event, Refusal};
use attempt::Outcome;
use guard::Refused;
use seamripper_engine::queue;
use seamripper_scenario::plan::World;
use seamripper_scenario::{Text, Value, work};
use std::rc::Rc;

/// A call of the model's with its number and the record of it.
pub(crate) struct Placed {
    pub(crate) call: u32,
    pub(crate) intended: Rc<Intended>,
    pub(crate) cause: u64,
}

/// A result as it arrived at the runtime.
pub(crate) struct Arrived {
    /// The place of its call among the calls of the batch.
    pub(crate) place: usize,
    pub(crate) seen: Seen,
    pub(crate) cause: u64,
}

/// Makes the calls of a batch, as many at once as the policy allows; results in order of arrival.
pub(crate) async fn execute(
    session: &Rc<Session>,
    world: &Here,
    calls: Vec<Placed>,
) -> Vec<Arrived> {
    let at_once = (world.policy.parallelism as usize).min(calls.len()).max(1);
    let mut results = Vec::with_capacity(calls.len());
    if at_once == 1 {
        for (place, placed) in calls.into_iter().enumerate() {
            if work::is_spent() {
                break;
            }
            let (seen, cause) = make(session.clone(), world.clone(), placed).await;
            results.push(Arrived { place, seen, cause });
        }
        return results;
    }
    let (sender, mut receiver) = queue();
    let mut waiting = calls.into_iter().enumerate();
    let mut start = || {
        if let Some((place, placed)) = waiting.next() {
            let (session, world, sender) = (session.clone(), world.clone(), sender.clone());
            session.site.replay.engine.clone().spawn(async move {
                let (seen, cause) = make(session, world, placed).await;
                // The batch may have been dropped at the end of the run; then nobody waits.
                let _ = sender.send(Arrived { place, seen, cause });
            });
            return true;
        }
        false
    };
    let mut running = 0;
    while running < at_once && start() {
        running += 1;
    }
    while running > 0 {
        let Some(arrived) = receiver.recv().await else {
            break;
        };
        results.push(arrived);
        running -= 1;
        if start() {
            running += 1;
        }
    }
    results
}

/// Makes one call: through the guards, out to the service, and back through the checks.
async fn make(session: Rc<Session>, world: Here, placed: Placed) -> (Seen, u64) {
    let Placed { call, intended, cause } = placed;
    let (changed, cause) = match ask::before_call(&session, &world, call, &intended, cause) {
        Ok(changed) => changed,
        Err(refused) => return refuse(&session, &world, call, intended, refused, cause),
    };
    // The model remembers what it asked for; guards and services meet what is sent.
    let rewritten = changed.args.map(|args| Intended { args, ..(*intended).clone() });
    let sent = rewritten.as_ref().unwrap_or(&intended);
    let (admitted, cause) = match guard::admit(&session, &world, call, sent, cause).await {
        Ok(admitted) => admitted,
        Err((refused, cause)) => return refuse(&session, &world, call, intended, refused, cause),
    };
    let (result, cause) =
        attempt::send(&session, &world, call, sent, admitted, changed.key, cause).await;
    let mut seen = match result {
        Outcome::Reply(reply) => Seen {
            call,
            ok: reply.is_success(),
            status: reply.status,
            says: says(&session, &reply),
            body: reply.body,
            asked: intended,
        },
        Outcome::Replaced { status, says } => {
            Seen { call, ok: false, status, says, body: Value::Null, asked: intended }
        }
    };
    let cause = check(&session, &world, &mut seen, cause);
    (seen, cause)
}

fn refuse(
    session: &Session,
    world: &World,
    call: u32,
    asked: Rc<Intended>,
    refused: Refused,
    cause: u64,
) -> (Seen, u64) {
    let Refused { reason, says } = refused;
    let event = Event::Refused { call, reason, says: says.clone() };
    let cause = session.record(Some(cause), event);
    session.note_unknown(match reason {
        Refusal::Middleware => world.tool(asked.tool).is_none(),
        reason => reason == Refusal::UnknownTool,
    });
    (Seen { call, asked, ok: false, status: 0, says, body: Value::Null }, cause)
}

/// The text of a failed attempt, as the model gets it.
fn says(session: &Session, reply: &crate::service::Reply) -> Text {
    match reply.status {
        200..300 => reply.says.clone(),
        0 => Text::from("no answer in time"),
        status => session.site.replay.kept.failure(status, &reply.says),
    }
}

/// Applies the checks of results; a result that fails one becomes an error.
fn check(session: &Session, world: &World, seen: &mut Seen, mut cause: u64) -> u64 {
    let checks = world.policy.result_checks.iter();
    for check in checks.filter(|check| check.tool == seen.asked.tool) {
        if !seen.ok {
            break;
        }
        let names = crate::service::Names(&[&seen.asked.args, &seen.body]);
        match check.holds.eval_bool(&names) {
            Ok(true) => {}
            Ok(false) => {
                cause = session
                    .record(Some(cause), Event::Flagged { call: seen.call, check: check.name });
                seen.ok = false;
                seen.says = check.says.clone();
                seen.body = Value::Null;
            }
            // A check that cannot be computed says nothing about the result: the script is wrong.
            Err(error) => session.site.replay.fail(Some(session.id), check.name, &error.message),
        }
    }
    cause
}
