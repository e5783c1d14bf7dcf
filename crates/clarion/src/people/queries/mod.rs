//! Saved questions: what a group asks of its list again and again, under a name of its own. Name and question are sealed.
//!
//! What is kept is the question and never its answer: who fits is chosen when it is asked.

pub mod api;
pub mod list_api;
pub(crate) mod store;

use crate::ids::{Id, Ids};
use crate::keys::Vault;
use db::{Fault, Tx};
use store::QueryRow;

/// A group keeps at most so many: more than a page can list.
pub const QUERIES_MAX: usize = 100;
/// The longest name, in characters.
pub const NAME_CHARS_MAX: usize = 80;
/// The longest question: that of the page has a dozen short fields.
const ASKS_BYTES_MAX: usize = 2_000;

refusals! {
    /// Why a question is not saved.
    QueryRefusal {
        /// It has no name.
        NoName = "query-refused-name",
        /// It asks for everybody.
        NothingAsked = "query-refused-nothing",
        /// The group has too many.
        TooMany = "query-refused-many",
    }
}

/// A saved question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedQuery {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// The question, as it stands in the address of the page.
    pub asks: String,
    /// When it was first saved, microseconds.
    pub created_at: i64,
    /// When it was last saved.
    pub modified_at: i64,
}

/// A question to save, keyed and sealed.
#[derive(Clone, Debug)]
pub struct NewQuery {
    id: Id,
    group: Id,
    name_key: [u8; 16],
    sealed: Vec<u8>,
}

impl NewQuery {
    /// Its id, if no question of that name stands.
    pub fn id(&self) -> Id {
        self.id
    }
}

/// Keys and seals a question. It is sealed under its name's key, since saved again it keeps the id that it had.
pub fn prepare(
    vault: &Vault,
    ids: &Ids,
    now: i64,
    group: Id,
    (name, asks): (&str, &str),
) -> Result<Result<NewQuery, QueryRefusal>, Fault> {
    let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name: String = name.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
    let (folded, asks) = (seal::name::fold(&name), asks.trim_start_matches('?'));
    if folded.is_empty() {
        return Ok(Err(QueryRefusal::NoName));
    }
    if asks.is_empty() || asks.len() > ASKS_BYTES_MAX {
        return Ok(Err(QueryRefusal::NothingAsked));
    }
    let name_key = vault.foreign_key(group, "saved_query", &folded);
    let sealed = vault.seal(group, &name_key, format!("{name}\n{asks}").as_bytes(), ids.bytes())?;
    Ok(Ok(NewQuery { id: ids.fresh(now), group, name_key, sealed }))
}

/// Saves it; a question of the same name gives way.
pub fn save(tx: &mut Tx<'_>, now: i64, new: &NewQuery) -> Result<Result<(), QueryRefusal>, Fault> {
    // Two at once may pass the bound by one: it is there against a flood, not a promise.
    let is_new = !store::has_name(tx, new.group, &new.name_key)?;
    if is_new && store::of_group(tx, new.group, QUERIES_MAX as i64)?.len() >= QUERIES_MAX {
        return Ok(Err(QueryRefusal::TooMany));
    }
    store::save(tx, new.group, new.id, (&new.name_key, &new.sealed), now)?;
    Ok(Ok(()))
}

fn open(vault: &Vault, group: Id, row: &QueryRow) -> Result<SavedQuery, Fault> {
    let unreadable = || Fault::bug("a saved question cannot be read");
    let text = String::from_utf8(vault.open_sealed(group, &row.name_key, &row.sealed)?).map_err(|_| unreadable())?;
    let (name, asks) = text.split_once('\n').ok_or_else(unreadable)?;
    let QueryRow { id, created_at, modified_at, .. } = *row;
    Ok(SavedQuery { id, name: name.to_owned(), asks: asks.to_owned(), created_at, modified_at })
}

/// The saved questions of a group, oldest first.
pub fn of_group(tx: &mut Tx<'_>, vault: &Vault, group: Id) -> Result<Vec<SavedQuery>, Fault> {
    store::of_group(tx, group, QUERIES_MAX as i64)?.iter().map(|row| open(vault, group, row)).collect()
}

/// One of them.
pub fn one(tx: &mut Tx<'_>, vault: &Vault, group: Id, id: Id) -> Result<Option<SavedQuery>, Fault> {
    store::one(tx, group, id)?.map(|row| open(vault, group, &row)).transpose()
}

/// Removes it; one that is gone is as good as removed.
pub fn remove(tx: &mut Tx<'_>, group: Id, id: Id) -> Result<(), Fault> {
    store::remove(tx, group, id).map(drop)
}

/// Removes it, unless it was saved again since.
pub fn remove_unchanged(tx: &mut Tx<'_>, group: Id, id: Id, saved_at: i64) -> Result<(), Fault> {
    store::remove_unchanged(tx, group, id, saved_at).map(drop)
}
