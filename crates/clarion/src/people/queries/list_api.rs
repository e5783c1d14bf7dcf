//! `/api/v2/lists` and their items: what a saved question chooses. In that API a list is the outcome of a report, which is what a saved
//! question is here; its items are the people whom it chooses when the first page is asked for.

use super::SavedQuery;
use crate::ids::Id;
use crate::osdi::answer::{Answer, hal};
use crate::osdi::hal::{self, Page, envelope};
use crate::osdi::{ApiError, Keyed, Query, Route, chosen, dates, id_in, ids_in};
use crate::people::api_resource::Shown;
use crate::people::{choose, console, list};
use axum::extract::Path;
use axum::routing::get;
use serde_json::{Value, json};
use std::sync::Arc;

/// Of this kind all lists are.
const KIND: &str = "Report";

/// Routes of lists and items.
pub fn routes() -> Vec<Route> {
    vec![
        ("/lists", get(index)),
        ("/lists/{id}", get(show)),
        ("/lists/{id}/items", get(items)),
        ("/lists/{id}/items/{item}", get(item)),
    ]
}

fn document(me: &Keyed, saved: &SavedQuery) -> Value {
    let (links, id) = (me.links(), saved.id);
    let (created, modified) = dates::pair(saved.created_at, saved.modified_at);
    let (public_url, group) = (&me.app().settings.public_url, &me.holder.group.slug);
    json!({
        "title": saved.name,
        "description": KIND,
        "identifiers": hal::identifiers(id, &[]),
        "created_date": created,
        "modified_date": modified,
        "browser_url": format!("{public_url}/console/groups/{group}/supporters?{}", saved.asks),
        "_links": {
            "self": links.to(format_args!("lists/{id}")),
            "osdi:items": links.to(format_args!("lists/{id}/items")),
            "curies": links.curies(),
        },
    })
}

/// An item has the id of its person: somebody stands in a list once.
fn item_document(me: &Keyed, of: Id, person: &Shown) -> Value {
    let (links, id) = (me.links(), person.id());
    let (created, modified) = dates::pair(person.created_at(), person.modified_at);
    json!({
        "identifiers": hal::identifiers(id, &[]),
        "created_date": created,
        "modified_date": modified,
        "item_type": "osdi:person",
        "action_network:person_id": id,
        "action_network:list_id": of,
        "_links": {
            "self": links.to(format_args!("lists/{of}/items/{id}")),
            "osdi:list": links.to(format_args!("lists/{of}")),
            "osdi:person": links.to(format_args!("people/{id}")),
            "curies": links.curies(),
        },
    })
}

/// A page of the group's lists: one for each question that it saved.
#[utoipa::path(get, path = "/api/v2/lists", tag = "lists", params(("page" = Option<u64>, Query), ("per_page" = Option<u64>, Query)),
    responses((status = 200, description = "A page of lists"), (status = 403, description = "No key")))]
pub(crate) async fn index(me: Keyed, query: Query) -> Answer {
    let (vault, group) = (me.app().vault.clone(), me.group());
    let all = me.app().db.read_newest(move |tx| super::of_group(tx, &vault, group)).await?;
    let records = query.part_of(&all).iter().map(|saved| document(&me, saved)).collect();
    Ok(hal(&envelope(me.links(), Page { key: "osdi:lists", path: "lists", query: &query, total: all.len() as u64, records })))
}

async fn list_of(me: &Keyed, id: Id) -> Result<SavedQuery, ApiError> {
    let (vault, group) = (me.app().vault.clone(), me.group());
    let found = me.app().db.read_newest(move |tx| super::one(tx, &vault, group, id)).await?;
    found.ok_or_else(ApiError::not_found)
}

/// One list.
#[utoipa::path(get, path = "/api/v2/lists/{id}", tag = "lists", params(("id" = String, Path)), responses((status = 200, description = "The list"), (status = 404, description = "None of this group")))]
pub(crate) async fn show(me: Keyed, path: Path<String>) -> Answer {
    let saved = list_of(&me, id_in(&path)?).await?;
    Ok(hal(&document(&me, &saved)))
}

/// Whom the list's question chooses: asked anew for the first page, and kept for those after it.
async fn people_of(me: &Keyed, id: Id, is_first: bool) -> Result<Arc<Vec<Id>>, ApiError> {
    let saved = list_of(me, id).await?;
    let (app, key, now) = (me.app(), (me.group(), id), me.app().clock.now());
    if let Some(kept) = me.parts.api.chosen.get(key, KIND, now).filter(|_| !is_first) {
        return Ok(kept);
    }
    let question = Arc::new(console::question_of(app, me.group(), &saved.asks).await?);
    let found = choose::choose_all(app, me.group(), &question).await?;
    let found = found.map_err(|_| ApiError::bad("The group's list is too long for saved questions. Filter /people instead."))?;
    let people = Arc::new(chosen::sorted(found.into_iter().map(|(person, _)| person).collect()));
    me.parts.api.chosen.put(key, KIND, &people, now);
    Ok(people)
}

/// A page of a list's items, in no order that means anything.
#[utoipa::path(get, path = "/api/v2/lists/{id}/items", tag = "lists", params(("id" = String, Path), ("page" = Option<u64>, Query), ("per_page" = Option<u64>, Query)),
    responses((status = 200, description = "A page of items"), (status = 404, description = "No list of this group")))]
pub(crate) async fn items(me: Keyed, path: Path<String>, query: Query) -> Answer {
    let id = id_in(&path)?;
    let people = people_of(&me, id, query.page <= 1).await?;
    let (vault, group, here) = (me.app().vault.clone(), me.group(), chosen::page(&people, &query));
    let shown = me.app().db.read_newest(move |tx| list::by_ids(tx, &vault, group, &here)).await?;
    let records = shown.iter().map(|person| item_document(&me, id, person)).collect();
    let (path, total) = (format!("lists/{id}/items"), people.len() as u64);
    Ok(hal(&envelope(me.links(), Page { key: "osdi:items", path: &path, query: &query, total, records })))
}

/// One item.
#[utoipa::path(get, path = "/api/v2/lists/{id}/items/{item}", tag = "lists", params(("id" = String, Path), ("item" = String, Path)), responses((status = 200, description = "The item"), (status = 404, description = "Not in a list of this group")))]
pub(crate) async fn item(me: Keyed, path: Path<(String, String)>) -> Answer {
    let (of, id) = ids_in(&path)?;
    let people = people_of(&me, of, false).await?;
    people.binary_search(&id).map_err(|_| ApiError::not_found())?;
    let (vault, group) = (me.app().vault.clone(), me.group());
    let shown = me.app().db.read_newest(move |tx| list::one(tx, &vault, group, id)).await?;
    Ok(hal(&item_document(&me, of, &shown.ok_or_else(ApiError::not_found)?)))
}
