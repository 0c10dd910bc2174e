//! The point of no return as people read it: a chart of moments and courses, and until when each helps.

use super::no_return::{ChancesView, LatestView, NoReturnView};
use super::numbers::percent;
use crate::ink::{Ink, Line, write};
use crate::numbers::{count, time};
use crate::text::{heading, indented, labelled};
use seamripper_study::statistics::bound_of_none;

/// Columns of a bar.
const BAR: usize = 6;

/// Columns of one course: bar, number, space.
const COURSE: usize = BAR + 7;

/// Columns of the time of a moment.
const TIME: usize = 12;

impl NoReturnView {
    /// Tells people when it was too late for one invariant, or for any of them, in at most `width`
    /// columns.
    pub fn text(&self, invariant: Option<&str>, width: usize) -> String {
        let width = crate::text::fitting(width);
        let mut lines = indented(self.opening(invariant), width);
        for broken in &self.broken {
            let said = Line::of(Ink::Name, &broken.invariant)
                .and(Ink::Bad, format!(" broke at {}", self.clock(broken.at_ns)))
                .say(format!(": {}", broken.what));
            lines.extend(indented(said, width));
        }
        if let (Some(conversation), Some(began @ 1..)) =
            (self.conversation, self.conversation_began_ns)
        {
            let said = format!(
                "Times count from the beginning of conversation {conversation}, {} after the start.",
                time(began)
            );
            lines.extend(indented(Line::of(Ink::Faint, said), width));
        }
        if self.broken.is_empty() {
            let said = "Nothing broke in this replay; the chances are those of what might have.";
            lines.extend(indented(Line::of(Ink::Notice, said), width));
        }
        lines.push(Line::default());
        lines.push(heading("Chance of a break, drawn anew from the moment on", width));
        lines.extend(self.chart(invariant, width));
        lines.push(Line::default());
        lines.push(heading("Until when it helps", width));
        lines.extend(self.latest(invariant, width));
        write(&lines)
    }

    fn opening(&self, invariant: Option<&str>) -> Line {
        Line::of(Ink::Strong, &self.scenario)
            .say(format!(
                ", {} under seed {}: {} moments, each drawn anew {} times for each column; ",
                self.arm,
                self.seed,
                count(self.moments.len() as u64),
                count(self.draws)
            ))
            .then(match invariant {
                Some(name) => Line::plain("a break of ").and(Ink::Name, name),
                None => Line::plain("a break of any invariant"),
            })
    }

    /// Says a time as it counts here: from the beginning of the conversation that is followed.
    fn clock(&self, at_ns: u64) -> String {
        match at_ns.checked_sub(self.conversation_began_ns.unwrap_or(0)) {
            Some(since) => time(since),
            None if at_ns == 0 => "start".to_owned(),
            None => format!("−{}", time(self.conversation_began_ns.unwrap_or(0) - at_ns)),
        }
    }

    fn chart(&self, invariant: Option<&str>, width: usize) -> Vec<Line> {
        let letters: Vec<String> = (0..self.courses.len()).map(letter).collect();
        let mut lines = Vec::new();
        for (course, letter) in self.courses.iter().zip(&letters) {
            let name = Line::plain("  ").and(Ink::Strong, format!("{letter}  "));
            let said = match course.switched_on.as_slice() {
                [] => Line::plain("drawn anew, nothing else changed"),
                [one] => Line::plain("and switched on: ").and(Ink::Name, one),
                all => Line::plain("and switched on: ").and(Ink::Name, all.join(" + ")),
            };
            lines.extend(labelled(name, 5, said, width));
        }
        lines.push(Line::default());
        // Where the columns do not fit beside each other, they go into blocks.
        let room = width.saturating_sub(2 + TIME);
        let beside = (room / COURSE).clamp(1, self.courses.len().max(1));
        for block in (0..self.courses.len()).collect::<Vec<_>>().chunks(beside) {
            lines.extend(self.block(invariant, block, &letters, width));
        }
        lines
    }

