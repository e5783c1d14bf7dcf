//! Asking to join: what the button of the mailed link does with the stored form, and a group of this server that asks in its own name.

use super::{KEPT, OPEN_MAX, Request, jobs, store};
use crate::coalitions::{self, Act, CoalitionState};
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::pending::{self, FormContent, WaitingForm};
use db::{Fault, Tx};
use seal::MatchingKey;

refusals! {
    /// Why a request is not taken.
    AskRefusal {
        /// The form is switched off.
        Closed = "join-refused-closed",
        /// Too many wait.
        TooMany = "join-refused-many",
        /// The group is in.
        AlreadyIn = "join-refused-already-in",
        /// It was posted again, confirmed or deleted meanwhile.
        LookAgain = "join-refused-look-again",
    }
}

/// A request, sealed.
#[derive(Clone, Debug)]
pub struct NewRequest {
    request: Request,
    asker: [u8; 16],
}

/// Seals a request for the group in whose name the form stands.
fn sealed(
    (vault, ids): (&Vault, &Ids),
    now: i64,
    (coalition, group, own_group): (Id, Id, Option<Id>),
    content: &FormContent,
) -> Result<Request, Fault> {
    let id = ids.fresh(now);
    let plain = serde_json::to_vec(content).expect("plain structs always serialise");
    Ok(Request {
        id,
        coalition,
        group,
        own_group,
        sealed: vault.seal(group, &id.0, &plain, ids.bytes())?,
        state: store::OPEN.to_owned(),
        asked_at: now,
        answer_id: None,
        answer_sealed: None,
        answered_by: None,
    })
}

/// Prepares what a confirmed form asks.
pub fn prepare(with: (&Vault, &Ids), now: i64, form: &WaitingForm) -> Result<NewRequest, Fault> {
    let request = sealed(with, now, (form.action, form.group, None), &form.content)?;
    Ok(NewRequest { request, asker: form.matching_key.0 })
}

/// Prepares what a group of this server asks.
pub fn prepare_own(
    with: (&Vault, &Ids),
    now: i64,
    (coalition, group, own): (Id, Id, Id),
    content: &FormContent,
) -> Result<NewRequest, Fault> {
    Ok(NewRequest { request: sealed(with, now, (coalition, group, Some(own)), content)?, asker: own.0 })
}

/// Confirms: claims the waiting form and keeps the request, in one transaction.
pub fn confirm(tx: &mut Tx<'_>, (key, version): (MatchingKey, i64), new: &NewRequest) -> Result<Result<(), AskRefusal>, Fault> {
    if let Err(refusal) = may_ask(tx, new)? {
        return Ok(Err(refusal));
    }
    let click = (key, new.request.coalition, version);
    match pending::claim(tx, new.request.asked_at, &[(click, true)])? == [true] {
        true => keep(tx, new).map(Ok),
        false => Ok(Err(AskRefusal::LookAgain)),
    }
}

/// A group of this server asks: by an owner, so no mailbox has to be proved.
pub fn ask(tx: &mut Tx<'_>, act: &Act, new: &NewRequest) -> Result<Result<(), AskRefusal>, Fault> {
    if store::request(tx, new.request.id)?.is_some() {
        // A commit in doubt is run again.
        return Ok(Ok(()));
    }
    if coalitions::role_of(tx, new.request.coalition, act.group)?.is_some() {
        return Ok(Err(AskRefusal::AlreadyIn));
    }
    match may_ask(tx, new)? {
        Ok(()) => keep(tx, new).map(Ok),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// Whether the form takes it, in the name of the group under whose key it is sealed.
fn may_ask(tx: &mut Tx<'_>, new: &NewRequest) -> Result<Result<(), AskRefusal>, Fault> {
    let coalition = new.request.coalition;
    if coalitions::hold(tx, coalition)? != Some(CoalitionState::Standing) {
        return Ok(Err(AskRefusal::Closed));
    }
    if super::open_form(tx, coalition)?.is_none() {
        return Ok(Err(AskRefusal::Closed));
    }
    let is_room = super::waiting(tx, coalition)?.len() < OPEN_MAX as usize || store::waits(tx, coalition, &new.asker)?;
    Ok(is_room.then_some(()).ok_or(AskRefusal::TooMany))
}

fn keep(tx: &mut Tx<'_>, new: &NewRequest) -> Result<(), Fault> {
    let is_known = store::waits(tx, new.request.coalition, &new.asker)?;
    store::ask(tx, &new.request, &new.asker)?;
    match is_known {
        // They were told, or the jobs that tell them wait, and find what is said now.
        true => Ok(()),
        false => jobs::queue_telling(tx, &new.request, &new.asker),
    }
}

/// Deletes requests that are too old to be kept.
pub(super) fn forget_old(tx: &mut Tx<'_>, now: i64) -> Result<u64, Fault> {
    store::drop_old(tx, now - KEPT)
}
