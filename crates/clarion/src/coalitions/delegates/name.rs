//! Naming a delegate or a deputy, and resigning.

use super::store;
use super::{Holding, Post};
use crate::coalitions::history::note;
use crate::coalitions::{Act, ActKind, hold, hold_as_steering};
use crate::ids::Id;
use db::{Fault, Tx};

refusals! {
    /// Why somebody cannot be named, or cannot resign.
    NameRefusal {
        /// The coalition does not stand, or the group does not steer it.
        NotSteering = "name-refused-not-steering",
        /// The person has no seat in the group.
        NoSeat = "name-refused-no-seat",
        /// The person has the group's other post.
        OtherPost = "name-refused-other-post",
        /// The person has no post here.
        NoPost = "name-refused-no-post",
    }
}

/// Names `account`, in `act.group`'s post; whoever had it has it no more. `has_seat`: whether the account has a seat in the group, as
/// the caller read in the same transaction. The holding's id is the deed's.
pub fn name(
    tx: &mut Tx<'_>,
    act: &Act,
    coalition: Id,
    post: Post,
    account: Id,
    has_seat: bool,
) -> Result<Result<(), NameRefusal>, Fault> {
    if !hold_as_steering(tx, coalition, act.group)? {
        return Ok(Err(NameRefusal::NotSteering));
    }
    if !has_seat {
        return Ok(Err(NameRefusal::NoSeat));
    }
    let current = super::current(tx, coalition, act.group)?;
    if let Some(holding) = current.iter().find(|holding| holding.account == account) {
        return Ok(if holding.post == post { Ok(()) } else { Err(NameRefusal::OtherPost) });
    }
    if let Some(before) = current.iter().find(|holding| holding.post == post) {
        store::end(tx, before.id, "replaced", act.now)?;
    }
    let new = Holding { id: act.id, coalition, group: act.group, post, account, named_at: act.now, ended_at: None };
    store::add(tx, &new, act.account)?;
    note(tx, coalition, act, ActKind::Named, None, post.as_str())?;
    Ok(Ok(()))
}

/// Gives one's own post back.
pub fn resign(tx: &mut Tx<'_>, act: &Act, coalition: Id) -> Result<Result<(), NameRefusal>, Fault> {
    hold(tx, coalition)?;
    let current = super::current(tx, coalition, act.group)?;
    let Some(own) = current.into_iter().find(|holding| holding.account == act.account) else {
        return Ok(Err(NameRefusal::NoPost));
    };
    store::end(tx, own.id, "resigned", act.now)?;
    note(tx, coalition, act, ActKind::Resigned, None, own.post.as_str())?;
    Ok(Ok(()))
}
