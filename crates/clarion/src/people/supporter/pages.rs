//! `/your-data`, where the link is asked for, and the page behind the link with its buttons. A GET changes nothing.
//!
//! Whoever asks gets one answer, whoever reads the mailbox: the same write, the same words, held equally long.

use super::ask::{self, OpenLink};
use super::correct::{self, Correction, FIELD_CHARS_MAX};
use super::leave::{self, Leaving};
use super::look::{self, Held, OfGroup};
use super::words::{self, Line, Part};
use super::{PATH, copy, forget};
use crate::access::accounts;
use crate::app::App;
use crate::coalitions;
use crate::ids::Id;
use crate::pending::form::{stamp, stamp_is_fresh};
use crate::pending::pages::{Opened, gone, opened};
use crate::web::client::Client;
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::site::{Here, SITE_ZONE, in_query, zoned};
use crate::web::typed::{Query, Sent};
use crate::web::views::Link;
use crate::web::views_form::FieldError;
use crate::web::views_supporter::{OwnAskPage, OwnAskedPage, OwnCorrectPage, OwnForgetPage, OwnGroup, OwnLine, OwnPage, OwnPart};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use db::{Fault, Tx};
use std::collections::{BTreeMap, BTreeSet};

/// A mailbox, or a handful of ticks and names.
const FORM_BYTES_MAX: usize = 16 * 1024;
/// More asks than this in a minute, of the whole server, are unusual.
const USUAL_PER_MINUTE: i64 = 30;
/// Asks are stamped and limited together, under an id that no action has.
const SUBJECT: Id = Id(*b"what is held on!");

/// The addresses, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/your-data", get(show_ask).post(take).layer(DefaultBodyLimit::max(FORM_BYTES_MAX)))
        .route("/your-data/check-mail", get(asked))
        .route("/your-data/challenge", get(challenge))
        .route("/t/{token}/leave", post(do_leave).layer(DefaultBodyLimit::max(FORM_BYTES_MAX)))
        .route("/t/{token}/mails-again", post(do_lift).layer(DefaultBodyLimit::max(FORM_BYTES_MAX)))
        .route("/t/{token}/details/{slug}", get(show_correct).post(do_correct).layer(DefaultBodyLimit::max(FORM_BYTES_MAX)))
        .route("/t/{token}/forget", get(show_forget).post(do_forget).layer(DefaultBodyLimit::max(FORM_BYTES_MAX)))
        .route("/t/{token}/copy.json", get(copy_json))
        .route("/t/{token}/copy.csv", get(copy_csv))
}

/// Fields of a form or query; of a repeated one the last counts.
fn fields(bytes: &[u8]) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(bytes).into_owned().collect()
}

fn ask_page(app: &App, here: &Here, email: &str, errors: Vec<FieldError>) -> OwnAskPage {
    let now = app.clock.now();
    let mut frame = here.frame(app, "");
    frame.title = frame.t("own-ask-title");
    frame.description = frame.t("own-ask-lead");
    frame.indexed = true;
    let busy = app.limits.is_busy(now, SUBJECT, USUAL_PER_MINUTE);
    OwnAskPage {
        action: frame.link(PATH),
        email: email.to_owned(),
        errors,
        stamp: stamp(&app.vault, SUBJECT, now),
        challenge_url: busy.then(|| frame.link("/your-data/challenge")),
        frame,
    }
}

async fn show_ask(State(app): State<App>, here: Here) -> Response {
    frame::html(StatusCode::OK, &ask_page(&app, &here, "", Vec::new()))
}

async fn take(State(app): State<App>, here: Here, Client(client): Client, Sent(body): Sent) -> Response {
    let (now, typed) = (app.clock.now(), fields(&body));
    let said = |name: &str| typed.get(name).map_or("", String::as_str);
    let wrong = |id: &str| vec![FieldError { field: "email", message: here.frame(&app, "").t(id) }];
    let email = match seal::email::fold(said("email")) {
        Ok(_) if !stamp_is_fresh(&app.vault, SUBJECT, now, said("stamp")) => Err("form-error-expired"),
        Ok(email) => Ok(email),
        Err(_) => Err("form-error-email"),
    };
    let email = match email {
        Ok(email) => email,
        Err(id) => {
            return frame::html(StatusCode::UNPROCESSABLE_ENTITY, &ask_page(&app, &here, said("email"), wrong(id)));
        }
    };
    let over = app.limits.count(now, client, SUBJECT, USUAL_PER_MINUTE);
    let waiting = over && !app.proof_of_work.is_solved(said("altcha"), SUBJECT, now);
    let taken = async {
        let may_leave = app.held.begin();
        let new = ask::prepare(&app.vault, &app.ids, now, &email, here.lang, waiting)?;
        app.db.write("people.ask_supporter_link", move |tx| ask::ask(tx, &new)).await?;
        app.waker.wake();
        // An error means that nothing holds it.
        may_leave.await.ok();
        Ok(here.see("/your-data/check-mail"))
    };
    here.answer(&app, taken.await)
}

