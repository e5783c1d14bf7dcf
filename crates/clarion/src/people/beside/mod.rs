//! What organisers keep beside a supporter's record: tags, which choose people, and notes, for the group's own eyes.
//!
//! Both go by group and human, like the record; a record that moves to another human takes them along, and with them what it has
//! chosen in the group's fields.

pub mod api;
pub mod notes;
pub mod programs;
pub(crate) mod store;
pub mod taggings;
pub mod tags;

use crate::ids::Id;
use crate::people::Scope;
use crate::people::fields::choosing;
use db::{Fault, Tx};

/// A record is erased: nothing stands beside it any more.
pub(super) fn forget(tx: &mut Tx<'_>, group: Id, identity: Id) -> Result<(), Fault> {
    choosing::forget(tx, group, identity)?;
    store::drop_all(tx, Scope::of(group), identity)
}

/// A group's record was moved from one human to another, or taken in by the other's record.
pub(super) fn moved(tx: &mut Tx<'_>, group: Id, from: Id, to: Id) -> Result<(), Fault> {
    if from == to {
        return Ok(());
    }
    choosing::moved(tx, group, from, to)?;
    store::move_taggings(tx, Scope::of(group), from, to)?;
    store::move_notes(tx, Scope::of(group), from, to)
}
