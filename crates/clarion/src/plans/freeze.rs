//! What a ballot freezes, put together from what the other domains know: events, groups, delegates, passkeys.
//!
//! Pure, so that the second person who opens a ballot can have the very same document made again: if anything changed since the
//! first signature, the hashes differ and the ballot is prepared anew.

use super::PlanVersion;
use super::document::{FROZEN_FORMAT, Frozen, FrozenEvent, FrozenGroup, FrozenPasskey, Power};
use crate::ids::Id;
use crate::trust::Base64;
use crate::trust::assertion::RelyingParty;
use crate::trust::cose::{ES256, PublicKey};
use std::collections::{BTreeMap, BTreeSet};

/// A passkey of somebody with a seat in a steering group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElectorPasskey {
    /// Its id.
    pub passkey: Id,
    /// Whose it is.
    pub account: Id,
    /// Its public key, a COSE_Key.
    pub key: Vec<u8>,
    /// What its holder is in the group.
    pub power: Power,
    /// Since when it counts by itself: its entry in the log and the waiting time; [`NEVER`](super::passkeys::NEVER) while it is not in
    /// the log.
    pub counts_from: i64,
    /// The word of a second group, by which it may count sooner.
    pub confirmed: Option<Word>,
}

/// A second group's word for a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// The group.
    pub group: Id,
    /// The passkey that signed it.
    pub passkey: Id,
    /// When it entered the log.
    pub at: i64,
}

/// A steering group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elector {
    /// The group.
    pub group: Id,
    /// Its name.
    pub name: String,
    /// All passkeys of its people.
    pub passkeys: Vec<ElectorPasskey>,
}

/// What the other domains know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Where passkeys sign.
    pub site: RelyingParty,
    /// How long a new passkey waits.
    pub passkey_wait_minutes: i64,
    /// The coalition's vetted on-call events.
    pub events: Vec<FrozenEvent>,
    /// The steering groups.
    pub electorate: Vec<Elector>,
}

/// Who a ballot is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BallotOf {
    /// The coalition.
    pub coalition: Id,
    /// The plan.
    pub plan: Id,
    /// The ballot.
    pub ballot: Id,
}

/// The steering groups in the order of their ids, with the passkeys that count at `now`. Only keys of ES256 vote. What does not count
/// yet leaves no trace: a new passkey must not keep a prepared ballot from being opened.
///
/// A word counts while the passkey that signed it is itself in the electorate, for the same group, and had waited by then. So whoever
/// checks the frozen plan finds the signer in it, and somebody with seats in two groups vouches for neither in the name of the other.
pub fn electorate(groups: &[Elector], now: i64) -> Vec<FrozenGroup> {
    let counts = |passkey: &ElectorPasskey| {
        let counts = passkey.counts_from <= now || passkey.confirmed.is_some_and(|word| had_waited(groups, &word, now));
        counts && PublicKey::read(&passkey.key).is_ok_and(|key| key.algorithm() == ES256)
    };
    let all = groups.iter().flat_map(|elector| elector.passkeys.iter().map(|passkey| (elector.group, passkey)));
    let mut counting: Vec<Counting<'_>> = all.filter(|(_, passkey)| counts(passkey)).collect();
    let homes = homes(&counting);
    counting.retain(|(group, passkey)| homes.get(&passkey.account) == Some(&(passkey.power, *group)));
    let is_waited = |(_, passkey): &&Counting<'_>| passkey.counts_from <= now;
    let waited: BTreeSet<(Id, Id)> = counting.iter().filter(is_waited).map(|(group, passkey)| (*group, passkey.passkey)).collect();
    counting.retain(|(group, passkey)| {
        let is_vouched = |word: Word| word.group != *group && waited.contains(&(word.group, word.passkey));
        passkey.counts_from <= now || passkey.confirmed.is_some_and(is_vouched)
    });
    let accounts: BTreeSet<(Id, Id)> = counting.iter().map(|(group, passkey)| (*group, passkey.account)).collect();
    let holders: BTreeMap<Id, u32> = accounts.iter().zip(1..).map(|((_, account), number)| (*account, number)).collect();
    let mut electorate: Vec<FrozenGroup> = groups.iter().map(|elector| group(elector, &counting, &holders, now)).collect();
    electorate.sort_by_key(|group| group.group);
    electorate
}

/// A passkey that counts, with its group.
type Counting<'a> = (Id, &'a ElectorPasskey);

/// Whether the passkey of a word had waited its own time out when it signed.
fn had_waited(groups: &[Elector], word: &Word, now: i64) -> bool {
    let mut of_group = groups.iter().filter(|elector| elector.group == word.group).flat_map(|elector| &elector.passkeys);
    word.at <= now && of_group.any(|signer| signer.passkey == word.passkey && signer.counts_from <= word.at)
}

/// Freezes a version with the electorate at `now`.
pub fn freeze(of: BallotOf, salt: [u8; 32], version: &PlanVersion, facts: &Facts, now: i64) -> Frozen {
    let mut events = facts.events.clone();
    events.sort_by_key(|event| event.event);
    Frozen {
        format: FROZEN_FORMAT.to_owned(),
        coalition: of.coalition,
        plan: of.plan,
        version: version.version,
        ballot: of.ballot,
        salt: Base64(salt.to_vec()),
        site: facts.site.clone(),
        passkey_wait_minutes: facts.passkey_wait_minutes,
        document: version.document.clone(),
        events,
        electorate: electorate(&facts.electorate, now),
    }
}

/// Somebody with seats in several steering groups counts in one: where their power is greatest, else in the first by id. One
/// person must not open a ballot, or halt a decision, in the name of two groups.
fn homes(counting: &[Counting<'_>]) -> BTreeMap<Id, (Power, Id)> {
    let mut homes: BTreeMap<Id, (Power, Id)> = BTreeMap::new();
    for (group, passkey) in counting {
        let seat = (passkey.power, *group);
        homes.entry(passkey.account).and_modify(|home| *home = (*home).min(seat)).or_insert(seat);
    }
    homes
}

fn group(elector: &Elector, counting: &[Counting<'_>], holders: &BTreeMap<Id, u32>, now: i64) -> FrozenGroup {
    let freeze = |(_, passkey): &Counting<'_>| FrozenPasskey {
        passkey: passkey.passkey,
        key: Base64(passkey.key.clone()),
        holder: holders.get(&passkey.account).copied().unwrap_or(0),
        power: passkey.power,
        // By its own time where that is over, else by the word for it.
        counts_from: passkey.confirmed.filter(|_| passkey.counts_from > now).map_or(passkey.counts_from, |word| word.at),
    };
    let own = counting.iter().filter(|(group, _)| *group == elector.group);
    let mut passkeys: Vec<FrozenPasskey> = own.map(freeze).collect();
    passkeys.sort_by_key(|passkey| passkey.passkey);
    FrozenGroup { group: elector.group, name: elector.name.clone(), passkeys }
}
