//! All SQL of choices and of who has which.

use crate::ids::Id;
use crate::people::Scope;
use db::{Fault, Row, Tx, Val};
use std::collections::HashMap;

db::scoped_statements! {
    /// The fields of these names that have choices.
    CHOOSING = "SELECT group_id, name_key, id FROM custom_field WHERE group_id = $1 AND name_key = $2 AND chooses = 1 AND dropped_at IS NULL";
    /// A text stands once for each field. One that was retired is back.
    ADD_CHOICE = "INSERT INTO field_choice (id, group_id, field_id, text_key, sealed, place, retired_at) VALUES ($2, $1, $3, $4, $5, $6, NULL)
        ON CONFLICT (group_id, field_id, text_key) DO UPDATE SET retired_at = NULL";
    CHOICES = "SELECT id, field_id, sealed, retired_at FROM field_choice WHERE group_id = $1 ORDER BY field_id, place, id LIMIT $2";
    CHOICES_OF_FIELD = "SELECT id, field_id, sealed, retired_at FROM field_choice WHERE group_id = $1 AND field_id = $2 ORDER BY place, id LIMIT $3";
    /// The choice of a text.
    CHOICE_OF_TEXT = "SELECT group_id, field_id, text_key, id, retired_at FROM field_choice
        WHERE group_id = $1 AND field_id = $2 AND text_key = $3";
    /// Another name, unless another choice of the field has it.
    RENAME = "UPDATE field_choice SET text_key = $4, sealed = $5 WHERE group_id = $1 AND field_id = $2 AND id = $3
        AND NOT EXISTS (SELECT 1 FROM field_choice AS other WHERE other.group_id = $1 AND other.field_id = $2 AND other.text_key = $4
            AND other.id <> $3)";
    RETIRE = "UPDATE field_choice SET retired_at = $4 WHERE group_id = $1 AND field_id = $2 AND id = $3";
    STANDS = "SELECT id FROM field_choice WHERE group_id = $1 AND field_id = $2 AND id = $3 AND retired_at IS NULL";
    DROP_CHOICE = "DELETE FROM field_choice WHERE group_id = $1 AND id = $2
        AND NOT EXISTS (SELECT 1 FROM field_chosen WHERE field_chosen.group_id = $1 AND choice_id = $2)";
    DROP_CHOICES = "DELETE FROM field_choice WHERE group_id = $1 AND field_id = $2";
    SET = "INSERT INTO field_chosen (identity_id, group_id, field_id, choice_id) VALUES ($2, $1, $3, $4)
        ON CONFLICT (identity_id, group_id, field_id) DO UPDATE SET choice_id = excluded.choice_id
        WHERE field_chosen.choice_id <> excluded.choice_id";
    CLEAR = "DELETE FROM field_chosen WHERE identity_id = $2 AND group_id = $1 AND field_id = $3";
    CHOSEN = "SELECT identity_id, group_id, field_id, choice_id FROM field_chosen WHERE identity_id = $2 AND group_id = $1";
    WHO_CHOSE = "SELECT identity_id FROM field_chosen WHERE group_id = $1 AND choice_id = $2 ORDER BY identity_id LIMIT $3";
    HAS_CHOSEN = "SELECT identity_id FROM field_chosen WHERE identity_id = $2 AND group_id = $1 AND choice_id = $3";
    COUNT_CHOSEN = "SELECT COUNT(*) FROM field_chosen WHERE group_id = $1 AND choice_id = $2";
    /// Where somebody has no choice of that field yet.
    MOVE = "INSERT INTO field_chosen (identity_id, group_id, field_id, choice_id) VALUES ($2, $1, $3, $4)
        ON CONFLICT (identity_id, group_id, field_id) DO NOTHING";
    DROP_CHOSEN = "DELETE FROM field_chosen WHERE identity_id = $2 AND group_id = $1";
}

