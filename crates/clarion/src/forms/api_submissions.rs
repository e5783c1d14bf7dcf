//! `/api/v2/forms/{id}/submissions`: lists, and both kinds of POST, with a key and without.
//!
//! With a key a submission is asserted: it changes nothing about somebody who has answered. Without one it is the public form: a pending
//! row and a confirming mail, and the same `{}` whatever became of it.

use super::api::{known, of_key};
use super::api_body::SubmissionBody;
use super::api_resource::{self, Known};
use super::listing::{self, OfForm, Shown};
use super::submit::{self, Said, SubmitInput, SubmitRefusal};
use super::{SubmissionKind, pages, store};
use crate::ids::Id;
use crate::osdi::answer::{Answer, hal, nothing};
use crate::osdi::body::Body;
use crate::osdi::filter::Filter;
use crate::osdi::hal::{Page, envelope, own_id};
use crate::osdi::range::{self, Range};
use crate::osdi::{ApiError, Asker, Keyed, Parted, Query, Route, chosen, id_in, ids_in, written};
use crate::pending::FormContent;
use crate::people::api_body::{Wish, tag_changes};
use crate::people::beside::programs::FromProgram;
use crate::people::fields::api as fields;
use crate::petitions::api_signatures::{Signer, helped, linked};
use axum::extract::Path;
use axum::routing::get;
use db::{Fault, Tx};
use serde_json::Value;
use std::net::IpAddr;
use std::sync::Arc;

const FIELDS: &str = "identifier, created_date and modified_date";
const LIMIT: i64 = chosen::CHOSEN_MAX as i64 + 1;

/// Routes of submissions.
pub fn routes() -> Vec<Route> {
    vec![
        ("/forms/{id}/submissions", get(index).post(record)),
        ("/forms/{id}/submissions/{submission}", get(show).put(update)),
        ("/people/{id}/submissions", get(of_person)),
    ]
}

fn document(me: &Keyed, shown: &Shown) -> Value {
    api_resource::submission(me.links(), shown)
}

/// What a filter of submissions asks.
#[derive(Clone, Debug)]
enum Question {
    Own(Id),
    Foreign([u8; 16]),
    Created(Range),
    Modified(Range),
    All(Vec<Question>),
    Any(Vec<Question>),
}

/// Understands a filter, or says in a sentence what is wrong with it.
fn understand(me: &Keyed, filter: &Filter) -> Result<Question, ApiError> {
    let each = |parts: &[Filter]| parts.iter().map(|part| understand(me, part)).collect::<Result<Vec<_>, _>>();
    match filter {
        Filter::All(parts) => Ok(Question::All(each(parts)?)),
        Filter::Any(parts) => Ok(Question::Any(each(parts)?)),
        Filter::Leaf { field, op, value } => match field.as_str() {
            "created_date" => Ok(Question::Created(range::of(field, *op, value)?)),
            "modified_date" => Ok(Question::Modified(range::of(field, *op, value)?)),
            "identifier" => {
                range::only_eq(field, *op)?;
                Ok(own_id(value)
                    .map_or_else(|| Question::Foreign(listing::foreign_key(&me.app().vault, me.group(), value)), Question::Own))
            }
            _ => Err(range::unknown_field(field, FIELDS)),
        },
    }
}

/// Sorted ids that the question chooses, at most one more than may be.
fn choose(tx: &mut Tx<'_>, (form, group): (Id, Id), question: &Question) -> Result<Vec<Id>, Fault> {
    let there = |tx: &mut Tx<'_>, ids: &[Id]| -> Result<Vec<Id>, Fault> {
        Ok(store::by_ids(tx, form, ids)?.into_iter().map(|row| row.id).collect())
    };
    Ok(match question {
        Question::Own(id) => there(tx, &[*id])?,
        Question::Foreign(key) => {
            let found: Vec<Id> = crate::people::find_identifier(tx, group, key)?.into_iter().collect();
            there(tx, &found)?
        }
        Question::Created(range) => store::created(tx, form, *range, LIMIT)?,
        Question::Modified(range) => store::modified(tx, form, *range, LIMIT)?,
        Question::All(parts) => {
            let mut left: Option<Vec<Id>> = None;
            for part in parts {
                let found = choose(tx, (form, group), part)?;
                left = Some(left.map_or_else(|| found.clone(), |left| chosen::both(&left, &found)));
            }
            left.unwrap_or_default()
        }
        Question::Any(parts) => {
            let mut found = Vec::new();
            for part in parts {
                found = chosen::either(found, choose(tx, (form, group), part)?);
            }
            found
        }
    })
}

