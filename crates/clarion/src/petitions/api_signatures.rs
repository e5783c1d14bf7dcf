//! `/api/v2/petitions/{id}/signatures`: lists, and both kinds of POST, with a key and without.
//!
//! The helper with a key is what a crowd does: no row is read for it but those kept for a second (the key, the petition), what it needs
//! is keyed and sealed here, and the gathered verb does the rest. Without a key it is the public form: a pending row and a confirming
//! mail, and the same `{}` whatever became of it.

use super::SignatureKind;
use super::api::{is_its_page, of_key, recent};
use super::api_body::SignatureBody;
use super::api_resource;
use super::listing::{self, Known, Note, Seen, Shown};
use super::pages;
use super::sign::{self, SignInput, SignRefusal, Signed};
use crate::ids::Id;
use crate::osdi::answer::{Answer, hal, nothing};
use crate::osdi::body::Body;
use crate::osdi::hal::{Page, envelope};
use crate::osdi::{ApiError, Asker, Keyed, Parted, Query, Route, chosen, id_in, ids_in, written};
use crate::pending::FormContent;
use crate::people::api_body::{Checked, Wish, tag_changes};
use crate::people::beside::programs::FromProgram;
use crate::people::fields::api as fields;
use crate::people::{Consent, PersonInput, api_write};
use axum::extract::Path;
use axum::routing::get;
use db::Fault;
use serde_json::{Value, json};
use std::net::IpAddr;
use std::sync::Arc;

const NOT_THE_PAGES_GROUP: &str =
    "Only the group whose petition it is records signatures with its key. Send the form without a key, and the person confirms it.";

/// Routes of signatures.
pub fn routes() -> Vec<Route> {
    vec![
        ("/petitions/{id}/signatures", get(index).post(record)),
        ("/petitions/{id}/signatures/{signature}", get(show).put(update)),
        ("/people/{id}/signatures", get(of_person)),
    ]
}

fn document(me: &Keyed, shown: &Shown) -> Value {
    json!(api_resource::signature(me.links(), shown))
}

/// A page of a petition's signatures: those of the group's own people.
#[utoipa::path(get, path = "/api/v2/petitions/{id}/signatures", tag = "signatures", params(("id" = String, Path), ("page" = Option<u64>, Query),
    ("per_page" = Option<u64>, Query), ("filter" = Option<String>, Query)), responses((status = 200, description = "A page of signatures"), (status = 404, description = "No petition of this group")))]
pub(crate) async fn index(me: Keyed, path: Path<String>, query: Query) -> Answer {
    let petition = id_in(&path)?;
    of_key(&me, petition).await?;
    let seen = Seen { petition, by: me.group() };
    let (total, shown) = match query.filter()? {
        None => page(&me, &query, seen).await?,
        Some(filter) => {
            let question = listing::understand(&me.app().vault, seen, &filter)?;
            page_of_chosen(&me, &query, seen, question).await?
        }
    };
    let records = shown.iter().map(|shown| document(&me, shown)).collect();
    let path = format!("petitions/{petition}/signatures");
    Ok(hal(&envelope(me.links(), Page { key: "osdi:signatures", path: &path, query: &query, total, records })))
}

async fn page(me: &Keyed, query: &Query, seen: Seen) -> Result<(u64, Vec<Shown>), ApiError> {
    let app = me.app();
    let known = me.app().marks.up_to_date(&app.db, (seen.by, seen.petition), &seen, app.clock.now()).await?;
    let (vault, skipped, at_most) = (app.vault.clone(), query.skipped(), query.per_page as i64);
    let answer = app.db.read(move |tx| {
        let total = known.counted() + listing::count_after(tx, seen, known.last())?.unsigned_abs();
        let is_past = skipped >= total;
        let shown = if is_past { Vec::new() } else { listing::page(tx, &vault, seen, known.place(skipped), at_most)? };
        Ok((total, shown))
    });
    Ok(answer.await?)
}

