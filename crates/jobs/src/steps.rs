//! One job after the other, each when it is asked for: how a simulation, which moves the time itself, does later work.
//!
//! The same exchange with the database as a worker's rounds, with room for one job: what a step claims it runs to its end and writes
//! down. No run is cut off here: a simulated clock stands still meanwhile.

use crate::outcome::{Outcome, ending, micros};
use crate::registry::Registry;
use crate::store::{self, Ending, Job, Lease, Room, Round, RoundDone};
use crate::worker::{Clock, Settings};
use db::{Db, Fault};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a step did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stepped {
    /// The kind of job.
    pub kind: &'static str,
    /// What its handler answered.
    pub outcome: Outcome,
}

/// A worker without a loop. Dropped in a step it leaves the job to the end of its lease, like one that was killed.
pub struct Steps {
    db: Db,
    registry: Registry,
    now: Clock,
    settings: Settings,
    /// The newest period of each scheduled kind that is known to be queued.
    periods: BTreeMap<&'static str, i64>,
}

impl Steps {
    /// Does nothing until it is asked to.
    pub fn new(db: Db, registry: Registry, now: Clock, settings: Settings) -> Self {
        Self { db, registry, now, settings, periods: BTreeMap::new() }
    }

    /// Does the job that has been due longest; `None` where none is.
    pub async fn run_due_once(&mut self) -> Result<Option<Stepped>, Fault> {
        let Some(job) = self.exchange(Vec::new(), 1).await?.claimed.into_iter().next() else { return Ok(None) };
        let Some(known) = self.registry.kinds.get(job.kind) else { return Ok(None) };
        let (kind, bounds, lease) = (job.kind, known.bounds, Lease { id: job.id, attempts: job.attempt });
        let outcome = self.run(job).await;
        let ending = ending(&bounds, lease, outcome.clone(), (self.now)());
        self.exchange(vec![ending], 0).await?;
        Ok(Some(Stepped { kind, outcome }))
    }

    async fn run(&self, job: Job) -> Outcome {
        match self.registry.kinds.get(job.kind) {
            Some(known) if job.attempt <= known.bounds.attempts_max => (Arc::clone(&known.handler))(job).await,
            _ => Outcome::GiveUp { reason: "its worker was lost at every attempt".to_owned() },
        }
    }

    async fn exchange(&mut self, endings: Vec<Ending>, jobs_max: usize) -> Result<RoundDone, Fault> {
        let now = (self.now)();
        let planned = if jobs_max > 0 { self.registry.planned(now, &self.periods) } else { Vec::new() };
        let rooms: Vec<Room> = self.registry.kinds.keys().map(|kind| Room { kind, jobs_max }).collect();
        if endings.is_empty() && planned.is_empty() {
            let asked = rooms.clone();
            if self.db.read_newest(move |tx| store::look(tx, &asked, now)).await?.0.is_empty() {
                return Ok(RoundDone::default());
            }
        }
        let periods: Vec<(&'static str, i64)> = planned.iter().map(|planned| (planned.kind, planned.period)).collect();
        let lease_until = now.saturating_add(micros(self.settings.lease));
        let (worker, beats) = (self.settings.worker_id, Vec::new());
        let rooms = if jobs_max > 0 { rooms } else { Vec::new() };
        let round = Round { worker, now, lease_until, endings, beats, planned, rooms, free: jobs_max };
        let done = self.db.write("jobs.round", move |tx| store::round(tx, &round)).await?;
        self.periods.extend(periods);
        Ok(done)
    }
}
