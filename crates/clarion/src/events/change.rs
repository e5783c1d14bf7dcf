//! Changing place, time or contact of an event.
//!
//! Before anybody vetted it, it is simply changed. Once it was vetted, a change only waits, and the event is held back: people see that
//! something is being changed, and nobody new can answer, until others have confirmed it. One person of another group is enough before a
//! plan froze the event; afterwards it takes two people of different groups, neither of them who proposed it. So nobody alone can send
//! people to another place. What was confirmed is a correction, which those who knew the old facts are to be told.

use super::add::{self, EventRefusal};
use super::{Event, Host, Place, Private, Times, store};
use crate::coalitions;
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::{self, PersonInput};
use db::{Fault, Tx};
use serde::{Deserialize, Serialize};

/// A frozen event's change needs so many people of different groups.
const WORDS_FROZEN: i64 = 2;
/// One that was only vetted.
const WORDS_VETTED: i64 = 1;
/// Changes that a page lists; corrections told at a time.
const CHANGES_MAX: i64 = 100;

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i64)]
pub enum ChangeOutcome {
    /// Others have not confirmed it yet.
    Waits = 0,
    /// It stands.
    Stands = 1,
    /// Its group took it back.
    Withdrawn = 2,
}

impl ChangeOutcome {
    pub(super) fn of(code: i64) -> Result<Self, Fault> {
        let known = [Self::Waits, Self::Stands, Self::Withdrawn].into_iter().find(|outcome| *outcome as i64 == code);
        known.ok_or_else(|| Fault::bug("a change's outcome"))
    }
}

/// Place and time together, as a change keeps them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Where.
    pub place: Place,
    /// When.
    pub times: Times,
}

impl Facts {
    /// Those of an event.
    pub fn of(event: &Event) -> Self {
        Self { place: event.place.clone(), times: event.times.clone() }
    }

    fn text(&self) -> String {
        serde_json::to_string(self).expect("plain structs always serialise")
    }

    fn read(text: &str) -> Result<Self, Fault> {
        serde_json::from_str(text).map_err(|_| Fault::bug("a change's facts cannot be read"))
    }
}

/// A change as it stands in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its id.
    pub id: Id,
    /// Of which event.
    pub event: Id,
    /// Who proposed it, where it was done in the console.
    pub account: Option<Id>,
    pub(super) old_facts: String,
    pub(super) new_facts: String,
    /// Old and new host, sealed under the change's id; `None` where the contact stays.
    pub(super) sealed: Option<Vec<u8>>,
    /// How many people of different groups must confirm it.
    pub words_needed: i64,
    /// What became of it.
    pub outcome: ChangeOutcome,
    /// When it was proposed.
    pub proposed_at: i64,
    /// When it was confirmed or withdrawn.
    pub ended_at: Option<i64>,
}

impl Change {
    /// Place and time before.
    pub fn before(&self) -> Result<Facts, Fault> {
        Facts::read(&self.old_facts)
    }

    /// Place and time after.
    pub fn after(&self) -> Result<Facts, Fault> {
        Facts::read(&self.new_facts)
    }

    /// Whether the host or their contact changes.
    pub fn changes_contact(&self) -> bool {
        self.sealed.is_some()
    }
}

/// The new host of a change, as it is sealed until it stands: the event's whole sealed part is not kept twice.
#[derive(Serialize, Deserialize)]
struct SealedHost {
    new: Host,
    account: Option<Id>,
}

/// A new host, prepared: recognised in the group's list when the change is proposed.
#[derive(Clone, Debug)]
pub struct NewHost {
    /// Who.
    pub host: Host,
    /// Their account, if they have one.
    pub account: Option<Id>,
    /// The host in the group's list.
    pub person: PersonInput,
    /// Spare randomness for the seals.
    pub spare: [u8; 32],
}

/// A change to be.
#[derive(Clone, Debug)]
pub struct NewChange {
    /// Its id.
    pub id: Id,
    /// Of which event.
    pub event: Id,
    /// Who proposes it.
    pub account: Option<Id>,
    /// Place and time as they shall be.
    pub facts: Facts,
    /// The new host; `None` where the contact stays.
    pub host: Option<NewHost>,
}

