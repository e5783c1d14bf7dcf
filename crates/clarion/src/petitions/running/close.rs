//! Closing a petition now. Forms that were sent before can still be confirmed for 24 hours (`sign.rs`).

use super::stop::StopRefusal;
use super::store;
use crate::actions::running::{Deed, note};
use crate::coalitions::Act;
use crate::ids::Id;
use db::{Fault, Tx};

/// Closes it. One that closed before keeps its date.
pub fn close(tx: &mut Tx<'_>, act: &Act, petition: Id) -> Result<Result<(), StopRefusal>, Fault> {
    if store::close(tx, act, petition)? {
        note(tx, act, petition, Deed::Closed)?;
        return Ok(Ok(()));
    }
    let standing = crate::petitions::store::petition(tx, petition)?.filter(|standing| standing.group == act.group);
    let is_closed = standing.and_then(|standing| standing.closes_at).is_some_and(|closes_at| closes_at <= act.now);
    Ok(if is_closed { Ok(()) } else { Err(StopRefusal::Over) })
}
