//! The public page on which a group asks to join a coalition. It tells nothing of other groups or of what waits, and answers every
//! accepted form alike.

use super::JoinForm;
use crate::app::App;
use crate::coalitions::{self, Coalition, Group};
use crate::forms::Form;
use crate::pending::form::{FormPage, Typed};
use crate::pending::{self, Kind};
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::site::Here;
use crate::web::views::Link;
use crate::web::views_form::PersonForm;
use crate::web::views_joining::JoinPage;
use crate::web::views_signing::CheckMailPage;
use crate::web::{client, markdown};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use db::Fault;
use std::net::SocketAddr;

/// Fifteen long answers, each of which may be escaped byte by byte.
const FORM_BYTES_MAX: usize = 256 * 1024;

/// The addresses, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/coalitions/{slug}/join", get(show).post(send))
        .route("/coalitions/{slug}/join/check-mail", get(check_mail))
        .route("/coalitions/{slug}/join/challenge", get(challenge))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// A form that takes requests, as its page shows it.
struct Open {
    coalition: Coalition,
    form: JoinForm,
    asked: Form,
    group: Group,
}

async fn open(app: &App, slug: &str) -> Result<Option<Open>, Fault> {
    let slug = slug.to_owned();
    let read = app.db.read_newest(move |tx| match coalitions::coalition_by_slug(tx, &slug)? {
        Some(found) => super::open_form(tx, found.id),
        None => Ok(None),
    });
    Ok(read.await?.map(|(coalition, form, group)| Open { asked: form.as_form(), coalition, form, group }))
}

fn path_of(coalition: &Coalition) -> String {
    format!("/coalitions/{}/join", coalition.slug)
}

impl Open {
    fn form_page(&self, lang: Lang) -> FormPage<'_> {
        FormPage {
            kind: Kind::Joining,
            action: self.coalition.id,
            path: path_of(&self.coalition),
            groups: &[],
            calls_of: "",
            asked: Some(&self.asked),
            lang,
        }
    }

    fn page(&self, app: &App, here: &Here, mut form: PersonForm) -> JoinPage {
        let path = path_of(&self.coalition);
        let mut frame = here.frame(app, "");
        frame.title = frame.t1("join-title", "coalition", &self.coalition.name);
        frame.path.clone_from(&path);
        frame.report_url = crate::web::site::report_url(here.lang, &path);
        if app.limits.is_busy(app.clock.now(), self.coalition.id, self.asked.usual_per_minute) {
            form.challenge_url = Some(here.lang.path(&format!("{path}/challenge")));
        }
        JoinPage {
            coalition: self.link(&frame),
            group: Link { name: self.group.name.clone(), url: frame.link(&format!("/groups/{}", self.group.slug)) },
            words_html: markdown::html(self.form.words(here.lang)),
            own_url: frame.link(&format!("/console/join/{}", self.coalition.slug)),
            form,
            frame,
        }
    }

    fn link(&self, frame: &Frame) -> Link {
        Link { name: self.coalition.name.clone(), url: frame.link(&format!("/coalitions/{}", self.coalition.slug)) }
    }
}

async fn show(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let shown = async {
        let Some(open) = open(&app, &slug).await? else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let home = Typed::at_home_in(&open.group.country);
        let form = open.form_page(here.lang).filled(&home, Vec::new(), &app.vault, app.clock.now());
        Ok(frame::html(StatusCode::OK, &open.page(&app, &here, form)))
    };
    here.answer(&app, shown.await)
}

async fn send(
    State(app): State<App>,
    here: Here,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return here.refused(&app, rejection.status()),
    };
    let client = client::address(peer, &headers, app.settings.trusted_proxies);
    here.answer(&app, sent(&app, &here, client, &slug, &Typed::read(&body)).await)
}

async fn sent(app: &App, here: &Here, client: std::net::IpAddr, slug: &str, typed: &Typed) -> Result<Response, Fault> {
    let Some(open) = open(app, slug).await? else { return Ok(here.refused(app, StatusCode::NOT_FOUND)) };
    let (form, now, id) = (open.form_page(here.lang), app.clock.now(), open.coalition.id);
    let content = match form.check(typed, &app.vault, now) {
        Ok(content) => content,
        Err(errors) => {
            let page = open.page(app, here, form.filled(typed, errors, &app.vault, now));
            return Ok(frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
    };
    let over = app.limits.count(now, client, id, open.asked.usual_per_minute);
    let waiting = over && !app.proof_of_work.is_solved(&typed.altcha, id, now);
    app.vault.know(&app.db, open.group.id).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    pending::accept(app, (Kind::Joining, open.group.id), &content, waiting).await?;
    Ok(here.see(&format!("/coalitions/{slug}/join/check-mail")))
}

async fn check_mail(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let shown = async {
        let Some(open) = open(&app, &slug).await? else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let frame = here.frame(&app, "");
        let coalition = open.link(&frame);
        Ok(frame::html(StatusCode::OK, &CheckMailPage::of_joining(frame, coalition)))
    };
    here.answer(&app, shown.await)
}

async fn challenge(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    match open(&app, &slug).await {
        Ok(Some(open)) => match app.proof_of_work.challenge(open.coalition.id, &app.ids, app.clock.now()) {
            Some(challenge) => ([(header::CACHE_CONTROL, "no-store")], Json(challenge)).into_response(),
            None => here.refused(&app, StatusCode::SERVICE_UNAVAILABLE),
        },
        Ok(None) => here.refused(&app, StatusCode::NOT_FOUND),
        Err(fault) => here.fault(&app, &fault),
    }
}
