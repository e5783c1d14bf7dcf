//! Custom fields: what a group keeps of its people beyond what every record has, under a name of the group's own.
//!
//! What a free field holds lies sealed in the person's record and chooses nobody. Here is which names a group uses: a name is kept
//! when it is first used, so that programs can ask for them and an export has a column for each. A field that is to choose among
//! people has fixed choices ([`choosing`]), and a record holds either a choice of it or a free text.

pub mod api;
pub mod choosing;
pub mod filling;
pub(crate) mod store;
pub mod write;

/// What fields for choosing ask of the names.
mod names {
    pub(super) use super::store::{NewField, add, begin_drop, drop_field, field, field_of_name, hold, of_group, set_chooses};
}

use crate::ids::{Id, Ids};
use crate::keys::Vault;
use db::{Fault, Tx};
use std::collections::{HashMap, HashSet};
use store::{FieldRow, NewField};

/// A group has at most so many custom fields: more than a form or a spreadsheet can show.
pub const FIELDS_MAX: usize = 500;

refusals! {
    /// Why a custom field is not kept.
    FieldRefusal {
        /// The group has too many.
        TooMany = "field-refused-many",
        /// It has no name.
        NoName = "field-refused-name",
        /// Name or text is too long, or is no text.
        Text = "field-refused-text",
        /// The group has no such person.
        Unknown = "field-refused-unknown",
        /// It is being deleted.
        Dropping = "field-refused-dropping",
    }
}

/// A custom field of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomField {
    /// Its id.
    pub id: Id,
    /// Its name, as it was first used.
    pub name: String,
    /// When that was, microseconds.
    pub created_at: i64,
    /// Whether it has choices.
    pub chooses: bool,
}

/// Names to keep, keyed and sealed.
#[derive(Clone, Debug)]
pub struct Names {
    group: Id,
    fields: Vec<NewField>,
}

impl Names {
    /// Keys and seals names. They are told apart as they are written, letter for letter.
    pub fn prepare<'a>(vault: &Vault, ids: &Ids, now: i64, group: Id, names: impl Iterator<Item = &'a str>) -> Result<Self, Fault> {
        let field = |name: &str| {
            let id = ids.fresh(now);
            let sealed = vault.seal(group, &id.0, name.as_bytes(), ids.bytes())?;
            Ok(NewField { id, name_key: vault.foreign_key(group, "custom_field", name), sealed })
        };
        let mut fields = names.map(field).collect::<Result<Vec<_>, Fault>>()?;
        fields.sort_by_key(|field| field.name_key);
        fields.dedup_by_key(|field| field.name_key);
        Ok(Self { group, fields })
    }

    /// Whether the group has all of them.
    pub fn are_known(&self, tx: &mut Tx<'_>) -> Result<bool, Fault> {
        let (new, is_dropping) = self.unknown(tx)?;
        Ok(new.is_empty() && !is_dropping)
    }

    /// Those that the group does not have, and whether it deletes one of the others just now.
    fn unknown(&self, tx: &mut Tx<'_>) -> Result<(Vec<NewField>, bool), Fault> {
        let keys: Vec<[u8; 16]> = self.fields.iter().map(|field| field.name_key).collect();
        let known = store::known(tx, self.group, &keys)?;
        let is_dropping = known.iter().any(|(_, dropped_at)| dropped_at.is_some());
        let known: HashSet<[u8; 16]> = known.into_iter().map(|(key, _)| key).collect();
        Ok((self.fields.iter().filter(|field| !known.contains(&field.name_key)).cloned().collect(), is_dropping))
    }

    /// Keeps those that are new. Two at once may pass the bound by a few: it is there against a flood, not a promise.
    pub fn keep(&self, tx: &mut Tx<'_>, now: i64) -> Result<Result<(), FieldRefusal>, Fault> {
        let (new, is_dropping) = self.unknown(tx)?;
        if is_dropping {
            return Ok(Err(FieldRefusal::Dropping));
        }
        if !new.is_empty() && store::of_group(tx, self.group, FIELDS_MAX as i64)?.len() + new.len() > FIELDS_MAX {
            return Ok(Err(FieldRefusal::TooMany));
        }
        store::add(tx, self.group, &new, now)?;
        Ok(Ok(()))
    }
}

/// How the group spells these names where somebody writes them with other capitals or accents: the first spelling of a field stands.
/// A name that stands as it is written costs a look-up by its key; the group's names are opened for another one only.
pub fn spelled(tx: &mut Tx<'_>, vault: &Vault, group: Id, names: &[String]) -> Result<HashMap<String, String>, Fault> {
    let key = |name: &str| vault.foreign_key(group, "custom_field", name);
    let known = store::known(tx, group, &names.iter().map(|name| key(name)).collect::<Vec<_>>())?;
    let known: HashSet<[u8; 16]> = known.into_iter().map(|(key, _)| key).collect();
    let new: Vec<&String> = names.iter().filter(|name| !known.contains(&key(name))).collect();
    let mut other = HashMap::new();
    if new.is_empty() {
        return Ok(other);
    }
    let mut stands: HashMap<String, String> = HashMap::new();
    for field in of_group(tx, vault, group)? {
        stands.entry(seal::name::fold(&field.name)).or_insert(field.name);
    }
    for name in new {
        let spelling = stands.entry(seal::name::fold(name)).or_insert_with(|| name.clone());
        if spelling != name {
            other.insert(name.clone(), spelling.clone());
        }
    }
    Ok(other)
}

fn open(vault: &Vault, group: Id, row: &FieldRow) -> Result<CustomField, Fault> {
    let FieldRow { id, created_at, chooses, .. } = *row;
    let name = vault.open_sealed(group, &id.0, &row.sealed)?;
    let name = String::from_utf8(name).map_err(|_| Fault::bug("a field's name is no text"))?;
    Ok(CustomField { id, name, created_at, chooses })
}

/// The custom fields of a group, in the order in which they were first used.
pub fn of_group(tx: &mut Tx<'_>, vault: &Vault, group: Id) -> Result<Vec<CustomField>, Fault> {
    store::of_group(tx, group, FIELDS_MAX as i64)?.iter().map(|row| open(vault, group, row)).collect()
}

/// One of them.
pub fn by_id(tx: &mut Tx<'_>, vault: &Vault, group: Id, id: Id) -> Result<Option<CustomField>, Fault> {
    let found = store::field(tx, group, id)?.filter(|(_, dropped_at)| dropped_at.is_none());
    found.map(|(row, _)| open(vault, group, &row)).transpose()
}
