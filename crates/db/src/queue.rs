//! The database threads and the queue before them.

use crate::connection::Connection;
use crate::fault::{Fault, FaultKind};
use crate::inline::{self, Fates};
use crate::migrate::{self, Migration};
use crate::statement::Statement;
use crate::tx::Tx;
use crate::url::{DatabaseUrl, Engine};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// How many threads, and how many may wait.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Threads that read.
    pub readers: usize,
    /// Closures that may wait in one queue; more are answered [`FaultKind::Busy`].
    pub waiting_max: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { readers: 4, waiting_max: 4096 }
    }
}

/// Why a database could not be opened, with the engine's word.
#[derive(Debug, thiserror::Error)]
#[error("the database cannot be opened: {0}")]
pub struct OpenFault(#[from] pub Fault);

/// On PostgreSQL a third write connection brought nothing when it was measured; SQLite has one writer.
const POSTGRES_WRITERS: usize = 2;

/// The two lanes of a queue: bulk work goes behind people, for a second ([`BULK_WAIT_MAX`]).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    People,
    Bulk,
}

pub(crate) type Job = Box<dyn FnOnce(&mut Connection, Instant) + Send>;

/// Bulk work that has waited so long goes before people. Without an end of its waiting it would be committed long after its ids were drawn,
/// and lists that take later ids as all there are (`osdi/marks.rs`) would pass it over.
const BULK_WAIT_MAX: Duration = Duration::from_secs(1);
/// It goes before people so often at most. Its closures take 20 ms: four fifths of the time stay for people, however much bulk work waits.
const BULK_FIRST_EVERY: Duration = Duration::from_millis(100);

#[derive(Default)]
struct Waiting {
    people: VecDeque<(Instant, Job)>,
    bulk: VecDeque<(Instant, Job)>,
    /// When bulk work went before people last.
    bulk_first_at: Option<Instant>,
    closed: bool,
}

impl Waiting {
    fn take(&mut self, now: Instant) -> Option<(Instant, Job)> {
        if !self.people.is_empty() && self.bulk_goes_first(now) {
            self.bulk_first_at = Some(now);
            return self.bulk.pop_front();
        }
        self.people.pop_front().or_else(|| self.bulk.pop_front())
    }

    fn bulk_goes_first(&self, now: Instant) -> bool {
        let has_waited = self.bulk.front().is_some_and(|(since, _)| now.duration_since(*since) >= BULK_WAIT_MAX);
        has_waited && self.bulk_first_at.is_none_or(|at| now.duration_since(at) >= BULK_FIRST_EVERY)
    }
}

pub(crate) struct Queue {
    waiting: Mutex<Waiting>,
    wake: Condvar,
    waiting_max: usize,
    /// Where nobody waits: whoever comes runs what they bring, at once.
    inline: Option<Mutex<Connection>>,
}

impl Queue {
    fn new(waiting_max: usize) -> Arc<Self> {
        Arc::new(Self { waiting: Mutex::default(), wake: Condvar::new(), waiting_max, inline: None })
    }

    fn inline(connection: Connection) -> Arc<Self> {
        Arc::new(Self { waiting: Mutex::default(), wake: Condvar::new(), waiting_max: 0, inline: Some(Mutex::new(connection)) })
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // Nothing panics while it is held; were it so, the lists would still be whole.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn push(&self, lane: Lane, job: Job) -> Result<(), Fault> {
        if let Some(connection) = &self.inline {
            inline::run(&mut connection.lock().unwrap_or_else(PoisonError::into_inner), job);
            return Ok(());
        }
        let mut waiting = self.lock();
        if waiting.closed {
            return Err(Fault::new(FaultKind::Away, "the database is closed"));
        }
        let line = if lane == Lane::People { &mut waiting.people } else { &mut waiting.bulk };
        if line.len() >= self.waiting_max {
            return Err(Fault::new(FaultKind::Busy, "too many closures wait"));
        }
        line.push_back((Instant::now(), job));
        drop(waiting);
        self.wake.notify_one();
        Ok(())
    }

