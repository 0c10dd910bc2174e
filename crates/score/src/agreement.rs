//! Agreement at each seam: what the service did, what the runtime recorded, what the model believed.
//! The first disagreement is where an incident begins.

use crate::arguments::meant;
use crate::evidence::Evidence;
use crate::files::{CallFile, Records};
use seamripper_scenario::plan::{Form, Symbol};
use seamripper_scenario::work;
use seamripper_sim::trace::{Event, Outcome, Record, Refusal};

/// The first point at which the parties no longer agree about what has happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// When, in nanoseconds.
    pub at_ns: u64,
    /// The record.
    pub seq: u64,
    /// The conversation, if it is of one.
    pub conversation: Option<u32>,
    /// The call, if it is of one.
    pub call: Option<u32>,
    /// Between whom.
    pub seam: Seam,
    /// About what.
    pub kind: Kind,
    /// What the service did.
    pub service_did: String,
    /// What the runtime recorded.
    pub runtime_recorded: String,
    /// What the model believed.
    pub model_believed: String,
    /// What was meant, where somebody's intention is on record.
    pub meant: Option<String>,
}

/// The boundary between two actors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named by the two actors")]
pub enum Seam {
    ModelRuntime,
    RuntimeService,
    PromptTool,
}

/// What a disagreement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whether it happened.
    Outcome,
    /// Which call a result answers.
    Identity,
    /// Which tools there are.
    Registry,
    /// Who may do it.
    Authority,
    /// What the fields of an answer mean.
    Shape,
    /// Which value it is.
    Value,
    /// What it reaches.
    Scope,
    /// Whether the work is done.
    Termination,
}

impl Seam {
    /// Names the seam as reports do.
    pub fn name(self) -> &'static str {
        match self {
            Seam::ModelRuntime => "model | runtime",
            Seam::RuntimeService => "runtime | service",
            Seam::PromptTool => "prompt | tool",
        }
    }
}

impl Kind {
    /// Names the kind as reports do.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Outcome => "outcome",
            Kind::Identity => "identity of the result",
            Kind::Registry => "registry",
            Kind::Authority => "authority",
            Kind::Shape => "shape",
            Kind::Value => "value",
            Kind::Scope => "scope",
            Kind::Termination => "termination",
        }
    }
}

/// Finds the first disagreement of a replay.
pub(crate) fn first(evidence: &Evidence<'_>) -> Option<Disagreement> {
    looked_at(evidence).find_map(|record| at(evidence, record))
}

/// Finds every disagreement of a replay, in the order of the trace.
pub(crate) fn all(evidence: &Evidence<'_>) -> Vec<Disagreement> {
    looked_at(evidence).filter_map(|record| at(evidence, record)).collect()
}

/// Lists the records, but no more once the work is spent.
fn looked_at<'a>(evidence: &Evidence<'a>) -> impl Iterator<Item = &'a Record> {
    evidence.files.records.iter().copied().take_while(|_| !work::is_spent())
}

/// Tells what the parties disagree about at a record, if they do.
fn at(evidence: &Evidence<'_>, record: &Record) -> Option<Disagreement> {
    let file = record.event.call().and_then(|call| evidence.files.calls.get(call));
    match (&record.event, file) {
        (Event::Refused { reason: Refusal::UnknownTool, .. }, Some(file)) => {
            let tool = name(evidence, file.tool);
            let sides = [
                "nothing: no service has it".to_owned(),
                format!("{tool} is not registered"),
                format!("there is a tool {tool}"),
            ];
            Some(make(record, (Seam::ModelRuntime, Kind::Registry), sides, None))
        }
        (Event::Applied { parameter, value, .. }, Some(file)) => {
            let parameter = evidence.text(*parameter);
            let wanted = meant(file, parameter.as_str());
            if wanted == *value {
                return None;
            }
            let sent = file.args.field(parameter.as_str());
            let sides = [
                format!("worked with {parameter} = {value}"),
                format!("passed {parameter} = {sent} on"),
                format!("{parameter} is {wanted}"),
            ];
            let meant = Some(format!("{parameter} = {wanted}"));
            Some(make(record, (Seam::RuntimeService, Kind::Value), sides, meant))
        }
        (Event::Served { beyond, subject, .. }, Some(file)) if !beyond.is_empty() => {
            let fields: Vec<&str> = beyond.iter().map(|f| evidence.text(*f).as_str()).collect();
            let sides = [
                format!("gave {} of {subject}", fields.join(", ")),
                format!("called as {}", acting(evidence, file)),
                "what a tool gives may be told".to_owned(),
            ];
            let meant = Some(format!("the rights of {}", user(evidence, file)));
            Some(make(record, (Seam::RuntimeService, Kind::Authority), sides, meant))
        }
        (Event::Destroyed { resource, environment, .. }, Some(file)) => {
            destroyed(evidence, record, file, *resource, *environment)
        }
        (Event::Committed { effect, .. }, Some(file)) => unmeant(evidence, record, file, *effect),
        (Event::Received { ok, status, .. }, Some(file)) => {
            outcome(evidence, record, file, *ok, *status)
        }
        (Event::Delivered { call, taken_for, .. }, Some(file)) if call != taken_for => {
            let taken = evidence.files.calls.get(*taken_for).map(|file| file.about.to_string());
            let sides = [
                format!("answered about {}", file.about),
                format!("call {call} came back, and handed it over in this place"),
                format!("this is about {}", taken.unwrap_or_default()),
            ];
            Some(make(record, (Seam::ModelRuntime, Kind::Identity), sides, None))
        }
        (Event::Delivered { ok: false, .. }, Some(file)) => withheld(evidence, record, file),
        (Event::Noted { of, facts, subject, .. }, Some(file)) => {
            noted(evidence, record, file, *of, subject, facts)
        }
        (Event::Ended { outcome, calls, turn, .. }, _) => {
            ended(evidence, record, *turn, *outcome, *calls)
        }
        _ => None,
    }
}

