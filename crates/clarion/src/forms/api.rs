//! `/api/v2/forms`: a group's forms over the wire.

use super::api_body::{FormBody, FormChange};
use super::api_resource::{self, Known};
use super::create::{self, CreateRefusal, NewForm};
use super::listing::FORMS_MAX;
use super::{count, store};
use crate::actions::address::slug_of;
use crate::coalitions::{self, merging};
use crate::ids::Id;
use crate::osdi::answer::{Answer, hal};
use crate::osdi::body::Body;
use crate::osdi::filter::Filter;
use crate::osdi::hal::{Page, envelope, own_id};
use crate::osdi::{ApiError, Keyed, Query, Route, id_in, range};
use axum::extract::Path;
use axum::routing::get;
use db::{Fault, Tx};
use serde_json::Value;

/// When an address is taken, `-2`, `-3` and so on are tried up to this.
const SLUGS_MAX: usize = 200;
const FIELDS: &str = "identifier, created_date, modified_date, origin_system and title";

/// Routes of forms; those of submissions stand beside.
pub fn routes() -> Vec<Route> {
    vec![("/forms", get(index).post(add)), ("/forms/{id}", get(show).put(update)), ("/forms/{id}/embed", get(embed))]
}

/// A form with what the API tells beside it.
pub(super) fn known(tx: &mut Tx<'_>, id: Id) -> Result<Option<Known>, Fault> {
    let Some(whole) = create::find_by_id(tx, id)? else { return Ok(None) };
    let group = coalitions::group(tx, whole.form.group)?.ok_or_else(|| Fault::bug("a form without its group"))?;
    let identifiers = store::identifiers(tx, id)?;
    Ok(Some(Known { whole, group, identifiers }))
}

/// A form of the key's group.
pub(super) async fn of_key(me: &Keyed, id: Id) -> Result<Known, ApiError> {
    let found = me.app().db.read_newest(move |tx| known(tx, id)).await?;
    let known = found.ok_or_else(ApiError::not_found)?;
    // A key is known as of the last second, the form as of now: its group may just have become part of another.
    let (by, of) = (me.group(), known.whole.form.group);
    match by == of || me.app().db.read_newest(move |tx| merging::are_one(tx, by, of)).await? {
        true => Ok(known),
        false => Err(ApiError::not_found()),
    }
}

type Counted = (Known, i64);

fn counted(tx: &mut Tx<'_>, id: Id) -> Result<Option<Counted>, Fault> {
    let Some(known) = known(tx, id)? else { return Ok(None) };
    Ok(Some((known, count::count(tx, id, 0)?.total())))
}

fn document(me: &Keyed, (known, total): &Counted) -> Value {
    api_resource::form(me.links(), &me.app().settings.public_url, known, *total)
}

/// A page of the group's forms.
#[utoipa::path(get, path = "/api/v2/forms", tag = "forms", params(("page" = Option<u64>, Query), ("per_page" = Option<u64>, Query),
    ("filter" = Option<String>, Query)), responses((status = 200, description = "A page of forms"), (status = 403, description = "No key")))]
pub(crate) async fn index(me: Keyed, query: Query) -> Answer {
    let filter = query.filter()?;
    if let Some(filter) = &filter {
        check_filter(filter)?;
    }
    let (group, skipped) = (me.group(), usize::try_from(query.skipped()).unwrap_or(usize::MAX));
    let per_page = query.per_page as usize;
    let (total, page) = me.app().db.read(move |tx| page_of(tx, group, filter.as_ref(), (skipped, per_page))).await?;
    let records = page.iter().map(|counted| document(&me, counted)).collect();
    Ok(hal(&envelope(me.links(), Page { key: "osdi:forms", path: "forms", query: &query, total, records })))
}

fn page_of(
    tx: &mut Tx<'_>,
    group: Id,
    filter: Option<&Filter>,
    (skipped, per_page): (usize, usize),
) -> Result<(u64, Vec<Counted>), Fault> {
    let mut ids: Vec<Id> = store::forms_of_group(tx, group, FORMS_MAX)?.iter().map(|form| form.id).collect();
    ids.sort_unstable();
    if let Some(filter) = filter {
        let mut chosen = Vec::new();
        for id in ids {
            if known(tx, id)?.is_some_and(|known| is_chosen(&known, filter)) {
                chosen.push(id);
            }
        }
        ids = chosen;
    }
    let total = ids.len() as u64;
    let mut page = Vec::new();
    for id in ids.into_iter().skip(skipped).take(per_page) {
        page.extend(counted(tx, id)?);
    }
    Ok((total, page))
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
    let form = &known.whole.form;
    match filter {
        Filter::All(parts) => parts.iter().all(|part| is_chosen(known, part)),
        Filter::Any(parts) => parts.iter().any(|part| is_chosen(known, part)),
        Filter::Leaf { field, op, value } => match field.as_str() {
            "created_date" => range::of(field, *op, value).is_ok_and(|range| range.holds(form.created_at)),
            "modified_date" => range::of(field, *op, value).is_ok_and(|range| range.holds(form.modified_at)),
            "identifier" => own_id(value) == Some(form.id) || known.identifiers.contains(value),
            "origin_system" => form.origin_system == *value,
            _ => known.whole.words.iter().any(|words| words.title == *value),
        },
    }
}

