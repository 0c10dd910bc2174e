//! Charts as shapes with their words; templates write them as SVG.
//!
//! A chart is read without its colours: what matters is said in words beside it, and lines and bars
//! differ by place, pattern or height.

use crate::numbers::{count, time};
use crate::study::numbers::percent;
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
    let (least, most) = (seen.least()?, seen.most()?);
    let spread = most - least;
    let bars = spread.saturating_add(1).min(BARS);
    let bar_of = |number: u64| {
        let part = u128::from(number - least) * u128::from(bars);
        usize::try_from(part / (u128::from(spread) + 1)).unwrap_or_default()
    };
    let mut counts = vec![0_u64; usize::try_from(bars).unwrap_or(1)];
    for (number, times) in seen.buckets() {
        counts[bar_of(number.clamp(least, most))] += times;
    }
    let tallest = counts.iter().copied().max().unwrap_or(1).max(1) as f64;
    let width = WIDE / bars as f64;
    let start = |bar: u64| {
        least + u64::try_from(u128::from(spread) * u128::from(bar) / u128::from(bars)).unwrap_or(0)
    };
    let bar = |(place, times): (usize, &u64)| {
        let height = *times as f64 / tallest * TALL;
        let from = start(place as u64);
        let range = match bars > spread {
            true => unit.say(from),
            false => format!("{} to {}", unit.say(from), unit.say(start(place as u64 + 1))),
        };
        Bar {
            x: coordinate(place as f64 * width + 0.5),
            y: coordinate(TALL - height),
            width: coordinate((width - 1.0).max(0.8)),
            height: coordinate(height),
            title: format!("{range}: {}", crate::numbers::of(*times, "replay")),
        }
    };
    let quantile = |per_mille| seen.quantile(per_mille).map(|n| unit.say(n)).unwrap_or_default();
    if spread == 0 {
        let says = format!(
            "{}, all of them {}",
            crate::numbers::of(seen.count(), "replay"),
            unit.say(most)
        );
        return Some(Distribution {
            title,
            says,
            bars: Vec::new(),
            least: String::new(),
            most: String::new(),
            here: None,
        });
    }
    let says = format!(
        "{}; half of them at most {}, 95 of 100 at most {}, the most {}",
        crate::numbers::of(seen.count(), "replay"),
        quantile(500),
        quantile(950),
        unit.say(most),
    );
    let place = |number: u64| {
        let inside = (least..=most).contains(&number);
        inside.then(|| coordinate((bar_of(number) as f64 + 0.5) * width))
    };
    Some(Distribution {
        title,
        says,
        here: here.and_then(place),
        bars: counts.iter().enumerate().filter(|(_, times)| **times > 0).map(bar).collect(),
        least: unit.say(least),
        most: unit.say(most),
    })
}

/// The chance of a break against the moment from which on things go another way.
pub(super) struct Curve {
    /// What is switched on; empty: nothing but luck.
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
pub(super) fn curves(study: &NoReturn) -> Vec<Curve> {
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
            fixes: of.fixes.join(" + "),
            says: latest(study, course, any),
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

/// Says until when a course helps, and from when on it was too late.
fn latest(study: &NoReturn, course: usize, target: usize) -> String {
    let helps: Vec<String> = study
        .helps_ns(course, target)
        .into_iter()
        .map(|(from, to)| format!("{} to {}", time(from), time(to)))
        .collect();
    let helps = match helps.is_empty() {
        true => "never below one half".to_owned(),
        false => format!("below one half from {}", helps.join(", ")),
    };
    match study.too_late_ns(course, target) {
        Some(at) => format!("{helps}; too late from {} on", time(at)),
        None => helps,
    }
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
    let replays = [dossier.deployed(), dossier.resolved()];
    let counted = replays.map(|replay| super::crowd::count(&dossier.plan, replay));
    let until_ns = replays.map(|replay| replay.trace.virtual_time_ns).into_iter().max();
    let until_ns = until_ns.unwrap_or_default().max(1);
    let counted = counted.map(|conversations| super::crowd::bins(&conversations, until_ns));
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
