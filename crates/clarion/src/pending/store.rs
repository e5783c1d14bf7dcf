//! All SQL about forms that wait for their mailbox, and about their mails.

use super::Kind;
use crate::ids::Id;
use db::{Fault, Row, Tx, Val};
use seal::MatchingKey;
use std::collections::HashSet;

db::statements! {
    /// The one write of every accepted form. Who posts again keeps the link that was already mailed.
    TAKE_FORM = "INSERT INTO pending (matching_key, action_id, kind, id, group_id, token_hash, sealed, waiting, mails_wanted, mails_sent, created_at, confirmed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, 0, $9, NULL)
        ON CONFLICT (matching_key, action_id) DO UPDATE
        SET sealed = excluded.sealed, waiting = excluded.waiting, mails_wanted = pending.mails_wanted + 1, created_at = excluded.created_at, confirmed_at = NULL";
    /// What a link stands for.
    BY_TOKEN = "SELECT matching_key, action_id, kind, id, group_id, sealed, mails_wanted, mails_sent, created_at, confirmed_at
        FROM pending WHERE token_hash = $1";
    /// What a mail is for.
    FIND = "SELECT matching_key, action_id, kind, id, group_id, sealed, mails_wanted, mails_sent, created_at, confirmed_at
        FROM pending WHERE matching_key = $1 AND action_id = $2";
    /// Takes what was pending, once, if it is still what the person saw.
    CLAIM = "UPDATE pending SET confirmed_at = $4, sealed = $5 WHERE matching_key = $1 AND action_id = $2 AND mails_wanted = $3
        AND confirmed_at IS NULL RETURNING matching_key, action_id";
    /// What somebody who is erased sent.
    DROP_OF = "DELETE FROM pending WHERE matching_key = $1 AND group_id = $2";
    /// Deletes what somebody says was not them, if they have not confirmed it.
    DROP = "DELETE FROM pending WHERE token_hash = $1 AND confirmed_at IS NULL";
    /// Takes a mail in hand, if one is due and nobody else has it: so that the limit holds however many workers there are.
    CLAIM_MAIL = "UPDATE pending SET mail_lease_until = $4 WHERE matching_key = $1 AND action_id = $2 AND confirmed_at IS NULL
        AND mails_sent < mails_wanted AND mails_sent < $5 AND (mail_lease_until IS NULL OR mail_lease_until <= $3)
        RETURNING matching_key, action_id, kind, id, group_id, sealed, mails_wanted, mails_sent, created_at, confirmed_at";
    /// Notes what became of it. The lease names the claim, so a second run changes nothing.
    SETTLE_MAIL = "UPDATE pending SET mails_sent = mails_sent + $4, mail_lease_until = NULL
        WHERE matching_key = $1 AND action_id = $2 AND mail_lease_until = $3";
    /// What was never confirmed, or long ago.
    DROP_OLD = "DELETE FROM pending WHERE (matching_key, action_id) IN
        (SELECT matching_key, action_id FROM pending WHERE created_at < $1 ORDER BY created_at LIMIT $2)";
}

/// A form as it is kept until its mailbox answers.
pub(crate) struct NewPending<'a> {
    pub(crate) matching_key: MatchingKey,
    pub(crate) action: Id,
    pub(crate) kind: Kind,
    pub(crate) id: Id,
    pub(crate) group: Id,
    pub(crate) token_hash: [u8; 16],
    pub(crate) sealed: &'a [u8],
    pub(crate) waiting: bool,
    pub(crate) created_at: i64,
}

/// Writes forms (sorted, each mailbox and action once).
pub(crate) fn take_forms(tx: &mut Tx<'_>, forms: &[NewPending<'_>]) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 9]> = forms
        .iter()
        .map(|form| {
            [
                (&form.matching_key.0).into(),
                (&form.action).into(),
                Val::Int(form.kind as i64),
                (&form.id).into(),
                (&form.group).into(),
                (&form.token_hash).into(),
                form.sealed.into(),
                form.waiting.into(),
                form.created_at.into(),
            ]
        })
        .collect();
    tx.many(&TAKE_FORM, &rows)
}

