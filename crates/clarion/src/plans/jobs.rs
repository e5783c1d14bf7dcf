//! Later work of plans: the rule is asked when a window ends and at the deadline, and a decision starts at its hour.
//!
//! Each has a job of its own, so that it happens within the second. Once a minute all that is due is looked for besides: a deadline must
//! come even when its job was given up during a long night of the database.

use super::start::{self, Follow};
use super::{Tools, evaluate, store};
use crate::app::App;
use crate::ids::Id;
use ::jobs::{Bounds, Job, NewJob, Outcome, Registry};
use db::{Fault, Tx};
use std::sync::Arc;
use std::time::Duration;

const EVALUATE: &str = "plans.evaluate";
const START: &str = "plans.start";
const LOOK: &str = "plans.look";
/// How often all that is due is looked for.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// Ballots of one look; what is left comes with the next.
const DUE_MAX: i64 = 100;

/// A decision that cannot be written is tried again soon and for long; the look goes on for ever.
const BOUNDS: Bounds = Bounds {
    attempts_max: 200,
    retry_delay_min: Duration::from_secs(1),
    retry_delay_max: Duration::from_secs(60),
    run_time_max: Duration::from_secs(60),
    parallel_max: 8,
};

struct Work {
    app: App,
    tools: Tools,
    follow: Follow,
}

/// Adds the kinds of job that plans need to the registry of a worker. `follow` is what an outcome sets off elsewhere.
pub fn register(registry: &mut Registry, app: &App, follow: Follow) {
    let tools = Tools::of(app);
    let work = Arc::new(Work { app: app.clone(), tools, follow });
    let evaluating = Arc::clone(&work);
    registry.add(EVALUATE, BOUNDS, move |job| {
        let work = Arc::clone(&evaluating);
        async move { ended(&job, |ballot| async move { work.evaluate(ballot).await }).await }
    });
    let starting = Arc::clone(&work);
    registry.add(START, BOUNDS, move |job| {
        let work = Arc::clone(&starting);
        async move { ended(&job, |ballot| async move { work.start(ballot).await }).await }
    });
    registry.add_every(LOOK, LOOK_EVERY, Bounds::default(), move |_| {
        let work = Arc::clone(&work);
        async move { answer(work.look().await) }
    });
}

async fn ended<W: Future<Output = Result<(), Fault>>>(job: &Job, work: impl FnOnce(Id) -> W) -> Outcome {
    match <[u8; 16]>::try_from(job.payload.as_slice()) {
        Ok(ballot) => answer(work(Id(ballot)).await),
        Err(_) => Outcome::GiveUp { reason: "its payload cannot be read".to_owned() },
    }
}

fn answer(done: Result<(), Fault>) -> Outcome {
    match done {
        Ok(()) => Outcome::Done,
        Err(fault) => Outcome::retry(format!("the database: {:?}", fault.kind())),
    }
}

impl Work {
    async fn evaluate(&self, ballot: Id) -> Result<(), Fault> {
        let (tools, clock) = (self.tools.clone(), self.app.clock.clone());
        let decided = self.app.db.write("plans.evaluate", move |tx| evaluate::evaluate(tx, &tools, clock.now(), ballot)).await?;
        if decided.is_some() {
            self.app.waker.wake();
        }
        Ok(())
    }

    async fn start(&self, ballot: Id) -> Result<(), Fault> {
        let (tools, clock, follow) = (self.tools.clone(), self.app.clock.clone(), Arc::clone(&self.follow));
        let started = self.app.db.write("plans.start", move |tx| start::start(tx, &tools, clock.now(), ballot, &follow)).await?;
        if started.is_some() {
            self.app.waker.wake();
        }
        Ok(())
    }

    async fn look(&self) -> Result<(), Fault> {
        let now = self.app.clock.now();
        let due = self.app.db.read_newest(move |tx| store::due_ballots(tx, now, DUE_MAX)).await?;
        for (ballot, is_start) in due {
            match is_start {
                true => self.start(ballot).await?,
                false => self.evaluate(ballot).await?,
            }
        }
        Ok(())
    }
}

/// Jobs of one ballot have ids of their own, so that a transaction that is run again queues none twice.
pub(super) fn job_id(kind: &str, ballot: Id, at: i64) -> [u8; 16] {
    let hash = blake3::derive_key(kind, &[ballot.0.as_slice(), &at.to_le_bytes()].concat());
    *hash.first_chunk().expect("a hash has 32 bytes")
}

/// The rule is asked at these instants.
pub(super) fn queue_evaluations(tx: &mut Tx<'_>, ballot: Id, at: [i64; 2], now: i64) -> Result<(), Fault> {
    let job = |run_at| NewJob { id: job_id(EVALUATE, ballot, run_at), kind: EVALUATE, payload: &ballot.0, run_at, created_at: now };
    ::jobs::queue(tx, &at.map(job))
}

/// A decision starts then.
pub(super) fn queue_start(tx: &mut Tx<'_>, ballot: Id, starts_at: i64, now: i64) -> Result<(), Fault> {
    let id = job_id(START, ballot, starts_at);
    ::jobs::queue(tx, &[NewJob { id, kind: START, payload: &ballot.0, run_at: starts_at, created_at: now }])
}
