//! The replays of one incident as the script of a page reads them.
//!
//! Everything that is read by people is put into words here; the script only chooses, places and
//! draws. Moments and messages that replays share are held once. `replay.js` says how each field is
//! drawn.

use super::agree::apart;
use super::lane::{Callers, Lane, Look, Strip, Way, lanes};
use super::pool::Pool;
use super::story::Tie;
use super::transcript::{Message, messages};
use crate::text::outcome::COSTS;
use crate::text::timeline::{Course, course};
use crate::text::verdicts::Said;
use crate::{Replayed, text};
use seamripper_scenario::Plan;
use seamripper_score::{Verdict, disagreements};
use seamripper_sim::trace::{Event, Record};
use seamripper_study::{Dossier, Replay};
use serde::Serialize;

/// Moments of one replay that a page holds; what is folded is left out beyond that.
const MOST: usize = 900;
/// Moments that a hint gives away.
const OPENING: usize = 10;

/// Everything that the script of a page shows.
#[derive(Serialize)]
pub(super) struct Data {
    lanes: Vec<LaneData>,
    moments: Vec<MomentData>,
    messages: Vec<Message>,
    replays: Vec<ReplayData>,
    /// How many of the replays, from the first, are sets of fixes; the others are arms of the file's.
    sets: usize,
    /// The names of the fixes, in the order of the file.
    fixes: Vec<String>,
    /// What a command line needs to replay a set again.
    command: String,
}

#[derive(Serialize)]
struct LaneData {
    name: String,
    kind: &'static str,
}

/// One moment: when, from which lane to which, and what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct MomentData {
    /// Microseconds of virtual time.
    t: u64,
    at: String,
    from: usize,
    to: usize,
    look: Look,
    #[serde(skip_serializing_if = "Option::is_none")]
    strip: Option<Strip>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<u32>,
    says: String,
    /// Whether no line speaks of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    quiet: bool,
}

#[derive(Serialize)]
struct ReplayData {
    arm: String,
    fixes: Vec<String>,
    /// Why it proves nothing, if it does not.
    why: Option<String>,
    moments: Vec<usize>,
    /// Places in `moments`: the first, the one after the last, what it comes to.
    folds: Vec<(usize, usize, String)>,
    /// Places in `moments`, each with what the judges say of it.
    marks: Vec<MarkData>,
    /// Stretches in microseconds in which belief and truth were apart.
    apart: Vec<(u64, u64)>,
    verdicts: Vec<VerdictData>,
    breaks: usize,
    disagreement: Option<DisagreementData>,
    noticed: String,
    cost: Vec<String>,
    transcript: Vec<usize>,
    /// Breaks that are in another conversation than the one that is shown.
    elsewhere: usize,
}

#[derive(Serialize)]
struct MarkData {
    moment: usize,
    kind: &'static str,
    says: String,
}

#[derive(Serialize)]
struct VerdictData {
    sign: &'static str,
    name: &'static str,
    says: String,
}

#[derive(Serialize)]
struct DisagreementData {
    headline: String,
    views: Vec<(&'static str, String)>,
}

/// One of the two replays that a page shows first, with its moments at hand.
pub(super) struct Shown<'a> {
    pane: usize,
    data: &'a Data,
    replay: &'a ReplayData,
}

impl Data {
    /// Lists who takes part.
    pub(super) fn lane_names(&self) -> Vec<String> {
        let kind = |lane: &LaneData| match lane.kind == lane.name {
            true => lane.name.clone(),
            false => format!("{}, a {}", lane.name, lane.kind),
        };
        self.lanes.iter().map(kind).collect()
    }

    /// Lists the first moments of the deployed replay.
    pub(super) fn opening(&self) -> Vec<String> {
        let moments = self.replays.first().map(|replay| replay.moments.as_slice());
        let moments = moments.unwrap_or_default().iter().map(|place| &self.moments[*place]);
        moments.take(OPENING).map(|moment| format!("{}  {}", moment.at, moment.says)).collect()
    }

