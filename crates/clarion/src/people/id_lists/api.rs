//! `/api/v2/unique_id_lists`: lists of people by id that a program makes and replaces as a whole.

use super::replace::{replace, sweep};
use super::{BEING_MADE, DESCRIPTION_CHARS_MAX, IDS_MAX, IdList, NAME_CHARS_MAX, Words, Written};
use crate::ids::Id;
use crate::osdi::answer::{Answer, hal};
use crate::osdi::body::Body;
use crate::osdi::hal::{self, Page, envelope};
use crate::osdi::{ApiError, Keyed, Query, Route, dates, id_in, written};
use axum::extract::Path;
use axum::routing::get;
use db::{Fault, FaultKind};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Routes of lists by id.
pub fn routes() -> Vec<Route> {
    vec![("/unique_id_lists", get(index).post(add)), ("/unique_id_lists/{id}", get(show).put(update))]
}

/// A list as a client sends it.
#[derive(Debug, Default, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(default)]
pub struct IdListBody {
    name: Option<String>,
    description: Option<String>,
    /// Ids of people: ours, with or without a prefix, or foreign ones (`system:id`).
    unique_ids: Option<Vec<String>>,
}

/// Our ids of people, and foreign ones.
type Named = (Vec<Id>, Vec<String>);

impl IdListBody {
    /// The words of a list whose words were these.
    fn words(&self, before: Words) -> Result<Words, ApiError> {
        let line = |text: &str, at_most: usize| seal::text::clean_line(text, at_most).unwrap_or_default();
        let name = self.name.as_deref().map_or(before.name, |name| line(name, NAME_CHARS_MAX));
        let description = self.description.as_deref().map_or(before.description, |text| line(text, DESCRIPTION_CHARS_MAX));
        match name.is_empty() {
            true => Err(ApiError::bad("A list needs a name of at most 120 characters.")),
            false => Ok(Words { name, description }),
        }
    }

    fn ids(&self) -> Result<Option<Named>, ApiError> {
        let Some(texts) = &self.unique_ids else { return Ok(None) };
        if texts.len() > IDS_MAX {
            return Err(ApiError::bad("A list holds at most 20,000 people."));
        }
        let (own, foreign): (Vec<&String>, Vec<&String>) = texts.iter().partition(|text| hal::own_id(text).is_some());
        Ok(Some((own.into_iter().filter_map(|text| hal::own_id(text)).collect(), foreign.into_iter().cloned().collect())))
    }
}

fn document(me: &Keyed, list: &IdList) -> Value {
    let (links, id) = (me.links(), list.id);
    let (created, modified) = dates::pair(list.created_at, list.modified_at);
    let (public_url, group) = (&me.app().settings.public_url, &me.holder.group.slug);
    json!({
        "name": list.words.name,
        "description": list.words.description,
        "identifiers": hal::identifiers(id, &[]),
        "created_date": created,
        "modified_date": modified,
        "administrative_url": format!("{public_url}/console/groups/{group}/supporters"),
        "count": list.count,
        "_links": {"self": links.to(format_args!("unique_id_lists/{id}")), "curies": links.curies()},
    })
}

/// A page of the group's lists.
#[utoipa::path(get, path = "/api/v2/unique_id_lists", tag = "unique_id_lists", params(("page" = Option<u64>, Query), ("per_page" = Option<u64>, Query)),
    responses((status = 200, description = "A page of lists"), (status = 403, description = "No key")))]
pub(crate) async fn index(me: Keyed, query: Query) -> Answer {
    let (vault, group) = (me.app().vault.clone(), me.group());
    let all = me.app().db.read_newest(move |tx| super::of_group(tx, &vault, group)).await?;
    let records = query.part_of(&all).iter().map(|list| document(&me, list)).collect();
    let page = Page { key: "osdi:unique_id_lists", path: "unique_id_lists", query: &query, total: all.len() as u64, records };
    Ok(hal(&envelope(me.links(), page)))
}

async fn list_of(me: &Keyed, id: Id) -> Result<IdList, ApiError> {
    let (vault, group) = (me.app().vault.clone(), me.group());
    let found = me.app().db.read_newest(move |tx| super::one(tx, &vault, group, id)).await?;
    found.ok_or_else(ApiError::not_found)
}

