//! What people did, noted for the hooks that want to hear of it, in the transaction in which they did it: a server that dies right
//! after has lost none of it.
//!
//! A group without a hook that is on costs one look into a small index for a slice of people, and nothing is put together for it.

use super::{Kind, deliver, store};
use crate::ids::Id;
use db::{Fault, Tx};
use std::collections::BTreeSet;

/// Something that somebody did, as one group may hear of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Happened {
    /// Whose hooks hear of it.
    pub group: Id,
    /// What it was.
    pub kind: Kind,
    /// The petition, form or event; zeros for none.
    pub action: Id,
    /// The signature, submission, answer or person.
    pub record: Id,
    /// When.
    pub at: i64,
}

/// Notes what happened to these groups, if any of them has a hook that is on. The same thing at the same time is noted once.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    now: i64,
    groups: impl IntoIterator<Item = Id>,
    happened: impl FnOnce(&mut Tx<'_>) -> Result<Vec<Happened>, Fault>,
) -> Result<(), Fault> {
    let groups: BTreeSet<Id> = groups.into_iter().collect();
    let hooks = if groups.is_empty() { Vec::new() } else { store::on(tx, &groups.into_iter().collect::<Vec<_>>())? };
    if hooks.is_empty() {
        return Ok(());
    }
    let mut rows = Vec::new();
    for happened in happened(tx)? {
        let wants = |hook: &&store::On| {
            hook.group == happened.group
                && hook.kinds.contains(&happened.kind)
                && hook.action.is_none_or(|action| action == happened.action)
        };
        rows.extend(hooks.iter().filter(wants).map(|hook| store::NewDelivery {
            hook: hook.id,
            id: delivery_id(hook.id, &happened),
            happened,
        }));
    }
    rows.sort_by_key(|row| (row.hook, row.id));
    rows.dedup_by_key(|row| (row.hook, row.id));
    store::add_deliveries(tx, &rows, now)?;
    // One job for each hook and slice; its id follows from what it is for, so that a commit that is run again queues no second one.
    rows.dedup_by_key(|row| row.hook);
    let turns: Vec<(Id, Id)> = rows.iter().map(|row| (row.hook, row.id)).collect();
    deliver::queue(tx, &turns, now, now)
}

/// Begins with the time, so that rows that are written together lie together.
pub(super) fn delivery_id(hook: Id, happened: &Happened) -> Id {
    let mut hasher = blake3::Hasher::new_derive_key("clarion 2026 webhook delivery");
    hasher.update(&hook.0).update(&happened.record.0).update(&happened.action.0).update(happened.kind.as_str().as_bytes());
    hasher.update(&happened.at.to_le_bytes());
    let mut id: [u8; 16] = *hasher.finalize().as_bytes().first_chunk().expect("a hash has 32 bytes");
    id[..6].copy_from_slice(&((happened.at / 1_000).max(0) as u64).to_be_bytes()[2..]);
    // A UUID of the kind that begins with a time, for receivers that look.
    id[6] = 0x70 | (id[6] & 0x0f);
    id[8] = 0x80 | (id[8] & 0x3f);
    Id(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_thing_has_the_same_id_at_each_hook() {
        let happened = Happened {
            group: Id([1; 16]),
            kind: Kind::Signature,
            action: Id([2; 16]),
            record: Id([3; 16]),
            at: 1_700_000_000_000_000,
        };
        let hook = Id([4; 16]);
        assert_eq!(delivery_id(hook, &happened), delivery_id(hook, &happened));
        for other in [
            Happened { kind: Kind::Supporter, ..happened },
            Happened { record: Id([9; 16]), ..happened },
            Happened { at: happened.at + 1, ..happened },
        ] {
            assert_ne!(delivery_id(hook, &happened), delivery_id(hook, &other));
        }
        assert_ne!(delivery_id(hook, &happened), delivery_id(Id([5; 16]), &happened));
        assert!(delivery_id(hook, &happened) < delivery_id(hook, &Happened { at: happened.at + 1_000_000, ..happened }));
    }
}
