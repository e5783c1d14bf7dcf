//! Erasing a person from a group's list, as they asked: what names them goes, what was counted stays a number.
//!
//! Gone are the record, consents, tags, choices, notes, foreign ids, forms that wait, what they wrote with a signature or an answer, and
//! what they answered to forms; they stand in no list by id, and places at events are free for others. A signature stays counted, under
//! an internal id that names nobody. A "no" to the group stays, by internal id and by the mailbox's key, so that no import and no key
//! of the group brings them back onto mails unasked.

use super::consent::{self, Consent, ConsentStatus, Purpose};
use super::store::{self, DatedRow, PersonRow};
use super::{Details, NO_NEWS, beside, epoch, id_lists, server_words};
use crate::coalitions::merging;
use crate::events::{
    self,
    attending::{self, change},
};
use crate::forms;
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::pending;
use crate::people::Scope;
use crate::petitions::listing;
use crate::webhooks::{self, Happened, Kind};
use db::{Fault, FaultKind, Tx};
use seal::{Channel, MatchingKey};
use std::collections::BTreeSet;

refusals! {
    /// Why somebody is not erased.
    EraseRefusal {
        /// They are not on the list.
        Unknown = "erase-refused-unknown",
    }
}

/// Who asked for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The group, for somebody who asked it: the whole record, by mailbox and number.
    Group,
    /// Whoever reads the record's mailbox. A number beside it may be a stranger's, put there by whomever: the record goes, and what that
    /// number itself allowed the group, or refused it, stays as it was.
    Mailbox,
    /// A rule of the group about how long people are kept: the same goes as where the group erases, in other words.
    Rule,
}

impl Asked {
    /// Whether they may speak for a number that stands beside the mailbox.
    fn speaks_for_number(self) -> bool {
        self != Self::Mailbox
    }

    /// Why the "no" stands, for whoever reads it later.
    fn words(self) -> &'static str {
        match self {
            Self::Group | Self::Mailbox => server_words::ERASED_ON_REQUEST,
            Self::Rule => server_words::ERASED_BY_RULE,
        }
    }
}

/// Erases a person of a group's list. Of a group that merges or merged, and can still part, also from the other's: they are one list.
pub fn erase(
    tx: &mut Tx<'_>,
    vault: &Vault,
    ids: &Ids,
    now: i64,
    group: Id,
    person: Id,
) -> Result<Result<(), EraseRefusal>, Fault> {
    erase_for(tx, vault, ids, now, (group, person), Asked::Group)
}

/// Erases a person (group, record).
pub(super) fn erase_for(
    tx: &mut Tx<'_>,
    vault: &Vault,
    ids: &Ids,
    now: i64,
    (group, person): (Id, Id),
    asked: Asked,
) -> Result<Result<(), EraseRefusal>, Fault> {
    let Some(DatedRow { row, .. }) = store::person_of_group(tx, Scope::of(group), person)? else {
        return Ok(Err(EraseRefusal::Unknown));
    };
    let details = Details::from_bytes(&vault.open_sealed(group, &row.id.0, &row.sealed)?)?;
    // The number, where whoever asks may speak for it.
    let humans = [Some(row.identity), own_number(&row, asked)].into_iter().flatten();
    let other = merging::erased(tx, group, humans)?;
    let mut all = Vec::with_capacity(2);
    if let Some(other) = other {
        match store::find_people(tx, &[(row.identity, other)])?.pop() {
            Some(theirs) => {
                let details = Details::from_bytes(&vault.open_sealed(other, &theirs.id.0, &theirs.sealed)?)?;
                all.push((theirs, details));
            }
            None => {
                stop_mails(tx, vault, now, other, (&row, &details), asked)?;
                say_no(tx, now, other, (&row, &details), asked)?;
            }
        }
    }
    all.push((row, details));
    // Before the lists are held: whoever confirms holds what they sent, and then waits for the list.
    for (row, details) in &all {
        stop_mails(tx, vault, now, row.group, (row, details), asked)?;
    }
    let lists: Vec<Id> = all.iter().map(|(row, _)| row.group).collect();
    hold_lists(tx, &lists)?;
    for (row, details) in &all {
        erase_row(tx, (vault, ids, now), row.group, (row, details), asked)?;
    }
    epoch::raise(tx, other.into_iter().chain([group]))?;
    Ok(Ok(()))
}

/// Waits for everybody who takes part at the moment in these lists: what they write is found and goes, too. Who comes meanwhile waits
/// until the erasure has ended, and is somebody new.
pub(super) fn hold_lists(tx: &mut Tx<'_>, groups: &[Id]) -> Result<(), Fault> {
    let mut lists: Vec<[u8; 16]> = groups.iter().map(|group| group.0).collect();
    lists.sort_unstable();
    tx.hold_alone(&lists)
}

