//! The scorecards of a comparison as JSON, for programs; `JSON.md` beside this crate documents it.
//!
//! The shape is versioned: a field that is there keeps its name and meaning within a version.
//! The same scorecards give the same bytes.

use crate::{Comparison, Replayed};
use seamripper_scenario::Value;
use seamripper_scenario::plan::{Plan, Published};
use seamripper_score::{Disagreement, FigureResult, Judgement, Surprise, Verdict};
use seamripper_sim::trace::End;
use serde::Serialize;

/// The version of the shape.
pub const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Top<'a> {
    format: u32,
    scenario: &'a str,
    scenario_hash: &'a str,
    seed: u64,
    version: &'static str,
    arms: Vec<Arm<'a>>,
    honest_work: Vec<Honest<'a>>,
}

#[derive(Serialize)]
struct Library<'a> {
    format: u32,
    replays: Vec<Top<'a>>,
}

#[derive(Serialize)]
struct Honest<'a> {
    arm: &'a str,
    outcome: &'static str,
    cost: Cost,
}

#[derive(Serialize)]
struct Arm<'a> {
    arm: &'a str,
    fixes: Vec<&'a str>,
    fingerprint: &'a str,
    events: u64,
    virtual_time_ns: u64,
    outcome: &'static str,
    why: Option<String>,
    invariants: Vec<Invariant<'a>>,
    first_disagreement: Option<Disagreed<'a>>,
    detection: Detection<'a>,
    published: Vec<Figure<'a>>,
    cost: Cost,
    surprises: Vec<Surprising<'a>>,
}

#[derive(Serialize)]
struct Invariant<'a> {
    name: &'a str,
    verdict: &'static str,
    at_ns: Option<u64>,
    seq: Option<u64>,
    damage: u64,
    unit: &'a str,
    what: Option<&'a str>,
}

#[derive(Serialize)]
struct Disagreed<'a> {
    at_ns: u64,
    seq: u64,
    seam: &'static str,
    kind: &'static str,
    conversation: Option<u32>,
    call: Option<u32>,
    service_did: &'a str,
    runtime_recorded: &'a str,
    model_believed: &'a str,
    meant: Option<&'a str>,
}

#[derive(Serialize)]
struct Detection<'a> {
    first_break_ns: Option<u64>,
    first_alert_ns: Option<u64>,
    monitor: Option<&'a str>,
}

#[derive(Serialize)]
struct Figure<'a> {
    figure: &'a str,
    published: Value,
    replayed: Value,
    agrees: bool,
}

#[derive(Serialize)]
struct Cost {
    turns: u64,
    answered: u64,
    calls: u64,
    refused: u64,
    failed: u64,
    alerts: u64,
    tokens: u64,
    waited_ns: u64,
}

#[derive(Serialize)]
struct Surprising<'a> {
    invariant: &'a str,
    expected: &'static str,
    found: &'static str,
}

/// Writes a comparison as one JSON document with a line break at its end.
pub fn json(comparison: &Comparison<'_>) -> String {
    pretty(&top(comparison))
}

/// Writes the comparisons of a library as one JSON document with a line break at its end.
pub fn json_all(comparisons: &[Comparison<'_>]) -> String {
    pretty(&Library { format: FORMAT, replays: comparisons.iter().map(top).collect() })
}

/// Writes a document with a line break at its end.
pub(crate) fn pretty(document: &impl Serialize) -> String {
    let mut out = crate::escape::json::pretty(document);
    out.push('\n');
    out
}

fn top<'a>(comparison: &Comparison<'a>) -> Top<'a> {
    let plan = comparison.plan;
    Top {
        format: FORMAT,
        scenario: &plan.id,
        scenario_hash: &plan.hash,
        seed: comparison.seed,
        version: env!("CARGO_PKG_VERSION"),
        arms: comparison.arms.iter().map(|replayed| arm(plan, replayed)).collect(),
        honest_work: comparison
            .honest
            .iter()
            .map(|honest| Honest {
                arm: &honest.arm,
                outcome: if honest.inconclusive { "inconclusive" } else { "finished" },
                cost: cost(&honest.cost),
            })
            .collect(),
    }
}

