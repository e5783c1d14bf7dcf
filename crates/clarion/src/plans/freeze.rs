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
    /// Since when it counts: its entry in the log and the waiting time, or the confirmation by a second group;
    /// [`NEVER`](super::passkeys::NEVER) while it is not in the log.
    pub counts_from: i64,
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
pub fn electorate(groups: &[Elector], now: i64) -> Vec<FrozenGroup> {
    let counts = |passkey: &&ElectorPasskey| {
        passkey.counts_from <= now && PublicKey::read(&passkey.key).is_ok_and(|key| key.algorithm() == ES256)
    };
    let counting: Vec<(&Elector, Vec<&ElectorPasskey>)> =
        groups.iter().map(|elector| (elector, elector.passkeys.iter().filter(counts).collect())).collect();
    let homes = homes(&counting);
    let accounts: BTreeSet<(Id, Id)> = homes.iter().map(|(account, (_, group))| (*group, *account)).collect();
    let holders: BTreeMap<Id, u32> = accounts.iter().zip(1..).map(|((_, account), number)| (*account, number)).collect();
    let mut electorate: Vec<FrozenGroup> =
        counting.iter().map(|(elector, passkeys)| group(elector, passkeys, &homes, &holders)).collect();
    electorate.sort_by_key(|group| group.group);
    electorate
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
fn homes(counting: &[(&Elector, Vec<&ElectorPasskey>)]) -> BTreeMap<Id, (Power, Id)> {
    let mut homes: BTreeMap<Id, (Power, Id)> = BTreeMap::new();
    for (elector, passkeys) in counting {
        for passkey in passkeys {
            let seat = (passkey.power, elector.group);
            homes.entry(passkey.account).and_modify(|home| *home = (*home).min(seat)).or_insert(seat);
        }
    }
    homes
}

fn group(
    elector: &Elector,
    passkeys: &[&ElectorPasskey],
    homes: &BTreeMap<Id, (Power, Id)>,
    holders: &BTreeMap<Id, u32>,
) -> FrozenGroup {
    let is_home = |passkey: &&&ElectorPasskey| homes.get(&passkey.account) == Some(&(passkey.power, elector.group));
    let freeze = |passkey: &&ElectorPasskey| FrozenPasskey {
        passkey: passkey.passkey,
        key: Base64(passkey.key.clone()),
        holder: holders.get(&passkey.account).copied().unwrap_or(0),
        power: passkey.power,
        counts_from: passkey.counts_from,
    };
    let mut passkeys: Vec<FrozenPasskey> = passkeys.iter().filter(is_home).map(freeze).collect();
    passkeys.sort_by_key(|passkey| passkey.passkey);
    FrozenGroup { group: elector.group, name: elector.name.clone(), passkeys }
}
