//! Recovery codes over HTTP: signing in with one, and making new ones, which are shown once.

use super::account_pages::ACCOUNT_PATH;
use super::forgery::OwnPage;
use super::pages::field;
use super::safety::{Change, Telling};
use super::sessions::{BeganBy, NewSession};
use super::signed_in::{CONSOLE_PATH, SIGN_IN_PATH, SignedIn};
use super::{accounts, recovery, sign_in_pages};
use crate::app::App;
use crate::ids::Id;
use crate::web::client::Client;
use crate::web::frame;
use crate::web::site::Here;
use crate::web::typed::Sent;
use crate::web::views_access::{CodePage, CodesPage};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use db::Fault;
use std::net::IpAddr;

pub(super) async fn show(State(app): State<App>, here: Here) -> Response {
    frame::html(StatusCode::OK, &page(&app, &here, String::new(), None))
}

fn page(app: &App, here: &Here, email: String, error: Option<&str>) -> CodePage {
    let mut frame = here.frame(app, "");
    frame.path = format!("{SIGN_IN_PATH}/code");
    frame.title = frame.t(CodePage::TITLE);
    let error = error.map(|id| frame.t(id));
    CodePage { frame, email, error }
}

pub(super) async fn sign_in(
    State(app): State<App>,
    here: Here,
    _: OwnPage,
    Client(client): Client,
    headers: HeaderMap,
    Sent(body): Sent,
) -> Response {
    here.answer(&app, signed_in(&app, &here, client, &headers, &body).await)
}

/// The same reading and writing whether the mailbox, the code, both or neither are known.
async fn signed_in(app: &App, here: &Here, client: IpAddr, headers: &HeaderMap, body: &[u8]) -> Result<Response, Fault> {
    let (typed, code) = (field(body, "email"), field(body, "code"));
    if !app.sign_in_limits.may_try(app.clock.now(), client) {
        return Ok(here.refused(app, StatusCode::TOO_MANY_REQUESTS));
    }
    let wrong = |typed: String| frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page(app, here, typed, Some("code-wrong")));
    let Ok(email) = seal::email::fold(&typed) else { return Ok(wrong(typed)) };
    let mailbox = accounts::key_of(&app.vault, &email);
    let known = app.db.read_newest(move |tx| accounts::account_by_key(tx, mailbox)).await?;
    let account = known.map_or(Id::ZERO, |account| account.id);
    let Some(hash) = recovery::hash(&app.vault, account, &code) else { return Ok(wrong(typed)) };
    let session = NewSession::of_request(app, headers, BeganBy::RecoveryCode);
    let (new, telling) = (session.clone(), Telling::new(&app.ids, account, Change::CodeUsed, app.clock.now()));
    let works = app.db.write("access.recovery_sign_in", move |tx| {
        let works = recovery::sign_in(tx, account, &hash, &new)?;
        if works {
            telling.queue(tx)?;
        }
        Ok(works)
    });
    if !works.await? {
        return Ok(wrong(typed));
    }
    app.waker.wake();
    Ok(sign_in_pages::welcome(app, here, &session, CONSOLE_PATH))
}

pub(super) async fn make(State(app): State<App>, here: Here, signed_in: SignedIn) -> Response {
    let now = app.clock.now();
    if !signed_in.is_fresh(now) {
        return here.refused(&app, StatusCode::FORBIDDEN);
    }
    let (account, codes) = (signed_in.account, recovery::fresh(&app.ids));
    let hashes: Vec<[u8; 16]> = codes.iter().filter_map(|code| recovery::hash(&app.vault, account, code)).collect();
    let telling = Telling::new(&app.ids, account, Change::CodesMade, now);
    let made = app.db.write("access.recovery_codes", move |tx| {
        recovery::replace(tx, account, &hashes, now)?;
        telling.queue(tx)
    });
    let made = made.await;
    app.waker.wake();
    here.answer(
        &app,
        made.map(|()| {
            let mut frame = here.frame(&app, "");
            frame.path = ACCOUNT_PATH.to_owned();
            frame.title = frame.t(CodesPage::TITLE);
            frame::html(StatusCode::OK, &CodesPage { frame, signed_in, codes })
        }),
    )
}
