//! A coalition's name and what it says about itself, changed as other things that are everybody's: one steering group proposes, another
//! confirms. Where one group alone steers, its word is enough.
//!
//! A proposal is a deed in the coalition's history, with the words as they are to be; it waits while no later deed of these kinds stands
//! there. So the history tells who wanted what, and nothing else has to be kept.

use super::found::{self, FoundRefusal};
use super::history::note;
use super::{Act, ActKind, Coalition, Role, hold, hold_as_steering, steering_count, store};
use crate::clock::DAY;
use crate::ids::Id;
use crate::osdi::marks;
use db::{Fault, Tx};
use serde::{Deserialize, Serialize};

/// So long a proposal waits.
pub const PROPOSAL_LIFE: i64 = 14 * DAY;

/// What a coalition says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Its name.
    pub name: String,
    /// What it says about itself, in English.
    pub about_en: String,
    /// In Spanish.
    pub about_es: String,
}

impl Words {
    /// What stands.
    pub fn of(coalition: &Coalition) -> Self {
        let Coalition { name, about_en, about_es, .. } = coalition.clone();
        Self { name, about_en, about_es }
    }
}

/// A proposal that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its id.
    pub id: Id,
    /// In which coalition.
    pub coalition: Id,
    /// The words as they are to be.
    pub words: Words,
    /// Who proposed them.
    pub proposed_by: Id,
    /// Until when they can be confirmed.
    pub expires_at: i64,
}

refusals! {
    /// Why a coalition's words are not changed like this.
    WordsRefusal {
        /// The coalition does not stand, or the group does not steer it.
        NotSteering = "words-refused-not-steering",
        /// No name, or a long one.
        Name = "found-refused-name",
        /// Too many words.
        About = "found-refused-about",
        /// It says so already.
        Nothing = "words-refused-nothing",
        /// Another change waits.
        Waits = "words-refused-waits",
        /// Only another steering group can confirm.
        NotAnother = "words-refused-not-another",
        /// It was confirmed, taken back, is too old, or never was.
        Over = "words-refused-over",
    }
}

/// Checks what needs no database.
fn check(coalition: &Coalition) -> Result<(), WordsRefusal> {
    found::check(coalition).map_err(|refusal| match refusal {
        FoundRefusal::Name => WordsRefusal::Name,
        _ => WordsRefusal::About,
    })
}