    fn block(
        &self,
        invariant: Option<&str>,
        courses: &[usize],
        letters: &[String],
        width: usize,
    ) -> Vec<Line> {
        let mut head = Line::plain("  ").and(Ink::Faint, "from").padded(2 + TIME);
        for course in courses {
            head = head.then(Line::of(Ink::Strong, &letters[*course]).padded(COURSE));
        }
        let mut lines = vec![head];
        for moment in &self.moments {
            let broke = self.broken.iter().any(|broken| broken.at_ns == moment.at_ns);
            let ink = if broke { Ink::Bad } else { Ink::Plain };
            let mark = if broke { "◆ " } else { "  " };
            let mut line = Line::of(ink, mark).and(ink, self.clock(moment.at_ns)).padded(2 + TIME);
            for course in courses {
                line = line.then(cell(&moment.courses[*course], invariant).padded(COURSE));
            }
            let room = width.saturating_sub(line.width());
            if room > 16 {
                line = line.then(Line::of(Ink::Faint, &moment.happened).cut(room));
            }
            lines.push(line);
        }
        lines
    }

    fn latest(&self, invariant: Option<&str>, width: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        for (place, course) in self.courses.iter().enumerate() {
            let of = |target: &&LatestView| target.invariant.as_deref() == invariant;
            let Some(latest) = course.targets.iter().find(of) else { continue };
            let before = Line::plain("  ").and(Ink::Strong, letter(place));
            lines.extend(labelled(before, 5, self.until(latest, place == 0), width));
        }
        lines
    }

    /// Says of a course from which moments on it keeps anything from breaking, and from when on it never
    /// did. The first course is luck.
    pub(crate) fn of_course(&self, course: usize) -> String {
        let latest = self.courses.get(course).and_then(|course| course.targets.last());
        latest.map(|latest| self.until(latest, course == 0).text()).unwrap_or_default()
    }

    /// Says from which moments on a course helps, and from when on it never did.
    fn until(&self, latest: &LatestView, is_luck: bool) -> Line {
        let what = if is_luck { "other luck" } else { "switching it on" };
        let often = format!("{what} prevents it more often than not");
        let ends = (self.moments.first(), self.moments.last());
        let whole = latest.helps_ns.as_slice()
            == [(ends.0.map_or(0, |m| m.at_ns), ends.1.map_or(0, |m| m.at_ns))];
        let helps = match latest.helps_ns.as_slice() {
            [] => Line::of(Ink::Notice, format!("{what} prevents it seldom, if ever")),
            _ if whole => Line::of(Ink::Good, format!("at every moment {often}")),
            stretches => {
                let said = stretches.iter().map(|(from, to)| match (from, to) {
                    (0, 0) => "at the very start".to_owned(),
                    (0, to) => format!("up to {}", self.clock(*to)),
                    (from, to) if from == to => format!("at {}", self.clock(*from)),
                    (from, to) => format!("from {} to {}", self.clock(*from), self.clock(*to)),
                });
                let said: Vec<String> = said.collect();
                Line::of(Ink::Good, said.join(", ")).say(format!(" {often}"))
            }
        };
        let Some(late) = latest.too_late_ns else { return helps };
        let most = percent(bound_of_none(self.draws));
        let never = format!("never in {}, so in at most {most}", count(self.draws));
        if late == 0 {
            return Line::of(Ink::Bad, format!("{what} prevents it at no moment"))
                .say(format!(" ({never})"));
        }
        helps
            .say("; ")
            .and(Ink::Bad, format!("from {} on it is too late", self.clock(late)))
            .say(format!(" ({never})"))
    }
}

/// Names a column.
fn letter(place: usize) -> String {
    char::from_u32('A' as u32 + (place % 26) as u32).map(String::from).unwrap_or_default()
        + &if place < 26 { String::new() } else { (place / 26).to_string() }
}

fn cell(course: &ChancesView, invariant: Option<&str>) -> Line {
    let chance = course.chances.iter().find(|chance| chance.invariant.as_deref() == invariant);
    let Some(share) = chance.and_then(|chance| chance.chance.share) else {
        return Line::of(Ink::Faint, "cannot be told");
    };
    let ink = match share {
        share if share >= 1.0 => Ink::Bad,
        share if share > 0.0 => Ink::Notice,
        _ => Ink::Good,
    };
    let full = (share * (BAR * 8) as f64).round() as usize;
    let mut bar = "█".repeat(full / 8);
    if !full.is_multiple_of(8) {
        bar.push(['▏', '▎', '▍', '▌', '▋', '▊', '▉'][full % 8 - 1]);
    }
    let said = percent(share).replace(' ', "");
    Line::of(ink, bar).padded(BAR).and(ink, format!(" {said}"))
}
