//! The replays of one incident as the script of a page reads them.
//!
//! Everything that is read by people is put into words here; the script only chooses, places and
//! draws. Moments and messages that replays share are held once. `collect` fills it, `replay.js` draws it.

use super::lane::{Look, Strip};
use super::story::Tie;
use super::transcript::Message;
use seamripper_study::Dossier;
use serde::Serialize;

/// Moments that a hint gives away.
const OPENING: usize = 10;

/// Everything that the script of a page shows.
#[derive(Serialize)]
pub(super) struct Data {
    pub(super) lanes: Vec<LaneData>,
    pub(super) moments: Vec<MomentData>,
    pub(super) messages: Vec<Message>,
    pub(super) replays: Vec<ReplayData>,
    /// How many of the replays, from the first, are sets of fixes; the others are arms of the file's.
    pub(super) sets: usize,
    /// The names of the fixes, in the order of the file.
    pub(super) fixes: Vec<String>,
    /// What a command line needs to replay a set again.
    pub(super) command: String,
}

#[derive(Serialize)]
pub(super) struct LaneData {
    pub(super) name: String,
    pub(super) kind: &'static str,
}

/// One moment: when, from which lane to which, and what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct MomentData {
    /// Microseconds of virtual time.
    pub(super) t: u64,
    pub(super) at: String,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) look: Look,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) strip: Option<Strip>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) call: Option<u32>,
    pub(super) says: String,
    /// Whether no line speaks of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) quiet: bool,
}

#[derive(Serialize)]
pub(super) struct ReplayData {
    pub(super) arm: String,
    pub(super) fixes: Vec<String>,
    /// Why it proves nothing, if it does not.
    pub(super) why: Option<String>,
    /// What became of it: a sign, and words.
    pub(super) stands: (&'static str, String),
    pub(super) moments: Vec<usize>,
    /// The record of each moment.
    #[serde(skip)]
    pub(super) records: Vec<usize>,
    /// Places in `moments`: the first, the one after the last, what it comes to.
    pub(super) folds: Vec<(usize, usize, String)>,
    /// Places in `moments`, each with what the judges say of it.
    pub(super) marks: Vec<MarkData>,
    /// Stretches in microseconds in which belief and truth were apart.
    pub(super) apart: Vec<(u64, u64)>,
    pub(super) verdicts: Vec<VerdictData>,
    pub(super) disagreement: Option<DisagreementData>,
    pub(super) noticed: String,
    pub(super) cost: Vec<String>,
    pub(super) transcript: Vec<usize>,
    /// Breaks that are in another conversation than the one that is shown.
    pub(super) elsewhere: usize,
}

#[derive(Serialize)]
pub(super) struct MarkData {
    pub(super) moment: usize,
    pub(super) kind: &'static str,
    pub(super) says: String,
}

#[derive(Serialize)]
pub(super) struct VerdictData {
    pub(super) sign: &'static str,
    pub(super) name: &'static str,
    pub(super) says: String,
}

#[derive(Serialize)]
pub(super) struct DisagreementData {
    pub(super) headline: String,
    pub(super) views: Vec<(&'static str, String)>,
}

/// One of the two replays that a page shows first, with its moments at hand.
pub(super) struct Shown<'a> {
    pub(super) pane: usize,
    pub(super) data: &'a Data,
    pub(super) replay: &'a ReplayData,
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

    /// Returns how many sets of fixes there are.
    pub(super) fn sets(&self) -> usize {
        self.sets
    }

    /// Tells whether every set of fixes is here that can be made.
    pub(super) fn is_whole(&self, dossier: &Dossier) -> bool {
        dossier.is_whole && self.sets == dossier.sets.len()
    }

    /// Lists the first moments of the deployed replay, up to what the judges marked.
    pub(super) fn opening(&self) -> Vec<String> {
        let Some(replay) = self.replays.first() else { return Vec::new() };
        let marked = replay.marks.iter().map(|mark| mark.moment).min().unwrap_or(OPENING);
        let moments = replay.moments.iter().map(|place| &self.moments[*place]);
        moments
            .take(OPENING.min(marked).max(1))
            .map(|moment| format!("{}  {}", moment.at, moment.says))
            .collect()
    }

    /// Returns the deployed replay and the resolved one; one of them where they are the same.
    pub(super) fn shown(&self) -> Vec<Shown<'_>> {
        let all = self.replays.iter().rposition(|replay| replay.fixes.len() == self.fixes.len());
        let last = all.filter(|place| *place < self.sets).unwrap_or_default();
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

    /// Returns the moment of a record of its trace, or the next one.
    pub(super) fn at_or_after(&self, record: usize) -> Option<Tie> {
        let moment = self.replay.records.iter().position(|of| *of >= record)?;
        let says =
            format!("goes another way: {}", self.data.moments[self.replay.moments[moment]].says);
        Some(self.tie(moment, &says))
    }

    fn tie(&self, moment: usize, says: &str) -> Tie {
        let at = self.data.moments[self.replay.moments[moment]].at.clone();
        Tie { pane: self.pane, moment, at, says: says.to_owned() }
    }
}
