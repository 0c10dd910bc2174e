//! Collects the replays of one incident for the script of a page; see `data`.

use super::agree::apart;
use super::data::{
    Data, DisagreementData, LaneData, MarkData, MomentData, ReplayData, VerdictData,
};
use super::lane::{Callers, Lane, Strip, Way, lanes};
use super::pool::Pool;
use super::stands::Stands;
use super::transcript::{Message, messages};
use crate::text::outcome::COSTS;
use crate::text::timeline::{Course, course};
use crate::text::verdicts::Said;
use crate::{Replayed, text};
use seamripper_scenario::Plan;
use seamripper_score::{Verdict, disagreements};
use seamripper_sim::trace::{Event, Record};
use seamripper_study::{Dossier, Replay};

/// Makes the data of a page that follows one conversation.
pub(super) struct Collector<'a> {
    plan: &'a Plan,
    focus: u32,
    lanes: Vec<Lane>,
    moments: Pool<MomentData>,
    messages: Pool<Message>,
    /// Moments of one replay.
    most: usize,
}

/// What may be left out of a page that would be too large.
#[derive(Clone, Copy)]
struct Extent {
    /// Whether sets of several fixes are in it that leave several out.
    middle: bool,
    /// Moments of one replay; what is folded is left out beyond that.
    moments: usize,
}

/// From everything to little.
const EXTENTS: [Extent; 3] = [
    Extent { middle: true, moments: 900 },
    Extent { middle: false, moments: 900 },
    Extent { middle: false, moments: 150 },
];

impl<'a> Collector<'a> {
    /// Collects the replays of a dossier, as many as fit into so many bytes.
    pub(super) fn within(bytes: usize, dossier: &'a Dossier, focus: u32, command: &str) -> Data {
        let size = |data: &Data| serde_json::to_vec(data).map_or(usize::MAX, |json| json.len());
        let mut data = Self::collect(EXTENTS[0], dossier, focus, command);
        for extent in &EXTENTS[1..] {
            if size(&data) > bytes {
                data = Self::collect(*extent, dossier, focus, command);
            }
        }
        data
    }

    fn collect(extent: Extent, dossier: &'a Dossier, focus: u32, command: &str) -> Data {
        let plan = &*dossier.plan;
        let count = plan.fixes.len();
        let is_in = |replay: &&Replay| {
            let on = replay.arm.fixes.len();
            extent.middle || on <= 1 || on + 1 >= count
        };
        let sets = || dossier.sets.iter().filter(is_in);
        let replays = || sets().chain(&dossier.arms);
        let followed = |record: &&Record| record.conversation.is_none_or(|of| of == focus);
        let records = replays().flat_map(|replay| replay.trace.records.iter().filter(followed));
        let worlds = replays().map(|replay| &*replay.arm.stage.world);
        let mut collector = Collector {
            plan,
            focus,
            lanes: lanes(worlds, records),
            moments: Pool::new(),
            messages: Pool::new(),
            most: extent.moments,
        };
        let replays = replays().map(|replay| collector.replay(replay)).collect();
        let name = |lane: &Lane| collector.lane(*lane, dossier);
        Data {
            lanes: collector.lanes.iter().map(name).collect(),
            replays,
            sets: sets().count(),
            fixes: plan.fixes.iter().map(|fix| plan.symbols.text(fix.name).to_string()).collect(),
            command: command.to_owned(),
            moments: collector.moments.into_things(),
            messages: collector.messages.into_things(),
        }
    }

    fn lane(&self, lane: Lane, dossier: &Dossier) -> LaneData {
        let (name, kind) = match lane {
            Lane::User => (self.user(dossier), "user"),
            Lane::Model => ("model".to_owned(), "model"),
            Lane::Runtime => ("runtime".to_owned(), "runtime"),
            Lane::Service(name) => (self.plan.symbols.text(name).to_string(), "service"),
            Lane::Pipeline => ("pipeline".to_owned(), "pipeline"),
            Lane::Operator => ("operator".to_owned(), "operator"),
        };
        LaneData { name, kind }
    }

    /// Names the user of the conversation that is followed.
    fn user(&self, dossier: &Dossier) -> String {
        let asked = dossier.deployed().trace.records.iter().find_map(|record| match record.event {
            Event::Asked { user: Some(user), .. } if record.conversation == Some(self.focus) => {
                Some(self.plan.symbols.text(user).to_string())
            }
            _ => None,
        });
        asked.unwrap_or_else(|| "user".to_owned())
    }

