//! When a figure of the source and what the replay gave agree.

use crate::spoil::{Case, answered, good_with};
use seamripper_scenario::Value;
use seamripper_sim::trace::Event;

/// Judges the good trace, spoilt in one way, by figures: each is a measure beside what is published.
fn check(spoil: impl FnOnce(&mut Case), expected: &[(&str, &str, bool)]) {
    let figure = |(measure, published, _): &(&str, &str, bool)| {
        format!(r#"(figure: "f", arm: "deployed", published: {published}, measure: {measure}),"#)
    };
    let figures: String = expected.iter().map(figure).collect();
    let mut case = good_with(&[("figures", &format!("[{figures}]"))]);
    spoil(&mut case);
    let figures = case.judge().figures;
    let agree: Vec<(&str, &str, bool)> = expected
        .iter()
        .zip(&figures)
        .map(|((measure, published, _), figure)| (*measure, *published, figure.agrees))
        .collect();
    assert_eq!(agree, expected);
}

#[test]
fn a_number_agrees_with_its_like_and_with_bounds_that_it_keeps() {
    let six = |published, agrees| ("Calls", published, agrees);
    let table = [
        six("Exactly(6)", true),
        six("Exactly(7)", false),
        six("AtMost(5)", false),
        six("AtMost(6)", true),
        six("AtMost(7)", true),
        six("AtLeast(5)", true),
        six("AtLeast(6)", true),
        six("AtLeast(7)", false),
        six("Between(4, 5)", false),
        six("Between(4, 6)", true),
        six("Between(6, 8)", true),
        six("Between(7, 8)", false),
        six("Near(8, \"25%\")", true),
        six("Near(8, \"24%\")", false),
        six("Near(5, \"20%\")", true),
        six("Near(5, \"19%\")", false),
        six("Near(6, \"0%\")", true),
        six("Near(60, \"90%\")", true),
        six("Near(60, \"89%\")", false),
        six("None", false),
        ("BudgetRefusals", "None", true),
    ];
    check(|_| {}, &table);
}

#[test]
fn a_time_agrees_with_the_same_length_however_it_is_written() {
    let hour = |published, agrees| (r#"NewestCopy("main")"#, published, agrees);
    let table = [
        hour("Exactly(\"1h\")", true),
        hour("Exactly(\"60m\")", true),
        hour("Exactly(\"61m\")", false),
        hour("About(\"50m\", \"20%\")", true),
        hour("About(\"50m\", \"19%\")", false),
        hour("None", false),
    ];
    check(|_| {}, &table);
}

#[test]
fn a_value_agrees_with_itself_alone() {
    let mail = |published, agrees| (r#"Claimed(subject: "ann", field: "mail")"#, published, agrees);
    let double =
        |published, agrees| (r#"Claimed(subject: "twice", field: "double")"#, published, agrees);
    let table = [
        mail("Exactly(\"a@x\")", true),
        mail("Exactly(\"b@x\")", false),
        mail("None", false),
        double("Exactly(42)", true),
        double("Exactly(41)", false),
        double("Exactly(\"42\")", false),
    ];
    check(|_| {}, &table);
}

#[test]
fn what_was_not_there_agrees_with_none() {
    let gone = |published, agrees| (r#"NewestCopy("tmp")"#, published, agrees);
    check(|_| {}, &[gone("None", true), gone("Exactly(\"1h\")", false)]);
    let empty = |case: &mut Case| {
        if let Event::Answered { claims, .. } = case.event(answered) {
            claims[0].value = Value::Null;
        }
    };
    check(empty, &[(r#"Claimed(subject: "ann", field: "mail")"#, "None", true)]);
}

#[test]
fn figures_are_of_their_arm_alone() {
    let figures = r#"[
        (figure: "ours", arm: "deployed", published: Exactly(6), measure: Calls),
        (figure: "of another", arm: "control", published: Exactly(6), measure: Calls),
    ]"#;
    let figures = good_with(&[("figures", figures)]).judge().figures;
    let found: Vec<&str> = figures.iter().map(|figure| figure.figure.as_str()).collect();
    assert_eq!(found, ["ours"]);
}
