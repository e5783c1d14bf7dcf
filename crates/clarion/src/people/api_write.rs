//! Adding and changing a person by an API key: the signup helper's and the PUT's rules.
//!
//! People are matched within the group, by mailbox, then by number, and no identities are joined. What a group says of consent is
//! *asserted*: it fills an empty place and never turns a "no" into a "yes"; `unsubscribed` always holds. A number belongs to one
//! record of a group: it moves to whoever gives it now, and a record that was nothing but that number is taken in.

use super::api_body::{Checked, Wish};
use super::beside;
use super::beside::tags::Changes;
use super::consent::{self, Consent, ConsentStatus, Purpose, Words};
use super::epoch;
use super::fields::choosing;
use super::fields::choosing::settle::{self, Known};
use super::recognise::seal_again;
use super::store::{self, ConsentRow, DatedRow, PersonRow};
use super::{Details, Intake, PersonInput, Recognised, recognise, server_words};
use crate::coalitions::merging;
use crate::forms;
use crate::ids::Id;
use crate::keys::Vault;
use crate::osdi::field::Field;
use crate::people::Scope;
use crate::petitions::listing;
use crate::refusal::Refusal;
use crate::webhooks;
use db::{Fault, FaultKind, Tx};
use seal::{Channel, MatchingKey};
use std::collections::{BTreeMap, HashSet};

/// Somebody to add or update, keyed and sealed.
#[derive(Clone, Debug)]
pub struct SignUp {
    /// The person.
    pub person: PersonInput,
    /// What the group says of their channels.
    pub said: Vec<Consent>,
    /// What holds for somebody new of whom it says nothing.
    pub otherwise: Vec<Consent>,
    /// Keys of foreign ids.
    pub identifiers: Vec<[u8; 16]>,
    /// Tags to give and to take.
    pub tags: Changes,
    /// The key by which it was asked.
    pub by: Id,
}

/// Who may be written to, and by what word, as a key asserts it.
fn asserted(group: Id, channel: Channel, wish: Wish, now: i64) -> Consent {
    let status = match wish {
        Wish::Subscribed => ConsentStatus::Asserted,
        Wish::Unsubscribed => ConsentStatus::Unsubscribed,
    };
    // No words are known that the person saw.
    let words = Words::new("", "");
    Consent { group, channel, purpose: Purpose::News, status, words, source: "api".to_owned(), noted_at: now }
}

/// What a body says of consents.
pub fn said(group: Id, checked: &Checked, now: i64) -> Vec<Consent> {
    let email = checked.email_wish.map(|wish| asserted(group, Channel::Email, wish, now));
    let phone = checked.phone_wish.map(|wish| asserted(group, Channel::Phone, wish, now));
    email.into_iter().chain(phone).collect()
}

/// E-mail is subscribed unless something else is said; a number is not.
pub fn otherwise(group: Id, checked: &Checked, now: i64) -> Vec<Consent> {
    let silent = checked.email.is_some() && checked.email_wish.is_none();
    silent.then(|| asserted(group, Channel::Email, Wish::Subscribed, now)).into_iter().collect()
}

/// Keys and seals a person; `None` where neither mailbox nor number is given.
pub fn prepare(intake: &Intake, group: Id, checked: &Checked, now: i64) -> Result<Option<PersonInput>, Fault> {
    let email = checked.email.as_ref().map(|(_, folded)| folded.as_str());
    if !checked.reaches() {
        return Ok(None);
    }
    intake.person(group, now, email, checked.details(), checked.coarse()).map(Some)
}

/// Keys of foreign ids of a group's people.
pub fn identifier_keys(vault: &Vault, group: Id, identifiers: &[String]) -> Vec<[u8; 16]> {
    identifiers.iter().map(|text| vault.foreign_key(group, "person", text)).collect()
}

