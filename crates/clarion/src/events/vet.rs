//! Vetting: an event becomes public, and can be answered, once somebody of another group of its coalition has looked at it.
//!
//! The first who vets it has vetted it (one conditional UPDATE). A refusal needs a reason, which the host's group reads; they mend the
//! event and ask again.

use super::store::{self, NewVerdict};
use super::{Event, Standing};
use crate::coalitions;
use crate::ids::Id;
use db::{Fault, Tx};

/// A reason's longest form in characters.
const REASON_CHARS_MAX: usize = 1_000;

/// Who looked at an event: an account, where it was done in the console, and the group it spoke for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vetter {
    /// The account; none on the command line.
    pub account: Option<Id>,
    /// The group. That the account may speak for it is for the caller to know.
    pub group: Id,
}

/// What was last said about an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The account, if one said it.
    pub account: Option<Id>,
    /// The group it spoke for.
    pub group: Id,
    /// Whether it was vetted.
    pub is_vetted: bool,
    /// Why not; empty where it was vetted.
    pub reason: String,
    /// When.
    pub noted_at: i64,
}

/// Why somebody cannot vet or refuse an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VetRefusal {
    /// There is no such event.
    #[error("There is no such event.")]
    Unknown,
    /// It is their own group's.
    #[error("An event is vetted by another group than its own.")]
    OwnGroup,
    /// Their group is not in the coalition.
    #[error("Only groups of the event's coalition can vet it.")]
    OtherCoalition,
    /// The host's own account, in whatever group.
    #[error("The host cannot vet their own event. Ask somebody else.")]
    OwnEvent,
    /// Somebody vetted it before.
    #[error("This event has been vetted already.")]
    AlreadyVetted,
    /// It was cancelled or is over.
    #[error("This event does not take place any more.")]
    Over,
    /// A refusal without its reason.
    #[error("Say in at most 1,000 characters what must be mended.")]
    Reason,
}

/// Vets it. A second run of the same changes nothing.
pub fn vet(tx: &mut Tx<'_>, now: i64, verdict: Id, event: Id, by: Vetter) -> Result<Result<(), VetRefusal>, Fault> {
    let event = match may(tx, event, by)? {
        Ok(event) => event,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if !store::vet(tx, event.id, by.account, by.group, now)? {
        // A commit in doubt is run again: our own word is no stranger's.
        let ours = event.vetted_by == Some((by.account, by.group)) && event.vetted_at == Some(now);
        return Ok(if ours { Ok(()) } else { Err(VetRefusal::AlreadyVetted) });
    }
    note(tx, now, verdict, event.id, by, true, "")?;
    Ok(Ok(()))
}

/// Refuses it, with the reason.
pub fn refuse(
    tx: &mut Tx<'_>,
    now: i64,
    verdict: Id,
    event: Id,
    by: Vetter,
    reason: &str,
) -> Result<Result<(), VetRefusal>, Fault> {
    let event = match may(tx, event, by)? {
        Ok(event) if event.vetted_at.is_some() => return Ok(Err(VetRefusal::AlreadyVetted)),
        Ok(event) => event,
        Err(refusal) => return Ok(Err(refusal)),
    };
    match seal::text::clean(reason, REASON_CHARS_MAX) {
        Ok(reason) if !reason.is_empty() => note(tx, now, verdict, event.id, by, false, &reason).map(Ok),
        _ => Ok(Err(VetRefusal::Reason)),
    }
}

/// What was last said about it.
pub fn last_verdict(tx: &mut Tx<'_>, event: Id) -> Result<Option<Verdict>, Fault> {
    store::last_verdict(tx, event)
}

fn may(tx: &mut Tx<'_>, event: Id, by: Vetter) -> Result<Result<Event, VetRefusal>, Fault> {
    let Some(event) = store::event(tx, event)? else { return Ok(Err(VetRefusal::Unknown)) };
    if event.group == by.group {
        return Ok(Err(VetRefusal::OwnGroup));
    }
    if by.account.is_some() && by.account == event.host {
        return Ok(Err(VetRefusal::OwnEvent));
    }
    if !coalitions::coalitions_of(tx, by.group)?.iter().any(|coalition| coalition.id == event.coalition) {
        return Ok(Err(VetRefusal::OtherCoalition));
    }
    Ok(if event.standing == Standing::OnCall { Ok(event) } else { Err(VetRefusal::Over) })
}

fn note(tx: &mut Tx<'_>, now: i64, id: Id, event: Id, by: Vetter, is_vetted: bool, reason: &str) -> Result<(), Fault> {
    let (account, group) = (by.account, by.group);
    store::add_verdict(tx, &NewVerdict { id, event, account, group, is_vetted, reason, noted_at: now }).map(drop)
}
