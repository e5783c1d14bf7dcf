//! How a frozen audience lies in the database: 33 bytes a human, in the order of identities, a slice in one blob.
//!
//! An entry says who, from which group, and on what ground: what must still hold when the mail is handed over.

use crate::ids::Id;
use db::Fault;

/// Humans in one slice, the unit that a worker leases: at most so many. Its blob of 33 KB is read once and never written again.
pub const PEOPLE_PER_SLICE: usize = 1024;
/// The first slices are small, so that all workers have something to do for a wave of some hundred hosts.
const FIRST_SLICES_PEOPLE: usize = 64;
/// After so many slices the next ones are twice as large.
const SLICES_OF_A_SIZE: i64 = 8;
const ENTRY_BYTES: usize = 33;

/// Why somebody stands in an audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Ground {
    /// They agreed to calls of the coalition.
    Calls = 1,
    /// The words that are corrected were handed over to them.
    Reached = 2,
    /// They host an on-call event.
    Hosts = 3,
    /// They answered to an on-call event that they come.
    Rsvps = 4,
}

impl Ground {
    fn of(code: u8) -> Option<Self> {
        [Self::Calls, Self::Reached, Self::Hosts, Self::Rsvps].into_iter().find(|ground| *ground as u8 == code)
    }
}

/// One human of a frozen audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Who.
    pub identity: Id,
    /// From which group the mail comes.
    pub group: Id,
    /// On what ground.
    pub ground: Ground,
}

/// How many humans the slice of this number holds, if it is not the last.
pub(super) fn people_in_slice(number: i64) -> usize {
    let doublings = u32::try_from(number / SLICES_OF_A_SIZE).unwrap_or(0).min(8);
    (FIRST_SLICES_PEOPLE << doublings).min(PEOPLE_PER_SLICE)
}

/// A slice as it is written.
pub(super) fn to_bytes(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::with_capacity(entries.len() * ENTRY_BYTES);
    for entry in entries {
        out.extend_from_slice(&entry.identity.0);
        out.extend_from_slice(&entry.group.0);
        out.push(entry.ground as u8);
    }
    out
}

/// A slice as it was written.
pub(super) fn from_bytes(bytes: &[u8]) -> Result<Vec<Entry>, Fault> {
    let (entries, rest) = bytes.as_chunks::<ENTRY_BYTES>();
    let read = |bytes: &[u8; ENTRY_BYTES]| {
        let (identity, group) = (Id(*bytes.first_chunk()?), Id(*bytes[16..].first_chunk()?));
        Some(Entry { identity, group, ground: Ground::of(bytes[32])? })
    };
    let read: Option<Vec<Entry>> = if rest.is_empty() { entries.iter().map(read).collect() } else { None };
    read.ok_or_else(|| Fault::bug("a frozen audience cannot be read"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;

    #[test]
    fn slices_grow_up_to_their_bound() {
        let sizes: Vec<usize> = [0, 7, 8, 15, 16, 31, 32, 1_000_000].map(people_in_slice).to_vec();
        assert_eq!(sizes, [64, 64, 128, 128, 256, 512, 1024, 1024]);
    }

    #[test]
    fn a_slice_comes_back_as_it_went() {
        let entry = |n: u8, ground| Entry { identity: Id([n; 16]), group: Id([n + 1; 16]), ground };
        let entries = [entry(1, Ground::Calls), entry(9, Ground::Reached)];
        let bytes = to_bytes(&entries);
        assert_eq!(bytes.len(), 66);
        assert_eq!(from_bytes(&bytes).unwrap(), entries);
        assert!(from_bytes(&bytes[1..]).is_err());
        assert!(from_bytes(&[7; 33]).is_err());
    }
}
