//! Supporters: one group's record of a human, recognised by matching key, with their consents.

pub mod api;
pub mod api_body;
pub mod api_resource;
pub mod api_write;
pub mod beside;
pub mod bring;
pub mod choose;
pub mod consent;
pub mod console;
pub mod csv_columns;
pub mod csv_refused;
pub mod csv_rows;
pub mod csv_status;
pub mod epoch;
pub mod erase;
pub mod fields;
pub mod id_lists;
pub mod import;
pub mod jobs;
pub mod leave_link;
pub mod list;
pub mod long_sets;
pub mod news_totals;
pub mod queries;
pub mod recognise;
pub mod retention;
pub mod roster;
pub mod scope;
pub mod server_words;
pub(crate) mod store;
pub mod supporter;
pub mod told_to_organiser;
pub mod totals;
pub mod upload;

pub use consent::{Consent, ConsentStatus, Purpose};
pub use recognise::{Recognised, recognise};
pub use scope::Scope;

use crate::coalitions::merging;
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use db::{Fault, Tx};
use seal::MatchingKey;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a group holds sealed about a supporter. Empty means not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// Given name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub given_name: String,
    /// Family name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub family_name: String,
    /// The mailbox as typed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// The number in E.164 form.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// Street and number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub street: String,
    /// City or town.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub locality: String,
    /// Free fields, which cannot choose audiences.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub custom: BTreeMap<String, String>,
    /// Foreign ids, `system:id`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<String>,
}

impl Details {
    /// What stands here after `newer` came: what newer says wins, what it leaves out stays.
    pub fn merged(&self, newer: &Self) -> Self {
        let pick = |old: &String, new: &String| if new.is_empty() { old.clone() } else { new.clone() };
        let mut custom = self.custom.clone();
        custom.extend(newer.custom.iter().map(|(name, value)| (name.clone(), value.clone())));
        let mut identifiers = self.identifiers.clone();
        identifiers.extend(newer.identifiers.iter().filter(|id| !self.identifiers.contains(id)).cloned());
        Self {
            given_name: pick(&self.given_name, &newer.given_name),
            family_name: pick(&self.family_name, &newer.family_name),
            email: pick(&self.email, &newer.email),
            phone: pick(&self.phone, &newer.phone),
            street: pick(&self.street, &newer.street),
            locality: pick(&self.locality, &newer.locality),
            custom,
            identifiers,
        }
    }

    /// The bytes that are sealed.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("strings and maps of strings always serialise")
    }

    /// Reads what was sealed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Fault> {
        serde_json::from_slice(bytes).map_err(|_| Fault::bug("a person's details cannot be read"))
    }
}

/// The coarse facts that stay clear, for choosing audiences. Empty means not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coarse {
    /// ISO 3166 code, such as `US`.
    pub country: String,
    /// State code, such as `CA`.
    pub region: String,
    /// Five digits.
    pub zip: String,
    /// `en` or `es`.
    pub lang: String,
}

impl Coarse {
    /// The same of the clear facts.
    pub fn merged(&self, newer: &Self) -> Self {
        let pick = |old: &String, new: &String| if new.is_empty() { old.clone() } else { new.clone() };
        Self {
            country: pick(&self.country, &newer.country),
            region: pick(&self.region, &newer.region),
            zip: pick(&self.zip, &newer.zip),
            lang: pick(&self.lang, &newer.lang),
        }
    }
}

/// Somebody as they come in: keyed and sealed before the transaction.
#[derive(Clone, Debug)]
pub struct PersonInput {
    /// Whose list.
    pub group: Id,
    /// The record's id, if it turns out to be new.
    pub id: Id,
    /// The mailbox's key, with the identity it gets if it is new.
    pub email: Option<(MatchingKey, Id)>,
    /// The number's key, likewise.
    pub phone: Option<(MatchingKey, Id)>,
    /// The identity of somebody who gave neither: it has no key, so nobody is ever recognised by it.
    pub alone: Option<Id>,
    /// Whether the human proved the mailbox by answering from it.
    pub email_proved: bool,
    /// Whether what they bring only fills what the list does not know of them: a line that somebody else read off paper renames nobody.
    pub fills_only: bool,
    /// What is sealed, in the clear, for merging into a record that is already there.
    pub details: Details,
    /// The clear facts.
    pub coarse: Coarse,
    /// `details` sealed under `id`.
    pub sealed: Vec<u8>,
    /// Spare randomness, for sealing a merged record again.
    pub spare: [u8; 32],
    /// When they came, microseconds.
    pub created_at: i64,
}

