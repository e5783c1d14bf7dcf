//! Inviting a group into a coalition: by a steering group, accepted or declined by the invited group, for [`INVITATION_LIFE`].
//!
//! An invitation to steer needs a second steering group behind it before it can be accepted, so that nobody fills the steering
//! circle with friends. Where only one group steers, it is enough. An invitation lapses when the group that sent it steers no more.

use super::{store, telling};
use crate::clock::DAY;
use crate::coalitions::history::note;
use crate::coalitions::{self, Act, ActKind, CoalitionState, Role, hold, hold_as_steering};
use crate::ids::Id;
use db::{Fault, Tx};

/// So long an invitation can be accepted.
pub const INVITATION_LIFE: i64 = 30 * DAY;
/// Open invitations of one coalition: enough for a large one, and a bound for a careless group.
pub const OPEN_MAX: i64 = 200;

/// A group is asked to join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: Id,
    /// Into which coalition.
    pub coalition: Id,
    /// Who is asked.
    pub group: Id,
    /// As what.
    pub role: Role,
    /// The steering group that asks.
    pub invited_by: Id,
    /// The second one behind an invitation to steer.
    pub seconded_by: Option<Id>,
    /// Until when it can be accepted.
    pub expires_at: i64,
    /// `open`, or how it ended.
    pub(crate) answer: String,
}

refusals! {
    /// Why a group cannot be invited.
    InviteRefusal {
        /// The coalition does not stand, or the group that asks does not steer it.
        NotSteering = "invite-refused-not-steering",
        /// There is no such group.
        NoGroup = "invite-refused-no-group",
        /// It is in.
        AlreadyIn = "invite-refused-already-in",
        /// It is asked already.
        AlreadyAsked = "invite-refused-already-asked",
        /// Too many open invitations.
        TooMany = "invite-refused-too-many",
    }

    /// Why an invitation cannot be seconded, answered or taken back.
    InvitationRefusal {
        /// It was answered, taken back or is too old, or never was.
        Over = "invitation-refused-over",
        /// Only another steering group can be the second.
        NotAnother = "invitation-refused-not-another",
        /// A second steering group must stand behind it first.
        NotSeconded = "invitation-refused-not-seconded",
    }
}

/// Asks a group to join. The invitation's id is the deed's.
pub fn invite(tx: &mut Tx<'_>, act: &Act, coalition: Id, group: Id, role: Role) -> Result<Result<(), InviteRefusal>, Fault> {
    if !hold_as_steering(tx, coalition, act.group)? {
        return Ok(Err(InviteRefusal::NotSteering));
    }
    if coalitions::group(tx, group)?.is_none() {
        return Ok(Err(InviteRefusal::NoGroup));
    }
    if coalitions::role_of(tx, coalition, group)?.is_some() {
        return Ok(Err(InviteRefusal::AlreadyIn));
    }
    store::expire_invitations(tx, coalition, act.now)?;
    if store::open_invitations(tx, coalition, act.now)?.len() as i64 >= OPEN_MAX {
        return Ok(Err(InviteRefusal::TooMany));
    }
    let new = Invitation {
        id: act.id,
        coalition,
        group,
        role,
        invited_by: act.group,
        seconded_by: None,
        expires_at: act.now + INVITATION_LIFE,
        answer: store::OPEN.to_owned(),
    };
    if !store::add_invitation(tx, &new, act.now)? {
        // A commit in doubt is run again: our own row is no stranger's.
        let ours = store::invitation(tx, act.id)?.is_some();
        return Ok(if ours { Ok(()) } else { Err(InviteRefusal::AlreadyAsked) });
    }
    note(tx, coalition, act, ActKind::Invited, Some(group), role.as_str())?;
    if role != Role::Steering || is_seconded(tx, &new)? {
        telling::queue(tx, &new, act.now)?;
    }
    Ok(Ok(()))
}

/// The invitation, once its coalition is held, if it can still be acted upon.
fn held(tx: &mut Tx<'_>, act: &Act, id: Id) -> Result<Option<Invitation>, Fault> {
    let Some(found) = store::invitation(tx, id)? else { return Ok(None) };
    if hold(tx, found.coalition)? != Some(CoalitionState::Standing) {
        return Ok(None);
    }
    // Read again: it may have been answered while we waited.
    let found = store::invitation(tx, id)?;
    Ok(found.filter(|found| found.answer == store::OPEN && found.expires_at > act.now))
}

