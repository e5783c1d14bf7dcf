//! The chain itself: what an entry's hash covers, and whether a row of entries is one. No database, no clock.

use crate::ids::Id;

/// Stands before all that is hashed, so that no hash of anything else is an entry's.
const CONTEXT: &str = "clarion 2026 audit entry";

/// A hash of an entry; zeros before the first.
pub type Link = [u8; 32];

/// One deed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the group's chain, from 1.
    pub number: i64,
    /// The deed.
    pub id: Id,
    /// Whose hand.
    pub account: Id,
    /// What, such as `people.tag`.
    pub deed: String,
    /// What it concerned; zeros where nothing else says.
    pub about: Id,
    /// When, microseconds UTC.
    pub done_at: i64,
}

impl Entry {
    /// Its hash: BLAKE3 in key-derivation mode over the hash before it, group, number, deed, account, the deed's name behind its length,
    /// what it concerned and when; numbers as 8 bytes, big endian.
    pub fn hash(&self, group: Id, previous: &Link) -> Link {
        let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
        hasher.update(previous).update(&group.0).update(&self.number.to_be_bytes());
        hasher.update(&self.id.0).update(&self.account.0);
        hasher.update(&(self.deed.len() as u64).to_be_bytes()).update(self.deed.as_bytes());
        hasher.update(&self.about.0).update(&self.done_at.to_be_bytes());
        *hasher.finalize().as_bytes()
    }
}

/// A hash as people read and compare it.
pub fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Where a row of entries is no chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// An entry is missing before this number.
    Missing(i64),
    /// The entry with this number was changed, or the one before it.
    Changed(i64),
    /// The words beside the entry with this number are not those of its deed.
    Words(i64),
}

/// Follows a chain from its beginning; the last hash.
pub fn follow<'a>(group: Id, entries: impl IntoIterator<Item = &'a (Entry, Link)>) -> Result<Link, Break> {
    let (mut expected, mut previous) = (1, [0; 32]);
    for (entry, hash) in entries {
        if entry.number != expected {
            return Err(Break::Missing(entry.number));
        }
        if entry.hash(group, &previous) != *hash {
            return Err(Break::Changed(entry.number));
        }
        (expected, previous) = (expected + 1, *hash);
    }
    Ok(previous)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: Id = Id([7; 16]);

    fn chain(length: i64) -> Vec<(Entry, Link)> {
        let mut previous = [0; 32];
        let entry = |number| Entry {
            number,
            id: Id([number as u8; 16]),
            account: Id([9; 16]),
            deed: "people.tag".to_owned(),
            about: Id::ZERO,
            done_at: 1_000 * number,
        };
        let link = |number| {
            let entry = entry(number);
            previous = entry.hash(GROUP, &previous);
            (entry, previous)
        };
        (1..=length).map(link).collect()
    }

    #[test]
    fn a_chain_is_followed_to_its_end() {
        let entries = chain(5);
        assert_eq!(follow(GROUP, &entries), Ok(entries[4].1));
        assert_eq!(follow(GROUP, &[]), Ok([0; 32]));
        assert_eq!(follow(Id([8; 16]), &entries), Err(Break::Changed(1)), "another group's chain");
    }

    #[test]
    fn no_entry_is_changed_dropped_or_put_in_between() {
        let whole = chain(5);
        let changes: [fn(&mut Entry); 4] = [
            |entry| entry.account = Id([1; 16]),
            |entry| entry.deed = "people.erase".to_owned(),
            |entry| entry.about = Id([1; 16]),
            |entry| entry.done_at += 1,
        ];
        for change in changes {
            let mut entries = whole.clone();
            change(&mut entries[2].0);
            assert_eq!(follow(GROUP, &entries), Err(Break::Changed(3)));
        }
        let mut dropped = whole.clone();
        dropped.remove(2);
        assert_eq!(follow(GROUP, &dropped), Err(Break::Missing(4)));
        dropped[2].0.number = 3;
        assert_eq!(follow(GROUP, &dropped), Err(Break::Changed(3)), "numbers alone mend nothing");
        let mut twice = whole.clone();
        twice.insert(2, whole[2].clone());
        assert_eq!(follow(GROUP, &twice), Err(Break::Missing(3)));
    }
}
