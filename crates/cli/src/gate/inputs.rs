//! What a gate is made from: the policy file, the scenarios and the baseline, as text and compiled.

use super::{Arguments, baseline};
use crate::exit::{Failure, quoted};
use crate::library::{self, File};
use crate::limits;
use crate::policy::presets;
use crate::screen::Screen;
use seamripper_report::{Extent, Known};
use seamripper_scenario::{Plan, PolicyFile};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The texts that a gate depends on.
#[derive(PartialEq, Eq)]
pub(super) struct Inputs {
    /// The policy file.
    pub(super) policy: File,
    /// How a shell names the policy.
    pub(super) named: String,
    /// The scenarios; how a shell names each, if not by its id.
    scenarios: Vec<(Option<String>, File)>,
    /// The baseline, if one is given and there.
    baseline: Option<File>,
}

/// What they compile to.
pub(super) struct Ready {
    /// The policy.
    pub(super) policy: PolicyFile,
    /// The scenarios, each with how a shell names it.
    pub(super) plans: Vec<(String, Arc<Plan>)>,
}

impl Inputs {
    /// Reads all files.
    ///
    /// # Errors
    ///
    /// If one cannot be found or read.
    pub(super) fn read(arguments: &Arguments) -> Result<Self, Failure> {
        let mut policy = presets::find(&arguments.policy)?;
        if !library::is_path(&arguments.policy) {
            policy.path = format!("policies/{}", policy.path);
        }
        let mut scenarios = Vec::new();
        for wanted in &arguments.library {
            if wanted == "all" {
                scenarios.extend(library::embedded().into_iter().map(|file| (None, file)));
                continue;
            }
            let named = |file: File| {
                let path = library::is_path(wanted).then(|| quoted(&file.path));
                (path, file)
            };
            scenarios.extend(library::meant(wanted)?.into_iter().map(named));
        }
        if arguments.library.is_empty() {
            scenarios.extend(library::embedded().into_iter().map(|file| (None, file)));
        }
        let baseline = match &arguments.baseline {
            Some(path) => baseline::read(path, arguments.update_baseline)?,
            None => None,
        };
        Ok(Inputs { policy, named: quoted(&arguments.policy), scenarios, baseline })
    }

    /// Compiles the policy and the scenarios.
    ///
    /// # Errors
    ///
    /// Their mistakes; or if two scenarios have one id.
    pub(super) fn compiled(&self, screen: &Screen) -> Result<Ready, Failure> {
        let shown = |mistakes: Vec<_>| Failure::report(self.policy.show(&mistakes, screen));
        let policy = limits::compile_policy(&self.policy.source).map_err(shown)?;
        let mut plans: Vec<(String, Arc<Plan>)> = Vec::new();
        for (named, file) in &self.scenarios {
            let plan = Arc::new(library::playable(file, screen)?);
            if plans.iter().any(|(_, known)| known.id == plan.id) {
                let help = "give each scenario once, with an id of its own";
                let message = format!("two scenarios have the id `{}`", plan.id);
                return Err(Failure::new(message).help(help));
            }
            plans.push((named.clone().unwrap_or_else(|| plan.id.clone()), plan));
        }
        Ok(Ready { policy, plans })
    }

    /// Reads what the baseline lists, if one is given.
    ///
    /// # Errors
    ///
    /// If it is no baseline of this policy, or names what there is not.
    pub(super) fn known(
        &self,
        arguments: &Arguments,
        ready: &Ready,
    ) -> Result<Option<BTreeMap<Known, Extent>>, Failure> {
        if arguments.baseline.is_none() {
            return Ok(None);
        }
        let Some(file) = &self.baseline else { return Ok(Some(BTreeMap::new())) };
        let mut there = BTreeMap::new();
        // A baseline may be of the whole library where only a part of it is gated.
        for file in library::embedded() {
            if let Ok(plan) = file.compile() {
                there.insert(plan.id.clone(), invariants(&plan));
            }
        }
        for (_, plan) in &ready.plans {
            there.insert(plan.id.clone(), invariants(plan));
        }
        baseline::known(file, &ready.policy.id, &there).map(Some)
    }
}

fn invariants(plan: &Plan) -> Vec<String> {
    plan.invariants.iter().map(|one| plan.symbols.text(one.name).to_string()).collect()
}
