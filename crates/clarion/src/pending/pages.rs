//! What a mailed link leads to: a page that shows what it stands for, and buttons that do it. A GET changes nothing.
//!
//! What the page says and what its button does belongs to the domain of the form's kind; here stand the link, "it wasn't me" and
//! leaving a group's mails, which are the same for all.

use super::Kind;
use super::link::{self, Link as MailedLink, WaitingForm};
use crate::app::App;
use crate::coalitions::Group;
use crate::coalitions::joining::confirming;
use crate::ids::Id;
use crate::people::{consent, supporter};
use crate::web::frame::{self, Frame};
use crate::web::site::Here;
use crate::web::views::Link;
use crate::web::views_signing::{OutcomePage, UnsubscribePage};
use crate::{events, forms, petitions};
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use db::Fault;
use seal::{MatchingKey, Token};

/// The addresses of mailed links, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/t/{token}", get(show).post(confirm))
        .route("/t/{token}/not-me", post(not_me))
        .route("/t/{token}/unsubscribe", get(show_unsubscribe).post(unsubscribe))
}

/// A link as somebody opened it.
#[derive(Clone, Copy)]
pub struct Opened<'a> {
    /// The token as it stands in the address.
    pub token: &'a str,
    /// Its hash.
    pub hash: [u8; 16],
}

/// Reads the token of an address; `None` where it can be none.
pub fn opened(token: &str) -> Option<Opened<'_>> {
    Token::parse(token).map(|parsed| Opened { token, hash: parsed.hash() })
}

async fn look(app: &App, hash: [u8; 16]) -> Result<MailedLink, Fault> {
    let (vault, now) = (app.vault.clone(), app.clock.now());
    app.db.read_newest(move |tx| link::look(tx, &vault, now, &hash)).await
}

/// The answer to a link that stands for nothing.
pub fn gone(app: &App, here: &Here) -> Response {
    frame::html(StatusCode::NOT_FOUND, &OutcomePage::link_gone(here.frame(app, ""), None))
}

async fn show(State(app): State<App>, here: Here, Path(token): Path<String>, RawQuery(query): RawQuery) -> Response {
    here.answer(&app, shown(&app, &here, &token, &query.unwrap_or_default()).await)
}

async fn shown(app: &App, here: &Here, token: &str, query: &str) -> Result<Response, Fault> {
    let Some(opened) = opened(token) else { return Ok(gone(app, here)) };
    let page = match look(app, opened.hash).await? {
        MailedLink::Waiting(form) => match form.kind {
            Kind::Signature => petitions::signing_pages::waiting(app, here, opened, &form).await?,
            Kind::Attendance => events::answer_pages::waiting(app, here, opened, &form).await?,
            Kind::Submission => forms::submitting_pages::waiting(app, here, opened, &form).await?,
            Kind::Joining => confirming::waiting(app, here, opened, &form).await?,
        },
        MailedLink::Confirmed { kind: Kind::Signature, action, matching_key } => {
            petitions::signing_pages::thanks(app, here, (action, matching_key)).await?
        }
        MailedLink::Confirmed { kind: Kind::Submission, action, matching_key } => {
            forms::submitting_pages::thanks(app, here, (action, matching_key)).await?
        }
        MailedLink::Confirmed { kind: Kind::Joining, action, .. } => confirming::thanks(app, here, action).await?,
        MailedLink::Confirmed { kind: Kind::Attendance, action, matching_key } => {
            events::answer_pages::standing(app, here, opened, Some((matching_key, action))).await?
        }
        // An answer to an event can be changed as long as there is time, however old its form is.
        MailedLink::Unknown => match events::answer_pages::standing(app, here, opened, None).await? {
            None => supporter::pages::shown(app, here, opened, query).await?,
            answer => answer,
        },
    };
    Ok(page.unwrap_or_else(|| gone(app, here)))
}

/// The names of those of a page's groups that may write news to the mailbox behind a link: whoever holds the link may know.
pub(crate) async fn news_from(app: &App, matching_key: MatchingKey, groups: &[Group]) -> Result<String, Fault> {
    let ids: Vec<Id> = groups.iter().map(|group| group.id).collect();
    let writing = app.db.read_newest(move |tx| consent::news_from(tx, matching_key, &ids)).await?;
    let names = groups.iter().filter(|group| writing.contains(&group.id)).map(|group| group.name.as_str());
    Ok(names.collect::<Vec<_>>().join(", "))
}

/// Which form the button's page showed; `None` where that cannot be read, and the page is shown again.
fn version_seen(query: &str) -> Option<i64> {
    let named = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "version");
    named.last().and_then(|(_, version)| version.parse().ok())
}

async fn confirm(State(app): State<App>, here: Here, Path(token): Path<String>, RawQuery(query): RawQuery) -> Response {
    let version = version_seen(&query.unwrap_or_default());
    here.answer(&app, confirmed(&app, &here, &token, version).await)
}

