//! Changing a line of the table: one steering group proposes, another confirms.

use super::store;
use super::{MayShare, Pair};
use crate::clock::DAY;
use crate::coalitions::history::note;
use crate::coalitions::{Act, ActKind, hold, hold_as_steering};
use crate::ids::Id;
use db::{Fault, Tx};

/// So long a proposal waits.
pub const PROPOSAL_LIFE: i64 = 14 * DAY;

/// A proposal that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharingChange {
    /// Its id.
    pub id: Id,
    /// In which coalition.
    pub coalition: Id,
    /// Which two.
    pub pair: Pair,
    /// What they would share.
    pub may: MayShare,
    /// Who proposed it.
    pub proposed_by: Id,
    /// Until when it can be confirmed.
    pub expires_at: i64,
}

refusals! {
    /// Why a line cannot be changed like this.
    SharingRefusal {
        /// The coalition does not stand, or the group does not steer it.
        NotSteering = "sharing-refused-not-steering",
        /// It says so already.
        Nothing = "sharing-refused-nothing",
        /// Another change of this line waits.
        Waits = "sharing-refused-waits",
        /// Only another steering group can confirm.
        NotAnother = "sharing-refused-not-another",
        /// It was confirmed, taken back, is too old, or never was.
        Over = "sharing-refused-over",
    }
}

/// Proposes a line. The proposal's id is the deed's.
pub fn propose(tx: &mut Tx<'_>, act: &Act, coalition: Id, pair: Pair, may: MayShare) -> Result<Result<(), SharingRefusal>, Fault> {
    if !hold_as_steering(tx, coalition, act.group)? {
        return Ok(Err(SharingRefusal::NotSteering));
    }
    if super::between(tx, coalition, pair)? == may {
        return Ok(Err(SharingRefusal::Nothing));
    }
    store::expire(tx, coalition, act.now)?;
    let change = SharingChange { id: act.id, coalition, pair, may, proposed_by: act.group, expires_at: act.now + PROPOSAL_LIFE };
    if !store::add(tx, &change, act.now)? {
        let ours = store::change(tx, act.id)?.is_some();
        return Ok(if ours { Ok(()) } else { Err(SharingRefusal::Waits) });
    }
    note(tx, coalition, act, ActKind::SharingProposed, None, "")?;
    Ok(Ok(()))
}

/// Confirms a proposal, as another steering group.
pub fn confirm(tx: &mut Tx<'_>, act: &Act, id: Id) -> Result<Result<(), SharingRefusal>, Fault> {
    let Some((change, _)) = store::change(tx, id)? else { return Ok(Err(SharingRefusal::Over)) };
    if !hold_as_steering(tx, change.coalition, act.group)? {
        return Ok(Err(SharingRefusal::NotSteering));
    }
    if change.proposed_by == act.group {
        return Ok(Err(SharingRefusal::NotAnother));
    }
    if change.expires_at <= act.now || !store::end(tx, id, store::DONE, act.now)? {
        // A commit in doubt is run again: what it wrote stands.
        let done = store::change(tx, id)?.is_some_and(|(_, state)| state == store::DONE);
        return Ok(if done { Ok(()) } else { Err(SharingRefusal::Over) });
    }
    store::set(tx, &change, act.now)?;
    note(tx, change.coalition, act, ActKind::SharingChanged, None, "")?;
    Ok(Ok(()))
}

/// Takes a proposal back: the group that made it.
pub fn withdraw(tx: &mut Tx<'_>, act: &Act, id: Id) -> Result<Result<(), SharingRefusal>, Fault> {
    let found = store::change(tx, id)?.filter(|(change, _)| change.proposed_by == act.group);
    let Some((change, _)) = found else { return Ok(Err(SharingRefusal::Over)) };
    hold(tx, change.coalition)?;
    if !store::end(tx, id, store::WITHDRAWN, act.now)? {
        let withdrawn = store::change(tx, id)?.is_some_and(|(_, state)| state == store::WITHDRAWN);
        return Ok(if withdrawn { Ok(()) } else { Err(SharingRefusal::Over) });
    }
    note(tx, change.coalition, act, ActKind::SharingWithdrawn, None, "")?;
    Ok(Ok(()))
}

/// The proposals that wait.
pub fn open(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<Vec<SharingChange>, Fault> {
    store::open(tx, coalition, now)
}

/// One proposal in any state.
pub fn find(tx: &mut Tx<'_>, id: Id) -> Result<Option<SharingChange>, Fault> {
    Ok(store::change(tx, id)?.map(|(change, _)| change))
}
