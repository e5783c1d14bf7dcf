//! People of a slice who are to be tried again, and when: 11 bytes each.
//!
//! A relay that refuses for now asks to come back (RFC 5321, section 4.5.4.1, wants half an hour; lists of unknown senders let mails
//! through after some minutes, and a call cannot wait that long for the first try).

use crate::clock::{MINUTE, SECOND};
use db::Fault;

const HELD_BYTES: usize = 11;
/// A slice with so many waits for them before it goes on: what is held is written with every step.
pub(super) const HELD_MAX: usize = 256;
/// The waits after each refusal for now. After the last one it is refused for good: about two hours.
const WAITS: [i64; 6] = [15 * SECOND, MINUTE, 4 * MINUTE, 15 * MINUTE, 40 * MINUTE, 60 * MINUTE];
/// Set in the byte of tries: a delivery was written, so its mailbox and its place in the budget are taken.
const HAS_ROW: u8 = 0x80;

/// Somebody who is to be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    /// Their place in the slice.
    pub(super) place: u16,
    /// How often the relay refused for now.
    pub(super) tries: u8,
    /// Whether a delivery stands.
    pub(super) has_row: bool,
    /// Not before this, microseconds.
    pub(super) due_at: i64,
}

impl Held {
    /// Refused for now once more; `None` where that was once too often.
    pub(super) fn refused_again(place: u16, tries: u8, now: i64) -> Option<Self> {
        let wait = WAITS.get(usize::from(tries))?;
        Some(Self { place, tries: tries + 1, has_row: true, due_at: now + wait })
    }
}

pub(super) fn to_bytes(held: &[Held]) -> Vec<u8> {
    let mut out = Vec::with_capacity(held.len() * HELD_BYTES);
    for held in held {
        out.extend_from_slice(&held.place.to_le_bytes());
        out.push(held.tries | if held.has_row { HAS_ROW } else { 0 });
        out.extend_from_slice(&held.due_at.to_le_bytes());
    }
    out
}

pub(super) fn from_bytes(bytes: &[u8]) -> Result<Vec<Held>, Fault> {
    let (held, rest) = bytes.as_chunks::<HELD_BYTES>();
    let read = |bytes: &[u8; HELD_BYTES]| Held {
        place: u16::from_le_bytes([bytes[0], bytes[1]]),
        tries: bytes[2] & !HAS_ROW,
        has_row: bytes[2] & HAS_ROW != 0,
        due_at: i64::from_le_bytes([bytes[3], bytes[4], bytes[5], bytes[6], bytes[7], bytes[8], bytes[9], bytes[10]]),
    };
    if rest.is_empty() { Ok(held.iter().map(read).collect()) } else { Err(Fault::bug("people held cannot be read")) }
}

/// Places of a slice, two bytes each.
pub(super) fn places_to_bytes(places: &[u16]) -> Vec<u8> {
    places.iter().flat_map(|place| place.to_le_bytes()).collect()
}

pub(super) fn places_from_bytes(bytes: &[u8]) -> Result<Vec<u16>, Fault> {
    let (places, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(Fault::bug("places on the way cannot be read"));
    }
    Ok(places.iter().map(|place| u16::from_le_bytes(*place)).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_comes_back_as_it_went() {
        let held = [
            Held { place: 1023, tries: 5, has_row: true, due_at: 1_800_000_000_000_000 },
            Held { place: 0, tries: 0, has_row: false, due_at: -1 },
        ];
        assert_eq!(from_bytes(&to_bytes(&held)).unwrap(), held);
        assert!(from_bytes(&[0; 10]).is_err());
        assert_eq!(places_from_bytes(&places_to_bytes(&[0, 1, 1023])).unwrap(), [0, 1, 1023]);
        assert!(places_from_bytes(&[0; 3]).is_err());
    }

    #[test]
    fn it_waits_longer_each_time_and_not_for_ever() {
        let mut tries = 0;
        let mut waited = 0;
        while let Some(held) = Held::refused_again(7, tries, 0) {
            assert!(held.due_at > 0 && held.tries == tries + 1);
            (tries, waited) = (held.tries, waited + held.due_at);
        }
        assert_eq!((tries, waited), (6, 2 * 60 * MINUTE + 15 * SECOND));
    }
}
