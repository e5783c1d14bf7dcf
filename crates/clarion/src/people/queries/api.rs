//! `/api/v2/queries`: the questions that a group saved in the console, by name, with the page that answers each.

use super::SavedQuery;
use crate::osdi::answer::{Answer, hal};
use crate::osdi::hal::{self, Page, envelope};
use crate::osdi::{ApiError, Keyed, Query, Route, dates, id_in};
use axum::extract::Path;
use axum::routing::get;
use serde_json::{Value, json};

/// Routes of saved questions.
pub fn routes() -> Vec<Route> {
    vec![("/queries", get(index)), ("/queries/{id}", get(show))]
}

fn document(me: &Keyed, query: &SavedQuery) -> Value {
    let (links, public_url) = (me.links(), &me.app().settings.public_url);
    let (created, modified) = dates::pair(query.created_at, query.modified_at);
    let (group, asks, id) = (&me.holder.group.slug, &query.asks, query.id);
    json!({
        "name": query.name,
        "identifiers": hal::identifiers(id, &[]),
        "created_date": created,
        "modified_date": modified,
        "browser_url": format!("{public_url}/console/groups/{group}/supporters?{asks}"),
        "_links": {"self": links.to(format_args!("queries/{id}")), "curies": links.curies()},
    })
}

/// A page of the group's saved questions.
#[utoipa::path(get, path = "/api/v2/queries", tag = "queries", params(("page" = Option<u64>, Query), ("per_page" = Option<u64>, Query)),
    responses((status = 200, description = "A page of saved questions"), (status = 403, description = "No key")))]
pub(crate) async fn index(me: Keyed, query: Query) -> Answer {
    let (vault, group) = (me.app().vault.clone(), me.group());
    let all = me.app().db.read_newest(move |tx| super::of_group(tx, &vault, group)).await?;
    let records = query.part_of(&all).iter().map(|saved| document(&me, saved)).collect();
    let page = Page { key: "osdi:queries", path: "queries", query: &query, total: all.len() as u64, records };
    Ok(hal(&envelope(me.links(), page)))
}

/// One saved question.
#[utoipa::path(get, path = "/api/v2/queries/{id}", tag = "queries", params(("id" = String, Path)), responses((status = 200, description = "The question"), (status = 404, description = "None of this group")))]
pub(crate) async fn show(me: Keyed, path: Path<String>) -> Answer {
    let (vault, group, id) = (me.app().vault.clone(), me.group(), id_in(&path)?);
    let found = me.app().db.read_newest(move |tx| super::one(tx, &vault, group, id)).await?;
    Ok(hal(&document(&me, &found.ok_or_else(ApiError::not_found)?)))
}
