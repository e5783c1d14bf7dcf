//! What a ballot freezes, asked of the domains that know it: who steers, who their delegates are, and which passkeys count.

use super::document::Power;
use super::follow;
use super::freeze::{Elector, ElectorPasskey, Facts};
use crate::access::accounts::{self, SEATS_MAX};
use crate::access::passkeys::{self, Passkey};
use crate::clock::MINUTE;
use crate::coalitions::{self, SteeringGroup};
use crate::ids::Id;
use crate::trust::assertion::RelyingParty;
use db::{Fault, Tx};
use std::collections::BTreeSet;

/// Everything that a ballot of this coalition freezes, as it stands in this transaction.
pub(super) fn facts(tx: &mut Tx<'_>, coalition: Id, site: &RelyingParty) -> Result<Facts, Fault> {
    let wait = super::passkey_wait_minutes(tx, coalition)? * MINUTE;
    let steering = coalitions::steering(tx, coalition)?;
    let electorate = steering.iter().map(|group| elector(tx, group, wait)).collect::<Result<_, _>>()?;
    Ok(Facts { site: site.clone(), events: follow::events_of(tx, coalition)?, electorate })
}

fn elector(tx: &mut Tx<'_>, steering: &SteeringGroup, wait: i64) -> Result<Elector, Fault> {
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
        let of = |passkey: Passkey| ElectorPasskey {
            passkey: passkey.id,
            account,
            key: passkey.public_key,
            power,
            counts_from: passkey.registered_at + wait,
        };
        elector.passkeys.extend(passkeys::passkeys_of(tx, account)?.into_iter().map(of));
    }
    Ok(elector)
}
