//! Confirming a passkey that waits: somebody of a second steering group, who knows whose it is, signs with a passkey of their own that
//! it may count at once.
//!
//! Neither its holder nor anybody with a seat in its group can be that second person, also not in the name of another group. The
//! signature is kept, enters the log beside the passkey, and goes into the files of decisions: nobody has to believe the server that
//! it was given.

use super::confirmation::{Confirmation, ConfirmationRefusal};
use super::freeze::{self, Elector};
use super::passkeys::{Entry, NEVER};
use super::{electorate, store, words};
use crate::access::{self, passkeys};
use crate::coalitions::{self, Act, Coalition, Role};
use crate::ids::Id;
use crate::notices::{self, DocumentKind, NewDocument, Signer};
use crate::refusal::Refusal;
use crate::trust::assertion::RelyingParty;
use db::{Fault, Tx};

/// Why a passkey is not confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfirmRefusal {
    /// It counts already, was removed, was confirmed, or never waited.
    #[error("This passkey no longer waits.")]
    Over,
    /// The confirming group does not steer.
    #[error("Only a group that steers the coalition can confirm a passkey.")]
    NotSteering,
    /// By its holder or somebody of its group.
    #[error("Somebody of another group must confirm this passkey.")]
    OwnGroup,
    /// Signed in the name of another group than the one they act for, or with somebody else's passkey.
    #[error("This passkey does not count for your group.")]
    OtherSigner,
    /// What was signed.
    #[error(transparent)]
    Word(#[from] ConfirmationRefusal),
}

impl ConfirmRefusal {
    /// Those that come from no passkey's answer, for whoever looks that each has words.
    pub const OWN: [Self; 8] = [
        Self::Over,
        Self::NotSteering,
        Self::OwnGroup,
        Self::OtherSigner,
        Self::Word(ConfirmationRefusal::Words),
        Self::Word(ConfirmationRefusal::OwnGroup),
        Self::Word(ConfirmationRefusal::Signer),
        Self::Word(ConfirmationRefusal::SignerWaits),
    ];
}

impl Refusal for ConfirmRefusal {
    fn message(&self) -> &'static str {
        match self {
            Self::Over => "passkey-refused-over",
            Self::NotSteering => "passkey-refused-not-steering",
            Self::OwnGroup | Self::Word(ConfirmationRefusal::OwnGroup) => "passkey-refused-own-group",
            Self::Word(ConfirmationRefusal::Words) => "passkey-refused-other-words",
            Self::OtherSigner | Self::Word(ConfirmationRefusal::Signer) => "passkey-refused-other-signer",
            Self::Word(ConfirmationRefusal::SignerWaits) => "passkey-refused-signer-waits",
            Self::Word(ConfirmationRefusal::Assertion(refusal)) => words::of_assertion(*refusal),
        }
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
    /// Whether it was confirmed by a passkey that has since gone. It is confirmed once: it waits.
    pub was_confirmed: bool,
}