/// Keys and seals somebody who comes in: all that needs no transaction.
#[derive(Clone)]
pub struct Intake {
    /// The secrets.
    pub vault: Vault,
    /// Ids and randomness.
    pub ids: Ids,
}

impl Intake {
    /// Prepares a person for a group's list. `folded_email` and the details' phone are already folded.
    pub fn person(
        &self,
        group: Id,
        now: i64,
        folded_email: Option<&str>,
        details: Details,
        coarse: Coarse,
    ) -> Result<PersonInput, Fault> {
        let id = self.ids.fresh(now);
        let keyed = |channel, text: &str| (self.vault.matching_key(channel, text), self.ids.fresh(now));
        let email = folded_email.map(|text| keyed(seal::Channel::Email, text));
        let phone = Some(details.phone.as_str()).filter(|text| !text.is_empty()).map(|text| keyed(seal::Channel::Phone, text));
        let random: [u8; 56] = self.ids.bytes();
        let nonce = *random.first_chunk().expect("56 bytes hold 24");
        let spare = *random.last_chunk().expect("56 bytes hold 32");
        let sealed = self.vault.seal(group, &id.0, &details.to_bytes(), nonce)?;
        let alone = (email.is_none() && phone.is_none()).then(|| self.ids.fresh(now));
        Ok(PersonInput {
            group,
            id,
            email,
            phone,
            alone,
            email_proved: false,
            fills_only: false,
            details,
            coarse,
            sealed,
            spare,
            created_at: now,
        })
    }
}

/// "It wasn't me" of one group's confirming mails.
const NO_CONFIRMING_MAILS: i64 = 1;
/// No mail at all.
const NO_MAIL: i64 = 2;
/// No news: the link in a mail was used to leave. It keeps a group from asserting a consent again, and stops no mail about what the
/// person does themselves. A consent that they confirm later than this stands above it.
const NO_NEWS: i64 = 3;
/// "It wasn't me" of the mails that lead to the supporter's page. It stops nothing else.
const NO_PAGE_MAILS: i64 = 4;

/// Stops confirming mails of one group to a mailbox until an instant.
pub fn suppress_confirming_mails(tx: &mut Tx<'_>, key: MatchingKey, group: Id, until: i64, now: i64) -> Result<(), Fault> {
    for group in merging::stands(tx, group)? {
        store::suppress(tx, key, group, NO_CONFIRMING_MAILS, Some(until), now)?;
    }
    Ok(())
}

/// The human behind a mailbox leaves a group's news. Kept by the mailbox's key, too, so that it also holds for one that no list has
/// yet, and when the list no longer does.
pub fn unsubscribe(tx: &mut Tx<'_>, key: MatchingKey, group: Id, now: i64) -> Result<(), Fault> {
    for group in merging::stands(tx, group)? {
        store::suppress(tx, key, group, NO_NEWS, None, now)?;
    }
    match identity_of(tx, key)? {
        Some(identity) => leave(tx, identity, group, now),
        None => Ok(()),
    }
}

/// A human leaves a group's news.
pub fn leave(tx: &mut Tx<'_>, identity: Id, group: Id, now: i64) -> Result<(), Fault> {
    let left = |group| Consent {
        group,
        channel: seal::Channel::Email,
        purpose: Purpose::News,
        status: ConsentStatus::Unsubscribed,
        words: consent::Words::new("en", server_words::LEFT_BY_LINK),
        source: String::new(),
        noted_at: now,
    };
    let consents: Vec<Consent> = merging::stands(tx, group)?.into_iter().map(left).collect();
    consent::note(tx, &consents.iter().map(|consent| (identity, consent)).collect::<Vec<_>>())
}

/// Whether a record stands on a group's list.
pub(crate) fn is_listed(tx: &mut Tx<'_>, group: Id, person: Id) -> Result<bool, Fault> {
    Ok(store::person_of_group(tx, Scope::of(group), person)?.is_some())
}

