//! People: their names, addresses, fields and ids, and how they stand towards the group's news.
//!
//! A part that cannot be read is left out and counted, and the rest of the person comes. How a person is recognised and what of them is
//! written is `people/bring.rs`.

use super::report::Report;
use super::{MigrateProblem, Run, read};
use crate::ids::Id;
use crate::keys::Vault;
use crate::osdi::field::Field;
use crate::osdi::hal;
use crate::people::api_body::{Checked, PersonBody};
use crate::people::bring::{self, Brought, Dates};
use crate::people::consent::{Consent, ConsentStatus, Purpose, Words};
use crate::people::csv_status;
use crate::people::fields::Names;
use db::{Fault, Tx};
use seal::Channel;
use serde_json::{Map, Value, json};
use std::sync::Arc;

const STEP: usize = 2;
/// No words of this server were shown to them.
const ASSERTED_WORDS: &str = crate::people::server_words::SAID_BY_MOVE;
const DENIED_WORDS: &str = crate::people::server_words::SAID_NO_ELSEWHERE;
/// What a part of a person is called that could not be read.
const PARTS: [(&str, &str); 6] = [
    ("given_name", "given names that cannot be read"),
    ("family_name", "family names that cannot be read"),
    ("email_addresses", "email addresses that cannot be read"),
    ("phone_numbers", "phone numbers that cannot be read"),
    ("postal_addresses", "postal addresses that cannot be read"),
    ("languages_spoken", "languages that cannot be read"),
];

/// All people of the source.
pub(super) fn bring(run: &mut Run<'_>) -> Result<(), MigrateProblem> {
    if run.is_past(STEP) {
        return Ok(());
    }
    run.walk("people", "people", |run, records, next| {
        let prepared: Vec<Ready> = records.iter().map(|record| prepare(run, record)).collect::<Result<_, Fault>>()?;
        let batch = Arc::new(Batch::of(run, prepared)?);
        let vault = run.app.vault.clone();
        run.write(next, move |tx, report| batch.write(tx, &vault, report))
    })?;
    run.end_step(STEP)
}

/// One person of the source, ready to be written.
struct Ready {
    /// What could not be read or is not held.
    left: Report,
    /// Nothing where there is neither a mailbox nor a number, or no id.
    person: Option<Brought>,
}

fn prepare(run: &Run<'_>, record: &Value) -> Result<Ready, Fault> {
    let (app, group, now) = (run.app, &run.options.group, run.app.clock.now());
    let mut left = Report::default();
    left.count("people_read");
    let checked = checked(record, &group.country, &mut left);
    let Some(there) = read::own(record) else {
        left.leave("people without an id", 1);
        return Ok(Ready { left, person: None });
    };
    let said = said(run, record, &checked);
    let dates = Dates {
        created_at: read::moment(record, "created_date").unwrap_or(now),
        modified_at: read::end_of_moment(record, "modified_date").unwrap_or(now),
    };
    let person = bring::prepare(&app.intake(), group.id, &hal::migrated(there), (checked, said), dates, now)?;
    left.leave("people with neither an email address nor a phone number that can be read", i64::from(person.is_none()));
    Ok(Ready { left, person })
}

/// What can be read of a person. What is absent or empty there says nothing.
fn checked(record: &Value, home: &str, left: &mut Report) -> Checked {
    let mut kept = Map::new();
    for (part, words) in PARTS {
        let Some(value) = without_status(record, part) else { continue };
        match checked_alone(part, &value, home) {
            Some(_) => drop(kept.insert(part.to_owned(), value)),
            None => left.leave(words, 1),
        }
    }
    let body = serde_json::from_value::<PersonBody>(Value::Object(kept)).ok();
    let mut checked = body.and_then(|body| body.check(home).ok()).unwrap_or_default();
    put_fields(record, home, &mut checked, left);
    put_places(record, &mut checked);
    // Two of their own are added, and a record has at most 20.
    checked.identifiers = read::foreign(record).into_iter().filter(|text| text.chars().count() <= 200).take(18).collect();
    let absent = |field: &mut Field| {
        if *field == Field::Cleared {
            *field = Field::Absent;
        }
    };
    let Checked { given_name, family_name, phone, street, locality, region, zip, country, lang, .. } = &mut checked;
    [given_name, family_name, phone, street, locality, region, zip, country, lang].into_iter().for_each(absent);
    checked.custom.retain(|_, value| matches!(value, Field::Given(_)));
    count_the_rest(record, left);
    checked
}

/// A part as it is sent, without statuses: they are read by themselves. `None` where there is nothing.
fn without_status(record: &Value, part: &str) -> Option<Value> {
    let mut value = record.get(part)?.clone();
    for one in value.as_array_mut().into_iter().flatten() {
        if let Some(one) = one.as_object_mut() {
            one.remove("status");
        }
    }
    (!value.is_null()).then_some(value)
}

fn checked_alone(part: &str, value: &Value, home: &str) -> Option<Checked> {
    serde_json::from_value::<PersonBody>(json!({ part: value })).ok()?.check(home).ok()
}

