//! All SQL about invitations to seats.

use super::{Ended, SeatInvitation};
use crate::access::SeatRole;
use crate::ids::Id;
use crate::web::lang::Lang;
use db::{Fault, Row, Tx};
use seal::MatchingKey;

db::statements! {
    /// Asks. An earlier invitation of the mailbox to the group is replaced, unless it is younger than $11.
    ADD = "INSERT INTO seat_invitation (matching_key, group_id, id, token_hash, sealed, role, lang, invited_by, invited_at, expires_at, mailed_at, ended, ended_at, ended_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, NULL, NULL, NULL)
        ON CONFLICT (matching_key, group_id) DO UPDATE SET id = excluded.id, token_hash = excluded.token_hash, sealed = excluded.sealed,
        role = excluded.role, lang = excluded.lang, invited_by = excluded.invited_by, invited_at = excluded.invited_at,
        expires_at = excluded.expires_at, mailed_at = NULL, ended = NULL, ended_at = NULL, ended_by = NULL
        WHERE seat_invitation.invited_at <= $11";
    /// One.
    FIND = "SELECT matching_key, group_id, id, sealed, role, lang, invited_by, invited_at, expires_at, mailed_at, ended, ended_by
        FROM seat_invitation WHERE matching_key = $1 AND group_id = $2";
    /// That of a link.
    BY_TOKEN = "SELECT matching_key, group_id, id, sealed, role, lang, invited_by, invited_at, expires_at, mailed_at, ended, ended_by
        FROM seat_invitation WHERE token_hash = $1";
    /// Those of a group without an answer.
    WAITING = "SELECT matching_key, group_id, id, sealed, role, lang, invited_by, invited_at, expires_at, mailed_at, ended, ended_by
        FROM seat_invitation WHERE group_id = $1 AND (ended IS NULL OR ended = 'not delivered') ORDER BY id DESC LIMIT $2";
    /// The seat is taken, once.
    ACCEPT = "UPDATE seat_invitation SET ended = 'accepted', ended_at = $4, ended_by = $5
        WHERE matching_key = $1 AND group_id = $2 AND id = $3 AND ended IS NULL AND expires_at > $4";
    /// Its mailbox wants none.
    DECLINE = "UPDATE seat_invitation SET ended = 'declined', ended_at = $4
        WHERE matching_key = $1 AND group_id = $2 AND id = $3 AND (ended IS NULL OR ended = 'not delivered')";
    /// An owner takes it back.
    WITHDRAW = "UPDATE seat_invitation SET ended = 'withdrawn', ended_at = $3
        WHERE group_id = $1 AND id = $2 AND (ended IS NULL OR ended = 'not delivered')";
    /// The mail left, or will never.
    SETTLE_MAIL = "UPDATE seat_invitation SET mailed_at = $4, ended = $5
        WHERE matching_key = $1 AND group_id = $2 AND id = $3 AND ended IS NULL AND mailed_at IS NULL";
    /// Those that are long over.
    DROP_OLD = "DELETE FROM seat_invitation WHERE expires_at < $1";
}

fn row(row: &Row<'_>) -> Result<SeatInvitation, Fault> {
    Ok(SeatInvitation {
        matching_key: MatchingKey(row.id(0)?),
        group: Id(row.id(1)?),
        id: Id(row.id(2)?),
        sealed: row.bytes(3)?,
        role: SeatRole::from_word(&row.text(4)?).ok_or_else(|| Fault::bug("a seat's role"))?,
        lang: Lang::from_code(&row.text(5)?).unwrap_or(Lang::En),
        invited_by: Id(row.id(6)?),
        invited_at: row.int(7)?,
        expires_at: row.int(8)?,
        mailed_at: row.maybe_int(9)?,
        ended: row.maybe_text(10)?.map(|word| Ended::of(&word)).transpose()?,
        ended_by: row.maybe_id(11)?.map(Id),
    })
}

pub(super) fn add(tx: &mut Tx<'_>, new: &SeatInvitation, token_hash: &[u8; 16], unless_after: i64) -> Result<bool, Fault> {
    let params = [
        (&new.matching_key.0).into(),
        (&new.group).into(),
        (&new.id).into(),
        token_hash.into(),
        (&new.sealed).into(),
        new.role.as_str().into(),
        new.lang.code().into(),
        (&new.invited_by).into(),
        new.invited_at.into(),
        new.expires_at.into(),
        unless_after.into(),
    ];
    Ok(tx.run(&ADD, &params)? == 1)
}

pub(super) fn find(tx: &mut Tx<'_>, key: MatchingKey, group: Id) -> Result<Option<SeatInvitation>, Fault> {
    tx.first(&FIND, &[(&key.0).into(), (&group).into()], row)
}

pub(super) fn by_token(tx: &mut Tx<'_>, token_hash: &[u8; 16]) -> Result<Option<SeatInvitation>, Fault> {
    tx.first(&BY_TOKEN, &[token_hash.into()], row)
}

pub(super) fn waiting(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<SeatInvitation>, Fault> {
    tx.rows(&WAITING, &[(&group).into(), at_most.into()], row)
}

pub(super) fn accept(tx: &mut Tx<'_>, found: &SeatInvitation, session: Id, now: i64) -> Result<bool, Fault> {
    let params = [(&found.matching_key.0).into(), (&found.group).into(), (&found.id).into(), now.into(), (&session).into()];
    Ok(tx.run(&ACCEPT, &params)? == 1)
}

pub(super) fn decline(tx: &mut Tx<'_>, found: &SeatInvitation, now: i64) -> Result<(), Fault> {
    tx.run(&DECLINE, &[(&found.matching_key.0).into(), (&found.group).into(), (&found.id).into(), now.into()]).map(drop)
}

pub(super) fn withdraw(tx: &mut Tx<'_>, group: Id, id: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&WITHDRAW, &[(&group).into(), (&id).into(), now.into()])? == 1)
}

pub(super) fn settle_mail(
    tx: &mut Tx<'_>,
    found: &SeatInvitation,
    mailed_at: Option<i64>,
    ended: Option<Ended>,
) -> Result<(), Fault> {
    let ended = ended.map(Ended::as_str);
    let params = [(&found.matching_key.0).into(), (&found.group).into(), (&found.id).into(), mailed_at.into(), ended.into()];
    tx.run(&SETTLE_MAIL, &params).map(drop)
}

pub(super) fn drop_old(tx: &mut Tx<'_>, before: i64) -> Result<u64, Fault> {
    tx.run(&DROP_OLD, &[before.into()])
}