    fn next(&self) -> Option<(Instant, Job)> {
        let mut waiting = self.lock();
        loop {
            if let Some(job) = waiting.take(Instant::now()) {
                return Some(job);
            }
            if waiting.closed {
                return None;
            }
            waiting = self.wake.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn close(&self) {
        self.lock().closed = true;
        self.wake.notify_all();
    }

    fn serve(self: &Arc<Self>, name: &str, mut connection: Connection) -> Result<std::thread::JoinHandle<()>, Fault> {
        let queue = Arc::clone(self);
        std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                while let Some((since, job)) = queue.next() {
                    job(&mut connection, since);
                }
            })
            .map_err(|error| Fault::new(FaultKind::Away, format!("no thread: {error}")))
    }
}

type Threads = Mutex<Vec<std::thread::JoinHandle<()>>>;

struct Shared {
    engine: Engine,
    writers_max: usize,
    writes: Arc<Queue>,
    reads: Arc<Queue>,
    replica: Option<Arc<Queue>>,
    readers: Threads,
    writers: Threads,
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.writes.close();
        self.reads.close();
        if let Some(replica) = &self.replica {
            replica.close();
        }
    }
}

/// An open database; cheap to clone. Its threads end with the last clone.
#[derive(Clone)]
pub struct Db {
    shared: Arc<Shared>,
}

impl Db {
    /// Opens the database and starts its threads. Blocks until every connection stands.
    pub fn open(url: &DatabaseUrl, replica: Option<&DatabaseUrl>, settings: Settings) -> Result<Self, OpenFault> {
        let engine = url.engine();
        let writers = if engine == Engine::Postgres { POSTGRES_WRITERS } else { 1 };
        let writes = Queue::new(settings.waiting_max);
        let reads = Queue::new(settings.waiting_max);
        let (mut writing, mut reading) = (Vec::new(), Vec::new());
        for stripe in 0..writers {
            writing.push(writes.serve("db-write", Connection::open(url, true, stripe as i64)?)?);
        }
        for _ in 0..settings.readers.max(1) {
            reading.push(reads.serve("db-read", Connection::open(url, false, 0)?)?);
        }
        let replica = match replica {
            Some(url) => {
                let queue = Queue::new(settings.waiting_max);
                for _ in 0..settings.readers.max(1) {
                    reading.push(queue.serve("db-replica", Connection::open(url, false, 0)?)?);
                }
                Some(queue)
            }
            None => None,
        };
        let (readers, threads) = (Mutex::new(reading), Mutex::new(writing));
        let shared = Shared { engine, writers_max: writers, writes, reads, replica, readers, writers: threads };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Opens one connection on which everything runs on the thread of whoever asks, with faults where `fates` wants them: for
    /// simulations.
    pub fn open_inline(url: &DatabaseUrl, fates: Fates) -> Result<Self, OpenFault> {
        let queue = Queue::inline(inline::open(url, fates)?);
        let (writes, reads) = (Arc::clone(&queue), queue);
        let (readers, writers) = (Mutex::default(), Mutex::default());
        let shared = Shared { engine: url.engine(), writers_max: 1, writes, reads, replica: None, readers, writers };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Which engine stands behind it.
    pub fn engine(&self) -> Engine {
        self.shared.engine
    }

    pub(crate) fn writers(&self) -> usize {
        self.shared.writers_max
    }

    pub(crate) fn push_write(&self, lane: Lane, job: Job) -> Result<(), Fault> {
        self.shared.writes.push(lane, job)
    }

    /// Ends the threads after what waits has run, those that write last. Blocks. On SQLite the last connection that closes folds the
    /// write-ahead log into the file; of two that close at once each can take the other for one that stays, and neither does it.
    pub fn close(&self) {
        self.shared.reads.close();
        if let Some(replica) = &self.shared.replica {
            replica.close();
        }
        join(&self.shared.readers);
        self.shared.writes.close();
        join(&self.shared.writers);
    }

    /// One write transaction. `name` is `area.verb`, for logs and metrics.
    pub async fn write<T: Send + 'static>(
        &self,
        name: &'static str,
        run: impl Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        answered(self.ask_write(Lane::People, name, run)?.await)
    }

    /// One write transaction of bulk work, which goes behind people. Blocks: for threads of their own, never for handlers.
    pub fn write_bulk<T: Send + 'static>(
        &self,
        name: &'static str,
        run: impl Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        answered(self.ask_write(Lane::Bulk, name, run)?.blocking_recv())
    }

