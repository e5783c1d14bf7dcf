//! Co-sponsors: groups that stand beside a petition's own on its page, each with a tick box of its own.
//!
//! A group stands there only by its own word: the page's group asks it, an owner of it accepts, and it may leave at any time. Its list
//! grows by those who tick its box, and by nobody else; who ticked it stays on its list when it leaves. The command line needs no word:
//! whoever keeps the server names co-sponsors as they like.

pub mod answer;
pub mod ask;
pub(crate) mod store;

use super::{PetitionWords, create};
use crate::actions::drafts::{self, DraftState};
use crate::ids::Id;
use db::{Fault, Tx};

/// Groups beside a petition's own. Each is a tick box in the form, and a form of fifty is more than anybody reads.
pub const SPONSORS_MAX: i64 = 50;
/// Petitions that a group can be asked about at once.
const ASKED_MAX: i64 = 200;

/// What became of asking a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It has not answered.
    Asked,
    /// It stands on the page, or will once that is published.
    Accepted,
    /// It said no; it can still say yes.
    Declined,
    /// The page's group took it back.
    Withdrawn,
    /// It left.
    Left,
}

impl Answer {
    /// The word in the column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Left => "left",
        }
    }

    fn of(word: &str) -> Result<Self, Fault> {
        let all = [Self::Asked, Self::Accepted, Self::Declined, Self::Withdrawn, Self::Left];
        all.into_iter().find(|answer| answer.as_str() == word).ok_or_else(|| Fault::bug("a co-sponsor's answer"))
    }
}

/// A group that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sponsorship {
    /// The petition, or the draft that will be one.
    pub petition: Id,
    /// The group.
    pub group: Id,
    /// What it said.
    pub answer: Answer,
    /// When it was asked.
    pub asked_at: i64,
    /// When it answered, or it was taken back.
    pub answered_at: Option<i64>,
}

/// All groups that were asked about a petition, in that order, and those that the command line named.
pub fn of_petition(tx: &mut Tx<'_>, petition: Id) -> Result<Vec<Sponsorship>, Fault> {
    let mut all = store::of_petition(tx, petition)?;
    for group in super::store::sponsors(tx, petition)? {
        if all.iter().all(|known| known.group != group) {
            let answer = Answer::Accepted;
            all.push(Sponsorship { petition, group, answer, asked_at: 0, answered_at: None });
        }
    }
    Ok(all)
}

/// What a group said about a petition; `None` where it has no part in it.
pub fn of_group(tx: &mut Tx<'_>, petition: Id, group: Id) -> Result<Option<Sponsorship>, Fault> {
    Ok(of_petition(tx, petition)?.into_iter().find(|known| known.group == group))
}

/// The groups that accepted, in that order: those who stand on the page of a draft once it is published.
pub fn accepted(tx: &mut Tx<'_>, petition: Id) -> Result<Vec<Id>, Fault> {
    let all = store::of_petition(tx, petition)?.into_iter();
    Ok(all.filter(|known| known.answer == Answer::Accepted).map(|known| known.group).collect())
}

/// The petitions and drafts about which a group is asked and has not answered.
pub fn asking(tx: &mut Tx<'_>, group: Id) -> Result<Vec<Sponsorship>, Fault> {
    store::asking(tx, group, ASKED_MAX)
}

/// What a co-sponsor reads before it answers: a petition, or a draft that is still open.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Whose it is.
    pub group: Id,
    /// Its words.
    pub words: Vec<PetitionWords>,
    /// The version of a draft; 0 of a petition, whose words stand.
    pub version: i64,
}

/// A petition or an open draft.
pub fn subject(tx: &mut Tx<'_>, petition: Id) -> Result<Option<Subject>, Fault> {
    if let Some(whole) = create::find_by_id(tx, petition)? {
        return Ok(Some(Subject { group: whole.petition.group, words: whole.words, version: 0 }));
    }
    let open = drafts::find(tx, petition)?.filter(|draft| matches!(draft.state, DraftState::Draft | DraftState::Waiting));
    Ok(open.map(|draft| Subject { group: draft.group, words: draft.document.words, version: draft.version }))
}

/// A draft says something else now: whoever lent their name to the words before is asked again.
pub(crate) fn ask_again(tx: &mut Tx<'_>, draft: Id) -> Result<(), Fault> {
    store::ask_again(tx, draft).map(drop)
}

/// A draft is given up: nobody is asked about it any more.
pub(crate) fn ask_no_more(tx: &mut Tx<'_>, draft: Id) -> Result<(), Fault> {
    store::ask_no_more(tx, draft).map(drop)
}
