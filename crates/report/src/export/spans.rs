//! What began and ended when: turns, steps of the model, calls, attempts, and the work of services.
//!
//! A trace says when things happened, and spans follow from pairs of its records: `EXPORTS.md` says
//! which. What never ended ends with what it holds, or with the trace. Traces out of files may be
//! anything, so that nothing here relies on a record that ought to be there.

use seamripper_scenario::plan::Symbol;
use seamripper_sim::trace::{Event, Record, Trace};
use std::collections::{BTreeMap, BTreeSet};

/// Where a record belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Home {
    /// To no conversation, or to none that was begun.
    Apart,
    /// To the turn of this place.
    Turn(usize),
    /// To the step.
    Step(usize),
    /// To the call.
    Call(usize),
    /// To the attempt.
    Attempt(usize),
    /// To the work.
    Work(usize),
}

/// From a question to the end of its turn.
pub(super) struct Turn<'a> {
    pub(super) conversation: u32,
    pub(super) number: u32,
    pub(super) asked: &'a Record,
    pub(super) start_ns: u64,
    pub(super) end_ns: u64,
    pub(super) answered: Option<&'a Record>,
    pub(super) ended: Option<&'a Record>,
    pub(super) steps: Vec<usize>,
}

/// From what the model was told last to what it did then.
pub(super) struct Step<'a> {
    pub(super) turn: usize,
    pub(super) start_ns: u64,
    pub(super) end_ns: u64,
    /// The first call of a batch, or the answer.
    pub(super) did: &'a Record,
    /// The calls.
    pub(super) calls: Vec<usize>,
    /// The tokens that it wrote.
    pub(super) tokens: u64,
}

/// From a call to its result.
pub(super) struct Call<'a> {
    pub(super) turn: usize,
    pub(super) called: &'a Record,
    pub(super) start_ns: u64,
    pub(super) end_ns: u64,
    pub(super) refused: Option<&'a Record>,
    pub(super) delivered: Option<&'a Record>,
    pub(super) attempts: Vec<usize>,
}

/// From a request to what the runtime recorded of it.
pub(super) struct Attempt<'a> {
    pub(super) call: usize,
    pub(super) sent: &'a Record,
    pub(super) number: u32,
    pub(super) service: Symbol,
    pub(super) start_ns: u64,
    pub(super) end_ns: u64,
    pub(super) received: Option<&'a Record>,
}

/// From what is known first of a service's work on an attempt to its answer.
pub(super) struct Work<'a> {
    pub(super) attempt: usize,
    pub(super) service: Symbol,
    pub(super) start_ns: u64,
    pub(super) end_ns: u64,
    pub(super) replied: Option<&'a Record>,
    /// The work that passed it on; none if the runtime asked.
    pub(super) of: Option<usize>,
}

/// All spans of a trace.
#[derive(Default)]
pub(super) struct Spans<'a> {
    pub(super) turns: Vec<Turn<'a>>,
    pub(super) steps: Vec<Step<'a>>,
    pub(super) calls: Vec<Call<'a>>,
    pub(super) attempts: Vec<Attempt<'a>>,
    pub(super) works: Vec<Work<'a>>,
    records: &'a [Record],
    /// Where each record belongs.
    homes: Vec<Home>,
    /// The services that took an answer for theirs, by the record of the answer; the runtime is none.
    askers: BTreeMap<u64, Option<Symbol>>,
}

/// What is known while a trace is read.
#[derive(Default)]
struct Open {
    /// The turn of each conversation.
    turns: BTreeMap<u32, usize>,
    /// When the model of each conversation was told something last.
    told: BTreeMap<u32, u64>,
    /// The batch of calls that each conversation is in.
    batches: BTreeMap<u32, (u32, usize)>,
    calls: BTreeMap<u32, usize>,
    attempts: BTreeMap<(u32, u32), usize>,
    works: BTreeMap<(usize, Symbol), usize>,
}

impl<'a> Spans<'a> {
    /// Reads the spans off a trace.
    pub(super) fn of(trace: &'a Trace) -> Self {
        let mut spans = Spans { records: &trace.records, ..Spans::default() };
        let mut open = Open::default();
        for record in &trace.records {
            let home = spans.place(record, &mut open);
            spans.homes.push(home);
            spans.reach(home, record.at_ns);
        }
        spans.close(trace);
        spans
    }

