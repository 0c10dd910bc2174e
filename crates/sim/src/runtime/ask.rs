//! Asks code of the user's about calls and results, if there is any: tells it what a runtime knows.

use super::Session;
use super::attempt::key;
use super::guard::Refused;
use crate::middleware::seat::Changed;
use crate::middleware::{AfterResult, Call, CallResult};
use crate::mind::Intended;
use crate::service::{Reply, Request};
use crate::trace::Refusal;
use seamripper_scenario::plan::{Symbol, World};

/// Asks about a call; what it is sent with and the record of that, or why it is refused.
pub(super) fn before_call(
    session: &Session,
    world: &World,
    call: u32,
    intended: &Intended,
    cause: u64,
) -> Result<(Changed, u64), Refused> {
    let Some(seat) = &session.site.seat else {
        return Ok((Changed::default(), cause));
    };
    let replay = &session.site.replay;
    let made = key(session, world, call, 1, intended);
    let about = Call {
        number: call,
        tool: replay.text(intended.tool),
        is_registered: world.tool(intended.tool).is_some(),
        arguments: &intended.args,
        intent: intended.intent.map(|intent| replay.text(intent)),
        nth: seat.count(session.id, intended.tool),
        turn: session.turn().map_or(0, |(number, _)| number),
        key: made.as_ref().map(|key| key.as_str()),
    };
    let refused = |says| Refused { reason: Refusal::Middleware, says };
    seat.before_call(session, &about, cause).map_err(refused)
}

/// Asks about the result of an attempt; what becomes of it, and the record of that.
pub(super) fn after_result(
    session: &Session,
    request: &Request,
    intent: Option<Symbol>,
    reply: &Reply,
    is_retried: bool,
    cause: u64,
) -> (AfterResult, u64) {
    let Some(seat) = &session.site.seat else {
        return (AfterResult::AsPolicy, cause);
    };
    let replay = &session.site.replay;
    let about = CallResult {
        call: request.call,
        tool: replay.text(request.tool),
        arguments: &request.args,
        intent: intent.map(|intent| replay.text(intent)),
        attempt: request.attempt,
        status: reply.status,
        is_success: reply.is_success(),
        text: reply.says.as_str(),
        body: &reply.body,
        key: request.idempotency_key.as_ref().map(|key| key.as_str()),
        is_retried,
    };
    seat.after_result(session, &about, cause)
}
