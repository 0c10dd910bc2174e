//! Events of spans: records that begin and end nothing, and what the judges say.

use super::Arm;
use super::model::{Event, int, text};
use crate::export::csv::details;
use crate::export::filed::Filed;
use crate::export::marks::{Mark, What};
use crate::export::spans::{Home, Spans};
use seamripper_sim::trace::Record;
use serde::{Serialize, Serializer};

/// What becomes an event.
#[derive(Clone, Copy)]
pub(super) enum Moment {
    /// The record of this place.
    Record(usize),
    /// The mark of this place.
    Mark(usize),
}

/// The events of one span; each is made when it is written.
pub(super) struct Events<'a> {
    arm: &'a Arm<'a>,
    moments: &'a [(Home, Moment)],
}

impl Serialize for Events<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.moments.iter().map(|(_, moment)| self.arm.moment(*moment)))
    }
}

/// Files the records that begin or end no span, and the marks, in the order of time.
pub(super) fn moments(spans: &Spans<'_>, records: &[Record], marks: &[Mark<'_>]) -> Filed<Moment> {
    let covered = spans.covered();
    let is_event = |(_, record): &(usize, &Record)| !covered.contains(&record.seq);
    let of_records = records.iter().enumerate().filter(is_event);
    let of_records =
        of_records.map(|(place, record)| (record.at_ns, record.seq, Moment::Record(place)));
    let of_marks = marks.iter().enumerate();
    let of_marks = of_marks.map(|(place, mark)| (mark.at_ns, mark.seq, Moment::Mark(place)));
    let mut all: Vec<(u64, u64, Moment)> = of_records.chain(of_marks).collect();
    all.sort_by_key(|(at_ns, ..)| *at_ns);
    Filed::of(all.into_iter().map(|(_, seq, moment)| (spans.home(seq), moment)))
}

impl Arm<'_> {
    /// Returns the events of the span that is at home there, if it has any.
    pub(super) fn events(&self, home: Home) -> Option<Events<'_>> {
        let moments = self.moments.at(home);
        (!moments.is_empty()).then_some(Events { arm: self, moments })
    }

    fn moment(&self, moment: Moment) -> Event {
        match moment {
            Moment::Record(place) => self.event(&self.replayed.trace.records[place]),
            Moment::Mark(place) => self.mark(&self.marks[place]),
        }
    }

    /// Makes an event of a record.
    fn event(&self, record: &Record) -> Event {
        let (details, kind) = details(self.plan, record);
        let said = self.teller.tell(record).line.text();
        let attributes = vec![
            int("seamripper.seq", record.seq),
            text("seamripper.text", said.trim()),
            text("seamripper.details", details),
        ];
        Event::new(record.at_ns, format!("seamripper.{kind}"), attributes)
    }

    /// Makes an event of what the judges say.
    fn mark(&self, mark: &Mark<'_>) -> Event {
        let seq = int("seamripper.seq", mark.seq);
        match &mark.what {
            What::Broke { name, says, unit, broken } => {
                let attributes = vec![
                    seq,
                    text("seamripper.invariant", *name),
                    text("seamripper.text", *says),
                    text("seamripper.what", broken.what.as_str()),
                    int("seamripper.damage", broken.damage),
                    text("seamripper.unit", *unit),
                ];
                Event::new(mark.at_ns, "seamripper.invariant_broken".to_owned(), attributes)
            }
            What::Disagreed(found) => {
                let mut attributes = vec![
                    seq,
                    text("seamripper.seam", found.seam.name()),
                    text("seamripper.about", found.kind.name()),
                    text("seamripper.service_did", found.service_did.as_str()),
                    text("seamripper.runtime_recorded", found.runtime_recorded.as_str()),
                    text("seamripper.model_believed", found.model_believed.as_str()),
                ];
                attributes
                    .extend(found.meant.as_ref().map(|meant| text("seamripper.meant", meant)));
                Event::new(mark.at_ns, "seamripper.first_disagreement".to_owned(), attributes)
            }
        }
    }
}
