//! Another goal, another opening or closing. A later closing opens a closed petition again; once it has opened, the opening stays.

use super::{Deed, note, store};
use crate::coalitions::Act;
use crate::ids::Id;
use db::{Fault, Tx};

refusals! {
    /// Why goal and dates stay as they are.
    DatesRefusal {
        /// The goal is no number, or none that a petition reaches.
        Goal = "petition-refused-goal",
        /// The opening is no date.
        Opens = "petition-refused-opens",
        /// The closing is no date.
        Closes = "petition-refused-closes",
        /// It would close before it opens.
        Order = "petition-refused-order",
        /// It would close in the past.
        Past = "running-refused-past",
        /// Somebody changed it since it was read.
        Changed = "running-refused-changed",
        /// It is another group's.
        Over = "running-refused-over",
    }
}

/// Goal and dates as they are to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    /// Signatures wanted; 0 for none.
    pub goal: i64,
    /// When it opens; left as it is once it has opened.
    pub opens_at: Option<i64>,
    /// When it closes.
    pub closes_at: Option<i64>,
}

/// Sets them on the version that was read, which its last change names.
pub fn set(tx: &mut Tx<'_>, act: &Act, petition: Id, seen: i64, dates: &Dates) -> Result<Result<(), DatesRefusal>, Fault> {
    let Some(standing) = crate::petitions::store::petition(tx, petition)?.filter(|standing| standing.group == act.group) else {
        return Ok(Err(DatesRefusal::Over));
    };
    let has_opened = standing.opens_at.is_none_or(|opens_at| opens_at <= act.now);
    let dates = Dates { opens_at: if has_opened { standing.opens_at } else { dates.opens_at }, ..*dates };
    if dates.goal < 0 {
        return Ok(Err(DatesRefusal::Goal));
    }
    if dates.closes_at.is_some_and(|closes_at| closes_at <= act.now && standing.closes_at != Some(closes_at)) {
        return Ok(Err(DatesRefusal::Past));
    }
    if matches!((dates.opens_at, dates.closes_at), (Some(opens), Some(closes)) if closes <= opens) {
        return Ok(Err(DatesRefusal::Order));
    }
    let changed_at = act.now.max(seen + 1);
    if store::set_dates(tx, act, petition, (seen, changed_at), &dates)? {
        note(tx, act, petition, Deed::Dated)?;
        return Ok(Ok(()));
    }
    let is_so = (standing.goal, standing.opens_at, standing.closes_at) == (dates.goal, dates.opens_at, dates.closes_at);
    Ok(if is_so && standing.modified_at == changed_at { Ok(()) } else { Err(DatesRefusal::Changed) })
}