/// What waits for a mailbox's answer.
#[derive(Clone)]
pub(crate) struct PendingRow {
    pub(crate) matching_key: MatchingKey,
    pub(crate) action: Id,
    pub(crate) kind: Kind,
    pub(crate) id: Id,
    pub(crate) group: Id,
    pub(crate) sealed: Vec<u8>,
    pub(crate) mails_wanted: i64,
    pub(crate) mails_sent: i64,
    pub(crate) created_at: i64,
    pub(crate) confirmed_at: Option<i64>,
}

fn pending_row(row: &Row<'_>) -> Result<PendingRow, Fault> {
    Ok(PendingRow {
        matching_key: MatchingKey(row.id(0)?),
        action: Id(row.id(1)?),
        kind: Kind::of(row.int(2)?)?,
        id: Id(row.id(3)?),
        group: Id(row.id(4)?),
        sealed: row.bytes(5)?,
        mails_wanted: row.int(6)?,
        mails_sent: row.int(7)?,
        created_at: row.int(8)?,
        confirmed_at: row.maybe_int(9)?,
    })
}

pub(crate) fn by_token(tx: &mut Tx<'_>, token_hash: &[u8; 16]) -> Result<Option<PendingRow>, Fault> {
    tx.first(&BY_TOKEN, &[token_hash.into()], pending_row)
}

pub(crate) fn find(tx: &mut Tx<'_>, wanted: &[(MatchingKey, Id)]) -> Result<Vec<PendingRow>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = wanted.iter().map(|(key, action)| [(&key.0).into(), action.into()]).collect();
    let mut found = Vec::with_capacity(rows.len());
    tx.many_rows(&FIND, &rows, |row| {
        found.push(pending_row(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// Takes what is pending in the version that was seen (sorted, each once); which of them it took.
pub(crate) fn claim(tx: &mut Tx<'_>, now: i64, wanted: &[(MatchingKey, Id, i64)]) -> Result<HashSet<(MatchingKey, Id)>, Fault> {
    let rows: Vec<[Val<'_>; 5]> = wanted
        .iter()
        .map(|(key, action, version)| [(&key.0).into(), action.into(), (*version).into(), now.into(), Val::Bytes(&[])])
        .collect();
    let mut claimed = HashSet::with_capacity(rows.len());
    tx.many_rows(&CLAIM, &rows, |row| {
        claimed.insert((MatchingKey(row.id(0)?), Id(row.id(1)?)));
        Ok(())
    })?;
    Ok(claimed)
}

pub(crate) fn drop_unconfirmed(tx: &mut Tx<'_>, token_hash: &[u8; 16]) -> Result<u64, Fault> {
    tx.run(&DROP, &[token_hash.into()])
}

/// Deletes at most so many rows, the oldest first.
pub(crate) fn drop_old(tx: &mut Tx<'_>, before: i64, at_most: i64) -> Result<u64, Fault> {
    tx.run(&DROP_OLD, &[before.into(), at_most.into()])
}

/// Takes mails in hand until `lease_until` (sorted, each once); the rows of those whose mail is due, in no order.
pub(crate) fn claim_mails(
    tx: &mut Tx<'_>,
    now: i64,
    lease_until: i64,
    mails_max: i64,
    wanted: &[(MatchingKey, Id)],
) -> Result<Vec<PendingRow>, Fault> {
    let rows: Vec<[Val<'_>; 5]> = wanted
        .iter()
        .map(|(key, action)| [(&key.0).into(), action.into(), now.into(), lease_until.into(), mails_max.into()])
        .collect();
    let mut claimed = Vec::with_capacity(rows.len());
    tx.many_rows(&CLAIM_MAIL, &rows, |row| {
        claimed.push(pending_row(row)?);
        Ok(())
    })?;
    Ok(claimed)
}

/// A mail that was in hand: whose, the end of its lease, and whether it left.
pub(crate) type SettledMail = (MatchingKey, Id, i64, bool);

/// Notes what left, and lets go of the rest (sorted, each once).
pub(crate) fn settle_mails(tx: &mut Tx<'_>, settled: &[SettledMail]) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 4]> = settled
        .iter()
        .map(|(key, action, lease, left)| [(&key.0).into(), action.into(), (*lease).into(), i64::from(*left).into()])
        .collect();
    tx.many(&SETTLE_MAIL, &rows)
}

pub(crate) fn drop_of(tx: &mut Tx<'_>, key: MatchingKey, group: Id) -> Result<u64, Fault> {
    tx.run(&DROP_OF, &[(&key.0).into(), (&group).into()])
}