/// Stands behind an invitation to steer, as the second steering group.
pub fn second(tx: &mut Tx<'_>, act: &Act, id: Id) -> Result<Result<(), InvitationRefusal>, Fault> {
    let Some(invitation) = held(tx, act, id)? else { return Ok(Err(InvitationRefusal::Over)) };
    let steers = coalitions::role_of(tx, invitation.coalition, act.group)? == Some(Role::Steering);
    if !steers || invitation.invited_by == act.group || invitation.role != Role::Steering {
        return Ok(Err(InvitationRefusal::NotAnother));
    }
    if store::second_invitation(tx, id, act.group)? {
        note(tx, invitation.coalition, act, ActKind::Seconded, Some(invitation.group), invitation.role.as_str())?;
        telling::queue(tx, &invitation, act.now)?;
    }
    Ok(Ok(()))
}

/// The invited group's answer.
pub fn answer(tx: &mut Tx<'_>, act: &Act, id: Id, accepts: bool) -> Result<Result<(), InvitationRefusal>, Fault> {
    let Some(invitation) = held(tx, act, id)?.filter(|invitation| invitation.group == act.group) else {
        // A commit in doubt is run again: our own answer stands already.
        let word = store::invitation(tx, id)?.filter(|found| found.group == act.group).map(|found| found.answer);
        let ours = word.is_some_and(|word| word == if accepts { store::ACCEPTED } else { store::DECLINED });
        return Ok(if ours { Ok(()) } else { Err(InvitationRefusal::Over) });
    };
    if !accepts {
        store::end_invitation(tx, id, store::DECLINED, act.now)?;
        note(tx, invitation.coalition, act, ActKind::InvitationDeclined, None, invitation.role.as_str())?;
        return Ok(Ok(()));
    }
    if coalitions::role_of(tx, invitation.coalition, invitation.invited_by)? != Some(Role::Steering) {
        return Ok(Err(InvitationRefusal::Over));
    }
    if invitation.role == Role::Steering && !is_seconded(tx, &invitation)? {
        return Ok(Err(InvitationRefusal::NotSeconded));
    }
    store::end_invitation(tx, id, store::ACCEPTED, act.now)?;
    coalitions::join(tx, invitation.coalition, act.group, invitation.role, act.now)?;
    note(tx, invitation.coalition, act, ActKind::Joined, None, invitation.role.as_str())?;
    Ok(Ok(()))
}

fn is_seconded(tx: &mut Tx<'_>, invitation: &Invitation) -> Result<bool, Fault> {
    let by_another = match invitation.seconded_by {
        Some(second) => coalitions::role_of(tx, invitation.coalition, second)? == Some(Role::Steering),
        None => false,
    };
    Ok(by_another || coalitions::steering_count(tx, invitation.coalition)? == 1)
}

/// Takes an invitation back: the group that sent it.
pub fn withdraw(tx: &mut Tx<'_>, act: &Act, id: Id) -> Result<Result<(), InvitationRefusal>, Fault> {
    match held(tx, act, id)?.filter(|invitation| invitation.invited_by == act.group) {
        Some(invitation) => {
            store::end_invitation(tx, id, store::WITHDRAWN, act.now)?;
            note(tx, invitation.coalition, act, ActKind::InvitationWithdrawn, Some(invitation.group), "")?;
            Ok(Ok(()))
        }
        None => {
            let ours =
                store::invitation(tx, id)?.is_some_and(|found| found.invited_by == act.group && found.answer == store::WITHDRAWN);
            Ok(if ours { Ok(()) } else { Err(InvitationRefusal::Over) })
        }
    }
}

/// One invitation in any state.
pub fn find(tx: &mut Tx<'_>, id: Id) -> Result<Option<Invitation>, Fault> {
    store::invitation(tx, id)
}

/// The invitations of a coalition that can still be accepted.
pub fn open_of_coalition(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<Vec<Invitation>, Fault> {
    store::open_invitations(tx, coalition, now)
}

/// The invitations to a group that can still be accepted.
pub fn open_of_group(tx: &mut Tx<'_>, group: Id, now: i64) -> Result<Vec<Invitation>, Fault> {
    store::open_invitations_to(tx, group, now)
}
