//! `/report?page=...`: the form behind "Report this", and what follows it.
//!
//! The limits are those of every form: so many from one address block; above the usual rate of the whole site the browser is asked for
//! proof of work. Nothing is refused over a limit; it is read later.

use super::form::{SUBJECT, Typed};
use super::take::{self, ReportRefusal};
use crate::app::App;
use crate::web::client::Client;
use crate::web::frame;
use crate::web::site::{self, Here};
use crate::web::typed::Sent;
use crate::web::views::{ErrorPage, Link};
use crate::web::views_form::FieldError;
use crate::web::views_reports::{ReportPage, ReportSentPage};
use axum::extract::{DefaultBodyLimit, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use db::Fault;
use std::net::IpAddr;

/// 2,000 characters, escaped for the way, are 24 KB at most.
const FORM_BYTES_MAX: usize = 32 * 1024;
/// More reports than this in a minute, of all pages together, are unusual.
const USUAL_PER_MINUTE: i64 = 30;

/// The addresses of reports, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/report", get(show).post(send).layer(DefaultBodyLimit::max(FORM_BYTES_MAX)))
        .route("/report/sent", get(sent_page))
        .route("/report/challenge", get(challenge))
}

async fn show(State(app): State<App>, here: Here, RawQuery(query): RawQuery) -> Response {
    let typed = Typed::about(&query.unwrap_or_default());
    frame::html(StatusCode::OK, &page(&app, &here, &typed, Vec::new()))
}

fn page(app: &App, here: &Here, typed: &Typed, errors: Vec<FieldError>) -> ReportPage {
    let now = app.clock.now();
    let mut frame = here.frame(app, "");
    frame.title = frame.t(ReportPage::TITLE);
    let mut form = typed.form(here.lang, errors, &app.vault, now);
    if app.limits.is_busy(now, SUBJECT, USUAL_PER_MINUTE) {
        form.challenge_url = Some(here.lang.path("/report/challenge"));
    }
    let reported = Link { name: form.page.clone(), url: here.lang.path(&form.page) };
    // The other language's page is about the same page.
    frame.query = format!("page={}", site::in_query(&form.page));
    ReportPage { frame, reported, form }
}

async fn send(State(app): State<App>, here: Here, Client(client): Client, Sent(body): Sent) -> Response {
    here.answer(&app, sent(&app, &here, client, &Typed::read(&body)).await)
}

async fn sent(app: &App, here: &Here, client: IpAddr, typed: &Typed) -> Result<Response, Fault> {
    let now = app.clock.now();
    let content = match typed.check(here.lang, &app.vault, now) {
        Ok(content) => content,
        Err(errors) => return Ok(frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page(app, here, typed, errors))),
    };
    let over = app.limits.count(now, client, SUBJECT, USUAL_PER_MINUTE);
    let waiting = over && !app.proof_of_work.is_solved(&typed.altcha, SUBJECT, now);
    let reported = content.page.clone();
    let group = app.db.read(move |tx| take::group_of(tx, &reported)).await?;
    app.vault.know(&app.db, group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    let input = take::prepare(&app.vault, &app.ids, group, &content, waiting, now)?;
    match app.db.write("reports.take", move |tx| take::take(tx, &input)).await? {
        Ok(report) => {
            tracing::info!(%report, "a page was reported");
            Ok(here.see(&format!("/report/sent?page={}", site::in_query(&content.page))))
        }
        Err(ReportRefusal::Full) => Ok(full(app, here)),
    }
}

fn full(app: &App, here: &Here) -> Response {
    let mut page = ErrorPage::new(here.frame(app, ""), StatusCode::SERVICE_UNAVAILABLE);
    page.sentence = Some(here.frame(app, "").t("report-full"));
    frame::html(StatusCode::SERVICE_UNAVAILABLE, &page)
}

async fn sent_page(State(app): State<App>, here: Here, RawQuery(query): RawQuery) -> Response {
    let page = Typed::about(&query.unwrap_or_default()).page();
    let mut frame = here.frame(&app, "");
    frame.title = frame.t(ReportSentPage::TITLE);
    frame.query = format!("page={}", site::in_query(&page));
    let reported = Link { url: here.lang.path(&page), name: page };
    frame::html(StatusCode::OK, &ReportSentPage { frame, reported })
}

async fn challenge(State(app): State<App>, here: Here) -> Response {
    match app.proof_of_work.challenge(SUBJECT, &app.ids, app.clock.now()) {
        Some(challenge) => ([(header::CACHE_CONTROL, "no-store")], Json(challenge)).into_response(),
        None => here.refused(&app, StatusCode::SERVICE_UNAVAILABLE),
    }
}
