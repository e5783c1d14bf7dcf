//! All SQL about who is in a coalition: invitations, changes of a role.

use super::change_role::RoleChange;
use super::invite::Invitation;
use crate::coalitions::{Act, Role};
use crate::ids::Id;
use db::{Fault, Row, Tx};

/// An invitation or a proposal that waits.
pub(super) const OPEN: &str = "open";
pub(super) const ACCEPTED: &str = "accepted";
pub(super) const DECLINED: &str = "declined";
pub(super) const WITHDRAWN: &str = "withdrawn";
pub(super) const DONE: &str = "done";

db::statements! {
    /// Asks a group, unless it is asked already.
    ADD_INVITATION = "INSERT INTO invitation (id, coalition_id, group_id, role, invited_by_group, seconded_by_group, invited_at, expires_at, answer, answered_at)
        VALUES ($1, $2, $3, $4, $5, NULL, $6, $7, 'open', NULL) ON CONFLICT DO NOTHING";
    /// One invitation.
    INVITATION = "SELECT id, coalition_id, group_id, role, invited_by_group, seconded_by_group, expires_at, answer FROM invitation WHERE id = $1";
    /// Those of a coalition that wait.
    OPEN_INVITATIONS = "SELECT id, coalition_id, group_id, role, invited_by_group, seconded_by_group, expires_at, answer
        FROM invitation WHERE coalition_id = $1 AND answer = 'open' AND expires_at > $2 ORDER BY id";
    /// Those to a group that wait.
    OPEN_INVITATIONS_TO = "SELECT id, coalition_id, group_id, role, invited_by_group, seconded_by_group, expires_at, answer
        FROM invitation WHERE group_id = $1 AND answer = 'open' AND expires_at > $2 ORDER BY id";
    /// Those that waited too long make room.
    EXPIRE_INVITATIONS = "UPDATE invitation SET answer = 'expired', answered_at = $2 WHERE coalition_id = $1 AND answer = 'open' AND expires_at <= $2";
    /// A second steering group stands behind it.
    SECOND_INVITATION = "UPDATE invitation SET seconded_by_group = $2 WHERE id = $1 AND answer = 'open' AND seconded_by_group IS NULL";
    /// Ends it.
    END_INVITATION = "UPDATE invitation SET answer = $2, answered_at = $3 WHERE id = $1 AND answer = 'open'";
    /// Proposes, unless a change of that group's role waits already.
    ADD_ROLE_CHANGE = "INSERT INTO role_change (id, coalition_id, group_id, role, proposed_by_group, proposed_at, expires_at, state, ended_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', NULL) ON CONFLICT DO NOTHING";
    /// One proposal.
    ROLE_CHANGE = "SELECT id, coalition_id, group_id, role, proposed_by_group, expires_at FROM role_change WHERE id = $1";
    /// Where it stands.
    ROLE_CHANGE_STATE = "SELECT state FROM role_change WHERE id = $1";
    /// Those that wait.
    OPEN_ROLE_CHANGES = "SELECT id, coalition_id, group_id, role, proposed_by_group, expires_at
        FROM role_change WHERE coalition_id = $1 AND state = 'open' AND expires_at > $2 ORDER BY id";
    /// Those that waited too long make room.
    EXPIRE_ROLE_CHANGES = "UPDATE role_change SET state = 'expired', ended_at = $2 WHERE coalition_id = $1 AND state = 'open' AND expires_at <= $2";
    /// Ends it.
    END_ROLE_CHANGE = "UPDATE role_change SET state = $2, ended_at = $3 WHERE id = $1 AND state = 'open'";
    /// A group speaks for it, once.
    ADD_VOICE = "INSERT INTO role_change_voice (change_id, group_id, account_id, given_at) VALUES ($1, $2, $3, $4) ON CONFLICT (change_id, group_id) DO NOTHING";
    /// Whether a group spoke.
    VOICE = "SELECT given_at FROM role_change_voice WHERE change_id = $1 AND group_id = $2";
    /// Which groups spoke, in the order in which they did.
    VOICES_BY_GROUP = "SELECT group_id FROM role_change_voice WHERE change_id = $1 ORDER BY given_at, group_id";
    /// How many of the groups that spoke steer now.
    VOICES = "SELECT COUNT(*) FROM role_change_voice v JOIN role_change c ON c.id = v.change_id
        JOIN membership m ON m.coalition_id = c.coalition_id AND m.group_id = v.group_id
        WHERE v.change_id = $1 AND m.role = 'steering' AND v.group_id <> c.group_id";
    /// Writes a role.
    SET_ROLE = "UPDATE membership SET role = $3 WHERE coalition_id = $1 AND group_id = $2";
    /// Ends a membership.
    DROP_MEMBERSHIP = "DELETE FROM membership WHERE coalition_id = $1 AND group_id = $2";
}

fn role(row: &Row<'_>, at: usize) -> Result<Role, Fault> {
    Role::of(&row.text(at)?).ok_or_else(|| Fault::bug("a role"))
}

fn invitation_row(row: &Row<'_>) -> Result<Invitation, Fault> {
    Ok(Invitation {
        id: Id(row.id(0)?),
        coalition: Id(row.id(1)?),
        group: Id(row.id(2)?),
        role: role(row, 3)?,
        invited_by: Id(row.id(4)?),
        seconded_by: row.maybe_id(5)?.map(Id),
        expires_at: row.int(6)?,
        answer: row.text(7)?,
    })
}

