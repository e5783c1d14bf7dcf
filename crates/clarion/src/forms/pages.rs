//! The pages of a form: the form itself, its live count, and what follows an accepted one.

use super::live::Facts;
use super::submit::{self, SubmitRefusal};
use super::{Form, FormKind};
use crate::app::App;
use crate::clock::DAY;
use crate::pending::form::{FormPage, Typed};
use crate::pending::{self, FormContent, Kind};
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::site::{Here, zoned};
use crate::web::views::Link;
use crate::web::views_form::PersonForm;
use crate::web::views_forms::SubmitPage;
use crate::web::views_petition::{PetitionCount, PetitionPage, PetitionState};
use crate::web::views_signing::CheckMailPage;
use crate::web::{client, live, markdown};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use db::Fault;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

/// Twenty long answers, each of which may be escaped byte by byte.
const FORM_BYTES_MAX: usize = 256 * 1024;
/// Characters of a link preview's words.
const DESCRIPTION_CHARS: usize = 180;

/// The addresses of forms, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/forms/{slug}", get(show).post(send).layer(DefaultBodyLimit::max(FORM_BYTES_MAX)))
        .route("/forms/{slug}/check-mail", get(check_mail))
        .route("/forms/{slug}/count", get(live_count))
        .route("/forms/{slug}/challenge", get(challenge))
        .merge(super::console::routes())
}

async fn show(State(app): State<App>, here: Here, Path(slug): Path<String>, headers: HeaderMap) -> Response {
    let facts = match app.live_forms.facts(&app, &slug).await {
        Ok(Some(facts)) => facts,
        Ok(None) => return here.refused(&app, StatusCode::NOT_FOUND),
        Err(fault) => return here.fault(&app, &fault),
    };
    app.live_forms.page(&facts, here.lang, || rendered(&app, &here, &facts)).response(&headers)
}

fn form_page<'a>(facts: &'a Facts, lang: Lang) -> FormPage<'a> {
    FormPage {
        kind: Kind::Submission,
        action: facts.form.id,
        path: format!("/forms/{}", facts.form.slug),
        groups: &facts.groups,
        calls_of: facts.coalition_name(),
        asked: Some(&facts.form),
        lang,
    }
}

fn rendered(app: &App, here: &Here, facts: &Facts) -> String {
    let form = form_page(facts, here.lang).empty(&app.vault, app.clock.now());
    frame::text(&page(app, here, facts, form))
}

/// The page that a draft will have, for those who write and approve it: with its form, in which nothing can be typed, and without
/// what would lead others there.
pub(super) fn preview(app: &App, here: &Here, facts: &Facts, back: Link) -> SubmitPage {
    let form = form_page(facts, here.lang).empty(&app.vault, app.clock.now());
    let mut page = page(app, here, facts, form);
    page.frame.indexed = false;
    page.frame.report_url = None;
    page.frame.path.clone_from(&here.path);
    page.live_url = None;
    page.preview = Some(back);
    page
}

/// The whole page with a form, which is left out while the form takes nobody.
fn page(app: &App, here: &Here, facts: &Facts, mut form: PersonForm) -> SubmitPage {
    let (asked, words, now) = (&facts.form, facts.words_in(here.lang), app.clock.now());
    let path = format!("/forms/{}", asked.slug);
    let mut frame = Frame::new(here.lang, &words.title, &path, &app.settings.public_url, crate::web::site::SITE_NAME);
    frame.description = markdown::summary(&words.text, DESCRIPTION_CHARS);
    frame.indexed = true;
    frame.report_url = crate::web::site::report_url(here.lang, &path);
    if app.limits.is_busy(now, asked.id, asked.usual_per_minute) {
        form.challenge_url = Some(here.lang.path(&format!("{path}/challenge")));
    }
    let refusal = submit::refusal(asked, now, now);
    let unsigned = |number: i64| u64::try_from(number).unwrap_or(0);
    let group = facts.groups.first().map_or_else(
        || Link { name: String::new(), url: frame.link("/") },
        |group| Link { name: group.name.clone(), url: frame.link(&format!("/groups/{}", group.slug)) },
    );
    let coalition = facts.coalition.as_ref();
    let meaning = match (asked.kind, coalition) {
        (FormKind::Pledge, Some(coalition)) => frame.t1("form-pledge-means-coalition", "coalition", &coalition.name),
        (FormKind::Pledge, None) => frame.t1("form-pledge-means", "group", &group.name),
        _ => String::new(),
    };
    SubmitPage {
        title: words.title.clone(),
        words_lang: Lang::from_code(&words.lang).filter(|lang| *lang != here.lang).map(Lang::code),
        kind: asked.kind,
        coalition: coalition
            .map(|found| Link { name: found.name.clone(), url: frame.link(&format!("/coalitions/{}", found.slug)) }),
        group,
        meaning,
        preview: None,
        text_html: markdown::html(&words.text),
        state: state(asked, refusal, now),
        count: PetitionCount {
            confirmed: unsigned(facts.count.confirmed),
            asserted: unsigned(facts.count.total() - facts.count.confirmed),
            goal: (asked.goal > 0).then(|| unsigned(asked.goal)),
            as_of: zoned(facts.count.as_of, &asked.time_zone),
            states: BTreeMap::new(),
        },
        live_url: Some(frame.link(&format!("{path}/count"))),
        form: refusal.is_none().then_some(form),
        share: PetitionPage::share_of(&frame),
        frame,
    }
}

