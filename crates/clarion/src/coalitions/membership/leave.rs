//! A group takes a smaller part by itself, or leaves. It needs nobody's leave, but not while words are on their way, and not if nobody
//! would steer any more. In a ballot that runs, a group that leaves counts as silent: that is noted where ballots are.

use super::change_role::{RoleChange, is_lower, set_role};
use super::{Calling, leaving};
use crate::coalitions::history::note;
use crate::coalitions::{self, Act, ActKind, CoalitionState, Role, hold};
use crate::ids::Id;
use db::{Fault, Tx};

refusals! {
    /// Why a group cannot step down or leave now.
    LeaveRefusal {
        /// It is not in, or has no larger part than that.
        Nothing = "leave-refused-nothing",
        /// It is the last that steers.
        LastSteering = "leave-refused-last-steering",
        /// Words are on their way.
        Frozen = "leave-refused-frozen",
        /// It would mean something else by now than what was seen.
        Changed = "leave-refused-changed",
    }
}

/// Leaves a coalition (`to` is `None`), or takes a smaller part in it.
pub fn leave(
    tx: &mut Tx<'_>,
    act: &Act,
    coalition: Id,
    to: Option<Role>,
    calling: Calling,
) -> Result<Result<(), LeaveRefusal>, Fault> {
    if hold(tx, coalition)? != Some(CoalitionState::Standing) {
        return Ok(Err(LeaveRefusal::Nothing));
    }
    let from = coalitions::role_of(tx, coalition, act.group)?;
    if from == to {
        // Gone, or small, already: a commit in doubt is run again.
        return Ok(Ok(()));
    }
    let Some(from) = from else { return Ok(Err(LeaveRefusal::Nothing)) };
    if to.is_some_and(|to| !is_lower(to, from)) {
        return Ok(Err(LeaveRefusal::Nothing));
    }
    if calling == Calling::Now {
        return Ok(Err(LeaveRefusal::Frozen));
    }
    if from == Role::Steering && coalitions::steering_count(tx, coalition)? == 1 {
        return Ok(Err(LeaveRefusal::LastSteering));
    }
    set_role(tx, act, coalition, act.group, to)?;
    if to.is_none() {
        leaving::wind_up(tx, act, coalition, act.group)?;
    }
    let kind = if to.is_some() { ActKind::SteppedDown } else { ActKind::Left };
    note(tx, coalition, act, kind, None, RoleChange::word(to))?;
    Ok(Ok(()))
}

/// Leaves by what an owner saw of it (`leaving::Preview::seen`). Where it would mean something else by now, nothing happens.
pub fn leave_as_seen(
    tx: &mut Tx<'_>,
    act: &Act,
    coalition: Id,
    seen: &str,
    calling: Calling,
) -> Result<Result<(), LeaveRefusal>, Fault> {
    hold(tx, coalition)?;
    match leaving::preview(tx, coalition, act.group, act.now)? {
        // Why not at all comes before what has changed.
        Some(preview) if calling == Calling::Not && preview.seen() != seen => Ok(Err(LeaveRefusal::Changed)),
        _ => leave(tx, act, coalition, None, calling),
    }
}
