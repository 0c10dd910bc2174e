//! The pipeline: deploys go out on their schedule, unless a gate blocks them.

use crate::conversation::converse;
use crate::replay::{Replay, Site};
use crate::trace::Event;
use seamripper_engine::mix_key;
use seamripper_scenario::plan::{Deploy, Evaluation, Stage};
use std::rc::Rc;

/// Starts the process that works the schedule off.
pub(crate) fn start(site: &Rc<Site>, stage: &Stage) {
    if let Some(next) = &stage.next {
        site.replay.engine.spawn(follow(site.clone(), (**next).clone()));
    }
}

async fn follow(site: Rc<Site>, first: Deploy) {
    let mut next = Some(Box::new(first));
    while let Some(deploy) = next {
        site.replay.engine.sleep_until(deploy.at_ns).await;
        let passed = gate(&site.replay, &deploy).await;
        let Deploy { deployed, blocked, name, .. } = *deploy;
        let stage = if passed { deployed } else { blocked };
        if passed {
            site.deploy(&stage.world);
            site.replay.record(None, None, Event::Deployed { deploy: name });
        }
        next = stage.next;
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
            let asked = converse(site.clone(), id, key, arrival.user, arrival.turns_of(number));
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
