//! The prompt, the identities, the operator, and every switch of the runtime.

use crate::Choices;
use crate::services::Services;

/// Writes what is around the agent: prompt, users, credentials, operator.
pub(crate) fn around(c: &mut Choices<'_>) -> String {
    let mut rights = Vec::new();
    for right in ["see:n", "see:*", "read:prod", "delete:*", "write:prod"] {
        if c.is() {
            rights.push(format!("\"{right}\""));
        }
    }
    let lifetime =
        if c.is() { format!(", lifetime: \"{}\"", c.some_time()) } else { String::new() };
    format!(
        "prompt: [(id: \"role\", text: \"You do things.\"), (id: \"haste\", text: \"Be quick.\")], \
         users: {{ \"ann\": (rights: [{}]), \"bob\": () }}, \
         credentials: {{ \"account\": (rights: [\"see:*\", \"delete:*\"], token: \"secret\"{lifetime}) }}, \
         operator: (answers_after: {}, approves: \"{}\", waves_through: \"{}\")",
        rights.join(", "),
        c.delay(),
        c.of(&["true", "environment == 'stage'", "args.id == request.id", "1 / len(args) == 1"]),
        c.chance()
    )
}

/// Writes switches of the runtime: those that are given.
pub(crate) fn policy(c: &mut Choices<'_>, services: &Services) -> String {
    let tool = services.tool(c).0.to_owned();
    c.some(&[
        &|c| format!("tool_budget: {}", 1 + c.below(5)),
        &|c| {
            let (attempts, delay, doubling) = (1 + c.below(5), c.delay(), c.is());
            format!(
                "retries: (attempts: {attempts}, backoff: {delay}, doubling: {doubling}, \
                 on: [ServerError, Timeout, Conflict, TooManyRequests])"
            )
        },
        &|c| format!("call_timeout: \"{}\"", c.some_time()),
        &|c| {
            let keys = ["None", "PerAttempt", "PerCall", "PerIntent", "PayloadHash"];
            format!("idempotency_key: {}", c.of(&keys))
        },
        &|c| {
            let ways = ["ByArrival", "ByIdInArrivalOrder", "ByIdInCallOrder"];
            format!("correlation: {}", c.of(&ways))
        },
        &|c| format!("parallelism: {}", 1 + c.below(3)),
        &|c| format!("unknown_tool: (says: \"no {{tool}}\", abort_after: {})", c.below(3)),
        &|c| format!("validation: {}", c.of(&["Off", "Strict", "Lossless", "LosslessLogged"])),
        &|_| {
            format!(
                "argument_checks: {{ \"small\": (tool: \"{tool}\", holds: \
                 \"len(text(args)) < 40\", says: \"too much\") }}"
            )
        },
        &|_| {
            format!(
                "result_checks: {{ \"whole\": (tool: \"{tool}\", holds: \"exists(body)\", \
                 says: \"nothing in it\") }}"
            )
        },
        &|c| format!("identity: {}", identity(c)),
        &|_| "found_credentials: Ignored".to_owned(),
        &|c| {
            let then = c.of(&["NoAnswer", "CutOff", "LastAnswer"]);
            let (turn, calls) = (1 + c.below(6), 1 + c.below(9));
            format!(
                "caps: (calls_per_turn: {turn}, calls: {calls}, tokens: 5000, time: \"{}\", \
                 then: {then})",
                c.some_time()
            )
        },
        &|_| "confirmation: Destructive".to_owned(),
        &|_| "scope: Declared".to_owned(),
    ])
    .join(", ")
}

fn identity(c: &mut Choices<'_>) -> String {
    match c.below(3) {
        0 => "Anonymous".to_owned(),
        1 => "ServiceAccount(\"account\")".to_owned(),
        _ => {
            let expired = c.of(&["FailClosed", "FallBack(\"account\")"]);
            format!("OnBehalfOf(lifetime: \"{}\", expired: {expired})", c.some_time())
        }
    }
}
