//! One span of each sort: a conversation, a turn, a step of the model, a call, an attempt, and the
//! work of a service.

use super::Arm;
use super::messages::{Message, Part, Sorted, json};
use super::model::{Attribute, Kind, Span, flag, int, strings, text};
use crate::export::spans::{Call, Home, Step, Turn};
use seamripper_scenario::plan::Symbol;
use seamripper_sim::trace::{Event, Outcome, Record};

/// Whose model it is: a custom name, as the conventions allow it.
const PROVIDER: &str = "seamripper";
/// The model: a script.
const MODEL: &str = "scripted";

impl<'a> Arm<'a> {
    /// Makes the span of a conversation: the root of its trace.
    pub(super) fn conversation(&self, id: u32, times: (u64, u64)) -> Span<'_> {
        let name = format!("invoke_workflow {}", self.plan.id);
        let mut span = self.begun(Some(id), "conversation", name);
        span.time(times.0, times.1);
        span.attributes.extend([
            text("gen_ai.operation.name", "invoke_workflow"),
            text("gen_ai.workflow.name", &self.plan.id),
            text("gen_ai.conversation.id", self.ids.of(Some(id))),
        ]);
        span
    }

    /// Makes the span of what is at home there.
    pub(super) fn span(&self, home: Home) -> Span<'_> {
        match home {
            Home::Turn(turn) => self.turn(turn),
            Home::Step(step) => self.step(step),
            Home::Call(call) => self.call(call),
            Home::Attempt(attempt) => self.attempt(attempt),
            Home::Work(work) => self.work(work),
            Home::Apart => self.replay(),
        }
    }

    fn begun(&self, conversation: Option<u32>, what: &str, name: String) -> Span<'_> {
        Span::new(self.ids.trace(conversation), self.ids.span(conversation, what), name)
    }

    fn name(&self, symbol: Symbol) -> &'a str {
        self.plan.symbols.text(symbol).as_str()
    }

    fn id(&self, home: Home) -> String {
        self.ids.span(self.spans.conversation(home), &format!("{home:?}"))
    }

    fn child(&self, home: Home, parent: Home, name: String) -> Span<'_> {
        let mut span = self.begun(self.spans.conversation(home), &format!("{home:?}"), name);
        span.parent(self.id(parent));
        span
    }

    fn turn(&self, place: usize) -> Span<'_> {
        let turn = &self.spans.turns[place];
        let id = turn.conversation;
        let mut span = self.begun(
            Some(id),
            &format!("{:?}", Home::Turn(place)),
            format!("invoke_agent {}", self.plan.id),
        );
        span.parent(self.ids.span(Some(id), "conversation"));
        span.time(turn.start_ns, turn.end_ns);
        span.cover(turn.asked.seq, turn.ended.map(|ended| ended.seq));
        span.attributes.extend([
            text("gen_ai.operation.name", "invoke_agent"),
            text("gen_ai.provider.name", PROVIDER),
            text("gen_ai.request.model", MODEL),
            text("gen_ai.agent.name", &self.plan.id),
            text("gen_ai.conversation.id", self.ids.of(Some(id))),
            int("seamripper.turn", turn.number),
        ]);
        if let Event::Asked { user, says, evaluation, .. } = &turn.asked.event {
            span.attributes.extend(user.map(|user| text("user.name", self.name(user))));
            span.attributes.push(flag("seamripper.evaluation", *evaluation));
            let parts = vec![Part::said(says.as_str())];
            let asked = Message { finish_reason: None, parts, role: "user" };
            span.attributes.push(text("gen_ai.input.messages", json([asked])));
        }
        if let Some(Event::Answered { says, .. }) = turn.answered.map(|answered| &answered.event) {
            let answered = message("stop", vec![Part::said(says.as_str())]);
            span.attributes.push(text("gen_ai.output.messages", answered));
        }
        self.ending(turn, &mut span);
        span
    }

    /// Adds how a turn ended, and what it took.
    fn ending(&self, turn: &Turn<'_>, span: &mut Span<'_>) {
        let Some(Event::Ended { outcome, tokens, .. }) = turn.ended.map(|ended| &ended.event)
        else {
            span.fail("unfinished", "the replay ended before the turn did");
            return;
        };
        let steps = turn.steps.iter().map(|step| &self.spans.steps[*step]);
        let written = steps.map(|step| step.tokens).fold(0, u64::saturating_add);
        span.attributes.push(int("gen_ai.usage.output_tokens", written));
        if matches!(outcome, Outcome::Answered | Outcome::Incomplete) {
            // All steps are on record, so what is left of the account was read.
            let read = tokens.saturating_sub(written);
            span.attributes.push(int("gen_ai.usage.input_tokens", read));
        }
        let ended = match outcome {
            Outcome::Answered => return,
            Outcome::Incomplete => "incomplete",
            Outcome::CutOff => "cut_off",
            Outcome::NoAnswer => "no_answer",
            Outcome::Aborted => "aborted",
            Outcome::Stuck => "stuck",
        };
        span.fail(ended, crate::text::timeline::tell::outcome(*outcome));
    }

    fn step(&self, place: usize) -> Span<'_> {
        let step = &self.spans.steps[place];
        let name = format!("chat {MODEL}");
        let mut span = self.child(Home::Step(place), Home::Turn(step.turn), name);
        span.kind(Kind::Client);
        span.time(step.start_ns, step.end_ns);
        span.cover(step.did.seq, None);
        let conversation = self.spans.turns[step.turn].conversation;
        span.attributes.extend([
            text("gen_ai.operation.name", "chat"),
            text("gen_ai.provider.name", PROVIDER),
            text("gen_ai.request.model", MODEL),
            text("gen_ai.conversation.id", self.ids.of(Some(conversation))),
            int("gen_ai.usage.output_tokens", step.tokens),
        ]);
        span.attributes.extend(self.output(step));
        span
    }

    fn output(&self, step: &Step<'_>) -> Vec<Attribute> {
        let (reason, rule, parts) = match &step.did.event {
            Event::Answered { says, rule, .. } => ("stop", *rule, vec![Part::said(says.as_str())]),
            Event::Called { rule, .. } => {
                let calls = step.calls.iter().map(|call| self.spans.calls[*call].called);
                let parts = calls.filter_map(|called| self.part(called)).collect();
                ("tool_calls", Some(*rule), parts)
            }
            _ => return Vec::new(),
        };
        let rule = rule.map(|rule| text("seamripper.rule", self.name(rule)));
        let finish = strings("gen_ai.response.finish_reasons", [reason]);
        let says = text("gen_ai.output.messages", message(reason, parts));
        [finish, says].into_iter().chain(rule).collect()
    }

    fn part(&self, called: &'a Record) -> Option<Part<'a>> {
        let Event::Called { call, tool, args, .. } = &called.event else { return None };
        Some(Part::called(args, call_id(*call), self.name(*tool)))
    }

    fn call(&self, place: usize) -> Span<'_> {
        let call = &self.spans.calls[place];
        let Event::Called { call: number, tool, args, intent, .. } = &call.called.event else {
            return self.replay();
        };
        let name = format!("execute_tool {}", self.name(*tool));
        let mut span = self.child(Home::Call(place), Home::Turn(call.turn), name);
        span.time(call.start_ns, call.end_ns);
        span.cover(call.called.seq, call.delivered.map(|delivered| delivered.seq));
        span.attributes.extend([
            text("gen_ai.operation.name", "execute_tool"),
            text("gen_ai.tool.name", self.name(*tool)),
            text("gen_ai.tool.type", "function"),
            text("gen_ai.tool.call.id", call_id(*number)),
            text("gen_ai.tool.call.arguments", json(Sorted(args))),
        ]);
        let tool = self.replayed.arm.stage.world.tool(*tool);
        let described = tool.map(|tool| text("gen_ai.tool.description", tool.description.as_str()));
        span.attributes.extend(described);
        span.attributes.extend(intent.map(|intent| text("seamripper.intent", self.name(intent))));
        self.result(call, *number, &mut span);
        span
    }

    fn result(&self, call: &Call<'_>, number: u32, span: &mut Span<'_>) {
        let Some(delivered) = call.delivered else {
            span.fail("unfinished", "the replay ended before the result came");
            return;
        };
        let Event::Delivered { taken_for, ok, status, says, body, .. } = &delivered.event else {
            return;
        };
        let result = if body.is_null() { json(says.as_str()) } else { json(Sorted(body)) };
        span.attributes.push(text("gen_ai.tool.call.result", result));
        if *taken_for != number {
            span.attributes.push(text("seamripper.taken_for", call_id(*taken_for)));
        }
        if let Some(Event::Refused { reason, .. }) = call.refused.map(|refused| &refused.event) {
            let reason = json(reason);
            span.fail(&format!("refused_{}", reason.trim_matches('"')), says.as_str());
        } else if !ok {
            span.fail(&error_of(*status), says.as_str());
        }
    }

    fn attempt(&self, place: usize) -> Span<'_> {
        let attempt = &self.spans.attempts[place];
        let service = self.name(attempt.service);
        let name = format!("request {service}");
        let mut span = self.child(Home::Attempt(place), Home::Call(attempt.call), name);
        span.kind(Kind::Client);
        span.time(attempt.start_ns, attempt.end_ns);
        span.cover(attempt.sent.seq, attempt.received.map(|received| received.seq));
        span.attributes.push(text("server.address", service));
        if attempt.number > 1 {
            span.attributes.push(int("http.request.resend_count", attempt.number - 1));
        }
        if let Event::Sent { identity, by_user, key, .. } = &attempt.sent.event {
            let key = key.as_ref().map(|key| text("seamripper.idempotency_key", key.as_str()));
            span.attributes.extend(key);
            let identity =
                identity.map(|identity| text("seamripper.identity", self.name(identity)));
            span.attributes.extend(identity);
            span.attributes.push(flag("seamripper.on_behalf_of_user", *by_user));
        }
        match attempt.received.map(|received| &received.event) {
            Some(Event::Received { status, ok, .. }) => answered(*status, *ok, "", &mut span),
            _ => span.fail("unfinished", "the replay ended before the answer came"),
        }
        span
    }

    fn work(&self, place: usize) -> Span<'_> {
        let work = &self.spans.works[place];
        let service = self.name(work.service);
        let parent = work.of.map_or(Home::Attempt(work.attempt), Home::Work);
        let mut span = self.child(Home::Work(place), parent, format!("serve {service}"));
        span.kind(Kind::Server);
        span.time(work.start_ns, work.end_ns);
        span.attributes.push(text("server.address", service));
        match work.replied.map(|replied| (replied.seq, &replied.event)) {
            Some((seq, Event::Replied { status, says, .. })) => {
                span.cover(seq, None);
                let ok = (200..300).contains(status);
                answered(*status, ok, says.as_str(), &mut span);
            }
            _ => span.fail("no_answer", "the service sent no answer"),
        }
        span
    }
}

/// Adds a status; 0 is no answer in time.
fn answered(status: u16, ok: bool, says: &str, span: &mut Span<'_>) {
    if status > 0 {
        span.attributes.push(int("http.response.status_code", status));
    }
    if !ok {
        span.fail(&error_of(status), says);
    }
}

fn error_of(status: u16) -> String {
    match status {
        0 => "timeout".to_owned(),
        status => status.to_string(),
    }
}

fn call_id(number: u32) -> String {
    format!("call-{number}")
}

fn message(reason: &'static str, parts: Vec<Part<'_>>) -> String {
    json([Message { finish_reason: Some(reason), parts, role: "assistant" }])
}
