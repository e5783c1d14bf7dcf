//! The kinds of job a program knows: their bounds, their handlers, and those that run every so often.

use crate::outcome::{Bounds, Outcome, micros};
use crate::store::{Job, Planned};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// A job that was done is remembered for a day, and so is that this period's job has run.
const PERIOD_MAX: Duration = Duration::from_secs(24 * 3600);

pub(crate) type Run = Pin<Box<dyn Future<Output = Outcome> + Send>>;
pub(crate) type Handler = Arc<dyn Fn(Job) -> Run + Send + Sync>;

pub(crate) struct Kind {
    pub(crate) bounds: Bounds,
    pub(crate) handler: Handler,
    /// How often it runs by itself, in microseconds.
    every: Option<i64>,
}

/// The kinds of job. A job of a kind that is not here waits: a newer node may know it.
#[derive(Default)]
pub struct Registry {
    pub(crate) kinds: BTreeMap<&'static str, Kind>,
}

impl Registry {
    /// Knows no kind yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a kind, named `domain.work`. Panics when two handlers want one kind, or a bound is zero: the program is wrong.
    pub fn add<F, W>(&mut self, kind: &'static str, bounds: Bounds, handler: F)
    where
        F: Fn(Job) -> W + Send + Sync + 'static,
        W: Future<Output = Outcome> + Send + 'static,
    {
        self.insert(kind, None, bounds, handler);
    }

    /// Adds a kind that queues itself once in each period of `every` (at most a day), counted from 1970 in UTC: once in all,
    /// however many nodes there are. A period in which no node ran is left out; the current one is made up for at a start.
    pub fn add_every<F, W>(&mut self, kind: &'static str, every: Duration, bounds: Bounds, handler: F)
    where
        F: Fn(Job) -> W + Send + Sync + 'static,
        W: Future<Output = Outcome> + Send + 'static,
    {
        assert!(!every.is_zero() && every <= PERIOD_MAX, "{kind}: a period is at most a day");
        self.insert(kind, Some(micros(every)), bounds, handler);
    }

    fn insert<F, W>(&mut self, kind: &'static str, every: Option<i64>, bounds: Bounds, handler: F)
    where
        F: Fn(Job) -> W + Send + Sync + 'static,
        W: Future<Output = Outcome> + Send + 'static,
    {
        assert!(bounds.attempts_max > 0 && bounds.parallel_max > 0, "{kind}: a bound of zero would never run");
        let handler: Handler = Arc::new(move |job| Box::pin(handler(job)));
        let before = self.kinds.insert(kind, Kind { bounds, handler, every });
        assert!(before.is_none(), "{kind}: two handlers for one kind");
    }

    /// The jobs of the periods that have begun, save those that `known` says were queued.
    pub(crate) fn planned(&self, now: i64, known: &BTreeMap<&'static str, i64>) -> Vec<Planned> {
        let periods = self.kinds.iter().filter_map(|(kind, known)| known.every.map(|every| (*kind, every)));
        periods
            .map(|(kind, every)| Planned { kind, every, period: now.div_euclid(every) })
            .filter(|planned| known.get(planned.kind) != Some(&planned.period))
            .collect()
    }
}

/// The id of a scheduled job: every node names the same period's job alike, so only one of them can queue it. `period` counts
/// periods since 1970.
pub fn period_id(kind: &str, period: i64) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"clarion job of a period");
    hasher.update(&period.to_le_bytes());
    hasher.update(kind.as_bytes());
    hasher.finalize().as_bytes()[..16].try_into().expect("a hash has 32 bytes")
}