/// Adds or updates one person.
pub fn sign_up(tx: &mut Tx<'_>, vault: &Vault, now: i64, input: &SignUp) -> Result<Recognised, Fault> {
    let mut person = input.person.clone();
    let group = person.group;
    // Before anything that an erasure writes last.
    tx.share(&[group.0])?;
    let mut number_came = false;
    if let (Some(email), Some(phone)) = (person.email, person.phone) {
        let identity = identity_of(tx, email)?;
        let phone_identity = identity_of(tx, phone)?;
        let spare = person.spare;
        let taken_in = free_number(tx, vault, now, person.group, (identity, phone_identity), &spare)?;
        if let Some(taken_in) = taken_in {
            number_came = true;
            person.details = taken_in.merged(&person.details);
            person.sealed = seal_again(vault, person.group, person.id, &person.details, &spare)?;
        }
    }
    let known = recognise(tx, vault, now, &[&person])?;
    let known = known.first().copied().ok_or_else(|| Fault::bug("nobody was recognised"))?;
    if known.added {
        let (group, new) = (person.group, webhooks::new_supporter(person.group, known.person, now));
        webhooks::note(tx, now, [group], |_| Ok(vec![new]))?;
    }
    let consents = input.said.iter().chain(input.otherwise.iter().filter(|_| known.added));
    note_said(tx, now, known.identity, person.email.map(|(key, _)| key), consents)?;
    store::add_identifiers(tx, Scope::of(input.person.group), known.person, &input.identifiers)?;
    input.tags.make(tx, now, (input.person.group, input.by), known.identity)?;
    if number_came {
        epoch::raise(tx, [group])?;
    }
    Ok(known)
}

/// Notes what a group says of somebody's channels.
fn note_said<'a>(
    tx: &mut Tx<'_>,
    now: i64,
    identity: Id,
    mailbox: Option<MatchingKey>,
    said: impl Iterator<Item = &'a Consent>,
) -> Result<(), Fault> {
    let said = but_for_the_stopped(tx, now, said.map(|consent| (identity, mailbox, consent)).collect())?;
    consent::note(tx, &said)
}

/// What a program says of people with these mailboxes: whoever told a group to stop is not asserted to agree, whatever its list knows.
pub(super) fn but_for_the_stopped<'a>(
    tx: &mut Tx<'_>,
    now: i64,
    said: Vec<(Id, Option<MatchingKey>, &'a Consent)>,
) -> Result<Vec<(Id, &'a Consent)>, Fault> {
    let yes = |consent: &Consent| consent.channel == Channel::Email && consent.status == ConsentStatus::Asserted;
    let mut asserted: BTreeMap<Id, Vec<MatchingKey>> = BTreeMap::new();
    for (_, mailbox, consent) in said.iter().filter(|(.., consent)| yes(consent)) {
        asserted.entry(consent.group).or_default().extend(mailbox);
    }
    let mut stopped = HashSet::new();
    for (group, mut mailboxes) in asserted {
        mailboxes.sort_unstable();
        mailboxes.dedup();
        stopped.extend(store::stopped_here(tx, Scope::of(group), &mailboxes, now)?.into_iter().map(|mailbox| (group, mailbox)));
    }
    let stands = |(_, mailbox, consent): &(Id, Option<MatchingKey>, &Consent)| {
        !yes(consent) || mailbox.is_none_or(|mailbox| !stopped.contains(&(consent.group, mailbox)))
    };
    Ok(said.into_iter().filter(stands).map(|(identity, _, consent)| (identity, consent)).collect())
}

/// The identity of a key, which is made if nobody has it yet.
fn identity_of(tx: &mut Tx<'_>, (key, fresh): (MatchingKey, Id)) -> Result<Id, Fault> {
    store::add_keys(tx, &[(key, fresh, None)], |_| {})?;
    let found = store::find_keys(tx, &[key])?;
    found.first().map(|(_, identity, _)| *identity).ok_or_else(|| Fault::bug("a key vanished"))
}