fn state(form: &Form, refusal: Option<SubmitRefusal>, now: i64) -> PetitionState {
    let at = |micros| zoned(micros, &form.time_zone);
    match (refusal, form.closes_at) {
        (Some(SubmitRefusal::Closed(closed_at)), _) => PetitionState::Closed { closed_at: at(closed_at) },
        (Some(_), _) => PetitionState::Stopped,
        (None, Some(closes_at)) if closes_at - now < DAY => PetitionState::ClosingToday { closes_at: at(closes_at) },
        (None, closes_at) => PetitionState::Open { closes_at: closes_at.map(at) },
    }
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
    let Some(facts) = app.live_forms.facts(app, slug).await? else { return Ok(here.refused(app, StatusCode::NOT_FOUND)) };
    let (asked, now) = (&facts.form, app.clock.now());
    let form = form_page(&facts, here.lang);
    if submit::refusal(asked, now, now).is_some() {
        let page = page(app, here, &facts, form.filled(typed, Vec::new(), &app.vault, now));
        return Ok(frame::html(StatusCode::GONE, &page));
    }
    let content = match form.check(typed, &app.vault, now) {
        Ok(content) => content,
        Err(errors) => {
            let page = page(app, here, &facts, form.filled(typed, errors, &app.vault, now));
            return Ok(frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
    };
    let over = app.limits.count(now, client, asked.id, asked.usual_per_minute);
    let waiting = over && !app.proof_of_work.is_solved(&typed.altcha, asked.id, now);
    take(app, asked, &content, waiting).await?;
    Ok(here.see(&format!("/forms/{slug}/check-mail")))
}

/// Takes a checked form; the one write that every accepted form makes, from a page or without an API key.
pub async fn take(app: &App, form: &Form, content: &FormContent, waiting: bool) -> Result<(), Fault> {
    pending::accept(app, (Kind::Submission, form.group), content, waiting).await
}

async fn check_mail(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let facts = match app.live_forms.facts(&app, &slug).await {
        Ok(Some(facts)) => facts,
        Ok(None) => return here.refused(&app, StatusCode::NOT_FOUND),
        Err(fault) => return here.fault(&app, &fault),
    };
    let frame = here.frame(&app, "");
    let form = form_link(&frame, &facts);
    frame::html(StatusCode::OK, &CheckMailPage::of_form(frame, form))
}

/// A link to the form's page in the frame's language.
pub fn form_link(frame: &Frame, facts: &Facts) -> Link {
    Link { name: facts.words_in(frame.lang).title.clone(), url: frame.link(&format!("/forms/{}", facts.form.slug)) }
}

async fn challenge(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let facts = match app.live_forms.facts(&app, &slug).await {
        Ok(Some(facts)) => facts,
        Ok(None) => return here.refused(&app, StatusCode::NOT_FOUND),
        Err(fault) => return here.fault(&app, &fault),
    };
    match app.proof_of_work.challenge(facts.form.id, &app.ids, app.clock.now()) {
        Some(challenge) => ([(header::CACHE_CONTROL, "no-store")], Json(challenge)).into_response(),
        None => here.refused(&app, StatusCode::SERVICE_UNAVAILABLE),
    }
}

async fn live_count(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    match app.live_forms.facts(&app, &slug).await {
        Ok(Some(_)) => live::counts(&app, Arc::clone(&app.live_forms), slug),
        Ok(None) => here.refused(&app, StatusCode::NOT_FOUND),
        Err(fault) => here.fault(&app, &fault),
    }
}
