//! An ablation as people read it: for each invariant which sets hold, and what each fix does alone,
//! in the company of all others, and on average.

use super::ablation::{AblationView, FixView, HonestView, SetView, TargetView};
use super::numbers::{Difference, percent, signed};
use crate::ink::{Ink, Line, write};
use crate::numbers::{count, of, time};
use crate::text::{heading, indented, labelled, table::Table};

/// Minimal sets that are listed; the JSON has all.
const MOST_SETS: usize = 8;

/// Columns of the labels before the sets.
const LABEL: usize = 20;

impl AblationView {
    /// Tells people what the ablation shows, in at most `width` columns.
    pub fn text(&self, width: usize) -> String {
        let width = crate::text::fitting(width);
        let mut lines = indented(self.opening(), width);
        if self.cut_short > 0 {
            let said = of(self.cut_short, "replay");
            let said = format!("{said} hit a limit: what held there proves nothing");
            lines.extend(indented(Line::of(Ink::Notice, said), width));
        }
        for target in &self.targets {
            lines.push(Line::default());
            let title = target.invariant.as_deref().unwrap_or("All invariants together");
            lines.push(heading(title, width));
            lines.extend(self.target(target, width));
        }
        if !self.honest_work.is_empty() {
            lines.push(Line::default());
            lines.push(heading("Cost on honest work, for each replay of it", width));
            lines.extend(honest(&self.honest_work, width));
        }
        write(&lines)
    }

    fn opening(&self) -> Line {
        let sets = self.sets_tried as u64;
        let said = format!(
            ": {} of {}, each under seeds {}",
            of(sets, "set"),
            fixes(self.fixes.len() as u64),
            self.spelled_seeds
        );
        let mut line = Line::of(Ink::Strong, &self.scenario).say(said);
        if let Some(orders) = self.orders_sampled {
            let said = format!(
                "; too many fixes for all sets: those on the way of {} are tried, and there may be other \
                 sets that hold",
                of(orders as u64, "random order")
            );
            line = line.and(Ink::Notice, said);
        }
        if !self.apart.is_empty() {
            let said = format!("; {} do not go together", of(self.apart.len() as u64, "set"));
            line = line.and(Ink::Notice, said);
        }
        line.and(Ink::Faint, "; same draws in all sets; intervals of 95 %")
    }

    fn target(&self, target: &TargetView, width: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(says) = &target.says {
            lines.extend(indented(Line::of(Ink::Faint, says), width));
        }
        let Some(deployed) = target.sets.first() else { return lines };
        let ends = [
            Some(deployed),
            target.sets.last().filter(|last| last.fixes.len() == self.fixes.len()),
        ];
        if target.sets.iter().all(|set| set.stands == "holds") {
            let most = deployed.chance.at_most.map(percent).unwrap_or_default();
            let said =
                format!("Never broke, whatever is on: as deployed the chance is at most {most}.");
            lines.extend(indented(Line::of(Ink::Good, said), width));
            return lines;
        }
        for (name, set) in ["as deployed", "with all fixes"].into_iter().zip(ends) {
            if let Some(set) = set {
                lines.extend(labelled(label(name), LABEL, broke(set, target), width));
            }
        }
        lines.extend(sets(target, deployed, width));
        lines.push(Line::default());
        lines.extend(each_fix(target, width));
        lines
    }
}

fn fixes(number: u64) -> String {
    if number == 1 { "1 fix".to_owned() } else { format!("{} fixes", count(number)) }
}

fn label(text: &str) -> Line {
    Line::plain("  ").and(Ink::Faint, text)
}

/// Says how often a set broke, with what damage, and when.
fn broke(set: &SetView, target: &TargetView) -> Line {
    let chance = &set.chance;
    if set.stands == "unclear" {
        let said = format!("cannot be told: {} hit a limit", of(set.unclear, "replay"));
        return Line::of(Ink::Notice, said);
    }
    if chance.broken == 0 {
        let most = chance.at_most.map(percent).unwrap_or_default();
        let said = format!("never broke in {}: the chance is at most {most}", count(chance.of));
        return Line::of(Ink::Good, said);
    }
    let mut line = Line::of(Ink::Bad, format!("breaks in {}", chance.said()));
    if let (Some(damage), Some(unit)) = (&set.damage, &target.unit) {
        line = line.say(format!(", {} {unit}", damage.counts()));
    }
    line.say(format!(", first after {}", set.broken_at_ns.times()))
}

