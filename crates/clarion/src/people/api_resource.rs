//! A person as the API shows them: all four arrays always with a primary element, since clients fail without.

use super::store::{self, DatedRow, PersonRow};
use super::{Details, consent::ConsentStatus};
use crate::coalitions::Group;
use crate::forms;
use crate::ids::Id;
use crate::keys::Vault;
use crate::osdi::dates;
use crate::osdi::hal::{self, Links};
use crate::people::Scope;
use crate::people::fields::choosing;
use crate::petitions::listing;
use db::{Fault, Tx};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};

/// A person with what is told of them, opened.
pub struct Shown {
    row: PersonRow,
    created_at: i64,
    details: Details,
    /// Free texts and choices, by the field's name.
    custom: BTreeMap<String, String>,
    email_status: &'static str,
    phone_status: &'static str,
    /// The later of the record's own date and the newest action.
    pub modified_at: i64,
}

impl Shown {
    /// Their id.
    pub fn id(&self) -> Id {
        self.row.id
    }

    /// When the record was made.
    pub fn created_at(&self) -> i64 {
        self.created_at
    }

    /// What is sealed.
    pub fn details(&self) -> &Details {
        &self.details
    }

    /// Their human; internal.
    pub(crate) fn identity(&self) -> Id {
        self.row.identity
    }

    /// The clear facts.
    pub fn coarse(&self) -> &super::Coarse {
        &self.row.coarse
    }
}

/// Opens records of one group, with their consents and newest actions; keeps the order.
pub(crate) fn show(tx: &mut Tx<'_>, vault: &Vault, group: Id, rows: Vec<DatedRow>) -> Result<Vec<Shown>, Fault> {
    let mut identities: Vec<Id> =
        rows.iter().flat_map(|dated| [Some(dated.row.identity), dated.row.phone_identity]).flatten().collect();
    identities.sort_unstable();
    identities.dedup();
    let mut consents: HashMap<(Id, i64), (i64, i64)> = HashMap::new();
    for (identity, channel, status, noted_at) in store::news_consents(tx, Scope::of(group), &identities)? {
        consents.insert((identity, channel), (status, noted_at));
    }
    let people: Vec<(Id, Id)> = rows.iter().map(|dated| (dated.row.id, dated.row.identity)).collect();
    let newest = newest_actions(tx, group, &people)?;
    let humans: Vec<Id> = people.iter().map(|(_, identity)| *identity).collect();
    let mut chosen = choosing::in_words(tx, vault, group, &humans)?;
    rows.into_iter()
        .map(|DatedRow { row, created_at }| {
            let details = Details::from_bytes(&vault.open_sealed(row.group, &row.id.0, &row.sealed)?)?;
            let mut custom = details.custom.clone();
            custom.extend(chosen.remove(&row.identity).unwrap_or_default());
            // A number's consent may stand with the identity it had before a mailbox was known: the newest word counts.
            let of = |channel: seal::Channel| {
                let known = [Some(row.identity), row.phone_identity].into_iter().flatten();
                known
                    .filter_map(|identity| consents.get(&(identity, channel.code())))
                    .max_by_key(|(_, at)| *at)
                    .map(|(status, _)| *status)
            };
            let (email_status, phone_status) = (status(of(seal::Channel::Email)), status(of(seal::Channel::Phone)));
            let modified_at = row.modified_at.max(newest.get(&row.id).copied().unwrap_or(i64::MIN));
            Ok(Shown { row, created_at, details, custom, email_status, phone_status, modified_at })
        })
        .collect()
}

/// The newest action of each record (id, human) that has one: a signature or a submission.
fn newest_actions(tx: &mut Tx<'_>, group: Id, people: &[(Id, Id)]) -> Result<HashMap<Id, i64>, Fault> {
    let mut newest = listing::newest_actions(tx, group, people)?;
    let ids: Vec<Id> = people.iter().map(|(person, _)| *person).collect();
    for (person, at) in forms::listing::newest_of_people(tx, &ids)? {
        let known = newest.entry(person).or_insert(at);
        *known = (*known).max(at);
    }
    Ok(newest)
}

