//! Limits of sign-in: how often an address block may try, and how many mails one mailbox is sent.
//!
//! Counted in memory under a hash whose key is drawn at each start; several nodes count each for themselves. Nobody is locked out by
//! another who asks in their name: the mails that were sent hold links that work.

use crate::clock::MINUTE;
use crate::ids::Ids;
use seal::MatchingKey;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Tries of one address block within [`WINDOW`]: an office behind one address signs in at nine, a guesser wants millions.
const TRIES_PER_BLOCK_MAX: u32 = 30;
/// Mails to one mailbox within [`WINDOW`].
const MAILS_PER_MAILBOX_MAX: u32 = 5;
const WINDOW: i64 = 15 * MINUTE;
/// More are not told apart: the window is begun anew. At 40 bytes each this is 4 MB.
const COUNTED_MAX: usize = 100_000;

/// Counts.
pub struct Limits {
    secret: [u8; 32],
    counted: Mutex<(i64, HashMap<[u8; 16], u32>)>,
}

impl Limits {
    /// Counts nothing yet.
    pub fn new(ids: &Ids) -> Self {
        Self { secret: ids.bytes(), counted: Mutex::default() }
    }

    /// Counts a try to sign in; whether the address block may make it.
    pub fn may_try(&self, now: i64, client: IpAddr) -> bool {
        let block = match client {
            IpAddr::V4(address) => address.octets().to_vec(),
            // A household or a phone has a whole /64.
            IpAddr::V6(address) => address.octets()[..8].to_vec(),
        };
        self.count(now, b"block", &block) <= TRIES_PER_BLOCK_MAX
    }

    /// Counts a mail to a mailbox; whether it may be sent.
    pub fn may_mail(&self, now: i64, mailbox: MatchingKey) -> bool {
        self.count(now, b"mailbox", &mailbox.0) <= MAILS_PER_MAILBOX_MAX
    }

    fn count(&self, now: i64, what: &[u8], whose: &[u8]) -> u32 {
        let mut hasher = blake3::Hasher::new_keyed(&self.secret);
        hasher.update(what).update(whose);
        let key = *hasher.finalize().as_bytes().first_chunk().expect("a hash has 32 bytes");
        let window = now.div_euclid(WINDOW);
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.0 != window || counted.1.len() >= COUNTED_MAX {
            *counted = (window, HashMap::new());
        }
        let count = counted.1.entry(key).or_default();
        *count = count.saturating_add(1);
        *count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_and_a_mailbox_are_counted_apart_and_begin_anew() {
        let limits = Limits::new(&Ids::seeded(1));
        let (home, mailbox) = (IpAddr::from([192, 0, 2, 1]), MatchingKey([1; 16]));
        assert_eq!((0..40).filter(|_| limits.may_try(0, home)).count(), 30);
        assert!(limits.may_try(0, IpAddr::from([192, 0, 2, 2])));
        assert_eq!((0..9).filter(|_| limits.may_mail(0, mailbox)).count(), 5);
        assert!(limits.may_try(WINDOW, home) && limits.may_mail(WINDOW, mailbox));
    }

    #[test]
    fn a_household_is_one_block() {
        let limits = Limits::new(&Ids::seeded(1));
        let at = |last| IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, last]);
        assert!((0..30).all(|last| limits.may_try(0, at(last))));
        assert!(!limits.may_try(0, at(99)));
    }
}
