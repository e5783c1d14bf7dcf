//! What a mailed link to a seat leads to: a page that says what it stands for, a button that takes the seat and signs in, and one
//! that wants nothing of it.

use super::{SeatInvitation, accept};
use crate::access::sessions::{self, BeganBy, Device, NewSession};
use crate::access::{SeatRole, accounts};
use crate::app::App;
use crate::coalitions::{self, Group};
use crate::notices::Signer;
use crate::plans;
use crate::web::frame;
use crate::web::site::Here;
use crate::web::typed::Sent;
use crate::web::views_seats::{SeatDeclinePage, SeatOutcomePage, SeatPage};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use db::Fault;
use seal::Token;

/// A name and nothing else.
const FORM_BYTES_MAX: usize = 4 * 1024;

/// The addresses of mailed links to seats, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/invitations/{token}", get(show).post(take))
        .route("/invitations/{token}/decline", get(show_decline).post(decline))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// What a link stands for, with the group and whether the mailbox has an account.
struct Found {
    hash: [u8; 16],
    invitation: SeatInvitation,
    group: Group,
    is_known: bool,
}

async fn find(app: &App, token: &str) -> Result<Option<Found>, Fault> {
    let Some(hash) = Token::parse(token).map(|token| token.hash()) else { return Ok(None) };
    let now = app.clock.now();
    let found = app.db.read_newest(move |tx| {
        let Some(invitation) = accept::look(tx, now, &hash)? else { return Ok(None) };
        let Some(group) = coalitions::group(tx, invitation.group)? else { return Ok(None) };
        let is_known = accounts::account_by_key(tx, invitation.matching_key)?.is_some();
        Ok(Some(Found { hash, invitation, group, is_known }))
    });
    found.await
}

fn gone(app: &App, here: &Here) -> Response {
    frame::html(StatusCode::NOT_FOUND, &SeatOutcomePage::gone(here.frame(app, "")))
}

async fn show(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let shown = async {
        let Some(found) = find(&app, &token).await? else { return Ok(gone(&app, &here)) };
        Ok(frame::html(StatusCode::OK, &page(&app, &here, &token, &found, String::new(), false)))
    };
    here.answer(&app, shown.await)
}

fn page(app: &App, here: &Here, token: &str, found: &Found, name: String, is_wrong: bool) -> SeatPage {
    let mut frame = here.frame(app, "");
    frame.title = frame.t1("seat-title", "group", &found.group.name);
    SeatPage {
        group_name: found.group.name.clone(),
        is_owner: found.invitation.role == SeatRole::Owner,
        ask_name: !found.is_known,
        error: is_wrong.then(|| frame.t("seat-error-name")),
        typed_name: name,
        name_chars_max: accounts::NAME_CHARS_MAX,
        action: frame.link(&format!("/invitations/{token}")),
        decline_url: frame.link(&format!("/invitations/{token}/decline")),
        frame,
    }
}

async fn take(State(app): State<App>, here: Here, Path(token): Path<String>, headers: HeaderMap, Sent(body): Sent) -> Response {
    here.answer(&app, taken(&app, &here, &token, &headers, &body).await)
}

async fn taken(app: &App, here: &Here, token: &str, headers: &HeaderMap, body: &[u8]) -> Result<Response, Fault> {
    let Some(found) = find(app, token).await? else { return Ok(gone(app, here)) };
    let typed = url::form_urlencoded::parse(body).find(|(field, _)| field == "name").map(|(_, name)| name.into_owned());
    let typed = typed.unwrap_or_default();
    let name = match seal::text::clean_line(&typed, accounts::NAME_CHARS_MAX) {
        Ok(name) if !name.is_empty() || found.is_known => name,
        _ => {
            let page = page(app, here, token, &found, typed, true);
            return Ok(frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
    };
    app.vault.know(&app.db, found.group.id).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    let email = found.invitation.open(&app.vault)?.email;
    let email = seal::email::fold(&email).map_err(|_| Fault::bug("a mailbox that was taken folds no more"))?;
    let now = app.clock.now();
    let account = accounts::prepare(&app.vault, &app.ids, now, &email, &name, here.lang)?;
    let session = NewSession::new(&app.ids, now, BeganBy::Link, Device::of(headers));
    let (hash, began) = (found.hash, session.clone());
    let (key, signer) = (account.matching_key, Signer::of(app));
    let taken = app.db.write("coalitions.accept_seat", move |tx| {
        let taken = accept::accept(tx, &hash, &account, &began)?;
        if let Some(seated) = accounts::account_by_key(tx, key)?.filter(|_| taken.is_ok()) {
            plans::passkeys::enter_of_account(tx, &signer, now, seated.id)?;
        }
        Ok(taken)
    });
    let taken = taken.await?;
    if taken.is_err() {
        return Ok(gone(app, here));
    }
    let mut response = here.see(&format!("/console/groups/{}", found.group.slug));
    response.headers_mut().insert(header::SET_COOKIE, sessions::cookie(&app.settings, &session.secret));
    Ok(response)
}

async fn show_decline(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let shown = async {
        let Some(found) = find(&app, &token).await? else { return Ok(gone(&app, &here)) };
        let mut frame = here.frame(&app, "");
        frame.title = frame.t1("seat-decline-title", "group", &found.group.name);
        let action = frame.link(&format!("/invitations/{token}/decline"));
        Ok(frame::html(StatusCode::OK, &SeatDeclinePage { frame, group_name: found.group.name, action }))
    };
    here.answer(&app, shown.await)
}

/// One click from a mail program, or the page's button (RFC 8058).
async fn decline(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let answered = async {
        let Some(hash) = Token::parse(&token).map(|token| token.hash()) else { return Ok(gone(&app, &here)) };
        let now = app.clock.now();
        match app.db.write("coalitions.decline_seat", move |tx| accept::decline(tx, now, &hash)).await? {
            true => Ok(frame::html(StatusCode::OK, &SeatOutcomePage::declined(here.frame(&app, "")))),
            false => Ok(gone(&app, &here)),
        }
    };
    here.answer(&app, answered.await)
}
