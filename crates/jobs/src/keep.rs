//! What is kept of ended jobs, how long, and the few figures an operator looks at.

use db::{Db, Fault, Tx, Val};

const HOUR_MICROS: i64 = 3_600_000_000;
/// A day, and an hour for nodes whose clocks differ: while it stands, the job of a period is not queued again.
const DONE_KEPT_MICROS: i64 = 25 * HOUR_MICROS;
/// Long enough for somebody to look at what failed.
const GIVEN_UP_KEPT_MICROS: i64 = 30 * 24 * HOUR_MICROS;
/// Rows deleted with one commit.
const SLICE_ROWS: i64 = 500;

db::statements! {
    /// `state <> 0` is said in the index's own words, or SQLite would not use it.
    DELETE_ENDED = "DELETE FROM job WHERE id IN (SELECT id FROM job WHERE state <> 0 AND state = $1 AND ended_at < $2 \
                    ORDER BY ended_at LIMIT $3)";
    COUNT_WAITING = "SELECT COUNT(*), CAST(SUM(CASE WHEN run_at <= $1 THEN 1 ELSE 0 END) AS BIGINT), \
                     MIN(CASE WHEN run_at <= $1 THEN run_at END) FROM job WHERE state = 0";
    COUNT_GIVEN_UP = "SELECT COUNT(*) FROM job WHERE state <> 0 AND state = 2";
}

/// How the queue stands, for `doctor` and `/metrics`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Jobs not ended: later ones, due ones and those that run.
    pub waiting: i64,
    /// Of these, jobs that could run and that nobody has taken; among them such of kinds no node knows.
    pub due: i64,
    /// Since when the oldest of them is due, in microseconds UTC. Minutes mean that no worker runs, or too few.
    pub due_since: Option<i64>,
    /// Jobs given up in the last 30 days.
    pub given_up: i64,
}

/// How the queue stands at `now`, in microseconds UTC.
pub fn figures(tx: &mut Tx<'_>, now: i64) -> Result<Figures, Fault> {
    let read = |row: &db::Row<'_>| Ok((row.int(0)?, row.maybe_int(1)?.unwrap_or(0), row.maybe_int(2)?));
    let (waiting, due, due_since) = tx.first(&COUNT_WAITING, &[Val::Int(now)], read)?.unwrap_or_default();
    let given_up = tx.first(&COUNT_GIVEN_UP, &[], |row| row.int(0))?.unwrap_or(0);
    Ok(Figures { waiting, due, due_since, given_up })
}

/// Deletes what was done more than a day ago and given up more than 30 days ago, a slice a commit; how many. Meant for a kind of
/// job that runs every day.
pub async fn clean_up(db: &Db, now: i64) -> Result<u64, Fault> {
    let mut deleted = 0;
    for (state, kept) in [(crate::store::Ending::DONE, DONE_KEPT_MICROS), (crate::store::Ending::GIVEN_UP, GIVEN_UP_KEPT_MICROS)] {
        loop {
            let slice = db
                .write("jobs.clean_up", move |tx| {
                    tx.run(&DELETE_ENDED, &[Val::Int(state), Val::Int(now.saturating_sub(kept)), Val::Int(SLICE_ROWS)])
                })
                .await?;
            deleted += slice;
            if slice < SLICE_ROWS as u64 {
                break;
            }
        }
    }
    Ok(deleted)
}
