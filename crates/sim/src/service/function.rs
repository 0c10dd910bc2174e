//! A function: it answers with the value of a formula over its parameters, after making of each
//! argument what it takes for a number.

use super::{Job, Names, Reply};
use crate::trace::Event;
use seamripper_scenario::plan::{Coercion, Function, FunctionParameter};
use seamripper_scenario::written::Parameter;
use seamripper_scenario::{Map, Text, Value};

pub(super) async fn answer(job: &mut Job<'_>, function: &Function) -> Reply {
    job.take(&function.latency, job.request.key).await;
    let mut values = Vec::with_capacity(function.parameters.len());
    for parameter in &function.parameters {
        match take(job, parameter, function.logs_coercions) {
            Ok(value) => values.push(value),
            Err(reply) => return reply,
        }
    }
    let roots: Vec<&Value> = values.iter().collect();
    match function.returns.eval(&Names(&roots)) {
        Ok(body @ Value::Map(_)) => job.success(body),
        Ok(other) => job.success(Value::map(Map::from_iter([("answer".into(), other)]))),
        Err(error) => job.error(400, error.message),
    }
}

/// Takes one argument as the function does, and records what it works with.
fn take(job: &mut Job<'_>, parameter: &FunctionParameter, logged: bool) -> Result<Value, Reply> {
    let given = job.arg(parameter.name);
    let name = job.site.replay.plan.symbols.text(parameter.name).clone();
    let mut value = match (&given, wants_number(parameter.takes)) {
        (Value::Null, _) if parameter.takes != Parameter::Any => {
            return Err(job.error(400, format!("the argument `{name}` is missing")));
        }
        (Value::Text(text), true) => match coerce(&parameter.text, text) {
            Ok(number) => number,
            Err(why) => return Err(job.error(400, format!("`{name}`: {why}"))),
        },
        _ if fits(parameter.takes, &given) => given.clone(),
        _ => {
            let wanted = type_name(parameter.takes);
            let says = format!("`{name}` must be {wanted}, and not {}", given.type_name());
            return Err(job.error(400, says));
        }
    };
    if parameter.rounds
        && let Value::Number(number) = value
    {
        value = whole(number.round());
    }
    let (call, service, parameter) = (job.request.call, job.name, parameter.name);
    if value != given {
        let (from, to) = (given, value.clone());
        job.record(Event::Coerced { call, service: Some(service), parameter, from, to, logged });
    }
    job.record(Event::Applied { call, service, parameter, value: value.clone() });
    Ok(value)
}

fn wants_number(parameter: Parameter) -> bool {
    matches!(parameter, Parameter::Integer | Parameter::Number)
}

/// Tells whether a value has the type of a parameter.
pub(crate) fn fits(parameter: Parameter, value: &Value) -> bool {
    match parameter {
        Parameter::Integer => match value {
            Value::Int(_) => true,
            Value::Number(number) => number.fract() == 0.0,
            _ => false,
        },
        Parameter::Number => matches!(value, Value::Int(_) | Value::Number(_)),
        Parameter::Text => matches!(value, Value::Text(_)),
        Parameter::Boolean => matches!(value, Value::Bool(_)),
        Parameter::List => matches!(value, Value::List(_)),
        Parameter::Any => true,
    }
}

/// Names the type of a parameter as messages do.
pub(crate) fn type_name(parameter: Parameter) -> &'static str {
    match parameter {
        Parameter::Integer => "an integer",
        Parameter::Number => "a number",
        Parameter::Text => "text",
        Parameter::Boolean => "true or false",
        Parameter::List => "a list",
        Parameter::Any => "anything",
    }
}

fn coerce(coercion: &Coercion, text: &Text) -> Result<Value, String> {
    match coercion {
        Coercion::Reject => Err(format!("a number is expected, and not the text '{text}'")),
        Coercion::Lossless => {
            lossless(text.as_str()).ok_or_else(|| format!("the text '{text}' is not a number"))
        }
        Coercion::Mantissa => {
            mantissa(text.as_str()).ok_or_else(|| format!("the text '{text}' is not a number"))
        }
        Coercion::DigitCount => {
            let digits = text.as_str().chars().filter(char::is_ascii_digit).count();
            Ok(Value::Int(i64::try_from(digits).unwrap_or(i64::MAX)))
        }
        Coercion::By(formula) => {
            formula.eval(&Names(&[&Value::Text(text.clone())])).map_err(|error| error.message)
        }
    }
}

/// Reads the number that a text spells, if it spells one.
pub(crate) fn lossless(text: &str) -> Option<Value> {
    if let Ok(int) = text.parse::<i64>() {
        return Some(Value::Int(int));
    }
    let plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
    let number: f64 = text.parse().ok().filter(|number: &f64| plain && number.is_finite())?;
    Some(Value::Number(number))
}

/// Keeps the mantissa of the normalised number: `10` is 1.0e1, and 1.0 stays.
fn mantissa(text: &str) -> Option<Value> {
    lossless(text)?;
    let sign = if text.starts_with('-') { "-" } else { "" };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    let (first, rest) = digits.split_at_checked(1).unwrap_or(("0", ""));
    let number: f64 = format!("{sign}{first}.{rest}0").parse().ok()?;
    Some(Value::Number(number))
}

/// Makes an integer of a number without a fraction, where it fits.
fn whole(number: f64) -> Value {
    // 2^53: beyond it a number cannot tell neighbouring integers apart.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.abs() <= EXACT { Value::Int(number as i64) } else { Value::Number(number) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<Value>) {
        assert_eq!(mantissa(text), expected, "of {text}");
    }

    #[test]
    fn the_mantissa_loses_the_exponent() {
        check("10", Some(Value::Number(1.0)));
        check("23", Some(Value::Number(2.3)));
        check("100", Some(Value::Number(1.0)));
        check("0.05", Some(Value::Number(5.0)));
        check("-125", Some(Value::Number(-1.25)));
        check("0", Some(Value::Number(0.0)));
        check("ten", None);
    }
}
