//! What becomes of events when the coalition has decided, and when a group cancels one. One conditional UPDATE each, so a second run
//! changes nothing.

use super::store;
use crate::ids::Id;
use db::{Fault, Tx};

/// The coalition called: its vetted on-call events take place. One that is held back is confirmed too, and stays held back until its
/// change is confirmed or withdrawn. Answers how many.
pub fn confirm_all(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<u64, Fault> {
    store::confirm_all(tx, coalition, now)
}

/// The coalition stood down: its events do not take place. Answers how many.
pub fn release_all(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<u64, Fault> {
    store::release_all(tx, coalition, now)
}

/// A group cancels an event of its own; `false` where it no longer stands.
pub fn cancel(tx: &mut Tx<'_>, event: Id, now: i64) -> Result<bool, Fault> {
    store::cancel(tx, event, now)
}

/// A plan takes the coalition's vetted on-call events into its hash: from now on it takes two people of different groups to change
/// place, time or contact. One that is held back is left out. Answers how many are frozen.
pub fn freeze(tx: &mut Tx<'_>, coalition: Id, plan: Id) -> Result<u64, Fault> {
    store::freeze(tx, coalition, plan)
}

/// A plan that ended, or was taken back, lets its events go.
pub fn thaw(tx: &mut Tx<'_>, plan: Id) -> Result<u64, Fault> {
    store::thaw(tx, plan)
}