async fn asked(State(app): State<App>, here: Here) -> Response {
    let mut frame = here.frame(&app, "");
    frame.title = frame.t("check-title");
    frame::html(StatusCode::OK, &OwnAskedPage { again: frame.link(PATH), frame })
}

async fn challenge(State(app): State<App>, here: Here) -> Response {
    match app.proof_of_work.challenge(SUBJECT, &app.ids, app.clock.now()) {
        Some(challenge) => ([(header::CACHE_CONTROL, "no-store")], Json(challenge)).into_response(),
        None => here.refused(&app, StatusCode::SERVICE_UNAVAILABLE),
    }
}

/// A link as somebody opened it, with what is held under its mailbox.
struct Seen {
    link: OpenLink,
    held: Held,
    has_account: bool,
}

/// The link behind a token, with the groups under its mailbox, whose keys are at hand afterwards.
async fn find(app: &App, hash: [u8; 16]) -> Result<Option<(OpenLink, BTreeSet<Id>)>, Fault> {
    let (vault, now) = (app.vault.clone(), app.clock.now());
    let found = app.db.read_newest(move |tx| match ask::open(tx, &vault, now, &hash)? {
        Some(link) => look::groups(tx, link.matching_key).map(|groups| Some((link, groups))),
        None => Ok(None),
    });
    let found = found.await?;
    for group in found.iter().flat_map(|(_, groups)| groups) {
        app.vault.know(&app.db, *group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    }
    Ok(found)
}

async fn seen(app: &App, lang: Lang, hash: [u8; 16]) -> Result<Option<Seen>, Fault> {
    let Some((link, _)) = find(app, hash).await? else { return Ok(None) };
    let (vault, key, now) = (app.vault.clone(), link.matching_key, app.clock.now());
    let read = app.db.read_newest(move |tx| {
        let has_account = accounts::account_by_key(tx, key)?.is_some();
        Ok((look::look(tx, &vault, lang, key, now)?, has_account))
    });
    let (held, has_account) = read.await?;
    Ok(Some(Seen { link, held, has_account }))
}

/// The page of a link, if it is one of these. `query` says what was just done.
pub async fn shown(app: &App, here: &Here, opened: Opened<'_>, query: &str) -> Result<Option<Response>, Fault> {
    let done = match fields(query.as_bytes()).get("done").map(String::as_str) {
        Some("left") => Some("own-done-left"),
        Some("again") => Some("own-done-again"),
        Some("corrected") => Some("own-done-corrected"),
        Some("forgotten") => Some("own-done-forgotten"),
        _ => None,
    };
    page(app, here, opened, done, None).await
}

async fn page(
    app: &App,
    here: &Here,
    opened: Opened<'_>,
    done: Option<&str>,
    error: Option<&str>,
) -> Result<Option<Response>, Fault> {
    let Some(seen) = seen(app, here.lang, opened.hash).await? else { return Ok(None) };
    let now = app.clock.now();
    let mut frame = here.frame(app, "");
    // The page after a button is the page of the link.
    frame.path = format!("/t/{}", opened.token);
    frame.title = frame.t("own-title");
    let base = frame.link(&frame.path);
    let lift = |stops: bool| stops.then(|| format!("{base}/mails-again"));
    let groups = seen.held.groups.iter().map(|held| group_view(&frame, &base, held, now)).collect();
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = OwnPage {
        email: seen.link.email,
        until: frame.date_time(&zoned(seen.link.expires_at, SITE_ZONE)),
        done: done.map(|id| frame.t(id)),
        error: error.map(|id| frame.t(id)),
        groups,
        all: part_view(&frame, words::of_all(&frame, &seen.held, now)),
        lift_action: lift(seen.held.stops.iter().any(|stop| stop.is_liftable(now))),
        leave_action: format!("{base}/leave"),
        copies: [("own-copy-csv", "csv"), ("own-copy-json", "json")]
            .map(|(id, kind)| Link { name: frame.t(id), url: format!("{base}/copy.{kind}") }),
        forget_url: seen.held.groups.iter().any(|held| !held.is_forgotten()).then(|| format!("{base}/forget?group=all")),
        account_url: seen.has_account.then(|| frame.link("/console/sign-in")),
        not_me_action: format!("{base}/not-me"),
        frame,
    };
    Ok(Some(frame::html(status, &page)))
}

fn group_view(frame: &Frame, base: &str, held: &OfGroup, now: i64) -> OwnGroup {
    let slug = held.group.slug.clone();
    OwnGroup {
        group: Link { name: held.group.name.clone(), url: frame.link(&format!("/groups/{slug}")) },
        parts: words::of_group(frame, held, now).into_iter().map(|part| part_view(frame, part)).collect(),
        correct_url: held.record.is_some().then(|| format!("{base}/details/{slug}")),
        forget_url: (!held.is_forgotten()).then(|| format!("{base}/forget?group={slug}")),
        has_no_news: held.has_no_news(),
        lift_action: held.stops.iter().any(|stop| stop.is_liftable(now)).then(|| format!("{base}/mails-again")),
        slug,
    }
}

fn part_view(frame: &Frame, part: Part) -> OwnPart {
    let line = |line: Line| {
        let when = line.at.map(|at| frame.date_time(&zoned(at, SITE_ZONE)));
        let how: Vec<String> = when.into_iter().chain([line.how]).filter(|how| !how.is_empty()).collect();
        let url = (!line.path.is_empty()).then(|| frame.link(&line.path));
        OwnLine { what: line.what, url, says: line.says, how: how.join(" · "), words: line.words }
    };
    OwnPart { heading: part.heading, is_short: part.id == "details", lines: part.lines.into_iter().map(line).collect() }
}

/// The groups that a form names, of those under the mailbox: by `group-<slug>`, or all of them.
fn chosen(tx: &mut Tx<'_>, groups: &BTreeSet<Id>, typed: &BTreeMap<String, String>) -> Result<Vec<Id>, Fault> {
    let ticked = |name: &str| typed.get(name).is_some_and(|value| value == "yes");
    let mut chosen = Vec::new();
    for id in groups {
        let Some(group) = coalitions::group(tx, *id)? else { continue };
        if ticked("all") || ticked(&format!("group-{}", group.slug)) {
            chosen.push(group.id);
        }
    }
    Ok(chosen)
}

async fn do_leave(State(app): State<App>, here: Here, Path(token): Path<String>, Sent(body): Sent) -> Response {
    let left = async {
        let Some(opened) = opened(&token) else { return Ok(gone(&app, &here)) };
        let Some((link, groups)) = find(&app, opened.hash).await? else { return Ok(gone(&app, &here)) };
        let (now, typed, key) = (app.clock.now(), fields(&body), link.matching_key);
        let leaving = typed.get("what").and_then(|word| Leaving::of(word));
        let every = typed.get("all").is_some_and(|value| value == "yes");
        let verb = move |tx: &mut Tx<'_>| {
            let chosen = chosen(tx, &groups, &typed)?;
            match leaving {
                Some(Leaving::Everything) if every => leave::leave_all(tx, now, key, &chosen)?,
                Some(leaving) if every || !chosen.is_empty() => leave::leave(tx, now, key, &chosen, leaving)?,
                _ => return Ok(false),
            }
            Ok(true)
        };
        match app.db.write("people.leave", verb).await? {
            true => Ok(here.see(&format!("/t/{token}?done=left"))),
            false => {
                let page = page(&app, &here, opened, None, Some("own-leave-error")).await?;
                Ok(page.unwrap_or_else(|| gone(&app, &here)))
            }
        }
    };
    here.answer(&app, left.await)
}