    fn replay(&mut self, replay: &Replay) -> ReplayData {
        let Replay { arm, trace, card } = replay;
        let Course { moments, folds } =
            course(self.plan, &Replayed { arm, trace, card }, self.focus);
        let is_folded = |record: usize| folds.iter().any(|(records, _)| records.contains(&record));
        let crowded = moments.len() > self.most;
        // A request is drawn even where no line speaks of it.
        let is_drawn = |moment: &text::timeline::Moment| {
            let is_request = matches!(trace.records[moment.record].event, Event::Sent { .. });
            (!moment.minor || is_request) && (!crowded || !is_folded(moment.record))
        };
        let kept: Vec<_> = moments.into_iter().filter(is_drawn).collect();
        let callers = Callers::of(replay);
        let place = |record: usize| kept.partition_point(|moment| moment.record < record);
        let folds = folds
            .iter()
            .map(|(records, says)| (place(records.start), place(records.end), says.clone()));
        let (marks, elsewhere) =
            self.marks(replay, |record| place(record).min(kept.len().saturating_sub(1)));
        let text = |name| self.plan.symbols.text(name).to_string();
        let found = disagreements(self.plan, arm, trace);
        let micro = |(from, to): (u64, u64)| (from / 1_000, to / 1_000);
        let apart = apart(&trace.records, &found, self.focus, card.detection.first_break_ns)
            .into_iter()
            .map(micro)
            .collect();
        let transcript = messages(self.plan, &arm.stage, &trace.records, self.focus);
        let stands = Stands::of(card);
        ReplayData {
            arm: arm.name.clone(),
            fixes: arm.fixes.iter().map(|fix| text(*fix)).collect(),
            why: crate::json::why(&card.end),
            stands: (stands.sign, stands.says),
            records: kept.iter().map(|moment| moment.record).collect(),
            folds: folds.collect(),
            marks,
            apart,
            verdicts: card.judgements.iter().map(verdict).collect(),
            disagreement: card.first_disagreement.as_ref().map(|found| DisagreementData {
                headline: text::disagreement::headline(found).text(),
                views: text::disagreement::views(found)
                    .map(|(who, what)| (who, what.to_owned()))
                    .collect(),
            }),
            noticed: text::outcome::noticed(self.plan, card).text(),
            cost: COSTS.iter().map(|(_, say)| say(&card.cost)).collect(),
            transcript: transcript.into_iter().map(|said| self.messages.place(said)).collect(),
            elsewhere,
            moments: kept
                .iter()
                .map(|moment| self.moment(moment, &trace.records, &callers))
                .collect(),
        }
    }

    fn moment(
        &mut self,
        moment: &text::timeline::Moment,
        records: &[Record],
        callers: &Callers,
    ) -> usize {
        let record = &records[moment.record];
        let Way { from, to, look } = Way::of(&record.event);
        let to = callers.of_reply(&record.event).map_or(to, Lane::Service);
        let place = |lane: Lane| self.lanes.iter().position(|known| *known == lane);
        self.moments.place(MomentData {
            t: record.at_ns / 1_000,
            at: moment.at.clone(),
            from: place(from).unwrap_or_default(),
            to: place(to).unwrap_or_default(),
            look,
            strip: Strip::of(&record.event),
            call: record.event.call(),
            says: moment.line.text().trim_start().to_owned(),
            quiet: moment.minor,
        })
    }

    /// Lists what the judges say of moments, and counts what they say of other conversations.
    fn marks(&self, replay: &Replay, place: impl Fn(usize) -> usize) -> (Vec<MarkData>, usize) {
        let card = &replay.card;
        let disagreement = card.first_disagreement.iter().map(|found| {
            let says = format!("first disagreement: {}, {}", found.seam.name(), found.kind.name());
            (found.seq, "disagreement", says)
        });
        let breaks = card.judgements.iter().filter_map(|judged| match &judged.verdict {
            Verdict::Broken(broken) => {
                Some((broken.seq, "break", format!("broken: {}", judged.says)))
            }
            _ => None,
        });
        let (mut marks, mut elsewhere) = (Vec::new(), 0);
        for (seq, kind, says) in disagreement.chain(breaks) {
            let record = usize::try_from(seq).unwrap_or(usize::MAX);
            let of = replay.trace.records.get(record).and_then(|record| record.conversation);
            if of.is_none_or(|of| of == self.focus) {
                marks.push(MarkData { moment: place(record), kind, says });
            } else {
                elsewhere += usize::from(kind == "break");
            }
        }
        (marks, elsewhere)
    }
}

fn verdict(judged: &seamripper_score::Judgement) -> VerdictData {
    let Said { sign, name, detail, since, .. } = Said::of(judged);
    VerdictData { sign, name, says: format!("{detail}{since}").trim_start_matches(", ").to_owned() }
}
