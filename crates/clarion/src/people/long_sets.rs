//! Which sets of people turned out to be long a moment ago: who asks again need not read the beginning of one to find that out.
//!
//! A set that has become short meanwhile is looked up person by person for some seconds more; the answer is the same.

use crate::clock::{SECOND, is_within};
use crate::ids::Id;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// So long a set is taken to be long without a look.
const KNOWN: i64 = 10 * SECOND;
/// Of so many sets; when there are more, all are looked at anew.
const SETS_MAX: usize = 10_000;

/// The sets that were long, each as a group sees it.
#[derive(Debug, Default)]
pub struct LongSets(Mutex<HashMap<(Id, Id), i64>>);

impl LongSets {
    /// Whether the set of those who have this tag, signed this petition or the like was long a moment ago.
    pub(super) fn was_long(&self, group: Id, of: Id, now: i64) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&(group, of)).is_some_and(|seen_at| is_within(*seen_at, now, KNOWN))
    }

    pub(super) fn note(&self, group: Id, of: Id, now: i64) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= SETS_MAX && !known.contains_key(&(group, of)) {
            known.clear();
        }
        known.insert((group, of), now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_known_to_be_long_for_some_seconds_wherever_the_clock_goes() {
        let (sets, [group, of]) = (LongSets::default(), [Id([1; 16]), Id([2; 16])]);
        sets.note(group, of, SECOND);
        assert!(sets.was_long(group, of, SECOND) && !sets.was_long(group, of, SECOND + KNOWN));
        assert!(!sets.was_long(group, of, 0), "the clock was set back");
    }
}
