//! Withdrawing a notice: its words go, its page says so, and its hash stays in the log, where nobody can read it.

use super::store;
use crate::ids::Id;
use db::{Fault, Tx};

/// Takes the words of a notice away; `false` where they were gone already.
pub fn withdraw(tx: &mut Tx<'_>, notice: Id, now: i64) -> Result<bool, Fault> {
    store::withdraw(tx, notice, now)
}
