//! What is true of a subject: what the tables hold, and what the scenario says of its requests.

use super::{Plan, ServiceKind, Symbol, World};
use crate::expr::{HostArgument, Scope};
use crate::{Text, Value};

impl Plan {
    /// Returns the true value of a subject's field; none where neither a table nor `truth` knows it.
    ///
    /// `request` is what the user of the turn asked for: the formulas of `truth` read it.
    pub fn truth_of(
        &self,
        world: &World,
        subject: &str,
        field: Symbol,
        request: &Value,
    ) -> Option<Value> {
        let told = self.symbols.get(subject).and_then(|subject| {
            let told = self.truth.iter().find(|(s, f, _)| *s == subject && *f == field);
            told.map(|(_, _, formula)| formula.eval(&OfRequest(request)).unwrap_or_default())
        });
        told.or_else(|| self.row(world, subject)?.get(self.symbols.text(field).as_str()).cloned())
    }

    /// Returns the row of that key, from the first table that has one.
    fn row<'w>(&self, world: &'w World, key: &str) -> Option<&'w crate::Map> {
        let key = self.symbols.get(key)?;
        world.services.iter().find_map(|service| match &service.kind {
            ServiceKind::RecordTable(table) => {
                let (_, row) = table.rows.iter().find(|(name, _)| *name == key)?;
                if let Value::Map(row) = row { Some(&**row) } else { None }
            }
            _ => None,
        })
    }

    /// Returns the subjects of which this value is the true one in this field.
    pub fn owners_of(&self, world: &World, field: Symbol, value: &Value) -> Vec<Text> {
        let field = self.symbols.text(field).as_str();
        let mut owners = Vec::new();
        for service in &world.services {
            if let ServiceKind::RecordTable(table) = &service.kind {
                let owned = table.rows.iter().filter(|(_, row)| row.field(field) == *value);
                owners.extend(owned.map(|(key, _)| self.symbols.text(*key).clone()));
            }
        }
        owners
    }

    /// Returns the right that a user needs to be told a field of a subject, if it needs one.
    pub fn audience_of<'w>(
        &self,
        world: &'w World,
        subject: &str,
        field: Symbol,
    ) -> Option<&'w Text> {
        let subject = self.symbols.get(subject)?;
        world.services.iter().find_map(|service| match &service.kind {
            ServiceKind::RecordTable(table)
                if table.rows.iter().any(|(key, _)| *key == subject) =>
            {
                let of_field = table.audience.iter().find(|(name, _)| *name == field);
                let of_row = || table.row_audience.iter().find(|(name, _)| *name == subject);
                of_field.or_else(of_row).map(|(_, right)| right)
            }
            _ => None,
        })
    }
}

/// The one name that formulas over requests may use.
pub struct OfRequest<'a>(pub &'a Value);

impl Scope for OfRequest<'_> {
    fn root(&self, _: usize) -> Value {
        self.0.clone()
    }

    fn host(&self, _: usize, _: &[HostArgument<'_>]) -> Result<Value, String> {
        Err("no functions here".to_owned())
    }
}