/// Makes a number free for the record of `identity`: another record with a mailbox loses it; one that was only that number becomes the
/// record of `identity`, or is taken in by it, and then its details are handed back.
fn free_number(
    tx: &mut Tx<'_>,
    vault: &Vault,
    now: i64,
    group: Id,
    (identity, phone_identity): (Id, Id),
    spare: &[u8; 32],
) -> Result<Option<Details>, Fault> {
    let holders = store::find_by_phone(tx, &[(phone_identity, group)])?;
    let Some(&(_, _, holder)) = holders.first().filter(|(_, _, holder)| *holder != identity) else { return Ok(None) };
    let Some(row) = store::find_people(tx, &[(holder, group)])?.pop() else { return Ok(None) };
    if row.identity != phone_identity {
        drop_number(tx, vault, now, row, spare)?;
        return Ok(None);
    }
    let kept = store::find_people(tx, &[(identity, group)])?.pop();
    let made = store::person_of_group(tx, Scope::of(group), row.id)?.map_or(now, |dated| dated.created_at);
    expect_written(store::drop_person(tx, &row)?)?;
    let Some(kept) = kept else {
        let moved = PersonRow { identity, modified_at: now.max(row.modified_at + 1), ..row };
        expect_written(store::put_person(tx, &moved, made)?)?;
        number_moved(tx, now, group, (holder, identity))?;
        return Ok(None);
    };
    listing::give_to(tx, row.id, kept.id)?;
    forms::listing::give_to(tx, row.id, kept.id)?;
    number_moved(tx, now, group, (holder, identity))?;
    let taken = Details::from_bytes(&vault.open_sealed(group, &row.id.0, &row.sealed)?)?;
    let own = Details::from_bytes(&vault.open_sealed(group, &kept.id.0, &kept.sealed)?)?;
    let mut both = taken.merged(&own);
    // Where one of the two has a choice, it stands, and a free text of the other goes: said as text, it is found to be that choice.
    both.custom.extend(choosing::in_words(tx, vault, group, &[identity])?.remove(&identity).unwrap_or_default());
    Ok(Some(both))
}

/// What goes along with a record that was nothing but a number when it becomes that of a mailbox, or is taken in by it.
fn number_moved(tx: &mut Tx<'_>, now: i64, group: Id, (holder, identity): (Id, Id)) -> Result<(), Fault> {
    merging::moved(tx, group, holder)?;
    keep_no(tx, now, group, (holder, identity))?;
    beside::moved(tx, group, holder, identity)
}

fn drop_number(tx: &mut Tx<'_>, vault: &Vault, now: i64, row: PersonRow, spare: &[u8; 32]) -> Result<(), Fault> {
    let mut details = Details::from_bytes(&vault.open_sealed(row.group, &row.id.0, &row.sealed)?)?;
    details.phone.clear();
    let sealed = seal_again(vault, row.group, row.id, &details, spare)?;
    let (was, modified_at) = (row.modified_at, now.max(row.modified_at + 1));
    let changed = PersonRow { sealed, phone_identity: None, modified_at, ..row };
    expect_written(store::set_people(tx, &[(changed, was)])? == 1)
}

fn expect_written(written: bool) -> Result<(), Fault> {
    if written { Ok(()) } else { Err(Fault::new(FaultKind::Collision, "a person was changed by somebody else meanwhile")) }
}

/// A change to one person, keyed.
#[derive(Clone, Debug)]
pub struct Change {
    /// Whose list.
    pub group: Id,
    /// Who.
    pub person: Id,
    /// What is given; the rest stays.
    pub checked: Checked,
    /// The new mailbox's key, with the identity it gets if it is new.
    pub email: Option<(MatchingKey, Id)>,
    /// The new number's key, likewise.
    pub phone: Option<(MatchingKey, Id)>,
    /// What the group says of their channels.
    pub said: Vec<Consent>,
    /// Keys of foreign ids.
    pub identifiers: Vec<[u8; 16]>,
    /// Tags to give and to take.
    pub tags: Changes,
    /// The key by which it was asked.
    pub by: Id,
    /// Spare randomness, for sealing.
    pub spare: [u8; 32],
}

/// Why a person cannot be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRefusal {
    /// The group has no such person.
    #[error("Not found")]
    Unknown,
    /// Another record of the group has that mailbox.
    #[error("Another person in this list has that email address.")]
    AddressTaken,
    /// Another record of the group is that number alone.
    #[error("Another person in this list has that phone number.")]
    NumberTaken,
    /// Nothing would be left to reach them by.
    #[error("A person needs an email address or a phone number.")]
    NothingLeft,
}

impl Refusal for ChangeRefusal {
    fn message(&self) -> &'static str {
        match self {
            Self::Unknown => "tag-refused-unknown",
            Self::AddressTaken => "person-refused-address",
            Self::NumberTaken => "person-refused-number",
            Self::NothingLeft => "person-refused-nothing-left",
        }
    }
}

