//! Taking somebody's seat in a group away, or giving one's own back. With the seat end the posts it carried.

use crate::access::{self, SeatRole, accounts};
use crate::coalitions::{delegates, hold_group};
use crate::ids::Id;
use db::{Fault, Tx};

use super::SEATED_MAX;

refusals! {
    /// Why a seat stays.
    RemoveRefusal {
        /// There is none.
        NoSeat = "unseat-refused-no-seat",
        /// The group would have no owner.
        LastOwner = "unseat-refused-last-owner",
    }
}

/// Takes a seat away. Of two at once one waits, so that the last two owners cannot unseat each other.
pub fn remove(tx: &mut Tx<'_>, now: i64, group: Id, account: Id) -> Result<Result<(), RemoveRefusal>, Fault> {
    hold_group(tx, group)?;
    let seated = accounts::seated_in(tx, group, SEATED_MAX)?;
    let Some((_, role)) = seated.iter().find(|(seated, _)| seated.id == account) else {
        return Ok(Err(RemoveRefusal::NoSeat));
    };
    let owners = seated.iter().filter(|(_, role)| *role == SeatRole::Owner).count();
    if *role == SeatRole::Owner && owners == 1 {
        return Ok(Err(RemoveRefusal::LastOwner));
    }
    access::drop_seat(tx, account, group)?;
    delegates::seat_ended(tx, account, group, now)?;
    Ok(Ok(()))
}
