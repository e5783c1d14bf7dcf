//! Counting reach: later work, because it reads every consent to calls.

use super::{COUNTED_EVERY, Reach, count, keep, of};
use crate::app::App;
use crate::ids::Id;
use ::jobs::{Bounds, Job, NewJob, Outcome, Registry};
use db::{Fault, Tx};
use std::time::Duration;

const COUNT: &str = "coalitions.count_reach";

/// A million people are counted in a few seconds; a machine in trouble gets ten minutes.
const BOUNDS: Bounds = Bounds {
    attempts_max: 20,
    retry_delay_min: Duration::from_secs(5),
    retry_delay_max: Duration::from_secs(600),
    run_time_max: Duration::from_secs(600),
    parallel_max: 1,
};

/// Adds this kind of job to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App) {
    let app = app.clone();
    registry.add(COUNT, BOUNDS, move |job| run(app.clone(), job));
}

/// Queues a count where there is none, or an old one. However many ask for it, it is counted once.
pub fn queue(tx: &mut Tx<'_>, now: i64, coalition: Id) -> Result<(), Fault> {
    let last = of(tx, coalition)?;
    if last.as_ref().is_some_and(|last| !last.is_old(now)) {
        return Ok(());
    }
    // A count that was given up is tried again the next day.
    let (last, day) = (last.map_or(0, |last| last.counted_at), now / COUNTED_EVERY);
    let mut hasher = blake3::Hasher::new();
    hasher.update(COUNT.as_bytes()).update(&coalition.0).update(&last.to_le_bytes()).update(&day.to_le_bytes());
    let id = *hasher.finalize().as_bytes().first_chunk().expect("a hash has 32 bytes");
    ::jobs::queue(tx, &[NewJob { id, kind: COUNT, payload: &coalition.0, run_at: now, created_at: now }])
}

async fn run(app: App, job: Job) -> Outcome {
    let Ok(coalition) = <[u8; 16]>::try_from(job.payload.as_slice()).map(Id) else {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    };
    match count_and_keep(&app, coalition).await {
        Ok(()) => Outcome::Done,
        Err(fault) => Outcome::retry(format!("the database: {:?}", fault.kind())),
    }
}

async fn count_and_keep(app: &App, coalition: Id) -> Result<(), Fault> {
    let now = app.clock.now();
    let reach: Reach = app.db.read(move |tx| count(tx, coalition, now)).await?;
    app.db.write("coalitions.keep_reach", move |tx| keep(tx, coalition, &reach)).await
}
