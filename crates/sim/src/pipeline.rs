//! The pipeline: deploys go out on their schedule, unless a gate blocks them.

use crate::conversation::converse;
use crate::replay::{Replay, Site};
use crate::trace::Event;
use seamripper_engine::mix_key;
use seamripper_scenario::plan::{Deploy, Evaluation, Stage};
use std::cell::RefCell;
use std::rc::Rc;

/// What is still to be deployed, and how the deploys so far went.
pub(crate) struct Schedule {
    next: RefCell<Option<Box<Deploy>>>,
    passed: RefCell<Vec<bool>>,
}

/// Starts the process that works the schedule off.
pub(crate) fn start(site: &Rc<Site>, stage: &Stage) -> Rc<Schedule> {
    let schedule =
        Rc::new(Schedule { next: RefCell::new(stage.next.clone()), passed: RefCell::default() });
    if stage.next.is_some() {
        site.replay.engine.spawn(follow(site.clone(), schedule.clone()));
    }
    schedule
}

async fn follow(site: Rc<Site>, schedule: Rc<Schedule>) {
    while let Some(at_ns) = schedule.next_at_ns() {
        site.replay.engine.sleep_until(at_ns).await;
        let Some(deploy) = schedule.next.borrow().clone() else {
            break;
        };
        let passed = gate(&site.replay, &deploy).await;
        if let Some(stage) = schedule.advance(passed)
            && passed
        {
            site.deploy(&stage.world);
            site.replay.record(None, None, Event::Deployed { deploy: deploy.name });
        }
    }
}

impl Schedule {
    fn next_at_ns(&self) -> Option<u64> {
        self.next.borrow().as_ref().map(|deploy| deploy.at_ns)
    }

    /// Takes note of how the next deploy went, and returns what comes after it.
    fn advance(&self, passed: bool) -> Option<Stage> {
        // Another arm may have been put in place while a gate was asking its questions.
        let Deploy { deployed, blocked, .. } = *self.next.borrow_mut().take()?;
        let stage = if passed { deployed } else { blocked };
        self.passed.borrow_mut().push(passed);
        *self.next.borrow_mut() = stage.next.clone();
        Some(stage)
    }

    /// Puts the world of another arm in place, as it is there after the same deploys went the same way.
    pub(crate) fn switch(&self, site: &Site, mut stage: Stage) {
        for passed in self.passed.borrow().iter() {
            let Some(deploy) = stage.next else { break };
            stage = if *passed { deploy.deployed } else { deploy.blocked };
        }
        site.deploy(&stage.world);
        *self.next.borrow_mut() = stage.next;
    }
}

/// Tells whether every gate lets a deploy pass, and records those that do not.
async fn gate(replay: &Rc<Replay>, deploy: &Deploy) -> bool {
    for (gate, why) in &deploy.blocked_by {
        let event = Event::Blocked { deploy: deploy.name, gate: *gate, why: why.clone() };
        replay.record(None, None, event);
    }
    let mut passed = deploy.blocked_by.is_empty();
    for evaluation in &deploy.evaluations {
        passed &= evaluate(replay, deploy, evaluation).await;
    }
    passed
}

/// Asks the known questions of the new world, and counts the true claims of the answers.
async fn evaluate(replay: &Rc<Replay>, deploy: &Deploy, evaluation: &Evaluation) -> bool {
    let site = Site::new(replay, &deploy.deployed.world, true);
    let (mut right, mut of) = (0, 0);
    for (place, arrival) in evaluation.questions.iter().enumerate() {
        for number in 0..arrival.count {
            let id = replay.number_conversation();
            // Keyed by the gate too, so that no gate shifts what another draws.
            let key = mix_key(place as u64, u64::from(number));
            let key = Replay::key(key, replay.text(evaluation.gate));
            let key = Replay::key(key, replay.text(deploy.name));
            let asked = converse(site.clone(), id, key, arrival.clone(), number);
            // Asked as a task of its own: a question must not deepen the gate's own stack.
            let score = replay.engine.spawn(asked).await.unwrap_or_default();
            right += score.right;
            of += score.of;
        }
    }
    let (deploy, gate) = (deploy.name, evaluation.gate);
    let cause = replay.record(None, None, Event::Evaluated { deploy, gate, right, of });
    let needs = evaluation.needs;
    let good = of > 0
        && u128::from(right) * u128::from(needs.den) >= u128::from(of) * u128::from(needs.num);
    if !good {
        let why = format!("{right} of {of} claims about known questions were true").into();
        replay.record(None, Some(cause), Event::Blocked { deploy, gate, why });
    }
    good
}
