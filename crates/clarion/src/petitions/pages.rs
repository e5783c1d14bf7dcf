//! The pages of a petition: the petition itself, its form, its live count, and what follows an accepted form.

use super::count::Count;
use super::form::{FormPage, Typed};
use super::live::Facts;
use super::sign::{self, SignRefusal};
use super::{Petition, take_form};
use crate::app::App;
use crate::clock::DAY;
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::map::StatesMap;
use crate::web::site::{Here, zoned};
use crate::web::views::Link;
use crate::web::views_petition::{PetitionCount, PetitionPage, PetitionState, SignForm};
use crate::web::views_signing::CheckMailPage;
use crate::web::{client, markdown};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use db::Fault;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// A form with the longest name, comment and proof is far smaller.
const FORM_BYTES_MAX: usize = 64 * 1024;
/// How often a live count is looked at.
const COUNT_EVERY: Duration = Duration::from_secs(1);
/// Characters of a link preview's words.
const DESCRIPTION_CHARS: usize = 180;

/// The addresses of petitions, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/petitions/{slug}", get(show).post(send).layer(DefaultBodyLimit::max(FORM_BYTES_MAX)))
        .route("/petitions/{slug}/check-mail", get(check_mail))
        .route("/petitions/{slug}/count", get(live_count))
        .route("/petitions/{slug}/challenge", get(challenge))
        .route("/petitions/{slug}/picture.png", get(super::picture::show))
}

