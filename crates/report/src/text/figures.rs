//! The figures of the source beside those that the replay gave.

use super::table::Table;
use crate::Comparison;
use crate::ink::{Ink, Line};
use crate::numbers::{count, time};
use seamripper_scenario::Value;
use seamripper_scenario::plan::{Chance, Published};
use seamripper_score::{FigureResult, Replayed};

/// Shows a row for each figure of the arms that were replayed.
pub(super) fn lines(comparison: &Comparison<'_>, width: usize) -> Vec<Line> {
    let titles = ["arm", "published", "replayed", ""].map(|title| Line::of(Ink::Faint, title));
    let mut table = Table::new(titles);
    for replayed in comparison.arms {
        for result in &replayed.card.figures {
            table.row(Line::plain(result.figure.as_str()), cells(&replayed.card.arm, result));
        }
    }
    let mut lines = table.lines(width);
    let canonical = comparison.plan.seed;
    if !lines.is_empty() && comparison.seed != canonical {
        let said = format!("The source's figures are expected of the canonical seed, {canonical}.");
        lines.extend(super::indented(Line::of(Ink::Faint, said), width));
    }
    lines
}

/// Says of one figure: the arm, what was published, what was replayed, and whether they agree.
pub(crate) fn cells(arm: &str, result: &FigureResult) -> [Line; 4] {
    let (ink, sign) =
        if result.agrees { (Ink::Good, "✔ agrees") } else { (Ink::Bad, "✘ differs") };
    let (published, replayed) = both(result);
    let standing = if result.agrees { Ink::Plain } else { Ink::Bad };
    [Line::plain(arm), Line::plain(published), Line::of(standing, replayed), Line::of(ink, sign)]
}

/// Says a figure as the source gives it, and as the replay gave it.
pub(crate) fn both(result: &FigureResult) -> (String, String) {
    let published = match result.replayed {
        Replayed::Time(_) => published_time(&result.published),
        _ => published(&result.published),
    };
    (published, replayed(&result.replayed))
}

/// Says what the source says.
pub(crate) fn published(published: &Published) -> String {
    in_words(published, count)
}

/// Says what the source says of a length of time: bare numbers are nanoseconds there.
fn published_time(published: &Published) -> String {
    in_words(published, time)
}

fn in_words(published: &Published, number: fn(u64) -> String) -> String {
    match published {
        Published::Exactly(exactly) => value(exactly),
        Published::AtMost(most) => format!("at most {}", number(*most)),
        Published::AtLeast(least) => format!("at least {}", number(*least)),
        Published::Between(low, high) => format!("{} to {}", number(*low), number(*high)),
        Published::About(ns, share) => format!("about {}{}", time(*ns), give_or_take(*share)),
        Published::Near(about, share) => format!("about {}{}", count(*about), give_or_take(*share)),
        Published::None => "none".to_owned(),
    }
}

fn give_or_take(share: Chance) -> String {
    // Integers alone: a share such as 1/3 is said to the whole percent below.
    match share.num.saturating_mul(100) / share.den.max(1) {
        0 => String::new(),
        percent => format!(" ± {percent}%"),
    }
}

fn replayed(replayed: &Replayed) -> String {
    match replayed {
        Replayed::Number(number) => count(*number),
        Replayed::Time(ns) => time(*ns),
        Replayed::Data(data) => value(data),
        Replayed::Nothing => "none".to_owned(),
    }
}

/// Says a value without the quotes that data needs.
fn value(value: &Value) -> String {
    match value {
        Value::Int(number) if *number >= 0 => count(number.unsigned_abs()),
        Value::Text(text) => text.to_string(),
        Value::Null => "none".to_owned(),
        other => other.to_string(),
    }
}
