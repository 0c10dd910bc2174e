//! Figures that could never agree with what is measured, and expectations that exclude each other.

use super::super::Compiler;
use super::forms::is_time;
use super::values;
use crate::read::{Duration, Node};
use crate::written::{Measure, Published, Scenario};
use crate::{Diagnostic, Value};

impl Compiler<'_> {
    pub(super) fn sense_figures(&mut self, scenario: &Scenario) {
        for figure in scenario.figures.iter().filter_map(Node::get) {
            if let (Some(published), Some(measure)) = (figure.published.get(), figure.measure.get())
            {
                self.check_published(published, &figure.published, measure);
            }
        }
        for expectation in values(&scenario.expect) {
            for invariant in &expectation.not_exposed {
                if let Some(other) = expectation.broken.iter().find(|other| *other == invariant) {
                    let message = "an invariant that breaks is exposed";
                    let label = "expected to be not exposed here";
                    let mistake = Diagnostic::new(invariant.span(), message, label);
                    self.report(mistake.also(other.span(), "and to break here"));
                }
            }
        }
    }

    fn check_published(
        &mut self,
        published: &Published,
        node: &Node<Published>,
        measure: &Measure,
    ) {
        let time = is_time(measure);
        let any = matches!(measure, Measure::Claimed { .. });
        let (message, help) = match published {
            Published::Between(low, high) if low.get() > high.get() => {
                let mistake = Diagnostic::new(
                    high.span(),
                    "a range ends before it starts",
                    "less than the first",
                );
                return self.report(mistake.also(low.span(), "the first"));
            }
            Published::Exactly(value) if time => match value.get() {
                Some(Value::Text(text)) if text.as_str().parse::<Duration>().is_ok() => return,
                Some(Value::Null) | None => return,
                _ => ("a time is published as a duration", "write for example Exactly(\"2d\")"),
            },
            Published::Exactly(value) if !any => match value.get() {
                Some(Value::Int(number)) if *number >= 0 => return,
                None => return,
                _ => ("the measure is a whole number", "write for example Exactly(47)"),
            },
            Published::About(..) if !time && !any => {
                ("the measure is a number, not a time", "use `Near(number, share)`")
            }
            Published::AtMost(_)
            | Published::AtLeast(_)
            | Published::Between(..)
            | Published::Near(..)
                if time =>
            {
                (
                    "the measure is a time, not a number",
                    "use `About(\"..\", share)` or `Exactly(\"..\")`",
                )
            }
            _ => return,
        };
        self.complain(node.span(), message, "this could never agree with it", help);
    }
}
