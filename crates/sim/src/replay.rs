//! What all processes of one replay share, and the run itself.

use crate::conversation::converse;
use crate::draw::{Dice, Draw, Name, names};
use crate::habits::Habits;
use crate::kept::Kept;
use crate::middleware::Factory;
use crate::middleware::seat::Seat;
use crate::monitor::{self, Watch};
use crate::pipeline;
use crate::recorder::Recorder;
use crate::service::States;
use crate::trace::{End, Event, RECORDS, Trace, WORK, limit_name};
use seamripper_engine::{Engine, Handle, Limits, Stop, mix_key, name_key};
use seamripper_scenario::plan::{Arm, Arrival, Monitor, Plan, Symbol, Trouble, World};
use seamripper_scenario::written::Response;
use seamripper_scenario::{Text, Value, work};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

/// How many bytes of one value are counted at most when it crosses a seam: more than any has.
const CARRIED: u64 = 1 << 30;

/// What all processes of one replay share.
pub(crate) struct Replay {
    pub(crate) plan: Arc<Plan>,
    pub(crate) engine: Handle,
    pub(crate) dice: Dice,
    /// Whether some fault gives an earlier answer again, so that answers are kept.
    pub(crate) remembers: bool,
    /// What sits on the seat of each site, made by this, and the seed that it draws under.
    middleware: Option<(Factory, u64)>,
    /// What this thread keeps of replays of the plan.
    pub(crate) kept: Rc<Kept>,
    recorder: RefCell<Recorder>,
    watch: RefCell<Watch>,
    next_call: Cell<u32>,
    next_conversation: Cell<u32>,
    /// Conversations of gates are numbered behind those of users, which no gate may shift.
    next_evaluation: Cell<u32>,
    /// Conversations of users that have begun or will, and are not over.
    open: Cell<u64>,
    aborted: RefCell<BTreeSet<u32>>,
    end: RefCell<Option<End>>,
}

/// A world that is in place. Its count of holders is the replay's own, so that threads that replay
/// the same arm do not wait for each other.
pub(crate) type Here = Rc<Arc<World>>;

/// A world with its state: the live one, or the one in which a gate asks its questions.
pub(crate) struct Site {
    pub(crate) replay: Rc<Replay>,
    world: RefCell<Here>,
    pub(crate) states: RefCell<States>,
    /// Whether a gate asks here, unseen by users and monitors.
    pub(crate) evaluation: bool,
    /// Code of the user's in the runtime.
    pub(crate) seat: Option<Seat>,
}

/// A moment from which on a replay goes another way.
#[derive(Clone, Copy, Debug)]
pub struct Fork<'a> {
    /// The moment, in nanoseconds of virtual time: what happens at it is the first that differs.
    pub at_ns: u64,
    /// The seed of all draws from then on, if they are drawn anew. What was drawn before stands, even
    /// where it has yet to come about.
    pub redrawn: Option<u64>,
    /// The arm whose world is put in place then. What services hold stays, and deploys that are due
    /// go out as in that arm.
    pub switched: Option<&'a Arm>,
}

/// Replays arms of one plan again and again, on one thread: what replays have in common is kept from
/// one to the next. What comes of each is the same as by [`run_unsigned`].
pub struct Replayer {
    plan: Arc<Plan>,
    kept: Rc<Kept>,
}

impl Replayer {
    /// Makes ready to replay arms of a plan.
    pub fn new(plan: &Arc<Plan>) -> Self {
        Replayer { plan: plan.clone(), kept: Kept::new(plan, Habits::of(plan)) }
    }

    /// Replays an arm under a seed; the trace has no fingerprint.
    pub fn run(&self, arm: &Arm, seed: u64) -> Trace {
        replay(&self.plan, &self.kept, arm, seed, Keep::NOTHING, None, None).0
    }
}

/// Replays one arm of a plan under a seed.
pub fn run(plan: &Arc<Plan>, arm: &Arm, seed: u64) -> Trace {
    once(plan, arm, seed, Keep::FINGERPRINT, None, None).0
}

/// Replays as [`run`] does, and leaves the fingerprint of the trace empty, which takes most of the
/// time. For verdicts alone: all else is the same. See [`Replayer`] for many.
pub fn run_unsigned(plan: &Arc<Plan>, arm: &Arm, seed: u64) -> Trace {
    once(plan, arm, seed, Keep::NOTHING, None, None).0
}

