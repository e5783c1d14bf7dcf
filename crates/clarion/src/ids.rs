//! Ids and randomness, handed in: the machine's, or drawn from a seed so that the same seed gives the same trace.

use std::cell::RefCell;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

/// A UUIDv7 as 16 bytes. Shown as hyphenated hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Id(pub [u8; 16]);

impl Id {
    /// Sixteen zeros: "all groups" where a scope is asked for.
    pub const ZERO: Self = Self([0; 16]);

    /// The id of what follows from this one, the same each time: a start that is run again starts nothing twice. It begins with the
    /// time of this one, so that it sorts like one of that time.
    pub fn following(self, what: &[u8]) -> Self {
        let hash = blake3::derive_key("clarion 2026 what follows from a ballot", &[self.0.as_slice(), what].concat());
        let mut id = self.0;
        id[8..].copy_from_slice(&hash[..8]);
        id[8] = 0x80 | (id[8] & 0x3f);
        Self(id)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        uuid::Uuid::from_bytes(self.0).hyphenated().fmt(f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Id {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        uuid::Uuid::parse_str(text).map(|id| Self(id.into_bytes()))
    }
}

impl<'a> From<&'a Id> for db::Val<'a> {
    fn from(id: &'a Id) -> Self {
        Self::Bytes(&id.0)
    }
}

impl serde::Serialize for Id {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Id {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Where randomness comes from.
#[derive(Clone)]
pub enum Ids {
    /// The operating system.
    System,
    /// A stream drawn from a seed.
    Seeded(Arc<Mutex<blake3::OutputReader>>),
}

impl Ids {
    /// The same stream for the same seed.
    pub fn seeded(seed: u64) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes());
        Self::Seeded(Arc::new(Mutex::new(hasher.finalize_xof())))
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        const { assert!(N <= ASKED) };
        let mut out = [0; N];
        match self {
            Self::System => AHEAD.with_borrow_mut(|ahead| ahead.take(&mut out)),
            Self::Seeded(stream) => stream.lock().unwrap_or_else(PoisonError::into_inner).fill(&mut out),
        }
        out
    }

    /// A new UUIDv7 (RFC 9562, section 5.7) for something that begins at `now` (microseconds). The microseconds within the
    /// millisecond stand in `rand_a`, so that ids of one server sort by time.
    pub fn fresh(&self, now: i64) -> Id {
        let mut id: [u8; 16] = self.bytes();
        let millis = (now / 1000).max(0) as u64;
        id[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
        // 1000 microseconds spread over 12 bits (RFC 9562, method 3 of section 6.2).
        let fraction = (now.rem_euclid(1000) * 4096 / 1000) as u16;
        id[6] = 0x70 | (fraction >> 8) as u8;
        id[7] = fraction as u8;
        id[8] = 0x80 | (id[8] & 0x3f);
        Id(id)
    }
}

/// Asked of the system at once. A signer needs some 150 bytes in six places, and each question costs as much as 500 bytes do.
const ASKED: usize = 2048;

thread_local! {
    static AHEAD: RefCell<Ahead> = const { RefCell::new(Ahead { bytes: [0; ASKED], left: 0 }) };
}

/// The system's randomness, asked for ahead by each thread. What was given out is wiped, so that it stands in one place only.
struct Ahead {
    bytes: [u8; ASKED],
    left: usize,
}

impl Ahead {
    fn take(&mut self, out: &mut [u8]) {
        if self.left < out.len() {
            self.left = ASKED;
            ask(&mut self.bytes);
        }
        let (rest, given) = self.bytes[..self.left].split_at_mut(self.left - out.len());
        out.copy_from_slice(given);
        given.fill(0);
        self.left = rest.len();
    }
}

#[allow(clippy::disallowed_methods, reason = "this is the one place that asks the system for randomness")]
fn ask(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("a machine without randomness cannot keep secrets");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_systems_randomness_is_given_out_twice() {
        let many: Vec<[u8; 24]> = (0..10_000).map(|_| Ids::System.bytes()).collect();
        let different: std::collections::HashSet<&[u8]> = many.iter().flat_map(|bytes| bytes.chunks(8)).collect();
        assert_eq!(different.len(), 30_000);
        assert!(AHEAD.with_borrow(|ahead| ahead.bytes[ahead.left..].iter().all(|byte| *byte == 0)));
    }

    #[test]
    fn ids_sort_by_time_and_are_version_7() {
        let ids = Ids::seeded(1);
        let (first, second) = (ids.fresh(1_700_000_000_000_100), ids.fresh(1_700_000_000_000_900));
        assert!(first < second);
        assert_eq!(first.to_string().as_bytes()[14], b'7');
        assert_eq!(first.to_string().parse::<Id>().ok(), Some(first));
    }

    #[test]
    fn what_follows_has_an_id_of_its_own_and_the_same_time() {
        let first = Ids::seeded(1).fresh(1_700_000_000_000_100);
        let (one, two) = (first.following(b"1"), first.following(b"2"));
        assert!(one != two && one != first && one == first.following(b"1"));
        assert_eq!(one.0[..8], first.0[..8]);
    }

    #[test]
    fn the_same_seed_gives_the_same_stream() {
        assert_eq!(Ids::seeded(7).bytes::<32>(), Ids::seeded(7).bytes::<32>());
        assert_ne!(Ids::seeded(7).bytes::<32>(), Ids::seeded(8).bytes::<32>());
    }
}