    fn ask_write<T: Send + 'static>(
        &self,
        lane: Lane,
        name: &'static str,
        run: impl Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T, Fault>>, Fault> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection, since| {
            let (result, took) = connection.write(since, &run);
            record(name, took);
            // Whoever asked may have gone; the work is done all the same.
            drop(answer.send(result));
        });
        self.shared.writes.push(lane, job)?;
        Ok(answered)
    }

    /// One snapshot, from the replica where there is one.
    pub async fn read<T: Send + 'static>(
        &self,
        run: impl Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let queue = self.shared.replica.as_ref().unwrap_or(&self.shared.reads);
        answered(Self::ask_read(queue, run)?.await)
    }

    /// One snapshot of the newest committed state.
    pub async fn read_newest<T: Send + 'static>(
        &self,
        run: impl Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        answered(Self::ask_read(&self.shared.reads, run)?.await)
    }

    /// The same for a thread of its own. Blocks.
    pub fn read_blocking<T: Send + 'static>(
        &self,
        run: impl Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        answered(Self::ask_read(&self.shared.reads, run)?.blocking_recv())
    }

    fn ask_read<T: Send + 'static>(
        queue: &Arc<Queue>,
        run: impl Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T, Fault>>, Fault> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection, since| drop(answer.send(connection.read(since, &run))));
        queue.push(Lane::People, job)?;
        Ok(answered)
    }

    /// Brings the tables to the newest of `migrations`. Safe when two servers start at once. Blocks.
    pub fn migrate(&self, migrations: &'static [Migration], now: i64) -> Result<(), Fault> {
        migrate::run(self, migrations, now)
    }

    /// Prepares every statement in each form that can run on this engine; the first that fails is named. Blocks.
    pub fn check(&self, statements: Vec<&'static Statement>) -> Result<(), Fault> {
        self.write_bulk("db.check", move |tx| statements.iter().try_for_each(|statement| tx.check(statement)))
    }
}

pub(crate) fn record(name: &'static str, took: Duration) {
    metrics::histogram!("clarion_write_statements_seconds", "verb" => name).record(took.as_secs_f64());
}

fn join(threads: &Threads) {
    for thread in std::mem::take(&mut *threads.lock().unwrap_or_else(PoisonError::into_inner)) {
        if thread.join().is_err() {
            tracing::error!("a database thread had panicked");
        }
    }
}

fn answered<T>(answer: Result<Result<T, Fault>, oneshot::error::RecvError>) -> Result<T, Fault> {
    answer.unwrap_or_else(|_| Err(Fault::bug("a database thread ended without an answer")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job() -> Job {
        Box::new(|_, _| {})
    }

    #[test]
    fn bulk_work_waits_behind_people_for_a_second_and_then_goes_in_turn() {
        let began = Instant::now();
        let after = |ms| began + Duration::from_millis(ms);
        let mut waiting = Waiting::default();
        waiting.bulk.extend([(after(0), job()), (after(1), job()), (after(2), job())]);
        let mut takes_bulk = |ms: u64| {
            // There is always somebody who waits.
            waiting.people.push_back((after(ms), job()));
            let before = waiting.bulk.len();
            assert!(waiting.take(after(ms)).is_some());
            waiting.bulk.len() < before
        };
        let took = [0, 500, 999, 1000, 1010, 1099, 1100, 1150, 1300, 1500].map(&mut takes_bulk);
        assert_eq!(took, [false, false, false, true, false, false, true, false, true, false]);
    }

    #[test]
    fn bulk_work_goes_at_once_where_nobody_waits() {
        let now = Instant::now();
        let mut waiting = Waiting::default();
        waiting.bulk.extend([(now, job()), (now, job())]);
        assert!(waiting.take(now).is_some() && waiting.take(now).is_some() && waiting.take(now).is_none());
    }
}