    /// Returns where a record belongs.
    pub(super) fn home(&self, seq: u64) -> Home {
        let place = usize::try_from(seq).ok();
        place.and_then(|place| self.homes.get(place)).copied().unwrap_or(Home::Apart)
    }

    /// Lists the records that begin or end a span.
    pub(super) fn covered(&self) -> BTreeSet<u64> {
        let turns = self.turns.iter().flat_map(|turn| [Some(turn.asked), turn.ended]);
        let steps = self.steps.iter().map(|step| Some(step.did));
        let calls = self.calls.iter().flat_map(|call| [Some(call.called), call.delivered]);
        let attempts =
            self.attempts.iter().flat_map(|attempt| [Some(attempt.sent), attempt.received]);
        let works = self.works.iter().map(|work| work.replied);
        let all = turns.chain(steps).chain(calls).chain(attempts).chain(works);
        all.flatten().map(|record| record.seq).collect()
    }

    /// Tells who waited for the answer of this record: a service, or the runtime; none if nobody did
    /// any more.
    pub(super) fn asker(&self, seq: u64) -> Option<Option<Symbol>> {
        self.askers.get(&seq).copied()
    }

    /// Lists the conversations in the order in which they began.
    pub(super) fn conversations(&self) -> Vec<u32> {
        let mut known = BTreeSet::new();
        self.turns.iter().map(|turn| turn.conversation).filter(|id| known.insert(*id)).collect()
    }

    /// Returns the conversation of a span.
    pub(super) fn conversation(&self, home: Home) -> Option<u32> {
        self.turn_of(home).and_then(|turn| self.turns.get(turn)).map(|turn| turn.conversation)
    }

    fn turn_of(&self, home: Home) -> Option<usize> {
        match home {
            Home::Apart => None,
            Home::Turn(turn) => Some(turn),
            Home::Step(step) => Some(self.steps[step].turn),
            Home::Call(call) => Some(self.calls[call].turn),
            Home::Attempt(attempt) => Some(self.calls[self.attempts[attempt].call].turn),
            Home::Work(work) => self.turn_of(Home::Attempt(self.works[work].attempt)),
        }
    }

    fn place(&mut self, record: &'a Record, open: &mut Open) -> Home {
        let Some(conversation) = record.conversation else { return Home::Apart };
        if let Event::Asked { turn, .. } = &record.event {
            return self.ask(record, conversation, *turn, open);
        }
        let Some(turn) = open.turns.get(&conversation).copied() else { return Home::Apart };
        match &record.event {
            Event::Called { .. } => self.called(record, turn, open),
            Event::Answered { tokens, .. } => {
                let (start_ns, end_ns) = (open.told(record), record.at_ns);
                let (calls, tokens) = (Vec::new(), *tokens);
                self.turns[turn].answered = Some(record);
                let step = Step { turn, start_ns, end_ns, did: record, calls, tokens };
                Home::Step(self.step(step))
            }
            Event::Ended { .. } => {
                self.turns[turn].ended = Some(record);
                Home::Turn(turn)
            }
            Event::Noted { .. } => Home::Turn(turn),
            event => match event.call().and_then(|call| open.calls.get(&call)).copied() {
                Some(call) => self.of_call(record, call, open),
                None => Home::Turn(turn),
            },
        }
    }

    fn ask(&mut self, asked: &'a Record, conversation: u32, number: u32, open: &mut Open) -> Home {
        self.turns.push(Turn {
            conversation,
            number,
            asked,
            start_ns: asked.at_ns,
            end_ns: asked.at_ns,
            answered: None,
            ended: None,
            steps: Vec::new(),
        });
        let turn = self.turns.len() - 1;
        open.turns.insert(conversation, turn);
        open.told.insert(conversation, asked.at_ns);
        open.batches.remove(&conversation);
        Home::Turn(turn)
    }

