//! Notes: what an organiser wants the next one to know about somebody. Sealed, and for the group's own eyes.

use super::store::{self, NoteRow};
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::people::Scope;
use db::{Fault, Tx};

/// The longest note, in characters.
pub const TEXT_CHARS_MAX: usize = 2_000;
/// The newest so many are shown.
pub const SHOWN_MAX: i64 = 100;

/// A note, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Its id.
    pub id: Id,
    /// Whose account wrote it.
    pub account: Id,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub created_at: i64,
}

/// A note, sealed.
pub struct NewNote(NoteRow);

refusals! {
    /// Why a note is not kept.
    NoteRefusal {
        /// It is longer than a note is.
        Long = "note-refused-long",
    }
}

/// A note as it is kept, unless it is too long.
pub fn checked(text: &str) -> Result<&str, NoteRefusal> {
    let text = text.trim();
    if text.chars().count() > TEXT_CHARS_MAX { Err(NoteRefusal::Long) } else { Ok(text) }
}

/// Seals a checked note; `None` where nothing stands in it.
pub fn prepare(vault: &Vault, ids: &Ids, now: i64, group: Id, account: Id, text: &str) -> Result<Option<NewNote>, Fault> {
    if text.is_empty() {
        return Ok(None);
    }
    let id = ids.fresh(now);
    let sealed = vault.seal(group, &id.0, text.as_bytes(), ids.bytes())?;
    Ok(Some(NewNote(NoteRow { id, account, sealed, created_at: now })))
}

/// Adds a note; a second time changes nothing.
pub fn add(tx: &mut Tx<'_>, group: Id, identity: Id, note: &NewNote) -> Result<(), Fault> {
    store::add_note(tx, Scope::of(group), identity, &note.0).map(drop)
}

/// The newest notes about somebody.
pub fn of(tx: &mut Tx<'_>, vault: &Vault, group: Id, identity: Id) -> Result<Vec<Note>, Fault> {
    let open = |row: NoteRow| {
        let text =
            String::from_utf8(vault.open_sealed(group, &row.id.0, &row.sealed)?).map_err(|_| Fault::bug("a note is no text"))?;
        Ok(Note { id: row.id, account: row.account, text, created_at: row.created_at })
    };
    store::notes(tx, Scope::of(group), identity, SHOWN_MAX)?.into_iter().map(open).collect()
}

/// Removes a note; whether it was there.
pub fn remove(tx: &mut Tx<'_>, group: Id, identity: Id, note: Id) -> Result<bool, Fault> {
    store::drop_note(tx, Scope::of(group), identity, note)
}
