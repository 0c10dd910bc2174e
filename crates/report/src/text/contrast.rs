//! What `diff` prints: the first difference, what led to it, what comes after, and all in numbers.
//!
//! Records are told in the words of the timeline. Signs stand before them: `−` only left, `+` only
//! right, `≠` changed, `↕` moved, `»` another time, `Σ` another sum.

use super::timeline::summary;
use super::timeline::tell::Teller;
use super::{WIDTHS, heading, indented, labelled};
use crate::ink::{Ink, Line, write};
use crate::json::why;
use crate::numbers::{count, of, time};
use crate::{Beside, Contrast};
use seamripper_sim::Record;
use seamripper_study::diff::{Difference, Field, Kind};
use std::collections::BTreeMap;

/// A chain whose root is later than this has times that count from it.
const LATE_NS: u64 = 60_000_000_000;
/// Differences after the first that are listed unless all are asked for.
const FEW: usize = 8;
/// Links of a chain of causes that are shown at its beginning and at its end.
const LINKS: (usize, usize) = (1, 7);
/// Characters of a field's value: where it is the first difference, and in a line of many.
const LONGEST: (usize, usize) = (160, 48);

/// Tells people how two traces differ, in at most `width` columns.
pub fn contrast(contrast: &Contrast<'_>, width: usize) -> String {
    let width = width.clamp(WIDTHS.0, WIDTHS.1);
    let page = Page::new(contrast, width);
    let mut lines = page.opening();
    let found = contrast.differences;
    if let Some(first) = found.first() {
        page.section("First difference", page.first(first), &mut lines);
        page.section("What led to it", page.lead(first), &mut lines);
        let deed = found.first_in_deed().filter(|deed| *deed != first);
        if let Some(deed) = deed {
            page.section("First difference in what happened", page.first(deed), &mut lines);
            page.section("What led to that", page.lead(deed), &mut lines);
        }
        let told = [Some(first), deed];
        page.section("After that", page.others(&told), &mut lines);
        page.section("In all", page.in_all(), &mut lines);
    }
    lines.push(Line::default());
    let again = Line::of(Ink::Faint, "The same again: ").and(Ink::Name, contrast.command);
    lines.push(again);
    write(&lines)
}

/// What all sections need.
struct Page<'a> {
    contrast: &'a Contrast<'a>,
    left: Teller<'a>,
    right: Teller<'a>,
    width: usize,
    /// The column of labels.
    column: usize,
    /// Whether there is more than one conversation.
    crowd: bool,
}

impl<'a> Page<'a> {
    fn new(contrast: &'a Contrast<'a>, width: usize) -> Self {
        let teller = |beside: &Beside<'a>| Teller::new(contrast.symbols, &beside.trace.records);
        let sides = [&contrast.left, &contrast.right];
        let labels = sides.map(|side| side.label.chars().count());
        let column = labels.into_iter().max().unwrap_or_default().clamp(8, width / 4) + 4;
        let in_crowd = |record: &Record| record.conversation.is_some_and(|number| number > 0);
        let crowd = sides.iter().any(|side| side.trace.records.iter().any(in_crowd));
        Page {
            contrast,
            left: teller(&contrast.left),
            right: teller(&contrast.right),
            width,
            column,
            crowd,
        }
    }

    fn section(&self, title: &str, section: Vec<Line>, lines: &mut Vec<Line>) {
        if !section.is_empty() {
            lines.push(Line::default());
            lines.push(heading(title, self.width));
            lines.extend(section);
        }
    }

    /// Says what is compared, and how much is the same.
    fn opening(&self) -> Vec<Line> {
        let Contrast { left, right, differences, .. } = self.contrast;
        let mut lines = Vec::new();
        for (side, ink) in [(left, Ink::Notice), (right, Ink::Name)] {
            let trace = side.trace;
            let said = Line::of(Ink::Strong, side.scenario);
            let said = said.say(format!(", {}, seed {}: ", trace.arm, trace.seed));
            let said = said.say(of(trace.records.len() as u64, "record"));
            let said = match why(&trace.end) {
                None => said.say(format!(", over at {}", time(trace.virtual_time_ns))),
                Some(why) => said.and(Ink::Notice, format!(", inconclusive: {why}")),
            };
            lines.extend(labelled(self.label(side, ink), self.column, said, self.width));
        }
        let (same, all) = (count(differences.same), &differences.all);
        let said = if all.is_empty() {
            let ends = if self.contrast.differs() { "; only their ends differ" } else { "" };
            Line::of(Ink::Good, "No difference").say(format!(": {same} records are the same{ends}"))
        } else {
            let said = Line::of(Ink::Strong, of(all.len() as u64, "difference"));
            said.say(format!(", {same} records the same"))
        };
        lines.extend(labelled(Line::default(), 2, said, self.width));
        lines
    }