/// The human behind a mailbox or number, if anybody ever gave it.
pub fn identity_of(tx: &mut Tx<'_>, key: MatchingKey) -> Result<Option<Id>, Fault> {
    Ok(store::find_keys(tx, &[key])?.into_iter().next().map(|(_, identity, _)| identity))
}

/// The humans behind mailboxes and numbers that somebody ever gave.
pub fn identities_of(tx: &mut Tx<'_>, keys: &[MatchingKey]) -> Result<HashMap<MatchingKey, Id>, Fault> {
    Ok(store::find_keys(tx, keys)?.into_iter().map(|(key, identity, _)| (key, identity)).collect())
}

/// What a group holds about humans in its list, opened: for writing to them and for the group's own eyes.
pub fn opened(tx: &mut Tx<'_>, vault: &Vault, group: Id, identities: &[Id]) -> Result<HashMap<Id, (Details, Coarse)>, Fault> {
    let wanted: Vec<(Id, Id)> = identities.iter().map(|identity| (*identity, group)).collect();
    let open = |row: store::PersonRow| {
        let details = Details::from_bytes(&vault.open_sealed(group, &row.id.0, &row.sealed)?)?;
        Ok((row.identity, (details, row.coarse)))
    };
    store::find_people(tx, &wanted)?.into_iter().map(open).collect()
}

/// Stops every mail of a group (or of all, with [`Id::ZERO`]) to a mailbox, for good.
pub fn suppress_mail(tx: &mut Tx<'_>, key: MatchingKey, scope: Id, now: i64) -> Result<(), Fault> {
    for scope in merging::stands(tx, scope)? {
        store::suppress(tx, key, scope, NO_MAIL, None, now)?;
    }
    Ok(())
}

/// Of these mailboxes and the groups that would write to them, those that must not be written to now. Whoever only left the news may
/// be: asked to confirm what they did themselves, or told what they agreed to be told.
pub fn suppressed(tx: &mut Tx<'_>, wanted: &[(MatchingKey, Id)], now: i64) -> Result<HashSet<MatchingKey>, Fault> {
    let found = store::suppressed(tx, wanted, now)?.into_iter();
    Ok(found.filter(|(_, kind)| matches!(*kind, NO_CONFIRMING_MAILS | NO_MAIL)).map(|(key, _)| key).collect())
}

/// Stops the mails that lead to the supporter's page, until an instant.
pub fn suppress_page_mails(tx: &mut Tx<'_>, key: MatchingKey, until: i64, now: i64) -> Result<(), Fault> {
    store::suppress(tx, key, Id::ZERO, NO_PAGE_MAILS, Some(until), now).map(drop)
}

/// Whether these are stopped.
pub fn page_mails_stopped(tx: &mut Tx<'_>, key: MatchingKey, now: i64) -> Result<bool, Fault> {
    Ok(store::suppressed(tx, &[(key, Id::ZERO)], now)?.iter().any(|(_, kind)| *kind == NO_PAGE_MAILS))
}

/// Whether a mailbox stopped this group's mails: all that a group may be told. That a human stopped everybody's, it is not.
pub fn stopped_by(tx: &mut Tx<'_>, key: MatchingKey, group: Id, now: i64) -> Result<bool, Fault> {
    supporter::stops_group(tx, key, group, now)
}

/// Of these mailboxes and numbers, those that told this group to stop, whatever: nobody asserts a consent of theirs to it.
pub fn told_to_stop(tx: &mut Tx<'_>, group: Id, keys: &[MatchingKey], now: i64) -> Result<HashSet<MatchingKey>, Fault> {
    let mut keys = keys.to_vec();
    keys.sort_unstable();
    keys.dedup();
    Ok(store::stopped_here(tx, Scope::of(group), &keys, now)?.into_iter().collect())
}

/// A supporter's record as whoever writes to them needs it.
#[derive(Clone, Debug)]
pub struct Record {
    /// The human, internal to the server.
    pub identity: Id,
    /// In whose list it stands.
    pub group: Id,
    /// Its id.
    pub id: Id,
    /// The details, sealed under the group's key.
    pub sealed: Vec<u8>,
    /// `en` or `es`; empty means not known.
    pub lang: String,
}

