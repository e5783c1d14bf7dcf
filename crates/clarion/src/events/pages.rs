//! The public page of an event: its words and facts, its form, its live count, its calendar file and its picture.

use super::attending::{self, RsvpRefusal};
use super::live::Facts;
use super::{AccessFact, Event, EventState, Place, Times, calendar};
use crate::app::App;
use crate::pending::form::{FormPage, Typed};
use crate::pending::{FormContent, Kind, take_form};
use crate::web::client::Client;
use crate::web::frame::{self, Frame};
use crate::web::lang::{self, Lang};
use crate::web::live;
use crate::web::site::{Here, zoned};
use crate::web::typed::Sent;
use crate::web::views::{Link, share_links};
use crate::web::views_event::{AccessRow, EventFacts, EventPage, StandingNotice};
use crate::web::views_form::PersonForm;
use crate::web::views_signing::CheckMailPage;
use crate::web::{markdown, picture};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use db::Fault;
use std::sync::Arc;

/// A form with the longest name, note and proof is far smaller.
const FORM_BYTES_MAX: usize = 64 * 1024;
/// Characters of a link preview's words.
const DESCRIPTION_CHARS: usize = 180;

/// The addresses of events, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/events/{slug}", get(show).post(send).layer(DefaultBodyLimit::max(FORM_BYTES_MAX)))
        .route("/events/{slug}/check-mail", get(check_mail))
        .route("/events/{slug}/count", get(live_count))
        .route("/events/{slug}/challenge", get(challenge))
        .route("/events/{slug}/picture.png", get(shared_picture))
        .route("/events/{slug}/event.ics", get(calendar_file))
        .merge(super::answer_pages::routes())
        .merge(super::list_pages::routes())
        .merge(super::console::routes())
}

/// From when to when, in the event's zone.
pub fn when_words(lang: Lang, times: &Times) -> String {
    let at = |micros| zoned(micros, &times.time_zone);
    lang::span(lang, &at(times.starts_at), &at(times.ends_at))
}

/// Street, city, state and ZIP on one line.
fn address(place: &Place) -> String {
    format!("{}, {}, {} {}", place.street, place.city, place.region, place.zip)
}

/// The whole place on one line.
pub fn place_line(place: &Place) -> String {
    format!("{}, {}", place.name, address(place))
}

/// Whether a coalition's list shows an event: vetted, still to come, neither cancelled nor released.
pub fn is_listed(event: &Event, now: i64) -> bool {
    let stands = matches!(event.state(), EventState::OnCall | EventState::Confirmed | EventState::HeldBack);
    stands && event.times.ends_at > now
}

/// When, where and access in the words of a page.
pub(super) fn facts_view(facts: &Facts, lang: Lang) -> EventFacts {
    let Event { place, times, access_contact, access_requests_by, .. } = &facts.event;
    let row = |fact: AccessFact| {
        let stated = facts.access.get(&fact);
        let answer = match stated {
            None => lang::t(lang, "access-not-stated", &[]),
            Some(answer) if answer.is_there => lang::t(lang, "access-yes", &[]),
            Some(_) => lang::t(lang, "access-no", &[]),
        };
        AccessRow {
            name: lang::t(lang, fact.words_id(), &[]),
            answer,
            is_stated: stated.is_some(),
            note: stated.map_or_else(String::new, |answer| answer.note.clone()),
        }
    };
    EventFacts {
        when: when_words(lang, times),
        place_name: place.name.clone(),
        address: address(place),
        access: AccessFact::ALL.map(row).into(),
        access_contact: access_contact.clone(),
        access_requests_by: access_requests_by.map(|by| zoned(by, &times.time_zone)),
    }
}

/// How an event stands, in the words of a page.
pub(super) fn standing_view(facts: &Facts, lang: Lang, now: i64) -> StandingNotice {
    let coalition = || [("coalition", facts.coalition.name.as_str().into())];
    let notice = |role, title: &str, text: &str| StandingNotice {
        role,
        title: lang::t(lang, title, &coalition()),
        text: lang::t(lang, text, &coalition()),
    };
    match facts.event.state() {
        EventState::Cancelled => notice("danger", "event-cancelled", "event-cancelled-text"),
        EventState::Released => notice("danger", "event-released", "event-released-text"),
        EventState::HeldBack => notice("attention", "event-held-back", "event-held-back-text"),
        EventState::Unvetted => notice("attention", "event-unvetted", "event-unvetted-text"),
        _ if facts.event.times.ends_at <= now => notice("plain", "event-over", "event-over-text"),
        EventState::Confirmed => notice("good", "event-confirmed", "event-confirmed-text"),
        EventState::OnCall => notice("plain", "event-on-call", "event-on-call-text"),
    }
}