/// A field for choosing, by the key of its name: whose, key, field.
pub(super) type Named = (Id, [u8; 16], Id);

pub(super) fn choosing(tx: &mut Tx<'_>, names: &[(Id, [u8; 16])]) -> Result<Vec<Named>, Fault> {
    let rows: Vec<(Scope, [Val<'_>; 1])> = names.iter().map(|(group, key)| (Scope::of(*group), [key.into()])).collect();
    let mut found = Vec::new();
    tx.within_each(&CHOOSING, &rows, |row| {
        found.push((Id(row.id(0)?), row.id(1)?, Id(row.id(2)?)));
        Ok(())
    })?;
    Ok(found)
}

/// A choice to add, or one as it lies in the database.
#[derive(Clone, Debug)]
pub(super) struct ChoiceRow {
    pub(super) id: Id,
    pub(super) field: Id,
    pub(super) sealed: Vec<u8>,
    pub(super) retired_at: Option<i64>,
}

fn choice_row(row: &Row<'_>) -> Result<ChoiceRow, Fault> {
    Ok(ChoiceRow { id: Id(row.id(0)?), field: Id(row.id(1)?), sealed: row.bytes(2)?, retired_at: row.maybe_int(3)? })
}

pub(super) fn add_choice(tx: &mut Tx<'_>, group: Scope, new: (Id, Id, &[u8; 16], &[u8]), place: i64) -> Result<u64, Fault> {
    let (id, field, key, sealed) = new;
    tx.within(group).run(&ADD_CHOICE, &[(&id).into(), (&field).into(), key.into(), sealed.into(), place.into()])
}

/// All choices of a group, field by field, each in its order.
pub(super) fn choices(tx: &mut Tx<'_>, group: Scope, at_most: i64) -> Result<Vec<ChoiceRow>, Fault> {
    tx.within(group).rows(&CHOICES, &[at_most.into()], choice_row)
}

pub(super) fn choices_of(tx: &mut Tx<'_>, group: Scope, field: Id, at_most: i64) -> Result<Vec<ChoiceRow>, Fault> {
    tx.within(group).rows(&CHOICES_OF_FIELD, &[(&field).into(), at_most.into()], choice_row)
}

/// A text of a field of a group, by its key.
pub(super) type Text = (Id, Id, [u8; 16]);

/// The choices of texts, each with whether it is retired; a text that is none is left out.
pub(super) fn choices_of_texts(tx: &mut Tx<'_>, texts: &[Text]) -> Result<HashMap<Text, (Id, bool)>, Fault> {
    let rows: Vec<(Scope, [Val<'_>; 2])> =
        texts.iter().map(|(group, field, key)| (Scope::of(*group), [field.into(), key.into()])).collect();
    let mut found = HashMap::with_capacity(texts.len());
    tx.within_each(&CHOICE_OF_TEXT, &rows, |row| {
        found.insert((Id(row.id(0)?), Id(row.id(1)?), row.id(2)?), (Id(row.id(3)?), row.maybe_int(4)?.is_some()));
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn rename(tx: &mut Tx<'_>, group: Scope, (field, id): (Id, Id), key: &[u8; 16], sealed: &[u8]) -> Result<bool, Fault> {
    Ok(tx.within(group).run(&RENAME, &[(&field).into(), (&id).into(), key.into(), sealed.into()])? == 1)
}

pub(super) fn retire(tx: &mut Tx<'_>, group: Scope, (field, id): (Id, Id), at: Option<i64>) -> Result<bool, Fault> {
    Ok(tx.within(group).run(&RETIRE, &[(&field).into(), (&id).into(), at.into()])? == 1)
}

/// Whether a choice can be given.
pub(super) fn stands(tx: &mut Tx<'_>, group: Scope, field: Id, choice: Id) -> Result<bool, Fault> {
    Ok(tx.within(group).first(&STANDS, &[(&field).into(), (&choice).into()], |_| Ok(()))?.is_some())
}

/// Drops a choice that nobody has.
pub(super) fn drop_choice(tx: &mut Tx<'_>, group: Scope, choice: Id) -> Result<bool, Fault> {
    Ok(tx.within(group).run(&DROP_CHOICE, &[(&choice).into()])? == 1)
}

pub(super) fn drop_choices(tx: &mut Tx<'_>, group: Scope, field: Id) -> Result<u64, Fault> {
    tx.within(group).run(&DROP_CHOICES, &[(&field).into()])
}

/// A choice of somebody: group, human, field, choice.
pub(super) type Chosen = (Id, Id, Id, Id);

pub(super) fn set(tx: &mut Tx<'_>, rows: &[Chosen]) -> Result<u64, Fault> {
    let rows: Vec<(Scope, [Val<'_>; 3])> = rows
        .iter()
        .map(|(group, identity, field, choice)| (Scope::of(*group), [identity.into(), field.into(), choice.into()]))
        .collect();
    tx.within_each(&SET, &rows, |_| Ok(()))
}

/// Takes choices away: group, human, field.
pub(super) fn clear(tx: &mut Tx<'_>, rows: &[(Id, Id, Id)]) -> Result<u64, Fault> {
    let rows: Vec<(Scope, [Val<'_>; 2])> =
        rows.iter().map(|(group, identity, field)| (Scope::of(*group), [identity.into(), field.into()])).collect();
    tx.within_each(&CLEAR, &rows, |_| Ok(()))
}

/// What these humans (group, human) have chosen.
pub(super) fn chosen(tx: &mut Tx<'_>, wanted: &[(Id, Id)]) -> Result<Vec<Chosen>, Fault> {
    let rows: Vec<(Scope, [Val<'_>; 1])> = wanted.iter().map(|(group, identity)| (Scope::of(*group), [identity.into()])).collect();
    let mut found = Vec::new();
    tx.within_each(&CHOSEN, &rows, |row| {
        found.push((Id(row.id(1)?), Id(row.id(0)?), Id(row.id(2)?), Id(row.id(3)?)));
        Ok(())
    })?;
    Ok(found)
}

/// Who has a choice, up to so many.
pub(super) fn who_chose(tx: &mut Tx<'_>, group: Scope, choice: Id, at_most: i64) -> Result<Vec<Id>, Fault> {
    tx.within(group).rows(&WHO_CHOSE, &[(&choice).into(), at_most.into()], |row| Ok(Id(row.id(0)?)))
}

/// Which of these humans have a choice.
pub(super) fn which_chose(tx: &mut Tx<'_>, group: Scope, choice: Id, identities: &[Id]) -> Result<Vec<Id>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = identities.iter().map(|identity| [identity.into(), (&choice).into()]).collect();
    let mut found = Vec::new();
    tx.within(group).many_rows(&HAS_CHOSEN, &rows, |row| {
        found.push(Id(row.id(0)?));
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn count(tx: &mut Tx<'_>, group: Scope, choice: Id) -> Result<i64, Fault> {
    Ok(tx.within(group).first(&COUNT_CHOSEN, &[(&choice).into()], |row| row.int(0))?.unwrap_or(0))
}

/// The distribution column cannot be updated, so rows are written again and the old ones dropped.
pub(super) fn move_all(tx: &mut Tx<'_>, group: Scope, from: Id, to: Id) -> Result<(), Fault> {
    let had = chosen(tx, &[(group.group(), from)])?;
    let rows: Vec<[Val<'_>; 3]> = had.iter().map(|(_, _, field, choice)| [(&to).into(), field.into(), choice.into()]).collect();
    tx.within(group).many(&MOVE, &rows)?;
    drop_all(tx, group, from)
}

pub(super) fn drop_all(tx: &mut Tx<'_>, group: Scope, identity: Id) -> Result<(), Fault> {
    tx.within(group).run(&DROP_CHOSEN, &[(&identity).into()]).map(drop)
}
