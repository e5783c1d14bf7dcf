//! A group's own word: it co-sponsors, it does not, it leaves. An owner gives it.
//!
//! Accepting a draft names the version that was read: should its words change before it is published, the group is asked again.

use super::{Answer, store, subject};
use crate::coalitions::Act;
use crate::ids::Id;
use db::{Fault, Tx};

refusals! {
    /// Why a co-sponsor's word does not count.
    AnswerRefusal {
        /// The words changed since they were read.
        Changed = "sponsor-refused-changed",
        /// It is not asked any more, or has no part in it.
        Over = "sponsor-refused-answered",
    }
}

/// Accepts, in the version of a draft that was read.
pub fn accept(tx: &mut Tx<'_>, act: &Act, petition: Id, version: i64) -> Result<Result<(), AnswerRefusal>, Fault> {
    // Whoever changes or publishes the draft takes its row too, so that of two at once one waits and sees the other.
    let is_draft = store::hold_draft(tx, petition)?;
    let Some(subject) = subject(tx, petition)? else { return Ok(Err(AnswerRefusal::Over)) };
    if is_draft && subject.version != 0 && subject.version != version {
        return Ok(Err(AnswerRefusal::Changed));
    }
    if !store::accept(tx, petition, act)? {
        let standing = super::of_group(tx, petition, act.group)?;
        return Ok(if standing.is_some_and(|known| known.answer == Answer::Accepted) { Ok(()) } else { Err(AnswerRefusal::Over) });
    }
    if subject.version == 0 {
        store::put_on_page(tx, petition, act)?;
    }
    Ok(Ok(()))
}

/// Declines. It can still accept later.
pub fn decline(tx: &mut Tx<'_>, act: &Act, petition: Id) -> Result<Result<(), AnswerRefusal>, Fault> {
    if store::decline(tx, petition, act)? {
        return Ok(Ok(()));
    }
    let standing = super::of_group(tx, petition, act.group)?;
    Ok(if standing.is_some_and(|known| known.answer == Answer::Declined) { Ok(()) } else { Err(AnswerRefusal::Over) })
}

/// Leaves: the name and the tick box go from the page. Those who ticked it stay on the group's list.
pub fn leave(tx: &mut Tx<'_>, act: &Act, petition: Id) -> Result<Result<(), AnswerRefusal>, Fault> {
    match super::of_group(tx, petition, act.group)?.map(|known| known.answer) {
        Some(Answer::Accepted) => store::end(tx, petition, act.group, Answer::Left, act)?,
        // A commit in doubt is run again.
        Some(Answer::Left) => {}
        _ => return Ok(Err(AnswerRefusal::Over)),
    }
    Ok(Ok(()))
}
