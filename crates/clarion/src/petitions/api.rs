//! `/api/v2/petitions`: a group's own petitions and those it co-sponsors, over the wire.

use super::api_body::{PetitionBody, PetitionChange};
use super::api_resource;
use super::count;
use super::create::{self, CreateRefusal, NewPetition};
use super::listing::{self, Known};
use super::updates;
use crate::actions::address;
use crate::coalitions::merging;
use crate::ids::Id;
use crate::osdi::answer::{Answer, hal};
use crate::osdi::body::Body;
use crate::osdi::filter::Filter;
use crate::osdi::hal::{Page, envelope, own_id};
use crate::osdi::{ApiError, Keyed, Parted, Query, Route, id_in, range};
use axum::extract::Path;
use axum::routing::get;
use db::{Fault, Tx};
use serde_json::Value;
use std::sync::Arc;

/// When an address is taken, `-2`, `-3` and so on are tried up to this.
const SLUGS_MAX: u32 = 200;
const FIELDS: &str = "identifier, created_date, modified_date, origin_system and title";

/// Routes of petitions; those of signatures stand beside.
pub fn routes() -> Vec<Route> {
    vec![("/petitions", get(index).post(add)), ("/petitions/{id}", get(show).put(update)), ("/petitions/{id}/embed", get(embed))]
}

/// A petition as it was within the last second; not found for a group that has no part in it.
pub(super) async fn recent(parts: &Parted, id: Id) -> Result<Option<Arc<Known>>, Fault> {
    let read = async || parts.app.db.read_newest(move |tx| Ok(listing::known(tx, id)?.map(Arc::new))).await;
    parts.api.petitions.get(id, read).await
}

/// The same for a key: only its group's.
pub(super) async fn of_key(me: &Keyed, id: Id) -> Result<Arc<Known>, ApiError> {
    let known = recent(&me.parts, id).await?.ok_or_else(ApiError::not_found)?;
    match known.is_of(me.group()) || is_its_page(me, &known).await? {
        true => Ok(known),
        false => Err(ApiError::not_found()),
    }
}

/// Whether it is a page of the key's group, not one that the group co-sponsors. Key and petition are read once a second, each by itself:
/// when their group becomes part of another, one may be known as of before.
pub(super) async fn is_its_page(me: &Keyed, known: &Known) -> Result<bool, Fault> {
    let (by, of) = (me.group(), known.whole.petition.group);
    Ok(by == of || me.app().db.read_newest(move |tx| merging::are_one(tx, by, of)).await?)
}

fn document(me: &Keyed, (known, total): &(Known, i64)) -> Value {
    api_resource::petition(me.links(), &me.app().settings.public_url, known, *total)
}

/// A page of the group's petitions.
#[utoipa::path(get, path = "/api/v2/petitions", tag = "petitions", params(("page" = Option<u64>, Query), ("per_page" = Option<u64>, Query),
    ("filter" = Option<String>, Query)), responses((status = 200, description = "A page of petitions"), (status = 403, description = "No key")))]
pub(crate) async fn index(me: Keyed, query: Query) -> Answer {
    let filter = query.filter()?;
    if let Some(filter) = &filter {
        check_filter(filter)?;
    }
    let (group, now) = (me.group(), me.app().clock.now());
    let (skipped, per_page) = (usize::try_from(query.skipped()).unwrap_or(usize::MAX), query.per_page as usize);
    let (total, page) = me.app().db.read(move |tx| page_of(tx, group, filter.as_ref(), (skipped, per_page), now)).await?;
    let records = page.iter().map(|known| document(&me, known)).collect();
    Ok(hal(&envelope(me.links(), Page { key: "osdi:petitions", path: "petitions", query: &query, total, records })))
}

type Counted = (Known, i64);

fn page_of(
    tx: &mut Tx<'_>,
    group: Id,
    filter: Option<&Filter>,
    (skipped, per_page): (usize, usize),
    now: i64,
) -> Result<(u64, Vec<Counted>), Fault> {
    let mut ids = listing::petitions_of(tx, group)?;
    if let Some(filter) = filter {
        let mut chosen = Vec::new();
        for id in ids {
            if let Some(known) = listing::known(tx, id)?.filter(|known| is_chosen(known, filter)) {
                chosen.push(known.whole.petition.id);
            }
        }
        ids = chosen;
    }
    let total = ids.len() as u64;
    let mut page = Vec::new();
    for id in ids.into_iter().skip(skipped).take(per_page) {
        page.extend(counted(tx, id, now)?);
    }
    Ok((total, page))
}

fn counted(tx: &mut Tx<'_>, id: Id, now: i64) -> Result<Option<Counted>, Fault> {
    let Some(known) = listing::known(tx, id)? else { return Ok(None) };
    Ok(Some((known, count::count(tx, id, now)?.total())))
}

/// Refuses what [`is_chosen`] could not answer.
fn check_filter(filter: &Filter) -> Result<(), ApiError> {
    match filter {
        Filter::All(parts) | Filter::Any(parts) => parts.iter().try_for_each(check_filter),
        Filter::Leaf { field, op, value } => match field.as_str() {
            "created_date" | "modified_date" => range::of(field, *op, value).map(drop),
            "identifier" | "origin_system" | "title" => range::only_eq(field, *op),
            _ => Err(range::unknown_field(field, FIELDS)),
        },
    }
}

