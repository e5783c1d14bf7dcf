//! A group's supporters in the console: the list with its questions, and one person with what they did and allowed.
//!
//! A question for a name, a mailbox or a number is POSTed, so that it stands in no address, history or log of a proxy; questions about
//! facts that are clear anyway make an address that can be kept.

mod asked;
mod bulk;
mod correcting;
mod erasing;
mod export;
mod fields;
mod imports;
mod list;
mod no_news;
mod person;
mod person_deeds;
mod person_form;
mod queries;

use crate::access::Deed;
use crate::app::App;
use crate::coalitions::console::{Outcome, led_back, read_for_group};
use crate::ids::Id;
use crate::people::choose::Question;
use crate::web::lang::Lang;
use crate::web::site::Here;
use crate::web::typed::Typed;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use db::Fault;

/// The addresses, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(imports::routes())
        .merge(super::retention::pages::routes())
        .route("/console/groups/{slug}/supporters", get(list::show))
        .route("/console/groups/{slug}/supporters/search", post(list::search))
        .route("/console/groups/{slug}/supporters/tag", post(bulk::tag))
        .merge(fields::routes())
        .route("/console/groups/{slug}/supporters/choose", post(bulk::choose))
        .route("/console/groups/{slug}/supporters/export", post(export::download))
        .route("/console/groups/{slug}/supporters/queries", post(queries::save))
        .route("/console/groups/{slug}/supporters/queries/{query}/remove", post(queries::remove))
        .route("/console/groups/{slug}/supporters/receipts", post(export::receipts))
        .route("/console/groups/{slug}/supporters/add", get(correcting::ask_whom).post(correcting::add))
        .route("/console/groups/{slug}/supporters/{person}", get(person::show))
        .route("/console/groups/{slug}/supporters/{person}/change", get(correcting::ask).post(correcting::change))
        .route("/console/groups/{slug}/supporters/{person}/no-news", get(no_news::ask).post(no_news::deny))
        .route("/console/groups/{slug}/supporters/{person}/erase", get(erasing::ask).post(erasing::erase))
        .route("/console/groups/{slug}/supporters/{person}/tags", post(person_deeds::tag))
        .route("/console/groups/{slug}/supporters/{person}/tags/{tag}/remove", post(person_deeds::untag))
        .route("/console/groups/{slug}/supporters/{person}/fields", post(person_deeds::field))
        .route("/console/groups/{slug}/supporters/{person}/choices", post(person_deeds::choose))
        .route("/console/groups/{slug}/supporters/{person}/notes", post(person_deeds::note))
        .route("/console/groups/{slug}/supporters/{person}/notes/{note}/remove", post(person_deeds::remove_note))
}

/// What a question that a group saved asks, for whoever answers it elsewhere.
pub(crate) async fn question_of(app: &App, group: Id, asks: &str) -> Result<Question, Fault> {
    let (vault, typed) = (app.vault.clone(), Typed::read(asks.as_bytes()));
    let choices = app.db.read_newest(move |tx| list::choices(tx, &vault, Lang::En, group)).await?;
    Ok(asked::question(&typed, &choices))
}

/// The address of a group's list, without language.
fn list_path(slug: &str) -> String {
    format!("/console/groups/{slug}/supporters")
}

/// The group in which somebody may do a deed, its data key at hand; the answer where they may not.
async fn group_of(app: &App, here: &Here, account: Id, slug: &str, deed: fn(Id) -> Deed) -> Result<Result<Id, Response>, Fault> {
    match read_for_group(app, account, slug, deed, |_, _, group| Ok(group.id)).await? {
        Outcome::Done(group) => {
            app.vault.know(&app.db, group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
            Ok(Ok(group))
        }
        other => Ok(Err(led_back(app, here, &other, ""))),
    }
}
