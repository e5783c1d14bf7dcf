//! Changing the role of another group, or putting it out: proposed by one steering group, done when enough of them want it.
//!
//! A role is raised by two steering groups. It is lowered, or the group put out, by two thirds of the other steering groups, and by
//! two at least: two equals cannot throw each other out, and no two of twelve can empty the circle. The group concerned has no
//! voice. Groups count, not people. A proposal lapses after [`PROPOSAL_LIFE`].

use super::{Calling, leaving, store};
use crate::clock::DAY;
use crate::coalitions::delegates;
use crate::coalitions::history::note;
use crate::coalitions::{self, Act, ActKind, Role, hold_as_steering};
use crate::ids::Id;
use db::{Fault, Tx};

/// So long a proposal waits for voices.
pub const PROPOSAL_LIFE: i64 = 14 * DAY;
/// The column's word for putting a group out.
const OUT: &str = "out";

/// A proposal that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleChange {
    /// Its id.
    pub id: Id,
    /// In which coalition.
    pub coalition: Id,
    /// Whose role.
    pub group: Id,
    /// To what; `None` puts it out.
    pub to: Option<Role>,
    /// Who proposed it.
    pub proposed_by: Id,
    /// Until when.
    pub expires_at: i64,
}

impl RoleChange {
    /// The word in the column, in forms, and in the history.
    pub fn word(to: Option<Role>) -> &'static str {
        to.map_or(OUT, Role::as_str)
    }

    /// What such a word means; `None` where it means nothing.
    pub fn of_word(word: &str) -> Option<Option<Role>> {
        if word == OUT { Some(None) } else { Role::of(word).map(Some) }
    }
}

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proposed {
    /// It waits for further steering groups: how many have spoken for it, how many it needs.
    Waits {
        /// Have spoken.
        voices: i64,
        /// Are needed.
        needed: i64,
    },
    /// The role is changed.
    Done,
}

refusals! {
    /// Why a group's role cannot be changed like this.
    ChangeRoleRefusal {
        /// The coalition does not stand, or the group that asks does not steer it.
        NotSteering = "role-refused-not-steering",
        /// The group is not in the coalition, or has that role.
        Nothing = "role-refused-nothing",
        /// A group's own role: it steps down or leaves instead.
        Own = "role-refused-own",
        /// Another change of this group's role waits.
        Waits = "role-refused-waits",
        /// Words are on their way.
        Frozen = "role-refused-frozen",
        /// There is no such proposal, or no longer.
        Over = "role-refused-over",
    }
}

/// How many steering groups a change needs, of so many others than the one concerned.
pub fn needed(from: Role, to: Option<Role>, others: i64) -> i64 {
    let raises = to.is_some_and(|to| rank(to) > rank(from));
    match raises {
        true => others.clamp(1, 2),
        false => ((2 * others + 2) / 3).max(2),
    }
}

fn rank(role: Role) -> u8 {
    match role {
        Role::Steering => 2,
        Role::Partner => 1,
        Role::Endorser => 0,
    }
}

/// Whether a role is smaller than another.
pub(super) fn is_lower(to: Role, from: Role) -> bool {
    rank(to) < rank(from)
}

/// Proposes a change, which is the first voice for it. The proposal's id is the deed's.
pub fn propose(
    tx: &mut Tx<'_>,
    act: &Act,
    coalition: Id,
    group: Id,
    to: Option<Role>,
    calling: Calling,
) -> Result<Result<Proposed, ChangeRoleRefusal>, Fault> {
    if !hold_as_steering(tx, coalition, act.group)? {
        return Ok(Err(ChangeRoleRefusal::NotSteering));
    }
    if group == act.group {
        return Ok(Err(ChangeRoleRefusal::Own));
    }
    if let Some(done) = store::role_change_state(tx, act.id)? {
        // A commit in doubt is run again.
        return if done == store::OPEN { carry(tx, act, act.id) } else { Ok(Ok(Proposed::Done)) };
    }
    let from = coalitions::role_of(tx, coalition, group)?;
    if from.is_none() || from == to {
        return Ok(Err(ChangeRoleRefusal::Nothing));
    }
    if calling == Calling::Now {
        return Ok(Err(ChangeRoleRefusal::Frozen));
    }
    store::expire_role_changes(tx, coalition, act.now)?;
    let change = RoleChange { id: act.id, coalition, group, to, proposed_by: act.group, expires_at: act.now + PROPOSAL_LIFE };
    if !store::add_role_change(tx, &change, act.now)? {
        return Ok(Err(ChangeRoleRefusal::Waits));
    }
    store::add_voice(tx, change.id, act)?;
    note(tx, coalition, act, ActKind::RoleProposed, Some(group), RoleChange::word(to))?;
    carry(tx, act, change.id)
}

