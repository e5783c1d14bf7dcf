//! The web as people and programs meet it: what is served, the frame of pages, languages, assets, views. Knows no rule.

pub mod assets;
pub mod client;
pub mod frame;
pub mod lang;
pub mod live;
pub mod map;
pub mod markdown;
pub mod picture;
pub mod qr;
pub mod server;
pub mod site;
pub(crate) mod spreadsheet;
pub mod stream;
pub mod typed;
pub mod views;
pub mod views_access;
pub mod views_console;
pub mod views_event;
pub mod views_event_console;
pub mod views_form;
pub mod views_form_console;
pub mod views_forms;
pub mod views_imports;
pub mod views_joining;
pub mod views_mail;
pub mod views_messages;
pub mod views_notices;
pub mod views_organiser_mail;
pub mod views_paper;
pub mod views_people;
pub mod views_petition;
pub mod views_petition_console;
pub mod views_places;
pub mod views_plan_mail;
pub mod views_plans;
pub mod views_reports;
pub mod views_seats;
pub mod views_signing;
pub mod views_statements;
pub mod views_supporter;
pub mod views_webhooks;

#[cfg(debug_assertions)]
pub mod styleguide;
#[cfg(debug_assertions)]
mod styleguide_notices;

use crate::app::App;
use crate::web::site::Here;
use crate::{
    access, audit, coalitions, events, forms, messages, notices, officials, osdi, paper, pending, people, petitions, plans,
    reports, statements, webhooks,
};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use percent_encoding::percent_decode_str;

/// Everything that is served on the public address.
pub fn router(app: App) -> Router {
    let pages = || {
        Router::new()
            .merge(access::pages::routes())
            .merge(coalitions::pages::routes())
            .merge(events::pages::routes())
            .merge(forms::pages::routes())
            .merge(messages::pages::routes())
            .merge(notices::routes())
            .merge(officials::pages::routes())
            .merge(people::console::routes())
            .merge(audit::routes())
            .merge(people::supporter::pages::routes())
            .merge(paper::routes())
            .merge(petitions::pages::routes())
            .merge(pending::pages::routes())
            .merge(plans::pages::routes())
            .merge(reports::pages::routes())
            .merge(statements::pages::routes())
            .merge(webhooks::routes())
    };
    let site = Router::new()
        .route("/", get(coalitions::pages::home))
        .route("/es", get(coalitions::pages::home))
        .route("/es/", get(|| async { Redirect::permanent("/es") }))
        .merge(pages())
        .nest("/es", pages())
        .merge(notices::log_routes())
        .merge(plans::public_file::routes())
        .merge(assets::routes())
        .merge(osdi::router(&app))
        .fallback(unknown)
        .method_not_allowed_fallback(not_allowed)
        .layer(from_fn_with_state(app.clone(), only_text));
    #[cfg(debug_assertions)]
    let site = site.merge(styleguide::routes());
    server::routes(app.clone()).merge(site.with_state(app))
}

/// An address whose bytes are no text is none of ours, whichever route it looks like.
async fn only_text(State(app): State<App>, here: Here, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    match percent_decode_str(path).decode_utf8() {
        Ok(_) => next.run(request).await,
        Err(_) if path.starts_with("/api/") => osdi::ApiError::not_found().into_response(),
        Err(_) => here.refused(&app, StatusCode::NOT_FOUND),
    }
}

/// An address that is none of ours; one with a slash too many leads to the page without it.
async fn unknown(State(app): State<App>, here: Here, uri: Uri) -> Response {
    match uri.path().strip_suffix('/').filter(|path| !path.is_empty() && !path.starts_with("//")) {
        Some(path) => Redirect::permanent(path).into_response(),
        None => here.refused(&app, StatusCode::NOT_FOUND),
    }
}

/// An address of the console that only takes buttons leads whoever opens it to the page with the button: a page that answers a form has
/// its address, and a language switch, a reload and a bookmark ask for it.
async fn not_allowed(State(app): State<App>, here: Here, method: Method) -> Response {
    match console_page_above(&here.path).filter(|_| matches!(method, Method::GET | Method::HEAD)) {
        Some(page) => here.see(&page),
        None => here.refused(&app, StatusCode::METHOD_NOT_ALLOWED),
    }
}

/// Things in the console that have no page of their own: what is done about one stands below it, and it stands in a list.
const WITHOUT_PAGE: [&str; 13] = [
    "chapters",
    "foundings",
    "invitations",
    "merging",
    "notes",
    "passkeys",
    "queries",
    "recalls",
    "roles",
    "sessions",
    "sharing",
    "tags",
    "words",
];
/// Of these lists, those that are pages.
const LISTS_WITH_PAGE: [&str; 3] = ["merging", "sharing", "words"];

/// The page above a button of the console, without language.
fn console_page_above(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.strip_prefix("/console/")?.split('/').collect();
    // What a group or a coalition calls itself in addresses is none of these words.
    let own = if matches!(parts[0], "groups" | "coalitions" | "events") { 2 } else { 1 };
    parts.pop();
    let is_one = |parts: &[&str]| parts.len() > own + 1 && WITHOUT_PAGE.contains(&parts[parts.len() - 2]);
    if is_one(&parts) {
        parts.pop();
    }
    if let Some(list) = parts.last().filter(|_| parts.len() > own)
        && WITHOUT_PAGE.contains(list)
        && !LISTS_WITH_PAGE.contains(list)
    {
        parts.pop();
    }
    Some(std::iter::once("/console").chain(parts).collect::<Vec<_>>().join("/"))
}
