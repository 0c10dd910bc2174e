//! What the services do with data: the arguments that they take, the rows and resources they hold.

use super::words::{bare, clip};
use super::{Side, Teller, Told};
use crate::ink::{Ink, Line};
use crate::numbers::time;
use seamripper_scenario::plan::Symbol;
use seamripper_sim::trace::Event;

impl Teller<'_> {
    /// Tells of arguments, rows and resources.
    pub(super) fn of_data(&self, event: &Event) -> Option<Told> {
        self.of_arguments(event).or_else(|| self.of_holdings(event))
    }

    fn of_arguments(&self, event: &Event) -> Option<Told> {
        let name = |symbol: &Symbol| self.name(*symbol);
        match event {
            Event::Coerced { service, parameter, from, to, logged, .. } => {
                let (who, parameter) = (service.as_ref().map_or("runtime", name), name(parameter));
                let (from, to) = (clip(&from.to_string()), clip(&to.to_string()));
                let line = Line::of(Ink::Notice, format!("≠ {who} makes {to} of {from}"));
                let line = line.say(format!(" in {parameter}"));
                let line = line.and(Ink::Faint, if *logged { ", logged" } else { ", unlogged" });
                let by_service = service.is_some();
                let side = if by_service { Side::Services } else { Side::Model };
                Some(Told::new(side, format!("coerced {parameter}"), line))
            }
            Event::Applied { call, service, parameter, value } => {
                let call = self.calls.get(call);
                let told = call.is_some_and(|call| call.coerced.contains(parameter));
                let sent = call.map(|call| call.args.field(name(parameter)));
                let (service, parameter) = (name(service), name(parameter));
                let line = Line::plain(format!("{service} works with {parameter} = {value}"));
                let told = told || sent.as_ref() == Some(value);
                let kind = format!("applied {parameter}");
                Some(Told::new(Side::Services, kind, line).minor_if(told))
            }
            _ => None,
        }
    }

    fn of_holdings(&self, event: &Event) -> Option<Told> {
        let name = |symbol: &Symbol| self.name(*symbol);
        let (kind, line) = match event {
            Event::Served { service, subject, beyond, withheld, .. } => {
                let line = Line::plain(format!("{} serves {}", name(service), bare(subject)));
                let line = self.listed(line, Ink::Bad, ", beyond the rights: ", beyond);
                ("served", self.listed(line, Ink::Good, ", withholds: ", withheld))
            }
            Event::Missed { service, subject, hidden, .. } => {
                let said = format!("{} has no {}", name(service), bare(subject));
                let more = if *hidden { ", and does not say so" } else { "" };
                ("missed", Line::of(Ink::Notice, said).say(more))
            }
            Event::Destroyed { service, resource, environment, restorable_ns, .. } => {
                let said = format!("✖ {} destroys {}", name(service), name(resource));
                let line = Line::of(Ink::Bad, said).say(format!(" in {}", name(environment)));
                let back = match restorable_ns {
                    0 => ", for good".to_owned(),
                    ns => format!(", restorable for {}", time(*ns)),
                };
                ("destroyed", line.and(Ink::Faint, back))
            }
            Event::Restored { service, resource, .. } => {
                let said = format!("{} restores {}", name(service), name(resource));
                ("restored", Line::of(Ink::Good, said))
            }
            _ => return None,
        };
        Some(Told::new(Side::Services, kind, line))
    }

    fn listed(&self, line: Line, ink: Ink, before: &str, names: &[Symbol]) -> Line {
        if names.is_empty() {
            return line;
        }
        let names: Vec<&str> = names.iter().map(|name| self.name(*name)).collect();
        line.and(ink, format!("{before}{}", names.join(", ")))
    }
}
