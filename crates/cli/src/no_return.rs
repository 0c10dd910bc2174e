//! `no-return`: from when on neither luck nor a fix could have prevented the break.

use crate::arms;
use crate::exit::{DONE, Failure, INCONCLUSIVE};
use crate::library::{self, nearest};
use crate::many::{self, Crew};
use crate::screen::Screen;
use crate::sweep::Format;
use seamripper_report::{NoReturnView, json_of};
use seamripper_scenario::Plan;
use seamripper_study::Question;
use std::sync::Arc;

/// Finds when it was too late: replays up to a moment, and draws the rest anew
#[derive(clap::Args)]
#[command(after_help = "Examples:
  seamripper no-return ID                      any break of the replay as it was deployed
  seamripper no-return ID --invariant NAME     one invariant
  seamripper no-return ID --draws 1000         narrower intervals
  seamripper no-return ID --format json        all invariants, with intervals

The replay is kept as it was up to each moment. From there on all is drawn anew many times:
once as it is, and once with each fix switched on at that moment. What was drawn before stands,
and so does what services hold. Exits with 3 if the replay itself hit a limit.")]
pub(crate) struct Arguments {
    /// The path of a scenario file, or an id from `seamripper list`
    scenario: String,
    /// The invariant to ask about [default: whether any breaks]
    #[arg(long, value_name = "NAME")]
    invariant: Option<String>,
    /// The arm as it went on up to the moment
    #[arg(long, value_name = "NAME", default_value = "deployed")]
    arm: String,
    /// The seed up to the moment [default: the file's]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How many moments, about
    #[arg(long, value_name = "N", default_value_t = 24, value_parser = clap::value_parser!(u16).range(2..=1000))]
    moments: u16,
    /// How often the rest is drawn anew at each moment, for each column
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    draws: u32,
    #[command(flatten)]
    many: many::Arguments,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// For how many replays of a draw there is work, however many fixes there are.
const WHOLE: u64 = 8;

/// Draws anew from many moments on, and reports.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    let file = library::find(&arguments.scenario)?;
    let mut plan = library::playable(&file, screen)?;
    // The arm as it goes on, and with each fix.
    plan.limits.work = plan.limits.shared(plan.fixes.len() as u64 + 2, WHOLE).work;
    let plan = Arc::new(plan);
    if let Some(name) = &arguments.invariant {
        known(&plan, name)?;
    }
    let arm = arms::named(&plan, &arguments.arm)?;
    let question = Question {
        plan: &plan,
        arm: &arm,
        seed: arguments.seed.unwrap_or(plan.seed),
        moments: usize::from(arguments.moments),
        draws: u64::from(arguments.draws),
    };
    let crew = Crew::new(&arguments.many)?;
    let answer = crew.work(|| {
        question.answer(crew.stop(), |replays, of| {
            if replays == 0 { crew.begin(&plan.id, of) } else { crew.show(replays) }
        })
    });
    crew.finish();
    let Some(study) = answer.map_err(Failure::new)? else {
        return Err(many::stopped("not all moments were tried"));
    };
    let view = NoReturnView::new(&plan, &study);
    screen.print(&match arguments.format {
        Format::Text => view.text(arguments.invariant.as_deref(), screen.width()),
        Format::Json => json_of(&view),
        Format::Csv => view.csv(),
    })?;
    Ok(if study.card.is_inconclusive() { INCONCLUSIVE } else { DONE })
}

fn known(plan: &Plan, name: &str) -> Result<(), Failure> {
    let names = plan.invariants.iter().map(|of| plan.symbols.text(of.name).to_string());
    let names: Vec<String> = names.collect();
    if names.iter().any(|known| known == name) {
        return Ok(());
    }
    let failure = Failure::new(format!("there is no invariant `{name}` in {}", plan.id));
    Err(failure.help(match nearest(name, &names) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("there are: {}", names.join(", ")),
    }))
}