/// A page of a form's submissions.
#[utoipa::path(get, path = "/api/v2/forms/{id}/submissions", tag = "submissions", params(("id" = String, Path), ("page" = Option<u64>, Query),
    ("per_page" = Option<u64>, Query), ("filter" = Option<String>, Query)), responses((status = 200, description = "A page of submissions"), (status = 404, description = "No form of this group")))]
pub(crate) async fn index(me: Keyed, path: Path<String>, query: Query) -> Answer {
    let form = id_in(&path)?;
    of_key(&me, form).await?;
    let (total, shown) = match query.filter()? {
        None => page(&me, &query, OfForm(form)).await?,
        Some(filter) => {
            let question = understand(&me, &filter)?;
            page_of_chosen(&me, &query, form, question).await?
        }
    };
    let records = shown.iter().map(|shown| document(&me, shown)).collect();
    let path = format!("forms/{form}/submissions");
    Ok(hal(&envelope(me.links(), Page { key: "osdi:submissions", path: &path, query: &query, total, records })))
}

async fn page(me: &Keyed, query: &Query, form: OfForm) -> Result<(u64, Vec<Shown>), ApiError> {
    let app = me.app();
    let marks = app.marks.up_to_date(&app.db, (me.group(), form.0), &form, app.clock.now()).await?;
    let (vault, skipped, at_most) = (app.vault.clone(), query.skipped(), query.per_page as i64);
    let answer = app.db.read(move |tx| {
        let total = marks.counted() + listing::count_after(tx, form, marks.last())?.unsigned_abs();
        let is_past = skipped >= total;
        let shown = if is_past { Vec::new() } else { listing::page(tx, &vault, form, marks.place(skipped), at_most)? };
        Ok((total, shown))
    });
    Ok(answer.await?)
}

async fn page_of_chosen(me: &Keyed, query: &Query, form: Id, question: Question) -> Result<(u64, Vec<Shown>), ApiError> {
    let (app, key, now) = (me.app(), (me.group(), form), me.app().clock.now());
    let kept = if query.page > 1 { me.parts.api.chosen.get(key, &query.filter, now) } else { None };
    let ids = match kept {
        Some(ids) => ids,
        None => {
            let group = me.group();
            let found = app.db.read(move |tx| choose(tx, (form, group), &question)).await?;
            let ids = Arc::new(chosen::bounded(found)?);
            me.parts.api.chosen.put(key, &query.filter, &ids, now);
            ids
        }
    };
    let (vault, here) = (app.vault.clone(), chosen::page(&ids, query));
    let shown = app.db.read(move |tx| listing::by_ids(tx, &vault, OfForm(form), &here)).await?;
    Ok((ids.len() as u64, shown))
}

async fn read(me: &Keyed, form: Id, id: Id) -> Result<Shown, ApiError> {
    let vault = me.app().vault.clone();
    let found = me.app().db.read_newest(move |tx| listing::by_ids(tx, &vault, OfForm(form), &[id])).await?.pop();
    found.ok_or_else(ApiError::not_found)
}