/// Beside the number of those who come.
fn coming_label(facts: &Facts, lang: Lang, now: i64) -> String {
    let count = [("count", facts.count.coming.into())];
    match facts.event.state() {
        EventState::OnCall | EventState::HeldBack | EventState::Unvetted => lang::t(lang, "event-coming-on-call", &count),
        EventState::Confirmed if facts.event.times.starts_at > now => lang::t(lang, "event-coming-confirmed", &count),
        _ => lang::t(lang, "event-coming-past", &count),
    }
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn form_page<'a>(facts: &'a Facts, lang: Lang) -> FormPage<'a> {
    let path = format!("/events/{}", facts.event.slug);
    let (action, calls_of) = (facts.event.id, facts.coalition.name.as_str());
    FormPage { kind: Kind::Attendance, action, path, groups: &facts.groups, calls_of, asked: None, lang }
}

/// A link to the event's page in the frame's language.
pub(super) fn event_link(frame: &Frame, facts: &Facts) -> Link {
    Link { name: facts.event.title(frame.lang).to_owned(), url: frame.link(&format!("/events/{}", facts.event.slug)) }
}

async fn known(app: &App, here: &Here, slug: &str) -> Result<Arc<Facts>, Response> {
    match app.live_events.facts(app, slug).await {
        Ok(Some(facts)) => Ok(facts),
        Ok(None) => Err(here.refused(app, StatusCode::NOT_FOUND)),
        Err(fault) => Err(here.fault(app, &fault)),
    }
}

async fn show(State(app): State<App>, here: Here, Path(slug): Path<String>, headers: HeaderMap) -> Response {
    match known(&app, &here, &slug).await {
        Ok(facts) => app.live_events.page(&facts, here.lang, || rendered(&app, &here, &facts)).response(&headers),
        Err(answer) => answer,
    }
}

fn rendered(app: &App, here: &Here, facts: &Facts) -> String {
    let form = form_page(facts, here.lang).empty(&app.vault, app.clock.now());
    frame::text(&page(app, here, facts, form))
}

/// The whole page with a form, which is left out while nobody can answer.
fn page(app: &App, here: &Here, facts: &Facts, mut form: PersonForm) -> EventPage {
    let (event, now, lang) = (&facts.event, app.clock.now(), here.lang);
    let path = format!("/events/{}", event.slug);
    let mut frame = Frame::new(lang, event.title(lang), &path, &app.settings.public_url, crate::web::site::SITE_NAME);
    let when = when_words(lang, &event.times);
    let summary = markdown::summary(event.words(lang), DESCRIPTION_CHARS);
    frame.description = format!("{when}, {}. {summary}", event.place.city).trim_end().to_owned();
    frame.image = Some(lang.path(&format!("{path}/picture.png")));
    frame.indexed = true;
    if app.limits.is_busy(now, event.id, event.usual_answers_per_minute) {
        form.challenge_url = Some(lang.path(&format!("{path}/challenge")));
    }
    let group = facts.groups.first();
    EventPage {
        title: event.title(lang).to_owned(),
        group: Link {
            name: facts.group_name().to_owned(),
            url: frame.link(&format!("/groups/{}", group.map_or("", |group| &group.slug))),
        },
        coalition: Link { name: facts.coalition.name.clone(), url: frame.link(&format!("/coalitions/{}", facts.coalition.slug)) },
        standing: standing_view(facts, lang, now),
        words_html: markdown::html(event.words(lang)),
        facts: facts_view(facts, lang),
        vetted_by: facts.vetted_by.as_ref().map_or_else(String::new, |group| group.name.clone()),
        coming: unsigned(facts.count.coming),
        coming_label: coming_label(facts, lang, now),
        asserted: unsigned(facts.count.asserted),
        waiting: unsigned(facts.count.waiting),
        capacity: event.capacity.map(unsigned),
        as_of: zoned(facts.count.as_of, &event.times.time_zone),
        live_url: frame.link(&format!("{path}/count")),
        calendar_url: frame.link(&format!("{path}/event.ics")),
        form: attending::refusal(event, now).is_none().then_some(form),
        share: share_links(lang, &frame.canonical_url(), &frame.title),
        frame,
    }
}