/// Prepares a change that `by` asks for; needs no transaction.
pub fn prepare_change(intake: &Intake, (group, by): (Id, Id), person: Id, checked: Checked, tags: Changes, now: i64) -> Change {
    let keyed = |channel, text: &str| (intake.vault.matching_key(channel, text), intake.ids.fresh(now));
    Change {
        group,
        person,
        email: checked.email.as_ref().map(|(_, folded)| keyed(Channel::Email, folded)),
        phone: checked.phone.text().map(|number| keyed(Channel::Phone, number)),
        said: said(group, &checked, now),
        identifiers: identifier_keys(&intake.vault, group, &checked.identifiers),
        checked,
        tags,
        by,
        spare: intake.ids.bytes(),
    }
}

/// Changes one person: what is absent stays, `null` and empty clear.
pub fn change(tx: &mut Tx<'_>, vault: &Vault, now: i64, change: &Change) -> Result<Result<(), ChangeRefusal>, Fault> {
    // Whoever is being erased is changed before, or not found.
    tx.share(&[change.group.0])?;
    let Some(DatedRow { row, created_at }) = store::person_of_group(tx, Scope::of(change.group), change.person)? else {
        return Ok(Err(ChangeRefusal::Unknown));
    };
    let identity = match change.email {
        Some(email) => identity_of(tx, email)?,
        None => row.identity,
    };
    if identity != row.identity && !store::find_people(tx, &[(identity, change.group)])?.is_empty() {
        return Ok(Err(ChangeRefusal::AddressTaken));
    }
    let phone_identity = match (change.phone, &change.checked.phone) {
        (Some(phone), _) => Some(identity_of(tx, phone)?),
        (None, Field::Cleared) => None,
        (None, _) => row.phone_identity,
    };
    let only_a_number = Some(row.identity) == row.phone_identity;
    if only_a_number && change.email.is_none() && phone_identity != row.phone_identity {
        return Ok(Err(ChangeRefusal::NothingLeft));
    }
    if let Some(phone_identity) = phone_identity.filter(|_| phone_identity != row.phone_identity) {
        let others = store::find_by_phone(tx, &[(phone_identity, change.group)])?;
        for (_, group, holder) in others.into_iter().filter(|(_, _, holder)| *holder != row.identity) {
            if holder == phone_identity {
                return Ok(Err(ChangeRefusal::NumberTaken));
            }
            for other in store::find_people(tx, &[(holder, group)])? {
                drop_number(tx, vault, now, other, &change.spare)?;
            }
        }
    }
    let mailbox = match change.email {
        Some((key, _)) => Some(key),
        None if change.said.is_empty() => None,
        None => mailbox_of(vault, &row)?,
    };
    write(tx, vault, now, change, DatedRow { row, created_at }, (identity, phone_identity))?;
    note_said(tx, now, identity, mailbox, change.said.iter())?;
    store::add_identifiers(tx, Scope::of(change.group), change.person, &change.identifiers)?;
    change.tags.make(tx, now, (change.group, change.by), identity)?;
    Ok(Ok(()))
}

/// The key of a record's mailbox, if it has one.
fn mailbox_of(vault: &Vault, row: &PersonRow) -> Result<Option<MatchingKey>, Fault> {
    let details = Details::from_bytes(&vault.open_sealed(row.group, &row.id.0, &row.sealed)?)?;
    Ok(seal::email::fold(&details.email).ok().map(|email| vault.matching_key(Channel::Email, &email.folded)))
}

