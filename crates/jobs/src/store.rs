//! All SQL of the queue.
//!
//! `run_at` says when a worker may next take a job: claiming moves it to the end of the lease, so one index finds both what is due
//! and what a dead worker left. A claim is named by its worker and the number of the attempt; whatever is written about a run is
//! written only while that claim still stands.

use crate::registry::period_id;
use db::{Engine, Fault, Statement, Tx, Val};

db::statements! {
    QUEUE = "INSERT INTO job (id, kind, payload, state, run_at, attempts, reason, created_at) \
             VALUES ($1, $2, $3, 0, $4, 0, '', $5) ON CONFLICT (id) DO NOTHING";
    /// When the first job of a kind may be taken. Asked for each known kind, so jobs of unknown kinds are never met.
    NEXT = "SELECT kind, run_at FROM job WHERE state = 0 AND kind = $1 ORDER BY run_at LIMIT 1";
    SETTLE = "UPDATE job SET state = $4, run_at = $5, reason = $6, ended_at = $7, attempts = $8, worker = NULL \
              WHERE id = $1 AND attempts = $2 AND worker = $3 AND state = 0";
    BEAT = "UPDATE job SET run_at = $4 WHERE id = $1 AND attempts = $2 AND worker = $3 AND state = 0 RETURNING id";
}

/// One writer: nobody else can claim meanwhile.
mod sqlite {
    db::statements! {
        CLAIM = "UPDATE job SET run_at = $3, worker = $4, attempts = attempts + 1 \
                 WHERE id IN (SELECT id FROM job WHERE state = 0 AND kind = $1 AND run_at <= $2 ORDER BY run_at LIMIT $5) \
                 RETURNING id, attempts, payload, created_at";
    }
}

/// Several nodes claim at once, each passing over what another is just taking. The rows are chosen in a CTE, which runs once; a
/// subquery might be run again for every row and then claim more than its LIMIT.
mod postgres {
    db::statements! {
        CLAIM = "WITH due AS (SELECT id FROM job WHERE state = 0 AND kind = $1 AND run_at <= $2 ORDER BY run_at LIMIT $5 \
                 FOR UPDATE SKIP LOCKED) \
                 UPDATE job SET run_at = $3, worker = $4, attempts = attempts + 1 FROM due WHERE job.id = due.id \
                 RETURNING job.id, job.attempts, job.payload, job.created_at";
    }
}

/// Every statement that this engine runs, for the test that prepares them.
pub fn statements(engine: Engine) -> Vec<&'static Statement> {
    let claim = match engine {
        Engine::Sqlite => sqlite::STATEMENTS,
        Engine::Postgres => postgres::STATEMENTS,
    };
    [STATEMENTS, claim, crate::keep::STATEMENTS].concat()
}

/// Work to be done after the transaction that queues it.
#[derive(Clone, Copy, Debug)]
pub struct NewJob<'a> {
    /// A new id; queueing the same id again changes nothing.
    pub id: [u8; 16],
    /// A kind of the [`Registry`](crate::Registry).
    pub kind: &'static str,
    /// Ids only, never a name, address or text.
    pub payload: &'a [u8],
    /// Not before this, in microseconds UTC.
    pub run_at: i64,
    /// Microseconds UTC.
    pub created_at: i64,
}

/// A job as its handler sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: [u8; 16],
    /// Its kind.
    pub kind: &'static str,
    /// What was queued with it.
    pub payload: Vec<u8>,
    /// Counts from 1, without runs that a stopping worker cut off. Any job may have been run in part before.
    pub attempt: i64,
    /// When it was queued, in microseconds UTC.
    pub created_at: i64,
}

/// Queues work in a transaction; it exists when the transaction commits.
pub fn queue(tx: &mut Tx<'_>, jobs: &[NewJob<'_>]) -> Result<(), Fault> {
    let rows: Vec<[Val<'_>; 5]> = jobs
        .iter()
        .map(|job| [Val::from(&job.id), job.kind.into(), job.payload.into(), job.run_at.into(), job.created_at.into()])
        .collect();
    tx.many(&QUEUE, &rows).map(drop)
}

/// One claim: the attempt tells it from an earlier one of the same worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Lease {
    pub(crate) id: [u8; 16],
    pub(crate) attempts: i64,
}

/// What is written down when a run ends.
#[derive(Clone, Debug)]
pub(crate) struct Ending {
    pub(crate) lease: Lease,
    pub(crate) state: i64,
    pub(crate) run_at: i64,
    pub(crate) reason: String,
    pub(crate) ended_at: Option<i64>,
    /// What is counted from now on.
    pub(crate) attempts: i64,
}

impl Ending {
    pub(crate) const WAITING: i64 = 0;
    pub(crate) const DONE: i64 = 1;
    pub(crate) const GIVEN_UP: i64 = 2;
}

/// The job of a period, still to be queued.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    pub(crate) kind: &'static str,
    /// Microseconds.
    pub(crate) every: i64,
    /// Counted since 1970.
    pub(crate) period: i64,
}

/// How many jobs of a kind may be taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    pub(crate) kind: &'static str,
    pub(crate) jobs_max: usize,
}