async fn send(State(app): State<App>, here: Here, Client(client): Client, Path(slug): Path<String>, Sent(body): Sent) -> Response {
    here.answer(&app, sent(&app, &here, client, &slug, &Typed::read(&body)).await)
}

async fn sent(app: &App, here: &Here, client: std::net::IpAddr, slug: &str, typed: &Typed) -> Result<Response, Fault> {
    let Some(facts) = app.live_events.facts(app, slug).await? else { return Ok(here.refused(app, StatusCode::NOT_FOUND)) };
    let (event, now) = (&facts.event, app.clock.now());
    let form = form_page(&facts, here.lang);
    if attending::refusal(event, now).is_some() {
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
    let over = app.limits.count(now, client, event.id, event.usual_answers_per_minute);
    let waiting = over && !app.proof_of_work.is_solved(&typed.altcha, event.id, now);
    take(app, event, &content, waiting).await?;
    Ok(here.see(&format!("/events/{slug}/check-mail")))
}

/// Takes a checked form; the one write that every accepted form makes, from a page or without an API key.
pub async fn take(app: &App, event: &Event, content: &FormContent, waiting: bool) -> Result<(), Fault> {
    let whose = (Kind::Attendance, event.group);
    let input = take_form::prepare(&app.vault, &app.ids, whose, content, waiting, app.clock.now())?;
    match app.take_form.submit(input).await? {
        Ok(()) => app.waker.wake(),
        Err(never) => match never {},
    }
    Ok(())
}

async fn check_mail(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    match known(&app, &here, &slug).await {
        Ok(facts) => {
            let frame = here.frame(&app, "");
            let event = event_link(&frame, &facts);
            frame::html(StatusCode::OK, &CheckMailPage::of_event(frame, event))
        }
        Err(answer) => answer,
    }
}

async fn challenge(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let facts = match known(&app, &here, &slug).await {
        Ok(facts) => facts,
        Err(answer) => return answer,
    };
    match app.proof_of_work.challenge(facts.event.id, &app.ids, app.clock.now()) {
        Some(challenge) => ([(header::CACHE_CONTROL, "no-store")], Json(challenge)).into_response(),
        None => here.refused(&app, StatusCode::SERVICE_UNAVAILABLE),
    }
}

async fn live_count(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    match known(&app, &here, &slug).await {
        Ok(_) => live::counts(&app, Arc::clone(&app.live_events), slug),
        Err(answer) => answer,
    }
}

/// `/events/<slug>/picture.png`.
async fn shared_picture(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let facts = match known(&app, &here, &slug).await {
        Ok(facts) => facts,
        Err(answer) => return answer,
    };
    let (event, lang) = (&facts.event, here.lang);
    let count = lang::t(
        lang,
        "picture-event-count",
        &[
            ("number", lang::number(lang, unsigned(facts.count.coming)).into()),
            ("label", coming_label(&facts, lang, app.clock.now()).into()),
        ],
    );
    let by = format!(
        "{}, {} · {}",
        event.place.city,
        event.place.region,
        lang::date(lang, &zoned(event.times.starts_at, &event.times.time_zone))
    );
    let picture = picture::draw(event.title(lang), count, by).await;
    picture.unwrap_or_else(|| here.refused(&app, StatusCode::NOT_FOUND))
}

/// `/events/<slug>/event.ics`.
async fn calendar_file(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    match known(&app, &here, &slug).await {
        Ok(facts) => {
            let url = format!("{}{}", app.settings.public_url, here.lang.path(&format!("/events/{slug}")));
            let text = calendar::text(&facts.event, &facts.coalition.name, here.lang, &url);
            let kind = (header::CONTENT_TYPE, "text/calendar; charset=utf-8");
            let named = (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}.ics\"", facts.event.slug));
            ([kind, (header::CACHE_CONTROL, "no-cache")], [named], text).into_response()
        }
        Err(answer) => answer,
    }
}

/// Why nobody can answer, in a sentence; empty where they can.
pub(super) fn refusal_words(lang: Lang, refusal: RsvpRefusal) -> String {
    match refusal {
        RsvpRefusal::Unknown => lang::t(lang, "event-unvetted-text", &[]),
        RsvpRefusal::HeldBack => lang::t(lang, "event-held-back-text", &[]),
        RsvpRefusal::Released => lang::t(lang, "answer-released", &[]),
        RsvpRefusal::Cancelled => lang::t(lang, "event-cancelled-text", &[]),
        RsvpRefusal::Begun => lang::t(lang, "answer-begun", &[]),
    }
}
