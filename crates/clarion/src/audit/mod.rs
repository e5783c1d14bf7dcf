//! The audit log of a group: who did what in its name, in a chain. Each entry's hash covers the entry before it, so that none can be
//! changed, dropped or put in between without every later hash being another.
//!
//! The doors of the console write it (`coalitions/console/deed.rs`), in the transaction of the deed itself. It names accounts and ids,
//! never a supporter. Not here: what a coalition did together, which has a history of its own, and its public log.

mod about;
pub mod chain;
mod file;
mod pages;
pub(crate) mod store;
mod words;

pub use chain::{Break, Entry, Link, hex};
pub use file::check_file;
pub use pages::routes;

use crate::ids::{Id, Ids};
use db::{Fault, Tx};

/// A deed that is about to be written.
#[derive(Clone, Copy, Debug)]
pub struct Note {
    id: Id,
    group: Id,
    account: Id,
    name: &'static str,
    about: Id,
    now: i64,
}

impl Note {
    /// What somebody does in a group's name: `name` as the statement's closure is called, such as `people.tag`.
    pub fn new(ids: &Ids, now: i64, (account, group): (Id, Id), name: &'static str, about: Id) -> Self {
        Self { id: ids.fresh(now), group, account, name, about, now }
    }

    /// The same deed under an id that was made before.
    pub fn of(id: Id, now: i64, (account, group): (Id, Id), name: &'static str, about: Id) -> Self {
        Self { id, group, account, name, about, now }
    }

    /// Writes it down if it was done.
    pub fn noted<T, R>(&self, tx: &mut Tx<'_>, done: Result<T, R>) -> Result<Result<T, R>, Fault> {
        if done.is_ok() {
            note(tx, self)?;
        }
        Ok(done)
    }
}

/// Adds an entry to its group's chain; a second time it changes nothing.
pub fn note(tx: &mut Tx<'_>, deed: &Note) -> Result<(), Fault> {
    let (number, previous) = store::take_head(tx, deed.group)?;
    if store::has(tx, deed.group, deed.id)? {
        return Ok(());
    }
    let entry = Entry {
        number: number + 1,
        id: deed.id,
        account: deed.account,
        deed: deed.name.to_owned(),
        about: deed.about,
        done_at: deed.now,
    };
    let hash = entry.hash(deed.group, &previous);
    store::add(tx, deed.group, &entry, &hash)?;
    store::move_head(tx, deed.group, entry.number, &hash)
}
