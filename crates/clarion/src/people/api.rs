//! `/api/v2/people`: a group's own people, over the wire.

use super::api_body::{self, PersonBody, SignupBody};
use super::api_resource::{self, Shown};
use super::api_write::{self, ChangeRefusal, SignUp};
use super::fields::api as fields;
use super::list;
use crate::ids::Id;
use crate::osdi::answer::{Answer, hal};
use crate::osdi::body::Body;
use crate::osdi::hal::{Page, envelope};
use crate::osdi::{ApiError, Keyed, Query, Route, id_in, written};
use axum::extract::Path;
use axum::routing::get;
use db::Fault;
use serde_json::{Value, json};
use std::sync::Arc;

/// Routes of people; those of their signatures are with the petitions.
pub fn routes() -> Vec<Route> {
    vec![("/people", get(index).post(sign_up)), ("/people/{id}", get(show).put(update))]
}

/// A page of the group's people.
#[utoipa::path(get, path = "/api/v2/people", tag = "people", params(("page" = Option<u64>, Query), ("per_page" = Option<u64>, Query),
    ("filter" = Option<String>, Query)), responses((status = 200, description = "A page of people"), (status = 400, description = "The filter cannot be read"), (status = 403, description = "No key")))]
pub(crate) async fn index(me: Keyed, query: Query) -> Answer {
    let (total, people) = match query.filter()? {
        None => page(&me, &query).await?,
        Some(filter) => {
            let question = list::understand(&me.app().vault, me.group(), &me.holder.group.country, &filter)?;
            chosen(&me, &query, question).await?
        }
    };
    let records = people.iter().map(|person| document(&me, person)).collect();
    Ok(hal(&envelope(me.links(), Page { key: "osdi:people", path: "people", query: &query, total, records })))
}

fn document(me: &Keyed, person: &Shown) -> Value {
    api_resource::resource(me.links(), &me.holder.group, person)
}

/// A page by its place, from the nearest mark.
async fn page(me: &Keyed, query: &Query) -> Result<(u64, Vec<Shown>), ApiError> {
    let (app, group) = (me.app(), me.group());
    let known = me.app().marks.up_to_date(&app.db, (group, Id::ZERO), &list::PeopleOf(group), app.clock.now()).await?;
    let (vault, skipped, at_most) = (app.vault.clone(), query.skipped(), query.per_page as i64);
    let answer = app.db.read(move |tx| {
        let total = known.counted() + list::count_after(tx, group, known.last())?.unsigned_abs();
        let people = if skipped >= total { Vec::new() } else { list::page(tx, &vault, group, known.place(skipped), at_most)? };
        Ok((total, people))
    });
    Ok(answer.await?)
}

/// A page of what a filter chose.
async fn chosen(me: &Keyed, query: &Query, question: list::Question) -> Result<(u64, Vec<Shown>), ApiError> {
    let (app, group, key) = (me.app(), me.group(), (me.group(), Id::ZERO));
    let (vault, now) = (app.vault.clone(), app.clock.now());
    let kept = if query.page > 1 { me.parts.api.chosen.get(key, &query.filter, now) } else { None };
    let ids = match kept {
        Some(ids) => ids,
        None => {
            let ids = Arc::new(app.db.read(move |tx| list::choose(tx, &vault, group, &question)).await??);
            me.parts.api.chosen.put(key, &query.filter, &ids, now);
            ids
        }
    };
    let vault = app.vault.clone();
    let here = crate::osdi::chosen::page(&ids, query);
    let people = app.db.read(move |tx| list::by_ids(tx, &vault, group, &here)).await?;
    Ok((ids.len() as u64, people))
}

/// One person. The group itself answers too, as the creator of its actions.
#[utoipa::path(get, path = "/api/v2/people/{id}", tag = "people", params(("id" = String, Path)), responses((status = 200, description = "The person"), (status = 404, description = "Nobody of this group")))]
pub(crate) async fn show(me: Keyed, path: Path<String>) -> Answer {
    let id = id_in(&path)?;
    if id == me.group() {
        return Ok(hal(&api_resource::group_as_creator(me.links(), &me.holder.group)));
    }
    Ok(hal(&read(&me, id).await?))
}