async fn show(State(app): State<App>, here: Here, Path(slug): Path<String>, headers: HeaderMap) -> Response {
    let facts = match app.live.facts(&app, &slug).await {
        Ok(Some(facts)) => facts,
        Ok(None) => return here.refused(&app, StatusCode::NOT_FOUND),
        Err(fault) => return here.fault(&app, &fault),
    };
    let page = app.live.page(&facts, here.lang, || rendered(&app, &here, &facts));
    let packs =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("gzip"));
    let mut response = if packs { page.packed.into_response() } else { page.plain.into_response() };
    let own = response.headers_mut();
    frame::add_page_headers(own);
    own.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if packs {
        own.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

fn rendered(app: &App, here: &Here, facts: &Facts) -> String {
    let groups = FormPage { petition: &facts.petition, groups: &facts.groups, lang: here.lang };
    let form = groups.empty(&app.vault, app.clock.now());
    frame::text(&page(app, here, facts, form))
}

/// The whole page with a form, which is left out while nobody can sign.
fn page(app: &App, here: &Here, facts: &Facts, mut form: SignForm) -> PetitionPage {
    let (petition, words, now) = (&facts.petition, facts.words_in(here.lang), app.clock.now());
    let path = format!("/petitions/{}", petition.slug);
    let mut frame = Frame::new(here.lang, &words.title, &path, &app.settings.public_url, crate::web::site::SITE_NAME);
    frame.description = markdown::summary(&words.text, DESCRIPTION_CHARS);
    frame.image = Some(here.lang.path(&format!("{path}/picture.png")));
    frame.indexed = true;
    frame.report_url = crate::web::site::report_url(here.lang, &path);
    if app.limits.is_busy(now, petition.id, petition.usual_signatures_per_minute) {
        form.challenge_url = Some(here.lang.path(&format!("{path}/challenge")));
    }
    let refusal = sign::refusal(petition, now, now);
    let group_link =
        |group: &crate::coalitions::Group| Link { name: group.name.clone(), url: frame.link(&format!("/groups/{}", group.slug)) };
    let count = figures(&facts.count, petition);
    PetitionPage {
        title: words.title.clone(),
        group: facts.groups.first().map_or_else(|| Link { name: String::new(), url: frame.link("/") }, group_link),
        cosponsors: facts.groups.iter().skip(1).map(group_link).collect(),
        text_html: markdown::html(&words.text),
        targets: targets(&frame, facts),
        state: state(petition, refusal, now),
        live_url: Some(frame.link(&format!("{path}/count"))),
        form: refusal.is_none().then_some(form),
        share: PetitionPage::share_of(&frame),
        map: StatesMap::new(here.lang, &count.states),
        count,
        frame,
    }
}

fn targets(frame: &Frame, facts: &Facts) -> Vec<Link> {
    let link = |(target, office): &(super::Target, Option<crate::officials::OfficeName>)| match office {
        Some(office) => Link {
            name: if frame.lang == Lang::Es { office.title_es.clone() } else { office.title_en.clone() },
            url: frame.link(&format!("/officials/{}", office.slug)),
        },
        None => Link { name: target.name.clone(), url: String::new() },
    };
    facts.targets.iter().map(link).collect()
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn figures(count: &Count, petition: &Petition) -> PetitionCount {
    PetitionCount {
        confirmed: unsigned(count.confirmed),
        asserted: unsigned(count.total() - count.confirmed),
        goal: (petition.goal > 0).then(|| unsigned(petition.goal)),
        as_of: zoned(count.as_of, &petition.time_zone),
        states: states(count),
    }
}

fn states(count: &Count) -> BTreeMap<String, u64> {
    count.regions.iter().map(|row| (row.region.clone(), unsigned(row.confirmed))).collect()
}

fn state(petition: &Petition, refusal: Option<SignRefusal>, now: i64) -> PetitionState {
    let at = |micros| zoned(micros, &petition.time_zone);
    match (refusal, petition.closes_at) {
        (Some(SignRefusal::NotYetOpen(opens_at)), _) => PetitionState::NotYetOpen { opens_at: at(opens_at) },
        (Some(SignRefusal::Closed(closed_at)), _) => PetitionState::Closed { closed_at: at(closed_at) },
        (Some(_), _) => PetitionState::Closed { closed_at: at(petition.modified_at) },
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
    let Some(facts) = app.live.facts(app, slug).await? else { return Ok(here.refused(app, StatusCode::NOT_FOUND)) };
    let (petition, now) = (&facts.petition, app.clock.now());
    let groups = FormPage { petition, groups: &facts.groups, lang: here.lang };
    if sign::refusal(petition, now, now).is_some() {
        let page = page(app, here, &facts, groups.filled(typed, Vec::new(), &app.vault, now));
        return Ok(frame::html(StatusCode::GONE, &page));
    }
    let content = match groups.check(typed, &app.vault, now) {
        Ok(content) => content,
        Err(errors) => {
            let page = page(app, here, &facts, groups.filled(typed, errors, &app.vault, now));
            return Ok(frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
    };
    let over = app.limits.count(now, client, petition.id, petition.usual_signatures_per_minute);
    let waiting = over && !app.proof_of_work.is_solved(&typed.altcha, petition.id, now);
    take(app, petition, &content, waiting).await?;
    Ok(here.see(&format!("/petitions/{slug}/check-mail")))
}

/// Takes a checked form; the one write that every accepted form makes, from a page or without an API key.
pub async fn take(app: &App, petition: &Petition, content: &take_form::FormContent, waiting: bool) -> Result<(), Fault> {
    let may_leave = app.held.begin();
    let input = take_form::prepare(&app.vault, &app.ids, petition.group, content, waiting, app.clock.now())?;
    match app.take_form.submit(input).await? {
        Ok(()) => app.waker.wake(),
        Err(never) => match never {},
    }
    // An error means that nothing holds it.
    may_leave.await.ok();
    Ok(())
}

async fn check_mail(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let facts = match app.live.facts(&app, &slug).await {
        Ok(Some(facts)) => facts,
        Ok(None) => return here.refused(&app, StatusCode::NOT_FOUND),
        Err(fault) => return here.fault(&app, &fault),
    };
    let mut frame = here.frame(&app, "");
    frame.title = frame.t(CheckMailPage::TITLE);
    let petition = petition_link(&frame, &facts);
    frame::html(StatusCode::OK, &CheckMailPage { frame, petition })
}

/// A link to the petition's page in the frame's language.
pub fn petition_link(frame: &Frame, facts: &Facts) -> Link {
    Link { name: facts.words_in(frame.lang).title.clone(), url: frame.link(&format!("/petitions/{}", facts.petition.slug)) }
}

async fn challenge(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let facts = match app.live.facts(&app, &slug).await {
        Ok(Some(facts)) => facts,
        Ok(None) => return here.refused(&app, StatusCode::NOT_FOUND),
        Err(fault) => return here.fault(&app, &fault),
    };
    match app.proof_of_work.challenge(facts.petition.id, &app.ids, app.clock.now()) {
        Some(challenge) => ([(header::CACHE_CONTROL, "no-store")], Json(challenge)).into_response(),
        None => here.refused(&app, StatusCode::SERVICE_UNAVAILABLE),
    }
}

/// Server-sent events: the count at once, then whenever it moved.
async fn live_count(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    match app.live.facts(&app, &slug).await {
        Ok(Some(_)) => {}
        Ok(None) => return here.refused(&app, StatusCode::NOT_FOUND),
        Err(fault) => return here.fault(&app, &fault),
    }
    let begun = (app, slug, None::<Arc<Facts>>, tokio::time::interval(COUNT_EVERY));
    let events = futures_util::stream::unfold(begun, |(app, slug, mut shown, mut ticks)| async move {
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                () = app.stopping.wait() => return None,
            }
            // While the database is away the number stands still; the browser keeps what it has.
            let Ok(Some(facts)) = app.live.facts(&app, &slug).await else { continue };
            if shown.as_ref().is_none_or(|shown| !same_count(&shown.count, &facts.count)) {
                shown = Some(Arc::clone(&facts));
                return Some((Ok::<_, Infallible>(count_event(&facts)), (app, slug, shown, ticks)));
            }
        }
    });
    let keep_alive = axum::response::sse::KeepAlive::new().interval(Duration::from_secs(20));
    let mut response = Sse::new(events).keep_alive(keep_alive).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn same_count(one: &Count, other: &Count) -> bool {
    one.regions == other.regions && one.total() == other.total()
}

fn count_event(facts: &Facts) -> Event {
    let count = &facts.count;
    let as_of = jiff::Timestamp::from_microsecond(count.as_of).unwrap_or_default().to_string();
    let data = serde_json::json!({
        "confirmed": count.confirmed,
        "asserted": count.total() - count.confirmed,
        "goal": facts.petition.goal,
        "as_of": as_of,
        "states": states(count),
    });
    Event::default().event("count").data(data.to_string())
}
