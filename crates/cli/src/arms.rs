//! Which arms a replay shows: from the options to the plan's arms, each once.

use crate::exit::{Failure, quoted};
use crate::library::nearest;
use seamripper_scenario::plan::Arm;
use seamripper_scenario::{Choice, ChoiceError, Plan};

/// The options that choose arms.
#[derive(clap::Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// An arm: `deployed`, `resolved`, `control`, an arm of the file's, or fixes joined by `+`
    #[arg(long = "arm", value_name = "NAME")]
    arms: Vec<String>,
    /// An arm with only these fixes on, separated by commas
    #[arg(long = "fix", value_name = "FIXES")]
    only: Vec<String>,
    /// An arm with all fixes on but these, separated by commas
    #[arg(long = "without", value_name = "FIXES")]
    without: Vec<String>,
}

impl Arguments {
    /// Tells whether the options leave the choice to the command.
    pub(crate) fn is_empty(&self) -> bool {
        self.arms.is_empty() && self.only.is_empty() && self.without.is_empty()
    }
}

/// Makes the arms that the options choose; `deployed` and `resolved` if they choose none.
///
/// # Errors
///
/// If there is no such arm or fix, or if fixes do not go together.
pub(crate) fn chosen(arguments: &Arguments, plan: &Plan) -> Result<Vec<Arm>, Failure> {
    let mut choices = Vec::new();
    for name in &arguments.arms {
        choices.push(plan.choice(name).map_err(explained)?);
    }
    for fixes in &arguments.only {
        choices.push(Choice { fixes: names(fixes), ..Choice::default() });
    }
    for fixes in &arguments.without {
        choices.push(all_but(plan, &names(fixes))?);
    }
    if choices.is_empty() {
        for name in ["deployed", "resolved"] {
            choices.push(plan.choice(name).map_err(explained)?);
        }
    }
    let mut arms: Vec<Arm> = Vec::new();
    for choice in &choices {
        let arm = plan.arm(choice).map_err(explained)?;
        if arms.iter().all(|known| known.name != arm.name) {
            arms.push(arm);
        }
    }
    Ok(arms)
}

/// Makes every arm that a file speaks of: deployed first, resolved last, and between them those of
/// which it says what it expects or publishes a figure.
///
/// # Errors
///
/// If fixes do not go together.
pub(crate) fn told_of(plan: &Plan) -> Result<Vec<Arm>, Failure> {
    let expected = plan.expectations.iter().map(|expected| expected.arm.as_str());
    let published = plan.figures.iter().map(|figure| figure.arm.as_str());
    let mut arms: Vec<Arm> = Vec::new();
    for name in ["deployed", "resolved"].into_iter().chain(expected).chain(published) {
        let choice = plan.choice(name).map_err(explained)?;
        if arms.iter().all(|arm| arm.name != plan.arm_name(&choice)) {
            arms.push(plan.arm(&choice).map_err(explained)?);
        }
    }
    // With a single fix, `resolved` and the fix alone are one arm; it still stands last.
    if arms.len() > 1 {
        let resolved = arms.remove(1);
        arms.push(resolved);
    }
    Ok(arms)
}

/// Returns the options that choose these arms again, each with a space before it.
pub(crate) fn repeated(arms: &[Arm]) -> String {
    let names: Vec<&str> = arms.iter().map(|arm| arm.name.as_str()).collect();
    match names.as_slice() {
        ["deployed", "resolved"] => String::new(),
        names => names.iter().map(|name| format!(" --arm {}", quoted(name))).collect(),
    }
}

/// Makes one arm by its name.
///
/// # Errors
///
/// If there is no such arm, or if its changes do not go together.
pub(crate) fn named(plan: &Plan, name: &str) -> Result<Arm, Failure> {
    let choice = plan.choice(name).map_err(explained)?;
    plan.arm(&choice).map_err(explained)
}

fn names(list: &str) -> Vec<String> {
    list.split([',', '+'])
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

fn all_but(plan: &Plan, without: &[String]) -> Result<Choice, Failure> {
    let fixes = plan.fixes.iter().map(|fix| plan.symbols.text(fix.name).to_string());
    let fixes: Vec<String> = fixes.collect();
    if let Some(name) = without.iter().find(|name| !fixes.contains(name)) {
        return Err(explained(ChoiceError::UnknownFix { name: name.clone(), known: fixes }));
    }
    let fixes = fixes.into_iter().filter(|fix| !without.contains(fix)).collect();
    Ok(Choice { fixes, ..Choice::default() })
}

/// Adds what was most likely meant.
pub(crate) fn explained(error: ChoiceError) -> Failure {
    let (what, name, known) = match &error {
        ChoiceError::UnknownArm { name, known } => ("arm", name, known),
        ChoiceError::UnknownFix { name, known } => ("fix", name, known),
        ChoiceError::Conflict(_) => return Failure::new(error),
    };
    let failure = Failure::new(format!("there is no {what} `{name}`"));
    failure.help(match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "this scenario has none".to_owned(),
        None => format!("there are {}", known.join(", ")),
    })
}
