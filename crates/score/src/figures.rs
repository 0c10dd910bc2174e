//! Figures of the source, each beside what the replay gave.

use crate::evidence::Evidence;
use crate::measure;
use seamripper_scenario::plan::{Chance, Published};
use seamripper_scenario::read::Duration;
use seamripper_scenario::{Text, Value, work};
use std::fmt;

/// A figure of the source beside what the replay gave.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureResult {
    /// What it is.
    pub figure: Text,
    /// What the source says.
    pub published: Published,
    /// What the replay gave.
    pub replayed: Replayed,
    /// Whether they agree.
    pub agrees: bool,
}

/// What a measure read off a trace.
#[derive(Clone, Debug, PartialEq)]
pub enum Replayed {
    /// A number.
    Number(u64),
    /// A length of time, in nanoseconds.
    Time(u64),
    /// A value.
    Data(Value),
    /// There was none.
    Nothing,
}

impl Replayed {
    /// Returns the number, or the nanoseconds.
    pub(crate) fn as_number(&self) -> Option<u64> {
        match self {
            Replayed::Number(number) | Replayed::Time(number) => Some(*number),
            Replayed::Data(value) => measure::number(value),
            Replayed::Nothing => None,
        }
    }
}

impl fmt::Display for Replayed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Replayed::Number(number) => write!(f, "{number}"),
            Replayed::Time(ns) => write!(f, "{}", Duration::from_ns(*ns)),
            Replayed::Data(value) => write!(f, "{value}"),
            Replayed::Nothing => f.write_str("none"),
        }
    }
}

/// Compares the figures of one arm; what could not be read before the work was spent is left out.
pub(crate) fn compare(evidence: &Evidence<'_>, arm: &str) -> Vec<FigureResult> {
    let plan = evidence.plan;
    let figures = plan.figures.iter().filter(|figure| figure.arm_name.as_str() == arm);
    let compare = |figure: &seamripper_scenario::plan::Figure| {
        let replayed = measure::read(evidence, &figure.measure);
        let result = FigureResult {
            figure: figure.figure.clone(),
            agrees: agrees(&figure.published, &replayed),
            published: figure.published.clone(),
            replayed,
        };
        (!work::is_spent()).then_some(result)
    };
    figures.map_while(compare).collect()
}

fn agrees(published: &Published, replayed: &Replayed) -> bool {
    let number = replayed.as_number();
    match published {
        Published::Exactly(value) => match replayed {
            Replayed::Data(replayed) => value == replayed,
            Replayed::Number(_) => {
                measure::number(value).is_some_and(|value| Some(value) == number)
            }
            Replayed::Time(ns) => {
                let time = value.as_text().and_then(|text| text.parse::<Duration>().ok());
                time.is_some_and(|time| time.as_ns() == *ns)
            }
            Replayed::Nothing => value.is_null(),
        },
        Published::AtMost(most) => number.is_some_and(|number| number <= *most),
        Published::AtLeast(least) => number.is_some_and(|number| number >= *least),
        Published::Between(low, high) => {
            number.is_some_and(|number| (*low..=*high).contains(&number))
        }
        Published::About(about, share) | Published::Near(about, share) => {
            number.is_some_and(|number| near(number, *about, *share))
        }
        Published::None => match replayed {
            Replayed::Number(number) => *number == 0,
            Replayed::Data(value) => value.is_null(),
            Replayed::Time(_) => false,
            Replayed::Nothing => true,
        },
    }
}

/// Tells whether two numbers differ by no more than a share of the second.
fn near(number: u64, about: u64, share: Chance) -> bool {
    u128::from(number.abs_diff(about)) * u128::from(share.den)
        <= u128::from(about) * u128::from(share.num)
}