async fn read(me: &Keyed, id: Id) -> Result<Value, ApiError> {
    let (vault, group) = (me.app().vault.clone(), me.group());
    let person = me.app().db.read_newest(move |tx| list::one(tx, &vault, group, id)).await?;
    person.map(|person| document(me, &person)).ok_or_else(ApiError::not_found)
}

/// Adds a person or updates the one with that mailbox or number.
#[utoipa::path(post, path = "/api/v2/people", tag = "people", request_body = SignupBody, responses((status = 200, description = "The person"), (status = 400, description = "Refused, with a sentence")))]
pub(crate) async fn sign_up(me: Keyed, query: Query, body: Body) -> Answer {
    let body: SignupBody = body.read()?;
    let tags = api_body::tag_changes(&me.app().vault, me.group(), body.add_tags, body.remove_tags)?;
    let person = body.person.ok_or_else(|| ApiError::bad("Send the person's fields within \"person\"."))?;
    let mut checked = person.check(&me.holder.group.country)?;
    let (app, group) = (me.app(), me.group());
    let now = app.clock.now();
    let unreachable = || ApiError::bad("A person needs an email address or a phone number.");
    if !checked.reaches() {
        return Err(unreachable());
    }
    fields::keep(&me, &mut checked).await?;
    let person = api_write::prepare(&app.intake(), group, &checked, now)?.ok_or_else(unreachable)?;
    let said = api_write::said(group, &checked, now);
    let otherwise = api_write::otherwise(group, &checked, now);
    let identifiers = api_write::identifier_keys(&app.vault, group, &checked.identifiers);
    let input = SignUp { person, said, otherwise, identifiers, tags, by: me.holder.key.id };
    let vault = app.vault.clone();
    let known = app.db.write("people.sign_up", move |tx| api_write::sign_up(tx, &vault, now, &input)).await?;
    answer_written(&me, &query, known.person).await
}

/// Changes a person: absent fields stay, null clears.
#[utoipa::path(put, path = "/api/v2/people/{id}", tag = "people", params(("id" = String, Path)), request_body = PersonBody, responses((status = 200, description = "The person"), (status = 404, description = "Nobody of this group")))]
pub(crate) async fn update(me: Keyed, path: Path<String>, query: Query, body: Body) -> Answer {
    let id = id_in(&path)?;
    let mut body = body.read::<PersonBody>()?;
    let tags = api_body::tag_changes(&me.app().vault, me.group(), body.add_tags.take(), body.remove_tags.take())?;
    let mut checked = body.check(&me.holder.group.country)?;
    let app = me.app();
    let now = app.clock.now();
    person_of(&me, id).await?.ok_or_else(ApiError::not_found)?;
    fields::keep(&me, &mut checked).await?;
    let change = api_write::prepare_change(&app.intake(), (me.group(), me.holder.key.id), id, checked, tags, now);
    let vault = app.vault.clone();
    let done = app.db.write("people.change", move |tx| api_write::change(tx, &vault, now, &change)).await?;
    match done {
        Ok(()) => answer_written(&me, &query, id).await,
        Err(ChangeRefusal::Unknown) => Err(ApiError::not_found()),
        Err(refusal) => Err(ApiError::bad(refusal.to_string())),
    }
}

async fn answer_written(me: &Keyed, query: &Query, id: Id) -> Answer {
    match query.background {
        true => Ok(written(query, &json!({}))),
        false => Ok(written(query, &read(me, id).await?)),
    }
}

/// A person of a group, for signing in their name.
pub async fn person_of(me: &Keyed, id: Id) -> Result<Option<Shown>, Fault> {
    let (vault, group) = (me.app().vault.clone(), me.group());
    me.app().db.read_newest(move |tx| list::one(tx, &vault, group, id)).await
}
