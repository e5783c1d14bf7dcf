//! All SQL of tags and notes.

use crate::ids::Id;
use crate::osdi::marks::{self, Place};
use crate::people::Scope;
use db::{Fault, Row, Tx, Val};

db::scoped_statements! {
    /// A name stands once, by its key.
    ADD_TAG = "INSERT INTO tag (id, group_id, name_key, sealed, created_at) VALUES ($2, $1, $3, $4, $5)
        ON CONFLICT (group_id, name_key) DO NOTHING";
    FIND_TAG = "SELECT id FROM tag WHERE group_id = $1 AND name_key = $2";
    /// Whoever gives a tag and whoever drops it take turns.
    HOLD_TAG = "UPDATE tag SET created_at = created_at WHERE group_id = $1 AND id = $2";
    TAGS_OF = "SELECT id, sealed FROM tag WHERE group_id = $1 ORDER BY id LIMIT $2";
    DROP_TAG = "DELETE FROM tag WHERE group_id = $1 AND id = $2
        AND NOT EXISTS (SELECT 1 FROM tagging WHERE tagging.group_id = $1 AND tag_id = $2)";
    TAG = "SELECT sealed FROM tag WHERE group_id = $1 AND id = $2";
    GIVE = "INSERT INTO tagging (identity_id, group_id, tag_id, account_id, tagged_at, id) VALUES ($2, $1, $3, $4, $5, $6)
        ON CONFLICT (identity_id, group_id, tag_id) DO NOTHING";
    TAKE = "DELETE FROM tagging WHERE identity_id = $2 AND group_id = $1 AND tag_id = $3";
    TAGGINGS = "SELECT identity_id, tag_id FROM tagging WHERE identity_id = $2 AND group_id = $1";
    TAGGED = "SELECT identity_id FROM tagging WHERE group_id = $1 AND tag_id = $2 ORDER BY identity_id LIMIT $3";
    HAS_TAG = "SELECT identity_id FROM tagging WHERE identity_id = $2 AND group_id = $1 AND tag_id = $3";
    ADD_NOTE = "INSERT INTO person_note (identity_id, group_id, id, account_id, sealed, created_at) VALUES ($2, $1, $3, $4, $5, $6)
        ON CONFLICT (identity_id, group_id, id) DO NOTHING";
    NOTES = "SELECT id, account_id, sealed, created_at FROM person_note WHERE identity_id = $2 AND group_id = $1 ORDER BY id DESC LIMIT $3";
    DROP_NOTE = "DELETE FROM person_note WHERE identity_id = $2 AND group_id = $1 AND id = $3";
    TAGGINGS_WHOLE = "SELECT tag_id, account_id, tagged_at, id FROM tagging WHERE identity_id = $2 AND group_id = $1 ORDER BY tag_id";
    /// A page of a tag's taggings.
    TAGGING_PAGE = "SELECT id, identity_id, tag_id, tagged_at FROM tagging WHERE tag_id = $2 AND group_id = $1 AND id > $3 ORDER BY id LIMIT $4 OFFSET $5";
    /// The one so many places further, among those that are settled.
    TAGGING_MARK = "SELECT id FROM tagging WHERE tag_id = $2 AND group_id = $1 AND id > $3 AND id < $4 ORDER BY id LIMIT 1 OFFSET $5";
    /// How many stand after one. In order and with a limit, or a generic plan of PostgreSQL reads the whole table.
    TAGGINGS_AFTER = "SELECT COUNT(*) FROM (SELECT id FROM tagging WHERE tag_id = $2 AND group_id = $1 AND id > $3 ORDER BY id LIMIT $4) AS t";
    TAGGING = "SELECT id, identity_id, tag_id, tagged_at FROM tagging WHERE tag_id = $2 AND group_id = $1 AND id = $3";
    TAGGING_OF_ONE = "SELECT id, identity_id, tag_id, tagged_at FROM tagging WHERE identity_id = $2 AND group_id = $1 AND tag_id = $3";
    TAGGINGS_OF_ONE = "SELECT id, identity_id, tag_id, tagged_at FROM tagging WHERE identity_id = $2 AND group_id = $1 ORDER BY id";
    DROP_TAGGINGS = "DELETE FROM tagging WHERE identity_id = $2 AND group_id = $1";
    DROP_NOTES = "DELETE FROM person_note WHERE identity_id = $2 AND group_id = $1";
}

/// Adds a tag unless its name stands; the id under which it does.
pub(super) fn add_tag(tx: &mut Tx<'_>, group: Scope, id: Id, name_key: &[u8; 16], sealed: &[u8], now: i64) -> Result<Id, Fault> {
    tx.within(group).run(&ADD_TAG, &[(&id).into(), name_key.into(), sealed.into(), now.into()])?;
    find_tag(tx, group, name_key)?.ok_or_else(|| Fault::bug("a tag that was added is gone"))
}