async fn page_of_chosen(me: &Keyed, query: &Query, seen: Seen, question: listing::Question) -> Result<(u64, Vec<Shown>), ApiError> {
    let (app, key, now) = (me.app(), (seen.by, seen.petition), me.app().clock.now());
    let kept = if query.page > 1 { me.parts.api.chosen.get(key, &query.filter, now) } else { None };
    let ids = match kept {
        Some(ids) => ids,
        None => {
            let found = app.db.read(move |tx| listing::choose(tx, seen, &question)).await?;
            let ids = Arc::new(chosen::bounded(found)?);
            me.parts.api.chosen.put(key, &query.filter, &ids, now);
            ids
        }
    };
    let vault = app.vault.clone();
    let here = chosen::page(&ids, query);
    let shown = app.db.read(move |tx| listing::by_ids(tx, &vault, seen, &here)).await?;
    Ok((ids.len() as u64, shown))
}

/// One signature.
#[utoipa::path(get, path = "/api/v2/petitions/{id}/signatures/{signature}", tag = "signatures", params(("id" = String, Path), ("signature" = String, Path)), responses((status = 200, description = "The signature"), (status = 404, description = "None that this group sees")))]
pub(crate) async fn show(me: Keyed, path: Path<(String, String)>) -> Answer {
    let (petition, id) = ids_in(&path)?;
    of_key(&me, petition).await?;
    let shown = read(&me, Seen { petition, by: me.group() }, id).await?.ok_or_else(ApiError::not_found)?;
    Ok(hal(&api_resource::signature(me.links(), &shown)))
}

async fn read(me: &Keyed, seen: Seen, id: Id) -> Result<Option<Shown>, Fault> {
    let vault = me.app().vault.clone();
    Ok(me.app().db.read_newest(move |tx| listing::by_ids(tx, &vault, seen, &[id])).await?.pop())
}

/// Changes comment and foreign ids of a signature of the group's own.
#[utoipa::path(put, path = "/api/v2/petitions/{id}/signatures/{signature}", tag = "signatures", params(("id" = String, Path), ("signature" = String, Path)), request_body = SignatureBody, responses((status = 200, description = "The signature")))]
pub(crate) async fn update(me: Keyed, path: Path<(String, String)>, query: Query, body: Body) -> Answer {
    let (petition, id) = ids_in(&path)?;
    let (comment, identifiers) = body.read::<SignatureBody>()?.note()?;
    of_key(&me, petition).await?;
    let seen = Seen { petition, by: me.group() };
    let (vault, now, ids) = (me.app().vault.clone(), me.app().clock.now(), me.app().ids.clone());
    let change = move |was: &Note| {
        let mut note = was.clone();
        note.comment = comment.clone().unwrap_or(note.comment);
        note.identifiers.extend(identifiers.iter().filter(|text| !was.identifiers.contains(text)).cloned());
        note
    };
    let set =
        me.app().db.write("petitions.note", move |tx| listing::change_note(tx, &vault, (seen, id), &change, (now, ids.bytes())));
    if !set.await? {
        return Err(ApiError::not_found());
    }
    let shown = read(&me, seen, id).await?.ok_or_else(ApiError::not_found)?;
    Ok(written(&query, &api_resource::signature(me.links(), &shown)))
}

fn sealed(parts: &Parted, group: Id, signature: Id, note: &Note) -> Result<Option<Vec<u8>>, Fault> {
    let app = &parts.app;
    note.to_bytes().map(|plain| app.vault.seal(group, &signature.0, &plain, app.ids.bytes())).transpose()
}