/// One submission.
#[utoipa::path(get, path = "/api/v2/forms/{id}/submissions/{submission}", tag = "submissions", params(("id" = String, Path), ("submission" = String, Path)), responses((status = 200, description = "The submission"), (status = 404, description = "None that this group sees")))]
pub(crate) async fn show(me: Keyed, path: Path<(String, String)>) -> Answer {
    let (form, id) = ids_in(&path)?;
    of_key(&me, form).await?;
    Ok(hal(&document(&me, &read(&me, form, id).await?)))
}

/// Changes foreign ids and answers of a submission that a key asserted; what a human confirmed stays theirs.
#[utoipa::path(put, path = "/api/v2/forms/{id}/submissions/{submission}", tag = "submissions", params(("id" = String, Path), ("submission" = String, Path)), request_body = SubmissionBody, responses((status = 200, description = "The submission"), (status = 400, description = "Refused, with a sentence")))]
pub(crate) async fn update(me: Keyed, path: Path<(String, String)>, query: Query, body: Body) -> Answer {
    let (form, id) = ids_in(&path)?;
    let body = body.read::<SubmissionBody>()?;
    let known = of_key(&me, form).await?;
    let (identifiers, answers) = (body.identifiers()?, body.answers(&known.whole.form.questions, false)?);
    let before = read(&me, form, id).await?;
    if answers.is_some() && before.kind == SubmissionKind::Confirmed {
        return Err(ApiError::bad("This person confirmed their answers. Only they can change them."));
    }
    let (vault, now, group, ids) = (me.app().vault.clone(), me.app().clock.now(), me.group(), me.app().ids.clone());
    let keys = identifier_keys(&me.parts, group, &identifiers);
    let set = me.app().db.write("forms.change_submission", move |tx| {
        let set = submit::set_said(tx, &vault, (form, id), (answers.as_ref(), &identifiers), (now, ids.bytes()))?;
        if set {
            crate::people::add_identifiers(tx, group, id, &keys)?;
        }
        Ok(set)
    });
    if !set.await? {
        return Err(ApiError::not_found());
    }
    Ok(written(&query, &document(&me, &read(&me, form, id).await?)))
}

fn identifier_keys(parts: &Parted, group: Id, identifiers: &[String]) -> Vec<[u8; 16]> {
    identifiers.iter().map(|text| listing::foreign_key(&parts.app.vault, group, text)).collect()
}

/// The submissions of one person.
#[utoipa::path(get, path = "/api/v2/people/{id}/submissions", tag = "submissions", params(("id" = String, Path)), responses((status = 200, description = "A page of submissions"), (status = 404, description = "Nobody of this group")))]
pub(crate) async fn of_person(me: Keyed, path: Path<String>, query: Query) -> Answer {
    let id = id_in(&path)?;
    crate::people::api::person_of(&me, id).await?.ok_or_else(ApiError::not_found)?;
    let (vault, group) = (me.app().vault.clone(), me.group());
    let all = me.app().db.read(move |tx| listing::of_person(tx, &vault, group, id)).await?;
    let records = query.part_of(&all).iter().map(|shown| document(&me, shown)).collect();
    let (path, total) = (format!("people/{id}/submissions"), all.len() as u64);
    Ok(hal(&envelope(me.links(), Page { key: "osdi:submissions", path: &path, query: &query, total, records })))
}

/// Records a submission: for `person` (the helper), or for a person that `_links` names. Without a key it is the public form.
#[utoipa::path(post, path = "/api/v2/forms/{id}/submissions", tag = "submissions", params(("id" = String, Path)), request_body = SubmissionBody,
    responses((status = 200, description = "The submission; without a key {} whatever became of it"), (status = 400, description = "Refused, with a sentence"), (status = 503, description = "Busy")))]
pub(crate) async fn record(asker: Asker, path: Path<String>, query: Query, body: Body) -> Answer {
    let body: SubmissionBody = body.read()?;
    let Asker { parts, holder, sent_key, client } = asker;
    match holder {
        Some(holder) => submitted_by_key(&Keyed { parts, holder }, id_in(&path)?, &query, body).await,
        None if sent_key => Err(ApiError::no_key()),
        None => keyless(&parts, client, &path, body).await,
    }
}

