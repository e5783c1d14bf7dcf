//! How often somebody went from a group's list, or came to it with an older id: what was kept of a list in memory before that is wrong.
//!
//! Who comes, and who is changed, is found by dates; who was erased or merged away leaves none. So each verb that takes records out, or
//! brings older ones, raises the list's epoch in its own transaction, and every server compares it with that of what it keeps. Signing
//! takes nobody out and never writes here.

use super::Scope;
use super::store;
use crate::ids::Id;
use db::{Fault, Tx};

/// The epoch of a list. What is read after it, in the same transaction or a later one, is at least as new.
pub fn of(tx: &mut Tx<'_>, group: Id) -> Result<i64, Fault> {
    store::epoch(tx, Scope::of(group))
}

/// Raises it for these lists: always in the order of their ids, so that two who erase from the same two do not wait for each other.
pub fn raise(tx: &mut Tx<'_>, groups: impl IntoIterator<Item = Id>) -> Result<(), Fault> {
    let mut groups: Vec<Id> = groups.into_iter().collect();
    groups.sort_unstable();
    groups.dedup();
    groups.into_iter().try_for_each(|group| store::raise_epoch(tx, Scope::of(group)))
}
