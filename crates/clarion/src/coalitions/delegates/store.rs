//! All SQL about delegates, deputies and recalls.

use super::recall::Recall;
use super::{Holding, Post};
use crate::ids::Id;
use db::{Fault, Row, Tx};

/// Holdings of one group that are told.
const HISTORY_MAX: i64 = 100;

db::statements! {
    /// Somebody takes a post.
    ADD = "INSERT INTO delegate (id, coalition_id, group_id, post, account_id, named_by, named_at, ended_at, ended_why)
        VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL) ON CONFLICT (id) DO NOTHING";
    /// One holding ends.
    END = "UPDATE delegate SET ended_at = $2, ended_why = $3 WHERE id = $1 AND ended_at IS NULL";
    /// All of an account for a group end with its seat.
    END_OF_ACCOUNT = "UPDATE delegate SET ended_at = $3, ended_why = 'seat ended' WHERE account_id = $1 AND group_id = $2 AND ended_at IS NULL";
    /// All of a group in a coalition end with its part in it.
    END_OF_GROUP = "UPDATE delegate SET ended_at = $3, ended_why = 'steers no more' WHERE coalition_id = $1 AND group_id = $2 AND ended_at IS NULL";
    /// Who is in a post now.
    CURRENT = "SELECT id, coalition_id, group_id, post, account_id, named_at, ended_at FROM delegate
        WHERE coalition_id = $1 AND ended_at IS NULL ORDER BY group_id, post";
    /// Who ever was, of one group.
    HISTORY = "SELECT id, coalition_id, group_id, post, account_id, named_at, ended_at FROM delegate
        WHERE coalition_id = $1 AND group_id = $2 ORDER BY id DESC LIMIT $3";
    /// Proposes a recall, unless one waits.
    ADD_RECALL = "INSERT INTO recall (id, delegate_id, coalition_id, group_id, account_id, proposed_by, proposed_at, expires_at, state, confirmed_by, ended_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', NULL, NULL) ON CONFLICT DO NOTHING";
    /// One recall.
    RECALL = "SELECT id, delegate_id, coalition_id, group_id, account_id, proposed_by, expires_at, confirmed_by, ended_at FROM recall WHERE id = $1";
    /// Those that wait.
    OPEN_RECALLS = "SELECT id, delegate_id, coalition_id, group_id, account_id, proposed_by, expires_at, confirmed_by, ended_at
        FROM recall WHERE coalition_id = $1 AND group_id = $2 AND state = 'open' AND expires_at > $3 ORDER BY id";
    /// Those that were confirmed since.
    RECALLS_SINCE = "SELECT id, delegate_id, coalition_id, group_id, account_id, proposed_by, expires_at, confirmed_by, ended_at
        FROM recall WHERE coalition_id = $1 AND state = 'confirmed' AND ended_at >= $2 ORDER BY id";
    /// Those that waited too long make room.
    EXPIRE_RECALLS = "UPDATE recall SET state = 'expired', ended_at = $2 WHERE coalition_id = $1 AND state = 'open' AND expires_at <= $2";
    /// The second person, who is neither the first nor the one concerned.
    CONFIRM_RECALL = "UPDATE recall SET state = 'confirmed', confirmed_by = $2, ended_at = $3
        WHERE id = $1 AND state = 'open' AND proposed_by <> $2 AND account_id <> $2 AND expires_at > $3";
    /// Takes it back.
    WITHDRAW_RECALL = "UPDATE recall SET state = 'withdrawn', ended_at = $2 WHERE id = $1 AND state = 'open'";
}

fn holding_row(row: &Row<'_>) -> Result<Holding, Fault> {
    Ok(Holding {
        id: Id(row.id(0)?),
        coalition: Id(row.id(1)?),
        group: Id(row.id(2)?),
        post: Post::of(&row.text(3)?).ok_or_else(|| Fault::bug("a post"))?,
        account: Id(row.id(4)?),
        named_at: row.int(5)?,
        ended_at: row.maybe_int(6)?,
    })
}