/// The human of the number beside a record's mailbox, where whoever asked may speak for it.
fn own_number(row: &PersonRow, asked: Asked) -> Option<Id> {
    row.phone_identity.filter(|number| asked.speaks_for_number() || *number == row.identity)
}

/// A "no" to a group's news and calls by the keys of mailbox and number; what they sent and did not confirm goes.
fn stop_mails(
    tx: &mut Tx<'_>,
    vault: &Vault,
    now: i64,
    group: Id,
    (row, details): (&PersonRow, &Details),
    asked: Asked,
) -> Result<(), Fault> {
    for key in keys(vault, details, own_number(row, asked).is_some() || asked.speaks_for_number()) {
        store::suppress(tx, key, group, NO_NEWS, None, now)?;
        pending::forget(tx, key, group)?;
    }
    Ok(())
}

/// The same "no" by internal id.
fn say_no(tx: &mut Tx<'_>, now: i64, group: Id, (row, details): (&PersonRow, &Details), asked: Asked) -> Result<(), Fault> {
    let number = own_number(row, asked);
    let by_phone = number.unwrap_or(row.identity);
    let refused =
        [(row.identity, Channel::Email, !details.email.is_empty()), (by_phone, Channel::Phone, !details.phone.is_empty())];
    for (identity, channel, _) in refused.into_iter().filter(|(_, _, is_held)| *is_held) {
        let said = [Purpose::News, Purpose::Calls].map(|purpose| no(group, channel, purpose, now, asked));
        consent::note(tx, &said.iter().map(|said| (identity, said)).collect::<Vec<_>>())?;
    }
    Ok(())
}

fn erase_row(
    tx: &mut Tx<'_>,
    (vault, ids, now): (&Vault, &Ids, i64),
    group: Id,
    (row, details): (&PersonRow, &Details),
    asked: Asked,
) -> Result<(), Fault> {
    let identities: BTreeSet<Id> = [Some(row.identity), own_number(row, asked)].into_iter().flatten().collect();
    for answer in attending::of_human(tx, row.identity, group)? {
        // Who came to an event that is over is a number, and nobody waits for the place.
        if events::event(tx, answer.event)?.is_some_and(|event| event.times.ends_at > now) {
            change::cancel_for(tx, ids, now, (answer.identity, answer.event))?;
        }
    }
    attending::forget_notes(tx, row.identity, group)?;
    listing::forget_comments(tx, group, row.id, now)?;
    forms::listing::forget_answers(tx, group, row.id, now)?;
    for identity in identities {
        store::drop_consents(tx, Scope::of(group), identity)?;
        beside::forget(tx, group, identity)?;
    }
    say_no(tx, now, group, (row, details), asked)?;
    for foreign in &details.identifiers {
        store::drop_identifier(tx, Scope::of(group), &vault.foreign_key(group, "person", foreign), row.id)?;
    }
    id_lists::forget(tx, row.id)?;
    let erased = Happened { group, kind: Kind::Erasure, action: Id::ZERO, record: row.id, at: now };
    webhooks::note(tx, now, [group], |_| Ok(vec![erased]))?;
    match store::drop_person(tx, row)? {
        true => Ok(()),
        // Run again, it sees the change.
        false => Err(Fault::new(FaultKind::Collision, "a person was changed while being erased")),
    }
}

/// What a human allowed a group by mail becomes a "no".
pub(super) fn refuse(tx: &mut Tx<'_>, identity: Id, group: Id, now: i64) -> Result<(), Fault> {
    store::drop_consents(tx, Scope::of(group), identity)?;
    let said = [Purpose::News, Purpose::Calls].map(|purpose| no(group, Channel::Email, purpose, now, Asked::Mailbox));
    consent::note(tx, &said.iter().map(|said| (identity, said)).collect::<Vec<_>>())
}

fn no(group: Id, channel: Channel, purpose: Purpose, now: i64, asked: Asked) -> Consent {
    Consent {
        group,
        channel,
        purpose,
        status: ConsentStatus::Unsubscribed,
        words: consent::Words::new("en", asked.words()),
        source: String::new(),
        noted_at: now,
    }
}

fn keys(vault: &Vault, details: &Details, own_number: bool) -> Vec<MatchingKey> {
    let email = seal::email::fold(&details.email).ok().map(|email| vault.matching_key(Channel::Email, &email.folded));
    let phone = (own_number && !details.phone.is_empty()).then(|| vault.matching_key(Channel::Phone, &details.phone));
    [email, phone].into_iter().flatten().collect()
}