async fn do_lift(State(app): State<App>, here: Here, Path(token): Path<String>, Sent(body): Sent) -> Response {
    let lifted = async {
        let Some(opened) = opened(&token) else { return Ok(gone(&app, &here)) };
        let Some((link, _)) = find(&app, opened.hash).await? else { return Ok(gone(&app, &here)) };
        let group = fields(&body).remove("group").unwrap_or_default();
        let verb = move |tx: &mut Tx<'_>| match group.as_str() {
            "all" => leave::let_come_again(tx, link.matching_key, Id::ZERO),
            slug => match coalitions::group_by_slug(tx, slug)? {
                Some(group) => leave::let_come_again(tx, link.matching_key, group.id),
                None => Ok(()),
            },
        };
        app.db.write("people.mails_again", verb).await?;
        Ok(here.see(&format!("/t/{token}?done=again")))
    };
    here.answer(&app, lifted.await)
}

/// The record to be corrected, and its group's name; `None` where there is none.
async fn record_of(app: &App, hash: [u8; 16], slug: &str) -> Result<Option<(OpenLink, coalitions::Group, look::Record)>, Fault> {
    let Some((link, _)) = find(app, hash).await? else { return Ok(None) };
    let (vault, slug) = (app.vault.clone(), slug.to_owned());
    let read = app.db.read_newest(move |tx| {
        let Some(group) = coalitions::group_by_slug(tx, &slug)? else { return Ok(None) };
        let record = look::record(tx, &vault, link.matching_key, group.id)?;
        Ok(record.map(|(_, record)| (link.clone(), group, record)))
    });
    read.await
}