fn status(code: Option<i64>) -> &'static str {
    match code {
        Some(code) if code == ConsentStatus::Confirmed as i64 || code == ConsentStatus::Asserted as i64 => "subscribed",
        Some(code) if code == ConsentStatus::Bounced as i64 => "bouncing",
        Some(code) if code == ConsentStatus::Complained as i64 => "spam complaint",
        _ => "unsubscribed",
    }
}

/// The document.
pub fn resource(links: &Links, home: &Group, person: &Shown) -> Value {
    let (row, details) = (&person.row, &person.details);
    let (created, modified) = dates::pair(person.created_at, person.modified_at);
    json!({
        "given_name": details.given_name,
        "family_name": details.family_name,
        "identifiers": hal::identifiers(row.id, &details.identifiers),
        "created_date": created,
        "modified_date": modified,
        "email_addresses": [email(details, person.email_status)],
        "phone_numbers": [phone(details, person.phone_status)],
        "postal_addresses": [address(person, home)],
        "languages_spoken": [if row.coarse.lang.is_empty() { "en" } else { &row.coarse.lang }],
        "custom_fields": person.custom,
        "_links": person_links(links, row.id),
    })
}

fn email(details: &Details, status: &str) -> Value {
    match details.email.as_str() {
        "" => json!({"primary": true, "status": "unsubscribed"}),
        address => json!({"primary": true, "address": address, "status": status}),
    }
}

/// Somebody without a number has a stub of one.
fn phone(details: &Details, status: &str) -> Value {
    match details.phone.trim_start_matches('+') {
        "" => json!({"primary": true, "number_type": "Mobile", "status": "unsubscribed"}),
        number => json!({"primary": true, "number": number, "number_type": "Mobile", "status": status}),
    }
}

fn address(person: &Shown, home: &Group) -> Value {
    let (details, coarse) = (&person.details, &person.row.coarse);
    let mut address = Map::new();
    address.insert("primary".to_owned(), json!(true));
    if !details.street.is_empty() {
        address.insert("address_lines".to_owned(), json!([details.street]));
    }
    let known = [("locality", &details.locality), ("region", &coarse.region), ("postal_code", &coarse.zip)];
    for (name, value) in known.into_iter().filter(|(_, value)| !value.is_empty()) {
        address.insert(name.to_owned(), json!(value));
    }
    address.insert("country".to_owned(), json!(if coarse.country.is_empty() { &home.country } else { &coarse.country }));
    address.insert("location".to_owned(), json!({"latitude": null, "longitude": null, "accuracy": null}));
    Value::Object(address)
}

fn person_links(links: &Links, id: Id) -> Value {
    let mut all = Map::new();
    all.insert("self".to_owned(), json!(links.to(format_args!("people/{id}"))));
    for of in ["attendances", "signatures", "submissions", "donations", "outreaches", "taggings"] {
        all.insert(format!("osdi:{of}"), json!(links.to(format_args!("people/{id}/{of}"))));
    }
    all.insert("action_network:responses".to_owned(), json!(links.to(format_args!("people/{id}/responses"))));
    all.insert("curies".to_owned(), json!(links.curies()));
    Value::Object(all)
}

/// Who made a group's actions, where clients expect a person: the group itself, and no human's data.
pub fn group_as_creator(links: &Links, group: &Group) -> Value {
    let (created, modified) = dates::pair(group.created_at, group.created_at);
    json!({
        "given_name": group.name,
        "family_name": "",
        "identifiers": hal::identifiers(group.id, &[]),
        "created_date": created,
        "modified_date": modified,
        "email_addresses": [email(&Details::default(), "")],
        "phone_numbers": [phone(&Details::default(), "")],
        "postal_addresses": [{"primary": true, "country": group.country, "location": {"latitude": null, "longitude": null, "accuracy": null}}],
        "languages_spoken": ["en"],
        "custom_fields": {},
        "_links": person_links(links, group.id),
    })
}
