//! The public page with a form, whatever the action: what is sent to it, "Check your email" after it, the challenge of a busy hour, and the
//! live count. What the page says, and whether it takes forms now, is its domain's.

use super::form::{FormPage, Typed};
use crate::app::App;
use crate::ids::Id;
use crate::web::client::Client;
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::live::{self, Live, Living};
use crate::web::site::Here;
use crate::web::typed::Sent;
use crate::web::views_form::{FieldError, PersonForm};
use crate::web::views_signing::CheckMailPage;
use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use db::Fault;
use std::sync::Arc;

/// What a page with a form says: of a petition, of a form with questions, of an event, of joining a coalition.
pub(crate) trait PublicForm: Send + Sync + Sized + 'static {
    /// What stands at an address now.
    fn find(app: &App, slug: &str) -> impl Future<Output = Result<Option<Arc<Self>>, Fault>> + Send;
    /// Its form.
    fn form_page(&self, lang: Lang) -> FormPage<'_>;
    /// Whose form it is.
    fn group(&self) -> Id;
    /// Above this many a minute it asks for proof of work.
    fn usual_per_minute(&self) -> i64;
    /// Whether it takes forms.
    fn is_open(&self, now: i64) -> bool;
    /// The page with a form.
    fn page(&self, app: &App, here: &Here, form: PersonForm) -> impl Template;
    /// The page that follows an accepted form.
    fn check_mail_page(&self, frame: Frame) -> CheckMailPage;
}

/// Takes a form, or shows it again with what to mend.
pub(crate) async fn send<F: PublicForm>(
    State(app): State<App>,
    here: Here,
    Client(client): Client,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let sent = async {
        let Some(found) = F::find(&app, &slug).await? else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let (form, now) = (found.form_page(here.lang), app.clock.now());
        let again = |status: StatusCode, errors: Vec<FieldError>| {
            frame::html(status, &found.page(&app, &here, form.filled(&typed, errors, &app.vault, now)))
        };
        if !found.is_open(now) {
            return Ok(again(StatusCode::GONE, Vec::new()));
        }
        let content = match form.check(&typed, &app.vault, now) {
            Ok(content) => content,
            Err(errors) => return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, errors)),
        };
        let over = app.limits.count(now, client, form.action, found.usual_per_minute());
        let waiting = over && !app.proof_of_work.is_solved(&typed.altcha, form.action, now);
        super::accept(&app, (form.kind, found.group()), &content, waiting).await?;
        Ok(here.see(&format!("{}/check-mail", form.path)))
    };
    here.answer(&app, sent.await)
}

/// "Check your email".
pub(crate) async fn check_mail<F: PublicForm>(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let found = F::find(&app, &slug).await;
    let shown = found.map(|found| match found {
        Some(found) => frame::html(StatusCode::OK, &found.check_mail_page(here.frame(&app, ""))),
        None => here.refused(&app, StatusCode::NOT_FOUND),
    });
    here.answer(&app, shown)
}

/// What a browser solves before it sends a form in a busy hour.
pub(crate) async fn challenge<F: PublicForm>(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let found = F::find(&app, &slug).await;
    let given = found.map(|found| {
        let Some(found) = found else { return here.refused(&app, StatusCode::NOT_FOUND) };
        match app.proof_of_work.challenge(found.form_page(here.lang).action, &app.ids, app.clock.now()) {
            Some(challenge) => ([(header::CACHE_CONTROL, "no-store")], Json(challenge)).into_response(),
            None => here.refused(&app, StatusCode::SERVICE_UNAVAILABLE),
        }
    });
    here.answer(&app, given)
}

/// The stream of the count.
pub(crate) async fn count<F: Living>(app: &App, here: &Here, live: &Arc<Live<F>>, slug: String) -> Response {
    match live.facts(app, &slug).await {
        Ok(Some(_)) => live::counts(app, Arc::clone(live), slug),
        Ok(None) => here.refused(app, StatusCode::NOT_FOUND),
        Err(fault) => here.fault(app, &fault),
    }
}