/// Writes the record if anything is different now.
fn write(
    tx: &mut Tx<'_>,
    vault: &Vault,
    now: i64,
    change: &Change,
    DatedRow { row, created_at }: DatedRow,
    (identity, phone_identity): (Id, Option<Id>),
) -> Result<(), Fault> {
    let before = Details::from_bytes(&vault.open_sealed(row.group, &row.id.0, &row.sealed)?)?;
    let (mut details, mut coarse) = (before.clone(), row.coarse.clone());
    change.checked.put_details(&mut details);
    change.checked.put_coarse(&mut coarse);
    let chose = settle(tx, vault, (change.group, row.identity), &change.checked, &mut details)?;
    // A change of consent alone moves the date too: clients that sync by it must see an unsubscribe.
    if details == before
        && coarse == row.coarse
        && (identity, phone_identity) == (row.identity, row.phone_identity)
        && change.said.is_empty()
        && !chose
    {
        return Ok(());
    }
    let sealed = seal_again(vault, row.group, row.id, &details, &change.spare)?;
    let (was, modified_at) = (row.modified_at, now.max(row.modified_at + 1));
    let (moves, before_move) = (identity != row.identity, row.identity);
    if moves {
        expect_written(store::drop_person(tx, &row)?)?;
        merging::moved(tx, row.group, before_move)?;
        keep_no(tx, now, row.group, (before_move, identity))?;
        keep_stop(tx, vault, now, (row.group, identity), &before.email)?;
    }
    let changed = PersonRow { identity, phone_identity, sealed, coarse, modified_at, ..row };
    let written = if moves { store::put_person(tx, &changed, created_at)? } else { store::set_people(tx, &[(changed, was)])? == 1 };
    expect_written(written)?;
    beside::moved(tx, change.group, before_move, identity)
}

/// Under another mailbox somebody is a human of whom nothing is known. What they refused this group goes along, so that no correction of an
/// address makes room for a "yes"; what they allowed does not.
fn keep_no(tx: &mut Tx<'_>, now: i64, group: Id, (from, to): (Id, Id)) -> Result<(), Fault> {
    let no = |said: &ConsentRow| {
        let channel = [Channel::Email, Channel::Phone].into_iter().find(|channel| channel.code() == said.channel)?;
        let purpose = [Purpose::News, Purpose::Calls].into_iter().find(|purpose| *purpose as i64 == said.purpose)?;
        let refuses = [ConsentStatus::Unsubscribed, ConsentStatus::Complained];
        let status = refuses.into_iter().find(|status| *status as i64 == said.status)?;
        let (words, source) = (Words::new("", ""), server_words::EARLIER_ADDRESS.to_owned());
        Some(Consent { group, channel, purpose, status, words, source, noted_at: now })
    };
    let kept: Vec<Consent> = store::consents_of(tx, Scope::of(group), from)?.iter().filter_map(no).collect();
    consent::note(tx, &kept.iter().map(|consent| (to, consent)).collect::<Vec<_>>())
}

/// The same of a mailbox that told the group to stop before anything was known of its human.
fn keep_stop(tx: &mut Tx<'_>, vault: &Vault, now: i64, (group, to): (Id, Id), earlier: &str) -> Result<(), Fault> {
    let Ok(earlier) = seal::email::fold(earlier) else { return Ok(()) };
    let mailbox = vault.matching_key(Channel::Email, &earlier.folded);
    if store::stopped_here(tx, Scope::of(group), &[mailbox], now)?.is_empty() {
        return Ok(());
    }
    let (channel, purpose, status) = (Channel::Email, Purpose::News, ConsentStatus::Unsubscribed);
    let (words, source) = (Words::new("", ""), server_words::EARLIER_ADDRESS.to_owned());
    consent::note(tx, &[(to, &Consent { group, channel, purpose, status, words, source, noted_at: now })])
}

/// Of what is given, texts that are choices become choices; a text that is none, or nothing, takes a choice away. Whether any changed.
fn settle(
    tx: &mut Tx<'_>,
    vault: &Vault,
    (group, identity): (Id, Id),
    checked: &Checked,
    details: &mut Details,
) -> Result<bool, Fault> {
    let given = |(name, value): (&String, &Field)| match value {
        Field::Given(text) => Some((name.clone(), text.clone())),
        Field::Cleared => Some((name.clone(), String::new())),
        Field::Absent => None,
    };
    let mut texts: BTreeMap<String, String> = checked.custom.iter().filter_map(given).collect();
    let known = Known::read(tx, vault, std::iter::once(((group, identity), &texts)))?;
    let words = known.take(vault, (group, identity), &mut texts);
    for word in words.iter().filter(|word| word.choice.is_some()) {
        details.custom.remove(&word.name);
    }
    Ok(!settle::write(tx, &[((group, identity), words.as_slice())])?.is_empty())
}