/// Speaks for a proposal.
pub fn support(tx: &mut Tx<'_>, act: &Act, id: Id, calling: Calling) -> Result<Result<Proposed, ChangeRoleRefusal>, Fault> {
    let Some(change) = store::role_change(tx, id)? else { return Ok(Err(ChangeRoleRefusal::Over)) };
    if !hold_as_steering(tx, change.coalition, act.group)? {
        return Ok(Err(ChangeRoleRefusal::NotSteering));
    }
    if change.group == act.group {
        return Ok(Err(ChangeRoleRefusal::Own));
    }
    let state = store::role_change_state(tx, id)?;
    if state.as_deref() == Some(store::DONE) && store::has_voice(tx, id, act.group)? {
        return Ok(Ok(Proposed::Done));
    }
    if state.as_deref() != Some(store::OPEN) || change.expires_at <= act.now {
        return Ok(Err(ChangeRoleRefusal::Over));
    }
    if calling == Calling::Now {
        return Ok(Err(ChangeRoleRefusal::Frozen));
    }
    if store::add_voice(tx, id, act)? {
        note(tx, change.coalition, act, ActKind::RoleSupported, Some(change.group), RoleChange::word(change.to))?;
    }
    carry(tx, act, id)
}

/// Changes the role if enough groups that steer now want it. The coalition is held.
fn carry(tx: &mut Tx<'_>, act: &Act, id: Id) -> Result<Result<Proposed, ChangeRoleRefusal>, Fault> {
    let Some(change) = store::role_change(tx, id)? else { return Ok(Err(ChangeRoleRefusal::Over)) };
    let Some(from) = coalitions::role_of(tx, change.coalition, change.group)? else {
        return Ok(Err(ChangeRoleRefusal::Nothing));
    };
    let steering = coalitions::steering_count(tx, change.coalition)?;
    let others = steering - i64::from(from == Role::Steering);
    let (voices, needed) = (store::voices(tx, id)?, needed(from, change.to, others));
    if voices < needed {
        return Ok(Ok(Proposed::Waits { voices, needed }));
    }
    store::end_role_change(tx, id, store::DONE, act.now)?;
    set_role(tx, act, change.coalition, change.group, change.to)?;
    if change.to.is_none() {
        leaving::wind_up(tx, act, change.coalition, change.group)?;
    }
    let kind = if change.to.is_some() { ActKind::RoleChanged } else { ActKind::PutOut };
    note(tx, change.coalition, act, kind, Some(change.group), RoleChange::word(change.to))?;
    Ok(Ok(Proposed::Done))
}

/// Writes a role; whoever steers no more has no delegate.
pub(in crate::coalitions) fn set_role(tx: &mut Tx<'_>, act: &Act, coalition: Id, group: Id, to: Option<Role>) -> Result<(), Fault> {
    match to {
        Some(role) => store::set_role(tx, coalition, group, role)?,
        None => store::drop_membership(tx, coalition, group)?,
    }
    if to != Some(Role::Steering) {
        delegates::group_steers_no_more(tx, coalition, group, act.now)?;
    }
    Ok(())
}

/// Takes a proposal back: the group that made it.
pub fn withdraw(tx: &mut Tx<'_>, act: &Act, id: Id) -> Result<Result<(), ChangeRoleRefusal>, Fault> {
    let Some(change) = store::role_change(tx, id)? else { return Ok(Err(ChangeRoleRefusal::Over)) };
    coalitions::hold(tx, change.coalition)?;
    if change.proposed_by != act.group {
        return Ok(Err(ChangeRoleRefusal::Over));
    }
    match store::role_change_state(tx, id)?.as_deref() {
        Some(store::OPEN) => {
            store::end_role_change(tx, id, store::WITHDRAWN, act.now)?;
            note(tx, change.coalition, act, ActKind::RoleWithdrawn, Some(change.group), RoleChange::word(change.to))?;
            Ok(Ok(()))
        }
        Some(store::WITHDRAWN) => Ok(Ok(())),
        _ => Ok(Err(ChangeRoleRefusal::Over)),
    }
}

/// One proposal in any state.
pub fn find(tx: &mut Tx<'_>, id: Id) -> Result<Option<RoleChange>, Fault> {
    store::role_change(tx, id)
}

/// The proposals that wait, with the groups that have spoken for them.
pub fn open(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<Vec<(RoleChange, Vec<Id>)>, Fault> {
    let mut waiting = Vec::new();
    for change in store::open_role_changes(tx, coalition, now)? {
        let voices = store::voices_by_group(tx, change.id)?;
        waiting.push((change, voices));
    }
    Ok(waiting)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raising_takes_two_and_lowering_two_thirds() {
        for (others, raise, lower) in [(1, 1, 2), (2, 2, 2), (3, 2, 2), (4, 2, 3), (11, 2, 8), (12, 2, 8)] {
            assert_eq!(needed(Role::Partner, Some(Role::Steering), others), raise, "{others}");
            assert_eq!(needed(Role::Steering, Some(Role::Endorser), others), lower, "{others}");
            assert_eq!(needed(Role::Endorser, None, others), lower, "{others}");
        }
    }

    /// Two steering groups: neither can put the other out, since lowering needs two others.
    #[test]
    fn one_of_two_equals_is_never_enough() {
        assert!(needed(Role::Steering, None, 1) > 1);
    }
}