/// One form.
#[utoipa::path(get, path = "/api/v2/forms/{id}", tag = "forms", params(("id" = String, Path)), responses((status = 200, description = "The form"), (status = 404, description = "None of this group")))]
pub(crate) async fn show(me: Keyed, path: Path<String>) -> Answer {
    let id = id_in(&path)?;
    of_key(&me, id).await?;
    answer(&me, id).await
}

async fn answer(me: &Keyed, id: Id) -> Answer {
    let found = me.app().db.read_newest(move |tx| counted(tx, id)).await?;
    found.map(|found| hal(&document(me, &found))).ok_or_else(ApiError::not_found)
}

/// HTML for other pages.
#[utoipa::path(get, path = "/api/v2/forms/{id}/embed", tag = "forms", params(("id" = String, Path)), responses((status = 200, description = "Six forms of HTML")))]
pub(crate) async fn embed(me: Keyed, path: Path<String>) -> Answer {
    let known = of_key(&me, id_in(&path)?).await?;
    Ok(hal(&api_resource::embed(me.links(), &me.app().settings.public_url, &known)))
}

/// Makes a form, with its questions.
#[utoipa::path(post, path = "/api/v2/forms", tag = "forms", request_body = FormBody, responses((status = 200, description = "The form"), (status = 400, description = "Refused, with a sentence")))]
pub(crate) async fn add(me: Keyed, body: Body) -> Answer {
    let change = body.read::<FormBody>()?.check()?;
    let slug = slug_of(change.title()?, "form");
    let (group, now) = (me.group(), me.app().clock.now());
    let id = me.app().ids.fresh(now);
    let made = me.app().db.write("forms.create", move |tx| make(tx, (id, group, &slug), &change, now)).await?;
    made.map_err(|refusal| ApiError::bad(refusal.to_string()))?;
    answer(&me, id).await
}

/// Makes it under the first address that is free.
fn make(
    tx: &mut Tx<'_>,
    (id, group, slug): (Id, Id, &str),
    change: &FormChange,
    now: i64,
) -> Result<Result<(), CreateRefusal>, Fault> {
    let form = create::blank(id, group, slug.to_owned(), change.kind, now);
    let mut new = NewForm { form, words: Vec::new() };
    if let Err(refusal) = change.put(&mut new, true) {
        return Ok(Err(refusal));
    }
    let made = create::create_somewhere(tx, new, SLUGS_MAX)?;
    if made.is_ok() {
        store::add_identifiers(tx, id, &change.identifiers)?;
    }
    Ok(made.map(drop))
}

/// Changes a form's words, goal and closing. What it asks stays.
#[utoipa::path(put, path = "/api/v2/forms/{id}", tag = "forms", params(("id" = String, Path)), request_body = FormBody, responses((status = 200, description = "The form"), (status = 404, description = "None of this group")))]
pub(crate) async fn update(me: Keyed, path: Path<String>, body: Body) -> Answer {
    let id = id_in(&path)?;
    let change = body.read::<FormBody>()?.check()?;
    let slug = of_key(&me, id).await?.whole.form.slug;
    let now = me.app().clock.now();
    let done = me.app().db.write("forms.change", move |tx| {
        let Some(mut whole) = create::find_by_id(tx, id)? else { return Ok(Err(CreateRefusal::Title)) };
        if let Err(refusal) = change.put(&mut whole, false) {
            return Ok(Err(refusal));
        }
        let done = create::change(tx, &whole, now)?;
        if done.is_ok() {
            store::add_identifiers(tx, id, &change.identifiers)?;
        }
        Ok(done)
    });
    done.await?.map_err(|refusal| ApiError::bad(refusal.to_string()))?;
    me.app().live_forms.forget(&slug);
    answer(&me, id).await
}
