//! What a mailed link leads to: a page that shows what it stands for, and buttons that do it. A GET changes nothing.

use super::confirm::{self, ConfirmRefusal, Link as MailedLink, WaitingForm};
use super::form::consent_words;
use super::live::Facts;
use super::pages::petition_link;
use super::{SignRefusal, create};
use crate::app::App;
use crate::ids::Id;
use crate::web::frame;
use crate::web::markdown;
use crate::web::site::Here;
use crate::web::views::share_links;
use crate::web::views_signing::{ConfirmPage, OutcomePage, ThanksPage, UnsubscribePage};
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use db::Fault;
use seal::Token;
use std::sync::Arc;

/// The addresses of mailed links, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/t/{token}", get(show).post(confirm))
        .route("/t/{token}/not-me", post(not_me))
        .route("/t/{token}/unsubscribe", get(show_unsubscribe).post(unsubscribe))
}

/// What a link stands for, with its petition.
enum Found {
    Waiting(Box<WaitingForm>, Arc<Facts>),
    Confirmed(Arc<Facts>),
}

async fn find(app: &App, token: &str) -> Result<Option<Found>, Fault> {
    let Some(hash) = Token::parse(token).map(|token| token.hash()) else { return Ok(None) };
    let (vault, now) = (app.vault.clone(), app.clock.now());
    let link = app.db.read_newest(move |tx| confirm::look(tx, &vault, now, &hash)).await?;
    let petition = match &link {
        MailedLink::Waiting(form) => form.petition,
        MailedLink::Confirmed { petition } => *petition,
        MailedLink::Unknown => return Ok(None),
    };
    let Some(facts) = facts(app, petition).await? else { return Ok(None) };
    Ok(match link {
        MailedLink::Waiting(form) => Some(Found::Waiting(form, facts)),
        MailedLink::Confirmed { .. } => Some(Found::Confirmed(facts)),
        MailedLink::Unknown => None,
    })
}

async fn facts(app: &App, petition: Id) -> Result<Option<Arc<Facts>>, Fault> {
    let whole = app.db.read_newest(move |tx| create::find_by_id(tx, petition)).await?;
    match whole {
        Some(whole) => app.live.facts(app, &whole.petition.slug).await,
        None => Ok(None),
    }
}

fn gone(app: &App, here: &Here) -> Response {
    frame::html(StatusCode::NOT_FOUND, &OutcomePage::link_gone(here.frame(app, ""), None))
}

async fn show(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let shown = async {
        Ok(match find(&app, &token).await? {
            Some(Found::Waiting(form, facts)) => frame::html(StatusCode::OK, &confirm_page(&app, &here, &token, &form, &facts)),
            Some(Found::Confirmed(facts)) => frame::html(StatusCode::OK, &thanks_page(&app, &here, &facts)),
            None => gone(&app, &here),
        })
    };
    here.answer(&app, shown.await)
}

fn confirm_page(app: &App, here: &Here, token: &str, form: &WaitingForm, facts: &Facts) -> ConfirmPage {
    let mut frame = here.frame(app, "");
    frame.title = frame.t(ConfirmPage::TITLE);
    let details = &form.content.details;
    let ticked = facts.groups.iter().filter(|group| form.content.news_of.contains(&group.id));
    ConfirmPage {
        petition: petition_link(&frame, facts),
        group_name: facts.groups.first().map_or_else(String::new, |group| group.name.clone()),
        signer_name: format!("{} {}", details.given_name, details.family_name),
        comment: form.content.comment.clone(),
        consents: ticked.map(|group| consent_words(here.lang, group)).collect(),
        confirm_action: frame.link(&format!("/t/{token}?version={}", form.version)),
        not_me_action: frame.link(&format!("/t/{token}/not-me")),
        frame,
    }
}

