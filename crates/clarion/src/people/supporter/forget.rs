//! Being forgotten by a group, as whoever reads the mailbox asks: by the rules of `people/erase.rs`, and what stands without a record.

use super::{look, store};
use crate::events::{
    self,
    attending::{self, change},
};
use crate::forms;
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::pending;
use crate::people::erase::{self, Asked};
use crate::people::{NO_NEWS, beside, store as records};
use db::{Fault, Tx};
use seal::MatchingKey;

/// A group forgets whoever reads a mailbox. Twice changes nothing.
pub fn forget(tx: &mut Tx<'_>, vault: &Vault, ids: &Ids, now: i64, key: MatchingKey, group: Id) -> Result<(), Fault> {
    records::suppress(tx, key, group, NO_NEWS, None, now)?;
    pending::forget(tx, key, group)?;
    erase::hold_lists(tx, &[group])?;
    let Some((identity, _)) = store::identity(tx, key)? else { return Ok(()) };
    // What a record that has gone, or was given another mailbox, left behind.
    for answer in attending::of_human(tx, identity, group)? {
        if events::event(tx, answer.event)?.is_some_and(|event| event.times.ends_at > now) {
            change::cancel_for(tx, ids, now, (answer.identity, answer.event))?;
        }
    }
    attending::forget_notes(tx, identity, group)?;
    store::forget_words(tx, identity, group, now)?;
    forms::listing::forget_of_human(tx, group, identity, now)?;
    beside::forget(tx, group, identity)?;
    erase::refuse(tx, identity, group, now)?;
    if let Some((_, record)) = look::record(tx, vault, key, group)? {
        // Gone meanwhile is gone.
        erase::erase_for(tx, vault, ids, now, (group, record.id), Asked::Mailbox)?.ok();
    }
    Ok(())
}
