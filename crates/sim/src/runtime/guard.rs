//! What a call must pass before it leaves the runtime, in this order: registry, budget, validation,
//! checks of arguments, scope, confirmation, identity.

use super::Session;
use crate::draw::names;
use crate::mind::Intended;
use crate::replay::Here;
use crate::service::{Badge, Names, Peek, lossless, type_name};
use crate::trace::{Event, Refusal};
use seamripper_scenario::plan::{Expired, Holder, Identity, ServiceId, Symbol, Tool, World};
use seamripper_scenario::written::{Confirmation, FoundCredentials, Scope, Validation};
use seamripper_scenario::{Map, Text, Value, work};
use std::rc::Rc;

/// A call that may leave.
pub(crate) struct Admitted {
    pub(crate) service: ServiceId,
    pub(crate) operation: seamripper_scenario::written::Operation,
    pub(crate) args: Value,
    pub(crate) badge: Badge,
}

/// Why a call may not leave, and what the model is told.
pub(crate) struct Refused {
    pub(crate) reason: Refusal,
    pub(crate) says: Text,
}

fn refused<T>(reason: Refusal, says: impl Into<Text>, cause: u64) -> Result<T, (Refused, u64)> {
    Err((Refused { reason, says: says.into() }, cause))
}

/// Lets a call pass, or refuses it.
pub(super) async fn admit(
    session: &Rc<Session>,
    world: &Here,
    call: u32,
    intended: &Intended,
    cause: u64,
) -> Result<(Admitted, u64), (Refused, u64)> {
    let replay = &session.site.replay;
    let name = replay.text(intended.tool);
    let policy = &world.policy;
    let Some(tool) = world.tool(intended.tool) else {
        let says = policy.unknown_tool_says.as_str().replace("{tool}", name);
        return refused(Refusal::UnknownTool, says, cause);
    };
    session.note_unknown(false);
    if !session.spend(tool.name, policy.tool_budget) {
        let says = format!("the budget for {name} is used up ({} calls)", policy.tool_budget);
        return refused(Refusal::Budget, says, cause);
    }
    let (args, cause) = validate(session, world, tool, call, &intended.args, cause)?;
    check(session, world, tool, &args, cause)?;
    let hits = Peek::environment(&session.site, world, tool.service, &args);
    if tool.destructive && policy.scope == Scope::Declared {
        declare(session, &args, hits, cause)?;
    }
    let mut cause = cause;
    if tool.destructive && policy.confirmation == Confirmation::Destructive {
        cause = confirm(session, world, tool, call, &args, hits, cause).await?;
    }
    let badge = badge(session, world, intended.credential.as_ref(), cause)?;
    let (service, operation) = (tool.service, tool.operation);
    Ok((Admitted { service, operation, args, badge }, cause))
}

/// Applies the policy for arguments of the wrong type.
fn validate(
    session: &Session,
    world: &World,
    tool: &Tool,
    call: u32,
    args: &Value,
    mut cause: u64,
) -> Result<(Value, u64), (Refused, u64)> {
    let mode = world.policy.validation;
    if mode == Validation::Off {
        return Ok((args.clone(), cause));
    }
    let mut valid = if let Value::Map(map) = args { (**map).clone() } else { Map::default() };
    for (name, kind) in &tool.parameters {
        let text = session.site.replay.plan.symbols.text(*name).clone();
        let given = args.field(text.as_str());
        let optional = *kind == seamripper_scenario::written::Parameter::Any;
        if super::fits(*kind, &given) || (given.is_null() && optional) {
            continue;
        }
        let spelled = given.as_text().filter(|_| mode != Validation::Strict).and_then(lossless);
        let Some(number) = spelled.filter(|number| super::fits(*kind, number)) else {
            let wanted = type_name(*kind);
            let says = format!(
                "invalid argument `{text}`: expected {wanted}, got {} ({given})",
                given.type_name()
            );
            return refused(Refusal::Validation, says, cause);
        };
        let logged = mode == Validation::LosslessLogged;
        let (from, to) = (given, number.clone());
        let event = Event::Coerced { call, service: None, parameter: *name, from, to, logged };
        cause = session.record(Some(cause), event);
        valid.set(text, number);
    }
    Ok((Value::map(valid), cause))
}

/// Applies the checks of arguments.
fn check(
    session: &Session,
    world: &World,
    tool: &Tool,
    args: &Value,
    cause: u64,
) -> Result<(), (Refused, u64)> {
    let replay = &session.site.replay;
    work::spend(world.policy.argument_checks.len() as u64);
    for check in world.policy.argument_checks.iter().filter(|check| check.tool == tool.name) {
        let turn = session.turn().map(|(_, turn)| turn);
        let request = turn.as_ref().map(|turn| turn.request.clone()).unwrap_or_default();
        let text =
            |name: Option<Symbol>| name.map_or(Value::Null, |name| Value::text(replay.text(name)));
        let (user, environment) =
            (text(session.user), text(turn.and_then(|turn| turn.environment)));
        match check.holds.eval_bool(&Names(&[args, &request, &user, &environment])) {
            Ok(true) => {}
            Ok(false) => return refused(Refusal::Check, check.says.clone(), cause),
            Err(error) => replay.fail(Some(session.id), check.name, &error.message),
        }
    }
    Ok(())
}

