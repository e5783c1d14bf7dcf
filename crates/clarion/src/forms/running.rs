//! A published form in the hands of its group: stopped, opened again, closed, given another goal or closing. Every deed is kept with
//! who did it, as a petition's is.
//!
//! While it is stopped it takes nothing and confirms nothing; what waits keeps. What was sent before it closed can still be confirmed
//! for 24 hours (`submit.rs`).

use super::{FormState, store};
use crate::actions::running::dates::{Dates, DatesRefusal, settled};
use crate::actions::running::{Deed, note};
use crate::coalitions::Act;
use crate::ids::Id;
use db::{Fault, Tx};

refusals! {
    /// Why it stays as it is.
    RunningRefusal {
        /// It is another group's.
        Over = "form-refused-over",
    }
}

/// Stops it, or opens it again.
pub fn set_stopped(tx: &mut Tx<'_>, act: &Act, form: Id, stopped: bool) -> Result<Result<(), RunningRefusal>, Fault> {
    let (from, to, deed) = match stopped {
        true => (FormState::Open, FormState::Stopped, Deed::Stopped),
        false => (FormState::Stopped, FormState::Open, Deed::Reopened),
    };
    if store::set_state(tx, act, form, (from, to))? {
        note(tx, act, form, deed)?;
        return Ok(Ok(()));
    }
    // Two who press at once want the same.
    let standing = store::form(tx, form)?.filter(|standing| standing.group == act.group);
    Ok(if standing.is_some_and(|standing| standing.state == to) { Ok(()) } else { Err(RunningRefusal::Over) })
}

/// Closes it. One that closed before keeps its date.
pub fn close(tx: &mut Tx<'_>, act: &Act, form: Id) -> Result<Result<(), RunningRefusal>, Fault> {
    if store::close(tx, act, form)? {
        note(tx, act, form, Deed::Closed)?;
        return Ok(Ok(()));
    }
    let standing = store::form(tx, form)?.filter(|standing| standing.group == act.group);
    let is_closed = standing.and_then(|standing| standing.closes_at).is_some_and(|closes_at| closes_at <= act.now);
    Ok(if is_closed { Ok(()) } else { Err(RunningRefusal::Over) })
}

/// Sets goal and closing on the version that was read, which its last change names. A form opens as soon as it is published.
pub fn set_dates(tx: &mut Tx<'_>, act: &Act, form: Id, seen: i64, wanted: &Dates) -> Result<Result<(), DatesRefusal>, Fault> {
    let Some(standing) = store::form(tx, form)?.filter(|standing| standing.group == act.group) else {
        return Ok(Err(DatesRefusal::Over));
    };
    let stands = Dates { goal: standing.goal, opens_at: None, closes_at: standing.closes_at };
    let dates = match settled(act.now, &stands, wanted) {
        Ok(dates) => dates,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let changed_at = act.now.max(seen + 1);
    if store::set_dates(tx, act, form, (seen, changed_at), &dates)? {
        note(tx, act, form, Deed::Dated)?;
        return Ok(Ok(()));
    }
    Ok(if stands == dates && standing.modified_at == changed_at { Ok(()) } else { Err(DatesRefusal::Changed) })
}