    fn called(&mut self, called: &'a Record, turn: usize, open: &mut Open) -> Home {
        let Event::Called { call, batch, tokens, .. } = &called.event else { return Home::Apart };
        let (start_ns, end_ns) = (called.at_ns, called.at_ns);
        let (refused, delivered, attempts) = (None, None, Vec::new());
        self.calls.push(Call { turn, called, start_ns, end_ns, refused, delivered, attempts });
        let place = self.calls.len() - 1;
        open.calls.insert(*call, place);
        let conversation = self.turns[turn].conversation;
        match open.batches.get(&conversation) {
            Some((known, step)) if known == batch && self.steps[*step].turn == turn => {
                self.steps[*step].calls.push(place);
                self.steps[*step].tokens = self.steps[*step].tokens.saturating_add(*tokens);
            }
            _ => {
                let (start_ns, calls, tokens) = (open.told(called), vec![place], *tokens);
                let step = Step { turn, start_ns, end_ns, did: called, calls, tokens };
                open.batches.insert(conversation, (*batch, self.step(step)));
            }
        }
        Home::Call(place)
    }

    fn step(&mut self, step: Step<'a>) -> usize {
        let place = self.steps.len();
        self.turns[step.turn].steps.push(place);
        self.steps.push(step);
        place
    }

    fn of_call(&mut self, record: &'a Record, call: usize, open: &mut Open) -> Home {
        match &record.event {
            Event::Refused { .. } => self.calls[call].refused = Some(record),
            Event::Delivered { .. } => {
                self.calls[call].delivered = Some(record);
                open.told.extend(record.conversation.map(|id| (id, record.at_ns)));
            }
            Event::Sent { call: number, attempt, service, .. } => {
                let (start_ns, end_ns, received) = (record.at_ns, record.at_ns, None);
                let (sent, service, key) = (record, *service, (*number, *attempt));
                let number = *attempt;
                let made = Attempt { call, sent, number, service, start_ns, end_ns, received };
                let attempt = self.attempts.len();
                self.attempts.push(made);
                self.calls[call].attempts.push(attempt);
                open.attempts.insert(key, attempt);
                self.work(attempt, service, record.at_ns, None, open);
                return Home::Attempt(attempt);
            }
            Event::Received { call: number, attempt, .. } => {
                if let Some(attempt) = open.attempts.get(&(*number, *attempt)).copied() {
                    self.attempts[attempt].received = Some(record);
                    self.askers.extend(record.cause.map(|cause| (cause, None)));
                    return Home::Attempt(attempt);
                }
            }
            event => {
                let of = service(event).and_then(|service| self.at_work(record, service, open));
                return of.map_or(Home::Call(call), Home::Work);
            }
        }
        Home::Call(call)
    }

    /// Finds the work of a service that a record is about.
    fn at_work(&mut self, record: &'a Record, service: Symbol, open: &mut Open) -> Option<usize> {
        let cause = record.cause.map_or(Home::Apart, |cause| self.home(cause));
        let before = match cause {
            Home::Attempt(attempt) => Some(attempt),
            Home::Work(work) => Some(self.works[work].attempt),
            _ => None,
        };
        let named = match &record.event {
            Event::Committed { call, attempt, .. }
            | Event::Deduplicated { call, attempt, .. }
            | Event::Replied { call, attempt, .. } => Some((*call, *attempt)),
            _ => None,
        };
        let attempt = named.and_then(|named| open.attempts.get(&named)).copied().or(before)?;
        let outer = open.works.get(&(attempt, self.attempts[attempt].service)).copied();
        let of = match cause {
            Home::Work(work)
                if self.works[work].attempt == attempt && self.works[work].service != service =>
            {
                Some(work)
            }
            _ => outer,
        };
        let start_ns = self.began(record);
        let work = self.work(attempt, service, start_ns, of, open);
        if let Event::Replied { .. } = record.event {
            self.works[work].replied = Some(record);
            // Who answers with the answer of another had asked it.
            if let (Some(cause), Home::Work(asked)) = (record.cause, cause)
                && self.works[asked].replied.is_some_and(|replied| replied.seq == cause)
            {
                self.askers.insert(cause, Some(service));
            }
        }
        Some(work)
    }

