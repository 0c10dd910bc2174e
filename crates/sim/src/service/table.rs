//! A record table: the row that the argument names is the answer, less what the identity may not see.

use super::nothing;
use super::{Job, Names, Reply};
use crate::replay::Replay;
use crate::trace::Event;
use seamripper_scenario::plan::{Holder, RecordTable, Symbol};
use seamripper_scenario::written::Missing;
use seamripper_scenario::{Map, Text, Value, work};

pub(super) async fn answer(job: &mut Job<'_>, table: &RecordTable) -> Reply {
    work::spend((table.rows.len() + table.row_latency.len()) as u64);
    let asked = job.arg(table.key);
    let key = asked.as_text().and_then(|text| job.site.replay.plan.symbols.get(text));
    let row = key.and_then(|key| table.rows.iter().find(|(name, _)| *name == key));
    let own = key.and_then(|key| table.row_latency.iter().find(|(name, _)| *name == key));
    let latency = own.map_or(&table.latency, |(_, latency)| latency);
    // Keyed by the row, so that the order in which rows are asked for shifts no draw.
    let entity = Replay::key(job.request.key, asked.as_text().unwrap_or_default());
    job.take(latency, entity).await;
    let Some((key, Value::Map(fields))) = row else {
        let hidden = table.missing == Missing::EmptySuccess;
        let (call, service, subject) = (job.request.call, job.name, asked.clone());
        job.record(Event::Missed { call, service, subject, hidden });
        return match table.missing {
            Missing::NotFound => job.error(404, format!("no record for {asked}")),
            Missing::EmptySuccess => job.success(nothing()),
        };
    };
    serve_row(job, table, *key, fields)
}

fn serve_row(job: &mut Job<'_>, table: &RecordTable, key: Symbol, fields: &Map) -> Reply {
    let symbols = job.site.replay.plan.clone();
    let symbols = &symbols.symbols;
    let of_row = table.row_audience.iter().find(|(name, _)| *name == key).map(|(_, right)| right);
    let right_of = |field: &Text| {
        let own = table.audience.iter().find(|(name, _)| symbols.text(*name) == field);
        own.map(|(_, right)| right).or(of_row)
    };
    work::spend(4 * (fields.len() * (table.audience.len() + 1)) as u64);
    let mut given = Map::default();
    let (mut beyond, mut withheld) = (Vec::new(), Vec::new());
    for (field, value) in fields.iter() {
        let right = right_of(field);
        let name = symbols.get(field.as_str());
        if right.is_some_and(|right| !job.request.badge.may(table.access, right.as_str())) {
            withheld.extend(name);
            continue;
        }
        if right.is_some_and(|right| !Holder::may(&job.request.badge.user_rights, right.as_str())) {
            beyond.extend(name);
        }
        given.set(field.clone(), value.clone());
    }
    let refused = given.is_empty() && !withheld.is_empty();
    let subject = Value::Text(symbols.text(key).clone());
    let (call, service) = (job.request.call, job.name);
    job.record(Event::Served { call, service, subject: subject.clone(), beyond, withheld });
    if refused {
        return job.error(403, "this identity may not read the record");
    }
    let row = Value::map(given);
    let shaped = |shape: Option<Symbol>| {
        let formula = shape.and_then(|shape| table.shapes.iter().find(|(name, _)| *name == shape));
        match formula {
            None => Ok(row.clone()),
            Some((_, formula)) => formula.eval(&Names(&[&row, &subject])),
        }
    };
    let given = job.struck.and_then(|struck| Some((struck, struck.shape()?)));
    let body = match given {
        None => shaped(table.shape),
        Some((struck, shape)) => {
            struck.would_be(shaped(table.shape).unwrap_or_default());
            shaped(Some(shape))
        }
    };
    match body {
        Ok(body) => job.success(body),
        Err(error) => job.error(500, error.message),
    }
}
