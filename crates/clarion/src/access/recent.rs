//! What was read a moment ago: rows that every request asks for (an API key, a petition) are read once a second, not once a call.
//!
//! An answer is at most [`LIFE`] old, so a revoked key stops within a second. In the second half of its life one caller reads it
//! anew while the others still use it, so that a crowd never waits together for one row. Rows that are not there are kept too.

use crate::clock::{Clock, SECOND, is_within};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// No answer is older (microseconds).
pub const LIFE: i64 = SECOND;
/// So many are kept; when there are more, the old ones go, or all.
const KEPT_MAX: usize = 10_000;

struct Entry<V> {
    /// With when it was asked for; `None` while the first caller reads, and after it was forgotten.
    read: Option<(V, i64)>,
    /// How often it was forgotten: what a reading found that began before does not come back.
    forgotten: u64,
    being_renewed: bool,
}

impl<V> Default for Entry<V> {
    fn default() -> Self {
        Self { read: None, forgotten: 0, being_renewed: false }
    }
}

impl<V> Entry<V> {
    fn is_within(&self, now: i64, life: i64) -> bool {
        self.read.as_ref().is_some_and(|(_, read_at)| is_within(*read_at, now, life))
    }
}

/// Values by key, each for a moment.
pub struct Recent<K, V> {
    clock: Clock,
    kept: Mutex<HashMap<K, Entry<V>>>,
}

impl<K: Eq + Hash + Clone, V: Clone> Recent<K, V> {
    /// An empty one.
    pub fn new(clock: Clock) -> Self {
        Self { clock, kept: Mutex::default() }
    }

    /// The value of a key, read by `read` when what is kept is too old. A failed reading keeps nothing.
    pub async fn get<E, F>(&self, key: K, read: impl FnOnce() -> F) -> Result<V, E>
    where
        F: Future<Output = Result<V, E>>,
    {
        let asked_at = self.clock.now();
        let forgotten = match self.fresh(&key, asked_at) {
            Ok(value) => return Ok(value),
            Err(forgotten) => forgotten,
        };
        let value = read().await?;
        // An entry that made room for others meanwhile is not missed.
        if let Some(entry) = self.lock().get_mut(&key).filter(|entry| entry.forgotten == forgotten) {
            // As of when it was asked: what changed while it was read may be missing.
            (entry.read, entry.being_renewed) = (Some((value.clone(), asked_at)), false);
        }
        Ok(value)
    }

    /// Forgets one, after this server changed it; what is being read of it just now is not kept either.
    pub fn forget(&self, key: &K) {
        if let Some(entry) = self.lock().get_mut(key) {
            *entry = Entry { forgotten: entry.forgotten + 1, ..Entry::default() };
        }
    }

    /// The value, or how often it was forgotten, for who is to read it.
    fn fresh(&self, key: &K, now: i64) -> Result<V, u64> {
        let mut kept = self.lock();
        if kept.len() >= KEPT_MAX && !kept.contains_key(key) {
            kept.retain(|_, entry| entry.is_within(now, LIFE));
            if kept.len() >= KEPT_MAX {
                kept.clear();
            }
        }
        let entry = kept.entry(key.clone()).or_default();
        let is_renewing = !entry.is_within(now, LIFE / 2) && !std::mem::replace(&mut entry.being_renewed, true);
        match &entry.read {
            Some((value, _)) if entry.is_within(now, LIFE) && !is_renewing => Ok(value.clone()),
            _ => Err(entry.forgotten),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, Entry<V>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    async fn get(recent: &Recent<u8, u8>, value: u8) -> u8 {
        let Ok(value) = recent.get(1, || async { Ok::<_, Infallible>(value) }).await;
        value
    }

    #[tokio::test]
    async fn what_was_forgotten_while_it_was_read_does_not_come_back() {
        let recent = Recent::new(Clock::manual(SECOND));
        let old = recent.get(1, || async {
            recent.forget(&1);
            Ok::<u8, Infallible>(1)
        });
        assert_eq!(old.await, Ok(1), "whoever asked before it changed");
        assert_eq!(get(&recent, 2).await, 2, "whoever asks after");
        recent.forget(&1);
        assert_eq!((get(&recent, 3).await, get(&recent, 4).await), (3, 3));
    }

    #[tokio::test]
    async fn one_reads_anew_while_others_are_told_what_is_known() {
        let clock = Clock::manual(SECOND);
        let recent = Recent::new(clock.clone());
        assert_eq!(get(&recent, 1).await, 1);
        clock.advance(LIFE / 2);
        let renewed = recent.get(1, || async {
            assert_eq!(get(&recent, 9).await, 1);
            Ok::<u8, Infallible>(2)
        });
        assert_eq!(renewed.await, Ok(2));
        assert_eq!(get(&recent, 3).await, 2);
    }

    #[tokio::test]
    async fn a_clock_that_is_set_back_keeps_nothing_for_longer() {
        let clock = Clock::manual(1_000 * SECOND);
        let recent = Recent::new(clock.clone());
        assert_eq!((get(&recent, 1).await, get(&recent, 2).await), (1, 1));
        clock.advance(-600 * SECOND);
        assert_eq!(get(&recent, 3).await, 3, "what was read at a time that is to come is old");
        assert_eq!(get(&recent, 4).await, 3);
    }
}
