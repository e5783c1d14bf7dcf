//! Confirming a passkey that waits: somebody of a second steering group, who knows whose it is, lets it count at once.
//!
//! Neither its holder nor anybody with a seat in its group can be that second person, also not in the name of another group. The
//! confirmation is kept with who gave it, and enters the log beside the passkey.

use super::freeze::Elector;
use super::passkeys::{Entry, NEVER};
use super::{electorate, store};
use crate::access;
use crate::coalitions::{self, Act, Role};
use crate::ids::Id;
use crate::notices::{self, DocumentKind, NewDocument, Signer};
use db::{Fault, Tx};

refusals! {
    /// Why a passkey is not confirmed.
    ConfirmRefusal {
        /// It counts already, was removed, or never waited.
        Over = "passkey-refused-over",
        /// The confirming group does not steer.
        NotSteering = "passkey-refused-not-steering",
        /// By its holder or somebody of its group.
        OwnGroup = "passkey-refused-own-group",
    }
}

/// A passkey that stands in the log and does not count yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its entry.
    pub entry: Entry,
    /// The name of its group.
    pub group_name: String,
    /// Whose it is.
    pub account: Id,
    /// When it counts.
    pub counts_from: i64,
}

/// The passkeys of a coalition's steering groups that wait, those that count first before the others.
pub fn waiting(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<Vec<Waiting>, Fault> {
    let electors = electorate::electors(tx, coalition)?;
    let of = |elector: &Elector| -> Vec<Waiting> {
        let waits = elector.passkeys.iter().filter(|passkey| passkey.counts_from != NEVER && passkey.counts_from > now);
        let waiting = waits.map(|passkey| Waiting {
            entry: Entry::of(elector, passkey),
            group_name: elector.name.clone(),
            account: passkey.account,
            counts_from: passkey.counts_from,
        });
        waiting.collect()
    };
    let mut waiting: Vec<Waiting> = electors.iter().flat_map(of).collect();
    waiting.sort_by_key(|waiting| (waiting.counts_from, waiting.entry.id()));
    Ok(waiting)
}

/// Confirms the passkey with this entry, in the name of `act.group`.
pub fn confirm(tx: &mut Tx<'_>, signer: &Signer, act: &Act, coalition: Id, entry: Id) -> Result<Result<(), ConfirmRefusal>, Fault> {
    let Some((coalition, _)) = coalitions::coalition(tx, coalition)? else { return Ok(Err(ConfirmRefusal::NotSteering)) };
    if coalitions::role_of(tx, coalition.id, act.group)? != Some(Role::Steering) {
        return Ok(Err(ConfirmRefusal::NotSteering));
    }
    if store::passkey_confirmed_by(tx, coalition.id, entry)?.is_some_and(|(_, account)| account == act.account) {
        // A commit in doubt, run again.
        return Ok(Ok(()));
    }
    let found = waiting(tx, coalition.id, act.now)?.into_iter().find(|waiting| waiting.entry.id() == entry);
    let Some(found) = found else { return Ok(Err(ConfirmRefusal::Over)) };
    let seat = access::actor(tx, act.account)?.and_then(|actor| actor.role_in(found.entry.group));
    if found.account == act.account || found.entry.group == act.group || seat.is_some() {
        return Ok(Err(ConfirmRefusal::OwnGroup));
    }
    if !store::confirm_passkey(tx, coalition.id, entry, act)? {
        return Ok(Err(ConfirmRefusal::Over));
    }
    let (id, bytes) = (found.entry.confirmation_id(), found.entry.confirmation(act.group));
    notices::enter(tx, signer, act.now, &coalition, &[NewDocument { id, kind: DocumentKind::Passkey, bytes: &bytes }])?;
    Ok(Ok(()))
}

/// The group that confirmed the passkey with this entry, if one did.
pub fn confirmed_by(tx: &mut Tx<'_>, coalition: Id, entry: Id) -> Result<Option<Id>, Fault> {
    Ok(store::passkey_confirmed_by(tx, coalition, entry)?.map(|(group, _)| group))
}
