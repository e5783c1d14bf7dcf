//! Dying at a chosen write, for stories of broken servers; not in release builds.
//!
//! With `DIE_AT_WRITE=before 17` in its environment the process is gone just before its 17th write is committed, with `after 17` just
//! after, before anybody is answered: no destructor runs and nothing is flushed, as if the machine had lost its power. Only transactions
//! that changed a row are counted, so that looking for work moves nothing.

use crate::connection::Connection;
use crate::fault::Fault;
use crate::tx::Tx;
use crate::url::Engine;
use std::cell::Cell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

const VARIABLE: &str = "DIE_AT_WRITE";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Moment {
    Before,
    After,
}

/// The write at whose commit this process dies, if it is to.
pub(crate) struct Deadly {
    moment: Moment,
}

impl Deadly {
    /// Whether the transaction that is about to be committed is the one.
    pub(crate) fn at(connection: &mut Connection) -> Result<Option<Self>, Fault> {
        static WRITES: AtomicU64 = AtomicU64::new(0);
        let Some((moment, number)) = plan() else { return Ok(None) };
        if !has_written(connection)? {
            return Ok(None);
        }
        let is_it = WRITES.fetch_add(1, Ordering::SeqCst) + 1 == number;
        Ok(is_it.then_some(Self { moment }))
    }

    pub(crate) fn before_commit(&self) {
        self.die_at(Moment::Before);
    }

    pub(crate) fn after_commit(&self) {
        self.die_at(Moment::After);
    }

    fn die_at(&self, moment: Moment) {
        if self.moment == moment {
            std::process::abort();
        }
    }
}

fn plan() -> Option<(Moment, u64)> {
    static PLAN: OnceLock<Option<(Moment, u64)>> = OnceLock::new();
    *PLAN.get_or_init(|| {
        #[expect(clippy::disallowed_methods, reason = "no setting: no release build reads it, and `clarion.toml` must not know it")]
        let text = std::env::var(VARIABLE).ok()?;
        let (moment, number) = text.split_once(' ')?;
        let moment = if moment == "before" { Moment::Before } else { Moment::After };
        Some((moment, number.parse().ok()?))
    })
}

fn has_written(connection: &mut Connection) -> Result<bool, Fault> {
    thread_local! {
        /// SQLite counts the rows that a connection ever changed; a connection has a thread of its own.
        static CHANGED: Cell<i64> = const { Cell::new(0) };
    }
    let (engine, mut written) = (connection.engine(), false);
    let text = match engine {
        Engine::Sqlite => "SELECT total_changes()",
        // PostgreSQL numbers a transaction when it first changes something.
        Engine::Postgres => "SELECT CASE WHEN pg_current_xact_id_if_assigned() IS NULL THEN 0::BIGINT ELSE 1::BIGINT END",
    };
    Tx::new(connection).text_rows(text, &[], |row| {
        let number = row.int(0)?;
        written = match engine {
            Engine::Sqlite => CHANGED.replace(number) != number,
            Engine::Postgres => number == 1,
        };
        Ok(())
    })?;
    Ok(written)
}
