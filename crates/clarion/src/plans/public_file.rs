//! A decision for everybody: the file behind the notice of an outcome, without the texts of reasons.
//!
//! It says who decided as groups and passkeys, never as people. A ballot that has not started, or whose notice was withdrawn, has none.

use super::{Tools, certificate};
use crate::app::App;
use crate::notices;
use crate::notices::log_pages::{answered, given_json};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;

/// What machines read, at one address in all languages.
pub fn routes() -> Router<App> {
    Router::new().route("/n/{code}/decision.json", get(file))
}

async fn file(State(app): State<App>, Path(typed): Path<String>) -> Response {
    let tools = Tools { vault: app.vault.clone(), ids: app.ids.clone() };
    let read = app.db.read_newest(move |tx| {
        let Some(notice) = notices::by_code(tx, &typed)?.filter(|notice| notice.note.is_some()) else { return Ok(None) };
        match super::ballot_of_notice(tx, &notice)? {
            Some(ballot) => certificate::export(tx, &tools, ballot),
            None => Ok(None),
        }
    });
    let file = read.await;
    // Canonical bytes are text, with the end of line that files have.
    let text = |file: certificate::Certificate| String::from_utf8_lossy(&file.without_reasons().bytes()).into_owned() + "\n";
    answered(&app, file.map(|file| file.map(|file| given_json(text(file)))))
}
