//! Arms: which fixes are on, whether the faults are off, and the worlds that this makes.

use super::Compiler;
use super::draft::Draft;
use super::known::Known;
use crate::plan::{Arm, Fix, NamedArm, Plan, Symbol};
use crate::read::Node;
use crate::written::Scenario;
use crate::{Diagnostic, Text};
use std::fmt;

/// Which arm to make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The faults are off, and honest work is in the place of the incident's.
    pub control: bool,
    /// An arm of the file's, whose fixes and changes apply first.
    pub named: Option<String>,
    /// Fixes that are on beside the arm's own, by name.
    pub fixes: Vec<String>,
}

/// Why an arm cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChoiceError {
    /// No such arm.
    UnknownArm {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// No such fix.
    UnknownFix {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// These fixes do not go together.
    Conflict(Vec<Diagnostic>),
}

impl fmt::Display for ChoiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChoiceError::UnknownArm { name, known } => {
                write!(f, "there is no arm `{name}`; there are {}", known.join(", "))
            }
            ChoiceError::UnknownFix { name, known } if known.is_empty() => {
                write!(f, "there is no fix `{name}`; this scenario has none")
            }
            ChoiceError::UnknownFix { name, known } => {
                write!(f, "there is no fix `{name}`; there are {}", known.join(", "))
            }
            ChoiceError::Conflict(mistakes) => {
                f.write_str("these fixes do not go together")?;
                mistakes.iter().try_for_each(|mistake| write!(f, "; {}", mistake.message))
            }
        }
    }
}

impl std::error::Error for ChoiceError {}

impl Plan {
    /// Reads the name of an arm: `deployed`, `resolved`, `control`, an arm of the file's, or fixes
    /// joined by `+`; `control+..` for fixes in the control arm.
    ///
    /// # Errors
    ///
    /// If there is no such arm.
    pub fn choice(&self, name: &str) -> Result<Choice, ChoiceError> {
        let text = |symbol: &Symbol| self.symbols.text(*symbol).to_string();
        let fixes: Vec<String> = self.fixes.iter().map(|fix| text(&fix.name)).collect();
        match name {
            "deployed" => return Ok(Choice::default()),
            "control" => {
                return Ok(Choice { control: true, ..Choice::default() });
            }
            "resolved" => {
                return Ok(Choice { fixes, ..Choice::default() });
            }
            _ => {}
        }
        let named: Vec<String> = self.arms.iter().map(|arm| text(&arm.name)).collect();
        if named.iter().any(|known| known == name) {
            return Ok(Choice { named: Some(name.to_owned()), ..Choice::default() });
        }
        let rest = name.strip_prefix("control+");
        let parts: Vec<String> = rest.unwrap_or(name).split('+').map(str::to_owned).collect();
        if parts.iter().all(|part| fixes.contains(part)) {
            return Ok(Choice { control: rest.is_some(), named: None, fixes: parts });
        }
        let built_in = ["deployed", "resolved", "control"].map(str::to_owned);
        let known = built_in.into_iter().chain(named).chain(fixes).collect();
        Err(ChoiceError::UnknownArm { name: name.to_owned(), known })
    }