/// Replays one arm of a plan under a seed up to a moment, and goes another way from there. The trace
/// has no fingerprint, as with [`run_unsigned`].
pub fn run_forked(plan: &Arc<Plan>, arm: &Arm, seed: u64, fork: &Fork<'_>) -> Trace {
    once(plan, arm, seed, Keep::NOTHING, Some(fork), None).0
}

/// Replays one arm of a plan under a seed, and tells every random draw that was made for it.
pub fn run_logged(plan: &Arc<Plan>, arm: &Arm, seed: u64) -> (Trace, Vec<Draw>) {
    once(plan, arm, seed, Keep { draws: true, ..Keep::FINGERPRINT }, None, None)
}

/// Replays one arm of a plan under a seed, with middleware on top of the arm's policy.
///
/// # Panics
///
/// If the middleware does, or if it raises an alert that [`Factory::naming_alerts`] did not name.
pub fn run_with(plan: &Arc<Plan>, arm: &Arm, seed: u64, middleware: &Factory) -> Trace {
    once(plan, arm, seed, Keep::FINGERPRINT, None, Some(middleware)).0
}

/// Replays as [`run_with`] does, and leaves the fingerprint empty, as [`run_unsigned`] does.
///
/// # Panics
///
/// As [`run_with`].
pub fn run_unsigned_with(plan: &Arc<Plan>, arm: &Arm, seed: u64, middleware: &Factory) -> Trace {
    once(plan, arm, seed, Keep::NOTHING, None, Some(middleware)).0
}

/// What a replay keeps beside its records.
#[derive(Clone, Copy)]
struct Keep {
    fingerprint: bool,
    draws: bool,
}

impl Keep {
    const NOTHING: Keep = Keep { fingerprint: false, draws: false };
    const FINGERPRINT: Keep = Keep { fingerprint: true, draws: false };
}

/// Replays without anything in common with other replays.
fn once(
    plan: &Arc<Plan>,
    arm: &Arm,
    seed: u64,
    keep: Keep,
    fork: Option<&Fork<'_>>,
    middleware: Option<&Factory>,
) -> (Trace, Vec<Draw>) {
    replay(plan, &Kept::new(plan, None), arm, seed, keep, fork, middleware)
}

fn replay(
    plan: &Arc<Plan>,
    kept: &Rc<Kept>,
    arm: &Arm,
    seed: u64,
    keep: Keep,
    fork: Option<&Fork<'_>>,
    middleware: Option<&Factory>,
) -> (Trace, Vec<Draw>) {
    work::within(plan.limits.work, || replay_freely(plan, kept, arm, seed, keep, fork, middleware))
}

