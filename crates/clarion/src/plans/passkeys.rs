//! Passkeys of whoever may decide, in the log of each coalition that their group steers: a passkey counts in ballots only once it has
//! stood there for the waiting time, or a second group has confirmed it.
//!
//! What is entered names nobody: group, what its holder may do, the passkey's number and the hash of its public key. The same passkey
//! in the hands of a new delegate is a new entry, so that nobody votes for a group the moment they took it over. What is missing is
//! entered where it arises (a passkey is registered, a delegate named, a seat taken), and at the latest before a ballot is prepared.

use super::document::{FrozenGroup, FrozenPasskey, Power};
use super::freeze::{Elector, ElectorPasskey, Word};
use super::{confirm_passkey, electorate};
use crate::access;
use crate::coalitions::{self, Coalition, Role};
use crate::ids::Id;
use crate::notices::{self, DocumentKind, NewDocument, Signer};
use crate::trust::cose::{ES256, PublicKey};
use crate::trust::{Hash, canonical};
use db::{Fault, Tx};
use serde::Serialize;
use std::collections::BTreeSet;

/// The format of an entry.
pub const FORMAT: &str = "clarion passkey 1";
/// The format of a withdrawal.
pub const WITHDRAWAL_FORMAT: &str = "clarion passkey withdrawal 1";

/// From when a passkey counts that is not in the log.
pub const NEVER: i64 = i64::MAX;

/// A passkey in the hands of somebody who may do something for a group: what is entered in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The group.
    pub group: Id,
    /// What its holder may do.
    pub power: Power,
    /// The passkey.
    pub passkey: Id,
    /// The hash of its public key.
    pub key: Hash,
}

#[derive(Serialize)]
struct EntryWords {
    format: &'static str,
    group: Id,
    key: Hash,
    passkey: Id,
    power: Power,
}

#[derive(Serialize)]
struct WithdrawalWords {
    entry: Hash,
    format: &'static str,
}

impl Entry {
    /// That of a passkey of a ballot.
    pub fn of_frozen(group: &FrozenGroup, passkey: &FrozenPasskey) -> Self {
        Self { group: group.group, power: passkey.power, passkey: passkey.passkey, key: Hash::of(&[&passkey.key.0]) }
    }

    /// That of somebody's passkey.
    pub fn of(elector: &Elector, passkey: &ElectorPasskey) -> Self {
        Self { group: elector.group, power: passkey.power, passkey: passkey.passkey, key: Hash::of(&[&passkey.key]) }
    }

    /// What is hashed into the log.
    pub fn document(&self) -> Vec<u8> {
        let Self { group, power, passkey, key } = *self;
        canonical::of(&EntryWords { format: FORMAT, group, key, passkey, power })
    }

    fn withdrawal(&self) -> Vec<u8> {
        canonical::of(&WithdrawalWords { entry: Hash::of(&[&self.document()]), format: WITHDRAWAL_FORMAT })
    }

    /// Its id in the log.
    pub fn id(&self) -> Id {
        self.passkey.following(&self.document())
    }

    /// The id of its confirmation.
    pub fn confirmation_id(&self) -> Id {
        self.id().following(b"confirmed")
    }

    fn withdrawal_id(&self) -> Id {
        self.id().following(b"withdrawn")
    }
}

/// From when a passkey counts in a coalition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// The coalition's name.
    pub coalition: String,
    /// The group that its holder speaks for there.
    pub group: String,
    /// From when; [`NEVER`] while it is not in the log.
    pub from: i64,
}

/// Where this passkey's holder speaks for a group, and from when the passkey counts there.
pub fn counts(tx: &mut Tx<'_>, account: Id, passkey: Id) -> Result<Vec<Counts>, Fault> {
    let seats = access::actor(tx, account)?.map(|actor| actor.seats).unwrap_or_default();
    let mut found: Vec<Coalition> = Vec::new();
    for seat in seats {
        for coalition in coalitions::coalitions_of(tx, seat.group)? {
            if found.iter().all(|known| known.id != coalition.id) {
                found.push(coalition);
            }
        }
    }
    let mut counts = Vec::new();
    for coalition in found {
        for elector in electorate::electors(tx, coalition.id)? {
            let own = elector.passkeys.iter().find(|own| own.passkey == passkey && own.power != Power::Member);
            counts.extend(own.map(|own| {
                let from = own.confirmed.map_or(own.counts_from, |word| own.counts_from.min(word.at));
                Counts { coalition: coalition.name.clone(), group: elector.name.clone(), from }
            }));
        }
    }
    Ok(counts)
}

/// From when an entry counts by its waiting time; [`NEVER`] while it is not in the log.
pub(super) fn counts_from(tx: &mut Tx<'_>, coalition: Id, entry: &Entry, wait: i64) -> Result<i64, Fault> {
    let entered = notices::entered(tx, coalition, entry.id())?;
    Ok(entered.map_or(NEVER, |entered| entered.at.saturating_add(wait)))
}

