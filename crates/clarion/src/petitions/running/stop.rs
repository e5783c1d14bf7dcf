//! Stopping a petition, and opening it again. While it is stopped it takes no signature and no confirmation; forms that wait keep.

use super::store;
use crate::actions::running::{Deed, note};
use crate::coalitions::Act;
use crate::ids::Id;
use crate::petitions::PetitionState;
use db::{Fault, Tx};

refusals! {
    /// Why it is neither stopped nor opened again.
    StopRefusal {
        /// It is another group's.
        Over = "running-refused-over",
    }
}

/// Stops it, or opens it again.
pub fn set(tx: &mut Tx<'_>, act: &Act, petition: Id, stopped: bool) -> Result<Result<(), StopRefusal>, Fault> {
    let (from, to, deed) = match stopped {
        true => (PetitionState::Open, PetitionState::Stopped, Deed::Stopped),
        false => (PetitionState::Stopped, PetitionState::Open, Deed::Reopened),
    };
    if store::set_state(tx, act, petition, (from, to))? {
        note(tx, act, petition, deed)?;
        return Ok(Ok(()));
    }
    // Two who press at once want the same.
    let standing = crate::petitions::store::petition(tx, petition)?.filter(|standing| standing.group == act.group);
    Ok(if standing.is_some_and(|standing| standing.state == to) { Ok(()) } else { Err(StopRefusal::Over) })
}