    /// Makes the world of an arm.
    ///
    /// # Errors
    ///
    /// If a fix or arm does not exist, or if changes of several do not go together.
    pub fn arm(&self, choice: &Choice) -> Result<Arm, ChoiceError> {
        let names: Vec<String> = self.written.fixes.names().map(str::to_owned).collect();
        if let Some(name) = choice.fixes.iter().find(|fix| !names.contains(fix)) {
            return Err(ChoiceError::UnknownFix { name: name.clone(), known: names });
        }
        let named = match &choice.named {
            Some(name) => {
                Some(self.written.arms.get(name).and_then(Node::get).ok_or_else(|| {
                    let known = self.written.arms.names().map(str::to_owned).collect();
                    ChoiceError::UnknownArm { name: name.clone(), known }
                })?)
            }
            None => None,
        };
        let on = |fix: &&String| {
            let by_arm = named.iter().flat_map(|arm| &arm.fixes).filter_map(Node::get);
            choice.fixes.contains(fix)
                || by_arm.into_iter().any(|name| name.as_str() == fix.as_str())
        };
        let on: Vec<&String> = names.iter().filter(on).collect();

        let mut compiler = Compiler::new("", self.symbols.clone());
        compiler.known = Known::of_identities(&self.written);
        let mut draft = Draft::new(&self.written);
        if choice.control {
            draft.calm(&self.written);
        }
        for fix in on.iter().filter_map(|name| self.written.fixes.get(name).and_then(Node::get)) {
            draft.apply(&fix.changes, &mut compiler);
        }
        if let Some(arm) = named {
            draft.apply(&arm.changes, &mut compiler);
        }
        let stage = compiler.stage(&draft);
        match stage {
            Some(stage) if compiler.sheet.is_empty() => {
                let fixes = on.iter().filter_map(|name| self.symbols.get(name)).collect();
                Ok(Arm { name: self.arm_name(choice), fixes, stage })
            }
            _ => Err(ChoiceError::Conflict(compiler.sheet)),
        }
    }

    /// Names an arm as the command line does.
    pub fn arm_name(&self, choice: &Choice) -> String {
        let all = self.written.fixes.names();
        let on: Vec<&str> = all.filter(|fix| choice.fixes.iter().any(|name| name == fix)).collect();
        let first = match (&choice.named, choice.control) {
            (Some(name), true) => vec!["control", name.as_str()],
            (Some(name), false) => vec![name.as_str()],
            (None, true) => vec!["control"],
            (None, false) if on.is_empty() => vec!["deployed"],
            (None, false) if on.len() == self.fixes.len() => return "resolved".to_owned(),
            (None, false) => Vec::new(),
        };
        first.into_iter().chain(on).collect::<Vec<_>>().join("+")
    }

    /// Finds the names that the arms of figures and expectations go by, once for all judging.
    pub(super) fn with_arm_names(mut self) -> Plan {
        let name = |plan: &Plan, arm: &Text| {
            let choice = plan.choice(arm.as_str());
            choice.map_or_else(|_| arm.clone(), |choice| Text::from(plan.arm_name(&choice)))
        };
        let figures: Vec<Text> = self.figures.iter().map(|f| name(&self, &f.arm)).collect();
        let expected: Vec<Text> = self.expectations.iter().map(|e| name(&self, &e.arm)).collect();
        for (figure, name) in self.figures.iter_mut().zip(figures) {
            figure.arm_name = name;
        }
        for (expectation, name) in self.expectations.iter_mut().zip(expected) {
            expectation.arm_name = name;
        }
        self
    }
}

impl Compiler<'_> {
    pub(super) fn fixes(&mut self, scenario: &Scenario) -> Vec<Fix> {
        let mut fixes = Vec::new();
        for (name, fix) in scenario.fixes.iter() {
            let (Some(text), Some(fix)) = (name.get(), fix.get()) else {
                continue;
            };
            if ["deployed", "resolved", "control"].contains(&text.as_str()) || text.contains('+') {
                let message = format!("a fix cannot be called `{text}`");
                let label = "the name of a built-in arm, or one with a `+`";
                self.report(Diagnostic::new(name.span(), message, label));
            }
            if let (Some(says), Some(layer)) = (self.line(&fix.says), fix.layer.get()) {
                fixes.push(Fix { name: self.symbols.intern(text), says, layer: *layer });
            }
        }
        fixes
    }

    pub(super) fn named_arms(&mut self, scenario: &Scenario) -> Vec<NamedArm> {
        let mut arms = Vec::new();
        for (name, arm) in scenario.arms.iter() {
            let (Some(text), Some(arm)) = (name.get(), arm.get()) else {
                continue;
            };
            let says: Option<Text> = self.line(&arm.says);
            let fixes = arm.fixes.iter().filter_map(|fix| self.name(fix)).collect();
            if let Some(says) = says {
                arms.push(NamedArm { name: self.symbols.intern(text), says, fixes });
            }
        }
        arms
    }
}