pub(super) fn add(tx: &mut Tx<'_>, new: &Holding, named_by: Id) -> Result<(), Fault> {
    let params = [
        (&new.id).into(),
        (&new.coalition).into(),
        (&new.group).into(),
        new.post.as_str().into(),
        (&new.account).into(),
        (&named_by).into(),
        new.named_at.into(),
    ];
    tx.run(&ADD, &params).map(drop)
}

pub(super) fn end(tx: &mut Tx<'_>, id: Id, why: &str, now: i64) -> Result<(), Fault> {
    tx.run(&END, &[(&id).into(), now.into(), why.into()]).map(drop)
}

pub(super) fn end_of_account(tx: &mut Tx<'_>, account: Id, group: Id, now: i64) -> Result<(), Fault> {
    tx.run(&END_OF_ACCOUNT, &[(&account).into(), (&group).into(), now.into()]).map(drop)
}

pub(super) fn end_of_group(tx: &mut Tx<'_>, coalition: Id, group: Id, now: i64) -> Result<(), Fault> {
    tx.run(&END_OF_GROUP, &[(&coalition).into(), (&group).into(), now.into()]).map(drop)
}

pub(super) fn current(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<Holding>, Fault> {
    tx.rows(&CURRENT, &[(&coalition).into()], holding_row)
}

pub(super) fn history(tx: &mut Tx<'_>, coalition: Id, group: Id) -> Result<Vec<Holding>, Fault> {
    tx.rows(&HISTORY, &[(&coalition).into(), (&group).into(), HISTORY_MAX.into()], holding_row)
}

fn recall_row(row: &Row<'_>) -> Result<Recall, Fault> {
    Ok(Recall {
        id: Id(row.id(0)?),
        holding: Id(row.id(1)?),
        coalition: Id(row.id(2)?),
        group: Id(row.id(3)?),
        account: Id(row.id(4)?),
        proposed_by: Id(row.id(5)?),
        expires_at: row.int(6)?,
        confirmed_by: row.maybe_id(7)?.map(Id),
        ended_at: row.maybe_int(8)?,
    })
}

pub(super) fn add_recall(tx: &mut Tx<'_>, new: &Recall, now: i64) -> Result<bool, Fault> {
    let params = [
        (&new.id).into(),
        (&new.holding).into(),
        (&new.coalition).into(),
        (&new.group).into(),
        (&new.account).into(),
        (&new.proposed_by).into(),
        now.into(),
        new.expires_at.into(),
    ];
    Ok(tx.run(&ADD_RECALL, &params)? == 1)
}

pub(super) fn recall(tx: &mut Tx<'_>, id: Id) -> Result<Option<Recall>, Fault> {
    tx.first(&RECALL, &[(&id).into()], recall_row)
}

pub(super) fn open_recalls(tx: &mut Tx<'_>, coalition: Id, group: Id, now: i64) -> Result<Vec<Recall>, Fault> {
    tx.rows(&OPEN_RECALLS, &[(&coalition).into(), (&group).into(), now.into()], recall_row)
}

pub(super) fn recalls_since(tx: &mut Tx<'_>, coalition: Id, since: i64) -> Result<Vec<Recall>, Fault> {
    tx.rows(&RECALLS_SINCE, &[(&coalition).into(), since.into()], recall_row)
}

pub(super) fn expire_recalls(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<(), Fault> {
    tx.run(&EXPIRE_RECALLS, &[(&coalition).into(), now.into()]).map(drop)
}

pub(super) fn confirm_recall(tx: &mut Tx<'_>, id: Id, account: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&CONFIRM_RECALL, &[(&id).into(), (&account).into(), now.into()])? == 1)
}

pub(super) fn withdraw_recall(tx: &mut Tx<'_>, id: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&WITHDRAW_RECALL, &[(&id).into(), now.into()])? == 1)
}
