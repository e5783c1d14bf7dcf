//! The loop of a worker: run what was claimed, and in one transaction settle what ended, keep what runs, claim what is due.
//!
//! Many jobs share a commit without a timer that holds anybody up: whatever ends while one round is written goes into the next.

use crate::outcome::{Outcome, ending, handed_back, micros};
use crate::registry::Registry;
use crate::store::{self, Ending, Job, Lease, Room, Round, RoundDone};
use crate::worker::{Clock, Settings};
use db::{Db, Fault};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio::time::Instant;

/// How often a worker looks for work that another node queued.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Rounds keep this distance unless many jobs ended, so that single jobs do not take a commit each from people who wait.
const ROUND_EVERY_MIN: Duration = Duration::from_millis(5);

struct Running {
    kind: &'static str,
    lease: Lease,
    /// By our own clock; microseconds UTC.
    lease_until: i64,
    abort: AbortHandle,
}

pub(crate) struct Rounds {
    db: Db,
    registry: Arc<Registry>,
    now: Clock,
    settings: Settings,
    wakes: watch::Receiver<()>,
    tasks: JoinSet<Outcome>,
    running: HashMap<Id, Running>,
    /// Ended, not yet written down.
    endings: Vec<Ending>,
    /// The newest period of each scheduled kind that is known to be queued.
    periods: BTreeMap<&'static str, i64>,
    beat_at: Instant,
    last_round: Option<Instant>,
}

impl Rounds {
    pub(crate) fn new(db: Db, registry: Arc<Registry>, now: Clock, settings: Settings) -> Self {
        let wakes = settings.waker.subscribe();
        let beat_at = Instant::now() + settings.lease / 3;
        let (tasks, running, endings, periods) = (JoinSet::new(), HashMap::new(), Vec::new(), BTreeMap::new());
        Self { db, registry, now, settings, wakes, tasks, running, endings, periods, beat_at, last_round: None }
    }

    pub(crate) async fn run(mut self, mut stopped: watch::Receiver<bool>) {
        let mut wait = Duration::ZERO;
        loop {
            let wake_at = (Instant::now() + wait).min(self.beat_at);
            tokio::select! {
                Some(ended) = self.tasks.join_next_with_id() => self.note(ended),
                _ = self.wakes.changed() => {}
                () = tokio::time::sleep_until(wake_at) => {}
                _ = stopped.changed() => break,
            }
            self.keep_distance().await;
            wait = self.round(true).await;
        }
        self.finish().await;
    }

    /// Lets single endings gather for a moment; many of them go at once.
    async fn keep_distance(&mut self) {
        self.note_ended();
        let Some(at) = self.last_round.map(|at| at + ROUND_EVERY_MIN) else { return };
        while self.endings.len() * 2 < self.settings.parallel {
            tokio::select! {
                Some(ended) = self.tasks.join_next_with_id() => self.note(ended),
                () = tokio::time::sleep_until(at) => return,
            }
        }
    }

    /// Takes nothing more; waits for what runs until the deadline, then hands the rest back.
    async fn finish(mut self) {
        let deadline = Instant::now() + self.settings.stop_wait;
        while !self.tasks.is_empty() && Instant::now() < deadline {
            tokio::select! {
                Some(ended) = self.tasks.join_next_with_id() => self.note(ended),
                () = tokio::time::sleep_until(self.beat_at.min(deadline)) => {}
            }
            self.round(false).await;
        }
        self.tasks.shutdown().await;
        let now = (self.now)();
        self.endings.extend(self.running.drain().map(|(_, running)| handed_back(running.lease, now)));
        self.round(false).await;
    }

    fn note_ended(&mut self) {
        while let Some(ended) = self.tasks.try_join_next_with_id() {
            self.note(ended);
        }
    }

    fn note(&mut self, ended: Result<(Id, Outcome), JoinError>) {
        let (id, outcome) = match ended {
            Ok((id, outcome)) => (id, outcome),
            // Cut off because the claim was lost: it is no longer ours to say anything about.
            Err(error) if error.is_cancelled() => {
                self.running.remove(&error.id());
                return;
            }
            Err(error) => (error.id(), Outcome::retry("its handler panicked")),
        };
        if let Some(running) = self.running.remove(&id) {
            self.end(&running, outcome);
        }
    }

    fn end(&mut self, running: &Running, outcome: Outcome) {
        let Some(kind) = self.registry.kinds.get(running.kind) else { return };
        let ending = ending(&kind.bounds, running.lease, outcome, (self.now)());
        let word = match ending.state {
            Ending::DONE => "done",
            Ending::GIVEN_UP => "given up",
            _ => "retry",
        };
        if ending.state == Ending::GIVEN_UP {
            let job = hex(&ending.lease.id);
            tracing::warn!(
                job,
                kind = running.kind,
                attempts = ending.lease.attempts,
                reason = ending.reason,
                "a job was given up"
            );
        }
        metrics::counter!("clarion_jobs_ended_total", "kind" => running.kind, "outcome" => word).increment(1);
        self.endings.push(ending);
    }