/// The signatures of one person.
#[utoipa::path(get, path = "/api/v2/people/{id}/signatures", tag = "signatures", params(("id" = String, Path)), responses((status = 200, description = "A page of signatures"), (status = 404, description = "Nobody of this group")))]
pub(crate) async fn of_person(me: Keyed, path: Path<String>, query: Query) -> Answer {
    let id = id_in(&path)?;
    let person = crate::people::api::person_of(&me, id).await?.ok_or_else(ApiError::not_found)?;
    let (vault, by, identity) = (me.app().vault.clone(), me.group(), person.identity());
    let all = me.app().db.read(move |tx| listing::of_person(tx, &vault, by, id, identity)).await?;
    let records = query.part_of(&all).iter().map(|(shown, _)| document(&me, shown)).collect();
    let (path, total) = (format!("people/{id}/signatures"), all.len() as u64);
    Ok(hal(&envelope(me.links(), Page { key: "osdi:signatures", path: &path, query: &query, total, records })))
}

/// Records a signature: for `person` (the helper), or for a person that `_links` names. Without a key it is the public form.
#[utoipa::path(post, path = "/api/v2/petitions/{id}/signatures", tag = "signatures", params(("id" = String, Path)), request_body = SignatureBody,
    responses((status = 200, description = "The signature; without a key {} whatever became of it"), (status = 400, description = "Refused, with a sentence"), (status = 503, description = "Busy")))]
pub(crate) async fn record(asker: Asker, path: Path<String>, query: Query, body: Body) -> Answer {
    let body: SignatureBody = body.read()?;
    let Asker { parts, holder, sent_key, client } = asker;
    match holder {
        Some(holder) => signed_by_key(&Keyed { parts, holder }, id_in(&path)?, &query, body).await,
        None if sent_key => Err(ApiError::no_key()),
        None => keyless(&parts, client, &path, body).await,
    }
}

async fn signed_by_key(me: &Keyed, petition: Id, query: &Query, mut body: SignatureBody) -> Answer {
    let known = of_key(me, petition).await?;
    // Who has signed already cannot be added again, and the answer would tell a co-sponsor so.
    if !is_its_page(me, &known).await? {
        return Err(ApiError::bad(NOT_THE_PAGES_GROUP));
    }
    let note = body.new_note()?;
    let now = me.app().clock.now();
    let tags = tag_changes(&me.app().vault, me.group(), body.add_tags.take(), body.remove_tags.take())?;
    let Signer { person, said, if_new } = match body.person.take() {
        Some(person) => {
            let mut checked = person.check(&me.holder.group.country)?;
            fields::keep(me, &mut checked).await?;
            helped(me, &checked, now)?
        }
        None => linked(me, body.linked_person(), now).await?,
    };
    let signature = me.app().ids.fresh(now);
    let sealed_comment = sealed(&me.parts, me.group(), signature, &note)?;
    let (kind, also, seen) = (SignatureKind::Asserted, Vec::new(), Seen { petition, by: me.group() });
    let beside = FromProgram {
        identifiers: note.identifiers.iter().map(|text| listing::foreign_key(&me.app().vault, seen, text)).collect(),
        tags: (!tags.is_empty()).then(|| (me.holder.key.id, tags)),
        if_new,
    };
    let (consents, beside) = (said, Some(beside));
    let input = SignInput { petition, signature, kind, person, also, consents, sealed_comment, signed_at: now, beside };
    let signed = me.app().sign.submit(input).await?.map_err(|refusal| ApiError::bad(sentence(&known, refusal)))?;
    // Read again only where another signature stands already: that one is told.
    let shown = match signed.added {
        true => new(petition, signed, note, now),
        false => read(me, seen, signed.signature).await?.ok_or_else(ApiError::not_found)?,
    };
    Ok(written(query, &api_resource::signature(me.links(), &shown)))
}

/// What was just recorded.
fn new(petition: Id, signed: Signed, note: Note, now: i64) -> Shown {
    Shown { id: signed.signature, petition, person: signed.person, note, created_at: now, modified_at: now }
}

