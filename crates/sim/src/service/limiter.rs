//! A rate limiter: it passes so many calls on in any stretch of time, and refuses the others at once.

use super::{Job, Reply};
use seamripper_scenario::plan::RateLimiter;

pub(super) async fn pass_on(job: &mut Job<'_>, limiter: &RateLimiter) -> Reply {
    let now = job.site.replay.engine.now();
    let has_room = {
        let mut states = job.site.states.borrow_mut();
        let passed = &mut states.of(job.name).passed;
        passed.retain(|at| now - at < limiter.per_ns);
        let has_room = passed.len() < limiter.calls as usize;
        if has_room || limiter.counts_refused {
            passed.push_back(now);
        }
        has_room
    };
    if !has_room {
        return job.error(limiter.status, limiter.says.clone());
    }
    job.pass_on(limiter.upstream).await
}
