//! Puts one record into words: on whose side it stands, what it says, and what makes two alike.

use crate::ink::{Ink, Line};
use crate::numbers::time;
use seamripper_scenario::plan::{Plan, Symbol};
use seamripper_scenario::written::{Belief, Response};
use seamripper_scenario::{Map, Text, Value};
use seamripper_sim::trace::{Claim, Event, Outcome, Record, Refusal, Trace};
use std::collections::{BTreeMap, BTreeSet};

/// Characters of a text or a value that are shown at most.
const LONGEST: usize = 120;

/// On whose side of the seam something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The model's, with the runtime that serves it.
    Model,
    /// The services'.
    Services,
    /// Everybody's: an alert, a deploy.
    All,
}

/// A record in words.
pub(super) struct Told {
    pub(super) side: Side,
    pub(super) line: Line,
    /// What it is, without its numbers: two rounds are alike if these are.
    pub(super) kind: String,
    /// Whether other records say enough without it.
    pub(super) minor: bool,
}

/// Knows what one trace says of its calls.
pub(super) struct Teller<'a> {
    plan: &'a Plan,
    calls: BTreeMap<u32, Call<'a>>,
    /// When the runtime had its result of an attempt, by call and attempt.
    received: BTreeMap<(u32, u32), u64>,
    /// The calls that the runtime refused.
    refused: BTreeSet<u32>,
    /// The keys that went out, each with the record that had it first.
    keys: BTreeMap<&'a str, u64>,
}

/// What a trace says of one call.
struct Call<'a> {
    about: &'a Value,
    args: &'a Value,
    attempts: u32,
    coerced: BTreeSet<Symbol>,
    /// The result as the model got it.
    body: Option<&'a Value>,
    /// When, and by which service, a row was served.
    served: Option<(u64, Symbol)>,
}

impl<'a> Teller<'a> {
    /// Reads the calls of a trace.
    pub(super) fn new(plan: &'a Plan, trace: &'a Trace) -> Self {
        let (calls, received, refused, keys) = Default::default();
        let mut teller = Teller {
            plan,
            calls,
            received,
            refused,
            keys,
        };
        trace.records.iter().for_each(|record| teller.note(record));
        teller
    }

    fn note(&mut self, record: &'a Record) {
        match &record.event {
            Event::Called {
                call, about, args, ..
            } => {
                let (attempts, coerced, body, served) = Default::default();
                self.calls.insert(
                    *call,
                    Call {
                        about,
                        args,
                        attempts,
                        coerced,
                        body,
                        served,
                    },
                );
            }
            Event::Sent {
                call, attempt, key, ..
            } => {
                if let Some(key) = key {
                    self.keys.entry(key.as_str()).or_insert(record.seq);
                }
                if let Some(call) = self.calls.get_mut(call) {
                    call.attempts = *attempt;
                }
            }
            Event::Coerced {
                call, parameter, ..
            } => {
                if let Some(call) = self.calls.get_mut(call) {
                    call.coerced.insert(*parameter);
                }
            }
            Event::Received { call, attempt, .. } => {
                self.received.entry((*call, *attempt)).or_insert(record.seq);
            }
            Event::Refused { call, .. } => {
                self.refused.insert(*call);
            }
            Event::Delivered { call, body, .. } => {
                if let Some(call) = self.calls.get_mut(call) {
                    call.body = Some(body);
                }
            }
            Event::Served { call, service, .. } => {
                if let Some(call) = self.calls.get_mut(call) {
                    call.served = Some((record.at_ns, *service));
                }
            }
            _ => {}
        }
    }

