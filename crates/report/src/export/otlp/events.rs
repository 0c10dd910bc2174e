//! Events of spans: records that begin and end nothing, and what the judges say.

use super::Arm;
use super::model::{Event, int, text};
use crate::export::csv::details;
use crate::export::marks::{Mark, What};
use seamripper_sim::trace::Record;

impl Arm<'_> {
    /// Makes an event of a record.
    pub(super) fn event(&self, record: &Record) -> Event {
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
    pub(super) fn mark(&self, mark: &Mark<'_>) -> Event {
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
