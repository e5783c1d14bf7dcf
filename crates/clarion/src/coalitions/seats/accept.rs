//! What a mailed link to a seat stands for, and what its two buttons do. A GET changes nothing.

use super::{Ended, OPERATOR, SeatInvitation, store};
use crate::access::sessions::{self, NewSession};
use crate::access::{self, NewAccount, SeatRole};
use crate::clock::DAY;
use db::{Fault, Tx};

/// Whoever declines is not asked again by that group for so long.
pub const DECLINED_LIFE: i64 = 365 * DAY;

refusals! {
    /// Why a link gives no seat.
    AcceptRefusal {
        /// It was used, taken back or replaced, is too old, or never was; or who sent it owns the group no more.
        Over = "seat-accept-refused-over",
    }
}

/// The invitation of a link, if it still works.
pub fn look(tx: &mut Tx<'_>, now: i64, token_hash: &[u8; 16]) -> Result<Option<SeatInvitation>, Fault> {
    let Some(found) = store::by_token(tx, token_hash)?.filter(|found| found.is_open(now)) else { return Ok(None) };
    Ok(if inviter_still_may(tx, &found)? { Some(found) } else { None })
}

fn inviter_still_may(tx: &mut Tx<'_>, invitation: &SeatInvitation) -> Result<bool, Fault> {
    if invitation.invited_by == OPERATOR {
        return Ok(true);
    }
    let inviter = access::actor(tx, invitation.invited_by)?;
    Ok(inviter.and_then(|inviter| inviter.role_in(invitation.group)) == Some(SeatRole::Owner))
}

/// Takes the seat: once for each link. The mailbox's account gets it, made if there is none, and the session begins.
pub fn accept(
    tx: &mut Tx<'_>,
    token_hash: &[u8; 16],
    account: &NewAccount,
    session: &NewSession,
) -> Result<Result<(), AcceptRefusal>, Fault> {
    let now = session.now;
    let Some(found) = store::by_token(tx, token_hash)?.filter(|found| found.matching_key == account.matching_key) else {
        return Ok(Err(AcceptRefusal::Over));
    };
    if found.ended == Some(Ended::Accepted) && found.ended_by == Some(session.id) {
        // A commit in doubt is run again.
        return Ok(Ok(()));
    }
    if !inviter_still_may(tx, &found)? || !store::accept(tx, &found, session.id, now)? {
        return Ok(Err(AcceptRefusal::Over));
    }
    let id = access::add_account(tx, account)?;
    let seated = access::actor(tx, id)?.and_then(|actor| actor.role_in(found.group));
    if seated.is_none_or(|seated| seated < found.role) {
        access::add_seat(tx, id, found.group, found.role, now)?;
    }
    sessions::begin(tx, id, session)?;
    Ok(Ok(()))
}

/// Wants no seat, and no further invitation of that group for [`DECLINED_LIFE`]; whether the link stood for anything.
pub fn decline(tx: &mut Tx<'_>, now: i64, token_hash: &[u8; 16]) -> Result<bool, Fault> {
    let Some(found) = store::by_token(tx, token_hash)? else { return Ok(false) };
    store::decline(tx, &found, now)?;
    crate::people::suppress_confirming_mails(tx, found.matching_key, found.group, now + DECLINED_LIFE, now)?;
    Ok(true)
}