/// The passkeys of a coalition's steering groups that wait, those that count first before the others.
pub fn waiting(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<Vec<Waiting>, Fault> {
    Ok(waiting_of(&electorate::electors(tx, coalition)?, now))
}

fn waiting_of(electors: &[Elector], now: i64) -> Vec<Waiting> {
    let counting = freeze::electorate(electors, now);
    let counts = |group: Id, passkey: Id| {
        let group = counting.iter().find(|known| known.group == group);
        group.is_some_and(|group| group.passkeys.iter().any(|known| known.passkey == passkey))
    };
    let of = |elector: &Elector| -> Vec<Waiting> {
        let waits = elector
            .passkeys
            .iter()
            .filter(|passkey| passkey.counts_from != NEVER && passkey.counts_from > now && !counts(elector.group, passkey.passkey));
        let waiting = waits.map(|passkey| Waiting {
            entry: Entry::of(elector, passkey),
            group_name: elector.name.clone(),
            account: passkey.account,
            counts_from: passkey.counts_from,
            was_confirmed: passkey.confirmed.is_some(),
        });
        waiting.collect()
    };
    let mut waiting: Vec<Waiting> = electors.iter().flat_map(of).collect();
    waiting.sort_by_key(|waiting| (waiting.counts_from, waiting.entry.id()));
    waiting
}

/// One's own passkeys that can confirm for a group: those that count for it and have themselves waited.
pub fn can_confirm(tx: &mut Tx<'_>, coalition: Id, group: Id, account: Id, now: i64) -> Result<Vec<passkeys::Passkey>, Fault> {
    let electors = electorate::electors(tx, coalition)?;
    let own = passkeys::passkeys_of(tx, account)?;
    Ok(own.into_iter().filter(|passkey| has_waited(&electors, (group, passkey.id), now)).collect())
}

/// Whether a passkey counts for this group by its own time.
pub(super) fn has_waited(electors: &[Elector], (group, passkey): (Id, Id), now: i64) -> bool {
    let counts = freeze::electorate(electors, now);
    let counts = counts.iter().any(|known| known.group == group && known.passkeys.iter().any(|known| known.passkey == passkey));
    let of_group = electors.iter().filter(|elector| elector.group == group).flat_map(|elector| &elector.passkeys);
    counts && of_group.into_iter().any(|known| known.passkey == passkey && known.counts_from <= now)
}

/// A word on its way.
#[derive(Clone, Debug)]
pub struct ConfirmInput {
    /// The entry of the passkey.
    pub entry: Id,
    /// What was signed.
    pub word: Confirmation,
}

/// Confirms a passkey in the name of `act.group`.
pub fn confirm(
    tx: &mut Tx<'_>,
    signer: &Signer,
    act: &Act,
    (coalition, site): (Id, &RelyingParty),
    input: &ConfirmInput,
) -> Result<Result<(), ConfirmRefusal>, Fault> {
    let Some((coalition, _)) = coalitions::coalition(tx, coalition)? else { return Ok(Err(ConfirmRefusal::NotSteering)) };
    if coalitions::role_of(tx, coalition.id, act.group)? != Some(Role::Steering) {
        return Ok(Err(ConfirmRefusal::NotSteering));
    }
    if store::passkey_confirmation(tx, coalition.id, input.entry)?.is_some_and(|kept| kept.word == input.word) {
        // A commit in doubt, run again.
        return Ok(Ok(()));
    }
    let electors = electorate::electors(tx, coalition.id)?;
    let found = waiting_of(&electors, act.now).into_iter().find(|waiting| waiting.entry.id() == input.entry);
    let Some(found) = found.filter(|found| !found.was_confirmed) else { return Ok(Err(ConfirmRefusal::Over)) };
    let seat = access::actor(tx, act.account)?.and_then(|actor| actor.role_in(found.entry.group));
    if found.account == act.account || found.entry.group == act.group || seat.is_some() {
        return Ok(Err(ConfirmRefusal::OwnGroup));
    }
    let counting = freeze::electorate(&electors, act.now);
    let (group, passkey) = match input.word.check((coalition.id, site), &counting, &found.entry) {
        Ok((group, passkey)) => (group.group, passkey.passkey),
        Err(refusal) => return Ok(Err(refusal.into())),
    };
    let is_own = passkeys::passkeys_of(tx, act.account)?.iter().any(|own| own.id == passkey);
    if group != act.group || !is_own {
        return Ok(Err(ConfirmRefusal::OtherSigner));
    }
    if !has_waited(&electors, (group, passkey), act.now) {
        return Ok(Err(ConfirmationRefusal::SignerWaits.into()));
    }
    let kept = Kept { group, passkey, word: input.word.clone() };
    Ok(keep(tx, signer, act, &coalition, (&found.entry, &kept))?.then_some(()).ok_or(ConfirmRefusal::Over))
}

/// A word that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// In the name of which group.
    pub group: Id,
    /// The passkey that signed it.
    pub passkey: Id,
    /// What was signed.
    pub word: Confirmation,
}

/// Keeps a word that was checked, and enters it in the log; whether nobody had confirmed the passkey before.
pub fn keep(
    tx: &mut Tx<'_>,
    signer: &Signer,
    act: &Act,
    coalition: &Coalition,
    (entry, kept): (&Entry, &Kept),
) -> Result<bool, Fault> {
    if !store::confirm_passkey(tx, coalition.id, entry.id(), act, kept)? {
        return Ok(false);
    }
    let bytes = kept.word.document();
    let document = NewDocument { id: entry.confirmation_id(), kind: DocumentKind::Passkey, bytes: &bytes };
    notices::enter(tx, signer, act.now, coalition, &[document])?;
    Ok(true)
}

/// The word for the passkey with this entry, if there is one.
pub fn word_for(tx: &mut Tx<'_>, coalition: Id, entry: Id) -> Result<Option<Kept>, Fault> {
    store::passkey_confirmation(tx, coalition, entry)
}