/// Refuses a destructive call that does not declare the environment that it hits.
fn declare(
    session: &Session,
    args: &Value,
    hits: Option<Symbol>,
    cause: u64,
) -> Result<(), (Refused, u64)> {
    let replay = &session.site.replay;
    let declared = args.field("environment");
    let Some(declared) = declared.as_text() else {
        let says = "a destructive call must declare its `environment`; an inferred one is refused";
        return refused(Refusal::Scope, says, cause);
    };
    let task = session.turn().and_then(|(_, turn)| turn.environment);
    let fits =
        |environment: Option<Symbol>| environment.is_none_or(|name| replay.text(name) == declared);
    if !fits(hits) {
        let says = format!("the resource is not in the declared environment '{declared}'");
        return refused(Refusal::Scope, says, cause);
    }
    if !fits(task) {
        let says = format!("the task is not in the declared environment '{declared}'");
        return refused(Refusal::Scope, says, cause);
    }
    Ok(())
}

/// Asks the operator, who takes time and may say no.
async fn confirm(
    session: &Session,
    world: &World,
    tool: &Tool,
    call: u32,
    args: &Value,
    hits: Option<Symbol>,
    cause: u64,
) -> Result<u64, (Refused, u64)> {
    let replay = &session.site.replay;
    let event = Event::ConfirmationAsked { call, environment: hits };
    let mut cause = session.record(Some(cause), event);
    let Some(operator) = &world.operator else {
        return Ok(cause);
    };
    let time =
        replay.dice.delay(&operator.answers_after, names::OPERATOR, names::ANSWER, session.key);
    replay.engine.sleep(time).await;
    let looks =
        !replay.dice.chance(operator.waves_through, names::OPERATOR, names::WAVE, session.key);
    let approved = !looks || {
        let name = tool.name;
        let tool = Value::text(replay.text(name));
        let environment = hits.map_or(Value::Null, |name| Value::text(replay.text(name)));
        let request = session.turn().map(|(_, turn)| turn.request.clone()).unwrap_or_default();
        let names = Names(&[&tool, args, &environment, &request]);
        operator.approves.eval_bool(&names).unwrap_or_else(|error| {
            replay.fail(Some(session.id), name, &error.message);
            false
        })
    };
    cause = session.record(Some(cause), Event::ConfirmationAnswered { call, approved });
    if approved { Ok(cause) } else { refused(Refusal::Confirmation, "the operator said no", cause) }
}

/// Chooses the identity that goes with a call.
fn badge(
    session: &Session,
    world: &World,
    found: Option<&Text>,
    cause: u64,
) -> Result<Badge, (Refused, u64)> {
    let replay = &session.site.replay;
    let holder = |name: Symbol| replay.plan.identities.iter().find(|holder| holder.name == name);
    let user = session.user.and_then(holder);
    let user_rights = session.user_rights.clone();
    let now = replay.engine.now();
    let own = |holder: Option<&Holder>| Badge {
        name: holder.map(|holder| holder.name),
        by_user: false,
        rights: holder
            .filter(|holder| now <= holder.lifetime_ns)
            .map(|h| h.rights.clone())
            .unwrap_or_default(),
        user_rights: user_rights.clone(),
    };
    if let (Some(token), FoundCredentials::Used) = (found, world.policy.found_credentials) {
        let by_token =
            replay.plan.identities.iter().find(|holder| holder.token.as_ref() == Some(token));
        return Ok(own(by_token));
    }
    match &world.policy.identity {
        Identity::Anonymous => Ok(own(None)),
        Identity::ServiceAccount(name) => Ok(own(holder(*name))),
        Identity::OnBehalfOf { lifetime_ns, expired, only } => {
            let age = now - session.started_ns;
            if age <= *lifetime_ns {
                let all = user.map(|user| user.rights.clone()).unwrap_or_default();
                let rights = match only {
                    // A right is kept if the user has it: a token cannot widen what it stands for.
                    Some(only) => {
                        work::spend(16 * only.len() as u64);
                        only.iter().filter(|r| Holder::may(&all, r.as_str())).cloned().collect()
                    }
                    None => all,
                };
                return Ok(Badge { name: session.user, by_user: true, rights, user_rights });
            }
            match expired {
                Expired::Account(account) => Ok(own(holder(*account))),
                Expired::Anonymous => Ok(own(None)),
                Expired::FailClosed => {
                    refused(Refusal::Expired, "the user's token has expired", cause)
                }
            }
        }
    }
}
