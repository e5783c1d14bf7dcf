//! All SQL of tags and notes.

use crate::ids::Id;
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
    GIVE = "INSERT INTO tagging (identity_id, group_id, tag_id, account_id, tagged_at) VALUES ($2, $1, $3, $4, $5)
        ON CONFLICT (identity_id, group_id, tag_id) DO NOTHING";
    TAKE = "DELETE FROM tagging WHERE identity_id = $2 AND group_id = $1 AND tag_id = $3";
    TAGGINGS = "SELECT identity_id, tag_id FROM tagging WHERE identity_id = $2 AND group_id = $1";
    TAGGED = "SELECT identity_id FROM tagging WHERE group_id = $1 AND tag_id = $2 ORDER BY identity_id LIMIT $3";
    HAS_TAG = "SELECT identity_id FROM tagging WHERE identity_id = $2 AND group_id = $1 AND tag_id = $3";
    ADD_NOTE = "INSERT INTO person_note (identity_id, group_id, id, account_id, sealed, created_at) VALUES ($2, $1, $3, $4, $5, $6)
        ON CONFLICT (identity_id, group_id, id) DO NOTHING";
    NOTES = "SELECT id, account_id, sealed, created_at FROM person_note WHERE identity_id = $2 AND group_id = $1 ORDER BY id DESC LIMIT $3";
    DROP_NOTE = "DELETE FROM person_note WHERE identity_id = $2 AND group_id = $1 AND id = $3";
    TAGGINGS_WHOLE = "SELECT tag_id, account_id, tagged_at FROM tagging WHERE identity_id = $2 AND group_id = $1 ORDER BY tag_id";
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

/// Gives a tag to humans (sorted, each once); how many did not have it.
pub(super) fn give(tx: &mut Tx<'_>, group: Scope, tag: Id, account: Id, now: i64, identities: &[Id]) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 4]> =
        identities.iter().map(|identity| [identity.into(), (&tag).into(), (&account).into(), now.into()]).collect();
    tx.within(group).many(&GIVE, &rows)
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

/// The distribution column cannot be updated, so rows are written again and the old ones dropped.
pub(super) fn move_taggings(tx: &mut Tx<'_>, group: Scope, from: Id, to: Id) -> Result<(), Fault> {
    let read = |row: &Row<'_>| Ok((Id(row.id(0)?), Id(row.id(1)?), row.int(2)?));
    let had = tx.within(group).rows(&TAGGINGS_WHOLE, &[(&from).into()], read)?;
    let rows: Vec<[Val<'_>; 4]> =
        had.iter().map(|(tag, account, at)| [(&to).into(), tag.into(), account.into(), (*at).into()]).collect();
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
