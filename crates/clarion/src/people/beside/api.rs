//! `/api/v2/tags` and their taggings, over the wire. A tag's name is all there is to it; it cannot be changed or deleted there.

use super::taggings::{self, Tagging, TaggingsOf};
use super::tags::{self, NAME_CHARS_MAX, Tag};
use crate::ids::Id;
use crate::osdi::answer::{Answer, hal};
use crate::osdi::body::{Body, LinksBody};
use crate::osdi::hal::{self, Links, Page, envelope};
use crate::osdi::{ApiError, Keyed, Query, Route, dates, id_in, ids_in, marks, written};
use crate::refusal::Refusal as _;
use crate::web::lang::Lang;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use db::Fault;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What a client is told whose link leads to nobody.
pub const NO_SUCH_PERSON: &str = "You must specify a valid person id";

/// Routes of tags and taggings.
pub fn routes() -> Vec<Route> {
    vec![
        ("/tags", get(index).post(add)),
        ("/tags/{id}", get(show)),
        ("/tags/{id}/taggings", get(list).post(give)),
        ("/tags/{id}/taggings/{tagging}", get(one).delete(take)),
        ("/people/{id}/taggings", get(of_person)),
    ]
}

/// A tag as a client sends it.
#[derive(Debug, Default, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(default)]
pub struct TagBody {
    name: String,
}

/// A tagging as a client sends it: whom the link names has the tag.
#[derive(Debug, Default, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(default)]
pub struct TaggingBody {
    #[serde(rename = "_links")]
    links: LinksBody,
}

fn tag_document(links: &Links, tag: &Tag) -> Value {
    let id = tag.id;
    let made_at = marks::instant_of(id);
    let (created, modified) = dates::pair(made_at, made_at);
    json!({
        "name": tag.name,
        "identifiers": hal::identifiers(id, &[]),
        "created_date": created,
        "modified_date": modified,
        "_links": {
            "self": links.to(format_args!("tags/{id}")),
            "osdi:taggings": links.to(format_args!("tags/{id}/taggings")),
            "curies": links.curies(),
        },
    })
}

fn tagging_document(links: &Links, tagging: &Tagging) -> Value {
    let Tagging { id, tag, person, tagged_at } = tagging;
    let (created, modified) = dates::pair(*tagged_at, *tagged_at);
    json!({
        "item_type": "osdi:person",
        "identifiers": hal::identifiers(*id, &[]),
        "created_date": created,
        "modified_date": modified,
        "action_network:person_id": person,
        "action_network:tag_id": tag,
        "_links": {
            "self": links.to(format_args!("tags/{tag}/taggings/{id}")),
            "osdi:tag": links.to(format_args!("tags/{tag}")),
            "osdi:person": links.to(format_args!("people/{person}")),
            "curies": links.curies(),
        },
    })
}

/// A tag of the key's group.
async fn tag_of(me: &Keyed, id: Id) -> Result<Tag, ApiError> {
    let (vault, group) = (me.app().vault.clone(), me.group());
    let tag = me.app().db.read_newest(move |tx| tags::by_id(tx, &vault, group, id)).await?;
    tag.ok_or_else(ApiError::not_found)
}

/// A page of a list that is read whole, since it is short.
fn page_of<T>(me: &Keyed, (key, path): (&str, &str), query: &Query, all: &[T], document: fn(&Links, &T) -> Value) -> Response {
    let records = query.part_of(all).iter().map(|one| document(me.links(), one)).collect();
    hal(&envelope(me.links(), Page { key, path, query, total: all.len() as u64, records }))
}

/// A page of the group's tags.
#[utoipa::path(get, path = "/api/v2/tags", tag = "tags", params(("page" = Option<u64>, Query), ("per_page" = Option<u64>, Query)),
    responses((status = 200, description = "A page of tags"), (status = 403, description = "No key")))]
pub(crate) async fn index(me: Keyed, query: Query) -> Answer {
    let (vault, group) = (me.app().vault.clone(), me.group());
    let mut all = me.app().db.read_newest(move |tx| tags::of_group(tx, &vault, group)).await?;
    all.sort_by_key(|tag| tag.id);
    Ok(page_of(&me, ("osdi:tags", "tags"), &query, &all, tag_document))
}

/// One tag.
#[utoipa::path(get, path = "/api/v2/tags/{id}", tag = "tags", params(("id" = String, Path)), responses((status = 200, description = "The tag"), (status = 404, description = "None of this group")))]
pub(crate) async fn show(me: Keyed, path: Path<String>) -> Answer {
    let tag = tag_of(&me, id_in(&path)?).await?;
    Ok(hal(&tag_document(me.links(), &tag)))
}

/// Makes a tag; one whose name the group has is answered as it stands.
#[utoipa::path(post, path = "/api/v2/tags", tag = "tags", request_body = TagBody, responses((status = 200, description = "The tag"), (status = 400, description = "Refused, with a sentence")))]
pub(crate) async fn add(me: Keyed, query: Query, body: Body) -> Answer {
    let name = body.read::<TagBody>()?.name;
    if name.trim().chars().count() > NAME_CHARS_MAX {
        return Err(ApiError::bad("A tag's name has at most 50 characters."));
    }
    let (app, group) = (me.app(), me.group());
    let now = app.clock.now();
    let named = tags::prepare(&app.vault, &app.ids, now, group, &name)?.ok_or_else(|| ApiError::bad("A tag needs a name."))?;
    let made = app.db.write("tags.add", move |tx| tags::find_or_add(tx, now, &named)).await?;
    let id = made.map_err(|refusal| ApiError::bad(refusal.sentence(Lang::En)))?;
    let tag = tag_of(&me, id).await?;
    Ok(written(&query, &tag_document(me.links(), &tag)))
}

