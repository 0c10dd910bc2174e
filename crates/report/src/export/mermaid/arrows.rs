//! The arrows and notes of one moment: who says what to whom, and what stays with whom.

use crate::escape::mermaid::wrapped;
use crate::export::actors::{Actor, seam};
use crate::export::spans::{Home, Spans};
use crate::text::timeline::rows::{self, Row};
use crate::text::timeline::{Clock, tell::Teller};
use seamripper_scenario::plan::Symbols;
use seamripper_sim::trace::{Event, Record};
use std::cell::Cell;
use std::fmt::Write;

/// Behind a moment in which an invariant broke.
const BROKE: &str = "rgba(220, 38, 38, 0.18)";
/// Behind the moment of the first disagreement.
const DISAGREED: &str = "rgba(217, 119, 6, 0.18)";

/// Columns of a line of a message, or of a note of one participant.
const COLUMNS: usize = 36;
/// Columns of a line of a note across everybody, for each participant.
const COLUMNS_EACH: usize = 22;

/// Who is in a diagram, from left to right.
#[derive(Default)]
pub(super) struct Cast(Vec<Actor>);

impl Cast {
    /// Finds who is in the records that are shown: services in the order in which they come in.
    pub(super) fn of(shown: &[&Record], teller: &Teller<'_>, spans: &Spans<'_>) -> Self {
        let mut cast: Vec<Actor> = Vec::new();
        for record in shown.iter().filter(|record| is_drawn(record, teller)) {
            let (from, to) = ends(record, spans);
            let mut met: Vec<Actor> = [from, to].into_iter().flatten().collect();
            met.retain(|actor| *actor != Actor::Monitoring && !cast.contains(actor));
            cast.append(&mut met);
        }
        let place = |actor: &Actor| match actor {
            Actor::Service(_) => (Actor::Operator, 1),
            Actor::Pipeline | Actor::Monitoring => (*actor, 2),
            actor => (*actor, 0),
        };
        cast.sort_by_key(place);
        Cast(cast)
    }

    /// Declares the participants.
    pub(super) fn declared(&self, symbols: &Symbols) -> String {
        let mut out = String::new();
        for actor in &self.0 {
            let kind = match actor {
                Actor::User | Actor::Operator => "actor",
                _ => "participant",
            };
            let name = match actor.name(symbols) {
                name if name.trim().is_empty() => "(no name)",
                name => name,
            };
            let (id, name) = (self.id(*actor), wrapped(name, COLUMNS_EACH));
            // Writing to memory cannot fail.
            let _ = writeln!(out, "    {kind} {id} as {name}");
        }
        if self.0.is_empty() {
            out.push_str("    participant Nobody as nobody\n");
        }
        out
    }

    /// Writes a note across everybody.
    pub(super) fn across(&self, text: &str) -> String {
        let over = match self.0.as_slice() {
            [] => "Nobody".to_owned(),
            [only] => self.id(*only),
            [first, .., last] => format!("{},{}", self.id(*first), self.id(*last)),
        };
        let columns = (COLUMNS_EACH * self.0.len()).max(COLUMNS);
        format!("    Note over {over}: {}\n", wrapped(text, columns))
    }

    fn id(&self, actor: Actor) -> String {
        let place = self.0.iter().position(|known| *known == actor);
        match actor {
            Actor::User => "User".to_owned(),
            Actor::Model => "Model".to_owned(),
            Actor::Runtime => "Runtime".to_owned(),
            Actor::Operator => "Operator".to_owned(),
            Actor::Pipeline => "Pipeline".to_owned(),
            Actor::Monitoring => "Monitoring".to_owned(),
            Actor::Service(_) => format!("S{}", place.unwrap_or_default()),
        }
    }
}

/// What the moments of one diagram are drawn with.
pub(super) struct Arrows<'a> {
    pub(super) teller: &'a Teller<'a>,
    pub(super) spans: &'a Spans<'a>,
    pub(super) clock: Clock,
    pub(super) cast: Cast,
    pub(super) focus: u32,
    /// The moment that was said last: each is said once.
    pub(super) said_ns: Cell<Option<u64>>,
}

impl Arrows<'_> {
    /// Draws a moment, with what the judges say of it.
    pub(super) fn row(&self, row: &Row, records: &[Record]) -> String {
        let mut out = String::new();
        for record in rows::of(records, self.focus) {
            if !is_drawn(record, self.teller) {
                continue;
            }
            let at = match self.said_ns.replace(Some(record.at_ns)) == Some(record.at_ns) {
                true => String::new(),
                false => format!("{} · ", self.clock.say(record.at_ns)),
            };
            out.push_str(&self.line(record, &at));
        }
        if row.marks.is_empty() {
            return out;
        }
        let marks: Vec<String> = row.marks.iter().map(crate::ink::Line::text).collect();
        let broke = marks.iter().any(|mark| mark.starts_with('✘'));
        let marks: String = marks.iter().map(|mark| self.cast.across(mark)).collect();
        format!("    rect {}\n{out}{marks}    end\n", if broke { BROKE } else { DISAGREED })
    }

    fn line(&self, record: &Record, at: &str) -> String {
        let said = self.teller.tell(record).line.text();
        let said = said.trim_start_matches([' ', '→', '←']).trim_end();
        let (text, id) = (wrapped(&format!("{at}{said}"), COLUMNS), |actor| self.cast.id(actor));
        match ends(record, self.spans) {
            (Some(from), Some(to)) => {
                format!("    {}{}{}: {text}\n", id(from), self.arrow(record), id(to))
            }
            (Some(from), None) if from != Actor::Monitoring => {
                format!("    Note over {}: {text}\n", id(from))
            }
            _ => self.cast.across(&format!("{at}{said}")),
        }
    }

    /// Chooses an arrow: solid for what is asked, dashed for what comes back, crossed for what is
    /// refused or taken by nobody.
    fn arrow(&self, record: &Record) -> &'static str {
        match &record.event {
            Event::Refused { .. } => "--x",
            Event::Replied { .. } if self.spans.asker(record.seq).is_none() => "--x",
            Event::Replied { .. }
            | Event::Delivered { .. }
            | Event::ConfirmationAnswered { .. }
            | Event::Answered { .. } => "-->>",
            _ => "->>",
        }
    }
}

/// Tells whether a record is drawn: what says nothing new is not, unless it is an arrow that others
/// would miss.
fn is_drawn(record: &Record, teller: &Teller<'_>) -> bool {
    match &record.event {
        Event::Sent { .. } | Event::Replied { .. } => true,
        _ => !teller.tell(record).minor,
    }
}

/// Finds who acts upon whom; what nobody waits for any more still goes to who had asked.
fn ends(record: &Record, spans: &Spans<'_>) -> (Option<Actor>, Option<Actor>) {
    let (from, to) = seam(record, spans);
    let late = || match (&record.event, spans.home(record.seq)) {
        (Event::Replied { .. }, Home::Work(work)) => {
            let of = spans.works[work].of.map(|of| spans.works[of].service);
            Some(of.map_or(Actor::Runtime, Actor::Service))
        }
        (Event::Replied { .. }, _) => Some(Actor::Runtime),
        _ => None,
    };
    (from, to.or_else(late))
}
