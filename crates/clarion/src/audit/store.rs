//! All SQL of the audit log.

use super::{Entry, Link};
use crate::ids::Id;
use db::{Fault, Row, Tx};

db::statements! {
    BEGIN = "INSERT INTO audit_head (group_id, number, hash) VALUES ($1, 0, $2) ON CONFLICT (group_id) DO NOTHING";
    /// Whoever adds takes the end first: of two at once one waits here, and sees the other's entry.
    TAKE_HEAD = "UPDATE audit_head SET number = number WHERE group_id = $1 RETURNING number, hash";
    MOVE_HEAD = "UPDATE audit_head SET number = $2, hash = $3 WHERE group_id = $1";
    HEAD = "SELECT number, hash FROM audit_head WHERE group_id = $1";
    HAS = "SELECT number FROM audit_entry WHERE group_id = $1 AND id = $2";
    ADD = "INSERT INTO audit_entry (group_id, number, id, account_id, deed, about, done_at, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    BEFORE = "SELECT number, id, account_id, deed, about, done_at, hash FROM audit_entry
        WHERE group_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3";
    AFTER = "SELECT number, id, account_id, deed, about, done_at, hash FROM audit_entry
        WHERE group_id = $1 AND number > $2 ORDER BY number LIMIT $3";
}

fn head(row: &Row<'_>) -> Result<(i64, Link), Fault> {
    Ok((row.int(0)?, link(&row.bytes(1)?)?))
}

fn link(bytes: &[u8]) -> Result<Link, Fault> {
    bytes.try_into().map_err(|_| Fault::bug("a hash of the audit log has another length"))
}

fn entry(row: &Row<'_>) -> Result<(Entry, Link), Fault> {
    let entry = Entry {
        number: row.int(0)?,
        id: Id(row.id(1)?),
        account: Id(row.id(2)?),
        deed: row.text(3)?,
        about: Id(row.id(4)?),
        done_at: row.int(5)?,
    };
    Ok((entry, link(&row.bytes(6)?)?))
}

/// The end of a group's chain, held until the transaction ends.
pub(super) fn take_head(tx: &mut Tx<'_>, group: Id) -> Result<(i64, Link), Fault> {
    if let Some(found) = tx.first(&TAKE_HEAD, &[(&group).into()], head)? {
        return Ok(found);
    }
    tx.run(&BEGIN, &[(&group).into(), (&[0_u8; 32]).into()])?;
    tx.first(&TAKE_HEAD, &[(&group).into()], head)?.ok_or_else(|| Fault::bug("an audit log that was begun is gone"))
}

pub(super) fn move_head(tx: &mut Tx<'_>, group: Id, number: i64, hash: &Link) -> Result<(), Fault> {
    tx.run(&MOVE_HEAD, &[(&group).into(), number.into(), hash.into()]).map(drop)
}

/// The end, to look at.
pub(super) fn end(tx: &mut Tx<'_>, group: Id) -> Result<Option<(i64, Link)>, Fault> {
    tx.first(&HEAD, &[(&group).into()], head)
}

pub(super) fn has(tx: &mut Tx<'_>, group: Id, deed: Id) -> Result<bool, Fault> {
    Ok(tx.first(&HAS, &[(&group).into(), (&deed).into()], |row| row.int(0))?.is_some())
}

pub(super) fn add(tx: &mut Tx<'_>, group: Id, entry: &Entry, hash: &Link) -> Result<(), Fault> {
    let (id, account, about) = ((&entry.id).into(), (&entry.account).into(), (&entry.about).into());
    let params =
        [(&group).into(), entry.number.into(), id, account, (&entry.deed).into(), about, entry.done_at.into(), hash.into()];
    tx.run(&ADD, &params).map(drop)
}

/// Entries before a number, the newest first.
pub(super) fn before(tx: &mut Tx<'_>, group: Id, number: i64, at_most: i64) -> Result<Vec<(Entry, Link)>, Fault> {
    tx.rows(&BEFORE, &[(&group).into(), number.into(), at_most.into()], entry)
}

/// Entries after a number, in their order.
pub(super) fn after(tx: &mut Tx<'_>, group: Id, number: i64, at_most: i64) -> Result<Vec<(Entry, Link)>, Fault> {
    tx.rows(&AFTER, &[(&group).into(), number.into(), at_most.into()], entry)
}
