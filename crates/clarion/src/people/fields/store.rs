//! All SQL of the names of custom fields.

use crate::ids::Id;
use db::{Fault, Row, Tx, Val};

db::statements! {
    /// A name stands once, by its key.
    ADD_FIELD = "INSERT INTO custom_field (id, group_id, name_key, sealed, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (group_id, name_key) DO NOTHING";
    FIELDS_OF = "SELECT id, sealed, created_at, chooses FROM custom_field WHERE group_id = $1 AND dropped_at IS NULL ORDER BY id LIMIT $2";
    HAS_FIELD = "SELECT name_key, dropped_at FROM custom_field WHERE group_id = $1 AND name_key = $2";
    /// One that is being deleted, too.
    FIELD = "SELECT id, sealed, created_at, chooses, dropped_at FROM custom_field WHERE group_id = $1 AND id = $2";
    FIELD_OF_NAME = "SELECT id, sealed, created_at, chooses, dropped_at FROM custom_field WHERE group_id = $1 AND name_key = $2";
    /// Whoever adds a choice to a field and whoever deletes it take turns.
    HOLD_FIELD = "UPDATE custom_field SET chooses = chooses WHERE group_id = $1 AND id = $2 AND dropped_at IS NULL";
    SET_CHOOSES = "UPDATE custom_field SET chooses = $3 WHERE group_id = $1 AND id = $2 AND dropped_at IS NULL";
    BEGIN_DROP = "UPDATE custom_field SET dropped_at = $3 WHERE group_id = $1 AND id = $2 AND dropped_at IS NULL";
    DROP_FIELD = "DELETE FROM custom_field WHERE group_id = $1 AND id = $2 AND dropped_at IS NOT NULL";
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

/// A field's name as it lies in the database.
pub(super) struct FieldRow {
    pub(super) id: Id,
    pub(super) sealed: Vec<u8>,
    pub(super) created_at: i64,
    pub(super) chooses: bool,
}

fn field_row(row: &Row<'_>) -> Result<FieldRow, Fault> {
    Ok(FieldRow { id: Id(row.id(0)?), sealed: row.bytes(1)?, created_at: row.int(2)?, chooses: row.int(3)? == 1 })
}

/// A group's fields, those apart that are being deleted.
pub(super) fn of_group(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<FieldRow>, Fault> {
    tx.rows(&FIELDS_OF, &[(&group).into(), at_most.into()], field_row)
}

/// One field, and since when it is being deleted.
pub(super) fn field(tx: &mut Tx<'_>, group: Id, id: Id) -> Result<Option<(FieldRow, Option<i64>)>, Fault> {
    tx.first(&FIELD, &[(&group).into(), (&id).into()], |row| Ok((field_row(row)?, row.maybe_int(4)?)))
}

/// The one of a name, likewise.
pub(super) fn field_of_name(tx: &mut Tx<'_>, group: Id, name_key: &[u8; 16]) -> Result<Option<(FieldRow, Option<i64>)>, Fault> {
    tx.first(&FIELD_OF_NAME, &[(&group).into(), name_key.into()], |row| Ok((field_row(row)?, row.maybe_int(4)?)))
}

/// Holds a field until the transaction ends; `false` where there is none.
pub(super) fn hold(tx: &mut Tx<'_>, group: Id, field: Id) -> Result<bool, Fault> {
    Ok(tx.run(&HOLD_FIELD, &[(&group).into(), (&field).into()])? == 1)
}

pub(super) fn set_chooses(tx: &mut Tx<'_>, group: Id, field: Id, chooses: bool) -> Result<bool, Fault> {
    Ok(tx.run(&SET_CHOOSES, &[(&group).into(), (&field).into(), i64::from(chooses).into()])? == 1)
}

/// From now on a field is being deleted; `false` where it was already, or there is none.
pub(super) fn begin_drop(tx: &mut Tx<'_>, group: Id, field: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&BEGIN_DROP, &[(&group).into(), (&field).into(), now.into()])? == 1)
}

/// Drops a field that was being deleted.
pub(super) fn drop_field(tx: &mut Tx<'_>, group: Id, field: Id) -> Result<u64, Fault> {
    tx.run(&DROP_FIELD, &[(&group).into(), (&field).into()])
}

/// A name that the group has, by its key, and since when it is being deleted.
pub(super) type KnownName = ([u8; 16], Option<i64>);

/// Which of these keys the group has.
pub(super) fn known(tx: &mut Tx<'_>, group: Id, keys: &[[u8; 16]]) -> Result<Vec<KnownName>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = keys.iter().map(|key| [(&group).into(), key.into()]).collect();
    let mut found = Vec::new();
    tx.many_rows(&HAS_FIELD, &rows, |row| {
        found.push((row.id(0)?, row.maybe_int(1)?));
        Ok(())
    })?;
    Ok(found)
}
