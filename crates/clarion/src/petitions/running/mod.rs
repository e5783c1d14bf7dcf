//! A published petition in the hands of its group: stopped, opened again, closed, given other dates, and its signatures by day.
//!
//! Its words are not changed here: what people signed stays what they signed, and what is added stands beneath (`updates/`). A program
//! that changes them leaves the earlier ones on the page (`earlier.rs`). Every deed is kept with who did it.

pub mod close;
pub mod dates;
pub mod days;
pub mod earlier;
pub mod stop;
pub(crate) mod store;

use crate::coalitions::Act;
use crate::ids::Id;
use db::{Fault, Tx};

/// So many deeds are shown.
const SHOWN_MAX: i64 = 100;

/// What was done with a petition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It was approved and published.
    Published,
    /// It takes no signatures for now.
    Stopped,
    /// It takes them again.
    Reopened,
    /// It was closed before its time.
    Closed,
    /// Goal or dates changed.
    Dated,
    /// News or a correction was approved and added.
    Updated,
}

impl Deed {
    const ALL: [Self; 6] = [Self::Published, Self::Stopped, Self::Reopened, Self::Closed, Self::Dated, Self::Updated];

    /// The word in the column.
    fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Stopped => "stopped",
            Self::Reopened => "reopened",
            Self::Closed => "closed",
            Self::Dated => "dated",
            Self::Updated => "updated",
        }
    }

    /// The message that tells it, with `$name` and `$when`.
    pub fn message(self) -> &'static str {
        match self {
            Self::Published => "petition-act-published",
            Self::Stopped => "petition-act-stopped",
            Self::Reopened => "petition-act-reopened",
            Self::Closed => "petition-act-closed",
            Self::Dated => "petition-act-dated",
            Self::Updated => "petition-act-updated",
        }
    }

    fn of(word: &str) -> Result<Self, Fault> {
        Self::ALL.into_iter().find(|deed| deed.as_str() == word).ok_or_else(|| Fault::bug("a deed about a petition"))
    }
}

/// What somebody did with a petition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// What.
    pub deed: Deed,
    /// Whose hand.
    pub account: Id,
    /// For which group.
    pub group: Id,
    /// When.
    pub at: i64,
}

/// What was done with a petition, the newest first.
pub fn history(tx: &mut Tx<'_>, petition: Id) -> Result<Vec<Done>, Fault> {
    store::acts(tx, petition, SHOWN_MAX)
}

/// Keeps a deed, once however often its transaction is run.
pub(crate) fn note(tx: &mut Tx<'_>, act: &Act, petition: Id, deed: Deed) -> Result<(), Fault> {
    store::add_act(tx, act, petition, deed)
}

/// How many signatures were recorded on a group's petitions since an instant; at most so many are counted.
pub fn recorded_since(tx: &mut Tx<'_>, group: Id, since: i64, at_most: i64) -> Result<i64, Fault> {
    store::recorded_since(tx, group, crate::osdi::marks::first_id(since), at_most)
}

/// How many signatures stand on a group's petitions, however they came.
pub fn signatures_of_group(tx: &mut Tx<'_>, group: Id) -> Result<i64, Fault> {
    store::signatures_of_group(tx, group)
}

/// Whether a group has a petition, in whatever state.
pub fn has_any(tx: &mut Tx<'_>, group: Id) -> Result<bool, Fault> {
    store::has_any(tx, group)
}
