//! Charts as shapes with their words; templates write them as SVG.
//!
//! A chart is read without its colours: what matters is said in words beside it, and lines and bars
//! differ by place, pattern or height.

use crate::numbers::{count, of, time};
use crate::study::NoReturnView;
use crate::study::numbers::percent;
use seamripper_scenario::Plan;
use seamripper_study::statistics::Histogram;
use seamripper_study::{Dossier, NoReturn};

/// Bars of a distribution at most.
const BARS: u64 = 32;

/// The width and the height in which shapes are placed.
pub(super) const WIDE: f64 = 600.0;
pub(super) const TALL: f64 = 120.0;

/// How often which number was seen.
pub(super) struct Distribution {
    pub(super) title: String,
    /// What is seen in words: how often, and the quantiles.
    pub(super) says: String,
    pub(super) bars: Vec<Bar>,
    pub(super) least: String,
    pub(super) most: String,
    /// Where the replay on this page stands.
    pub(super) here: Option<String>,
}

/// One bar, placed in a box of [`WIDE`] by [`TALL`].
pub(super) struct Bar {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) width: String,
    pub(super) height: String,
    pub(super) title: String,
}

/// How numbers of a chart are said.
#[derive(Clone, Copy)]
pub(super) enum Unit {
    Count,
    Time,
    Milliseconds,
}

impl Unit {
    fn say(self, number: u64) -> String {
        match self {
            Unit::Count => count(number),
            Unit::Time => time(number),
            Unit::Milliseconds => time(number.saturating_mul(1_000_000)),
        }
    }
}

/// Writes a coordinate.
pub(super) fn coordinate(number: f64) -> String {
    format!("{number:.1}")
}

/// Draws a distribution; `here` is the number of the replay on the page.
pub(super) fn distribution(
    title: String,
    seen: &Histogram,
    unit: Unit,
    here: Option<u64>,
) -> Option<Distribution> {
    let range = Range::of(seen)?;
    let said = |number| unit.say(number);
    // Numbers that read alike are told apart by how far they are from the least.
    let alike = range.least < range.most && said(range.least) == said(range.most);
    let (title, unit, base) = match alike {
        true => (format!("{title}, from {} on", said(range.least)), unit, range.least),
        false => (title, unit, 0),
    };
    let say = |number: u64| unit.say(number.saturating_sub(base));
    let replays = of(seen.count(), "replay");
    let distribution = |says, bars, here| Distribution {
        title,
        says,
        bars,
        here,
        least: say(range.least),
        most: say(range.most),
    };
    if range.least == range.most {
        let says = format!("{replays}, all of them {}", say(range.least));
        return Some(distribution(says, Vec::new(), None));
    }
    let quantile = |per_mille| seen.quantile(per_mille).map(say).unwrap_or_default();
    let (half, most) = (quantile(500), say(range.most));
    let says = match seen.count() {
        ..20 => format!("{replays}; half of them at most {half}, the most {most}"),
        _ => {
            let high = quantile(950);
            format!(
                "{replays}; half of them at most {half}, 95 of 100 at most {high}, the most {most}"
            )
        }
    };
    let here = here.filter(|number| (range.least..=range.most).contains(number));
    let here = here.map(|number| coordinate((range.bar_of(number) as f64 + 0.5) * range.width()));
    Some(distribution(says, range.bars(seen, say), here))
}

/// The numbers of a distribution, cut into bars of whole numbers.
struct Range {
    least: u64,
    most: u64,
    bars: u64,
}

impl Range {
    fn of(seen: &Histogram) -> Option<Self> {
        let (least, most) = (seen.least()?, seen.most()?);
        Some(Range { least, most, bars: (most - least).saturating_add(1).min(BARS) })
    }

    /// How many whole numbers there are.
    fn numbers(&self) -> u128 {
        u128::from(self.most - self.least) + 1
    }

    fn width(&self) -> f64 {
        WIDE / self.bars as f64
    }

    fn bar_of(&self, number: u64) -> usize {
        let place = u128::from(number - self.least) * u128::from(self.bars) / self.numbers();
        usize::try_from(place).unwrap_or_default()
    }

    /// Returns the least number of a bar.
    fn start(&self, bar: u64) -> u64 {
        let before = (u128::from(bar) * self.numbers()).div_ceil(u128::from(self.bars));
        self.least.saturating_add(u64::try_from(before).unwrap_or(u64::MAX))
    }

    fn bars(&self, seen: &Histogram, say: impl Fn(u64) -> String) -> Vec<Bar> {
        let mut counts = vec![0_u64; usize::try_from(self.bars).unwrap_or(1)];
        for (number, times) in seen.buckets() {
            counts[self.bar_of(number.clamp(self.least, self.most))] += times;
        }
        let tallest = counts.iter().copied().max().unwrap_or(1).max(1) as f64;
        let bar = |(place, times): (usize, &u64)| {
            let height = *times as f64 / tallest * TALL;
            let (from, to) = (self.start(place as u64), self.start(place as u64 + 1) - 1);
            let range = match from == to {
                true => say(from),
                false => format!("{} to {}", say(from), say(to)),
            };
            Bar {
                x: coordinate(place as f64 * self.width() + 0.5),
                y: coordinate(TALL - height),
                width: coordinate((self.width() - 1.0).max(0.8)),
                height: coordinate(height),
                title: format!("{range}: {}", of(*times, "replay")),
            }
        };
        counts.iter().enumerate().filter(|(_, times)| **times > 0).map(bar).collect()
    }
}