fn replay_freely(
    plan: &Arc<Plan>,
    kept: &Rc<Kept>,
    arm: &Arm,
    seed: u64,
    keep: Keep,
    fork: Option<&Fork<'_>>,
    middleware: Option<&Factory>,
) -> (Trace, Vec<Draw>) {
    let limits = plan.limits;
    let mut engine = Engine::new(Limits {
        events: limits.events,
        virtual_time_ns: limits.virtual_time_ns,
        tasks: usize::try_from(limits.tasks).unwrap_or(usize::MAX),
    });
    let world = arm.stage.world.clone();
    let conversations = world.arrivals.iter().map(|arrival| u64::from(arrival.count)).sum();
    let mut dice = Dice::new(seed, keep.draws);
    if let Some(Fork { at_ns, redrawn: Some(anew), .. }) = fork {
        dice = dice.redrawn(engine.handle(), *at_ns, *anew);
    }
    let gives_again =
        |world: &World| world.faults.iter().any(|fault| matches!(fault.does, Trouble::Stale));
    let switched = fork.and_then(|fork| fork.switched);
    let remembers =
        std::iter::once(arm).chain(switched).any(|arm| arm.stage.has_world(&gives_again));
    let replay = Rc::new(Replay {
        plan: plan.clone(),
        engine: engine.handle(),
        dice,
        remembers,
        middleware: middleware.map(|factory| (factory.clone(), seed)),
        kept: kept.clone(),
        recorder: RefCell::new(Recorder::new(limits.records, keep.fingerprint)),
        watch: RefCell::default(),
        next_call: Cell::new(0),
        next_conversation: Cell::new(0),
        next_evaluation: Cell::new(u32::try_from(conversations).unwrap_or(u32::MAX)),
        open: Cell::new(conversations),
        aborted: RefCell::default(),
        end: RefCell::default(),
    });
    let site = Site::new(&replay, &world, false);
    let schedule = pipeline::start(&site, &arm.stage);
    replay.watch(&world.monitors);
    if let Some(Fork { at_ns, switched: Some(arm), .. }) = fork {
        let (site, at_ns, stage) = (site.clone(), *at_ns, arm.stage.clone());
        replay.engine.spawn(async move {
            site.replay.engine.sleep_until(at_ns).await;
            site.replay.watch(&stage.world.monitors);
            schedule.switch(&site, stage);
        });
    }
    for (place, arrival) in world.arrivals.iter().enumerate() {
        replay.engine.spawn(arrive(site.clone(), arrival.clone(), place as u64));
    }
    let stop = engine.run();
    let events = engine.events();
    let virtual_time_ns = engine.now();
    drop(engine);
    let (records, fingerprint) = replay.recorder.borrow_mut().take();
    let end = match (replay.end.borrow_mut().take(), stop) {
        (Some(end), _) => end,
        (None, Stop::Limit(limit)) => End::Limit(limit_name(limit)),
        (None, Stop::Idle | Stop::Halted) => End::Finished,
    };
    let trace =
        Trace { arm: arm.name.clone(), seed, records, end, events, virtual_time_ns, fingerprint };
    (trace, replay.dice.take_log())
}

/// Starts the conversations of one stream at their times.
pub(crate) async fn arrive(site: Rc<Site>, arrival: Arrival, place: u64) {
    let replay = site.replay.clone();
    replay.engine.sleep_until(arrival.at_ns).await;
    for number in 0..arrival.count {
        if number > 0 {
            let entity = mix_key(place, u64::from(number));
            let apart = replay.dice.delay(&arrival.apart, names::WORKLOAD, names::APART, entity);
            replay.engine.sleep(apart).await;
        }
        // The number keys the conversation's draws, so it depends on the workload alone.
        let key = mix_key(place, u64::from(number));
        let id = replay.next_conversation.replace(replay.next_conversation.get() + 1);
        replay.engine.spawn(converse(site.clone(), id, key, arrival.clone(), number));
    }
}

impl Site {
    pub(crate) fn new(replay: &Rc<Replay>, world: &Arc<World>, evaluation: bool) -> Rc<Self> {
        Rc::new(Site {
            replay: replay.clone(),
            states: RefCell::new(States::new(world)),
            world: RefCell::new(Rc::new(world.clone())),
            evaluation,
            seat: replay.middleware.as_ref().map(|(factory, seed)| Seat::new(factory, *seed)),
        })
    }

    /// Returns the world as it is now.
    pub(crate) fn world(&self) -> Here {
        self.world.borrow().clone()
    }

    /// Reads something off the world as it is now.
    pub(crate) fn of_world<T>(&self, read: impl FnOnce(&World) -> T) -> T {
        read(&self.world.borrow())
    }

    /// Puts another world in place; what services hold stays.
    pub(crate) fn deploy(&self, world: &Arc<World>) {
        *self.world.borrow_mut() = Rc::new(world.clone());
    }
}

impl Replay {
    /// Records an event and returns its place in the trace.
    pub(crate) fn record(
        &self,
        conversation: Option<u32>,
        cause: Option<u64>,
        event: Event,
    ) -> u64 {
        let mut recorder = self.recorder.borrow_mut();
        let seq = recorder.next_seq();
        if recorder.is_full() {
            drop(recorder);
            self.stop(End::Limit(RECORDS));
            return seq;
        }
        work::spend(4 * event.says().map_or(0, |says| says.as_str().len() as u64));
        if work::is_spent() {
            self.stop(End::Limit(WORK));
        }
        let at_ns = self.engine.now();
        if tracing::enabled!(tracing::Level::DEBUG) {
            self.tell(at_ns, seq, conversation, &event);
        }
        let event = recorder.push((at_ns, cause, conversation), event, &self.plan.symbols);
        let fired = self.watch.borrow_mut().observe(at_ns, conversation, event);
        drop(recorder);
        for alert in fired {
            self.alert(alert.conversation, Some(seq), alert.monitor, alert.value, alert.then);
        }
        seq
    }