fn thanks_page(app: &App, here: &Here, facts: &Facts) -> ThanksPage {
    let mut frame = here.frame(app, "");
    frame.title = frame.t(ThanksPage::TITLE);
    let petition = petition_link(&frame, facts);
    let share_url = format!("{}{}", app.settings.public_url, petition.url);
    let group = facts.groups.first();
    ThanksPage {
        group: crate::web::views::Link {
            name: group.map_or_else(String::new, |group| group.name.clone()),
            url: frame.link(&format!("/groups/{}", group.map_or("", |group| &group.slug))),
        },
        thank_you_html: markdown::html(&facts.words_in(here.lang).thanks),
        count: u64::try_from(facts.count.confirmed).unwrap_or(0),
        share: share_links(here.lang, &share_url, &petition.name),
        share_url,
        petition,
        frame,
    }
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
    let to_here = format!("/t/{token}");
    let (form, facts) = match find(app, token).await? {
        Some(Found::Waiting(form, facts)) if version == Some(form.version) => (form, facts),
        Some(_) => return Ok(here.see(&to_here)),
        None => return Ok(gone(app, here)),
    };
    for group in std::iter::once(&form.group).chain(&form.content.news_of) {
        app.vault.know(&app.db, *group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    }
    let words = |group: &Id| facts.groups.iter().find(|known| known.id == *group).map(|group| consent_words(here.lang, group));
    let input = confirm::prepare(&app.intake(), &form, app.clock.now(), |group| words(group).unwrap_or_default())?;
    match app.confirm.submit(input).await? {
        Ok(_) | Err(ConfirmRefusal::LookAgain) => {
            // The next page says a number that holds this signature.
            app.live.forget(&facts.petition.slug);
            Ok(here.see(&to_here))
        }
        Err(ConfirmRefusal::Petition(SignRefusal::Closed(_) | SignRefusal::Stopped)) => {
            let frame = here.frame(app, "");
            let next = petition_link(&frame, &facts);
            Ok(frame::html(StatusCode::GONE, &OutcomePage::too_late(frame, Some(next))))
        }
        Err(ConfirmRefusal::Petition(_)) => Ok(gone(app, here)),
    }
}

async fn not_me(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let answered = async {
        let Some((facts, hash)) = link_parts(&app, &token).await? else { return Ok(gone(&app, &here)) };
        let now = app.clock.now();
        app.db.write("petitions.not_me", move |tx| confirm::not_me(tx, now, &hash)).await?;
        let frame = here.frame(&app, "");
        let next = petition_link(&frame, &facts);
        let group = facts.groups.first().map_or("", |group| &group.name);
        Ok(frame::html(StatusCode::OK, &OutcomePage::not_me(frame, group, Some(next))))
    };
    here.answer(&app, answered.await)
}

async fn link_parts(app: &App, token: &str) -> Result<Option<(Arc<Facts>, [u8; 16])>, Fault> {
    let Some(hash) = Token::parse(token).map(|token| token.hash()) else { return Ok(None) };
    Ok(find(app, token).await?.map(|found| match found {
        Found::Waiting(_, facts) | Found::Confirmed(facts) => (facts, hash),
    }))
}

async fn show_unsubscribe(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let shown = async {
        let Some((facts, _)) = link_parts(&app, &token).await? else { return Ok(gone(&app, &here)) };
        let mut frame = here.frame(&app, "");
        let group_name = facts.groups.first().map_or_else(String::new, |group| group.name.clone());
        frame.title = frame.t1("unsubscribe-title", "group", &group_name);
        let action = frame.link(&format!("/t/{token}/unsubscribe"));
        Ok(frame::html(StatusCode::OK, &UnsubscribePage { frame, group_name, action }))
    };
    here.answer(&app, shown.await)
}

/// One click from a mail program, or the page's button: no cookie, no login, no redirect (RFC 8058).
async fn unsubscribe(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let answered = async {
        let Some((facts, hash)) = link_parts(&app, &token).await? else { return Ok(gone(&app, &here)) };
        let now = app.clock.now();
        app.db.write("petitions.unsubscribe", move |tx| confirm::unsubscribe(tx, now, &hash)).await?;
        let group = facts.groups.first().map_or("", |group| &group.name);
        Ok(frame::html(StatusCode::OK, &OutcomePage::unsubscribed(here.frame(&app, ""), group)))
    };
    here.answer(&app, answered.await)
}
