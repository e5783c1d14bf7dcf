//! What is posted: a list with one record in it, under the name of its type, beside the sponsor and a key by which a receiver knows a
//! repetition. The record is the API's, as the hook's group sees it when it is posted, with the person as the group's own list has them.
//!
//! What the group may not see, or what is gone meanwhile, gives nothing: a signer whom another group's list has, somebody erased.

use super::Kind;
use super::store::Claimed;
use crate::coalitions::{self, Group};
use crate::events::attending::{self, Response};
use crate::forms;
use crate::ids::Id;
use crate::keys::Vault;
use crate::osdi::dates;
use crate::osdi::hal::{self, Links};
use crate::people::{self, api_resource};
use crate::petitions::{self, listing};
use db::{Fault, Tx};
use serde_json::{Map, Value, json};

/// Made up, for a try: marked as such.
const NOBODY: Id = Id::ZERO;

/// What makes the documents.
pub(super) struct Desk<'a> {
    pub(super) vault: &'a Vault,
    pub(super) links: &'a Links,
    pub(super) public_url: &'a str,
}

impl Desk<'_> {
    /// The body of a delivery of a group's hook; `None` where there is nothing to tell.
    pub(super) fn body(&self, tx: &mut Tx<'_>, group: Id, claimed: &Claimed) -> Result<Option<Vec<u8>>, Fault> {
        let Some(home) = coalitions::group(tx, group)? else { return Ok(None) };
        let Some((name, record)) = self.record(tx, &home, claimed)? else { return Ok(None) };
        let mut item = Map::new();
        item.insert(name.to_owned(), record);
        let page = format!("{}/groups/{}", self.public_url, home.slug);
        item.insert("action_network:sponsor".to_owned(), json!({"title": home.name, "url": page}));
        item.insert("idempotency_key".to_owned(), json!(claimed.id));
        if claimed.kind == Kind::Test {
            item.insert("clarion:test".to_owned(), json!(true));
        }
        Ok(Some(json!([item]).to_string().into_bytes()))
    }

    fn record(&self, tx: &mut Tx<'_>, home: &Group, claimed: &Claimed) -> Result<Option<(&'static str, Value)>, Fault> {
        let (action, record) = (claimed.action, claimed.record);
        let (name, document, person) = match claimed.kind {
            Kind::Signature => {
                let seen = listing::Seen { petition: action, by: home.id };
                let Some(shown) = listing::by_ids(tx, self.vault, seen, &[record])?.pop() else { return Ok(None) };
                ("osdi:signature", json!(petitions::api_resource::signature(self.links, &shown)), shown.person)
            }
            Kind::Submission => {
                let is_ours = forms::create::find_by_id(tx, action)?.is_some_and(|whole| whole.form.group == home.id);
                let found = forms::listing::by_ids(tx, self.vault, forms::listing::OfForm(action), &[record])?.pop();
                let Some(shown) = found.filter(|_| is_ours) else { return Ok(None) };
                ("osdi:submission", forms::api_resource::submission(self.links, &shown), shown.person)
            }
            Kind::Attendance => {
                let found = attending::one(tx, action, record)?.filter(|found| found.group == home.id);
                let Some(found) = found else { return Ok(None) };
                ("osdi:attendance", self.attendance(&found), found.person)
            }
            // The name under which receivers know who came in other ways than by an action.
            Kind::Supporter => ("action_network:upload", json!({}), record),
            Kind::Unsubscribe => ("clarion:unsubscribe", json!({}), record),
            Kind::Erasure => {
                let document = json!({"action_network:person_id": record, "identifiers": hal::identifiers(record, &[])});
                return Ok(Some(("clarion:erasure", document)));
            }
            Kind::Test => return Ok(Some(("osdi:signature", self.made_up(claimed)))),
        };
        let Some(shown) = people::list::one(tx, self.vault, home.id, person)? else { return Ok(None) };
        Ok(Some((name, with_person(document, api_resource::resource(self.links, home, &shown)))))
    }

    fn attendance(&self, found: &attending::Attendance) -> Value {
        let (created, modified) = dates::pair(found.created_at, found.modified_at);
        let attending::Attendance { id, event, person, .. } = found;
        json!({
            "identifiers": hal::identifiers(*id, &[]),
            "created_date": created,
            "modified_date": modified,
            "status": match found.response {
                Response::Coming => "accepted",
                Response::Waiting => "tentative",
                Response::NotComing => "declined",
            },
            "action_network:person_id": person,
            "action_network:event_id": event,
            "action_network:referrer_data": {},
            "_links": {"osdi:person": self.links.to(format_args!("people/{person}")), "curies": self.links.curies()},
        })
    }

    /// A signature of nobody.
    fn made_up(&self, claimed: &Claimed) -> Value {
        let (created, modified) = dates::pair(claimed.made_at, claimed.made_at);
        let person = json!({
            "given_name": "Test",
            "family_name": "Example",
            "identifiers": hal::identifiers(NOBODY, &[]),
            "email_addresses": [{"primary": true, "address": "test@people.example", "status": "unsubscribed"}],
            "phone_numbers": [{"primary": true, "number_type": "Mobile", "status": "unsubscribed"}],
            "postal_addresses": [{"primary": true, "country": "US", "location": {"latitude": null, "longitude": null, "accuracy": null}}],
            "languages_spoken": ["en"],
            "custom_fields": {},
        });
        let document = json!({
            "identifiers": hal::identifiers(claimed.id, &[]),
            "created_date": created,
            "modified_date": modified,
            "comments": "",
            "action_network:person_id": NOBODY,
            "action_network:petition_id": NOBODY,
            "action_network:referrer_data": {},
            "_links": {"curies": self.links.curies()},
        });
        with_person(document, person)
    }
}

fn with_person(mut document: Value, person: Value) -> Value {
    document["person"] = person;
    document["add_tags"] = json!([]);
    document
}
