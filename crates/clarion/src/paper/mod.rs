//! Signing and signing up on paper: sheets of a petition or a form are printed, filled in by hand at a rally, and entered by keyboard.
//!
//! A sheet is entered by one person at a time, who holds it (`hold.rs`); its lines wait, sealed, and can be corrected until the sheet is
//! closed. Closing (`close.rs`) signs or submits for all of them in one transaction: so a sheet counts whole or not at all, and once.
//! What organisers read there says what stood on the paper, never whether somebody was on a list before.

mod action;
pub mod close;
mod console;
pub mod enter;
pub mod hold;
pub mod jobs;
pub mod line;
pub mod print;
pub mod questions;
pub(crate) mod store;

pub use action::{Action, Kind};
pub use console::routes;

use crate::actions::kinds::Words;
use crate::ids::Id;
use db::{Fault, Tx};

/// Rows of a printed sheet: as many as stay tall enough to write in on a page of either size that lies on its side.
pub const ROWS: i64 = 10;

/// A printed sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its id.
    pub id: Id,
    /// For what kind of action.
    pub kind: Kind,
    /// For which.
    pub action: Id,
    /// Counted within the action, from 1.
    pub number: i64,
    /// What is printed and typed to find it.
    pub code: String,
    /// `en` or `es`.
    pub lang: String,
    /// Its rows.
    pub rows: i64,
    /// The hash of the action's words as they are printed.
    pub action_words: [u8; 16],
    /// The keys of a form's questions that stand on it.
    pub questions: Vec<String>,
    /// The words beside the box, as they are printed.
    pub consent_words: String,
    /// Who printed it.
    pub printed_by: Id,
    /// When.
    pub printed_at: i64,
    /// Who enters it.
    pub held_by: Option<Id>,
    /// Until when; when it was last touched, where nobody holds it.
    pub held_until: i64,
    /// Raised by each change of its lines.
    pub version: i64,
    /// Lines entered.
    pub lines: i64,
    /// What they were, once it is closed.
    pub numbers: Numbers,
    /// Who closed it, and when.
    pub closed: Option<(Id, i64)>,
}

/// What stood on a sheet. Says nothing about any list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Lines with a mailbox or a number, each of these once.
    pub with_address: i64,
    /// Lines with a name alone.
    pub without_address: i64,
    /// Lines that cannot be read, or are crossed out.
    pub illegible: i64,
    /// Lines equal to an earlier one of the sheet.
    pub repeated: i64,
}

impl Sheet {
    /// Who holds it now.
    pub fn holder(&self, now: i64) -> Option<Id> {
        self.held_by.filter(|_| self.held_until > now)
    }

    /// Where consents and people that it brings come from, as their receipts say it.
    pub fn source(&self) -> String {
        format!("paper sheet {} ({})", self.number, self.code)
    }
}

/// The hash of what a petition or form says in one language.
pub fn hash_of(words: &Words) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(words.title.as_bytes()).update(&[0]).update(words.text.as_bytes());
    *hasher.finalize().as_bytes().first_chunk().expect("a hash has 32 bytes")
}

/// A sheet by its code, with what it is for, if that is the group's. A co-sponsor's petition is not.
pub fn find(tx: &mut Tx<'_>, group: Id, code: &str) -> Result<Option<(Sheet, Action)>, Fault> {
    let Some(sheet) = store::sheet(tx, code)? else { return Ok(None) };
    let action = Action::find(tx, sheet.kind, sheet.action)?.filter(|action| action.group() == group);
    Ok(action.map(|action| (sheet, action)))
}

/// A group's sheet by its id.
pub fn find_by_id(tx: &mut Tx<'_>, group: Id, id: Id) -> Result<Option<Sheet>, Fault> {
    let Some(sheet) = store::sheet_by_id(tx, id)? else { return Ok(None) };
    let is_own = Action::find(tx, sheet.kind, sheet.action)?.is_some_and(|action| action.group() == group);
    Ok(Some(sheet).filter(|_| is_own))
}

/// The group whose sheet has this code.
pub fn group_of(tx: &mut Tx<'_>, code: &str) -> Result<Option<Id>, Fault> {
    let Some(sheet) = store::sheet(tx, code)? else { return Ok(None) };
    Ok(Action::find(tx, sheet.kind, sheet.action)?.map(|action| action.group()))
}

/// The lines of a sheet, as they lie.
fn lines(tx: &mut Tx<'_>, sheet: Id) -> Result<Vec<line::Row>, Fault> {
    store::lines(tx, sheet)
}