    /// One exchange with the database; how long the next may wait.
    async fn round(&mut self, claims: bool) -> Duration {
        self.note_ended();
        let round = self.next_round(claims);
        let wait = match self.exchange(round).await {
            Ok(wait) => wait,
            Err(fault) => {
                tracing::error!(%fault, "jobs: a round was not written");
                LOOK_EVERY
            }
        };
        self.last_round = Some(Instant::now());
        self.drop_lapsed();
        wait
    }

    async fn exchange(&mut self, round: Round) -> Result<Duration, Fault> {
        if round.endings.is_empty() && round.beats.is_empty() && round.planned.is_empty() {
            // Nothing to write: a look costs no writer anything.
            let (rooms, now) = (round.rooms.clone(), round.now);
            let (due, next) = self.db.read_newest(move |tx| store::look(tx, &rooms, now)).await?;
            if due.is_empty() {
                return Ok(wait_until(next, now));
            }
        }
        let round = Arc::new(round);
        let asked = Arc::clone(&round);
        let done = self.db.write("jobs.round", move |tx| store::round(tx, &asked)).await?;
        Ok(self.took(&round, done))
    }

    fn next_round(&mut self, claims: bool) -> Round {
        let now = (self.now)();
        self.endings.sort_unstable_by_key(|ending| ending.lease);
        let mut beats = Vec::new();
        // Also where the clock has leapt past a lease: what nobody else took goes on. Claimed again by the worker that runs it, a job
        // would run twice, and the end of the first run would be lost.
        let has_lapsed = self.running.values().any(|running| running.lease_until <= now);
        if has_lapsed || Instant::now() >= self.beat_at {
            self.beat_at = Instant::now() + self.settings.lease / 3;
            beats.extend(self.running.values().map(|running| running.lease));
            beats.sort_unstable();
        }
        let free = self.settings.parallel.saturating_sub(self.tasks.len());
        Round {
            worker: self.settings.worker_id,
            now,
            lease_until: now.saturating_add(micros(self.settings.lease)),
            endings: self.endings.clone(),
            beats,
            planned: if claims { self.registry.planned(now, &self.periods) } else { Vec::new() },
            rooms: if claims && free > 0 { self.rooms() } else { Vec::new() },
            free,
        }
    }

    fn rooms(&self) -> Vec<Room> {
        let mut taken: HashMap<&str, usize> = HashMap::new();
        for running in self.running.values() {
            *taken.entry(running.kind).or_default() += 1;
        }
        let room = |(kind, known): (&&'static str, &crate::registry::Kind)| {
            let jobs_max = known.bounds.parallel_max.saturating_sub(taken.get(*kind).copied().unwrap_or(0));
            Room { kind, jobs_max }
        };
        self.registry.kinds.iter().map(room).filter(|room| room.jobs_max > 0).collect()
    }

    fn took(&mut self, round: &Round, done: RoundDone) -> Duration {
        let late = round.endings.len() as u64 - done.settled.min(round.endings.len() as u64);
        metrics::counter!("clarion_jobs_late_answers_total").increment(late);
        self.endings.clear();
        self.periods.extend(round.planned.iter().map(|planned| (planned.kind, planned.period)));
        for running in self.running.values_mut().filter(|running| round.beats.contains(&running.lease)) {
            match done.kept.contains(&running.lease.id) {
                true => running.lease_until = round.lease_until,
                false => running.abort.abort(),
            }
        }
        for job in done.claimed {
            self.start(job, round.lease_until);
        }
        if done.more { Duration::ZERO } else { wait_until(done.next, round.now) }
    }

    fn start(&mut self, job: Job, lease_until: i64) {
        let Some(known) = self.registry.kinds.get(job.kind) else { return };
        let (kind, lease) = (job.kind, Lease { id: job.id, attempts: job.attempt });
        let (handler, run_time_max) = (Arc::clone(&known.handler), known.bounds.run_time_max);
        // Such a job took its workers down with it each time, or it would have been given up before.
        let too_often = job.attempt > known.bounds.attempts_max;
        let abort = self.tasks.spawn(async move {
            if too_often {
                return Outcome::GiveUp { reason: "its worker was lost at every attempt".to_owned() };
            }
            let run = handler(job);
            tokio::time::timeout(run_time_max, run).await.unwrap_or_else(|_| Outcome::retry("it took too long"))
        });
        self.running.insert(abort.id(), Running { kind, lease, lease_until, abort });
    }

    /// What could not be kept in time may already run elsewhere, so it ends here.
    fn drop_lapsed(&mut self) {
        let now = (self.now)();
        for running in self.running.values().filter(|running| running.lease_until <= now) {
            running.abort.abort();
        }
    }
}

fn wait_until(next: Option<i64>, now: i64) -> Duration {
    let wait = next.map_or(i64::MAX, |next| next - now).max(0);
    Duration::from_micros(wait as u64).clamp(Duration::from_millis(1), LOOK_EVERY)
}

fn hex(id: &[u8; 16]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}
