//! Asking somebody by mail to take a seat in a group, and taking that back.

use super::store;
use super::{Invited, OPERATOR, SeatInvitation};
use crate::access::{self, SeatRole, accounts};
use crate::app::App;
use crate::clock::{DAY, HOUR};
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::people;
use crate::web::lang::Lang;
use db::{Fault, Tx};
use jobs::NewJob;
use seal::MatchingKey;

/// A link works so long.
pub const INVITATION_LIFE: i64 = 7 * DAY;
/// A mailbox is asked again by the same group no sooner.
pub const AGAIN_AFTER: i64 = HOUR;
/// People of one group who are asked and have not answered.
pub const WAITING_MAX: usize = 100;
/// The job that sends the mail; its payload is mailbox key and group id, and the coalition that took the group in, if that is why.
pub const SEAT_MAIL: &str = "coalitions.seat_mail";

refusals! {
    /// Why somebody cannot be invited to a seat.
    InviteSeatRefusal {
        /// They sit there, with this role or a larger one.
        Seated = "seat-refused-seated",
        /// They were asked within the last hour.
        TooSoon = "seat-refused-too-soon",
        /// They want no invitations of this group.
        Unwanted = "seat-refused-unwanted",
        /// Too many wait.
        TooMany = "seat-refused-too-many",
        /// There is no such invitation, or it was answered.
        Over = "seat-refused-over",
    }
}

/// An invitation, keyed and sealed, with the job of its mail.
#[derive(Clone)]
pub struct NewSeatInvitation {
    invitation: SeatInvitation,
    token_hash: [u8; 16],
    job: Id,
    taken_into: Option<Id>,
}

impl NewSeatInvitation {
    /// The whole address of its link.
    pub fn link(&self, app: &App) -> String {
        link(app, &self.invitation)
    }

    /// The same for the contact of a group that asked to join this coalition and was taken in: the mail says so.
    pub fn taken_into(self, coalition: Id) -> Self {
        Self { taken_into: Some(coalition), ..self }
    }
}

/// The whole address of an invitation's link, in the language of its mail.
pub(super) fn link(app: &App, invitation: &SeatInvitation) -> String {
    let path = format!("/invitations/{}", app.vault.token(invitation.id).to_text());
    format!("{}{}", app.settings.public_url, invitation.lang.path(&path))
}

/// Keys and seals an invitation; needs no transaction.
#[allow(clippy::too_many_arguments, reason = "who, what and when of one mail")]
pub fn prepare(
    vault: &Vault,
    ids: &Ids,
    now: i64,
    group: Id,
    email: &seal::email::Email,
    role: SeatRole,
    lang: Lang,
    invited_by: Id,
) -> Result<NewSeatInvitation, Fault> {
    let id = ids.fresh(now);
    let plain = serde_json::to_vec(&Invited { email: email.typed.clone() }).expect("a text always serialises");
    let invitation = SeatInvitation {
        matching_key: accounts::key_of(vault, email),
        group,
        id,
        sealed: vault.seal(group, &id.0, &plain, ids.bytes())?,
        role,
        lang,
        invited_by,
        invited_at: now,
        expires_at: now + INVITATION_LIFE,
        mailed_at: None,
        ended: None,
        ended_by: None,
    };
    Ok(NewSeatInvitation { invitation, token_hash: vault.token(id).hash(), job: ids.fresh(now), taken_into: None })
}

/// Asks, and queues the mail.
pub fn invite(tx: &mut Tx<'_>, new: &NewSeatInvitation) -> Result<Result<(), InviteSeatRefusal>, Fault> {
    let NewSeatInvitation { invitation, token_hash, job, taken_into } = new;
    let (key, group, now) = (invitation.matching_key, invitation.group, invitation.invited_at);
    if let Some(account) = accounts::account_by_key(tx, key)? {
        let actor = access::actor(tx, account.id)?;
        if actor.and_then(|actor| actor.role_in(group)).is_some_and(|role| role >= invitation.role) {
            return Ok(Err(InviteSeatRefusal::Seated));
        }
    }
    // Whoever stopped the mails of all groups is left in peace by the job: told here, it would say that they stand on some list.
    if people::stopped_by(tx, key, group, now)? {
        return Ok(Err(InviteSeatRefusal::Unwanted));
    }
    if invitation.invited_by != OPERATOR && super::waiting(tx, group)?.len() >= WAITING_MAX {
        return Ok(Err(InviteSeatRefusal::TooMany));
    }
    if !store::add(tx, invitation, token_hash)? {
        // A commit in doubt is run again: our own row is no earlier one.
        let ours = store::find(tx, key, group)?.is_some_and(|standing| standing.id == invitation.id);
        return Ok(if ours { Ok(()) } else { Err(InviteSeatRefusal::TooSoon) });
    }
    let payload = [key.0, group.0].into_iter().chain(taken_into.map(|coalition| coalition.0)).collect::<Vec<_>>().concat();
    jobs::queue(tx, &[NewJob { id: job.0, kind: SEAT_MAIL, payload: &payload, run_at: now, created_at: now }])?;
    Ok(Ok(()))
}

/// Takes an invitation back; its link works no more.
pub fn withdraw(tx: &mut Tx<'_>, now: i64, group: Id, id: Id) -> Result<Result<(), InviteSeatRefusal>, Fault> {
    match store::withdraw(tx, group, id, now)? {
        true => Ok(Ok(())),
        false => Ok(Err(InviteSeatRefusal::Over)),
    }
}

/// The mailbox and group that a job's payload names, and the coalition that took the group in.
pub(super) fn about(payload: &[u8]) -> Option<(MatchingKey, Id, Option<Id>)> {
    let mut ids = payload.chunks(16).map(|id| <[u8; 16]>::try_from(id).ok());
    let (key, group) = (MatchingKey(ids.next()??), Id(ids.next()??));
    match ids.next() {
        None => Some((key, group, None)),
        Some(coalition) => Some((key, group, Some(Id(coalition?)))),
    }
}