/// Lists the smallest sets that hold, what they share, and those that a further fix undoes.
fn sets(target: &TargetView, deployed: &SetView, width: usize) -> Vec<Line> {
    let minimal = &target.minimal_sufficient;
    let mut lines = Vec::new();
    if minimal.is_empty() {
        let said = Line::of(Ink::Bad, "no set of these fixes does");
        return labelled(label("enough to hold"), LABEL, said, width);
    }
    for (place, set) in minimal.iter().take(MOST_SETS).enumerate() {
        let before = label(if place == 0 { "enough to hold" } else { "or" });
        let said = if set.is_empty() { Line::plain("nothing") } else { joined(set) };
        lines.extend(labelled(before, LABEL, said, width));
    }
    if minimal.len() > MOST_SETS {
        let more = format!("{} more, in the JSON", minimal.len() - MOST_SETS);
        lines.extend(labelled(label("or"), LABEL, Line::of(Ink::Faint, more), width));
    }
    if deployed.stands == "breaks" {
        let said = match target.necessary.as_deref() {
            Some([]) | None => Line::of(Ink::Faint, "none: there is more than one way"),
            Some(necessary) => joined(necessary),
        };
        lines.extend(labelled(label("in all that hold"), LABEL, said, width));
    }
    if let Some(undone) = target.undone.first() {
        let (holds, breaks) = (joined(&undone.holds), joined(&undone.breaks));
        let said = if undone.holds.is_empty() { Line::plain("without a fix") } else { holds };
        let more = match target.undone.len() - 1 {
            0 => String::new(),
            more => format!(" (and {} more)", of(more as u64, "such pair")),
        };
        let said = said.say(" holds, and breaks again as ").then(breaks).and(Ink::Faint, more);
        lines.extend(labelled(label("undone"), LABEL, said, width));
    }
    lines
}

fn joined(set: &[String]) -> Line {
    set.iter().enumerate().fold(Line::default(), |line, (place, fix)| {
        let line = if place == 0 { line } else { line.say(" + ") };
        line.and(Ink::Name, fix)
    })
}

fn each_fix(target: &TargetView, width: usize) -> Vec<Line> {
    let titles = ["alone", "breaks", "first after", "all but it", "share of the result"];
    let mut table = Table::new(titles.map(|title| Line::of(Ink::Faint, title)));
    for fix in &target.fixes {
        table.row(Line::of(Ink::Name, &fix.fix), fix_cells(fix));
    }
    table.lines(width)
}

fn fix_cells(fix: &FixView) -> [Line; 5] {
    let apart = || Line::of(Ink::Faint, "does not go alone");
    let does = match fix.alone_does.as_slice() {
        [] => Line::of(Ink::Faint, "–"),
        ["prevents"] => Line::of(Ink::Good, "prevents"),
        words @ (["changes nothing"] | ["breaks as often"]) => {
            Line::of(Ink::Faint, words.join(", "))
        }
        words => Line::of(Ink::Notice, words.join(", ")),
    };
    let chance = |set: &SetView| {
        let ink = match set.stands {
            "holds" => Ink::Good,
            "unclear" => Ink::Notice,
            _ => Ink::Bad,
        };
        let said = set.chance.share.filter(|_| set.stands != "unclear");
        Line::of(ink, said.map_or("unclear".to_owned(), percent))
    };
    let alone = fix.alone.as_ref();
    let share = match (fix.shapley, fix.shapley_error) {
        (None, _) => Line::of(Ink::Faint, "–"),
        (Some(share), None) => Line::plain(format!("{} points", signed(share))),
        // Twice the standard error: Student's 97.5 % for the number of orders that are drawn.
        (Some(share), Some(error)) => {
            let half = signed(2.0 * error);
            Line::plain(format!("{} ± {} points", signed(share), half.trim_start_matches('+')))
        }
    };
    [
        if alone.is_some() { does } else { apart() },
        alone.map(chance).unwrap_or_default(),
        alone
            .map(|set| Line::plain(set.broken_at_ns.p50.map_or("–".to_owned(), time)))
            .unwrap_or_default(),
        fix.all_others.as_ref().map(chance).unwrap_or_default(),
        share,
    ]
}

/// Tables what fixes cost honest work; what nobody pays is left out.
fn honest(work: &[HonestView], width: usize) -> Vec<Line> {
    let titles = ["answers", "calls", "refused", "failed", "tokens", "waited"];
    let mut table = Table::new(titles.map(|title| Line::of(Ink::Faint, title)));
    for row in work {
        let cost = &row.difference;
        let number = |difference: &Option<Difference>| said(difference.as_ref(), number);
        let cells = [
            number(&cost.answered),
            number(&cost.calls),
            number(&cost.refused),
            number(&cost.failed),
            number(&cost.tokens),
            said(cost.waited_ms.as_ref(), |ms| {
                let time = time((ms.abs() * 1_000_000.0) as u64);
                format!("{}{time}", if ms < 0.0 { "−" } else { "+" })
            }),
        ];
        let title = if row.fixes.len() > 1 {
            Line::of(Ink::Strong, "all of them")
        } else {
            joined(&row.fixes)
        };
        table.row(title, cells);
    }
    table.lines(width)
}

fn said(difference: Option<&Difference>, say: impl Fn(f64) -> String) -> Line {
    match difference {
        None => Line::of(Ink::Faint, "–"),
        Some(difference) if difference.by == 0.0 => Line::of(Ink::Faint, "0"),
        Some(difference) => Line::of(Ink::Notice, say(difference.by)),
    }
}

fn number(by: f64) -> String {
    let said =
        if by.abs() >= 10.0 { format!("{:.0}", by.abs()) } else { format!("{:.2}", by.abs()) };
    let said = said.strip_suffix(".00").unwrap_or(&said).to_owned();
    format!("{}{said}", if by < 0.0 { "−" } else { "+" })
}
