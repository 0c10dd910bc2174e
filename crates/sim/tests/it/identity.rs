//! Whose identity goes with a call, who confirms it, and which environment it declares.

use crate::scene::{Play, play};
use seamripper_sim::trace::{End, Event, Outcome, Refusal};

const USERS: &str = r#"{ "ann": (rights: ["read:low"]), "boss": (rights: ["read:*"]) }"#;
const CREDENTIALS: &str = r#"{
    "agent": (rights: ["read:*"]),
    "found": (rights: ["read:high"], token: "s3cret"),
    "brief": (rights: ["read:*"], lifetime: "5s"),
}"#;

/// One look at a row with a field that needs `read:high`, by a user, after so long.
fn looked(user: &str, policy: &str, access: &str, credential: &str, wait: &str) -> Play {
    let services = format!(
        r#"{{ "desk": RecordTable(
        key: "what", access: {access}, audience: {{ "pay": "read:high" }},
        rows: {{ "a": {{ "name": "one", "pay": 9 }} }},
    ) }}"#
    );
    let workload = format!(r#"(arrivals: [(user: "{user}", turns: $turns)])"#);
    let model =
        format!(r#"(first_token: Constant("{wait}"), tokens_per_second: 100, rules: $rules)"#);
    let credential = if credential.is_empty() {
        String::new()
    } else {
        format!(", credential: \"{credential}\"")
    };
    let rules = format!(
        r#"{{
        "go": (on: Asked, tokens: "0", do: Call(tool: "look", about: "'a'", with: {{ "what": "'a'" }}{credential})),
        "end": (on: Anything, tokens: "0", do: Answer(text: "'done'")),
    }}"#
    );
    play(&[
        ("users", USERS),
        ("credentials", CREDENTIALS),
        (
            "tools",
            r#"{ "look": (description: "Looks.", service: "desk", parameters: { "what": Text }) }"#,
        ),
        ("services", &services),
        ("workload", &workload),
        ("model", &model),
        ("rules", &rules),
        ("policy", policy),
    ])
    .finished()
}

/// Whether the look gave the field, and as whom it was made.
fn seen(play: &Play) -> (bool, String, bool) {
    let gave = play.delivered()[0].contains("pay");
    let identity = play.each(|event| match event {
        Event::Sent { identity, by_user, .. } => {
            Some((identity.map_or("nobody", |name| play.text(name)), *by_user))
        }
        _ => None,
    });
    let (name, by_user) = identity[0];
    (gave, name.to_owned(), by_user)
}

#[test]
fn each_identity_sees_what_its_rights_allow_where_access_is_enforced() {
    let on_behalf = r#"(identity: OnBehalfOf(lifetime: "1h"))"#;
    let cases = [
        ("ann", "(identity: Anonymous)", (false, "nobody", false)),
        ("ann", r#"(identity: ServiceAccount("agent"))"#, (true, "agent", false)),
        ("ann", on_behalf, (false, "ann", true)),
        ("boss", on_behalf, (true, "boss", true)),
        (
            "boss",
            r#"(identity: OnBehalfOf(lifetime: "1h", only: ["read:low"]))"#,
            (false, "boss", true),
        ),
        (
            "ann",
            r#"(identity: OnBehalfOf(lifetime: "1h", only: ["read:high"]))"#,
            (false, "ann", true),
        ),
        (
            "boss",
            r#"(identity: OnBehalfOf(lifetime: "1h", only: ["read:high"]))"#,
            (true, "boss", true),
        ),
    ];
    for (user, policy, (gave, name, by_user)) in cases {
        let play = looked(user, policy, "Enforced", "", "1s");
        assert_eq!(seen(&play), (gave, name.to_owned(), by_user), "{user} under {policy}");
    }
}

#[test]
fn rights_do_not_matter_where_access_is_open_and_what_goes_beyond_them_is_on_record() {
    for policy in ["(identity: Anonymous)", r#"(identity: OnBehalfOf(lifetime: "1h"))"#] {
        let play = looked("ann", policy, "Open", "", "1s");
        assert!(seen(&play).0, "{policy}");
        let beyond = play.each(|event| match event {
            Event::Served { beyond, .. } => Some(beyond.len()),
            _ => None,
        });
        assert_eq!(beyond, [1], "{policy}");
    }
    let play = looked("boss", "(identity: Anonymous)", "Open", "", "1s");
    assert_eq!(
        play.count(|event| matches!(event, Event::Served { beyond, .. } if beyond.is_empty())),
        1
    );
}

#[test]
fn where_only_users_have_rights_a_service_account_has_none() {
    let account = r#"(identity: ServiceAccount("agent"))"#;
    assert!(!seen(&looked("boss", account, "EnforcedForUsers", "", "1s")).0);
    let on_behalf = r#"(identity: OnBehalfOf(lifetime: "1h"))"#;
    assert!(seen(&looked("boss", on_behalf, "EnforcedForUsers", "", "1s")).0);
}

#[test]
fn a_token_that_is_over_fails_closed_or_falls_back() {
    let closed = looked("boss", r#"(identity: OnBehalfOf(lifetime: "5s"))"#, "Enforced", "", "6s");
    assert_eq!(closed.refusals(), [Refusal::Expired]);
    assert_eq!(closed.count(|event| matches!(event, Event::Sent { .. })), 0);
    let back = r#"(identity: OnBehalfOf(lifetime: "5s", expired: FallBack("agent")))"#;
    let back = looked("ann", back, "Enforced", "", "6s");
    assert_eq!(seen(&back), (true, "agent".to_owned(), false), "what falls back leaks");
    let in_time = looked("ann", r#"(identity: OnBehalfOf(lifetime: "5s"))"#, "Enforced", "", "5s");
    assert!(in_time.refusals().is_empty());
}

#[test]
fn a_credential_has_no_rights_after_its_lifetime() {
    let policy = r#"(identity: ServiceAccount("brief"))"#;
    assert!(seen(&looked("ann", policy, "Enforced", "", "5s")).0);
    assert!(!seen(&looked("ann", policy, "Enforced", "", "6s")).0);
}

#[test]
fn a_found_token_is_used_or_ignored() {
    let used = r#"(identity: OnBehalfOf(lifetime: "1h"))"#;
    assert_eq!(
        seen(&looked("ann", used, "Enforced", "'s3cret'", "1s")),
        (true, "found".to_owned(), false)
    );
    let ignored = r#"(identity: OnBehalfOf(lifetime: "1h"), found_credentials: Ignored)"#;
    assert_eq!(
        seen(&looked("ann", ignored, "Enforced", "'s3cret'", "1s")),
        (false, "ann".to_owned(), true)
    );
    let wrong = looked("boss", used, "Enforced", "text(calls())", "1s");
    assert_eq!(
        seen(&wrong),
        (false, "nobody".to_owned(), false),
        "a token that nobody issued has no rights"
    );
}

/// One deletion in a store of two environments, by a task in `test`.
fn deleted(policy: &str, operator: &str, with: &str) -> Play {
    deleting(policy, operator, with).finished()
}

/// The same, however it ends.
fn deleting(policy: &str, operator: &str, with: &str) -> Play {
    let rules = format!(
        r#"{{
        "go": (on: Asked, tokens: "0", do: Call(tool: "wipe", about: "'x'", with: {{ {with} }})),
        "end": (on: Anything, tokens: "0", do: Answer(text: "'done'")),
    }}"#
    );
    play(&[
        (
            "tools",
            r#"{ "wipe": (description: "Wipes.", service: "door", operation: Delete, destructive: true, parameters: { "id": Text, "environment": Any }) }"#,
        ),
        (
            "services",
            r#"{
            "door": LoadBalancer(upstream: "shelf", timeout: "30s"),
            "shelf": Store(key: "id", resources: { "t": (environment: "test"), "p": (environment: "live") }),
        }"#,
        ),
        (
            "turns",
            r#"[(says: "Tidy up.", wants: ["wish"], environment: "test", request: { "by": "ann" })]"#,
        ),
        ("operator", operator),
        ("rules", &rules),
        ("policy", policy),
    ])
}