/// Why an event cannot be changed, or a change not confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRefusal {
    /// There is no such event or change.
    #[error("There is no such event, or no such change of it.")]
    Unknown,
    /// The new facts cannot stand.
    #[error(transparent)]
    Event(EventRefusal),
    /// They are the old ones.
    #[error("Nothing would change.")]
    Nothing,
    /// Another change waits.
    #[error("Another change of this event waits for others to confirm it. Withdraw it first.")]
    AnotherWaits,
    /// It ended before.
    #[error("This change was confirmed or withdrawn already.")]
    Ended,
    /// Whoever proposed it cannot confirm it.
    #[error("Who proposed a change cannot confirm it. Ask somebody else.")]
    OwnChange,
    /// Their group has confirmed it.
    #[error("Somebody of your group has confirmed this already. It takes somebody of another group.")]
    SameGroup,
    /// The one word must come from another group than the event's.
    #[error("A change of a vetted event is confirmed by another group than its own.")]
    OwnGroup,
    /// Their group is not in the coalition.
    #[error("Only groups of the event's coalition can confirm a change of it.")]
    OtherCoalition,
}

/// What proposing did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proposed {
    /// Nobody had vetted the event: it is changed.
    Changed,
    /// The event is held back until so many people of different groups have confirmed it.
    HeldBack(i64),
}

/// Proposes a change. That whoever asks may change the event is for the caller to know.
pub fn propose(tx: &mut Tx<'_>, vault: &Vault, now: i64, new: &NewChange) -> Result<Result<Proposed, ChangeRefusal>, Fault> {
    let Some(event) = store::event(tx, new.event)? else { return Ok(Err(ChangeRefusal::Unknown)) };
    let checked = add::check_place(&new.facts.place).and_then(|()| add::check_times(&new.facts.times, now));
    if let Err(refusal) = checked {
        return Ok(Err(ChangeRefusal::Event(refusal)));
    }
    let before = Facts::of(&event);
    if before == new.facts && new.host.is_none() {
        // A commit in doubt is run again: our own change of this very instant is no stranger's.
        let is_ours = event.vetted_at.is_none() && event.modified_at == now;
        return Ok(if is_ours { Ok(Proposed::Changed) } else { Err(ChangeRefusal::Nothing) });
    }
    if let Some(host) = &new.host {
        // The host is in the group's list from now on, so that confirming needs nothing but ids.
        people::recognise(tx, vault, now, &[&host.person])?;
    }
    if event.vetted_at.is_none() {
        apply(tx, vault, now, &event, &new.facts, new.host.as_ref().map(|host| (&host.host, host.account, host.spare)))?;
        return Ok(Ok(Proposed::Changed));
    }
    let sealed = match &new.host {
        None => None,
        Some(host) => {
            let plain = SealedHost { new: host.host.clone(), account: host.account };
            let plain = serde_json::to_vec(&plain).expect("plain structs always serialise");
            Some(vault.seal(event.group, &new.id.0, &plain, nonce(&host.spare, new.id, &plain))?)
        }
    };
    let words_needed = if event.frozen_by.is_some() { WORDS_FROZEN } else { WORDS_VETTED };
    let change = Change {
        id: new.id,
        event: event.id,
        account: new.account,
        old_facts: before.text(),
        new_facts: new.facts.text(),
        sealed,
        words_needed,
        outcome: ChangeOutcome::Waits,
        proposed_at: now,
        ended_at: None,
    };
    if !store::hold_back(tx, event.id, change.id, now)? {
        return Ok(Err(ChangeRefusal::AnotherWaits));
    }
    store::add_change(tx, &change)?;
    Ok(Ok(Proposed::HeldBack(words_needed)))
}

/// What confirming did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// So many more people of other groups must confirm it.
    Waits(i64),
    /// It stands, and the event is held back no more.
    Stands,
}

