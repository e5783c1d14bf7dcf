//! All SQL of lists of people by id.

use super::{BEING_MADE, Written};
use crate::ids::Id;
use db::{Fault, Row, Tx, Val};

db::statements! {
    /// Adds a list that is being made to a group that has fewer than so many.
    ADD = "WITH standing AS (SELECT COUNT(*) AS lists FROM unique_id_list WHERE group_id = $2)
        INSERT INTO unique_id_list (id, group_id, sealed, items, created_at, modified_at, replaced)
        SELECT $1, $2, $3, 0, $4, $4, $6 FROM standing WHERE lists < $5 ON CONFLICT (id) DO NOTHING";
    /// What is still being made is no list yet.
    OF_GROUP = "SELECT id, sealed, items, created_at, modified_at, replaced FROM unique_id_list WHERE group_id = $1 AND replaced >= 0
        ORDER BY id LIMIT $2";
    FINISH = "UPDATE unique_id_list SET replaced = 0 WHERE id = $1 AND replaced < 0";
    /// Those that nobody finished.
    UNFINISHED = "SELECT id FROM unique_id_list WHERE group_id = $1 AND replaced < 0 AND created_at < $2 ORDER BY id LIMIT $3";
    DROP_UNFINISHED = "DELETE FROM unique_id_list WHERE id = $1 AND replaced < 0 AND items = 0";
    ONE = "SELECT id, sealed, items, created_at, modified_at, replaced FROM unique_id_list WHERE group_id = $1 AND id = $2";
    /// Who stands in a list of this group.
    PEOPLE_OF = "SELECT i.person_id FROM unique_id_list l JOIN unique_id_item i ON i.list_id = l.id
        WHERE l.group_id = $1 AND l.id = $2 ORDER BY i.person_id LIMIT $3";
    /// As it was seen; the number of its replacement.
    CHANGE = "UPDATE unique_id_list SET sealed = $3, modified_at = $4, replaced = replaced + $5
        WHERE group_id = $1 AND id = $2 AND modified_at = $6 RETURNING replaced";
    /// So many more stand in it, while nobody else has begun to replace them.
    COUNT_MORE = "UPDATE unique_id_list SET items = items + $3 WHERE id = $1 AND replaced = $2";
    LOWER_COUNT = "UPDATE unique_id_list SET items = items - 1 WHERE id = $1";
    ADD_ITEM = "INSERT INTO unique_id_item (list_id, person_id) VALUES ($1, $2) ON CONFLICT (list_id, person_id) DO NOTHING";
    DROP_ITEM = "DELETE FROM unique_id_item WHERE list_id = $1 AND person_id = $2";
    DROP_PERSON_ITEMS = "DELETE FROM unique_id_item WHERE person_id = $1 RETURNING list_id";
}

/// A list as it lies in the database.
pub(super) struct ListRow {
    pub(super) id: Id,
    pub(super) sealed: Vec<u8>,
    pub(super) count: i64,
    pub(super) created_at: i64,
    pub(super) modified_at: i64,
    /// It was filled for the first time.
    pub(super) is_whole: bool,
}

fn list(row: &Row<'_>) -> Result<ListRow, Fault> {
    let (id, sealed, count) = (Id(row.id(0)?), row.bytes(1)?, row.int(2)?);
    Ok(ListRow { id, sealed, count, created_at: row.int(3)?, modified_at: row.int(4)?, is_whole: row.int(5)? >= 0 })
}

pub(super) fn add(tx: &mut Tx<'_>, new: &Written, now: i64, at_most: i64) -> Result<bool, Fault> {
    let (id, group, sealed) = ((&new.id).into(), (&new.group).into(), (&new.sealed).into());
    Ok(tx.run(&ADD, &[id, group, sealed, now.into(), at_most.into(), BEING_MADE.into()])? == 1)
}

/// The list stands.
pub(super) fn finish(tx: &mut Tx<'_>, id: Id) -> Result<u64, Fault> {
    tx.run(&FINISH, &[(&id).into()])
}

pub(super) fn unfinished(tx: &mut Tx<'_>, group: Id, before: i64, at_most: i64) -> Result<Vec<Id>, Fault> {
    tx.rows(&UNFINISHED, &[(&group).into(), before.into(), at_most.into()], |row| Ok(Id(row.id(0)?)))
}

pub(super) fn drop_unfinished(tx: &mut Tx<'_>, id: Id) -> Result<u64, Fault> {
    tx.run(&DROP_UNFINISHED, &[(&id).into()])
}

pub(super) fn of_group(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<ListRow>, Fault> {
    tx.rows(&OF_GROUP, &[(&group).into(), at_most.into()], list)
}

pub(super) fn one(tx: &mut Tx<'_>, group: Id, id: Id) -> Result<Option<ListRow>, Fault> {
    tx.first(&ONE, &[(&group).into(), (&id).into()], list)
}

pub(super) fn people_of(tx: &mut Tx<'_>, group: Id, id: Id, at_most: i64) -> Result<Vec<Id>, Fault> {
    tx.rows(&PEOPLE_OF, &[(&group).into(), (&id).into(), at_most.into()], |row| Ok(Id(row.id(0)?)))
}

pub(super) fn change(tx: &mut Tx<'_>, new: &Written, now: i64, seen_at: i64) -> Result<Option<i64>, Fault> {
    let (group, id, sealed) = ((&new.group).into(), (&new.id).into(), (&new.sealed).into());
    let replaced = i64::from(new.replaces).into();
    tx.first(&CHANGE, &[group, id, sealed, now.into(), replaced, seen_at.into()], |row| row.int(0))
}

/// `false` where somebody else has begun to replace who stands in it.
pub(super) fn count_more(tx: &mut Tx<'_>, id: Id, replaced: i64, more: i64) -> Result<bool, Fault> {
    Ok(tx.run(&COUNT_MORE, &[(&id).into(), replaced.into(), more.into()])? == 1)
}

pub(super) fn lower_count(tx: &mut Tx<'_>, id: Id) -> Result<u64, Fault> {
    tx.run(&LOWER_COUNT, &[(&id).into()])
}

pub(super) fn add_items(tx: &mut Tx<'_>, id: Id, people: &[Id]) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 2]> = people.iter().map(|person| [(&id).into(), person.into()]).collect();
    tx.many(&ADD_ITEM, &rows)
}

pub(super) fn drop_items(tx: &mut Tx<'_>, id: Id, people: &[Id]) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 2]> = people.iter().map(|person| [(&id).into(), person.into()]).collect();
    tx.many(&DROP_ITEM, &rows)
}

/// In which lists they stood.
pub(super) fn drop_person(tx: &mut Tx<'_>, person: Id) -> Result<Vec<Id>, Fault> {
    tx.rows(&DROP_PERSON_ITEMS, &[(&person).into()], |row| Ok(Id(row.id(0)?)))
}
