//! One connection on the caller's own thread: for simulations, which must see the same faults at the same writes each time.
//!
//! Whoever opens a database so is asked at every commit what becomes of it ([`Fate`]). Everything above stays as it is: the queue
//! runs at once whatever it is given. A connection that died says so to whoever asks it anything; open the database again, as a new
//! process would. Nothing here is for serving people: there is one connection, and on SQLite no commit waits for the disk.

use crate::connection::{Connection, Inner};
use crate::fault::{Fault, FaultKind};
use crate::queue::Job;
use crate::url::{DatabaseUrl, Engine};
use std::sync::Arc;
use std::time::Instant;

/// What becomes of a write that is about to be committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is committed, and its answer arrives.
    Commits,
    /// The connection is lost before: nothing is written, and the closure runs again.
    LostBefore,
    /// The connection is lost after: it is written, nobody knows, and the closure runs again.
    LostAfter,
    /// The process ends before: nothing is written, nobody is answered.
    DiesBefore,
    /// The process ends after: it is written, nobody is answered.
    DiesAfter,
}

/// Decides the fate of each write in their order.
pub type Fates = Arc<dyn Fn() -> Fate + Send + Sync>;

/// The fates of one connection, as long as its process lives.
pub(crate) struct Life {
    fates: Fates,
    has_ended: bool,
}

impl Life {
    /// What everybody hears once it has ended.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        if self.has_ended { Err(Fault::new(FaultKind::Busy, "the process has ended")) } else { Ok(()) }
    }
}

/// Opens the one connection.
pub(crate) fn open(url: &DatabaseUrl, fates: Fates) -> Result<Connection, Fault> {
    let mut connection = Connection::open(url, true, 0)?;
    let unsynced = match &connection.inner {
        Inner::Sqlite(_) => "PRAGMA synchronous = OFF",
        Inner::Postgres(_) => "SET synchronous_commit = off",
    };
    connection.batch(unsynced)?;
    connection.life = Some(Life { fates, has_ended: false });
    Ok(connection)
}

/// Runs a job at once. The client of PostgreSQL waits inside a runtime of its own, and the caller may be in one already: there the job
/// has a thread for as long as it takes, while its caller waits.
pub(crate) fn run(connection: &mut Connection, job: Job) {
    match connection.engine() {
        Engine::Sqlite => job(connection, Instant::now()),
        Engine::Postgres => std::thread::scope(|scope| drop(scope.spawn(|| job(connection, Instant::now())).join())),
    }
}

impl Connection {
    /// Commits, as far as its fate allows.
    pub(crate) fn commit_by_fate(&mut self) -> Result<(), Fault> {
        let fate = self.life.as_ref().map_or(Fate::Commits, |life| (life.fates)());
        if let Some(life) = &mut self.life {
            life.has_ended = matches!(fate, Fate::DiesBefore | Fate::DiesAfter);
        }
        if !matches!(fate, Fate::LostBefore | Fate::DiesBefore) {
            self.batch("COMMIT")?;
        }
        match fate {
            Fate::Commits => Ok(()),
            Fate::LostBefore | Fate::LostAfter => Err(Fault::new(FaultKind::Away, "the connection was lost")),
            // A fault that nothing runs again.
            Fate::DiesBefore | Fate::DiesAfter => Err(Fault::new(FaultKind::Busy, "the process has ended")),
        }
    }
}