/// One list.
#[utoipa::path(get, path = "/api/v2/unique_id_lists/{id}", tag = "unique_id_lists", params(("id" = String, Path)), responses((status = 200, description = "The list"), (status = 404, description = "None of this group")))]
pub(crate) async fn show(me: Keyed, path: Path<String>) -> Answer {
    let list = list_of(&me, id_in(&path)?).await?;
    Ok(hal(&document(&me, &list)))
}

/// Changes of one list that come at once are tried so often: each reads anew what the other wrote.
const TRIES: usize = 8;

/// What is written: words sealed.
fn prepared(me: &Keyed, id: Id, words: &Words, replaces: bool) -> Result<Written, ApiError> {
    let (app, group) = (me.app(), me.group());
    Ok(Written { id, group, sealed: super::seal(&app.vault, (group, id), words, app.ids.bytes())?, replaces })
}

/// Those of the ids that are people whom the group has.
async fn known(me: &Keyed, (own, foreign): Named) -> Result<Vec<Id>, ApiError> {
    let (vault, group) = (me.app().vault.clone(), me.group());
    Ok(me.app().db.read_newest(move |tx| super::known(tx, &vault, group, &own, &foreign)).await?)
}

/// Makes a list, which is there once everybody stands in it. Whom the group does not have is left out; `count` says how many are in it.
#[utoipa::path(post, path = "/api/v2/unique_id_lists", tag = "unique_id_lists", request_body = IdListBody, responses((status = 200, description = "The list"), (status = 400, description = "Refused, with a sentence")))]
pub(crate) async fn add(me: Keyed, query: Query, body: Body) -> Answer {
    let body = body.read::<IdListBody>()?;
    let (words, ids) = (body.words(Words::default())?, body.ids()?);
    let now = me.app().clock.now();
    let id = me.app().ids.fresh(now);
    let (new, people) = (prepared(&me, id, &words, false)?, known(&me, ids.unwrap_or_default()).await?);
    sweep(me.app(), me.group()).await?;
    if !me.app().db.write("people.add_id_list", move |tx| super::add(tx, now, &new)).await? {
        return Err(ApiError::bad("The group has 100 such lists. Change one of them."));
    }
    replace(me.app(), (me.group(), id), BEING_MADE, &people).await?;
    me.app().db.write("people.finish_id_list", move |tx| super::finish(tx, id)).await?;
    Ok(written(&query, &document(&me, &list_of(&me, id).await?)))
}

/// Changes a list; `unique_ids` replace who stands in it, and without them they stay. Of two changes at once each keeps what it names;
/// where both name the same, the later stands whole.
#[utoipa::path(put, path = "/api/v2/unique_id_lists/{id}", tag = "unique_id_lists", params(("id" = String, Path)), request_body = IdListBody, responses((status = 200, description = "The list"), (status = 400, description = "Refused, with a sentence"), (status = 404, description = "None of this group")))]
pub(crate) async fn update(me: Keyed, path: Path<String>, query: Query, body: Body) -> Answer {
    let (id, body) = (id_in(&path)?, body.read::<IdListBody>()?);
    // Refused before anybody is looked up.
    let mut before = list_of(&me, id).await?;
    let people = match body.ids()? {
        Some(named) => Some(known(&me, named).await?),
        None => None,
    };
    for _ in 0..TRIES {
        let (words, seen_at) = (body.words(before.words)?, before.modified_at);
        let new = prepared(&me, id, &words, people.is_some())?;
        let now = me.app().clock.now().max(seen_at + 1);
        if let Some(turn) = me.app().db.write("people.change_id_list", move |tx| super::change(tx, now, &new, seen_at)).await? {
            if let Some(people) = &people {
                replace(me.app(), (me.group(), id), turn, people).await?;
            }
            return Ok(written(&query, &document(&me, &list_of(&me, id).await?)));
        }
        before = list_of(&me, id).await?;
    }
    Err(Fault::new(FaultKind::Collision, "a list is changed by many at once").into())
}