    fn label(&self, side: &Beside<'_>, ink: Ink) -> Line {
        Line::plain("  ").then(Line::of(ink, side.label).cut(self.column.saturating_sub(4)))
    }

    /// Shows one difference, both sides one below the other.
    fn first(&self, found: &Difference) -> Vec<Line> {
        let Contrast { left, right, .. } = self.contrast;
        let mut at = Line::plain("At ").and(Ink::Strong, time(found.at_ns));
        if let Some(number) = found.conversation.filter(|_| self.crowd) {
            at = at.say(format!(", in conversation {}", count(u64::from(number) + 1)));
        }
        let at = at.say(match &found.kind {
            Kind::OnlyLeft => format!(", only {} has this", left.label),
            Kind::OnlyRight => format!(", only {} has this", right.label),
            Kind::Changed(_) => ", both have this, and say different things".to_owned(),
            Kind::Moved => ", both have this, in another order".to_owned(),
            Kind::Delayed { .. } => ", both have this, at another time".to_owned(),
            Kind::Sums(_) => ", both have this, with other sums".to_owned(),
        });
        let mut lines = indented(at, self.width);
        let sides = [
            (left, &self.left, found.left, Ink::Notice),
            (right, &self.right, found.right, Ink::Name),
        ];
        for (side, teller, seq, ink) in sides {
            let said = match (seq, found.instead) {
                (Some(seq), _) => self.told(side, teller, seq),
                (None, Some(seq)) => {
                    Line::of(Ink::Faint, "has instead: ").then(self.told(side, teller, seq))
                }
                (None, None) => Line::of(Ink::Faint, "has nothing more here"),
            };
            lines.extend(labelled(self.label(side, ink), self.column, said, self.width));
        }
        lines.extend(self.details(found));
        lines
    }

    fn told(&self, side: &Beside<'_>, teller: &Teller<'_>, seq: u64) -> Line {
        let Some(record) = record(side, seq) else { return Line::default() };
        let line = teller.tell(record).line.trimmed();
        line.and(Ink::Faint, format!(", at {}", time(record.at_ns)))
    }

    /// Says which fields differ, or by how much time.
    fn details(&self, found: &Difference) -> Vec<Line> {
        match &found.kind {
            Kind::Changed(fields) | Kind::Sums(fields) => {
                let column = fields.iter().map(|field| field.name.len()).max().unwrap_or(0);
                let field = |field: &Field| {
                    let label = Line::of(Ink::Faint, format!("    {}", field.name));
                    labelled(label, column + 6, values(field, LONGEST.0), self.width)
                };
                fields.iter().flat_map(field).collect()
            }
            Kind::Delayed { left_ns, right_ns } => {
                let said =
                    apart(*left_ns, *right_ns).and(Ink::Faint, after(found.at_ns, &found.kind));
                labelled(Line::default(), 4, said, self.width)
            }
            Kind::OnlyLeft | Kind::OnlyRight | Kind::Moved => Vec::new(),
        }
    }

    /// Shows the chain of causes: what is common once, then each side.
    fn lead(&self, found: &Difference) -> Vec<Line> {
        let Contrast { left, right, .. } = self.contrast;
        let lead = self.contrast.differences.lead(&left.trace.records, &right.trace.records, found);
        let mut lines = Vec::new();
        if lead.is_cut {
            lines.extend(indented(Line::of(Ink::Faint, "… the beginning is left out"), self.width));
        }
        let common: Vec<u64> = lead.common.iter().map(|(left, _)| *left).collect();
        let roots =
            [(left, common.first()), (left, lead.left.first()), (right, lead.right.first())];
        let root = roots.into_iter().find_map(|(side, seq)| record(side, *seq?));
        // Of what begins late, `1d06h` says too little: times count from the root.
        let start_ns = root.map_or(0, |root| root.at_ns);
        let start_ns = if start_ns > LATE_NS { start_ns } else { 0 };
        lines.extend(self.chain(left, &self.left, &common, Line::default(), start_ns));
        if !common.is_empty() {
            let said = Line::of(Ink::Faint, "so far the same on both sides");
            lines.extend(labelled(Line::default(), self.times(), said, self.width));
        }
        lines.extend(self.chain(
            left,
            &self.left,
            &lead.left,
            self.label(left, Ink::Notice),
            start_ns,
        ));
        let label = self.label(right, Ink::Name);
        lines.extend(self.chain(right, &self.right, &lead.right, label, start_ns));
        lines
    }

    /// The column of times.
    fn times(&self) -> usize {
        11
    }