pub(super) fn find_tag(tx: &mut Tx<'_>, group: Scope, name_key: &[u8; 16]) -> Result<Option<Id>, Fault> {
    tx.within(group).first(&FIND_TAG, &[name_key.into()], |row| Ok(Id(row.id(0)?)))
}

/// The tags of a group with their sealed names.
pub(super) fn tags_of(tx: &mut Tx<'_>, group: Scope, at_most: i64) -> Result<Vec<(Id, Vec<u8>)>, Fault> {
    tx.within(group).rows(&TAGS_OF, &[at_most.into()], |row| Ok((Id(row.id(0)?), row.bytes(1)?)))
}

/// Holds a tag until the transaction ends; `false` where there is none.
pub(super) fn hold_tag(tx: &mut Tx<'_>, group: Scope, tag: Id) -> Result<bool, Fault> {
    Ok(tx.within(group).run(&HOLD_TAG, &[(&tag).into()])? == 1)
}

/// Drops a tag that nobody has.
pub(super) fn drop_tag(tx: &mut Tx<'_>, group: Scope, tag: Id) -> Result<bool, Fault> {
    Ok(tx.within(group).run(&DROP_TAG, &[(&tag).into()])? == 1)
}

/// Gives a tag to humans (sorted, each once), each with the tagging's id; how many did not have it.
pub(super) fn give(tx: &mut Tx<'_>, group: Scope, tag: Id, account: Id, now: i64, given: &[(Id, Id)]) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 5]> =
        given.iter().map(|(identity, id)| [identity.into(), (&tag).into(), (&account).into(), now.into(), id.into()]).collect();
    tx.within(group).many(&GIVE, &rows)
}

/// The sealed name of a group's tag.
pub(super) fn tag(tx: &mut Tx<'_>, group: Scope, id: Id) -> Result<Option<Vec<u8>>, Fault> {
    tx.within(group).first(&TAG, &[(&id).into()], |row| row.bytes(0))
}

pub(super) fn take(tx: &mut Tx<'_>, group: Scope, tag: Id, identities: &[Id]) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 2]> = identities.iter().map(|identity| [identity.into(), (&tag).into()]).collect();
    tx.within(group).many(&TAKE, &rows)
}

