//! The time in which nobody's role changes and nobody leaves: from the opening of a ballot to its outcome, and while a call runs.
//!
//! Whoever opens a ballot or starts a call freezes in the same transaction, under an id of its own, and thaws when that ends. Joining
//! stays possible: the electorate of an open ballot is frozen with the ballot.

use super::store;
use crate::ids::Id;
use db::{Fault, Tx};

/// Freezes a coalition's roles for a cause, such as a plan. A second time changes nothing.
pub fn freeze(tx: &mut Tx<'_>, coalition: Id, cause: Id, now: i64) -> Result<(), Fault> {
    // Whoever is just leaving is let go first, or waits and is refused.
    super::super::hold(tx, coalition)?;
    store::add_freeze(tx, coalition, cause, now)
}

/// Ends that cause's freeze.
pub fn thaw(tx: &mut Tx<'_>, coalition: Id, cause: Id) -> Result<(), Fault> {
    store::drop_freeze(tx, coalition, cause)
}

/// Whether any cause freezes it.
pub fn is_frozen(tx: &mut Tx<'_>, coalition: Id) -> Result<bool, Fault> {
    store::is_frozen(tx, coalition)
}