fn cost(cost: &seamripper_score::Cost) -> Cost {
    Cost {
        turns: cost.turns,
        answered: cost.answered,
        calls: cost.calls,
        refused: cost.refused,
        failed: cost.failed,
        alerts: cost.alerts,
        tokens: cost.tokens,
        waited_ns: cost.waited_ns,
    }
}

fn arm<'a>(plan: &'a Plan, replayed: &Replayed<'a>) -> Arm<'a> {
    let card = replayed.card;
    let text = |symbol| plan.symbols.text(symbol).as_str();
    let detection = &card.detection;
    Arm {
        arm: &card.arm,
        fixes: card.fixes.iter().map(|fix| text(*fix)).collect(),
        fingerprint: &card.fingerprint,
        events: card.events,
        virtual_time_ns: card.virtual_time_ns,
        outcome: if card.is_inconclusive() { "inconclusive" } else { "finished" },
        why: why(&card.end),
        invariants: card.judgements.iter().map(|judged| invariant(plan, judged)).collect(),
        first_disagreement: card.first_disagreement.as_ref().map(disagreed),
        detection: Detection {
            first_break_ns: detection.first_break_ns,
            first_alert_ns: detection.first_alert_ns,
            monitor: detection.monitor.map(text),
        },
        published: card.figures.iter().map(figure).collect(),
        cost: cost(&card.cost),
        surprises: card.surprises.iter().map(|surprise| surprising(plan, surprise)).collect(),
    }
}

/// Says why a replay proves nothing, if it does not.
pub fn why(end: &End) -> Option<String> {
    match end {
        End::Finished => None,
        End::Limit(limit) => Some(format!("the limit of {limit} was reached")),
        End::Failed(why) => Some(why.clone()),
        End::CutOff => Some("the file of the trace is cut off".to_owned()),
    }
}

fn invariant<'a>(plan: &'a Plan, judged: &'a Judgement) -> Invariant<'a> {
    let broken = match &judged.verdict {
        Verdict::Broken(broken) => Some(broken),
        _ => None,
    };
    Invariant {
        name: plan.symbols.text(judged.name).as_str(),
        verdict: judged.verdict.name(),
        at_ns: broken.map(|broken| broken.at_ns),
        seq: broken.map(|broken| broken.seq),
        damage: broken.map_or(0, |broken| broken.damage),
        unit: judged.unit.as_str(),
        what: broken.map(|broken| broken.what.as_str()),
    }
}

fn disagreed(disagreement: &Disagreement) -> Disagreed<'_> {
    Disagreed {
        at_ns: disagreement.at_ns,
        seq: disagreement.seq,
        seam: disagreement.seam.name(),
        kind: disagreement.kind.name(),
        conversation: disagreement.conversation,
        call: disagreement.call,
        service_did: &disagreement.service_did,
        runtime_recorded: &disagreement.runtime_recorded,
        model_believed: &disagreement.model_believed,
        meant: disagreement.meant.as_deref(),
    }
}

fn figure(result: &FigureResult) -> Figure<'_> {
    Figure {
        figure: result.figure.as_str(),
        published: published(&result.published),
        replayed: match &result.replayed {
            seamripper_score::Replayed::Number(number) => whole(*number),
            seamripper_score::Replayed::Data(value) => value.clone(),
            seamripper_score::Replayed::Nothing => Value::Null,
            time @ seamripper_score::Replayed::Time(_) => Value::text(time.to_string()),
        },
        agrees: result.agrees,
    }
}

/// Gives an exact figure as the value that it is, and any other in words.
fn published(published: &Published) -> Value {
    match published {
        Published::Exactly(value) => value.clone(),
        Published::None => Value::Null,
        other => Value::text(crate::text::published(other)),
    }
}

fn whole(number: u64) -> Value {
    i64::try_from(number).map_or_else(|_| Value::text(number.to_string()), Value::Int)
}

fn surprising<'a>(plan: &'a Plan, surprise: &Surprise) -> Surprising<'a> {
    Surprising {
        invariant: plan.symbols.text(surprise.invariant).as_str(),
        expected: surprise.expected,
        found: surprise.found,
    }
}
