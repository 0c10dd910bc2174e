//! What the user asks, what the model calls, notes, believes and answers.

use super::words::{arguments, bare, belief, clip, fields, is_part, quoted};
use super::{Side, Teller, Told};
use crate::ink::{Ink, Line};
use seamripper_scenario::Value;
use seamripper_scenario::plan::Symbol;
use seamripper_sim::trace::{Claim, Event};

impl Teller<'_> {
    /// Tells what the user and the model do.
    pub(super) fn of_model(&self, event: &Event) -> Option<Told> {
        let told = |kind: &str, line| Told::new(Side::Model, kind, line);
        let told = match event {
            Event::Asked { says, user, evaluation, .. } => {
                let who = user.map_or("user", |user| self.name(user));
                let who = if *evaluation { "a gate asks" } else { who };
                let line = Line::of(Ink::Strong, format!("{who}: "));
                told("asked", line.say(quoted(says)))
            }
            Event::Called { tool, args, meant, .. } => self.called(*tool, args, meant),
            Event::Noted { subject, facts, of, .. } => {
                let (subject, said) = (bare(subject), arguments(facts));
                let line = Line::plain(format!("  notes of {subject}: {said}"));
                // The result itself has just been shown: only another reading of it is news.
                let body = self.calls.get(of).and_then(|call| call.body);
                told("noted", line).minor_if(body.is_some_and(|body| is_part(facts, body)))
            }
            Event::Believed { intent, belief } => {
                let (word, ink) = self::belief(*belief);
                let line = Line::plain(format!("  believes {} ", self.name(*intent)));
                told(&format!("believes {word}"), line.and(ink, word))
            }
            Event::Answered { says, claims, complete, .. } => {
                let whole = if *complete { "" } else { ", not whole" };
                let line = Line::of(Ink::Strong, format!("← answers{whole}: "));
                let silent = says.as_str().is_empty();
                let said = if silent { self.claims(claims) } else { quoted(says) };
                told("answered", line.say(said))
            }
            _ => return None,
        };
        Some(told)
    }

    fn called(&self, tool: Symbol, args: &Value, meant: &Value) -> Told {
        let tool = self.name(tool);
        let line = Line::plain("→ ").and(Ink::Name, tool);
        let line = line.say(format!("({})", arguments(args)));
        let line = match meant {
            Value::Map(map) if !map.is_empty() => {
                line.and(Ink::Faint, format!(" meaning {}", fields(map)))
            }
            _ => line,
        };
        Told::new(Side::Model, format!("called {tool}"), line)
    }

    fn claims(&self, claims: &[Claim]) -> String {
        if claims.is_empty() {
            return "(says nothing)".to_owned();
        }
        let claim = |claim: &Claim| {
            let (subject, field) = (bare(&claim.subject), self.name(claim.field));
            format!("{subject} {field} {}", claim.value)
        };
        let said: Vec<String> = claims.iter().map(claim).collect();
        clip(&said.join("; "))
    }
}
