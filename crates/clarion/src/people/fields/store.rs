//! All SQL of the names of custom fields.

use crate::ids::Id;
use db::{Fault, Tx, Val};

db::statements! {
    /// A name stands once, by its key.
    ADD_FIELD = "INSERT INTO custom_field (id, group_id, name_key, sealed, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (group_id, name_key) DO NOTHING";
    FIELDS_OF = "SELECT id, sealed, created_at FROM custom_field WHERE group_id = $1 ORDER BY id LIMIT $2";
    HAS_FIELD = "SELECT name_key FROM custom_field WHERE group_id = $1 AND name_key = $2";
}

/// A field's name to be kept.
#[derive(Clone, Debug)]
pub(super) struct NewField {
    pub(super) id: Id,
    pub(super) name_key: [u8; 16],
    pub(super) sealed: Vec<u8>,
}

pub(super) fn add(tx: &mut Tx<'_>, group: Id, fields: &[NewField], now: i64) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 5]> = fields
        .iter()
        .map(|field| [(&field.id).into(), (&group).into(), (&field.name_key).into(), (&field.sealed).into(), now.into()])
        .collect();
    tx.many(&ADD_FIELD, &rows)
}

/// Id, sealed name and date of a group's fields.
pub(super) fn of_group(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<(Id, Vec<u8>, i64)>, Fault> {
    tx.rows(&FIELDS_OF, &[(&group).into(), at_most.into()], |row| Ok((Id(row.id(0)?), row.bytes(1)?, row.int(2)?)))
}

/// Which of these keys the group has.
pub(super) fn known(tx: &mut Tx<'_>, group: Id, keys: &[[u8; 16]]) -> Result<Vec<[u8; 16]>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = keys.iter().map(|key| [(&group).into(), key.into()]).collect();
    let mut found = Vec::new();
    tx.many_rows(&HAS_FIELD, &rows, |row| {
        found.push(row.id(0)?);
        Ok(())
    })?;
    Ok(found)
}
