//! The page behind the link in each mail that ends such mails. A GET changes nothing.

use super::leave::{self, Leaving};
use crate::app::App;
use crate::web::frame;
use crate::web::site::Here;
use crate::web::views_messages::LeaveCallsPage;
use crate::web::views_signing::OutcomePage;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use db::Fault;

/// The addresses in mails, without language.
pub fn routes() -> Router<App> {
    Router::new().route("/t/leave/{token}", get(show_leave).post(leave_calls)).merge(super::progress_pages::routes())
}

/// Whom a link is about, and whose calls would end.
async fn find(app: &App, token: &str) -> Result<Option<(Leaving, String)>, Fault> {
    let Some(leaving) = leave::read(&app.vault, token) else { return Ok(None) };
    let coalition_name = app.db.read_newest(move |tx| leave::coalition_name(tx, leaving)).await?;
    Ok(coalition_name.map(|name| (leaving, name)))
}

fn gone(app: &App, here: &Here) -> Response {
    frame::html(StatusCode::NOT_FOUND, &OutcomePage::link_gone(here.frame(app, ""), None))
}

async fn show_leave(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let shown = async {
        let Some((leaving, coalition_name)) = find(&app, &token).await? else { return Ok(gone(&app, &here)) };
        let group_name = app.db.read_newest(move |tx| leave::group_name(tx, leaving)).await?;
        let mut frame = here.frame(&app, "");
        frame.title = frame.t1("leave-calls-title", "coalition", &coalition_name);
        let action = frame.link(&format!("/t/leave/{token}"));
        Ok(frame::html(StatusCode::OK, &LeaveCallsPage { frame, coalition_name, group_name, action }))
    };
    here.answer(&app, shown.await)
}

/// One click from a mail program, or the page's button: no cookie, no login, no redirect (RFC 8058).
async fn leave_calls(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let answered = async {
        let Some((leaving, coalition_name)) = find(&app, &token).await? else { return Ok(gone(&app, &here)) };
        let now = app.clock.now();
        app.db.write("messages.leave_calls", move |tx| leave::leave(tx, now, leaving)).await?;
        Ok(frame::html(StatusCode::OK, &OutcomePage::left_calls(here.frame(&app, ""), &coalition_name)))
    };
    here.answer(&app, answered.await)
}
