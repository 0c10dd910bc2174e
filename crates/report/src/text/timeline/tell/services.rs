//! What the services do: how they are called, what they commit and what they answer.

use super::words::{clip, quoted};
use super::{Side, Teller, Told};
use crate::ink::{Ink, Line};
use crate::numbers::time;
use seamripper_scenario::Text;
use seamripper_scenario::plan::Symbol;
use seamripper_sim::trace::{Event, Record};

impl Teller<'_> {
    /// Tells of calls, faults, effects and answers.
    pub(super) fn of_services(&self, record: &Record) -> Option<Told> {
        let name = |symbol: &Symbol| self.name(*symbol);
        let told = |kind: String, line| Told::new(Side::Services, kind, line);
        let told = match &record.event {
            Event::Sent { key, .. } => self.sent(record, key.as_ref()),
            Event::Landed { fault, service, .. } => {
                let (fault, service) = (name(fault), name(service));
                let line = Line::of(Ink::Notice, format!("↯ fault {fault}"));
                told(format!("landed {fault}"), line.say(format!(" at {service}")))
            }
            Event::Masked { fault, .. } => {
                let fault = name(fault);
                let line = Line::of(Ink::Notice, format!("○ fault {fault}"));
                told(format!("masked {fault}"), line.say(" made no difference"))
            }
            Event::Committed { service, effect, number, after_ns, .. } => {
                let effect = name(effect);
                let line = Line::plain(format!("● {} commits ", name(service)));
                let line = line.and(Ink::Strong, format!("{effect} {number}"));
                let after = match after_ns {
                    0 => String::new(),
                    after => format!(", {} after the call", time(*after)),
                };
                told(format!("committed {effect}"), line.and(Ink::Faint, after))
            }
            Event::Deduplicated { service, effect, number, .. } => {
                let effect = name(effect);
                let line = Line::of(Ink::Good, "○ ").say(name(service));
                let line = line.and(Ink::Good, format!(" knows it: {effect} {number}"));
                told(format!("knows {effect}"), line.say(", commits nothing"))
            }
            Event::Replied { says, .. } => self.replied(record, says)?,
            _ => return None,
        };
        Some(told)
    }

    fn sent(&self, record: &Record, key: Option<&Text>) -> Told {
        let told = |line| Told::new(Side::Services, "sent", line);
        let Event::Sent { attempt, service, identity, by_user, .. } = record.event else {
            return told(Line::default());
        };
        let mut line = Line::plain(format!("{} is called", self.name(service)));
        if let Some(identity) = identity {
            let how = if by_user { " on behalf of " } else { " as " };
            line = line.say(how).and(Ink::Strong, self.name(identity));
        }
        line = match key.map(Text::as_str) {
            None if identity.is_some() => line,
            None => line.say(", no key"),
            Some(key) if self.keys.get(key).is_some_and(|first| *first < record.seq) => {
                line.and(Ink::Strong, ", the same key")
            }
            Some(key) => line.say(", key ").and(Ink::Strong, clip(key)),
        };
        if attempt > 1 {
            line = line.say(format!(", attempt {attempt}"));
        }
        told(line).minor_if(attempt == 1 && identity.is_none() && key.is_none())
    }

    fn replied(&self, record: &Record, says: &Text) -> Option<Told> {
        let Event::Replied { call, attempt, service, status, .. } = record.event else {
            return None;
        };
        let received = self.received.get(&(call, attempt));
        let late = received.is_some_and(|received| *received < record.seq);
        let good = (200..300).contains(&status);
        let ink = if good { Ink::Plain } else { Ink::Bad };
        let line = Line::plain(format!("{} answers ", self.name(service)));
        let line = line.and(ink, status.to_string());
        let silent = says.as_str().is_empty();
        let line = if silent { line } else { line.say(format!(" {}", quoted(says))) };
        // Who served a row has just been shown.
        let served = self.calls.get(&call).and_then(|call| call.served);
        let minor = status == 200 && served == Some((record.at_ns, service));
        if late {
            // What comes too late is worth a look, and makes no round unlike another.
            let line = line.and(Ink::Faint, ", too late");
            return Some(Told::new(Side::Services, "", line).minor_if(minor));
        }
        Some(Told::new(Side::Services, format!("replied {status}"), line).minor_if(minor))
    }
}