/// The chance of a break against the moment from which on things go another way.
pub(super) struct Curve {
    /// What is switched on.
    pub(super) fixes: String,
    /// What the curve says.
    pub(super) says: String,
    /// The line, as the points of a polyline, and the same closed to an area.
    pub(super) line: String,
    pub(super) area: String,
    pub(super) points: Vec<Point>,
    /// Where the replay first broke.
    pub(super) broke: Option<String>,
}

/// One moment of a curve.
pub(super) struct Point {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) title: String,
}

/// Draws a curve for each thing that is tried; moments stand at even distances.
pub(super) fn curves(plan: &Plan, study: &NoReturn) -> Vec<Curve> {
    let view = NoReturnView::new(plan, study);
    let any = study.card.judgements.len();
    let count = study.moments.len();
    let across = |place: usize| (place as f64 + 0.5) / count.max(1) as f64 * WIDE;
    let broke_at = study.card.detection.first_break_ns;
    let broke = broke_at.map(|at| study.moments.partition_point(|moment| moment.at_ns < at));
    let curve = |(course, of): (usize, &seamripper_study::Course)| {
        let points = study.moments.iter().enumerate().filter_map(|(place, moment)| {
            let share = moment.chances[course][any].share()?;
            Some((across(place), (1.0 - share) * TALL, share, time(moment.at_ns)))
        });
        let points: Vec<_> = points.collect();
        let pair = |x: f64, y: f64| format!("{},{}", coordinate(x), coordinate(y));
        let line: Vec<String> = points.iter().map(|(x, y, ..)| pair(*x, *y)).collect();
        let ends = points.first().zip(points.last());
        let area = ends.map(|(first, last)| {
            format!("{} {} {}", pair(first.0, TALL), line.join(" "), pair(last.0, TALL))
        });
        Curve {
            fixes: match of.fixes.is_empty() {
                true => "luck alone".to_owned(),
                false => of.fixes.join(" + "),
            },
            says: view.of_course(course),
            line: line.join(" "),
            area: area.unwrap_or_default(),
            points: points
                .iter()
                .map(|(x, y, share, at)| Point {
                    x: coordinate(*x),
                    y: coordinate(*y),
                    title: format!("from {at} on: {}", percent(*share)),
                })
                .collect(),
            broke: broke.map(|place| coordinate(across(place) - WIDE / count.max(1) as f64 / 2.0)),
        }
    };
    study.courses.iter().enumerate().map(curve).collect()
}

/// Conversations that begin in one stretch of time.
pub(super) struct Crowd {
    pub(super) arm: String,
    pub(super) says: String,
    /// Conversations in which all agreed, stacked on those in which somebody did not.
    pub(super) agreed: Vec<Bar>,
    pub(super) disagreed: Vec<Bar>,
    /// Alerts and deploys: where, and which.
    pub(super) flags: Vec<Flag>,
    pub(super) until: String,
}

/// Something that concerns everybody.
pub(super) struct Flag {
    pub(super) x: String,
    pub(super) sign: &'static str,
    pub(super) title: String,
}

/// Draws the conversations of a crowd over time, deployed beside resolved; nothing for a single one.
pub(super) fn crowds(dossier: &Dossier) -> Vec<Crowd> {
    let mut replays = vec![dossier.deployed(), dossier.resolved()];
    replays.truncate(if dossier.plan.fixes.is_empty() { 1 } else { 2 });
    let counted = replays.iter().map(|replay| super::crowd::count(&dossier.plan, replay));
    let counted: Vec<_> = counted.collect();
    let until_ns = replays.iter().map(|replay| replay.trace.virtual_time_ns).max();
    let until_ns = until_ns.unwrap_or_default().max(1);
    let counted: Vec<Vec<super::crowd::Bin>> =
        counted.iter().map(|conversations| super::crowd::bins(conversations, until_ns)).collect();
    let total: u64 = counted[0].iter().map(|bin| bin.agreed + bin.disagreed).sum();
    if total < 2 {
        return Vec::new();
    }
    let tallest = counted.iter().flatten().map(|bin| bin.agreed + bin.disagreed).max();
    let tallest = tallest.unwrap_or(1).max(1);
    let draw = |(replay, bins): (&seamripper_study::Replay, &Vec<super::crowd::Bin>)| {
        super::crowd::drawn(&dossier.plan, replay, bins, tallest, until_ns)
    };
    replays.into_iter().zip(&counted).map(draw).collect()
}
