//! Records as lines of JSON: the form in which traces are kept, compared and fingerprinted.

use super::{Claim, Event, Record};
use seamripper_scenario::plan::Symbols;

/// Appends a record to `out` as one line of JSON, names as text, with its line break.
pub fn write_line(record: &Record, symbols: &Symbols, out: &mut Vec<u8>) {
    let named = Record {
        seq: record.seq,
        at_ns: record.at_ns,
        cause: record.cause,
        conversation: record.conversation,
        event: record.event.map_names(|name| symbols.text(*name).as_str()),
    };
    // Writing to memory cannot fail, and a record has nothing that JSON cannot say.
    let written = serde_json::to_writer(&mut *out, &named);
    debug_assert!(written.is_ok(), "a record has no form in JSON: {written:?}");
    out.push(b'\n');
}

impl<N> Event<N> {
    /// Returns the same event with other names.
    pub fn map_names<'a, M>(&'a self, f: impl Fn(&'a N) -> M) -> Event<M> {
        match self {
            Event::Asked { turn, user, says, wants, request, environment, evaluation } => {
                Event::Asked {
                    turn: *turn,
                    user: user.as_ref().map(&f),
                    says: says.clone(),
                    wants: wants.iter().map(&f).collect(),
                    request: request.clone(),
                    environment: environment.as_ref().map(&f),
                    evaluation: *evaluation,
                }
            }
            Event::Called {
                call,
                turn,
                batch,
                rule,
                tool,
                intent,
                about,
                args,
                meant,
                mistyped,
                tokens,
            } => Event::Called {
                call: *call,
                turn: *turn,
                batch: *batch,
                rule: f(rule),
                tool: f(tool),
                intent: intent.as_ref().map(&f),
                about: about.clone(),
                args: args.clone(),
                meant: meant.clone(),
                mistyped: mistyped.iter().map(&f).collect(),
                tokens: *tokens,
            },
            Event::Refused { call, reason, says } => {
                Event::Refused { call: *call, reason: *reason, says: says.clone() }
            }
            Event::ConfirmationAsked { call, environment } => {
                Event::ConfirmationAsked { call: *call, environment: environment.as_ref().map(&f) }
            }
            Event::ConfirmationAnswered { call, approved } => {
                Event::ConfirmationAnswered { call: *call, approved: *approved }
            }
            Event::Sent { call, attempt, service, identity, by_user, key } => Event::Sent {
                call: *call,
                attempt: *attempt,
                service: f(service),
                identity: identity.as_ref().map(&f),
                by_user: *by_user,
                key: key.clone(),
            },
            Event::Landed { call, fault, service } => {
                Event::Landed { call: *call, fault: f(fault), service: f(service) }
            }
            Event::Masked { call, fault, service } => {
                Event::Masked { call: *call, fault: f(fault), service: f(service) }
            }
            Event::Coerced { call, service, parameter, from, to, logged } => Event::Coerced {
                call: *call,
                service: service.as_ref().map(&f),
                parameter: f(parameter),
                from: from.clone(),
                to: to.clone(),
                logged: *logged,
            },
            Event::Applied { call, service, parameter, value } => Event::Applied {
                call: *call,
                service: f(service),
                parameter: f(parameter),
                value: value.clone(),
            },
            Event::Committed { call, attempt, service, effect, number, after_ns, args } => {
                Event::Committed {
                    call: *call,
                    attempt: *attempt,
                    service: f(service),
                    effect: f(effect),
                    number: *number,
                    after_ns: *after_ns,
                    args: args.clone(),
                }
            }
            Event::Deduplicated { call, attempt, service, effect, number } => Event::Deduplicated {
                call: *call,
                attempt: *attempt,
                service: f(service),
                effect: f(effect),
                number: *number,
            },
            Event::Served { call, service, subject, beyond, withheld } => Event::Served {
                call: *call,
                service: f(service),
                subject: subject.clone(),
                beyond: beyond.iter().map(&f).collect(),
                withheld: withheld.iter().map(&f).collect(),
            },
            Event::Missed { call, service, subject, hidden } => Event::Missed {
                call: *call,
                service: f(service),
                subject: subject.clone(),
                hidden: *hidden,
            },
            Event::Destroyed { call, service, effect, resource, environment, restorable_ns } => {
                Event::Destroyed {
                    call: *call,
                    service: f(service),
                    effect: f(effect),
                    resource: f(resource),
                    environment: f(environment),
                    restorable_ns: *restorable_ns,
                }
            }
            Event::Restored { call, service, resource } => {
                Event::Restored { call: *call, service: f(service), resource: f(resource) }
            }
            Event::Replied { call, attempt, service, status, says } => Event::Replied {
                call: *call,
                attempt: *attempt,
                service: f(service),
                status: *status,
                says: says.clone(),
            },
            Event::Received { call, attempt, status, ok } => {
                Event::Received { call: *call, attempt: *attempt, status: *status, ok: *ok }
            }
            Event::Flagged { call, check } => Event::Flagged { call: *call, check: f(check) },
            Event::Intervened { call, did } => Event::Intervened { call: *call, did: did.clone() },
            Event::Delivered {
                call,
                taken_for,
                batch,
                position,
                tagged,
                ok,
                status,
                says,
                body,
            } => Event::Delivered {
                call: *call,
                taken_for: *taken_for,
                batch: *batch,
                position: *position,
                tagged: *tagged,
                ok: *ok,
                status: *status,
                says: says.clone(),
                body: body.clone(),
            },
            Event::Noted { call, of, subject, facts } => Event::Noted {
                call: *call,
                of: *of,
                subject: subject.clone(),
                facts: facts.clone(),
            },
            Event::Believed { intent, belief } => {
                Event::Believed { intent: f(intent), belief: *belief }
            }
            Event::Answered { turn, rule, complete, says, claims, beliefs, tokens } => {
                Event::Answered {
                    turn: *turn,
                    rule: rule.as_ref().map(&f),
                    complete: *complete,
                    says: says.clone(),
                    claims: claims.iter().map(|claim| claim.map_names(&f)).collect(),
                    beliefs: beliefs.iter().map(|(intent, belief)| (f(intent), *belief)).collect(),
                    tokens: *tokens,
                }
            }
            Event::Ended { turn, outcome, calls, tokens } => {
                Event::Ended { turn: *turn, outcome: *outcome, calls: *calls, tokens: *tokens }
            }
            Event::Closed => Event::Closed,
            Event::Alerted { monitor, value, then } => {
                Event::Alerted { monitor: f(monitor), value: *value, then: *then }
            }
            Event::Deployed { deploy } => Event::Deployed { deploy: f(deploy) },
            Event::Blocked { deploy, gate, why } => {
                Event::Blocked { deploy: f(deploy), gate: f(gate), why: why.clone() }
            }
            Event::Evaluated { deploy, gate, right, of } => {
                Event::Evaluated { deploy: f(deploy), gate: f(gate), right: *right, of: *of }
            }
            Event::Failed { place, why } => Event::Failed { place: f(place), why: why.clone() },
        }
    }
}

impl<N> Claim<N> {
    fn map_names<'a, M>(&'a self, f: &impl Fn(&'a N) -> M) -> Claim<M> {
        Claim {
            subject: self.subject.clone(),
            field: f(&self.field),
            value: self.value.clone(),
            source: self.source,
        }
    }
}
