//! Gathered writes: one durable commit for many people, each answered only after it.
//!
//! There is no timer. The first request queues the verb on the database channel, and the verb takes whatever has arrived when it
//! runs; so a lone request waits for nobody, and a crowd shares the cost of the disk.

use crate::connection::Connection;
use crate::fault::{Fault, FaultKind};
use crate::queue::{Db, Lane, record};
use crate::tx::Tx;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

const SLICE_MIN: usize = 16;
const SLICE_START: usize = 64;
const SLICE_MAX: usize = 512;
/// No write closure's statements may take longer, the commit apart.
const STATEMENTS_MAX: Duration = Duration::from_millis(20);
/// For small requests a second commit costs more than it saves before this many wait.
const SECOND_AT: usize = 24;

/// What a slice verb answers: outside, a fault that wrote nothing; inside, one answer for each item in the same order.
type Answers<O, R> = Result<Vec<Result<O, R>>, Fault>;
type Verb<I, O, R> = dyn Fn(&mut Tx<'_>, &[I]) -> Answers<O, R> + Send + Sync;
type Asked<I, O, R> = (I, oneshot::Sender<Result<Result<O, R>, Fault>>);

struct Line<I, O, R> {
    waiting: VecDeque<Asked<I, O, R>>,
    runs_queued: usize,
    slice: usize,
}

struct Shared<I, O, R> {
    name: &'static str,
    verb: Box<Verb<I, O, R>>,
    line: Mutex<Line<I, O, R>>,
    waiting_max: usize,
    /// A second write connection starts to help when this many wait.
    second_at: usize,
}

/// One verb that a crowd does.
pub struct Gather<I, O, R> {
    db: Db,
    shared: Arc<Shared<I, O, R>>,
}

impl<I, O, R> Clone for Gather<I, O, R> {
    fn clone(&self) -> Self {
        Self { db: self.db.clone(), shared: Arc::clone(&self.shared) }
    }
}

impl<I: Send + 'static, O: Send + 'static, R: Send + 'static> Gather<I, O, R> {
    /// Gathers what is submitted for `verb`; `waiting_max` people may wait, more are answered [`FaultKind::Busy`].
    pub fn new(
        db: &Db,
        name: &'static str,
        waiting_max: usize,
        verb: impl Fn(&mut Tx<'_>, &[I]) -> Answers<O, R> + Send + Sync + 'static,
    ) -> Self {
        Self::with_second_at(db, name, waiting_max, SECOND_AT, verb)
    }

    /// The same, where a second write connection, if the engine has one, starts to help as soon as `second_at` wait.
    pub fn with_second_at(
        db: &Db,
        name: &'static str,
        waiting_max: usize,
        second_at: usize,
        verb: impl Fn(&mut Tx<'_>, &[I]) -> Answers<O, R> + Send + Sync + 'static,
    ) -> Self {
        let line = Mutex::new(Line { waiting: VecDeque::new(), runs_queued: 0, slice: SLICE_START });
        Self { db: db.clone(), shared: Arc::new(Shared { name, verb: Box::new(verb), line, waiting_max, second_at }) }
    }

    /// Does the verb for one, together with whoever else is waiting. Answers after the commit.
    pub async fn submit(&self, item: I) -> Result<Result<O, R>, Fault> {
        let (answer, answered) = oneshot::channel();
        let run_now = {
            let mut line = self.shared.lock();
            if line.waiting.len() >= self.shared.waiting_max {
                return Err(Fault::new(FaultKind::Busy, "too many people wait"));
            }
            line.waiting.push_back((item, answer));
            let wanted = if line.waiting.len() >= self.shared.second_at { self.db.writers() } else { 1 };
            let run_now = line.runs_queued < wanted;
            line.runs_queued += usize::from(run_now);
            run_now
        };
        if run_now {
            self.queue_run()?;
        }
        answered.await.unwrap_or_else(|_| Err(Fault::bug("a slice ended without an answer")))
    }

    fn queue_run(&self) -> Result<(), Fault> {
        let gather = self.clone();
        let pushed = self.db.push_write(Lane::People, Box::new(move |connection, since| gather.run(connection, since)));
        if pushed.is_err() {
            // Nobody will come for those who wait: they are told now.
            let mut line = self.shared.lock();
            line.runs_queued -= 1;
            if line.runs_queued == 0 {
                for (_, answer) in line.waiting.drain(..) {
                    drop(answer.send(Err(Fault::new(FaultKind::Busy, "too many closures wait"))));
                }
            }
        }
        pushed
    }

    fn run(&self, connection: &mut Connection, since: Instant) {
        let taken: Vec<Asked<I, O, R>> = {
            let mut line = self.shared.lock();
            let slice = line.slice.min(line.waiting.len());
            line.waiting.drain(..slice).collect()
        };
        let (items, answers): (Vec<I>, Vec<_>) = taken.into_iter().unzip();
        let took = self.run_slice(connection, since, &items, answers);
        let again = {
            let mut line = self.shared.lock();
            line.slice = next_slice(line.slice, items.len(), took);
            let again = !line.waiting.is_empty();
            line.runs_queued -= usize::from(!again);
            again
        };
        if again {
            // The place in the count passes from this run to the next.
            drop(self.queue_run());
        }
    }

    /// Commits the slice and answers it. A slice that fails because of one item is halved until that item stands alone.
    fn run_slice(
        &self,
        connection: &mut Connection,
        since: Instant,
        items: &[I],
        mut answers: Vec<oneshot::Sender<Result<Result<O, R>, Fault>>>,
    ) -> Duration {
        if items.is_empty() {
            return Duration::ZERO;
        }
        metrics::histogram!("clarion_gathered_people", "verb" => self.shared.name).record(items.len() as f64);
        let (result, took) = connection.write(since, &|tx| {
            let done = (self.shared.verb)(tx, items)?;
            match done.len() == items.len() {
                true => Ok(done),
                false => Err(Fault::bug("a slice verb must answer once for each item")),
            }
        });
        record(self.shared.name, took);
        match result {
            Ok(done) => {
                for (answer, done) in answers.into_iter().zip(done) {
                    drop(answer.send(Ok(done)));
                }
            }
            Err(fault) if matches!(fault.kind(), FaultKind::Refused | FaultKind::Bug) && items.len() > 1 => {
                let half = items.len() / 2;
                let later = answers.split_off(half);
                self.run_slice(connection, since, &items[..half], answers);
                self.run_slice(connection, since, &items[half..], later);
            }
            Err(fault) => {
                tracing::error!(verb = self.shared.name, people = items.len(), %fault, "a slice was not written");
                for answer in answers {
                    drop(answer.send(Err(fault.clone())));
                }
            }
        }
        took
    }
}

impl<I, O, R> Shared<I, O, R> {
    fn lock(&self) -> MutexGuard<'_, Line<I, O, R>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Grows while full slices stay well under the bound, shrinks as soon as one passes it.
fn next_slice(slice: usize, taken: usize, took: Duration) -> usize {
    if took > STATEMENTS_MAX {
        (slice / 2).max(SLICE_MIN)
    } else if taken == slice && took * 2 < STATEMENTS_MAX {
        (slice * 2).min(SLICE_MAX)
    } else {
        slice
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_grows_while_it_is_quick_and_shrinks_when_it_is_slow() {
        assert_eq!(next_slice(64, 64, Duration::from_millis(2)), 128);
        assert_eq!(next_slice(64, 10, Duration::from_millis(2)), 64);
        assert_eq!(next_slice(64, 64, Duration::from_millis(15)), 64);
        assert_eq!(next_slice(64, 64, Duration::from_millis(30)), 32);
        assert_eq!(next_slice(512, 512, Duration::from_millis(1)), 512);
        assert_eq!(next_slice(16, 16, Duration::from_secs(1)), 16);
    }
}
