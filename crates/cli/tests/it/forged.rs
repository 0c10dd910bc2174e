//! Traces that no replay wrote: judged within the limits of a replay's own, whatever they hold.

use crate::{folder, run, seamripper};
use serde_json::{Value, json};
use std::fs;
use std::time::Duration;

/// The records of the starter's trace, and the first and the last line around them.
struct Trace {
    head: String,
    records: Vec<Value>,
    end: String,
}

fn trace() -> Trace {
    let folder = folder("a.ron", |source| source);
    let replay = ["replay", "a.ron", "--arm", "deployed", "--trace", "t.jsonl"];
    assert_eq!(run(&folder, &replay).0, 0);
    let text = fs::read_to_string(folder.path().join("t.jsonl")).expect("the trace is there");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (end, head) = (lines.pop().expect("an end"), lines.remove(0));
    let parse = |line: &String| serde_json::from_str(line).expect("a record is JSON");
    Trace { head, records: lines.iter().map(parse).collect(), end }
}

impl Trace {
    /// Returns the first record of a kind, some of its fields changed.
    fn first(&self, event: &str, changed: &Value) -> Value {
        let mut record = self.records.iter().find(|record| record["event"] == event).cloned();
        let fields = record.as_mut().and_then(Value::as_object_mut).expect("there is one");
        fields.extend(changed.as_object().cloned().unwrap_or_default());
        Value::Object(fields.clone())
    }

    /// Judges other records in the place of these; one that does not end in ten minutes hangs.
    fn judged(&self, records: impl Iterator<Item = Value>) -> (i32, String) {
        let mut text = self.head.clone();
        for (seq, mut record) in records.enumerate() {
            (record["seq"], record["at_ns"], record["cause"]) = (json!(seq), json!(0), json!(null));
            text += &format!("\n{record}");
        }
        let folder = folder("a.ron", |source| source);
        let text = format!("{text}\n{}\n", self.end);
        fs::write(folder.path().join("t.jsonl"), text).expect("it can be written");
        let mut command = seamripper(folder.path());
        command.args(["judge", "t.jsonl", "--scenario", "a.ron"]);
        let output = command.timeout(Duration::from_secs(600)).output().expect("it runs");
        let said = String::from_utf8([output.stdout, output.stderr].concat()).expect("it is text");
        let code = output.status.code();
        (code.unwrap_or_else(|| panic!("it did not end: {said}")), said)
    }
}

#[test]
fn a_turn_that_wants_a_thing_again_and_again_costs_work_for_each_call_in_it() {
    let trace = trace();
    let intent = trace.first("asked", &json!({}))["wants"][0].clone();
    let asked = trace.first("asked", &json!({ "wants": vec![intent; 100_000] }));
    let call = |number: u32| trace.first("called", &json!({ "call": number }));
    let ended = trace.first("ended", &json!({}));
    let records = std::iter::once(asked).chain((0..10_000).map(call)).chain([ended]);
    let (code, said) = trace.judged(records);
    assert!(code == 3 && said.contains("limit of work"), "{said}");
}

#[test]
fn a_call_of_many_effects_costs_work_for_each_of_them() {
    let trace = trace();
    let intent = trace.first("asked", &json!({}))["wants"][0].clone();
    let asked = trace.first("asked", &json!({ "wants": vec![intent; 20_000] }));
    let called = trace.first("called", &json!({ "call": 0 }));
    let effects = vec![trace.first("committed", &json!({ "call": 0 })); 30_000];
    let records = [asked, called, trace.first("ended", &json!({}))].into_iter().chain(effects);
    let (code, said) = trace.judged(records);
    assert!(code == 3 && said.contains("limit of work"), "{said}");
}

#[test]
fn calls_that_are_numbered_backwards_are_no_problem() {
    let trace = trace();
    let call = |number: u32| trace.first("called", &json!({ "call": u32::MAX - number }));
    let asked = trace.first("asked", &json!({}));
    let (code, said) = trace.judged(std::iter::once(asked).chain((0..30_000).map(call)));
    assert!(code < 2 && said.contains("30,000"), "{said}");
}

#[test]
fn many_beliefs_are_not_copied_into_each_of_many_turns() {
    let trace = trace();
    let asked = |turn: u32| trace.first("asked", &json!({ "turn": turn }));
    let believed =
        |intent: u32| trace.first("believed", &json!({ "intent": format!("intent-{intent}") }));
    let records = [asked(0)].into_iter().chain((0..20_000).map(believed));
    let (code, said) = trace.judged(records.chain((1..20_000).map(asked)));
    assert!(code < 2 && said.contains("0 of 20,000"), "{said}");
}