/// The word by which an entry may count sooner.
pub(super) fn word(tx: &mut Tx<'_>, coalition: Id, entry: &Entry) -> Result<Option<Word>, Fault> {
    let Some(entered) = notices::entered(tx, coalition, entry.confirmation_id())? else { return Ok(None) };
    let kept = confirm_passkey::word_for(tx, coalition, entry.id())?;
    Ok(kept.map(|kept| Word { group: kept.group, passkey: kept.passkey, at: entered.at }))
}

/// Enters passkeys, each once.
pub fn enter(tx: &mut Tx<'_>, signer: &Signer, now: i64, coalition: &Coalition, entries: &[Entry]) -> Result<(), Fault> {
    let documents: Vec<(Id, Vec<u8>)> = entries.iter().map(|entry| (entry.id(), entry.document())).collect();
    enter_documents(tx, signer, now, coalition, &documents)
}

/// Enters in a coalition's log what is missing of the passkeys of those who steer it.
pub fn enter_of_coalition(tx: &mut Tx<'_>, signer: &Signer, now: i64, coalition: Id) -> Result<(), Fault> {
    enter_missing(tx, signer, now, coalition, |_| true)
}

/// The same of somebody's passkeys, in every coalition that a group of theirs steers. To be called in the transaction in which they
/// get a passkey or a seat.
pub fn enter_of_account(tx: &mut Tx<'_>, signer: &Signer, now: i64, account: Id) -> Result<(), Fault> {
    for coalition in steered_by(tx, account)? {
        enter_missing(tx, signer, now, coalition, |passkey| passkey.account == account)?;
    }
    Ok(())
}

/// Enters that a passkey is gone, wherever it was entered. To be called in the transaction in which it is removed, before it is.
pub fn withdraw(tx: &mut Tx<'_>, signer: &Signer, now: i64, account: Id, passkey: Id) -> Result<(), Fault> {
    for id in steered_by(tx, account)? {
        let Some((coalition, _)) = coalitions::coalition(tx, id)? else { continue };
        let gone = entries_of(&electorate::electors(tx, id)?, |known| known.passkey == passkey && known.counts_from != NEVER);
        let documents: Vec<(Id, Vec<u8>)> = gone.iter().map(|entry| (entry.withdrawal_id(), entry.withdrawal())).collect();
        enter_documents(tx, signer, now, &coalition, &documents)?;
    }
    Ok(())
}

/// The coalitions that a group of somebody's steers, in the order of their ids: two who take several logs never wait for each other.
fn steered_by(tx: &mut Tx<'_>, account: Id) -> Result<BTreeSet<Id>, Fault> {
    let Some(actor) = access::actor(tx, account)? else { return Ok(BTreeSet::new()) };
    let mut steered = BTreeSet::new();
    for seat in actor.seats {
        for coalition in coalitions::coalitions_of(tx, seat.group)? {
            if coalitions::role_of(tx, coalition.id, seat.group)? == Some(Role::Steering) {
                steered.insert(coalition.id);
            }
        }
    }
    Ok(steered)
}

fn enter_missing(
    tx: &mut Tx<'_>,
    signer: &Signer,
    now: i64,
    coalition: Id,
    of: impl Fn(&ElectorPasskey) -> bool,
) -> Result<(), Fault> {
    let Some((coalition, _)) = coalitions::coalition(tx, coalition)? else { return Ok(()) };
    let electors = electorate::electors(tx, coalition.id)?;
    let missing = entries_of(&electors, |passkey| passkey.counts_from == NEVER && of(passkey));
    enter(tx, signer, now, &coalition, &missing)
}

/// The entries of passkeys that can vote at all.
fn entries_of(electors: &[Elector], wanted: impl Fn(&ElectorPasskey) -> bool) -> Vec<Entry> {
    let votes = |passkey: &ElectorPasskey| PublicKey::read(&passkey.key).is_ok_and(|key| key.algorithm() == ES256);
    let all = electors.iter().flat_map(|elector| elector.passkeys.iter().map(move |passkey| (elector, passkey)));
    all.filter(|(_, passkey)| wanted(passkey) && votes(passkey)).map(|(elector, passkey)| Entry::of(elector, passkey)).collect()
}

/// Nothing to enter leaves the log to others.
fn enter_documents(
    tx: &mut Tx<'_>,
    signer: &Signer,
    now: i64,
    coalition: &Coalition,
    documents: &[(Id, Vec<u8>)],
) -> Result<(), Fault> {
    let new: Vec<NewDocument<'_>> =
        documents.iter().map(|(id, bytes)| NewDocument { id: *id, kind: DocumentKind::Passkey, bytes }).collect();
    if new.is_empty() { Ok(()) } else { notices::enter(tx, signer, now, coalition, &new).map(drop) }
}
