//! Mutants of the library's own traces, whatever its scenarios are.

use crate::library::{arm, library};
use seamripper_scenario::plan::Form;
use seamripper_score::{Verdict, judge};
use seamripper_sim::trace::{Event, Outcome};

/// Spoils the resolved arm of every scenario of the library; the verdicts that change must be of forms
/// that speak of what was spoilt, and one of the first kind must break where there is one.
fn library_check(
    spoil: impl Fn(&mut Event) -> bool,
    breaks: fn(&Form) -> bool,
    speaks: fn(&Form) -> bool,
) {
    let mut spoilt = 0;
    for volume in library() {
        let plan = volume.plan.clone();
        let arm = arm(&plan, "resolved");
        let mut trace = seamripper_sim::run(&plan, &arm, plan.seed);
        let before = judge(&plan, &arm, &trace).judgements;
        if !trace.records.iter_mut().any(|record| spoil(&mut record.event)) {
            continue;
        }
        let after = judge(&plan, &arm, &trace).judgements;
        for (invariant, (old, new)) in plan.invariants.iter().zip(before.iter().zip(&after)) {
            let place = format!("{}: {}", volume.name, plan.symbols.text(invariant.name));
            if breaks(&invariant.form) {
                spoilt += 1;
                assert!(
                    matches!(new.verdict, Verdict::Broken(_)),
                    "{place} is {}",
                    new.verdict.name()
                );
            }
            if old.verdict != new.verdict {
                assert!(
                    speaks(&invariant.form),
                    "{place} went from {} to {}",
                    old.verdict.name(),
                    new.verdict.name()
                );
            }
        }
    }
    assert!(spoilt > 0, "no invariant of the library was put to the test");
}

/// Forms that count may count anything.
fn counts(form: &Form) -> bool {
    matches!(form, Form::AtMost { .. } | Form::AtLeast { .. })
}

#[test]
fn in_the_library_a_turn_without_an_answer_breaks_liveness() {
    let spoil = |event: &mut Event| match event {
        Event::Ended { outcome: outcome @ Outcome::Answered, .. } => {
            *outcome = Outcome::NoAnswer;
            true
        }
        _ => false,
    };
    // A form that speaks of some turns only may not speak of the one that is spoilt.
    let answers: fn(&Form) -> bool =
        |form| matches!(form, Form::Answered { saying, .. } if saying.as_str().is_empty());
    library_check(spoil, answers, |form| counts(form) || matches!(form, Form::Answered { .. }));
}

#[test]
fn in_the_library_a_result_taken_for_anothers_breaks_its_invariant() {
    let spoil = |event: &mut Event| match event {
        Event::Delivered { taken_for, .. } => {
            *taken_for += 1;
            true
        }
        _ => false,
    };
    let paired: fn(&Form) -> bool = |form| matches!(form, Form::ResultsReachTheirCalls);
    library_check(spoil, paired, |form| {
        counts(form) || matches!(form, Form::ResultsReachTheirCalls)
    });
}

#[test]
fn in_the_library_an_argument_applied_as_another_breaks_its_invariant() {
    let spoil = |event: &mut Event| match event {
        Event::Applied { value, .. } => {
            *value = "spoilt".into();
            true
        }
        _ => false,
    };
    let applied: fn(&Form) -> bool = |form| matches!(form, Form::AppliedAsMeant);
    library_check(spoil, applied, |form| counts(form) || matches!(form, Form::AppliedAsMeant));
}
