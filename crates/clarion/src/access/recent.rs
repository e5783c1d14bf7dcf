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
    value: V,
    read_at: i64,
    being_renewed: bool,
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
        if let Some(value) = self.fresh(&key, asked_at) {
            return Ok(value);
        }
        let value = read().await?;
        let mut kept = self.lock();
        if kept.len() >= KEPT_MAX {
            kept.retain(|_, entry| is_within(entry.read_at, asked_at, LIFE));
            if kept.len() >= KEPT_MAX {
                kept.clear();
            }
        }
        // As of when it was asked: what changed while it was read may be missing.
        kept.insert(key, Entry { value: value.clone(), read_at: asked_at, being_renewed: false });
        Ok(value)
    }

    /// Forgets one, after this server changed it.
    pub fn forget(&self, key: &K) {
        self.lock().remove(key);
    }

    fn fresh(&self, key: &K, now: i64) -> Option<V> {
        let mut kept = self.lock();
        let entry = kept.get_mut(key)?;
        if !is_within(entry.read_at, now, LIFE) {
            return None;
        }
        if !is_within(entry.read_at, now, LIFE / 2) && !entry.being_renewed {
            entry.being_renewed = true;
            return None;
        }
        Some(entry.value.clone())
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
    async fn a_clock_that_is_set_back_keeps_nothing_for_longer() {
        let clock = Clock::manual(1_000 * SECOND);
        let recent = Recent::new(clock.clone());
        assert_eq!((get(&recent, 1).await, get(&recent, 2).await), (1, 1));
        clock.advance(-600 * SECOND);
        assert_eq!(get(&recent, 3).await, 3, "what was read at a time that is to come is old");
        assert_eq!(get(&recent, 4).await, 3);
    }
}
