//! The entry point, and the lists of what this server does not hold yet: they are empty, as clients that walk all lists expect.

use super::answer::{self, Answer};
use super::hal::{self, Page};
use super::query::{PER_PAGE_MAX, Query};
use super::{Asker, Keyed, Route};
use axum::response::Response;
use axum::routing::get;
use serde_json::{Map, Value, json};

/// Lists without records, with the key of each.
const EMPTY: &[(&str, &str)] = &[
    ("/events", "osdi:events"),
    ("/fundraising_pages", "osdi:fundraising_pages"),
    ("/donations", "osdi:donations"),
    ("/advocacy_campaigns", "osdi:advocacy_campaigns"),
    ("/event_campaigns", "action_network:event_campaigns"),
    ("/campaigns", "action_network:campaigns"),
    ("/surveys", "action_network:surveys"),
    ("/wrappers", "osdi:wrappers"),
    ("/messages", "osdi:messages"),
    ("/people/{id}/attendances", "osdi:attendances"),
    ("/people/{id}/donations", "osdi:donations"),
    ("/people/{id}/outreaches", "osdi:outreaches"),
    ("/people/{id}/responses", "action_network:responses"),
];

/// What only a key opens; titles as people read them. No other link may stand in the `osdi:` namespace: one client fails on it.
const PRIVATE: &[(&str, &str, &str)] = &[
    ("osdi:people", "people", "The people of your group"),
    ("osdi:petitions", "petitions", "The petitions of your group"),
    ("osdi:events", "events", "The events of your group"),
    ("osdi:forms", "forms", "The forms of your group"),
    ("osdi:fundraising_pages", "fundraising_pages", "The fundraising pages of your group"),
    ("osdi:donations", "donations", "The donations to your group"),
    ("osdi:advocacy_campaigns", "advocacy_campaigns", "The advocacy campaigns of your group"),
    ("action_network:event_campaigns", "event_campaigns", "The event campaigns of your group"),
    ("action_network:campaigns", "campaigns", "The campaigns of your group"),
    ("osdi:tags", "tags", "The tags of your group"),
    ("osdi:lists", "lists", "The lists of your group"),
    ("action_network:unique_id_lists", "unique_id_lists", "Lists of people by id that your group keeps"),
    ("osdi:wrappers", "wrappers", "The e-mail wrappers of your group"),
    ("osdi:messages", "messages", "The messages of your group"),
    ("osdi:person_signup_helper", "people", "Adds or updates a person"),
];

/// Routes of the empty lists.
pub fn routes() -> Vec<Route> {
    EMPTY
        .iter()
        .map(|&(path, key)| {
            (
                path,
                get(async move |keyed: Keyed, query: Query, uri: axum::http::Uri| -> Answer {
                    let path = uri.path().trim_matches('/').to_owned();
                    let page = Page { key, path: &path, query: &query, total: 0, records: Vec::new() };
                    Ok(answer::hal(&hal::envelope(keyed.links(), page)))
                }),
            )
        })
        .collect()
}

/// 200 with any key; the private links are there only with one that opens a list, which is how clients test their key.
pub fn entry_point(asker: &Asker) -> Response {
    let links = asker.parts.links();
    let mut document_links = Map::new();
    document_links.insert("self".to_owned(), json!({"href": format!("{}/", links.base()), "title": "Clarion API entry point"}));
    document_links.insert("curies".to_owned(), json!(links.curies()));
    let public = &asker.parts.app.settings.public_url;
    document_links.insert("docs".to_owned(), json!({"href": format!("{public}/api/openapi.json"), "title": "What this API takes"}));
    if asker.holder.is_some() {
        for (rel, path, title) in PRIVATE {
            document_links.insert((*rel).to_owned(), json!({"href": links.to(path).href, "title": title}));
        }
    }
    let document: Value = json!({
        "motd": "Welcome to the Clarion API.",
        "vendor_name": "Clarion",
        "product_name": "Clarion",
        "osdi_version": "1.1.1",
        "namespace": "action_network",
        "max_pagesize": PER_PAGE_MAX,
        "max_page_size": PER_PAGE_MAX,
        "_links": document_links,
    });
    answer::hal(&document)
}
