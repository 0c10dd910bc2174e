//! A scenario under a policy file: the runtime is the one that the file describes, and of what the
//! incident's fixes change outside of it there is what the file takes to be in place.
//!
//! Everything else is as it was deployed: services, faults, work, and the pipeline with its deploys,
//! also with those that change switches of the runtime, for they belong to the incident.

use super::draft::{Draft, lay_over};
use super::known::Known;
use super::policy_file::of_agent;
use super::{Choice, Compiler};
use crate::plan::{Arm, Mend, Plan, PolicyFile};
use crate::read::{Duration, Name, Node, Table};
use crate::written::{
    self, Change, Check, Confirmation, Delay, Expiry, FixPart, Formula, Identity, Operator, Policy,
    Scenario, Service, ServiceChange,
};
use crate::{Diagnostic, Span};
use std::collections::BTreeSet;
use std::fmt;

/// Why a scenario cannot be run under a policy file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// The id of the scenario.
    pub scenario: String,
    /// The id of the policy file.
    pub policy: String,
    /// What does not go together; places may lie in either file.
    pub mistakes: Vec<Diagnostic>,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be run under the policy {}", self.scenario, self.policy)?;
        self.mistakes.iter().try_for_each(|mistake| write!(f, "; {}", mistake.message))
    }
}

impl std::error::Error for Unfit {}

impl Plan {
    /// Makes the arm in which the runtime is the one that a policy file describes.
    ///
    /// With `control`, the faults are off and honest work is in the place of the incident's. The name
    /// of the arm is `policy ID`, or `control+policy ID`.
    ///
    /// # Errors
    ///
    /// If what is in place does not go together without the rest of the fixes, such as a new tool
    /// without the new service behind it.
    pub fn under(&self, file: &PolicyFile, control: bool) -> Result<Arm, Unfit> {
        self.arm_under(file, control, &[])
    }

    /// Makes the arm under a policy file with some switches and parts as in the fixed incident.
    pub(super) fn arm_under(
        &self,
        file: &PolicyFile,
        control: bool,
        mends: &[Mend],
    ) -> Result<Arm, Unfit> {
        let mut compiler = Compiler::new("", self.symbols.clone());
        compiler.known = Known::of_identities(&self.written);
        let draft = self.draft_under(file, control, mends, &mut compiler);
        let stage = compiler.stage(&draft);
        // A name that the plan does not have could not be written into a trace.
        let is_known = compiler.symbols.len() == self.symbols.len();
        match stage {
            Some(stage) if compiler.sheet.is_empty() && is_known => {
                let before = if control { "control+" } else { "" };
                Ok(Arm { name: format!("{before}policy {}", file.id), fixes: Vec::new(), stage })
            }
            _ => Err(Unfit {
                scenario: self.id.clone(),
                policy: file.id.clone(),
                mistakes: compiler.sheet,
            }),
        }
    }

    fn draft_under(
        &self,
        file: &PolicyFile,
        control: bool,
        mends: &[Mend],
        sheet: &mut Compiler<'_>,
    ) -> Draft {
        let parts = mends.iter().filter_map(|mend| match mend {
            Mend::Part(part) => Some(*part),
            Mend::Switch(_) => None,
        });
        let in_place: BTreeSet<FixPart> = file.in_place.iter().copied().chain(parts).collect();
        let mut draft = Draft::new(&self.written);
        if control {
            draft.calm(&self.written);
        }
        draft.is_foreign = true;
        draft.policy = policy_under(file, &in_place, mends, &self.written);
        for change in fixed(&self.written) {
            if let Some(kept) = change.get().and_then(|change| kept(change, &in_place)) {
                draft.apply_one(&kept, change.span(), sheet);
            }
        }
        let asks = draft.policy.confirmation.as_ref().and_then(Node::get).copied();
        if asks == Some(Confirmation::Destructive) && draft.operator.is_none() {
            draft.operator = Some(nobody());
        }
        draft
    }

    /// Makes the arm with one fix, or without any, to compare with.
    pub(super) fn arm_of(&self, fix: Option<&str>) -> Result<Arm, super::ChoiceError> {
        let fixes = fix.map(str::to_owned).into_iter().collect();
        self.arm(&Choice { fixes, ..Choice::default() })
    }
}

/// Lists the changes of all fixes in the order of the file.
pub(super) fn fixed(scenario: &Scenario) -> impl Iterator<Item = &Node<Change>> {
    scenario.fixes.iter().filter_map(|(_, fix)| fix.get()).flat_map(|fix| &fix.changes)
}

/// Tells which parts a change outside of the runtime belongs to; none for what is tried and goes wrong.
pub(super) fn parts(change: &Change) -> Vec<FixPart> {
    match change {
        Change::Policy(_) => Vec::new(),
        Change::Service(ServiceChange { set, .. }) => {
            let all = [FixPart::Keys, FixPart::Access, FixPart::Services];
            let touches = |part: &FixPart| {
                set.get().is_some_and(|set| masked(set, &BTreeSet::from([*part])).is_some())
            };
            all.into_iter().filter(touches).collect()
        }
        Change::AddService(_) => vec![FixPart::Services],
        Change::Tool(_) | Change::AddTool(_) | Change::RemoveTool(_) => vec![FixPart::Tools],
        Change::AddSentence(_) | Change::ReplaceSentence(_) | Change::RemoveSentence(_) => {
            vec![FixPart::Prompt]
        }
        Change::AddMonitor(_) => vec![FixPart::Monitors],
        Change::AddGate(_) => vec![FixPart::Pipeline],
        Change::Operator(_) => vec![FixPart::Operator],
        Change::Workload(_) | Change::AddFault(_) | Change::RemoveFault(_) => Vec::new(),
    }
}

