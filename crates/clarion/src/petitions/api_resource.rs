//! A petition and a signature as the API shows them.

use super::listing::{Known, Shown};
use super::updates::Update;
use crate::osdi::dates;
use crate::osdi::hal::{self, Curie, Href, Links};
use crate::people::api_resource::group_as_creator;
use serde::Serialize;
use serde_json::{Value, json};

/// A petition; `total` is all that the group holds: confirmed, and asserted by a key, an import or paper.
pub fn petition(links: &Links, public_url: &str, known: &Known, total: i64) -> Value {
    let (petition, words) = (&known.whole.petition, known.whole.words.first());
    let id = petition.id;
    let (created, modified) = dates::pair(petition.created_at, petition.modified_at);
    let targets: Vec<Value> = known.whole.targets.iter().map(|target| json!({"name": target.name})).collect();
    let text = words.map_or("", |words| &words.text);
    json!({
        "identifiers": hal::identifiers(id, &known.identifiers),
        "origin_system": if petition.origin_system.is_empty() { "Clarion" } else { &petition.origin_system },
        "created_date": created,
        "modified_date": modified,
        "title": words.map_or("", |words| &words.title),
        "name": petition.name,
        "description": known.description,
        "petition_text": text,
        "browser_url": format!("{public_url}/petitions/{}", petition.slug),
        "featured_image_url": null,
        "total_signatures": total,
        "target": targets,
        "tag_list": [],
        "action_network:hidden": false,
        "action_network:sponsor": {"title": known.group.name, "browser_url": format!("{public_url}/groups/{}", known.group.slug)},
        "clarion:state": petition.state.as_str(),
        "clarion:goal": petition.goal,
        "clarion:opens_at": petition.opens_at.map(dates::text),
        "clarion:closes_at": petition.closes_at.map(dates::text),
        "_links": {
            "self": links.to(format_args!("petitions/{id}")),
            "osdi:creator": links.to(format_args!("people/{}", known.group.id)),
            "osdi:signatures": links.to(format_args!("petitions/{id}/signatures")),
            "osdi:record_signature_helper": links.to(format_args!("petitions/{id}/signatures")),
            "action_network:embed": links.to(format_args!("petitions/{id}/embed")),
            "curies": links.curies(),
        },
        "_embedded": {"osdi:creator": group_as_creator(links, &known.group)},
    })
}

/// What was added to a petition: told where it is asked for alone, since a page of petitions with all their updates would be large.
pub fn updates(all: &[Update]) -> Value {
    let update = |update: &Update| {
        json!({
            "id": update.id.to_string(),
            "kind": update.kind.as_str(),
            "published_at": dates::text(update.published_at),
            "lang": update.words.lang,
            "title": update.words.title,
            "text": update.words.text,
        })
    };
    all.iter().map(update).collect()
}

/// HTML that puts a link to the petition into another page, in the six forms that clients know.
pub fn embed(links: &Links, public_url: &str, known: &Known) -> Value {
    let title = known.whole.words.first().map_or("", |words| words.title.as_str());
    let address = format!("{public_url}/petitions/{}", known.whole.petition.slug);
    hal::embed(links, (&format!("petitions/{}/embed", known.whole.petition.id), "clarion-petition"), &address, title)
}

/// A signature's document; a struct and no map, since it is made for every signer.
#[derive(Debug, Serialize)]
pub struct SignatureDocument<'a> {
    identifiers: Vec<String>,
    created_date: String,
    modified_date: String,
    comments: &'a str,
    #[serde(rename = "action_network:person_id")]
    person: crate::ids::Id,
    #[serde(rename = "action_network:petition_id")]
    petition: crate::ids::Id,
    #[serde(rename = "action_network:referrer_data")]
    referrer: Empty,
    #[serde(rename = "_links")]
    links: SignatureLinks,
}

#[derive(Debug, Serialize)]
struct Empty {}

#[derive(Debug, Serialize)]
struct SignatureLinks {
    #[serde(rename = "self")]
    own: Href,
    #[serde(rename = "osdi:person")]
    person: Href,
    #[serde(rename = "osdi:petition")]
    petition: Href,
    curies: [Curie; 2],
}

/// A signature.
pub fn signature<'a>(links: &Links, shown: &'a Shown) -> SignatureDocument<'a> {
    let Shown { id, petition, person, .. } = shown;
    let (created_date, modified_date) = dates::pair(shown.created_at, shown.modified_at);
    SignatureDocument {
        identifiers: hal::identifiers(*id, &shown.note.identifiers),
        created_date,
        modified_date,
        comments: &shown.note.comment,
        person: *person,
        petition: *petition,
        referrer: Empty {},
        links: SignatureLinks {
            own: links.to(format_args!("petitions/{petition}/signatures/{id}")),
            person: links.to(format_args!("people/{person}")),
            petition: links.to(format_args!("petitions/{petition}")),
            curies: links.curies(),
        },
    }
}
