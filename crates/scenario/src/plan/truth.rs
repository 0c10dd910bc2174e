//! What is true of a subject: what the tables hold, and what the scenario says of its requests.

use super::{Plan, RecordTable, ServiceKind, Symbol, World};
use crate::expr::{HostArgument, Scope};
use crate::{Map, Text, Value, work};

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
        let subject = self.symbols.get(subject)?;
        work::spend(self.truth.len() as u64);
        let told = self.truth.iter().find(|(s, f, _)| *s == subject && *f == field);
        match told {
            Some((.., formula)) => Some(formula.eval(&OfRequest(request)).unwrap_or_default()),
            None => row(world, subject)?.get(self.symbols.text(field).as_str()).cloned(),
        }
    }

    /// Returns the subjects of which this value is the true one in this field.
    pub fn owners_of(&self, world: &World, field: Symbol, value: &Value) -> Vec<Text> {
        let field = self.symbols.text(field).as_str();
        let rows = tables(world).flat_map(|table| &table.rows);
        let owned = rows.filter(|(_, row)| row.field(field) == *value);
        owned.map(|(key, _)| self.symbols.text(*key).clone()).collect()
    }

    /// Returns the right that a user needs to be told a field of a subject, if it needs one.
    pub fn audience_of<'w>(
        &self,
        world: &'w World,
        subject: &str,
        field: Symbol,
    ) -> Option<&'w Text> {
        let subject = self.symbols.get(subject)?;
        let has_row = |table: &&RecordTable| table.rows.iter().any(|(key, _)| *key == subject);
        tables(world).filter(has_row).find_map(|table| {
            let of_field = table.audience.iter().find(|(name, _)| *name == field);
            let of_row = || table.row_audience.iter().find(|(name, _)| *name == subject);
            of_field.or_else(of_row).map(|(_, right)| right)
        })
    }
}

/// Returns the row of that key, from the first table that has one.
fn row(world: &World, key: Symbol) -> Option<&Map> {
    tables(world).find_map(|table| {
        let (_, row) = table.rows.iter().find(|(name, _)| *name == key)?;
        if let Value::Map(row) = row { Some(&**row) } else { None }
    })
}

/// Lists the tables of a world, and spends the work of looking through each.
fn tables(world: &World) -> impl Iterator<Item = &RecordTable> {
    world.services.iter().filter_map(|service| match &service.kind {
        ServiceKind::RecordTable(table) => {
            let rows = table.rows.len() + table.audience.len() + table.row_audience.len();
            work::spend(rows as u64);
            Some(table)
        }
        _ => None,
    })
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