fn correct_page(app: &App, here: &Here, token: &str, group: &coalitions::Group, phone: &str, says: &Correction) -> OwnCorrectPage {
    let mut frame = here.frame(app, "");
    frame.title = frame.t1("own-correct-title", "group", &group.name);
    let lang = |lang: &Lang| (lang.code().to_owned(), lang.own_name().to_owned(), lang.code() == says.lang);
    let unknown = (String::new(), frame.t("own-lang-unknown"), says.lang.is_empty());
    OwnCorrectPage {
        back: Link { name: frame.t("own-back"), url: frame.link(&format!("/t/{token}")) },
        group_name: group.name.clone(),
        action: frame.link(&here.path),
        given_name: says.given_name.clone(),
        family_name: says.family_name.clone(),
        street: says.street.clone(),
        locality: says.locality.clone(),
        zip: says.zip.clone(),
        langs: std::iter::once(unknown).chain(Lang::ALL.iter().map(lang)).collect(),
        phone: phone.to_owned(),
        errors: Vec::new(),
        frame,
    }
}

async fn show_correct(State(app): State<App>, here: Here, Path((token, slug)): Path<(String, String)>) -> Response {
    let shown = async {
        let Some(opened) = opened(&token) else { return Ok(gone(&app, &here)) };
        let Some((_, group, record)) = record_of(&app, opened.hash, &slug).await? else { return Ok(gone(&app, &here)) };
        let details = record.details;
        let says = Correction {
            given_name: details.given_name,
            family_name: details.family_name,
            street: details.street,
            locality: details.locality,
            zip: record.coarse.zip,
            lang: record.coarse.lang,
            drop_phone: false,
        };
        Ok(frame::html(StatusCode::OK, &correct_page(&app, &here, &token, &group, &details.phone, &says)))
    };
    here.answer(&app, shown.await)
}

/// Reads a correction: what it says, and what to mend.
fn correction(frame: &Frame, typed: &BTreeMap<String, String>) -> (Correction, Vec<FieldError>) {
    let mut errors = Vec::new();
    let said = |name: &str| typed.get(name).map_or("", |value| value.trim());
    let mut line = |field: &'static str| {
        seal::text::clean_line(said(field), FIELD_CHARS_MAX).unwrap_or_else(|_| {
            errors.push(FieldError { field, message: frame.t("own-correct-error-line") });
            said(field).to_owned()
        })
    };
    let [given_name, family_name, street, locality] = ["given_name", "family_name", "street", "locality"].map(&mut line);
    let zip = match said("zip") {
        "" => String::new(),
        zip => seal::zip::clean(zip).unwrap_or_else(|| {
            errors.push(FieldError { field: "zip", message: frame.t("form-error-zip") });
            zip.to_owned()
        }),
    };
    let lang = Lang::from_code(said("lang")).map_or(String::new(), |lang| lang.code().to_owned());
    (Correction { given_name, family_name, street, locality, zip, lang, drop_phone: said("drop_phone") == "yes" }, errors)
}

async fn do_correct(State(app): State<App>, here: Here, Path((token, slug)): Path<(String, String)>, Sent(body): Sent) -> Response {
    let corrected = async {
        let Some(opened) = opened(&token) else { return Ok(gone(&app, &here)) };
        let Some((link, group, record)) = record_of(&app, opened.hash, &slug).await? else { return Ok(gone(&app, &here)) };
        let (says, errors) = correction(&here.frame(&app, ""), &fields(&body));
        if !errors.is_empty() {
            let page = correct_page(&app, &here, &token, &group, &record.details.phone, &says);
            return Ok(frame::html(StatusCode::UNPROCESSABLE_ENTITY, &OwnCorrectPage { errors, ..page }));
        }
        let (vault, now, spare) = (app.vault.clone(), app.clock.now(), app.ids.bytes());
        let whose = (link.matching_key, group.id);
        let done = app.db.write("people.correct", move |tx| correct::correct(tx, &vault, now, whose, &says, &spare)).await?;
        Ok(if done { here.see(&format!("/t/{token}?done=corrected")) } else { gone(&app, &here) })
    };
    here.answer(&app, corrected.await)
}