const ASKED: &str = "(confirmation: Destructive)";

#[test]
fn the_operator_takes_time_and_may_say_no() {
    let operator = r#"(answers_after: Constant("10s"), approves: "tool == 'wipe' and environment == 'test' and args.id == 't' and request.by == 'ann'")"#;
    let yes = deleted(ASKED, operator, r#""id": "'t'""#);
    assert_eq!(yes.destroyed(), ["t"]);
    assert_eq!(
        yes.times(|event| matches!(event, Event::ConfirmationAnswered { approved: true, .. })),
        [11_000]
    );
    assert_eq!(yes.times(|event| matches!(event, Event::Destroyed { .. })), [11_000]);
    let no = deleted(ASKED, operator, r#""id": "'p'""#);
    assert!(no.destroyed().is_empty());
    assert_eq!(no.refusals(), [Refusal::Confirmation]);
    assert_eq!(no.delivered(), ["the operator said no"]);
}

#[test]
fn an_operator_who_waves_through_does_not_look() {
    let operator = r#"(answers_after: Constant("1s"), approves: "false", waves_through: "100%")"#;
    assert_eq!(deleted(ASKED, operator, r#""id": "'p'""#).destroyed(), ["p"]);
}

#[test]
fn nobody_is_asked_unless_the_policy_says_so() {
    let operator = r#"(answers_after: Constant("1s"), approves: "false")"#;
    let play = deleted("()", operator, r#""id": "'p'""#);
    assert_eq!(play.count(|event| matches!(event, Event::ConfirmationAsked { .. })), 0);
    assert_eq!(play.destroyed(), ["p"]);
}

#[test]
fn a_declared_scope_must_be_given_and_must_be_that_of_the_resource_and_of_the_task() {
    let operator = r#"(answers_after: Constant("1s"), approves: "true")"#;
    let declared = |with: &str| deleted("(scope: Declared)", operator, with);
    assert_eq!(declared(r#""id": "'t'", "environment": "'test'""#).destroyed(), ["t"]);
    let refused = [
        (
            r#""id": "'t'""#,
            "a destructive call must declare its `environment`; an inferred one is refused",
        ),
        (
            r#""id": "'p'", "environment": "'test'""#,
            "the resource is not in the declared environment 'test'",
        ),
        (
            r#""id": "'p'", "environment": "'live'""#,
            "the task is not in the declared environment 'live'",
        ),
    ];
    for (with, says) in refused {
        let play = declared(with);
        assert_eq!(
            (play.refusals(), play.delivered()),
            (vec![Refusal::Scope], vec![says.to_owned()])
        );
        assert_eq!(play.outcomes(), [Outcome::Answered]);
    }
}

#[test]
fn an_operators_formula_that_fails_ends_the_replay_and_is_no_refusal() {
    let operator = r#"(answers_after: Constant("1s"), approves: "args.id < 3")"#;
    let play = deleting(ASKED, operator, r#""id": "'t'""#);
    assert!(matches!(play.trace.end, End::Failed(_)), "{:?}", play.trace.end);
}
