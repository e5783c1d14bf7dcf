//! A group's supporters in the console: the list with its questions, and one person with what they did and allowed.
//!
//! A question for a name, a mailbox or a number is POSTed, so that it stands in no address, history or log of a proxy; questions about
//! facts that are clear anyway make an address that can be kept.

mod asked;
mod erasing;
mod list;
mod person;
mod person_deeds;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// The addresses, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/console/groups/{slug}/supporters", get(list::show))
        .route("/console/groups/{slug}/supporters/search", post(list::search))
        .route("/console/groups/{slug}/supporters/{person}", get(person::show))
        .route("/console/groups/{slug}/supporters/{person}/erase", get(erasing::ask).post(erasing::erase))
        .route("/console/groups/{slug}/supporters/{person}/tags", post(person_deeds::tag))
        .route("/console/groups/{slug}/supporters/{person}/tags/{tag}/remove", post(person_deeds::untag))
        .route("/console/groups/{slug}/supporters/{person}/notes", post(person_deeds::note))
        .route("/console/groups/{slug}/supporters/{person}/notes/{note}/remove", post(person_deeds::remove_note))
}

/// The address of a group's list, without language.
fn list_path(slug: &str) -> String {
    format!("/console/groups/{slug}/supporters")
}