/// Custom fields, each for itself, so that one that is too long takes none of the others along.
fn put_fields(record: &Value, home: &str, checked: &mut Checked, left: &mut Report) {
    for (name, value) in record.get("custom_fields").and_then(Value::as_object).into_iter().flatten() {
        match checked_alone("custom_fields", &json!({ name: value }), home) {
            Some(field) => checked.custom.extend(field.custom),
            None => left.leave("custom fields that are no text of at most 2,000 characters", 1),
        }
    }
}

/// A state, ZIP or country that is no code is kept sealed, as a field of the group's own: clear are codes only.
fn put_places(record: &Value, checked: &mut Checked) {
    let Some(address) = read::primary(record, "postal_addresses") else { return };
    let parts = [
        ("state", "region", &checked.region),
        ("postal_code", "postal_code", &checked.zip),
        ("country", "country", &checked.country),
    ];
    let words = |(name, part, taken): (&str, &str, &Field)| {
        let text = seal::text::clean_line(read::text(address, part), 200).unwrap_or_default();
        (!text.is_empty() && taken.text().is_none()).then(|| (name.to_owned(), Field::Given(text)))
    };
    let kept: Vec<(String, Field)> = parts.into_iter().filter_map(words).collect();
    for (name, text) in kept {
        checked.custom.entry(name).or_insert(text);
    }
}

/// What no record here has room for.
fn count_the_rest(record: &Value, left: &mut Report) {
    let further = |part: &str| read::all(record, part).len().saturating_sub(1) as i64;
    left.leave("further email addresses of a person", further("email_addresses"));
    left.leave("further phone numbers of a person", further("phone_numbers"));
    left.leave("further postal addresses of a person", further("postal_addresses"));
    left.leave("further languages of a person", further("languages_spoken"));
    if let Some(address) = read::primary(record, "postal_addresses") {
        left.leave("further lines of a street address", read::all(address, "address_lines").len().saturating_sub(1) as i64);
    }
}

/// What the source says of their channels. A status without an address says nothing: there is a stub of one for everybody.
fn said(run: &Run<'_>, record: &Value, checked: &Checked) -> Vec<Consent> {
    let consent = |channel: Channel, status: &str| {
        let status = csv_status::status(status)?;
        let words = if status == ConsentStatus::Asserted { ASSERTED_WORDS } else { DENIED_WORDS };
        Some(Consent {
            group: run.options.group.id,
            channel,
            purpose: Purpose::News,
            status,
            words: Words::new("en", words),
            source: run.options.consent_source.trim().to_owned(),
            noted_at: run.app.clock.now(),
        })
    };
    let of = |part| read::primary(record, part).map_or("", |one| read::text(one, "status"));
    let email = checked.email.as_ref().and_then(|_| consent(Channel::Email, of("email_addresses")));
    let phone = checked.phone.text().and_then(|_| consent(Channel::Phone, of("phone_numbers")));
    email.into_iter().chain(phone).collect()
}

/// The people of one transaction.
struct Batch {
    group: Id,
    now: i64,
    people: Vec<Ready>,
    names: Names,
}

impl Batch {
    fn of(run: &Run<'_>, people: Vec<Ready>) -> Result<Self, Fault> {
        let (app, group, now) = (run.app, run.options.group.id, run.app.clock.now());
        let fields = people.iter().filter_map(|ready| ready.person.as_ref()).flat_map(Brought::fields);
        let names = Names::prepare(&app.vault, &app.ids, now, group, fields)?;
        Ok(Self { group, now, people, names })
    }

    fn write(&self, tx: &mut Tx<'_>, vault: &Vault, report: &mut Report) -> Result<(), Fault> {
        if self.names.keep(tx, self.now)?.is_err() {
            report.left.insert("custom fields over the 500 that a group lists".to_owned(), 1);
        }
        for ready in &self.people {
            report.count_many("people_read", ready.left.of("people_read"));
            ready.left.left.iter().for_each(|(what, number)| report.leave(what, *number));
            match &ready.person {
                Some(person) => count(&bring::bring(tx, vault, self.now, self.group, person)?, report),
                None => report.count("people_refused"),
            }
        }
        Ok(())
    }
}

fn count(done: &bring::Done, report: &mut Report) {
    report.count(match done.record {
        bring::Record::Added => "people_added",
        bring::Record::Updated => "people_updated",
        bring::Record::Unchanged => "people_unchanged",
    });
    report.leave("changes of an address that somebody else here has", i64::from(done.address_taken));
    for channel in &done.stopped_here {
        report.count(if *channel == Channel::Email { "left_here" } else { "texts_left_here" });
    }
    // A number is no news by mail: it is counted by itself.
    for (channel, status) in &done.noted {
        report.count(match (channel, status) {
            (Channel::Email, ConsentStatus::Unsubscribed) => "unsubscribed",
            (Channel::Email, ConsentStatus::Bounced) => "bounced",
            (Channel::Email, ConsentStatus::Complained) => "complained",
            (Channel::Email, ConsentStatus::Confirmed | ConsentStatus::Asserted) => "asserted",
            (_, ConsentStatus::Confirmed | ConsentStatus::Asserted) => "texts_asserted",
            (_, ConsentStatus::Unsubscribed | ConsentStatus::Bounced | ConsentStatus::Complained) => "texts_unsubscribed",
        });
    }
}
