//! One connection of either engine: how a transaction begins, ends, and is run again.

use crate::fault::{Fault, FaultKind};
use crate::inline::Life;
use crate::postgres::Server;
use crate::sqlite::Lite;
use crate::tx::Tx;
use crate::url::{DatabaseUrl, Engine};
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

/// How long a write is tried again while the database is away, counted from when it was asked.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE_MIN: Duration = Duration::from_millis(20);
const PAUSE_MAX: Duration = Duration::from_millis(500);
/// Two slices that met go one after the other; more than this is no accident.
const COLLISIONS_MAX: u32 = 8;

pub(crate) enum Inner {
    Sqlite(Lite),
    Postgres(Box<Server>),
}

/// A connection with its place among the writers.
pub(crate) struct Connection {
    pub(crate) inner: Inner,
    pub(crate) stripe: i64,
    /// Of a simulation's connection only.
    pub(crate) life: Option<Life>,
}

/// What a transaction may do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    Read,
    Write,
}

impl Connection {
    pub(crate) fn open(url: &DatabaseUrl, writes: bool, stripe: i64) -> Result<Self, Fault> {
        let inner = match url {
            DatabaseUrl::Sqlite(path) => Inner::Sqlite(Lite::open(path, writes)?),
            DatabaseUrl::Postgres(text) => Inner::Postgres(Box::new(Server::open(text, writes)?)),
        };
        Ok(Self { inner, stripe, life: None })
    }

    pub(crate) fn engine(&self) -> Engine {
        match self.inner {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    pub(crate) fn batch(&mut self, text: &str) -> Result<(), Fault> {
        match &mut self.inner {
            Inner::Sqlite(lite) => lite.batch(text),
            Inner::Postgres(server) => server.batch(text),
        }
    }

    /// For the rest of this transaction statements may take as long as they do.
    pub(crate) fn take_time(&mut self) -> Result<(), Fault> {
        match &mut self.inner {
            Inner::Sqlite(_) => Ok(()),
            Inner::Postgres(server) => server.take_time(),
        }
    }

    /// One write transaction, and how long its statements took (the commit apart).
    pub(crate) fn write<T>(
        &mut self,
        since: Instant,
        run: &dyn Fn(&mut Tx<'_>) -> Result<T, Fault>,
    ) -> (Result<T, Fault>, Duration) {
        self.again(since, Work::Write, run)
    }

    /// One snapshot, read only.
    pub(crate) fn read<T>(&mut self, since: Instant, run: &dyn Fn(&mut Tx<'_>) -> Result<T, Fault>) -> Result<T, Fault> {
        self.again(since, Work::Read, run).0
    }

    fn begin(&mut self, work: Work) -> Result<(), Fault> {
        if let Some(life) = &self.life {
            life.check()?;
        }
        self.batch(match (self.engine(), work) {
            (Engine::Sqlite, Work::Write) => "BEGIN IMMEDIATE",
            (Engine::Sqlite, Work::Read) | (Engine::Postgres, Work::Write) => "BEGIN",
            (Engine::Postgres, Work::Read) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        })
    }

    /// Runs the closure until it committed, was refused, or patience ended. A commit in doubt is run again: closures are idempotent.
    fn again<T>(
        &mut self,
        since: Instant,
        work: Work,
        run: &dyn Fn(&mut Tx<'_>) -> Result<T, Fault>,
    ) -> (Result<T, Fault>, Duration) {
        let mut pause = PAUSE_MIN;
        let mut collisions = 0;
        loop {
            let (result, took) = self.once(work, run);
            let Err(fault) = result else { return (result, took) };
            let again = match fault.kind() {
                // A simulation's faults end by themselves, and the machine's clock must not decide about them.
                FaultKind::Away => self.life.is_some() || since.elapsed() < PATIENCE,
                FaultKind::Collision => {
                    collisions += 1;
                    collisions <= COLLISIONS_MAX
                }
                _ => false,
            };
            if !again {
                return (Err(fault), took);
            }
            metrics::counter!("clarion_database_retries_total").increment(1);
            if self.life.is_none() {
                std::thread::park_timeout(pause);
            }
            pause = (pause * 2).min(PAUSE_MAX);
        }
    }

    fn once<T>(&mut self, work: Work, run: &dyn Fn(&mut Tx<'_>) -> Result<T, Fault>) -> (Result<T, Fault>, Duration) {
        let start = Instant::now();
        let ran = match self.begin(work) {
            Ok(()) => std::panic::catch_unwind(AssertUnwindSafe(|| run(&mut Tx::new(self))))
                .unwrap_or_else(|_| Err(Fault::bug("a database closure panicked"))),
            Err(fault) => Err(fault),
        };
        let took = start.elapsed();
        let result = ran.and_then(|value| self.end(work).map(|()| value));
        if let Err(fault) = &result {
            self.undo(fault.kind());
        }
        (result, took)
    }

    fn end(&mut self, work: Work) -> Result<(), Fault> {
        if self.life.is_some() && work == Work::Write { self.commit_by_fate() } else { self.commit() }
    }

    #[cfg(not(debug_assertions))]
    fn commit(&mut self) -> Result<(), Fault> {
        self.batch("COMMIT")
    }

    /// The same, for stories in which the process dies here.
    #[cfg(debug_assertions)]
    fn commit(&mut self) -> Result<(), Fault> {
        let deadly = crate::dying::Deadly::at(self)?;
        if let Some(deadly) = &deadly {
            deadly.before_commit();
        }
        self.batch("COMMIT")?;
        if let Some(deadly) = &deadly {
            deadly.after_commit();
        }
        Ok(())
    }

    fn undo(&mut self, kind: FaultKind) {
        match &mut self.inner {
            Inner::Sqlite(lite) => {
                if lite.is_in_transaction() && lite.batch("ROLLBACK").is_err() {
                    tracing::error!("sqlite: a transaction could not be rolled back");
                }
            }
            Inner::Postgres(server) => {
                let lost = kind == FaultKind::Away || (server.has_connection() && server.batch("ROLLBACK").is_err());
                if lost {
                    server.drop_connection();
                }
            }
        }
    }
}