/// All that a worker wants of the database at one time, in one transaction.
#[derive(Debug)]
pub(crate) struct Round {
    pub(crate) worker: [u8; 16],
    pub(crate) now: i64,
    pub(crate) lease_until: i64,
    /// Sorted by id, like the beats, so that two workers never wait for each other.
    pub(crate) endings: Vec<Ending>,
    pub(crate) beats: Vec<Lease>,
    pub(crate) planned: Vec<Planned>,
    pub(crate) rooms: Vec<Room>,
    /// Of all kinds together.
    pub(crate) free: usize,
}

/// What came of a [`Round`].
#[derive(Debug, Default)]
pub(crate) struct RoundDone {
    /// Endings whose claim still stood.
    pub(crate) settled: u64,
    /// Beats whose claim still stood.
    pub(crate) kept: Vec<[u8; 16]>,
    pub(crate) claimed: Vec<Job>,
    /// When the first of the jobs that are not yet due is.
    pub(crate) next: Option<i64>,
    /// There is room, and more is due.
    pub(crate) more: bool,
}

/// Settles, keeps and claims.
pub(crate) fn round(tx: &mut Tx<'_>, round: &Round) -> Result<RoundDone, Fault> {
    let mut done = RoundDone { settled: settle(tx, round)?, kept: beat(tx, round)?, ..RoundDone::default() };
    plan(tx, round)?;
    let (due, next) = look(tx, &round.rooms, round.now)?;
    done.next = next;
    let mut free = round.free;
    for (at, room) in due.iter().enumerate() {
        // A fair share of what is free, so that a crowd of one kind does not keep the others waiting.
        let asked = room.jobs_max.min(free.div_ceil(due.len() - at));
        let claimed = claim(tx, round, room.kind, asked)?;
        free -= claimed.len().min(free);
        done.more |= claimed.len() == asked && asked < room.jobs_max;
        done.claimed.extend(claimed);
    }
    done.more &= free > 0;
    Ok(done)
}

fn settle(tx: &mut Tx<'_>, round: &Round) -> Result<u64, Fault> {
    let worker = Val::from(&round.worker);
    let rows: Vec<[Val<'_>; 8]> = round
        .endings
        .iter()
        .map(|ending| {
            let (id, attempts) = (Val::from(&ending.lease.id), ending.lease.attempts.into());
            let (state, run_at, ended_at) = (ending.state.into(), ending.run_at.into(), ending.ended_at.into());
            [id, attempts, worker, state, run_at, (&ending.reason).into(), ended_at, ending.attempts.into()]
        })
        .collect();
    tx.many(&SETTLE, &rows)
}

fn beat(tx: &mut Tx<'_>, round: &Round) -> Result<Vec<[u8; 16]>, Fault> {
    let rows: Vec<[Val<'_>; 4]> = round
        .beats
        .iter()
        .map(|lease| [Val::from(&lease.id), lease.attempts.into(), (&round.worker).into(), round.lease_until.into()])
        .collect();
    let mut kept = Vec::new();
    tx.many_rows(&BEAT, &rows, |row| {
        kept.push(row.id(0)?);
        Ok(())
    })?;
    Ok(kept)
}

fn plan(tx: &mut Tx<'_>, round: &Round) -> Result<(), Fault> {
    let jobs: Vec<NewJob<'_>> = round
        .planned
        .iter()
        .map(|planned| {
            let id = period_id(planned.kind, planned.period);
            let run_at = planned.period.saturating_mul(planned.every);
            NewJob { id, kind: planned.kind, payload: &[], run_at, created_at: round.now }
        })
        .collect();
    queue(tx, &jobs)
}

/// The rooms whose kind has something due, the longest due first, and when the first of the others will have.
pub(crate) fn look(tx: &mut Tx<'_>, rooms: &[Room], now: i64) -> Result<(Vec<Room>, Option<i64>), Fault> {
    let kinds: Vec<[Val<'_>; 1]> = rooms.iter().map(|room| [Val::from(room.kind)]).collect();
    let mut firsts: Vec<(i64, String)> = Vec::new();
    tx.many_rows(&NEXT, &kinds, |row| {
        firsts.push((row.int(1)?, row.text(0)?));
        Ok(())
    })?;
    firsts.sort_unstable();
    let due = firsts.iter().take_while(|(run_at, _)| *run_at <= now);
    let due: Vec<Room> = due.filter_map(|(_, kind)| rooms.iter().find(|room| room.kind == kind).copied()).collect();
    let next = firsts.iter().map(|(run_at, _)| *run_at).find(|run_at| *run_at > now);
    Ok((due, next))
}

fn claim(tx: &mut Tx<'_>, round: &Round, kind: &'static str, jobs_max: usize) -> Result<Vec<Job>, Fault> {
    if jobs_max == 0 {
        return Ok(Vec::new());
    }
    let statement = match tx.engine() {
        Engine::Sqlite => &sqlite::CLAIM,
        Engine::Postgres => &postgres::CLAIM,
    };
    let params: [Val<'_>; 5] =
        [kind.into(), round.now.into(), round.lease_until.into(), (&round.worker).into(), Val::Int(jobs_max as i64)];
    tx.rows(statement, &params, |row| {
        Ok(Job { id: row.id(0)?, kind, attempt: row.int(1)?, payload: row.bytes(2)?, created_at: row.int(3)? })
    })
}