async fn confirmed(app: &App, here: &Here, token: &str, version: Option<i64>) -> Result<Response, Fault> {
    let Some(opened) = opened(token) else { return Ok(gone(app, here)) };
    let form = match look(app, opened.hash).await? {
        MailedLink::Waiting(form) if version == Some(form.version) => form,
        MailedLink::Waiting(_) | MailedLink::Confirmed { .. } => return Ok(here.see(&format!("/t/{token}"))),
        MailedLink::Unknown => return Ok(gone(app, here)),
    };
    know_groups(app, &form).await?;
    let answer = match form.kind {
        Kind::Signature => petitions::signing_pages::confirm(app, here, opened, &form).await?,
        Kind::Attendance => events::answer_pages::confirm(app, here, opened, &form).await?,
        Kind::Submission => forms::submitting_pages::confirm(app, here, opened, &form).await?,
        Kind::Joining => confirming::confirm(app, here, opened, &form).await?,
    };
    Ok(answer.unwrap_or_else(|| gone(app, here)))
}

/// Makes sure that the keys of all groups that the form concerns are known here.
async fn know_groups(app: &App, form: &WaitingForm) -> Result<(), Fault> {
    for group in std::iter::once(&form.group).chain(&form.content.news_of) {
        app.vault.know(&app.db, *group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    }
    Ok(())
}

/// What a link is about, for the pages that are the same for all: the group that writes, and the action's page.
async fn about(app: &App, frame: &Frame, hash: [u8; 16]) -> Result<Option<(String, Link)>, Fault> {
    let (kind, action): (Kind, Id) = match look(app, hash).await? {
        MailedLink::Waiting(form) => (form.kind, form.action),
        MailedLink::Confirmed { kind, action, .. } => (kind, action),
        // Mails about an event go on after the form behind it was forgotten.
        MailedLink::Unknown => match events::answer_pages::event_of(app, hash).await? {
            Some(event) => (Kind::Attendance, event),
            None => return Ok(None),
        },
    };
    match kind {
        Kind::Signature => petitions::signing_pages::about(app, frame, action).await,
        Kind::Attendance => events::answer_pages::about(app, frame, action).await,
        Kind::Submission => forms::submitting_pages::about(app, frame, action).await,
        Kind::Joining => confirming::about(app, frame, action).await,
    }
}

async fn not_me(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let answered = async {
        let Some(opened) = opened(&token) else { return Ok(gone(&app, &here)) };
        let frame = here.frame(&app, "");
        let Some((group, next)) = about(&app, &frame, opened.hash).await? else {
            return Ok(match supporter::pages::not_me(&app, opened.hash).await? {
                true => frame::html(StatusCode::OK, &OutcomePage::not_me_asked(frame)),
                false => gone(&app, &here),
            });
        };
        let (now, hash) = (app.clock.now(), opened.hash);
        app.db.write("pending.not_me", move |tx| link::not_me(tx, now, &hash)).await?;
        Ok(frame::html(StatusCode::OK, &OutcomePage::not_me(frame, &group, Some(next))))
    };
    here.answer(&app, answered.await)
}

async fn show_unsubscribe(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let shown = async {
        let Some(opened) = opened(&token) else { return Ok(gone(&app, &here)) };
        let mut frame = here.frame(&app, "");
        let Some((group_name, _)) = about(&app, &frame, opened.hash).await? else { return Ok(gone(&app, &here)) };
        frame.title = frame.t1("unsubscribe-title", "group", &group_name);
        let action = frame.link(&format!("/t/{token}/unsubscribe"));
        // Once it was confirmed there is nothing left to deny.
        let waits = matches!(look(&app, opened.hash).await?, MailedLink::Waiting(_));
        let not_me_action = waits.then(|| frame.link(&format!("/t/{token}/not-me")));
        Ok(frame::html(StatusCode::OK, &UnsubscribePage { frame, group_name, action, not_me_action }))
    };
    here.answer(&app, shown.await)
}

/// One click from a mail program, or the page's button: no cookie, no login, no redirect (RFC 8058).
async fn unsubscribe(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let answered = async {
        let Some(opened) = opened(&token) else { return Ok(gone(&app, &here)) };
        let frame = here.frame(&app, "");
        let Some((group, _)) = about(&app, &frame, opened.hash).await? else { return Ok(gone(&app, &here)) };
        let (now, hash) = (app.clock.now(), opened.hash);
        let verb = move |tx: &mut db::Tx<'_>| match link::unsubscribe(tx, now, &hash)? {
            true => Ok(()),
            false => events::attending::change::unsubscribe(tx, now, &hash),
        };
        app.db.write("pending.unsubscribe", verb).await?;
        Ok(frame::html(StatusCode::OK, &OutcomePage::unsubscribed(frame, &group)))
    };
    here.answer(&app, answered.await)
}