/// Human and tag, for each tag that these humans have.
pub(super) fn taggings(tx: &mut Tx<'_>, group: Scope, identities: &[Id]) -> Result<Vec<(Id, Id)>, Fault> {
    let rows: Vec<[Val<'_>; 1]> = identities.iter().map(|identity| [identity.into()]).collect();
    let mut found = Vec::new();
    tx.within(group).many_rows(&TAGGINGS, &rows, |row| {
        found.push((Id(row.id(0)?), Id(row.id(1)?)));
        Ok(())
    })?;
    Ok(found)
}

fn identity(row: &Row<'_>) -> Result<Id, Fault> {
    Ok(Id(row.id(0)?))
}

/// Who has a tag, up to so many.
pub(super) fn tagged(tx: &mut Tx<'_>, group: Scope, tag: Id, at_most: i64) -> Result<Vec<Id>, Fault> {
    tx.within(group).rows(&TAGGED, &[(&tag).into(), at_most.into()], identity)
}

/// Which of these humans have a tag.
pub(super) fn which_have(tx: &mut Tx<'_>, group: Scope, tag: Id, identities: &[Id]) -> Result<Vec<Id>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = identities.iter().map(|identity| [identity.into(), (&tag).into()]).collect();
    let mut found = Vec::new();
    tx.within(group).many_rows(&HAS_TAG, &rows, |row| {
        found.push(identity(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// A note as it lies in the database.
pub(super) struct NoteRow {
    pub(super) id: Id,
    pub(super) account: Id,
    pub(super) sealed: Vec<u8>,
    pub(super) created_at: i64,
}

pub(super) fn add_note(tx: &mut Tx<'_>, group: Scope, identity: Id, note: &NoteRow) -> Result<u64, Fault> {
    let (id, account) = (Val::from(&note.id), Val::from(&note.account));
    tx.within(group).run(&ADD_NOTE, &[(&identity).into(), id, account, (&note.sealed).into(), note.created_at.into()])
}

/// The newest notes, up to so many.
pub(super) fn notes(tx: &mut Tx<'_>, group: Scope, identity: Id, at_most: i64) -> Result<Vec<NoteRow>, Fault> {
    tx.within(group).rows(&NOTES, &[(&identity).into(), at_most.into()], |row| {
        Ok(NoteRow { id: Id(row.id(0)?), account: Id(row.id(1)?), sealed: row.bytes(2)?, created_at: row.int(3)? })
    })
}

pub(super) fn drop_note(tx: &mut Tx<'_>, group: Scope, identity: Id, note: Id) -> Result<bool, Fault> {
    Ok(tx.within(group).run(&DROP_NOTE, &[(&identity).into(), (&note).into()])? == 1)
}

/// The distribution column cannot be updated, so rows are written again and the old ones dropped. Their ids stay.
pub(super) fn move_taggings(tx: &mut Tx<'_>, group: Scope, from: Id, to: Id) -> Result<(), Fault> {
    let read = |row: &Row<'_>| Ok((Id(row.id(0)?), Id(row.id(1)?), row.int(2)?, row.maybe_id(3)?.map(Id)));
    let had = tx.within(group).rows(&TAGGINGS_WHOLE, &[(&from).into()], read)?;
    let rows: Vec<[Val<'_>; 5]> = had
        .iter()
        .map(|(tag, account, at, id)| [(&to).into(), tag.into(), account.into(), (*at).into(), id.as_ref().into()])
        .collect();
    tx.within(group).many(&GIVE, &rows)?;
    tx.within(group).run(&DROP_TAGGINGS, &[(&from).into()]).map(drop)
}

pub(super) fn move_notes(tx: &mut Tx<'_>, group: Scope, from: Id, to: Id) -> Result<(), Fault> {
    for note in notes(tx, group, from, i64::MAX)? {
        add_note(tx, group, to, &note)?;
    }
    tx.within(group).run(&DROP_NOTES, &[(&from).into()]).map(drop)
}

pub(super) fn drop_all(tx: &mut Tx<'_>, group: Scope, identity: Id) -> Result<(), Fault> {
    tx.within(group).run(&DROP_TAGGINGS, &[(&identity).into()])?;
    tx.within(group).run(&DROP_NOTES, &[(&identity).into()]).map(drop)
}

/// A tagging as it lies in the database.
pub(super) struct TaggingRow {
    pub(super) id: Id,
    pub(super) identity: Id,
    pub(super) tag: Id,
    pub(super) tagged_at: i64,
}

fn tagging_row(row: &Row<'_>) -> Result<TaggingRow, Fault> {
    Ok(TaggingRow { id: Id(row.id(0)?), identity: Id(row.id(1)?), tag: Id(row.id(2)?), tagged_at: row.int(3)? })
}

pub(super) fn tagging_page(tx: &mut Tx<'_>, (group, tag): (Id, Id), place: Place, at_most: i64) -> Result<Vec<TaggingRow>, Fault> {
    let params = [(&tag).into(), (&place.after).into(), at_most.into(), place.skip.into()];
    tx.within(Scope::of(group)).rows(&TAGGING_PAGE, &params, tagging_row)
}

pub(super) fn tagging_mark(tx: &mut Tx<'_>, (group, tag): (Id, Id), after: Id, before: Id, skip: i64) -> Result<Option<Id>, Fault> {
    tx.within(Scope::of(group)).first(&TAGGING_MARK, &[(&tag).into(), (&after).into(), (&before).into(), skip.into()], identity)
}

pub(super) fn taggings_after(tx: &mut Tx<'_>, (group, tag): (Id, Id), after: Id) -> Result<i64, Fault> {
    let params = [(&tag).into(), (&after).into(), marks::COUNTED_MAX.into()];
    Ok(tx.within(Scope::of(group)).first(&TAGGINGS_AFTER, &params, |row| row.int(0))?.unwrap_or(0))
}

pub(super) fn tagging(tx: &mut Tx<'_>, (group, tag): (Id, Id), id: Id) -> Result<Option<TaggingRow>, Fault> {
    tx.within(Scope::of(group)).first(&TAGGING, &[(&tag).into(), (&id).into()], tagging_row)
}

/// That of one human, by the tag.
pub(super) fn tagging_of(tx: &mut Tx<'_>, (group, tag): (Id, Id), identity: Id) -> Result<Option<TaggingRow>, Fault> {
    tx.within(Scope::of(group)).first(&TAGGING_OF_ONE, &[(&identity).into(), (&tag).into()], tagging_row)
}

/// All of one human in a group's list.
pub(super) fn taggings_of(tx: &mut Tx<'_>, group: Scope, identity: Id) -> Result<Vec<TaggingRow>, Fault> {
    tx.within(group).rows(&TAGGINGS_OF_ONE, &[(&identity).into()], tagging_row)
}
