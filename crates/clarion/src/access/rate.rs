//! Calls a second of each API key, counted in memory by each server for itself.
//!
//! A key has its calls for each second of the clock; what it does not use does not add up. Zero means no rate (demo keys).

use crate::clock::SECOND;
use crate::ids::Id;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// When so many keys were seen, those of past seconds are dropped.
const KEYS_MAX: usize = 10_000;

/// The counters.
#[derive(Debug, Default)]
pub struct Rates {
    seen: Mutex<HashMap<Id, (i64, i64)>>,
}

impl Rates {
    /// Counts one call at `now` (microseconds); whether the key may make it.
    pub fn allows(&self, key: Id, calls_per_second: i64, now: i64) -> bool {
        if calls_per_second <= 0 {
            return true;
        }
        let second = now.div_euclid(SECOND);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= KEYS_MAX {
            seen.retain(|_, (of, _)| *of == second);
        }
        let (of, calls) = seen.entry(key).or_insert((second, 0));
        if *of != second {
            (*of, *calls) = (second, 0);
        }
        *calls += 1;
        *calls <= calls_per_second
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_its_calls_each_second() {
        let rates = Rates::default();
        let calls = |at| (0..5).filter(|_| rates.allows(Id::ZERO, 3, at)).count();
        assert_eq!((calls(0), calls(SECOND - 1), calls(SECOND)), (3, 0, 3));
        assert!((0..1000).all(|_| rates.allows(Id([1; 16]), 0, 0)));
    }
}
