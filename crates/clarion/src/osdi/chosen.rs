//! What a filter chose: the ids of a list's records, kept for a moment so that the pages of one answer fit together.
//!
//! Page 1 always asks anew; later pages use what page 1 found, for at most ten minutes after they were last asked for.

use super::answer::ApiError;
use super::marks::ListKey;
use super::query::Query;
use crate::clock::{MINUTE, is_within};
use crate::ids::Id;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A filter chooses at most so many records (16 bytes each).
pub const CHOSEN_MAX: usize = 2_000_000;
const LIFE: i64 = 10 * MINUTE;

/// Refuses what would not fit.
pub fn bounded(ids: Vec<Id>) -> Result<Vec<Id>, ApiError> {
    match ids.len() > CHOSEN_MAX {
        true => Err(ApiError::bad("The filter chooses more than 2,000,000 records. Narrow it, for instance by created_date.")),
        false => Ok(ids),
    }
}

struct Kept {
    ids: Arc<Vec<Id>>,
    used_at: i64,
}

/// The answers of filters, by list and filter.
#[derive(Default)]
pub struct AllChosen {
    kept: Mutex<HashMap<(ListKey, String), Kept>>,
}

impl AllChosen {
    /// What was found before.
    pub fn get(&self, list: ListKey, filter: &str, now: i64) -> Option<Arc<Vec<Id>>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, kept| is_within(kept.used_at, now, LIFE));
        let found = kept.get_mut(&(list, filter.to_owned()))?;
        found.used_at = now;
        Some(Arc::clone(&found.ids))
    }

    /// Keeps what was found; the longest unused goes when there is too much.
    pub fn put(&self, list: ListKey, filter: &str, ids: &Arc<Vec<Id>>, now: i64) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert((list, filter.to_owned()), Kept { ids: Arc::clone(ids), used_at: now });
        while kept.values().map(|kept| kept.ids.len() + 100).sum::<usize>() > CHOSEN_MAX + 100 {
            let Some(oldest) = kept.iter().min_by_key(|(_, kept)| kept.used_at).map(|(key, _)| key.clone()) else { break };
            kept.remove(&oldest);
        }
    }
}

/// The ids of one page.
pub fn page(ids: &[Id], query: &Query) -> Vec<Id> {
    query.part_of(ids).to_vec()
}

/// Sorted ids that stand in both.
pub fn both(one: &[Id], other: &[Id]) -> Vec<Id> {
    one.iter().filter(|id| other.binary_search(id).is_ok()).copied().collect()
}

/// Sorted ids that stand in one of them.
pub fn either(one: Vec<Id>, other: Vec<Id>) -> Vec<Id> {
    sorted([one, other].concat())
}

/// Sorted ids of the first that do not stand in the second.
pub fn without(one: Vec<Id>, other: &[Id]) -> Vec<Id> {
    one.into_iter().filter(|id| other.binary_search(id).is_err()).collect()
}

/// Sorted, each once.
pub fn sorted(mut ids: Vec<Id>) -> Vec<Id> {
    ids.sort_unstable();
    ids.dedup();
    ids
}
