//! What was done with a published petition or form, kept with who did it; and what its goal and dates may become (`dates.rs`). The deeds
//! themselves are each domain's own: `petitions/running/`, `forms/running.rs`.

pub mod dates;
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