/// Makes a disagreement at a record of what each side takes to have happened.
fn make(
    record: &Record,
    (seam, kind): (Seam, Kind),
    [service_did, runtime_recorded, model_believed]: [String; 3],
    meant: Option<String>,
) -> Disagreement {
    Disagreement {
        at_ns: record.at_ns,
        seq: record.seq,
        conversation: record.conversation,
        call: record.event.call(),
        seam,
        kind,
        service_did,
        runtime_recorded,
        model_believed,
        meant,
    }
}

/// The service's act and the runtime's record differ: done and recorded as failed, or the reverse.
fn outcome(
    evidence: &Evidence<'_>,
    record: &Record,
    file: &CallFile<'_>,
    ok: bool,
    status: u16,
) -> Option<Disagreement> {
    // Acts are in the order of the trace.
    let first = [file.committed.first(), file.destroyed.first()];
    let done = first.into_iter().flatten().any(|act| act.seq < record.seq);
    if (done && !ok) || (ok && file.missed) {
        let recorded = match (ok, status) {
            (true, _) => format!("HTTP {status}, a success"),
            (false, 0) => "no answer in time".to_owned(),
            (false, _) => format!("HTTP {status}, a failure"),
        };
        let sides = [did(evidence, file, record.seq), recorded, believed(evidence, file)];
        return Some(make(record, (Seam::RuntimeService, Kind::Outcome), sides, None));
    }
    None
}

/// The runtime took a success for good and told the model of a failure: a check flagged the result,
/// or code of the user's put an error in its place.
fn withheld(evidence: &Evidence<'_>, record: &Record, file: &CallFile<'_>) -> Option<Disagreement> {
    let received = file.received.map(|received| &received.event);
    let done = !file.committed.is_empty() || !file.destroyed.is_empty();
    if !done || !matches!(received, Some(Event::Received { ok: true, .. })) {
        return None;
    }
    let by = if file.replaced { "middleware" } else { "a check of the result" };
    let recorded = format!("a success, withheld by {by}");
    let sides = [did(evidence, file, record.seq), recorded, believed(evidence, file)];
    Some(make(record, (Seam::ModelRuntime, Kind::Outcome), sides, None))
}

/// An effect was committed that an invariant says was not meant.
fn unmeant(
    evidence: &Evidence<'_>,
    record: &Record,
    file: &CallFile<'_>,
    committed: Symbol,
) -> Option<Disagreement> {
    let broken = evidence.plan.invariants.iter().find(|invariant| match &invariant.form {
        Form::EachEffect { effect, holds } => {
            *effect == committed && evidence.fits(record, holds) != Ok(true)
        }
        _ => false,
    })?;
    let tool = name(evidence, file.tool);
    let sides = [
        format!("committed {} with {}", evidence.text(committed), file.args),
        format!("called {tool} as {}", acting(evidence, file)),
        format!("{tool} is what was asked for"),
    ];
    let meant = Some(broken.says.to_string());
    Some(make(record, (Seam::RuntimeService, Kind::Scope), sides, meant))
}

fn destroyed(
    evidence: &Evidence<'_>,
    record: &Record,
    file: &CallFile<'_>,
    resource: Symbol,
    environment: Symbol,
) -> Option<Disagreement> {
    let task = evidence.turn_of(file).and_then(|turn| turn.environment)?;
    if task == environment {
        return None;
    }
    let thought = file.meant.field("environment");
    let thought = thought.as_text().unwrap_or_else(|| evidence.text(task).as_str());
    let (resource, environment) = (evidence.text(resource), evidence.text(environment));
    let sides = [
        format!("destroyed {resource} in {environment}"),
        format!("called {} as {}", name(evidence, file.tool), acting(evidence, file)),
        format!("the call reaches {thought} alone"),
    ];
    let meant = Some(format!("the task is in {}", evidence.text(task)));
    Some(make(record, (Seam::RuntimeService, Kind::Scope), sides, meant))
}