    /// Returns the text of a name.
    pub(super) fn name(&self, symbol: Symbol) -> &'a str {
        self.plan.symbols.text(symbol).as_str()
    }

    /// Tells whether the runtime refused a call.
    pub(super) fn is_refused(&self, call: u32) -> bool {
        self.refused.contains(&call)
    }

    /// Puts a record into words.
    pub(super) fn tell(&self, record: &Record) -> Told {
        self.of_model(&record.event)
            .or_else(|| self.of_runtime(&record.event))
            .or_else(|| self.of_services(record))
            .unwrap_or_else(|| self.of_all(&record.event))
    }

    /// What the user, the model and its beliefs do.
    fn of_model(&self, event: &Event) -> Option<Told> {
        let told = match event {
            Event::Asked {
                says,
                user,
                evaluation,
                ..
            } => {
                let who = user.map_or("user", |user| self.name(user));
                let who = if *evaluation { "a gate asks" } else { who };
                let line = Line::of(Ink::Strong, format!("{who}: "));
                model("asked", line.and(Ink::Plain, quoted(says)))
            }
            Event::Called {
                tool, args, meant, ..
            } => {
                let line = Line::plain("→ ").and(Ink::Name, self.name(*tool));
                let line = line.and(Ink::Plain, format!("({})", arguments(args)));
                let line = match meant {
                    Value::Map(map) if !map.is_empty() => {
                        line.and(Ink::Faint, format!(" meaning {}", fields(map)))
                    }
                    _ => line,
                };
                model(format!("called {}", self.name(*tool)), line)
            }
            Event::Noted {
                subject, facts, of, ..
            } => {
                let line = Line::plain(format!(
                    "  notes of {}: {}",
                    bare(subject),
                    arguments(facts)
                ));
                // The result itself has just been shown: only another reading of it is news.
                let body = self.calls.get(of).and_then(|call| call.body);
                let minor = body.is_some_and(|body| is_part(facts, body));
                Told {
                    minor,
                    ..model("noted", line)
                }
            }
            Event::Believed { intent, belief } => {
                let (word, ink) = belief_word(*belief);
                let line = Line::plain("  believes ").and(Ink::Plain, self.name(*intent));
                model(
                    format!("believes {word}"),
                    line.and(Ink::Plain, " ").and(ink, word),
                )
            }
            Event::Answered {
                says,
                claims,
                complete,
                ..
            } => {
                let whole = if *complete {
                    "answers: "
                } else {
                    "answers, not whole: "
                };
                let line = Line::of(Ink::Strong, format!("← {whole}"));
                let said = if says.as_str().is_empty() {
                    self.claims(claims)
                } else {
                    quoted(says)
                };
                model("answered", line.and(Ink::Plain, said))
            }
            _ => return None,
        };
        Some(told)
    }

    /// What the runtime does between the model and the services.
    fn of_runtime(&self, event: &Event) -> Option<Told> {
        let told = match event {
            Event::Refused { reason, says, .. } => {
                let line = Line::of(Ink::Notice, format!("⊘ {}: ", refusal(*reason)));
                model(
                    format!("refused {reason:?}"),
                    line.and(Ink::Plain, clip(says.as_str())),
                )
            }
            Event::ConfirmationAsked { environment, .. } => {
                let place = environment.map(|name| format!(" in {}", self.name(name)));
                let line = Line::of(Ink::Notice, "? operator is asked to confirm");
                model(
                    "asks operator",
                    line.and(Ink::Plain, place.unwrap_or_default()),
                )
            }
            Event::ConfirmationAnswered { approved, .. } => {
                let said = if *approved {
                    "operator says yes"
                } else {
                    "operator says no"
                };
                model(said, Line::of(Ink::Notice, format!("? {said}")))
            }
            Event::Received {
                call,
                attempt,
                status,
                ok,
            } => {
                let tried = self.calls.get(call).map_or(1, |call| call.attempts);
                let line = Line::plain(format!("  runtime records {}", status_word(*status)));
                let again = *attempt < tried;
                let line = if again {
                    line.and(Ink::Plain, ", sends again")
                } else {
                    line
                };
                Told {
                    minor: !again,
                    ..model(format!("received {ok} {status}"), line)
                }
            }
            Event::Flagged { check, .. } => {
                let line = Line::of(
                    Ink::Notice,
                    format!("⊘ check {} flags the result", self.name(*check)),
                );
                model(format!("flagged {}", self.name(*check)), line)
            }
            Event::Delivered {
                call,
                taken_for,
                ok,
                status,
                says,
                body,
                ..
            } => {
                // A refusal has been told in its own words already.
                let minor = self.is_refused(*call);
                let line = self.delivered(
                    *call,
                    *taken_for,
                    if *ok { body } else { &Value::Null },
                    says,
                );
                let kind = format!("delivered {ok} {status} {}", call == taken_for);
                Told {
                    minor,
                    ..model(kind, line)
                }
            }
            Event::Ended { outcome, .. } => {
                let line = Line::of(
                    Ink::Bad,
                    format!("■ the turn ends: {}", outcome_word(*outcome)),
                );
                let minor = matches!(outcome, Outcome::Answered | Outcome::Incomplete);
                Told {
                    minor,
                    ..model("ended", line)
                }
            }
            Event::Closed => Told {
                minor: true,
                ..model("closed", Line::plain("it is over"))
            },
            _ => return None,
        };
        Some(told)
    }

    fn delivered(&self, call: u32, taken_for: u32, body: &Value, says: &Text) -> Line {
        let what = if body.is_null() {
            clip(says.as_str())
        } else {
            clip(&body.to_string())
        };
        if call == taken_for {
            return Line::plain(format!(
                "← {}",
                if what.is_empty() { "done" } else { &what }
            ));
        }
        let about = |call| {
            self.calls
                .get(call)
                .map(|call| bare(call.about))
                .unwrap_or_default()
        };
        let line = Line::plain("← answer about ").and(Ink::Strong, about(&call));
        line.and(Ink::Bad, format!(" taken for {}'s", about(&taken_for)))
    }

    fn claims(&self, claims: &[Claim]) -> String {
        if claims.is_empty() {
            return "(says nothing)".to_owned();
        }
        let said: Vec<String> = claims
            .iter()
            .map(|claim| {
                format!(
                    "{} {} {}",
                    bare(&claim.subject),
                    self.name(claim.field),
                    claim.value
                )
            })
            .collect();
        clip(&said.join("; "))
    }

    /// What the services do.
    fn of_services(&self, record: &Record) -> Option<Told> {
        let name = |symbol: &Symbol| self.name(*symbol);
        let told = match &record.event {
            Event::Sent { .. } => return Some(self.sent(record)),
            Event::Landed { fault, service, .. } => {
                let line = Line::of(Ink::Notice, format!("↯ fault {}", name(fault)));
                let line = line.and(Ink::Plain, format!(" at {}", name(service)));
                services(format!("landed {}", name(fault)), line)
            }
            Event::Committed {
                service,
                effect,
                number,
                after_ns,
                ..
            } => {
                let line = Line::plain(format!("● {} commits ", name(service)));
                let line = line.and(Ink::Strong, format!("{} {number}", name(effect)));
                let after = if *after_ns > 0 {
                    format!(", {} after the call", time(*after_ns))
                } else {
                    String::new()
                };
                services(
                    format!("committed {}", name(effect)),
                    line.and(Ink::Faint, after),
                )
            }
            Event::Deduplicated {
                service,
                effect,
                number,
                ..
            } => {
                let line = Line::of(Ink::Good, "○ ").and(Ink::Plain, name(service));
                let line = line.and(Ink::Good, format!(" knows it: {} {number}", name(effect)));
                let line = line.and(Ink::Plain, ", commits nothing");
                services(format!("deduplicated {}", name(effect)), line)
            }
            Event::Replied {
                call,
                attempt,
                service,
                status,
                says,
            } => {
                let told = self.replied(record.seq, (*call, *attempt), *service, *status, says);
                // Who served a row has just been shown.
                let served = self.calls.get(call).and_then(|call| call.served);
                let minor = *status == 200 && served == Some((record.at_ns, *service));
                return Some(Told { minor, ..told });
            }
            other => return self.of_data(other),
        };
        Some(told)
    }

    fn sent(&self, record: &Record) -> Told {
        let Event::Sent {
            attempt,
            service,
            identity,
            by_user,
            key,
            ..
        } = &record.event
        else {
            return services("sent", Line::default());
        };
        let mut line = Line::plain(format!("{} is called", self.name(*service)));
        if let Some(identity) = identity {
            let how = if *by_user { " on behalf of " } else { " as " };
            line = line
                .and(Ink::Plain, how)
                .and(Ink::Strong, self.name(*identity));
        }
        line = match key {
            None if identity.is_some() => line,
            None => line.and(Ink::Plain, ", no key"),
            Some(key)
                if self
                    .keys
                    .get(key.as_str())
                    .is_some_and(|first| *first < record.seq) =>
            {
                line.and(Ink::Strong, ", the same key")
            }
            Some(key) => line
                .and(Ink::Plain, ", key ")
                .and(Ink::Strong, clip(key.as_str())),
        };
        if *attempt > 1 {
            line = line.and(Ink::Plain, format!(", attempt {attempt}"));
        }
        let minor = *attempt == 1 && identity.is_none() && key.is_none();
        Told {
            minor,
            ..services("sent", line)
        }
    }

    fn replied(
        &self,
        seq: u64,
        attempt: (u32, u32),
        service: Symbol,
        status: u16,
        says: &Text,
    ) -> Told {
        let late = self
            .received
            .get(&attempt)
            .is_some_and(|received| *received < seq);
        let ink = if (200..300).contains(&status) {
            Ink::Plain
        } else {
            Ink::Bad
        };
        let line =
            Line::plain(format!("{} answers ", self.name(service))).and(ink, status.to_string());
        let said = if says.as_str().is_empty() {
            String::new()
        } else {
            format!(" {}", quoted(says))
        };
        let line = line.and(Ink::Plain, said);
        let line = if late {
            line.and(Ink::Faint, ", too late")
        } else {
            line
        };
        // What comes too late is worth a look, and makes no round unlike another.
        services(
            if late {
                String::new()
            } else {
                format!("replied {status}")
            },
            line,
        )
    }

    /// What the services do with arguments, rows and resources.
    fn of_data(&self, event: &Event) -> Option<Told> {
        let name = |symbol: &Symbol| self.name(*symbol);
        let told = match event {
            Event::Coerced {
                service,
                parameter,
                from,
                to,
                logged,
                ..
            } => {
                let who = service.as_ref().map_or("runtime", name);
                let line = Line::of(
                    Ink::Notice,
                    format!(
                        "≠ {who} makes {} of {}",
                        clip(&to.to_string()),
                        clip(&from.to_string())
                    ),
                );
                let line = line.and(Ink::Plain, format!(" in {}", name(parameter)));
                let line = line.and(Ink::Faint, if *logged { ", logged" } else { ", unlogged" });
                let side = if service.is_some() {
                    Side::Services
                } else {
                    Side::Model
                };
                Told {
                    side,
                    ..services(format!("coerced {}", name(parameter)), line)
                }
            }
            Event::Applied {
                call,
                service,
                parameter,
                value,
            } => {
                let call = self.calls.get(call);
                let sent = call.map(|call| call.args.field(name(parameter)));
                let told = call.is_some_and(|call| call.coerced.contains(parameter));
                let line = Line::plain(format!(
                    "{} works with {} = {value}",
                    name(service),
                    name(parameter)
                ));
                let minor = told || sent.as_ref() == Some(value);
                Told {
                    minor,
                    ..services(format!("applied {}", name(parameter)), line)
                }
            }
            Event::Served {
                service,
                subject,
                beyond,
                withheld,
                ..
            } => {
                let line = Line::plain(format!("{} serves {}", name(service), bare(subject)));
                let line = self.listed(line, Ink::Bad, ", beyond the rights: ", beyond);
                services(
                    "served",
                    self.listed(line, Ink::Good, ", withholds: ", withheld),
                )
            }
            Event::Missed {
                service,
                subject,
                hidden,
                ..
            } => {
                let line = Line::of(
                    Ink::Notice,
                    format!("{} has no {}", name(service), bare(subject)),
                );
                let said = if *hidden { ", and does not say so" } else { "" };
                services("missed", line.and(Ink::Plain, said))
            }
            Event::Destroyed {
                service,
                resource,
                environment,
                restorable_ns,
                ..
            } => {
                let line = Line::of(
                    Ink::Bad,
                    format!("✖ {} destroys {}", name(service), name(resource)),
                );
                let line = line.and(Ink::Plain, format!(" in {}", name(environment)));
                let back = match restorable_ns {
                    0 => ", for good".to_owned(),
                    ns => format!(", restorable for {}", time(*ns)),
                };
                services("destroyed", line.and(Ink::Faint, back))
            }
            Event::Restored {
                service, resource, ..
            } => {
                let line = Line::of(
                    Ink::Good,
                    format!("{} restores {}", name(service), name(resource)),
                );
                services("restored", line)
            }
            _ => return None,
        };
        Some(told)
    }

    fn listed(&self, line: Line, ink: Ink, before: &str, names: &[Symbol]) -> Line {
        if names.is_empty() {
            return line;
        }
        let names: Vec<&str> = names.iter().map(|name| self.name(*name)).collect();
        line.and(ink, format!("{before}{}", names.join(", ")))
    }

    /// What concerns everybody.
    fn of_all(&self, event: &Event) -> Told {
        let name = |symbol: &Symbol| self.name(*symbol);
        let line = match event {
            Event::Alerted {
                monitor,
                value,
                then,
            } => {
                let then = match then {
                    Response::Alert => "",
                    Response::Abort => ", the conversation is ended",
                };
                let line = Line::of(Ink::Notice, "▲ alert ").and(Ink::Name, name(monitor));
                line.and(
                    Ink::Plain,
                    format!(" at {}{then}", crate::numbers::count(*value)),
                )
            }
            Event::Deployed { deploy } => {
                Line::of(Ink::Strong, format!("◇ {} goes out", name(deploy)))
            }
            Event::Blocked { deploy, gate, why } => {
                let line = Line::of(Ink::Good, format!("◇ {} is blocked", name(deploy)));
                line.and(
                    Ink::Plain,
                    format!(" by {}: {}", name(gate), clip(why.as_str())),
                )
            }
            Event::Evaluated {
                deploy,
                gate,
                right,
                of,
            } => Line::plain(format!(
                "◇ {} before {}: {right} of {of} right",
                name(gate),
                name(deploy)
            )),
            Event::Failed { place, why } => {
                let line = Line::of(Ink::Bad, format!("■ a formula of {} failed: ", name(place)));
                line.and(Ink::Plain, clip(why.as_str()))
            }
            other => Line::plain(format!("{other:?}")),
        };
        Told {
            side: Side::All,
            line,
            kind: String::new(),
            minor: false,
        }
    }
}

