//! Policy files: a runtime by itself, that any scenario can be replayed under.

use crate::error::Error;
use crate::scenario::read;
use seamripper_scenario::{PolicyFile, compile_policy};
use std::path::Path;
use std::sync::Arc;

/// A policy file that was read and checked. Copies share what they hold.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The expression that gets it again.
    pub(crate) origin: String,
    pub(crate) file: Arc<PolicyFile>,
}

impl Policy {
    /// Reads a policy file. A relative path starts where the test runs: at its package's root.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or all of its mistakes.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let name = path.display().to_string();
        Self::compile(&name, &read(path)?, format!("Policy::load({name:?})?"))
    }

    /// Compiles the text of a policy file. `name` stands for it in messages.
    ///
    /// # Errors
    ///
    /// All of its mistakes.
    pub fn from_source(name: &str, source: &str) -> Result<Self, Error> {
        Self::compile(name, source, format!("Policy::from_source({name:?}, ..)?"))
    }

    fn compile(name: &str, source: &str, origin: String) -> Result<Self, Error> {
        let wrong = |mistakes: Vec<_>| Error::mistakes(name, source, &mistakes);
        let file = compile_policy(source).map_err(wrong)?;
        Ok(Policy { origin, file: Arc::new(file) })
    }

    /// Returns its id.
    pub fn id(&self) -> &str {
        &self.file.id
    }

    /// Returns the checked form, for what this crate has no word for.
    pub fn file(&self) -> &PolicyFile {
        &self.file
    }
}