/// Who signs or submits, as a program names them.
pub(crate) struct Signer {
    pub(crate) person: PersonInput,
    /// What the program says of their channels.
    pub(crate) said: Vec<Consent>,
    /// What holds of them if they turn out to be new.
    pub(crate) if_new: Vec<Consent>,
}

/// The helper's signer.
pub(crate) fn helped(me: &Keyed, checked: &Checked, now: i64) -> Result<Signer, ApiError> {
    let group = me.group();
    let person = api_write::prepare(&me.app().intake(), group, checked, now)?
        .ok_or_else(|| ApiError::bad("A person needs an email address or a phone number."))?;
    Ok(Signer { person, said: api_write::said(group, checked, now), if_new: api_write::otherwise(group, checked, now) })
}

/// The signer whom a link names: somebody of the group's list.
pub(crate) async fn linked(me: &Keyed, id: Option<Id>, now: i64) -> Result<Signer, ApiError> {
    let unknown = || ApiError::bad("You must specify a valid person id");
    let person = crate::people::api::person_of(me, id.ok_or_else(unknown)?).await?.ok_or_else(unknown)?;
    let details = person.details().clone();
    let folded = seal::email::fold(&details.email).ok().map(|email| email.folded);
    let person = me.app().intake().person(me.group(), now, folded.as_deref(), details, person.coarse().clone())?;
    Ok(Signer { person, said: Vec::new(), if_new: Vec::new() })
}

/// A refusal in words for whoever sent it.
fn sentence(known: &Known, refusal: SignRefusal) -> String {
    let day = |at: i64| {
        let zone = jiff::tz::TimeZone::get(&known.whole.petition.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let at = jiff::Timestamp::from_microsecond(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        zone.to_datetime(at).strftime("%-d %B %Y").to_string()
    };
    match refusal {
        SignRefusal::Unknown => "Not found".to_owned(),
        SignRefusal::NotYetOpen(at) => format!("This petition opens on {}.", day(at)),
        SignRefusal::Closed(at) => format!("This petition closed on {}.", day(at)),
        SignRefusal::Stopped => "This petition takes no more signatures.".to_owned(),
    }
}

/// The public form, sent by another page. Answers alike whatever became of it.
async fn keyless(parts: &Parted, client: IpAddr, path: &Path<String>, body: SignatureBody) -> Answer {
    if let Some((known, content)) = form(parts, path, body).await? {
        let (app, petition) = (&parts.app, &known.whole.petition);
        // Another page cannot show our proof of work: over a limit its forms always wait.
        let waiting = app.limits.count(app.clock.now(), client, petition.id, petition.usual_signatures_per_minute);
        pages::take(app, petition, &content, waiting).await?;
    }
    Ok(nothing())
}

/// The form and its petition; `None` for what the form would have refused.
async fn form(parts: &Parted, path: &Path<String>, mut body: SignatureBody) -> Result<Option<(Arc<Known>, FormContent)>, ApiError> {
    let Ok(petition) = id_in(path) else { return Ok(None) };
    let (Some(person), Some(known)) = (body.person.take(), recent(parts, petition).await?) else { return Ok(None) };
    let now = parts.app.clock.now();
    if sign::refusal(&known.whole.petition, now, now).is_some() {
        return Ok(None);
    }
    let (Ok(checked), Ok(note)) = (person.check(&known.group.country), body.new_note()) else { return Ok(None) };
    let Some((_, folded_email)) = checked.email.clone() else { return Ok(None) };
    parts.app.vault.know(&parts.app.db, known.group.id).await?;
    let mut coarse = checked.coarse();
    if coarse.lang.is_empty() {
        "en".clone_into(&mut coarse.lang);
    }
    let subscribes = checked.email_wish == Some(Wish::Subscribed);
    let news_of = if subscribes { vec![known.group.id] } else { Vec::new() };
    let (details, comment) = (checked.details(), note.comment);
    Ok(Some((known, FormContent { action: petition, folded_email, details, coarse, comment, news_of, ..FormContent::default() })))
}