    /// Returns the deployed replay and the resolved one; one of them where they are the same.
    pub(super) fn shown(&self) -> Vec<Shown<'_>> {
        let last = self.sets.saturating_sub(1);
        let places = if last == 0 { vec![0] } else { vec![0, last] };
        let shown = |(pane, place): (usize, usize)| {
            Some(Shown { pane, data: self, replay: self.replays.get(place)? })
        };
        places.into_iter().enumerate().filter_map(shown).collect()
    }
}

impl Shown<'_> {
    /// Returns the first moment of a look; the condition is also told whether it goes to the model.
    pub(super) fn first(&self, fits: impl Fn(Look, bool) -> bool) -> Option<Tie> {
        let fits = |place: &usize| {
            let moment = &self.data.moments[*place];
            fits(moment.look, self.data.lanes[moment.to].kind == "model")
        };
        let moment = self.replay.moments.iter().position(fits)?;
        Some(self.tie(moment, &self.data.moments[self.replay.moments[moment]].says))
    }

    /// Returns the moments that the judges marked in one way.
    pub(super) fn marked(&self, kind: &str) -> Vec<Option<Tie>> {
        let marks = self.replay.marks.iter().filter(|mark| mark.kind == kind);
        marks.map(|mark| Some(self.tie(mark.moment, &mark.says))).collect()
    }

    /// Returns the first moment that is no earlier than a record of its trace.
    pub(super) fn at_or_after(&self, replay: &Replay, record: usize) -> Option<Tie> {
        let at = replay.trace.records.get(record)?.at_ns / 1_000;
        let late = |place: &usize| self.data.moments[*place].t >= at;
        let moment = self.replay.moments.iter().position(late)?;
        let says =
            format!("goes another way: {}", self.data.moments[self.replay.moments[moment]].says);
        Some(self.tie(moment, &says))
    }

    fn tie(&self, moment: usize, says: &str) -> Tie {
        let at = self.data.moments[self.replay.moments[moment]].at.clone();
        Tie { pane: self.pane, moment, at, says: says.to_owned() }
    }
}

/// Makes the data of a page that follows one conversation.
pub(super) struct Collector<'a> {
    plan: &'a Plan,
    focus: u32,
    lanes: Vec<Lane>,
    moments: Pool<MomentData>,
    messages: Pool<Message>,
}

impl<'a> Collector<'a> {
    /// Collects the replays of a dossier.
    pub(super) fn collect(dossier: &'a Dossier, focus: u32, command: &str) -> Data {
        let plan = &*dossier.plan;
        let replays = || dossier.sets.iter().chain(&dossier.arms);
        let followed = |record: &&Record| record.conversation.is_none_or(|of| of == focus);
        let records = replays().flat_map(|replay| replay.trace.records.iter().filter(followed));
        let worlds = replays().map(|replay| &*replay.arm.stage.world);
        let mut collector = Collector {
            plan,
            focus,
            lanes: lanes(worlds, records),
            moments: Pool::new(),
            messages: Pool::new(),
        };
        let replays = replays().map(|replay| collector.replay(replay)).collect();
        let name = |lane: &Lane| collector.lane(*lane, dossier);
        Data {
            lanes: collector.lanes.iter().map(name).collect(),
            replays,
            sets: dossier.sets.len(),
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
        let crowded = moments.len() > MOST;
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
        let apart = apart(&trace.records, &found, self.focus).into_iter().map(micro).collect();
        let transcript = messages(self.plan, &arm.stage, &trace.records, self.focus);
        ReplayData {
            arm: arm.name.clone(),
            fixes: arm.fixes.iter().map(|fix| text(*fix)).collect(),
            why: crate::json::why(&card.end),
            folds: folds.collect(),
            marks,
            apart,
            verdicts: card.judgements.iter().map(verdict).collect(),
            breaks: card.judgements.iter().filter(|judged| is_broken(&judged.verdict)).count(),
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

fn is_broken(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Broken(_))
}

fn verdict(judged: &seamripper_score::Judgement) -> VerdictData {
    let Said { sign, name, detail, since, .. } = Said::of(judged);
    VerdictData { sign, name, says: format!("{detail}{since}").trim_start_matches(", ").to_owned() }
}