/// The groups that would forget: the one named, or all.
async fn forgetting(app: &App, groups: BTreeSet<Id>, which: &str) -> Result<Vec<coalitions::Group>, Fault> {
    let which = which.to_owned();
    let read = app.db.read_newest(move |tx| {
        let mut found = Vec::new();
        for id in &groups {
            found.extend(coalitions::group(tx, *id)?.filter(|group| which == "all" || group.slug == which));
        }
        Ok(found)
    });
    read.await
}

async fn show_forget(State(app): State<App>, here: Here, Path(token): Path<String>, Query(query): Query) -> Response {
    let shown = async {
        let Some(opened) = opened(&token) else { return Ok(gone(&app, &here)) };
        let Some((_, groups)) = find(&app, opened.hash).await? else { return Ok(gone(&app, &here)) };
        let which = query.get("group").to_owned();
        let groups: Vec<String> = forgetting(&app, groups, &which).await?.into_iter().map(|group| group.name).collect();
        let mut frame = here.frame(&app, "");
        frame.query = format!("group={}", in_query(&which));
        frame.title = match groups.as_slice() {
            [] => return Ok(here.see(&format!("/t/{token}"))),
            [group] => frame.t1("own-forget-title", "group", group),
            _ => frame.t("own-forget-all-title"),
        };
        let back = Link { name: frame.t("own-back"), url: frame.link(&format!("/t/{token}")) };
        let action = frame.link(&format!("/t/{token}/forget"));
        Ok(frame::html(StatusCode::OK, &OwnForgetPage { frame, back, groups, which, action }))
    };
    here.answer(&app, shown.await)
}

async fn do_forget(State(app): State<App>, here: Here, Path(token): Path<String>, Sent(body): Sent) -> Response {
    let forgotten = async {
        let Some(opened) = opened(&token) else { return Ok(gone(&app, &here)) };
        let Some((link, groups)) = find(&app, opened.hash).await? else { return Ok(gone(&app, &here)) };
        let which = fields(&body).remove("group").unwrap_or_default();
        // Group by group: each is whole, and nobody waits for all of them.
        for group in forgetting(&app, groups, &which).await? {
            let (vault, ids, now) = (app.vault.clone(), app.ids.clone(), app.clock.now());
            let verb = move |tx: &mut Tx<'_>| forget::forget(tx, &vault, &ids, now, link.matching_key, group.id);
            app.db.write("people.forget", verb).await?;
        }
        app.waker.wake();
        Ok(here.see(&format!("/t/{token}?done=forgotten")))
    };
    here.answer(&app, forgotten.await)
}

fn file(name: &str, kind: &'static str, content: Vec<u8>) -> Response {
    let head = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (StatusCode::OK, head, content).into_response()
}

async fn copy_json(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let made = async {
        let Some(opened) = opened(&token) else { return Ok(gone(&app, &here)) };
        let Some(seen) = seen(&app, here.lang, opened.hash).await? else { return Ok(gone(&app, &here)) };
        let text = copy::json(&here.frame(&app, ""), &seen.held, &seen.link.email, app.clock.now());
        Ok(file("your-data.json", "application/json", text.into_bytes()))
    };
    here.answer(&app, made.await)
}

async fn copy_csv(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let made = async {
        let Some(opened) = opened(&token) else { return Ok(gone(&app, &here)) };
        let Some(seen) = seen(&app, here.lang, opened.hash).await? else { return Ok(gone(&app, &here)) };
        let bytes = copy::csv(&here.frame(&app, ""), &seen.held, app.clock.now())?;
        Ok(file("your-data.csv", "text/csv; charset=utf-8", bytes))
    };
    here.answer(&app, made.await)
}

/// "It wasn't me", for a link of ours; whether it was one.
pub async fn not_me(app: &App, hash: [u8; 16]) -> Result<bool, Fault> {
    let now = app.clock.now();
    app.db.write("people.not_me", move |tx| ask::not_me(tx, now, &hash)).await
}
