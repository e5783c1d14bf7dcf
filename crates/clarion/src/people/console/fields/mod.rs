//! A group's custom fields in the console: which it has, their choices, and what becomes of them.

mod deeds;
mod show;
mod turn;

use crate::app::App;
use crate::coalitions::console::Outcome;
use crate::ids::Id;
use crate::people::fields::choosing::ChoosingRefusal;
use crate::refusal::Refusal as _;
use crate::web::lang::Lang;
use crate::web::views_form::FieldError;
use axum::Router;
use axum::routing::{get, post};

/// The addresses, without language.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/console/groups/{slug}/fields", get(show::all).post(deeds::add))
        .route("/console/groups/{slug}/fields/{field}", get(show::one))
        .route("/console/groups/{slug}/fields/{field}/choices", post(deeds::add_choices))
        .route("/console/groups/{slug}/fields/{field}/choices/{choice}", get(show::choice))
        .route("/console/groups/{slug}/fields/{field}/choices/{choice}/rename", post(deeds::rename))
        .route("/console/groups/{slug}/fields/{field}/choices/{choice}/retire", post(deeds::retire))
        .route("/console/groups/{slug}/fields/{field}/choices/{choice}/restore", post(deeds::restore))
        .route("/console/groups/{slug}/fields/{field}/turn", get(turn::ask).post(turn::turn))
        .route("/console/groups/{slug}/fields/{field}/remove", get(show::ask_remove).post(deeds::remove))
}

/// The address of a group's fields, without language.
pub(super) fn path_of(slug: &str) -> String {
    format!("/console/groups/{slug}/fields")
}

fn field_path(slug: &str, field: Id) -> String {
    format!("{}/{field}", path_of(slug))
}

/// Which field of a form a refusal is about.
type About = [(ChoosingRefusal, &'static str)];

/// What is wrong with a field, where a deed was refused for it.
fn wrong(lang: Lang, done: &Outcome<()>, about: &About) -> Option<FieldError> {
    let Outcome::Refused(message) = done else { return None };
    let (refusal, field) = about.iter().find(|(refusal, _)| refusal.message() == *message)?;
    Some(FieldError { field, message: refusal.sentence(lang) })
}
