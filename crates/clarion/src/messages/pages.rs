//! The page behind the link in each mail that ends such mails: a coalition's calls, or a group's news. A GET changes nothing.

use super::leave::{self, Leaving};
use crate::app::App;
use crate::coalitions;
use crate::people::{
    self,
    leave_link::{self, LeavingNews},
};
use crate::web::frame;
use crate::web::site::Here;
use crate::web::views_messages::LeaveCallsPage;
use crate::web::views_signing::{OutcomePage, UnsubscribePage};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use db::Fault;

/// The addresses in mails, without language.
pub fn routes() -> Router<App> {
    Router::new().route("/t/leave/{token}", get(show_leave).post(leave_by_link)).merge(super::progress_pages::routes())
}

/// What a link ends, with the name of the coalition or the group.
enum Found {
    Calls(Leaving, String),
    News(LeavingNews, String),
}

async fn find(app: &App, token: &str) -> Result<Option<Found>, Fault> {
    if let Some(leaving) = leave_link::read(&app.vault, token) {
        let group = app.db.read_newest(move |tx| coalitions::group(tx, leaving.group)).await?;
        return Ok(group.map(|group| Found::News(leaving, group.name)));
    }
    let Some(leaving) = leave::read(&app.vault, token) else { return Ok(None) };
    let coalition_name = app.db.read_newest(move |tx| leave::coalition_name(tx, leaving)).await?;
    Ok(coalition_name.map(|name| Found::Calls(leaving, name)))
}

fn gone(app: &App, here: &Here) -> Response {
    frame::html(StatusCode::NOT_FOUND, &OutcomePage::link_gone(here.frame(app, ""), None))
}

async fn show_leave(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let shown = async {
        let Some(found) = find(&app, &token).await? else { return Ok(gone(&app, &here)) };
        let mut frame = here.frame(&app, "");
        let action = frame.link(&format!("/t/leave/{token}"));
        Ok(match found {
            Found::Calls(leaving, coalition_name) => {
                let group_name = app.db.read_newest(move |tx| leave::group_name(tx, leaving)).await?;
                frame.title = frame.t1("leave-calls-title", "coalition", &coalition_name);
                frame::html(StatusCode::OK, &LeaveCallsPage { frame, coalition_name, group_name, action })
            }
            Found::News(_, group_name) => {
                frame.title = frame.t1("unsubscribe-title", "group", &group_name);
                frame::html(StatusCode::OK, &UnsubscribePage { frame, group_name, action, not_me_action: None })
            }
        })
    };
    here.answer(&app, shown.await)
}

/// One click from a mail program, or the page's button: no cookie, no login, no redirect (RFC 8058).
async fn leave_by_link(State(app): State<App>, here: Here, Path(token): Path<String>) -> Response {
    let answered = async {
        let Some(found) = find(&app, &token).await? else { return Ok(gone(&app, &here)) };
        let (now, frame) = (app.clock.now(), here.frame(&app, ""));
        let page = match found {
            Found::Calls(leaving, coalition_name) => {
                app.db.write("messages.leave_calls", move |tx| leave::leave(tx, now, leaving)).await?;
                OutcomePage::left_calls(frame, &coalition_name)
            }
            Found::News(LeavingNews { key, group }, group_name) => {
                app.db.write("people.unsubscribe", move |tx| people::unsubscribe(tx, key, group, now)).await?;
                OutcomePage::unsubscribed(frame, &group_name)
            }
        };
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, answered.await)
}
