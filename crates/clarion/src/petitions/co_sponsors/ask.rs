//! Asking a group to co-sponsor, and taking it back.

use super::{Answer, SPONSORS_MAX, store, subject};
use crate::actions::drafts::telling;
use crate::coalitions::{self, Act};
use crate::ids::Id;
use db::{Fault, Tx};

refusals! {
    /// Why a group is not asked, or that is not taken back.
    AskRefusal {
        /// No group has this address.
        Group = "sponsor-refused-group",
        /// It is the page's own group.
        Own = "sponsor-refused-own",
        /// It stands there, or is asked already.
        There = "sponsor-refused-there",
        /// It declined: it is not asked again.
        Declined = "sponsor-refused-declined",
        /// Too many.
        TooMany = "sponsor-refused-too-many",
        /// The petition is another group's, or a draft that was given up.
        Over = "sponsor-refused-over",
    }
}

/// Asks a group by its address or its name.
pub fn ask(tx: &mut Tx<'_>, act: &Act, petition: Id, typed: &str) -> Result<Result<(), AskRefusal>, Fault> {
    if subject(tx, petition)?.is_none_or(|subject| subject.group != act.group) {
        return Ok(Err(AskRefusal::Over));
    }
    let Some(group) = coalitions::group_meant(tx, typed)? else { return Ok(Err(AskRefusal::Group)) };
    if group.id == act.group {
        return Ok(Err(AskRefusal::Own));
    }
    let known = super::of_petition(tx, petition)?;
    if let Some(standing) = known.iter().find(|known| known.group == group.id) {
        match standing.answer {
            // A commit in doubt is run again.
            Answer::Asked if standing.asked_at == act.now => return Ok(Ok(())),
            Answer::Asked | Answer::Accepted => return Ok(Err(AskRefusal::There)),
            Answer::Declined => return Ok(Err(AskRefusal::Declined)),
            Answer::Withdrawn | Answer::Left => {}
        }
    } else if known.len() as i64 >= SPONSORS_MAX {
        return Ok(Err(AskRefusal::TooMany));
    }
    if !store::ask(tx, petition, group.id, act)? {
        return Ok(Err(AskRefusal::There));
    }
    telling::queue_asked(tx, petition, group.id, act.now)?;
    Ok(Ok(()))
}

/// Takes a question back, or a co-sponsor off the page. Those who ticked its box stay on its list.
pub fn withdraw(tx: &mut Tx<'_>, act: &Act, petition: Id, group: Id) -> Result<Result<(), AskRefusal>, Fault> {
    if subject(tx, petition)?.is_none_or(|subject| subject.group != act.group) {
        return Ok(Err(AskRefusal::Over));
    }
    if super::of_group(tx, petition, group)?.is_none() {
        return Ok(Err(AskRefusal::Group));
    }
    store::end(tx, petition, group, Answer::Withdrawn, act)?;
    Ok(Ok(()))
}