async fn submitted_by_key(me: &Keyed, form: Id, query: &Query, mut body: SubmissionBody) -> Answer {
    let known = of_key(me, form).await?;
    let answers = body.answers(&known.whole.form.questions, false)?.unwrap_or_default();
    let said = Said { answers, identifiers: body.identifiers()?, ..Said::default() };
    let now = me.app().clock.now();
    let tags = tag_changes(&me.app().vault, me.group(), body.add_tags.take(), body.remove_tags.take())?;
    let Signer { person, said: consents, if_new } = match body.person.take() {
        Some(person) => {
            let mut checked = person.check(&me.holder.group.country)?;
            fields::keep(me, &mut checked).await?;
            helped(me, &checked, now)?
        }
        None => linked(me, body.linked_person(), now).await?,
    };
    let submission = me.app().ids.fresh(now);
    let sealed = me.app().vault.seal(me.group(), &submission.0, &said.to_bytes(), me.app().ids.bytes())?;
    let identifiers = identifier_keys(&me.parts, me.group(), &said.identifiers);
    let tags = (!tags.is_empty()).then(|| (me.holder.key.id, tags));
    let (kind, beside) = (SubmissionKind::Asserted, Some(FromProgram { identifiers, tags, if_new }));
    let input = SubmitInput { form, submission, kind, person, consents, said, sealed, submitted_at: now, beside };
    let done = me.app().submit.submit(input).await?.map_err(|refusal| ApiError::bad(sentence(refusal)))?;
    // Read again: of somebody who had answered, what stands is told.
    Ok(written(query, &document(me, &read(me, form, done.submission).await?)))
}

/// A refusal in words for whoever sent it.
fn sentence(refusal: SubmitRefusal) -> &'static str {
    match refusal {
        SubmitRefusal::Unknown => "Not found",
        SubmitRefusal::Closed(_) => "This form has closed.",
        SubmitRefusal::Stopped => "This form is stopped for now.",
    }
}

/// The public form, sent by another page. Answers alike whatever became of it.
async fn keyless(parts: &Parted, client: IpAddr, path: &Path<String>, body: SubmissionBody) -> Answer {
    if let Some((known, content)) = form(parts, path, body).await? {
        let (app, form) = (&parts.app, &known.whole.form);
        // Another page cannot show our proof of work: over a limit its forms always wait.
        let waiting = app.limits.count(app.clock.now(), client, form.id, form.usual_per_minute);
        pages::take(app, form, &content, waiting).await?;
    }
    Ok(nothing())
}

/// The form and what was entered; `None` for what the page would have refused.
async fn form(parts: &Parted, path: &Path<String>, mut body: SubmissionBody) -> Result<Option<(Known, FormContent)>, ApiError> {
    let Ok(id) = id_in(path) else { return Ok(None) };
    let found = parts.app.db.read_newest(move |tx| known(tx, id)).await?;
    let (Some(person), Some(known)) = (body.person.take(), found) else { return Ok(None) };
    let now = parts.app.clock.now();
    if submit::refusal(&known.whole.form, now, now).is_some() {
        return Ok(None);
    }
    let Ok(Some(answers)) = body.answers(&known.whole.form.questions, true) else { return Ok(None) };
    let Ok(checked) = person.check(&known.group.country) else { return Ok(None) };
    let Some((_, folded_email)) = checked.email.clone() else { return Ok(None) };
    parts.app.vault.know(&parts.app.db, known.group.id).await?;
    let mut coarse = checked.coarse();
    if coarse.lang.is_empty() {
        "en".clone_into(&mut coarse.lang);
    }
    let news_of = if checked.email_wish == Some(Wish::Subscribed) { vec![known.group.id] } else { Vec::new() };
    let details = checked.details();
    Ok(Some((known, FormContent { action: id, folded_email, details, coarse, news_of, answers, ..FormContent::default() })))
}
