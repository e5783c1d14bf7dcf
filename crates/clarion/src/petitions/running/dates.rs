//! Another goal, another opening or closing of a petition, by the rule that forms have too (`actions/running/dates.rs`).

use super::store;
use crate::actions::running::dates::{Dates, DatesRefusal, settled};
use crate::actions::running::{Deed, note};
use crate::coalitions::Act;
use crate::ids::Id;
use db::{Fault, Tx};

/// Sets them on the version that was read, which its last change names.
pub fn set(tx: &mut Tx<'_>, act: &Act, petition: Id, seen: i64, dates: &Dates) -> Result<Result<(), DatesRefusal>, Fault> {
    let Some(standing) = crate::petitions::store::petition(tx, petition)?.filter(|standing| standing.group == act.group) else {
        return Ok(Err(DatesRefusal::Over));
    };
    let stands = Dates { goal: standing.goal, opens_at: standing.opens_at, closes_at: standing.closes_at };
    let dates = match settled(act.now, &stands, dates) {
        Ok(dates) => dates,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let changed_at = act.now.max(seen + 1);
    if store::set_dates(tx, act, petition, (seen, changed_at), &dates)? {
        note(tx, act, petition, Deed::Dated)?;
        return Ok(Ok(()));
    }
    Ok(if stands == dates && standing.modified_at == changed_at { Ok(()) } else { Err(DatesRefusal::Changed) })
}
