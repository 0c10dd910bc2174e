//! One conversation as the model saw it: the prompt, the tools, and the messages in their order.

use crate::numbers::of;
use seamripper_scenario::Value;
use seamripper_scenario::plan::{Plan, Stage, Tool, World};
use seamripper_scenario::written::Parameter;
use seamripper_sim::trace::{Event, Record};
use serde::Serialize;

/// Messages of one transcript.
const MOST: usize = 160;
/// Characters of one message.
const LONGEST: usize = 1_500;

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Message {
    /// Whose it is.
    who: &'static str,
    /// What it says.
    says: String,
}

/// Writes down what the model saw of a conversation.
pub(super) fn messages(
    plan: &Plan,
    stage: &Stage,
    records: &[Record],
    conversation: u32,
) -> Vec<Message> {
    let ours = records.iter().filter(|record| record.conversation == Some(conversation));
    let ours: Vec<&Record> = ours.collect();
    let Some(first) = ours.first() else { return Vec::new() };
    let world = &at(stage, records, first.seq).world;
    let mut messages = vec![message("system", system(plan, world))];
    messages.extend(ours.iter().filter_map(|record| said(plan, &record.event)));
    if messages.len() > MOST {
        let left_out = of((messages.len() - MOST) as u64, "message");
        messages.truncate(MOST - 1);
        messages.push(message("note", format!("{left_out} more are left out here")));
    }
    messages
}

fn message(who: &'static str, says: String) -> Message {
    let says = match says.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &says[..end]),
        None => says,
    };
    Message { who, says }
}

/// Finds the stage that deploys have made by the time of a record.
fn at<'a>(stage: &'a Stage, records: &[Record], seq: u64) -> &'a Stage {
    let mut stage = stage;
    for record in records.iter().take_while(|record| record.seq < seq) {
        let Some(next) = &stage.next else { break };
        match &record.event {
            Event::Deployed { deploy } if *deploy == next.name => stage = &next.deployed,
            Event::Blocked { deploy, .. } if *deploy == next.name => stage = &next.blocked,
            _ => {}
        }
    }
    stage
}

fn system(plan: &Plan, world: &World) -> String {
    let tools: Vec<String> = world.tools.iter().map(|tool| signature(plan, tool)).collect();
    let tools = match tools.len() {
        0 => "No tools.".to_owned(),
        _ => format!("Tools:\n{}", tools.join("\n")),
    };
    format!("{}\n\n{tools}", world.prompt)
}

/// Writes a tool's definition on one line.
pub(super) fn signature(plan: &Plan, tool: &Tool) -> String {
    let text = |name| plan.symbols.text(name).as_str();
    let parameters =
        tool.parameters.iter().map(|(name, kind)| format!("{}: {}", text(*name), type_name(*kind)));
    let parameters: Vec<String> = parameters.collect();
    format!("{}({}): {}", text(tool.name), parameters.join(", "), tool.description)
}

fn type_name(kind: Parameter) -> &'static str {
    match kind {
        Parameter::Integer => "integer",
        Parameter::Number => "number",
        Parameter::Text => "string",
        Parameter::Boolean => "boolean",
        Parameter::List => "array",
        Parameter::Any => "any",
    }
}

fn said(plan: &Plan, event: &Event) -> Option<Message> {
    Some(match event {
        Event::Asked { says, .. } => message("user", says.to_string()),
        Event::Called { call, tool, args, .. } => {
            let tool = plan.symbols.text(*tool);
            message("model", format!("{tool}({args})  [call {call}]"))
        }
        Event::Delivered { call, position, tagged, ok, says, body, .. } => {
            let whose = match tagged {
                true => format!("[call {call}] "),
                false => format!("[result {}, without an id] ", position + 1),
            };
            let body = match body {
                Value::Null => String::new(),
                body => body.to_string(),
            };
            let gap = if says.as_str().is_empty() || body.is_empty() { "" } else { "\n" };
            let who = if *ok { "tool" } else { "tool error" };
            message(who, format!("{whose}{says}{gap}{body}"))
        }
        Event::Answered { says, .. } => message("model", says.to_string()),
        _ => return None,
    })
}