/// Returns what is in place of a change.
fn kept(change: &Change, in_place: &BTreeSet<FixPart>) -> Option<Change> {
    if let Change::Service(ServiceChange { name, set }) = change {
        let set = Node::new(set.span(), masked(set.get()?, in_place)?);
        return Some(Change::Service(ServiceChange { name: name.clone(), set }));
    }
    let is_kept = parts(change).iter().any(|part| in_place.contains(part));
    is_kept.then(|| change.clone())
}

/// Keeps the fields of a service that are in place; none if there are none.
fn masked(service: &Service, in_place: &BTreeSet<FixPart>) -> Option<Service> {
    let has = |part| in_place.contains(&part);
    // A field of its own part is taken or left by itself, all others are `Services`.
    macro_rules! masked {
        ($kind:ident, $form:expr $(, $field:ident of $part:ident)?) => {{
            let rest = if has(FixPart::Services) { $form.clone() } else { Default::default() };
            let kept = written::$kind {
                $($field: $form.$field.clone().filter(|_| has(FixPart::$part)),)?
                ..rest
            };
            (kept != Default::default()).then_some(Service::$kind(kept))
        }};
    }
    match service {
        Service::LoadBalancer(form) => masked!(LoadBalancer, form),
        Service::Latency(form) => masked!(Latency, form),
        Service::RateLimiter(form) => masked!(RateLimiter, form),
        Service::Ledger(form) => masked!(Ledger, form, deduplicate of Keys),
        Service::RecordTable(form) => masked!(RecordTable, form, access of Access),
        Service::Function(form) => masked!(Function, form),
        Service::Store(form) => masked!(Store, form, access of Access),
    }
}

/// Makes the policy of a file one of a scenario's: with its agent's account, and with what only the
/// scenario can name where that is in place.
fn policy_under(
    file: &PolicyFile,
    in_place: &BTreeSet<FixPart>,
    mends: &[Mend],
    scenario: &Scenario,
) -> Policy {
    let mut policy = file.written.policy.get().cloned().unwrap_or_default();
    let deployed = scenario.policy.as_ref().and_then(Node::get).cloned().unwrap_or_default();
    if let Some(account) = account(&deployed) {
        policy.identity = policy.identity.map(|identity| of_agent(&identity, account));
    }
    let mut there = deployed.clone();
    for change in fixed(scenario) {
        if let Some(Change::Policy(change)) = change.get() {
            lay_over(&mut there, change);
        }
    }
    if in_place.contains(&FixPart::Checks) {
        policy.argument_checks = joined(policy.argument_checks, &there.argument_checks);
        policy.result_checks = joined(policy.result_checks, &there.result_checks);
    }
    if in_place.contains(&FixPart::Budgets) {
        policy.tool_budget = smaller(policy.tool_budget, &there.tool_budget);
    }
    if in_place.contains(&FixPart::TokenRights) {
        policy.identity = policy.identity.map(|own| cut_down(own, there.identity.as_ref()));
    }
    for mend in mends {
        if let Mend::Switch(switch) = mend {
            switch.take(&mut policy, &there);
        }
    }
    policy
}

/// Returns the account that the agent of an incident was deployed with.
fn account(deployed: &Policy) -> Option<&Name> {
    match deployed.identity.as_ref()?.get()? {
        Identity::ServiceAccount(name) => name.get(),
        Identity::OnBehalfOf { expired, .. } => match expired.as_ref()?.get()? {
            Expiry::FallBack(name) => name.get(),
            Expiry::FailClosed | Expiry::AgentAccount => None,
        },
        Identity::Anonymous | Identity::AgentAccount => None,
    }
}

type Checks = Option<Node<Table<Check>>>;

/// Joins checks; of two with one name, the first.
fn joined(own: Checks, there: &Checks) -> Checks {
    match (own, there) {
        (Some(own), Some(there)) => {
            let tables = (own.get().cloned(), there.get());
            let table = match tables {
                (Some(own), Some(there)) => own.and(there),
                (own, there) => own.or(there.cloned())?,
            };
            Some(Node::new(own.span(), table))
        }
        (own, there) => own.or_else(|| there.clone()),
    }
}

fn smaller(own: Option<Node<u32>>, there: &Option<Node<u32>>) -> Option<Node<u32>> {
    let number = |node: &Option<Node<u32>>| node.as_ref().and_then(Node::get).copied();
    match (number(&own), number(there)) {
        (Some(own), Some(least)) if least < own => there.clone(),
        (None, Some(_)) => there.clone(),
        _ => own,
    }
}

/// Cuts a user's token down to the rights that another one has, unless it is cut down already.
fn cut_down(own: Node<Identity>, there: Option<&Node<Identity>>) -> Node<Identity> {
    match (own.get(), there.and_then(Node::get)) {
        (
            Some(Identity::OnBehalfOf { lifetime, expired, only: None }),
            Some(Identity::OnBehalfOf { only: Some(only), .. }),
        ) => {
            let (lifetime, expired, only) = (lifetime.clone(), expired.clone(), only.clone());
            Node::new(own.span(), Identity::OnBehalfOf { lifetime, expired, only: Some(only) })
        }
        _ => own,
    }
}

/// An operator where there is nobody: what is asked is not approved.
fn nobody() -> Operator {
    let at = Span::default();
    let time = Delay::Constant(Node::new(at, Duration::from_ns(0)));
    Operator {
        answers_after: Some(Node::new(at, time)),
        approves: Some(Node::new(at, Formula("false".to_owned()))),
        waves_through: None,
    }
}