    /// Shows links of a chain one below the other; times after `start_ns` count from there.
    fn chain(
        &self,
        side: &Beside<'_>,
        teller: &Teller<'_>,
        links: &[u64],
        label: Line,
        start_ns: u64,
    ) -> Vec<Line> {
        let mut lines = Vec::new();
        let hidden = links.len().saturating_sub(LINKS.0 + LINKS.1);
        let hidden = if hidden < 2 { 0..0 } else { LINKS.0..LINKS.0 + hidden };
        let labels = if label.width() == 0 { 0 } else { self.column };
        for (place, seq) in links.iter().enumerate() {
            if hidden.contains(&place) {
                if place == hidden.start {
                    let said = format!("… {}", of(hidden.len() as u64, "more link"));
                    let said = Line::of(Ink::Faint, said);
                    lines.extend(labelled(
                        Line::default(),
                        labels + self.times(),
                        said,
                        self.width,
                    ));
                }
                continue;
            }
            let Some(record) = record(side, *seq) else { continue };
            let at = match record.at_ns.checked_sub(start_ns) {
                Some(after @ 1..) if start_ns > 0 => format!("+{}", time(after)),
                _ => time(record.at_ns),
            };
            let at = Line::of(Ink::Faint, at).right(self.times() - 2);
            let before = if place == 0 { label.clone() } else { Line::default() };
            let before = before.padded(labels).then(at);
            let said = teller.tell(record).line.trimmed();
            lines.extend(labelled(before, labels + self.times(), said, self.width));
        }
        lines
    }

    /// Lists the differences that have not been told, or the first of them.
    fn others(&self, told: &[Option<&Difference>]) -> Vec<Line> {
        let all = &self.contrast.differences.all;
        let others = all.iter().filter(|found| !told.contains(&Some(found)));
        let others: Vec<&Difference> = others.collect();
        // Sums only say again, at the end of each turn, that something was otherwise.
        let is_shown =
            |found: &&&Difference| self.contrast.all || !matches!(found.kind, Kind::Sums(_));
        let most = if self.contrast.all { others.len() } else { FEW };
        let shown: Vec<&&Difference> = others.iter().filter(is_shown).take(most).collect();
        let mut lines: Vec<Line> = shown.iter().flat_map(|found| self.line(found)).collect();
        let left_out = others.len().saturating_sub(shown.len());
        if left_out > 0 {
            let said = format!("… {} more; ", count(left_out as u64));
            let said = Line::of(Ink::Faint, said).and(Ink::Name, "--all");
            lines.extend(indented(said.and(Ink::Faint, " lists them"), self.width));
        }
        lines
    }

    /// Tells one difference in a line.
    fn line(&self, found: &Difference) -> Vec<Line> {
        let Contrast { left, right, .. } = self.contrast;
        let (sign, ink) = sign(&found.kind);
        let (side, teller, seq) = match found.left {
            Some(seq) => (left, &self.left, seq),
            None => (right, &self.right, found.right.unwrap_or_default()),
        };
        let said = record(side, seq).map(|record| teller.tell(record).line.trimmed());
        let mut said = said.unwrap_or_default();
        match &found.kind {
            Kind::Changed(fields) | Kind::Sums(fields) => {
                for (place, field) in fields.iter().enumerate() {
                    let before = if place == 0 { " · " } else { ", " };
                    said = said.and(Ink::Faint, format!("{before}{}: ", field.name));
                    said = said.then(values(field, LONGEST.1));
                }
            }
            Kind::Delayed { left_ns, right_ns } => {
                said = said.and(Ink::Faint, " · ").then(apart(*left_ns, *right_ns));
                said = said.and(Ink::Faint, after(found.at_ns, &found.kind));
            }
            Kind::Moved => {
                let there = found.right.and_then(|seq| record(right, seq));
                let there = there.map(|record| time(record.at_ns)).unwrap_or_default();
                said =
                    said.and(Ink::Faint, format!(" · on the right at {there}, in another order"));
            }
            Kind::OnlyLeft | Kind::OnlyRight => {}
        }
        if let Some(number) = found.conversation.filter(|_| self.crowd) {
            said = said.and(Ink::Faint, format!("  #{}", u64::from(number) + 1));
        }
        let at = Line::of(Ink::Faint, time(found.at_ns)).right(self.times() - 2);
        let before = at.say("  ").and(ink, sign).say(" ");
        labelled(before, self.times() + 2, said, self.width)
    }

