//! All SQL of saved questions.

use crate::ids::Id;
use db::{Fault, Row, Tx, Val};

db::statements! {
    /// A name stands once; saved again it stands for the new question.
    SAVE = "INSERT INTO saved_query (id, group_id, name_key, sealed, created_at, modified_at) VALUES ($1, $2, $3, $4, $5, $5)
        ON CONFLICT (group_id, name_key) DO UPDATE SET sealed = excluded.sealed, modified_at = excluded.modified_at";
    HAS_NAME = "SELECT id FROM saved_query WHERE group_id = $1 AND name_key = $2";
    OF_GROUP = "SELECT id, name_key, sealed, created_at, modified_at FROM saved_query WHERE group_id = $1 ORDER BY id LIMIT $2";
    ONE = "SELECT id, name_key, sealed, created_at, modified_at FROM saved_query WHERE group_id = $1 AND id = $2";
    REMOVE_UNCHANGED = "DELETE FROM saved_query WHERE group_id = $1 AND id = $2 AND modified_at = $3";
    REMOVE = "DELETE FROM saved_query WHERE group_id = $1 AND id = $2";
}

/// A saved question as it lies in the database.
pub(super) struct QueryRow {
    pub(super) id: Id,
    pub(super) name_key: [u8; 16],
    pub(super) sealed: Vec<u8>,
    pub(super) created_at: i64,
    pub(super) modified_at: i64,
}

fn query_row(row: &Row<'_>) -> Result<QueryRow, Fault> {
    Ok(QueryRow {
        id: Id(row.id(0)?),
        name_key: row.id(1)?,
        sealed: row.bytes(2)?,
        created_at: row.int(3)?,
        modified_at: row.int(4)?,
    })
}

pub(super) fn save(tx: &mut Tx<'_>, group: Id, id: Id, (name_key, sealed): (&[u8; 16], &[u8]), now: i64) -> Result<u64, Fault> {
    tx.run(&SAVE, &[(&id).into(), (&group).into(), name_key.into(), sealed.into(), now.into()])
}

pub(super) fn has_name(tx: &mut Tx<'_>, group: Id, name_key: &[u8; 16]) -> Result<bool, Fault> {
    let params: [Val<'_>; 2] = [(&group).into(), name_key.into()];
    Ok(tx.first(&HAS_NAME, &params, |row| row.id(0))?.is_some())
}

pub(super) fn of_group(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<QueryRow>, Fault> {
    tx.rows(&OF_GROUP, &[(&group).into(), at_most.into()], query_row)
}

pub(super) fn one(tx: &mut Tx<'_>, group: Id, id: Id) -> Result<Option<QueryRow>, Fault> {
    tx.first(&ONE, &[(&group).into(), (&id).into()], query_row)
}

pub(super) fn remove(tx: &mut Tx<'_>, group: Id, id: Id) -> Result<u64, Fault> {
    tx.run(&REMOVE, &[(&group).into(), (&id).into()])
}

/// Removes it, if it was last saved then.
pub(super) fn remove_unchanged(tx: &mut Tx<'_>, group: Id, id: Id, saved_at: i64) -> Result<u64, Fault> {
    tx.run(&REMOVE_UNCHANGED, &[(&group).into(), (&id).into(), saved_at.into()])
}