fn model(kind: impl Into<String>, line: Line) -> Told {
    Told {
        side: Side::Model,
        line,
        kind: kind.into(),
        minor: false,
    }
}

fn services(kind: impl Into<String>, line: Line) -> Told {
    Told {
        side: Side::Services,
        line,
        kind: kind.into(),
        minor: false,
    }
}

/// Says why the runtime refused a call.
pub(super) fn refusal(reason: Refusal) -> &'static str {
    match reason {
        Refusal::UnknownTool => "unknown tool refused",
        Refusal::Budget => "over budget, refused",
        Refusal::Validation => "argument refused",
        Refusal::Scope => "scope refused",
        Refusal::Confirmation => "not confirmed, refused",
        Refusal::Expired => "token over, refused",
    }
}

fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Answered => "answered",
        Outcome::Incomplete => "answered, not whole",
        Outcome::CutOff => "a cap cuts the answer off",
        Outcome::NoAnswer => "a cap, and no answer",
        Outcome::Aborted => "aborted",
        Outcome::Stuck => "the model has no rule for this",
    }
}

fn belief_word(belief: Belief) -> (&'static str, Ink) {
    match belief {
        Belief::Done => ("done", Ink::Good),
        Belief::Failed => ("failed", Ink::Bad),
        Belief::Unknown => ("unknown", Ink::Notice),
    }
}

fn status_word(status: u16) -> String {
    match status {
        0 => "no answer in time".to_owned(),
        status => format!("HTTP {status}"),
    }
}

/// Tells whether every field of `part` is in `whole` with the same value.
fn is_part(part: &Value, whole: &Value) -> bool {
    match part {
        Value::Map(fields) => fields
            .iter()
            .all(|(name, value)| whole.field(name.as_str()) == *value),
        part => part == whole,
    }
}

fn arguments(args: &Value) -> String {
    match args {
        Value::Map(map) => fields(map),
        Value::Null => String::new(),
        other => clip(&other.to_string()),
    }
}

fn fields(map: &Map) -> String {
    let fields: Vec<String> = map
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    clip(&fields.join(", "))
}

/// Says a value without the quotes that data needs.
fn bare(value: &Value) -> String {
    match value {
        Value::Text(text) => clip(text.as_str()),
        other => clip(&other.to_string()),
    }
}

fn quoted(text: &Text) -> String {
    format!("“{}”", clip(text.as_str()))
}

fn clip(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