/// What the model noted is not what the subject's record holds, although it is the right record.
fn noted(
    evidence: &Evidence<'_>,
    record: &Record,
    file: &CallFile<'_>,
    of: u32,
    subject: &seamripper_scenario::Value,
    facts: &seamripper_scenario::Value,
) -> Option<Disagreement> {
    if record.event.call() != Some(of) || file.served.is_none() {
        return None;
    }
    let seamripper_scenario::Value::Map(facts) = facts else {
        return None;
    };
    let wrong = facts.iter().find_map(|(field, value)| {
        let symbol = evidence.plan.symbols.get(field.as_str())?;
        let request = &seamripper_scenario::Value::Null;
        let truth = evidence.plan.truth_of(evidence.world, subject.as_text()?, symbol, request)?;
        (truth != *value).then(|| (field.clone(), value.clone(), truth))
    });
    let (field, value, truth) = wrong?;
    let sides = [
        format!("answered about {subject}, whose {field} is {truth}"),
        "a success, passed on as it came".to_owned(),
        format!("{field} is {value}"),
    ];
    Some(make(record, (Seam::PromptTool, Kind::Shape), sides, None))
}

/// The runtime ended what the model had not finished.
fn ended(
    evidence: &Evidence<'_>,
    record: &Record,
    turn: u32,
    outcome: Outcome,
    calls: u32,
) -> Option<Disagreement> {
    let recorded = match outcome {
        Outcome::CutOff => "a cap was reached; the answer was cut off",
        Outcome::NoAnswer => "a cap was reached; there is no answer",
        Outcome::Aborted => "the conversation was aborted",
        Outcome::Answered | Outcome::Incomplete | Outcome::Stuck => return None,
    };
    let calls_of_turn = evidence.calls_in(record.conversation?, turn);
    let failed = calls_of_turn.filter(|file| file.received.is_none()).count();
    let answered = u64::from(calls).saturating_sub(failed as u64);
    let sides = [
        format!("answered {answered} of {calls} calls"),
        recorded.to_owned(),
        "there is more to find out".to_owned(),
    ];
    Some(make(record, (Seam::ModelRuntime, Kind::Termination), sides, None))
}

/// Says what the services did for a call before a record.
fn did(evidence: &Evidence<'_>, file: &CallFile<'_>, before: u64) -> String {
    let of_kind = |acts| last_before(acts, before);
    let acts = [&file.committed, &file.destroyed].into_iter().filter_map(of_kind);
    match acts.max_by_key(|act| act.seq).map(|act| &act.event) {
        Some(Event::Committed { effect, number, .. }) => {
            return format!("committed {} {number}", evidence.text(*effect));
        }
        Some(Event::Destroyed { resource, environment, .. }) => {
            let (resource, environment) = (evidence.text(*resource), evidence.text(*environment));
            return format!("destroyed {resource} in {environment}");
        }
        _ => {}
    }
    if file.missed {
        return format!("found nothing about {}", file.about);
    }
    match file.served {
        Some(_) => format!("answered about {}", file.about),
        None => "nothing that is on record".to_owned(),
    }
}

/// Returns the last of some acts before a record.
fn last_before<'a>(acts: &Records<'a>, before: u64) -> Option<&'a Record> {
    acts.iter().rfind(|act| act.seq < before).copied()
}

/// Says what the model took a call's result for.
fn believed(evidence: &Evidence<'_>, file: &CallFile<'_>) -> String {
    let call = name(evidence, file.tool);
    match file.delivered.map(|record| &record.event) {
        Some(Event::Delivered { ok: true, .. }) => format!("{call} was done"),
        Some(Event::Delivered { .. }) => format!("{call} failed"),
        _ => format!("{call} is under way"),
    }
}

fn name(evidence: &Evidence<'_>, symbol: Option<Symbol>) -> String {
    symbol.map(|symbol| evidence.text(symbol).to_string()).unwrap_or_default()
}

/// Says as whom a call was sent.
fn acting(evidence: &Evidence<'_>, file: &CallFile<'_>) -> String {
    match file.sent.map(|record| &record.event) {
        Some(Event::Sent { identity: Some(identity), .. }) => evidence.text(*identity).to_string(),
        _ => "nobody in particular".to_owned(),
    }
}

fn user(evidence: &Evidence<'_>, file: &CallFile<'_>) -> String {
    let user = evidence.turn_of(file).and_then(|turn| turn.user);
    user.map_or_else(|| "the user".to_owned(), |user| evidence.text(user).to_string())
}
