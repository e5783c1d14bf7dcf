//! What a ballot freezes, asked of the domains that know it: who steers, who their delegates are, and which passkeys count.

use super::document::Power;
use super::follow;
use super::freeze::{Elector, ElectorPasskey, Facts};
use super::passkeys::{self as log, NEVER};
use crate::access::accounts::{self, SEATS_MAX};
use crate::access::passkeys;
use crate::clock::MINUTE;
use crate::coalitions::{self, SteeringGroup};
use crate::ids::Id;
use crate::trust::assertion::RelyingParty;
use db::{Fault, Tx};
use std::collections::BTreeSet;

/// Everything that a ballot of this coalition freezes, as it stands in this transaction.
pub fn facts(tx: &mut Tx<'_>, coalition: Id, site: &RelyingParty) -> Result<Facts, Fault> {
    let passkey_wait_minutes = super::passkey_wait_minutes(tx, coalition)?;
    let (events, electorate) = (follow::events_of(tx, coalition)?, electors(tx, coalition)?);
    Ok(Facts { site: site.clone(), passkey_wait_minutes, events, electorate })
}

/// The steering groups with all passkeys of their people, and since when each counts.
pub(super) fn electors(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<Elector>, Fault> {
    let wait = super::passkey_wait_minutes(tx, coalition)? * MINUTE;
    let steering = coalitions::steering(tx, coalition)?;
    steering.iter().map(|group| elector(tx, coalition, group, wait)).collect()
}

/// How many steering groups could vote in a ballot that is prepared now, and how many there are.
pub(super) fn voters(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<(usize, usize), Fault> {
    let electors = electors(tx, coalition)?;
    let votes = |of: &ElectorPasskey| of.power != Power::Member && of.counts_from <= now;
    let can = electors.iter().filter(|elector| elector.passkeys.iter().any(votes)).count();
    Ok((can, electors.len()))
}

fn elector(tx: &mut Tx<'_>, coalition: Id, steering: &SteeringGroup, wait: i64) -> Result<Elector, Fault> {
    let seated = accounts::seated_in(tx, steering.group.id, SEATS_MAX)?;
    let named = [steering.delegate, steering.deputy].into_iter().flatten();
    let accounts: BTreeSet<Id> = seated.into_iter().map(|(account, _)| account.id).chain(named).collect();
    let mut elector = Elector { group: steering.group.id, name: steering.group.name.clone(), passkeys: Vec::new() };
    for account in accounts {
        let power = match Some(account) {
            account if account == steering.delegate => Power::Delegate,
            account if account == steering.deputy => Power::Deputy,
            _ => Power::Member,
        };
        for passkey in passkeys::passkeys_of(tx, account)? {
            let (key, counts_from) = (passkey.public_key, NEVER);
            let mut of = ElectorPasskey { passkey: passkey.id, account, key, power, counts_from, confirmed: None };
            let entry = log::Entry::of(&elector, &of);
            of.counts_from = log::counts_from(tx, coalition, &entry, wait)?;
            of.confirmed = log::word(tx, coalition, &entry)?;
            elector.passkeys.push(of);
        }
    }
    Ok(elector)
}