/// The records of these humans in these groups' lists, in no order; who has none is left out.
pub fn records(tx: &mut Tx<'_>, wanted: &[(Id, Id)]) -> Result<Vec<Record>, Fault> {
    let record = |row: store::PersonRow| Record {
        identity: row.identity,
        group: row.group,
        id: row.id,
        sealed: row.sealed,
        lang: row.coarse.lang,
    };
    Ok(store::find_people(tx, wanted)?.into_iter().map(record).collect())
}

/// How a human stands towards mails of a coalition's actions from one group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallConsent {
    /// They agreed to calls of the coalition, or a group says so.
    pub agreed: bool,
    /// They left: calls of the coalition, or this kind of mail about an action.
    pub left: bool,
}

/// How these humans stand towards calls from these groups by e-mail. Who never said anything is left out.
pub fn call_consents(tx: &mut Tx<'_>, wanted: &[(Id, Id)]) -> Result<HashMap<(Id, Id), CallConsent>, Fault> {
    let mut found: HashMap<(Id, Id), CallConsent> = HashMap::with_capacity(wanted.len());
    store::call_consents(tx, wanted, |identity, group, purpose, status| {
        let consent = found.entry((identity, group)).or_default();
        let stands = status == ConsentStatus::Confirmed as i64 || status == ConsentStatus::Asserted as i64;
        consent.agreed |= stands && purpose == Purpose::Calls as i64;
        consent.left |= !stands;
    })?;
    Ok(found)
}

/// The human behind an identity leaves the calls of these groups: those they had agreed to, and those they had not.
pub fn leave_calls(tx: &mut Tx<'_>, identity: Id, groups: &[Id], now: i64) -> Result<(), Fault> {
    let left = |group: &Id| Consent {
        group: *group,
        channel: seal::Channel::Email,
        purpose: Purpose::Calls,
        status: ConsentStatus::Unsubscribed,
        words: consent::Words::new("en", server_words::LEFT_BY_CALL),
        source: String::new(),
        noted_at: now,
    };
    let consents: Vec<Consent> = groups.iter().map(left).collect();
    consent::note(tx, &consents.iter().map(|consent| (identity, consent)).collect::<Vec<_>>())
}

/// Whether a group has a record; where it does, nobody erases it before the transaction ends.
pub fn stays(tx: &mut Tx<'_>, group: Id, record: Id) -> Result<bool, Fault> {
    tx.share(&[group.0])?;
    Ok(store::person_of_group(tx, Scope::of(group), record)?.is_some())
}

/// Notes foreign ids of a group's record; one that is another record's stays there.
pub fn add_identifiers(tx: &mut Tx<'_>, group: Id, record: Id, keys: &[[u8; 16]]) -> Result<(), Fault> {
    let mut keys = keys.to_vec();
    keys.sort_unstable();
    keys.dedup();
    store::add_identifiers(tx, Scope::of(group), record, &keys).map(drop)
}

/// The same for records of several groups: key, group, record. Where nothing is given, no statement runs.
pub fn add_identifiers_of_many(tx: &mut Tx<'_>, mut all: Vec<([u8; 16], Id, Id)>) -> Result<(), Fault> {
    all.sort_unstable();
    all.dedup_by_key(|(key, ..)| *key);
    store::add_identifiers_of_many(tx, &all).map(drop)
}

/// Notes foreign ids of records of a group, each once, in order.
pub(crate) fn known_elsewhere(tx: &mut Tx<'_>, group: Id, keys: &[([u8; 16], Id)]) -> Result<(), Fault> {
    if keys.is_empty() { Ok(()) } else { store::add_foreign(tx, Scope::of(group), keys).map(drop) }
}

/// Notes since when people have been on a list that they came with: records and microseconds, each once, in order. Never later than now.
pub(crate) fn brought_along(tx: &mut Tx<'_>, group: Id, since: &[(Id, i64)]) -> Result<(), Fault> {
    if since.is_empty() { Ok(()) } else { store::set_created(tx, Scope::of(group), since).map(drop) }
}

/// The record of a group that a foreign id names.
pub fn find_identifier(tx: &mut Tx<'_>, group: Id, key: &[u8; 16]) -> Result<Option<Id>, Fault> {
    store::find_identifier(tx, Scope::of(group), key)
}
