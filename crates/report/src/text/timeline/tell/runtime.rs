//! What the runtime does between the model and the services: refusals, results, ends.

use super::words::{bare, clip, intervention, outcome, refusal, status_words};
use super::{Side, Teller, Told};
use crate::ink::{Ink, Line};
use seamripper_scenario::{Text, Value};
use seamripper_sim::trace::{Event, Outcome};

impl Teller<'_> {
    /// Tells what the runtime does.
    pub(super) fn of_runtime(&self, event: &Event) -> Option<Told> {
        let told = |kind: &str, line| Told::new(Side::Model, kind, line);
        let told = match event {
            Event::Refused { reason, says, .. } => {
                let reason = refusal(*reason);
                let line = Line::of(Ink::Notice, format!("⊘ {reason}: "));
                told(reason, line.say(clip(says.as_str())))
            }
            Event::ConfirmationAsked { environment, .. } => {
                let place = environment.map(|name| format!(" in {}", self.name(name)));
                let line = Line::of(Ink::Notice, "? operator is asked to confirm");
                told("asks operator", line.say(place.unwrap_or_default()))
            }
            Event::ConfirmationAnswered { approved, .. } => {
                let said = if *approved { "yes" } else { "no" };
                told(said, Line::of(Ink::Notice, format!("? operator says {said}")))
            }
            Event::Flagged { check, .. } => {
                let check = self.name(*check);
                let line = Line::of(Ink::Notice, format!("⊘ check {check} flags the result"));
                told(check, line)
            }
            Event::Intervened { did, .. } => {
                let line = Line::of(Ink::Notice, "⊘ middleware ").say(intervention(did));
                told("intervened", line)
            }
            Event::Ended { outcome, .. } => {
                let said = format!("■ the turn ends: {}", self::outcome(*outcome));
                let minor = matches!(outcome, Outcome::Answered | Outcome::Incomplete);
                told("ended", Line::of(Ink::Bad, said)).minor_if(minor)
            }
            Event::Closed => told("closed", Line::plain("it is over")).minor_if(true),
            _ => return self.of_results(event),
        };
        Some(told)
    }

    /// Tells how results come back.
    fn of_results(&self, event: &Event) -> Option<Told> {
        match event {
            Event::Received { call, attempt, status, .. } => {
                let again = self.calls.get(call).is_some_and(|call| *attempt < call.attempts);
                let status = status_words(*status);
                let line = Line::plain(format!("  runtime records {status}"));
                let line = if again { line.say(", sends again") } else { line };
                Some(Told::new(Side::Model, status, line).minor_if(!again))
            }
            Event::Delivered { call, taken_for, ok, status, says, body, .. } => {
                let body = if *ok { body } else { &Value::Null };
                let line = self.delivered(*call, *taken_for, body, says);
                let kind = format!("delivered {ok} {status} {}", call == taken_for);
                // A refusal has been told in its own words already.
                Some(Told::new(Side::Model, kind, line).minor_if(self.is_refused(*call)))
            }
            _ => None,
        }
    }

    fn delivered(&self, call: u32, taken_for: u32, body: &Value, says: &Text) -> Line {
        if call == taken_for {
            let said = if body.is_null() { says.to_string() } else { body.to_string() };
            let said = if said.is_empty() { "done" } else { &said };
            return Line::plain(format!("← {}", clip(said)));
        }
        let about = |call| self.calls.get(call).map(|call| bare(call.about));
        let about = |call| about(call).unwrap_or_default();
        let line = Line::plain("← answer about ").and(Ink::Strong, about(&call));
        line.and(Ink::Bad, format!(" taken for {}'s", about(&taken_for)))
    }
}
