//! Lists of people by id, which a group's program makes and replaces as a whole (`unique_id_lists` of the API). Name and description are
//! sealed; who stands in one is kept by the record's id alone, and goes with the person.

pub mod api;
mod replace;
pub(crate) mod store;

use crate::clock::HOUR;
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::Scope;
use crate::people::list;
use db::{Fault, Tx};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// A group keeps at most so many.
pub const LISTS_MAX: i64 = 100;
/// A list holds at most so many people: more do not fit into one body.
pub const IDS_MAX: usize = 20_000;
/// The longest name, in characters.
pub const NAME_CHARS_MAX: usize = 120;
/// The longest description, in characters.
pub const DESCRIPTION_CHARS_MAX: usize = 500;
/// The number of the replacement by which a list is filled for the first time: until that is done it is no list yet.
const BEING_MADE: i64 = -1;
/// A list that was not filled in this time is never finished: no call takes so long.
const MADE_WITHIN: i64 = HOUR;
/// People looked up at once.
const LOOKED_UP: usize = 512;

/// What is sealed of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Its name.
    pub name: String,
    /// What it is for; may be empty.
    pub description: String,
}

/// A list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdList {
    /// Its id.
    pub id: Id,
    /// Its words.
    pub words: Words,
    /// How many people stand in it.
    pub count: i64,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub modified_at: i64,
}

/// A list as it is written: words sealed under its id. Who stands in it is replaced afterwards (`replace.rs`).
#[derive(Clone, Debug)]
pub struct Written {
    /// The list.
    pub id: Id,
    /// Whose.
    pub group: Id,
    /// Its words, sealed.
    pub sealed: Vec<u8>,
    /// Whether other people will stand in it.
    pub replaces: bool,
}

/// Seals the words of a list.
pub fn seal(vault: &Vault, (group, id): (Id, Id), words: &Words, nonce: [u8; 24]) -> Result<Vec<u8>, Fault> {
    vault.seal(group, &id.0, &serde_json::to_vec(words).expect("texts always serialise"), nonce)
}

fn open(vault: &Vault, group: Id, row: &store::ListRow) -> Result<IdList, Fault> {
    let plain = vault.open_sealed(group, &row.id.0, &row.sealed)?;
    let words = serde_json::from_slice(&plain).map_err(|_| Fault::bug("a list's words cannot be read"))?;
    let store::ListRow { id, count, created_at, modified_at, .. } = *row;
    Ok(IdList { id, words, count, created_at, modified_at })
}

/// The lists of a group, oldest first.
pub fn of_group(tx: &mut Tx<'_>, vault: &Vault, group: Id) -> Result<Vec<IdList>, Fault> {
    store::of_group(tx, group, LISTS_MAX)?.iter().map(|row| open(vault, group, row)).collect()
}

/// One of them.
pub fn one(tx: &mut Tx<'_>, vault: &Vault, group: Id, id: Id) -> Result<Option<IdList>, Fault> {
    store::one(tx, group, id)?.filter(|row| row.is_whole).map(|row| open(vault, group, &row)).transpose()
}

/// Who stands in a list of a group, by record; nobody where the group has no such list.
pub(crate) fn people_of(tx: &mut Tx<'_>, group: Id, id: Id) -> Result<HashSet<Id>, Fault> {
    Ok(store::people_of(tx, group, id, IDS_MAX as i64)?.into_iter().collect())
}

/// The people of a group whom these ids name, ours or foreign ones; whoever it does not have is left out. Sorted, each once.
pub fn known(tx: &mut Tx<'_>, vault: &Vault, group: Id, own: &[Id], foreign: &[String]) -> Result<Vec<Id>, Fault> {
    let mut wanted = own.to_vec();
    for text in foreign {
        wanted.extend(super::find_identifier(tx, group, &vault.foreign_key(group, "person", text))?);
    }
    wanted.sort_unstable();
    wanted.dedup();
    let mut found = Vec::with_capacity(wanted.len());
    for slice in wanted.chunks(LOOKED_UP) {
        found.extend(list::which_stand(tx, Scope::of(group), slice)?);
    }
    found.sort_unstable();
    Ok(found)
}

/// Begins a list in which nobody stands yet, and which is seen once it is finished; `false` where the group has [`LISTS_MAX`].
pub fn add(tx: &mut Tx<'_>, now: i64, new: &Written) -> Result<bool, Fault> {
    // Run again, it finds itself.
    Ok(store::add(tx, new, now, LISTS_MAX)? || store::one(tx, new.group, new.id)?.is_some())
}

/// Those whom it shall hold stand in it: from now on it is seen.
pub fn finish(tx: &mut Tx<'_>, id: Id) -> Result<(), Fault> {
    store::finish(tx, id).map(drop)
}

/// Changes one as it was seen; the number of its replacement, or `None` where somebody changed it meanwhile.
pub fn change(tx: &mut Tx<'_>, now: i64, new: &Written, seen_at: i64) -> Result<Option<i64>, Fault> {
    store::change(tx, new, now, seen_at)
}

/// Somebody who is erased stands in no list any more.
pub(super) fn forget(tx: &mut Tx<'_>, person: Id) -> Result<(), Fault> {
    for list in store::drop_person(tx, person)? {
        store::lower_count(tx, list)?;
    }
    Ok(())
}
