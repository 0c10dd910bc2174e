//! A load balancer: it passes calls on, and answers in the upstream's place when that takes too long.
//! The upstream does not hear of it and keeps running.

use super::{Job, Reply, serve};
use seamripper_scenario::Text;
use seamripper_scenario::plan::ServiceId;

pub(super) async fn pass_on(
    job: &mut Job<'_>,
    upstream: ServiceId,
    timeout_ns: u64,
    status: u16,
    says: &Text,
) -> Reply {
    let engine = &job.site.replay.engine;
    let answer = serve(job.site.clone(), upstream, job.request.clone(), job.cause);
    match engine.timeout(timeout_ns, engine.spawn(answer)).await {
        Ok(Ok(reply)) => reply,
        Ok(Err(_)) | Err(_) => job.error(status, says.clone()),
    }
}