fn is_chosen(known: &Known, filter: &Filter) -> bool {
    let petition = &known.whole.petition;
    match filter {
        Filter::All(parts) => parts.iter().all(|part| is_chosen(known, part)),
        Filter::Any(parts) => parts.iter().any(|part| is_chosen(known, part)),
        Filter::Leaf { field, op, value } => match field.as_str() {
            "created_date" => range::of(field, *op, value).is_ok_and(|range| range.holds(petition.created_at)),
            "modified_date" => range::of(field, *op, value).is_ok_and(|range| range.holds(petition.modified_at)),
            "identifier" => own_id(value) == Some(petition.id) || known.identifiers.contains(value),
            "origin_system" => petition.origin_system == *value,
            _ => known.whole.words.iter().any(|words| words.title == *value),
        },
    }
}

/// One petition.
#[utoipa::path(get, path = "/api/v2/petitions/{id}", tag = "petitions", params(("id" = String, Path)), responses((status = 200, description = "The petition"), (status = 404, description = "None of this group")))]
pub(crate) async fn show(me: Keyed, path: Path<String>) -> Answer {
    let id = id_in(&path)?;
    of_key(&me, id).await?;
    answer(&me, id).await
}

async fn answer(me: &Keyed, id: Id) -> Answer {
    let now = me.app().clock.now();
    let (known, added) = me.app().db.read_newest(move |tx| Ok((counted(tx, id, now)?, updates::all(tx, id)?))).await?;
    let mut document = document(me, &known.ok_or_else(ApiError::not_found)?);
    document["clarion:updates"] = api_resource::updates(&added);
    Ok(hal(&document))
}

/// HTML for other pages.
#[utoipa::path(get, path = "/api/v2/petitions/{id}/embed", tag = "petitions", params(("id" = String, Path)), responses((status = 200, description = "Six forms of HTML")))]
pub(crate) async fn embed(me: Keyed, path: Path<String>) -> Answer {
    let known = of_key(&me, id_in(&path)?).await?;
    Ok(hal(&api_resource::embed(me.links(), &me.app().settings.public_url, &known)))
}

/// Makes a petition.
#[utoipa::path(post, path = "/api/v2/petitions", tag = "petitions", request_body = PetitionBody, responses((status = 200, description = "The petition"), (status = 400, description = "Refused, with a sentence")))]
pub(crate) async fn add(me: Keyed, body: Body) -> Answer {
    let change = body.read::<PetitionBody>()?.check()?;
    let slug = address::slug_of(change.title()?, "petition");
    let (group, now) = (me.group(), me.app().clock.now());
    let id = me.app().ids.fresh(now);
    let made = me.app().db.write("petitions.create", move |tx| make(tx, (id, group, &slug), &change, now)).await?;
    made.map_err(|refusal| ApiError::bad(refusal.to_string()))?;
    answer(&me, id).await
}

/// Makes it under the first address that is free.
fn make(
    tx: &mut Tx<'_>,
    (id, group, slug): (Id, Id, &str),
    change: &PetitionChange,
    now: i64,
) -> Result<Result<(), CreateRefusal>, Fault> {
    let petition = create::blank(id, group, slug.to_owned(), now);
    let mut new = NewPetition { petition, words: Vec::new(), sponsors: Vec::new(), targets: Vec::new() };
    change.put(tx, &mut new, true)?;
    let mut made = create::create(tx, &new)?;
    for number in 2..=SLUGS_MAX {
        if made != Err(CreateRefusal::SlugTaken) {
            break;
        }
        new.petition.slug = format!("{slug}-{number}");
        made = create::create(tx, &new)?;
    }
    if made.is_ok() {
        listing::keep_beside(tx, id, &change.identifiers, change.description())?;
    }
    Ok(made)
}

/// Changes a petition of the group's own; a co-sponsor may not.
#[utoipa::path(put, path = "/api/v2/petitions/{id}", tag = "petitions", params(("id" = String, Path)), request_body = PetitionBody, responses((status = 200, description = "The petition"), (status = 404, description = "None of this group")))]
pub(crate) async fn update(me: Keyed, path: Path<String>, body: Body) -> Answer {
    let id = id_in(&path)?;
    let change = body.read::<PetitionBody>()?.check()?;
    let known = of_key(&me, id).await?;
    if !is_its_page(&me, &known).await? {
        return Err(ApiError::bad("Only the group that made this petition can change it."));
    }
    let now = me.app().clock.now();
    let done = me.app().db.write("petitions.change", move |tx| {
        let Some(mut whole) = create::find_by_id(tx, id)? else { return Ok(Err(CreateRefusal::Title)) };
        change.put(tx, &mut whole, false)?;
        let done = create::change(tx, &whole, now)?;
        if done.is_ok() {
            listing::keep_beside(tx, id, &change.identifiers, change.description())?;
        }
        Ok(done)
    });
    done.await?.map_err(|refusal| ApiError::bad(refusal.to_string()))?;
    me.parts.api.petitions.forget(&id);
    answer(&me, id).await
}