/// A page of a tag's taggings.
#[utoipa::path(get, path = "/api/v2/tags/{id}/taggings", tag = "tags", params(("id" = String, Path), ("page" = Option<u64>, Query), ("per_page" = Option<u64>, Query)),
    responses((status = 200, description = "A page of taggings"), (status = 404, description = "No tag of this group")))]
pub(crate) async fn list(me: Keyed, path: Path<String>, query: Query) -> Answer {
    let tag = tag_of(&me, id_in(&path)?).await?.id;
    let (app, of) = (me.app(), TaggingsOf { group: me.group(), tag });
    let known = app.marks.up_to_date(&app.db, (of.group, tag), &of, app.clock.now()).await?;
    let (skipped, at_most) = (query.skipped(), query.per_page as i64);
    let read = app.db.read_newest(move |tx| {
        let total = known.counted() + taggings::count_after(tx, of, known.last())?.unsigned_abs();
        let page = if skipped >= total { Vec::new() } else { taggings::page(tx, of, known.place(skipped), at_most)? };
        Ok((total, page))
    });
    let (total, page) = read.await?;
    let records = page.iter().map(|tagging| tagging_document(me.links(), tagging)).collect();
    let path = format!("tags/{tag}/taggings");
    Ok(hal(&envelope(me.links(), Page { key: "osdi:taggings", path: &path, query: &query, total, records })))
}

/// One tagging.
#[utoipa::path(get, path = "/api/v2/tags/{id}/taggings/{tagging}", tag = "tags", params(("id" = String, Path), ("tagging" = String, Path)), responses((status = 200, description = "The tagging"), (status = 404, description = "None of this group")))]
pub(crate) async fn one(me: Keyed, path: Path<(String, String)>) -> Answer {
    let (tag, id) = ids_in(&path)?;
    let of = TaggingsOf { group: me.group(), tag };
    let found = me.app().db.read_newest(move |tx| taggings::one(tx, of, id)).await?;
    Ok(hal(&tagging_document(me.links(), &found.ok_or_else(ApiError::not_found)?)))
}

/// Gives a tag to a person of the group's list, whom the last part of a link names. Who has it keeps it.
#[utoipa::path(post, path = "/api/v2/tags/{id}/taggings", tag = "tags", params(("id" = String, Path)), request_body = TaggingBody, responses((status = 200, description = "The tagging"), (status = 400, description = "No such person"), (status = 404, description = "No tag of this group")))]
pub(crate) async fn give(me: Keyed, path: Path<String>, query: Query, body: Body) -> Answer {
    let tag = tag_of(&me, id_in(&path)?).await?.id;
    let nobody = || ApiError::bad(NO_SUCH_PERSON);
    let person = body.read::<TaggingBody>()?.links.person().ok_or_else(nobody)?;
    let (app, by) = (me.app(), me.holder.key.id);
    let (of, now) = (TaggingsOf { group: me.group(), tag }, app.clock.now());
    let given = app.db.write("tags.give", move |tx| taggings::give(tx, now, of, by, person)).await?;
    let tagging = given.map_err(|_| ApiError::not_found())?.ok_or_else(nobody)?;
    Ok(written(&query, &tagging_document(me.links(), &tagging)))
}

/// Takes the tag away. The tag itself stays.
#[utoipa::path(delete, path = "/api/v2/tags/{id}/taggings/{tagging}", tag = "tags", params(("id" = String, Path), ("tagging" = String, Path)), responses((status = 200, description = "Gone"), (status = 404, description = "None of this group")))]
pub(crate) async fn take(me: Keyed, path: Path<(String, String)>, query: Query) -> Answer {
    let (tag, id) = ids_in(&path)?;
    let of = TaggingsOf { group: me.group(), tag };
    let stands = me.app().db.read_newest(move |tx| taggings::one(tx, of, id)).await?;
    stands.ok_or_else(ApiError::not_found)?;
    me.app().db.write("tags.take", move |tx| taggings::take(tx, of, id)).await?;
    Ok(written(&query, &json!({"notice": "This tagging was successfully deleted."})))
}

/// The taggings of one person.
#[utoipa::path(get, path = "/api/v2/people/{id}/taggings", tag = "tags", params(("id" = String, Path)), responses((status = 200, description = "A page of taggings"), (status = 404, description = "Nobody of this group")))]
pub(crate) async fn of_person(me: Keyed, path: Path<String>, query: Query) -> Answer {
    let (id, group) = (id_in(&path)?, me.group());
    let read = me.app().db.read_newest(move |tx| -> Result<_, Fault> {
        let Some(person) = crate::people::store::person_of_group(tx, crate::people::Scope::of(group), id)? else { return Ok(None) };
        taggings::of_person(tx, group, person.row.identity).map(Some)
    });
    let all = read.await?.ok_or_else(ApiError::not_found)?;
    Ok(page_of(&me, ("osdi:taggings", &format!("people/{id}/taggings")), &query, &all, tagging_document))
}
