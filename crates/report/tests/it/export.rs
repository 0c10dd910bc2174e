//! What other tools get: the same bytes each time, nothing lost, and nothing that is not linked.

use crate::{TINY, plan, rendered};
use seamripper_report::{Comparison, Replayed, export};
use seamripper_scenario::Plan;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

const ARMS: [&str; 3] = ["deployed", "resolved", "control"];

fn exported(arms: &[&str], render: impl Fn(&Comparison<'_>) -> String) -> String {
    rendered(&plan(TINY), arms, render)
}

fn mermaid(comparison: &Comparison<'_>) -> String {
    export::mermaid(comparison.plan, &comparison.arms[0], None)
}

type Export = fn(&Plan, &[Replayed<'_>], &mut dyn Write) -> io::Result<()>;

/// Writes an export into a text.
fn text(export: Export, plan: &Plan, arms: &[Replayed<'_>]) -> String {
    let mut out = Vec::new();
    export(plan, arms, &mut out).expect("memory takes it");
    String::from_utf8(out).expect("it is text")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

#[test]
fn a_postmortem_in_markdown() {
    let arms = ["deployed", "resolved"];
    insta::assert_snapshot!(exported(&arms, |comparison| export::markdown(comparison, None)));
}

#[test]
fn a_replay_as_a_mermaid_diagram() {
    insta::assert_snapshot!(exported(&["deployed"], mermaid));
}

#[test]
fn a_replay_as_trace_events() {
    insta::assert_snapshot!(exported(&["resolved"], |c| text(export::perfetto, c.plan, c.arms)));
}

#[test]
fn a_replay_as_spans() {
    insta::assert_snapshot!(exported(&["resolved"], |c| text(export::otlp, c.plan, c.arms)));
}

#[test]
fn a_replay_as_rows() {
    insta::assert_snapshot!(exported(&["resolved"], |c| text(export::csv, c.plan, c.arms)));
}

#[test]
fn the_same_replays_give_the_same_bytes() {
    let all = |_: u32| {
        exported(&ARMS, |c| {
            let one = [export::markdown(c, None), mermaid(c), text(export::csv, c.plan, c.arms)];
            one.concat()
                + &text(export::perfetto, c.plan, c.arms)
                + &text(export::otlp, c.plan, c.arms)
        })
    };
    assert_eq!(all(1), all(2));
}

#[test]
fn every_record_is_a_row_and_in_a_span() {
    exported(&ARMS, |comparison| {
        let rows = text(export::csv, comparison.plan, comparison.arms);
        let mut reader = csv::Reader::from_reader(rows.as_bytes());
        let rows: Vec<csv::StringRecord> =
            reader.records().map(|row| row.expect("it is a row")).collect();
        let rows = rows.iter().map(|row| (row[0].to_owned(), row[1].to_owned()));
        let records = comparison.arms.iter().flat_map(|arm| {
            let name = &arm.card.arm;
            arm.trace.records.iter().map(move |record| (name.clone(), record.seq.to_string()))
        });
        assert!(rows.eq(records));
        for arm in comparison.arms {
            let spans = json(&text(export::otlp, comparison.plan, std::slice::from_ref(arm)));
            let seqs: BTreeSet<u64> = numbers_of(&spans);
            assert_eq!(seqs, (0..arm.trace.records.len() as u64).collect());
        }
        String::new()
    });
}

/// Gathers the numbers of records that spans and events name.
fn numbers_of(document: &Value) -> BTreeSet<u64> {
    let mut found = BTreeSet::new();
    for span in spans(document) {
        let events = list(span, "events").iter().flat_map(|event| list(event, "attributes"));
        for attribute in list(span, "attributes").iter().chain(events) {
            if attribute["key"] == "seamripper.seq" || attribute["key"] == "seamripper.end_seq" {
                let number = attribute["value"]["intValue"].as_str().expect("numbers are text");
                found.insert(number.parse().expect("it is a number"));
            }
        }
    }
    found
}

fn spans(document: &Value) -> impl Iterator<Item = &Value> {
    let resources = list(document, "resourceSpans").iter();
    let scopes = resources.flat_map(|resource| list(resource, "scopeSpans"));
    scopes.flat_map(|scope| list(scope, "spans"))
}

#[test]
fn spans_have_ids_of_their_own_and_lie_within_parents_that_are_there() {
    let document = json(&exported(&ARMS, |c| text(export::otlp, c.plan, c.arms)));
    let id = |span: &Value, name: &str| {
        (span["traceId"].to_string(), span[name].as_str().unwrap_or_default().to_owned())
    };
    let time = |span: &Value, name: &str| {
        span[name].as_str().and_then(|text| text.parse::<u64>().ok()).expect("a time is text")
    };
    let mut known = BTreeMap::new();
    for span in spans(&document) {
        assert_eq!(span["traceId"].as_str().map(str::len), Some(32));
        assert_eq!(span["spanId"].as_str().map(str::len), Some(16));
        assert!(known.insert(id(span, "spanId"), span).is_none(), "{span}");
    }
    assert!(known.len() > 50, "{}", known.len());
    for span in spans(&document).filter(|span| !span["parentSpanId"].is_null()) {
        let parent = known.get(&id(span, "parentSpanId")).expect("the parent is there");
        let within = |name| (time(span, name), time(parent, name));
        let ((start, first), (end, last)) =
            (within("startTimeUnixNano"), within("endTimeUnixNano"));
        assert!(start >= first, "{span}");
        // What a service does may outlast those who wait for it.
        assert!(end <= last || span["kind"] == 2, "{span}");
    }
}

#[test]
fn a_service_that_answers_too_late_outlasts_the_request() {
    let document = json(&exported(&["deployed"], |c| text(export::otlp, c.plan, c.arms)));
    let named = |name: &'static str| spans(&document).filter(move |span| span["name"] == name);
    let end = |span: &Value| span["endTimeUnixNano"].to_string();
    let (served, asked) = (named("serve printer").next(), named("request gateway").next());
    let (served, asked) = (served.expect("it was served"), asked.expect("it was asked"));
    assert!(end(served) > end(asked), "{served} {asked}");
    assert_eq!(asked["status"]["code"], 2);
    let status = list(asked, "attributes").iter().find(|a| a["key"] == "http.response.status_code");
    assert_eq!(status.map(|status| status["value"]["intValue"].as_str()), Some(Some("504")));
}

#[test]
fn slices_nest_and_flows_have_two_ends() {
    let document = json(&exported(&ARMS, |c| text(export::perfetto, c.plan, c.arms)));
    let mut open: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
    let mut last: BTreeMap<u64, f64> = BTreeMap::new();
    let mut flows: BTreeMap<(String, u64), u32> = BTreeMap::new();
    for event in list(&document, "traceEvents") {
        let (phase, thread) = (event["ph"].as_str().unwrap_or_default(), event["tid"].as_u64());
        if let (Some(thread), Some(at)) = (thread, event["ts"].as_f64()) {
            let before = last.insert(thread, at).unwrap_or_default();
            assert!(before <= at, "the order of a thread is that of time: {event}");
        }
        let stack = thread.map(|thread| open.entry(thread).or_default());
        match (phase, stack) {
            ("B", Some(stack)) => stack.push(event["ts"].as_f64().unwrap_or_default()),
            ("E", Some(stack)) => assert!(stack.pop().is_some(), "{event}"),
            ("s" | "f", Some(stack)) => {
                assert!(!stack.is_empty(), "a flow is of a slice: {event}");
                let id = event["id"].as_u64().expect("a flow has a number");
                *flows.entry((phase.to_owned(), id)).or_default() += 1;
            }
            _ => {}
        }
    }
    assert!(open.values().all(Vec::is_empty), "{open:?}");
    let of = |wanted: &str| -> Vec<u64> {
        flows.keys().filter(|(phase, _)| phase == wanted).map(|(_, id)| *id).collect()
    };
    assert!(flows.values().all(|times| *times == 1) && !of("s").is_empty());
    assert_eq!(of("s"), of("f"));
}

#[test]
fn a_crowd_is_drawn_by_the_conversation_that_is_asked_for() {
    let draw =
        |wanted| exported(&["control"], move |c| export::mermaid(c.plan, &c.arms[0], wanted));
    assert!(draw(None).contains("conversation 1 of 2"), "{}", draw(None));
    assert!(draw(Some(1)).contains("conversation 2 of 2"));
    assert_eq!(draw(Some(7)), draw(None), "there is no such conversation");
}

#[test]
fn a_long_loop_is_a_note_and_every_diagram_is_small() {
    let long = TINY.replace("last: 5", "last: 500").replace("tool_budget: 9", "tool_budget: 900");
    let diagram = rendered(&plan(&long), &["deployed"], mermaid);
    assert!(diagram.contains("more rounds like this"), "{diagram}");
    assert!(diagram.len() < 50_000, "{}", diagram.len());
}

#[test]
fn what_markdown_and_mermaid_would_read_in_a_scenario_stays_text() {
    let evil = "<script>x</script> | a ` `` # ; %% @b **c** [d](e)";
    let hostile = TINY
        .replace("One label wanted, three printed", evil)
        .replace("Printing seemed to fail.", evil)
        .replace("A label for parcel 12, please.", evil)
        .replace("One label for one parcel.", evil);
    let arms = ["deployed", "resolved"];
    let postmortem = rendered(&plan(&hostile), &arms, |c| export::markdown(c, None));
    assert!(postmortem.starts_with("# &lt;script&gt;x&lt;/script&gt; \\| a \\`"), "{postmortem}");
    let outside = postmortem.split("```").step_by(2).collect::<String>();
    assert!(!outside.contains("<script") && !outside.contains("[d]("), "{postmortem}");
    let diagram = rendered(&plan(&hostile), &["deployed"], mermaid);
    let body = diagram.split("sequenceDiagram").nth(1).unwrap_or_default();
    assert!(body.contains("#60;script#62;x#60;/script#62;"), "{body}");
    let tags = body.replace("<br/>", "");
    assert!(!tags.contains(['<', '>', '%', '`', '*']) || tags.contains("->>"), "{body}");
    assert!(!tags.contains("%%") && !tags.contains("<script"), "{body}");
}

#[test]
fn a_replay_that_hits_a_limit_is_exported_as_far_as_it_came() {
    for records in 1..40 {
        let limited = TINY.replace("// LIMITS", &format!("limits: (records: {records}),"));
        let all = rendered(&plan(&limited), &["deployed", "resolved"], |c| {
            let spans = json(&text(export::otlp, c.plan, &c.arms[..1]));
            let there = c.arms[0].trace.records.len() as u64;
            assert_eq!(numbers_of(&spans), (0..there).collect(), "{records}");
            json(&text(export::perfetto, c.plan, c.arms));
            text(export::csv, c.plan, c.arms) + &mermaid(c) + &export::markdown(c, None)
        });
        assert!(all.contains("is inconclusive: the limit of"), "{records}");
    }
}

/// Takes so many bytes, and then none.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        match taken {
            0 => Err(io::ErrorKind::StorageFull.into()),
            taken => Ok(taken),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_cannot_be_written_is_an_error_of_its_kind_wherever_it_happens() {
    exported(&["deployed", "resolved"], |c| {
        for export in [export::csv as Export, export::otlp, export::perfetto] {
            let whole = text(export, c.plan, c.arms).len();
            for room in (0..whole).step_by(97).chain([whole - 1]) {
                let error = export(c.plan, c.arms, &mut Full(room)).expect_err("it has no room");
                assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{room} of {whole}");
            }
            export(c.plan, c.arms, &mut Full(whole)).expect("it has room");
        }
        String::new()
    });
}

/// Notes how many bytes came in all, and at most at once.
#[derive(Default)]
struct Pieces {
    all: usize,
    most: usize,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (self.all, self.most) = (self.all + bytes.len(), self.most.max(bytes.len()));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_grows_with_a_trace_comes_in_pieces_that_do_not() {
    let long = TINY.replace("last: 5", "last: 500").replace("tool_budget: 9", "tool_budget: 900");
    rendered(&plan(&long), &["deployed"], |c| {
        for export in [export::csv as Export, export::otlp, export::perfetto] {
            let mut pieces = Pieces::default();
            export(c.plan, c.arms, &mut pieces).expect("it takes everything");
            assert!(pieces.all > 500_000 && pieces.most < 10_000, "{} {}", pieces.all, pieces.most);
        }
        String::new()
    });
}

#[test]
fn a_document_about_no_replay_is_whole() {
    let plan = plan(TINY);
    let spans = json(&text(export::otlp, &plan, &[]));
    assert_eq!(list(&spans, "resourceSpans"), [] as [Value; 0]);
    assert_eq!(list(&json(&text(export::perfetto, &plan, &[])), "traceEvents"), [] as [Value; 0]);
    assert!(text(export::csv, &plan, &[]).starts_with("arm,seq,"));
}