    /// Counts what there is of each kind, and says what it comes to.
    fn in_all(&self) -> Vec<Line> {
        let Contrast { left, right, differences, .. } = self.contrast;
        let mut kinds: BTreeMap<usize, Vec<&Difference>> = BTreeMap::new();
        for found in &differences.all {
            kinds.entry(rank(&found.kind)).or_default().push(found);
        }
        let mut lines = Vec::new();
        for all in kinds.into_values() {
            let kind = &all[0].kind;
            let (sign, ink) = sign(kind);
            let name = match kind {
                Kind::OnlyLeft => format!("only in {}", left.label),
                Kind::OnlyRight => format!("only in {}", right.label),
                Kind::Changed(_) => "changed".to_owned(),
                Kind::Moved => "in another order".to_owned(),
                Kind::Delayed { .. } => "at another time".to_owned(),
                Kind::Sums(_) => "other sums".to_owned(),
            };
            let said = Line::of(Ink::Strong, of(all.len() as u64, "record"));
            let more = self.come_to(kind, &all);
            let said = if more.is_empty() { said } else { said.say(format!(": {more}")) };
            let label = Line::plain("  ").and(ink, sign).say(format!(" {name}"));
            let wide = self.column.max(18) + 8;
            lines.extend(labelled(label.cut(wide - 2), wide, said, self.width));
        }
        lines
    }

    /// Says what the differences of one kind come to.
    fn come_to(&self, kind: &Kind, all: &[&Difference]) -> String {
        let Contrast { left, right, .. } = self.contrast;
        let of_side = |side, seq: fn(&Difference) -> Option<u64>| -> Vec<&Record> {
            all.iter().filter_map(|found| record(side, seq(found)?)).collect()
        };
        match kind {
            Kind::OnlyLeft => summary::of(&self.left, &of_side(left, |found| found.left)),
            Kind::OnlyRight => summary::of(&self.right, &of_side(right, |found| found.right)),
            Kind::Changed(_) | Kind::Sums(_) => {
                let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
                for found in all {
                    if let Kind::Changed(fields) | Kind::Sums(fields) = &found.kind {
                        for field in fields {
                            *counts.entry(&field.name).or_default() += 1;
                        }
                    }
                }
                let said = counts.iter().map(|(name, times)| format!("{} × {name}", count(*times)));
                said.collect::<Vec<_>>().join(", ")
            }
            Kind::Moved | Kind::Delayed { .. } => String::new(),
        }
    }
}

fn record<'a>(side: &Beside<'a>, seq: u64) -> Option<&'a Record> {
    side.trace.records.get(usize::try_from(seq).ok()?)
}

fn rank(kind: &Kind) -> usize {
    match kind {
        Kind::OnlyLeft => 0,
        Kind::OnlyRight => 1,
        Kind::Changed(_) => 2,
        Kind::Moved => 3,
        Kind::Delayed { .. } => 4,
        Kind::Sums(_) => 5,
    }
}

fn sign(kind: &Kind) -> (&'static str, Ink) {
    match kind {
        Kind::OnlyLeft => ("−", Ink::Notice),
        Kind::OnlyRight => ("+", Ink::Name),
        Kind::Changed(_) => ("≠", Ink::Bad),
        Kind::Moved => ("↕", Ink::Strong),
        Kind::Delayed { .. } => ("»", Ink::Faint),
        Kind::Sums(_) => ("Σ", Ink::Faint),
    }
}

/// Says what a field holds on both sides; of long texts, from shortly before they part.
fn values(field: &Field, most: usize) -> Line {
    let (left, right) = (field.left.to_string(), field.right.to_string());
    let same = left.chars().zip(right.chars()).take_while(|(one, other)| one == other).count();
    let longest = left.chars().count().max(right.chars().count());
    let skipped = if longest > most { same.saturating_sub(most / 4) } else { 0 };
    let part = |text: &str| {
        let before = if skipped > 0 { "…" } else { "" };
        let mut rest = text.chars().skip(skipped);
        let part: String = rest.by_ref().take(most).collect();
        let after = if rest.next().is_some() { "…" } else { "" };
        format!("{before}{part}{after}")
    };
    Line::of(Ink::Notice, part(&left)).and(Ink::Faint, " → ").and(Ink::Name, part(&right))
}

/// Says two stretches of time so that they can be told apart.
fn apart(left_ns: u64, right_ns: u64) -> Line {
    let (left, right) = (time(left_ns), time(right_ns));
    let more = |one: u64, other: u64| match one.checked_sub(other) {
        Some(more @ 1..) if left == right => format!(" + {}", time(more)),
        _ => String::new(),
    };
    let (left, right) =
        (left.clone() + &more(left_ns, right_ns), right.clone() + &more(right_ns, left_ns));
    Line::of(Ink::Notice, left).and(Ink::Faint, " → ").and(Ink::Name, right)
}

/// Says from where a delay counts: what nothing led to counts from the start.
fn after(at_ns: u64, kind: &Kind) -> &'static str {
    match kind {
        Kind::Delayed { left_ns, right_ns } if *left_ns.min(right_ns) == at_ns => " from the start",
        _ => " after what led to it",
    }
}
