//! Limits of forms: by the sender's address block and action, and by an action's usual rate. Over a limit nothing is dropped or
//! refused: without a solved proof of work the form's mail waits in a slower queue.
//!
//! Address blocks are counted in memory only, under a hash whose key changes daily, and never stored with people. Several nodes
//! count each for themselves.

use crate::clock::{DAY, MINUTE};
use crate::ids::{Id, Ids};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Forms of one address block to one petition or event within [`WINDOW`] (source: the UK Parliament's petitions site, 5 in 300 seconds).
const FORMS_PER_WINDOW_MAX: u32 = 5;
const WINDOW: i64 = 5 * MINUTE;
/// More blocks than this are not told apart: the oldest window is begun anew. At 40 bytes each this is 8 MB.
const BLOCKS_MAX: usize = 200_000;

/// Counts forms.
pub struct Limits {
    secret: [u8; 32],
    counted: Mutex<Counted>,
}

#[derive(Default)]
struct Counted {
    window: i64,
    blocks: HashMap<[u8; 16], u32>,
    actions: HashMap<Id, Minute>,
}

/// The forms of the current minute and of the one before.
#[derive(Clone, Copy, Default)]
struct Minute {
    number: i64,
    forms: u32,
    forms_before: u32,
}

impl Minute {
    fn at(self, number: i64) -> Self {
        match number - self.number {
            0 => self,
            1 => Self { number, forms: 0, forms_before: self.forms },
            _ => Self { number, ..Self::default() },
        }
    }

    /// Forms in the minute that ends now, the part of the last minute taken as evenly spread.
    fn rate(self, now: i64) -> i64 {
        let passed = now.rem_euclid(MINUTE);
        i64::from(self.forms) + i64::from(self.forms_before) * (MINUTE - passed) / MINUTE
    }
}

impl Limits {
    /// Counts nothing yet.
    pub fn new(ids: &Ids) -> Self {
        Self { secret: ids.bytes(), counted: Mutex::default() }
    }

    /// Counts a form and says whether it is over the block's limit or the action's usual rate.
    pub fn count(&self, now: i64, client: IpAddr, action: Id, usual_per_minute: i64) -> bool {
        let key = self.key(now, client, action);
        let mut counted = self.lock();
        let window = now.div_euclid(WINDOW);
        if counted.window != window || counted.blocks.len() >= BLOCKS_MAX {
            counted.window = window;
            counted.blocks.clear();
        }
        let forms = counted.blocks.entry(key).or_default();
        *forms = forms.saturating_add(1);
        let over_block = *forms > FORMS_PER_WINDOW_MAX;
        let minute = counted.actions.entry(action).or_default();
        *minute = minute.at(now.div_euclid(MINUTE));
        minute.forms = minute.forms.saturating_add(1);
        over_block || minute.rate(now) > usual_per_minute
    }

    /// Whether an action's forms come faster than usual, so that its page asks for proof of work.
    pub fn is_busy(&self, now: i64, action: Id, usual_per_minute: i64) -> bool {
        let counted = self.lock();
        counted.actions.get(&action).is_some_and(|minute| minute.at(now.div_euclid(MINUTE)).rate(now) > usual_per_minute)
    }

    fn key(&self, now: i64, client: IpAddr, action: Id) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new_keyed(&self.secret);
        hasher.update(&now.div_euclid(DAY).to_le_bytes()).update(&action.0);
        match client {
            IpAddr::V4(address) => hasher.update(&address.octets()),
            // A household or a phone has a whole /64.
            IpAddr::V6(address) => hasher.update(&address.octets()[..8]),
        };
        *hasher.finalize().as_bytes().first_chunk().expect("a hash has 32 bytes")
    }

    fn lock(&self) -> MutexGuard<'_, Counted> {
        // Whoever panicked left at worst one form uncounted.
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv6Addr;

    const ACTION: Id = Id([1; 16]);

    #[test]
    fn the_sixth_form_of_a_block_in_five_minutes_is_over() {
        let limits = Limits::new(&Ids::seeded(1));
        let home = IpAddr::from([192, 0, 2, 1]);
        assert!((0..5).all(|_| !limits.count(0, home, ACTION, 1000)));
        assert!(limits.count(1, home, ACTION, 1000));
        assert!(!limits.count(1, IpAddr::from([192, 0, 2, 2]), ACTION, 1000));
        assert!(!limits.count(WINDOW, home, ACTION, 1000));
    }

    #[test]
    fn addresses_of_one_household_are_one_block() {
        let limits = Limits::new(&Ids::seeded(1));
        let at = |last| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, last));
        assert!((0..5).all(|last| !limits.count(0, at(last), ACTION, 1000)));
        assert!(limits.count(0, at(9), ACTION, 1000));
    }

    #[test]
    fn an_action_is_busy_above_its_usual_rate_and_calms_down() {
        let limits = Limits::new(&Ids::seeded(1));
        for n in 0..11u8 {
            limits.count(0, IpAddr::from([192, 0, 2, n]), ACTION, 10);
        }
        assert!(limits.is_busy(1, ACTION, 10));
        assert!(!limits.is_busy(2 * MINUTE, ACTION, 10));
    }
}
