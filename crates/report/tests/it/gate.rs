//! A gate in each of its outputs.

use crate::{TINY, plain, plan};
use seamripper_report::{Extent, Gate, GateView, GatedIncident, Passes};
use seamripper_scenario::compile_policy;
use seamripper_study::Seeds;
use seamripper_study::gate::Trial;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

/// A policy that gives up too soon, so that honest work suffers too.
const HASTY: &str = "PolicyFile(
    format: 1, id: \"hasty\", title: \"A hasty runtime\",
    policy: (
        caps: (calls: 6),
        call_timeout: \"20ms\",
    ),
)";

const PATIENT: &str = "PolicyFile(
    format: 1, id: \"patient\", title: \"A <patient> runtime\",
    policy: (idempotency_key: PerIntent), in_place: [Keys],
)";

fn gated(policy: &str, scenario: &str, known: &[&str], look: impl Fn(&Gate<'_>)) {
    // What would go on for ever, without a cap or with a service that never answers, is ended soon.
    let plan = plan(&scenario.replace("// LIMITS", "limits: (events: 5000),"));
    let file = compile_policy(policy).expect("the policy is valid");
    let seeds = Seeds::of(0..20);
    let trial = Trial::new(&plan, &file).expect("it can be run");
    let gated = trial.run(&seeds, &AtomicBool::new(false), |_| ()).expect("nobody stops it");
    let entry = |name: &&str| (("tiny".to_owned(), (*name).to_owned()), Extent::default());
    let known: BTreeMap<_, _> = known.iter().map(entry).collect();
    let named = "tiny.ron".to_owned();
    look(&Gate {
        policy: &file,
        source: policy,
        path: "our policies/p.ron",
        named: "'our policies/p.ron'",
        seeds: &seeds,
        known: Some(&known),
        incidents: &[GatedIncident { named, plan: plan.clone(), gated }],
    });
}

fn seen(policy: &str, known: &[&str], write: impl Fn(&GateView) -> String) -> String {
    let out = std::cell::RefCell::new(String::new());
    gated(policy, TINY, known, |gate| *out.borrow_mut() = write(&GateView::new(gate)));
    out.into_inner()
}

/// A view with something in every list.
pub(crate) fn view() -> GateView {
    let view = std::cell::RefCell::new(None);
    gated(HASTY, TINY, &["one-label", "printed"], |gate| {
        *view.borrow_mut() = Some(GateView::new(gate));
    });
    view.into_inner().expect("it was made")
}

#[test]
fn a_gate_that_fails_as_text() {
    insta::assert_snapshot!(plain(&seen(HASTY, &["printed"], |view| view.text(100))));
}

#[test]
fn a_gate_that_passes_as_text() {
    insta::assert_snapshot!(plain(&seen(PATIENT, &[], |view| view.text(100))));
}

#[test]
fn a_gate_as_markdown() {
    insta::assert_snapshot!(seen(HASTY, &["one-label", "printed"], GateView::markdown));
}

#[test]
fn a_gate_as_junit() {
    insta::assert_snapshot!(seen(HASTY, &["one-label"], GateView::junit));
}

#[test]
fn a_gate_as_sarif() {
    insta::assert_snapshot!(seen(HASTY, &["one-label"], GateView::sarif));
}

#[test]
fn no_line_of_a_gate_is_wider_than_it_may_be() {
    for width in [40, 60, 80, 140] {
        let text = plain(&seen(HASTY, &[], |view| view.text(width)));
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap_or_default();
        assert!(widest <= width.max(50), "{width}: {widest}\n{text}");
    }
}

#[test]
fn what_is_known_passes_and_what_proves_nothing_does_not() {
    let passes = |policy: &str, scenario: &str, known: &[&str]| {
        let passes = std::cell::Cell::new(None);
        gated(policy, scenario, known, |gate| passes.set(Some(gate.passes())));
        passes.get()
    };
    assert_eq!(passes(PATIENT, TINY, &[]), Some(Passes::Yes));
    assert_eq!(passes(HASTY, TINY, &[]), Some(Passes::No));
    assert_eq!(passes(HASTY, TINY, &["one-label"]), Some(Passes::No));
    assert_eq!(passes(HASTY, TINY, &["one-label", "truth-told"]), Some(Passes::Yes));
    let calm = TINY.replace("last: 5", "last: 1").replace("Constant(\"7s\")", "Constant(\"1ms\")");
    assert_eq!(passes(PATIENT, &calm, &[]), Some(Passes::Open));
    let short = TINY.replace("// LIMITS", "limits: (events: 9),");
    assert_eq!(passes(PATIENT, &short, &[]), Some(Passes::Open));
}