pub(super) fn add_invitation(tx: &mut Tx<'_>, new: &Invitation, now: i64) -> Result<bool, Fault> {
    let params = [
        (&new.id).into(),
        (&new.coalition).into(),
        (&new.group).into(),
        new.role.as_str().into(),
        (&new.invited_by).into(),
        now.into(),
        new.expires_at.into(),
    ];
    Ok(tx.run(&ADD_INVITATION, &params)? == 1)
}

pub(super) fn invitation(tx: &mut Tx<'_>, id: Id) -> Result<Option<Invitation>, Fault> {
    tx.first(&INVITATION, &[(&id).into()], invitation_row)
}

pub(super) fn open_invitations(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<Vec<Invitation>, Fault> {
    tx.rows(&OPEN_INVITATIONS, &[(&coalition).into(), now.into()], invitation_row)
}

pub(super) fn open_invitations_to(tx: &mut Tx<'_>, group: Id, now: i64) -> Result<Vec<Invitation>, Fault> {
    tx.rows(&OPEN_INVITATIONS_TO, &[(&group).into(), now.into()], invitation_row)
}

pub(super) fn expire_invitations(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<(), Fault> {
    tx.run(&EXPIRE_INVITATIONS, &[(&coalition).into(), now.into()]).map(drop)
}

pub(super) fn second_invitation(tx: &mut Tx<'_>, id: Id, group: Id) -> Result<bool, Fault> {
    Ok(tx.run(&SECOND_INVITATION, &[(&id).into(), (&group).into()])? == 1)
}

pub(super) fn end_invitation(tx: &mut Tx<'_>, id: Id, answer: &str, now: i64) -> Result<(), Fault> {
    tx.run(&END_INVITATION, &[(&id).into(), answer.into(), now.into()]).map(drop)
}

fn change_row(row: &Row<'_>) -> Result<RoleChange, Fault> {
    Ok(RoleChange {
        id: Id(row.id(0)?),
        coalition: Id(row.id(1)?),
        group: Id(row.id(2)?),
        to: RoleChange::of_word(&row.text(3)?).ok_or_else(|| Fault::bug("a proposed role"))?,
        proposed_by: Id(row.id(4)?),
        expires_at: row.int(5)?,
    })
}

pub(super) fn add_role_change(tx: &mut Tx<'_>, change: &RoleChange, now: i64) -> Result<bool, Fault> {
    let params = [
        (&change.id).into(),
        (&change.coalition).into(),
        (&change.group).into(),
        RoleChange::word(change.to).into(),
        (&change.proposed_by).into(),
        now.into(),
        change.expires_at.into(),
    ];
    Ok(tx.run(&ADD_ROLE_CHANGE, &params)? == 1)
}

pub(super) fn role_change(tx: &mut Tx<'_>, id: Id) -> Result<Option<RoleChange>, Fault> {
    tx.first(&ROLE_CHANGE, &[(&id).into()], change_row)
}

pub(super) fn role_change_state(tx: &mut Tx<'_>, id: Id) -> Result<Option<String>, Fault> {
    tx.first(&ROLE_CHANGE_STATE, &[(&id).into()], |row| row.text(0))
}

pub(super) fn open_role_changes(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<Vec<RoleChange>, Fault> {
    tx.rows(&OPEN_ROLE_CHANGES, &[(&coalition).into(), now.into()], change_row)
}

pub(super) fn expire_role_changes(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<(), Fault> {
    tx.run(&EXPIRE_ROLE_CHANGES, &[(&coalition).into(), now.into()]).map(drop)
}

pub(super) fn end_role_change(tx: &mut Tx<'_>, id: Id, state: &str, now: i64) -> Result<(), Fault> {
    tx.run(&END_ROLE_CHANGE, &[(&id).into(), state.into(), now.into()]).map(drop)
}

pub(super) fn add_voice(tx: &mut Tx<'_>, change: Id, act: &Act) -> Result<bool, Fault> {
    let params = [(&change).into(), (&act.group).into(), (&act.account).into(), act.now.into()];
    Ok(tx.run(&ADD_VOICE, &params)? == 1)
}

pub(super) fn has_voice(tx: &mut Tx<'_>, change: Id, group: Id) -> Result<bool, Fault> {
    Ok(tx.first(&VOICE, &[(&change).into(), (&group).into()], |row| row.int(0))?.is_some())
}

pub(super) fn voices(tx: &mut Tx<'_>, change: Id) -> Result<i64, Fault> {
    Ok(tx.first(&VOICES, &[(&change).into()], |row| row.int(0))?.unwrap_or(0))
}

pub(super) fn voices_by_group(tx: &mut Tx<'_>, change: Id) -> Result<Vec<Id>, Fault> {
    tx.rows(&VOICES_BY_GROUP, &[(&change).into()], |row| Ok(Id(row.id(0)?)))
}

pub(super) fn set_role(tx: &mut Tx<'_>, coalition: Id, group: Id, role: Role) -> Result<(), Fault> {
    tx.run(&SET_ROLE, &[(&coalition).into(), (&group).into(), role.as_str().into()]).map(drop)
}

pub(super) fn drop_membership(tx: &mut Tx<'_>, coalition: Id, group: Id) -> Result<(), Fault> {
    tx.run(&DROP_MEMBERSHIP, &[(&coalition).into(), (&group).into()]).map(drop)
}
