//! Signing in by a link, and signing out. A GET signs nobody in; a form gets one answer whether or not the mailbox has an account.

use super::forgery::OwnPage;
use super::links::{self, LINK_LIFE};
use super::pages::{field, passkey_state};
use super::sessions::{self, BeganBy, NewSession};
use super::signed_in::{CONSOLE_PATH, SIGN_IN_PATH, SignedIn, clean_next};
use super::{Account, accounts};
use crate::app::App;
use crate::web::client::Client;
use crate::web::frame;
use crate::web::site::Here;
use crate::web::typed::{Query, Sent};
use crate::web::views_access::{LinkAskedPage, LinkPage, NoWayPage, SignInPage};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use db::Fault;
use seal::Token;
use std::net::IpAddr;

pub(super) async fn show(State(app): State<App>, here: Here, Query(query): Query) -> Response {
    frame::html(StatusCode::OK, &page(&app, &here, query.get("next")))
}

/// The page with nothing filled in; an address that sign-in must not lead to is left out.
pub(super) fn page(app: &App, here: &Here, next: &str) -> SignInPage {
    let mut frame = here.frame(app, "");
    frame.path = SIGN_IN_PATH.to_owned();
    frame.title = frame.t(SignInPage::TITLE);
    let next = clean_next(next).unwrap_or_default().to_owned();
    SignInPage { frame, email: String::new(), error: None, next, passkeys: passkey_state(app), refusal: None }
}

pub(super) async fn ask(State(app): State<App>, here: Here, _: OwnPage, Client(client): Client, Sent(body): Sent) -> Response {
    here.answer(&app, asked_for(&app, &here, client, &body).await)
}

async fn asked_for(app: &App, here: &Here, client: IpAddr, body: &[u8]) -> Result<Response, Fault> {
    let (typed, next) = (field(body, "email"), field(body, "next"));
    let mut page = page(app, here, &next);
    let Ok(email) = seal::email::fold(&typed) else {
        page.error = Some(page.frame.t("form-error-email"));
        page.email = typed;
        return Ok(frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let now = app.clock.now();
    if !app.sign_in_limits.may_try(now, client) {
        return Ok(here.refused(app, StatusCode::TOO_MANY_REQUESTS));
    }
    let mailbox = accounts::key_of(&app.vault, &email);
    // Above the limit the links that were sent still work; whoever asks in another's name learns nothing either way.
    if app.sign_in_limits.may_mail(now, mailbox) {
        let link = links::prepare(&app.vault, &app.ids, now, mailbox, here.lang, &page.next, LINK_LIFE);
        app.db.write("access.ask_link", move |tx| links::ask(tx, &link)).await?;
        app.waker.wake();
    }
    Ok(here.see(&format!("{SIGN_IN_PATH}/check-mail")))
}

pub(super) async fn asked(State(app): State<App>, here: Here) -> Response {
    let mut frame = here.frame(&app, "");
    frame.title = frame.t(LinkAskedPage::TITLE);
    frame::html(StatusCode::OK, &LinkAskedPage { frame })
}

fn gone(app: &App, here: &Here) -> Response {
    frame::html(StatusCode::NOT_FOUND, &NoWayPage::link_gone(here.frame(app, "")))
}

async fn account_of(app: &App, token: &str) -> Result<Option<Account>, Fault> {
    let Some(hash) = Token::parse(token).map(|token| token.hash()) else { return Ok(None) };
    let now = app.clock.now();
    app.db.read_newest(move |tx| links::look(tx, now, &hash)).await
}

pub(super) async fn show_link(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let shown = async {
        let Some(account) = account_of(&app, &token).await? else { return Ok(gone(&app, &here)) };
        let mut frame = here.frame(&app, "");
        frame.title = frame.t(LinkPage::TITLE);
        let action = frame.link(&format!("{SIGN_IN_PATH}/link/{token}"));
        let name = accounts::open(&app.vault, account.id, &account.sealed)?.name;
        Ok(frame::html(StatusCode::OK, &LinkPage { frame, name, action }))
    };
    here.answer(&app, shown.await)
}

pub(super) async fn follow_link(
    State(app): State<App>,
    here: Here,
    _: OwnPage,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let answered = async {
        let Some(hash) = Token::parse(&token).map(|token| token.hash()) else { return Ok(gone(&app, &here)) };
        let session = NewSession::of_request(&app, &headers, BeganBy::Link);
        let (now, new) = (app.clock.now(), session.clone());
        let used = app.db.write("access.follow_link", move |tx| links::follow(tx, now, &hash, &new)).await?;
        Ok(match used {
            Some(next) => welcome(&app, &here, &session, &next),
            None => gone(&app, &here),
        })
    };
    here.answer(&app, answered.await)
}

/// Gives the browser its session and leads on.
pub(super) fn welcome(app: &App, here: &Here, session: &NewSession, next: &str) -> Response {
    let mut response = here.see(clean_next(next).unwrap_or(CONSOLE_PATH));
    response.headers_mut().insert(header::SET_COOKIE, sessions::cookie(&app.settings, &session.secret));
    response
}

pub(super) async fn sign_out(State(app): State<App>, here: Here, signed_in: SignedIn) -> Response {
    let (account, session) = (signed_in.account, signed_in.session);
    let ended = app.db.write("access.sign_out", move |tx| sessions::end(tx, account, session)).await;
    here.answer(
        &app,
        ended.map(|_| {
            let mut response = here.see(SIGN_IN_PATH);
            response.headers_mut().insert(header::SET_COOKIE, sessions::no_cookie(&app.settings));
            response
        }),
    )
}