    /// Tells the log of a record.
    #[cold]
    fn tell(&self, at_ns: u64, seq: u64, conversation: Option<u32>, event: &Event) {
        let event = event.map_names(|name| self.text(*name));
        tracing::debug!(at_ns, seq, conversation, ?event);
    }

    /// Records that a monitor fired, and does what it does then.
    pub(crate) fn alert(
        &self,
        conversation: Option<u32>,
        cause: Option<u64>,
        monitor: Symbol,
        value: u64,
        then: Response,
    ) {
        if let (Response::Abort, Some(conversation)) = (then, conversation) {
            self.aborted.borrow_mut().insert(conversation);
        }
        self.record(conversation, cause, Event::Alerted { monitor, value, then });
    }

    /// Watches with these monitors, beside those that are there; new ones count from now on.
    fn watch(self: &Rc<Self>, monitors: &[Monitor]) {
        let added = self.watch.borrow_mut().add(monitors);
        for (place, every_ns) in added.into_iter().filter(|(_, every_ns)| *every_ns > 0) {
            self.engine.spawn(monitor::look(self.clone(), place, every_ns));
        }
    }

    /// Looks at the monitors that look from time to time.
    pub(crate) fn tick(&self, monitor: usize) {
        let fired = self.watch.borrow_mut().tick(monitor, self.engine.now());
        for alert in fired {
            self.alert(alert.conversation, None, alert.monitor, alert.value, alert.then);
        }
    }

    /// Ends the replay before its time.
    pub(crate) fn stop(&self, end: End) {
        self.end.borrow_mut().get_or_insert(end);
        self.engine.halt();
    }

    /// Ends the replay because a formula of the scenario failed.
    pub(crate) fn fail(&self, conversation: Option<u32>, place: Symbol, why: &str) {
        if work::is_spent() {
            return self.stop(End::Limit(WORK));
        }
        self.record(conversation, None, Event::Failed { place, why: Text::from(why) });
        self.stop(End::Failed(format!("{}: {why}", self.text(place))));
    }

    /// Returns the work of data that crosses a seam: it is recorded several times, and kept.
    #[inline]
    pub(crate) fn work_of(data: &Value) -> u64 {
        let size = match data {
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Number(_) => 8,
            data => data.size(CARRIED, u32::MAX).unwrap_or(CARRIED),
        };
        16 * size
    }

    /// Numbers a new call.
    pub(crate) fn number_call(&self) -> u32 {
        self.next_call.replace(self.next_call.get() + 1)
    }

    /// Numbers a new conversation of a gate's.
    pub(crate) fn number_conversation(&self) -> u32 {
        self.next_evaluation.replace(self.next_evaluation.get().wrapping_add(1))
    }

    /// Notes that a conversation of a user's is over.
    pub(crate) fn close(&self) {
        self.open.set(self.open.get().saturating_sub(1));
    }

    /// Tells whether all conversations of users are over.
    pub(crate) fn is_over(&self) -> bool {
        self.open.get() == 0
    }

    /// Tells whether something has ended a conversation from outside.
    pub(crate) fn is_aborted(&self, conversation: u32) -> bool {
        self.aborted.borrow().contains(&conversation)
    }

    /// Ends a conversation at its next step.
    pub(crate) fn abort(&self, conversation: u32) {
        self.aborted.borrow_mut().insert(conversation);
    }

    /// Returns the text of a name.
    pub(crate) fn text(&self, name: Symbol) -> &str {
        self.plan.symbols.text(name).as_str()
    }

    /// Returns a name as draws take it, with its key.
    pub(crate) fn name(&self, name: Symbol) -> Name<'_> {
        let text = self.text(name);
        Name::known(text, self.kept.key(name, text))
    }

    /// Keys an entity by a name beside a number.
    pub(crate) fn key(number: u64, name: &str) -> u64 {
        mix_key(number, name_key(name))
    }
}
