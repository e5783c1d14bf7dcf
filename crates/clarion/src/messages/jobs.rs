//! Later work of messages: freezing audiences, delivering, and forgetting who got what.
//!
//! A sending has as many delivery jobs as a process has workers; each works a few seconds, and comes back while there is something to
//! do. Several processes share them. How far a sending is stands in its slices, so a lost job loses nothing.

use super::audience::freeze::{Freezing, freeze};
use super::audience::next_wave;
use super::delivery::{Drill, LANES, Relay, Runner, Sink, forget};
use super::{Mailer, store};
use crate::app::App;
use crate::ids::Id;
use ::jobs::{Bounds, Job, NewJob, Outcome, Registry};
use db::{Fault, Tx};
use std::sync::Arc;
use std::time::Duration;

const FREEZE: &str = "messages.freeze";
const DELIVER: &str = "messages.deliver";
const DRILL: &str = "messages.drill";

/// Jobs of one sending: two processes share it at full strength.
const JOBS_PER_SENDING: usize = 2 * LANES;
/// A sending ends by what is in it, not by how often a worker looked.
const ATTEMPTS_MAX: i64 = i64::MAX / 2;

/// Freezing a million people takes some seconds; a machine in trouble gets ten minutes.
const FREEZE_BOUNDS: Bounds = Bounds {
    attempts_max: ATTEMPTS_MAX,
    retry_delay_min: Duration::from_secs(1),
    retry_delay_max: Duration::from_secs(60),
    run_time_max: Duration::from_secs(600),
    parallel_max: 4,
};
/// A run looks up after some seconds, but the relay may take its time over the mails that it has.
const DELIVER_BOUNDS: Bounds = Bounds {
    attempts_max: ATTEMPTS_MAX,
    retry_delay_min: Duration::from_secs(1),
    retry_delay_max: Duration::from_secs(30),
    run_time_max: Duration::from_secs(600),
    parallel_max: LANES,
};

/// Adds the kinds of job that messages need to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    let freezing = app.clone();
    registry.add(FREEZE, FREEZE_BOUNDS, move |job| freeze_job(freezing.clone(), job));
    add(registry, DELIVER, app, Relay(mailer.clone()));
    add(registry, DRILL, app, Drill(mailer.builder()));
    forget::register(registry, app);
}

/// Adds delivery into another sink of the same kind, in place of the relay: for tests and the bench, whose sinks count.
pub fn register_with<S: Sink>(registry: &mut Registry, app: &App, sink: S) {
    let freezing = app.clone();
    registry.add(FREEZE, FREEZE_BOUNDS, move |job| freeze_job(freezing.clone(), job));
    add(registry, if S::IS_DRILL { DRILL } else { DELIVER }, app, sink);
}

fn add<S: Sink>(registry: &mut Registry, kind: &'static str, app: &App, sink: S) {
    let runner = Arc::new(Runner::new(app, sink));
    registry.add(kind, DELIVER_BOUNDS, move |job| Arc::clone(&runner).run(job));
}

async fn freeze_job(app: App, job: Job) -> Outcome {
    let Ok(message) = <[u8; 16]>::try_from(job.payload.as_slice()).map(Id) else {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    };
    let freezing = app.clone();
    let frozen = tokio::task::spawn_blocking(move || freeze(&freezing, message)).await;
    let Ok(frozen) = frozen else { return Outcome::retry("freezing panicked") };
    match frozen {
        Ok(Freezing::Frozen { sending, is_drill }) => {
            let now = app.clock.now();
            let queued = app.db.write("messages.queue_delivery", move |tx| {
                store::end(tx, message, sending, now)?;
                // A later wave that was looked at before this one stood has let go: it is called back here.
                if let Some((next, starts_at)) = next_wave(tx, sending)? {
                    queue_freezing_after(tx, next, &message.0, starts_at, now)?;
                }
                queue_delivery_for(tx, sending, is_drill, &message.0, now)
            });
            match queued.await {
                Ok(()) => {
                    app.waker.wake();
                    Outcome::Done
                }
                Err(fault) => Outcome::retry(format!("the database: {:?}", fault.kind())),
            }
        }
        Ok(Freezing::NotBefore(at)) => Outcome::RetryAt { at, reason: "its time has not come".to_owned() },
        Ok(Freezing::AfterEarlierWave) => Outcome::Done,
        Ok(Freezing::Elsewhere) => Outcome::retry("another worker freezes it"),
        Ok(Freezing::Unknown) => Outcome::GiveUp { reason: "there is no such message".to_owned() },
        Err(fault) => {
            tracing::error!(%message, %fault, "an audience was not frozen");
            Outcome::retry(format!("the database: {:?}", fault.kind()))
        }
    }
}

/// Queues the freezing of a message's audience.
pub(super) fn queue_freezing(tx: &mut Tx<'_>, message: Id, starts_at: i64, now: i64) -> Result<(), Fault> {
    queue_freezing_after(tx, message, &[], starts_at, now)
}

fn queue_freezing_after(tx: &mut Tx<'_>, message: Id, after: &[u8], starts_at: i64, now: i64) -> Result<(), Fault> {
    let id = id_of(FREEZE, &[message.0.as_slice(), after].concat(), 0);
    ::jobs::queue(tx, &[NewJob { id, kind: FREEZE, payload: &message.0, run_at: starts_at.max(now), created_at: now }])
}

/// Queues the delivery of a sending that goes on in this version.
pub(super) fn queue_delivery(tx: &mut Tx<'_>, sending: Id, is_drill: bool, version: i64, now: i64) -> Result<(), Fault> {
    let because = [sending.0.as_slice(), &version.to_le_bytes()].concat();
    queue_delivery_for(tx, sending, is_drill, &because, now)
}

/// The same reason queues the same jobs: twice changes nothing.
fn queue_delivery_for(tx: &mut Tx<'_>, sending: Id, is_drill: bool, because: &[u8], now: i64) -> Result<(), Fault> {
    let kind = if is_drill { DRILL } else { DELIVER };
    let job = |lane| NewJob { id: id_of(kind, because, lane), kind, payload: &sending.0, run_at: now, created_at: now };
    let mut jobs: Vec<NewJob<'_>> = (0..JOBS_PER_SENDING).map(job).collect();
    jobs.sort_unstable_by_key(|job| job.id);
    ::jobs::queue(tx, &jobs)
}

fn id_of(kind: &str, because: &[u8], lane: usize) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"clarion job of a sending").update(kind.as_bytes()).update(&lane.to_le_bytes()).update(because);
    *hasher.finalize().as_bytes().first_chunk().expect("a hash has 32 bytes")
}