    /// Tells when a service began the work that this record is the first to speak of: faults land
    /// when a request comes in, effects say how long it took, and otherwise it is what led to it.
    fn began(&self, record: &Record) -> u64 {
        let cause = record.cause.and_then(|cause| usize::try_from(cause).ok());
        match &record.event {
            Event::Landed { .. } => record.at_ns,
            Event::Committed { after_ns, .. } => record.at_ns.saturating_sub(*after_ns),
            _ => cause.and_then(|at| self.records.get(at)).map_or(record.at_ns, |led| led.at_ns),
        }
    }

    /// Finds the work of a service on an attempt, or begins it.
    fn work(
        &mut self,
        attempt: usize,
        service: Symbol,
        start_ns: u64,
        of: Option<usize>,
        open: &mut Open,
    ) -> usize {
        let start_ns = start_ns.max(self.attempts[attempt].start_ns);
        if let Some(work) = open.works.get(&(attempt, service)) {
            return *work;
        }
        let (end_ns, replied) = (start_ns, None);
        self.works.push(Work { attempt, service, start_ns, end_ns, replied, of });
        open.works.insert((attempt, service), self.works.len() - 1);
        self.works.len() - 1
    }

    /// Lets a span reach as far as a record that belongs to it.
    fn reach(&mut self, home: Home, at_ns: u64) {
        match home {
            // A record of a turn that is over reaches nobody's span.
            Home::Turn(turn) if self.turns[turn].ended.is_none_or(|ended| ended.at_ns == at_ns) => {
                self.turns[turn].end_ns = at_ns;
            }
            Home::Call(call) if self.calls[call].delivered.is_none_or(|end| end.at_ns == at_ns) => {
                self.calls[call].end_ns = at_ns;
            }
            Home::Attempt(attempt) => self.attempts[attempt].end_ns = at_ns,
            Home::Work(work) => self.works[work].end_ns = at_ns,
            _ => {}
        }
    }

    /// Ends what never ended, and lets each span hold those within.
    fn close(&mut self, trace: &Trace) {
        for attempt in &mut self.attempts {
            let call = &self.calls[attempt.call];
            if attempt.received.is_none() {
                attempt.end_ns =
                    call.delivered.map_or(trace.virtual_time_ns, |delivered| delivered.at_ns);
            }
            attempt.end_ns = attempt.end_ns.max(attempt.start_ns);
        }
        for call in &mut self.calls {
            if call.delivered.is_none() {
                let over = self.turns[call.turn].ended.map(|ended| ended.at_ns);
                call.end_ns = call.end_ns.max(over.unwrap_or(trace.virtual_time_ns));
            }
        }
        for attempt in &self.attempts {
            let call = &mut self.calls[attempt.call];
            call.end_ns = call.end_ns.max(attempt.end_ns);
        }
        for turn in self.turns.iter_mut().filter(|turn| turn.ended.is_none()) {
            turn.end_ns = turn.end_ns.max(trace.virtual_time_ns);
        }
        for (turn, end_ns) in self.steps.iter().map(|step| (step.turn, step.end_ns)) {
            self.turns[turn].end_ns = self.turns[turn].end_ns.max(end_ns);
        }
        for (turn, end_ns) in self.calls.iter().map(|call| (call.turn, call.end_ns)) {
            self.turns[turn].end_ns = self.turns[turn].end_ns.max(end_ns);
        }
    }
}

impl Open {
    /// Returns when the model of this conversation was told something last.
    fn told(&self, record: &Record) -> u64 {
        let told = record.conversation.and_then(|id| self.told.get(&id));
        told.copied().unwrap_or(record.at_ns)
    }
}

/// Returns the service that a record is about.
fn service(event: &Event) -> Option<Symbol> {
    match event {
        Event::Landed { service, .. }
        | Event::Masked { service, .. }
        | Event::Applied { service, .. }
        | Event::Committed { service, .. }
        | Event::Deduplicated { service, .. }
        | Event::Served { service, .. }
        | Event::Missed { service, .. }
        | Event::Destroyed { service, .. }
        | Event::Restored { service, .. }
        | Event::Replied { service, .. } => Some(*service),
        Event::Coerced { service, .. } => *service,
        _ => None,
    }
}
