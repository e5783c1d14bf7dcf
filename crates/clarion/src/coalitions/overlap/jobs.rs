//! Counting an overlap: later work, because it reads a whole list.

use super::{Agreed, COUNTED_EVERY, Two, count, keep};
use crate::app::App;
use crate::ids::Id;
use ::jobs::{Bounds, Job, NewJob, Outcome, Registry};
use db::{Fault, Tx};
use std::time::Duration;

const COUNT: &str = "coalitions.count_overlap";

/// A list of a million is looked up in some seconds; a machine in trouble gets ten minutes.
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

/// Queues a count where one is due. However many ask for it, it is counted once.
pub fn queue(tx: &mut Tx<'_>, now: i64, coalition: Id, group: Id, agreed: &Agreed) -> Result<(), Fault> {
    if !agreed.is_due(now) {
        return Ok(());
    }
    let two = Two::of(group, agreed.other);
    // A count that was given up is tried again the next day.
    let (last, day) = (agreed.counted.map_or(0, |(_, counted_at)| counted_at), now / COUNTED_EVERY);
    let payload = [coalition.0, two.first.0, two.second.0].concat();
    let mut hasher = blake3::Hasher::new();
    hasher.update(COUNT.as_bytes()).update(&payload).update(&last.to_le_bytes()).update(&day.to_le_bytes());
    let id = *hasher.finalize().as_bytes().first_chunk().expect("a hash has 32 bytes");
    ::jobs::queue(tx, &[NewJob { id, kind: COUNT, payload: &payload, run_at: now, created_at: now }])
}

async fn run(app: App, job: Job) -> Outcome {
    let (ids, rest) = job.payload.as_chunks::<16>();
    let &[coalition, first, second] = ids else {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    };
    if !rest.is_empty() {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    }
    match count_and_keep(&app, Id(coalition), Two::of(Id(first), Id(second))).await {
        Ok(()) => Outcome::Done,
        Err(fault) => Outcome::retry(format!("the database: {:?}", fault.kind())),
    }
}

async fn count_and_keep(app: &App, coalition: Id, two: Two) -> Result<(), Fault> {
    let now = app.clock.now();
    let people = app.db.read(move |tx| count(tx, two, now)).await?;
    app.db.write("coalitions.keep_overlap", move |tx| keep(tx, coalition, two, people, now)).await
}