/// The newest deed about a coalition's words, as far back as a proposal waits.
fn newest(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<Option<store::WordsAct>, Fault> {
    store::newest_words_act(tx, coalition, marks::first_id(now - PROPOSAL_LIFE))
}

fn proposal(act: &store::WordsAct) -> Result<Option<Proposal>, Fault> {
    if act.kind != ActKind::WordsProposed {
        return Ok(None);
    }
    let words = serde_json::from_str(&act.detail).map_err(|_| Fault::bug("proposed words cannot be read"))?;
    let store::WordsAct { id, coalition, group, done_at, .. } = *act;
    Ok(Some(Proposal { id, coalition, words, proposed_by: group, expires_at: done_at + PROPOSAL_LIFE }))
}

/// The proposal that waits, if there is one.
pub fn open(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<Option<Proposal>, Fault> {
    let Some(act) = newest(tx, coalition, now)? else { return Ok(None) };
    let found = proposal(&act)?.filter(|proposal| proposal.expires_at > now);
    standing(tx, found)
}

/// A proposal ends when the group that made it steers no more: it left, stepped down or became part of another.
fn standing(tx: &mut Tx<'_>, found: Option<Proposal>) -> Result<Option<Proposal>, Fault> {
    let Some(proposal) = found else { return Ok(None) };
    let steers = super::role_of(tx, proposal.coalition, proposal.proposed_by)? == Some(Role::Steering);
    Ok(steers.then_some(proposal))
}

/// In which coalition something was proposed.
pub fn find(tx: &mut Tx<'_>, id: Id) -> Result<Option<Id>, Fault> {
    Ok(store::words_act(tx, id)?.map(|act| act.coalition))
}

fn change(tx: &mut Tx<'_>, act: &Act, coalition: Id, words: &Words) -> Result<(), Fault> {
    store::set_coalition_words(tx, coalition, words)?;
    note(tx, coalition, act, ActKind::WordsChanged, None, &words.name)
}

/// Proposes other words, or changes them where nobody else steers. The proposal's id is the deed's.
pub fn propose(tx: &mut Tx<'_>, act: &Act, coalition: Id, words: &Words) -> Result<Result<(), WordsRefusal>, Fault> {
    if !hold_as_steering(tx, coalition, act.group)? {
        return Ok(Err(WordsRefusal::NotSteering));
    }
    let Some((standing, _)) = super::coalition(tx, coalition)? else { return Ok(Err(WordsRefusal::NotSteering)) };
    if newest(tx, coalition, act.now)?.is_some_and(|newest| newest.id == act.id) {
        // A commit in doubt is run again.
        return Ok(Ok(()));
    }
    let Words { name, about_en, about_es } = words.clone();
    if let Err(refusal) = check(&Coalition { name, about_en, about_es, ..standing.clone() }) {
        return Ok(Err(refusal));
    }
    if Words::of(&standing) == *words {
        return Ok(Err(WordsRefusal::Nothing));
    }
    if open(tx, coalition, act.now)?.is_some() {
        return Ok(Err(WordsRefusal::Waits));
    }
    if steering_count(tx, coalition)? == 1 {
        return change(tx, act, coalition, words).map(Ok);
    }
    let detail = serde_json::to_string(words).expect("texts always serialise");
    note(tx, coalition, act, ActKind::WordsProposed, None, &detail).map(Ok)
}

/// The proposal with an id, if it still waits; nothing where this very deed ended it.
fn waiting(tx: &mut Tx<'_>, act: &Act, (coalition, id): (Id, Id)) -> Result<Result<Option<Proposal>, WordsRefusal>, Fault> {
    let newest = newest(tx, coalition, act.now)?;
    if newest.as_ref().is_some_and(|newest| newest.id == act.id) {
        return Ok(Ok(None));
    }
    let found = newest.as_ref().map(proposal).transpose()?.flatten();
    let found = found.filter(|found| found.id == id && found.expires_at > act.now);
    let found = standing(tx, found)?;
    Ok(found.map(Some).ok_or(WordsRefusal::Over))
}

/// Confirms a proposal, as another steering group.
pub fn confirm(tx: &mut Tx<'_>, act: &Act, id: Id) -> Result<Result<(), WordsRefusal>, Fault> {
    let Some(coalition) = find(tx, id)? else { return Ok(Err(WordsRefusal::Over)) };
    if !hold_as_steering(tx, coalition, act.group)? {
        return Ok(Err(WordsRefusal::NotSteering));
    }
    match waiting(tx, act, (coalition, id))? {
        Ok(Some(proposal)) if proposal.proposed_by == act.group => Ok(Err(WordsRefusal::NotAnother)),
        Ok(Some(proposal)) => change(tx, act, coalition, &proposal.words).map(Ok),
        Ok(None) => Ok(Ok(())),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// Takes a proposal back: the group that made it.
pub fn withdraw(tx: &mut Tx<'_>, act: &Act, id: Id) -> Result<Result<(), WordsRefusal>, Fault> {
    let Some(coalition) = find(tx, id)? else { return Ok(Err(WordsRefusal::Over)) };
    hold(tx, coalition)?;
    match waiting(tx, act, (coalition, id))? {
        Ok(Some(proposal)) if proposal.proposed_by == act.group => {
            note(tx, coalition, act, ActKind::WordsWithdrawn, None, "").map(Ok)
        }
        Ok(None) => Ok(Ok(())),
        _ => Ok(Err(WordsRefusal::Over)),
    }
}