/// Confirms a change for a group. That the account may speak for the group is for the caller to know.
pub fn confirm(
    tx: &mut Tx<'_>,
    vault: &Vault,
    now: i64,
    change: Id,
    (account, group): (Id, Id),
    spare: [u8; 32],
) -> Result<Result<Confirmed, ChangeRefusal>, Fault> {
    let Some(change) = store::change(tx, change)? else { return Ok(Err(ChangeRefusal::Unknown)) };
    let Some(event) = store::event(tx, change.event)? else { return Ok(Err(ChangeRefusal::Unknown)) };
    if change.account == Some(account) {
        return Ok(Err(ChangeRefusal::OwnChange));
    }
    if change.words_needed == WORDS_VETTED && group == event.group {
        return Ok(Err(ChangeRefusal::OwnGroup));
    }
    if !coalitions::coalitions_of(tx, group)?.iter().any(|coalition| coalition.id == event.coalition) {
        return Ok(Err(ChangeRefusal::OtherCoalition));
    }
    // A commit in doubt is run again: our own word is no stranger's.
    let is_ours = store::change_words(tx, change.id)?.contains(&(group, account));
    match change.outcome {
        ChangeOutcome::Waits => {}
        ChangeOutcome::Stands if is_ours => return Ok(Ok(Confirmed::Stands)),
        _ => return Ok(Err(ChangeRefusal::Ended)),
    }
    if !store::add_change_word(tx, change.id, group, account, now)? {
        let given = store::change_words(tx, change.id)?.len() as i64;
        let waits = Confirmed::Waits(change.words_needed - given);
        return Ok(if is_ours { Ok(waits) } else { Err(ChangeRefusal::SameGroup) });
    }
    let Some((given, needed)) = store::count_change_word(tx, change.id)? else { return Ok(Err(ChangeRefusal::Ended)) };
    if given < needed {
        return Ok(Ok(Confirmed::Waits(needed - given)));
    }
    store::end_change(tx, change.id, ChangeOutcome::Stands, now)?;
    let facts = change.after()?;
    let host = match &change.sealed {
        None => None,
        Some(sealed) => {
            let plain = vault.open_sealed(event.group, &change.id.0, sealed)?;
            let host: SealedHost = serde_json::from_slice(&plain).map_err(|_| Fault::bug("a change's host cannot be read"))?;
            Some(host)
        }
    };
    apply(tx, vault, now, &event, &facts, host.as_ref().map(|host| (&host.new, host.account, spare)))?;
    store::let_go(tx, event.id, change.id, now)?;
    Ok(Ok(Confirmed::Stands))
}

/// Drawn from spare randomness and the text itself, so that a closure that runs again with another text never uses one nonce twice.
fn nonce(spare: &[u8; 32], record: Id, plain: &[u8]) -> [u8; 24] {
    let hash = blake3::keyed_hash(spare, &[record.0.as_slice(), plain].concat());
    *hash.as_bytes().first_chunk().expect("a hash has 32 bytes")
}

/// Writes facts and host into the event.
fn apply(
    tx: &mut Tx<'_>,
    vault: &Vault,
    now: i64,
    event: &Event,
    facts: &Facts,
    host: Option<(&Host, Option<Id>, [u8; 32])>,
) -> Result<(), Fault> {
    store::set_facts(tx, event.id, &facts.place, &facts.times, now)?;
    let Some((host, account, spare)) = host else { return Ok(()) };
    let private = Private { host: host.clone(), ..super::private(tx, vault, event)? };
    let plain = private.to_bytes();
    let sealed = vault.seal(event.group, &event.id.0, &plain, nonce(&spare, event.id, &plain))?;
    let folded = seal::email::fold(&host.email).map_err(|_| Fault::bug("a host's mailbox was checked"))?.folded;
    let key = vault.matching_key(seal::Channel::Email, &folded);
    let identity = people::identity_of(tx, key)?.unwrap_or(event.host_identity);
    store::set_host(tx, event.id, &sealed, identity, account, now).map(drop)
}

/// Takes a change back: the old facts stand, and the event is held back no more.
pub fn withdraw(tx: &mut Tx<'_>, now: i64, change: Id) -> Result<Result<(), ChangeRefusal>, Fault> {
    let Some(change) = store::change(tx, change)? else { return Ok(Err(ChangeRefusal::Unknown)) };
    if !store::end_change(tx, change.id, ChangeOutcome::Withdrawn, now)? {
        return Ok(Err(ChangeRefusal::Ended));
    }
    store::let_go(tx, change.event, change.id, now)?;
    Ok(Ok(()))
}

/// An event's changes, the newest first.
pub fn changes(tx: &mut Tx<'_>, event: Id) -> Result<Vec<Change>, Fault> {
    store::changes(tx, event, CHANGES_MAX)
}

/// One change.
pub fn change(tx: &mut Tx<'_>, id: Id) -> Result<Option<Change>, Fault> {
    store::change(tx, id)
}

/// Which groups and accounts have confirmed a change.
pub fn words(tx: &mut Tx<'_>, change: Id) -> Result<Vec<(Id, Id)>, Fault> {
    store::change_words(tx, change)
}

/// Corrections of a coalition's events that stand and that those who knew the old facts were not told of yet, the oldest first. The
/// messages domain sends them, and then calls [`told`].
pub fn corrections(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<Change>, Fault> {
    store::changes_to_tell(tx, coalition, CHANGES_MAX)
}

/// Notes that a correction was told; `false` where it was noted before.
pub fn told(tx: &mut Tx<'_>, change: Id, now: i64) -> Result<bool, Fault> {
    store::tell_change(tx, change, now)
}
