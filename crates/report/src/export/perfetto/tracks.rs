//! The tracks of one arm: the replay's own, and those of the actors of each conversation.

use super::Arm;
use super::counters;
use super::event::{Track, Writer};
use super::lanes::lanes;
use super::slice::{Slice, What};
use super::slices::Actors;
use seamripper_sim::trace::Event;
use std::io;

impl Arm<'_> {
    /// Writes the arm: what concerns everybody first, then each conversation.
    pub(super) fn write(&self, writer: &mut Writer<'_>) -> io::Result<()> {
        let arm = self.replayed.card.arm.as_str();
        let records = &self.replayed.trace.records;
        let pid = writer.process(arm)?;
        let marks = self.marks.iter().enumerate();
        let marks = marks.map(|(place, mark)| Slice::moment(mark.at_ns, What::Mark(place)));
        self.threads(pid, "verdicts", marks.collect(), writer)?;
        self.threads(pid, "monitoring", self.all(is_of_monitoring, "alert"), writer)?;
        self.threads(pid, "pipeline", self.all(is_of_pipeline, "deploy"), writer)?;
        counters::write(records, &self.plan.symbols, pid, writer)?;
        let conversations = self.conversations();
        let alone = conversations.len() == 1;
        for (conversation, actors) in conversations {
            let number = u64::from(conversation) + 1;
            let pid = match alone {
                true => pid,
                false => writer.process(&format!("{arm}, conversation {number}"))?,
            };
            self.conversation(pid, actors, writer)?;
        }
        Ok(())
    }

    fn conversation(&self, pid: u32, actors: Actors, writer: &mut Writer<'_>) -> io::Result<()> {
        self.threads(pid, "user", actors.user, writer)?;
        self.threads(pid, "model", actors.model, writer)?;
        self.threads(pid, "runtime", actors.runtime, writer)?;
        self.threads(pid, "operator", actors.operator, writer)?;
        for (service, slices) in actors.services {
            let name = self.plan.symbols.text(service);
            self.threads(pid, name.as_str(), slices, writer)?;
        }
        Ok(())
    }

    /// Makes moments of all records that are wanted.
    fn all(&self, wanted: fn(&Event) -> bool, cat: &'static str) -> Vec<Slice> {
        let records = self.replayed.trace.records.iter().enumerate();
        let records = records.filter(|(_, record)| wanted(&record.event));
        records.map(|(place, record)| Slice::of(record, place, cat)).collect()
    }

    /// Writes the threads of one actor: as many as have to run at once.
    fn threads(
        &self,
        pid: u32,
        name: &str,
        slices: Vec<Slice>,
        writer: &mut Writer<'_>,
    ) -> io::Result<()> {
        for (lane, slices) in lanes(slices).into_iter().enumerate() {
            let name = match lane {
                0 => name.to_owned(),
                lane => format!("{name} ({})", lane + 1),
            };
            let track = writer.thread(pid, &name)?;
            for slice in &slices {
                self.slice(slice, track, writer)?;
            }
        }
        Ok(())
    }

    /// Writes a slice with all that lies within.
    fn slice(&self, slice: &Slice, track: Track, writer: &mut Writer<'_>) -> io::Result<()> {
        let (told, start_ns) = (self.told(slice.what), slice.start_ns);
        let Some(end_ns) = slice.end_ns else {
            return writer.instant(track, start_ns, told.cat, &told.name, &told.args);
        };
        writer.begin(track, start_ns, told.cat, &told.name, &told.args)?;
        if let Some(flow) = told.arrives {
            writer.arrive(track, start_ns, flow.id, flow.name)?;
        }
        if let Some(flow) = told.leaves {
            writer.leave(track, start_ns, flow.id, flow.name)?;
        }
        for within in &slice.within {
            self.slice(within, track, writer)?;
        }
        for flow in told.leave_last {
            writer.leave(track, end_ns, flow.id, flow.name)?;
        }
        writer.end(track, end_ns)
    }
}

fn is_of_monitoring(event: &Event) -> bool {
    matches!(event, Event::Alerted { .. } | Event::Failed { .. })
}

fn is_of_pipeline(event: &Event) -> bool {
    matches!(event, Event::Deployed { .. } | Event::Blocked { .. } | Event::Evaluated { .. })
}
