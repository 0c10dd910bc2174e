//! A policy file, compiled: a runtime by itself, that [`Plan::under`](super::Plan::under) puts into a scenario.
//!
//! Its policy is complete, with every default applied. Accounts are the one thing that is left open:
//! a service account in it stands for the one that the agent of an incident has.

use super::{Policy, Switch, Symbols};
use crate::written::{self, FixPart};
use crate::{Span, Text};
use std::collections::BTreeSet;

/// A runtime by itself.
#[derive(Clone, Debug)]
pub struct PolicyFile {
    /// A hash of the file's bytes: 32 hexadecimal digits.
    pub hash: String,
    /// The name by which the command line finds it.
    pub id: String,
    /// One line for people.
    pub title: Text,
    /// Where the facts come from, if the file says so.
    pub source: Option<PolicySource>,
    /// The switches; a service account stands for the one that the agent of an incident has.
    pub policy: Policy,
    /// Which parts of the fixes of an incident are in place.
    pub in_place: BTreeSet<FixPart>,
    /// The names in `policy`; no scenario's.
    pub symbols: Symbols,
    /// The place of the whole `policy: (..)`.
    pub policy_span: Span,
    /// What arms are made from.
    pub(crate) written: std::sync::Arc<written::PolicyFile>,
}

/// Where the facts about a runtime come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicySource {
    /// Title of the page or of the configuration.
    pub title: Text,
    /// What was looked at, each with its version.
    pub versions: Vec<Text>,
    /// When it was looked at.
    pub date: Option<Text>,
}

impl PolicyFile {
    /// Returns the place at which the file sets a switch; none if it leaves the default.
    pub fn place(&self, switch: Switch) -> Option<Span> {
        switch.place(self.written.policy.get()?)
    }

    /// Returns the place at which the file takes a part of the fixes to be in place.
    pub fn place_of_part(&self, part: FixPart) -> Option<Span> {
        let parts = self.written.in_place.iter();
        parts.filter(|node| node.get() == Some(&part)).map(crate::read::Node::span).next()
    }
}
